//! What a line about units must agree with: where they are, and which units there are. A line that contradicts the board is
//! refused and stays to be corrected; it is never bent to what the board says.

use super::{Line, Target, split_number};
use crate::rejection::Rejection;
use crate::status::{Transition, UnitStatus};

/// Longest word that can be meant as a unit, in characters.
const LONGEST: usize = 16;

impl Line<'_> {
    /// Units named together with `@47` are on 47.
    pub(super) fn there(&self, target: &Target) -> Result<(), Rejection> {
        let Some(named) = target.named else { return Ok(()) };
        for unit in &target.units {
            if self.board.unit(unit)?.incident != Some(named) {
                let number = self.board.number_of(named);
                return Err(Rejection::rule("refused.not_on_incident").with("unit", &unit.0).with("number", number));
            }
        }
        Ok(())
    }

    /// `en E1 E9` where there is no E9 is a slip, and no reason: one unit alone would go, with nobody told of the other.
    /// Where a reason is needed, only a text of nothing else is one; a destination may be called as it likes.
    pub(super) fn no_stray_unit(&self, target: &Target, status: UnitStatus) -> Result<(), Rejection> {
        let mut words = target.text.split_whitespace();
        let Some(first) = words.next().filter(|_| !matches!(status, UnitStatus::Tr | UnitStatus::Ad)) else {
            return Ok(());
        };
        let needs = |unit| {
            let unit = self.board.find_unit(unit);
            let change = unit.map(|unit| unit.status.change_to(status, unit.incident.is_some()));
            matches!(change, Some(Transition::NeedsReason))
        };
        let reason = target.units.iter().any(|unit| needs(&unit.0)) && words.next().is_some();
        match !reason && self.like_a_unit(first) {
            true => Err(Rejection::not_found("units", "refused.no_such_unit", first)),
            false => Ok(()),
        }
    }

    /// Letters and a number, the letters those of a unit there is: `E9`, `e9-e12`.
    fn like_a_unit(&self, word: &str) -> bool {
        let first = word.split_once('-').map_or(word, |(from, _)| from);
        if word.chars().count() > LONGEST {
            return false;
        }
        let Some((letters, _)) = split_number(first).filter(|(letters, _)| !letters.is_empty()) else { return false };
        let same = |name: &str| split_number(name).is_some_and(|(its, _)| its.eq_ignore_ascii_case(letters));
        self.board.units.values().any(|unit| same(&unit.id.0) || same(&unit.call_sign))
    }
}
