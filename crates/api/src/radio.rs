//! The log of radio and telephone: messages with running numbers, their corrections, and what is asked of it.

use crate::command::wire;
use crate::link::IncidentRef;
use crate::view::{AckView, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
/// What was said, by whom, to whom.
pub struct MessageInput {
    pub text: String,
    /// When it was said, UTC milliseconds; now when absent, and of a correction the time it had. At most 48 hours ago.
    #[serde(default)]
    pub at_ms: Option<i64>,
    /// `radio` or `phone`; `radio` when absent.
    #[serde(default)]
    pub medium: Option<String>,
    /// `in`, `out` or `heard`, seen from the centre; `in` when absent.
    #[serde(default)]
    pub direction: Option<String>,
    /// The talk group or line.
    #[serde(default)]
    pub channel: String,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    /// The unit it came from or went to.
    #[serde(default)]
    pub unit: Option<String>,
    /// The incident it is about; it is a line of that one's notes, too.
    #[serde(default)]
    pub incident: Option<String>,
    /// Goes onto the sheet for the next shift.
    #[serde(default)]
    pub marked: bool,
}
}
wire! {
pub struct LogRadio {
    pub message: MessageInput,
    /// Why it is entered late; needed when it was said more than two minutes ago.
    #[serde(default)]
    pub reason: String,
}
}
wire! {
pub struct CorrectRadio {
    /// The message's number, or the count at its end.
    pub entry: String,
    /// The whole message as it should read: what is left out is taken away.
    pub message: MessageInput,
    pub reason: String,
}
}
wire! {
/// Which messages; what is absent does not narrow.
pub struct RadioLogOf {
    /// Said at or after, UTC milliseconds; 4 hours ago when absent, at most 7 days at once.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Said before, UTC milliseconds.
    #[serde(default)]
    pub to_ms: Option<i64>,
    #[serde(default)]
    pub channel: Option<String>,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub incident: Option<String>,
    /// Words in the text, in who spoke, or in the number; former versions are looked at as well.
    #[serde(default)]
    pub text: Option<String>,
    /// At most so many; 500 when absent, 2,000 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
view! {
/// A message as it was entered or corrected.
pub struct RadioVersion {
    /// When it was said, and when it was written down, UTC milliseconds.
    pub at_ms: i64,
    pub entered_ms: i64,
    pub by: String,
    /// Why it was entered late, or corrected.
    pub reason: Option<String>,
    /// `radio` or `phone`.
    pub medium: String,
    /// `in`, `out` or `heard`.
    pub direction: String,
    pub channel: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub unit: Option<String>,
    pub incident: Option<IncidentRef>,
    /// `null` when erased.
    pub text: Option<String>,
    pub marked: bool,
}
}
view! {
pub struct RadioRow {
    pub number: String,
    pub now: RadioVersion,
    /// What it said before, newest first.
    pub before: Vec<RadioVersion>,
    /// Who took it back, and when.
    pub struck: Option<AckView>,
}
}
view! {
/// Messages, the last entered first.
pub struct RadioLogView {
    pub messages: Vec<RadioRow>,
    /// Talk groups and lines in use, for choosing.
    pub channels: Vec<String>,
    /// There are more than were asked for, or more than one answer reads.
    pub more: bool,
}
}
