//! Distance on the WGS-84 ellipsoid. Knows nothing of shapes.

const A_KM: f64 = 6_378.137;
const F: f64 = 1.0 / 298.257_223_563;
const MEAN_KM: f64 = 6_371.008_8;

/// The geodesic distance between two points (longitude, latitude in degrees), in kilometres: Vincenty's inverse
/// formula, better than a millimetre where it converges; near the antipode the great circle on the mean sphere.
pub fn distance_km(from: [f64; 2], to: [f64; 2]) -> f64 {
    vincenty_km(from, to).unwrap_or_else(|| haversine_km(from, to))
}

fn haversine_km(from: [f64; 2], to: [f64; 2]) -> f64 {
    let [(x1, y1), (x2, y2)] = [from, to].map(|[lon, lat]| (lon.to_radians(), lat.to_radians()));
    let h = ((y2 - y1) / 2.0).sin().powi(2) + y1.cos() * y2.cos() * ((x2 - x1) / 2.0).sin().powi(2);
    2.0 * MEAN_KM * h.sqrt().min(1.0).asin()
}

fn vincenty_km(from: [f64; 2], to: [f64; 2]) -> Option<f64> {
    let b = A_KM * (1.0 - F);
    let reduced = |lat: f64| ((1.0 - F) * lat.to_radians().tan()).atan().sin_cos();
    let ((sin1, cos1), (sin2, cos2)) = (reduced(from[1]), reduced(to[1]));
    let wide = (to[0] - from[0]).to_radians();
    let mut lambda = wide;
    for _ in 0..50 {
        let (sin_l, cos_l) = lambda.sin_cos();
        let sin_s = (cos2 * sin_l).hypot(cos1 * sin2 - sin1 * cos2 * cos_l);
        if sin_s == 0.0 {
            return Some(0.0);
        }
        let cos_s = sin1 * sin2 + cos1 * cos2 * cos_l;
        let sigma = sin_s.atan2(cos_s);
        let sin_a = cos1 * cos2 * sin_l / sin_s;
        let cos2_a = 1.0 - sin_a * sin_a;
        let cos_m = if cos2_a == 0.0 { 0.0 } else { cos_s - 2.0 * sin1 * sin2 / cos2_a };
        let c = F / 16.0 * cos2_a * (4.0 + F * (4.0 - 3.0 * cos2_a));
        let bend = sigma + c * sin_s * (cos_m + c * cos_s * (2.0 * cos_m * cos_m - 1.0));
        let next = wide + (1.0 - c) * F * sin_a * bend;
        if (next - lambda).abs() < 1e-12 {
            let u2 = cos2_a * (A_KM * A_KM - b * b) / (b * b);
            let big_a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let big_b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let inner = cos_s * (2.0 * cos_m * cos_m - 1.0)
                - big_b / 6.0 * cos_m * (4.0 * sin_s * sin_s - 3.0) * (4.0 * cos_m * cos_m - 3.0);
            return Some(b * big_a * (sigma - big_b * sin_s * (cos_m + big_b / 4.0 * inner)));
        }
        lambda = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_published_distances() {
        // Flinders Peak to Buninyong, Geoscience Australia's test line, here between WGS-84 points: 54 972.271 m.
        let flinders = [144.0 + 25.0 / 60.0 + 29.52440 / 3600.0, -(37.0 + 57.0 / 60.0 + 3.72030 / 3600.0)];
        let buninyong = [143.0 + 55.0 / 60.0 + 35.38390 / 3600.0, -(37.0 + 39.0 / 60.0 + 10.15610 / 3600.0)];
        assert!((distance_km(flinders, buninyong) - 54.972_271).abs() < 1e-5);
        // A degree of the equator.
        assert!((distance_km([0.0, 0.0], [1.0, 0.0]) - 111.319_491).abs() < 1e-5);
        assert!((distance_km([179.5, 0.0], [-179.5, 0.0]) - 111.319_491).abs() < 1e-5);
        assert_eq!(distance_km([24.9, 60.2], [24.9, 60.2]), 0.0);
        assert!((distance_km([0.0, 0.0], [180.0, 0.0]) - 20_015.0).abs() < 30.0);
    }
}
