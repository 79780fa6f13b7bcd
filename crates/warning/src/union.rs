//! Two small graph tools for chains: disjoint sets, and strongly connected components without recursion. Know nothing
//! of messages.

/// Disjoint sets over `0..n`.
pub(crate) struct Union(Vec<usize>);

impl Union {
    pub(crate) fn new(n: usize) -> Union {
        Union((0..n).collect())
    }

    /// The representative of a set: its least member.
    pub(crate) fn find(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The number of the strongly connected component of each node (Kosaraju, with explicit stacks).
pub(crate) fn strong_components(n: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let (mut forth, mut back) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for (a, b) in edges {
        forth[a].push(b);
        back[b].push(a);
    }
    let mut component = vec![usize::MAX; n];
    for (number, &root) in finish_order(&forth).iter().rev().enumerate() {
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if component[at] == usize::MAX {
                component[at] = number;
                open.extend(back[at].iter().copied().filter(|&next| component[next] == usize::MAX));
            }
        }
    }
    component
}

fn finish_order(forth: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; forth.len()];
    let mut order = Vec::with_capacity(forth.len());
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for root in 0..forth.len() {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        stack.push((root, 0));
        while let Some((at, next)) = stack.last_mut() {
            match forth[*at].get(*next) {
                Some(&to) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[to], true) {
                        stack.push((to, 0));
                    }
                }
                None => {
                    order.push(*at);
                    stack.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_and_sets() {
        let c = strong_components(5, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)].into_iter());
        assert!(c[0] == c[1] && c[1] == c[2]);
        assert!(c[3] != c[0] && c[4] != c[3]);
        let mut sets = Union::new(4);
        sets.join(3, 1);
        sets.join(1, 2);
        assert_eq!((sets.find(3), sets.find(2), sets.find(0)), (1, 1, 0));
    }
}
