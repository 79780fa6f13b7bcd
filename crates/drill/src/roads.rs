//! The roads units drive on: directed lanes of the largest set from which every place in it can be reached. It must not
//! know units, incidents or time of day.

use crate::SetupError;
use crate::rng::Rng;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;
use watchfloor_geo::{Bounds, Wgs84, bearing_deg, between, distance_m, nearest_on_segment};

/// A piece of road in the direction it may be driven. A two-way road is two edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Junction where it starts.
    pub from: i64,
    /// Junction where it ends.
    pub to: i64,
    /// At least two points from start to end; its length is measured along them.
    pub points: Vec<Wgs84>,
    /// Ordinary driving speed, km/h.
    pub speed_kmh: f64,
    /// The street's name.
    pub name: Option<Arc<str>>,
}

/// Slowest and fastest ordinary speed believed of a road, km/h; outside it the data is wrong.
const SPEED_KMH: (f64, f64) = (5.0, 130.0);

pub(crate) struct Lane {
    pub from: u32,
    pub to: u32,
    pub points: Vec<Wgs84>,
    /// Metres from the start to each point.
    pub along: Vec<f64>,
    pub speed_mps: f64,
    pub name: Option<Arc<str>>,
    bounds: Bounds,
}

impl Lane {
    pub fn length_m(&self) -> f64 {
        self.along.last().copied().unwrap_or(0.0)
    }

    fn cost_ms(&self, metres: f64) -> u64 {
        (metres / self.speed_mps * 1_000.0).ceil().max(1.0) as u64
    }

    /// The segment that holds an offset: index of its first point, and the fraction along it.
    fn segment(&self, offset_m: f64) -> (usize, f64) {
        let at = self.along.partition_point(|m| *m <= offset_m).clamp(1, self.along.len() - 1) - 1;
        let span = self.along[at + 1] - self.along[at];
        (at, if span > 0.0 { ((offset_m - self.along[at]) / span).clamp(0.0, 1.0) } else { 0.0 })
    }
}

/// A place on a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub lane: usize,
    pub offset_m: f64,
}

/// A way to drive: the lanes after the present one, and where to stop on the last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route {
    pub ahead: VecDeque<usize>,
    pub stop_m: f64,
}

pub(crate) struct Roads {
    pub lanes: Vec<Lane>,
    /// Lanes that start at each junction.
    leaving: Vec<Vec<usize>>,
    /// Running total of lane lengths, for choosing a place by length.
    total: Vec<f64>,
}

impl Roads {
    /// Keeps the edges of the largest strongly connected set. Edges that are no road (no length, fewer than two points)
    /// are left out.
    pub fn new(edges: &[Edge]) -> Result<Self, SetupError> {
        let sound = |e: &&Edge| e.points.len() > 1 && e.points.windows(2).any(|w| distance_m(w[0], w[1]) > 0.0);
        let edges: Vec<&Edge> = edges.iter().filter(sound).collect();
        let ends: Vec<(i64, i64)> = edges.iter().map(|e| (e.from, e.to)).collect();
        let inside = watchfloor_area::largest_component(&ends);
        let index: HashMap<i64, u32> = (0_u32..).zip(&inside).map(|(at, id)| (*id, at)).collect();
        let mut lanes = Vec::new();
        for edge in edges {
            if let (Some(from), Some(to)) = (index.get(&edge.from), index.get(&edge.to)) {
                lanes.extend(lane(edge, (*from, *to)));
            }
        }
        if lanes.is_empty() {
            return Err(SetupError::NoRoads);
        }
        let mut leaving = vec![Vec::new(); inside.len()];
        let mut total = Vec::with_capacity(lanes.len());
        for (at, lane) in lanes.iter().enumerate() {
            leaving[lane.from as usize].push(at);
            total.push(total.last().copied().unwrap_or(0.0) + lane.length_m());
        }
        Ok(Self { lanes, leaving, total })
    }

    pub fn position(&self, spot: Spot) -> Wgs84 {
        let lane = &self.lanes[spot.lane];
        let (at, fraction) = lane.segment(spot.offset_m);
        between(lane.points[at], lane.points[at + 1], fraction)
    }

    /// A spot moved along its lane, there and back again where the lane is too short.
    pub fn along(&self, spot: Spot, metres: f64) -> Spot {
        let length_m = self.lanes[spot.lane].length_m();
        let there = (spot.offset_m + metres).rem_euclid(2.0 * length_m);
        Spot { offset_m: if there > length_m { 2.0 * length_m - there } else { there }, ..spot }
    }

    /// Direction of travel, degrees clockwise from true north.
    pub fn heading(&self, spot: Spot) -> f64 {
        let lane = &self.lanes[spot.lane];
        let (at, _) = lane.segment(spot.offset_m);
        bearing_deg(lane.points[at], lane.points[at + 1])
    }

    /// The place on a road nearest to a point.
    pub fn nearest(&self, p: Wgs84) -> Spot {
        let mut best = (f64::INFINITY, Spot { lane: 0, offset_m: 0.0 });
        for (index, lane) in self.lanes.iter().enumerate() {
            if best.0.is_finite() && !lane.bounds.grown_m(best.0).contains(p) {
                continue;
            }
            for (at, ends) in lane.points.windows(2).enumerate() {
                let near = nearest_on_segment(p, ends[0], ends[1]);
                if near.distance_m < best.0 {
                    let offset_m = lane.along[at] + (lane.along[at + 1] - lane.along[at]) * near.fraction;
                    best = (near.distance_m, Spot { lane: index, offset_m });
                }
            }
        }
        best.1
    }

    /// The spot, and the same spot on the opposite lane of a two-way road: a crew stops on either side.
    pub fn both_sides(&self, spot: Spot) -> Vec<Spot> {
        let lane = &self.lanes[spot.lane];
        let opposite = self.leaving[lane.to as usize].iter().find(|other| {
            let other = &self.lanes[**other];
            other.to == lane.from && other.points.iter().eq(lane.points.iter().rev())
        });
        let mirrored = opposite.map(|other| Spot { lane: *other, offset_m: lane.length_m() - spot.offset_m });
        std::iter::once(spot).chain(mirrored).collect()
    }

    /// A place chosen by length of road.
    pub fn random(&self, rng: &mut Rng) -> Spot {
        let metres = rng.between(0.0, self.total.last().copied().unwrap_or(0.0));
        let lane = self.total.partition_point(|t| *t <= metres).min(self.lanes.len() - 1);
        Spot { lane, offset_m: rng.between(0.0, self.lanes[lane].length_m()) }
    }

    /// The largest junctions, most roads first, no two closer than `apart_m`.
    pub fn junctions(&self, count: usize, apart_m: f64) -> Vec<Spot> {
        let mut order: Vec<usize> = (0..self.leaving.len()).collect();
        order.sort_by_key(|node| Reverse(self.leaving[*node].len()));
        let mut found: Vec<(Spot, Wgs84)> = Vec::new();
        for spot in
            order.into_iter().filter_map(|node| self.leaving[node].first()).map(|l| Spot { lane: *l, offset_m: 0.0 })
        {
            let here = self.position(spot);
            if found.iter().all(|(_, there)| distance_m(here, *there) >= apart_m) {
                found.push((spot, here));
            }
            if found.len() == count {
                break;
            }
        }
        found.into_iter().map(|(spot, _)| spot).collect()
    }

    /// The quickest way from a spot to the first reached of several. `None` without goals; inside one strongly
    /// connected set there is always a way.
    pub fn route(&self, from: Spot, goals: &[Spot]) -> Option<Route> {
        let here = goals.iter().find(|g| g.lane == from.lane && g.offset_m >= from.offset_m);
        if let Some(goal) = here {
            return Some(Route { ahead: VecDeque::new(), stop_m: goal.offset_m });
        }
        let start = self.lanes[from.lane].to;
        let (came, goal) = self.search(start, goals)?;
        let mut ahead = VecDeque::from([goal.lane]);
        let mut node = self.lanes[goal.lane].from;
        while node != start {
            let lane = came[node as usize];
            ahead.push_front(lane);
            node = self.lanes[lane].from;
        }
        Some(Route { ahead, stop_m: goal.offset_m })
    }

    /// Dijkstra by driving time: the lane by which each junction was reached, and the goal reached first.
    fn search(&self, start: u32, goals: &[Spot]) -> Option<(Vec<usize>, Spot)> {
        let mut cost = vec![u64::MAX; self.leaving.len()];
        let mut came = vec![usize::MAX; self.leaving.len()];
        let mut best: Option<(u64, Spot)> = None;
        let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
        cost[start as usize] = 0;
        while let Some(Reverse((so_far, node))) = open.pop() {
            if best.is_some_and(|(total, _)| so_far >= total) {
                break;
            }
            if so_far > cost[node as usize] {
                continue;
            }
            for goal in goals.iter().filter(|g| self.lanes[g.lane].from == node) {
                let total = so_far + self.lanes[goal.lane].cost_ms(goal.offset_m);
                if best.is_none_or(|(least, _)| total < least) {
                    best = Some((total, *goal));
                }
            }
            for lane in &self.leaving[node as usize] {
                let (to, total) =
                    (self.lanes[*lane].to, so_far + self.lanes[*lane].cost_ms(self.lanes[*lane].length_m()));
                if total < cost[to as usize] {
                    cost[to as usize] = total;
                    came[to as usize] = *lane;
                    open.push(Reverse((total, to)));
                }
            }
        }
        best.map(|(_, goal)| (came, goal))
    }
}

fn lane(edge: &Edge, (from, to): (u32, u32)) -> Option<Lane> {
    let mut along = vec![0.0];
    for ends in edge.points.windows(2) {
        along.push(along.last().copied().unwrap_or(0.0) + distance_m(ends[0], ends[1]));
    }
    let speed = if edge.speed_kmh.is_finite() { edge.speed_kmh.clamp(SPEED_KMH.0, SPEED_KMH.1) } else { SPEED_KMH.0 };
    let bounds = Bounds::of(edge.points.iter().copied())?;
    let (points, name) = (edge.points.clone(), edge.name.clone());
    Some(Lane { from, to, points, along, speed_mps: speed / 3.6, name, bounds })
}

#[cfg(test)]
#[path = "roads_tests.rs"]
mod tests;
