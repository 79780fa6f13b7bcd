//! Who should be on and who is. A function of the board and the time.

use super::{Duty, EARLY_MS, OnDuty};
use crate::board::{Board, Unit};
use crate::ids::UnitId;

/// How a planned crew stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its time began and it has not logged on.
    Late,
    /// On longer than planned.
    Over,
    /// On as planned.
    On,
    /// On, and no roster speaks of it.
    Unplanned,
    /// Its time comes within two hours.
    Due,
}

impl Standing {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Over => "over",
            Self::On => "on",
            Self::Unplanned => "unplanned",
            Self::Due => "due",
        }
    }
}

/// One line of the roster.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    pub unit: &'a UnitId,
    pub duty: Option<&'a Duty>,
    /// The crew that is on; not of a line that is late although an earlier crew still stays.
    pub crew: Option<&'a OnDuty>,
    pub standing: Standing,
    /// Since when it stands so, or when it begins, UTC milliseconds.
    pub since_ms: i64,
}

/// Every crew that should be on, is on, or comes within two hours: what needs somebody first, then by unit and time.
pub fn lines(board: &Board, now_ms: i64) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (id, unit) in &board.units {
        let duties = board.roster.get(id).map_or(&[][..], Vec::as_slice);
        let mut crew = unit.crew().filter(|_| !unit.is_logged_off());
        for duty in duties.iter().filter(|d| now_ms < d.to_ms && now_ms >= d.from_ms.saturating_sub(EARLY_MS)) {
            let came = crew.filter(|crew| belongs(crew, duty, duties));
            let (standing, since_ms) = match came {
                Some(crew) => (Standing::On, crew.since_ms),
                None if now_ms >= duty.from_ms => (Standing::Late, duty.from_ms),
                None => (Standing::Due, duty.from_ms),
            };
            lines.push(Line { unit: id, duty: Some(duty), crew: came, standing, since_ms });
            if came.is_some() {
                crew = None;
            }
        }
        lines.extend(crew.map(|crew| beyond(unit, crew, duties, now_ms)));
    }
    lines.sort_by_key(|line| (line.standing, line.unit, line.since_ms));
    lines
}

/// A crew is that of the last duty it could have come for.
fn belongs(crew: &OnDuty, duty: &Duty, duties: &[Duty]) -> bool {
    let could = |d: &&Duty| crew.since_ms >= d.from_ms.saturating_sub(EARLY_MS) && crew.since_ms < d.to_ms;
    // Coming early for one duty while another still runs: the one that ends is not meant, unless it has not come at all.
    duties.iter().filter(could).max_by_key(|d| (crew.since_ms >= d.from_ms, d.from_ms)) == Some(duty)
}

/// A crew whose duty, if it had one, is over.
fn beyond<'a>(unit: &'a Unit, crew: &'a OnDuty, duties: &'a [Duty], now_ms: i64) -> Line<'a> {
    let ended = duties.iter().rev().find(|duty| duty.to_ms <= now_ms && belongs(crew, duty, duties));
    let end_ms = ended.map(|duty| duty.to_ms).or(crew.until_ms).filter(|end| *end <= now_ms);
    let (standing, since_ms) = match end_ms {
        Some(end) => (Standing::Over, end),
        None => (Standing::Unplanned, crew.since_ms),
    };
    Line { unit: &unit.id, duty: ended, crew: Some(crew), standing, since_ms }
}
