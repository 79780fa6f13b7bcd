//! What a window shows. Every state carries when it began and why; unknown is a value. Times are UTC milliseconds.

use crate::link::{CallView, IncidentRef, LinkView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Derives for shapes that only go out.
macro_rules! view {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
        pub struct $name { $($body)* }
    };
}
pub(crate) use view;

view! {
/// A sentence for the operator: a key of `messages/*.json` and its parameters.
pub struct MessageLine {
    pub key: String,
    pub params: BTreeMap<String, String>,
    /// The same in English, for automation and logs.
    pub text: String,
}
}
view! {
/// A place. `label` is what the caller or the map calls it.
pub struct PlaceView { pub lon: f64, pub lat: f64, pub label: String }
}
view! {
pub struct IncidentRow {
    pub id: String,
    pub number: String,
    pub type_code: String,
    /// `E`, `1` … `4`.
    pub priority: String,
    /// `new`, `dispatched`, `en_route`, `on_scene`, `closed`.
    pub state: String,
    pub state_since_ms: i64,
    pub opened_ms: i64,
    pub place: Option<PlaceView>,
    pub what: String,
    pub units: Vec<UnitOnIncident>,
    pub notes: u32,
    pub closed_ms: Option<i64>,
    pub disposition: Option<String>,
    pub reopened: u32,
    /// Further calls about it.
    pub calls: u32,
    /// The incident it goes on as.
    pub merged_into: Option<IncidentRef>,
    /// `saved_here` or `shared`.
    pub kept: String,
    /// Version of the incident's stream, for optimistic edits.
    pub version: u64,
    /// The clock of its roll calls, while it runs.
    pub par: Option<crate::crew::ParView>,
    pub work: crate::work::WorkMark,
    pub command: Box<crate::ics::CommandMark>,
    /// The alarm level, from 1.
    pub level: u32,
    /// Busy units it waits for.
    pub stacked_on: Vec<crate::staff::StackedOn>,
    /// It was taken on paper and entered later.
    pub paper: Option<crate::intake::PaperView>,
}
}
view! {
pub struct UnitOnIncident { pub unit: String, pub call_sign: String, pub status: String, pub since_ms: i64 }
}
view! {
pub struct IncidentDetail {
    pub row: IncidentRow,
    pub caller: Option<CallerView>,
    pub notes: Vec<crate::work::NoteView>,
    pub assignments: Vec<AssignmentView>,
    pub cameras: Vec<Sight>,
    /// Warnings in force over the place.
    pub warnings: Vec<WarningRow>,
    /// Further calls, oldest first.
    pub calls: Vec<CallView>,
    /// Incidents that go on as this one.
    pub parts: Vec<IncidentRef>,
    pub links: Vec<LinkView>,
    pub work: Box<crate::work::WorkView>,
    pub intake: Box<crate::intake::IntakeView>,
    pub command: Box<crate::ics::CommandView>,
}
}
view! {
/// The caller; `null` fields were erased or are masked for this seat's role (`masked` says which).
pub struct CallerView { pub subject: String, pub name: Option<String>, pub phone: Option<String>, pub masked: bool, pub erased: bool }
}
view! {
/// One unit's run on an incident. Steps that did not happen have no time; none is ever filled in.
pub struct AssignmentView {
    pub unit: String,
    pub call_sign: String,
    pub assigned_ms: i64,
    pub steps: Vec<StepView>,
    pub cleared_ms: Option<i64>,
    pub disposition: Option<String>,
    /// `cleared`, or `diverted` with where to.
    pub ended_by: Option<String>,
}
}
view! {
pub struct StepView {
    pub status: String,
    pub at_ms: i64,
    pub by: String,
    /// It was entered after it happened.
    pub backdated: bool,
    /// Why it was.
    pub reason: Option<String>,
}
}
view! {
pub struct UnitRow {
    pub id: String,
    pub call_sign: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub station: String,
    pub status: String,
    pub status_since_ms: i64,
    /// Who or what set the status, and the reason when one was given.
    pub status_by: String,
    pub status_reason: Option<String>,
    /// `available`, `conditional`, `committed`, `unavailable`.
    pub availability: String,
    pub incident: Option<String>,
    pub incident_number: Option<String>,
    pub next_status: Option<String>,
    pub position: Option<PositionView>,
    /// What stands about it beside its state.
    pub crew: crate::crew::CrewView,
    /// Who rides it, whose it is, what waits for it.
    pub staff: crate::staff::StaffView,
    /// The site it was sent to.
    pub site: Option<crate::ics::SiteRef>,
    /// The unit's number in pushed positions; the same as long as the console runs.
    pub handle: u32,
}
}
view! {
/// Latest known position. Its age is `now - at_ms`; what is older than 120 s is drawn stale.
pub struct PositionView { pub lon: f64, pub lat: f64, pub at_ms: i64, pub accuracy_m: Option<f64>, pub source: String }
}
view! {
pub struct PositionRow {
    pub unit: String,
    /// As in the unit's row.
    pub handle: u32,
    pub position: PositionView,
}
}
view! {
pub struct WarningRow {
    /// Stable key of this message.
    pub key: String,
    pub sender: String,
    pub identifier: String,
    pub sent_ms: i64,
    /// CAP `status`: `Actual`, `Exercise`, `System`, `Test`, `Draft`.
    pub status: String,
    /// CAP `msgType`.
    pub msg_type: String,
    /// `pending`, `in_force`, `overdue`, `ended`, `superseded`, `cancelled`.
    pub state: String,
    pub state_since_ms: i64,
    /// Message key that says why the state is what it is, e.g. `warning.why.no_end_given`.
    pub state_why: String,
    pub severity: String,
    pub urgency: String,
    pub certainty: String,
    /// Text per language tag, as sent (control and bidi characters made visible).
    pub event: BTreeMap<String, String>,
    pub headline: BTreeMap<String, String>,
    pub areas: Vec<String>,
    pub effective_ms: i64,
    pub onset_ms: Option<i64>,
    pub expires_ms: Option<i64>,
    pub ends_ms: Option<i64>,
    pub source: String,
    pub first_seen_ms: i64,
    pub last_seen_ms: i64,
    /// Stable codes of what is wrong with the message as sent.
    pub flags: Vec<String>,
    /// Needs an acknowledgement and has none.
    pub alarm: bool,
    /// Put aside for a while: it does not sound until then.
    pub shelved: Option<crate::shelf::ShelvedView>,
    pub acknowledged: Option<AckView>,
    /// Whether the desktop was told: `notified`, `not_needed`, or the failure in words.
    pub notified: Option<String>,
    /// False when no area of it can be drawn.
    pub placed: bool,
    pub bbox: Option<[f64; 4]>,
    /// For drawing: simplified rings per area, lon/lat; circles come as rings.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Vertices as sent.
    pub vertices: u32,
}
}
view! {
pub struct AckView { pub by: String, pub at_ms: i64 }
}
view! {
pub struct WarningDetail { pub row: WarningRow, pub infos: Vec<InfoView>, pub chain: Vec<WarningRow>, pub raw: String }
}
view! {
pub struct InfoView {
    pub language: String,
    pub event: String,
    pub headline: String,
    pub description: String,
    pub instruction: String,
    pub sender_name: String,
    pub severity: String,
    pub urgency: String,
    pub certainty: String,
    pub effective_ms: i64,
    pub expires_ms: Option<i64>,
    pub areas: Vec<String>,
    pub web: String,
    pub resources: Vec<String>,
    pub parameters: Vec<[String; 2]>,
}
}
view! {
pub struct CameraRow {
    pub id: String,
    pub name: String,
    pub lon: f64,
    pub lat: f64,
    /// Degrees from true north; `null` is unknown, never north.
    pub azimuth_deg: Option<f64>,
    pub hfov_deg: Option<f64>,
    pub range_m: Option<f64>,
    /// `osm` or `csv`.
    pub source: String,
    /// `unknown` until the camera desk probes it.
    pub state: String,
    /// Message key of why.
    pub state_why: String,
    pub has_stream: bool,
    /// The view cone for drawing, lon/lat; empty when the direction is unknown.
    pub cone: Vec<[f64; 2]>,
}
}
view! {
/// A camera with regard to one place.
pub struct Sight {
    pub id: String,
    pub name: String,
    pub distance_m: f64,
    /// Angle between its axis and the place; `null` when its direction is unknown.
    pub bearing_off_deg: Option<f64>,
    pub px_per_m: Option<f64>,
    /// `null` when its direction is unknown.
    pub sees_now: Option<bool>,
    pub state: String,
    pub state_why: String,
}
}
view! {
pub struct FeedRow {
    pub id: String,
    pub url: String,
    /// `live`, `late`, `stale`, `dead`, or `unknown` before the first poll.
    pub state: String,
    pub since_ms: i64,
    pub last_success_ms: Option<i64>,
    pub last_change_ms: Option<i64>,
    pub error_code: Option<String>,
    pub error: Option<String>,
    pub interval_s: u32,
    pub alerts: u32,
    /// Bodies that could not be read, kept in quarantine.
    pub faults: u32,
}
}
view! {
pub struct UserRow { pub user: String, pub display_name: Option<String>, pub role: String, pub disabled: bool, pub created_ms: i64 }
}
view! {
pub struct AreaView {
    pub name: String,
    /// west, south, east, north.
    pub bounds: [f64; 4],
    pub min_zoom: u8,
    pub max_zoom: u8,
    pub attribution: String,
    pub active: bool,
    pub imported_ms: i64,
    pub counts: BTreeMap<String, u64>,
}
}
view! {
pub struct SeatView {
    pub user: String,
    pub display_name: String,
    pub role: String,
    /// Message keys are `role.<role>`; calls this role may make.
    pub may: Vec<String>,
}
}
view! {
/// What may be known before anyone signs on.
pub struct LobbyView {
    pub version: String,
    /// `live` or `drill`.
    pub mode: String,
    /// Ready accounts of a drill; empty when live.
    pub drill_accounts: Vec<DrillAccount>,
    /// The drill account to sign on without asking, when the console was started with `--seat NAME` in a drill.
    pub auto_seat: Option<DrillAccount>,
    /// A live store without any account: the first administrator is created now.
    pub needs_first_administrator: bool,
    pub zone: String,
    pub data_dir: String,
}
}
view! {
pub struct DrillAccount { pub user: String, pub password: String, pub role: String }
}
view! {
pub struct StatusBar {
    pub mode: String,
    pub version: String,
    pub seq: u64,
    pub feeds_live: u32,
    pub feeds_total: u32,
    /// Worst feed state.
    pub feeds_state: String,
    pub disk_free_bytes: Option<u64>,
    /// `ok`, `low`, `full`, `unknown`.
    pub disk_state: String,
    /// `alone` until a shared log is configured.
    pub sharing: String,
    pub backup_dir: Option<String>,
    pub backup_verified_ms: Option<i64>,
    /// `none`, `ok`, `old` (over 60 min), `failed`.
    pub backup_state: String,
    pub backup_error: Option<String>,
    /// Whether desktop notifications can be delivered: `ok`, or the failure in words.
    pub notifications: String,
    /// Whether this machine can sound an alarm: `ok`, or `no_device`.
    pub audio: String,
    pub drill: Option<DrillView>,
    pub alarms: u32,
    /// Set when the last write failed; every window says it.
    pub log_fault: Option<String>,
    /// SHA-256 of the dispatch plan in force; another means other codes.
    pub plan_sha256: String,
    /// The last-known board on disk; `null` where nothing runs that writes it.
    pub paper_board: Option<crate::intake::PaperBoardMark>,
}
}
view! {
pub struct DrillView { pub paused: bool, pub speed: f64, pub clock_ms: i64, pub seed: u64 }
}
view! {
pub struct BoardView {
    pub seq: u64,
    pub now_ms: i64,
    /// Open, and closed within 4 h.
    pub incidents: Vec<IncidentRow>,
    pub units: Vec<UnitRow>,
    pub warnings: Vec<WarningRow>,
    pub cameras: Vec<CameraRow>,
    pub feeds: Vec<FeedRow>,
    pub closures: Vec<ClosureRow>,
    /// Places of operations.
    pub sites: Vec<crate::ics::SiteRow>,
    pub area: Option<AreaView>,
    pub layers: crate::layer::LayersView,
    pub status: StatusBar,
}
}
view! {
/// One event as a reader sees it.
pub struct TimelineRow {
    pub seq: u64,
    pub at_ms: i64,
    pub recorded_ms: i64,
    pub stream: String,
    pub typ: String,
    /// `operator`, `rule`, `feed`, `sync`.
    pub cause: String,
    pub actor: String,
    pub role: String,
    /// `live` or `drill`.
    pub mode: String,
    pub line: MessageLine,
}
}
view! {
/// What a typed line would do.
pub struct LinePreview {
    /// `ready` (Enter acts), `incomplete`, `ambiguous`, `refused`, `empty`, `navigate`.
    pub state: String,
    /// The effect, or what is missing, in words.
    pub lines: Vec<MessageLine>,
    /// Completions for the word under the cursor.
    pub candidates: Vec<Candidate>,
    /// For `navigate`: what the window should select, e.g. `incident/<id>`.
    pub target: Option<String>,
    /// For `ready`: stands for what was said here, to be sent back with the line.
    pub promise: Option<String>,
}
}
view! {
pub struct Candidate { pub insert: String, pub label: String }
}
view! {
/// What a text may mean.
pub struct SearchView {
    pub rows: Vec<SearchRow>,
    /// More would be found with more time or a longer list.
    pub more: bool,
    /// Why nothing can be searched, such as no area; empty when it can.
    pub notes: Vec<MessageLine>,
}
}
view! {
pub struct SearchRow {
    pub label: String,
    /// `address`, `interpolated`, `crossing`, `street`, `settlement`, `hospital` … (the kinds of places), `alias`,
    /// `milestone`, `coordinates`, `unit`, `incident`, `camera`.
    pub kind: String,
    pub lon: f64,
    pub lat: f64,
    /// 0 to 1000.
    pub score: u32,
    /// Why it matched.
    pub why: Vec<MessageLine>,
    /// What sort of landmark, settlement or hydrant it is, from a closed list: `memorial`, `square`, `pillar` … Words:
    /// `search_class.*`.
    pub classes: Vec<String>,
    /// What adds to the label as text: nearest cross street, city, diameter.
    pub detail: Option<String>,
    /// `unit/E1`, `incident/<id>`, `camera/<id>` when it is one of these.
    pub target: Option<String>,
}
}
view! {
pub struct WhereaboutsView {
    pub address: Option<NearView>,
    pub crossing: Option<NearView>,
    pub street: Option<NearView>,
    /// The same place in the forms an operator may choose: `dd`, `ddm`, `dms`, `utm`, `mgrs`, `plus`, `geohash`.
    pub forms: BTreeMap<String, String>,
}
}
view! {
/// Something near a place, and how far.
pub struct NearView { pub label: String, pub metres: f64, pub lon: f64, pub lat: f64 }
}
view! {
pub struct RouteView {
    pub seconds: f64,
    pub metres: f64,
    /// `[lon, lat]` from start to end.
    pub geometry: Vec<[f64; 2]>,
    /// Hash of the road graph and its speeds.
    pub graph: String,
    /// Ids of closures in force.
    pub closures: Vec<String>,
    pub profile: String,
    /// What is known of the way beside its time: gates to open.
    pub notes: Vec<MessageLine>,
}
}
view! {
pub struct ClosestView {
    /// Model drive times, best first.
    pub rows: Vec<EtaRow>,
    /// Nearer by straight line and not listed, with why: busy, unreachable, stale or unknown position, other type.
    pub passed_over: Vec<PassedOver>,
    pub graph: String,
    /// Hash of the closures in force, and their ids.
    pub closure_set: String,
    pub closures: Vec<String>,
    pub profile: String,
    pub at_ms: i64,
    /// Why there is no answer or a poor one, such as no area or a place far from any road.
    pub notes: Vec<MessageLine>,
}
}
view! {
/// One unit's way to a place.
pub struct EtaRow {
    pub unit: String,
    pub call_sign: String,
    pub status: String,
    /// Model drive time.
    pub seconds: f64,
    pub metres: f64,
    /// Place in the order by straight line, from 1, and that distance.
    pub straight_rank: u32,
    pub straight_metres: f64,
    pub fix_at_ms: i64,
    /// What the time rests on and what it passed: closures avoided, position stale.
    pub why: Vec<MessageLine>,
}
}
view! {
pub struct PassedOver { pub unit: String, pub call_sign: String, pub straight_metres: f64, pub why: MessageLine }
}
view! {
pub struct ReachView {
    /// One per time, in the order asked; rings as `[lon, lat]`, the first of each polygon its outside.
    pub bands: Vec<ReachBand>,
    pub graph: String,
    pub closures: Vec<String>,
    pub profile: String,
    pub notes: Vec<MessageLine>,
}
}
view! {
pub struct ReachBand { pub seconds: u32, pub polygons: Vec<Vec<Vec<[f64; 2]>>> }
}
view! {
pub struct AliasRow { pub text: String, pub label: String, pub lon: f64, pub lat: f64 }
}
view! {
/// Roads closed now or later.
pub struct ClosureRow {
    pub id: String,
    /// `line` or `polygon`.
    pub shape: String,
    pub points: Vec<[f64; 2]>,
    pub reason: String,
    pub from_ms: Option<i64>,
    pub until_ms: Option<i64>,
    pub emergency_may_pass: bool,
    pub set_ms: i64,
    pub set_by: String,
    /// Now.
    pub in_force: bool,
}
}
view! {
/// An import of an area, under way or ended.
pub struct AreaImportView {
    pub name: String,
    pub preview: bool,
    /// `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// `reading`, `building`, `tiles`, `rows`.
    pub phase: String,
    pub done: u64,
    pub total: u64,
    pub error: Option<MessageLine>,
    /// What the new area holds, as an area's `counts`.
    pub counts: BTreeMap<String, u64>,
    /// What the area of that name held before; `null` when there was none.
    pub before: Option<BTreeMap<String, u64>>,
    /// What was left out of the files, and how often.
    pub left_out: Vec<LeftOut>,
    /// Of an area brought up to date: rows added, changed, removed, by sort.
    pub changes: BTreeMap<String, [u64; 3]>,
    pub started_ms: i64,
    pub ended_ms: Option<i64>,
}
}
view! {
pub struct LeftOut { pub what: String, pub count: u64, pub why: String }
}
