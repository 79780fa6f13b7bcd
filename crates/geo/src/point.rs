//! The one position type everything else computes with. It must not know other datums.

use serde::{Deserialize, Serialize};

/// Why a coordinate, box, or the name of a datum or form was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GeoError {
    /// Longitude is not finite or outside -180..=180 degrees.
    #[error("longitude {0} is not between -180 and 180 degrees")]
    Longitude(f64),
    /// Latitude is not finite or outside -90..=90 degrees.
    #[error("latitude {0} is not between -90 and 90 degrees")]
    Latitude(f64),
    /// A box whose west or south edge lies beyond its east or north edge.
    #[error("box edges are crossed: west {west} east {east} south {south} north {north}")]
    CrossedBox { west: f64, south: f64, east: f64, north: f64 },
    /// A datum name that is none of wgs84, cgcs2000, gcj02, bd09.
    #[error("unknown datum {0:?}: expected wgs84, cgcs2000, gcj02 or bd09")]
    UnknownDatum(String),
    /// A coordinate form that is none of those of `CoordinateForm`.
    #[error("unknown coordinate form {0:?}: expected dd, ddm, dms, utm, mgrs, plus or geohash")]
    UnknownForm(String),
}

/// A position in WGS 84: longitude and latitude in degrees, finite and in range by construction.
///
/// The only position type that can be serialised: `{"lon":24.94,"lat":60.17}`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Wgs84 {
    lon: f64,
    lat: f64,
}

/// What arrives from outside, before the range check.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    lon: f64,
    lat: f64,
}

impl TryFrom<Raw> for Wgs84 {
    type Error = GeoError;

    fn try_from(raw: Raw) -> Result<Self, GeoError> {
        Wgs84::new(raw.lon, raw.lat)
    }
}

impl Wgs84 {
    /// Accepts finite degrees, longitude -180..=180 and latitude -90..=90. Mind the order: longitude first.
    pub fn new(lon: f64, lat: f64) -> Result<Self, GeoError> {
        check(lon, lat)?;
        Ok(Self { lon, lat })
    }

    /// For results of our own arithmetic: wraps the longitude and clamps the latitude instead of refusing.
    /// `None` only when a value is not finite.
    pub(crate) fn wrapped(lon: f64, lat: f64) -> Option<Self> {
        let inside = (-180.0..=180.0).contains(&lon);
        let lon = if inside { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 };
        (lon.is_finite() && lat.is_finite()).then(|| Self { lon, lat: lat.clamp(-90.0, 90.0) })
    }

    /// Longitude in degrees, east positive.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// `[lon, lat]`, the axis order of GeoJSON.
    pub fn lon_lat(self) -> [f64; 2] {
        [self.lon, self.lat]
    }
}

/// Finite and in range, or the error naming the axis.
pub(crate) fn check(lon: f64, lat: f64) -> Result<(), GeoError> {
    if !(-180.0..=180.0).contains(&lon) {
        return Err(GeoError::Longitude(lon));
    }
    if !(-90.0..=90.0).contains(&lat) {
        return Err(GeoError::Latitude(lat));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_a_place() {
        assert_eq!(Wgs84::new(180.1, 0.0), Err(GeoError::Longitude(180.1)));
        assert_eq!(Wgs84::new(0.0, -90.5), Err(GeoError::Latitude(-90.5)));
        assert!(Wgs84::new(f64::NAN, 0.0).is_err());
        assert!(Wgs84::new(0.0, f64::INFINITY).is_err());
        assert!(Wgs84::new(-180.0, 90.0).is_ok());
    }

    #[test]
    fn serde_goes_through_the_check() {
        let p = Wgs84::new(24.94, 60.17).unwrap();
        assert_eq!(serde_json::to_string(&p).unwrap(), r#"{"lon":24.94,"lat":60.17}"#);
        assert_eq!(serde_json::from_str::<Wgs84>(r#"{"lat":60.17,"lon":24.94}"#).unwrap(), p);
        let err = serde_json::from_str::<Wgs84>(r#"{"lon":24.94,"lat":160.17}"#).unwrap_err().to_string();
        assert!(err.contains("latitude 160.17"), "{err}");
        assert!(serde_json::from_str::<Wgs84>(r#"{"lon":24.94}"#).is_err());
    }

    #[test]
    fn own_arithmetic_wraps_at_the_antimeridian() {
        assert_eq!(Wgs84::wrapped(181.0, 0.0).unwrap().lon(), -179.0);
        assert_eq!(Wgs84::wrapped(180.0, 0.0).unwrap().lon(), 180.0);
        assert!(Wgs84::wrapped(f64::NAN, 0.0).is_none());
    }
}
