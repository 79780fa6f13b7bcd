//! Nobody is sent, freed or stood down over an emergency, missing people, a patient aboard or an unanswered check without
//! a word. Asked of the events of a decision, so that every way to the same end meets the same question.

use super::Context;
use crate::board::{Board, Incident, Unit};
use crate::event::{Event, SafetyOverridden, WelfareEnded};
use crate::harm::{Harm, missing_of};
use crate::ids::{IncidentId, UnitId};
use crate::number::wall_clock;
use crate::rejection::Rejection;
use crate::status::{Availability, UnitStatus};
use std::collections::BTreeMap;

/// The events as they are when nothing stands against them; with what was overridden before them when somebody said
/// to go on; else the refusal that names the gravest. Its field is `despite`: say why, and it is done.
pub(super) fn weighed(
    board: &Board,
    events: Vec<Event>,
    despite: Option<&str>,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let concerned = events.iter().any(|e| touched(e).is_some());
    let missing = if concerned { board.people_missing() } else { BTreeMap::new() };
    let answered: Vec<&UnitId> = events.iter().filter_map(answering).collect();
    let mut stands: Vec<(Harm, &Unit)> = Vec::new();
    for event in &events {
        let Some(unit) = touched(event).and_then(|id| board.units.get(id)) else { continue };
        stands.extend(harms(board, unit, event, &missing, answered.contains(&&unit.id)).map(|harm| (harm, unit)));
    }
    stands.sort_by(|(a, one), (b, other)| (a, &one.id).cmp(&(b, &other.id)));
    let Some((gravest, unit)) = stands.first() else { return Ok(events) };
    let Some(reason) = despite.map(str::trim) else { return Err(refusal(board, gravest, unit, ctx)) };
    let reason = super::bounded("despite", reason)?;
    if matches!(gravest, Harm::PeopleMissing { .. }) && reason.is_empty() {
        return Err(Rejection::argument("despite", "refused.missing_needs_reason").with("unit", &unit.id.0));
    }
    let said = |(harm, unit): &(Harm, &Unit)| -> Event {
        let (unit, incident) = (unit.id.clone(), unit.incident);
        SafetyOverridden { unit, incident, harm: harm.clone(), reason: reason.to_owned() }.into()
    };
    let mut all: Vec<Event> = stands.iter().map(said).collect();
    // What would otherwise be let go of without a trace ends with one.
    let checks = stands.iter().filter(|(harm, _)| *harm == Harm::Unanswered);
    all.extend(checks.map(|(_, unit)| Event::from(WelfareEnded { unit: unit.id.clone(), incident: unit.incident })));
    all.extend(events);
    Ok(all)
}

/// Refuses what would close or end the roll calls of an incident while people are missing: only an answer ends that.
pub(super) fn nobody_missing(incident: &Incident) -> Result<(), Rejection> {
    let missing: Vec<&str> = missing_of(incident).map(|unit| unit.0.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let refused = Rejection::rule("refused.people_missing").with("number", &incident.number);
    Err(refused.with("units", missing.join(" ")).with("unit", missing[0]))
}

/// Whether a unit may be sent on by a rule, with nobody looking.
pub(super) fn is_in_danger(board: &Board, unit: &Unit) -> bool {
    unit.safety.emergency.is_some() || board.people_missing().contains_key(&unit.id)
}

fn touched(event: &Event) -> Option<&UnitId> {
    match event {
        Event::UnitAssigned(e) => Some(&e.unit),
        Event::UnitReleased(e) => Some(&e.unit),
        Event::UnitStatusSet(e) => Some(&e.unit),
        Event::CrewLoggedOff(e) => Some(&e.unit),
        _ => None,
    }
}

fn answering(event: &Event) -> Option<&UnitId> {
    if let Event::WelfareEnded(e) = event { Some(&e.unit) } else { None }
}

fn harms<'a>(
    board: &'a Board,
    unit: &'a Unit,
    event: &Event,
    missing: &BTreeMap<&UnitId, &Incident>,
    answered: bool,
) -> impl Iterator<Item = Harm> + use<'a> {
    // What the event does to the unit: takes it somewhere else or out of reach, from where it is, and into which state.
    let (leaves, status) = match event {
        Event::UnitAssigned(e) => (e.diverted_from, None),
        Event::UnitReleased(e) => (Some(e.incident), Some(e.status)),
        Event::CrewLoggedOff(e) => (e.incident, Some(UnitStatus::Off)),
        Event::UnitStatusSet(e) => (None, Some(e.status)),
        _ => (None, None),
    };
    let step = matches!(event, Event::UnitStatusSet(_));
    let gone = !step || status.is_some_and(|status| status.availability() == Availability::Unavailable);
    let at: Option<IncidentId> = missing.get(&unit.id).filter(|_| gone).map(|incident| incident.id);
    let emergency = unit.safety.emergency.is_some() && gone;
    let patient = leaves.is_some() && unit.status == UnitStatus::Tr;
    let fired = unit.safety.welfare.as_ref().is_some_and(|w| w.fired_ms.is_some());
    let forgotten = fired && !answered && matches!(status, Some(UnitStatus::Aq | UnitStatus::Off));
    let destination = move || board.destination(unit).map(str::to_owned);
    at.map(|incident| Harm::PeopleMissing { incident })
        .into_iter()
        .chain(emergency.then_some(Harm::Emergency))
        .chain(patient.then(|| Harm::Patient { destination: destination() }))
        .chain(forgotten.then_some(Harm::Unanswered))
}

fn refusal(board: &Board, harm: &Harm, unit: &Unit, ctx: &Context) -> Rejection {
    let clock = |ms: i64| wall_clock(ms, ctx.zone_offset_min);
    let refused = |key| Rejection::argument("despite", key).with("unit", &unit.id.0);
    match harm {
        Harm::PeopleMissing { incident } => {
            refused("refused.unit_people_missing").with("number", board.number_of(*incident))
        }
        Harm::Emergency => {
            let since = unit.safety.emergency.as_ref().map_or_else(String::new, |e| clock(e.since_ms));
            refused("refused.unit_in_emergency").with("time", since)
        }
        Harm::Patient { destination: Some(destination) } => {
            refused("refused.unit_transporting").with("destination", destination)
        }
        Harm::Patient { destination: None } => refused("refused.unit_transporting_unknown"),
        Harm::Unanswered => {
            let fired = unit.safety.welfare.as_ref().and_then(|w| w.fired_ms).map_or_else(String::new, clock);
            refused("refused.unit_unanswered").with("time", fired)
        }
    }
}
