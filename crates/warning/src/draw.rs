//! Fewer points for drawing. The shape used for matching is never touched. Knows nothing of maps or zoom levels.

use crate::model::Ring;

/// Distance tests spent per point; a ring that needs more keeps the points not yet judged.
const TESTS_PER_POINT: usize = 64;

/// The ring with points left out that lie within `tolerance_deg` of what remains (Douglas-Peucker, without recursion).
/// It stays closed; a ring smaller than the tolerance becomes its bounding box, so that no area vanishes.
pub fn simplified(ring: &Ring, tolerance_deg: f64) -> Ring {
    if ring.len() <= 5 || tolerance_deg.is_nan() || tolerance_deg <= 0.0 {
        return ring.clone();
    }
    let last = ring.len() - 1;
    let far = farthest_from_start(ring);
    let mut keep = vec![false; ring.len()];
    [0, far, last].iter().for_each(|&at| keep[at] = true);
    let mut tests = TESTS_PER_POINT.saturating_mul(ring.len());
    let mut open = vec![(0, far), (far, last)];
    while let Some((from, to)) = open.pop() {
        if to - from < 2 {
            continue;
        }
        if tests < to - from {
            keep[from..=to].fill(true);
            continue;
        }
        tests -= to - from;
        let (at, away) = farthest(ring, from, to);
        if away > tolerance_deg {
            keep[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    let out: Ring = ring.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(point, _)| *point).collect();
    if out.len() < 4 { bounds(ring) } else { out }
}

fn farthest_from_start(ring: &Ring) -> usize {
    let [x, y] = ring[0];
    let away = |at: &usize| (ring[*at][0] - x).hypot(ring[*at][1] - y);
    (1..ring.len() - 1).max_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
}

fn farthest(ring: &Ring, from: usize, to: usize) -> (usize, f64) {
    let mut best = (from, 0.0);
    for at in from + 1..to {
        let away = distance(ring[at], ring[from], ring[to]);
        if away > best.1 {
            best = (at, away);
        }
    }
    best
}

/// Distance of a point from a segment, in degrees on the plane.
fn distance(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let long = dx * dx + dy * dy;
    let along = if long > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / long).clamp(0.0, 1.0) } else { 0.0 };
    (p[0] - a[0] - along * dx).hypot(p[1] - a[1] - along * dy)
}

fn bounds(ring: &Ring) -> Ring {
    let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let ([w, s], [e, n]) =
        ring.iter().fold(start, |([w, s], [e, n]), [x, y]| ([w.min(*x), s.min(*y)], [e.max(*x), n.max(*y)]));
    vec![[w, s], [e, s], [e, n], [w, n], [w, s]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(n: usize, radius: f64) -> Ring {
        let point = |at: usize| (at % n) as f64 / n as f64 * std::f64::consts::TAU;
        (0..=n).map(|at| [radius * point(at).cos(), radius * point(at).sin()]).collect()
    }

    #[test]
    fn a_large_ring_shrinks_and_stays_near() {
        let ring = circle(50_000, 1.0);
        let drawn = simplified(&ring, 0.001);
        assert!(drawn.len() > 20 && drawn.len() < 400, "{}", drawn.len());
        assert_eq!(drawn.first(), drawn.last());
        let near = |p: [f64; 2]| drawn.windows(2).any(|edge| distance(p, edge[0], edge[1]) <= 0.001 + 1e-12);
        assert!(ring.iter().step_by(97).all(|&p| near(p)));
    }

    #[test]
    fn no_area_vanishes_and_small_rings_stay() {
        let box_of = simplified(&circle(100, 0.01), 1.0);
        assert_eq!(box_of.len(), 5);
        let triangle: Ring = vec![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
        assert_eq!(simplified(&triangle, 5.0), triangle);
        assert_eq!(simplified(&vec![], 1.0), Ring::new());
        let zigzag: Ring = (0..20_000).map(|at| [at as f64, (at % 2) as f64 * (1.0 + at as f64)]).collect();
        assert!(simplified(&zigzag, 0.1).len() > 10_000);
    }
}
