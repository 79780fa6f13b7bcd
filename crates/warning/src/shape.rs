//! Text of `polygon` and `circle` to shapes, with the repairs that lose no area. Coordinates come as latitude,longitude
//! and leave as longitude,latitude, WGS-84 degrees. Knows no document.

use crate::flag::FlagCode;
use crate::geometry;
use crate::model::{Circle, Ring};

/// Half the Earth's girth in kilometres: no radius is larger.
const HALF_GIRTH_KM: f64 = 20_015.0;

/// What came out of a polygon's text.
#[derive(Debug, Default)]
pub(crate) struct Polygon {
    /// The closed ring, unless it cannot be used.
    pub(crate) ring: Option<Ring>,
    /// Points as sent.
    pub(crate) vertices: usize,
    pub(crate) odd: Vec<FlagCode>,
}

/// Reads a polygon. `tests` is what the document has left for finding rings that cross themselves.
pub(crate) fn polygon(text: &str, tests: &mut usize) -> Polygon {
    let mut out = Polygon::default();
    let points = match plain(text) {
        Some(points) => points,
        None => match repaired(text) {
            Some(points) => {
                out.odd.push(FlagCode::PolygonSeparator);
                points
            }
            None => {
                out.odd.push(FlagCode::PolygonUnusable);
                return out;
            }
        },
    };
    out.vertices = points.len();
    if points.is_empty() {
        out.odd.push(FlagCode::PolygonEmpty);
        return out;
    }
    finish(points, &mut out, tests);
    out
}

/// Points as latitude, longitude: `lat,lon lat,lon`.
fn plain(text: &str) -> Option<Vec<[f64; 2]>> {
    let mut out = Vec::with_capacity(text.len() / 16);
    for pair in text.split_ascii_whitespace() {
        let (lat, lon) = pair.split_once(',')?;
        out.push([lat.parse().ok()?, lon.parse().ok()?]);
    }
    Some(out)
}

/// Points of a list whose separators are not CAP's: semicolons, trailing commas, `lat lon,lat lon`. Entries of three
/// fields (with a height) are not guessed at.
fn repaired(text: &str) -> Option<Vec<[f64; 2]>> {
    let separator = |c: char| c == ',' || c == ';' || c.is_ascii_whitespace();
    let fields = |entry: &str| entry.split([',', ';']).filter(|field| !field.is_empty()).count();
    let mut entries = text.split_ascii_whitespace();
    if entries.clone().count() > 1 && text.split(';').count() < 2 && entries.any(|entry| fields(entry) > 2) {
        return None;
    }
    let numbers = text.split(separator).filter(|field| !field.is_empty());
    let numbers = numbers.map(|field| field.parse().ok()).collect::<Option<Vec<f64>>>()?;
    let pairs = numbers.chunks_exact(2);
    pairs.remainder().is_empty().then(|| numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect())
}

/// Range, order, closing, length, crossing.
fn finish(mut points: Vec<[f64; 2]>, out: &mut Polygon, tests: &mut usize) {
    if points.iter().all(|[lat, lon]| lat.abs() > 90.0 && lon.abs() <= 90.0) {
        out.odd.push(FlagCode::PolygonSwapped);
        points.iter_mut().for_each(|point| point.swap(0, 1));
    }
    if !points.iter().all(|[lat, lon]| lat.abs() <= 90.0 && lon.abs() <= 180.0) {
        out.odd.push(FlagCode::PolygonUnusable);
        return;
    }
    points.iter_mut().for_each(|point| point.swap(0, 1));
    if points.first() != points.last() {
        out.odd.push(FlagCode::PolygonUnclosed);
        points.extend(points.first().copied());
    }
    if points.len() < 4 {
        out.odd.push(FlagCode::PolygonTooShort);
        return;
    }
    if geometry::crosses_itself(&points, tests) {
        out.odd.push(FlagCode::PolygonSelfCrossing);
    }
    out.ring = Some(points);
}

/// Reads a circle: `lat,lon radius`, the radius in kilometres.
pub(crate) fn circle(text: &str) -> (Option<Circle>, Option<FlagCode>) {
    let mut fields = text.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|field| !field.is_empty());
    let mut number = || fields.next().map(|field| field.parse::<f64>().ok());
    let (lat, lon, radius) = (number(), number(), number());
    if lat.is_none() {
        return (None, Some(FlagCode::CircleEmpty));
    }
    let (Some(Some(lat)), Some(Some(lon))) = (lat, lon) else {
        return (None, Some(FlagCode::CircleUnusable));
    };
    if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) || fields.next().is_some() {
        return (None, Some(FlagCode::CircleUnusable));
    }
    let (radius_km, odd) = match radius {
        None => (0.0, Some(FlagCode::CircleNoRadius)),
        Some(Some(radius)) if (0.0..=HALF_GIRTH_KM).contains(&radius) => (radius, None),
        Some(_) => (0.0, Some(FlagCode::CircleImplausible)),
    };
    (Some(Circle { lon, lat, radius_km }), odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_keep_the_ring() {
        let want = polygon("38.47,-120.14 38.34,-119.95 38.52,-119.74 38.47,-120.14", &mut 999).ring.expect("plain");
        assert_eq!(want[0], [-120.14, 38.47]);
        let cases = [
            ("38.47,-120.14;38.34,-119.95;38.52,-119.74;38.47,-120.14", FlagCode::PolygonSeparator),
            ("38.47,-120.14 38.34,-119.95, 38.52,-119.74 38.47,-120.14,", FlagCode::PolygonSeparator),
            ("38.47 -120.14,38.34 -119.95,38.52 -119.74,38.47 -120.14", FlagCode::PolygonSeparator),
            ("38.47,-120.14 38.34,-119.95 38.52,-119.74", FlagCode::PolygonUnclosed),
            ("-120.14,38.47 -119.95,38.34 -119.74,38.52 -120.14,38.47", FlagCode::PolygonSwapped),
        ];
        for (text, code) in cases {
            let seen = polygon(text, &mut 999);
            assert_eq!((seen.ring.as_ref(), &seen.odd[..]), (Some(&want), &[code][..]), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let cases = [
            ("", FlagCode::PolygonEmpty),
            ("38.47,-120.14 38.34,-119.95 38.47,-120.14", FlagCode::PolygonTooShort),
            ("NaN,10.0 11.0,11.0 11.0,10.0 NaN,10.0", FlagCode::PolygonUnusable),
            ("1,1 2,2 3,3 x,4 1,1", FlagCode::PolygonUnusable),
            ("1,1,0 2,2,0 3,1,0 1,1,0", FlagCode::PolygonUnusable),
            ("1,1 95,2 3,3 1,1", FlagCode::PolygonUnusable),
            ("1e400,1 2,2 3,3 1,1", FlagCode::PolygonUnusable),
        ];
        for (text, code) in cases {
            let seen = polygon(text, &mut 999);
            assert_eq!((seen.ring.is_none(), &seen.odd[..]), (true, &[code][..]), "{text}");
        }
    }

    #[test]
    fn circles() {
        let at = |lat, lon, radius_km| Some(Circle { lon, lat, radius_km });
        assert_eq!(circle("32.9525,-115.5527 0"), (at(32.9525, -115.5527, 0.0), None));
        assert_eq!(circle(" 10.0 , 20.0\n5.5 "), (at(10.0, 20.0, 5.5), None));
        assert_eq!(circle("10.0,20.0"), (at(10.0, 20.0, 0.0), Some(FlagCode::CircleNoRadius)));
        assert_eq!(circle("10.0,20.0 50000"), (at(10.0, 20.0, 0.0), Some(FlagCode::CircleImplausible)));
        assert_eq!(circle("10.0,20.0 -1").1, Some(FlagCode::CircleImplausible));
        assert_eq!(circle("10.0,20.0 NaN").1, Some(FlagCode::CircleImplausible));
        assert_eq!(circle(" "), (None, Some(FlagCode::CircleEmpty)));
        assert_eq!(circle("x,1 2"), (None, Some(FlagCode::CircleUnusable)));
        assert_eq!(circle("100,1 2"), (None, Some(FlagCode::CircleUnusable)));
    }
}
