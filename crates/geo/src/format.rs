//! Coordinates written the way an operator chose. It must not decide which way that is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::cells::{to_geohash, to_plus};
use crate::utm::{Utm, band, to_mgrs};
use crate::{GeoError, Wgs84};

/// How positions are shown. Latitude comes first where both are angles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoordinateForm {
    /// Decimal degrees: `60.169900, 24.938400`.
    #[default]
    Dd,
    /// Degrees and decimal minutes: `60°10.1940'N 24°56.3040'E`.
    Ddm,
    /// Degrees, minutes, seconds: `60°10'11.64"N 24°56'18.24"E`.
    Dms,
    /// Universal Transverse Mercator with the band letter, whole metres: `35V 385611 6672118`.
    Utm,
    /// Military grid reference of a metre: `35VLG 85611 72118`.
    Mgrs,
    /// Plus Code of eleven letters, about 3 m.
    Plus,
    /// Geohash of ten letters, about 1 m.
    Geohash,
}

impl CoordinateForm {
    /// Every form, in the order lists show them.
    pub const ALL: [Self; 7] = [Self::Dd, Self::Ddm, Self::Dms, Self::Utm, Self::Mgrs, Self::Plus, Self::Geohash];

    /// The name used in settings and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dd => "dd",
            Self::Ddm => "ddm",
            Self::Dms => "dms",
            Self::Utm => "utm",
            Self::Mgrs => "mgrs",
            Self::Plus => "plus",
            Self::Geohash => "geohash",
        }
    }
}

impl fmt::Display for CoordinateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CoordinateForm {
    type Err = GeoError;

    fn from_str(text: &str) -> Result<Self, GeoError> {
        Self::ALL
            .into_iter()
            .find(|form| form.name() == text)
            .ok_or_else(|| GeoError::UnknownForm(text.chars().take(40).collect()))
    }
}

/// A position written in a form; reading it with [`crate::parse_coordinates`] gives it back within the form's last
/// digit or cell. UTM and MGRS end at 80 degrees south and 84 degrees north: beyond, decimal degrees are given.
#[must_use]
pub fn format_as(at: Wgs84, form: CoordinateForm) -> String {
    let text = match form {
        CoordinateForm::Dd => None,
        CoordinateForm::Ddm => Some(angles(at, minutes)),
        CoordinateForm::Dms => Some(angles(at, seconds)),
        CoordinateForm::Utm => utm(at),
        CoordinateForm::Mgrs => to_mgrs(at),
        CoordinateForm::Plus => Some(to_plus(at)),
        CoordinateForm::Geohash => Some(to_geohash(at)),
    };
    text.unwrap_or_else(|| format!("{:.6}, {:.6}", at.lat(), at.lon()))
}

fn utm(at: Wgs84) -> Option<String> {
    let utm = Utm::from_wgs84(at)?;
    Some(format!("{:02}{} {:.0} {:.0}", utm.zone, band(at.lat()), utm.easting, utm.northing))
}

fn angles(at: Wgs84, write: fn(f64) -> String) -> String {
    let hemisphere = |degrees: f64, letters: [char; 2]| letters[usize::from(degrees < 0.0)];
    let (lat, lon) = (at.lat(), at.lon());
    format!("{}{} {}{}", write(lat.abs()), hemisphere(lat, ['N', 'S']), write(lon.abs()), hemisphere(lon, ['E', 'W']))
}

/// Counted in whole last digits, so that no rounding writes 60 minutes.
fn minutes(degrees: f64) -> String {
    let steps = (degrees * 600_000.0).round() as u64;
    let (whole, rest) = (steps / 600_000, steps % 600_000);
    format!("{whole}°{:02}.{:04}'", rest / 10_000, rest % 10_000)
}

/// Counted in whole last digits, so that no rounding writes 60 seconds.
fn seconds(degrees: f64) -> String {
    let steps = (degrees * 360_000.0).round() as u64;
    let (whole, rest) = (steps / 360_000, steps % 360_000);
    format!("{whole}°{:02}'{:02}.{:02}\"", rest / 6_000, rest / 100 % 60, rest % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{distance_m, parse_coordinates};

    /// Metres a written position may be from what was written: half the last digit or cell, on both axes.
    fn precision_m(form: CoordinateForm) -> f64 {
        match form {
            CoordinateForm::Dd => 0.08,
            CoordinateForm::Ddm => 0.14,
            CoordinateForm::Dms => 0.23,
            CoordinateForm::Utm | CoordinateForm::Mgrs => 0.72,
            CoordinateForm::Plus => 2.3,
            CoordinateForm::Geohash => 0.7,
        }
    }

    #[test]
    fn written_as_the_field_writes_them() {
        let at = Wgs84::new(24.9384, 60.1699).unwrap();
        let written: Vec<String> = CoordinateForm::ALL.iter().map(|form| format_as(at, *form)).collect();
        assert_eq!(
            written,
            [
                "60.169900, 24.938400",
                "60°10.1940'N 24°56.3040'E",
                "60°10'11.64\"N 24°56'18.24\"E",
                "35V 385611 6672118",
                "35VLG 85611 72118",
                "9GG65W9Q+X92",
                "ud9wr3xe4f",
            ]
        );
        let pole = Wgs84::new(10.0, 89.0).unwrap();
        assert_eq!(format_as(pole, CoordinateForm::Utm), "89.000000, 10.000000");
        let almost = Wgs84::new(-0.999_999_99, -59.999_999_99).unwrap();
        assert_eq!(format_as(almost, CoordinateForm::Dms), "60°00'00.00\"S 1°00'00.00\"W");
        assert_eq!(format_as(almost, CoordinateForm::Ddm), "60°00.0000'S 1°00.0000'W");
    }

    #[test]
    fn names_read_back() {
        for form in CoordinateForm::ALL {
            assert_eq!(form.name().parse::<CoordinateForm>().unwrap(), form);
            assert_eq!(serde_json::to_string(&form).unwrap(), format!("\"{form}\""));
        }
        assert!("DD ".parse::<CoordinateForm>().is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn every_form_comes_back(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64) {
            let at = Wgs84::new(lon, lat).unwrap();
            for form in CoordinateForm::ALL {
                let text = format_as(at, form);
                // A geohash all of letters or all of digits is not read: it may be a word or a number.
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                if form == CoordinateForm::Geohash && (digits == 0 || digits == text.len()) {
                    continue;
                }
                let nearest = parse_coordinates(&text).iter().map(|(p, _)| distance_m(*p, at)).fold(f64::MAX, f64::min);
                prop_assert!(nearest <= precision_m(form), "{} {:?} {}", form, text, nearest);
            }
        }
    }
}
