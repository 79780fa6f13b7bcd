//! `pn @47 hazard text`: something known of the place of an incident, for every later call there.

use super::Line;
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
}
