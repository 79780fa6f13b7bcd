//! Folds events of crews, rosters and stacks. Total, like all folding.

use super::{Crew, Duty, OnDuty, Stacked};
use crate::board::{Board, RunEnd, Unit};
use crate::event::{self, Event, Recorded};
use crate::evolve::{end_run, set_unit};
use crate::ids::{IncidentId, UnitId};
use crate::status::{Availability, UnitStatus};

/// Changes what the event says; any other event changes nothing here.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
    match &recorded.event {
        Event::CrewLoggedOn(e) => logged_on(board, recorded, e),
        Event::CrewLoggedOff(e) => logged_off(board, recorded, e),
        Event::CrewPlanned(e) => {
            let duties = board.roster.entry(e.unit.clone()).or_default();
            duties.retain(|old| old.to_ms <= e.from_ms || old.from_ms >= e.to_ms);
            duties.push(Duty { from_ms: e.from_ms, to_ms: e.to_ms, members: e.members.clone() });
            duties.sort_by_key(|duty| duty.from_ms);
        }
        Event::IncidentStacked(e) => stacked(board, recorded, e),
        Event::IncidentUnstacked(e) => with_unit(board, &e.unit, |unit| forget(unit, e.incident)),
        Event::StackOffered(e) => with_unit(board, &e.unit, |unit| {
            if let Some(held) = unit.staff.stack.iter_mut().find(|held| held.incident == e.incident) {
                held.offered_ms = Some(recorded.happened_ms);
            }
        }),
        // A run that ended does not come back from the stack, and an incident opened anew is asked for anew.
        Event::UnitReleased(e) => {
            run_ended(board, &e.unit, e.incident);
            only_open(board, &e.unit);
        }
        Event::UnitStatusSet(e) if e.status.availability() == Availability::Unavailable => only_open(board, &e.unit),
        Event::IncidentReopened(e) => waits_no_more(board, e.incident),
        Event::IncidentSplit(e) if e.undone.is_none() => waits_no_more(board, e.incident),
        _ => {}
    }
}

fn waits_no_more(board: &mut Board, incident: IncidentId) {
    for unit in board.units.values_mut() {
        forget(unit, incident);
    }
}

/// A unit that is freed, or goes out, keeps nothing of incidents that are closed: if one comes back, nobody would have
/// offered it.
fn only_open(board: &mut Board, id: &UnitId) {
    let Some(unit) = board.units.get_mut(id) else { return };
    let incidents = &board.incidents;
    unit.staff.stack.retain(|held| incidents.get(&held.incident).is_some_and(|incident| incident.closed.is_none()));
}

/// A unit left an incident: it waits for the unit no longer.
pub(crate) fn run_ended(board: &mut Board, unit: &UnitId, incident: IncidentId) {
    with_unit(board, unit, |unit| forget(unit, incident));
}

/// Lets go of duties that ended before an instant, and of what is no longer on the board.
pub(crate) fn let_go(board: &mut Board, before_ms: i64) {
    board.roster.retain(|_, duties| {
        duties.retain(|duty| duty.to_ms >= before_ms);
        !duties.is_empty()
    });
    let incidents = &board.incidents;
    for unit in board.units.values_mut() {
        unit.staff.stack.retain(|held| incidents.contains_key(&held.incident));
    }
}

fn with_unit(board: &mut Board, id: &UnitId, change: impl FnOnce(&mut Unit)) {
    if let Some(unit) = board.units.get_mut(id) {
        change(unit);
    }
}

fn forget(unit: &mut Unit, incident: IncidentId) {
    unit.staff.stack.retain(|held| held.incident != incident);
}

fn logged_on(board: &mut Board, recorded: &Recorded, e: &event::CrewLoggedOn) {
    let crew = OnDuty {
        members: e.members.clone(),
        vehicle: e.vehicle.clone(),
        since_ms: recorded.happened_ms,
        until_ms: e.until_ms,
        by: recorded.actor.clone(),
    };
    with_unit(board, &e.unit, |unit| unit.staff.crew = Crew::On(crew));
    if e.status != e.from {
        set_unit(board, recorded, &e.unit, |unit| unit.status = e.status);
    }
}

/// Crew, unit, run and incident change together: one event.
fn logged_off(board: &mut Board, recorded: &Recorded, e: &event::CrewLoggedOff) {
    set_unit(board, recorded, &e.unit, |unit| {
        let (since_ms, by) = (recorded.happened_ms, recorded.actor.clone());
        unit.staff.crew = Crew::Off { since_ms, by, reason: e.reason.clone() };
        unit.status = UnitStatus::Off;
        unit.reason = Some(e.reason.clone());
        unit.incident = None;
        unit.fix = e.fix.clone().or(unit.fix.take());
    });
    if let Some(incident) = e.incident {
        let end = RunEnd { at_ms: recorded.happened_ms, disposition: None, diverted_to: None };
        end_run(board, incident, &e.unit, end);
        run_ended(board, &e.unit, incident);
    }
    only_open(board, &e.unit);
}

/// `place` counts what waits; what is in the list but waits no more keeps its place beside it.
fn stacked(board: &mut Board, recorded: &Recorded, e: &event::IncidentStacked) {
    let Some(unit) = board.units.get(&e.unit) else { return };
    let before = board
        .waiting(unit)
        .map(|held| held.incident)
        .filter(|incident| *incident != e.incident)
        .nth(e.place.saturating_sub(1) as usize);
    with_unit(board, &e.unit, |unit| {
        let known = unit.staff.stack.iter().find(|held| held.incident == e.incident).cloned();
        forget(unit, e.incident);
        let at = before.and_then(|id| unit.staff.stack.iter().position(|held| held.incident == id));
        let held = known.unwrap_or_else(|| Stacked {
            incident: e.incident,
            at_ms: recorded.happened_ms,
            by: recorded.actor.clone(),
            offered_ms: None,
        });
        unit.staff.stack.insert(at.unwrap_or(unit.staff.stack.len()), held);
    });
}
