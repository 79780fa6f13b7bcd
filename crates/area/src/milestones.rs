//! Kilometre posts: `highway=milestone` and `railway=milestone`, with the road or line they stand on.
//!
//! Knows the tagging rules (wiki: Tag:highway=milestone, Tag:railway=milestone) and which ways pass a node; must not
//! know the index that will hold the rows.

use std::collections::{BTreeMap, HashMap};

use crate::osm::{Osm, Tags};
use crate::sink::{OsmId, Place, PlaceKind};
use crate::text;

const IMPORTANCE: u16 = 120;

/// Rows, and the posts without a readable kilometre.
#[derive(Debug, Default)]
pub(crate) struct Posts {
    pub rows: Vec<Place>,
    pub without_number: usize,
}

/// Every post with its kilometre in `number`, and in `reference` the `ref` (else the name) of the road it stands on.
pub(crate) fn rows(osm: &Osm) -> Posts {
    let mut out = Posts::default();
    let posts: Vec<u32> =
        (0..u32::try_from(osm.nodes.len()).unwrap_or(u32::MAX)).filter(|n| is_post(osm, *n)).collect();
    if posts.is_empty() {
        return out;
    }
    let roads = roads(osm, &posts);
    for index in posts {
        let node = &osm.nodes[index as usize];
        let tags = osm.tags(node.tags);
        let Some(number) = kilometre(tags) else {
            out.without_number += 1;
            continue;
        };
        let own = ["road_ref", "road:ref", "nat_ref", "ref", "name"].iter().find_map(|key| tags.get(key));
        let reference = roads.get(&index).copied().or(own).map(text::clean);
        let [lon, lat] = node.lon_lat();
        out.rows.push(Place {
            kind: PlaceKind::Milestone,
            osm: OsmId::Node(node.id),
            name: reference.as_ref().map_or_else(|| format!("km {number}"), |road| format!("{road} km {number}")),
            names: BTreeMap::new(),
            reference,
            street: None,
            number: Some(number),
            lon,
            lat,
            detail: Some(if tags.has("railway", "milestone") { "railway" } else { "highway" }.to_owned()),
            importance: IMPORTANCE,
        });
    }
    out
}

fn is_post(osm: &Osm, node: u32) -> bool {
    let tags = osm.tags(osm.nodes[node as usize].tags);
    !tags.is_empty() && (tags.has("highway", "milestone") || tags.has("railway", "milestone"))
}

/// The road or line each post stands on: of several, the one with a `ref`, then the lowest id.
fn roads<'a>(osm: &'a Osm, posts: &[u32]) -> HashMap<u32, &'a str> {
    let mut by_ref: HashMap<u32, &str> = HashMap::new();
    let mut by_name: HashMap<u32, &str> = HashMap::new();
    for way in &osm.ways {
        let tags = osm.tags(way.tags);
        if tags.get("highway").is_none() && tags.get("railway").is_none() {
            continue;
        }
        for node in osm.links(way).iter().filter(|n| posts.binary_search(n).is_ok()) {
            if let Some(reference) = tags.get("ref") {
                by_ref.entry(*node).or_insert(reference);
            } else if let Some(name) = tags.get("name") {
                by_name.entry(*node).or_insert(name);
            }
        }
    }
    by_name.extend(by_ref);
    by_name
}

/// The kilometre as a plain decimal number: from `12.3`, `12,3 km`, `12+300`, `K12+300`, or `7 mi`.
fn kilometre(tags: Tags<'_>) -> Option<String> {
    const KEYS: [&str; 6] =
        ["distance", "pk", "railway:position:exact", "railway:position", "milestone", "highway:position"];
    KEYS.iter().find_map(|key| tags.get(key)).and_then(post)
}

fn post(text: &str) -> Option<String> {
    let text = text.split(';').next()?.trim().to_ascii_lowercase();
    let (bare, mile) = match text.strip_suffix("mi").or_else(|| text.strip_suffix("miles")) {
        Some(bare) => (bare.trim(), true),
        None => (text.strip_suffix("km").unwrap_or(&text).trim(), false),
    };
    let bare = ["km", "pk", "k"].iter().find_map(|mark| bare.strip_prefix(mark)).unwrap_or(bare).trim();
    let number = |text: &str| -> Option<f64> {
        let digits = text.starts_with(|c: char| c.is_ascii_digit());
        let text = text.replace(',', ".");
        text.chars().all(|c| c.is_ascii_digit() || c == '.').then(|| text.parse().ok()).flatten().filter(|_| digits)
    };
    let km = match bare.split_once('+') {
        Some((km, metres)) => number(km.trim())? + number(metres.trim()).filter(|m| *m < 1000.0)? / 1000.0,
        None => number(bare)?,
    };
    let km = if mile { km * 1.609_344 } else { km };
    // To the metre, without needless noughts.
    (km < 100_000.0).then(|| ((km * 1000.0).round() / 1000.0).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_read_in_its_usual_forms_or_not_at_all() {
        let forms = [
            ("12", "12"),
            ("52.2", "52.2"),
            ("12,3 km", "12.3"),
            ("12+300", "12.3"),
            ("K12+300", "12.3"),
            ("PK 7", "7"),
            ("km 0", "0"),
            ("1 mi", "1.609"),
            ("5.10;5.20", "5.1"),
        ];
        for (text, km) in forms {
            assert_eq!(post(text).as_deref(), Some(km), "{text}");
        }
        for text in ["", "no", "+", "12+3000", "-4", "1e5", "9999999", "inf", "1.2.3", "."] {
            assert_eq!(post(text), None, "{text}");
        }
    }
}
