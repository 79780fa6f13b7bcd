//! Where units live, and the forty of them. Stations the area does not have are put at its largest junctions. It must
//! not know the board.

use crate::kind::Kind;
use crate::roads::Roads;
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::UnitId;
use watchfloor_geo::{Wgs84, distance_m};

/// What a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationKind {
    /// Engines and ladders.
    Fire,
    /// Patrol and traffic cars.
    Police,
    /// Ambulances.
    Ambulance,
    /// Where patients are taken.
    Hospital,
    /// Road and network crews.
    Depot,
}

/// A station, hospital or depot.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// Its name as people say it.
    pub name: String,
    /// Where it is; units stand on the road nearest to it.
    pub at: Wgs84,
    /// What it is.
    pub kind: StationKind,
}

/// How many of each: forty in all.
const FLEET: [(Kind, usize); 6] = [
    (Kind::Engine, 9),
    (Kind::Ladder, 3),
    (Kind::Ambulance, 11),
    (Kind::Patrol, 12),
    (Kind::Traffic, 3),
    (Kind::Utility, 2),
];

/// Units of one station stand this far apart along the kerb, so that each is seen on the map.
const PARKED_M: f64 = 9.0;

/// Longest station name that a unit may carry, in characters.
const NAME_LIMIT: usize = 64;

/// How many of each kind a drill has at least, and what an added one is called.
const LEAST: [(StationKind, usize, &str); 5] = [
    (StationKind::Fire, 3, "Fire Standby"),
    (StationKind::Police, 2, "Police Standby"),
    (StationKind::Ambulance, 3, "Ambulance Standby"),
    (StationKind::Hospital, 1, "Exercise Hospital"),
    (StationKind::Depot, 1, "Depot"),
];

/// Adds standby points where an area has too few stations of a kind, so that the fleet does not stand in one yard.
/// Their names say that they are no station of the city.
pub(crate) fn completed(given: Vec<Station>, roads: &Roads) -> Vec<Station> {
    let mut stations = given;
    for station in &mut stations {
        station.name = station.name.trim().chars().take(NAME_LIMIT).collect();
    }
    stations.retain(|s| !s.name.is_empty());
    let sites: Vec<Wgs84> = roads.junctions(32, 250.0).into_iter().map(|spot| roads.position(spot)).collect();
    for (kind, least, name) in LEAST {
        let have = stations.iter().filter(|s| s.kind == kind).count();
        for number in 1..=least.saturating_sub(have) {
            let far = |site: &&Wgs84| remoteness(**site, kind, &stations);
            let Some(at) = sites.iter().max_by(|a, b| far(a).total_cmp(&far(b))) else { continue };
            stations.push(Station { name: format!("{name} {number}"), at: *at, kind });
        }
    }
    stations
}

/// How good a site is for one more station: far from those of its kind, and not where another stands.
fn remoteness(site: Wgs84, kind: StationKind, stations: &[Station]) -> f64 {
    let weigh = |s: &Station| distance_m(site, s.at) * if s.kind == kind { 1.0 } else { 3.0 };
    stations.iter().map(weigh).fold(1e9, f64::min)
}

/// The forty units of each fleet, spread over the stations of their service, standing on the road before it.
pub(crate) fn fleet(stations: &[Station], roads: &Roads, fleets: usize) -> Vec<NewUnit> {
    let mut units = Vec::new();
    for (kind, count) in FLEET {
        let home = match kind {
            Kind::Engine | Kind::Ladder => StationKind::Fire,
            Kind::Ambulance => StationKind::Ambulance,
            Kind::Patrol | Kind::Traffic => StationKind::Police,
            Kind::Utility => StationKind::Depot,
        };
        let homes: Vec<&Station> = stations.iter().filter(|s| s.kind == home).collect();
        let (word, letter, name) = kind.words();
        for (number, station) in (1..=count * fleets).zip(homes.iter().cycle()) {
            let parked = units.iter().filter(|u: &&NewUnit| u.station == station.name).count();
            let kerb = roads.along(roads.nearest(station.at), parked as f64 * PARKED_M);
            units.push(NewUnit {
                unit: UnitId(format!("{letter}{number}")),
                call_sign: format!("{name} {number}"),
                kind: word.to_owned(),
                station: station.name.clone(),
                home: Some(roads.position(kerb)),
                agency: None,
                crew_group: None,
            });
        }
    }
    units
}
