//! Verbs of what else the desk does to an incident: who answers for it, checklists and tasks, its place, its calls and
//! documents; and roads opened again.

use super::Line;
use super::crew::{first_word, needed};
use super::words::{Words, fold};
use crate::board::Board;
use crate::command::{Command, When};
use crate::ids::{IncidentId, UserId};
use crate::rejection::{Kind, Rejection};
use crate::work::Order;
use std::fmt::Display;

/// What a line `mv …` is asked when its place is no coordinates: who knows the streets looks the words up, see
/// [`move_words`].
pub const MOVE_PLACE: &str = "preview.move_place";
/// Fewest letters an id may be named by, so that a slip names none.
const SHORTEST_END: usize = 4;

/// The one whose id ends so; `None` when there is none, or several.
pub(super) fn ending<T: Display + Copy>(all: impl Iterator<Item = T>, typed: &str) -> Option<T> {
    let typed = typed.to_lowercase();
    let mut found = all.filter(|id| typed.len() >= SHORTEST_END && id.to_string().ends_with(&typed));
    found.next().filter(|_| found.next().is_none())
}

fn ask<T>(key: &'static str) -> Result<T, Rejection> {
    Err(Rejection::new(Kind::Incomplete, key))
}

impl Line<'_> {
    /// A verb of the desk; `None` when it is another's.
    pub(super) fn desk(&self, verb: &str, words: &Words<'_>) -> Result<Option<Command>, Rejection> {
        let words = words.clone();
        let only = || self.only_incident(words.clone()).map(|incident| incident.id);
        let order = match verb {
            "claim" => self.claim(words)?,
            "unclaim" => Order::Release { incident: only()? },
            "unho" => Order::Withdraw { incident: only()? },
            "seen" => Order::ReadMentions { incident: only()? },
            "dec" => {
                let (incident, reason) = self.incident_and_text(words, false)?;
                Order::Decline { incident: incident.id, reason: needed(reason, "preview.decline_reason")? }
            }
            "sop" => {
                let (incident, procedure) = self.incident_and_text(words, false)?;
                Order::StartProcedure { incident: incident.id, procedure: needed(procedure, "preview.sop")? }
            }
            "step" => self.step(words)?,
            "task" => self.task(words)?,
            "done" => {
                let (incident, rest) = self.incident_and_text(words, false)?;
                let (number, note) = first_word(&rest);
                let Ok(task) = number.parse() else { return ask("preview.task_number") };
                let note = Some(note.to_owned()).filter(|note| !note.is_empty());
                Order::FinishTask { incident: incident.id, task, note }
            }
            "unatt" => {
                let (incident, rest) = self.incident_and_text(words, false)?;
                let (number, reason) = first_word(&rest);
                let (Ok(attachment), false) = (number.parse(), reason.is_empty()) else { return ask("preview.unatt") };
                Order::WithdrawAttachment { incident: incident.id, attachment, reason: reason.to_owned() }
            }
            "mv" => return self.moved(words).map(Some),
            "sep" => return self.apart(words).map(Some),
            "lift" => return self.lifted(&words).map(Some),
            _ => return Ok(None),
        };
        Ok(Some(Command::Work(order)))
    }

    /// `claim @47`; `claim @47 !` from another owner, who cannot be asked.
    fn claim(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, self.selected.is_none())?;
        match rest.as_str() {
            "" | "!" => Ok(Order::Claim { incident: incident.id, take: !rest.is_empty() }),
            word => Err(Rejection::not_found("incident", "refused.no_such_incident", word)),
        }
    }

    /// `step @47 fire.first water` does a step, with an answer after it where one is asked; `step @47 fire.first water - reason`
    /// takes it back.
    fn step(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (procedure, rest) = first_word(&rest);
        let (step, rest) = first_word(rest);
        if step.is_empty() {
            return ask("preview.step");
        }
        let (incident, procedure, step) = (incident.id, procedure.to_owned(), step.to_owned());
        let (answer, said) = first_word(rest);
        if answer == "-" {
            let reason = needed(said.to_owned(), "preview.step_reason")?;
            return Ok(Order::UndoStep { incident, procedure, step, reason });
        }
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Ok(Order::DoStep { incident, procedure, step, answer: filled(answer), note: filled(said) })
    }

    /// `task @47 key holder`, with `@anna` and `+15` (minutes) before the text: whose it is, and by when.
    fn task(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, text) = self.noted(words)?;
        let (mut text, mut owner, mut due) = (text.as_str(), None, None);
        loop {
            let (first, rest) = first_word(text);
            if let Some(name) = first.strip_prefix('@').filter(|_| owner.is_none()) {
                owner = Some(UserId(name.to_lowercase()));
            } else if let (None, Some(Ok(minutes))) = (due, first.strip_prefix('+').map(str::parse)) {
                due = Some(When::In(minutes));
            } else {
                break;
            }
            text = rest;
        }
        let text = needed(text.to_owned(), "preview.task")?;
        Ok(Order::AddTask { incident: incident.id, text, owner, due })
    }

    /// `mv @47 60.17, 24.94`; words of a place are looked up by who knows the streets.
    fn moved(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, typed) = self.incident_and_text(words, false)?;
        let (place, _) = self.place_or_text(&typed, String::new());
        let place = place.ok_or_else(|| Rejection::new(Kind::Incomplete, MOVE_PLACE).with("name", typed))?;
        Ok(Command::MoveIncident { incident: incident.id, place })
    }

    /// `sep @47 1a2b3c`: the further call whose id ends so becomes an incident of its own; without a name the only one.
    fn apart(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, name) = self.incident_and_text(words, false)?;
        let call = match (name.as_str(), incident.calls.as_slice()) {
            ("", [only]) => Some(only.id),
            ("", []) => None,
            ("", _) => return ask("preview.which_call"),
            (name, calls) => ending(calls.iter().map(|call| call.id), name),
        };
        let call = call.ok_or_else(|| Rejection::not_found("call", "refused.no_such_call", &name))?;
        Ok(Command::DetachCall { incident: incident.id, call, as_incident: true })
    }

    /// `lift 1a2b3c reason`: the closure whose id ends so.
    fn lifted(&self, words: &Words<'_>) -> Result<Command, Rejection> {
        let (name, reason) = first_word(words.rest());
        if name.is_empty() {
            return ask("preview.lift");
        }
        let closure = ending(self.board.closures.keys().copied(), name)
            .ok_or_else(|| Rejection::not_found("closure", "refused.no_such_closure", name))?;
        Ok(Command::LiftClosure { closure, reason: needed(reason.to_owned(), "preview.lift")? })
    }
}

/// The incident and the words of its new place of a line `mv …`; `None` for other lines and when either is missing.
pub fn move_words(board: &Board, line: &str, selected: Option<IncidentId>) -> Option<(IncidentId, String)> {
    let folded = fold(line);
    let mut words = Words::new(&folded);
    let at_first = words.clone();
    let first = words.next()?;
    match (super::verb(first), super::typed::glued_verb(board, first)) {
        (Some("mv"), _) => {}
        (None, Some(("mv", beginning))) => words = at_first.after(beginning),
        _ => return None,
    }
    let read = Line { board, selected, folded: &folded, typed: line };
    let (incident, place) = read.incident_and_text(words, false).ok()?;
    (!place.is_empty()).then(|| (incident.id, super::typed::as_typed(line, &folded, &place)))
}
