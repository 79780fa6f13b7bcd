//! The search backward from a place, and who it meets first.
//!
//! Labels are milliseconds from the end of a state's edge to the place, so that a closed edge can be left by who stands
//! on it, and so that no vehicle still to be met is faster than the label being settled.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::snap::{Place, Side, Sides};
use crate::world::World;

/// Too long to be a drive; 24 days.
pub(crate) const NEVER: u32 = i32::MAX as u32;
/// Set in `next` when the state it names is the last of the way.
const LAST: u32 = 1 << 31;

/// Milliseconds to drive the first `fraction` of an edge.
pub(crate) fn part(ms: u32, fraction: f64) -> u32 {
    (fraction * f64::from(ms)).round() as u32
}

/// A piece of an edge that is driven, from one fraction of its length to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Piece {
    pub edge: u32,
    pub from: f64,
    pub to: f64,
}

/// Settles states in the order of their label.
pub(crate) struct Backward<'w> {
    world: &'w World,
    to: Sides,
    /// Label plus one; 0 where nothing is known.
    label: Vec<u32>,
    next: Vec<u32>,
    /// Label in the upper half, state in the lower: equal labels by state.
    queue: BinaryHeap<Reverse<u64>>,
}

impl<'w> Backward<'w> {
    pub(crate) fn new(world: &'w World, to: &Place) -> Self {
        let network = world.network();
        let to = to.sides(world.graph(), network, None);
        let states = network.len();
        let mut search = Self { world, to, label: vec![0; states], next: vec![0; states], queue: BinaryHeap::new() };
        for side in to.into_iter().flatten() {
            // The place's own edge may be driven up to the place even when it is closed.
            let ms = part(world.ms(side.edge), side.fraction);
            for last in network.states_of(side.edge) {
                search.reach_from(*last, ms, LAST);
            }
        }
        search
    }

    /// Labels what turns into a state, `ms` being the way from its edge's start.
    fn reach_from(&mut self, state: u32, ms: u32, mark: u32) {
        let edge = self.world.network().edge[state as usize];
        for step in self.world.network().backward(state) {
            if !self.world.may(step.state, state, step) {
                continue;
            }
            let label = ms.saturating_add(self.world.step_ms(step, edge));
            let known = &mut self.label[step.state as usize];
            if label < NEVER && (*known == 0 || label + 1 < *known) {
                *known = label + 1;
                self.next[step.state as usize] = state | mark;
                self.queue.push(Reverse(u64::from(label) << 32 | u64::from(step.state)));
            }
        }
    }

    /// The next state and its label.
    pub(crate) fn settle(&mut self) -> Option<(u32, u32)> {
        while let Some(Reverse(entry)) = self.queue.pop() {
            let (label, state) = ((entry >> 32) as u32, entry as u32);
            if self.label[state as usize] != label + 1 {
                continue;
            }
            let edge = self.world.network().edge[state as usize];
            if !self.world.closed().has(edge) {
                self.reach_from(state, label.saturating_add(self.world.ms(edge)), 0);
            }
            return Some((label, state));
        }
        None
    }

    /// The way of a start that was met.
    pub(crate) fn way(&self, met: &Met) -> Vec<Piece> {
        if let Some(to) = met.direct {
            return vec![Piece { edge: met.side.edge, from: met.side.fraction, to }];
        }
        let network = self.world.network();
        let mut way = vec![Piece { edge: met.side.edge, from: met.side.fraction, to: 1.0 }];
        let mut state = network.plain[met.side.edge as usize];
        loop {
            let next = self.next[state as usize];
            state = next & !LAST;
            let edge = network.edge[state as usize];
            if next & LAST != 0 {
                let end = self.to.into_iter().flatten().find(|side| side.edge == edge);
                way.push(Piece { edge, from: 0.0, to: end.map_or(1.0, |side| side.fraction) });
                return way;
            }
            way.push(Piece { edge, from: 0.0, to: 1.0 });
        }
    }
}

/// How a vehicle gets there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Met {
    pub ms: u32,
    /// Where and which way it sets off.
    pub side: Side,
    /// The fraction of that same edge where it arrives, when it need not leave it.
    pub direct: Option<f64>,
}

/// A vehicle to be met.
#[derive(Clone, Copy)]
pub(crate) struct Start<'a> {
    pub id: &'a str,
    /// Its place in the list that was given.
    pub index: usize,
    pub place: &'a Place,
    pub heading_deg: Option<f64>,
}

/// Vehicles waiting in the plain state of an edge: a list through all of them.
struct Waiting {
    /// By state: the first of its entries plus one.
    first: Vec<u32>,
    entries: Vec<(u32, Side, u32)>,
}

/// Who was met.
pub(crate) struct Found {
    /// Fastest first, equal times by id: place in `starts`, and how it gets there.
    pub best: Vec<(usize, Met)>,
    /// By place in `starts`; `None` where nothing is known.
    pub met: Vec<Option<Met>>,
}

/// Meets the `k` fastest of the starts; settles no more than is needed to be sure of them.
pub(crate) fn meet(search: &mut Backward<'_>, starts: &[Start<'_>], k: usize) -> Found {
    let world = search.world;
    let network = world.network();
    let mut waiting = Waiting { first: vec![0; network.len()], entries: Vec::with_capacity(starts.len() * 2) };
    let mut race = Race { starts, k: k.min(starts.len()), met: vec![None; starts.len()], best: BTreeSet::new() };
    for (number, start) in starts.iter().enumerate() {
        for side in start.place.sides(world.graph(), network, start.heading_deg).into_iter().flatten() {
            let first = &mut waiting.first[network.plain[side.edge as usize] as usize];
            waiting.entries.push((number as u32, side, *first));
            *first = waiting.entries.len() as u32;
            let whole = world.ms(side.edge);
            let ahead = search.to.into_iter().flatten().find(|to| to.edge == side.edge && to.fraction >= side.fraction);
            if let Some(to) = ahead {
                let ms = part(whole, to.fraction) - part(whole, side.fraction) + side.extra_ms;
                race.arrives(number, Met { ms, side, direct: Some(to.fraction) });
            }
        }
    }
    while let Some(limit) = race.limit() {
        let Some((label, state)) = search.settle() else { break };
        if label > limit {
            break;
        }
        let mut entry = waiting.first[state as usize];
        while let Some((number, side, next)) = entry.checked_sub(1).map(|at| waiting.entries[at as usize]) {
            let whole = world.ms(side.edge);
            let ms = label.saturating_add(whole - part(whole, side.fraction) + side.extra_ms);
            if ms < NEVER {
                race.arrives(number as usize, Met { ms, side, direct: None });
            }
            entry = next;
        }
    }
    let best = race.best.iter().filter_map(|(_, _, number)| Some((*number, race.met[*number]?))).collect();
    Found { best, met: race.met }
}

/// The `k` fastest of those met; equal times by id.
pub(crate) fn best(starts: &[Start<'_>], met: &[Option<Met>], k: usize) -> Vec<(usize, Met)> {
    let mut all: Vec<(usize, Met)> =
        met.iter().enumerate().filter_map(|(number, met)| Some((number, (*met)?))).collect();
    let order = |(number, met): &(usize, Met)| (met.ms, starts[*number].id, *number);
    if k < all.len() {
        all.select_nth_unstable_by(k, |a, b| order(a).cmp(&order(b)));
        all.truncate(k);
    }
    all.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
    all
}

struct Race<'a> {
    starts: &'a [Start<'a>],
    k: usize,
    met: Vec<Option<Met>>,
    /// The best so far, at most `k`: time, id, place in `starts`.
    best: BTreeSet<(u32, &'a str, usize)>,
}

impl Race<'_> {
    /// Keeps the faster of a start's ways; of equal ones the one met first, so that a route alone finds the same.
    fn arrives(&mut self, number: usize, met: Met) {
        let id = self.starts[number].id;
        if let Some(known) = &self.met[number] {
            if known.ms <= met.ms {
                return;
            }
            self.best.remove(&(known.ms, id, number));
        }
        self.met[number] = Some(met);
        self.best.insert((met.ms, id, number));
        if self.best.len() > self.k {
            self.best.pop_last();
        }
    }

    /// No label above this can matter; `None` when nothing is wanted.
    fn limit(&self) -> Option<u32> {
        if self.k == 0 {
            return None;
        }
        if self.best.len() < self.k { Some(NEVER) } else { self.best.last().map(|(ms, _, _)| *ms) }
    }
}
