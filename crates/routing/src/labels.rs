//! Drive times to one place by a hierarchy, found where they are asked for, and who comes first by them: to the
//! millisecond, the order and the way what the plain search finds. It must not know how a hierarchy is made.
//!
//! Method: lazy RPHAST (Strasser, Zeitz, "A Fast and Tight Heuristic for A* in Road Networks", 2021) on the elimination
//! tree: a state's label needs only those of its ancestors.

use cch::{CchView, MetricView};

use crate::graph::NONE;
use crate::search::{Found, Met, NEVER, Piece, Start, best, part};
use crate::snap::{Place, Side, Sides};
use crate::world::World;

/// Milliseconds from the end of each state's edge to a place, by rank.
pub(crate) struct Labels<'a> {
    world: &'a World,
    cch: CchView<'a>,
    metric: MetricView<'a>,
    to: Sides,
    label: Vec<u32>,
    known: Vec<bool>,
    /// Ranks still to be worked out, the highest last.
    open: Vec<u32>,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(world: &'a World, (cch, metric): (CchView<'a>, MetricView<'a>), to: &Place) -> Self {
        let network = world.network();
        let to = to.sides(world.graph(), network, None);
        let states = network.len();
        let mut label = vec![NEVER; states];
        let mut above = Vec::new();
        for end in to.into_iter().flatten() {
            // The place's own edge may be driven up to the place even when it is closed.
            let ms = part(world.ms(end.edge), end.fraction);
            for last in network.states_of(end.edge).iter().copied() {
                for step in network.backward(last).filter(|step| world.may(step.state, last, *step)) {
                    let rank = cch.rank[step.state as usize];
                    let known = &mut label[rank as usize];
                    *known = (ms + world.step_ms(step, end.edge)).min(*known);
                    above.push(rank);
                }
            }
        }
        let mut at = 0;
        let mut marked = std::collections::BTreeSet::from_iter(above.iter().copied());
        while let Some(rank) = above.get(at).copied() {
            let parent = cch.elimination_tree_parent[rank as usize];
            if parent != NONE && marked.insert(parent) {
                above.push(parent);
            }
            at += 1;
        }
        // Up from the place against the direction of driving; down along it as labels are asked for.
        for rank in marked {
            let own = label[rank as usize];
            for arc in cch.up_first_out[rank as usize] as usize..cch.up_first_out[rank as usize + 1] as usize {
                let higher = &mut label[cch.up_head[arc] as usize];
                *higher = (own + metric.backward[arc]).min(*higher);
            }
        }
        Self { world, cch, metric, to, label, known: vec![false; states], open: Vec::new() }
    }

    /// Of a state; [`NEVER`] where there is no way.
    fn of(&mut self, state: u32) -> u32 {
        let own = self.cch.rank[state as usize];
        let mut rank = own;
        while rank != NONE && !std::mem::replace(&mut self.known[rank as usize], true) {
            self.open.push(rank);
            rank = self.cch.elimination_tree_parent[rank as usize];
        }
        while let Some(rank) = self.open.pop() {
            let arcs = self.cch.up_first_out[rank as usize] as usize..self.cch.up_first_out[rank as usize + 1] as usize;
            let onward = arcs.map(|arc| self.label[self.cch.up_head[arc] as usize] + self.metric.forward[arc]).min();
            let label = &mut self.label[rank as usize];
            *label = onward.unwrap_or(NEVER).min(*label);
        }
        self.label[own as usize]
    }

    /// How a start gets there fastest. Of equal ways the one the plain search meets first: without leaving its edge, then
    /// by label and state.
    fn met(&mut self, start: &Start<'_>) -> Option<Met> {
        let (world, ends) = (self.world, self.to);
        let network = world.network();
        let mut fastest: Option<((u32, bool, u32, u32), Met)> = None;
        for side in start.place.sides(world.graph(), network, start.heading_deg).into_iter().flatten() {
            let (whole, gone) = (world.ms(side.edge), part(world.ms(side.edge), side.fraction));
            let state = network.plain[side.edge as usize];
            let label = self.of(state);
            let ahead = ends.into_iter().flatten().find(|end| end.edge == side.edge && end.fraction >= side.fraction);
            let direct = ahead.map(|end| {
                let ms = part(whole, end.fraction) - gone + side.extra_ms;
                ((ms, false, 0, 0), Met { ms, side, direct: Some(end.fraction) })
            });
            let ms = label.saturating_add(whole - gone + side.extra_ms);
            let by_road = (ms < NEVER).then_some(((ms, true, label, state), Met { ms, side, direct: None }));
            for one in direct.into_iter().chain(by_road) {
                if fastest.as_ref().is_none_or(|(known, _)| one.0 < *known) {
                    fastest = Some(one);
                }
            }
        }
        fastest.map(|(_, met)| met)
    }

    /// Milliseconds of each start; `None` where there is no way.
    pub(crate) fn times(&mut self, starts: &[Start<'_>]) -> Vec<Option<u32>> {
        starts.iter().map(|start| self.met(start).map(|met| met.ms)).collect()
    }

    /// The `k` fastest of the starts.
    pub(crate) fn meet(&mut self, starts: &[Start<'_>], k: usize) -> Found {
        let met: Vec<Option<Met>> = starts.iter().map(|start| self.met(start)).collect();
        Found { best: best(starts, &met, k), met }
    }

    /// The way of a start that was met: at each state the step the plain search would have kept.
    pub(crate) fn way(&mut self, met: &Met) -> Vec<Piece> {
        if let Some(to) = met.direct {
            return vec![Piece { edge: met.side.edge, from: met.side.fraction, to }];
        }
        let network = self.world.network();
        let mut way = vec![Piece { edge: met.side.edge, from: met.side.fraction, to: 1.0 }];
        let mut state = network.plain[met.side.edge as usize];
        let mut label = self.of(state);
        // A way has no state twice.
        for _ in 0..network.len() {
            if let Some(end) = self.last(state, label) {
                way.push(Piece { edge: end.edge, from: 0.0, to: end.fraction });
                break;
            }
            let Some((next_label, next)) = self.next(state, label) else { break };
            way.push(Piece { edge: network.edge[next as usize], from: 0.0, to: 1.0 });
            (label, state) = (next_label, next);
        }
        way
    }

    /// The side of the place a state leads onto, when that is its label.
    fn last(&self, state: u32, label: u32) -> Option<Side> {
        let (world, network) = (self.world, self.world.network());
        self.to.into_iter().flatten().find(|end| {
            let ms = part(world.ms(end.edge), end.fraction);
            network.onward(state).any(|step| {
                let onto = network.edge[step.state as usize] == end.edge;
                onto && world.may(state, step.state, step) && ms + world.step_ms(step, end.edge) == label
            })
        })
    }

    /// The next state and its label; of equal ones by label, then by state.
    fn next(&mut self, state: u32, label: u32) -> Option<(u32, u32)> {
        let (world, network) = (self.world, self.world.network());
        let mut found: Option<(u32, u32)> = None;
        for step in network.onward(state) {
            let edge = network.edge[step.state as usize];
            if world.closed().has(edge) || !world.may(state, step.state, step) {
                continue;
            }
            let own = world.ms(edge) + world.step_ms(step, edge);
            let fits = label.checked_sub(own).filter(|rest| self.of(step.state) == *rest);
            if let Some(rest) = fits.filter(|rest| found.is_none_or(|known| (*rest, step.state) < known)) {
                found = Some((rest, step.state));
            }
        }
        found
    }
}
