//! Two people at two windows change the same thing: the second is told what it has become, and nothing is written over.

use crate::board::{Board, Incident};
use crate::command::{Seen, Was};
use crate::event::Event;
use crate::rejection::Rejection;
use crate::traffic::{LaneState, Traffic};
use crate::types::Place;
use crate::undo::Change;

/// A place comes back through JSON: coordinates that differ by less, in degrees, are the same point (0.1 mm).
const SAME_DEG: f64 = 1e-9;

/// Nothing happens when the incident still is as it was seen.
pub(super) fn unchanged(board: &Board, seen: &Seen) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(seen.incident)?;
    match changed(incident, &seen.was) {
        None => Ok(Vec::new()),
        Some(why) => Err(why.with("number", &incident.number).with("by", by(board, seen).unwrap_or("–"))),
    }
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
fn by<'a>(board: &'a Board, seen: &Seen) -> Option<&'a str> {
    let of = |change: &Change| match (change, &seen.was) {
        (Change::Priority { incident, .. }, Was::Priority(_))
        | (Change::Type { incident, .. }, Was::Type(_))
        | (Change::Place { incident, .. }, Was::Place(_)) => *incident == seen.incident,
        _ => false,
    };
    board.deeds.iter().rev().find(|deed| of(&deed.change)).map(|deed| deed.by.as_str())
}
