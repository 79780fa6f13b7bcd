//! Working together: hand-over, notes, checklists, tasks, lanes, the sheet of a shift.

use crate::command::wire;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct AddNote {
    pub incident: String,
    /// `@anna` in it marks the note for that colleague until read.
    pub text: String,
    /// `radio`, `phone`, `scene`, `media` or `other`; `other` when absent.
    #[serde(default)]
    pub category: Option<String>,
    /// Who spoke on radio or telephone, and to whom.
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    /// Goes onto the sheet for the next shift.
    #[serde(default)]
    pub marked: bool,
}
}
wire! {
/// Names one incident by id, number or a unique fragment of the number.
pub struct OfIncident { pub incident: String }
}
wire! {
pub struct ClaimIncident {
    pub incident: String,
    /// From another owner, without asking; for supervisors.
    #[serde(default)]
    pub take: bool,
}
}
wire! {
pub struct HandOver {
    pub incident: String,
    /// The account of the colleague.
    pub to: String,
    /// What the colleague must know, at most 8 KiB.
    #[serde(default)]
    pub note: String,
}
}
wire! {
pub struct DeclineHandOver { pub incident: String, pub reason: String }
}
wire! {
pub struct StartProcedure { pub incident: String, /** Id of a procedure in force. */ pub procedure: String }
}
wire! {
pub struct DoStep {
    pub incident: String,
    pub procedure: String,
    pub step: String,
    /// Code of an answer, needed where the step asks.
    #[serde(default)]
    pub answer: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}
}
wire! {
pub struct UndoStep { pub incident: String, pub procedure: String, pub step: String, pub reason: String }
}
wire! {
pub struct AddTask {
    pub incident: String,
    pub text: String,
    /// The account of who is to do it.
    #[serde(default)]
    pub owner: Option<String>,
    /// UTC milliseconds.
    #[serde(default)]
    pub due_ms: Option<i64>,
}
}
wire! {
pub struct FinishTask {
    pub incident: String,
    /// Its number within the incident.
    pub task: u32,
    #[serde(default)]
    pub note: Option<String>,
}
}
wire! {
pub struct LaneInput {
    /// `shoulder_left`, `mainline`, `exit`, `entrance` or `shoulder_right`.
    pub kind: String,
    /// `free`, `blocked` or `affected`.
    pub state: String,
}
}
wire! {
pub struct SetLanes {
    pub incident: String,
    /// Which carriageway, at most 40 characters.
    pub direction: String,
    /// From left to right as one drives, at most 24.
    pub lanes: Vec<LaneInput>,
    /// The lanes as they were seen: refused when somebody set them meanwhile. Not asked when absent.
    #[serde(default)]
    pub was: Option<SeenLanes>,
}
}
wire! {
/// Lanes as they were seen; no direction and no lanes while none were set.
pub struct SeenLanes { pub direction: String, pub lanes: Vec<LaneInput> }
}
wire! {
pub struct SetTrafficTime {
    pub incident: String,
    /// `t0` it occurred, `t2` verified, `t7` flow normal.
    pub mark: String,
    /// UTC milliseconds; now when absent.
    #[serde(default)]
    pub at_ms: Option<i64>,
    /// Takes the time away again.
    #[serde(default)]
    pub withdraw: bool,
}
}
wire! {
/// A flag that is absent stays as it is.
pub struct SetTrafficFlags {
    pub incident: String,
    #[serde(default)]
    pub secondary: Option<bool>,
    #[serde(default)]
    pub responder_struck: Option<bool>,
}
}
wire! {
pub struct ApproveSign { pub incident: String, /** At most 3 of 24 columns. */ pub lines: Vec<String> }
}
wire! {
pub struct ShiftSheetOf {
    /// Entered at or after, UTC milliseconds.
    pub from_ms: i64,
    /// Entered before, UTC milliseconds; at most 48 hours later.
    pub to_ms: i64,
}
}

view! {
pub struct NoteView {
    pub at_ms: i64,
    pub by: String,
    pub text: Option<String>,
    pub erased: bool,
    /// `radio`, `phone`, `scene`, `media` or `other`.
    pub category: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Accounts the text names.
    pub mentions: Vec<String>,
    /// For the next shift.
    pub marked: bool,
    /// Who took it back, and when; its text stays.
    pub struck: Option<crate::view::AckView>,
}
}
view! {
/// What a board row shows of working together.
pub struct WorkMark {
    /// The account that owns it.
    pub owner: Option<String>,
    pub offer: Option<OfferView>,
    /// Accounts that notes name and that have not read them.
    pub unread: Vec<String>,
    pub tasks_open: u32,
    pub next_due_ms: Option<i64>,
    /// Of the road: `minor`, `normal`, `major`.
    pub impact: Option<String>,
}
}
view! {
/// A hand-over that waits for its answer.
pub struct OfferView { pub from: String, pub to: String, pub at_ms: i64, pub note: Option<String> }
}
view! {
/// The receipt of a hand-over.
pub struct ReceivedView {
    /// Accounts.
    pub from: String,
    pub to: String,
    /// As people are named, each with the account.
    pub from_name: String,
    pub to_name: String,
    pub at_ms: i64,
}
}
view! {
/// Working together on one incident, in full.
pub struct WorkView {
    pub received: Option<ReceivedView>,
    pub procedures: Vec<ProcedureView>,
    /// Procedures that can be started; those meant for the type first.
    pub offered: Vec<OfferedProcedure>,
    pub tasks: Vec<TaskView>,
    pub traffic: TrafficView,
    /// Accounts that may be asked to take it over.
    pub colleagues: Vec<String>,
    /// Pictures and documents, by number.
    pub attachments: Vec<crate::attach::AttachmentView>,
}
}
view! {
/// Text in both languages of the console.
pub struct WordsView { pub en: String, pub zh: String }
}
view! {
pub struct OfferedProcedure { pub id: String, pub label: WordsView, /** Meant for the incident's type. */ pub fits: bool }
}
view! {
pub struct ProcedureView {
    pub id: String,
    pub label: WordsView,
    pub started_ms: i64,
    pub started_by: String,
    pub finished: bool,
    /// The way so far and on to the next question; then what was done beside it, before an answer was taken back.
    pub steps: Vec<ProcedureStepView>,
}
}
view! {
pub struct ProcedureStepView {
    pub id: String,
    pub say: WordsView,
    pub answers: Vec<AnswerView>,
    pub on_the_way: bool,
    pub done: Option<StepDoneView>,
}
}
view! {
pub struct AnswerView { pub code: String, pub label: WordsView }
}
view! {
pub struct StepDoneView { pub at_ms: i64, pub by: String, pub answer: Option<String>, pub note: Option<String> }
}
view! {
pub struct TaskView {
    pub number: u32,
    /// None when erased.
    pub text: Option<String>,
    pub owner: Option<String>,
    pub due_ms: Option<i64>,
    pub added_ms: i64,
    pub added_by: String,
    pub done_ms: Option<i64>,
    pub done_by: Option<String>,
    pub done_note: Option<String>,
}
}
view! {
pub struct LaneView { pub kind: String, pub state: String }
}
view! {
/// The road at an incident. Times are UTC milliseconds, spans milliseconds; what nobody knows is `null`.
pub struct TrafficView {
    pub direction: String,
    pub lanes: Vec<LaneView>,
    /// T0 to T7.
    pub clock: Vec<Option<i64>>,
    pub detection_ms: Option<i64>,
    pub verification_ms: Option<i64>,
    pub response_ms: Option<i64>,
    pub roadway_clearance_ms: Option<i64>,
    pub incident_clearance_ms: Option<i64>,
    pub recovery_ms: Option<i64>,
    pub secondary: bool,
    pub responder_struck: bool,
    pub impact: Option<String>,
    pub suggestion: Option<SignView>,
    pub signs: Vec<ApprovedSignView>,
}
}
view! {
/// What signs could say; words of `sign.what.*` and `sign.how.*`.
pub struct SignView { pub descriptor: String, pub locator: String, pub advice: String, pub impact: String, /** `near`, `middle` or `far` upstream. */ pub reach: String }
}
view! {
pub struct ApprovedSignView { pub lines: Vec<String>, pub at_ms: i64, pub by: String }
}
view! {
/// What one shift leaves to the next, made from the log.
pub struct ShiftSheet {
    pub from_ms: i64,
    pub to_ms: i64,
    /// When it was made, UTC milliseconds.
    pub made_ms: i64,
    /// Opened in the shift.
    pub opened: Vec<SheetIncident>,
    /// Closed in the shift.
    pub closed: Vec<SheetIncident>,
    /// Open at the end of it.
    pub open: Vec<SheetIncident>,
    pub hand_overs: Vec<SheetLine>,
    /// Taken out of service in the shift, or out of service since before.
    pub out_of_service: Vec<SheetUnit>,
    /// Warnings in force that nobody has acknowledged when the sheet is made.
    pub warnings: Vec<SheetWarning>,
    /// Notes marked for the next shift.
    pub notes: Vec<SheetNote>,
    /// Alarms on the shelf when the sheet is made, the first to come back first.
    pub shelved: Vec<crate::shelf::ShelfRow>,
    /// Who sat at the seats.
    pub people: Vec<crate::staff::SheetPerson>,
    /// Crews that were on.
    pub crews: Vec<crate::staff::SheetCrew>,
    /// The shift holds more than one sheet takes.
    pub more: bool,
}
}
view! {
pub struct SheetIncident {
    pub id: String,
    pub number: String,
    pub type_code: String,
    pub priority: String,
    pub place: String,
    pub opened_ms: i64,
    pub closed_ms: Option<i64>,
    pub disposition: Option<String>,
    pub owner: Option<String>,
}
}
view! {
pub struct SheetLine { pub at_ms: i64, pub by: String, pub line: crate::view::MessageLine }
}
view! {
pub struct SheetUnit {
    pub unit: String,
    /// `null`: since before the shift.
    pub since_ms: Option<i64>,
    pub by: Option<String>,
    pub reason: Option<String>,
    /// Back in service within the shift.
    pub back_ms: Option<i64>,
}
}
view! {
pub struct SheetWarning { pub key: String, pub severity: String, pub event: std::collections::BTreeMap<String, String>, pub first_seen_ms: i64 }
}
view! {
pub struct SheetNote { pub number: String, pub at_ms: i64, pub by: String, pub category: String, /** None when erased. */ pub text: Option<String> }
}
