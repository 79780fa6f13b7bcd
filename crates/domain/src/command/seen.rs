//! What a person saw of an incident when they decided to change it. Sent before the change, in one request: all of it is done,
//! or nothing, so that nobody writes over what a colleague changed a moment ago without having seen it.

use crate::ids::IncidentId;
use crate::traffic::Lane;
use crate::types::{Place, Priority};

/// One part of an incident as somebody saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub incident: IncidentId,
    pub was: Was,
}

/// The part, and its value then.
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
}

impl Seen {
    /// The call it is sent with: who may not make that one has no use for this.
    pub fn call(&self) -> &'static str {
        match self.was {
            Was::Priority(_) => "set_priority",
            Was::Type(_) => "set_incident_type",
            Was::Place(_) => "move_incident",
            Was::Lanes { .. } => "set_lanes",
        }
    }
}
