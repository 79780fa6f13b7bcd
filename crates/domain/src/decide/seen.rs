//! Two people at two windows change the same thing: the second is told what it has become, and nothing is written over.

use crate::board::{Board, Incident};
use crate::command::{Seen, SeenUnit, Was};
use crate::event::Event;
use crate::ics::Triage;
use crate::ids::IncidentId;
use crate::rejection::Rejection;
use crate::traffic::{LaneState, Traffic};
use crate::types::Place;
use crate::undo::Change;

/// A place comes back through JSON: coordinates that differ by less, in degrees, are the same point (0.1 mm).
const SAME_DEG: f64 = 1e-9;

/// Nothing happens when all is as it was seen.
pub(super) fn unchanged(board: &Board, seen: &Seen) -> Result<Vec<Event>, Rejection> {
    match seen {
        Seen::Incident { incident, was } => part(board, *incident, was)?,
        Seen::Units { units, .. } => units.iter().try_for_each(|seen| unit(board, seen))?,
        Seen::Plan(sha256) if board.plan.sha256() != sha256 => {
            let (_, by) = board.plan.set.clone().unwrap_or_default();
            let by = if by.is_empty() { "–".to_owned() } else { by };
            return Err(Rejection::rule("refused.changed_plan").with("is", &board.plan().name).with("by", by));
        }
        Seen::Plan(_) => {}
    }
    Ok(Vec::new())
}

fn part(board: &Board, id: IncidentId, was: &Was) -> Result<(), Rejection> {
    let incident = board.open_incident(id)?;
    match changed(incident, was) {
        None => Ok(()),
        Some(why) => Err(why.with("number", &incident.number).with("by", by(board, incident, was).unwrap_or("–"))),
    }
}

/// A unit that somebody sent elsewhere, freed or moved on meanwhile is not acted on for what it did before.
fn unit(board: &Board, seen: &SeenUnit) -> Result<(), Rejection> {
    let unit = board.unit(&seen.unit)?;
    if (unit.incident, unit.status) == (seen.incident, seen.status) {
        return Ok(());
    }
    let key = if unit.incident.is_some() { "refused.changed_unit" } else { "refused.changed_unit_free" };
    Err(Rejection::rule(key)
        .with("unit", &unit.id.0)
        .with("is", unit.status.code())
        .with("number", unit.incident.map(|id| board.number_of(id)).unwrap_or_default())
        .with("by", &unit.by))
}

/// The refusal that says what it has become; `None` when it is the same.
fn changed(incident: &Incident, was: &Was) -> Option<Rejection> {
    let now = |key, is: &str| Rejection::rule(key).with("is", is);
    match was {
        Was::Priority(was) => {
            (incident.priority != *was).then(|| now("refused.changed_priority", incident.priority.code()))
        }
        Was::Type(was) => (incident.type_code != *was).then(|| now("refused.changed_type", &incident.type_code)),
        Was::Place(was) => (!same_place(incident.place.as_ref(), was.as_ref()))
            .then(|| now("refused.changed_place", &incident.place.as_ref().map_or_else(|| "–".into(), told))),
        Was::Casualties(was) => {
            let is = incident.ics.casualties.as_ref().map(|counted| counted.count);
            (is != *was).then(|| {
                let is = is.unwrap_or_default();
                let Triage { immediate, delayed, minor, deceased } = is;
                let figures = [immediate, delayed, minor, deceased].map(|figure| figure.to_string());
                now("refused.changed_casualties", &figures.join(" ")).with("total", is.total().to_string())
            })
        }
        Was::Lanes { direction, lanes } => {
            let none = Traffic::default();
            let is = incident.work.traffic.as_ref().unwrap_or(&none);
            (is.direction != *direction || is.lanes != *lanes).then(|| {
                let blocked = is.lanes.iter().filter(|lane| lane.state == LaneState::Blocked).count();
                let why = now("refused.changed_lanes", &is.direction).with("blocked", blocked.to_string());
                why.with("count", is.lanes.len().to_string())
            })
        }
    }
}

fn same_place(one: Option<&Place>, other: Option<&Place>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.label == other.label
                && (one.at.lon() - other.at.lon()).abs() < SAME_DEG
                && (one.at.lat() - other.at.lat()).abs() < SAME_DEG
        }
        _ => false,
    }
}

fn told(place: &Place) -> String {
    match place.label.as_str() {
        "" => format!("{:.5} {:.5}", place.at.lat(), place.at.lon()),
        label => label.to_owned(),
    }
}

/// Who changed it, while that is still known.
fn by<'a>(board: &'a Board, incident: &'a Incident, was: &Was) -> Option<&'a str> {
    if let Was::Casualties(_) = was {
        return incident.ics.casualties.as_ref().map(|counted| counted.by.as_str());
    }
    let of = |change: &Change| match (change, was) {
        (Change::Priority { incident: at, .. }, Was::Priority(_))
        | (Change::Type { incident: at, .. }, Was::Type(_))
        | (Change::Place { incident: at, .. }, Was::Place(_)) => *at == incident.id,
        _ => false,
    };
    board.deeds.iter().rev().find(|deed| of(&deed.change)).map(|deed| deed.by.as_str())
}
