//! What people did in the last minutes and how each of it is taken back: by an event that restores what was, never by
//! taking anything out of the log (`dispatch.md` 4.2).
//!
//! While events are folded, each deed keeps what it changed. [`crate::decide`] makes the compensating events from that.

use crate::board::{Board, Unit};
use crate::crew::Safety;
use crate::event::{Cause, Event, Recorded};
use crate::ids::{CallId, IncidentId, StreamId, UnitId};
use crate::staff::Stacked;
use crate::status::UnitStatus;
use crate::types::{Place, Priority};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use uuid::Uuid;

/// How long after a command it may be undone, milliseconds.
pub const WINDOW_MS: i64 = 30_000;
/// How long deeds are kept: past the window, so that a refusal can still say what it is about.
const KEPT_MS: i64 = 4 * WINDOW_MS;
/// Most deeds kept. In a flood the oldest can no longer be undone.
const KEPT: usize = 256;

/// One thing a person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// Place of its event in the log.
    pub gseq: u64,
    /// Place of the last event that came with it, of those that are no deeds of their own.
    #[serde(default)]
    pub upto: u64,
    /// The request it came of; nil when it was kept by a program that did not know that.
    #[serde(default)]
    pub cmd: Uuid,
    /// When it was recorded, UTC milliseconds.
    pub at_ms: i64,
    pub by: String,
    /// The event's stored name.
    pub typ: String,
    pub stream: StreamId,
    /// Version of the stream after it, what was taken back since not counted: whatever else followed made another.
    pub version: u64,
    pub change: Change,
}

/// What a deed changed, with what is needed to take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Status {
        unit: UnitId,
        incident: Option<IncidentId>,
        before: UnitBefore,
    },
    Assigned {
        unit: UnitId,
        incident: IncidentId,
        left: Option<IncidentId>,
        before: UnitBefore,
    },
    /// Cleared, or out of service during a run.
    Released {
        unit: UnitId,
        incident: IncidentId,
        before: UnitBefore,
    },
    /// What stands beside its state.
    Aside {
        unit: UnitId,
        incident: Option<IncidentId>,
        safety: Option<Box<Safety>>,
        stack: Option<Vec<Stacked>>,
    },
    /// A step entered late.
    Late {
        unit: UnitId,
        incident: IncidentId,
        status: UnitStatus,
        step_ms: i64,
        before: UnitBefore,
    },
    /// Who rides, with what waited and the unit's state; the incident the crew left.
    Crew {
        unit: UnitId,
        crew: crate::staff::Crew,
        stack: Vec<Stacked>,
        before: UnitBefore,
        left: Option<IncidentId>,
    },
    Opened {
        incident: IncidentId,
    },
    Level {
        incident: IncidentId,
        from: u32,
        to: u32,
    },
    /// Offered to a colleague.
    HandOver {
        incident: IncidentId,
    },
    Note {
        incident: IncidentId,
    },
    /// A message of the radio log, about this incident or none.
    Radio {
        incident: Option<IncidentId>,
    },
    Priority {
        incident: IncidentId,
        from: Priority,
        to: Priority,
    },
    Type {
        incident: IncidentId,
        from: String,
        to: String,
    },
    Place {
        incident: IncidentId,
        from: Option<Place>,
        to: Place,
    },
    Closed {
        incident: IncidentId,
        since_ms: i64,
    },
    Attached {
        incident: IncidentId,
        call: CallId,
    },
    Merged {
        incident: IncidentId,
    },
    Linked {
        incident: IncidentId,
        other: IncidentId,
    },
    /// Command as it was, and the sectors of the units it moved.
    Command {
        incident: IncidentId,
        was: Box<crate::ics::Ics>,
        sectors: crate::ics::InSectors,
    },
    /// Cannot be taken back; kept so that undo says so and does not take back something older instead.
    Final,
}

/// A unit as it was, and since when its incidents were in their states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitBefore {
    pub status: UnitStatus,
    pub since_ms: i64,
    pub by: String,
    pub reason: Option<String>,
    pub incident_since_ms: Option<i64>,
    pub left_since_ms: Option<i64>,
    /// What stood beside its state; absent in logs of programs that did not keep it.
    #[serde(default)]
    pub safety: Option<Box<Safety>>,
}

impl Board {
    /// The deed that put an event at this place, or came with it.
    pub fn deed(&self, gseq: u64) -> Option<&Deed> {
        self.deeds.iter().find(|deed| deed.gseq == gseq || (deed.gseq..=deed.upto).contains(&gseq))
    }

    /// All of one request, oldest first: a level with the units it sent, a unit cleared with what waited for it.
    pub fn deeds_with(&self, gseq: u64) -> Vec<&Deed> {
        let Some(asked) = self.deed(gseq) else { return Vec::new() };
        if asked.cmd.is_nil() {
            return vec![asked];
        }
        self.deeds.iter().filter(|deed| deed.cmd == asked.cmd).collect()
    }

    /// Until when the command that ended at this place may be undone, UTC milliseconds; `None` when it cannot be.
    pub fn undo_until(&self, gseq: u64) -> Option<i64> {
        let all = self.deeds_with(gseq);
        let at_ms = all.first()?.at_ms;
        all.iter().all(|deed| deed.change != Change::Final).then(|| at_ms.saturating_add(WINDOW_MS))
    }
}

/// The deed an event is; `board` is the picture before it.
pub(crate) fn deed(board: &Board, recorded: &Recorded) -> Option<Deed> {
    if recorded.cause != Cause::Operator || undoes(&recorded.event).is_some() {
        return None;
    }
    let since = |id: &IncidentId| board.incidents.get(id).map(|i| i.state_since_ms);
    let change = match &recorded.event {
        Event::UnitStatusSet(e) => {
            let incident = e.incident.filter(|_| e.status.is_step());
            before(board, &e.unit, incident, None).map(|before| Change::Status {
                unit: e.unit.clone(),
                incident,
                before,
            })
        }
        Event::UnitAssigned(e) => before(board, &e.unit, Some(e.incident), e.diverted_from).map(|before| {
            Change::Assigned { unit: e.unit.clone(), incident: e.incident, left: e.diverted_from, before }
        }),
        Event::UnitReleased(e) => before(board, &e.unit, Some(e.incident), None).map(|before| Change::Released {
            unit: e.unit.clone(),
            incident: e.incident,
            before,
        }),
        Event::StatusBackdated(e) => before(board, &e.unit, Some(e.incident), None).map(|before| Change::Late {
            unit: e.unit.clone(),
            incident: e.incident,
            status: e.status,
            step_ms: e.at_ms,
            before,
        }),
        Event::WelfareSet(e) => beside(board, &e.unit),
        Event::WelfareEnded(e) => beside(board, &e.unit),
        Event::ReliefSet(e) => beside(board, &e.unit),
        Event::RequestAnswered(e) => beside(board, &e.unit),
        Event::IncidentStacked(e) => stack(board, &e.unit, e.incident),
        Event::IncidentUnstacked(e) => stack(board, &e.unit, e.incident),
        Event::StackOffered(e) => stack(board, &e.unit, e.incident),
        Event::CrewLoggedOn(e) => crew(board, &e.unit, None),
        Event::CrewLoggedOff(e) => crew(board, &e.unit, e.incident),
        Event::IncidentOpened(e) => Some(Change::Opened { incident: e.incident }),
        Event::AlarmRaised(e) => Some(Change::Level { incident: e.incident, from: e.from, to: e.level }),
        Event::HandOverOffered(e) => Some(Change::HandOver { incident: e.incident }),
        Event::NoteAdded(e) => Some(Change::Note { incident: e.incident }),
        Event::RadioLogged(e) => Some(Change::Radio { incident: e.said.incident }),
        Event::RadioCorrected(_) => Some(Change::Final),
        Event::PrioritySet(e) => Some(Change::Priority { incident: e.incident, from: e.from, to: e.priority }),
        Event::TypeSet(e) => Some(Change::Type { incident: e.incident, from: e.from.clone(), to: e.type_code.clone() }),
        Event::IncidentMoved(e) => {
            Some(Change::Place { incident: e.incident, from: e.from.clone(), to: e.place.clone() })
        }
        Event::IncidentClosed(e) => {
            since(&e.incident).map(|since_ms| Change::Closed { incident: e.incident, since_ms })
        }
        Event::CallAttached(e) => Some(Change::Attached { incident: e.incident, call: e.call }),
        event if crate::ics::incident_of(event).is_some() => crate::ics::incident_of(event)
            .zip(crate::ics::before(board, event))
            .map(|(incident, (was, sectors))| Change::Command { incident, was, sectors }),
        Event::IncidentMerged(e) => Some(Change::Merged { incident: e.incident }),
        Event::IncidentLinked(e) => Some(Change::Linked { incident: e.incident, other: e.other }),
        // Answers given while the call was taken are part of opening it.
        Event::IncidentAnswered(_) if of_opening(board, recorded) => None,
        // Units that go along are part of the merge or split; lists of units are office work; coming, going and reading
        // change nothing that one could want back.
        Event::UnitTransferred(_)
        // What was overridden for a deed is part of it.
        | Event::SafetyOverridden(_)
        | Event::IncidentRecommended(_)
        | Event::UnitAdded(_)
        | Event::SignedOn(_)
        | Event::SignedOff(_)
        | Event::SignOnRefused(_)
        | Event::MentionsRead(_) => None,
        // Whatever else a person did stands between undo and what came before it.
        _ => Some(Change::Final),
    }?;
    Some(Deed {
        gseq: recorded.gseq,
        upto: recorded.gseq,
        cmd: recorded.cmd,
        at_ms: recorded.recorded_ms,
        by: recorded.actor.clone(),
        typ: recorded.event.typ().to_owned(),
        stream: recorded.event.stream(),
        version: recorded.version,
        change,
    })
}

/// Came with the request that opened its incident.
fn of_opening(board: &Board, recorded: &Recorded) -> bool {
    let opened = |deed: &Deed| matches!(deed.change, Change::Opened { .. }) && deed.cmd == recorded.cmd;
    board.deeds.back().is_some_and(opened)
}

fn crew(board: &Board, id: &UnitId, left: Option<IncidentId>) -> Option<Change> {
    let unit = board.units.get(id)?;
    let (crew, stack) = (unit.staff.crew.clone(), unit.staff.stack.clone());
    Some(Change::Crew { unit: id.clone(), crew, stack, before: before(board, id, None, left)?, left })
}

fn before(board: &Board, unit: &UnitId, on: Option<IncidentId>, left: Option<IncidentId>) -> Option<UnitBefore> {
    let unit = board.units.get(unit)?;
    let since = |id: Option<IncidentId>| id.and_then(|id| board.incidents.get(&id)).map(|i| i.state_since_ms);
    // An alarm that comes back with its state is heard: its place on the shelf does not come back.
    let safety = Some(Box::new(Safety { shelved: None, ..unit.safety.clone() }));
    Some(UnitBefore {
        safety,
        status: unit.status,
        since_ms: unit.since_ms,
        by: unit.by.clone(),
        reason: unit.reason.clone(),
        incident_since_ms: since(on),
        left_since_ms: since(left),
    })
}

/// What stands beside a unit's state: its safety.
fn beside(board: &Board, unit: &UnitId) -> Option<Change> {
    let unit = board.units.get(unit)?;
    let safety = Some(Box::new(unit.safety.clone()));
    Some(Change::Aside { unit: unit.id.clone(), incident: unit.incident, safety, stack: None })
}

/// The same: what waits for it.
fn stack(board: &Board, unit: &UnitId, incident: IncidentId) -> Option<Change> {
    let unit = board.units.get(unit)?;
    let stack = Some(unit.staff.stack.clone());
    Some(Change::Aside { unit: unit.id.clone(), incident: Some(incident), safety: None, stack })
}

/// Folds what takes back a clearing, what stands beside a unit's state, or a step entered late.
pub(crate) fn restore(board: &mut Board, event: &Event) {
    match event {
        Event::UnitReleaseUndone(e) => {
            as_before(board, &e.unit, &e.before, |unit| unit.incident = Some(e.incident));
            goes_on(board, e.incident, &e.unit, e.before.incident_since_ms);
        }
        Event::StaffUndone(e) => {
            as_before(board, &e.unit, &e.before, |unit| {
                unit.staff.crew = e.crew.clone();
                unit.staff.stack.clone_from(&e.stack);
                unit.incident = e.back_to.or(unit.incident);
            });
            if let Some(back) = e.back_to {
                goes_on(board, back, &e.unit, e.before.left_since_ms);
            }
        }
        Event::UnitAsideUndone(e) => {
            let Some(unit) = board.units.get_mut(&e.unit) else { return };
            if let Some(safety) = &e.safety {
                unit.safety = (**safety).clone();
            }
            if let Some(stack) = &e.stack {
                unit.staff.stack.clone_from(stack);
            }
        }
        Event::LateStatusUndone(e) => {
            as_before(board, &e.unit, &e.before, |_| {});
            let Some(incident) = board.incidents.get_mut(&e.incident) else { return };
            if let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == e.unit) {
                let entered = |step: &crate::board::Step| step.status == e.status && step.at_ms == e.at_ms;
                run.steps.retain(|step| !(step.backdated && entered(step)));
            }
            incident.state_since_ms = e.before.incident_since_ms.unwrap_or(incident.state_since_ms);
        }
        _ => {}
    }
}

/// A run goes on as if it had not ended.
fn goes_on(board: &mut Board, id: IncidentId, unit: &UnitId, since_ms: Option<i64>) {
    let sites = &board.sites;
    let Some(incident) = board.incidents.get_mut(&id) else { return };
    let open: Vec<u32> = incident.ics.open_sectors().map(|sector| sector.number).collect();
    if let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == *unit) {
        run.ended = None;
        // A sector or a site that was closed meanwhile has nobody in it.
        run.sector = run.sector.filter(|sector| open.contains(sector));
        run.site = run.site.filter(|site| sites.contains_key(site));
    }
    incident.state_since_ms = since_ms.unwrap_or(incident.state_since_ms);
}

fn as_before(board: &mut Board, unit: &UnitId, before: &UnitBefore, more: impl FnOnce(&mut Unit)) {
    let Some(unit) = board.units.get_mut(unit) else { return };
    unit.status = before.status;
    unit.since_ms = before.since_ms;
    unit.by.clone_from(&before.by);
    unit.reason.clone_from(&before.reason);
    if let Some(safety) = &before.safety {
        unit.safety = (**safety).clone();
    }
    more(unit);
}

/// The place of the event that this one takes back.
pub fn undoes(event: &Event) -> Option<u64> {
    match event {
        Event::CallDetached(e) => e.undone,
        Event::IncidentSplit(e) => e.undone,
        Event::IncidentUnlinked(e) => e.undone,
        Event::NoteStruck(e) => e.undone,
        Event::RadioStruck(e) => Some(e.undone),
        Event::IncidentUndone(e) => Some(e.undone),
        Event::UnitUndone(e) => Some(e.undone),
        Event::UnitReleaseUndone(e) => Some(e.undone),
        Event::StaffUndone(e) => Some(e.undone),
        Event::UnitAsideUndone(e) => Some(e.undone),
        Event::LateStatusUndone(e) => Some(e.undone),
        Event::CommandUndone(e) => Some(e.undone),
        _ => None,
    }
}

/// The deed is gone, and for those before it on its stream it is as if neither it nor this event had followed.
fn taken_back(board: &mut Board, undone: u64) {
    let Some(at) = board.deeds.iter().position(|deed| deed.gseq == undone) else { return };
    let Some(gone) = board.deeds.remove(at) else { return };
    for earlier in board.deeds.iter_mut().filter(|deed| deed.stream == gone.stream && deed.gseq < undone) {
        earlier.version = earlier.version.saturating_add(2);
    }
}

/// Keeps a deed, and lets go of what was taken back or is old.
pub(crate) fn keep(board: &mut Board, recorded: &Recorded, deed: Option<Deed>) {
    if let Some(undone) = undoes(&recorded.event) {
        taken_back(board, undone);
    }
    let deeds: &mut VecDeque<Deed> = &mut board.deeds;
    let same = |last: &&mut Deed| last.cmd == recorded.cmd && !recorded.cmd.is_nil();
    if let Some(last) = deeds.back_mut().filter(same) {
        let with_it = deed.as_ref().is_none_or(|deed| deed.change == Change::Final && last.change == Change::Final);
        if with_it {
            // Part of it: a list of a thousand rows is one deed, and answers belong to the call they came with.
            last.upto = recorded.gseq;
            if recorded.event.stream() == last.stream {
                last.version = recorded.version;
            }
            return;
        }
    }
    let Some(deed) = deed else { return };
    let before = deed.at_ms.saturating_sub(KEPT_MS);
    while deeds.len() >= KEPT || deeds.front().is_some_and(|old| old.at_ms < before) {
        deeds.pop_front();
    }
    deeds.push_back(deed);
}
