//! Joins pieces of line end to end: ways into rings, coasts and long streets. Knows only end points.

use std::collections::HashMap;

/// Pieces of line given by node numbers, at least two each.
pub(crate) type Piece = Vec<u32>;

/// Joins pieces that share an end node into the longest chains found, deterministically: in the order given.
///
/// With `directed` only an end joins a start; otherwise pieces may be turned round. A chain whose first and last
/// nodes are equal is closed and grows no further.
pub(crate) fn join(pieces: Vec<Piece>, directed: bool) -> Vec<Piece> {
    let mut pool = Pool::new(pieces);
    let mut chains = Vec::new();
    for number in 0..pool.left.len() {
        let Some(mut chain) = pool.left[number].take() else { continue };
        pool.extend(&mut chain, Growth { forward: true, directed });
        chain.reverse();
        pool.extend(&mut chain, Growth { forward: false, directed });
        chain.reverse();
        chains.push(chain);
    }
    chains
}

/// Whether a chain ends where it starts.
pub(crate) fn closed(chain: &[u32]) -> bool {
    chain.len() > 2 && chain.first() == chain.last()
}

/// Which pieces may follow at a chain's tail.
#[derive(Clone, Copy)]
struct Growth {
    /// The chain runs as its pieces do; otherwise it was reversed and grows at its true head.
    forward: bool,
    directed: bool,
}

/// The pieces not yet used, found by their first and last node. Each list is popped once: linear in all.
struct Pool {
    left: Vec<Option<Piece>>,
    starts: HashMap<u32, Vec<usize>>,
    finishes: HashMap<u32, Vec<usize>>,
}

impl Pool {
    fn new(pieces: Vec<Piece>) -> Self {
        let left: Vec<_> = pieces.into_iter().map(|p| (p.len() > 1).then_some(p)).collect();
        let (mut starts, mut finishes): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
        for (number, piece) in left.iter().enumerate().rev() {
            let Some((first, last)) = piece.as_ref().and_then(|p| p.first().zip(p.last())) else { continue };
            starts.entry(*first).or_default().push(number);
            finishes.entry(*last).or_default().push(number);
        }
        Self { left, starts, finishes }
    }

    fn take(&mut self, node: u32, starting: bool) -> Option<Piece> {
        let list = if starting { self.starts.get_mut(&node)? } else { self.finishes.get_mut(&node)? };
        while let Some(number) = list.pop() {
            if let Some(piece) = self.left[number].take() {
                return Some(piece);
            }
        }
        None
    }

    fn extend(&mut self, chain: &mut Piece, how: Growth) {
        while let Some(&tail) = chain.last().filter(|_| !closed(chain)) {
            let next = self
                .take(tail, how.forward)
                .or_else(|| if how.directed { None } else { self.take(tail, !how.forward) });
            let Some(mut piece) = next else { return };
            if piece.first() != Some(&tail) {
                piece.reverse();
            }
            chain.extend_from_slice(&piece[1..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_in_any_direction_close_a_ring() {
        let chains = join(vec![vec![1, 2, 3], vec![5, 4, 3], vec![5, 1]], false);
        assert_eq!(chains.len(), 1);
        assert!(closed(&chains[0]));
    }

    #[test]
    fn directed_pieces_never_turn() {
        let chains = join(vec![vec![2, 3], vec![1, 2], vec![4, 3]], true);
        assert_eq!(chains, vec![vec![1, 2, 3], vec![4, 3]]);
    }
}
