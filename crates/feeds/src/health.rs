//! How a feed is doing, by the time of receipt. It must not trust any clock of the feed.

use std::time::Duration;

/// Freshness of a feed, by the age of its last success against the expected period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    /// No success since the runner started.
    Never,
    /// Within two periods.
    Live,
    /// Within five periods.
    Late,
    /// Within twenty periods.
    Stale,
    /// Older.
    Dead,
}

impl FeedState {
    /// The state for an age since the last success; `None` when there was none.
    pub fn of(age: Option<Duration>, period: Duration) -> Self {
        let Some(age) = age else { return FeedState::Never };
        let periods = |n: u32| age <= period.saturating_mul(n);
        match () {
            () if periods(2) => FeedState::Live,
            () if periods(5) => FeedState::Late,
            () if periods(20) => FeedState::Stale,
            () => FeedState::Dead,
        }
    }

    /// A stable name.
    pub fn name(self) -> &'static str {
        match self {
            FeedState::Never => "never",
            FeedState::Live => "live",
            FeedState::Late => "late",
            FeedState::Stale => "stale",
            FeedState::Dead => "dead",
        }
    }
}

/// What went wrong last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFault {
    /// UTC milliseconds since the epoch.
    pub at_ms: i64,
    /// A stable code, see [`crate::FetchError::code`].
    pub code: &'static str,
    /// In words.
    pub text: String,
}

/// The health card of one feed. Times are UTC milliseconds since the epoch, by our clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedHealth {
    pub feed_id: String,
    pub state: FeedState,
    /// Expected pause between polls.
    pub period_ms: u64,
    /// Last good answer, unchanged ones included: a quiet feed is not a stale one.
    pub last_success_ms: Option<i64>,
    /// Last answer whose body differed from the one before.
    pub last_change_ms: Option<i64>,
    /// The latest failure, kept after recovery; `failures` tells whether it is over.
    pub last_error: Option<FeedFault>,
    /// Failed polls in a row; 0 means the last poll was good.
    pub failures: u32,
    /// Where permanent redirects say the feed moved: the configured address should be changed.
    pub moved_to: Option<String>,
    /// Linked alerts still to be fetched.
    pub links_pending: usize,
    /// Linked alerts given up after repeated failure.
    pub links_lost: u64,
}

impl FeedHealth {
    /// Before the first poll.
    pub(crate) fn new(feed_id: &str, period: Duration) -> Self {
        FeedHealth {
            feed_id: feed_id.to_owned(),
            state: FeedState::Never,
            period_ms: u64::try_from(period.as_millis()).unwrap_or(u64::MAX),
            last_success_ms: None,
            last_change_ms: None,
            last_error: None,
            failures: 0,
            moved_to: None,
            links_pending: 0,
            links_lost: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_the_age_of_the_last_success() {
        let state = |secs: u64| FeedState::of(Some(Duration::from_secs(secs)), Duration::from_secs(60));
        assert_eq!(FeedState::of(None, Duration::from_secs(60)).name(), "never");
        for (age, name) in
            [(0, "live"), (120, "live"), (121, "late"), (300, "late"), (301, "stale"), (1200, "stale"), (1201, "dead")]
        {
            assert_eq!(state(age).name(), name, "{age}");
        }
    }
}
