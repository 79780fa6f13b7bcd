//! Write verbs. Each is one user's intent; the answer is a [`Receipt`] or an error that names the field.

use crate::attach::{AttachFile, ExportAttachment, WithdrawAttachment};
use crate::crew::{
    AcknowledgeEmergency, AnswerPar, AnswerRequest, CallPar, ClearEmergency, EndPar, LateStatus, RaiseEmergency,
    RelieveUnit, SetStatusCode, SetStatusCodes, SetWelfare, StartPar, SwapUnits,
};
use crate::ics::{
    AddObjective, CloseSector, CloseSite, CountCasualties, DeclareMajor, LeavePost, MoveObjective, SectorUnits,
    SendToSite, SetObjective, SetSector, SetSite, StandDown, TakePost,
};
use crate::intake::{AnswerInput, AnswerQuestion, EndPremise, EnterCard, SetPaperBoard, SetPremise};
use crate::layer::{AddBasemap, AddLayer, RemoveBasemap, RemoveLayer};
use crate::link::{AttachCall, DetachCall, LinkIncidents, MergeIncidents, SplitIncident, Undo, UnlinkIncidents};
use crate::plan::{ExportPlan, SetPlan};
use crate::preference::SetPreference;
use crate::radio::{CorrectRadio, LogRadio};
use crate::recommend::RaiseAlarm;
use crate::resource::{
    CallTow, ImportHospitals, MoveStock, RemoveResource, SetHospital, SetShelter, SetStock, SetTow, SkipTow,
};
use crate::shelf::{ShelveAlarm, UnshelveAlarm};
use crate::staff::{ImportRoster, LogOff, LogOn, StackIncident, UnstackIncident};
use crate::view::MessageLine;
use crate::work::{
    AddNote, AddTask, ApproveSign, ClaimIncident, DeclineHandOver, DoStep, FinishTask, HandOver, OfIncident, SetLanes,
    SetTrafficFlags, SetTrafficTime, StartProcedure, UndoStep,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Derives what every wire type carries: JSON both ways, a schema for `help`, TypeScript, and no unknown fields.
macro_rules! wire {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($body)* }
    };
}
pub(crate) use wire;

/// The closed list of write verbs. On the wire: `{"call":"open_incident","args":{…}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "call", content = "args", rename_all = "snake_case")]
pub enum Command {
    /// A call becomes an incident.
    OpenIncident(OpenIncident),
    /// Adds a line to an incident's log.
    AddNote(AddNote),
    /// Changes an incident's priority.
    SetPriority(SetPriority),
    /// Changes an incident's type.
    SetIncidentType(SetIncidentType),
    /// Corrects an incident's place.
    MoveIncident(MoveIncident),
    /// Dispatches units to an incident. A busy unit is refused unless `divert` says what is abandoned is accepted.
    AssignUnits(AssignUnits),
    /// Sets the status of one or several units.
    SetStatus(SetStatus),
    /// Clears units from their incident, with a disposition.
    ClearUnits(ClearUnits),
    /// Closes an incident; refused while units are assigned.
    CloseIncident(CloseIncident),
    /// Opens a closed incident again, with a reason.
    ReopenIncident(ReopenIncident),
    /// Acknowledges a warning on behalf of this seat.
    AcknowledgeWarning(AcknowledgeWarning),
    /// Runs one typed command line (see `docs/operator.md`).
    Line(Line),
    /// Reports where a unit is. Telemetry: coalesced, not in the log.
    ReportPosition(ReportPosition),
    /// Reports where many units are, at most 10,000 at once. Good fixes are taken; the others are named by their place in
    /// the list, from 1.
    ReportPositions(ReportPositions),
    /// Adds or changes one unit.
    AddUnit(AddUnit),
    /// Adds or changes units from CSV text; good rows are kept, bad rows are named.
    ImportUnits(ImportCsv),
    /// Adds or changes cameras from CSV text; good rows are kept, bad rows are named.
    ImportCameras(ImportCameras),
    /// Adds the surveillance cameras mapped in the active area.
    ImportAreaCameras(Nothing),
    /// Adds or changes a polled warning feed.
    AddFeed(AddFeed),
    /// Stops polling a feed.
    RemoveFeed(RemoveFeed),
    /// Takes one warning document as if a feed had brought it.
    IngestWarning(IngestWarning),
    /// Begins to import OpenStreetMap extracts as an area, or only to look at what would change. `area_import` tells how
    /// far it is.
    ImportArea(ImportArea),
    /// Ends the import under way; the old area stays as it was.
    CancelAreaImport(Nothing),
    /// Begins to take in a layer of the centre's own, or only to look at it. `layer_job` tells how far it is.
    AddLayer(AddLayer),
    /// Removes a layer of the centre's own.
    RemoveLayer(RemoveLayer),
    /// Begins to take in a base map of others, or only to look at it. `layer_job` tells how far it is.
    AddBasemap(AddBasemap),
    /// Removes a base map of others.
    RemoveBasemap(RemoveBasemap),
    /// Ends the taking in of a layer or base map; what was there stays.
    CancelLayer(Nothing),
    /// Makes an imported area the one on the floor.
    ActivateArea(ActivateArea),
    /// Closes roads, or changes a closure; takes effect on the next drive time.
    SetClosure(SetClosure),
    /// Opens the roads of a closure again.
    LiftClosure(LiftClosure),
    /// Gives a place the agency's own name.
    SetAlias(SetAlias),
    /// Takes one of the agency's own names away.
    RemoveAlias(RemoveAlias),
    /// Adds a local account.
    CreateUser(CreateUser),
    /// Changes a password: one's own, or another's by an administrator.
    SetPassword(SetPassword),
    /// Ends an account.
    DisableUser(DisableUser),
    /// Sets the template of incident numbers.
    SetNumbering(SetNumbering),
    /// Sets the second place that receives a copy every 15 minutes; an empty path ends it.
    SetBackupPlace(SetBackupPlace),
    /// Makes and verifies a copy now.
    BackupNow(BackupNow),
    /// Destroys the key of one person's data. Cannot be undone; the log stays valid.
    EraseSubject(EraseSubject),
    /// Pauses or speeds up the drill.
    SetDrillClock(SetDrillClock),
    /// Puts a dispatch plan in force: types, words that mean them, run cards, limits.
    SetPlan(SetPlan),
    /// Keeps or forgets a habit of the person signed on: columns, filters, keys.
    SetPreference(SetPreference),
    /// Writes the plan in force to a new file on this machine.
    ExportPlan(ExportPlan),
    /// A further call belongs to an open incident.
    AttachCall(AttachCall),
    /// Takes a call off an incident: it becomes one of its own, or goes back to the call taker.
    DetachCall(DetachCall),
    /// One incident goes on as another. It keeps its number and log.
    MergeIncidents(MergeIncidents),
    /// A merged incident stands on its own again.
    SplitIncident(SplitIncident),
    /// Says that two incidents are related, or one is part of the other.
    LinkIncidents(LinkIncidents),
    /// They no longer are.
    UnlinkIncidents(UnlinkIncidents),
    /// Takes a command back by what compensates it, within 30 s: one's own, any by a supervisor.
    Undo(Undo),
    /// A crew is in danger: red in every window, with a tone, until a person clears it. The unit keeps its state.
    RaiseEmergency(RaiseEmergency),
    /// Says that somebody heard an emergency; the tone ends, the emergency does not.
    AcknowledgeEmergency(AcknowledgeEmergency),
    /// Ends an emergency, with a reason.
    ClearEmergency(ClearEmergency),
    /// Asks crews in so many minutes whether they are well; sets, extends or ends the check.
    SetWelfare(SetWelfare),
    /// Starts the clock of an incident's roll calls, or gives it another pause.
    StartPar(StartPar),
    /// Calls the roll of the units on scene now; starts the clock when none runs.
    CallPar(CallPar),
    /// What units answered to the roll call.
    AnswerPar(AnswerPar),
    /// Ends an incident's roll calls.
    EndPar(EndPar),
    /// Sets a status by the local code crews use; a code that is a request raises a flag instead.
    SetStatusCode(SetStatusCode),
    /// Takes away a crew's request: somebody spoke to it.
    AnswerRequest(AnswerRequest),
    /// Chooses the set of local status codes.
    SetStatusCodes(SetStatusCodes),
    /// One unit takes over the run of another, which is freed at once.
    SwapUnits(SwapUnits),
    /// Sends one unit to take over from another, which stays until it is cleared.
    RelieveUnit(RelieveUnit),
    /// Enters a step of a run that was not entered when it happened. Never in the future, never over a step that has a time.
    LateStatus(LateStatus),
    /// Answers for an incident from now on.
    ClaimIncident(ClaimIncident),
    /// Answers for an incident no longer.
    ReleaseIncident(OfIncident),
    /// Asks a colleague to take an incident over; waits for the answer.
    HandOver(HandOver),
    /// Takes an incident over; the receipt names person, seat and time.
    AcceptHandOver(OfIncident),
    /// Does not take an incident over, with a reason.
    DeclineHandOver(DeclineHandOver),
    /// Takes an offered hand-over back.
    WithdrawHandOver(OfIncident),
    /// Has read the notes of an incident that name the person.
    ReadMentions(OfIncident),
    /// Starts a checklist on an incident.
    StartProcedure(StartProcedure),
    /// Ticks a step of a checklist, with its answer where the step asks.
    DoStep(DoStep),
    /// Takes a step back, with a reason.
    UndoStep(UndoStep),
    /// Adds a task to an incident, with who is to do it and by when.
    AddTask(AddTask),
    /// Ends a task.
    FinishTask(FinishTask),
    /// Says which lanes are free, blocked or affected.
    SetLanes(SetLanes),
    /// Enters a time of the traffic clock that only people know.
    SetTrafficTime(SetTrafficTime),
    /// Says whether it is a secondary crash and whether a responder was struck.
    SetTrafficFlags(SetTrafficFlags),
    /// Approves a message for the signs; refused while nothing is suggested.
    ApproveSign(ApproveSign),
    /// Attaches a picture or document to an incident, after its bytes were judged.
    AttachFile(AttachFile),
    /// Withdraws an attachment, with a reason. The log keeps that it was there.
    WithdrawAttachment(WithdrawAttachment),
    /// Writes an attachment to a new file on this machine.
    ExportAttachment(ExportAttachment),
    /// Puts an alarm aside for a while, with a reason; it comes back by itself.
    ShelveAlarm(ShelveAlarm),
    /// Takes an alarm off the shelf before its time.
    UnshelveAlarm(UnshelveAlarm),
    /// Sets an incident's alarm level, and sends the units that the level adds.
    RaiseAlarm(RaiseAlarm),
    /// A crew takes its unit, as the roster has it or as said; a unit off duty comes on duty with it.
    LogOn(LogOn),
    /// The crew leaves its unit, which is off duty then; refused on an incident unless `leave` accepts that it leaves that.
    LogOff(LogOff),
    /// Plans crews from CSV text; good rows are kept, bad rows are named.
    ImportRoster(ImportRoster),
    /// An incident waits for a busy unit; when that is freed it is offered or sent, as the plan says.
    StackIncident(StackIncident),
    /// An incident waits for a unit no longer.
    UnstackIncident(UnstackIncident),
    /// Answers a question of an open incident's type, or answers it anew; the old answer stays readable.
    AnswerQuestion(AnswerQuestion),
    /// Enters a card that was filled in on paper: an incident with all its times as the card says, marked as such.
    EnterCard(EnterCard),
    /// Says something of a place that holds for every call there, or changes it.
    SetPremise(SetPremise),
    /// It no longer holds.
    EndPremise(EndPremise),
    /// How often, and in which languages, the last-known board is written as a sheet.
    SetPaperBoard(SetPaperBoard),
    /// A person or unit holds a post of command from now on; who held it is relieved.
    TakePost(TakePost),
    /// A post is held by nobody, with a reason.
    LeavePost(LeavePost),
    /// Makes a sector, division or group, or changes one.
    SetSector(SetSector),
    /// Closes a sector; refused while units are in it.
    CloseSector(CloseSector),
    /// Puts units into a sector, or takes them out of theirs.
    SectorUnits(SectorUnits),
    /// Adds an objective.
    AddObjective(AddObjective),
    /// Says that an objective is met, dropped or open again.
    SetObjective(SetObjective),
    /// Moves an objective in the order.
    MoveObjective(MoveObjective),
    /// Enters a count of people hurt.
    CountCasualties(CountCasualties),
    /// Declares a major incident, and groups others under it.
    DeclareMajor(DeclareMajor),
    /// Ends a major incident; its parts stay linked.
    StandDown(StandDown),
    /// Sets a place of the operation, or moves or changes one.
    SetSite(SetSite),
    /// Gives a place up; a closure it set is lifted.
    CloseSite(CloseSite),
    /// Sends units to a place; those on no incident are assigned to the place's.
    SendToSite(SendToSite),
    /// Enters what a hospital told: beds by kind, whether it takes ambulances, as of when.
    SetHospital(SetHospital),
    /// Reads an EDXL-HAVE document; good reports are kept, bad ones are named.
    ImportHospitals(ImportHospitals),
    /// Adds a shelter, or says how full it is.
    SetShelter(SetShelter),
    /// Adds stock, or counts it anew.
    SetStock(SetStock),
    /// Takes stock or returns it; never below zero.
    MoveStock(MoveStock),
    /// Puts a tow company on the lists, or changes it.
    SetTow(SetTow),
    /// Takes a hospital, shelter, stock or tow company away.
    RemoveResource(RemoveResource),
    /// Calls the tow company whose turn it is.
    CallTow(CallTow),
    /// The company called does not come, with a reason: the next in turn is called.
    SkipTow(SkipTow),
    /// Enters a message of radio or telephone into the log, under the next number; back-dated with a reason.
    LogRadio(LogRadio),
    /// Corrects a message of the log with a reason: a new version, the former ones stay readable.
    CorrectRadio(CorrectRadio),
}

impl Command {
    /// The verb's name on the wire; what a role may do is listed under it.
    pub fn call(&self) -> &'static str {
        match self {
            Self::OpenIncident(_) => "open_incident",
            Self::AddNote(_) => "add_note",
            Self::SetPriority(_) => "set_priority",
            Self::SetIncidentType(_) => "set_incident_type",
            Self::MoveIncident(_) => "move_incident",
            Self::AssignUnits(_) => "assign_units",
            Self::SetStatus(_) => "set_status",
            Self::ClearUnits(_) => "clear_units",
            Self::CloseIncident(_) => "close_incident",
            Self::ReopenIncident(_) => "reopen_incident",
            Self::AcknowledgeWarning(_) => "acknowledge_warning",
            Self::Line(_) => "line",
            Self::ReportPosition(_) => "report_position",
            Self::ReportPositions(_) => "report_positions",
            Self::AddUnit(_) => "add_unit",
            Self::ImportUnits(_) => "import_units",
            Self::ImportCameras(_) => "import_cameras",
            Self::ImportAreaCameras(_) => "import_area_cameras",
            Self::AddFeed(_) => "add_feed",
            Self::RemoveFeed(_) => "remove_feed",
            Self::IngestWarning(_) => "ingest_warning",
            Self::ImportArea(_) => "import_area",
            Self::CancelAreaImport(_) => "cancel_area_import",
            Self::AddLayer(_) => "add_layer",
            Self::RemoveLayer(_) => "remove_layer",
            Self::AddBasemap(_) => "add_basemap",
            Self::RemoveBasemap(_) => "remove_basemap",
            Self::CancelLayer(_) => "cancel_layer",
            Self::ActivateArea(_) => "activate_area",
            Self::SetClosure(_) => "set_closure",
            Self::LiftClosure(_) => "lift_closure",
            Self::SetAlias(_) => "set_alias",
            Self::RemoveAlias(_) => "remove_alias",
            Self::CreateUser(_) => "create_user",
            Self::SetPassword(_) => "set_password",
            Self::DisableUser(_) => "disable_user",
            Self::SetNumbering(_) => "set_numbering",
            Self::SetBackupPlace(_) => "set_backup_place",
            Self::BackupNow(_) => "backup_now",
            Self::EraseSubject(_) => "erase_subject",
            Self::SetDrillClock(_) => "set_drill_clock",
            Self::SetPlan(_) => "set_plan",
            Self::SetPreference(_) => "set_preference",
            Self::ExportPlan(_) => "export_plan",
            Self::AttachCall(_) => "attach_call",
            Self::DetachCall(_) => "detach_call",
            Self::MergeIncidents(_) => "merge_incidents",
            Self::SplitIncident(_) => "split_incident",
            Self::LinkIncidents(_) => "link_incidents",
            Self::UnlinkIncidents(_) => "unlink_incidents",
            Self::Undo(_) => "undo",
            Self::RaiseEmergency(_) => "raise_emergency",
            Self::AcknowledgeEmergency(_) => "acknowledge_emergency",
            Self::ClearEmergency(_) => "clear_emergency",
            Self::SetWelfare(_) => "set_welfare",
            Self::StartPar(_) => "start_par",
            Self::CallPar(_) => "call_par",
            Self::AnswerPar(_) => "answer_par",
            Self::EndPar(_) => "end_par",
            Self::SetStatusCode(_) => "set_status_code",
            Self::AnswerRequest(_) => "answer_request",
            Self::SetStatusCodes(_) => "set_status_codes",
            Self::SwapUnits(_) => "swap_units",
            Self::RelieveUnit(_) => "relieve_unit",
            Self::LateStatus(_) => "late_status",
            Self::ClaimIncident(_) => "claim_incident",
            Self::ReleaseIncident(_) => "release_incident",
            Self::HandOver(_) => "hand_over",
            Self::AcceptHandOver(_) => "accept_hand_over",
            Self::DeclineHandOver(_) => "decline_hand_over",
            Self::WithdrawHandOver(_) => "withdraw_hand_over",
            Self::ReadMentions(_) => "read_mentions",
            Self::StartProcedure(_) => "start_procedure",
            Self::DoStep(_) => "do_step",
            Self::UndoStep(_) => "undo_step",
            Self::AddTask(_) => "add_task",
            Self::FinishTask(_) => "finish_task",
            Self::SetLanes(_) => "set_lanes",
            Self::SetTrafficTime(_) => "set_traffic_time",
            Self::SetTrafficFlags(_) => "set_traffic_flags",
            Self::ApproveSign(_) => "approve_sign",
            Self::AttachFile(_) => "attach_file",
            Self::WithdrawAttachment(_) => "withdraw_attachment",
            Self::ExportAttachment(_) => "export_attachment",
            Self::ShelveAlarm(_) => "shelve_alarm",
            Self::UnshelveAlarm(_) => "unshelve_alarm",
            Self::RaiseAlarm(_) => "raise_alarm",
            Self::LogOn(_) => "log_on",
            Self::LogOff(_) => "log_off",
            Self::ImportRoster(_) => "import_roster",
            Self::StackIncident(_) => "stack_incident",
            Self::UnstackIncident(_) => "unstack_incident",
            Self::AnswerQuestion(_) => "answer_question",
            Self::EnterCard(_) => "enter_card",
            Self::SetPremise(_) => "set_premise",
            Self::EndPremise(_) => "end_premise",
            Self::SetPaperBoard(_) => "set_paper_board",
            Self::TakePost(_) => "take_post",
            Self::LeavePost(_) => "leave_post",
            Self::SetSector(_) => "set_sector",
            Self::CloseSector(_) => "close_sector",
            Self::SectorUnits(_) => "sector_units",
            Self::AddObjective(_) => "add_objective",
            Self::SetObjective(_) => "set_objective",
            Self::MoveObjective(_) => "move_objective",
            Self::CountCasualties(_) => "count_casualties",
            Self::DeclareMajor(_) => "declare_major",
            Self::StandDown(_) => "stand_down",
            Self::SetSite(_) => "set_site",
            Self::CloseSite(_) => "close_site",
            Self::SendToSite(_) => "send_to_site",
            Self::SetHospital(_) => "set_hospital",
            Self::ImportHospitals(_) => "import_hospitals",
            Self::SetShelter(_) => "set_shelter",
            Self::SetStock(_) => "set_stock",
            Self::MoveStock(_) => "move_stock",
            Self::SetTow(_) => "set_tow",
            Self::RemoveResource(_) => "remove_resource",
            Self::CallTow(_) => "call_tow",
            Self::SkipTow(_) => "skip_tow",
            Self::LogRadio(_) => "log_radio",
            Self::CorrectRadio(_) => "correct_radio",
        }
    }
}

wire! {
/// No arguments.
pub struct Nothing {}
}
wire! {
/// Who signs on. In a drill the ready accounts are listed on the sign-on screen.
pub struct SignOn { pub user: String, pub password: String }
}
wire! {
/// A place in WGS-84 degrees, with the words the caller used.
pub struct PlaceInput {
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// At most 200 characters.
    #[serde(default)]
    pub label: String,
}
}
wire! {
/// The person who called. Sealed at rest under a key of their own.
pub struct CallerInput {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
}
}
wire! {
pub struct OpenIncident {
    /// A code of the catalogue, e.g. `STRUCT`; a call of unknown kind when empty.
    pub type_code: String,
    /// `E`, `1` to `4`; the type's default when absent.
    #[serde(default)]
    pub priority: Option<String>,
    #[serde(default)]
    pub place: Option<PlaceInput>,
    /// What the caller said, at most 8 KiB.
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub caller: Option<CallerInput>,
    /// When the telephone rang and when it was answered, UTC milliseconds, where that is known.
    #[serde(default)]
    pub ring_ms: Option<i64>,
    #[serde(default)]
    pub answered_ms: Option<i64>,
    /// What was asked and answered so far, each with its time.
    #[serde(default)]
    pub answers: Vec<AnswerInput>,
}
}
wire! {
pub struct SetPriority {
    pub incident: String,
    pub priority: String,
    /// The priority as it was seen: refused when somebody changed it meanwhile. Not asked when absent.
    #[serde(default)]
    pub was: Option<String>,
}
}
wire! {
pub struct SetIncidentType {
    pub incident: String,
    pub type_code: String,
    /// The type as it was seen: refused when somebody changed it meanwhile. Not asked when absent.
    #[serde(default)]
    pub was: Option<String>,
}
}
wire! {
pub struct MoveIncident {
    pub incident: String,
    pub place: PlaceInput,
    /// Where it was seen: refused when somebody moved it meanwhile. Not asked when absent.
    #[serde(default)]
    pub was: Option<SeenPlace>,
}
}
wire! {
/// A place as it was seen; `null` when there was none.
pub struct SeenPlace { pub place: Option<PlaceInput> }
}
wire! {
pub struct AssignUnits {
    /// Id, number, or a unique fragment of the number.
    pub incident: String,
    pub units: Vec<String>,
    /// Takes a busy unit from its incident; what it abandons is in the preview.
    #[serde(default)]
    pub divert: bool,
    /// Why it is done although something stands against it: a crew in emergency, people missing, a patient aboard. Without
    /// it such a unit is refused, with `despite` as the field.
    #[serde(default)]
    pub despite: Option<String>,
    /// The `id` of the recommendation that was shown, to be recorded with it.
    #[serde(default)]
    pub shown: Option<String>,
    /// Units as they were seen: refused when one does something else by now. Not asked when absent.
    #[serde(default)]
    pub was: Option<Vec<SeenUnit>>,
}
}
wire! {
/// A unit as it was seen.
pub struct SeenUnit {
    pub unit: String,
    /// Id or number of its incident; `null` when it was on none.
    pub incident: Option<String>,
    /// Canonical code.
    pub status: String,
}
}
wire! {
pub struct SetStatus {
    pub units: Vec<String>,
    /// Canonical code: `AQ AR DP AK ER SG OS WK TR AD CL BM OOS OFF`.
    pub status: String,
    /// Needed for `OOS` and for an override of the usual order.
    #[serde(default)]
    pub reason: Option<String>,
    /// Needed for `TR`; for `AD` when none is known from `TR`.
    #[serde(default)]
    pub destination: Option<String>,
    /// Units as they were seen: refused when one does something else by now. Not asked when absent.
    #[serde(default)]
    pub was: Option<Vec<SeenUnit>>,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct ClearUnits {
    pub units: Vec<String>,
    #[serde(default)]
    pub disposition: Option<String>,
    /// Units as they were seen: refused when one does something else by now. Not asked when absent.
    #[serde(default)]
    pub was: Option<Vec<SeenUnit>>,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct CloseIncident {
    pub incident: String,
    pub disposition: String,
    /// Closes though something is left open there: the asker was told what.
    #[serde(default)]
    pub leaving: bool,
}
}
wire! {
pub struct ReopenIncident { pub incident: String, pub reason: String }
}
wire! {
pub struct AcknowledgeWarning { /** The warning's key, as in its row. */ pub warning: String }
}
wire! {
pub struct Line {
    pub text: String,
    /// The incident selected in the window, used where the line names none.
    #[serde(default)]
    pub selected: Option<String>,
    /// `promise` of the preview that was read: refused when the line would do something else by now. Not asked when absent.
    #[serde(default)]
    pub shown: Option<String>,
}
}
wire! {
pub struct ReportPosition {
    pub unit: String,
    pub lon: f64,
    pub lat: f64,
    /// When the fix was taken, UTC milliseconds; now when absent.
    #[serde(default)]
    pub time_ms: Option<i64>,
    #[serde(default)]
    pub accuracy_m: Option<f64>,
    /// Where the fix comes from: `gnss`, `radio`, `operator`, …
    #[serde(default)]
    pub source: Option<String>,
    /// `wgs84` when absent.
    #[serde(default)]
    pub datum: Option<String>,
}
}
wire! {
pub struct ReportPositions { pub fixes: Vec<ReportPosition> }
}
wire! {
pub struct AddUnit {
    pub id: String,
    pub call_sign: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub station: String,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    /// The agency it belongs to; as it was when absent, the centre's own when empty.
    #[serde(default)]
    pub agency: Option<String>,
    /// Vehicles of the same group are staffed by one crew; as it was when absent, none when empty.
    #[serde(default)]
    pub crew_group: Option<String>,
}
}
wire! {
pub struct ImportCsv { /** The file's text, at most 8 MiB. */ pub csv: String }
}
wire! {
pub struct ImportCameras {
    pub csv: String,
    /// Needed when the file has no `datum` column: `wgs84`, `cgcs2000`, `gcj02` or `bd09`.
    #[serde(default)]
    pub datum: Option<String>,
}
}
wire! {
pub struct AddFeed {
    pub id: String,
    pub url: String,
    /// Address ranges (CIDR) this feed may reach although they are private or plain http.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Seconds between polls; 60 when absent, 10 at least.
    #[serde(default)]
    pub interval_s: Option<u32>,
}
}
wire! {
pub struct RemoveFeed { pub id: String }
}
wire! {
pub struct IngestWarning {
    /// Where the document comes from: a file name or a feed's id.
    pub source: String,
    /// The document as text. Use `base64` for anything that is not UTF-8.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub base64: Option<String>,
}
}
wire! {
pub struct ActivateArea { pub name: String }
}
wire! {
pub struct CreateUser {
    /// 1 to 32 of `a-z 0-9 . _ -`.
    pub user: String,
    pub display_name: String,
    /// `operator`, `dispatcher`, `supervisor` or `administrator`.
    pub role: String,
    pub password: String,
}
}
wire! {
pub struct SetPassword { pub user: String, pub password: String }
}
wire! {
pub struct DisableUser { pub user: String, pub reason: String }
}
wire! {
pub struct SetNumbering {
    /// Tokens `{YYYY} {YY} {MM} {DD} {HH} {JJJ} {UU} {NNN}`; the number of N is the width.
    pub template: String,
    /// `never`, `yearly`, `monthly` or `daily`.
    pub reset: String,
}
}
wire! {
pub struct SetBackupPlace { pub dir: String }
}
wire! {
pub struct BackupNow {
    /// Where to; the set second place when absent. Another place is for the folder's owner only.
    #[serde(default)]
    pub dir: Option<String>,
}
}
wire! {
pub struct EraseSubject { pub subject: String, pub reason: String }
}
wire! {
pub struct SetDrillClock {
    #[serde(default)]
    pub paused: Option<bool>,
    /// 1 to 60.
    #[serde(default)]
    pub speed: Option<f64>,
}
}
wire! {
/// What a carried-out command answers: where it stands in the log, and the line the operator reads.
pub struct Receipt {
    /// Global sequence after the command; `null` for telemetry.
    pub seq: Option<u64>,
    /// `saved_here` once on this disk. `shared` only where a shared log confirmed it.
    pub kept: String,
    /// One line per thing that happened, as message key and parameters.
    pub lines: Vec<MessageLine>,
    /// The identity of what was made or changed, when there is one.
    pub id: Option<String>,
    /// The human number of a new incident.
    pub number: Option<String>,
    /// Rows of an import that were not taken, each with its line and field.
    pub refused_rows: Vec<RowFault>,
    /// Until when it may be undone under `seq`, UTC milliseconds; `null` when it cannot be.
    #[serde(default)]
    pub undo_until_ms: Option<i64>,
}
}
wire! {
/// One row of an import that was not taken.
pub struct RowFault { pub line: u32, pub field: String, pub message: String, pub text: String }
}
wire! {
pub struct SetClosure {
    /// The closure to change; absent for a new one.
    #[serde(default)]
    pub id: Option<String>,
    /// `line` or `polygon`.
    pub shape: String,
    /// `[lon, lat]` in WGS-84: at least two for a line, three for a polygon, whose first is not repeated.
    pub points: Vec<[f64; 2]>,
    pub reason: String,
    /// In force from, UTC milliseconds; at once when absent.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// In force before, UTC milliseconds; until lifted when absent.
    #[serde(default)]
    pub until_ms: Option<i64>,
    #[serde(default)]
    pub emergency_may_pass: bool,
}
}
wire! {
pub struct LiftClosure { pub id: String, pub reason: String }
}
wire! {
pub struct SetAlias { pub text: String, pub place: PlaceInput }
}
wire! {
pub struct RemoveAlias { pub text: String }
}
wire! {
pub struct ImportArea {
    /// 1 to 40 of a-z, 0-9 and -. An area of that name is brought to the new state.
    pub name: String,
    /// Paths of `.osm.pbf` files on the console's machine; of objects in several, the newest counts, else the later file's.
    pub files: Vec<String>,
    /// Only read and compare.
    #[serde(default)]
    pub preview: bool,
    /// Put it on the floor when it is whole.
    #[serde(default)]
    pub activate: bool,
}
}
