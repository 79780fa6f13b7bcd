//! `pn @47 hazard text`: something known of the place of an incident, for every later call there; `pn @47 - 1a2b3c reason`
//! ends it.

use super::Line;
use super::crew::{first_word, needed};
use super::desk::ending;
use super::words::Words;
use crate::command::Command;
use crate::intake::premise::USUAL_RADIUS_M;
use crate::intake::{Ask, PremiseInput, PremiseKind};
use crate::rejection::{Kind, Rejection};

/// What people call the kinds beside their words; the first letter will do.
const CALLED: &[(PremiseKind, &[&str])] = &[
    (PremiseKind::Hazard, &["h", "险", "危险"]),
    (PremiseKind::Access, &["a", "通", "通道"]),
    (PremiseKind::Medical, &["m", "医", "医疗"]),
    (PremiseKind::Contact, &["c", "联", "联系人"]),
    (PremiseKind::Other, &["o", "他", "其他"]),
];

impl Line<'_> {
    pub(super) fn premise(&self, words: Words<'_>) -> Result<Command, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (first, text) = rest.split_once(char::is_whitespace).unwrap_or((rest.as_str(), ""));
        if first == "-" {
            return self.premise_ended(text.trim());
        }
        let lower = first.to_lowercase();
        let called = CALLED.iter().find(|(kind, names)| kind.word() == lower || names.contains(&lower.as_str()));
        let Some((kind, _)) = called else {
            return Err(Rejection::new(Kind::Incomplete, "preview.premise_kind"));
        };
        if text.trim().is_empty() {
            return Err(Rejection::new(Kind::Incomplete, "preview.premise_text"));
        }
        let place = incident.place.clone();
        let place = place.ok_or_else(|| Rejection::rule("refused.no_place").with("number", &incident.number))?;
        let text = text.trim().to_owned();
        let details = PremiseInput { place, radius_m: USUAL_RADIUS_M, kind: *kind, text, valid_until_ms: None };
        Ok(Command::Intake(Ask::SetPremise { premise: None, details }))
    }

    /// `1a2b3c reason`: what is known under an id that ends so, is so no more.
    fn premise_ended(&self, text: &str) -> Result<Command, Rejection> {
        let (name, reason) = first_word(text);
        let all = self.board.premises.iter();
        let premise = ending(all.map(|it| it.id), name)
            .ok_or_else(|| Rejection::not_found("premise", "refused.no_such_premise", name))?;
        let reason = needed(reason.to_owned(), "preview.premise_end")?;
        Ok(Command::Intake(Ask::EndPremise { premise, reason }))
    }
}
