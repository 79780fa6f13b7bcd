//! Codes that name a cell of the globe: Plus Codes (Open Location Code) and geohashes. It must not know how people
//! write around them.
//!
//! A code stands for its cell; its position is the cell's middle. Plus Codes: the Open Location Code specification,
//! version 1.0. Geohash: G. Niemeyer's, 32 letters, longitude bit first.

use crate::{Wgs84, distance_m};

/// A cell's middle, and the length of its longer side in metres.
pub(crate) type Cell = (Wgs84, f64);

const PLUS: &[u8] = b"23456789CFGHJMPQRVWX";
/// Letters before the plus sign of a full code.
const BEFORE: usize = 8;
/// Letters that stand in pairs; later ones each divide the cell into 5 rows of 4.
const PAIRED: usize = 10;
/// Longest code the specification defines.
const LONGEST: usize = 15;

/// The Plus Code of ten letters (about 14 m) and one more (about 3 m).
pub(crate) fn to_plus(p: Wgs84) -> String {
    // Whole steps of the eleven-letter grid, so that no digit is lost to floating point.
    let step = |degrees: f64, per_degree: f64, most: f64| (degrees * per_degree).floor().clamp(0.0, most - 1.0) as u64;
    let mut lat = step(p.lat() + 90.0, 40_000.0, 180.0 * 40_000.0);
    let mut lon = step((p.lon() + 180.0).rem_euclid(360.0), 32_000.0, 360.0 * 32_000.0);
    let mut letters = vec![PLUS[(lat % 5 * 4 + lon % 4) as usize]];
    (lat, lon) = (lat / 5, lon / 4);
    for _ in 0..PAIRED / 2 {
        letters.push(PLUS[(lon % 20) as usize]);
        letters.push(PLUS[(lat % 20) as usize]);
        (lat, lon) = (lat / 20, lon / 20);
    }
    letters.reverse();
    let text: String = letters.into_iter().map(char::from).collect();
    format!("{}+{}", &text[..BEFORE], &text[BEFORE..])
}

/// How a text is a Plus Code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plus {
    /// Names one cell of the globe.
    Full,
    /// Leaves out the first letters: needs a place nearby.
    Short,
}

/// Whether `code` (upper case) is a full or short Plus Code by the rules of the specification.
pub(crate) fn plus_kind(code: &str) -> Option<Plus> {
    let (before, after) = code.split_once('+')?;
    let known = |c: u8| PLUS.contains(&c);
    let letters = before.trim_end_matches('0');
    let padded = before.len() - letters.len();
    let sound = before.len() <= BEFORE
        && before.len().is_multiple_of(2)
        && letters.bytes().all(known)
        && after.bytes().all(known)
        && after.len() != 1
        && BEFORE + after.len() <= LONGEST
        && (padded == 0 || (before.len() == BEFORE && padded.is_multiple_of(2) && after.is_empty()));
    if !sound || letters.is_empty() {
        return None;
    }
    if before.len() < BEFORE {
        return Some(Plus::Short);
    }
    // The first letters must lie on the globe: latitude below 180, longitude below 360 degrees.
    let value = |at: usize| letters.as_bytes().get(at).and_then(|c| PLUS.iter().position(|k| k == c)).unwrap_or(0);
    (value(0) < 9 && value(1) < 18).then_some(Plus::Full)
}

/// The cell of a full Plus Code.
pub(crate) fn from_plus(code: &str) -> Option<Cell> {
    if plus_kind(code)? != Plus::Full {
        return None;
    }
    let values: Vec<f64> = code
        .bytes()
        .filter(|c| !matches!(c, b'+' | b'0'))
        .filter_map(|c| PLUS.iter().position(|k| *k == c))
        .map(|v| v as f64)
        .collect();
    let (mut lat, mut lon, mut tall, mut wide) = (-90.0, -180.0, 400.0, 400.0);
    let (paired, single) = values.split_at(values.len().min(PAIRED));
    for pair in paired.chunks(2) {
        let &[row, column] = pair else { return None };
        (tall, wide) = (tall / 20.0, wide / 20.0);
        (lat, lon) = (lat + row * tall, lon + column * wide);
    }
    for value in single {
        (tall, wide) = (tall / 5.0, wide / 4.0);
        (lat, lon) = (lat + (value / 4.0).floor() * tall, lon + value % 4.0 * wide);
    }
    cell(lat, lon, tall, wide)
}

/// The cell of a short Plus Code nearest to `near` (the specification's `recoverNearest`).
pub(crate) fn from_short_plus(code: &str, near: Wgs84) -> Option<Cell> {
    if plus_kind(code)? != Plus::Short {
        return None;
    }
    let missing = BEFORE - code.find('+')?;
    let prefix = to_plus(near);
    let (middle, side) = from_plus(&format!("{}{code}", prefix.get(..missing)?))?;
    let step = 400.0 / 20_f64.powi(missing as i32 / 2);
    // The cell may lie over the edge of the prefix: one step back or forth is nearer then.
    let nearest = |value: f64, goal: f64| value - step * ((value - goal) / step).round();
    let mut lat = nearest(middle.lat(), near.lat());
    if lat.abs() > 90.0 {
        lat = middle.lat();
    }
    Some((Wgs84::wrapped(nearest(middle.lon(), near.lon()), lat)?, side))
}

const HASH: &[u8] = b"0123456789bcdefghjkmnpqrstuvwxyz";
/// Longest geohash read: below a millimetre further letters say nothing.
const LONGEST_HASH: usize = 12;

/// The geohash of ten letters: a cell of about a metre.
pub(crate) fn to_geohash(p: Wgs84) -> String {
    let (mut south, mut north, mut west, mut east) = (-90.0, 90.0, -180.0, 180.0);
    let halve = |low: &mut f64, high: &mut f64, value: f64| {
        let middle = f64::midpoint(*low, *high);
        let upper = value >= middle;
        *(if upper { low } else { high }) = middle;
        usize::from(upper)
    };
    (0..10)
        .map(|letter| {
            let bits = (0..5).fold(0, |bits, bit| {
                let by_lon = (letter * 5 + bit) % 2 == 0;
                let bit =
                    if by_lon { halve(&mut west, &mut east, p.lon()) } else { halve(&mut south, &mut north, p.lat()) };
                bits << 1 | bit
            });
            char::from(HASH[bits])
        })
        .collect()
}

/// The cell of a geohash in lower case, 5 to 12 letters of which at least one is a digit and one is none: a word or a
/// number is no geohash.
pub(crate) fn from_geohash(hash: &str) -> Option<Cell> {
    let digits = hash.bytes().filter(u8::is_ascii_digit).count();
    if !(5..=LONGEST_HASH).contains(&hash.len()) || digits == 0 || digits == hash.len() {
        return None;
    }
    let (mut lat, mut lon, mut tall, mut wide) = (-90.0, -180.0, 180.0, 360.0);
    for (number, letter) in hash.bytes().enumerate() {
        let value = HASH.iter().position(|known| *known == letter)?;
        for bit in 0..5 {
            let upper = value >> (4 - bit) & 1 == 1;
            let (low, span) = if (number * 5 + bit) % 2 == 0 { (&mut lon, &mut wide) } else { (&mut lat, &mut tall) };
            *span /= 2.0;
            if upper {
                *low += *span;
            }
        }
    }
    cell(lat, lon, tall, wide)
}

/// Middle and longer side of the cell with this south-west corner and these spans, all in degrees.
fn cell(lat: f64, lon: f64, tall: f64, wide: f64) -> Option<Cell> {
    let middle = Wgs84::new(lon + wide / 2.0, (lat + tall / 2.0).min(90.0)).ok()?;
    let across = |d_lon: f64, d_lat: f64| Wgs84::wrapped(middle.lon() + d_lon, middle.lat() + d_lat);
    let side = distance_m(middle, across(wide / 2.0, 0.0)?).max(distance_m(middle, across(0.0, tall / 2.0)?));
    Some((middle, side * 2.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lat: f64, lon: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    /// From the test data of the specification (`encoding.csv`, `validityTests.csv`, `shortCodeTests.csv`).
    #[test]
    fn the_specifications_check_values() {
        for (lat, lon, code) in [
            (20.375, 2.775, "7FG49Q"),
            (20.3700625, 2.7821875, "7FG49QCJ+2V"),
            (47.0000625, 8.0000625, "8FVC2222+22"),
            (-41.2730625, 174.785_937_5, "4VCPPQGP+Q9"),
            (-89.9999375, -179.999_937_5, "22222222+22"),
        ] {
            assert!(to_plus(at(lat, lon)).starts_with(code), "{code}: {}", to_plus(at(lat, lon)));
            let Some((middle, side)) = from_plus(code) else { continue };
            assert!(distance_m(middle, at(lat, lon)) < 10.0 && side < 14.2, "{code}: {middle:?} {side}");
        }
        assert!(from_plus("7FG40000+").unwrap().1 > 100_000.0);
        for full in ["8FWC2345+G6", "8FWC2345+G6G", "8FWCX400+", "8FWC2345+"] {
            assert_eq!(plus_kind(full), Some(Plus::Full), "{full}");
        }
        for short in ["WC2345+G6G", "2345+G6", "45+G6"] {
            assert_eq!(plus_kind(short), Some(Plus::Short), "{short}");
        }
        for bad in [
            "",
            "+",
            "G+",
            "8FWC2345+G",
            "8FWC2_45+G6",
            "8FWC2η45+G6",
            "8FWC2345+G6+",
            "8FWC2300+G6",
            "WC2300+G6G",
            "WC2345+G",
            "WC2300+",
            "8FWC2345G6",
            "X2WC2345+G6",
            "8FWC23456+G6",
            "+G6",
        ] {
            assert_eq!(plus_kind(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_short_code_is_found_near_the_focus() {
        for (full, lat, lon, short) in [
            ("9C3W9QCJ+2VX", 51.3701125, -1.217765625, "CJ+2VX"),
            ("9C3W9QCJ+2VX", 51.3708675, -1.217765625, "CJ+2VX"),
            ("9C3W9QCJ+2VX", 51.3852125, -1.217765625, "9QCJ+2VX"),
            ("9C3W9QCJ+2VX", 51.8, -1.217765625, "9QCJ+2VX"),
            ("9C4W9QCJ+2VX", 51.9, -1.217765625, "9QCJ+2VX"),
            ("8FJFW222+", 42.899, 9.012, "22+"),
            ("796RXG22+", 14.95125, -23.5001, "22+"),
            ("8FVC2GGG+GG", 46.976, 8.526, "2GGG+GG"),
            ("62G20000+", 1.0, 179.9, "62G20000+"),
        ] {
            if plus_kind(short) == Some(Plus::Short) {
                let (p, _) = from_short_plus(short, at(lat, lon)).unwrap();
                let (want, _) = from_plus(full).unwrap();
                assert!(distance_m(p, want) < 0.01, "{short} near {lat},{lon}: {p:?} not {want:?}");
            } else {
                assert!(from_short_plus(short, at(lat, lon)).is_none());
            }
        }
    }

    #[test]
    fn published_geohashes() {
        let (p, _) = from_geohash("u4pruydqqvj").unwrap_or_else(|| panic!("the article's example"));
        assert!(distance_m(p, at(57.64911, 10.40744)) < 1.0);
        assert!(to_geohash(at(57.64911, 10.40744)).starts_with("u4pruydqqv"));
        for word in ["berth", "hydrant", "12345", "u4p", "u4pra1", "u4pruydqqvjxyz", ""] {
            assert!(from_geohash(word).is_none(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn plus_codes_come_back(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64) {
            let p = at(lat, lon);
            let code = to_plus(p);
            let (back, side) = from_plus(&code).unwrap_or_else(|| panic!("{code}"));
            prop_assert!(distance_m(back, p) <= side, "{} {} {}", code, distance_m(back, p), side);
            let (near, _) = from_short_plus(&code[4..], p).unwrap();
            prop_assert!(lat.abs() > 89.0 || distance_m(near, back) < 0.01, "{} {:?} {:?}", code, near, back);
        }

        #[test]
        fn geohashes_come_back_and_agree_with_a_peer(lat in -90.0..90.0f64, lon in -180.0..180.0f64) {
            let p = at(lat, lon);
            let hash = to_geohash(p);
            prop_assert_eq!(&hash, &geohash::encode(geohash::Coord { x: lon, y: lat }, 10).unwrap());
            if hash.bytes().any(|c| c.is_ascii_digit()) && hash.bytes().any(|c| c.is_ascii_alphabetic()) {
                let (back, side) = from_geohash(&hash).unwrap();
                prop_assert!(distance_m(back, p) <= side, "{}", hash);
            }
        }
    }
}
