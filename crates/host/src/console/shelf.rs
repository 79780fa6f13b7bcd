//! Alarms put aside for a while: named on the wire, shown with when they come back.

use super::refusal::bad;
use watchfloor_api::shelf::{ShelfRow, ShelvedView};
use watchfloor_api::{ApiError, Command as Wire};
use watchfloor_domain::ids::{UnitId, WarningKey};
use watchfloor_domain::shelf::{Alarm, Shelved, Shelving, Subject, about, shelf};
use watchfloor_domain::{Board, Command};

/// A verb of the shelf as a command; gives back what is another room's.
pub(super) fn read(command: Wire) -> Result<Result<Command, Wire>, ApiError> {
    Ok(Ok(Command::Shelf(match command {
        Wire::ShelveAlarm(ask) => {
            Shelving::Shelve { alarm: subject(&ask.alarm)?, minutes: ask.minutes, reason: ask.reason }
        }
        Wire::UnshelveAlarm(ask) => Shelving::Unshelve { alarm: subject(&ask.alarm)? },
        other => return Ok(Err(other)),
    })))
}

fn subject(text: &str) -> Result<Subject, ApiError> {
    match text.trim().split_once('/') {
        Some(("warning", key)) => Ok(Subject::Warning(WarningKey(key.to_owned()))),
        Some(("unit", id)) => Ok(Subject::Unit(UnitId(id.to_owned()))),
        _ => Err(bad("alarm", "warning/KEY or unit/ID")),
    }
}

/// When an alarm comes back, and why it is silent.
pub(crate) fn view(shelved: &Shelved) -> ShelvedView {
    let Shelved { at_ms, by, until_ms, reason } = shelved.clone();
    ShelvedView { at_ms, by, until_ms, reason }
}

/// Everything on the shelf.
pub(crate) fn rows(board: &Board) -> Vec<ShelfRow> {
    let named = |alarm: &Alarm| match alarm {
        Alarm::Warning { key } => format!("warning/{key}"),
        Alarm::Limit { unit, .. } => format!("unit/{unit}"),
    };
    let row = |(alarm, shelved): (Alarm, &Shelved)| ShelfRow {
        alarm: named(&alarm),
        about: about(board, &alarm),
        shelved: view(shelved),
    };
    shelf(board).into_iter().map(row).collect()
}
