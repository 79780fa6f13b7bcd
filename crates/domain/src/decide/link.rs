//! Further calls, incidents that are one, incidents that are related.

use super::incident::{next_number, place_ok};
use super::{Context, bounded};
use crate::board::{Board, Incident};
use crate::command::{AttachedCall, Command, caller_of};
use crate::event::{
    CallAttached, CallDetached, Event, IncidentLinked, IncidentMerged, IncidentOpened, IncidentSplit, IncidentUnlinked,
    UnitTransferred,
};
use crate::ids::{CallId, IncidentId, UnitId};
use crate::link::LinkKind;
use crate::personal::Personal;
use crate::rejection::Rejection;

/// Most further calls on one incident: a fire seen by a whole town brings hundreds.
pub const MOST_CALLS: usize = 2_000;
/// Most incidents one may be tied to.
pub const MOST_LINKS: usize = 100;
/// Most levels of incidents: a major incident, its parts, and theirs. Deeper is a tree that nobody can read at night.
const MOST_LEVELS: usize = 3;

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::AttachCall { incident, call } => attached(board, *incident, call, ctx).map(|event| vec![event]),
        Command::DetachCall { incident, call, as_incident } => detached(board, *incident, *call, *as_incident, ctx),
        Command::MergeIncidents { incident, into, move_units } => merged(board, *incident, *into, *move_units),
        Command::SplitIncident { incident } => split(board, *incident, None),
        Command::LinkIncidents { incident, other, kind } => {
            linked(board, *incident, *other, *kind).map(|event| vec![event])
        }
        Command::UnlinkIncidents { incident, other } => unlinked(board, *incident, *other).map(|event| vec![event]),
        _ => Ok(Vec::new()),
    }
}

fn attached(board: &Board, id: IncidentId, call: &AttachedCall, ctx: &Context) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    if incident.calls.len() >= MOST_CALLS {
        return Err(Rejection::rule("refused.too_many_calls")
            .with("number", &incident.number)
            .with("limit", MOST_CALLS.to_string()));
    }
    let what = bounded("what", &call.what)?.trim();
    call.place.as_ref().map_or(Ok(()), place_ok)?;
    for (field, value) in [("caller.name", &call.caller_name), ("caller.phone", &call.caller_phone)] {
        if value.as_ref().is_some_and(|v| v.chars().count() > 200) {
            return Err(Rejection::argument(field, "refused.too_long").with("limit", "200"));
        }
        super::shown(field, value.as_deref().unwrap_or_default())?;
    }
    super::intake::stamps_ok(call.ring_ms, call.answered_ms, ctx)?;
    let id_of_call = CallId(ctx.fresh);
    let subject = id_of_call.subject();
    let caller = caller_of(&subject, call.caller_name.as_ref(), call.caller_phone.as_ref());
    if what.is_empty() && call.place.is_none() && caller.is_none() {
        return Err(Rejection::argument("what", "refused.empty_call"));
    }
    Ok(CallAttached {
        incident: id,
        call: id_of_call,
        caller,
        what: Personal::clear(subject, what),
        place: call.place.clone(),
        ring_ms: call.ring_ms,
        answered_ms: call.answered_ms,
    }
    .into())
}

/// The call leaves with all it brought. As an incident of its own it has the type and urgency of the one it came from:
/// a caller must not fall back to the end of the queue because somebody thought of another fire first.
fn detached(
    board: &Board,
    id: IncidentId,
    call: CallId,
    as_incident: bool,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    let held = incident.calls.iter().find(|held| held.id == call);
    let held = held.ok_or_else(|| Rejection::not_found("call", "refused.no_such_call", call.to_string()))?;
    let into = as_incident.then_some(ctx.call);
    let mut events: Vec<Event> = vec![CallDetached { incident: id, call, into, undone: None }.into()];
    if let Some(new) = into {
        let (number, period, count) = next_number(board, ctx.now_ms, ctx);
        let opened = IncidentOpened {
            incident: new,
            number,
            type_code: incident.type_code.clone(),
            priority: incident.priority,
            place: held.place.clone(),
            what: held.what.clone(),
            caller: held.caller.clone(),
            period,
            count,
            ring_ms: held.ring_ms,
            answered_ms: held.answered_ms,
            paper: None,
        };
        events.push(opened.into());
    }
    Ok(events)
}

fn merged(board: &Board, id: IncidentId, into: IncidentId, move_units: bool) -> Result<Vec<Event>, Rejection> {
    let (part, whole) = (board.open_incident(id)?, board.open_incident(into)?);
    if id == into {
        return Err(Rejection::argument("into", "refused.same_incident").with("number", &part.number));
    }
    no_open_children(board, part)?;
    let units: Vec<UnitId> = part.open_runs().map(|run| run.unit.clone()).collect();
    if !units.is_empty() && !move_units {
        let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
        return Err(Rejection::rule("refused.merge_units")
            .with("number", &part.number)
            .with("into", &whole.number)
            .with("units", names.join(" ")));
    }
    // Both are questions somebody is about to answer, about an incident that would be closed under them.
    if part.par.is_some() {
        return Err(Rejection::rule("refused.merge_par").with("number", &part.number));
    }
    if part.work.offer.is_some() {
        return Err(Rejection::rule("refused.merge_offer").with("number", &part.number));
    }
    let lanes = board.leftover(part).lanes;
    if lanes > 0 {
        let refused = Rejection::rule("refused.merge_lanes").with("number", &part.number);
        return Err(refused.with("into", &whole.number).with("lanes", lanes.to_string()));
    }
    let first = whole.work.next_task();
    let tasks = part.work.open_tasks().map(|task| task.number).zip(first..).collect();
    let gone = units.iter().map(|unit| transferred(board, unit, id, into, false));
    let gone: Vec<Event> = gone.collect::<Result<_, _>>()?;
    // Units first: what is closed has none.
    Ok(gone.into_iter().chain([IncidentMerged { incident: id, into, units, tasks }.into()]).collect())
}

fn transferred(board: &Board, unit: &UnitId, from: IncidentId, to: IncidentId, back: bool) -> Result<Event, Rejection> {
    let status = board.unit(unit)?.status;
    Ok(UnitTransferred { unit: unit.clone(), from, to, status, back }.into())
}

/// Gives back the parts: the incident is open again, and those of its units that are still where the merge put them
/// come back to it. `undone` is the place of the merge when it is undone.
pub(super) fn split(board: &Board, id: IncidentId, undone: Option<u64>) -> Result<Vec<Event>, Rejection> {
    let part = board.incident(id)?;
    let Some(merged) = &part.merged else {
        return Err(Rejection::rule("refused.not_merged").with("number", &part.number));
    };
    under_an_open_one(board, part)?;
    let mut events: Vec<Event> = vec![IncidentSplit { incident: id, from: merged.into, undone }.into()];
    if let Some(whole) = board.incidents.get(&merged.into) {
        for unit in &merged.units {
            if let Some(back) = comes_back(whole, unit, merged.at_ms) {
                events.push(transferred(board, unit, merged.into, id, back)?);
            }
        }
    }
    Ok(events)
}

/// Whether a unit still stands where a merge at this instant put it; true when nothing happened to it since.
fn comes_back(whole: &Incident, unit: &UnitId, merged_ms: i64) -> Option<bool> {
    let run = whole.open_runs().find(|run| run.unit == *unit && run.assigned_ms == merged_ms)?;
    Some(run.steps.len() == 1)
}

pub(super) fn linked(board: &Board, id: IncidentId, other: IncidentId, kind: LinkKind) -> Result<Event, Rejection> {
    let (one, two) = (board.incident(id)?, board.incident(other)?);
    let refuse = |key| Rejection::rule(key).with("number", &one.number).with("other", &two.number);
    if id == other {
        return Err(Rejection::argument("other", "refused.same_incident").with("number", &one.number));
    }
    if board.links.iter().any(|link| link.ties(id, other)) {
        return Err(refuse("refused.already_linked"));
    }
    if [id, other].iter().any(|id| board.links_of(*id).count() >= MOST_LINKS) {
        return Err(refuse("refused.too_many_links").with("limit", MOST_LINKS.to_string()));
    }
    if kind == LinkKind::Parent {
        board.open_incident(id)?;
        if board.parent_of(other).is_some() {
            return Err(refuse("refused.has_parent"));
        }
        if board.above(id).any(|above| above == other) {
            return Err(refuse("refused.link_cycle"));
        }
        if board.above(id).count() + height(board, other) + 2 > MOST_LEVELS {
            return Err(refuse("refused.link_deep").with("limit", MOST_LEVELS.to_string()));
        }
    }
    Ok(IncidentLinked { incident: id, other, kind }.into())
}

/// How many levels stand below one.
fn height(board: &Board, id: IncidentId) -> usize {
    board.children_of(id).iter().map(|child| height(board, child.id) + 1).max().unwrap_or(0)
}

/// Refuses what would leave a part open under an incident that is closed.
pub(super) fn under_an_open_one(board: &Board, part: &Incident) -> Result<(), Rejection> {
    let parent = board.parent_of(part.id).and_then(|id| board.incidents.get(&id));
    match parent.filter(|parent| parent.closed.is_some()) {
        Some(parent) => {
            Err(Rejection::rule("refused.parent_closed").with("number", &part.number).with("parent", &parent.number))
        }
        None => Ok(()),
    }
}

/// Refuses what would leave parts open under an incident that is closed.
pub(super) fn no_open_children(board: &Board, incident: &Incident) -> Result<(), Rejection> {
    match board.open_children(incident.id).as_slice() {
        [] => Ok(()),
        open => {
            let refused = Rejection::rule("refused.children_open").with("number", &incident.number);
            Err(refused.with("children", open.iter().take(8).copied().collect::<Vec<_>>().join(" ")))
        }
    }
}

fn unlinked(board: &Board, id: IncidentId, other: IncidentId) -> Result<Event, Rejection> {
    let (one, two) = (board.incident(id)?, board.incident(other)?);
    if !board.links.iter().any(|link| link.ties(id, other)) {
        return Err(Rejection::rule("refused.not_linked").with("number", &one.number).with("other", &two.number));
    }
    Ok(IncidentUnlinked { incident: id, other, undone: None }.into())
}
