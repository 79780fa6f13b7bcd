//! Threshold sets: what figures are held against, as data with a version. A file of a centre's own is judged as hostile
//! input: bounded, every fault with its line.

use crate::metric::{Metric, words};
use serde::Deserialize;
use std::collections::BTreeSet;
use watchfloor_domain::catalogue::Service;
use watchfloor_domain::types::Priority;

/// The set of the program.
pub const BUILT_IN: &str = include_str!("../data/standards.toml");
/// Largest file, bytes, and most standards in it.
pub const MOST_BYTES: usize = 256 * 1024;
const MOST_STANDARDS: usize = 200;
const MOST_TARGETS: usize = 8;
/// Longest limit, seconds: a day.
const LONGEST_S: u32 = 86_400;
/// Longest text of one field, characters.
const LONGEST_TEXT: usize = 300;

words! {
    /// How well a threshold is known.
    Mark {
        Read "read",
        /// Seen second hand: the text of the standard is to be looked into.
        ToVerify "to_verify",
        /// What others reached; no norm.
        Benchmark "benchmark",
        Ours "ours",
    }
}

/// Thresholds and what they need, with the name and edition that travel with every figure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdSet {
    pub name: String,
    pub edition: String,
    /// Priorities that make an incident an emergency.
    pub emergency: Vec<Priority>,
    pub patience: Patience,
    pub standards: Vec<Standard>,
}

/// From when something counts as left too long, seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// An emergency not acknowledged.
    pub emergency_s: u32,
    /// A sounding warning not acknowledged.
    pub warning_s: u32,
    /// A welfare check that fired and was not answered.
    pub welfare_s: u32,
    /// A unit of a roll call that did not answer.
    pub roll_call_s: u32,
    /// A request over the radio.
    pub request_s: u32,
    /// A hand-over offered.
    pub hand_over_s: u32,
    /// An emergency incident without a unit.
    pub waiting_s: u32,
}

/// One standard's word on one metric.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    pub id: String,
    /// What reports are asked for: `nfpa`, `nena`, `china-119` …
    pub family: String,
    pub metric: Metric,
    pub source: String,
    pub edition: String,
    pub mark: Mark,
    /// Only incidents of these services; all when empty.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Only units of these kinds; all when empty.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// None when the standard only defines the interval.
    pub targets: Vec<Target>,
}

/// A limit, and the share of cases that must keep it. Without a share the limit is a plain bound and nothing is judged.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub within_s: u32,
    #[serde(default)]
    pub share: Option<f64>,
}

/// What is wrong with a set, and on which line (from 1; 0 when it is of no line).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFault {
    pub line: usize,
    pub field: String,
    pub why: String,
}

impl std::fmt::Display for SetFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}: {}: {}", self.line, self.field, self.why)
    }
}

impl ThresholdSet {
    /// The set of the program; a test reads it without a fault.
    pub fn built_in() -> Self {
        let empty = || Self {
            name: String::new(),
            edition: String::new(),
            emergency: Priority::ALL.to_vec(),
            patience: Patience {
                emergency_s: 15,
                warning_s: 120,
                welfare_s: 60,
                roll_call_s: 60,
                request_s: 120,
                hand_over_s: 120,
                waiting_s: 106,
            },
            standards: Vec::new(),
        };
        read(BUILT_IN).unwrap_or_else(|_| empty())
    }
}

/// Reads a set from its TOML text.
///
/// # Errors
/// What is wrong with it: the first fault of its form, or all faults of its content.
pub fn read(text: &str) -> Result<ThresholdSet, Vec<SetFault>> {
    let fault = |line, field: &str, why: String| SetFault { line, field: field.to_owned(), why };
    if text.len() > MOST_BYTES {
        return Err(vec![fault(0, "file", format!("at most {MOST_BYTES} bytes"))]);
    }
    let set: ThresholdSet = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        vec![fault(before.matches('\n').count() + 1, "file", error.message().to_owned())]
    })?;
    let faults = check(&set, text);
    if faults.is_empty() { Ok(set) } else { Err(faults) }
}

fn check(set: &ThresholdSet, text: &str) -> Vec<SetFault> {
    let mut faults = Vec::new();
    let mut say = |line: usize, field: &str, why: &str| {
        faults.push(SetFault { line, field: field.to_owned(), why: why.to_owned() });
    };
    let words = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT;
    if !words(&set.name) || !words(&set.edition) {
        say(1, "name", "name and edition are printed on every figure: 1 to 300 characters each");
    }
    if set.emergency.is_empty() {
        say(1, "emergency", "no priority is an emergency");
    }
    if set.standards.len() > MOST_STANDARDS {
        say(1, "standards", "at most 200");
    }
    let starts: Vec<usize> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim_start().starts_with("[[standards]]"))
        .map(|(at, _)| at + 1)
        .collect();
    let mut known = BTreeSet::new();
    for (at, standard) in set.standards.iter().enumerate() {
        let line = starts.get(at).copied().unwrap_or(0);
        if !words(&standard.id) || !known.insert(&standard.id) {
            say(line, "id", "1 to 300 characters, and each once");
        }
        if ![&standard.family, &standard.source, &standard.edition].into_iter().all(|t| words(t)) {
            say(line, "source", "family, source and edition: 1 to 300 characters each");
        }
        if standard.kinds.len() > 50 || !standard.kinds.iter().all(|k| words(k)) {
            say(line, "kinds", "at most 50, 1 to 300 characters each");
        }
        if standard.targets.len() > MOST_TARGETS {
            say(line, "targets", "at most 8");
        }
        for target in &standard.targets {
            if !(1..=LONGEST_S).contains(&target.within_s) {
                say(line, "within_s", "1 to 86400 seconds");
            }
            if target.share.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
                say(line, "share", "more than 0 and at most 1");
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_set_has_no_fault_and_marks_what_is_to_be_verified() {
        let set = read(BUILT_IN).unwrap_or_else(|faults| unreachable!("{faults:?}"));
        assert!(set.standards.iter().any(|s| s.mark == Mark::ToVerify && s.metric == Metric::VolunteerResponse));
        for family in ["nfpa", "nena", "fhwa", "police", "china-110", "china-119", "china-120", "aedr"] {
            assert!(set.standards.iter().any(|s| s.family == family), "{family}");
        }
        // Every metric is held against something, or defined by somebody.
        for metric in Metric::ALL {
            assert!(set.standards.iter().any(|s| s.metric == *metric), "{metric:?}");
        }
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let wrong = |from: &str, to: &str| read(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
        let line_of = |text: &str| BUILT_IN.lines().position(|l| l.contains(text)).map_or(0, |at| at + 1);
        assert_eq!(wrong("mark = \"read\"", "mark = \"sure\"")[0].line, line_of("mark = \"read\""));
        let faults = wrong("within_s = 15, share = 0.90", "within_s = 0, share = 1.5");
        let first = line_of("[[standards]]");
        assert_eq!(
            faults.iter().map(|f| (f.line, f.field.as_str())).collect::<Vec<_>>(),
            [(first, "within_s"), (first, "share")]
        );
        assert_eq!(wrong("id = \"nfpa-1225-answer\"", "id = \"nena-sta-020-15\"")[0].field, "id");
        assert_eq!(read("x = 1").unwrap_err().len(), 1);
        assert_eq!(read(&"#".repeat(MOST_BYTES + 1)).unwrap_err()[0].field, "file");
    }
}
