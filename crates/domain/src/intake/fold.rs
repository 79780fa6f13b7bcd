//! Folds what is taken in into the board. Total, like all folding.

use super::event::{IncidentAnswered, IncidentClosedLate, PremiseSet, UnitRunEntered};
use super::{Answered, PaperBoard, Premise};
use crate::board::{Board, Closed, Run, RunEnd, Step};
use crate::event::{Event, Recorded};
use crate::evolve::{set_unit, with_incident, with_state};

/// Folds an event of intake; false when it is of another room.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) -> bool {
    match &recorded.event {
        Event::IncidentAnswered(e) => answered(board, recorded, e),
        Event::UnitRunEntered(e) => run_entered(board, recorded, e),
        Event::IncidentClosedLate(e) => closed_late(board, recorded, e),
        Event::PremiseSet(e) => premise_set(board, recorded, e),
        Event::PremiseEnded(e) => {
            board.premises.take(e.premise);
            board.versions.remove(&e.stream());
        }
        Event::PaperBoardSet(e) => board.paper_board = PaperBoard { every_min: e.every_min, languages: e.languages },
        _ => return false,
    }
    true
}

fn answered(board: &mut Board, recorded: &Recorded, e: &IncidentAnswered) {
    with_incident(board, e.incident, |incident| {
        incident.intake.answers.push(Answered {
            type_code: e.type_code.clone(),
            question: e.question.clone(),
            ask: e.ask.clone(),
            code: e.code.clone(),
            label: e.label.clone(),
            words: e.words.clone(),
            at_ms: e.at_ms,
            by: recorded.actor.clone(),
        });
    });
}

fn run_entered(board: &mut Board, recorded: &Recorded, e: &UnitRunEntered) {
    let Some(first_ms) = e.steps.first().map(|step| step.at_ms) else { return };
    let last = e.steps.last();
    let step = |step: &super::event::PaperStep| Step {
        status: step.status,
        at_ms: step.at_ms,
        by: recorded.actor.clone(),
        backdated: true,
        reason: Some(e.reason.clone()),
    };
    let ended = e.cleared.as_ref().map(|end| RunEnd { at_ms: end.at_ms, disposition: None, diverted_to: None });
    let changed_ms = e.cleared.as_ref().or(last).map_or(first_ms, |step| step.at_ms);
    let still_out = ended.is_none();
    with_state(board, e.incident, changed_ms, |incident| {
        let steps = e.steps.iter().map(step).collect();
        let (sector, site, moved, destination) = (None, None, false, e.destination.clone());
        incident.runs.push(Run {
            unit: e.unit.clone(),
            assigned_ms: first_ms,
            steps,
            ended,
            sector,
            site,
            moved,
            destination,
        });
    });
    if let (true, Some(last)) = (still_out, last) {
        set_unit(board, recorded, &e.unit, |unit| {
            unit.status = last.status;
            unit.since_ms = last.at_ms;
            unit.reason = Some(e.reason.clone());
            unit.incident = Some(e.incident);
        });
    }
}

fn closed_late(board: &mut Board, recorded: &Recorded, e: &IncidentClosedLate) {
    with_incident(board, e.incident, |incident| {
        incident.closed =
            Some(Closed { at_ms: e.at_ms, disposition: e.disposition.clone(), told_ms: recorded.recorded_ms });
        incident.state_since_ms = e.at_ms;
    });
}

fn premise_set(board: &mut Board, recorded: &Recorded, e: &PremiseSet) {
    board.premises.put(Premise {
        id: e.premise,
        place: e.place.clone(),
        radius_m: e.radius_m,
        kind: e.kind,
        text: e.text.clone(),
        valid_until_ms: e.valid_until_ms,
        set_ms: recorded.happened_ms,
        set_by: recorded.actor.clone(),
    });
}
