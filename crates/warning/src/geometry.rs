//! Shapes on the globe: where a ring runs, what lies inside, where it must be cut. An edge is a straight line in
//! latitude and longitude, as the map draws it, and runs the shorter way round; a ring that runs once round the globe
//! holds the pole nearer to it. Coordinates are longitude, latitude, WGS-84 degrees. Knows nothing of alerts' texts.

use crate::model::{Area, Circle, Ring};

/// Turns round the globe beyond which a ring is taken as it stands.
const TURN_LIMIT: f64 = 720.0;

/// Whether a point lies in the area's shapes; a circle of radius 0 holds nothing (see [`contains_within`]).
/// Geocodes are not considered.
pub fn contains(area: &Area, lon: f64, lat: f64) -> bool {
    contains_within(area, lon, lat, 0.0)
}

/// [`contains`], where circles count as at least `min_radius_km`, so that point alerts can be matched.
pub fn contains_within(area: &Area, lon: f64, lat: f64, min_radius_km: f64) -> bool {
    area.polygons.iter().any(|ring| ring_contains(ring, lon, lat))
        || area.circles.iter().any(|circle| circle_contains(circle, lon, lat, min_radius_km))
}

fn circle_contains(circle: &Circle, lon: f64, lat: f64, min_radius_km: f64) -> bool {
    let radius = circle.radius_km.max(min_radius_km);
    radius > 0.0 && crate::geodesy::distance_km([circle.lon, circle.lat], [lon, lat]) <= radius
}

/// Whether a point lies inside a ring, by the non-zero rule, so that a ring that crosses itself loses no area.
pub fn ring_contains(ring: &Ring, lon: f64, lat: f64) -> bool {
    let path = unrolled(ring);
    let (west, east) = extent(&path);
    let mut turn = ((west - lon) / 360.0).ceil();
    while lon + turn * 360.0 <= east {
        if winding(&path, lon + turn * 360.0, lat) != 0 {
            return true;
        }
        turn += 1.0;
    }
    false
}

fn winding(path: &[[f64; 2]], x: f64, y: f64) -> i32 {
    path.windows(2)
        .map(|edge| {
            let ([ax, ay], [bx, by]) = (edge[0], edge[1]);
            let side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
            match (ay <= y, by <= y) {
                (true, false) if side > 0.0 => 1,
                (false, true) if side < 0.0 => -1,
                _ => 0,
            }
        })
        .sum()
}

/// West and east end of a path.
fn extent(path: &[[f64; 2]]) -> (f64, f64) {
    path.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(west, east), [x, _]| (west.min(*x), east.max(*x)))
}

/// The ring as a closed path on an endless strip of longitudes, each edge the shorter way. A ring that ends a whole
/// turn away from its start is closed over the nearer pole.
fn unrolled(ring: &Ring) -> Ring {
    let mut out: Ring = Vec::with_capacity(ring.len() + 2);
    for &[lon, lat] in ring {
        let Some(&[x, y]) = out.last() else {
            out.push([lon, lat]);
            continue;
        };
        let step = lon - x;
        // Along the pole itself every longitude is the same place: such an edge runs as written.
        let polar = lat.abs() == 90.0 && lat == y;
        let near = if polar { lon } else { lon - 360.0 * (step / 360.0).round() };
        out.push([near, lat]);
    }
    if let (Some(&[start, first]), Some(&[end, _])) = (out.first(), out.last())
        && (end - start).abs() > 180.0
        && (end - start).abs() <= TURN_LIMIT
    {
        let mean = ring.iter().map(|[_, lat]| lat).sum::<f64>() / ring.len() as f64;
        let pole = if mean < 0.0 { -90.0 } else { 90.0 };
        out.extend([[end, pole], [start, pole], [start, first]]);
    }
    let (west, east) = extent(&out);
    if east - west > TURN_LIMIT { ring.clone() } else { out }
}

/// The ring cut at the anti-meridian: closed rings within ±180 degrees, for drawing and for bounding boxes. A ring that
/// does not cross it comes back as it is.
pub fn split_antimeridian(ring: &Ring) -> Vec<Ring> {
    let path = unrolled(ring);
    let (west, east) = extent(&path);
    if path.is_empty() || (west >= -180.0 && east <= 180.0 && path.len() == ring.len()) {
        return vec![ring.clone()];
    }
    let mut out = Vec::new();
    let mut window = ((west + 180.0) / 360.0).floor() * 360.0;
    while window - 180.0 < east {
        let piece = clip(&clip(&path, window - 180.0, true), window + 180.0, false);
        if piece.len() >= 4 && extent(&piece).0 < extent(&piece).1 {
            out.push(piece.into_iter().map(|[x, y]| [(x - window).clamp(-180.0, 180.0), y]).collect());
        }
        window += 360.0;
    }
    if out.is_empty() { vec![ring.clone()] } else { out }
}

/// The part of a closed path on one side of a meridian (Sutherland-Hodgman), closed.
fn clip(path: &[[f64; 2]], x: f64, keep_east: bool) -> Ring {
    let inside = |point: &[f64; 2]| if keep_east { point[0] >= x } else { point[0] <= x };
    let mut out: Ring = Vec::with_capacity(path.len() + 4);
    for edge in path.windows(2) {
        let ([ax, ay], [bx, by]) = (edge[0], edge[1]);
        if inside(&edge[0]) {
            out.push(edge[0]);
        }
        if inside(&edge[0]) != inside(&edge[1]) {
            out.push([x, ay + (by - ay) * (x - ax) / (bx - ax)]);
        }
    }
    out.extend(out.first().copied());
    out
}

/// Whether two edges of a ring cross properly (touching does not count). Edges are swept by longitude; a ring that
/// would take more than the tests left is taken as simple.
pub(crate) fn crosses_itself(ring: &Ring, tests: &mut usize) -> bool {
    let path = unrolled(ring);
    let mut edges: Vec<[[f64; 2]; 2]> = path.windows(2).map(|edge| [edge[0], edge[1]]).collect();
    let west = |edge: &[[f64; 2]; 2]| edge[0][0].min(edge[1][0]);
    let east = |edge: &[[f64; 2]; 2]| edge[0][0].max(edge[1][0]);
    edges.sort_unstable_by(|a, b| west(a).total_cmp(&west(b)));
    for (at, edge) in edges.iter().enumerate() {
        for other in edges[at + 1..].iter().take_while(|other| west(other) <= east(edge)) {
            if !crate::notes::spend(tests, 1) {
                return false;
            }
            if cross(edge, other) {
                return true;
            }
        }
    }
    false
}

fn cross(a: &[[f64; 2]; 2], b: &[[f64; 2]; 2]) -> bool {
    let side = |p: &[f64; 2], q: &[f64; 2], r: &[f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(&a[0], &a[1], &b[0]) * side(&a[0], &a[1], &b[1]) < 0.0
        && side(&b[0], &b[1], &a[0]) * side(&b[0], &b[1], &a[1]) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> Ring {
        points.iter().map(|&(lat, lon)| [lon, lat]).collect()
    }

    fn fiji() -> Ring {
        ring(&[(-17.0, 179.0), (-17.0, -179.0), (-18.0, -179.0), (-18.0, 179.0), (-17.0, 179.0)])
    }

    fn cap_of_the_north() -> Ring {
        ring(&[
            (85.0, -180.0),
            (85.0, -90.0),
            (85.0, 0.0),
            (85.0, 90.0),
            (85.0, 180.0),
            (90.0, 180.0),
            (90.0, -180.0),
            (85.0, -180.0),
        ])
    }

    #[test]
    fn the_antimeridian_is_crossed_the_short_way() {
        assert!(ring_contains(&fiji(), 179.5, -17.5) && ring_contains(&fiji(), -179.5, -17.5));
        assert!(!ring_contains(&fiji(), 0.0, -17.5) && !ring_contains(&fiji(), 178.9, -17.5));
        let parts = split_antimeridian(&fiji());
        let extents: Vec<_> = parts.iter().map(|part| extent(part)).collect();
        assert_eq!(extents, [(179.0, 180.0), (-180.0, -179.0)]);
        assert!(parts.iter().all(|part| part.first() == part.last()));
    }

    #[test]
    fn poles_are_caps_and_never_bands() {
        let open = ring(&[(85.0, -180.0), (85.0, -90.0), (85.0, 0.0), (85.0, 90.0), (85.0, 180.0)]);
        let south = ring(&[(-60.0, 0.0), (-65.0, 120.0), (-70.0, -120.0), (-60.0, 0.0)]);
        for (shape, sign) in [(cap_of_the_north(), 1.0), (open, 1.0), (south, -1.0)] {
            for lon in [-179.9, -90.0, 0.1, 179.0] {
                assert!(ring_contains(&shape, lon, 89.0 * sign), "{shape:?} {lon}");
                assert!(!ring_contains(&shape, lon, 50.0 * sign), "{shape:?} {lon}");
            }
            let parts = split_antimeridian(&shape);
            let width: f64 = parts.iter().map(|part| extent(part).1 - extent(part).0).sum();
            assert!((width - 360.0).abs() < 1e-9, "{parts:?}");
        }
        assert!(!crosses_itself(&cap_of_the_north(), &mut 999) && !crosses_itself(&fiji(), &mut 999));
    }

    #[test]
    fn a_bow_tie_is_seen_and_keeps_both_wings() {
        let bow = ring(&[(10.0, 10.0), (11.0, 11.0), (11.0, 10.0), (10.0, 11.0), (10.0, 10.0)]);
        assert!(crosses_itself(&bow, &mut 999));
        assert!(ring_contains(&bow, 10.5, 10.1) && ring_contains(&bow, 10.5, 10.9));
        assert!(!ring_contains(&bow, 10.1, 10.5));
    }

    #[test]
    fn plain_rings_and_circles() {
        let square = ring(&[(60.0, 24.0), (60.0, 25.0), (61.0, 25.0), (61.0, 24.0), (60.0, 24.0)]);
        assert_eq!(split_antimeridian(&square), vec![square.clone()]);
        assert!(ring_contains(&square, 24.5, 60.5) && !ring_contains(&square, 24.5, 61.5));
        let spot = Circle { lon: 24.9, lat: 60.2, radius_km: 0.0 };
        let area = Area {
            desc: String::new(),
            polygons: vec![],
            circles: vec![spot],
            geocodes: vec![],
            altitude_ft: None,
            ceiling_ft: None,
            extra: vec![],
        };
        assert!(!contains(&area, 24.9, 60.2) && contains_within(&area, 24.9, 60.2, 1.0));
        assert!(!ring_contains(&vec![], 0.0, 0.0));
    }
}
