//! Locked gates for the plain search: who may pass which, found by walking from each gate, and the roads behind them.

use std::collections::{HashMap, HashSet, VecDeque};

use watchfloor_area::largest_component;

use crate::support::Roads;

#[derive(Default)]
pub struct Locked {
    /// Edges that begin at a locked gate.
    pub at_gate: Vec<bool>,
    /// From edge to edge through a locked gate that parts two sides.
    parting: HashSet<(usize, usize)>,
    behind: Vec<bool>,
}

impl Locked {
    /// For ordinary vehicles, which may drive on `leaving`, by node; `twins` are roads driven back.
    pub fn find(roads: &Roads, leaving: &HashMap<i64, Vec<usize>>, twins: &[Option<usize>]) -> Self {
        let edges = &roads.edges;
        let at_gate: Vec<bool> = edges.iter().map(|e| e.usage.locked).collect();
        let usable: Vec<usize> = leaving.values().flatten().copied().collect();
        let (mut onward, mut backward) = (vec![Vec::new(); edges.len()], vec![Vec::new(); edges.len()]);
        let mut through = Vec::new();
        for from in &usable {
            let ways = leaving.get(&edges[*from].to_node).cloned().unwrap_or_default();
            for to in &ways {
                let back = twins[*from] == Some(*to);
                if back && (ways.len() == 1 || at_gate[*to]) || !back && !at_gate[*to] {
                    onward[*from].push(*to);
                    backward[*to].push(*from);
                } else if !back {
                    through.push((*from, *to));
                }
            }
        }
        let reaches = |a: usize, b: usize| {
            let (mut seen, mut open) = (vec![false; edges.len()], VecDeque::from([a]));
            while let Some(at) = open.pop_front() {
                if at == b {
                    return true;
                }
                if !std::mem::replace(&mut seen[at], true) {
                    open.extend(onward[at].iter().copied());
                }
            }
            false
        };
        let walk = |starts: &[usize], lists: &[&Vec<Vec<usize>>], stop: &dyn Fn(usize) -> bool| -> HashSet<usize> {
            let (mut seen, mut open) = (HashSet::new(), starts.to_vec());
            while let Some(at) = open.pop() {
                if !stop(at) && seen.insert(at) {
                    open.extend(lists.iter().flat_map(|list| list[at].iter().copied()));
                }
            }
            seen
        };
        let never = |_: usize| false;
        let parts = |(a, b): &(usize, usize)| !(reaches(*a, *b) && reaches(*b, *a));
        let parting: HashSet<(usize, usize)> = through.iter().copied().filter(parts).collect();
        // All gates open, what hangs together; with them shut, the largest part of it is the public one.
        let mut open_on = onward.clone();
        let mut open_back = backward.clone();
        for (a, b) in &through {
            open_on[*a].push(*b);
            open_back[*b].push(*a);
        }
        let mut public = vec![false; edges.len()];
        let mut done = HashSet::new();
        for (start, _) in &through {
            if done.contains(start) {
                continue;
            }
            let whole = walk(&[*start], &[&open_on, &open_back], &never);
            let links: Vec<(i64, i64)> = whole
                .iter()
                .flat_map(|a| onward[*a].iter().map(|b| (*a as i64, *b as i64)).chain([(*a as i64, *a as i64)]))
                .collect();
            largest_component(&links).into_iter().for_each(|edge| public[edge as usize] = true);
            done.extend(whole);
        }
        let ends: Vec<usize> = parting.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let inside = walk(&ends, &[&onward, &backward], &|edge| public[edge]);
        Self { at_gate, parting, behind: (0..edges.len()).map(|edge| inside.contains(&edge)).collect() }
    }

    /// Whether it may go on from one edge to another that is not the same road back.
    pub fn lets(&self, from: usize, to: usize) -> bool {
        !self.locks(to) || self.parting.contains(&(from, to))
    }

    /// Whether an edge begins at a gate that is locked.
    pub fn locks(&self, edge: usize) -> bool {
        self.at_gate.get(edge).is_some_and(|locked| *locked)
    }

    pub fn behind(&self, edge: usize) -> bool {
        self.behind.get(edge).is_some_and(|behind| *behind)
    }
}
