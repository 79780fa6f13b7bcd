//! A drill's set-up from the rows of an imported area. It must not know where the rows are kept.

use crate::calls::Tongue;
use crate::roads::Edge;
use crate::sim::{Load, Setup};
use crate::stations::{Station, StationKind};
use watchfloor_area::{Place, PlaceKind, RoadEdge};
use watchfloor_domain::types;
use watchfloor_geo::{Bounds, Wgs84};

/// Most addresses and landmarks kept as places people call from.
const MOST_SPOTS: usize = 5_000;

/// The rows of one area and how the drill is to be.
pub struct Rows<'a> {
    /// The seed of everything that happens by chance.
    pub seed: u64,
    /// The area's box, WGS-84.
    pub bounds: Bounds,
    /// Its road edges.
    pub edges: &'a [RoadEdge],
    /// Its places; those that are no station, hospital, address or landmark are passed over.
    pub places: &'a [Place],
    /// What callers speak.
    pub callers: Tongue,
    /// How much happens, and who works.
    pub load: Load,
}

/// The places a drill needs; others need not be read from the store.
pub const PLACE_KINDS: [PlaceKind; 6] = [
    PlaceKind::Fire,
    PlaceKind::Police,
    PlaceKind::Ambulance,
    PlaceKind::Hospital,
    PlaceKind::Address,
    PlaceKind::Landmark,
];

/// Finland, roughly: where warnings carry Finnish as well.
const FINLAND: [f64; 4] = [20.5, 59.7, 31.6, 70.1];

/// The set-up of a drill in an area. Rows with coordinates out of range are left out.
pub fn setup(rows: &Rows<'_>) -> Setup {
    let inside = |p: &&Place| point(p).is_some_and(|at| rows.bounds.contains(at));
    let places: Vec<&Place> = rows.places.iter().filter(inside).collect();
    Setup {
        seed: rows.seed,
        // A drill's units keep to the streets of ordinary traffic.
        edges: rows.edges.iter().filter(|e| e.usage.ordinary).filter_map(edge).collect(),
        bounds: rows.bounds,
        stations: places.iter().filter_map(|p| station(p)).collect(),
        spots: spots(&places),
        callers: rows.callers,
        warnings: warnings(rows.bounds),
        load: rows.load,
    }
}

fn point(place: &Place) -> Option<Wgs84> {
    Wgs84::new(place.lon, place.lat).ok()
}

fn edge(row: &RoadEdge) -> Option<Edge> {
    let points = row.points.iter().map(|p| Wgs84::new(p[0], p[1]).ok()).collect::<Option<Vec<_>>>()?;
    Some(Edge { from: row.from_node, to: row.to_node, points, speed_kmh: row.speed_kmh, name: row.name.clone() })
}

fn station(place: &Place) -> Option<Station> {
    let kind = match place.kind {
        PlaceKind::Fire => StationKind::Fire,
        PlaceKind::Police => StationKind::Police,
        PlaceKind::Ambulance => StationKind::Ambulance,
        PlaceKind::Hospital => StationKind::Hospital,
        _ => return None,
    };
    Some(Station { name: place.name.clone(), at: point(place)?, kind })
}

/// Evenly taken from all addresses and landmarks, so that a large city is not called from one corner.
fn spots(places: &[&Place]) -> Vec<types::Place> {
    let fits = |p: &&&Place| matches!(p.kind, PlaceKind::Address | PlaceKind::Landmark) && !p.name.trim().is_empty();
    let all: Vec<&&Place> = places.iter().filter(fits).collect();
    let every = all.len().div_ceil(MOST_SPOTS).max(1);
    let label = |p: &Place| p.name.trim().chars().take(200).collect();
    all.into_iter().step_by(every).filter_map(|p| Some(types::Place { at: point(p)?, label: label(p) })).collect()
}

fn warnings(bounds: Bounds) -> Vec<Tongue> {
    let [west, south, east, north] = FINLAND;
    let middle = bounds.center();
    let finnish = (west..=east).contains(&middle.lon()) && (south..=north).contains(&middle.lat());
    [Tongue::En, Tongue::Zh].into_iter().chain(finnish.then_some(Tongue::Fi)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use watchfloor_area::{OsmId, RoadClass, RoadUse};

    fn place(kind: PlaceKind, name: &str, lon: f64) -> Place {
        let name = name.to_owned();
        Place {
            kind,
            name,
            lon,
            lat: 60.17,
            osm: OsmId::Node(1),
            names: BTreeMap::new(),
            reference: None,
            street: None,
            number: None,
            detail: None,
            importance: 0,
        }
    }

    #[test]
    fn rows_become_a_set_up() {
        let road = |points: Vec<[f64; 2]>| RoadEdge {
            from_node: 1,
            to_node: 2,
            way_id: 3,
            class: RoadClass::Primary,
            name: None,
            length_m: 1.0,
            speed_kmh: 50.0,
            usage: RoadUse { ordinary: true, emergency: true, ..RoadUse::default() },
            conditional: None,
            points,
        };
        let line = || vec![[24.94, 60.17], [24.95, 60.17]];
        let edges = [
            road(line()),
            road(vec![[24.94, 60.17], [24.95, 160.0]]),
            RoadEdge { usage: RoadUse { emergency: true, ..RoadUse::default() }, ..road(line()) },
        ];
        let places = [
            place(PlaceKind::Fire, "Keskuspelastusasema", 24.941),
            place(PlaceKind::Hospital, "far away", 29.0),
            place(PlaceKind::Address, "Aleksanterinkatu 52", 24.942),
            place(PlaceKind::Hydrant, "", 24.942),
        ];
        let bounds = Bounds::new(24.9, 60.1, 25.0, 60.2).unwrap();
        let setup = setup(&Rows {
            seed: 1,
            bounds,
            edges: &edges,
            places: &places,
            callers: Tongue::En,
            load: Load::default(),
        });
        assert_eq!(setup.edges.len(), 1, "off the globe, or for emergency vehicles only: left out");
        assert_eq!(setup.stations.len(), 1, "the hospital outside the area is left out");
        assert_eq!(setup.spots[0].label, "Aleksanterinkatu 52");
        assert_eq!(setup.warnings, [Tongue::En, Tongue::Zh, Tongue::Fi]);
    }
}
