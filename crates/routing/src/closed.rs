//! Which edges are closed now. It must not know times: only closures in force are given.

use sha2::{Digest, Sha256};
use watchfloor_geo::{Wgs84, metres_per_degree};

use crate::graph::{NONE, RoadGraph};
use crate::grid::around;
use crate::plane::{self, Flat, Point};
use crate::table::Kind;

/// A road this near a line runs along it, and a crossing this near a junction is at the junction; metres.
const NEAR_M: f64 = 8.0;
/// A road runs along a line when this much of it is near, or half of it; a crossing at right angles has twice 8 m.
const ALONG_M: f64 = 25.0;

/// Where a closure is.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'a> {
    /// Closes the roads it crosses or runs along, on bridges and in tunnels too; at least two points.
    Line(&'a [Wgs84]),
    /// Closes the roads it touches; at least three points, the first not repeated.
    Polygon(&'a [Wgs84]),
}

/// A closure in force.
#[derive(Debug, Clone, Copy)]
pub struct ClosureIn<'a> {
    pub id: &'a str,
    pub shape: Shape<'a>,
    /// Emergency vehicles may pass.
    pub emergency_may_pass: bool,
}

/// The edges closed to one kind of vehicle, in both directions of a road.
#[derive(Debug, Clone)]
pub struct Closed {
    stamp: [u8; 8],
    /// `None` when nothing is closed, to nobody.
    kind: Option<Kind>,
    hash: String,
    ids: Vec<String>,
    bits: Vec<u64>,
    /// Edge, and the closure by its place in `ids`; sorted.
    by: Vec<(u32, u32)>,
}

impl Closed {
    /// All roads open, for every kind of vehicle.
    #[must_use]
    pub fn none(graph: &RoadGraph) -> Self {
        let hash = hex::encode(Sha256::digest([]));
        let bits = vec![0; graph.edges().div_ceil(64)];
        Self { stamp: graph.stamp(), kind: None, hash, ids: Vec::new(), bits, by: Vec::new() }
    }

    /// What these closures close to one kind of vehicle. The order they are given in makes no difference.
    #[must_use]
    pub fn of(graph: &RoadGraph, kind: Kind, closures: &[ClosureIn<'_>]) -> Self {
        let mut out = Self::none(graph);
        let mut sorted: Vec<_> = closures.iter().collect();
        sorted.sort_by_key(|c| c.id);
        out.kind = (!sorted.is_empty()).then_some(kind);
        out.hash = hash(&sorted);
        out.ids = sorted.iter().map(|c| c.id.to_owned()).collect();
        let binding = sorted.iter().enumerate().filter(|(_, c)| !(kind == Kind::Emergency && c.emergency_may_pass));
        for (number, closure) in binding {
            let roads = match closure.shape {
                Shape::Line(points) => roads_of_line(graph, points),
                Shape::Polygon(ring) => roads_of_polygon(graph, ring),
            };
            let edges = roads.into_iter().flat_map(|road| graph.roads[road as usize].edges).filter(|e| *e != NONE);
            out.by.extend(edges.map(|edge| (edge, number as u32)));
        }
        out.by.sort_unstable();
        for (edge, _) in &out.by {
            out.bits[*edge as usize / 64] |= 1 << (edge % 64);
        }
        out
    }

    /// SHA-256, in hex, of the closures given: ids, shapes, who may pass; whatever their order.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The ids given, sorted.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// How many directed edges one of the closures closes to this kind of vehicle; 0 when it meets no road or may be
    /// passed.
    #[must_use]
    pub fn edges_closed_by(&self, id: &str) -> usize {
        self.by.iter().filter(|(_, number)| self.ids[*number as usize] == id).count()
    }

    /// Whether an edge, by its place in the list the graph was built of, is closed.
    #[must_use]
    pub fn closes(&self, edge: usize) -> bool {
        u32::try_from(edge).is_ok_and(|number| edge / 64 < self.bits.len() && self.has(number))
    }

    /// Whether no edge is closed.
    pub(crate) fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    #[inline]
    pub(crate) fn has(&self, edge: u32) -> bool {
        self.bits[edge as usize / 64] >> (edge % 64) & 1 == 1
    }

    /// Ids of the closures of an edge.
    pub(crate) fn of_edge(&self, edge: u32) -> impl Iterator<Item = &str> {
        let from = self.by.partition_point(|(e, _)| *e < edge);
        self.by[from..]
            .iter()
            .take_while(move |(e, _)| *e == edge)
            .map(|(_, number)| self.ids[*number as usize].as_str())
    }

    pub(crate) fn is_of(&self, graph: &RoadGraph) -> bool {
        self.stamp == graph.stamp()
    }

    pub(crate) fn binds(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|known| known == kind)
    }
}

fn hash(closures: &[&ClosureIn<'_>]) -> String {
    let mut sha = Sha256::new();
    for closure in closures {
        let (word, points) = match closure.shape {
            Shape::Line(points) => (0_u8, points),
            Shape::Polygon(points) => (1, points),
        };
        sha.update((closure.id.len() as u64).to_le_bytes());
        sha.update(closure.id);
        sha.update([word, u8::from(closure.emergency_may_pass)]);
        sha.update((points.len() as u64).to_le_bytes());
        for number in points.iter().flat_map(|p| p.lon_lat()) {
            sha.update(number.to_bits().to_le_bytes());
        }
    }
    hex::encode(sha.finalize())
}

/// A closure's points in metres about its own first one, and the roads within `margin_m` of its box, likewise.
struct Around {
    shape: Vec<Point>,
    roads: Vec<(u32, Vec<Point>)>,
}

impl Around {
    fn new(graph: &RoadGraph, points: &[Wgs84], margin_m: f64) -> Option<Self> {
        let first = points.first()?.lon_lat();
        let b = points.iter().fold([first[0], first[1], first[0], first[1]], |b, p| around(b, p.lon_lat()));
        let flat = Flat::about([first[0], f64::midpoint(b[1], b[3])]);
        let (east, north) = metres_per_degree(b[1].abs().max(b[3].abs()));
        let (dx, dy) = (margin_m / east.max(1.0), margin_m / north);
        let mut roads: Vec<u32> = graph
            .grid
            .touching([b[0] - dx, b[1] - dy, b[2] + dx, b[3] + dy])
            .into_iter()
            .map(|segment| graph.road_of_segment(segment))
            .collect();
        roads.sort_unstable();
        roads.dedup();
        let shape = points.iter().map(|p| flat.put(p.lon_lat())).collect();
        let roads = roads.into_iter().map(|road| (road, graph.shape(road).iter().map(|p| flat.put(*p)).collect()));
        Some(Self { shape, roads: roads.collect() })
    }
}

/// Roads a line runs along, and roads it crosses. Where it runs along a road through a junction it does not close the
/// streets that meet that road there: their own crossing is not what was drawn.
fn roads_of_line(graph: &RoadGraph, points: &[Wgs84]) -> Vec<u32> {
    let Some(near) = Around::new(graph, points, NEAR_M) else { return Vec::new() };
    let along = |line: &[Point], road: &[Point]| {
        let near_m = plane::length_near(road, line, NEAR_M);
        near_m >= ALONG_M || near_m >= plane::length(road) / 2.0
    };
    let (along, others): (Vec<_>, Vec<_>) = near.roads.iter().partition(|(_, road)| along(&near.shape, road));
    let ends = |road: u32| {
        let edge = &graph.edges[graph.roads[road as usize].edges[0] as usize];
        [edge.from, edge.to]
    };
    let mut nodes: Vec<u32> = along.iter().flat_map(|(road, _)| ends(*road)).collect();
    nodes.sort_unstable();
    let crossed = others.into_iter().filter(|(road, shape)| {
        let length = plane::length(shape);
        let [from, to] = ends(*road).map(|node| nodes.binary_search(&node).is_ok());
        plane::crossings(shape, &near.shape)
            .into_iter()
            .any(|at| !(from && at <= NEAR_M || to && at >= length - NEAR_M))
    });
    along.iter().copied().chain(crossed).map(|(road, _)| *road).collect()
}

fn roads_of_polygon(graph: &RoadGraph, ring: &[Wgs84]) -> Vec<u32> {
    let Some(near) = Around::new(graph, ring, 0.0) else { return Vec::new() };
    let mut outline = near.shape.clone();
    outline.extend(near.shape.first());
    let touches = |road: &[Point]| {
        road.iter().any(|p| plane::inside(*p, &near.shape)) || !plane::crossings(road, &outline).is_empty()
    };
    near.roads.iter().filter(|(_, road)| touches(road)).map(|(road, _)| *road).collect()
}
