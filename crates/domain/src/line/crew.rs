//! Verbs about crews: emergency, welfare checks, roll calls, local codes, swaps, what is entered late.

use super::sure::parted;
use super::{Line, Target, Words, verb};
use crate::command::{Command, CrewCommand, LateStatus, When};
use crate::crew::EmergencySource;
use crate::ids::UnitId;
use crate::rejection::{Kind, Rejection};
use crate::status::UnitStatus;

/// Answers to a roll call, in both languages.
const OK: &[&str] = &["ok", "yes", "齐", "到齐"];
const MISSING: &[&str] = &["no", "missing", "缺", "缺人"];
/// Ends a clock.
const END: &[&str] = &["end", "stop", "停"];

impl Line<'_> {
    /// A verb about crews; `None` when it is another's.
    pub(super) fn crew(&self, verb: &str, words: Words<'_>) -> Result<Option<Command>, Rejection> {
        // What is done to units is done wherever they are, whichever incident the window shows.
        let anywhere = Line { selected: None, ..*self };
        let command = match verb {
            "em" => anywhere.emergency(words)?,
            "ema" => CrewCommand::AcknowledgeEmergency { unit: anywhere.one(words)?.0 },
            "emc" => {
                let (unit, reason) = anywhere.one(words)?;
                CrewCommand::ClearEmergency { reason: needed(reason, "preview.emergency_reason")?, unit }
            }
            "t+" => self.welfare(words)?,
            "par" => self.par(words)?,
            "s" => {
                let (code, despite) = self.code(words)?;
                return Ok(Some(Command::Crew(code).despite(despite)));
            }
            "rq" => CrewCommand::AnswerRequest { units: self.some(words)?.units },
            "swap" | "rel" => {
                let (out, by, despite) = anywhere.two(words)?;
                let swap = verb == "swap";
                let order = if swap { CrewCommand::Swap { out, by } } else { CrewCommand::Relieve { out, by } };
                return Ok(Some(Command::Crew(order).despite(despite)));
            }
            "late" => anywhere.late(words)?,
            _ => return Ok(None),
        };
        Ok(Some(Command::Crew(command)))
    }

    fn some(&self, words: Words<'_>) -> Result<Target, Rejection> {
        let target = self.target(words)?;
        target.only_units()?;
        Ok(target)
    }

    /// One unit and what is said of it.
    pub(super) fn one(&self, words: Words<'_>) -> Result<(UnitId, String), Rejection> {
        let target = self.some(words)?;
        match target.units.as_slice() {
            [unit] => Ok((unit.clone(), target.text)),
            _ => Err(Rejection::new(Kind::Incomplete, "preview.one_unit")),
        }
    }

    /// One unit, the one in its place, and perhaps the incident, which must be that of the first.
    fn two(&self, words: Words<'_>) -> Result<(UnitId, UnitId, Option<String>), Rejection> {
        let mut target = self.some(words)?;
        let (before, despite) = parted(&target.text);
        target.text = before;
        target.no_text()?;
        let [out, by] = target.units.as_slice() else {
            return Err(Rejection::new(Kind::Incomplete, "preview.two_units"));
        };
        let at = self.board.unit(out)?.incident;
        if let Some(named) = target.incident.filter(|named| at != Some(*named)) {
            let number = self.board.incident(named)?.number.clone();
            return Err(Rejection::rule("refused.not_on_incident").with("unit", &out.0).with("number", number));
        }
        Ok((out.clone(), by.clone(), despite))
    }

    fn emergency(&self, words: Words<'_>) -> Result<CrewCommand, Rejection> {
        let (unit, said) = self.one(words)?;
        let source = match said.as_str() {
            "" => EmergencySource::Operator,
            word => EmergencySource::from_word(&word.to_lowercase())
                .ok_or_else(|| Rejection::not_found("units", "refused.no_such_unit", word))?,
        };
        Ok(CrewCommand::RaiseEmergency { unit, source })
    }

    /// `t+ E1 10`: the last word is the minutes, whatever units are called.
    fn welfare(&self, words: Words<'_>) -> Result<CrewCommand, Rejection> {
        let rest = words.rest().trim();
        let (units, last) = rest.rsplit_once(char::is_whitespace).unwrap_or((rest, ""));
        let ask = || Rejection::new(Kind::Incomplete, "preview.minutes");
        let minutes = last.parse().map_err(|_| ask())?;
        let target = self.some(Words::new(units))?;
        target.no_text()?;
        self.there(&target)?;
        Ok(CrewCommand::SetWelfare { units: target.units, minutes })
    }

    /// `par @47` calls the roll, `par @47 15` sets the pause, `par E1 ok` answers, `par @47 end` ends it.
    fn par(&self, words: Words<'_>) -> Result<CrewCommand, Rejection> {
        let target = self.target(words)?;
        let (first, rest) = first_word(&target.text);
        let lower = first.to_lowercase();
        let is = |list: &[&str]| list.contains(&lower.as_str()) && rest.is_empty();
        if !target.units.is_empty() {
            return match (is(OK), is(MISSING)) {
                (true, _) => Ok(CrewCommand::AnswerPar { units: target.units, ok: true }),
                (_, true) => Ok(CrewCommand::AnswerPar { units: target.units, ok: false }),
                _ => Err(Rejection::new(Kind::Incomplete, "preview.par_answer")),
            };
        }
        let incident = target.incident()?;
        if is(END) {
            return Ok(CrewCommand::EndPar { incident });
        }
        Ok(match first.parse() {
            Ok(minutes) => CrewCommand::StartPar { incident, every_min: Some(minutes), benchmark: rest.to_owned() },
            Err(_) => CrewCommand::CallPar { incident, benchmark: target.text },
        })
    }

    /// `s E1 3`: a code of the set in force, with a reason or destination after it. A unit of the same name is asked about.
    fn code(&self, words: Words<'_>) -> Result<(CrewCommand, Option<String>), Rejection> {
        let target = self.some(words.clone())?;
        self.there(&target)?;
        let (code, said) = first_word(&target.text);
        if code.is_empty() {
            let last = words.rest().split_whitespace().last().unwrap_or("");
            return Err(match self.board.status_codes.read(last) {
                Some(_) if target.units.len() > 1 => {
                    Rejection::new(Kind::Ambiguous, "refused.ambiguous_status_code").with("name", last)
                }
                _ => Rejection::new(Kind::Incomplete, "preview.status_code"),
            });
        }
        let (said, despite) = parted(said);
        let said = if said.is_empty() { despite.clone().unwrap_or_default() } else { said };
        let said = Some(said).filter(|s| !s.is_empty());
        Ok((CrewCommand::SetByCode { code: code.to_owned(), said, units: target.units }, despite))
    }

    /// `late 14:05 en E1 reason`; for a transport `late 14:05 tr E1 destination; reason`.
    fn late(&self, mut words: Words<'_>) -> Result<CrewCommand, Rejection> {
        let ask = || Rejection::new(Kind::Incomplete, "preview.late");
        let at = clock(words.next().ok_or_else(ask)?).ok_or_else(ask)?;
        let status = words.next().and_then(step).ok_or_else(ask)?;
        let target = self.some(words)?;
        let [unit] = target.units.as_slice() else {
            return Err(Rejection::new(Kind::Incomplete, "preview.one_unit"));
        };
        let (destination, reason) = match (status, target.text.split_once(';')) {
            (UnitStatus::Tr, Some((to, why))) => (Some(to.trim().to_owned()), why.trim().to_owned()),
            (UnitStatus::Tr, None) => return Err(Rejection::new(Kind::Incomplete, "preview.late_destination")),
            (UnitStatus::Ad, Some((to, why))) => (Some(to.trim().to_owned()), why.trim().to_owned()),
            _ => (None, target.text),
        };
        let reason = needed(reason, "preview.late_reason")?;
        let (unit, incident) = (unit.clone(), target.incident);
        Ok(CrewCommand::LateStatus(LateStatus { unit, incident, status, at, reason, destination }))
    }
}

pub(super) fn needed(text: String, ask: &'static str) -> Result<String, Rejection> {
    if text.is_empty() { Err(Rejection::new(Kind::Incomplete, ask)) } else { Ok(text) }
}

pub(super) fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(first, rest)| (first, rest.trim()))
}

/// `14:05` or `1405`.
pub(super) fn clock(word: &str) -> Option<When> {
    let (hours, minutes) = word.split_once(':').or_else(|| (word.len() == 4).then(|| word.split_at_checked(2))?)?;
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(When::Clock(hours * 60 + minutes))
}

/// A step by its verb or its letters.
fn step(word: &str) -> Option<UnitStatus> {
    let by_verb = verb(word).and_then(|name| match name {
        "en" => Some(UnitStatus::Er),
        "st" => Some(UnitStatus::Sg),
        name => UnitStatus::from_code(name),
    });
    by_verb.or_else(|| UnitStatus::from_code(word))
}
