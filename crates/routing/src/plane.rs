//! Short geometry in metres on a plane about a place: crossings, nearness, insides.

use watchfloor_geo::metres_per_degree;

/// East and north in metres.
pub(crate) type Point = [f64; 2];

/// Steps in which nearness along a road is measured, in metres.
const STEP_M: f64 = 2.0;

/// A plane that touches the Earth at one place; good for a city.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat {
    origin: [f64; 2],
    scale: [f64; 2],
}

impl Flat {
    pub(crate) fn about(origin: [f64; 2]) -> Self {
        let (east, north) = metres_per_degree(origin[1]);
        Self { origin, scale: [east.max(1.0), north] }
    }

    pub(crate) fn put(&self, p: [f64; 2]) -> Point {
        [(p[0] - self.origin[0]) * self.scale[0], (p[1] - self.origin[1]) * self.scale[1]]
    }

    pub(crate) fn lon_lat(&self, p: Point) -> [f64; 2] {
        [self.origin[0] + p[0] / self.scale[0], self.origin[1] + p[1] / self.scale[1]]
    }
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

pub(crate) fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|w| distance(w[0], w[1])).sum()
}

fn cross(o: Point, a: Point, b: Point) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

fn between(a: Point, b: Point, t: f64) -> Point {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

/// Distance of a point from a segment.
fn to_segment(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square } else { 0.0 };
    distance(p, between(a, b, t.clamp(0.0, 1.0)))
}

/// How much of `road` lies within `near_m` of `line`, in metres, by steps.
pub(crate) fn length_near(road: &[Point], line: &[Point], near_m: f64) -> f64 {
    let mut total = 0.0;
    for w in road.windows(2) {
        let metres = distance(w[0], w[1]);
        let beside = |s: &&[Point]| boxes_within(w, s, near_m);
        let sections: Vec<&[Point]> = line.windows(2).filter(beside).collect();
        if sections.is_empty() || metres <= 0.0 {
            continue;
        }
        let steps = (metres / STEP_M).ceil();
        for step in 0..steps as usize {
            let p = between(w[0], w[1], (step as f64 + 0.5) / steps);
            if sections.iter().any(|s| to_segment(p, s[0], s[1]) <= near_m) {
                total += metres / steps;
            }
        }
    }
    total
}

fn boxes_within(a: &[Point], b: &[Point], margin: f64) -> bool {
    (0..2).all(|axis| {
        let span = |s: &[Point]| (s[0][axis].min(s[1][axis]), s[0][axis].max(s[1][axis]));
        let ((a_low, a_high), (b_low, b_high)) = (span(a), span(b));
        a_low <= b_high + margin && b_low <= a_high + margin
    })
}

/// Metres along `road` at which `line` meets it, touching included; of a shared stretch its ends.
pub(crate) fn crossings(road: &[Point], line: &[Point]) -> Vec<f64> {
    let (mut found, mut before) = (Vec::new(), 0.0);
    for w in road.windows(2) {
        let metres = distance(w[0], w[1]);
        for s in line.windows(2).filter(|s| boxes_within(w, s, 0.0)) {
            found.extend(meeting(w, s).into_iter().flatten().map(|t| before + t * metres));
        }
        before += metres;
    }
    found
}

/// Where along segment `a` (0 to 1) segment `b` meets it.
fn meeting(a: &[Point], b: &[Point]) -> [Option<f64>; 2] {
    let (from, to) = (cross(b[0], b[1], a[0]), cross(b[0], b[1], a[1]));
    let (left, right) = (cross(a[0], a[1], b[0]), cross(a[0], a[1], b[1]));
    if from == 0.0 && to == 0.0 {
        // On one line: they meet, if at all, in the ends of either.
        let length = distance(a[0], a[1]);
        let on = |p: Point| {
            let t = if length > 0.0 { distance(a[0], p) / length } else { 0.0 };
            (to_segment(p, a[0], a[1]) < 1e-6).then_some(t)
        };
        let own = |p: Point, t: f64| (to_segment(p, b[0], b[1]) < 1e-6).then_some(t);
        return [on(b[0]).or(own(a[0], 0.0)), on(b[1]).or(own(a[1], 1.0))];
    }
    let apart = from * to > 0.0 || left * right > 0.0;
    [(!apart).then(|| (from / (from - to)).clamp(0.0, 1.0)), None]
}

/// Whether a point is inside a ring, by the even-odd rule; the first point is not repeated.
pub(crate) fn inside(p: Point, ring: &[Point]) -> bool {
    let mut inside = false;
    for (at, a) in ring.iter().enumerate() {
        let b = ring[(at + 1) % ring.len()];
        if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
            inside = !inside;
        }
    }
    inside
}

/// Twice the signed area of a ring, positive counter-clockwise; the first point may be repeated.
pub(crate) fn twice_area(ring: &[Point]) -> f64 {
    (0..ring.len()).map(|at| cross([0.0, 0.0], ring[at], ring[(at + 1) % ring.len()])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_meet_where_they_do() {
        let road = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]];
        assert_eq!(crossings(&road, &[[30.0, -5.0], [30.0, 5.0]]), [30.0]);
        assert_eq!(crossings(&road, &[[90.0, 50.0], [110.0, 50.0]]), [150.0]);
        assert!(crossings(&road, &[[30.0, 1.0], [30.0, 5.0]]).is_empty());
        assert_eq!(crossings(&road, &[[20.0, 0.0], [60.0, 0.0]]), [20.0, 60.0], "a shared stretch meets at its ends");
    }

    #[test]
    fn nearness_is_a_length() {
        let road = [[0.0, 0.0], [100.0, 0.0]];
        let beside = length_near(&road, &[[20.0, 5.0], [60.0, 5.0]], 8.0);
        assert!((beside - 52.0).abs() < 4.0, "{beside}");
        assert!(length_near(&road, &[[50.0, -40.0], [50.0, 40.0]], 8.0) < 18.0);
    }

    #[test]
    fn insides_and_areas_follow_the_ring() {
        let square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];
        assert!(inside([5.0, 5.0], &square));
        assert!(!inside([15.0, 5.0], &square));
        assert!(twice_area(&square) > 0.0);
    }
}
