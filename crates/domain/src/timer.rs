//! Deadlines, derived from the board: how long a unit may be in a state, welfare checks, roll calls. Nothing ticks here;
//! who has a clock asks what is due. What has fired is on the board, so a restart neither forgets nor repeats one.

use crate::board::{Board, Unit};
use crate::event::{Event, TimerFired, TimerRearmed};
use crate::ids::{IncidentId, UnitId};
use crate::plan::StatusLimit;
use crate::status::UnitStatus;
use serde::{Deserialize, Serialize};

/// A clock that stands so far before the arming of a timer was set back; less is how clocks are corrected. Milliseconds.
pub const SET_BACK_MS: i64 = 2_000;

/// Whether a unit's state was entered from paper: its time ran while nobody's clock did, and must not ring now.
fn is_from_paper(board: &Board, unit: &Unit) -> bool {
    let incident = unit.incident.and_then(|id| board.incidents.get(&id)).filter(|i| i.intake.paper.is_some());
    let run = incident.and_then(|i| i.open_runs().find(|run| run.unit == unit.id));
    run.and_then(|run| run.steps.last()).is_some_and(|step| step.backdated && step.status == unit.status)
}

/// How long a unit may be in the state it is in; one for its kind wins over one for all. A state from paper has none.
pub fn limit<'a>(board: &'a Board, unit: &Unit) -> Option<&'a StatusLimit> {
    if is_from_paper(board, unit) {
        return None;
    }
    let of_status = || board.plan().limits.iter().filter(|l| l.status == unit.status);
    let of_kind = |l: &&StatusLimit| l.kind.as_ref().is_some_and(|k| k.eq_ignore_ascii_case(&unit.kind));
    of_status().find(of_kind).or_else(|| of_status().find(|l| l.kind.is_none()))
}

/// Since when the limit of a unit's state runs, UTC milliseconds: since it is in it, or since the clock was set back.
pub fn limit_from(unit: &Unit) -> i64 {
    unit.safety.limit_from_ms.unwrap_or(unit.since_ms)
}

/// What a deadline is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "timer", rename_all = "snake_case")]
pub enum TimerKey {
    /// A unit has been too long in a state.
    Status { unit: UnitId, status: UnitStatus },
    /// A crew is to be asked whether it is well.
    Welfare { unit: UnitId },
    /// Units on scene are to be called.
    Par { incident: IncidentId },
}

/// An instant at which something is to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadline {
    pub key: TimerKey,
    /// When it was set, UTC milliseconds.
    pub armed_ms: i64,
    /// UTC milliseconds.
    pub due_ms: i64,
}

/// Every deadline not fired yet.
pub fn deadlines(board: &Board) -> impl Iterator<Item = Deadline> {
    // Asked after every command, about every unit: most stand in states without a limit and are told by one bit.
    let limited = board.plan().limits.iter().fold(0_u32, |set, limit| set | 1 << limit.status as u32);
    let is_limited = move |unit: &&Unit| limited >> unit.status as u32 & 1 == 1;
    let units = board.units.values().flat_map(move |unit| {
        let state = Some(unit).filter(is_limited).and_then(|unit| status(board, unit));
        state.into_iter().chain(welfare(unit))
    });
    units.chain(board.incidents.iter().filter_map(|(id, incident)| {
        let par = incident.par.as_ref()?;
        let key = TimerKey::Par { incident: *id };
        Some(Deadline { key, armed_ms: par.armed_ms, due_ms: par.due_ms })
    }))
}

fn status(board: &Board, unit: &Unit) -> Option<Deadline> {
    if unit.safety.alerted {
        return None;
    }
    let limit = limit(board, unit)?;
    let key = TimerKey::Status { unit: unit.id.clone(), status: unit.status };
    let armed_ms = limit_from(unit);
    Some(Deadline { key, armed_ms, due_ms: armed_ms.saturating_add(i64::from(limit.alert_s) * 1_000) })
}

fn welfare(unit: &Unit) -> Option<Deadline> {
    let welfare = unit.safety.welfare.as_ref().filter(|w| w.fired_ms.is_none())?;
    let key = TimerKey::Welfare { unit: unit.id.clone() };
    Some(Deadline { key, armed_ms: welfare.armed_ms, due_ms: welfare.due_ms })
}

/// What has become due by now, in order of its time.
///
/// A timer set in what is now the future was set before the clock went back: waiting for its time would be too long by as
/// much, so it runs its full length from now. The age of a state cannot be known better and is left alone.
pub fn due(board: &Board, now_ms: i64) -> Vec<Event> {
    let due = |d: &Deadline| d.due_ms <= now_ms || set_back(d, now_ms);
    let mut found: Vec<Deadline> = deadlines(board).filter(due).collect();
    found.sort_by(|a, b| (a.due_ms, &a.key).cmp(&(b.due_ms, &b.key)));
    let event = |d: Deadline| match set_back(&d, now_ms) {
        true => TimerRearmed {
            due_ms: now_ms.saturating_add(d.due_ms.saturating_sub(d.armed_ms)),
            from_ms: d.due_ms,
            key: d.key,
        }
        .into(),
        false => TimerFired { late_ms: now_ms.saturating_sub(d.due_ms), due_ms: d.due_ms, key: d.key }.into(),
    };
    found.into_iter().map(event).collect()
}

fn set_back(deadline: &Deadline, now_ms: i64) -> bool {
    deadline.armed_ms > now_ms.saturating_add(SET_BACK_MS)
}

/// The next instant at which a timer fires.
pub fn next_due(board: &Board) -> Option<i64> {
    deadlines(board).map(|d| d.due_ms).min()
}

impl TimerKey {
    /// The incident it is of, when it is of one.
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Par { incident } => Some(*incident),
            Self::Status { .. } | Self::Welfare { .. } => None,
        }
    }

    /// The unit it is of, when it is of one.
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Status { unit, .. } | Self::Welfare { unit } => Some(unit),
            Self::Par { .. } => None,
        }
    }
}
