//! Alarm levels of incidents, and what dispatchers were shown before they sent anybody.

use crate::board::Board;
use crate::command::Command;
use crate::event::{AlarmRaised, Event, IncidentRecommended};
use crate::ids::IncidentId;
use crate::recommend;
use crate::rejection::Rejection;
use crate::types::Recommendation;

pub(super) fn decide(board: &Board, command: &Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::RaiseAlarm { incident, level } => raised(board, *incident, *level).map(|event| vec![event]),
        Command::NoteRecommended { incident, recommendation, proposed, acted_on } => {
            let shown = IncidentRecommended {
                incident: *incident,
                recommendation: (**recommendation).clone(),
                proposed: proposed.clone(),
            };
            recommended(board, shown, *acted_on)
        }
        _ => Ok(Vec::new()),
    }
}

/// A level the incident's run card has, other than the one it stands at.
fn raised(board: &Board, id: IncidentId, level: u32) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    recommend::may_stand_at(board.plan(), incident, level)?;
    Ok(AlarmRaised { incident: id, level, from: incident.level }.into())
}

/// The same order shown again to the same incident says nothing new, unless somebody acts on it.
fn recommended(board: &Board, shown: IncidentRecommended, acted_on: bool) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(shown.incident)?;
    let order = |r: &Recommendation| r.units.iter().map(|u| u.unit.clone()).collect::<Vec<_>>();
    let same = |held: &Recommendation| {
        held.graph == shown.recommendation.graph
            && held.closures == shown.recommendation.closures
            && order(held) == order(&shown.recommendation)
    };
    let says_as = match (&incident.proposed, &shown.proposed) {
        (Some(held), Some(new)) => held.says_as(new),
        (held, new) => held.is_none() && new.is_none(),
    };
    if !acted_on && says_as && incident.recommended.as_ref().is_some_and(same) {
        return Ok(Vec::new());
    }
    Ok(vec![shown.into()])
}
