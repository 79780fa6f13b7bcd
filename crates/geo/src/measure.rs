//! Distances, bearings, destinations, nearest points and view cones on WGS 84 positions.
//! It must not know what the points are.
//!
//! Long distances use the sphere (within 0.5 % of the ellipsoid); everything within about 10 km uses the local
//! frame of [`metres_per_degree`], which is exact to 0.0001 %.

use crate::Wgs84;

/// Mean Earth radius in metres (IUGG R1).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance in metres (haversine).
pub fn distance_m(a: Wgs84, b: Wgs84) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let half_lat = (lat_b - lat_a) / 2.0;
    let half_lon = (b.lon() - a.lon()).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Initial great-circle bearing from `a` to `b`, degrees clockwise from north, 0..360. Zero for equal points.
pub fn bearing_deg(a: Wgs84, b: Wgs84) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let d_lon = (b.lon() - a.lon()).to_radians();
    let y = d_lon.sin() * lat_b.cos();
    let x = lat_a.cos() * lat_b.sin() - lat_a.sin() * lat_b.cos() * d_lon.cos();
    normalise_bearing_deg(y.atan2(x).to_degrees())
}

/// The point `distance_m` metres from `from` along `bearing_deg` (degrees clockwise from north).
/// A distance or bearing that is not finite leaves the point where it is.
pub fn destination(from: Wgs84, bearing_deg: f64, distance_m: f64) -> Wgs84 {
    let (lat, lon) = (from.lat().to_radians(), from.lon().to_radians());
    let (arc, turn) = (distance_m / EARTH_RADIUS_M, bearing_deg.to_radians());
    let sin_lat = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * turn.cos()).clamp(-1.0, 1.0);
    let d_lon = (turn.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * sin_lat);
    Wgs84::wrapped((lon + d_lon).to_degrees(), sin_lat.asin().to_degrees()).unwrap_or(from)
}

/// Any finite angle brought into 0..360 degrees.
pub fn normalise_bearing_deg(deg: f64) -> f64 {
    let turned = deg.rem_euclid(360.0);
    // rem_euclid of a tiny negative number rounds up to 360 itself.
    if turned >= 360.0 { 0.0 } else { turned }
}

/// Signed turn from `from` to `to`, degrees in -180..=180, clockwise positive.
pub fn angular_difference_deg(from: f64, to: f64) -> f64 {
    let d = normalise_bearing_deg(to - from);
    if d > 180.0 { d - 360.0 } else { d }
}

/// Metres per degree of (longitude, latitude) at a latitude in degrees, on the ellipsoid.
pub fn metres_per_degree(lat: f64) -> (f64, f64) {
    let p = lat.to_radians();
    let north = 111_132.954 - 559.822 * (2.0 * p).cos() + 1.175 * (4.0 * p).cos();
    let east = 111_412.84 * p.cos() - 93.5 * (3.0 * p).cos() + 0.118 * (5.0 * p).cos();
    (east.max(0.0), north)
}

/// The nearest point of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestOnSegment {
    /// The point itself.
    pub position: Wgs84,
    /// Where along the segment: 0 at its start, 1 at its end.
    pub fraction: f64,
    /// Distance in metres from the asked point.
    pub distance_m: f64,
}

/// The point of segment `a`-`b` nearest to `p`, in the local frame of `p` (segments of a city, not of an ocean).
pub fn nearest_on_segment(p: Wgs84, a: Wgs84, b: Wgs84) -> NearestOnSegment {
    let (east, north) = metres_per_degree(p.lat());
    let flat = |q: Wgs84| (angular_difference_deg(p.lon(), q.lon()) * east, (q.lat() - p.lat()) * north);
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length_sq = dx * dx + dy * dy;
    let fraction = if length_sq > 0.0 { (-(ax * dx + ay * dy) / length_sq).clamp(0.0, 1.0) } else { 0.0 };
    let distance_m = (ax + fraction * dx).hypot(ay + fraction * dy);
    NearestOnSegment { position: between(a, b, fraction), fraction, distance_m }
}

/// The point at `fraction` (0..=1) of the way from `a` to `b`, straight in degrees: for the short segments of a
/// road, where the great circle differs by less than a millimetre.
pub fn between(a: Wgs84, b: Wgs84, fraction: f64) -> Wgs84 {
    let t = fraction.clamp(0.0, 1.0);
    let lon = a.lon() + angular_difference_deg(a.lon(), b.lon()) * t;
    Wgs84::wrapped(lon, a.lat() + (b.lat() - a.lat()) * t).unwrap_or(a)
}

/// The outline of a field of view: a closed ring (first point = last), counter-clockwise as GeoJSON wants it.
/// `azimuth_deg` clockwise from north, `hfov_deg` the whole opening, `range_m` metres. An opening of 360 degrees
/// or more is a full circle. Empty when a value is not finite, or the opening or range is not positive.
pub fn cone_ring(apex: Wgs84, azimuth_deg: f64, hfov_deg: f64, range_m: f64) -> Vec<Wgs84> {
    const STEP_DEG: f64 = 5.0;
    let usable = azimuth_deg.is_finite() && hfov_deg.is_finite() && range_m.is_finite();
    if !usable || hfov_deg <= 0.0 || range_m <= 0.0 {
        return Vec::new();
    }
    let opening = hfov_deg.min(360.0);
    let steps = (opening / STEP_DEG).ceil().max(2.0);
    // From the right edge of the view to the left one, so that the ring turns counter-clockwise.
    let right = azimuth_deg + opening / 2.0;
    let arc = (0..=steps as u32).map(|i| destination(apex, right - opening * f64::from(i) / steps, range_m));
    let full_circle = opening >= 360.0;
    let mut ring: Vec<Wgs84> = if full_circle { arc.collect() } else { std::iter::once(apex).chain(arc).collect() };
    // Close with the identical point, not one a rounding away.
    if full_circle {
        ring.pop();
    }
    ring.extend(ring.first().copied());
    ring
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn p(lon: f64, lat: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    #[test]
    fn known_distances_and_bearings() {
        let (helsinki, tallinn) = (p(24.9384, 60.1699), p(24.7536, 59.4370));
        assert!((distance_m(helsinki, tallinn) - 82_150.0).abs() < 150.0, "{}", distance_m(helsinki, tallinn));
        assert!((bearing_deg(p(0.0, 0.0), p(1.0, 0.0)) - 90.0).abs() < 1e-9);
        assert!((bearing_deg(p(0.0, 0.0), p(0.0, -1.0)) - 180.0).abs() < 1e-9);
        assert_eq!(bearing_deg(helsinki, helsinki), 0.0);
        assert!((distance_m(p(179.9, 0.0), p(-179.9, 0.0)) - 22_239.0).abs() < 5.0);
    }

    #[test]
    fn turns_take_the_short_way() {
        assert_eq!(angular_difference_deg(350.0, 10.0), 20.0);
        assert_eq!(angular_difference_deg(10.0, 350.0), -20.0);
        assert_eq!(angular_difference_deg(0.0, 180.0), 180.0);
        assert_eq!(normalise_bearing_deg(-1e-20), 0.0);
    }

    #[test]
    fn a_degree_has_the_length_of_the_ellipsoid() {
        let (east, north) = metres_per_degree(60.0);
        assert!((north - 111_412.3).abs() < 1.0, "{north}");
        assert!((east - 55_800.0).abs() < 3.0, "{east}");
        assert_eq!(metres_per_degree(90.0).0.round(), 0.0);
    }

    #[test]
    fn nearest_point_clamps_to_the_ends() {
        let (a, b) = (p(24.90, 60.17), p(24.92, 60.17));
        let mid = nearest_on_segment(p(24.91, 60.171), a, b);
        assert!((mid.fraction - 0.5).abs() < 1e-9 && (mid.distance_m - 111.4).abs() < 0.5, "{mid:?}");
        assert_eq!(nearest_on_segment(p(24.95, 60.17), a, b).fraction, 1.0);
        let point = nearest_on_segment(p(24.91, 60.17), a, a);
        assert_eq!((point.fraction, point.position), (0.0, a));
    }

    #[test]
    fn cones_are_closed_rings_with_the_apex() {
        let apex = p(24.94, 60.17);
        let ring = cone_ring(apex, 90.0, 60.0, 100.0);
        assert_eq!((ring[0], ring[ring.len() - 1]), (apex, apex));
        let edge = |q: Wgs84| (distance_m(apex, q) - 100.0).abs() < 0.01;
        assert!(ring[1..ring.len() - 1].iter().all(|q| edge(*q)));
        assert!((bearing_deg(apex, ring[1]) - 120.0).abs() < 0.01);
        assert!((bearing_deg(apex, ring[ring.len() - 2]) - 60.0).abs() < 0.01);
        assert!(signed_area(&ring) > 0.0, "counter-clockwise");
        let circle = cone_ring(apex, 0.0, 360.0, 50.0);
        assert_eq!(circle[0], circle[circle.len() - 1]);
        assert_eq!(circle.len(), 73);
        assert!(!circle.contains(&apex));
        for (az, fov, range) in [(f64::NAN, 60.0, 10.0), (0.0, 0.0, 10.0), (0.0, 60.0, -1.0), (0.0, f64::INFINITY, 1.0)]
        {
            assert!(cone_ring(apex, az, fov, range).is_empty());
        }
    }

    fn signed_area(ring: &[Wgs84]) -> f64 {
        ring.windows(2).map(|w| w[0].lon() * w[1].lat() - w[1].lon() * w[0].lat()).sum()
    }

    proptest! {
      #[test]
      fn destination_is_where_it_says(
        lon in -180.0..180.0f64, lat in -85.0..85.0f64, turn in 0.0..360.0f64, far in 1.0..50_000.0f64,
      ) {
        let from = p(lon, lat);
        let to = destination(from, turn, far);
        prop_assert!((distance_m(from, to) - far).abs() < 0.001);
        prop_assert!(angular_difference_deg(bearing_deg(from, to), turn).abs() < 0.01);
      }
    }
}
