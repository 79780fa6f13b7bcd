//! Undo: a compensating event for each thing a command did, within its window, by who did it or by a supervisor
//! (`dispatch.md` 4.2). Nothing leaves the log, and what others built upon is not pulled from under them.

use super::{Context, link, staff};
use crate::board::Board;
use crate::event::{
    CallDetached, Cause, CommandUndone, Event, HandOverWithdrawn, IncidentClosed, IncidentUndone, IncidentUnlinked,
    LateStatusUndone, NoteStruck, Recorded, StaffUndone, UnitAsideUndone, UnitReleaseUndone, UnitUndone, Was,
};
use crate::evolve::evolve;
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
    let all = board.deeds_with(deed.gseq);
    // All of it or nothing: half of a command is what nobody asked for.
    if let Some(last) = all.iter().rev().find(|deed| deed.change == Change::Final) {
        return Err(Rejection::rule(why_not(&last.typ)));
    }
    if let [one] = all.as_slice() {
        return undone(board, one);
    }
    // The newest first, each on what is left without the one after it.
    let places: Vec<u64> = all.iter().rev().map(|deed| deed.gseq).collect();
    let (mut left, mut events) = (board.clone(), Vec::new());
    for gseq in places {
        let Some(deed) = left.deed(gseq) else { continue };
        for event in undone(&left, &deed.clone())? {
            let recorded = foreseen(&left, &event, ctx);
            evolve(&mut left, &recorded);
            events.push(event);
        }
    }
    Ok(events)
}

/// An event as it will stand in the log, as far as folding it asks.
fn foreseen(board: &Board, event: &Event, ctx: &Context) -> Recorded {
    Recorded {
        gseq: board.gseq + 1,
        version: board.version(&event.stream()) + 1,
        id: ctx.fresh,
        cmd: ctx.fresh,
        happened_ms: ctx.now_ms,
        recorded_ms: ctx.now_ms,
        actor: ctx.actor.clone(),
        role: String::new(),
        cause: Cause::Rule,
        event: event.clone(),
    }
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
        Change::Released { unit, incident, before } => {
            untouched(board, deed)?;
            board.open_incident(*incident)?;
            staff::has_its_crew(board, board.unit(unit)?)?;
            UnitReleaseUndone { unit: unit.clone(), undone, incident: *incident, before: before.clone() }.into()
        }
        Change::Crew { unit: id, crew, stack, before, left } => {
            let held = board.unit(id)?;
            untouched(board, deed).map_err(|followed| match held.incident {
                Some(on) => {
                    Rejection::rule("refused.undo_crew_sent").with("unit", &id.0).with("number", board.number_of(on))
                }
                None => followed,
            })?;
            if let Some(left) = left {
                board.open_incident(*left)?;
                staff::has_its_crew(board, held)?;
            }
            let (crew, stack, before) = (crew.clone(), stack.clone(), before.clone());
            StaffUndone { unit: id.clone(), undone, crew, stack, before, back_to: *left }.into()
        }
        Change::Aside { unit, incident, safety, stack } => {
            untouched(board, deed)?;
            let (unit, safety, stack) = (unit.clone(), safety.clone(), stack.clone());
            UnitAsideUndone { unit, undone, incident: *incident, safety, stack }.into()
        }
        Change::Late { unit, incident, status, step_ms, before } => {
            untouched(board, deed)?;
            board.open_incident(*incident)?;
            let (unit, incident, status, at_ms) = (unit.clone(), *incident, *status, *step_ms);
            LateStatusUndone { unit, undone, incident, status, at_ms, before: before.clone() }.into()
        }
        Change::Opened { incident } => cancelled(board, deed, *incident)?,
        Change::Level { incident, from, to } => {
            newest(board, deed, board.open_incident(*incident)?.level == *to)?;
            restored(*incident, undone, Was::Level(*from))
        }
        Change::HandOver { incident } => {
            let offer = board.open_incident(*incident)?.work.offer.as_ref();
            let offer = offer.filter(|offer| offer.at_ms == deed.at_ms).ok_or_else(followed)?;
            HandOverWithdrawn { incident: *incident, from: offer.from.clone(), to: offer.to.clone() }.into()
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

/// A call taken in error: its incident is closed as cancelled, as long as nobody has done anything about it
/// (APCO ANS 1.111.2 code 10). Its number and its words stay.
fn cancelled(board: &Board, deed: &Deed, id: IncidentId) -> Result<Event, Rejection> {
    untouched(board, deed)?;
    let incident = board.open_incident(id)?;
    if !incident.runs.is_empty() || board.links_of(id).next().is_some() || !board.parts_of(id).is_empty() {
        return Err(followed());
    }
    let plan = board.plan();
    let code = plan.dispositions.iter().find(|it| it.common.as_deref() == Some("10")).map(|it| it.code.clone());
    let disposition = code.ok_or_else(|| Rejection::rule("refused.undo_opened"))?;
    Ok(IncidentClosed { incident: id, disposition }.into())
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
        "incident.reopened" => "refused.undo_reopened",
        "incident.call_detached" => "refused.undo_detached",
        "incident.split" => "refused.undo_split",
        "incident.answered" => "refused.undo_answered",
        "radio.corrected" => "refused.undo_corrected",
        "closure.set" => "refused.undo_closure",
        "closure.lifted" => "refused.undo_lifted",
        "site.set" => "refused.undo_site",
        "site.closed" => "refused.undo_site_closed",
        "unit.sent_to_site" => "refused.undo_sent",
        "incident.unlinked" => "refused.undo_unlinked",
        "incident.closed_late" | "unit.run_entered" => "refused.undo_card",
        "unit.emergency_raised" | "unit.emergency_acknowledged" | "unit.emergency_cleared" => "refused.undo_emergency",
        "unit.request_raised" => "refused.undo_request",
        "incident.par_started" | "incident.par_called" | "incident.par_answered" | "incident.par_ended" => {
            "refused.undo_par"
        }
        "incident.claimed" | "incident.claim_released" => "refused.undo_claim",
        "incident.hand_over_accepted" | "incident.hand_over_declined" | "incident.hand_over_withdrawn" => {
            "refused.undo_hand_over"
        }
        "incident.procedure_started" | "incident.step_done" | "incident.step_undone" => "refused.undo_procedure",
        "incident.task_added" | "incident.task_finished" => "refused.undo_task",
        "incident.lanes_set"
        | "incident.traffic_time_set"
        | "incident.traffic_flags_set"
        | "incident.sign_approved" => "refused.undo_traffic",
        "incident.attached" | "incident.attachment_withdrawn" => "refused.undo_attachment",
        "alarm.shelved" | "alarm.returned" => "refused.undo_shelf",
        "warning.acknowledged" => "refused.undo_acknowledged",
        "premise.set" | "premise.ended" => "refused.undo_premise",
        "tow.called" | "tow.skipped" => "refused.undo_tow",
        "hospital.set" | "shelter.set" | "stock.set" | "tow.set" | "resource.removed" => "refused.undo_resource",
        "stock.moved" => "refused.undo_stock",
        _ => "refused.undo_other",
    }
}
