//! An axis-aligned box in degrees. It must not cross the antimeridian: no city does.

use serde::{Deserialize, Serialize};

use crate::measure::metres_per_degree;
use crate::point::{GeoError, Wgs84, check};

/// A box in WGS 84 degrees, edges included; west <= east and south <= north by construction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl TryFrom<Raw> for Bounds {
    type Error = GeoError;

    fn try_from(r: Raw) -> Result<Self, GeoError> {
        Bounds::new(r.west, r.south, r.east, r.north)
    }
}

impl Bounds {
    /// Errors when an edge is out of range or the edges are crossed.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, GeoError> {
        check(west, south)?;
        check(east, north)?;
        if west > east || south > north {
            return Err(GeoError::CrossedBox { west, south, east, north });
        }
        Ok(Self { west, south, east, north })
    }

    /// The smallest box around the points; `None` without a point.
    pub fn of(points: impl IntoIterator<Item = Wgs84>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = Self::point(points.next()?);
        Some(points.fold(first, |b, p| b.union(Self::point(p))))
    }

    fn point(p: Wgs84) -> Self {
        Self { west: p.lon(), south: p.lat(), east: p.lon(), north: p.lat() }
    }

    /// West edge, degrees of longitude.
    pub fn west(&self) -> f64 {
        self.west
    }

    /// South edge, degrees of latitude.
    pub fn south(&self) -> f64 {
        self.south
    }

    /// East edge, degrees of longitude.
    pub fn east(&self) -> f64 {
        self.east
    }

    /// North edge, degrees of latitude.
    pub fn north(&self) -> f64 {
        self.north
    }

    /// `[west, south, east, north]`, the order of GeoJSON and of MapLibre.
    pub fn edges(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// Whether the point lies in the box or on its edge.
    pub fn contains(&self, p: Wgs84) -> bool {
        (self.west..=self.east).contains(&p.lon()) && (self.south..=self.north).contains(&p.lat())
    }

    /// Whether the two boxes share a point.
    pub fn intersects(&self, other: &Bounds) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: Bounds) -> Bounds {
        Bounds {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The middle of the box.
    pub fn center(&self) -> Wgs84 {
        Wgs84::wrapped((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
            .expect("the mean of finite edges is finite")
    }

    /// The box grown by `metres` on every side, cut at the ends of the degree ranges.
    /// A value that is not finite or negative changes nothing.
    #[must_use]
    pub fn grown_m(&self, metres: f64) -> Bounds {
        if !metres.is_finite() || metres <= 0.0 {
            return *self;
        }
        // Degrees of longitude are shortest at the edge farther from the equator: never too small a box.
        let (east_m, _) = metres_per_degree(self.south.abs().max(self.north.abs()));
        let (_, north_m) = metres_per_degree(0.0);
        let (d_lon, d_lat) = (metres / east_m.max(1.0), metres / north_m);
        Bounds {
            west: (self.west - d_lon).max(-180.0),
            south: (self.south - d_lat).max(-90.0),
            east: (self.east + d_lon).min(180.0),
            north: (self.north + d_lat).min(90.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination;

    fn p(lon: f64, lat: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    #[test]
    fn contains_its_edges_and_points() {
        let b = Bounds::of([p(24.9, 60.1), p(25.0, 60.2), p(24.95, 60.15)]).unwrap();
        assert_eq!(b.edges(), [24.9, 60.1, 25.0, 60.2]);
        assert!(b.contains(p(24.9, 60.2)) && !b.contains(p(25.001, 60.15)));
        assert_eq!(Bounds::of([]), None);
        assert!((b.center().lon() - 24.95).abs() < 1e-9);
    }

    #[test]
    fn crossed_edges_are_refused() {
        assert!(matches!(Bounds::new(25.0, 60.0, 24.0, 61.0), Err(GeoError::CrossedBox { .. })));
        let err = serde_json::from_str::<Bounds>(r#"{"west":1,"south":2,"east":3,"north":99}"#).unwrap_err();
        assert!(err.to_string().contains("latitude 99"), "{err}");
    }

    #[test]
    fn grows_by_at_least_the_asked_metres() {
        let b = Bounds::of([p(24.94, 60.17)]).unwrap().grown_m(1000.0);
        for bearing in [0.0, 90.0, 180.0, 270.0] {
            assert!(b.contains(destination(p(24.94, 60.17), bearing, 990.0)));
            assert!(!b.contains(destination(p(24.94, 60.17), bearing, 1100.0)));
        }
        assert_eq!(Bounds::of([p(180.0, 90.0)]).unwrap().grown_m(10.0).edges()[2..], [180.0, 90.0]);
    }
}
