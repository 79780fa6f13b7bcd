//! What is asked and answered about whom to send.

use crate::command::wire;
use crate::view::{MessageLine, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct RecommendQuery {
    /// An incident by id, number or fragment; what is shown for it is recorded.
    #[serde(default)]
    pub incident: Option<String>,
    /// Else a place, `[lon, lat]`, with a type: before there is an incident.
    #[serde(default)]
    pub at: Option<[f64; 2]>,
    #[serde(default)]
    pub type_code: Option<String>,
    /// The type's own when absent.
    #[serde(default)]
    pub priority: Option<String>,
    /// Alarm level; the one the incident stands at when absent.
    #[serde(default)]
    pub level: Option<u32>,
}
}
wire! {
pub struct RaiseAlarm {
    pub incident: String,
    /// The next one when absent; a lower one steps down, which sends nobody home.
    #[serde(default)]
    pub level: Option<u32>,
    /// Units that go in the same step: what the level adds.
    #[serde(default)]
    pub units: Vec<String>,
    /// The `id` of the recommendation that was shown, to be recorded with it.
    #[serde(default)]
    pub shown: Option<String>,
}
}
view! {
/// Whom to send and why, as it is recorded.
pub struct RecommendView {
    /// Names what was shown: given back with `assign_units` or `raise_alarm`, exactly this is recorded.
    pub id: String,
    pub incident: Option<String>,
    /// Name and edition of the plan.
    pub plan: String,
    pub edition: String,
    /// The run card and why it is this one; `null` when none is for such an incident.
    pub card: Option<CardView>,
    /// The level this is for, the one the incident stands at, and how many there are.
    pub level: u32,
    pub level_now: u32,
    pub levels: u32,
    pub at_ms: i64,
    pub needs: Vec<NeedView>,
    /// Nearer by road or by straight line, and not sent.
    pub passed: Vec<PassedView>,
    pub passed_more: u32,
    /// Call signs that straight lines alone would have sent.
    pub straight: Vec<String>,
    /// `null` while it is being worked out, or without an area.
    pub coverage: Option<CoverageView>,
    /// Hash of the road graph; `null` when only straight lines are known.
    pub graph: Option<String>,
    pub closure_set: String,
    pub closures: Vec<String>,
    pub notes: Vec<MessageLine>,
}
}
view! {
pub struct CardView { pub id: String, pub en: String, pub zh: String, /** `closest` or `station`. */ pub mode: String, pub why: Vec<MessageLine> }
}
view! {
pub struct NeedView {
    /// A kind of unit, or what it can do.
    pub can: String,
    pub count: u32,
    pub missing: u32,
    pub shortfall: Option<MessageLine>,
    pub units: Vec<ProposedView>,
}
}
view! {
pub struct ProposedView {
    pub unit: String,
    pub call_sign: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub status: String,
    pub already_there: bool,
    /// Turnout and drive, seconds; `null` without a road.
    pub eta_s: Option<f64>,
    pub turnout_s: Option<f64>,
    pub drive_s: Option<f64>,
    pub fix_at_ms: Option<i64>,
    pub straight_metres: Option<f64>,
    pub straight_rank: Option<u32>,
    pub why: Vec<MessageLine>,
}
}
view! {
pub struct PassedView {
    pub unit: String,
    pub call_sign: String,
    pub status: String,
    pub since_ms: i64,
    pub eta_s: Option<f64>,
    pub straight_metres: Option<f64>,
    pub why: MessageLine,
}
}
view! {
/// What is left behind: shares of the roads that a free unit reaches within each of the times.
pub struct CoverageView { pub seconds: Vec<u32>, pub rows: Vec<CoveredView>, pub move_up: Option<MoveUpView> }
}
view! {
pub struct CoveredView { pub can: String, /** 0 to 1, by time. */ pub before: Vec<f64>, pub after: Vec<f64> }
}
view! {
/// A free unit that would give back most by standing at a station that was emptied.
pub struct MoveUpView { pub unit: String, pub call_sign: String, pub station: String, pub can: String, pub drive_s: u32, pub then: Vec<f64> }
}
