//! Working together: who owns an incident, hand-over with receipt, notes that name people, tasks.

use super::incident::narrative;
use super::{Context, attach, bounded, crew, procedure, radio, text, traffic};
use crate::board::{Board, Incident};
use crate::command::may;
use crate::event::{Event, NoteAdded};
use crate::ids::{IncidentId, UserId};
use crate::personal::Personal;
use crate::rejection::{Kind, Rejection};
use crate::types::Role;
use crate::work::event::{
    ClaimReleased, HandOverAccepted, HandOverDeclined, HandOverOffered, HandOverWithdrawn, IncidentClaimed,
    MentionsRead, TaskAdded, TaskFinished,
};
use crate::work::{Category, Entry, LogEntry, Offer, Order};

/// Most tasks of one incident that wait at once.
const MOST_TASKS: usize = 100;
/// Most people one note names.
const MOST_MENTIONS: usize = 16;
/// Longest name of who spoke on radio or telephone, in characters.
const LONGEST_NAME: usize = 200;
/// Latest a task may be due: a year ahead.
const LATEST_DUE_MS: i64 = 366 * 24 * 3_600_000;

pub(super) fn decide(board: &Board, order: &Order, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let event = match order {
        Order::Log { incident, text, entry } => note(board, *incident, text, entry, ctx)?,
        Order::ReadMentions { incident } => read(board, *incident, ctx)?,
        Order::Claim { incident, take } => return claim(board, *incident, *take, ctx),
        Order::Release { incident } => release(board, *incident, ctx)?,
        Order::HandOver { incident, to, note, seat } => offer(board, *incident, to, (note, seat), ctx)?,
        Order::Accept { incident, seat } => {
            let offer = asked(board, *incident, ctx)?;
            let (from, to, seat) = (offer.from.clone(), offer.to.clone(), seat.clone());
            HandOverAccepted { incident: *incident, from, to, seat }.into()
        }
        Order::Decline { incident, reason } => {
            let offer = asked(board, *incident, ctx)?;
            let reason = Personal::clear(narrative(board, *incident), text("reason", reason)?);
            HandOverDeclined { incident: *incident, from: offer.from.clone(), to: offer.to.clone(), reason }.into()
        }
        Order::Withdraw { incident } => withdraw(board, *incident, ctx)?,
        Order::AddTask { incident, text, owner, due } => {
            let due_ms = due.map(|at| crew::instant(at, ctx)).transpose()?;
            task(board, *incident, text, (owner.as_ref(), due_ms), ctx)?
        }
        Order::FinishTask { incident, task, note } => finish(board, *incident, *task, note.as_deref())?,
        Order::StartProcedure { incident, procedure } => procedure::start(board, *incident, procedure)?,
        Order::DoStep { incident, procedure, step, answer, note } => {
            procedure::take(board, *incident, procedure, step, (answer.as_deref(), note.as_deref()))?
        }
        Order::UndoStep { incident, procedure, step, reason } => {
            procedure::undo(board, *incident, procedure, step, reason)?
        }
        Order::SetLanes { incident, direction, lanes } => traffic::lanes_set(board, *incident, direction, lanes)?,
        Order::SetTrafficTime { incident, mark, at, withdraw } => {
            let given = at.map(|at| crew::instant(at, ctx)).transpose()?;
            let at_ms = (!withdraw).then(|| given.unwrap_or(ctx.now_ms));
            traffic::time_set(board, *incident, *mark, at_ms, ctx)?
        }
        Order::SetTrafficFlags { incident, secondary, responder_struck } => {
            traffic::flags_set(board, *incident, *secondary, *responder_struck)?
        }
        Order::ApproveSign { incident, lines } => traffic::sign_approved(board, *incident, lines)?,
        Order::Attach { incident, file } => attach::add(board, *incident, file)?,
        Order::WithdrawAttachment { incident, attachment, reason } => {
            attach::withdraw(board, *incident, *attachment, reason)?
        }
    };
    Ok(vec![event])
}

fn me(ctx: &Context) -> UserId {
    UserId(ctx.actor.clone())
}

/// Supervisors, and who asks beside the roles, act for others.
fn acts_for_others(ctx: &Context) -> bool {
    matches!(ctx.role, None | Some(Role::Supervisor))
}

/// A colleague with an account that has not ended.
fn colleague<'a>(board: &Board, field: &str, user: &'a UserId) -> Result<&'a UserId, Rejection> {
    match board.users.get(user) {
        Some(account) if !account.disabled => Ok(user),
        _ => Err(Rejection::not_found(field, "refused.no_such_colleague", &user.0)),
    }
}

/// A text sealed with the incident's narrative; none when there is nothing to say.
pub(super) fn said(
    board: &Board,
    incident: IncidentId,
    field: &str,
    words: &str,
) -> Result<Option<Personal>, Rejection> {
    let words = bounded(field, words)?.trim();
    Ok((!words.is_empty()).then(|| Personal::clear(narrative(board, incident), words)))
}

/// A note, with the people it names.
pub(super) fn note(
    board: &Board,
    incident: IncidentId,
    words: &str,
    entry: &LogEntry,
    ctx: &Context,
) -> Result<Event, Rejection> {
    board.open_incident(incident)?;
    if matches!(entry.category, Category::Radio | Category::Phone) {
        return radio::entered(board, &radio::of_note(incident, words, entry, board), "", ctx);
    }
    let words = text("text", words)?;
    let name = |field: &str, name: &Option<String>| {
        let name = name.as_deref().unwrap_or("").trim();
        if name.chars().count() > LONGEST_NAME {
            return Err(Rejection::argument(field, "refused.too_long").with("limit", LONGEST_NAME.to_string()));
        }
        said(board, incident, field, name)
    };
    let entry = Entry {
        category: entry.category,
        from: name("from", &entry.from)?,
        to: name("to", &entry.to)?,
        mentions: mentions(board, words, ctx),
        marked: entry.marked,
    };
    Ok(NoteAdded { incident, text: Personal::clear(narrative(board, incident), words), entry }.into())
}

/// Who a text names by `@`: accounts that have not ended, each once, but not the writer.
pub(super) fn mentions(board: &Board, words: &str, ctx: &Context) -> Vec<UserId> {
    let mut named = Vec::new();
    for word in words.split('@').skip(1) {
        let end =
            word.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(word.len());
        let typed = word[..end].to_ascii_lowercase();
        // A full stop may end the name or the sentence.
        let tries = [typed.as_str(), typed.trim_end_matches('.')].map(UserId::from);
        let found = tries.into_iter().find(|user| board.users.get(user).is_some_and(|account| !account.disabled));
        named.extend(found.filter(|user| user.0 != ctx.actor));
    }
    named.sort();
    named.dedup();
    named.truncate(MOST_MENTIONS);
    named
}

fn read(board: &Board, incident: IncidentId, ctx: &Context) -> Result<Event, Rejection> {
    let user = me(ctx);
    board.incident(incident)?;
    if !board.unread.get(&incident).is_some_and(|users| users.contains(&user)) {
        return Err(Rejection::rule("refused.nothing_to_read"));
    }
    Ok(MentionsRead { incident, user }.into())
}

/// Whose account has ended answers for nothing any more, and to nothing.
fn ended(board: &Board, user: &UserId) -> bool {
    board.users.get(user).is_some_and(|account| account.disabled)
}

/// Refuses while a hand-over waits: its answer decides who owns the incident.
fn nothing_waits(board: &Board, incident: &Incident) -> Result<(), Rejection> {
    match incident.work.offer.as_ref().filter(|offer| !ended(board, &offer.to)) {
        Some(offer) => Err(Rejection::rule("refused.hand_over_waits")
            .with("number", &incident.number)
            .with("from", &offer.from.0)
            .with("to", &offer.to.0)),
        None => Ok(()),
    }
}

/// Refuses who does not own the incident, unless nobody does, or only an account that has ended.
fn mine(board: &Board, incident: &Incident, ctx: &Context) -> Result<(), Rejection> {
    match &incident.work.owner {
        Some(owner) if owner.0 != ctx.actor && !ended(board, owner) => {
            Err(Rejection::rule("refused.owned_by").with("number", &incident.number).with("owner", &owner.0))
        }
        _ => Ok(()),
    }
}

fn claim(board: &Board, id: IncidentId, take: bool, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    let (owner, from) = (me(ctx), incident.work.owner.clone());
    if from.as_ref() == Some(&owner) {
        return Err(Rejection::rule("refused.already_yours").with("number", &incident.number));
    }
    if !(take && acts_for_others(ctx)) {
        nothing_waits(board, incident)?;
        mine(board, incident, ctx)?;
    }
    // What was offered to an account that has ended is answered by nobody: it is taken back with the claim.
    let void = incident.work.offer.as_ref().filter(|offer| ended(board, &offer.to));
    let void = void.map(|o| HandOverWithdrawn { incident: id, from: o.from.clone(), to: o.to.clone() }.into());
    Ok(void.into_iter().chain([IncidentClaimed { incident: id, owner, from }.into()]).collect())
}

fn release(board: &Board, id: IncidentId, ctx: &Context) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let nobody = || Rejection::rule("refused.nobody_owns").with("number", &incident.number);
    let owner = incident.work.owner.clone().ok_or_else(nobody)?;
    nothing_waits(board, incident)?;
    if !acts_for_others(ctx) {
        mine(board, incident, ctx)?;
    }
    Ok(ClaimReleased { incident: id, owner }.into())
}

fn offer(
    board: &Board,
    id: IncidentId,
    to: &UserId,
    (note, seat): (&str, &str),
    ctx: &Context,
) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    nothing_waits(board, incident)?;
    if !acts_for_others(ctx) {
        mine(board, incident, ctx)?;
    }
    let to = colleague(board, "to", to)?.clone();
    let from = me(ctx);
    if to == from || incident.work.owner.as_ref() == Some(&to) {
        return Err(Rejection::argument("to", "refused.already_has_it").with("name", &to.0));
    }
    let role = board.users.get(&to).map(|account| account.role);
    if !role.is_some_and(|role| may(role, "accept_hand_over")) {
        return Err(Rejection::argument("to", "refused.may_not_take_over").with("name", &to.0));
    }
    let note = said(board, id, "note", note)?;
    Ok(HandOverOffered { incident: id, from, to, note, seat: seat.to_owned() }.into())
}

fn waiting(board: &Board, id: IncidentId) -> Result<(&Incident, &Offer), Rejection> {
    let incident = board.open_incident(id)?;
    let none = || Rejection::rule("refused.no_hand_over").with("number", &incident.number);
    Ok((incident, incident.work.offer.as_ref().ok_or_else(none)?))
}

/// The offer that the asking person is to answer.
fn asked<'a>(board: &'a Board, id: IncidentId, ctx: &Context) -> Result<&'a Offer, Rejection> {
    let (incident, offer) = waiting(board, id)?;
    if offer.to.0 != ctx.actor {
        let not_yours = Rejection::new(Kind::Rule, "refused.hand_over_for_another");
        return Err(not_yours.with("number", &incident.number).with("to", &offer.to.0));
    }
    Ok(offer)
}

fn withdraw(board: &Board, id: IncidentId, ctx: &Context) -> Result<Event, Rejection> {
    let (incident, offer) = waiting(board, id)?;
    let nobodys = ended(board, &offer.from) || ended(board, &offer.to);
    if offer.from.0 != ctx.actor && !nobodys && !acts_for_others(ctx) {
        let not_yours = Rejection::new(Kind::Rule, "refused.hand_over_of_another");
        return Err(not_yours.with("number", &incident.number).with("from", &offer.from.0));
    }
    Ok(HandOverWithdrawn { incident: id, from: offer.from.clone(), to: offer.to.clone() }.into())
}

fn task(
    board: &Board,
    id: IncidentId,
    words: &str,
    (owner, due_ms): (Option<&UserId>, Option<i64>),
    ctx: &Context,
) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let words = text("text", words)?;
    if incident.work.open_tasks().count() >= MOST_TASKS {
        return Err(Rejection::rule("refused.too_many_tasks").with("limit", MOST_TASKS.to_string()));
    }
    let owner = owner.map(|user| colleague(board, "owner", user)).transpose()?.cloned();
    if due_ms.is_some_and(|due| due <= ctx.now_ms || due > ctx.now_ms.saturating_add(LATEST_DUE_MS)) {
        return Err(Rejection::argument("due_ms", "refused.due_past"));
    }
    let task = incident.work.next_task();
    Ok(TaskAdded { incident: id, task, text: Personal::clear(narrative(board, id), words), owner, due_ms }.into())
}

fn finish(board: &Board, id: IncidentId, number: u32, note: Option<&str>) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let found = incident.work.tasks.iter().find(|task| task.number == number);
    let task = found.ok_or_else(|| Rejection::not_found("task", "refused.no_such_task", number.to_string()))?;
    if task.done.is_some() {
        return Err(Rejection::rule("refused.task_done").with("task", number.to_string()));
    }
    let note = said(board, id, "note", note.unwrap_or(""))?;
    Ok(TaskFinished { incident: id, task: number, note }.into())
}
