//! Alarms put aside for a while, with a reason (ISA-18.2, shelving): they come back by themselves. What is shelved is
//! silent, not gone: every window shows it, and the next shift is told.
//!
//! What keeps crews safe cannot be shelved: emergencies, welfare checks and roll calls are answered.

use crate::board::Board;
use crate::event::{AlarmReturned, AlarmShelved, Event};
use crate::ids::{UnitId, WarningKey};
use crate::rejection::Rejection;
use crate::status::UnitStatus;
use crate::timer::SET_BACK_MS;
use serde::{Deserialize, Serialize};
use watchfloor_warning::model::Severity;

/// Longest time an alarm is shelved, minutes: a shift of twelve hours meets each twice.
pub const MOST_MINUTES: u32 = 480;
/// And a warning of extreme severity.
pub const MOST_MINUTES_EXTREME: u32 = 60;

/// An alarm that can be shelved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "alarm", rename_all = "snake_case")]
pub enum Alarm {
    /// A warning that waits for an acknowledgement.
    Warning { key: WarningKey },
    /// A unit too long in a state.
    Limit { unit: UnitId, status: UnitStatus },
}

impl Alarm {
    /// As people name it.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Warning { key } => Subject::Warning(key.clone()),
            Self::Limit { unit, .. } => Subject::Unit(unit.clone()),
        }
    }
}

/// An alarm on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelved {
    pub at_ms: i64,
    pub by: String,
    /// Comes back then, UTC milliseconds.
    pub until_ms: i64,
    pub reason: String,
}

/// What is asked of the shelf.
#[derive(Clone, Debug, PartialEq)]
pub enum Shelving {
    Shelve {
        alarm: Subject,
        minutes: u32,
        reason: String,
    },
    /// Takes it back before its time.
    Unshelve {
        alarm: Subject,
    },
}

/// What an alarm is about, as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Warning(WarningKey),
    Unit(UnitId),
}

impl Shelving {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Shelve { .. } => "shelve_alarm",
            Self::Unshelve { .. } => "unshelve_alarm",
        }
    }
}

/// Everything on the shelf, the first to come back first.
pub fn shelf(board: &Board) -> Vec<(Alarm, &Shelved)> {
    let warnings = board
        .warnings
        .iter()
        .filter_map(|(key, warning)| Some((Alarm::Warning { key: key.clone() }, warning.shelved.as_ref()?)));
    let units = board.units.values().filter_map(|unit| {
        Some((Alarm::Limit { unit: unit.id.clone(), status: unit.status }, unit.safety.shelved.as_ref()?))
    });
    let mut all: Vec<_> = warnings.chain(units).collect();
    all.sort_by(|a, b| (a.1.until_ms, &a.0).cmp(&(b.1.until_ms, &b.0)));
    all
}

/// Decides what is asked.
///
/// # Errors
/// Nothing there sounds; on the shelf already, or not; without a reason; too long.
pub(crate) fn decide(board: &Board, asked: &Shelving, now_ms: i64, drill: bool) -> Result<Vec<Event>, Rejection> {
    match asked {
        Shelving::Shelve { alarm, minutes, reason } => {
            let (alarm, held, most) = sounding(board, alarm, drill)?;
            if let Some(held) = held {
                return Err(Rejection::rule("refused.already_shelved")
                    .with("by", &held.by)
                    .with("reason", &held.reason));
            }
            if *minutes == 0 || *minutes > most {
                return Err(Rejection::argument("minutes", "refused.shelve_minutes").with("limit", most.to_string()));
            }
            let reason = crate::decide::text("reason", reason)?.to_owned();
            let until_ms = now_ms.saturating_add(i64::from(*minutes) * 60_000);
            Ok(vec![AlarmShelved { alarm, until_ms, reason }.into()])
        }
        Shelving::Unshelve { alarm } => {
            let found = shelf(board).into_iter().find(|(held, _)| match (held, alarm) {
                (Alarm::Warning { key }, Subject::Warning(asked)) => key == asked,
                (Alarm::Limit { unit, .. }, Subject::Unit(asked)) => {
                    board.find_unit(&asked.0).is_some_and(|u| u.id == *unit)
                }
                _ => false,
            });
            let (alarm, held) = found.ok_or_else(|| Rejection::rule("refused.not_shelved"))?;
            Ok(vec![AlarmReturned { alarm, until_ms: held.until_ms, early: true }.into()])
        }
    }
}

/// The alarm that sounds there, whether it is on the shelf, and for how long it may be.
fn sounding<'a>(
    board: &'a Board,
    subject: &Subject,
    drill: bool,
) -> Result<(Alarm, Option<&'a Shelved>, u32), Rejection> {
    match subject {
        Subject::Warning(key) => {
            let warning = board.warning(key)?;
            if warning.shelved.is_none() && !warning.is_alarm(drill) {
                return Err(Rejection::rule("refused.shelve_nothing"));
            }
            let extreme = warning.message.severity() == Severity::Extreme;
            let most = if extreme { MOST_MINUTES_EXTREME } else { MOST_MINUTES };
            Ok((Alarm::Warning { key: key.clone() }, warning.shelved.as_ref(), most))
        }
        Subject::Unit(id) => {
            let unit = board.unit(id)?;
            if !unit.safety.alerted {
                return Err(Rejection::rule("refused.shelve_nothing"));
            }
            let alarm = Alarm::Limit { unit: unit.id.clone(), status: unit.status };
            Ok((alarm, unit.safety.shelved.as_ref(), MOST_MINUTES))
        }
    }
}

/// What comes back by now. One that was shelved in what is now the future was shelved before the clock went back: it comes
/// back at once, for nobody knows how long it has been silent.
pub(crate) fn due(board: &Board, now_ms: i64) -> Vec<Event> {
    let back = |held: &Shelved| held.until_ms <= now_ms || held.at_ms > now_ms.saturating_add(SET_BACK_MS);
    let due = shelf(board).into_iter().filter(|(_, held)| back(held));
    due.map(|(alarm, held)| AlarmReturned { alarm, until_ms: held.until_ms, early: false }.into()).collect()
}

/// The next instant at which something comes back.
pub(crate) fn next_due(board: &Board) -> Option<i64> {
    let warnings = board.warnings.values().filter_map(|w| w.shelved.as_ref());
    let units = board.units.values().filter_map(|u| u.safety.shelved.as_ref());
    warnings.chain(units).map(|held| held.until_ms).min()
}

/// Folds the shelf's events. Total: an alarm that is not there any more changes nothing.
pub(crate) fn fold(board: &mut Board, recorded: &crate::event::Recorded) {
    let (alarm, shelved) = match &recorded.event {
        Event::AlarmShelved(e) => {
            let (at_ms, by) = (recorded.happened_ms, recorded.actor.clone());
            (&e.alarm, Some(Shelved { at_ms, by, until_ms: e.until_ms, reason: e.reason.clone() }))
        }
        Event::AlarmReturned(e) => (&e.alarm, None),
        _ => return,
    };
    match alarm {
        Alarm::Warning { key } => {
            if let Some(warning) = board.warnings.get_mut(key) {
                warning.shelved = shelved;
            }
        }
        Alarm::Limit { unit, status } => {
            if let Some(unit) = board.units.get_mut(unit).filter(|unit| unit.status == *status) {
                unit.safety.shelved = shelved;
            }
        }
    }
}

/// Whose alarm it is, in a sentence: the unit's call sign, the warning's event.
pub fn about(board: &Board, alarm: &Alarm) -> String {
    match alarm {
        Alarm::Warning { key } => {
            let info = board.warnings.get(key).and_then(|w| w.message.infos.first());
            info.map_or_else(|| key.0.clone(), |info| info.event.clone())
        }
        Alarm::Limit { unit, .. } => board.units.get(unit).map_or_else(|| unit.0.clone(), |u| u.call_sign.clone()),
    }
}

#[cfg(test)]
mod tests;
