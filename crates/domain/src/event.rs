//! What happened. Stored events are a contract of their own: a type's name and fields never change meaning; a new shape
//! gets a new schema version and is read into the newest one when decoded. The log is never rewritten.

pub use crate::ics::event::{
    CasualtiesCounted, CommandUndone, MajorDeclared, MajorStoodDown, ObjectiveAdded, ObjectiveStateSet,
    ObjectivesOrdered, PostLeft, PostTaken, SectorClosed, SectorSet, UnitsSectored,
};
use crate::ids::{CameraId, ClosureId, FeedId, IncidentId, StreamId, SubjectId, UnitId, UserId, WarningKey};
pub use crate::intake::event::{
    IncidentAnswered, IncidentClosedLate, PaperBoardSet, PremiseEnded, PremiseSet, UnitRunEntered,
};
use crate::personal::Personal;
pub use crate::radio::event::{RadioCorrected, RadioLogged, RadioStruck};
use crate::recommend::Recommended;
pub use crate::resource::event::{
    HospitalSet, ResourceRemoved, ShelterSet, StockMoved, StockSet, TowCalled, TowSet, TowSkipped,
};
use crate::shelf::Alarm;
pub use crate::site::{SiteClosed, SiteSet, UnitSent};
use crate::status::UnitStatus;
use crate::types::{
    Alias, Area, Caller, Camera, Closure, Fix, LayerSort, MapLayer, Numbering, Place, Priority, Recommendation, Role,
};
use crate::warning::Message;
use crate::work::Entry;
pub use crate::work::event::{
    AttachmentWithdrawn, ClaimReleased, FileAttached, HandOverAccepted, HandOverDeclined, HandOverOffered,
    HandOverWithdrawn, IncidentClaimed, LanesSet, MentionsRead, ProcedureStarted, SignApproved, StepDone, StepUndone,
    TaskAdded, TaskFinished, TrafficFlagsSet, TrafficTimeSet,
};
pub use crew::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Why an event exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person did it.
    Operator,
    /// A rule or a timer did it.
    Rule,
    /// It came in from outside.
    Feed,
    /// It came from another console.
    Sync,
}

impl Cause {
    /// The word stored in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Rule => "rule",
            Self::Feed => "feed",
            Self::Sync => "sync",
        }
    }
}

/// Whether events of a type may be placed after others their author had not seen (`resilience.md` 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Its version must directly follow what its author saw; else a person decides.
    Exclusive,
    /// It commutes with everything on its stream.
    Additive,
}

/// A stored event that this program cannot read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The type is not one this program knows; the file is of a newer one.
    #[error("event type `{typ}` version {schema_v} is not known to this program")]
    UnknownType { typ: String, schema_v: u32 },
    /// The body does not fit its type.
    #[error("body of `{typ}` version {schema_v}: {why}")]
    Body { typ: String, schema_v: u32, why: String },
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $typ:literal v $v:literal $class:ident;)*) => {
        /// Every event there is.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event { $($(#[$doc])* $variant($variant),)* }

        impl Event {
            /// The type names of all events.
            pub const TYPES: &'static [&'static str] = &[$($typ,)*];

            /// The type's stored name.
            pub fn typ(&self) -> &'static str {
                match self { $(Self::$variant(_) => $typ,)* }
            }

            /// The version of the body's shape.
            pub fn schema_v(&self) -> u32 {
                match self { $(Self::$variant(_) => $v,)* }
            }

            /// Exclusive or additive.
            pub fn class(&self) -> Class {
                match self { $(Self::$variant(_) => Class::$class,)* }
            }

            /// The stream the event belongs to.
            pub fn stream(&self) -> StreamId {
                match self { $(Self::$variant(body) => body.stream(),)* }
            }

            /// The body as JSON, as it is stored and hashed.
            pub fn encode(&self) -> Vec<u8> {
                match self { $(Self::$variant(body) => serde_json::to_vec(body),)* }
                    .expect("event bodies hold only strings, numbers and lists")
            }

            /// Reads a stored body into the newest shape.
            pub fn decode(typ: &str, schema_v: u32, body: &[u8]) -> Result<Self, DecodeError> {
                match (typ, read_as(typ, schema_v)) {
                    // Version 1 is version 2 without what was proposed; absent, it reads as nothing.
                    $(($typ, $v) => serde_json::from_slice(body).map(Self::$variant).map_err(|e| DecodeError::Body {
                        typ: typ.to_owned(), schema_v, why: e.to_string(),
                    }),)*
                    _ => Err(DecodeError::UnknownType { typ: typ.to_owned(), schema_v }),
                }
            }
        }

        $(impl From<$variant> for Event {
            fn from(body: $variant) -> Self { Self::$variant(body) }
        })*
    };
}

events! {
    /// A call became an incident.
    IncidentOpened "incident.opened" v 2 Exclusive;
    NoteAdded "incident.note_added" v 2 Additive;
    PrioritySet "incident.priority_set" v 1 Exclusive;
    TypeSet "incident.type_set" v 1 Exclusive;
    IncidentMoved "incident.moved" v 1 Exclusive;
    IncidentClosed "incident.closed" v 1 Exclusive;
    IncidentReopened "incident.reopened" v 1 Exclusive;
    UnitAdded "unit.added" v 2 Exclusive;
    UnitAssigned "unit.assigned" v 1 Exclusive;
    UnitStatusSet "unit.status_set" v 1 Exclusive;
    UnitReleased "unit.released" v 1 Exclusive;
    WarningReceived "warning.received" v 1 Additive;
    WarningStateChanged "warning.state_changed" v 1 Additive;
    WarningAcknowledged "warning.acknowledged" v 1 Additive;
    WarningNotified "warning.notified" v 1 Additive;
    FeedAdded "feed.added" v 1 Exclusive;
    FeedRemoved "feed.removed" v 1 Exclusive;
    FeedFaulted "feed.faulted" v 1 Additive;
    FeedStateChanged "feed.state_changed" v 1 Additive;
    CameraRegistered "camera.registered" v 1 Exclusive;
    AreaActivated "area.activated" v 1 Exclusive;
    LayerAdded "layer.added" v 1 Exclusive;
    LayerRemoved "layer.removed" v 1 Exclusive;
    UserCreated "user.created" v 1 Exclusive;
    PasswordSet "user.password_set" v 1 Exclusive;
    UserDisabled "user.disabled" v 1 Exclusive;
    SignedOn "user.signed_on" v 1 Additive;
    SignedOff "user.signed_off" v 1 Additive;
    SignOnRefused "user.sign_on_refused" v 1 Additive;
    /// Roads were closed, or a closure changed.
    ClosureSet "closure.set" v 1 Exclusive;
    ClosureLifted "closure.lifted" v 1 Exclusive;
    AliasSet "alias.set" v 1 Exclusive;
    AliasRemoved "alias.removed" v 1 Exclusive;
    /// Drive times that a dispatcher was shown for an incident.
    IncidentRecommended "incident.recommended" v 4 Additive;
    NumberingSet "config.numbering_set" v 1 Exclusive;
    BackupPlaceSet "config.backup_place_set" v 1 Exclusive;
    SubjectErased "subject.erased" v 1 Exclusive;
    ConsoleStarted "console.started" v 1 Additive;
    ConsoleStopped "console.stopped" v 1 Additive;
    BackupVerified "console.backup_verified" v 1 Additive;
    BackupFailed "console.backup_failed" v 1 Additive;
    DrillClockSet "console.drill_clock_set" v 1 Additive;
    /// A dispatch plan came into force.
    PlanSet "config.plan_set" v 1 Exclusive;
    /// A further call about an incident.
    CallAttached "incident.call_attached" v 1 Additive;
    CallDetached "incident.call_detached" v 1 Exclusive;
    IncidentMerged "incident.merged" v 1 Exclusive;
    IncidentSplit "incident.split" v 1 Exclusive;
    IncidentLinked "incident.linked" v 1 Exclusive;
    IncidentUnlinked "incident.unlinked" v 1 Exclusive;
    NoteStruck "incident.note_struck" v 1 Exclusive;
    IncidentUndone "incident.undone" v 1 Exclusive;
    UnitTransferred "unit.transferred" v 1 Exclusive;
    UnitUndone "unit.undone" v 1 Exclusive;
    EmergencyRaised "unit.emergency_raised" v 1 Additive;
    EmergencyAcknowledged "unit.emergency_acknowledged" v 1 Additive;
    EmergencyCleared "unit.emergency_cleared" v 1 Exclusive;
    RequestRaised "unit.request_raised" v 1 Additive;
    RequestAnswered "unit.request_answered" v 1 Additive;
    WelfareSet "unit.welfare_set" v 1 Exclusive;
    WelfareEnded "unit.welfare_ended" v 1 Exclusive;
    ReliefSet "unit.relief_set" v 1 Exclusive;
    /// A step of a run, entered after it happened.
    StatusBackdated "unit.status_backdated" v 1 Exclusive;
    ParStarted "incident.par_started" v 1 Exclusive;
    ParCalled "incident.par_called" v 1 Exclusive;
    ParAnswered "incident.par_answered" v 1 Additive;
    ParEnded "incident.par_ended" v 1 Exclusive;
    TimerFired "timer.fired" v 1 Additive;
    TimerRearmed "timer.rearmed" v 1 Additive;
    StatusCodesSet "config.status_codes_set" v 1 Exclusive;
    SafetyOverridden "unit.safety_overridden" v 1 Additive;
    IncidentClaimed "incident.claimed" v 1 Exclusive;
    ClaimReleased "incident.claim_released" v 1 Exclusive;
    HandOverOffered "incident.hand_over_offered" v 1 Exclusive;
    HandOverAccepted "incident.hand_over_accepted" v 1 Exclusive;
    HandOverDeclined "incident.hand_over_declined" v 1 Exclusive;
    HandOverWithdrawn "incident.hand_over_withdrawn" v 1 Exclusive;
    MentionsRead "incident.mentions_read" v 1 Additive;
    ProcedureStarted "incident.procedure_started" v 1 Exclusive;
    StepDone "incident.step_done" v 1 Exclusive;
    StepUndone "incident.step_undone" v 1 Exclusive;
    TaskAdded "incident.task_added" v 1 Exclusive;
    TaskFinished "incident.task_finished" v 1 Exclusive;
    LanesSet "incident.lanes_set" v 1 Exclusive;
    TrafficTimeSet "incident.traffic_time_set" v 1 Exclusive;
    TrafficFlagsSet "incident.traffic_flags_set" v 1 Exclusive;
    SignApproved "incident.sign_approved" v 1 Additive;
    FileAttached "incident.attached" v 1 Additive;
    AttachmentWithdrawn "incident.attachment_withdrawn" v 1 Exclusive;
    /// The alarm level of an incident was raised, or stepped down.
    AlarmRaised "incident.alarm_raised" v 1 Exclusive;
    /// An alarm was put aside for a while; it came back.
    AlarmShelved "alarm.shelved" v 1 Additive;
    AlarmReturned "alarm.returned" v 1 Additive;
    CrewLoggedOn "unit.crew_logged_on" v 1 Exclusive;
    CrewLoggedOff "unit.crew_logged_off" v 1 Exclusive;
    CrewPlanned "roster.crew_planned" v 1 Exclusive;
    IncidentStacked "unit.incident_stacked" v 1 Exclusive;
    IncidentUnstacked "unit.incident_unstacked" v 1 Exclusive;
    StackOffered "unit.stack_offered" v 1 Additive;
    /// Who rides, and what waited with that, is as it was.
    StaffUndone "unit.staff_undone" v 1 Exclusive;
    /// A unit that was cleared is on its incident again.
    UnitReleaseUndone "unit.release_undone" v 1 Exclusive;
    /// What stands beside a unit's state is as it was.
    UnitAsideUndone "unit.aside_undone" v 1 Exclusive;
    /// A step entered late was taken out again.
    LateStatusUndone "unit.late_undone" v 1 Exclusive;
    IncidentAnswered "incident.answered" v 1 Additive;
    IncidentClosedLate "incident.closed_late" v 1 Exclusive;
    /// A run that stood on paper.
    UnitRunEntered "unit.run_entered" v 1 Exclusive;
    PremiseSet "premise.set" v 1 Exclusive;
    PremiseEnded "premise.ended" v 1 Exclusive;
    PaperBoardSet "config.paper_board_set" v 1 Exclusive;
    PostTaken "incident.post_taken" v 1 Exclusive;
    PostLeft "incident.post_left" v 1 Exclusive;
    SectorSet "incident.sector_set" v 1 Exclusive;
    SectorClosed "incident.sector_closed" v 1 Exclusive;
    UnitsSectored "incident.units_sectored" v 1 Exclusive;
    ObjectiveAdded "incident.objective_added" v 1 Exclusive;
    ObjectiveStateSet "incident.objective_state_set" v 1 Exclusive;
    ObjectivesOrdered "incident.objectives_ordered" v 1 Exclusive;
    CasualtiesCounted "incident.casualties_counted" v 1 Additive;
    MajorDeclared "incident.major_declared" v 1 Exclusive;
    MajorStoodDown "incident.major_stood_down" v 1 Exclusive;
    CommandUndone "incident.command_undone" v 1 Exclusive;
    /// A place of the operation was set, moved or changed.
    SiteSet "site.set" v 1 Exclusive;
    SiteClosed "site.closed" v 1 Exclusive;
    UnitSent "unit.sent_to_site" v 1 Exclusive;
    HospitalSet "hospital.set" v 1 Additive;
    ShelterSet "shelter.set" v 1 Additive;
    StockSet "stock.set" v 1 Exclusive;
    StockMoved "stock.moved" v 1 Exclusive;
    TowSet "tow.set" v 1 Exclusive;
    ResourceRemoved "resource.removed" v 1 Exclusive;
    TowCalled "tow.called" v 1 Exclusive;
    TowSkipped "tow.skipped" v 1 Exclusive;
    /// A message of radio or telephone was written down, corrected, taken back.
    RadioLogged "radio.logged" v 1 Exclusive;
    RadioCorrected "radio.corrected" v 1 Exclusive;
    RadioStruck "radio.struck" v 1 Exclusive;
}

/// The version that a stored body is read as: what was only added since has a value for bodies without it.
fn read_as(typ: &str, schema_v: u32) -> u32 {
    match (typ, schema_v) {
        ("incident.note_added" | "unit.added" | "incident.opened", 1) => 2,
        ("incident.recommended", 1..=3) => 4,
        (_, same) => same,
    }
}

macro_rules! body {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* } on |$this:ident| $stream:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }

        impl $name {
            /// The stream the event belongs to.
            pub fn stream(&self) -> StreamId {
                let $this = self;
                $stream
            }
        }
    };
}

mod crew;

body! {
/// Since version 2 with its stamps, and with what the card says when it was taken on paper.
IncidentOpened {
    incident: IncidentId,
    number: String,
    type_code: String,
    priority: Priority,
    place: Option<Place>,
    what: Personal,
    caller: Option<Caller>,
    /// Period and count the number was made from, so that numbering continues after a restart.
    period: String,
    count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ring_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paper: Option<crate::intake::Paper>,
} on |e| StreamId::new("incident", e.incident) }
body! {
/// Version 1 had no `entry`.
NoteAdded { incident: IncidentId, text: Personal, #[serde(default)] entry: Entry, }
on |e| StreamId::new("incident", e.incident) }
body! { PrioritySet { incident: IncidentId, priority: Priority, from: Priority, } on |e| StreamId::new("incident", e.incident) }
body! { TypeSet { incident: IncidentId, type_code: String, from: String, } on |e| StreamId::new("incident", e.incident) }
body! { IncidentMoved { incident: IncidentId, place: Place, from: Option<Place>, } on |e| StreamId::new("incident", e.incident) }
body! { IncidentClosed { incident: IncidentId, disposition: String, } on |e| StreamId::new("incident", e.incident) }
body! {
/// `recalled` carries the incident when it had left the board long ago, so that replay needs nothing else.
IncidentReopened { incident: IncidentId, reason: String, recalled: Option<Box<crate::board::Incident>>, }
on |e| StreamId::new("incident", e.incident) }
body! {
/// A unit joined, or its description changed. Its state and assignment stay. Version 1 had neither agency nor group, which
/// stay as they were where they are absent; an empty word takes them away.
UnitAdded {
    unit: UnitId,
    call_sign: String,
    kind: String,
    station: String,
    home: Option<watchfloor_geo::Wgs84>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crew_group: Option<String>,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// Assigning is an event of the unit, because the unit is the scarce thing.
UnitAssigned {
    unit: UnitId,
    incident: IncidentId,
    from: UnitStatus,
    /// The incident it was taken from, with what the dispatcher accepted to abandon.
    diverted_from: Option<IncidentId>,
    /// Where the unit was, with age and source, when this was decided.
    fix: Option<Fix>,
} on |e| StreamId::new("unit", &e.unit) }
body! { UnitStatusSet {
    unit: UnitId,
    status: UnitStatus,
    from: UnitStatus,
    incident: Option<IncidentId>,
    reason: Option<String>,
    destination: Option<String>,
    fix: Option<Fix>,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// The unit left its incident and is in state `status`.
UnitReleased {
    unit: UnitId,
    incident: IncidentId,
    from: UnitStatus,
    status: UnitStatus,
    disposition: Option<String>,
    reason: Option<String>,
    fix: Option<Fix>,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// One message as it came, and what this console understood of it at the time.
WarningReceived {
    key: WarningKey,
    source: String,
    url: Option<String>,
    message: Box<Message>,
    raw: Raw,
    /// Its state on arrival: a message that something already here replaces or cancels is born so.
    state: watchfloor_warning::chain::State,
    why: String,
    by: Option<WarningKey>,
}
on |e| StreamId::new("warning", &e.key) }
body! {
/// Time, or another message, changed the state of a warning.
WarningStateChanged { key: WarningKey, state: watchfloor_warning::chain::State, from: watchfloor_warning::chain::State, why: String, by: Option<WarningKey>, } on |e| StreamId::new("warning", &e.key) }
body! { WarningAcknowledged { key: WarningKey, } on |e| StreamId::new("warning", &e.key) }
body! {
/// Whether the desktop was told; `failure` holds why it was not.
WarningNotified { key: WarningKey, failure: Option<String>, } on |e| StreamId::new("warning", &e.key) }
body! { FeedAdded { feed: FeedId, url: String, allow: Vec<String>, interval_s: u32, } on |e| StreamId::new("feed", &e.feed) }
body! { FeedRemoved { feed: FeedId, } on |e| StreamId::new("feed", &e.feed) }
body! {
/// A body that could not be trusted. Kept as it came, for an operator to open.
FeedFaulted { feed: FeedId, url: Option<String>, code: String, why: String, raw: Raw, } on |e| StreamId::new("feed", &e.feed) }
body! { FeedStateChanged { feed: FeedId, state: String, from: String, error: Option<String>, } on |e| StreamId::new("feed", &e.feed) }
body! { CameraRegistered { camera: CameraId, details: Camera, } on |e| StreamId::new("camera", &e.camera) }
body! { AreaActivated { area: Area, } on |_e| StreamId::new("config", "area") }
body! { LayerAdded { layer: MapLayer, } on |_e| StreamId::new("config", "layers") }
body! { LayerRemoved { sort: LayerSort, id: String, } on |_e| StreamId::new("config", "layers") }
body! {
/// `verifier` is an Argon2id string; it does not reveal the password.
UserCreated { user: UserId, display_name: Personal, role: Role, verifier: String, } on |e| StreamId::new("user", &e.user) }
body! { PasswordSet { user: UserId, verifier: String, } on |e| StreamId::new("user", &e.user) }
body! { UserDisabled { user: UserId, reason: String, } on |e| StreamId::new("user", &e.user) }
body! { SignedOn { user: UserId, role: Role, seat: String, } on |e| StreamId::new("user", &e.user) }
body! { SignedOff { user: UserId, seat: String, } on |e| StreamId::new("user", &e.user) }
body! { SignOnRefused { user: UserId, why: String, } on |e| StreamId::new("user", &e.user) }
body! { ClosureSet { closure: ClosureId, details: Closure, } on |e| StreamId::new("closure", e.closure) }
body! { ClosureLifted { closure: ClosureId, reason: String, } on |e| StreamId::new("closure", e.closure) }
body! { AliasSet { alias: Alias, } on |_e| StreamId::new("config", "aliases") }
body! { AliasRemoved { text: String, } on |_e| StreamId::new("config", "aliases") }
body! {
/// Drive times that were shown; and, since version 2, the proposal made from them with its inputs; since version 3 these say
/// what is known of crews and agencies.
IncidentRecommended {
    incident: IncidentId,
    recommendation: Recommendation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proposed: Option<Box<Recommended>>,
}
on |e| StreamId::new("incident", e.incident) }
body! { AlarmRaised { incident: IncidentId, level: u32, from: u32, } on |e| StreamId::new("incident", e.incident) }
body! { AlarmShelved { alarm: Alarm, until_ms: i64, reason: String, } on |_e| StreamId::new("alarm", "shelf") }
body! {
/// `early`: a person took it back before its time.
AlarmReturned { alarm: Alarm, until_ms: i64, early: bool, } on |_e| StreamId::new("alarm", "shelf") }
body! { NumberingSet { numbering: Numbering, } on |_e| StreamId::new("config", "numbering") }
body! { BackupPlaceSet { dir: Option<String>, } on |_e| StreamId::new("config", "backup") }
body! { SubjectErased { subject: SubjectId, reason: String, } on |e| StreamId::new("subject", &e.subject) }
body! { ConsoleStarted { console: String, version: String, sqlite: String, clean: bool, } on |e| StreamId::new("console", &e.console) }
body! { ConsoleStopped { console: String, } on |e| StreamId::new("console", &e.console) }
body! { BackupVerified { console: String, path: String, gseq: u64, sha256: String, ms: u64, } on |e| StreamId::new("console", &e.console) }
body! { BackupFailed { console: String, path: String, why: String, } on |e| StreamId::new("console", &e.console) }
body! { DrillClockSet { console: String, paused: bool, speed: f64, } on |e| StreamId::new("console", &e.console) }
body! {
/// The whole plan as its TOML text; `sha256` is the text's, hexadecimal.
PlanSet { name: String, edition: String, sha256: String, text: String, } on |_e| StreamId::new("config", "plan") }

mod link;
mod staff;
pub use link::*;
pub use staff::*;

impl Event {
    /// When it happened, where that is not when it was recorded: it was entered late.
    pub fn happened_ms(&self) -> Option<i64> {
        match self {
            Self::StatusBackdated(e) => Some(e.at_ms),
            Self::RadioLogged(e) => e.reason.as_ref().map(|_| e.said.at_ms),
            other => crate::intake::event::happened_ms(other),
        }
    }

    /// Every personal field there is, for sealing before anything is stored. A new event type with one belongs here.
    pub fn personal_mut(&mut self) -> Vec<&mut Personal> {
        match self {
            Self::CrewLoggedOn(_) | Self::CrewPlanned(_) => staff::personal_mut(self).unwrap_or_default(),
            Self::IncidentOpened(e) => {
                let caller = e.caller.iter_mut().flat_map(|c| c.name.iter_mut().chain(c.phone.iter_mut()));
                std::iter::once(&mut e.what).chain(caller).collect()
            }
            Self::NoteAdded(e) => {
                let spoken = e.entry.from.iter_mut().chain(e.entry.to.iter_mut());
                std::iter::once(&mut e.text).chain(spoken).collect()
            }
            Self::UserCreated(e) => vec![&mut e.display_name],
            Self::RadioLogged(_) | Self::RadioCorrected(_) => {
                crate::radio::event::personal_mut(self).unwrap_or_default()
            }
            Self::CallAttached(e) => {
                let caller = e.caller.iter_mut().flat_map(|c| c.name.iter_mut().chain(c.phone.iter_mut()));
                std::iter::once(&mut e.what).chain(caller).collect()
            }
            Self::IncidentAnswered(_) | Self::PremiseSet(_) => crate::intake::event::personal_mut(self),
            other => crate::work::event::personal_mut(other),
        }
    }
}

/// A document as it came: text when it is UTF-8, else base64. Large events become files of their own in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Raw {
    Text(String),
    Base64(String),
}

/// What is known about an event beside its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Legal order (epoch 0 alone).
    pub gseq: u64,
    /// Version on its stream, from 1.
    pub version: u64,
    pub id: uuid::Uuid,
    /// What was asked for in one request has one: undo takes all of it back.
    pub cmd: uuid::Uuid,
    pub happened_ms: i64,
    pub recorded_ms: i64,
    pub actor: String,
    pub role: String,
    pub cause: Cause,
    pub event: Event,
}

/// Checks that a stored body is one JSON value without reading it into a type.
pub fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(body).is_ok()
}
