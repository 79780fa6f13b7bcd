//! Undo: a compensating event for each thing a command did, within its window, by who did it or by a supervisor
//! (`dispatch.md` 4.2). Nothing leaves the log, and what others built upon is not pulled from under them.

use super::{Context, link};
use crate::board::Board;
use crate::event::{CallDetached, CommandUndone, Event, IncidentUndone, IncidentUnlinked, NoteStruck, UnitUndone, Was};
use crate::ids::{IncidentId, UnitId};
use crate::radio::Message;
use crate::radio::event::RadioStruck;
use crate::rejection::{Kind, Rejection};
use crate::types::Role;
use crate::undo::{Change, Deed, UnitBefore, WINDOW_MS};

pub(super) fn decide(board: &Board, event: Option<u64>, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let deed = match event {
        Some(gseq) => board.deed(gseq),
        None => board.deeds.iter().rev().find(|deed| deed.by == ctx.actor),
    };
    let deed = deed.ok_or_else(|| Rejection::new(Kind::NotFound, "refused.nothing_to_undo"))?;
    if deed.by != ctx.actor && ctx.role != Some(Role::Supervisor) {
        return Err(Rejection::new(Kind::Forbidden, "refused.undo_of_others").with("by", &deed.by));
    }
    // An operator may take back a note; nothing that the role could not do.
    if ctx.role == Some(Role::Operator)
        && !matches!(deed.change, Change::Note { .. } | Change::Radio { .. } | Change::Final)
    {
        return Err(Rejection::new(Kind::Forbidden, "refused.role")
            .with("role", Role::Operator.word())
            .with("call", "undo"));
    }
    if ctx.now_ms.saturating_sub(deed.at_ms) > WINDOW_MS {
        return Err(Rejection::rule("refused.undo_too_late").with("seconds", (WINDOW_MS / 1_000).to_string()));
    }
    let mut events = Vec::new();
    // The newest first, as each was decided on what the one before it made.
    for deed in board.deeds_with(deed.gseq).into_iter().rev() {
        events.extend(undone(board, deed)?);
    }
    Ok(events)
}

/// Something came after it: taking it back would take back that as well.
fn followed() -> Rejection {
    Rejection::rule("refused.undo_followed")
}

fn undone(board: &Board, deed: &Deed) -> Result<Vec<Event>, Rejection> {
    let undone = deed.gseq;
    let event: Event = match &deed.change {
        Change::Status { unit, incident, before } => {
            untouched(board, deed)?;
            let before = before.clone();
            UnitUndone { unit: unit.clone(), undone, incident: *incident, assignment: false, back_to: None, before }
                .into()
        }
        Change::Assigned { unit, incident, left, before } => {
            untouched(board, deed)?;
            if let Some(left) = left {
                board.open_incident(*left)?;
            }
            let (before, incident): (UnitBefore, _) = (before.clone(), Some(*incident));
            UnitUndone { unit: unit.clone(), undone, incident, assignment: true, back_to: *left, before }.into()
        }
        Change::Note { incident } => {
            board.open_incident(*incident)?;
            NoteStruck { incident: *incident, note: undone, undone: Some(undone) }.into()
        }
        Change::Radio { incident } => {
            if let Some(id) = incident {
                board.open_incident(*id)?;
            }
            let newest = |held: &&Message| held.now().is_some_and(|version| version.gseq == undone);
            let message = board.radio.messages.iter().rev().find(newest).ok_or_else(followed)?;
            let (number, period, count) = (message.number.clone(), message.period.clone(), message.count);
            RadioStruck { number, period, count, about: *incident, undone }.into()
        }
        Change::Priority { incident, from, to } => {
            newest(board, deed, board.open_incident(*incident)?.priority == *to)?;
            restored(*incident, undone, Was::Priority(*from))
        }
        Change::Type { incident, from, to } => {
            newest(board, deed, board.open_incident(*incident)?.type_code == *to)?;
            restored(*incident, undone, Was::Type(from.clone()))
        }
        Change::Place { incident, from, to } => {
            newest(board, deed, board.open_incident(*incident)?.place.as_ref() == Some(to))?;
            restored(*incident, undone, Was::Place(from.clone()))
        }
        Change::Closed { incident, since_ms } => {
            let closed = board.incident(*incident)?;
            newest(board, deed, closed.closed.is_some() && closed.merged.is_none())?;
            link::under_an_open_one(board, closed)?;
            restored(*incident, undone, Was::Open(*since_ms))
        }
        Change::Attached { incident, call } => {
            let there = board.open_incident(*incident)?.calls.iter().any(|held| held.id == *call);
            newest(board, deed, there)?;
            CallDetached { incident: *incident, call: *call, into: None, undone: Some(undone) }.into()
        }
        Change::Merged { incident } => {
            newest(board, deed, board.incident(*incident)?.merged.is_some())?;
            return link::split(board, *incident, Some(undone));
        }
        Change::Linked { incident, other } => {
            newest(board, deed, board.links.iter().any(|link| link.ties(*incident, *other)))?;
            IncidentUnlinked { incident: *incident, other: *other, undone: Some(undone) }.into()
        }
        Change::Command { incident, was, sectors } => {
            let held = board.open_incident(*incident)?;
            let again = |later: &&Deed| {
                later.gseq > undone && matches!(&later.change, Change::Command { incident: at, .. } if at == incident)
            };
            // A unit that left and came back works where it was sent since.
            let there = |unit: &UnitId| held.open_runs().any(|run| run.unit == *unit && run.assigned_ms <= deed.at_ms);
            if board.deeds.iter().any(|deed| again(&deed)) || !sectors.iter().all(|(unit, _)| there(unit)) {
                return Err(followed());
            }
            CommandUndone { incident: *incident, undone, was: was.clone(), sectors: sectors.clone() }.into()
        }
        Change::Final => return Err(Rejection::rule(why_not(&deed.typ))),
    };
    Ok(vec![event])
}

fn restored(incident: IncidentId, undone: u64, was: Was) -> Event {
    IncidentUndone { incident, undone, was }.into()
}

/// Nothing else happened on the stream since.
fn untouched(board: &Board, deed: &Deed) -> Result<(), Rejection> {
    if board.version(&deed.stream) == deed.version { Ok(()) } else { Err(followed()) }
}

/// What the deed made still stands, and nobody did the same kind of thing there after it.
fn newest(board: &Board, deed: &Deed, stands: bool) -> Result<(), Rejection> {
    let again = |later: &&Deed| {
        later.gseq > deed.gseq
            && later.stream == deed.stream
            && later.typ == deed.typ
            // Further calls and links stand side by side.
            && !matches!(deed.change, Change::Attached { .. } | Change::Linked { .. })
    };
    if stands && board.deeds.iter().find(again).is_none() { Ok(()) } else { Err(followed()) }
}

/// What to do instead.
fn why_not(typ: &str) -> &'static str {
    match typ {
        "incident.opened" => "refused.undo_opened",
        "unit.released" => "refused.undo_released",
        "incident.reopened" => "refused.undo_reopened",
        "incident.call_detached" => "refused.undo_detached",
        "incident.split" => "refused.undo_split",
        "incident.answered" => "refused.undo_answered",
        "radio.corrected" => "refused.undo_corrected",
        _ => "refused.undo_other",
    }
}
