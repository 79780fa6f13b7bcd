//! Incidents: opened, described, closed, opened again.

use super::{Context, bounded, text};
use crate::board::Board;
use crate::command::{Command, OpenIncident, caller};
use crate::event::{Event, IncidentClosed, IncidentMoved, IncidentOpened, IncidentReopened, PrioritySet, TypeSet};
use crate::ids::{IncidentId, SubjectId};
use crate::intake::Paper;
use crate::number::{self, LocalTime};
use crate::personal::Personal;
use crate::plan::TypeRule;
use crate::rejection::Rejection;
use crate::types::{Place, Priority};
use crate::work::LogEntry;

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let event = match command {
        Command::OpenIncident(open) => return opened(board, open, ctx),
        Command::AddNote { incident, text: words } => {
            super::work::note(board, *incident, words, &LogEntry::default(), ctx)?
        }
        Command::SetPriority { incident, priority } => priority_set(board, *incident, *priority)?,
        Command::SetIncidentType { incident, type_code } => type_set(board, *incident, type_code)?,
        Command::MoveIncident { incident, place } => moved(board, *incident, place)?,
        Command::CloseIncident { incident, disposition } => closed(board, *incident, disposition, false)?,
        Command::CloseLeaving { incident, disposition } => closed(board, *incident, disposition, true)?,
        Command::ReopenIncident { incident, reason } => reopened(board, *incident, reason, ctx)?,
        _ => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

/// Notes and narrative of an incident are one subject; the caller's own data is another. What is written after an
/// erasure belongs to a new subject, since the key of the old one is gone for good.
pub(super) fn narrative(board: &Board, incident: IncidentId) -> SubjectId {
    let mut subject = incident.narrative();
    let mut erasures = 0;
    while board.erased.contains(&subject) {
        erasures += 1;
        subject = SubjectId(format!("incident/{incident}/{erasures}"));
    }
    subject
}

fn known_type<'a>(board: &'a Board, code: &str) -> Result<&'a TypeRule, Rejection> {
    board
        .plan()
        .typ(code.trim())
        .ok_or_else(|| Rejection::argument("type_code", "refused.unknown_type").with("name", code.trim()))
}

/// The disposition's code as the plan writes it.
pub(super) fn known_disposition<'a>(board: &'a Board, code: &str) -> Result<&'a str, Rejection> {
    let found = board.plan().disposition(code.trim());
    found
        .map(|d| d.code.as_str())
        .ok_or_else(|| Rejection::argument("disposition", "refused.unknown_disposition").with("name", code.trim()))
}

pub(super) fn place_ok(place: &Place) -> Result<(), Rejection> {
    if place.label.chars().count() > 200 {
        return Err(Rejection::argument("place.label", "refused.too_long").with("limit", "200"));
    }
    super::shown("place.label", &place.label)
}

fn opened(board: &Board, open: &OpenIncident, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    super::intake::stamps_ok(open.ring_ms, open.answered_ms, ctx)?;
    let opened = opened_as(board, open, None, ctx)?;
    let answers = super::intake::answered_at_intake(board, opened.incident, &opened.type_code, &open.answers, ctx)?;
    Ok(std::iter::once(opened.into()).chain(answers).collect())
}

/// The incident a call becomes; `paper` when it was taken on a card, whose time its number is of.
pub(super) fn opened_as(
    board: &Board,
    open: &OpenIncident,
    paper: Option<Paper>,
    ctx: &Context,
) -> Result<IncidentOpened, Rejection> {
    // No type is a call of unknown kind: a console that could not ask for the codes still takes calls.
    let code = match open.type_code.trim() {
        "" => board.plan().unknown.as_str(),
        code => code,
    };
    let kind = known_type(board, code)?;
    let what = bounded("what", &open.what)?.trim();
    if let Some(place) = &open.place {
        place_ok(place)?;
    }
    if what.is_empty() && open.place.is_none() {
        return Err(Rejection::argument("what", "refused.neither_place_nor_text"));
    }
    for (field, value) in [("caller.name", &open.caller_name), ("caller.phone", &open.caller_phone)] {
        if value.as_ref().is_some_and(|v| v.chars().count() > 200) {
            return Err(Rejection::argument(field, "refused.too_long").with("limit", "200"));
        }
        super::shown(field, value.as_deref().unwrap_or_default())?;
    }
    let incident = ctx.call;
    let at_ms = paper.as_ref().map_or(ctx.now_ms, |paper| paper.received_ms);
    let (number, period, count) = next_number(board, at_ms, ctx);
    let caller = caller(&incident.caller(), open);
    let priority = open.priority.unwrap_or(kind.priority);
    Ok(IncidentOpened {
        incident,
        number,
        type_code: kind.code.clone(),
        priority,
        place: open.place.clone(),
        what: Personal::clear(narrative(board, incident), what),
        caller,
        period,
        count,
        ring_ms: open.ring_ms,
        answered_ms: open.answered_ms,
        paper,
    })
}

/// The number the next incident of an instant gets, with the period and count it is made from.
pub(super) fn next_number(board: &Board, at_ms: i64, ctx: &Context) -> (String, String, u32) {
    let local = LocalTime::at(at_ms, ctx.zone_offset_min);
    let period = number::period(board.numbering.reset, local);
    let count = board.sequence.get(&period).map_or(1, |highest| highest.saturating_add(1));
    (number::print(&board.numbering, local, count), period, count)
}

fn priority_set(board: &Board, id: IncidentId, priority: Priority) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    if incident.priority == priority {
        return Err(Rejection::rule("refused.same_priority").with("priority", priority.code()));
    }
    Ok(PrioritySet { incident: id, priority, from: incident.priority }.into())
}

fn type_set(board: &Board, id: IncidentId, code: &str) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let kind = known_type(board, code)?;
    if incident.type_code == kind.code {
        return Err(Rejection::rule("refused.same_type").with("name", &kind.code));
    }
    Ok(TypeSet { incident: id, type_code: kind.code.clone(), from: incident.type_code.clone() }.into())
}

fn moved(board: &Board, id: IncidentId, place: &Place) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    place_ok(place)?;
    Ok(IncidentMoved { incident: id, place: place.clone(), from: incident.place.clone() }.into())
}

fn closed(board: &Board, id: IncidentId, disposition: &str, leaving: bool) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let disposition = known_disposition(board, disposition)?.to_owned();
    let assigned: Vec<&str> = incident.open_runs().map(|run| run.unit.0.as_str()).collect();
    if !assigned.is_empty() {
        return Err(Rejection::rule("refused.units_assigned")
            .with("number", &incident.number)
            .with("units", assigned.join(" ")));
    }
    super::harm::nobody_missing(incident)?;
    super::link::no_open_children(board, incident)?;
    let left = board.leftover(incident);
    if !leaving && !left.is_empty() {
        return Err(left.told(Rejection::rule("refused.left_open").with("number", &incident.number)));
    }
    Ok(IncidentClosed { incident: id, disposition }.into())
}

fn reopened(board: &Board, id: IncidentId, reason: &str, ctx: &Context) -> Result<Event, Rejection> {
    let recalled = ctx.recalled.as_ref().filter(|i| i.id == id);
    let incident = match recalled {
        Some(incident) => incident,
        None => board.incident(id)?,
    };
    if incident.closed.is_none() {
        return Err(Rejection::rule("refused.incident_open").with("number", &incident.number));
    }
    if let Some(merged) = &incident.merged {
        return Err(Rejection::rule("refused.incident_merged")
            .with("number", &incident.number)
            .with("into", board.number_of(merged.into)));
    }
    super::link::under_an_open_one(board, incident)?;
    let reason = text("reason", reason)?.to_owned();
    Ok(IncidentReopened { incident: id, reason, recalled: recalled.cloned().map(Box::new) }.into())
}
