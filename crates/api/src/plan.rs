//! The dispatch plan on the wire: its text, its faults, and what it makes of a caller's words.

use crate::command::wire;
use crate::view::{MessageLine, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
/// The whole plan as one TOML file, at most 256 KiB. A wrong one is refused with its first fault; `check_plan` tells all.
pub struct SetPlan {
    pub text: String,
    /// The `sha256` of the plan this one was made from: refused when another is in force by now. Not asked when absent.
    #[serde(default)]
    pub was: Option<String>,
}
}
wire! {
/// Where the plan in force is written to: the absolute path of a `.toml` file that is not there yet.
pub struct ExportPlan { pub file: String }
}
wire! {
pub struct CheckPlan { pub text: String }
}
wire! {
pub struct StarterOf {
    /// `international` or `chinese`.
    pub name: String,
}
}
wire! {
pub struct RecogniseIn {
    /// What the caller said so far, at most 8 KiB.
    pub text: String,
}
}

view! {
/// The plan in force.
pub struct PlanView {
    pub name: String,
    pub edition: String,
    pub sha256: String,
    /// The TOML text in force.
    pub text: String,
    /// When it was set, UTC milliseconds; `null` for the starter set of a floor that never had another.
    pub set_ms: Option<i64>,
    pub set_by: Option<String>,
    /// Plans that were set, newest first, at most 100.
    pub versions: Vec<PlanVersion>,
    /// Names of the starter sets.
    pub starters: Vec<String>,
}
}
view! {
/// A plan that was set once; `seq` is its place in the log.
pub struct PlanVersion { pub seq: u64, pub at_ms: i64, pub by: String, pub name: String, pub edition: String, pub sha256: String }
}
view! {
/// What is wrong with a plan; nothing when it may be set.
pub struct PlanCheck {
    pub name: String,
    pub edition: String,
    pub faults: Vec<PlanFault>,
    /// What a plan without fault holds.
    pub types: u32,
    pub rules: u32,
    pub cards: u32,
    /// Open incidents whose type it does not have, one line for each type; empty where no floor was asked.
    #[serde(default)]
    pub dropped: Vec<MessageLine>,
}
}
view! {
pub struct PlanFault {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Such as `types[3].label.zh`, counted from 1.
    pub field: String,
    pub message: MessageLine,
}
}
view! {
pub struct PlanText { pub name: String, pub text: String }
}
view! {
/// What the words mean, and which of them decided it, as typed and in the order they stand in the text.
pub struct RecognisedView { pub type_code: String, pub priority: String, pub words: Vec<String> }
}
view! {
/// Text in both languages of the console.
pub struct Label { pub en: String, pub zh: String }
}
view! {
pub struct QuestionView {
    pub id: String,
    pub ask: Label,
    /// What may be answered; anything, when empty.
    pub answers: Vec<AnswerChoice>,
}
}
view! {
pub struct AnswerChoice {
    pub code: String,
    pub label: Label,
    /// The question that follows; the next in order when absent, none when `end`.
    pub then: Option<String>,
    /// What the answer shows the incident to be.
    pub type_code: Option<String>,
    pub priority: Option<String>,
}
}
