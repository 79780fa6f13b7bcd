//! Calls that belong to an incident already open, incidents that are one, and what was taken back.

use super::*;
use crate::ids::CallId;
use crate::link::LinkKind;

body! {
/// A further call about an incident. Caller and words are sealed under a subject of this call alone.
CallAttached {
    incident: IncidentId,
    call: CallId,
    caller: Option<Caller>,
    what: Personal,
    place: Option<Place>,
    /// When the telephone rang and when it was answered, UTC milliseconds, where that is known.
    ring_ms: Option<i64>,
    answered_ms: Option<i64>,
} on |e| StreamId::new("incident", e.incident) }
body! {
/// A call was taken off an incident: it became the incident `into`, or went back to the call taker.
CallDetached { incident: IncidentId, call: CallId, into: Option<IncidentId>, undone: Option<u64>, }
on |e| StreamId::new("incident", e.incident) }
body! {
/// This incident goes on as another. It keeps its number and its log (`dispatch.md` 5.2, EIDO `REPLACED`).
IncidentMerged {
    incident: IncidentId,
    into: IncidentId,
    /// Units that went along; each has its own event.
    units: Vec<UnitId>,
    /// Tasks not yet done went along: their numbers here, and those they have there.
    #[serde(default)]
    tasks: Vec<(u32, u32)>,
} on |e| StreamId::new("incident", e.incident) }
body! {
/// A merged incident stands on its own again (EIDO `SPLIT`). `undone` is the place of the merge, when it was undone.
IncidentSplit { incident: IncidentId, from: IncidentId, undone: Option<u64>, } on |e| StreamId::new("incident", e.incident) }
body! { IncidentLinked { incident: IncidentId, other: IncidentId, kind: LinkKind, } on |e| StreamId::new("incident", e.incident) }
body! { IncidentUnlinked { incident: IncidentId, other: IncidentId, undone: Option<u64>, } on |e| StreamId::new("incident", e.incident) }
body! {
/// A note no longer holds. Its text stays and is shown struck through.
NoteStruck {
    incident: IncidentId,
    /// Place of the note in the log.
    note: u64,
    undone: Option<u64>,
} on |e| StreamId::new("incident", e.incident) }
body! {
/// What an event changed about an incident is as it was before.
IncidentUndone {
    incident: IncidentId,
    /// Place of the event taken back.
    undone: u64,
    was: Was,
} on |e| StreamId::new("incident", e.incident) }
body! {
/// A unit goes along with its incident when that is merged (or comes `back` when it is split). Its state goes on.
UnitTransferred { unit: UnitId, from: IncidentId, to: IncidentId, status: UnitStatus, back: bool, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// What an event changed about a unit is as it was before.
UnitUndone {
    unit: UnitId,
    undone: u64,
    /// The incident whose run loses its last step, or the whole run when `assignment`.
    incident: Option<IncidentId>,
    assignment: bool,
    /// The incident it had been diverted from and is on again.
    back_to: Option<IncidentId>,
    before: crate::undo::UnitBefore,
} on |e| StreamId::new("unit", &e.unit) }

body! {
/// The clearing of a unit was taken back: its run goes on as if it had not been cleared.
UnitReleaseUndone {
    unit: UnitId,
    undone: u64,
    incident: IncidentId,
    before: crate::undo::UnitBefore,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// Welfare check, relief, request or stack of a unit are as they were before an event; what is absent was none of it.
UnitAsideUndone {
    unit: UnitId,
    undone: u64,
    incident: Option<IncidentId>,
    safety: Option<Box<crate::crew::Safety>>,
    stack: Option<Vec<crate::staff::Stacked>>,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// A step that was entered late is gone from the run; unit and incident are as they were before it.
LateStatusUndone {
    unit: UnitId,
    undone: u64,
    incident: IncidentId,
    status: UnitStatus,
    at_ms: i64,
    before: crate::undo::UnitBefore,
} on |e| StreamId::new("unit", &e.unit) }

/// What was true of an incident before an event that was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Was {
    Priority(Priority),
    Type(String),
    Place(Option<Place>),
    /// Open, in its state since this instant (UTC milliseconds).
    Open(i64),
    /// Its alarm level.
    Level(u32),
}
