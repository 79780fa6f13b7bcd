//! Units and where they are.

use watchfloor_api::view::{PositionView, UnitRow};
use watchfloor_domain::Board;
use watchfloor_domain::board::Unit;
use watchfloor_domain::status::Availability;
use watchfloor_domain::types::Fix;
use watchfloor_engine::telemetry::Telemetry;

/// One unit as a row.
pub fn unit_row(board: &Board, telemetry: &Telemetry, unit: &Unit) -> UnitRow {
    let incident = unit.incident.and_then(|id| board.incidents.get(&id));
    let staff = super::staff::staff(board, unit);
    // Whose crew is out with another vehicle cannot go, whatever its state says.
    let able = match &staff.crew_elsewhere {
        Some(_) if unit.incident.is_none() => Availability::Unavailable,
        _ => unit.status.availability(),
    };
    UnitRow {
        id: unit.id.0.clone(),
        call_sign: unit.call_sign.clone(),
        kind: unit.kind.clone(),
        station: unit.station.clone(),
        status: unit.status.code().to_owned(),
        status_since_ms: unit.since_ms,
        status_by: unit.by.clone(),
        status_reason: unit.reason.clone(),
        availability: availability(able).to_owned(),
        incident: unit.incident.map(|id| id.to_string()),
        incident_number: incident.map(|i| i.number.clone()),
        next_status: unit.status.next().map(|s| s.code().to_owned()),
        position: telemetry.fix(&unit.id).as_ref().map(position),
        crew: super::crew::crew(board, unit),
        staff,
        site: super::site_of(board, unit),
        handle: telemetry.handle(&unit.id),
    }
}

/// A fix as the wire shows it.
pub fn position(fix: &Fix) -> PositionView {
    PositionView {
        lon: fix.at.lon(),
        lat: fix.at.lat(),
        at_ms: fix.time_ms,
        accuracy_m: fix.accuracy_m,
        source: fix.source.clone(),
    }
}

/// The word of an availability.
pub(super) fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Available => "available",
        Availability::Conditional => "conditional",
        Availability::Committed => "committed",
        Availability::Unavailable => "unavailable",
    }
}
