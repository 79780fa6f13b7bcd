//! What the tests share: towns drawn in metres, real cities, seeded chance.

use std::path::PathBuf;
use std::sync::Arc;

use crate::reference::CONDITIONS;
use watchfloor_area::{ImportOptions, PbfSource, RoadClass, RoadEdge, RoadUse, TurnRestriction, road_rows};
use watchfloor_geo::{Wgs84, distance_m, metres_per_degree};
use watchfloor_routing::{Candidate, Closed, Closest, ClosureIn, Profile, RoadGraph, World};

/// Roads of an area.
#[derive(Default, Clone)]
pub struct Roads {
    pub edges: Vec<RoadEdge>,
    pub restrictions: Vec<TurnRestriction>,
}

fn imported(bytes: &[u8]) -> Roads {
    let source = PbfSource { name: "city.osm.pbf", bytes };
    let (edges, restrictions) = road_rows(&[source], &ImportOptions::named("city")).expect("it can be read");
    Roads { edges, restrictions }
}

/// The demo area in the repository.
pub fn helsinki() -> Roads {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/area/helsinki.osm.pbf");
    imported(&std::fs::read(path).expect("the demo area is part of the repository"))
}

/// A file beside the checkout, or `None` with a word about it.
pub fn shared(file: &str) -> Option<Roads> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/map").join(file);
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: ../shared/data/map/{file} is absent");
        return None;
    };
    Some(imported(&bytes))
}

impl Roads {
    /// The same with more in the way than was mapped: one restriction in three holds at some hours only, and one gate in
    /// two is locked.
    pub fn harder(mut self) -> Self {
        for (number, r) in self.restrictions.iter_mut().enumerate().filter(|(number, _)| number % 3 == 0) {
            r.conditional = Some(CONDITIONS[number / 3 % CONDITIONS.len()].0.to_owned());
        }
        for e in self.edges.iter_mut().filter(|e| e.usage.gate && e.from_node % 2 == 0) {
            e.usage.locked = true;
        }
        self
    }

    pub fn graph(&self) -> Arc<RoadGraph> {
        Arc::new(RoadGraph::build(&self.edges, &self.restrictions).expect("the rows make a graph"))
    }

    pub fn world(&self, profile: Profile) -> World {
        let graph = self.graph();
        let closed = Arc::new(Closed::none(&graph));
        World::new(graph, profile, closed).expect("they belong together")
    }

    pub fn world_closed(&self, profile: Profile, closures: &[ClosureIn<'_>]) -> World {
        let world = self.world(profile);
        let closed = Closed::of(world.graph(), profile.kind, closures);
        world.with_closed(Arc::new(closed)).expect("they belong together")
    }

    /// A place on an edge, `fraction` along its points by chords of the same weight.
    pub fn on_edge(&self, edge: usize, fraction: f64) -> Wgs84 {
        let points = &self.edges[edge].points;
        let along = fraction * (points.len() - 1) as f64;
        let at = (along as usize).min(points.len() - 2);
        let (a, b, t) = (points[at], points[at + 1], along - at as f64);
        Wgs84::new(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t).expect("between two places")
    }

    /// A two-way or one-way piece of road between two places, in metres about the town's middle.
    pub fn road(&mut self, way: i64, nodes: [(i64, [f64; 2]); 2], usage: RoadUse, both: bool) -> &mut Self {
        let points: Vec<[f64; 2]> = nodes.iter().map(|(_, at)| spot(at[0], at[1]).lon_lat()).collect();
        let edge = |from: usize, to: usize| RoadEdge {
            from_node: nodes[from].0,
            to_node: nodes[to].0,
            way_id: way,
            class: RoadClass::Residential,
            name: Some(format!("Street {way}").into()),
            length_m: distance_m(spot(nodes[0].1[0], nodes[0].1[1]), spot(nodes[1].1[0], nodes[1].1[1])),
            speed_kmh: 36.0,
            usage,
            conditional: None,
            points: vec![points[from], points[to]],
        };
        self.edges.push(edge(0, 1));
        if both {
            self.edges.push(edge(1, 0));
        }
        self
    }

    /// A two-way street for everybody through nodes of a [`grid`], in order.
    pub fn street(&mut self, way: i64, nodes: &[i64]) -> &mut Self {
        self.streets(way, nodes, OPEN, true)
    }

    pub fn streets(&mut self, way: i64, nodes: &[i64], usage: RoadUse, both: bool) -> &mut Self {
        for pair in nodes.windows(2) {
            self.road(way, [(pair[0], node_at(pair[0])), (pair[1], node_at(pair[1]))], usage, both);
        }
        self
    }

    pub fn restrict(&mut self, only: bool, from: i64, via: Via<'_>, to: i64) -> &mut TurnRestriction {
        let (via_nodes, via_ways) = match via {
            Via::Node(node) => (vec![node], Vec::new()),
            Via::Ways(ways) => (Vec::new(), ways.to_vec()),
        };
        self.restrictions.push(TurnRestriction {
            relation: self.restrictions.len() as i64 + 1,
            only,
            from_way: from,
            via_nodes,
            via_ways,
            to_way: to,
            spares_emergency: false,
            conditional: None,
        });
        self.restrictions.last_mut().expect("one was just added")
    }
}

pub enum Via<'a> {
    Node(i64),
    Ways(&'a [i64]),
}

pub const OPEN: RoadUse = RoadUse {
    ordinary: true,
    destination: false,
    emergency: true,
    contraflow: false,
    bus_lane: false,
    gate: false,
    barrier: false,
    roundabout: false,
    tunnel: false,
    bridge: false,
    link: false,
    speed_tagged: false,
    locked: false,
};

/// Nodes of towns lie 100 m apart: node `rc` (row, column) is `100 c` east and `100 r` north.
pub fn node_at(node: i64) -> [f64; 2] {
    [(node % 10) as f64 * 100.0, (node / 10) as f64 * 100.0]
}

/// Metres east and north of the town's corner.
pub fn spot(east: f64, north: f64) -> Wgs84 {
    let (per_east, per_north) = metres_per_degree(60.2);
    Wgs84::new(24.9 + east / per_east, 60.2 + north / per_north).expect("a place near Helsinki")
}

/// Whole seconds of the way between two places, or `None` where there is none. The towns are drawn for them: 100 m take
/// 10 s.
pub fn seconds(world: &World, from: Wgs84, to: Wgs84) -> Option<i64> {
    world.route(from, to).ok().map(|route| (route.ms + 500) / 1000)
}

pub fn unit(id: &str, at: Wgs84) -> Candidate<'_> {
    Candidate { id, at, heading_deg: None }
}

/// Everybody is eligible.
pub fn order(world: &World, to: Wgs84, units: &[Candidate<'_>], k: usize) -> Closest {
    world.closest(to, units, &|_| true, k).expect("the place is on a road")
}

/// SplitMix64 (public domain, Vigna): the same seed gives the same cases everywhere.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
