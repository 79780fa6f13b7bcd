//! Drive times on real roads: the closest 20 of 5,000 vehicles, the whole board, a closure taking effect; beside the
//! floor of reading every edge once.
//!
//! `cargo bench -p watchfloor-routing -- [FILE.osm.pbf...]`; without files, Porto of `../shared/data/map` and the demo
//! area. Goals on Porto: closest p99 at most 2 ms with snapping of the incident and eligibility, board 10 ms.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use watchfloor_area::{ImportOptions, PbfSource, RoadEdge, TurnRestriction, road_rows};
use watchfloor_geo::{Wgs84, destination};
use watchfloor_routing::{Closed, ClosureIn, Hierarchy, Kind, Placed, Profile, RoadGraph, Shape, Snapped, World};

const VEHICLES: usize = 5_000;

struct Roads {
    edges: Vec<RoadEdge>,
    restrictions: Vec<TurnRestriction>,
}

fn main() {
    let files: Vec<PathBuf> = std::env::args().skip(1).filter(|a| a != "--bench").map(PathBuf::from).collect();
    let files = if files.is_empty() { default_files() } else { files };
    for file in files {
        city(&file);
    }
}

fn default_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let porto = root.join("../shared/data/map/porto/porto_portugal.osm.pbf");
    let files = [porto, root.join("assets/area/helsinki.osm.pbf")];
    files.into_iter().filter(|f| f.exists()).collect()
}

/// SplitMix64 (public domain, Vigna).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn near_a_road(&mut self, roads: &Roads) -> Wgs84 {
        let edge = &roads.edges[(self.next() % roads.edges.len() as u64) as usize];
        let p = edge.points[(self.next() % edge.points.len() as u64) as usize];
        let at = Wgs84::new(p[0], p[1]).expect("an imported point is a position");
        destination(at, (self.next() % 360) as f64, (self.next() % 40) as f64)
    }
}

/// Runs it and prints the middle, the 99th of 100 and the worst, in milliseconds.
fn timed(what: &str, runs: usize, mut run: impl FnMut()) {
    let mut took: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share).round() as usize];
    println!("  {what:<58} {runs:>6} {:>9.3} {:>9.3} {:>9.3}", at(0.5), at(0.99), at(1.0));
}

fn city(file: &Path) {
    let bytes = std::fs::read(file).expect("the file can be read");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let source = PbfSource { name: &name, bytes: &bytes };
    let (edges, restrictions) = road_rows(&[source], &ImportOptions::named("bench")).expect("it can be read");
    let roads = Roads { edges, restrictions };
    let profile = Profile::EMERGENCY;
    let graph = Arc::new(RoadGraph::build(&roads.edges, &roads.restrictions).expect("the rows make a graph"));
    let counts = graph.restrictions();
    println!(
        "{name}: {} edges, {} restrictions applied, {} passed over",
        graph.edges(),
        counts.applied,
        counts.passed_over
    );
    println!("  {:<58} {:>6} {:>9} {:>9} {:>9}", "", "runs", "p50 ms", "p99 ms", "max ms");
    timed("build the graph", 3, || {
        black_box(RoadGraph::build(&roads.edges, &roads.restrictions).expect("the rows make a graph"));
    });
    let start = Instant::now();
    let open = World::new(Arc::clone(&graph), profile, Arc::new(Closed::none(&graph))).expect("of one graph");
    println!("  states unfolded and times worked out once in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    timed("floor: read every edge once", 200, || {
        black_box(roads.edges.iter().map(|e| e.length_m / e.speed_kmh).sum::<f64>());
    });
    let mut chance = Chance(7);
    let fleet: Vec<(String, Snapped)> =
        (0..VEHICLES).map(|n| (format!("u{n}"), open.snap(chance.near_a_road(&roads), None))).collect();
    let placed: Vec<Placed<'_>> = fleet.iter().map(|(id, at)| Placed { id, at }).collect();
    let rare = |index: usize| index.is_multiple_of(100);
    timed("put a position on a road", 20_000, || {
        black_box(open.snap(chance.near_a_road(&roads), None));
    });
    let mut ask = |what: &str, world: &World, runs: usize, eligible: &dyn Fn(usize) -> bool, k: usize| {
        timed(what, runs, || {
            let to = chance.near_a_road(&roads);
            black_box(world.closest_snapped(to, &placed, eligible, k).ok());
        });
    };
    ask("closest 20 of 5,000, half eligible", &open, 2_000, &|index| index.is_multiple_of(2), 20);
    ask("closest 20 of 5,000, one in a hundred eligible", &open, 500, &rare, 20);
    ask("closest 5,000 of 5,000 by search", &open, 100, &|_| true, VEHICLES);
    let middle = chance.near_a_road(&roads);
    let line = [destination(middle, 0.0, 600.0), destination(middle, 180.0, 600.0)];
    let closure = ClosureIn { id: "c", shape: Shape::Line(&line), emergency_may_pass: false };
    let close = || Closed::of(&graph, Kind::Emergency, &[closure]);
    timed("a closure of 1.2 km worked out and in effect", 200, || {
        black_box(open.with_closed(Arc::new(close())).expect("of one graph"));
    });
    let world = open.with_closed(Arc::new(close())).expect("of one graph");
    timed("route, with a closure", 200, || {
        let (from, to) = (chance.near_a_road(&roads), chance.near_a_road(&roads));
        black_box(world.route(from, to).ok());
    });
    timed("reach in 240 and 480 s from 5 places, with land", 20, || {
        let from: Vec<Wgs84> = (0..5).map(|_| chance.near_a_road(&roads)).collect();
        black_box(world.reach(&from, &[240, 480]));
    });
    let start = Instant::now();
    let hierarchy = Arc::new(Hierarchy::build(&graph, profile));
    println!("  hierarchy built once in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    black_box(Hierarchy::with_order(&graph, profile, hierarchy.order().to_vec()));
    println!("  hierarchy built from a kept order in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    timed("hierarchy made anew for a closure", 20, || {
        black_box(hierarchy.customise(&world));
    });
    let metric = hierarchy.customise(&world).expect("of one graph");
    timed("board of 5,000 by hierarchy", 500, || {
        black_box(world.board(Some(&metric), chance.near_a_road(&roads), &placed).ok());
    });
    timed("board of 5,000 by search", 100, || {
        black_box(world.board(None, chance.near_a_road(&roads), &placed).ok());
    });
    for _ in 0..20 {
        let to = chance.near_a_road(&roads);
        assert_eq!(world.board(Some(&metric), to, &placed), world.board(None, to, &placed), "both boards agree");
    }
}
