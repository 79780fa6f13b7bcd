//! Grids and codes as people type them: UTM, MGRS, Plus Codes, geohashes. It must not know how they are computed.

use crate::Wgs84;
use crate::cells::{Cell, Plus, from_geohash, from_plus, from_short_plus, plus_kind};
use crate::typed::{Form, Order, Why};
use crate::utm::{Utm, from_mgrs, off_band};

/// How far in degrees a typed UTM position may lie outside the band its letter names.
const BAND_SLACK: f64 = 0.01;

/// Every reading of text already in one alphabet (lower case, half width).
pub(crate) fn coded(plain: &str, near: Option<Wgs84>) -> Vec<(Wgs84, Why)> {
    let text = plain.trim().to_ascii_uppercase();
    if !text.is_ascii() {
        return Vec::new();
    }
    let bare = without_label(&text);
    let found = |form, cells: Vec<Cell>| {
        let why = move |side: f64| Why { form, order: Order::Named, cell_m: side.ceil() as u32 };
        cells.into_iter().map(move |(p, side)| (p, why(side)))
    };
    let short = near.filter(|_| plus_kind(bare) == Some(Plus::Short)).and_then(|near| from_short_plus(bare, near));
    let mut out: Vec<(Wgs84, Why)> = found(Form::Utm, utm(bare)).collect();
    out.extend(found(Form::Mgrs, mgrs(bare).into_iter().collect()));
    out.extend(found(Form::PlusCode, from_plus(bare).into_iter().collect()));
    out.extend(found(Form::ShortPlusCode, short.into_iter().collect()));
    out.extend(found(Form::Geohash, from_geohash(&bare.to_ascii_lowercase()).into_iter().collect()));
    out
}

/// A Plus Code followed by a locality, as maps hand it out (`5WCQ+XX Helsinki`): the code in upper case, and the
/// locality, which may be empty. The caller finds the locality and reads the code near it. `None` when the first word
/// is no Plus Code.
pub fn split_plus_code(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let (code, rest) = text.split_once(|c: char| c.is_whitespace() || c == ',').unwrap_or((text, ""));
    if code.len() > 20 {
        return None;
    }
    let code = code.to_ascii_uppercase();
    plus_kind(&code)?;
    Some((code, rest.trim_matches(|c: char| c.is_whitespace() || c == ',')))
}

fn without_label(text: &str) -> &str {
    let label = ["UTM", "MGRS", "USNG", "GEOHASH", "PLUS CODE", "OLC"].iter().find_map(|l| text.strip_prefix(l));
    label.filter(|rest| rest.starts_with([' ', ':'])).map_or(text, |rest| rest.trim_start_matches([' ', ':']))
}

/// `35V 385611 6672118`, `35 N 385611.5, 6672118.1`, `35V 385611mE 6672118mN`.
fn utm(text: &str) -> Vec<Cell> {
    let Some((zone, rest)) = leading_number(text) else { return Vec::new() };
    let mut letters = rest.trim_start().chars();
    let Some(letter) = letters.next().filter(char::is_ascii_uppercase) else { return Vec::new() };
    let rest = letters.as_str();
    if !rest.starts_with([' ', ',']) {
        return Vec::new();
    }
    let parts: Vec<&str> = rest.split([' ', ',', ';', '/']).filter(|part| !part.is_empty()).collect();
    let (easting, northing) = match parts[..] {
        [e, n] => (metres(e, "E"), metres(n, "N")),
        // The unit set apart: `385611 m E 6672118 m N`.
        [e, "M", "E", n, "M", "N"] | [e, "ME", n, "MN"] | [e, "E", n, "N"] => (metres(e, ""), metres(n, "")),
        _ => return Vec::new(),
    };
    let (Some(easting), Some(northing)) = (easting, northing) else { return Vec::new() };
    let place = |north: bool| Utm { zone, north, easting, northing }.to_wgs84();
    let by_band =
        place(letter >= 'N').filter(|p| off_band(letter, p.lat()).is_some_and(|degrees| degrees <= BAND_SLACK));
    // N and S are bands, and in everyday use hemispheres; for N both are the same place.
    let by_hemisphere = match letter {
        'N' if by_band.is_none() => place(true),
        'S' => place(false),
        _ => None,
    };
    [by_band, by_hemisphere].into_iter().flatten().map(|p| (p, 0.0)).collect()
}

/// A length in metres with an optional `m` and axis letter after it.
fn metres(text: &str, axis: &str) -> Option<f64> {
    let text = text.strip_suffix(axis).unwrap_or(text);
    let text = text.strip_suffix('M').unwrap_or(text);
    let digits = text.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    (digits && text.len() <= 20).then(|| text.parse().ok()).flatten()
}

/// `35VLG8561172118`, `35VLG 85611 72118`, `35V LG 85611 72118`, `35 V LG 856 721`.
fn mgrs(text: &str) -> Option<Cell> {
    let (zone, rest) = leading_number(text)?;
    let spaced_zone = rest.starts_with(' ');
    let mut letters = rest.trim_start().chars();
    let band = letters.next()?;
    let rest = letters.as_str();
    // "5 Elm 12" is a house: a zone set apart needs its band set apart too.
    if spaced_zone && !rest.starts_with(' ') {
        return None;
    }
    let mut square = rest.trim_start().chars();
    let pair = [square.next()?, square.next()?];
    let groups: Vec<&str> = square.as_str().split_ascii_whitespace().collect();
    let digits = match groups[..] {
        [all] => all.to_owned(),
        [e, n] if e.len() == n.len() => format!("{e}{n}"),
        _ => return None,
    };
    if !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    from_mgrs(zone, band, pair, &digits)
}

/// A number of one or two digits at the start, and what follows it.
fn leading_number(text: &str) -> Option<(u8, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let (number, rest) = text.split_at(digits);
    number.parse().ok().map(|number| (number, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{distance_m, parse_coordinates, parse_coordinates_near};

    const HELSINKI: (f64, f64) = (24.9384, 60.1699);

    fn at((lon, lat): (f64, f64)) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    /// Every way people write a form is read as that form, within its cell.
    #[track_caller]
    fn reads(texts: &[&str], form: Form, want: Wgs84, within_m: f64) {
        for text in texts {
            let all = parse_coordinates_near(text, Some(at(HELSINKI)));
            let read = all.iter().any(|(p, why)| why.form == form && distance_m(*p, want) <= within_m);
            assert!(read, "{text:?} -> {all:?}");
        }
    }

    #[test]
    fn grids_in_every_common_writing() {
        let tower = at((-79.387_139, 43.642_567));
        let texts = [
            "17T 630084 4833438",
            "17t 630084 4833438",
            "17 T 630084 4833438",
            "17N 630084 4833438",
            "17 N 630084, 4833438",
            "UTM 17T 630084 4833438",
            "utm: 17T 630084.3 4833438.5",
            "17T 630084mE 4833438mN",
            "17T 630084 m E 4833438 m N",
            "17T 630084E 4833438N",
            "17T, 630084, 4833438",
            "１７Ｔ　６３００８４　４８３３４３８",
        ];
        reads(&texts, Form::Utm, tower, 2.0);
        let monument = at((-77.036_5, 38.889_7));
        let texts = [
            "18SUJ2337106519",
            "18SUJ 23371 06519",
            "18S UJ 23371 06519",
            "18 S UJ 23371 06519",
            "18S UJ 2337106519",
            "mgrs 18suj2337106519",
            "USNG: 18SUJ23370651",
        ];
        reads(&texts, Form::Mgrs, monument, 40.0);
        let codes = ["9GG65WCQ+XX", "9gg65wcq+xx", "９ＧＧ６５ＷＣＱ＋ＸＸ", "plus code 9GG65WCQ+XX"];
        let (want, _) = from_plus("9GG65WCQ+XX").unwrap();
        reads(&codes, Form::PlusCode, want, 0.1);
        reads(
            &["ud9wr1v2k5", "UD9WR1V2K5", "geohash ud9wr1v2k5"],
            Form::Geohash,
            from_geohash("ud9wr1v2k5").unwrap().0,
            0.1,
        );
    }

    #[test]
    fn a_letter_that_is_band_or_hemisphere_offers_both() {
        let all = parse_coordinates("54S 385123 3950000");
        let lats: Vec<f64> = all.iter().map(|(p, _)| p.lat().round()).collect();
        assert_eq!(lats, [36.0, -55.0], "{all:?}");
        assert_eq!(parse_coordinates("56S 334368 6250948").len(), 1, "no such northing in band S: the south");
        assert!(parse_coordinates("17C 630084 4833438").is_empty(), "not in band C");
    }

    #[test]
    fn a_short_code_needs_a_place_nearby() {
        assert!(parse_coordinates("5WCQ+XX").is_empty());
        let all = parse_coordinates_near("5wcq+xx", Some(at(HELSINKI)));
        assert_eq!((all.len(), all[0].1.form, all[0].1.cell_m), (1, Form::ShortPlusCode, 14));
        assert!(distance_m(all[0].0, at(HELSINKI)) < 60_000.0);
        assert_eq!(split_plus_code(" 5wcq+xx  Helsinki, Finland"), Some(("5WCQ+XX".into(), "Helsinki, Finland")));
        assert_eq!(split_plus_code("9GG65WCQ+XX"), Some(("9GG65WCQ+XX".into(), "")));
        assert_eq!(split_plus_code("A+B street"), None);
    }

    #[test]
    fn words_and_addresses_have_no_reading() {
        for text in [
            "berth",
            "5 Elm 12",
            "12 Main St",
            "8 Elm 1234",
            "gate5",
            "60170",
            "17T 63008 4833438",
            "17T 630084",
            "61T 630084 4833438",
            "0T 630084 4833438",
            "31IDQ4811",
            "31UAQ48111",
            "A+B",
            "+",
            "5WCQ+X",
            "17T 630084 4833438 5",
            "B&W",
            "17T630084 4833438x",
            "31UDQ 48 111",
            "UTM",
            "geohash",
        ] {
            assert!(parse_coordinates_near(text, Some(at(HELSINKI))).is_empty(), "{text:?}");
        }
        // Too coarse or uneven for a grid reference; what remains is a geohash.
        for text in ["31UDQ", "31UDQ4", "31UDQ481"] {
            assert!(parse_coordinates(text).iter().all(|(_, why)| why.form == Form::Geohash), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9]{1,2}[ ]?[a-zA-Z][ ]?[A-Za-z]{0,2}[ ]?[-+.0-9a-zA-Z 中]{0,40}") {
            for (p, _) in parse_coordinates_near(&text, Some(at(HELSINKI))) {
                prop_assert!(p.lat().abs() <= 90.0 && p.lon().abs() <= 180.0);
            }
            let _ = split_plus_code(&text);
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = (parse_coordinates_near(&text, Some(at(HELSINKI))), split_plus_code(&text));
        }
    }
}
