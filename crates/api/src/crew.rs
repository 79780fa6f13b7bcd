//! Crews: what is asked for them and what is said of them. Emergencies, welfare checks, roll calls, local codes, swaps,
//! steps entered late.

use crate::command::wire;
use crate::view::{AckView, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct RaiseEmergency {
    pub unit: String,
    /// `operator` when absent, `radio` or `device`.
    #[serde(default)]
    pub source: Option<String>,
}
}
wire! {
pub struct AcknowledgeEmergency { pub unit: String }
}
wire! {
pub struct ClearEmergency { pub unit: String, pub reason: String }
}
wire! {
pub struct SetWelfare {
    pub units: Vec<String>,
    /// Minutes from now, at most 240; 0 ends the check.
    pub minutes: u32,
}
}
wire! {
pub struct StartPar {
    /// Id, number, or a unique fragment of the number.
    pub incident: String,
    /// Minutes between roll calls, 1 to 240; 20 when absent.
    #[serde(default)]
    pub every_min: Option<u32>,
    /// The stage of the work, in the commander's words.
    #[serde(default)]
    pub benchmark: String,
}
}
wire! {
pub struct CallPar { pub incident: String, #[serde(default)] pub benchmark: String }
}
wire! {
pub struct AnswerPar {
    pub units: Vec<String>,
    /// All its people are accounted for; false: somebody is missing.
    pub ok: bool,
}
}
wire! {
pub struct EndPar { pub incident: String }
}
wire! {
pub struct SetStatusCode {
    pub units: Vec<String>,
    /// A code of the set in force, or canonical letters.
    pub code: String,
    /// The reason or destination that the state needs.
    #[serde(default)]
    pub said: Option<String>,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct AnswerRequest { pub units: Vec<String> }
}
wire! {
pub struct SetStatusCodes {
    /// `canonical`, `fms`, `nemsis`, `chinese` or `uk`.
    pub preset: String,
}
}
wire! {
pub struct SwapUnits {
    /// The unit that is freed.
    pub out: String,
    /// The free unit that takes over its run.
    pub by: String,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct RelieveUnit {
    /// The unit that stays until it is cleared.
    pub out: String,
    /// The unit sent to take over.
    pub by: String,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct LateStatus {
    pub unit: String,
    /// The unit's present incident when absent.
    #[serde(default)]
    pub incident: Option<String>,
    /// Canonical code of a step: `AK ER SG OS WK TR AD`.
    pub status: String,
    /// When it happened: UTC milliseconds.
    pub at_ms: i64,
    pub reason: String,
    /// Needed for `TR`; for `AD` when none is known from `TR`.
    #[serde(default)]
    pub destination: Option<String>,
}
}
view! {
/// What stands about a unit beside its state.
pub struct CrewView {
    /// The code of the set in force for its state; `null` where the set has none.
    pub code: Option<String>,
    /// When somebody should look, and when the limit of the state is passed; `null` without a limit.
    pub warn_ms: Option<i64>,
    pub alert_ms: Option<i64>,
    /// That alarm was put aside for a while.
    pub shelved: Option<crate::shelf::ShelvedView>,
    pub emergency: Option<EmergencyView>,
    pub welfare: Option<WelfareView>,
    pub request: Option<RequestView>,
    /// A state its radio said that a person must enter: `free`, `transport` or `at_destination`.
    pub heard: Option<RequestView>,
    /// The unit on its way to take over.
    pub relief: Option<String>,
}
}
view! {
pub struct EmergencyView {
    pub since_ms: i64,
    pub by: String,
    /// `operator`, `radio` or `device`.
    pub source: String,
    pub acknowledged: Option<AckView>,
    /// Where the unit is, as far as that is known: its incident's place, in words.
    pub place: Option<String>,
}
}
view! {
pub struct WelfareView {
    pub minutes: u32,
    pub due_ms: i64,
    /// When it fired; sounds until it is set again or ended.
    pub fired_ms: Option<i64>,
}
}
view! {
pub struct RequestView {
    /// `speak`, `answer`; `free`, `transport`, `at_destination` where it is a state.
    pub what: String,
    pub since_ms: i64,
}
}
view! {
/// The clock of an incident's roll calls.
pub struct ParView {
    pub every_min: u32,
    pub benchmark: String,
    pub due_ms: i64,
    pub rounds: u32,
    pub roll: Option<RollView>,
}
}
view! {
pub struct RollView {
    pub called_ms: i64,
    /// Who has not answered by then stands as missing.
    pub answer_by_ms: i64,
    pub benchmark: String,
    /// Every unit asked has answered that all its people are there.
    pub complete: bool,
    pub units: Vec<RollRow>,
}
}
view! {
pub struct RollRow {
    pub unit: String,
    pub call_sign: String,
    /// `null`: no answer yet; false: people are missing.
    pub ok: Option<bool>,
    pub at_ms: Option<i64>,
    pub by: Option<String>,
}
}
