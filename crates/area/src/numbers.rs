//! House numbers between those on the map: ways with `addr:interpolation`.
//!
//! Knows the tagging rules (wiki: Key:addr:interpolation); must not know the index that will hold the rows.

use std::collections::{BTreeMap, HashMap};

use crate::geom::metres;
use crate::osm::{MISSING, Osm};
use crate::sink::{OsmId, Place, PlaceKind};
use crate::text;

/// Numbers made between two at most: a longer row is a slip of the pen.
const MOST: i64 = 500;

/// A made number gives way to the same number on the map within this distance.
const SAME_M: f64 = 500.0;

/// Of a number this common (no street given, hostile input) only the first are looked at.
const COMMON: usize = 500;

/// Below a number that is on the map.
const IMPORTANCE: u16 = 140;

/// What is said of such an address in [`Place::detail`].
pub(crate) const DETAIL: &str = "interpolated";

/// Rows, and the pieces of way that gave none.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub rows: Vec<Place>,
    /// Between two numbers that do not fit the rule of their way.
    pub unreadable: usize,
}

/// A node of the way with its number.
struct Post<'a> {
    number: &'a str,
    street: Option<&'a str>,
    /// Metres along the way.
    at_m: f64,
}

/// The numbers between those on each interpolation way, in proportion to the distance along it. `mapped` are the rows
/// of objects: a number that is among them in the same street nearby is not made.
pub(crate) fn rows(osm: &Osm, mapped: &[Place]) -> Made {
    let mut out = Made::default();
    let ways: Vec<_> =
        osm.ways.iter().filter_map(|way| Some((way, osm.tags(way.tags).get("addr:interpolation")?))).collect();
    if ways.is_empty() {
        return out;
    }
    let mut known: HashMap<(Option<&str>, &str), Vec<[f64; 2]>> = HashMap::new();
    for place in mapped.iter().filter(|p| p.kind == PlaceKind::Address) {
        let number = place.number.as_deref().unwrap_or_default();
        known.entry((place.street.as_deref(), number)).or_default().push([place.lon, place.lat]);
    }
    for (way, rule) in ways {
        let tags = osm.tags(way.tags);
        let street_of_way = tags.get("addr:street").or_else(|| tags.get("addr:place"));
        for run in osm.links(way).split(|n| *n == MISSING) {
            let (line, posts) = posts(osm, run);
            for pair in posts.windows(2) {
                let street = street_of_way.or(pair[0].street).or(pair[1].street).map(text::clean);
                let Some(between) = between(rule, pair[0].number, pair[1].number) else {
                    out.unreadable += 1;
                    continue;
                };
                let steps = between.len() as f64 + 1.0;
                for (step, number) in between.into_iter().enumerate() {
                    let share = (step as f64 + 1.0) / steps;
                    let at = point_at(&line, pair[0].at_m + share * (pair[1].at_m - pair[0].at_m));
                    let same = known.get(&(street.as_deref(), number.as_str()));
                    if !same.is_some_and(|places| places.iter().take(COMMON).any(|p| metres(*p, at) < SAME_M)) {
                        out.rows.push(address(way.id, street.as_ref(), number, at));
                    }
                }
            }
        }
    }
    out
}

fn address(way: i64, street: Option<&String>, number: String, at: [f64; 2]) -> Place {
    let [lon, lat] = at.map(|d| (d * 1e7).round() / 1e7);
    Place {
        kind: PlaceKind::Address,
        osm: OsmId::Way(way),
        name: street.map_or_else(|| number.clone(), |s| format!("{s} {number}")),
        names: BTreeMap::new(),
        reference: None,
        street: street.cloned(),
        number: Some(number),
        lon,
        lat,
        detail: Some(DETAIL.to_owned()),
        importance: IMPORTANCE,
    }
}

/// The points of a run with their distance along it, and its nodes with a number.
fn posts<'a>(osm: &'a Osm, run: &[u32]) -> (Vec<([f64; 2], f64)>, Vec<Post<'a>>) {
    let (mut line, mut posts): (Vec<([f64; 2], f64)>, Vec<_>) = Default::default();
    for node in run {
        let node = &osm.nodes[*node as usize];
        let at_m = line.last().map_or(0.0, |(last, m)| m + metres(*last, node.lon_lat()));
        line.push((node.lon_lat(), at_m));
        let tags = osm.tags(node.tags);
        if let Some(number) = tags.get("addr:housenumber") {
            let street = tags.get("addr:street").or_else(|| tags.get("addr:place"));
            posts.push(Post { number, street, at_m });
        }
    }
    (line, posts)
}

fn point_at(line: &[([f64; 2], f64)], at_m: f64) -> [f64; 2] {
    let next = line.partition_point(|(_, m)| *m < at_m).clamp(1, line.len() - 1);
    let ((a, from), (b, to)) = (line[next - 1], line[next]);
    let share = if to > from { ((at_m - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
    [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

/// The numbers strictly between two, in the order of the way; `None` when the two do not fit the rule.
fn between(rule: &str, first: &str, last: &str) -> Option<Vec<String>> {
    if rule == "alphabetic" {
        return letters_between(first, last);
    }
    let (from, to): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
    let step = match rule {
        "all" => 1,
        "odd" | "even" => 2,
        step => step.parse().ok().filter(|s| (1..=100).contains(s))?,
    };
    let parity = if rule == "odd" { 1 } else { 0 };
    let odd_one = matches!(rule, "odd" | "even") && [from, to].iter().any(|n| n.rem_euclid(2) != parity);
    let gap = to.checked_sub(from)?;
    if odd_one || from < 0 || to < 0 || gap % step != 0 || gap.abs() / step > MOST {
        return None;
    }
    Some((1..gap.abs() / step).map(|n| (from + n * step * gap.signum()).to_string()).collect())
}

/// `12a` to `12e`: the letters between, of one number and one case; a bare number stands before its `a`.
fn letters_between(first: &str, last: &str) -> Option<Vec<String>> {
    let split = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, letter) = text.split_at(digits);
        let letter = letter.trim();
        match letter.as_bytes() {
            [] => Some((number.to_owned(), None)),
            [c] if c.is_ascii_alphabetic() => Some((number.to_owned(), Some(*c))),
            _ => None,
        }
    };
    let ((number, from), (other, to)) = (split(first)?, split(last)?);
    let case = from.or(to)?;
    let base = if case.is_ascii_lowercase() { b'a' } else { b'A' };
    let place = |letter: Option<u8>| letter.map_or(Some(0), |c| c.checked_sub(base).filter(|n| *n < 26).map(|n| n + 1));
    let (from, to) = (place(from)?, place(to)?);
    if number != other || number.is_empty() {
        return None;
    }
    let made = |n: u8| format!("{number}{}", char::from(base + n - 1));
    let up: Vec<String> = (from.min(to) + 1..from.max(to)).map(made).collect();
    Some(if from <= to { up } else { up.into_iter().rev().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_between_follow_the_rule_of_the_way() {
        let some = |rule, a, b| between(rule, a, b).unwrap_or_default();
        assert_eq!(some("even", "2", "8"), ["4", "6"]);
        assert_eq!(some("odd", "9", "3"), ["7", "5"]);
        assert_eq!(some("all", "1", "4"), ["2", "3"]);
        assert_eq!(some("10", "10", "40"), ["20", "30"]);
        assert_eq!(some("alphabetic", "12a", "12d"), ["12b", "12c"]);
        assert_eq!(some("alphabetic", "12", "12C"), ["12A", "12B"]);
        assert_eq!(some("alphabetic", "7d", "7a"), ["7c", "7b"]);
        assert_eq!(between("even", "2", "2"), Some(vec![]));
    }

    #[test]
    fn what_does_not_fit_its_rule_makes_no_numbers() {
        for (rule, a, b) in [
            ("even", "1", "8"),
            ("odd", "1", "8"),
            ("4", "1", "8"),
            ("0", "1", "8"),
            ("all", "1", "90000"),
            ("all", "x", "8"),
            ("all", "-9223372036854775808", "9223372036854775807"),
            ("alphabetic", "1a", "2c"),
            ("alphabetic", "1a", "1C"),
            ("alphabetic", "1", "1"),
            ("every other", "1", "8"),
        ] {
            assert_eq!(between(rule, a, b), None, "{rule} {a} {b}");
        }
    }
}
