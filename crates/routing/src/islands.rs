//! Which edges lead somewhere: parts of the network that can be driven to from each other. A position must not be put on
//! a stub that a clipped extract, a closed yard or a mapping fault left without a way on. It must not know positions.

use crate::network::Network;

/// States of a part that counts as a place of its own, such as an island with its own roads.
const LEAST_STATES: usize = 60;

/// For each edge: whether it lies in a part from every state of which every other can be reached, large enough to
/// be one. Iterative (Kosaraju): depth does not depend on the input.
pub(crate) fn leading(network: &Network, edges: usize) -> Vec<bool> {
    let states = network.len();
    let mut left = Vec::with_capacity(states);
    let mut seen = vec![false; states];
    for root in 0..states as u32 {
        visit(root, &mut seen, &mut left, |state| network.onward(state).map(|arc| arc.state).collect());
    }
    let mut seen = vec![false; states];
    let mut out = vec![false; edges];
    let mut part = Vec::new();
    for root in left.into_iter().rev() {
        part.clear();
        visit(root, &mut seen, &mut part, |state| network.backward(state).map(|arc| arc.state).collect());
        if part.len() >= LEAST_STATES.min(states) {
            part.iter().for_each(|state| out[network.edge[*state as usize] as usize] = true);
        }
    }
    out
}

/// Depth-first from `root`; appends states as they are left.
fn visit(root: u32, seen: &mut [bool], left: &mut Vec<u32>, next: impl Fn(u32) -> Vec<u32>) {
    if std::mem::replace(&mut seen[root as usize], true) {
        return;
    }
    let mut stack = vec![(root, next(root), 0)];
    while let Some((state, onward, at)) = stack.last_mut() {
        let Some(to) = onward.get(*at).copied() else {
            left.push(*state);
            stack.pop();
            continue;
        };
        *at += 1;
        if !std::mem::replace(&mut seen[to as usize], true) {
            stack.push((to, next(to), 0));
        }
    }
}
