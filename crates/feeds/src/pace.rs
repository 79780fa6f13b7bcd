//! How long to wait between polls. Pure arithmetic; it must not sleep.

use std::time::Duration;

/// Longest pause our own backoff makes, unless the period itself is longer.
const MAX_BACKOFF: Duration = Duration::from_secs(300);
/// Longest pause a server may ask for: a feed must not be able to silence itself for a shift.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(900);
/// Shortest pause, whatever is configured.
const MIN_PAUSE: Duration = Duration::from_millis(20);

/// The pause after a poll: the period when it was good (`failures` = 0), else doubled per failure up to five minutes;
/// never shorter than the server's `Retry-After`. `jitter` in 0..1 spreads it by a tenth either way, so that feeds
/// configured together do not stay together.
pub(crate) fn pause(period: Duration, failures: u32, retry_after: Option<Duration>, jitter: f64) -> Duration {
    let doubled = period.saturating_mul(1 << failures.saturating_sub(1).min(20));
    let own = doubled.min(MAX_BACKOFF.max(period));
    let spread = own.mul_f64(0.9 + 0.2 * jitter.clamp(0.0, 1.0));
    let asked = retry_after.unwrap_or_default().min(MAX_RETRY_AFTER);
    spread.max(asked).max(MIN_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(period: u64, failures: u32, retry: Option<u64>) -> u64 {
        pause(Duration::from_secs(period), failures, retry.map(Duration::from_secs), 0.5).as_secs_f64().round() as u64
    }

    #[test]
    fn failures_double_up_to_five_minutes() {
        let series: Vec<u64> = (0..7).map(|n| secs(30, n, None)).collect();
        assert_eq!(series, [30, 30, 60, 120, 240, 300, 300]);
        assert_eq!(secs(30, u32::MAX, None), 300);
        assert_eq!(secs(600, 4, None), 600, "a slow feed stays at its own pace");
    }

    #[test]
    fn the_server_may_ask_for_more_but_not_for_ever() {
        assert_eq!(secs(30, 1, Some(90)), 90);
        assert_eq!(secs(30, 1, Some(5)), 30);
        assert_eq!(secs(30, 1, Some(u64::MAX)), 900);
    }

    #[test]
    fn jitter_spreads_by_a_tenth() {
        let p = Duration::from_secs(100);
        assert!((pause(p, 0, None, 0.0).as_secs_f64() - 90.0).abs() < 1e-6);
        assert!((pause(p, 0, None, 1.0).as_secs_f64() - 110.0).abs() < 1e-6);
        assert_eq!(pause(Duration::ZERO, 0, None, 0.5), MIN_PAUSE);
    }
}
