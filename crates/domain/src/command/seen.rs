//! What a person saw when they decided to change it. Sent before the change, in one request: all of it is done, or nothing,
//! so that nobody writes over what a colleague changed a moment ago without having seen it.

use crate::ics::Triage;
use crate::ids::{IncidentId, UnitId};
use crate::status::UnitStatus;
use crate::traffic::Lane;
use crate::types::{Place, Priority};

/// What somebody saw.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// One part of an incident.
    Incident { incident: IncidentId, was: Was },
    /// Units, by who is about to change them: `call` is the wire's name of that.
    Units { call: &'static str, units: Vec<SeenUnit> },
    /// The dispatch plan in force, by the SHA-256 of its text.
    Plan(String),
}

/// A unit as it was seen: what it was doing, and for which incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenUnit {
    pub unit: UnitId,
    pub incident: Option<IncidentId>,
    pub status: UnitStatus,
}

/// A part of an incident, and its value then.
#[derive(Clone, Debug, PartialEq)]
pub enum Was {
    Priority(Priority),
    Type(String),
    /// `None`: it had no place.
    Place(Option<Place>),
    /// The direction is empty, and there are no lanes, while none were set.
    Lanes {
        direction: String,
        lanes: Vec<Lane>,
    },
    /// `None`: nobody had counted.
    Casualties(Option<Triage>),
}

impl Seen {
    /// The call it is sent with: who may not make that one has no use for this.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Incident { was, .. } => match was {
                Was::Priority(_) => "set_priority",
                Was::Type(_) => "set_incident_type",
                Was::Place(_) => "move_incident",
                Was::Lanes { .. } => "set_lanes",
                Was::Casualties(_) => "count_casualties",
            },
            Self::Units { call, .. } => call,
            Self::Plan(_) => "set_plan",
        }
    }
}
