//! What ties calls and incidents together: further calls, incidents that are one, incidents that are related. Which of
//! it the board shows, and how events change it.

use crate::board::{Board, Closed, Incident, Run, RunEnd, Step};
use crate::event::{Event, IncidentUndone, Recorded, UnitTransferred, UnitUndone, Was};
use crate::evolve::{with_incident, with_state};
use crate::ids::{CallId, IncidentId, UnitId};
use crate::personal::Personal;
use crate::types::{Caller, Place};
use serde::{Deserialize, Serialize};

/// The disposition of an incident that goes on as another (APCO ANS 1.111.2 code 22).
pub const MERGED: &str = "DUP";

/// A further call about an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub id: CallId,
    pub at_ms: i64,
    pub by: String,
    pub caller: Option<Caller>,
    pub what: Personal,
    pub place: Option<Place>,
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
}

/// Where a merged incident goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    pub into: IncidentId,
    pub at_ms: i64,
    /// Since when it was in the state it had before.
    pub since_ms: i64,
    pub units: Vec<UnitId>,
    /// Tasks that went along: their numbers here, and those they have there.
    #[serde(default)]
    pub tasks: Vec<(u32, u32)>,
}

/// How two incidents have to do with each other (EIDO link codes `PARENT`, `RELATED`; a child is its parent's link).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Related,
    /// `incident` is above `other`.
    Parent,
}

/// Two incidents that have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub incident: IncidentId,
    pub other: IncidentId,
    pub kind: LinkKind,
}

impl Link {
    /// Whether it ties these two, whichever is named first.
    pub fn ties(&self, a: IncidentId, b: IncidentId) -> bool {
        (self.incident, self.other) == (a, b) || (self.incident, self.other) == (b, a)
    }
}

impl Board {
    /// What an incident is tied to: the other one, and `related`, `parent` (the other is above it) or `child`.
    pub fn links_of(&self, id: IncidentId) -> impl Iterator<Item = (IncidentId, &'static str)> {
        self.links.iter().filter_map(move |link| match link.kind {
            LinkKind::Related if link.incident == id => Some((link.other, "related")),
            LinkKind::Related if link.other == id => Some((link.incident, "related")),
            LinkKind::Parent if link.incident == id => Some((link.other, "child")),
            LinkKind::Parent if link.other == id => Some((link.incident, "parent")),
            _ => None,
        })
    }

    /// The incident above one, if it has one.
    pub fn parent_of(&self, id: IncidentId) -> Option<IncidentId> {
        self.links.iter().find(|link| link.kind == LinkKind::Parent && link.other == id).map(|link| link.incident)
    }

    /// The incidents above one, nearest first. Ends, since no link makes a circle.
    pub fn above(&self, id: IncidentId) -> impl Iterator<Item = IncidentId> {
        std::iter::successors(self.parent_of(id), |above| self.parent_of(*above)).take(self.links.len())
    }

    /// The incidents merged into one, oldest first.
    pub fn parts_of(&self, id: IncidentId) -> Vec<&Incident> {
        let into = |i: &&Incident| i.merged.as_ref().is_some_and(|merged| merged.into == id);
        let mut parts: Vec<&Incident> = self.incidents.values().filter(into).collect();
        parts.sort_by_key(|i| (i.opened_ms, i.id));
        parts
    }
}

/// Folds an event of this module; false when it is of another.
pub(crate) fn apply(board: &mut Board, recorded: &Recorded, event: &Event) -> bool {
    let at_ms = recorded.happened_ms;
    match event {
        Event::CallAttached(e) => with_incident(board, e.incident, |i| {
            i.calls.push(Call {
                id: e.call,
                at_ms,
                by: recorded.actor.clone(),
                caller: e.caller.clone(),
                what: e.what.clone(),
                place: e.place.clone(),
                ring_ms: e.ring_ms,
                answered_ms: e.answered_ms,
            });
        }),
        Event::CallDetached(e) => with_incident(board, e.incident, |i| i.calls.retain(|call| call.id != e.call)),
        Event::IncidentMerged(e) => {
            with_incident(board, e.incident, |i| {
                i.merged = Some(Merged {
                    into: e.into,
                    at_ms,
                    since_ms: i.state_since_ms,
                    units: e.units.clone(),
                    tasks: e.tasks.clone(),
                });
                i.closed = Some(Closed { at_ms, disposition: MERGED.to_owned(), told_ms: recorded.recorded_ms });
                i.state_since_ms = at_ms;
            });
            tasks_moved(board, (e.incident, e.into), e.tasks.iter().copied());
        }
        Event::IncidentSplit(e) => {
            let mut went = Vec::new();
            with_incident(board, e.incident, |i| {
                i.closed = None;
                if let Some(merged) = i.merged.take() {
                    i.state_since_ms = merged.since_ms;
                    went = merged.tasks;
                }
            });
            tasks_moved(board, (e.from, e.incident), went.into_iter().map(|(here, there)| (there, here)));
        }
        Event::IncidentLinked(e) => {
            board.links.push(Link { incident: e.incident, other: e.other, kind: e.kind });
        }
        Event::IncidentUnlinked(e) => board.links.retain(|link| !link.ties(e.incident, e.other)),
        Event::NoteStruck(e) => with_incident(board, e.incident, |i| {
            if let Some(note) = i.notes.iter_mut().find(|note| note.gseq == e.note) {
                note.struck.get_or_insert_with(|| (recorded.actor.clone(), at_ms));
            }
        }),
        Event::IncidentUndone(e) => incident_undone(board, e),
        Event::UnitTransferred(e) => transferred(board, recorded, e),
        Event::UnitUndone(e) => unit_undone(board, e),
        Event::UnitReleaseUndone(_)
        | Event::UnitAsideUndone(_)
        | Event::LateStatusUndone(_)
        | Event::StaffUndone(_) => {
            crate::undo::restore(board, event);
        }
        _ => return false,
    }
    true
}

/// Tasks go from one incident to another, done or not, each with the number it gets there.
fn tasks_moved(board: &mut Board, (from, to): (IncidentId, IncidentId), numbers: impl Iterator<Item = (u32, u32)>) {
    if board.incidents.get(&to).is_none() {
        return;
    }
    for (old, new) in numbers {
        let mut taken = None;
        with_incident(board, from, |i| {
            let at = i.work.tasks.iter().position(|task| task.number == old);
            taken = at.map(|at| i.work.tasks.remove(at));
        });
        if let Some(task) = taken {
            with_incident(board, to, |i| i.work.tasks.push(crate::work::Task { number: new, ..task }));
        }
    }
}

fn incident_undone(board: &mut Board, e: &IncidentUndone) {
    with_incident(board, e.incident, |i| match &e.was {
        Was::Priority(priority) => i.priority = *priority,
        Was::Type(code) => i.type_code.clone_from(code),
        Was::Place(place) => i.place.clone_from(place),
        Was::Open(since_ms) => {
            i.closed = None;
            i.state_since_ms = *since_ms;
        }
        Was::Level(level) => i.level = *level,
    });
}

/// The unit's run on `from` ends and goes on at `to` with the state it has. Coming back from a merge in which nothing
/// happened to it, its own run simply goes on.
fn transferred(board: &mut Board, recorded: &Recorded, e: &UnitTransferred) {
    let at_ms = recorded.happened_ms;
    if let Some(unit) = board.units.get_mut(&e.unit) {
        unit.incident = Some(e.to);
    }
    let ours = |run: &&mut Run| run.unit == e.unit;
    if e.back {
        with_incident(board, e.from, |i| drop_open_run(i, &e.unit));
        with_incident(board, e.to, |i| {
            if let Some(run) = i.runs.iter_mut().rev().find(ours) {
                run.ended = None;
            }
        });
        return;
    }
    // Without its state's time: the merge that follows closes the incident and keeps since when it was in what state.
    let mut destination = None;
    with_incident(board, e.from, |i| {
        if let Some(run) = i.runs.iter_mut().rev().find(|run| run.unit == e.unit && run.ended.is_none()) {
            destination.clone_from(&run.destination);
            run.ended = Some(RunEnd { at_ms, disposition: None, diverted_to: Some(e.to) });
        }
    });
    with_state(board, e.to, at_ms, |incident| {
        let step = Step { status: e.status, at_ms, by: recorded.actor.clone(), backdated: false, reason: None };
        let (sector, site) = (None, None);
        incident.runs.push(Run {
            unit: e.unit.clone(),
            assigned_ms: at_ms,
            steps: vec![step],
            ended: None,
            sector,
            site,
            moved: true,
            destination,
        });
    });
}

fn drop_open_run(incident: &mut Incident, unit: &UnitId) {
    if let Some(at) = incident.runs.iter().rposition(|run| run.unit == *unit && run.ended.is_none()) {
        incident.runs.remove(at);
    }
}

fn unit_undone(board: &mut Board, e: &UnitUndone) {
    let before = &e.before;
    if let Some(unit) = board.units.get_mut(&e.unit) {
        unit.status = before.status;
        unit.since_ms = before.since_ms;
        unit.by.clone_from(&before.by);
        unit.reason.clone_from(&before.reason);
        unit.safety = before.safety.as_deref().cloned().unwrap_or_else(|| unit.safety.clone());
        unit.incident = if e.assignment { e.back_to } else { unit.incident };
    }
    if let Some(id) = e.incident {
        with_incident(board, id, |i| {
            if e.assignment {
                drop_open_run(i, &e.unit);
            } else if let Some(run) = i.runs.iter_mut().rev().find(|run| run.unit == e.unit && run.ended.is_none()) {
                run.steps.pop();
            }
            i.state_since_ms = before.incident_since_ms.unwrap_or(i.state_since_ms);
        });
    }
    if let Some(id) = e.back_to {
        with_incident(board, id, |i| {
            if let Some(run) = i.runs.iter_mut().rev().find(|run| run.unit == e.unit) {
                run.ended = None;
            }
            i.state_since_ms = before.left_since_ms.unwrap_or(i.state_since_ms);
        });
    }
}
