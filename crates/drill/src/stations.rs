//! Where units live, and the forty of them. Stations the area does not have are put at its largest junctions. It must
//! not know the board.

use crate::kind::Kind;
use crate::roads::Roads;
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::UnitId;
use watchfloor_geo::Wgs84;

/// What a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationKind {
    /// Engines and ladders.
    Fire,
    /// Patrol and traffic cars.
    Police,
    /// Ambulances; where there is none they stand at hospitals.
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

/// Longest station name that a unit may carry, in characters.
const NAME_LIMIT: usize = 64;

/// Puts stations where an area has none of a kind.
pub(crate) fn completed(given: Vec<Station>, roads: &Roads) -> Vec<Station> {
    let mut stations = given;
    for station in &mut stations {
        station.name = station.name.trim().chars().take(NAME_LIMIT).collect();
    }
    stations.retain(|s| !s.name.is_empty());
    let has = |stations: &[Station], kind| stations.iter().any(|s| s.kind == kind);
    let spare = roads.junctions(8, 400.0);
    let mut sites = spare.iter().cycle();
    for (kind, name, count) in [
        (StationKind::Fire, "Fire Station", 3),
        (StationKind::Police, "Police Station", 2),
        (StationKind::Hospital, "Hospital", 1),
        (StationKind::Depot, "Depot", 1),
    ] {
        if has(&stations, kind) {
            continue;
        }
        for (number, spot) in (1..=count).zip(&mut sites) {
            stations.push(Station { name: format!("{name} {number}"), at: roads.position(*spot), kind });
        }
    }
    if !has(&stations, StationKind::Ambulance) {
        let hospitals = stations.iter().filter(|s| matches!(s.kind, StationKind::Hospital | StationKind::Fire));
        let at_them: Vec<Station> = hospitals.map(|h| Station { kind: StationKind::Ambulance, ..h.clone() }).collect();
        stations.extend(at_them);
    }
    stations
}

/// The forty units, spread over the stations of their service, standing on the road before it.
pub(crate) fn fleet(stations: &[Station], roads: &Roads) -> Vec<NewUnit> {
    let mut units = Vec::new();
    for (kind, count) in FLEET {
        let home = match kind {
            Kind::Engine | Kind::Ladder => StationKind::Fire,
            Kind::Ambulance => StationKind::Ambulance,
            Kind::Patrol | Kind::Traffic => StationKind::Police,
            Kind::Utility => StationKind::Depot,
        };
        let homes = stations.iter().filter(|s| s.kind == home).cycle();
        let (word, letter, name) = kind.words();
        for (number, station) in (1..=count).zip(homes) {
            units.push(NewUnit {
                unit: UnitId(format!("{letter}{number}")),
                call_sign: format!("{name} {number}"),
                kind: word.to_owned(),
                station: station.name.clone(),
                home: Some(roads.position(roads.nearest(station.at))),
            });
        }
    }
    units
}
