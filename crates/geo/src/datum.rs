//! Datums a source may declare, and the way from each into WGS 84. It must not guess a datum.
//!
//! GCJ-02 moves a point by 18-701 m and BD-09 by 690-1,529 m: another street. So each has its own type, and
//! every conversion is an explicit call. CGCS2000 equals WGS 84 far below our accuracy.

use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::point::{GeoError, Wgs84, check};

/// The datum a source declares. There is no default: a source that does not say is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    Wgs84,
    Cgcs2000,
    Gcj02,
    Bd09,
}

impl Datum {
    /// Every datum, in the order lists show them.
    pub const ALL: [Datum; 4] = [Datum::Wgs84, Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09];

    /// The name used in files, commands and events.
    pub fn name(self) -> &'static str {
        match self {
            Datum::Wgs84 => "wgs84",
            Datum::Cgcs2000 => "cgcs2000",
            Datum::Gcj02 => "gcj02",
            Datum::Bd09 => "bd09",
        }
    }

    /// Reads longitude and latitude (degrees) given in this datum. Errors when they are not finite or out of range.
    pub fn to_wgs84(self, lon: f64, lat: f64) -> Result<Wgs84, GeoError> {
        match self {
            Datum::Wgs84 | Datum::Cgcs2000 => Wgs84::new(lon, lat),
            Datum::Gcj02 => Gcj02::new(lon, lat).map(Gcj02::to_wgs84),
            Datum::Bd09 => Bd09::new(lon, lat).map(Bd09::to_wgs84),
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Datum {
    type Err = GeoError;

    /// Case, blanks, `-` and `_` do not matter: "GCJ-02" and "gcj02" are one.
    fn from_str(text: &str) -> Result<Self, GeoError> {
        let plain: String =
            text.chars().take(32).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        Datum::ALL
            .into_iter()
            .find(|d| d.name() == plain)
            .ok_or_else(|| GeoError::UnknownDatum(text.chars().take(40).collect()))
    }
}

/// A position in GCJ-02 degrees, as Chinese map services publish it. Not serialisable on purpose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gcj02 {
    lon: f64,
    lat: f64,
}

/// A position in BD-09 degrees (Baidu). Not serialisable on purpose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bd09 {
    lon: f64,
    lat: f64,
}

impl Gcj02 {
    /// Finite degrees in range, or the error naming the axis.
    pub fn new(lon: f64, lat: f64) -> Result<Self, GeoError> {
        check(lon, lat).map(|()| Self { lon, lat })
    }

    /// `[lon, lat]` in GCJ-02 degrees.
    pub fn lon_lat(self) -> [f64; 2] {
        [self.lon, self.lat]
    }

    /// Exact to about 1e-12 degrees: the shift is inverted by iteration, because the one-step inverse common in
    /// packages errs by up to 5.7 m. A no-op outside China.
    pub fn to_wgs84(self) -> Wgs84 {
        const ROUNDS: u32 = 6;
        let goal = (self.lon, self.lat);
        if !in_shift_region(goal.0, goal.1) {
            return total(goal);
        }
        total(invert(goal, ROUNDS, shifted))
    }

    /// The shift is defined for every point, so this has no failure.
    pub fn from_wgs84(p: Wgs84) -> Self {
        let (lon, lat) =
            if in_shift_region(p.lon(), p.lat()) { shifted((p.lon(), p.lat())) } else { (p.lon(), p.lat()) };
        Self { lon, lat }
    }
}

impl Bd09 {
    /// Finite degrees in range, or the error naming the axis.
    pub fn new(lon: f64, lat: f64) -> Result<Self, GeoError> {
        check(lon, lat).map(|()| Self { lon, lat })
    }

    /// `[lon, lat]` in BD-09 degrees.
    pub fn lon_lat(self) -> [f64; 2] {
        [self.lon, self.lat]
    }

    /// Inverts both steps by iteration, to about 1e-12 degrees. A no-op outside China.
    pub fn to_wgs84(self) -> Wgs84 {
        // The second step turns faster with position than the first, so it needs a few rounds more.
        const ROUNDS: u32 = 12;
        if !in_shift_region(self.lon, self.lat) {
            return total((self.lon, self.lat));
        }
        let (lon, lat) = invert((self.lon, self.lat), ROUNDS, turned);
        Gcj02 { lon, lat }.to_wgs84()
    }

    /// WGS 84 to GCJ-02 to BD-09.
    pub fn from_wgs84(p: Wgs84) -> Self {
        if !in_shift_region(p.lon(), p.lat()) {
            return Self { lon: p.lon(), lat: p.lat() };
        }
        let (lon, lat) = turned(shifted((p.lon(), p.lat())));
        Self { lon, lat }
    }
}

/// Whether the shift applies: the customary rectangle around China, in degrees. It also covers neighbours, which
/// is harmless as long as only sources inside China declare a shifted datum.
pub fn in_shift_region(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// A result of the arithmetic below: finite, because its input was finite and in range.
fn total((lon, lat): (f64, f64)) -> Wgs84 {
    Wgs84::wrapped(lon, lat).expect("shift arithmetic over finite degrees stays finite")
}

/// Finds w with forward(w) = goal by w <- w + (goal - forward(w)).
fn invert(goal: (f64, f64), rounds: u32, forward: impl Fn((f64, f64)) -> (f64, f64)) -> (f64, f64) {
    let mut w = goal;
    for _ in 0..rounds {
        let f = forward(w);
        w = (w.0 + goal.0 - f.0, w.1 + goal.1 - f.1);
    }
    w
}

/// WGS 84 to GCJ-02 degrees, wherever the point is.
fn shifted((lon, lat): (f64, f64)) -> (f64, f64) {
    const A: f64 = 6_378_245.0;
    const E2: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (lon - 105.0, lat - 35.0);
    let s = |v: f64| (v * PI).sin();
    let common = (20.0 * s(6.0 * x) + 20.0 * s(2.0 * x)) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + (20.0 * s(y) + 40.0 * s(y / 3.0)) * 2.0 / 3.0
        + (160.0 * s(y / 12.0) + 320.0 * s(y / 30.0)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + (20.0 * s(x) + 40.0 * s(x / 3.0)) * 2.0 / 3.0
        + (150.0 * s(x / 12.0) + 300.0 * s(x / 30.0)) * 2.0 / 3.0;
    let phi = lat.to_radians();
    let m = 1.0 - E2 * phi.sin().powi(2);
    let d_lat = north * 180.0 * m * m.sqrt() / (A * (1.0 - E2) * PI);
    let d_lon = east * 180.0 * m.sqrt() / (A * phi.cos() * PI);
    (lon + d_lon, lat + d_lat)
}

/// GCJ-02 to BD-09 degrees.
fn turned((x, y): (f64, f64)) -> (f64, f64) {
    const K: f64 = 3000.0 * PI / 180.0;
    let z = x.hypot(y) + 0.000_02 * (K * y).sin();
    let theta = y.atan2(x) + 0.000_003 * (K * x).cos();
    (z * theta.cos() + 0.0065, z * theta.sin() + 0.006)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::distance_m;

    fn wgs(lon: f64, lat: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    #[test]
    fn published_check_points() {
        for (from, to) in [
            ((116.397_470, 39.908_823), (116.403_713_6, 39.910_226_5)),
            ((121.4737, 31.2304), (121.478_223_1, 31.228_457_7)),
        ] {
            let [lon, lat] = Gcj02::from_wgs84(wgs(from.0, from.1)).lon_lat();
            assert!((lon - to.0).abs() < 1e-7 && (lat - to.1).abs() < 1e-7, "{lon} {lat}");
        }
    }

    #[test]
    fn outside_china_nothing_moves() {
        let helsinki = wgs(24.94, 60.17);
        assert_eq!(Gcj02::from_wgs84(helsinki).lon_lat(), helsinki.lon_lat());
        assert_eq!(Bd09::from_wgs84(helsinki).lon_lat(), helsinki.lon_lat());
        for datum in Datum::ALL {
            assert_eq!(datum.to_wgs84(24.94, 60.17).unwrap(), helsinki);
        }
    }

    #[test]
    fn names_are_read_kindly_and_refused_clearly() {
        assert_eq!("GCJ-02".parse(), Ok(Datum::Gcj02));
        assert_eq!(" wgs_84 ".parse(), Ok(Datum::Wgs84));
        assert_eq!("BD09".parse(), Ok(Datum::Bd09));
        assert_eq!("CGCS2000".parse(), Ok(Datum::Cgcs2000));
        assert_eq!("mercator".parse::<Datum>(), Err(GeoError::UnknownDatum("mercator".into())));
        for datum in Datum::ALL {
            assert_eq!(serde_json::to_string(&datum).unwrap(), format!("\"{datum}\""));
        }
    }

    #[test]
    fn a_bad_coordinate_is_refused_in_every_datum() {
        for datum in Datum::ALL {
            assert!(datum.to_wgs84(f64::NAN, 30.0).is_err());
            assert!(datum.to_wgs84(121.0, 91.0).is_err());
        }
    }

    proptest! {
      #[test]
      fn round_trips_are_exact(lon in 75.0..132.0f64, lat in 19.0..52.0f64) {
        let p = wgs(lon, lat);
        let via_gcj = Gcj02::from_wgs84(p).to_wgs84();
        let via_bd = Bd09::from_wgs84(p).to_wgs84();
        for back in [via_gcj, via_bd] {
          prop_assert!((back.lon() - lon).abs() < 1e-9 && (back.lat() - lat).abs() < 1e-9, "{back:?}");
        }
      }

      #[test]
      fn a_wrong_datum_is_another_street(lon in 75.0..132.0f64, lat in 19.0..52.0f64) {
        let p = wgs(lon, lat);
        let [glon, glat] = Gcj02::from_wgs84(p).lon_lat();
        let [blon, blat] = Bd09::from_wgs84(p).lon_lat();
        let gcj_off = distance_m(p, wgs(glon, glat));
        let bd_off = distance_m(p, wgs(blon, blat));
        prop_assert!((15.0..720.0).contains(&gcj_off), "{gcj_off}");
        prop_assert!((650.0..1560.0).contains(&bd_off), "{bd_off}");
        // Applying the shift twice must be detectably wrong.
        let [lon2, lat2] = Gcj02::from_wgs84(wgs(glon, glat)).lon_lat();
        prop_assert!(distance_m(p, wgs(lon2, lat2)) > 20.0);
      }

      #[test]
      fn agrees_with_coordtransform(lon in 100.0..115.0f64, lat in 26.0..38.0f64) {
        // Inner China only: near the border the peer uses a border polygon where we use the rectangle.
        let ours = Gcj02::from_wgs84(wgs(lon, lat)).lon_lat();
        let theirs = coordtransform::wgs84_to_gcj02(lon, lat);
        prop_assert!((ours[0] - theirs.0).abs() < 1e-10 && (ours[1] - theirs.1).abs() < 1e-10);
        let ours = Bd09::from_wgs84(wgs(lon, lat)).lon_lat();
        let theirs = coordtransform::wgs84_to_bd09(lon, lat);
        prop_assert!((ours[0] - theirs.0).abs() < 1e-9 && (ours[1] - theirs.1).abs() < 1e-9);
      }

      #[test]
      fn agrees_with_gcj02(lon in 100.0..115.0f64, lat in 26.0..38.0f64) {
        let ours = Gcj02::from_wgs84(wgs(lon, lat)).lon_lat();
        let theirs = gcj02::gcj02::wgs84_to_gcj02((lon, lat).into());
        prop_assert!((ours[0] - theirs.x).abs() < 1e-6 && (ours[1] - theirs.y).abs() < 1e-6, "{ours:?} {theirs:?}");
      }
    }
}
