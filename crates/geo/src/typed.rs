//! Coordinates as people type or paste them. It must not decide between readings: when the order of the axes is
//! not said, both are offered, and the caller's area box chooses.
//!
//! Text becomes tokens (number, mark, axis word, separator); the tokens are split into two angles; each angle is
//! one to three numbers (degrees, minutes, seconds) with at most one axis word. Grids and codes are `coded`'s.

use crate::Wgs84;
use crate::coded::coded;
use crate::tokens::{Axis, Comma, Token, plain, tokens};

/// Longer text is not a coordinate; it yields no reading.
pub const MAX_TYPED_CHARS: usize = 200;

/// How the angles were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Decimal degrees.
    Degrees,
    /// Degrees and minutes.
    DegreesMinutes,
    /// Degrees, minutes and seconds.
    DegreesMinutesSeconds,
    /// Universal Transverse Mercator: `35V 385611 6672118`.
    Utm,
    /// Military grid reference: `35VLG 85611 72118`.
    Mgrs,
    /// A full Plus Code: `9GG65WCQ+XX`.
    PlusCode,
    /// A Plus Code without its first letters, completed from a place nearby: `5WCQ+XX`.
    ShortPlusCode,
    /// A geohash: `ud9wr1v2k5`.
    Geohash,
}

/// Where the axes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The text names them (hemisphere letters, "lat", 北纬), or its form knows no other order (UTM, MGRS, codes).
    Named,
    /// Assumed: latitude first, the usual order of speech and of the field.
    LatLon,
    /// Assumed: longitude first, the order of GeoJSON and of Chinese map services.
    LonLat,
}

/// Why a reading is offered, for the line under the suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// The finer of the two angles' forms.
    pub form: Form,
    /// Whether the axes were said or assumed.
    pub order: Order,
    /// Side in whole metres, rounded up, of the square or cell the text names, whose middle is the position; 0 where
    /// the text names a point.
    pub cell_m: u32,
}

/// Every reading of `text` as a WGS 84 position, likeliest first; empty when it is none. As
/// [`parse_coordinates_near`] without a place nearby: short Plus Codes have no reading.
pub fn parse_coordinates(text: &str) -> Vec<(Wgs84, Why)> {
    parse_coordinates_near(text, None)
}

/// Every reading of `text` as a WGS 84 position, likeliest first; empty when it is none.
///
/// Accepts DD, DDM and DMS; hemisphere letters or words before or after (N, north, 北纬); a decimal comma;
/// full-width digits and marks; `60-10-12N`; `60:10:12`; ISO 6709 `+60.17+024.94/`; `geo:60.17,24.94`; UTM
/// with a band letter or hemisphere (`35V 385611 6672118`; `S` may be either, and both are offered); MGRS of 2 to 10
/// digits; Plus Codes; short Plus Codes when `near` is given, which the code's cell is nearest to; geohashes of 5 to 12
/// letters with at least one digit. A grid square or cell is read as its middle. Text over [`MAX_TYPED_CHARS`]
/// characters yields nothing. Never fails, never panics.
pub fn parse_coordinates_near(text: &str, near: Option<Wgs84>) -> Vec<(Wgs84, Why)> {
    if text.chars().nth(MAX_TYPED_CHARS).is_some() {
        return Vec::new();
    }
    let plain = plain(text);
    let mut readings = Vec::new();
    for comma in [Comma::Separates, Comma::Decimal] {
        let Some(tokens) = tokens(&plain, comma) else { continue };
        for (first, second) in splits(&tokens) {
            let (Some(a), Some(b)) = (angle(first), angle(second)) else { continue };
            offer(&mut readings, a, b);
        }
    }
    readings.extend(coded(&plain, near));
    readings
}

struct Angle {
    degrees: f64,
    axis: Option<Axis>,
    form: Form,
}

type Halves<'a> = (&'a [Token], &'a [Token]);

/// The ways the tokens fall into two angles.
fn splits(tokens: &[Token]) -> Vec<Halves<'_>> {
    let positions = |want: fn(&Token) -> bool| -> Vec<usize> {
        tokens.iter().enumerate().filter(|(_, t)| want(t)).map(|(i, _)| i).collect()
    };
    let separators = positions(|t| *t == Token::Separator);
    match separators[..] {
        [] => {}
        [at] => return vec![(&tokens[..at], &tokens[at + 1..])],
        _ => return Vec::new(),
    }
    let words = positions(|t| matches!(t, Token::Word(..)));
    let last = tokens.len().saturating_sub(1);
    match words[..] {
        [0, second] if second < last => return vec![tokens.split_at(second)],
        [first, end] if end == last => return vec![tokens.split_at(first + 1)],
        // In the middle it may close the first angle or open the second.
        [at] if at > 0 && at < last => return vec![tokens.split_at(at + 1), tokens.split_at(at)],
        [] | [_] => {}
        _ => return Vec::new(),
    }
    by_numbers(tokens)
}

/// Without a separator or a telling word: at the second degree mark or sign, else in the middle of the numbers.
fn by_numbers(tokens: &[Token]) -> Vec<Halves<'_>> {
    let numbers: Vec<usize> =
        tokens.iter().enumerate().filter(|(_, t)| matches!(t, Token::Number { .. })).map(|(i, _)| i).collect();
    let opens_angle = |i: usize| {
        let signed = matches!(tokens[i], Token::Number { signed: true, .. });
        signed || tokens.get(i + 1) == Some(&Token::Mark(0))
    };
    let opening: Vec<usize> = numbers.iter().copied().skip(1).filter(|i| opens_angle(*i)).collect();
    match (opening[..].first(), numbers.len()) {
        (Some(at), _) if opening.len() == 1 => vec![tokens.split_at(*at)],
        (None, 2 | 4 | 6) => vec![tokens.split_at(numbers[numbers.len() / 2])],
        _ => Vec::new(),
    }
}

/// One angle: word? number mark? (number mark?)* word?, with at most one word.
fn angle(tokens: &[Token]) -> Option<Angle> {
    let mut word = None;
    let mut parts: Vec<(f64, bool, bool)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match *token {
            Token::Word(axis, sign) => {
                let at_an_end = i == 0 || i + 1 == tokens.len();
                if word.replace((axis, sign)).is_some() || !at_an_end {
                    return None;
                }
            }
            Token::Number { value, signed, whole } => parts.push((value, signed, whole)),
            Token::Mark(kind) => {
                let follows_number = i > 0 && matches!(tokens[i - 1], Token::Number { .. });
                if !follows_number || parts.len() != kind + 1 {
                    return None;
                }
            }
            Token::Separator => return None,
        }
    }
    let (magnitude, negative, form) = sexagesimal(&parts)?;
    let sign = word.and_then(|(_, sign)| sign);
    if sign.is_some() && negative {
        return None;
    }
    let degrees = magnitude * sign.unwrap_or(if negative { -1.0 } else { 1.0 });
    Some(Angle { degrees, axis: word.map(|(axis, _)| axis), form })
}

/// (value, signed, whole) parts to degrees without sign. Only the last part may have a fraction, only the first
/// a sign, and minutes and seconds stay below 60.
fn sexagesimal(parts: &[(f64, bool, bool)]) -> Option<(f64, bool, Form)> {
    let form = match parts.len() {
        1 => Form::Degrees,
        2 => Form::DegreesMinutes,
        3 => Form::DegreesMinutesSeconds,
        _ => return None,
    };
    let (head, tail) = parts.split_first()?;
    let whole_but_last = parts[..parts.len() - 1].iter().all(|(_, _, whole)| *whole);
    let in_range = tail.iter().all(|(value, signed, _)| !signed && *value < 60.0);
    if !whole_but_last || !in_range {
        return None;
    }
    let magnitude = tail.iter().rev().fold(0.0, |sum, (value, _, _)| (sum + value) / 60.0) + head.0.abs();
    Some((magnitude, head.0.is_sign_negative(), form))
}

/// Adds the readings of two angles that are places, without repeating one.
fn offer(readings: &mut Vec<(Wgs84, Why)>, a: Angle, b: Angle) {
    let orders: &[(bool, Order)] = match (a.axis, b.axis) {
        (Some(x), Some(y)) if x == y => &[],
        (Some(Axis::Lat), _) | (_, Some(Axis::Lon)) => &[(true, Order::Named)],
        (Some(Axis::Lon), _) | (_, Some(Axis::Lat)) => &[(false, Order::Named)],
        (None, None) => &[(true, Order::LatLon), (false, Order::LonLat)],
    };
    let finer = |x: Form, y: Form| if x as u8 >= y as u8 { x } else { y };
    for &(lat_first, order) in orders {
        let (lat, lon) = if lat_first { (a.degrees, b.degrees) } else { (b.degrees, a.degrees) };
        let Ok(position) = Wgs84::new(lon, lat) else { continue };
        if readings.iter().all(|(known, _)| *known != position) {
            readings.push((position, Why { form: finer(a.form, b.form), order, cell_m: 0 }));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first reading, which must be within a metre of (lat, lon).
    #[track_caller]
    fn first(text: &str, lat: f64, lon: f64) -> Why {
        let readings = parse_coordinates(text);
        let Some((p, why)) = readings.first() else { panic!("{text:?} has no reading") };
        assert!((p.lat() - lat).abs() < 1e-5 && (p.lon() - lon).abs() < 1e-5, "{text:?} -> {p:?}");
        *why
    }

    #[test]
    fn decimal_degrees_offer_both_orders() {
        for text in [
            "60.1699 24.9384",
            "60.1699, 24.9384",
            "60.1699,24.9384",
            "60.1699; 24.9384",
            "60.1699/24.9384",
            "(60.1699, 24.9384)",
            "geo:60.1699,24.9384",
            "60.1699° 24.9384°",
            "60,1699 24,9384",
            "60,1699, 24,9384",
            "60,1699;24,9384",
            "60,1699,24,9384",
            "６０．１６９９，２４．９３８４",
            "６０．１６９９　２４．９３８４",
            "+60.1699+024.9384/",
        ] {
            let why = first(text, 60.1699, 24.9384);
            assert_eq!(why, Why { form: Form::Degrees, order: Order::LatLon, cell_m: 0 }, "{text}");
            let all = parse_coordinates(text);
            assert_eq!((all.len(), all[1].1.order), (2, Order::LonLat), "{text}");
            assert!((all[1].0.lat() - 24.9384).abs() < 1e-9);
        }
    }

    #[test]
    fn an_impossible_order_is_not_offered() {
        let all = parse_coordinates("116.397, 39.909");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].1.order, Order::LonLat);
        assert_eq!(all[0].0.lon_lat(), [116.397, 39.909]);
        assert!(parse_coordinates("116 139").is_empty());
    }

    #[test]
    fn named_axes_leave_no_doubt() {
        for text in [
            "N60.1699 E24.9384",
            "60.1699N 24.9384E",
            "60.1699 N, 24.9384 E",
            "E24.9384 N60.1699",
            "24.9384E, 60.1699N",
            "lat 60.1699 lon 24.9384",
            "Latitude: 60.1699, Longitude: 24.9384",
            "n60.1699e24.9384",
            "北纬60.1699度 东经24.9384度",
            "东经24.9384°，北纬60.1699°",
            "60.1699N, 24.9384",
            "60.1699, E 24.9384",
        ] {
            let why = first(text, 60.1699, 24.9384);
            assert_eq!(why.order, Order::Named, "{text}");
            assert_eq!(parse_coordinates(text).len(), 1, "{text}");
        }
        first("33.8688 S 151.2093 E", -33.8688, 151.2093);
        first("S33.8688 W70.5", -33.8688, -70.5);
        first("-33.8688, 151.2093", -33.8688, 151.2093);
        first("−33.8688 −70.5", -33.8688, -70.5);
    }

    #[test]
    fn minutes_and_seconds() {
        let (lat, lon) = (60.0 + 10.0 / 60.0 + 11.6 / 3600.0, 24.0 + 56.0 / 60.0 + 18.2 / 3600.0);
        for text in [
            "60°10'11.6\"N 24°56'18.2\"E",
            "60° 10′ 11.6″ N, 24° 56′ 18.2″ E",
            "N 60 10 11.6 E 24 56 18.2",
            "60 10 11.6, 24 56 18.2",
            "60 10 11.6 24 56 18.2",
            "60:10:11.6 24:56:18.2",
            "60-10-11.6N 24-56-18.2E",
            "60°10'11,6'' 24°56'18,2''",
            "北纬60度10分11.6秒，东经24度56分18.2秒",
            "６０°１０′１１．６″Ｎ　２４°５６′１８．２″Ｅ",
        ] {
            assert_eq!(first(text, lat, lon).form, Form::DegreesMinutesSeconds, "{text}");
        }
        for text in [
            "60°10.5'N 24°56.25'E",
            "60 10.5 24 56.25",
            "60 10,5 24 56,25",
            "N60 10.5, E24 56.25",
            "60d10.5' 24d56.25'",
        ] {
            assert_eq!(first(text, 60.175, 24.9375).form, Form::DegreesMinutes, "{text}");
        }
        first("-0°30' 10°0'", -0.5, 10.0);
    }

    #[test]
    fn a_comma_that_could_be_either_offers_both() {
        let all = parse_coordinates("60,24 25");
        let has =
            |lat: f64, lon: f64| all.iter().any(|(p, _)| (p.lat() - lat).abs() < 1e-9 && (p.lon() - lon).abs() < 1e-9);
        assert!(has(60.24, 25.0) && has(60.0, 24.0 + 25.0 / 60.0), "{all:?}");
    }

    #[test]
    fn what_is_no_coordinate_has_no_reading() {
        for text in [
            "",
            " ",
            "60.17",
            "Mannerheimintie 5",
            "60 70 24 10",
            "60 10.5 3 24 1 1",
            "N60 N24",
            "-60N 24E",
            "60.1.2 24",
            "1 2 3",
            "1 2 3 4 5",
            "60°10°24°25",
            "N E",
            ",,,",
            "60.17, 24.93, 5",
            "''''",
            "\0 \0",
            "60 24 km",
            "91 181",
        ] {
            assert!(parse_coordinates(text).is_empty(), "{text:?}: {:?}", parse_coordinates(text));
        }
        assert!(parse_coordinates(&format!("60.17 24.{}", "9".repeat(200))).is_empty());
        assert_eq!(parse_coordinates(&format!("60.17 24.{}", "9".repeat(180))).len(), 2);
    }

    proptest! {
      #[test]
      fn never_panics(text in "[-+0-9.,;:/ °'\"NSEWnsewlatongd北纬东经度分秒，０-９\\x00é😀]{0,220}") {
        for (p, _) in parse_coordinates(&text) {
          prop_assert!(p.lat().abs() <= 90.0 && p.lon().abs() <= 180.0);
        }
      }

      #[test]
      fn any_text_is_survived(text in any::<String>()) {
        let _ = parse_coordinates(&text);
      }

      #[test]
      fn written_coordinates_come_back(lat in -90.0..90.0f64, lon in -180.0..180.0f64) {
        for text in [format!("{lat:.6}, {lon:.6}"), format!("{lat:.6} {lon:.6}")] {
          let all = parse_coordinates(&text);
          prop_assert!(all.iter().any(|(p, why)| {
            why.order == Order::LatLon && (p.lat() - lat).abs() < 1e-6 && (p.lon() - lon).abs() < 1e-6
          }), "{} {:?}", text, all);
        }
      }
    }
}
