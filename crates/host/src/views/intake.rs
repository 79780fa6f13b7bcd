//! How an incident was taken, and what is known of its place.

use super::incident::reads_callers;
use crate::console::plan::{label, question};
use watchfloor_api::intake::{IntakeAnswer, IntakeView, PaperView, PremiseView};
use watchfloor_api::view::PlaceView;
use watchfloor_domain::Board;
use watchfloor_domain::board::Incident;
use watchfloor_domain::decide::questions;
use watchfloor_domain::intake::Premise;
use watchfloor_domain::types::Role;
use watchfloor_engine::ports::Vault;
use watchfloor_geo::Wgs84;

/// Everything that is known of how it was taken; what is known of its place is the caller's to add.
pub(super) fn intake(board: &Board, vault: &dyn Vault, incident: &Incident) -> IntakeView {
    let known = &incident.intake;
    let holds = |at: usize| {
        let it = &known.answers[at];
        !known.answers[at + 1..].iter().any(|l| l.question == it.question && l.type_code == it.type_code)
    };
    let answer = |(at, it): (usize, &watchfloor_domain::intake::Answered)| IntakeAnswer {
        type_code: it.type_code.clone(),
        question: it.question.clone(),
        ask: label(&it.ask),
        code: it.code.clone(),
        label: it.label.as_ref().map(label),
        words: it.words.as_ref().and_then(|words| vault.open(words)),
        at_ms: it.at_ms,
        by: it.by.clone(),
        holds: holds(at),
    };
    IntakeView {
        ring_ms: known.ring_ms,
        answered_ms: known.answered_ms,
        answers: known.answers.iter().enumerate().map(answer).collect(),
        open: if incident.closed.is_some() {
            Vec::new()
        } else {
            questions(board, incident).open.into_iter().map(question).collect()
        },
        premises: Vec::new(),
    }
}

/// The mark of an incident that was on paper.
pub(super) fn paper(incident: &Incident) -> Option<PaperView> {
    incident.intake.paper.as_ref().map(|paper| PaperView {
        received_ms: paper.received_ms,
        entered_ms: paper.entered_ms,
        reason: paper.reason.clone(),
    })
}

/// What holds at a place, hazards first.
pub fn premises_at(board: &Board, vault: &dyn Vault, at: Wgs84, now_ms: i64, role: Role) -> Vec<PremiseView> {
    let near = board.premises.near(at, now_ms);
    near.into_iter().map(|(found, metres)| premise(vault, found, Some(metres), now_ms, role)).collect()
}

/// One fact about a place. What is of a person is read by those who call back.
pub fn premise(vault: &dyn Vault, known: &Premise, metres: Option<f64>, now_ms: i64, role: Role) -> PremiseView {
    let masked = known.kind.is_of_a_person() && !reads_callers(role);
    PremiseView {
        id: known.id.to_string(),
        place: PlaceView { lon: known.place.at.lon(), lat: known.place.at.lat(), label: known.place.label.clone() },
        radius_m: known.radius_m,
        kind: known.kind.word().to_owned(),
        text: if masked { None } else { vault.open(&known.text) },
        masked,
        valid_until_ms: known.valid_until_ms,
        over: known.is_over(now_ms),
        set_ms: known.set_ms,
        set_by: known.set_by.clone(),
        metres,
    }
}
