//! Further calls, possible duplicates, incidents that are one or related, what is known of a place.

use crate::command::{CallerInput, PlaceInput, wire};
use crate::view::{CallerView, IncidentRow, PlaceView, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct AttachCall {
    /// Id, number, or a unique fragment of the number.
    pub incident: String,
    /// What the caller said, at most 8 KiB.
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub place: Option<PlaceInput>,
    #[serde(default)]
    pub caller: Option<CallerInput>,
    /// When the telephone rang and when it was answered, UTC milliseconds.
    #[serde(default)]
    pub ring_ms: Option<i64>,
    #[serde(default)]
    pub answered_ms: Option<i64>,
}
}
wire! {
pub struct DetachCall {
    pub incident: String,
    /// The call's id, as in the incident's detail.
    pub call: String,
    /// Makes an incident of it; else it goes back to the call taker.
    #[serde(default)]
    pub as_incident: bool,
}
}
wire! {
pub struct MergeIncidents {
    /// The one that goes on as the other.
    pub incident: String,
    pub into: String,
    /// Its units go along; without, a merge is refused while units are assigned.
    #[serde(default)]
    pub move_units: bool,
}
}
wire! {
pub struct SplitIncident { pub incident: String }
}
wire! {
pub struct LinkIncidents {
    pub incident: String,
    pub other: String,
    /// `related` when absent; `parent`: `incident` is above `other`; `child`: below.
    #[serde(default)]
    pub kind: Option<String>,
}
}
wire! {
pub struct UnlinkIncidents { pub incident: String, pub other: String }
}
wire! {
pub struct Undo {
    /// Place in the log of what is undone, as in its receipt; this person's last command when absent.
    #[serde(default)]
    pub seq: Option<u64>,
}
}
wire! {
pub struct DuplicatesQuery {
    #[serde(default)]
    pub place: Option<PlaceInput>,
    #[serde(default)]
    pub type_code: Option<String>,
    /// All that was typed: what happened, and words for the place. At most 8 KiB.
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub phone: Option<String>,
    /// At most 20; 5 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
wire! {
pub struct AtPlaceQuery {
    /// Absent together while only a telephone number is known.
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    /// Words for the place: earlier incidents under the same words are found without coordinates too.
    #[serde(default)]
    pub label: Option<String>,
    /// Also looks for earlier calls of this number.
    #[serde(default)]
    pub phone: Option<String>,
    /// Leaves this incident out.
    #[serde(default)]
    pub except: Option<String>,
    /// At most 100; 10 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
view! {
/// Another incident, enough to name it.
pub struct IncidentRef { pub id: String, pub number: String }
}
view! {
/// A further call about an incident.
pub struct CallView {
    pub id: String,
    pub at_ms: i64,
    pub by: String,
    pub caller: Option<CallerView>,
    /// `null` when it was erased.
    pub what: Option<String>,
    pub place: Option<PlaceView>,
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
}
}
view! {
/// A related incident.
pub struct LinkView {
    pub id: String,
    pub number: String,
    pub type_code: String,
    pub state: String,
    /// `related`, `parent` (it is above this one) or `child`.
    pub kind: String,
}
}
view! {
/// An incident the call may be about, with the reasons.
pub struct DuplicateRow {
    pub id: String,
    pub number: String,
    pub type_code: String,
    pub priority: String,
    pub state: String,
    pub place: Option<PlaceView>,
    pub what: String,
    /// 30 to 100.
    pub score: u32,
    /// Metres between the places, when both are known.
    pub metres: Option<f64>,
    /// Whole minutes since the last call about it.
    pub minutes: i64,
    /// `same`, `related`, `other` or `unknown`.
    pub types: String,
    pub same_phone: bool,
    /// Words of this call that were said before.
    pub words: Vec<String>,
    /// Further calls it has already.
    pub calls: u32,
    /// False when it is closed: reopen it first.
    pub open: bool,
}
}
view! {
/// What happened at a place before.
pub struct AtPlaceView {
    /// Within 60 m, or under the same words, newest first.
    pub incidents: Vec<EarlierRow>,
    /// Earlier calls of the same number, however it was written, newest first. Empty for roles that do not call back.
    pub caller: Vec<IncidentRow>,
    /// What is known of the place, hazards first.
    pub premises: Vec<crate::intake::PremiseView>,
}
}
view! {
pub struct EarlierRow { pub row: IncidentRow, /** `null` when it had no coordinates. */ pub metres: Option<f64> }
}
