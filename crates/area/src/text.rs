//! Reads the free text of tags: numbers with units, speeds, directions, lists of house numbers. Pure, total.

/// Values of hostile length are cut: no honest tag value is longer (OSM allows 255 characters).
pub(crate) const MAX_TEXT: usize = 255;

/// A leading decimal number and what follows it, trimmed.
fn number_and_rest(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && !"+-.,".contains(c)).unwrap_or(text.len());
    let value: f64 = text[..end].replace(',', ".").parse().ok()?;
    value.is_finite().then_some((value, text[end..].trim()))
}

/// Metres from `12`, `12 m`, `12.5m`, `40 ft`, `40'`; other units are unknown.
pub(crate) fn length_m(text: &str) -> Option<f64> {
    let (value, unit) = number_and_rest(text)?;
    match unit {
        "" | "m" | "metre" | "metres" | "meter" | "meters" => Some(value),
        "ft" | "feet" | "'" => Some(value * 0.3048),
        _ => None,
    }
    .filter(|m| (0.0..=1000.0).contains(m))
}

/// km/h from `50`, `30 mph`, `50;60` (the lower), `FR:urban` is unknown; `walk` is 5.
pub(crate) fn speed_kmh(text: &str) -> Option<f64> {
    text.split([';', '|'])
        .filter_map(|part| match part.trim() {
            "walk" => Some(5.0),
            part => {
                let (value, unit) = number_and_rest(part)?;
                match unit {
                    "" | "km/h" | "kmh" | "kph" => Some(value),
                    "mph" => Some(value * 1.609_344),
                    "knots" => Some(value * 1.852),
                    _ => None,
                }
            }
        })
        .filter(|v| (1.0..=200.0).contains(v))
        .min_by(f64::total_cmp)
}

/// Where something looks: degrees clockwise from north, and the angle it covers when given as a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Direction {
    pub azimuth_deg: f64,
    pub span_deg: Option<f64>,
}

/// A direction from `45`, `45°`, `NNE`, `south`, `90-180`, `N-E`; `None` for all-round ranges and anything unclear.
/// Of a list (`45;225`) the first counts: one object is one camera.
pub(crate) fn direction(text: &str) -> Option<Direction> {
    let text = text.split(';').next()?.trim();
    if let Some(at) = bearing(text) {
        return Some(Direction { azimuth_deg: at, span_deg: None });
    }
    let (from, to) = text.split_once('-')?;
    let (from, to) = (from.trim(), to.trim());
    let all_round = from.parse() == Ok(0.0) && to.parse() == Ok(360.0);
    let (from, to) = (bearing(from)?, bearing(to)?);
    let span = (to - from).rem_euclid(360.0);
    (!all_round && span > 0.0)
        .then(|| Direction { azimuth_deg: (from + span / 2.0).rem_euclid(360.0), span_deg: Some(span) })
}

/// One bearing in degrees, 0..360.
fn bearing(text: &str) -> Option<f64> {
    const POINTS: [&str; 16] =
        ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];
    const WORDS: [(&str, f64); 4] = [("NORTH", 0.0), ("EAST", 90.0), ("SOUTH", 180.0), ("WEST", 270.0)];
    let upper = text.trim().to_ascii_uppercase();
    if let Some(at) = POINTS.iter().position(|p| *p == upper) {
        return Some(at as f64 * 22.5);
    }
    if let Some((_, at)) = WORDS.iter().find(|(word, _)| *word == upper) {
        return Some(*at);
    }
    let digits = upper.trim_end_matches("DEG").trim_end_matches('°').trim();
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = digits.parse().ok().filter(|_| plain)?;
    (0.0..=360.0).contains(&value).then(|| value.rem_euclid(360.0))
}

/// The numbers of an `addr:housenumber`: lists (`12;14`, `3, 5`) split; a range (`12-16`) whole, then its two ends.
/// At most 32 numbers; more is not an address.
pub(crate) fn house_numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |number: &str| {
        let number = number.trim();
        if !number.is_empty() && !found.iter().any(|f| f == number) && found.len() < 32 {
            found.push(number.chars().take(32).collect());
        }
    };
    for part in text.split([';', ',']) {
        add(part);
        if let Some((from, to)) = part.split_once(['-', '–']) {
            let is_number = |s: &str| s.trim().starts_with(|c: char| c.is_ascii_digit());
            if is_number(from) && is_number(to) {
                add(from);
                add(to);
            }
        }
    }
    found
}

/// A value cut to [`MAX_TEXT`] characters with control characters removed.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_degrees_letters_or_unknown_never_north_by_default() {
        let at = |t| direction(t).map(|d| d.azimuth_deg);
        assert_eq!(at("45"), Some(45.0));
        assert_eq!(at("270°"), Some(270.0));
        assert_eq!(at("360"), Some(0.0));
        assert_eq!(at("W"), Some(270.0));
        assert_eq!(at("nnw"), Some(337.5));
        assert_eq!(at("135;315"), Some(135.0));
        for unclear in ["", "forward", "clockwise", "-1", "400", "0-360", "all", "inf", "1e2"] {
            assert_eq!(at(unclear), None, "{unclear}");
        }
        let range = direction("340-20").expect("a range over north");
        assert_eq!((range.azimuth_deg, range.span_deg), (0.0, Some(40.0)));
    }

    #[test]
    fn house_numbers_split_lists_and_keep_ranges() {
        assert_eq!(house_numbers("12"), ["12"]);
        assert_eq!(house_numbers("12a; 14"), ["12a", "14"]);
        assert_eq!(house_numbers("12-16"), ["12-16", "12", "16"]);
        assert_eq!(house_numbers("5-B"), ["5-B"]);
        assert!(house_numbers(" ; ").is_empty());
    }

    #[test]
    fn speeds_and_lengths_know_their_units() {
        assert_eq!(speed_kmh("50"), Some(50.0));
        assert_eq!(speed_kmh("30 mph").map(f64::round), Some(48.0));
        assert_eq!(speed_kmh("80;60"), Some(60.0));
        assert_eq!(speed_kmh("FI:urban"), None);
        assert_eq!(length_m("12,5 m"), Some(12.5));
        assert_eq!(length_m("3 storeys"), None);
    }
}
