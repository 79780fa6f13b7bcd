//! What lies behind locked gates: roads that ordinary vehicles come to, or from, only through a gate that is closed to
//! the public. They pass it to get there or away, never on their way through. It must not know restrictions or times.

use std::collections::BTreeMap;

use crate::graph::{Packed, RoadGraph};
use crate::islands;

/// The roads of ordinary vehicles, by how they hang together with all locked gates shut.
pub(crate) struct Gates {
    /// By edge: the part in which every road can be reached from every other; empty without locked gates.
    part: Vec<u32>,
    /// By edge: whether it lies behind a locked gate.
    behind: Vec<bool>,
}

impl Gates {
    /// Nothing is locked.
    pub(crate) const fn none() -> Self {
        Self { part: Vec::new(), behind: Vec::new() }
    }

    /// Of the `usable` edges, by those of them that leave each node.
    pub(crate) fn find(graph: &RoadGraph, usable: &[u32], leaving: &Packed) -> Self {
        let locked = |edge: u32| graph.edges[edge as usize].usage.locked;
        if !usable.iter().any(|edge| locked(*edge)) {
            return Self::none();
        }
        let edges = graph.edges.len();
        // Turns that pass no locked gate, and those that do.
        let (mut free, mut passing) = (Vec::new(), Vec::new());
        for edge in usable.iter().copied() {
            let (onward, back) = (leaving.of(graph.edges[edge as usize].to), graph.reverse(edge));
            for next in onward.iter().copied() {
                match (next == back, locked(next)) {
                    (true, before_gate) if before_gate || onward.len() == 1 => free.push((edge, next)),
                    (true, _) => {}
                    (false, true) => passing.push((edge, next)),
                    (false, false) => free.push((edge, next)),
                }
            }
        }
        let onto = Packed::new(edges, free.iter().copied());
        let from = Packed::new(edges, free.iter().map(|(a, b)| (*b, *a)));
        let part = islands::parts(edges, |edge| onto.of(edge).to_vec(), |edge| from.of(edge).to_vec());
        let public = public(&part, usable, free.iter().chain(&passing));
        let mut behind = vec![false; edges];
        let parting = passing.iter().filter(|(a, b)| part[*a as usize] != part[*b as usize]);
        let mut open: Vec<u32> = parting.flat_map(|(a, b)| [*a, *b]).collect();
        while let Some(edge) = open.pop() {
            if !public[edge as usize] && !std::mem::replace(&mut behind[edge as usize], true) {
                open.extend(onto.of(edge).iter().chain(from.of(edge)));
            }
        }
        Self { part, behind }
    }

    /// Whether an edge begins at a gate that is locked for the vehicle.
    pub(crate) fn locked(&self, graph: &RoadGraph, edge: u32) -> bool {
        !self.part.is_empty() && graph.edges[edge as usize].usage.locked
    }

    /// Whether the vehicle may go from one edge to the next: no locked gate between, or something behind it.
    pub(crate) fn may_pass(&self, graph: &RoadGraph, edge: u32, next: u32) -> bool {
        !self.locked(graph, next) || self.part[edge as usize] != self.part[next as usize]
    }

    pub(crate) fn behind(&self, edge: u32) -> bool {
        self.behind.get(edge as usize).is_some_and(|behind| *behind)
    }
}

/// By edge: whether it is of the largest part of those that hang together at all, all gates open.
fn public<'a>(part: &[u32], usable: &[u32], turns: impl Iterator<Item = &'a (u32, u32)>) -> Vec<bool> {
    let mut root: Vec<u32> = (0..part.len() as u32).collect();
    let find = |root: &mut Vec<u32>, mut edge: u32| {
        while root[edge as usize] != edge {
            root[edge as usize] = root[root[edge as usize] as usize];
            edge = root[edge as usize];
        }
        edge
    };
    for (a, b) in turns {
        let (a, b) = (find(&mut root, *a), find(&mut root, *b));
        root[a.max(b) as usize] = a.min(b);
    }
    let mut sizes: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for edge in usable {
        *sizes.entry((find(&mut root, *edge), part[*edge as usize])).or_default() += 1;
    }
    let mut largest: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
    for ((whole, part), size) in sizes {
        let known = largest.entry(whole).or_insert((size, part));
        if size > known.0 {
            *known = (size, part);
        }
    }
    let mut public = vec![false; part.len()];
    for edge in usable {
        let whole = find(&mut root, *edge);
        public[*edge as usize] = largest.get(&whole).is_some_and(|(_, most)| *most == part[*edge as usize]);
    }
    public
}
