//! Resources: wire shapes become orders, reports of hospitals are taken in, hospitals are put in the order of their drive
//! times.

use super::Seat;
use super::commands::{allowed, incident_id, receipt};
use super::refusal::{bad, error, failed};
use super::search::{straight, unread};
use crate::floor::Floor;
use crate::{roads, views};
use watchfloor_api::command::{Command as Wire, Receipt, RowFault};
use watchfloor_api::resource::{HospitalRow, HospitalsFor, ImportHospitals, SetHospital};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Command;
use watchfloor_domain::resource::{Beds, Hospital, Order, Shelter, Sort, Stock, Tow, Traffic};
use watchfloor_geo::Wgs84;
use watchfloor_routing::{Profile, World};
use watchfloor_warning::have::{self, Facility, Fault};

/// Hospitals whose way is looked for: the nearest by straight line.
const MOST_WAYS: usize = 12;

fn degrees(lon: Option<f64>, lat: Option<f64>) -> Result<Option<Wgs84>, ApiError> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Wgs84::new(lon, lat).map(Some).map_err(|e| bad("lon", e.to_string())),
        (None, None) => Ok(None),
        _ => Err(bad("lat", "lon and lat come together")),
    }
}

/// The command of such a verb; none for other verbs.
pub(super) fn read(floor: &Floor, seat: &Seat, command: &Wire) -> Result<Option<Command>, ApiError> {
    let incident = |text: &str| incident_id(floor, text);
    let order = match command {
        Wire::SetHospital(set) => Order::SetHospital(told(floor, seat, set)?),
        Wire::SetShelter(set) => Order::SetShelter(Shelter {
            id: set.id.clone(),
            name: set.name.clone(),
            at: degrees(set.lon, set.lat)?,
            capacity: set.capacity,
            occupied: set.occupied,
            open: set.open,
        }),
        Wire::SetStock(set) => Order::SetStock(Stock {
            id: set.id.clone(),
            item: set.item.clone(),
            unit: set.unit.clone(),
            place: set.place.clone(),
            amount: set.amount,
        }),
        Wire::MoveStock(to) => Order::MoveStock {
            id: to.id.clone(),
            amount: to.amount,
            incident: to.incident.as_deref().filter(|of| !of.trim().is_empty()).map(incident).transpose()?,
            reason: to.reason.clone(),
        },
        Wire::SetTow(set) => Order::SetTow(Tow {
            id: set.id.clone(),
            name: set.name.clone(),
            phone: set.phone.clone(),
            area: set.area.clone(),
            classes: set.classes.iter().cloned().collect(),
        }),
        Wire::RemoveResource(gone) => Order::Remove {
            sort: Sort::from_word(&gone.sort).ok_or_else(|| bad("sort", "hospital, shelter, stock or tow"))?,
            id: gone.id.clone(),
            reason: gone.reason.clone(),
        },
        Wire::CallTow(call) => {
            Order::CallTow { incident: incident(&call.incident)?, area: call.area.clone(), class: call.class.clone() }
        }
        Wire::SkipTow(skip) => Order::SkipTow { incident: incident(&skip.incident)?, reason: skip.reason.clone() },
        _ => return Ok(None),
    };
    Ok(Some(Command::Resource(order)))
}

/// By telephone: as of now unless said otherwise, and from whom is who sits here.
fn told(floor: &Floor, seat: &Seat, set: &SetHospital) -> Result<Hospital, ApiError> {
    let traffic = set
        .traffic
        .as_deref()
        .map(|word| Traffic::from_word(word).ok_or_else(|| bad("traffic", "normal, advisory, closed or unknown")));
    let beds =
        set.beds.iter().map(|(kind, beds)| (kind.clone(), Beds { available: beds.available, total: beds.total }));
    let known = floor.engine.board().resources.hospitals.get(set.id.trim()).and_then(|kept| kept.it.at);
    Ok(Hospital {
        id: set.id.trim().to_owned(),
        name: set.name.trim().to_owned(),
        at: degrees(set.lon, set.lat)?.or(known),
        beds: beds.collect(),
        traffic: traffic.transpose()?.unwrap_or_default(),
        reason: set.reason.clone(),
        as_of_ms: set.as_of_ms.unwrap_or_else(|| floor.engine.clock.now_ms()),
        source: seat.label.clone(),
    })
}

/// Each report is a fact of its own: one that a rule refuses takes no other with it.
pub(super) fn import(floor: &Floor, seat: &Seat, file: &ImportHospitals) -> Result<Receipt, ApiError> {
    allowed(seat, "import_hospitals")?;
    let read = have::read(&file.xml).map_err(|e| bad("xml", e.to_string()))?;
    let mut faults: Vec<RowFault> = read.faults.iter().map(fault).collect();
    let mut commands = Vec::new();
    for facility in &read.facilities {
        let command = Command::Resource(Order::SetHospital(reported(facility, &file.source)));
        match floor.engine.preview(&floor.actor(seat), std::slice::from_ref(&command)) {
            Ok(_) => commands.push(command),
            Err(rejection) => faults.push(RowFault {
                line: facility.line,
                field: rejection.field.clone().unwrap_or_default(),
                message: super::refused(&rejection).message,
                text: facility.name.clone(),
            }),
        }
    }
    if commands.is_empty() {
        let nothing = super::imports::nothing_saved();
        return Ok(Receipt { refused_rows: faults, ..nothing });
    }
    let done = floor.engine.run(&floor.actor(seat), commands).map_err(failed)?;
    Ok(Receipt { refused_rows: faults, ..receipt(floor, &done) })
}

fn fault(fault: &Fault) -> RowFault {
    RowFault {
        line: fault.line,
        field: fault.field.to_owned(),
        message: fault.message.clone(),
        text: fault.text.clone(),
    }
}

fn reported(facility: &Facility, source: &str) -> Hospital {
    Hospital {
        id: facility.id.clone(),
        name: facility.name.clone(),
        at: facility.at.and_then(|[lon, lat]| Wgs84::new(lon, lat).ok()),
        beds: facility.beds.clone(),
        traffic: facility.traffic,
        reason: facility.reason.clone(),
        as_of_ms: facility.as_of_ms,
        source: source.to_owned(),
    }
}

/// The place of an incident, which must have one.
pub(super) fn place_of(floor: &Floor, name: &str) -> Result<Wgs84, ApiError> {
    let id = incident_id(floor, name)?;
    let at = floor.engine.board().incidents.get(&id).and_then(|i| i.place.as_ref().map(|p| p.at));
    at.ok_or_else(|| error(ErrorCode::Refused, "refused.no_place", "").field("incident"))
}

pub(super) fn world(floor: &Floor, profile: Profile) -> Result<Option<World>, ApiError> {
    let profile = Profile { at: Some(roads::now(&*floor.engine.clock)), ..profile };
    floor.roads.world(floor, profile).map_err(|why| unread(&why))
}

/// Those that turn ambulances away come last, whatever their way; of the others the quickest first. Where no area is
/// imported there are no times, and the order is by name.
pub(super) fn hospitals(floor: &Floor, ask: &HospitalsFor) -> Result<Vec<HospitalRow>, ApiError> {
    let from = match (&ask.incident, ask.at) {
        (Some(name), None) => place_of(floor, name)?,
        (None, Some([lon, lat])) => Wgs84::new(lon, lat).map_err(|e| bad("at", e.to_string()))?,
        _ => return Err(bad("incident", "an incident, or a place in `at`")),
    };
    let mut rows: Vec<(Option<f64>, HospitalRow)> = {
        let board = floor.engine.board();
        let row = |kept| {
            let row = views::hospital(kept);
            (kept.it.at.map(|at| straight(from, at)), row)
        };
        board.resources.hospitals.values().map(row).collect()
    };
    rows.sort_by(|(a, _), (b, _)| a.unwrap_or(f64::MAX).total_cmp(&b.unwrap_or(f64::MAX)));
    if let Some(world) = world(floor, Profile::EMERGENCY)? {
        for (_, row) in rows.iter_mut().filter(|(straight, _)| straight.is_some()).take(MOST_WAYS) {
            let to = row.lon.zip(row.lat).and_then(|(lon, lat)| Wgs84::new(lon, lat).ok());
            if let Some(way) = to.and_then(|to| world.route(from, to).ok()) {
                (row.seconds, row.metres) = (Some(way.ms as f64 / 1_000.0), Some(way.metres));
            }
        }
    }
    let mut rows: Vec<HospitalRow> = rows.into_iter().map(|(_, row)| row).collect();
    let rank = |row: &HospitalRow| (row.traffic == "closed", row.seconds.unwrap_or(f64::MAX));
    rows.sort_by(|a, b| {
        let ((shut_a, a_s), (shut_b, b_s)) = (rank(a), rank(b));
        shut_a.cmp(&shut_b).then(a_s.total_cmp(&b_s)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(rows)
}
