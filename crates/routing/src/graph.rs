//! The roads of an area, numbered: edges with their nodes, roads with their shape, and where they lie.
//! It must not know closures or searches.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use watchfloor_area::{RoadClass, RoadEdge, RoadUse, TurnRestriction};
use watchfloor_geo::Wgs84;

use crate::error::GraphError;
use crate::grid::Grid;
use crate::network::{Network, Rules};
use crate::table;
use crate::turns::{self, Turns};

/// More edges than any area has; everything is numbered in 32 bits.
pub(crate) const MAX_EDGES: usize = 20_000_000;
/// Longer than any road between two junctions, in metres; keeps every time in 32 bits.
const MAX_LENGTH_M: f64 = 400_000.0;
/// No number.
pub(crate) const NONE: u32 = u32::MAX;

/// One directed edge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub from: u32,
    pub to: u32,
    /// Its shape; driven from the last point to the first when `against`.
    pub road: u32,
    pub against: bool,
    pub way: i64,
    pub class: RoadClass,
    pub usage: RoadUse,
    pub length_m: f64,
    pub speed_kmh: f64,
    /// In `names`, or [`NONE`].
    pub name: u32,
}

/// One piece of road, whichever way it is driven.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Road {
    /// In `points`; the next road's begin where its own end.
    pub first: u32,
    /// The edge along its points and the one against them, or [`NONE`].
    pub edges: [u32; 2],
}

/// An area's roads and turn restrictions. Immutable; built once per area.
pub struct RoadGraph {
    hash: String,
    stamp: [u8; 8],
    pub(crate) edges: Vec<Edge>,
    pub(crate) roads: Vec<Road>,
    pub(crate) points: Vec<[f64; 2]>,
    road_of_point: Vec<u32>,
    /// Metres along its road of each point, by plain chords.
    along_m: Vec<f64>,
    pub(crate) names: Vec<Arc<str>>,
    pub(crate) nodes: usize,
    /// Edges that leave a node, by node.
    leaving: Packed,
    pub(crate) grid: Grid,
    pub(crate) turns: Turns,
    networks: [OnceLock<Arc<Network>>; 3],
}

/// What became of an area's turn restrictions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restrictions {
    /// In effect, at least at some hours.
    pub applied: usize,
    /// Of these, those that hold at some hours only.
    pub at_hours: usize,
    /// Of these, those whose hours are not read: they hold always.
    pub unread_hours: usize,
    /// Their ways do not meet as they say.
    pub passed_over: usize,
}

/// Lists of numbers, one after another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Packed {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Packed {
    /// `pairs` of (list, item); items keep their order within a list.
    pub(crate) fn new(lists: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; lists + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for at in 0..lists {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[lists] as usize];
        for (list, item) in pairs {
            items[next[list as usize] as usize] = item;
            next[list as usize] += 1;
        }
        Self { starts, items }
    }

    #[inline]
    pub(crate) fn of(&self, list: u32) -> &[u32] {
        &self.items[self.starts[list as usize] as usize..self.starts[list as usize + 1] as usize]
    }
}

impl RoadGraph {
    /// Reads the rows of an area. Fails on a row that cannot be driven at all; restrictions that do not fit the roads
    /// are passed over and counted ([`RoadGraph::restrictions`]).
    pub fn build(edges: &[RoadEdge], restrictions: &[TurnRestriction]) -> Result<Self, GraphError> {
        check(edges)?;
        let mut built = Shapes::default();
        let mut nodes: HashMap<i64, u32> = HashMap::new();
        let mut names: HashMap<&Arc<str>, u32> = HashMap::new();
        let mut rows = Vec::with_capacity(edges.len());
        let mut named = Vec::new();
        for (at, edge) in edges.iter().enumerate() {
            let mut number = |id: i64| {
                let next = nodes.len() as u32;
                *nodes.entry(id).or_insert(next)
            };
            let (from, to) = (number(edge.from_node), number(edge.to_node));
            let name = edge.name.as_ref().map_or(NONE, |name| {
                *names.entry(name).or_insert_with(|| {
                    named.push(Arc::clone(name));
                    named.len() as u32 - 1
                })
            });
            let (road, against) = built.road_of(edge, at as u32);
            rows.push(Edge {
                from,
                to,
                road,
                against,
                way: edge.way_id,
                class: edge.class,
                usage: edge.usage,
                length_m: edge.length_m,
                speed_kmh: edge.speed_kmh,
                name,
            });
        }
        let leaving = Packed::new(nodes.len(), rows.iter().enumerate().map(|(at, e)| (e.from, at as u32)));
        let turns = turns::read(restrictions, &rows, &leaving, &nodes);
        let (along_m, road_of_point) = built.measure();
        let grid = Grid::build(&built.points, &|at| road_of_point.get(at) == road_of_point.get(at + 1));
        let digest = digest(edges, restrictions);
        Ok(Self {
            hash: hex::encode(digest),
            stamp: std::array::from_fn(|at| digest[at]),
            edges: rows,
            roads: built.roads,
            points: built.points,
            road_of_point,
            along_m,
            names: named,
            nodes: nodes.len(),
            leaving,
            grid,
            turns,
            networks: Default::default(),
        })
    }

    /// SHA-256, in hex, over everything a drive time depends on, the speed table's version included.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Enough of the hash to tell graphs apart in memory.
    pub(crate) fn stamp(&self) -> [u8; 8] {
        self.stamp
    }

    /// How many directed edges.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// How many turn restrictions are applied, and how many are not.
    #[must_use]
    pub const fn restrictions(&self) -> Restrictions {
        self.turns.counts
    }

    /// The states of one kind of vehicle, unfolded when first asked for.
    pub(crate) fn network(&self, rules: Rules) -> &Arc<Network> {
        self.networks[rules as usize].get_or_init(|| Arc::new(Network::unfold(self, rules)))
    }

    pub(crate) fn leaving(&self, node: u32) -> &[u32] {
        self.leaving.of(node)
    }

    /// The edge that drives the same road the other way, or [`NONE`].
    pub(crate) fn reverse(&self, edge: u32) -> u32 {
        let e = &self.edges[edge as usize];
        self.roads[e.road as usize].edges[usize::from(!e.against)]
    }

    /// Points of a road along its own direction.
    pub(crate) fn shape(&self, road: u32) -> &[[f64; 2]] {
        &self.points[self.range(road)]
    }

    /// Metres along a road of each of its points, by chords.
    pub(crate) fn chords(&self, road: u32) -> &[f64] {
        &self.along_m[self.range(road)]
    }

    fn range(&self, road: u32) -> std::ops::Range<usize> {
        let end = self.roads.get(road as usize + 1).map_or(self.points.len(), |next| next.first as usize);
        self.roads[road as usize].first as usize..end
    }

    pub(crate) fn road_of_segment(&self, segment: u32) -> u32 {
        self.road_of_point[segment as usize]
    }
}

/// Roads as they are found among edges.
#[derive(Default)]
struct Shapes {
    roads: Vec<Road>,
    points: Vec<[f64; 2]>,
    /// Roads by way and the bits of their points.
    known: HashMap<(i64, Vec<[u64; 2]>), Vec<u32>>,
}

impl Shapes {
    /// The road of an edge and whether the edge runs against it. Twins share a road: same way, same points turned round.
    fn road_of(&mut self, edge: &RoadEdge, number: u32) -> (u32, bool) {
        let along: Vec<[u64; 2]> = edge.points.iter().map(|p| p.map(f64::to_bits)).collect();
        let turned: Vec<[u64; 2]> = along.iter().rev().copied().collect();
        let twins = self.known.get(&(edge.way_id, turned)).into_iter().flatten();
        let free = twins.copied().find(|road| self.roads[*road as usize].edges[1] == NONE);
        if let Some(road) = free {
            self.roads[road as usize].edges[1] = number;
            return (road, true);
        }
        let road = self.roads.len() as u32;
        self.roads.push(Road { first: self.points.len() as u32, edges: [number, NONE] });
        self.points.extend_from_slice(&edge.points);
        self.known.entry((edge.way_id, along)).or_default().push(road);
        (road, false)
    }

    /// Metres along its road, and the road, of each point.
    fn measure(&self) -> (Vec<f64>, Vec<u32>) {
        let (mut along, mut road_of) = (Vec::with_capacity(self.points.len()), Vec::with_capacity(self.points.len()));
        for (number, road) in self.roads.iter().enumerate() {
            let end = self.roads.get(number + 1).map_or(self.points.len(), |next| next.first as usize);
            let points = &self.points[road.first as usize..end];
            let (east, north) = watchfloor_geo::metres_per_degree(points[0][1]);
            let mut metres = 0.0;
            for (at, p) in points.iter().enumerate() {
                let before = points[at.saturating_sub(1)];
                metres += ((p[0] - before[0]) * east).hypot((p[1] - before[1]) * north);
                along.push(metres);
                road_of.push(number as u32);
            }
        }
        (along, road_of)
    }
}

fn check(edges: &[RoadEdge]) -> Result<(), GraphError> {
    let points: usize = edges.iter().map(|e| e.points.len()).sum();
    if edges.len() > MAX_EDGES || points > u32::MAX as usize / 2 {
        return Err(GraphError::TooManyEdges(edges.len()));
    }
    for (edge, row) in edges.iter().enumerate() {
        let way = row.way_id;
        if row.points.len() < 2 {
            return Err(GraphError::Points { edge, way, points: row.points.len() });
        }
        if let Some(point) = row.points.iter().position(|p| Wgs84::new(p[0], p[1]).is_err()) {
            return Err(GraphError::Position { edge, way, point });
        }
        if !(row.length_m > 0.0 && row.length_m <= MAX_LENGTH_M) {
            return Err(GraphError::Length { edge, way, length_m: row.length_m });
        }
        if !(row.speed_kmh > 0.0 && row.speed_kmh.is_finite()) {
            return Err(GraphError::Speed { edge, way, speed_kmh: row.speed_kmh });
        }
    }
    Ok(())
}

fn digest(edges: &[RoadEdge], restrictions: &[TurnRestriction]) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(table::fingerprint());
    sha.update((edges.len() as u64).to_le_bytes());
    for e in edges {
        for number in [e.from_node, e.to_node, e.way_id] {
            sha.update(number.to_le_bytes());
        }
        sha.update([e.class as u8]);
        sha.update(e.usage.bits().to_le_bytes());
        sha.update(e.length_m.to_bits().to_le_bytes());
        sha.update(e.speed_kmh.to_bits().to_le_bytes());
        sha.update((e.points.len() as u64).to_le_bytes());
        for number in e.points.iter().flatten() {
            sha.update(number.to_bits().to_le_bytes());
        }
    }
    for r in restrictions {
        let lists = [&[r.from_way, r.to_way][..], &r.via_nodes, &r.via_ways];
        for list in lists {
            sha.update((list.len() as u64).to_le_bytes());
            list.iter().for_each(|number| sha.update(number.to_le_bytes()));
        }
        let condition = r.conditional.as_deref().unwrap_or_default();
        sha.update([u8::from(r.only), u8::from(r.spares_emergency), u8::from(r.conditional.is_some())]);
        sha.update((condition.len() as u64).to_le_bytes());
        sha.update(condition);
    }
    sha.finalize().into()
}
