//! Where a unit can drive without getting stuck: the largest strongly connected part of a road graph.
//!
//! Knows node numbers only; must not know roads or their rules.

use std::collections::BTreeMap;

/// The nodes of the largest set in which every node can be driven to from every other (strongly connected), sorted.
///
/// Edges are `(from, to)` node ids. A unit that stays on edges with both ends inside can never get stuck. Ties go to
/// the set with the smallest node id. Iterative (Kosaraju): depth does not depend on the input.
#[must_use]
pub fn largest_component(edges: &[(i64, i64)]) -> Vec<i64> {
    let index: BTreeMap<i64, usize> = {
        let mut ids: Vec<i64> = edges.iter().flat_map(|(a, b)| [*a, *b]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().enumerate().map(|(at, id)| (id, at)).collect()
    };
    let ids: Vec<i64> = index.keys().copied().collect();
    let numbered: Vec<(usize, usize)> = edges.iter().map(|(a, b)| (index[a], index[b])).collect();
    let forward = Adjacency::new(ids.len(), numbered.iter().copied());
    let backward = Adjacency::new(ids.len(), numbered.iter().map(|(a, b)| (*b, *a)));

    let mut finished = Vec::with_capacity(ids.len());
    let mut seen = vec![false; ids.len()];
    for root in 0..ids.len() {
        forward.visit(root, &mut seen, &mut finished);
    }
    let mut seen = vec![false; ids.len()];
    let mut best: Vec<usize> = Vec::new();
    for root in finished.into_iter().rev() {
        let mut component = Vec::new();
        backward.visit(root, &mut seen, &mut component);
        let smallest = |nodes: &[usize]| nodes.iter().min().copied();
        if component.len() > best.len() || (component.len() == best.len() && smallest(&component) < smallest(&best)) {
            best = component;
        }
    }
    best.sort_unstable();
    best.into_iter().map(|at| ids[at]).collect()
}

/// Neighbours of numbered nodes, packed.
struct Adjacency {
    starts: Vec<usize>,
    targets: Vec<usize>,
}

impl Adjacency {
    fn new(nodes: usize, edges: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        for (from, _) in edges.clone() {
            starts[from + 1] += 1;
        }
        for at in 0..nodes {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; starts[nodes]];
        for (from, to) in edges {
            targets[next[from]] = to;
            next[from] += 1;
        }
        Self { starts, targets }
    }

    /// Depth-first from `root`; appends nodes as they are left (post-order).
    fn visit(&self, root: usize, seen: &mut [bool], left: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[root], true) {
            return;
        }
        let mut stack = vec![(root, self.starts[root])];
        while let Some((node, at)) = stack.last_mut() {
            if *at == self.starts[*node + 1] {
                left.push(*node);
                stack.pop();
                continue;
            }
            let next = self.targets[*at];
            *at += 1;
            if !std::mem::replace(&mut seen[next], true) {
                stack.push((next, self.starts[next]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_ends_of_one_way_streets_are_not_in_the_component() {
        let edges = [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (9, 1)];
        assert_eq!(largest_component(&edges), [1, 2, 3]);
    }

    #[test]
    fn a_long_chain_does_not_need_a_deep_stack() {
        let edges: Vec<_> = (0..200_000).flat_map(|n| [(n, n + 1), (n + 1, n)]).collect();
        assert_eq!(largest_component(&edges).len(), 200_001);
    }
}
