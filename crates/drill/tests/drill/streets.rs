//! The drill on real streets as the importer reads them: the demo area, central Helsinki, and other places.

use crate::life::{assert_on_roads, assert_sound, shift};
use crate::support::{Floor, START_MS};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use watchfloor_area::{
    AreaSink, Crossing, ImportOptions, OsmCamera, PbfSource, Place, RoadEdge, TurnRestriction, import,
};
use watchfloor_drill::scene::{PLACE_KINDS, Rows, setup};
use watchfloor_drill::{Act, Load, Setup, Sim, Station, StationKind, Tongue};
use watchfloor_geo::Bounds;

#[derive(Default)]
struct Kept {
    places: Vec<Place>,
    edges: Vec<RoadEdge>,
    meta: BTreeMap<String, String>,
}

impl AreaSink for Kept {
    type Error = Infallible;

    fn tile(&mut self, _: u8, _: u32, _: u32, _: &[u8]) -> Result<(), Infallible> {
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Result<(), Infallible> {
        if PLACE_KINDS.contains(&place.kind) {
            self.places.push(place.clone());
        }
        Ok(())
    }

    fn camera(&mut self, _: &OsmCamera) -> Result<(), Infallible> {
        Ok(())
    }

    fn edge(&mut self, edge: &RoadEdge) -> Result<(), Infallible> {
        self.edges.push(edge.clone());
        Ok(())
    }

    fn restriction(&mut self, _: &TurnRestriction) -> Result<(), Infallible> {
        Ok(())
    }

    fn crossing(&mut self, _: &Crossing) -> Result<(), Infallible> {
        Ok(())
    }

    fn meta(&mut self, key: &str, value: &str) -> Result<(), Infallible> {
        self.meta.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

fn helsinki(seed: u64) -> Option<Setup> {
    area("assets/area/helsinki.osm.pbf", seed)
}

/// An extract, by its path from the checkout.
fn area(path: &str, seed: u64) -> Option<Setup> {
    let Ok(bytes) = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)) else {
        println!("skipped: {path} is absent");
        return None;
    };
    let mut kept = Kept::default();
    // Tiles are not needed here.
    let options = ImportOptions { max_zoom: 4, ..ImportOptions::named("drill") };
    let source = PbfSource { name: path, bytes: &bytes };
    import(&[source], &options, &mut kept, &|_| ControlFlow::Continue(())).unwrap();
    let edges: Vec<f64> = kept.meta["bounds"].split(',').map(|n| n.parse().unwrap()).collect();
    let bounds = Bounds::new(edges[0], edges[1], edges[2], edges[3]).unwrap();
    println!("{} edges, {} places in {:?}", kept.edges.len(), kept.places.len(), bounds.edges());
    Some(setup(&Rows {
        seed,
        bounds,
        edges: &kept.edges,
        places: &kept.places,
        callers: Tongue::En,
        load: Load::default(),
    }))
}

#[test]
fn eight_hours_in_helsinki_by_the_second() {
    let Some(setup) = helsinki(2026) else { return };
    assert_eq!(setup.warnings, [Tongue::En, Tongue::Zh, Tongue::Fi]);
    assert!(setup.spots.len() > 500, "{}", setup.spots.len());
    let started = Instant::now();
    let mut sim = Sim::new(setup, START_MS).unwrap();
    let ready = started.elapsed();
    for station in sim.stations() {
        println!("{:?} {} {:?}", station.kind, station.name, station.at);
    }
    let fire = |s: &&Station| s.kind == StationKind::Fire;
    let names: Vec<&str> = sim.stations().iter().filter(fire).map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Erottajan paloasema", "Fire Standby 1", "Fire Standby 2"], "the city's own, and two more");
    let mut floor = Floor::with_fleet(&sim);
    let started = Instant::now();
    let shift = shift(&mut sim, &mut floor, 8, 1_000);
    println!("ready in {ready:?}, 28,800 steps in {:?} {shift:?}", started.elapsed());
    assert_sound(&shift, &floor);
}

#[test]
fn units_stay_on_the_streets_of_helsinki() {
    let Some(setup) = helsinki(7) else { return };
    let mut sim = Sim::new(setup.clone(), START_MS).unwrap();
    let mut floor = Floor::with_fleet(&sim);
    let acts: Vec<Act> = (0..1_800).flat_map(|s| floor.step(&mut sim, START_MS + s * 1_000)).collect();
    let moved = assert_on_roads(&acts, &setup.edges);
    assert!(moved > 5_000, "{moved}");
    let homes: BTreeSet<&str> = floor.board.units.values().map(|u| u.station.as_str()).collect();
    assert!(homes.len() >= 4, "{homes:?}");
}

#[test]
fn other_cities_and_a_small_country_live_too() {
    let extracts = [
        "monaco/monaco.osm.pbf",
        "columbus/columbus.osm.pbf",
        "munich/munchen_centre.osm.pbf",
        "porto/porto_centre_valhalla_bench.osm.pbf",
        "andorra/andorra.osm.pbf",
    ];
    for extract in extracts {
        let Some(setup) = area(&format!("../shared/data/map/{extract}"), 5) else { continue };
        let mut sim = Sim::new(setup.clone(), START_MS).unwrap();
        let mut floor = Floor::with_fleet(&sim);
        let started = Instant::now();
        let acts: Vec<Act> = (0..3_600).flat_map(|s| floor.step(&mut sim, START_MS + s * 2_000)).collect();
        println!("{extract}: 3,600 steps in {:?}, {} incidents", started.elapsed(), floor.board.incidents.len());
        assert!(floor.refused.is_empty(), "{extract}: {:?}", floor.refused[0]);
        assert!(assert_on_roads(&acts, &setup.edges) > 2_000, "{extract}");
        assert!(floor.board.incidents.values().any(|i| i.closed.is_some()), "{extract}: nothing was finished");
    }
}
