//! What is taken in: answers, cards that stood on paper, facts about places.

use super::incident::{known_disposition, narrative, opened_as, place_ok};
use super::staff::{has_its_crew, one_vehicle_each};
use super::{Context, text};
use crate::board::{Board, Incident};
use crate::command::OpenIncident;
use crate::event::{Event, PrioritySet, TypeSet};
use crate::ids::{IncidentId, PremiseId, SubjectId};
use crate::intake::card::{self, Card};
use crate::intake::event::{
    IncidentAnswered, IncidentClosedLate, PaperBoardSet, PremiseEnded, PremiseSet, UnitRunEntered,
};
use crate::intake::path as plan_path;
use crate::intake::premise::{LEAST_RADIUS_M, LONGEST_TEXT, MOST_PREMISES, MOST_RADIUS_M};
use crate::intake::{Answer, Ask, LONGEST_ANSWER, MOST_ANSWERS, PremiseInput};
use crate::personal::Personal;
use crate::plan;
use crate::rejection::Rejection;

/// How far a stamp may lie ahead of this console's clock, milliseconds: telephone systems keep their own.
pub(super) const AHEAD_MS: i64 = 60_000;
/// How long before its incident was opened a call may have rung and an answer may have been given, milliseconds: a long
/// call. One of longer ago is entered as taken on paper, with its reason.
const LONGEST_CALL_MS: i64 = 24 * 3_600_000;
/// Longest pause between two sheets of the last-known board, minutes.
const MOST_MINUTES: u32 = 60;

pub(super) fn decide(board: &Board, ask: &Ask, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match ask {
        Ask::Answer { incident, answer } => answered_now(board, *incident, answer, ctx),
        Ask::EnterCard(card) => entered(board, card, ctx),
        Ask::SetPremise { premise, details } => premise_set(board, *premise, details, ctx).map(|event| vec![event]),
        Ask::EndPremise { premise, reason } => {
            known_premise(board, *premise)?;
            Ok(vec![PremiseEnded { premise: *premise, reason: text("reason", reason)?.to_owned() }.into()])
        }
        Ask::SetPaperBoard { every_min, languages } => {
            if !(1..=MOST_MINUTES).contains(every_min) {
                let limit = MOST_MINUTES.to_string();
                return Err(Rejection::argument("every_min", "refused.paper_minutes").with("limit", limit));
            }
            Ok(vec![PaperBoardSet { every_min: *every_min, languages: *languages }.into()])
        }
    }
}

/// When a telephone rang and was answered: neither ahead of the clock, nor long ago, nor the second before the first.
pub(super) fn stamps_ok(ring_ms: Option<i64>, answered_ms: Option<i64>, ctx: &Context) -> Result<(), Rejection> {
    for (field, at) in [("ring_ms", ring_ms), ("answered_ms", answered_ms)] {
        if at.is_some_and(|at| at > ctx.now_ms.saturating_add(AHEAD_MS)) {
            return Err(Rejection::argument(field, "refused.in_the_future"));
        }
        if at.is_some_and(|at| at < ctx.now_ms.saturating_sub(LONGEST_CALL_MS)) {
            let hours = (LONGEST_CALL_MS / 3_600_000).to_string();
            return Err(Rejection::argument(field, "refused.call_too_old").with("hours", hours));
        }
    }
    match (ring_ms, answered_ms) {
        (Some(ring), Some(answered)) if answered < ring => {
            Err(Rejection::argument("answered_ms", "refused.answered_before_ring"))
        }
        _ => Ok(()),
    }
}

/// Answers given while a call was taken, as events of the incident it becomes.
pub(super) fn answered_at_intake(
    board: &Board,
    incident: IncidentId,
    type_code: &str,
    answers: &[Answer],
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    room(0, answers.len())?;
    let named = |at: usize, r: Rejection| {
        let field = r.field.as_deref().map_or_else(String::new, |field| format!(".{field}"));
        Rejection { field: Some(format!("answers[{at}]{field}")), ..r }
    };
    let event = |(at, answer): (usize, &Answer)| {
        answered(board, incident, type_code, answer, ctx).map(Event::from).map_err(|r| named(at, r))
    };
    answers.iter().enumerate().map(event).collect()
}

fn room(there: usize, more: usize) -> Result<(), Rejection> {
    if there + more > MOST_ANSWERS {
        return Err(Rejection::argument("answers", "refused.too_many_answers").with("limit", MOST_ANSWERS.to_string()));
    }
    Ok(())
}

fn answered(
    board: &Board,
    incident: IncidentId,
    type_code: &str,
    answer: &Answer,
    ctx: &Context,
) -> Result<IncidentAnswered, Rejection> {
    let code = Some(answer.type_code.trim()).filter(|code| !code.is_empty()).unwrap_or(type_code);
    let kind = board
        .plan()
        .typ(code)
        .ok_or_else(|| Rejection::argument("type_code", "refused.unknown_type").with("name", code))?;
    let id = answer.question.trim();
    let question = kind.questions.iter().find(|q| q.id == id).ok_or_else(|| {
        Rejection::argument("question", "refused.no_such_question").with("name", id).with("type", &kind.code)
    })?;
    let words = answer.words.trim();
    let (chosen, words) = if question.answers.is_empty() {
        let words = text("words", words)?;
        if words.chars().count() > LONGEST_ANSWER {
            return Err(Rejection::argument("words", "refused.too_long").with("limit", LONGEST_ANSWER.to_string()));
        }
        (None, Some(Personal::clear(narrative(board, incident), words)))
    } else {
        let given = answer.code.as_deref().unwrap_or_default().trim();
        let chosen = question.answers.iter().find(|a| a.code.eq_ignore_ascii_case(given)).ok_or_else(|| {
            let codes: Vec<&str> = question.answers.iter().map(|a| a.code.as_str()).collect();
            Rejection::argument("code", "refused.no_such_choice").with("name", given).with("codes", codes.join(" "))
        })?;
        (Some(chosen), None)
    };
    let at_ms = answer.at_ms.unwrap_or(ctx.now_ms);
    if at_ms > ctx.now_ms.saturating_add(AHEAD_MS) {
        return Err(Rejection::argument("at_ms", "refused.in_the_future"));
    }
    Ok(IncidentAnswered {
        incident,
        type_code: kind.code.clone(),
        question: question.id.clone(),
        ask: question.ask.clone(),
        code: chosen.map(|a| a.code.clone()),
        label: chosen.map(|a| a.label.clone()),
        words,
        at_ms,
    })
}

/// An answer on an open incident; what it shows the incident to be follows with it. It makes the incident more urgent, never
/// less: who was sent was sent for a reason, and stepping down is a person's word.
fn answered_now(board: &Board, id: IncidentId, answer: &Answer, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    room(incident.intake.answers.len(), 1)?;
    let event = answered(board, id, &incident.type_code, answer, ctx)?;
    if event.at_ms < incident.opened_ms.saturating_sub(LONGEST_CALL_MS) {
        return Err(Rejection::argument("at_ms", "refused.answer_too_old"));
    }
    let shows = shown(board, incident, &event);
    Ok(std::iter::once(event.into()).chain(shows).collect())
}

fn shown(board: &Board, incident: &Incident, event: &IncidentAnswered) -> Vec<Event> {
    let kind = board.plan().typ(&event.type_code);
    let question = kind.and_then(|kind| kind.questions.iter().find(|q| q.id == event.question));
    let answer = question.and_then(|q| q.answers.iter().find(|a| Some(&a.code) == event.code.as_ref()));
    let Some(answer) = answer else { return Vec::new() };
    let id = incident.id;
    let typ = answer.typ.as_ref().filter(|typ| **typ != incident.type_code);
    let typ = typ.map(|typ| TypeSet { incident: id, type_code: typ.clone(), from: incident.type_code.clone() }.into());
    let priority = answer.priority.filter(|priority| *priority < incident.priority);
    let priority = priority.map(|priority| PrioritySet { incident: id, priority, from: incident.priority }.into());
    typ.into_iter().chain(priority).collect()
}

/// A card becomes an incident with all that stood on it, at the times it says, or is refused whole.
fn entered(board: &Board, card: &Card, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let reason = text("reason", &card.reason)?.to_owned();
    let (now_ms, zone) = (ctx.now_ms, ctx.zone_offset_min);
    let paper = card::head(card, &reason, now_ms, zone)?;
    let runs = card::runs(board, card, now_ms, zone)?;
    for (at, run) in runs.iter().enumerate().filter(|(_, run)| run.cleared.is_none()) {
        let named = |r: Rejection| Rejection { field: Some(format!("units[{at}].unit")), ..r };
        has_its_crew(board, board.unit(&run.unit)?).map_err(named)?;
    }
    let end = card::end(card, &runs, now_ms, zone)?;
    let open = OpenIncident {
        type_code: card.type_code.clone(),
        priority: card.priority,
        place: card.place.clone(),
        what: card.what.clone(),
        caller_name: card.caller_name.clone(),
        caller_phone: card.caller_phone.clone(),
        ..OpenIncident::default()
    };
    let opened = opened_as(board, &open, Some(paper), ctx)?;
    let (incident, number) = (opened.incident, opened.number.clone());
    let answers: Vec<Answer> = card
        .answers
        .iter()
        .map(|answer| Answer { at_ms: answer.at_ms.or(Some(card.received_ms)), ..answer.clone() })
        .collect();
    let early = answers.iter().position(|answer| answer.at_ms.is_some_and(|at| at < card.received_ms));
    if let Some(at) = early {
        return Err(Rejection::argument(format!("answers[{at}].at_ms"), "refused.answer_too_old"));
    }
    let answers = answered_at_intake(board, incident, &opened.type_code, &answers, ctx)?;
    let disposition = card.disposition.as_deref().filter(|_| end.is_some());
    let disposition = disposition.map(|code| known_disposition(board, code)).transpose()?.unwrap_or_default();
    let mut events: Vec<Event> = vec![opened.into()];
    events.extend(answers);
    events.extend(runs.into_iter().map(|run| {
        let reason = reason.clone();
        let card::Run { unit, steps, cleared, destination } = run;
        UnitRunEntered { unit, incident, steps, cleared, destination, reason }.into()
    }));
    events.extend(end.map(|end| {
        let disposition = disposition.to_owned();
        IncidentClosedLate { incident, disposition, at_ms: end.at_ms, clock: end.clock, reason }.into()
    }));
    // The incident has no place on the board yet: its number is known here alone.
    let named = |r: Rejection| Rejection { field: Some("units".into()), ..r.with("number", &number) };
    one_vehicle_each(board, &events).map_err(named)?;
    Ok(events)
}

fn known_premise(board: &Board, id: PremiseId) -> Result<(), Rejection> {
    let none = || Rejection::not_found("premise", "refused.no_such_premise", id.to_string());
    board.premises.get(id).map(drop).ok_or_else(none)
}

fn premise_set(
    board: &Board,
    premise: Option<PremiseId>,
    details: &PremiseInput,
    ctx: &Context,
) -> Result<Event, Rejection> {
    let id = match premise {
        Some(id) => {
            known_premise(board, id)?;
            id
        }
        None if board.premises.len() >= MOST_PREMISES => {
            return Err(Rejection::rule("refused.too_many_premises").with("limit", MOST_PREMISES.to_string()));
        }
        None => PremiseId(ctx.fresh),
    };
    place_ok(&details.place)?;
    if !(LEAST_RADIUS_M..=MOST_RADIUS_M).contains(&details.radius_m) {
        return Err(Rejection::argument("radius_m", "refused.premise_radius")
            .with("least", LEAST_RADIUS_M.to_string())
            .with("most", MOST_RADIUS_M.to_string()));
    }
    let words = text("text", &details.text)?;
    if words.chars().count() > LONGEST_TEXT {
        return Err(Rejection::argument("text", "refused.too_long").with("limit", LONGEST_TEXT.to_string()));
    }
    if details.valid_until_ms.is_some_and(|until| until <= ctx.now_ms) {
        return Err(Rejection::argument("valid_until_ms", "refused.premise_over"));
    }
    // What is written after an erasure belongs to a new subject: the key of the old one is gone for good.
    let subject = (0_u32..).map(|n| premise_subject(id, n)).find(|subject| !board.erased.contains(subject));
    Ok(PremiseSet {
        premise: id,
        place: details.place.clone(),
        radius_m: details.radius_m,
        kind: details.kind,
        text: Personal::clear(subject.unwrap_or_else(|| premise_subject(id, 0)), words),
        valid_until_ms: details.valid_until_ms,
    }
    .into())
}

fn premise_subject(id: PremiseId, erasures: u32) -> SubjectId {
    match erasures {
        0 => SubjectId(format!("premise/{id}")),
        n => SubjectId(format!("premise/{id}/{n}")),
    }
}

/// Where the questions of an incident's type stand.
pub fn questions<'a>(board: &'a Board, incident: &Incident) -> plan_path::Path<'a> {
    let questions = board.plan().typ(&incident.type_code).map_or(&[][..], |kind: &plan::TypeRule| &kind.questions);
    plan_path::follow(questions, |id| {
        incident.intake.holding(&incident.type_code).find(|it| it.question == id).map(|it| it.code.clone())
    })
}
