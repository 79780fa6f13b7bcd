//! Which edges lead somewhere, or can be come to: a vehicle must not be put on a stub that a clipped extract, a closed yard
//! or a mapping fault left without a way on, nor a place on one nobody gets to. It must not know positions.

use crate::network::Network;

/// States of a part that counts as a place of its own, such as an island with its own roads.
const LEAST_STATES: usize = 60;

/// By edge.
#[derive(Debug, Default)]
pub(crate) struct Leading {
    /// A vehicle that sets off on it gets to a part that is large enough to be one.
    pub away: Vec<bool>,
    /// A vehicle of such a part gets to it.
    pub here: Vec<bool>,
}

/// A part is a set of states in which every one can be reached from every other.
pub(crate) fn leading(network: &Network, edges: usize) -> Leading {
    let onward = |state: u32| -> Vec<u32> { network.onward(state).map(|step| step.state).collect() };
    let backward = |state: u32| -> Vec<u32> { network.backward(state).map(|step| step.state).collect() };
    let states = network.len();
    let part = parts(states, onward, backward);
    let mut sizes = vec![0_usize; states];
    part.iter().for_each(|part| sizes[*part as usize] += 1);
    let large = |state: &u32| sizes[part[*state as usize] as usize] >= LEAST_STATES.min(states);
    let (mut away, mut here) = (vec![false; states], vec![false; states]);
    let mut left = Vec::new();
    for root in (0..states as u32).filter(large) {
        visit(root, &mut away, &mut left, &backward);
        visit(root, &mut here, &mut left, &onward);
    }
    let mut out = Leading { away: vec![false; edges], here: vec![false; edges] };
    for (state, edge) in network.edge.iter().enumerate() {
        let edge = *edge as usize;
        // It sets off in the plain state and arrives in any.
        out.away[edge] |= away[state] && network.plain[edge] as usize == state;
        out.here[edge] |= here[state];
    }
    out
}

/// The part of each of `count` things, numbered from 0, in which each can be reached from each (strongly connected).
/// Iterative (Kosaraju): depth does not depend on the input.
pub(crate) fn parts(count: usize, onward: impl Fn(u32) -> Vec<u32>, backward: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let mut left = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for root in 0..count as u32 {
        visit(root, &mut seen, &mut left, &onward);
    }
    let mut seen = vec![false; count];
    let (mut part, mut members, mut parts) = (vec![0; count], Vec::new(), 0);
    for root in left.into_iter().rev() {
        members.clear();
        visit(root, &mut seen, &mut members, &backward);
        members.iter().for_each(|member| part[*member as usize] = parts);
        parts += u32::from(!members.is_empty());
    }
    part
}

/// Depth-first from `root`; appends what it leaves, as it leaves it.
fn visit(root: u32, seen: &mut [bool], left: &mut Vec<u32>, next: &impl Fn(u32) -> Vec<u32>) {
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
