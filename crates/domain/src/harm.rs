//! What stands against sending, freeing or standing down a unit: danger to its crew, or to the patient it carries. A state of
//! a unit never says these, so a rule must (`dispatch.md` 2.15, 6.1, 6.3; the field's practice at roll calls is NFPA 1561's
//! accountability). Nothing here forbids: a person who has been told may go on, and the log says that they were.

use crate::board::{Board, Incident, Unit};
use crate::ids::{IncidentId, UnitId};
use crate::status::UnitStatus;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that stands against it; the gravest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Harm {
    /// A roll call of this incident was answered that people are missing, and nobody has said since that they are found.
    PeopleMissing { incident: IncidentId },
    /// The crew's emergency was not ended by a person.
    Emergency,
    /// The unit is on its way with a patient or others; to where, as was said.
    Patient { destination: Option<String> },
    /// The crew was to be asked whether it is well, and has not answered.
    Unanswered,
}

impl Harm {
    /// The word on the wire and in message keys.
    pub fn word(&self) -> &'static str {
        match self {
            Self::PeopleMissing { .. } => "people_missing",
            Self::Emergency => "emergency",
            Self::Patient { .. } => "patient",
            Self::Unanswered => "unanswered",
        }
    }
}

impl Board {
    /// Units with people missing, each with the incident whose roll says so.
    pub fn people_missing(&self) -> BTreeMap<&UnitId, &Incident> {
        let of = |incident| missing_of(incident).map(move |unit| (unit, incident));
        self.incidents.values().filter(|i| i.closed.is_none()).flat_map(of).collect()
    }

    /// Where the unit is taking whom it carries; `None` when it carries nobody, or nobody said where to.
    pub fn destination(&self, unit: &Unit) -> Option<&str> {
        let incident = self.incidents.get(&unit.incident?)?;
        let run = incident.open_runs().find(|run| run.unit == unit.id)?;
        run.destination.as_deref().filter(|_| matches!(unit.status, UnitStatus::Tr | UnitStatus::Ad))
    }
}

/// Units of an incident whose people are missing, in the order of their names.
pub fn missing_of(incident: &Incident) -> impl Iterator<Item = &UnitId> {
    let roll = incident.par.as_ref().and_then(|par| par.roll.as_ref());
    let missing = roll.into_iter().flat_map(|roll| &roll.units).filter(|(_, a)| a.as_ref().is_some_and(|a| !a.ok));
    missing.map(|(unit, _)| unit)
}
