//! What someone wants. A command is tried against the board and becomes events, or a refusal.

mod crew;
mod seen;

pub use crew::{CrewCommand, LateStatus, When};
pub use seen::{Seen, SeenUnit, Was};

use crate::event::Raw;
use crate::ids::{CallId, CameraId, ClosureId, FeedId, IncidentId, SubjectId, UnitId, UserId, WarningKey};
use crate::link::LinkKind;
use crate::personal::Personal;
use crate::recommend::Recommended;
use crate::status::UnitStatus;
use crate::types::{
    Alias, Area, Caller, Camera, Closure, LayerSort, MapLayer, Numbering, Place, Priority, Recommendation, Role,
};
use crate::warning::Message;
use watchfloor_geo::Wgs84;

/// Every command there is.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Refused unless that still is as it was seen; changes nothing itself. Goes before the change, in one request.
    Expect(Seen),
    /// Done although something stands against it that its sender was told: a crew in danger, people missing, a patient aboard.
    /// Why, in words; the log keeps them. Inside another it counts for nothing.
    Despite {
        reason: String,
        command: Box<Command>,
    },
    OpenIncident(OpenIncident),
    AddNote {
        incident: IncidentId,
        text: String,
    },
    SetPriority {
        incident: IncidentId,
        priority: Priority,
    },
    SetIncidentType {
        incident: IncidentId,
        type_code: String,
    },
    MoveIncident {
        incident: IncidentId,
        place: Place,
    },
    AssignUnits {
        incident: IncidentId,
        units: Vec<UnitId>,
        divert: bool,
    },
    SetStatus {
        units: Vec<UnitId>,
        status: UnitStatus,
        reason: Option<String>,
        destination: Option<String>,
    },
    ClearUnits {
        units: Vec<UnitId>,
        disposition: Option<String>,
    },
    CloseIncident {
        incident: IncidentId,
        disposition: String,
    },
    /// The same, by somebody who was told what it leaves behind.
    CloseLeaving {
        incident: IncidentId,
        disposition: String,
    },
    ReopenIncident {
        incident: IncidentId,
        reason: String,
    },
    AddUnits(Vec<NewUnit>),
    RegisterCameras(Vec<Camera>),
    ReceiveWarning(Box<ReceiveWarning>),
    AcknowledgeWarning {
        key: WarningKey,
    },
    NoteNotified {
        key: WarningKey,
        failure: Option<String>,
    },
    /// Time has passed: whatever is due happens.
    Tick,
    AddFeed {
        feed: FeedId,
        url: String,
        allow: Vec<String>,
        interval_s: u32,
    },
    RemoveFeed {
        feed: FeedId,
    },
    NoteFeedFault(Box<FeedFault>),
    NoteFeedState {
        feed: FeedId,
        state: String,
        error: Option<String>,
    },
    ActivateArea(Area),
    /// A layer of the map was taken in; one of that id was replaced.
    AddLayer(MapLayer),
    RemoveLayer {
        sort: LayerSort,
        id: String,
    },
    CreateUser {
        user: UserId,
        display_name: String,
        role: Role,
        verifier: String,
    },
    SetPassword {
        user: UserId,
        verifier: String,
    },
    DisableUser {
        user: UserId,
        reason: String,
    },
    NoteSignOn {
        user: UserId,
        seat: String,
    },
    NoteSignOff {
        user: UserId,
        seat: String,
    },
    NoteSignOnRefused {
        user: UserId,
        why: String,
    },
    /// Closes roads; with the id of a closure, changes it.
    SetClosure {
        closure: Option<ClosureId>,
        details: Closure,
    },
    LiftClosure {
        closure: ClosureId,
        reason: String,
    },
    SetAlias(Alias),
    RemoveAlias {
        text: String,
    },
    NoteRecommended {
        incident: IncidentId,
        recommendation: Box<Recommendation>,
        /// The proposal made from the drive times.
        proposed: Option<Box<Recommended>>,
        /// Somebody acts on it: it is recorded as it was shown, although it may say nothing new.
        acted_on: bool,
    },
    SetNumbering(Numbering),
    SetBackupPlace {
        dir: Option<String>,
    },
    EraseSubject {
        subject: SubjectId,
        reason: String,
    },
    NoteStarted {
        console: String,
        version: String,
        sqlite: String,
        clean: bool,
    },
    NoteStopped {
        console: String,
    },
    NoteBackup(BackupOutcome),
    SetDrillClock {
        console: String,
        paused: bool,
        speed: f64,
    },
    /// Puts a dispatch plan in force; `text` is TOML.
    SetPlan {
        text: String,
    },
    /// A further call belongs to an incident already there.
    AttachCall {
        incident: IncidentId,
        call: AttachedCall,
    },
    /// The call becomes an incident of its own, or goes back to the call taker.
    DetachCall {
        incident: IncidentId,
        call: CallId,
        as_incident: bool,
    },
    /// `incident` goes on as `into`.
    MergeIncidents {
        incident: IncidentId,
        into: IncidentId,
        move_units: bool,
    },
    /// A merged incident stands on its own again.
    SplitIncident {
        incident: IncidentId,
    },
    LinkIncidents {
        incident: IncidentId,
        other: IncidentId,
        kind: LinkKind,
    },
    UnlinkIncidents {
        incident: IncidentId,
        other: IncidentId,
    },
    /// Takes back what put this event into the log; without a place, the person's last command.
    Undo {
        event: Option<u64>,
    },
    /// For a crew: emergency, timers, roll calls, codes, who does whose run.
    Crew(CrewCommand),
    /// Hand-over, notes with categories, checklists, tasks, lanes.
    Work(crate::work::Order),
    /// Alarms put aside for a while, and taken back.
    Shelf(crate::shelf::Shelving),
    /// Crews log on and off, rosters, incidents that wait for a unit.
    Staff(crate::staff::Order),
    /// Answers, what stood on paper, what is known of places.
    Intake(crate::intake::Ask),
    /// Posts, sectors, objectives, casualties, major incidents.
    Ics(crate::ics::Order),
    /// Places of operations.
    Site(crate::site::Order),
    /// Hospitals, shelters, stock, tows.
    Resource(crate::resource::Order),
    /// Messages of radio and telephone.
    Radio(crate::radio::Order),
    /// Another alarm level: up, or down again.
    RaiseAlarm {
        incident: IncidentId,
        level: u32,
    },
}

/// A call that becomes an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenIncident {
    pub type_code: String,
    pub priority: Option<Priority>,
    pub place: Option<Place>,
    pub what: String,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    /// When the telephone rang and when it was answered, UTC milliseconds.
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
    /// What was asked and answered so far.
    pub answers: Vec<crate::intake::Answer>,
}

/// A further call, as it was taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttachedCall {
    pub what: String,
    pub place: Option<Place>,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    /// When the telephone rang and when it was answered, UTC milliseconds.
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
}

/// A unit as an administrator or a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUnit {
    pub unit: UnitId,
    pub call_sign: String,
    pub kind: String,
    pub station: String,
    pub home: Option<Wgs84>,
    /// The agency it belongs to, and the group of vehicles that one crew staffs: as they were when absent, none when empty.
    pub agency: Option<String>,
    pub crew_group: Option<String>,
}

/// A warning message as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiveWarning {
    pub source: String,
    pub url: Option<String>,
    pub message: Message,
    pub raw: Raw,
}

/// A body of a feed that cannot be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedFault {
    pub feed: FeedId,
    pub url: Option<String>,
    pub code: String,
    pub why: String,
    pub raw: Raw,
}

/// How making a copy ended.
#[derive(Clone, Debug, PartialEq)]
pub enum BackupOutcome {
    Verified { console: String, path: String, gseq: u64, sha256: String, ms: u64 },
    Failed { console: String, path: String, why: String },
}

impl Command {
    /// The same, done although something stands against it; as it is, when there is no word about that.
    #[must_use]
    pub fn despite(self, reason: Option<String>) -> Self {
        match reason {
            Some(reason) => Self::Despite { reason, command: Box::new(self) },
            None => self,
        }
    }

    /// The call a role is allowed or refused by; the wire's name of it.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Expect(seen) => seen.call(),
            Self::Despite { command, .. } => command.call(),
            Self::OpenIncident(_) => "open_incident",
            Self::AddNote { .. } => "add_note",
            Self::SetPriority { .. } => "set_priority",
            Self::SetIncidentType { .. } => "set_incident_type",
            Self::MoveIncident { .. } => "move_incident",
            Self::AssignUnits { .. } => "assign_units",
            Self::SetStatus { .. } => "set_status",
            Self::ClearUnits { .. } => "clear_units",
            Self::CloseIncident { .. } | Self::CloseLeaving { .. } => "close_incident",
            Self::ReopenIncident { .. } => "reopen_incident",
            Self::AddUnits(_) => "add_unit",
            Self::RegisterCameras(_) => "import_cameras",
            Self::ReceiveWarning(_) => "ingest_warning",
            Self::AcknowledgeWarning { .. } => "acknowledge_warning",
            Self::AddFeed { .. } => "add_feed",
            Self::RemoveFeed { .. } => "remove_feed",
            Self::ActivateArea(_) => "activate_area",
            Self::AddLayer(MapLayer { sort: LayerSort::Own, .. }) => "add_layer",
            Self::AddLayer(MapLayer { sort: LayerSort::Basemap, .. }) => "add_basemap",
            Self::RemoveLayer { sort: LayerSort::Own, .. } => "remove_layer",
            Self::RemoveLayer { sort: LayerSort::Basemap, .. } => "remove_basemap",
            Self::CreateUser { .. } => "create_user",
            Self::SetPassword { .. } => "set_password",
            Self::DisableUser { .. } => "disable_user",
            Self::SetClosure { .. } => "set_closure",
            Self::LiftClosure { .. } => "lift_closure",
            Self::SetAlias(_) => "set_alias",
            Self::RemoveAlias { .. } => "remove_alias",
            Self::SetNumbering(_) => "set_numbering",
            Self::SetBackupPlace { .. } => "set_backup_place",
            Self::EraseSubject { .. } => "erase_subject",
            Self::SetDrillClock { .. } => "set_drill_clock",
            Self::SetPlan { .. } => "set_plan",
            Self::AttachCall { .. } => "attach_call",
            Self::DetachCall { .. } => "detach_call",
            Self::MergeIncidents { .. } => "merge_incidents",
            Self::SplitIncident { .. } => "split_incident",
            Self::LinkIncidents { .. } => "link_incidents",
            Self::UnlinkIncidents { .. } => "unlink_incidents",
            Self::Undo { .. } => "undo",
            Self::Crew(command) => command.call(),
            Self::Work(order) => order.call(),
            Self::Shelf(asked) => asked.call(),
            Self::Staff(order) => order.call(),
            Self::Intake(ask) => ask.call(),
            Self::Ics(order) => order.call(),
            Self::Site(order) => order.call(),
            Self::Resource(order) => order.call(),
            Self::Radio(order) => order.call(),
            Self::RaiseAlarm { .. } => "raise_alarm",
            Self::NoteNotified { .. }
            | Self::Tick
            | Self::NoteFeedFault(_)
            | Self::NoteFeedState { .. }
            | Self::NoteSignOn { .. }
            | Self::NoteSignOff { .. }
            | Self::NoteSignOnRefused { .. }
            | Self::NoteStarted { .. }
            | Self::NoteStopped { .. }
            | Self::NoteBackup(_)
            | Self::NoteRecommended { .. } => "internal",
        }
    }
}

/// Which calls a role may make, by the wire's names. One table; the engine asks it for every command.
pub fn may(role: Role, call: &str) -> bool {
    const WATCH: &[&str] = &[
        "acknowledge_warning",
        "add_note",
        "line",
        "set_password",
        "undo",
        "raise_emergency",
        "acknowledge_emergency",
        "read_mentions",
        "finish_task",
        "set_preference",
        "attach_file",
    ];
    const DISPATCH: &[&str] = &[
        "open_incident",
        "set_priority",
        "set_incident_type",
        "move_incident",
        "assign_units",
        "set_status",
        "clear_units",
        "close_incident",
        "reopen_incident",
        "report_position",
        "report_positions",
        "set_closure",
        "lift_closure",
        "set_drill_clock",
        "attach_call",
        "detach_call",
        "merge_incidents",
        "split_incident",
        "link_incidents",
        "unlink_incidents",
        "clear_emergency",
        "set_welfare",
        "start_par",
        "call_par",
        "answer_par",
        "end_par",
        "set_status_code",
        "answer_request",
        "swap_units",
        "relieve_unit",
        "late_status",
        "claim_incident",
        "release_incident",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "withdraw_hand_over",
        "start_procedure",
        "do_step",
        "undo_step",
        "add_task",
        "set_lanes",
        "set_traffic_time",
        "set_traffic_flags",
        "approve_sign",
        "raise_alarm",
        "withdraw_attachment",
        "export_attachment",
        "shelve_alarm",
        "unshelve_alarm",
        "log_on",
        "log_off",
        "stack_incident",
        "unstack_incident",
        "answer_question",
        "enter_card",
        "set_premise",
        "end_premise",
    ];
    const SUPERVISE: &[&str] = &[
        "ingest_warning",
        "backup_now",
        "set_alias",
        "remove_alias",
        "set_plan",
        "export_plan",
        "set_status_codes",
        "import_roster",
        "set_paper_board",
        "set_stock",
        "set_tow",
        "remove_resource",
    ];
    const ADMINISTER: &[&str] = &[
        "acknowledge_warning",
        "add_unit",
        "import_units",
        "import_cameras",
        "import_area_cameras",
        "add_feed",
        "remove_feed",
        "ingest_warning",
        "activate_area",
        "import_area",
        "cancel_area_import",
        "add_layer",
        "remove_layer",
        "add_basemap",
        "remove_basemap",
        "cancel_layer",
        "create_user",
        "set_password",
        "disable_user",
        "set_alias",
        "remove_alias",
        "set_numbering",
        "set_backup_place",
        "backup_now",
        "erase_subject",
        "report_position",
        "report_positions",
        "set_drill_clock",
        "line",
        "set_plan",
        "export_plan",
        "set_status_codes",
        "set_preference",
        "import_roster",
        "set_paper_board",
        "set_hospital",
        "import_hospitals",
        "set_shelter",
        "set_stock",
        "set_tow",
        "remove_resource",
    ];
    if crate::radio::CALLS.contains(&call) {
        return role != Role::Administrator;
    }
    match role {
        Role::Operator => WATCH.contains(&call) || call == "set_drill_clock",
        Role::Dispatcher => WATCH.contains(&call) || dispatches(DISPATCH, call),
        Role::Supervisor => WATCH.contains(&call) || dispatches(DISPATCH, call) || SUPERVISE.contains(&call),
        Role::Administrator => ADMINISTER.contains(&call),
    }
}

/// What a dispatcher does: the list, command and places, resources.
fn dispatches(list: &[&str], call: &str) -> bool {
    [list, crate::ics::CALLS, crate::resource::CALLS].iter().any(|calls| calls.contains(&call))
}

/// A camera's id, for callers that only hold text.
pub fn camera_id(text: &str) -> CameraId {
    CameraId(text.to_owned())
}

/// Text sealed for a caller; `None` when there is none.
pub(crate) fn sealed_for(subject: &SubjectId, text: Option<&String>) -> Option<Personal> {
    text.filter(|t| !t.trim().is_empty()).map(|t| Personal::clear(subject.clone(), t.trim()))
}

/// The caller of an incident, sealed under a subject of its own.
pub(crate) fn caller(subject: &SubjectId, open: &OpenIncident) -> Option<Caller> {
    caller_of(subject, open.caller_name.as_ref(), open.caller_phone.as_ref())
}

/// Who called, sealed under a subject; `None` when nothing is known.
pub(crate) fn caller_of(subject: &SubjectId, name: Option<&String>, phone: Option<&String>) -> Option<Caller> {
    let caller = Caller { name: sealed_for(subject, name), phone: sealed_for(subject, phone) };
    (caller.name.is_some() || caller.phone.is_some()).then_some(caller)
}
