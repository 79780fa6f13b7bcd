//! The command line: a typed line becomes commands, something to look at, or a refusal that says what is missing.
//! Grammar and verbs: `dispatch.md` 4.2. Pure: the board resolves names; nothing is done here.

mod complete;
mod crew;
mod desk;
mod ics;
mod new;
mod offer;
mod premise;
mod resource;
mod road;
mod shelf;
mod staff;
mod sure;
mod there;
mod tie;
mod typed;
mod verbs;
mod words;
mod work;

pub use complete::{Candidate, complete};
pub use desk::{MOVE_PLACE, move_words};
pub use new::{PlaceWords, place_words};
pub use verbs::{VERBS, verb};

use crate::board::{Board, Incident};
use crate::command::Command;
use crate::ids::{IncidentId, UnitId, WarningKey};
use crate::rejection::{Kind, Rejection};
use crate::status::UnitStatus;
use crate::types::Priority;
use watchfloor_warning::model::Severity;
use words::{Words, fold};

/// Longest line read, in characters.
pub const MAX_LINE: usize = 4_000;

/// What a line means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Commands, carried out together or not at all.
    Do(Vec<Command>),
    /// Something to select: `incident/<id>`, `camera/<id>`.
    Show(String),
    /// The list of verbs, or help on one.
    Help(Option<String>),
    /// The next alarm level, with the units it adds: worked out where the roads are known.
    Up(IncidentId),
}

/// Reads a line. `selected` is the incident the window shows, used where the line names none.
pub fn read(board: &Board, line: &str, selected: Option<IncidentId>) -> Result<Meaning, Rejection> {
    if line.chars().count() > MAX_LINE {
        return Err(Rejection::argument("text", "refused.too_long").with("limit", MAX_LINE.to_string()));
    }
    let folded = fold(line);
    let mut words = Words::new(&folded);
    let at_first = words.clone();
    let Some(first) = words.next() else { return Err(Rejection::new(Kind::Incomplete, "preview.empty")) };
    if let Some(shown) = show(board, first)? {
        return Ok(shown);
    }
    let (name, glued) = match verb(first) {
        Some(name) => (name, None),
        // `?d` is help on `d`.
        None if first.starts_with('?') => ("?", Some(&first[1..])),
        None => match (typed::glued_verb(board, first), board.find_incident(first)) {
            (Some((name, typed)), _) => {
                words = at_first.after(typed);
                (name, None)
            }
            // A printed number shows its incident, like the digits at its end.
            (None, Ok(incident)) if incident.number.eq_ignore_ascii_case(first) && words.rest().trim().is_empty() => {
                return Ok(Meaning::Show(format!("incident/{}", incident.id)));
            }
            _ => return Err(Rejection::new(Kind::NotFound, "refused.no_such_verb").with("name", first)),
        },
    };
    let line = Line { board, selected, folded: &folded, typed: line };
    let mut meaning = line.meaning(name, glued, words)?;
    if let Meaning::Do(commands) = &mut meaning {
        commands.iter_mut().for_each(|command| typed::restore(command, line.typed, &folded));
    }
    Ok(meaning)
}

/// `47` selects incident 47; `c214` camera 214.
fn show(board: &Board, word: &str) -> Result<Option<Meaning>, Rejection> {
    if word.chars().all(|c| c.is_ascii_digit() || c == '-') && word.chars().any(|c| c.is_ascii_digit()) {
        return board.find_incident(word).map(|i| Some(Meaning::Show(format!("incident/{}", i.id))));
    }
    let digits = word.strip_prefix('c').or_else(|| word.strip_prefix('C')).unwrap_or("");
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        return camera(board, digits).map(Some);
    }
    Ok(None)
}

fn camera(board: &Board, name: &str) -> Result<Meaning, Rejection> {
    let ends = |id: &str| {
        id == name || id.strip_suffix(name).is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit()))
    };
    let found: Vec<_> = board.cameras.keys().filter(|id| ends(&id.0)).collect();
    match found.as_slice() {
        [] => Err(Rejection::not_found("camera", "refused.no_such_camera", name)),
        [one] => Ok(Meaning::Show(format!("camera/{one}"))),
        many => Err(Rejection::new(Kind::Ambiguous, "refused.ambiguous_camera")
            .with("name", name)
            .with("candidates", many.iter().take(8).map(|id| id.0.as_str()).collect::<Vec<_>>().join(" "))),
    }
}

struct Line<'a> {
    board: &'a Board,
    selected: Option<IncidentId>,
    folded: &'a str,
    /// As it was typed.
    typed: &'a str,
}

/// What follows a verb: units, an incident, and the rest as text.
#[derive(Default)]
struct Target {
    units: Vec<UnitId>,
    incident: Option<IncidentId>,
    /// The incident the line itself names.
    named: Option<IncidentId>,
    text: String,
    /// `*`: all units on the incident.
    all: bool,
}

impl Line<'_> {
    fn meaning(&self, verb: &str, glued: Option<&str>, words: Words<'_>) -> Result<Meaning, Rejection> {
        let status = |status| self.status(words.clone(), status);
        let command = match verb {
            "n" => return self.new_incident(words.rest()),
            "?" => {
                let about = glued.filter(|g| !g.is_empty()).or_else(|| words.clone().next()).and_then(self::verb);
                return Ok(Meaning::Help(about.map(str::to_owned)));
            }
            "cam" => {
                let mut words = words;
                return match words.next() {
                    Some(name) if !name.starts_with('@') => camera(self.board, name),
                    _ => Ok(Meaning::Show(format!("cameras/{}", self.target(words)?.incident()?))),
                };
            }
            "d" => self.dispatch(words)?,
            "ak" => status(UnitStatus::Ak)?,
            "en" => status(UnitStatus::Er)?,
            "st" => status(UnitStatus::Sg)?,
            "os" => status(UnitStatus::Os)?,
            "wk" => status(UnitStatus::Wk)?,
            "tr" => status(UnitStatus::Tr)?,
            "ad" => status(UnitStatus::Ad)?,
            "f" | "is" => status(UnitStatus::Aq)?,
            "oos" => status(UnitStatus::Oos)?,
            "c" => self.clear(words)?,
            "note" => self.note(words)?,
            "pri" => self.priority(words)?,
            "cl" => self.close(words)?,
            "reopen" => self.reopen(words)?,
            "ackn" => return self.acknowledge(words),
            "r" => return Ok(Meaning::Show(format!("recommend/{}", self.only_incident(words)?.id))),
            "up" => return Ok(Meaning::Up(self.only_incident(words)?.id)),
            "down" => {
                let incident = self.only_incident(words)?;
                Command::RaiseAlarm { incident: incident.id, level: incident.level.saturating_sub(1) }
            }
            "ho" | "acc" => self.work(verb, words)?,
            "rl" => self.radio(words)?,
            "on" | "off" | "stk" | "ustk" => self.staff(verb, words)?,
            "pn" => self.premise(words)?,
            "dup" | "split" | "lnk" | "ulnk" => tie::read(self, verb, words)?,
            "undo" => Command::Undo { event: None },
            "shelve" | "unshelve" => Command::Shelf(self.shelf(verb, words)?),
            "z" => return shelf::place(words),
            other => match self.aside(other, words)? {
                Some(command) => command,
                None => return Err(Rejection::new(Kind::NotFound, "refused.no_such_verb").with("name", other)),
            },
        };
        Ok(Meaning::Do(vec![command]))
    }

    /// Verbs of resources, command and places, crews; `None` when it is none of these.
    fn aside(&self, verb: &str, words: Words<'_>) -> Result<Option<Command>, Rejection> {
        if let Some(command) = self.resource(verb, &words)? {
            return Ok(Some(command));
        }
        if let Some(command) = self.ics(verb, &words)? {
            return Ok(Some(command));
        }
        if let Some(command) = self.road(verb, &words)? {
            return Ok(Some(command));
        }
        match self.desk(verb, &words)? {
            Some(command) => Ok(Some(command)),
            None => self.crew(verb, words),
        }
    }

    /// Units are taken as long as words name units; `@47` names the incident; the rest is text.
    fn target(&self, mut words: Words<'_>) -> Result<Target, Rejection> {
        let mut target = Target { incident: self.selected, ..Target::default() };
        loop {
            let before = words.clone();
            let Some(word) = words.next() else { break };
            if let Some(name) = word.strip_prefix('@') {
                target.named = Some(self.board.find_incident(name)?.id);
                target.incident = target.named;
            } else if word == "*" {
                target.all = true;
            } else if let Some(units) = self.units(word) {
                target.units.extend(units);
            } else {
                target.text = before.rest().trim().to_owned();
                break;
            }
        }
        if target.all {
            let incident = self.board.incident(target.incident()?)?;
            target.units.extend(incident.open_runs().map(|run| run.unit.clone()));
        }
        Ok(target)
    }

    /// One unit, or a range `E1-E4` of those that exist.
    fn units(&self, word: &str) -> Option<Vec<UnitId>> {
        if let Some(unit) = self.board.find_unit(word) {
            return Some(vec![unit.id.clone()]);
        }
        let (from, to) = word.split_once('-')?;
        let (prefix, low) = split_number(from)?;
        let (prefix_to, high) = split_number(to).or_else(|| to.parse().ok().map(|n| (prefix, n)))?;
        if !(prefix_to.is_empty() || prefix_to.eq_ignore_ascii_case(prefix)) || high < low || high - low > 99 {
            return None;
        }
        let found: Vec<UnitId> =
            (low..=high).filter_map(|n| self.board.find_unit(&format!("{prefix}{n}")).map(|u| u.id.clone())).collect();
        (!found.is_empty()).then_some(found)
    }

    fn dispatch(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let target = self.target(words)?;
        target.only_units()?;
        // `!` at the end accepts what is abandoned, and what else the preview has named.
        let (before, despite) = sure::parted(&target.text);
        Target { text: before, ..Target::default() }.no_text()?;
        let divert = despite.is_some();
        Ok(Command::AssignUnits { incident: target.incident()?, units: target.units, divert }.despite(despite))
    }

    fn status(&self, words: Words<'_>, status: UnitStatus) -> Result<Command, Rejection> {
        let target = self.target(words)?;
        target.only_units()?;
        self.there(&target)?;
        let (said, despite) = sure::parted(&target.text);
        let said = if said.is_empty() { despite.clone().unwrap_or_default() } else { said };
        let target = Target { text: said, ..target };
        self.no_stray_unit(&target, status)?;
        let said = Some(target.text).filter(|t| !t.is_empty());
        let (reason, destination) = if status.is_transport() { (None, said) } else { (said, None) };
        Ok(Command::SetStatus { units: target.units, status, reason, destination }.despite(despite))
    }

    fn clear(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let target = self.target(words)?;
        target.only_units()?;
        self.there(&target)?;
        let (said, despite) = sure::parted(&target.text);
        let target = Target { text: said, ..target };
        self.no_stray_unit(&target, UnitStatus::Cl)?;
        let disposition = Some(target.text).filter(|t| !t.is_empty());
        Ok(Command::ClearUnits { units: target.units, disposition }.despite(despite))
    }

    fn note(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, text) = self.noted(words)?;
        if text.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.note_text"));
        }
        Ok(Command::AddNote { incident: incident.id, text })
    }

    fn priority(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, text) = self.incident_and_text(words, true)?;
        let priority = Priority::from_code(&text)
            .ok_or_else(|| Rejection::new(Kind::Incomplete, "preview.priority").with("name", &text))?;
        Ok(Command::SetPriority { incident: incident.id, priority })
    }

    fn close(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, text) = self.incident_and_text(words, true)?;
        if text.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.disposition").with("number", &incident.number));
        }
        // `!` at the end accepts what is left open; the preview has said what that is.
        let (incident, said) = (incident.id, text.strip_suffix('!').map(|said| said.trim_end().to_owned()));
        Ok(match said {
            Some(disposition) => Command::CloseLeaving { incident, disposition },
            None => Command::CloseIncident { incident, disposition: text },
        })
    }

    fn reopen(&self, words: Words<'_>) -> Result<Command, Rejection> {
        // A reason may begin with a number ("3 cars still burning"): with an incident selected, another is named by `@`.
        let (incident, text) = self.incident_and_text(words, self.selected.is_none())?;
        if text.is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.reason").with("number", &incident.number));
        }
        Ok(Command::ReopenIncident { incident: incident.id, reason: text })
    }

    /// `@47` or `47`, else the selected incident, and nothing after it.
    fn only_incident(&self, mut words: Words<'_>) -> Result<&Incident, Rejection> {
        let incident = match words.next() {
            Some(word) => self.board.find_incident(word.strip_prefix('@').unwrap_or(word))?,
            None => self.board.incident(Target { incident: self.selected, ..Target::default() }.incident()?)?,
        };
        match words.next() {
            Some(word) => Err(Rejection::not_found("incident", "refused.no_such_incident", word)),
            None => Ok(incident),
        }
    }

    /// `@47 text`; where `bare` is allowed also `47 text`; else the selected incident.
    fn incident_and_text(&self, mut words: Words<'_>, bare: bool) -> Result<(&Incident, String), Rejection> {
        let before = words.clone();
        if let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix('@') {
                return Ok((self.board.find_incident(name)?, words.rest().trim().to_owned()));
            }
            let rest = words.rest().trim();
            let is_number = word.chars().all(|c| c.is_ascii_digit() || c == '-');
            if bare && (self.selected.is_none() || (is_number && !rest.is_empty())) {
                return Ok((self.board.find_incident(word)?, rest.to_owned()));
            }
        }
        let selected = self.selected.ok_or_else(|| Rejection::new(Kind::Incomplete, "preview.which_incident"))?;
        Ok((self.board.incident(selected)?, before.rest().trim().to_owned()))
    }

    /// `ackn` alone acknowledges when exactly one alarm sounds; else a word of the key or event says which.
    fn acknowledge(&self, words: Words<'_>) -> Result<Meaning, Rejection> {
        let typed = words.rest().trim().to_lowercase();
        let all = typed == "*" || typed == "all";
        let wanted = if all { String::new() } else { typed };
        let open: Vec<&WarningKey> = self
            .board
            .warnings
            .iter()
            .filter(|(_, w)| w.acknowledged.is_none() && w.is_active())
            .filter(|(key, w)| {
                let event = w.message.infos.iter().any(|i| i.event.to_lowercase().contains(&wanted));
                wanted.is_empty() || event || key.0.to_lowercase().contains(&wanted)
            })
            .map(|(key, _)| key)
            .collect();
        // What sounds goes first: `ackn` alone is meant for the one alarm, not for the minor ones beside it.
        let severe =
            |key: &&WarningKey| self.board.warnings.get(*key).is_some_and(|w| w.message.severity() >= Severity::Severe);
        let sounding: Vec<&WarningKey> = open.iter().copied().filter(severe).collect();
        let open = if wanted.is_empty() && !all && sounding.len() == 1 { sounding } else { open };
        match open.as_slice() {
            [] => Err(Rejection::not_found("warning", "refused.nothing_to_acknowledge", wanted)),
            [one] => Ok(Meaning::Do(vec![Command::AcknowledgeWarning { key: (*one).clone() }])),
            many if all => {
                Ok(Meaning::Do(many.iter().map(|key| Command::AcknowledgeWarning { key: (*key).clone() }).collect()))
            }
            many => Err(Rejection::new(Kind::Ambiguous, "refused.ambiguous_warning")
                .with("count", many.len().to_string())
                .with("name", self.folded.trim())),
        }
    }
}

impl Target {
    fn incident(&self) -> Result<IncidentId, Rejection> {
        self.incident.ok_or_else(|| Rejection::new(Kind::Incomplete, "preview.which_incident"))
    }

    fn only_units(&self) -> Result<(), Rejection> {
        match (self.units.is_empty(), self.text.split_whitespace().next()) {
            (true, Some(word)) => Err(Rejection::not_found("units", "refused.no_such_unit", word)),
            (true, None) => Err(Rejection::new(Kind::Incomplete, "preview.which_unit")),
            (false, _) => Ok(()),
        }
    }

    fn no_text(&self) -> Result<(), Rejection> {
        match self.text.split_whitespace().next() {
            Some(word) => Err(Rejection::not_found("units", "refused.no_such_unit", word)),
            None => Ok(()),
        }
    }
}

fn split_number(text: &str) -> Option<(&str, u32)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    text[at..].parse().ok().map(|n| (&text[..at], n))
}

#[cfg(test)]
mod taught;
#[cfg(test)]
mod tests;
