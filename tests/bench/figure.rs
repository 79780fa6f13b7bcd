//! How figures are taken and told: percentiles, and one line with the floor or goal it is held against.
//! It must not know what was measured.

use std::time::Duration;

/// True when the test runner only asks whether there are tests here; there are none.
pub fn only_listed() -> bool {
    std::env::args().any(|arg| arg == "--list" || arg == "--test")
}

/// The value that `percent` of all are not above; zero of none.
pub fn percentile(times: &[Duration], percent: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len().saturating_sub(1) as f64 * percent / 100.0).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

/// `value` against a goal that it should not pass: its share of the goal, and whether it is met.
pub fn against(value: f64, goal: f64) -> String {
    let verdict = if value <= goal { "met" } else { "MISSED" };
    format!("{:.2} of the goal, {verdict}", value / goal)
}

/// What else the machine was doing, without which a figure means little: the load of the last minute.
pub fn say_load() {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = text.split(' ').next().filter(|word| !word.is_empty()).unwrap_or("unknown");
    println!("load of the machine      {load} (a figure taken on a busy machine is an upper bound)");
}
