//! Turn restrictions as sequences of edges: which may not be driven, and which must be.
//!
//! Rules: <https://wiki.openstreetmap.org/wiki/Relation:restriction>. A vehicle that arrives on the `from` way drives the
//! whole way to the `via`; `only_*` through ways binds from the first of them on.

use std::collections::HashMap;

use watchfloor_area::TurnRestriction;

use crate::graph::{Edge, Packed, Restrictions};
use crate::hours::Hours;

/// Edges of via ways in one restriction at most, and ways through it: rows may carry anything.
const MAX_VIA_EDGES: usize = 64;
const MAX_PATHS: usize = 64;

/// A sequence of edges, from the one it begins on to the one it ends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub edges: Vec<u32>,
    /// The sequence is the only way on; else it is forbidden.
    pub only: bool,
    pub spares_emergency: bool,
    /// When it binds, in [`Turns::hours`]; always without.
    pub when: Option<u32>,
}

#[derive(Debug, Default)]
pub(crate) struct Turns {
    pub turns: Vec<Turn>,
    pub hours: Vec<Hours>,
    pub counts: Restrictions,
}

struct Reader<'a> {
    edges: &'a [Edge],
    leaving: &'a Packed,
    by_way: HashMap<i64, Vec<u32>>,
}

pub(crate) fn read(
    restrictions: &[TurnRestriction],
    edges: &[Edge],
    leaving: &Packed,
    nodes: &HashMap<i64, u32>,
) -> Turns {
    let mut by_way: HashMap<i64, Vec<u32>> =
        restrictions.iter().flat_map(|r| [r.from_way, r.to_way]).map(|way| (way, Vec::new())).collect();
    for (at, edge) in edges.iter().enumerate() {
        if let Some(list) = by_way.get_mut(&edge.way) {
            list.push(at as u32);
        }
    }
    let reader = Reader { edges, leaving, by_way };
    let mut out = Turns::default();
    for r in restrictions {
        let found = match (r.via_nodes.as_slice(), r.via_ways.as_slice()) {
            ([via], []) => nodes.get(via).map(|node| reader.at_node(r, *node)).unwrap_or_default(),
            ([], ways) => reader.through(r, ways),
            _ => Vec::new(),
        };
        if found.is_empty() {
            out.counts.passed_over += 1;
            continue;
        }
        out.counts.applied += 1;
        let hours = r.conditional.as_deref().map(Hours::read);
        out.counts.at_hours += usize::from(hours.is_some());
        out.counts.unread_hours += usize::from(hours == Some(None));
        let when = hours.flatten().map(|hours| {
            out.hours.push(hours);
            out.hours.len() as u32 - 1
        });
        let turn = |edges| Turn { edges, only: r.only, spares_emergency: r.spares_emergency, when };
        out.turns.extend(found.into_iter().map(turn));
    }
    out
}

impl Reader<'_> {
    fn edge(&self, at: u32) -> &Edge {
        &self.edges[at as usize]
    }

    fn of_way(&self, way: i64) -> &[u32] {
        self.by_way.get(&way).map_or(&[], Vec::as_slice)
    }

    /// From one way to another at a node. A way that does not end there says nothing of which side is meant.
    fn at_node(&self, r: &TurnRestriction, node: u32) -> Vec<Vec<u32>> {
        let from: Vec<u32> = self.of_way(r.from_way).iter().copied().filter(|e| self.edge(*e).to == node).collect();
        let to: Vec<u32> = self.of_way(r.to_way).iter().copied().filter(|e| self.edge(*e).from == node).collect();
        let same = r.from_way == r.to_way;
        let clear = same || (self.one_road(&from) && self.one_road(&to));
        if !clear {
            return Vec::new();
        }
        let pairs = from.iter().flat_map(|f| to.iter().map(move |t| [*f, *t]));
        // From a way into itself means turning round on it.
        pairs.filter(|[f, t]| !same || self.edge(*f).road == self.edge(*t).road).map(|pair| pair.to_vec()).collect()
    }

    fn one_road(&self, edges: &[u32]) -> bool {
        edges.windows(2).all(|w| self.edge(w[0]).road == self.edge(w[1]).road)
    }

    /// From one way to another along others, in their order.
    fn through(&self, r: &TurnRestriction, ways: &[i64]) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        for from in self.of_way(r.from_way) {
            // Depth first, each entry a path and the via way its last edge is on.
            let mut open = vec![(vec![*from], None::<usize>)];
            while let Some((path, on)) = open.pop() {
                let Some(last) = path.last() else { continue };
                for next in self.leaving.of(self.edge(*last).to) {
                    let edge = self.edge(*next);
                    if path.iter().any(|e| self.edge(*e).road == edge.road) {
                        continue;
                    }
                    let step = |on| {
                        let mut path = path.clone();
                        path.push(*next);
                        (path, on)
                    };
                    let may_be = [on, Some(on.map_or(0, |at| at + 1))].into_iter().flatten();
                    let on_via = may_be.clone().find(|at| ways.get(*at) == Some(&edge.way));
                    if on == Some(ways.len() - 1) && edge.way == r.to_way {
                        found.push(step(on).0);
                    } else if let Some(at) = on_via
                        && path.len() <= MAX_VIA_EDGES
                        && open.len() < MAX_PATHS
                    {
                        open.push(step(Some(at)));
                    }
                }
                if found.len() >= MAX_PATHS {
                    return found;
                }
            }
        }
        found
    }
}
