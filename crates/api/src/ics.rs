//! Command of an incident, and places of operations.

use crate::command::wire;
use crate::link::IncidentRef;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct TakePost {
    pub incident: String,
    /// `area_command`, `command`, `safety`, `liaison`, `information`, `operations`, `planning`, `logistics` or `finance`.
    pub post: String,
    /// A unit's call sign, else a person's name. Who holds the post is relieved.
    pub holder: String,
    /// What was handed over.
    #[serde(default)]
    pub note: Option<String>,
}
}
wire! {
pub struct LeavePost { pub incident: String, pub post: String, pub reason: String }
}
wire! {
pub struct SetSector {
    pub incident: String,
    /// The number of one to change; absent for a new one.
    #[serde(default)]
    pub sector: Option<u32>,
    /// `sector`, `division` or `group`; `sector` when absent.
    #[serde(default)]
    pub kind: Option<String>,
    /// At most 80 characters, once per incident.
    pub name: String,
    /// A call sign or name; nobody when empty, as before when absent.
    #[serde(default)]
    pub supervisor: Option<String>,
}
}
wire! {
pub struct CloseSector { pub incident: String, pub sector: u32 }
}
wire! {
pub struct SectorUnits {
    pub incident: String,
    /// Out of their sector when absent.
    #[serde(default)]
    pub sector: Option<u32>,
    pub units: Vec<String>,
}
}
wire! {
pub struct AddObjective { pub incident: String, pub text: String }
}
wire! {
pub struct SetObjective {
    pub incident: String,
    pub objective: u32,
    /// `open`, `met` or `dropped`.
    pub state: String,
    /// Needed to drop one.
    #[serde(default)]
    pub reason: Option<String>,
}
}
wire! {
pub struct MoveObjective { pub incident: String, pub objective: u32, /** In the order, from 1. */ pub place: u32 }
}
wire! {
/// People hurt, by the classes of field triage; each figure at most 1,000,000.
pub struct CountCasualties {
    pub incident: String,
    pub immediate: u32,
    pub delayed: u32,
    pub minor: u32,
    pub deceased: u32,
    /// The last count as it was seen: refused when somebody counted meanwhile. Not asked when absent.
    #[serde(default)]
    pub was: Option<SeenCasualties>,
}
}
wire! {
/// Casualties as they were seen; `null` while nobody had counted.
pub struct SeenCasualties { pub count: Option<TriageInput> }
}
wire! {
/// People hurt by the four classes of field triage.
pub struct TriageInput { pub immediate: u32, pub delayed: u32, pub minor: u32, pub deceased: u32 }
}
wire! {
pub struct DeclareMajor {
    pub incident: String,
    pub reason: String,
    /// Incidents that become part of it at once.
    #[serde(default)]
    pub parts: Vec<String>,
}
}
wire! {
pub struct StandDown { pub incident: String, pub reason: String }
}
wire! {
pub struct SetSite {
    /// The site to change; absent for a new one.
    #[serde(default)]
    pub id: Option<String>,
    /// `staging`, `cordon`, `shelter`, `command_post`, `casualty_point` or `landing`.
    pub kind: String,
    /// At most 80 characters, no two alike.
    pub name: String,
    /// `point`, `circle` or `polygon`.
    pub shape: String,
    /// `[lon, lat]` in WGS-84: one for a point or the centre of a circle, three or more for a polygon.
    pub points: Vec<[f64; 2]>,
    /// Of a circle: 5 to 50,000 metres.
    #[serde(default)]
    pub radius_m: Option<u32>,
    /// The incident it belongs to.
    #[serde(default)]
    pub incident: Option<String>,
    /// Needed when it is changed.
    #[serde(default)]
    pub reason: String,
    /// A cordon closes the roads it touches.
    #[serde(default)]
    pub closes_roads: bool,
    #[serde(default)]
    pub emergency_may_pass: bool,
}
}
wire! {
pub struct CloseSite { /** An id, or a name. */ pub id: String, pub reason: String }
}
wire! {
pub struct SendToSite { /** An id, or a name. */ pub id: String, pub units: Vec<String> }
}

view! {
/// What a board row shows of command.
pub struct CommandMark {
    /// Since when it is a major incident.
    pub major_ms: Option<i64>,
    /// The incident above it.
    pub parent: Option<IncidentRef>,
    /// Who leads on scene; a name that was erased is empty.
    pub commander: Option<String>,
    /// Incidents right below it that are open.
    pub parts_open: u32,
}
}
view! {
/// Command of one incident, in full.
pub struct CommandView {
    pub posts: Vec<PostView>,
    pub sectors: Vec<SectorView>,
    pub units: Vec<SectorUnitView>,
    /// In their order.
    pub objectives: Vec<ObjectiveView>,
    pub casualties: Option<CasualtiesView>,
    pub major: Option<MajorView>,
    /// Of this incident and all below it; absent where there is none below.
    pub sum: Option<SumView>,
    pub parts: Vec<PartView>,
    /// Places that belong to it.
    pub sites: Vec<SiteRow>,
}
}
view! {
pub struct PostView {
    pub post: String,
    /// Who holds it; `null` when the name was erased.
    pub holder: Option<String>,
    /// It is a unit.
    pub unit: bool,
    /// The unit is no longer on the incident: somebody else should have the post.
    pub gone: bool,
    pub since_ms: i64,
    pub by: String,
    /// Who was relieved, and what was handed over.
    pub from: Option<String>,
    pub note: Option<String>,
}
}
view! {
pub struct SectorView {
    pub number: u32,
    /// `sector`, `division` or `group`.
    pub kind: String,
    pub name: String,
    pub supervisor: Option<String>,
    pub supervisor_since_ms: Option<i64>,
    pub since_ms: i64,
}
}
view! {
/// A unit on the incident, and where it works.
pub struct SectorUnitView {
    pub unit: String,
    pub call_sign: String,
    pub status: String,
    pub sector: Option<u32>,
    /// The name of the site it was last sent to.
    pub site: Option<String>,
}
}
view! {
pub struct ObjectiveView {
    pub number: u32,
    /// None when erased.
    pub text: Option<String>,
    /// `open`, `met` or `dropped`, since when, and who said so.
    pub state: String,
    pub state_ms: i64,
    pub state_by: String,
    pub reason: Option<String>,
    pub added_ms: i64,
    pub added_by: String,
}
}
view! {
pub struct TriageView { pub immediate: u32, pub delayed: u32, pub minor: u32, pub deceased: u32, pub total: u32 }
}
view! {
pub struct CasualtiesView { pub count: TriageView, pub at_ms: i64, pub by: String }
}
view! {
pub struct MajorView {
    pub since_ms: i64,
    pub by: String,
    pub reason: String,
    pub ended_ms: Option<i64>,
    pub ended_by: Option<String>,
    pub ended_reason: Option<String>,
}
}
view! {
pub struct SumView {
    /// Incidents below it, and how many are open.
    pub incidents: u32,
    pub open: u32,
    pub units: u32,
    pub tasks: u32,
    pub casualties: TriageView,
    /// Incidents on which nobody counted: the sum may be short.
    pub uncounted: u32,
}
}
view! {
/// An incident right below another.
pub struct PartView {
    pub id: String,
    pub number: String,
    pub type_code: String,
    pub priority: String,
    pub state: String,
    pub state_since_ms: i64,
    pub units: u32,
    pub tasks: u32,
    /// `null` when nobody counted.
    pub casualties: Option<u32>,
}
}
view! {
/// A place of an operation.
pub struct SiteRow {
    pub id: String,
    /// `staging`, `cordon`, `shelter`, `command_post`, `casualty_point` or `landing`.
    pub kind: String,
    pub name: String,
    /// `point`, `circle` or `polygon`.
    pub shape: String,
    /// One for a point or centre; the corners of a polygon, the first not repeated.
    pub points: Vec<[f64; 2]>,
    pub radius_m: Option<u32>,
    /// The corners that stand for a circle or polygon on the map; empty for a point.
    pub ring: Vec<[f64; 2]>,
    pub incident: Option<IncidentRef>,
    /// The incident is closed, and the place is still there.
    pub left_over: bool,
    pub since_ms: i64,
    pub set_ms: i64,
    pub set_by: String,
    /// Why it was last changed.
    pub reason: String,
    /// Its closure is in force.
    pub closes_roads: bool,
    pub emergency_may_pass: bool,
}
}
view! {
/// The site a unit was sent to.
pub struct SiteRef { pub id: String, pub name: String }
}
