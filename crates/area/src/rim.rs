//! Closes lines along the border of the map's box: the sea from its coast, and areas cut by the extract's edge.
//!
//! Positions on the border are one number, running clockwise on a screen from the top left corner: 0..1 along the
//! top, 1..2 down the right side, 2..3 back along the bottom, 3..4 up the left side. Plane: world, y down.

use std::collections::BTreeSet;

use crate::geom::{Line, Point, Rect, area2, clip_line};

/// A piece of line inside the box with both ends on its border.
struct Crossing {
    line: Line,
    enters: f64,
    leaves: f64,
    /// A short piece of which an end was led to the border: which side it bounds is not certain.
    stub: bool,
}

impl Crossing {
    /// Whether water on the right would be a small bite at the border, not nearly the whole box.
    fn bites(&self) -> bool {
        ahead(self.leaves, self.enters) < 2.0
    }
}

/// Sea rings and what could not be used.
#[derive(Debug, Default)]
pub(crate) struct Closed {
    pub rings: Vec<Line>,
    /// Pieces that end inside the box, too far from its border to guess how they go on.
    pub dangling: usize,
}

/// How far an end inside the box may be from the border to be led straight to it, as a share of the box's long side.
const REACH: f64 = 0.12;

/// Closes directed coast lines (water on the right) into water rings by walking clockwise along the border.
pub(crate) fn close_water_right(lines: &[Line], clip: &Rect) -> Closed {
    let mut dangling = 0;
    let mut open: Vec<Option<Crossing>> = Vec::new();
    for line in lines {
        for crossing in crossings(line, clip, REACH * clip.long_side(), &mut dangling) {
            // Cut just inside and out again at once, it would only turn the border's order round.
            if crossing.stub && !crossing.bites() {
                continue;
            }
            open.push(Some(crossing));
        }
    }
    // Positions are never negative, so their bits sort as they do.
    let mut starts: BTreeSet<(u64, usize)> =
        open.iter().enumerate().filter_map(|(n, c)| c.as_ref().map(|c| (c.enters.to_bits(), n))).collect();
    let mut rings = Vec::new();
    for first in 0..open.len() {
        let Some(piece) = open[first].take() else { continue };
        starts.remove(&(piece.enters.to_bits(), first));
        let (begin, mut ring, mut at) = (piece.enters, piece.line, piece.leaves);
        loop {
            // The next coast along the border; coming back to this ring's own start closes it.
            let next = starts.range((at.to_bits(), 0)..).next().or_else(|| starts.first()).copied();
            let next = next.filter(|(bits, _)| ahead(at, f64::from_bits(*bits)) < ahead(at, begin));
            let Some(piece) = next.and_then(|key| starts.take(&key)).and_then(|(_, number)| open[number].take()) else {
                ring.extend(corners_between(at, begin, clip));
                break;
            };
            ring.extend(corners_between(at, piece.enters, clip));
            ring.extend(piece.line);
            at = piece.leaves;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    Closed { rings, dangling }
}

/// Closes undirected rims cut by the box: along the border inside and outside alternate at each crossing. Of the two
/// ways to begin, the one that covers less border wins (a river is narrower than its banks are long).
/// Returns rings, and how many rims could not be used.
pub(crate) fn close_by_parity(lines: &[Line], clip: &Rect) -> (Vec<Line>, usize) {
    let mut broken = 0;
    let mut pieces: Vec<Crossing> = Vec::new();
    for line in lines {
        let found = crossings(line, clip, REACH * clip.long_side() / 4.0, &mut broken);
        pieces.extend(found.into_iter().filter(|c| !c.stub));
    }
    if pieces.is_empty() {
        return (Vec::new(), broken);
    }
    let mut ends: Vec<(f64, usize, bool)> =
        pieces.iter().enumerate().flat_map(|(n, c)| [(c.enters, n, true), (c.leaves, n, false)]).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let covered = |shift: usize| -> f64 {
        (0..ends.len() / 2)
            .map(|i| ahead(ends[(2 * i + shift) % ends.len()].0, ends[(2 * i + 1 + shift) % ends.len()].0))
            .sum()
    };
    let shift = usize::from(covered(1) < covered(0));
    let rings = walk(&pieces, &ends, shift, clip);
    (rings.into_iter().filter(|r| r.len() > 2 && area2(r) != 0.0).collect(), broken)
}

/// Follows pieces and the border intervals between paired ends until each ring closes.
fn walk(pieces: &[Crossing], ends: &[(f64, usize, bool)], shift: usize, clip: &Rect) -> Vec<Line> {
    let count = ends.len();
    // For each end, its partner along the border and whether the way there runs clockwise.
    let mut partner = vec![(0, true); count];
    for i in 0..count / 2 {
        let (a, b) = ((2 * i + shift) % count, (2 * i + 1 + shift) % count);
        partner[a] = (b, true);
        partner[b] = (a, false);
    }
    let mut other = vec![0; count];
    let mut by_piece = vec![[0; 2]; pieces.len()];
    for (at, (_, n, start)) in ends.iter().enumerate() {
        by_piece[*n][usize::from(!start)] = at;
    }
    for pair in &by_piece {
        other[pair[0]] = pair[1];
        other[pair[1]] = pair[0];
    }
    let mut used = vec![false; count];
    let mut rings = Vec::new();
    for first in 0..count {
        let (mut at, mut ring) = (first, Line::new());
        while !used[at] {
            let (_, number, start) = ends[at];
            let line = pieces[number].line.iter().copied();
            if start {
                ring.extend(line)
            } else {
                ring.extend(line.rev())
            }
            let out = other[at];
            used[at] = true;
            used[out] = true;
            let (next, clockwise) = partner[out];
            if clockwise {
                ring.extend(corners_between(ends[out].0, ends[next].0, clip));
            } else {
                let mut corners = corners_between(ends[next].0, ends[out].0, clip);
                corners.reverse();
                ring.extend(corners);
            }
            at = next;
        }
        if !ring.is_empty() {
            rings.push(ring);
        }
    }
    rings
}

/// The pieces of a line inside the box, ends on the border. An end inside is led straight to the nearest side when
/// that is within `reach`, else the piece is counted as dangling.
fn crossings(line: &[Point], clip: &Rect, reach: f64, dangling: &mut usize) -> Vec<Crossing> {
    let mut found = Vec::new();
    for mut piece in clip_line(line, clip) {
        let (Some(first), Some(last)) = (piece.first().copied(), piece.last().copied()) else { continue };
        let (Some(from), Some(to)) = (to_border(first, clip, reach), to_border(last, clip, reach)) else {
            *dangling += 1;
            continue;
        };
        let size = Rect::around(piece.iter().copied()).map_or(0.0, |r| r.long_side());
        let stub = (from != first || to != last) && size < reach / 2.0;
        if from != first {
            piece.insert(0, from);
        }
        if to != last {
            piece.push(to);
        }
        found.push(Crossing { enters: position(from, clip), leaves: position(to, clip), line: piece, stub });
    }
    found
}

fn to_border(p: Point, clip: &Rect, reach: f64) -> Option<Point> {
    let sides = [
        (p[0] - clip.min[0], [clip.min[0], p[1]]),
        (clip.max[0] - p[0], [clip.max[0], p[1]]),
        (p[1] - clip.min[1], [p[0], clip.min[1]]),
        (clip.max[1] - p[1], [p[0], clip.max[1]]),
    ];
    let (distance, at) = sides.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    (distance <= reach).then_some(at)
}

/// Where a point on the border lies, 0..4 clockwise from the top left.
fn position(p: Point, clip: &Rect) -> f64 {
    let (w, h) = (clip.max[0] - clip.min[0], clip.max[1] - clip.min[1]);
    let (x, y) = ((p[0] - clip.min[0]) / w, (p[1] - clip.min[1]) / h);
    let sides = [(y, x), (1.0 - x, 1.0 + y), (1.0 - y, 3.0 - x), (x, 4.0 - y)];
    let (_, at) = sides.into_iter().min_by(|a, b| a.0.abs().total_cmp(&b.0.abs())).unwrap_or_default();
    at.rem_euclid(4.0)
}

/// How far it is clockwise from one position to another: above 0, up to 4.
fn ahead(from: f64, to: f64) -> f64 {
    let way = (to - from).rem_euclid(4.0);
    if way > 0.0 { way } else { 4.0 }
}

/// The corners passed on the clockwise way from one position to another.
fn corners_between(from: f64, to: f64, clip: &Rect) -> Line {
    let corners = clip.corners();
    let way = ahead(from, to);
    let first = from.floor() + 1.0;
    (0..4_u8)
        .map(|n| first + f64::from(n))
        .filter(|corner| corner - from < way)
        .zip((0..4).map(|n| (n + first.rem_euclid(4.0) as usize) % 4))
        .map(|(_, index)| corners[index])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Rect = Rect { min: [0.0, 0.0], max: [1.0, 1.0] };

    #[test]
    fn a_coast_running_north_has_its_sea_in_the_east() {
        // South to north (y falls), water on the right: the right half.
        let closed = close_water_right(&[vec![[0.5, 2.0], [0.5, -1.0]]], &UNIT);
        assert_eq!(closed.rings.len(), 1);
        assert!((area2(&closed.rings[0]).abs() - 1.0).abs() < 1e-9);
        assert!(crate::geom::in_ring([0.75, 0.5], &closed.rings[0]));
    }

    #[test]
    fn the_same_coast_turned_round_has_its_sea_in_the_west() {
        let closed = close_water_right(&[vec![[0.5, -1.0], [0.5, 2.0]]], &UNIT);
        assert!(crate::geom::in_ring([0.25, 0.5], &closed.rings[0]));
        assert!(!crate::geom::in_ring([0.75, 0.5], &closed.rings[0]));
    }

    #[test]
    fn a_strait_is_one_water_between_two_coasts() {
        let west = vec![[0.3, 2.0], [0.3, -1.0]];
        let east = vec![[0.6, -1.0], [0.6, 2.0]];
        let closed = close_water_right(&[west, east], &UNIT);
        assert_eq!(closed.rings.len(), 1);
        assert!(crate::geom::in_ring([0.45, 0.5], &closed.rings[0]));
        assert!(!crate::geom::in_ring([0.1, 0.5], &closed.rings[0]));
        assert!(!crate::geom::in_ring([0.9, 0.5], &closed.rings[0]));
    }

    #[test]
    fn a_stub_at_the_border_does_not_flood_the_land() {
        // Cut just inside the south border, out again to the west, then the coast proper, running north.
        let coast = vec![[0.31, 0.999], [0.3, 1.01], [0.35, 1.01], [0.35, -1.0]];
        let closed = close_water_right(&[coast], &UNIT);
        assert_eq!(closed.rings.len(), 1);
        assert!(crate::geom::in_ring([0.8, 0.5], &closed.rings[0]));
        assert!(!crate::geom::in_ring([0.1, 0.5], &closed.rings[0]));
    }

    #[test]
    fn a_small_basin_at_the_border_is_kept() {
        // From the east border inwards and back, northwards: the basin lies between the line and the border.
        let coast = vec![[0.999, 0.81], [0.96, 0.80], [0.999, 0.78]];
        let closed = close_water_right(&[coast], &UNIT);
        assert_eq!(closed.rings.len(), 1);
        assert!(crate::geom::in_ring([0.98, 0.798], &closed.rings[0]));
        assert!(!crate::geom::in_ring([0.5, 0.5], &closed.rings[0]));
    }

    #[test]
    fn a_cut_river_lies_between_its_banks() {
        let banks = [vec![[-1.0, 0.4], [2.0, 0.45]], vec![[2.0, 0.5], [-1.0, 0.55]]];
        let (rings, broken) = close_by_parity(&banks, &UNIT);
        assert_eq!((rings.len(), broken), (1, 0));
        assert!(crate::geom::in_ring([0.5, 0.47], &rings[0]));
        assert!(!crate::geom::in_ring([0.5, 0.1], &rings[0]));
    }
}
