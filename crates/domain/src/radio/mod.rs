//! The log of what was said on radio and telephone: every message has a running number, whether it is about an incident or
//! not. A correction is a new version; what stood there before stays readable. State only; the rules are in
//! [`crate::decide`], the events in [`event`].

pub mod event;
mod fold;

pub(crate) use event::tell;
pub use fold::fold;
pub(crate) use fold::let_go;

use crate::ids::{IncidentId, UnitId};
use crate::personal::Personal;
use crate::traffic::words;
use crate::types::{Numbering, Reset};
use crate::work::{Entry, LogEntry};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// How long after it was entered a message stays on the board and may be corrected, milliseconds; after that the log has it.
pub const KEPT_MS: i64 = 4 * 3_600_000;
/// How long after it was said a message may be entered, milliseconds.
pub const LATEST_MS: i64 = 48 * 3_600_000;
/// Most messages on one board: in a flood the oldest are read from the log.
pub const MOST_KEPT: usize = 20_000;

words! {
    /// Which way a message went, seen from the centre.
    Direction { In "in", Out "out", Heard "heard", }
}

/// Calls that every seat of the watch may make: whoever hears a message writes it down.
pub(crate) const CALLS: &[&str] = &["log_radio", "correct_radio"];

/// The messages of the last hours, and how far each period has counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RadioLog {
    /// Highest count given in each numbering period.
    pub sequence: BTreeMap<String, u32>,
    /// In the order in which they were entered.
    pub messages: VecDeque<Message>,
}

/// One message with all its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub number: String,
    pub period: String,
    pub count: u32,
    /// The newest is the last; there always is one.
    pub versions: Vec<Version>,
    /// Who took it back, and when, UTC milliseconds.
    pub struck: Option<(String, i64)>,
}

/// A message as somebody wrote it down, or corrected it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The place in the log of the event that brought it.
    pub gseq: u64,
    /// When it was written, UTC milliseconds, and by whom.
    pub entered_ms: i64,
    pub by: String,
    /// Why it was entered late, or corrected.
    pub reason: Option<String>,
    pub said: Said,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// When it was said, UTC milliseconds.
    pub at_ms: i64,
    pub direction: Direction,
    /// The talk group or line; empty when nobody named one.
    pub channel: String,
    pub unit: Option<UnitId>,
    pub incident: Option<IncidentId>,
    pub text: Personal,
    /// Radio or telephone, who spoke to whom, whom it names, whether the next shift is to know.
    pub entry: Entry,
}

/// What somebody wants written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// When it was said, UTC milliseconds; now when absent.
    pub at_ms: Option<i64>,
    pub direction: Direction,
    pub channel: String,
    pub unit: Option<UnitId>,
    pub incident: Option<IncidentId>,
    pub text: String,
    pub entry: LogEntry,
}

/// What people ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Back-dated with a reason.
    Enter { draft: Draft, reason: String },
    /// The whole message as it should read; without a time, the time it had.
    Correct { message: String, draft: Draft, reason: String },
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Enter { .. } => "log_radio",
            Self::Correct { .. } => "correct_radio",
        }
    }
}

/// How messages are numbered where the plan does not say.
pub fn usual() -> Numbering {
    Numbering { template: "R{YY}{MM}{DD}-{NNN}".into(), reset: Reset::Daily }
}

impl Message {
    /// The version that holds.
    pub fn now(&self) -> Option<&Version> {
        self.versions.last()
    }
}

impl RadioLog {
    /// A message by its number, or the newest with this count.
    pub fn find(&self, text: &str) -> Option<&Message> {
        let text = text.trim();
        let newest = || self.messages.iter().rev();
        let count = || text.parse::<u32>().ok();
        newest()
            .find(|message| message.number.eq_ignore_ascii_case(text))
            .or_else(|| count().and_then(|count| newest().find(|message| message.count == count)))
    }
}
