//! Verbs of crews and of what waits: log on, log off, stack, take off the stack.

use super::Line;
use super::words::Words;
use crate::command::Command;
use crate::ids::{IncidentId, UnitId};
use crate::rejection::{Kind, Rejection};
use crate::staff::{MOST_MEMBERS, MemberInput, Members, Order};

impl Line<'_> {
    pub(super) fn staff(&self, verb: &str, words: Words<'_>) -> Result<Command, Rejection> {
        let anywhere = Line { selected: None, ..*self };
        let order = match verb {
            "on" => anywhere.log_on(words)?,
            "off" => {
                let (order, despite) = anywhere.log_off(words)?;
                return Ok(Command::Staff(order).despite(despite));
            }
            "stk" => {
                let (unit, incident, place) = self.stacked(words)?;
                let place = match place.as_str() {
                    "" => None,
                    number => {
                        Some(number.parse().map_err(|_| Rejection::new(Kind::Incomplete, "preview.stack_place"))?)
                    }
                };
                Order::Stack { unit, incident, place }
            }
            _ => {
                let (unit, incident, reason) = self.stacked(words)?;
                Order::Unstack { unit, incident, reason: Some(reason).filter(|r| !r.is_empty()) }
            }
        };
        Ok(Command::Staff(order))
    }

    /// `on E1` as planned, `on E1 4` four people, `on E1 Berg/officer/als+pump; Koski/driver`.
    fn log_on(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (unit, said) = self.one(words)?;
        let members = if said.is_empty() {
            Members::Planned
        } else if let Ok(count) = said.parse::<usize>() {
            Members::Named(vec![MemberInput::default(); count.min(MOST_MEMBERS + 1)])
        } else {
            Members::Named(said.split(';').map(str::trim).filter(|p| !p.is_empty()).map(person).collect())
        };
        Ok(Order::LogOn { unit, members, vehicle: None, until_ms: None })
    }

    /// `off E1 reason`; `off E1 ! reason` also when it is on an incident, which it leaves, or something else stands against it.
    fn log_off(&self, words: Words<'_>) -> Result<(Order, Option<String>), Rejection> {
        let (unit, said) = self.one(words)?;
        let (leave, reason) = match said.strip_prefix('!') {
            Some(reason) => (true, reason.trim().to_owned()),
            None => (false, said),
        };
        if reason.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.log_off_reason").with("unit", &unit.0));
        }
        let despite = leave.then(|| reason.clone());
        Ok((Order::LogOff { unit, reason, leave }, despite))
    }

    /// One unit, the incident, and what follows.
    fn stacked(&self, words: Words<'_>) -> Result<(UnitId, IncidentId, String), Rejection> {
        let target = self.target(words)?;
        target.only_units()?;
        let [unit] = target.units.as_slice() else {
            return Err(Rejection::new(Kind::Incomplete, "preview.one_unit"));
        };
        Ok((unit.clone(), target.incident()?, target.text))
    }
}

/// `Berg/officer/als+pump`: name, role, skills.
fn person(text: &str) -> MemberInput {
    let mut parts = text.splitn(3, '/').map(str::trim);
    let (name, role) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let skills = parts.next().unwrap_or("").split(['+', ',']).map(str::trim).filter(|s| !s.is_empty());
    MemberInput { name: name.to_owned(), role: role.to_owned(), skills: skills.map(str::to_owned).collect() }
}
