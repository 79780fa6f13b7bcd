//! What people did in the last minutes and how each of it is taken back: by an event that restores what was, never by
//! taking anything out of the log (`dispatch.md` 4.2).
//!
//! While events are folded, each deed keeps what it changed. [`crate::decide`] makes the compensating events from that.

use crate::board::Board;
use crate::event::{Cause, Event, Recorded};
use crate::ids::{CallId, IncidentId, StreamId, UnitId};
use crate::status::UnitStatus;
use crate::types::{Place, Priority};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

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
    /// When it was recorded, UTC milliseconds.
    pub at_ms: i64,
    pub by: String,
    /// The event's stored name.
    pub typ: String,
    pub stream: StreamId,
    /// Version of the stream after it: whatever followed made another.
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
}

impl Board {
    /// The deed that put an event at this place.
    pub fn deed(&self, gseq: u64) -> Option<&Deed> {
        self.deeds.iter().find(|deed| deed.gseq == gseq)
    }

    /// All of one command: commands about units may name several, and their deeds follow each other without a gap, of the
    /// same person and instant. Every other deed stands alone.
    pub fn deeds_with(&self, gseq: u64) -> Vec<&Deed> {
        let Some(at) = self.deeds.iter().position(|deed| deed.gseq == gseq) else { return Vec::new() };
        let same = |a: &Deed, b: &Deed| {
            a.gseq + 1 == b.gseq && a.by == b.by && a.at_ms == b.at_ms && a.is_of_unit() && b.is_of_unit()
        };
        let (mut first, mut last) = (at, at);
        while first > 0 && same(&self.deeds[first - 1], &self.deeds[first]) {
            first -= 1;
        }
        while last + 1 < self.deeds.len() && same(&self.deeds[last], &self.deeds[last + 1]) {
            last += 1;
        }
        self.deeds.range(first..=last).collect()
    }

    /// Until when the command that ended at this place may be undone, UTC milliseconds; `None` when it cannot be.
    pub fn undo_until(&self, gseq: u64) -> Option<i64> {
        let all = self.deeds_with(gseq);
        let at_ms = all.first()?.at_ms;
        all.iter().all(|deed| deed.change != Change::Final).then(|| at_ms.saturating_add(WINDOW_MS))
    }
}

impl Deed {
    fn is_of_unit(&self) -> bool {
        self.stream.kind() == "unit"
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
        Event::IncidentAnswered(e) if before_opening(board, e) => None,
        // Units that go along are part of the merge or split; lists of units are office work.
        Event::UnitTransferred(_) | Event::IncidentRecommended(_) | Event::UnitAdded(_) => None,
        event => matches!(event.stream().kind(), "incident" | "unit").then_some(Change::Final),
    }?;
    Some(Deed {
        gseq: recorded.gseq,
        at_ms: recorded.recorded_ms,
        by: recorded.actor.clone(),
        typ: recorded.event.typ().to_owned(),
        stream: recorded.event.stream(),
        version: recorded.version,
        change,
    })
}

fn before_opening(board: &Board, e: &crate::event::IncidentAnswered) -> bool {
    board.incidents.get(&e.incident).is_some_and(|i| e.at_ms <= i.opened_ms)
}

fn before(board: &Board, unit: &UnitId, on: Option<IncidentId>, left: Option<IncidentId>) -> Option<UnitBefore> {
    let unit = board.units.get(unit)?;
    let since = |id: Option<IncidentId>| id.and_then(|id| board.incidents.get(&id)).map(|i| i.state_since_ms);
    Some(UnitBefore {
        status: unit.status,
        since_ms: unit.since_ms,
        by: unit.by.clone(),
        reason: unit.reason.clone(),
        incident_since_ms: since(on),
        left_since_ms: since(left),
    })
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
        Event::CommandUndone(e) => Some(e.undone),
        _ => None,
    }
}

/// The deed is gone, and the one before it on its stream is the newest again: it can be undone as if nothing had followed.
fn taken_back(board: &mut Board, recorded: &Recorded, undone: u64) {
    let Some(at) = board.deeds.iter().position(|deed| deed.gseq == undone) else { return };
    let Some(gone) = board.deeds.remove(at) else { return };
    let earlier = board.deeds.iter_mut().rev().find(|deed| deed.stream == gone.stream && deed.gseq < undone);
    if let Some(earlier) = earlier
        && earlier.version + 1 == gone.version
        && recorded.version == gone.version + 1
    {
        earlier.version = recorded.version;
    }
}

/// Keeps a deed, and lets go of what was taken back or is old.
pub(crate) fn keep(board: &mut Board, recorded: &Recorded, deed: Option<Deed>) {
    if let Some(undone) = undoes(&recorded.event) {
        taken_back(board, recorded, undone);
    }
    let Some(deed) = deed else { return };
    let deeds: &mut VecDeque<Deed> = &mut board.deeds;
    let before = deed.at_ms.saturating_sub(KEPT_MS);
    while deeds.len() >= KEPT || deeds.front().is_some_and(|old| old.at_ms < before) {
        deeds.pop_front();
    }
    deeds.push_back(deed);
}
