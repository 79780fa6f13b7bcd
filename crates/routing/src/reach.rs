//! What is reached within a time: parts of roads, and the land around them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use watchfloor_geo::Wgs84;

use crate::contour;
use crate::graph::{NONE, RoadGraph};
use crate::route::stretch;
use crate::search::{NEVER, Piece, part};
use crate::snap::{Side, Snapped};
use crate::world::World;

/// What is reached from some places.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// One per time, in the order asked.
    pub bands: Vec<Band>,
    /// Starts too far from any road, by their place in the list.
    pub off_road: Vec<usize>,
}

/// What is reached within one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The time.
    pub seconds: u32,
    /// Parts of roads that are reached, in the direction driven; a road reached whole in both directions comes once.
    pub lines: Vec<Vec<Wgs84>>,
    /// The land around those roads. Of each polygon the first ring is its outside, counter-clockwise, the others its
    /// holes, clockwise; a ring's first point is also its last.
    pub polygons: Vec<Vec<Vec<Wgs84>>>,
}

impl World {
    /// What is reached by a vehicle leaving from any of the places, within each of the times.
    #[must_use]
    pub fn reach(&self, from: &[Wgs84], seconds: &[u32]) -> Reach {
        let snapped: Vec<Snapped> = from.iter().map(|at| self.snap(*at, None)).collect();
        self.reach_snapped(&snapped, seconds)
    }

    /// As [`World::reach`], by vehicles put on the road before; whichever way they face.
    #[must_use]
    pub fn reach_snapped(&self, from: &[Snapped], seconds: &[u32]) -> Reach {
        let places: Vec<_> = from.iter().map(|snapped| self.anew(snapped)).collect();
        let sides = places.iter().flatten().flat_map(|place| place.sides(self.graph(), self.network(), None)).flatten();
        let sides: Vec<Side> = sides.collect();
        let limit = seconds.iter().max().copied().unwrap_or_default().saturating_mul(1000).min(NEVER - 1);
        let entered = self.entered(&sides, limit);
        let lines = |seconds: u32| -> Vec<Vec<Wgs84>> {
            let pieces = self.pieces(&sides, &entered, seconds.saturating_mul(1000).min(limit));
            pieces.into_iter().map(|piece| stretch(self.graph(), piece)).collect()
        };
        let lines: Vec<_> = seconds.iter().map(|seconds| lines(*seconds)).collect();
        let polygons = contour::around_lines(&lines);
        let bands = seconds.iter().zip(lines).zip(polygons);
        let off_road = (0..from.len()).filter(|at| places[*at].is_none()).collect();
        Reach {
            bands: bands.map(|((seconds, lines), polygons)| Band { seconds: *seconds, lines, polygons }).collect(),
            off_road,
        }
    }

    /// Milliseconds until each edge is entered at its start, by edge; [`NEVER`] beyond the limit.
    fn entered(&self, sides: &[Side], limit: u32) -> Vec<u32> {
        let network = self.network();
        let mut entered = vec![NEVER; self.graph().edges.len()];
        // By state: when its edge's end is reached.
        let mut label = vec![NEVER; network.len()];
        let mut queue = BinaryHeap::new();
        for side in sides {
            let whole = self.ms(side.edge);
            let ms = whole - part(whole, side.fraction);
            let state = network.plain[side.edge as usize];
            if ms < label[state as usize] {
                label[state as usize] = ms;
                queue.push(Reverse((ms, state)));
            }
        }
        while let Some(Reverse((ms, state))) = queue.pop() {
            if ms > label[state as usize] || ms > limit {
                continue;
            }
            for step in network.onward(state) {
                let edge = network.edge[step.state as usize];
                let enters = ms.saturating_add(self.step_ms(step, edge));
                if self.closed().has(edge) || enters > limit || !self.may(state, step.state, step) {
                    continue;
                }
                entered[edge as usize] = entered[edge as usize].min(enters);
                let leaves = enters.saturating_add(self.ms(edge));
                if leaves < label[step.state as usize] {
                    label[step.state as usize] = leaves;
                    queue.push(Reverse((leaves, step.state)));
                }
            }
        }
        entered
    }

    /// What is driven within a time.
    fn pieces(&self, sides: &[Side], entered: &[u32], limit: u32) -> Vec<Piece> {
        let share = |edge: u32, ms: u32| (f64::from(ms) / f64::from(self.ms(edge))).min(1.0);
        let whole = |edge: u32| edge != NONE && entered[edge as usize].saturating_add(self.ms(edge)) <= limit;
        let from_starts = sides.iter().map(|side| {
            let to = side.fraction + share(side.edge, limit);
            Piece { edge: side.edge, from: side.fraction, to: to.min(1.0) }
        });
        let twice = |edge: u32| whole(edge) && reverse_before(self.graph(), edge).is_some_and(whole);
        let reached = (0..entered.len() as u32).filter(|edge| entered[*edge as usize] < limit && !twice(*edge));
        let driven = reached.map(|edge| Piece { edge, from: 0.0, to: share(edge, limit - entered[edge as usize]) });
        from_starts.chain(driven).collect()
    }
}

/// The edge the other way, if it comes before this one.
fn reverse_before(graph: &RoadGraph, edge: u32) -> Option<u32> {
    Some(graph.reverse(edge)).filter(|reverse| *reverse != NONE && *reverse < edge)
}
