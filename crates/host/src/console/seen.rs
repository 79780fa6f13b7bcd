//! What a person saw when they changed something, as the wire says it.

use super::commands::{incident_id, place, priority, status};
use super::work::lanes;
use crate::floor::Floor;
use watchfloor_api::ApiError;
use watchfloor_api::command::{Command as Wire, SeenUnit as WireUnit};
use watchfloor_domain::command::{Seen, SeenUnit, Was};
use watchfloor_domain::ics::Triage;
use watchfloor_domain::ids::UnitId;

/// What must still be so for the command; `None` when its sender asks for nothing.
pub(super) fn read(floor: &Floor, command: &Wire) -> Result<Option<Seen>, ApiError> {
    let (incident, was) = match command {
        Wire::SetStatus(set) => return units(floor, "set_status", set.was.as_deref()),
        Wire::ClearUnits(clear) => return units(floor, "clear_units", clear.was.as_deref()),
        Wire::SetPlan(plan) => return Ok(plan.was.as_ref().map(|sha256| Seen::Plan(sha256.trim().to_owned()))),
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
        Wire::CountCasualties(count) => {
            let seen = count.was.as_ref().map(|was| {
                Ok(Was::Casualties(was.count.as_ref().map(|it| Triage {
                    immediate: it.immediate,
                    delayed: it.delayed,
                    minor: it.minor,
                    deceased: it.deceased,
                })))
            });
            (&count.incident, seen)
        }
        _ => return Ok(None),
    };
    let Some(was) = was.transpose()? else { return Ok(None) };
    Ok(Some(Seen::Incident { incident: incident_id(floor, incident)?, was }))
}

/// The same of units.
pub(super) fn units(floor: &Floor, call: &'static str, seen: Option<&[WireUnit]>) -> Result<Option<Seen>, ApiError> {
    let Some(seen) = seen else { return Ok(None) };
    // As many as the command itself may name.
    super::commands::units(&seen.iter().map(|seen| seen.unit.clone()).collect::<Vec<_>>())?;
    let unit = |seen: &WireUnit| {
        Ok(SeenUnit {
            unit: UnitId(seen.unit.trim().to_owned()),
            incident: seen.incident.as_deref().map(|text| incident_id(floor, text)).transpose()?,
            status: status(&seen.status)?,
        })
    };
    Ok(Some(Seen::Units { call, units: seen.iter().map(unit).collect::<Result<_, ApiError>>()? }))
}
