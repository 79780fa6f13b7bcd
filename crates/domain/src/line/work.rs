//! Verbs of working together: hand over, accept, radio log.

use super::Line;
use super::words::Words;
use crate::board::Incident;
use crate::command::Command;
use crate::ids::UserId;
use crate::radio::{self, Direction, Draft};
use crate::rejection::{Kind, Rejection};
use crate::work::{Category, LogEntry, Order};

impl Line<'_> {
    pub(super) fn work(&self, verb: &str, words: Words<'_>) -> Result<Command, Rejection> {
        let order = match verb {
            "ho" => self.hand_over(words)?,
            _ => self.accept(words)?,
        };
        Ok(Command::Work(order))
    }

    /// The incident and text of a note: `@anna` at the start is a person, where no incident is called so.
    pub(super) fn noted(&self, words: Words<'_>) -> Result<(&Incident, String), Rejection> {
        let first = words.clone().next().and_then(|word| word.strip_prefix('@')).map(str::to_lowercase);
        let person = first.is_some_and(|name| self.board.users.contains_key(&UserId(name)));
        match self.selected.filter(|_| person) {
            Some(selected) => Ok((self.board.incident(selected)?, words.rest().trim().to_owned())),
            None => self.incident_and_text(words, false),
        }
    }

    /// `ho @47 anna note`.
    fn hand_over(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (to, note) = rest.split_once(char::is_whitespace).unwrap_or((rest.as_str(), ""));
        if to.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.which_colleague"));
        }
        let to = UserId(to.trim_start_matches('@').to_lowercase());
        Ok(Order::HandOver { incident: incident.id, to, note: note.trim().to_owned(), seat: String::new() })
    }

    /// `acc @47`; `acc` alone takes the one hand-over that waits.
    fn accept(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let named = !words.rest().trim().is_empty();
        let waiting = || self.board.incidents.values().filter(|i| i.work.offer.is_some());
        let mut only = waiting();
        let incident = match (named, only.next(), only.next()) {
            (false, Some(one), None) => one.id,
            _ => self.incident_and_text(words, true)?.0.id,
        };
        Ok(Order::Accept { incident, seat: String::new() })
    }

    /// `rl @47 #FD1 E1 text`: said on the radio, on a talk group and by a unit when these are named. `-` for no incident;
    /// without a name it is the selected one, or none.
    pub(super) fn radio(&self, mut words: Words<'_>) -> Result<Command, Rejection> {
        let first = words.clone().next();
        let (incident, rest) = match first {
            Some("-") => {
                words.next();
                (None, words.rest().trim().to_owned())
            }
            Some(word) if self.selected.is_none() && !word.starts_with('@') => (None, words.rest().trim().to_owned()),
            _ => self.incident_and_text(words, false).map(|(incident, rest)| (Some(incident.id), rest))?,
        };
        let apart = |text: &str| {
            let (first, after) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            (first.to_owned(), after.trim().to_owned())
        };
        let (channel, rest) = match apart(&rest) {
            (first, after) if first.len() > 1 && first.starts_with('#') => (first[1..].to_owned(), after),
            _ => (String::new(), rest),
        };
        let (first, after) = apart(&rest);
        let unit = self.board.find_unit(&first).map(|unit| (unit.id.clone(), unit.call_sign.clone()));
        let text = if unit.is_some() { after } else { rest };
        if text.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.note_text"));
        }
        let (unit, from) = unit.unzip();
        let entry = LogEntry { category: Category::Radio, from, ..LogEntry::default() };
        let draft = Draft { at_ms: None, direction: Direction::In, channel, unit, incident, text, entry };
        Ok(Command::Radio(radio::Order::Enter { draft, reason: String::new() }))
    }
}
