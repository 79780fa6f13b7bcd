//! Bodies of events about crews: who rides, who is planned, what waits for a busy unit.

use crate::ids::{IncidentId, StreamId, UnitId};
use crate::personal::Personal;
use crate::staff::{Crew, Member, Stacked, Unstacked};
use crate::status::UnitStatus;
use crate::types::Fix;
use serde::{Deserialize, Serialize};

body! {
/// A crew took the unit. A unit off duty comes on duty with it; any other state stays.
CrewLoggedOn {
    unit: UnitId,
    members: Vec<Member>,
    vehicle: Option<String>,
    /// Planned end, UTC milliseconds.
    until_ms: Option<i64>,
    from: UnitStatus,
    status: UnitStatus,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// The crew left: the unit is off duty, and off the incident it was on.
CrewLoggedOff {
    unit: UnitId,
    reason: String,
    from: UnitStatus,
    incident: Option<IncidentId>,
    fix: Option<Fix>,
} on |e| StreamId::new("unit", &e.unit) }
body! {
/// A crew to come. It takes the place of what was planned for the unit in that time. UTC milliseconds.
CrewPlanned { unit: UnitId, from_ms: i64, to_ms: i64, members: Vec<Member>, } on |e| StreamId::new("roster", &e.unit) }
body! {
/// An incident waits for a busy unit, at this place from 1; one that waited already moves there.
IncidentStacked { unit: UnitId, incident: IncidentId, place: u32, } on |e| StreamId::new("unit", &e.unit) }
body! { IncidentUnstacked { unit: UnitId, incident: IncidentId, why: Unstacked, reason: Option<String>, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// The unit was freed: what waits for it first is offered to whoever dispatches.
StackOffered { unit: UnitId, incident: IncidentId, } on |e| StreamId::new("unit", &e.unit) }

body! {
/// A log-on or a log-off at `undone` was taken back: crew, stack and state of the unit are as they were.
StaffUndone {
    unit: UnitId,
    undone: u64,
    /// Names were sealed when they were first entered.
    crew: Crew,
    stack: Vec<Stacked>,
    before: crate::undo::UnitBefore,
    /// The incident the crew had left and is on again.
    back_to: Option<IncidentId>,
} on |e| StreamId::new("unit", &e.unit) }

/// The personal fields of these events.
pub(super) fn personal_mut(event: &mut super::Event) -> Option<Vec<&mut Personal>> {
    let members = match event {
        super::Event::CrewLoggedOn(e) => &mut e.members,
        super::Event::CrewPlanned(e) => &mut e.members,
        _ => return None,
    };
    Some(members.iter_mut().filter_map(|member| member.name.as_mut()).collect())
}
