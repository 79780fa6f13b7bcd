//! Where a message stands in time: pending, in force, overdue, ended. The end of a message's validity is not the end of
//! the hazard. Knows no clock (the caller says what time it is) and no chain beyond a message's standing.

use serde::{Deserialize, Serialize};

use crate::chain::Standing;

/// The instants of one message, UTC ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Start of validity; the time of sending when the message gives none.
    pub effective_ms: i64,
    /// When a newer message is due.
    pub expires_ms: Option<i64>,
    /// When the hazard ends, where the source says so.
    pub ends_ms: Option<i64>,
}

/// How a site reads a message that does not say when the hazard ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPolicy {
    /// The source's `expires` is the end of the hazard.
    pub expires_means_end: bool,
    /// How long a message stays overdue after `expires`, ms.
    pub grace_ms: i64,
    /// How long a message without `expires` and end stays in force after `effective`, ms.
    pub no_expires_ms: i64,
}

/// Where a message stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not yet effective.
    Pending,
    /// In force.
    InForce,
    /// Past `expires` while the hazard's end is later or unknown.
    Overdue,
    /// Ended by time.
    Ended,
    /// Replaced by an Update.
    Superseded,
    /// Cancelled.
    Cancelled,
}

/// The instant a message ends by time, UTC ms: the hazard's end when given, else `expires` as the policy reads it, else
/// the policy's span after `effective`.
pub fn end_ms(times: &Times, policy: &EndPolicy) -> i64 {
    match (times.ends_ms, times.expires_ms) {
        (Some(ends), _) => ends,
        (None, Some(expires)) if policy.expires_means_end => expires,
        (None, Some(expires)) => expires.saturating_add(policy.grace_ms.max(0)),
        (None, None) => times.effective_ms.saturating_add(policy.no_expires_ms.max(0)),
    }
}

/// The state at an instant. An instant itself belongs to what follows it.
pub fn state(standing: &Standing, times: &Times, policy: &EndPolicy, now_ms: i64) -> State {
    match standing {
        Standing::Cancelled { .. } => State::Cancelled,
        Standing::Superseded { .. } => State::Superseded,
        Standing::Live if now_ms >= end_ms(times, policy) => State::Ended,
        Standing::Live if now_ms < times.effective_ms => State::Pending,
        Standing::Live if times.expires_ms.is_some_and(|expires| now_ms >= expires) => State::Overdue,
        Standing::Live => State::InForce,
    }
}

/// The next instant after `now_ms` at which the state changes by time alone; none when it never will again.
pub fn next_change(standing: &Standing, times: &Times, policy: &EndPolicy, now_ms: i64) -> Option<i64> {
    let current = state(standing, times, policy, now_ms);
    let mut due = [Some(times.effective_ms), times.expires_ms, Some(end_ms(times, policy))];
    due.sort_unstable();
    due.into_iter().flatten().find(|&at| at > now_ms && state(standing, times, policy, at) != current)
}

/// The state of a message whose infos have times of their own: it is in force while any of them is, and ended only when
/// all are. `times` comes from [`crate::model::Alert::times`] and is not empty.
pub fn overall_state(standing: &Standing, times: &[Times], policy: &EndPolicy, now_ms: i64) -> State {
    let rank = |state: &State| match state {
        State::InForce => 0,
        State::Pending => 1,
        State::Overdue => 2,
        State::Ended | State::Superseded | State::Cancelled => 3,
    };
    let states = times.iter().map(|times| state(standing, times, policy, now_ms));
    states.min_by_key(rank).unwrap_or(State::Ended)
}

/// The next instant after `now_ms` at which [`overall_state`] may change by time.
pub fn overall_next_change(standing: &Standing, times: &[Times], policy: &EndPolicy, now_ms: i64) -> Option<i64> {
    times.iter().filter_map(|times| next_change(standing, times, policy, now_ms)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: EndPolicy = EndPolicy { expires_means_end: false, grace_ms: 100, no_expires_ms: 1_000 };

    fn path(times: Times, policy: EndPolicy) -> Vec<(i64, State)> {
        let mut now = 0;
        let mut out = vec![(now, state(&Standing::Live, &times, &policy, now))];
        while let Some(at) = next_change(&Standing::Live, &times, &policy, now) {
            now = at;
            out.push((now, state(&Standing::Live, &times, &policy, now)));
        }
        out
    }

    #[test]
    fn hazard_end_outlives_the_message() {
        let times = Times { effective_ms: 10, expires_ms: Some(50), ends_ms: Some(90) };
        let want = [(0, State::Pending), (10, State::InForce), (50, State::Overdue), (90, State::Ended)];
        assert_eq!(path(times, POLICY), want);
    }

    #[test]
    fn without_an_end_the_policy_speaks() {
        let times = Times { effective_ms: 10, expires_ms: Some(50), ends_ms: None };
        assert_eq!(path(times, POLICY).last(), Some(&(150, State::Ended)));
        let firm = EndPolicy { expires_means_end: true, ..POLICY };
        assert_eq!(path(times, firm), [(0, State::Pending), (10, State::InForce), (50, State::Ended)]);
        let open = Times { effective_ms: 10, expires_ms: None, ends_ms: None };
        assert_eq!(path(open, POLICY), [(0, State::Pending), (10, State::InForce), (1_010, State::Ended)]);
    }

    #[test]
    fn a_message_lives_as_long_as_any_of_its_parts() {
        let short = Times { effective_ms: 0, expires_ms: Some(50), ends_ms: Some(60) };
        let long = Times { effective_ms: 70, expires_ms: Some(80), ends_ms: Some(90) };
        let at = |now| overall_state(&Standing::Live, &[short, long], &POLICY, now);
        assert_eq!(
            [0, 55, 65, 70, 80, 90].map(at),
            [State::InForce, State::Pending, State::Pending, State::InForce, State::Overdue, State::Ended]
        );
        assert_eq!(overall_next_change(&Standing::Live, &[short, long], &POLICY, 60), Some(70));
        assert_eq!(overall_next_change(&Standing::Live, &[short, long], &POLICY, 90), None);
    }

    #[test]
    fn an_early_end_wins_and_odd_instants_do_not_overflow() {
        let early = Times { effective_ms: 10, expires_ms: Some(50), ends_ms: Some(40) };
        assert_eq!(path(early, POLICY), [(0, State::Pending), (10, State::InForce), (40, State::Ended)]);
        let past = Times { effective_ms: 10, expires_ms: Some(-500), ends_ms: None };
        assert_eq!(state(&Standing::Live, &past, &POLICY, 0), State::Ended);
        let far = Times { effective_ms: i64::MAX, expires_ms: Some(i64::MAX), ends_ms: None };
        assert_eq!(state(&Standing::Live, &far, &POLICY, 0), State::Pending);
    }
}
