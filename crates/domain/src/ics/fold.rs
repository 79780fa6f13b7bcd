//! Folds events of command into their incident.

use super::event::incident_of;
use super::{Casualties, Held, Ics, InSectors, Major, Objective, ObjectiveState, Sector};
use crate::board::{Board, Incident};
use crate::event::{Event, Recorded};
use crate::ids::UnitId;

/// Total, like all folding: what the board does not hold changes nothing.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
    let Some(incident) = incident_of(&recorded.event).and_then(|id| board.incidents.get_mut(&id)) else { return };
    match &recorded.event {
        Event::UnitsSectored(e) => e.units.iter().for_each(|unit| put(incident, unit, e.sector)),
        Event::CommandUndone(e) => {
            incident.ics = (*e.was).clone();
            e.sectors.iter().for_each(|(unit, sector)| put(incident, unit, *sector));
        }
        _ => change(&mut incident.ics, recorded),
    }
}

fn put(incident: &mut Incident, unit: &UnitId, sector: Option<u32>) {
    if let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == *unit && run.ended.is_none()) {
        run.sector = sector;
    }
}

/// What a command of this kind is about to change: command as it is, and the sectors of the units it names. `None` for
/// other events.
pub(crate) fn before(board: &Board, event: &Event) -> Option<(Box<Ics>, InSectors)> {
    let incident = board.incidents.get(&incident_of(event)?)?;
    let sectors = match event {
        Event::UnitsSectored(e) => {
            let runs = incident.open_runs().filter(|run| e.units.contains(&run.unit));
            runs.map(|run| (run.unit.clone(), run.sector)).collect()
        }
        _ => Vec::new(),
    };
    Some((Box::new(incident.ics.clone()), sectors))
}

fn change(ics: &mut Ics, recorded: &Recorded) {
    let (at_ms, by) = (recorded.happened_ms, || recorded.actor.clone());
    match &recorded.event {
        Event::PostTaken(e) => {
            let (holder, from, note) = (e.holder.clone(), e.from.clone(), e.note.clone());
            ics.posts.insert(e.post, Held { holder, since_ms: at_ms, by: by(), from, note });
        }
        Event::PostLeft(e) => drop(ics.posts.remove(&e.post)),
        Event::SectorSet(e) => {
            let at = ics.sectors.iter().position(|sector| sector.number == e.sector);
            let was = at.map(|at| ics.sectors.remove(at));
            let since_ms = was.as_ref().map_or(at_ms, |sector| sector.since_ms);
            let held = was.and_then(|sector| sector.supervisor);
            let supervisor = e.supervisor.clone().map(|holder| match held {
                Some(held) if held.holder == holder => held,
                held => Held { holder, since_ms: at_ms, by: by(), from: held.map(|held| held.holder), note: None },
            });
            let (number, kind, name) = (e.sector, e.kind, e.name.clone());
            let sector = Sector { number, kind, name, supervisor, since_ms, closed_ms: None };
            ics.sectors.insert(at.unwrap_or(ics.sectors.len()), sector);
        }
        Event::SectorClosed(e) => {
            if let Some(sector) = ics.sectors.iter_mut().find(|sector| sector.number == e.sector) {
                sector.closed_ms = Some(at_ms);
            }
        }
        Event::CasualtiesCounted(e) => ics.casualties = Some(Casualties { count: e.count, at_ms, by: by() }),
        Event::MajorDeclared(e) => {
            ics.major = Some(Major { since_ms: at_ms, by: by(), reason: e.reason.clone(), ended: None });
        }
        Event::MajorStoodDown(e) => {
            if let Some(major) = &mut ics.major {
                major.ended = Some((at_ms, by(), e.reason.clone()));
            }
        }
        _ => objectives(ics, recorded),
    }
}

fn objectives(ics: &mut Ics, recorded: &Recorded) {
    let (at_ms, by) = (recorded.happened_ms, || recorded.actor.clone());
    match &recorded.event {
        Event::ObjectiveAdded(e) => ics.objectives.push(Objective {
            number: e.objective,
            text: e.text.clone(),
            added_ms: at_ms,
            added_by: by(),
            state: ObjectiveState::Open,
            state_ms: at_ms,
            state_by: by(),
            reason: None,
        }),
        Event::ObjectiveStateSet(e) => {
            if let Some(objective) = ics.objectives.iter_mut().find(|it| it.number == e.objective) {
                objective.state = e.state;
                objective.state_ms = at_ms;
                objective.state_by = by();
                objective.reason.clone_from(&e.reason);
            }
        }
        Event::ObjectivesOrdered(e) => {
            let place = |number: u32| e.order.iter().position(|it| *it == number).unwrap_or(usize::MAX);
            ics.objectives.sort_by_key(|objective| (place(objective.number), objective.number));
        }
        _ => {}
    }
}
