//! What a person saw of an incident when they changed it, as the wire says it.

use super::commands::{incident_id, place, priority};
use super::work::lanes;
use crate::floor::Floor;
use watchfloor_api::ApiError;
use watchfloor_api::command::Command as Wire;
use watchfloor_domain::command::{Seen, Was};

/// What must still be so for the command; `None` when its sender asks for nothing.
pub(super) fn read(floor: &Floor, command: &Wire) -> Result<Option<Seen>, ApiError> {
    let (incident, was) = match command {
        Wire::SetPriority(set) => (&set.incident, set.was.as_deref().map(|was| priority(was).map(Was::Priority))),
        Wire::SetIncidentType(set) => (&set.incident, set.was.as_ref().map(|was| Ok(Was::Type(was.trim().to_owned())))),
        Wire::MoveIncident(to) => {
            let seen = to.was.as_ref().map(|was| was.place.as_ref().map(place).transpose().map(Was::Place));
            (&to.incident, seen)
        }
        Wire::SetLanes(set) => {
            let seen = set
                .was
                .as_ref()
                .map(|was| Ok(Was::Lanes { direction: was.direction.trim().to_owned(), lanes: lanes(&was.lanes)? }));
            (&set.incident, seen)
        }
        _ => return Ok(None),
    };
    let Some(was) = was.transpose()? else { return Ok(None) };
    Ok(Some(Seen { incident: incident_id(floor, incident)?, was }))
}
