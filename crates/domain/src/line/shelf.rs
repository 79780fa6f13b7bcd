//! Alarms put aside and taken back; the map taken to a place.

use super::{Line, Meaning, Words};
use crate::rejection::{Kind, Rejection};
use crate::shelf::{Shelving, Subject, shelf};

/// Longest place typed, in characters.
const LONGEST_PLACE: usize = 200;

impl Line<'_> {
    /// `shelve E1 30m reason`, `shelve storm 2h reason`; `unshelve E1`, `unshelve` alone for the only one there is.
    pub(super) fn shelf(&self, verb: &str, mut words: Words<'_>) -> Result<Shelving, Rejection> {
        let unshelve = verb == "unshelve";
        let Some(name) = words.next() else { return self.only_shelved(unshelve) };
        let alarm = self.alarm(name, unshelve)?;
        if unshelve {
            return Ok(Shelving::Unshelve { alarm });
        }
        let incomplete = || Rejection::new(Kind::Incomplete, "preview.shelve");
        let minutes = words.next().and_then(minutes).ok_or_else(incomplete)?;
        let reason = words.rest().trim().to_owned();
        if reason.is_empty() { Err(incomplete()) } else { Ok(Shelving::Shelve { alarm, minutes, reason }) }
    }

    fn only_shelved(&self, unshelve: bool) -> Result<Shelving, Rejection> {
        let incomplete = || Rejection::new(Kind::Incomplete, "preview.shelve");
        match shelf(self.board).as_slice() {
            [(alarm, _)] if unshelve => Ok(Shelving::Unshelve { alarm: alarm.subject() }),
            _ => Err(incomplete()),
        }
    }

    /// A unit, else the one warning whose event or key has the word.
    fn alarm(&self, name: &str, shelved: bool) -> Result<Subject, Rejection> {
        if let Some(unit) = self.board.find_unit(name) {
            return Ok(Subject::Unit(unit.id.clone()));
        }
        let wanted = name.to_lowercase();
        let named = |key: &str, warning: &crate::board::Warning| {
            warning.message.infos.iter().any(|i| i.event.to_lowercase().contains(&wanted))
                || key.to_lowercase().contains(&wanted)
        };
        let mut found = self.board.warnings.iter().filter(|(key, warning)| {
            warning.is_active()
                && warning.acknowledged.is_none()
                && warning.shelved.is_some() == shelved
                && named(&key.0, warning)
        });
        match (found.next(), found.count()) {
            (Some((key, _)), 0) => Ok(Subject::Warning(key.clone())),
            (None, _) => Err(Rejection::not_found("alarm", "refused.no_such_alarm", name)),
            (Some(_), more) => Err(Rejection::new(Kind::Ambiguous, "refused.ambiguous_warning")
                .with("count", (more + 1).to_string())
                .with("name", name)),
        }
    }
}

/// `30`, `30m`, `2h`, with 分 and 时 too.
fn minutes(word: &str) -> Option<u32> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, unit) = word.split_at(digits);
    let number: u32 = number.parse().ok()?;
    match unit {
        "" | "m" | "min" | "分" | "分钟" => Some(number),
        "h" | "时" | "小时" => number.checked_mul(60),
        _ => None,
    }
}

/// `z place`: the map goes there; what the place is, is found where the map is known.
pub(super) fn place(words: Words<'_>) -> Result<Meaning, Rejection> {
    let place = words.rest().trim();
    if place.is_empty() {
        return Err(Rejection::new(Kind::Incomplete, "preview.place"));
    }
    if place.chars().count() > LONGEST_PLACE {
        return Err(Rejection::argument("text", "refused.too_long").with("limit", LONGEST_PLACE.to_string()));
    }
    Ok(Meaning::Show(format!("place/{place}")))
}
