//! One search row per street: the pieces of a name that lie together, found at the middle of the longest one.
//!
//! Knows names and nearness only; must not know the index that will hold the rows.

use std::collections::BTreeMap;

use crate::classify;
use crate::geom::{Rect, lon_lat, midpoint};
use crate::osm::{MISSING, Osm, Way};
use crate::places;
use crate::sink::{OsmId, Place, PlaceKind, RoadClass};
use crate::text;

/// Pieces of one name closer than this (in the unit world plane, about 200 m at 50° north) are one street.
const TOGETHER: f64 = 200.0 / 40_075_017.0 / 0.64;

/// A name on more separate streets than this is not sorted out further.
const MAX_GROUPS: usize = 4000;

struct Part<'a> {
    way: &'a Way,
    rect: Rect,
    importance: u16,
    nodes: Vec<u32>,
}

/// Rows for all named roads and squares one can drive or walk on.
pub(crate) fn rows(osm: &Osm, world: &[[f64; 2]]) -> Vec<Place> {
    let mut by_name: BTreeMap<&str, Vec<Part<'_>>> = BTreeMap::new();
    for way in &osm.ways {
        let tags = osm.tags(way.tags);
        let (Some(highway), Some(name)) = (tags.get("highway"), tags.get("name")) else { continue };
        let Some(importance) = importance(highway) else { continue };
        let nodes: Vec<u32> = osm.links(way).iter().copied().filter(|n| *n != MISSING).collect();
        let Some(rect) = Rect::around(nodes.iter().map(|n| world[*n as usize])) else { continue };
        by_name.entry(name).or_default().push(Part { way, rect, importance, nodes });
    }
    by_name
        .iter()
        .flat_map(|(name, parts)| groups(parts).into_iter().map(|group| row(osm, world, (name, &group))))
        .collect()
}

/// Importance of a street by its `highway` value; `None` when it is not one to search for.
pub(crate) fn importance(highway: &str) -> Option<u16> {
    match classify::drivable(highway) {
        Some((RoadClass::Motorway | RoadClass::Trunk, false)) => Some(560),
        Some((RoadClass::Primary, false)) => Some(550),
        Some((RoadClass::Secondary, false)) => Some(540),
        Some((RoadClass::Tertiary, false)) => Some(530),
        Some((RoadClass::Service, _)) => Some(430),
        Some(_) => Some(500),
        None => matches!(highway, "pedestrian" | "footway" | "steps" | "path" | "track" | "cycleway").then_some(420),
    }
}

/// Splits the parts of one name into groups that lie together, growing each from its first part.
fn groups<'a, 'b>(parts: &'b [Part<'a>]) -> Vec<Vec<&'b Part<'a>>> {
    let mut groups: Vec<(Rect, Vec<&Part<'_>>)> = Vec::new();
    for part in parts {
        if groups.len() >= MAX_GROUPS {
            groups.push((part.rect, vec![part]));
            continue;
        }
        let reach = part.rect.grown(TOGETHER);
        let (near, mut rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(rect, _)| rect.touches(&reach));
        let mut merged = (part.rect, vec![part]);
        for (rect, members) in near {
            merged.0 = Rect {
                min: [merged.0.min[0].min(rect.min[0]), merged.0.min[1].min(rect.min[1])],
                max: [merged.0.max[0].max(rect.max[0]), merged.0.max[1].max(rect.max[1])],
            };
            merged.1.extend(members);
        }
        rest.push(merged);
        groups = rest;
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn row(osm: &Osm, world: &[[f64; 2]], (name, group): (&str, &[&Part<'_>])) -> Place {
    let longest = group
        .iter()
        .max_by(|a, b| a.rect.long_side().total_cmp(&b.rect.long_side()).then(b.way.id.cmp(&a.way.id)))
        .expect("a group has at least the part it grew from");
    let line: Vec<_> = longest.nodes.iter().map(|n| world[*n as usize]).collect();
    let at = lon_lat(midpoint(&line).unwrap_or(longest.rect.min)).map(|d| (d * 1e7).round() / 1e7);
    let tags = osm.tags(longest.way.tags);
    Place {
        kind: PlaceKind::Street,
        osm: OsmId::Way(longest.way.id),
        name: text::clean(name),
        names: places::names(tags),
        reference: tags.get("ref").map(text::clean),
        street: None,
        number: None,
        lon: at[0],
        lat: at[1],
        detail: tags.get("highway").map(text::clean),
        importance: group.iter().map(|p| p.importance).max().unwrap_or(500),
    }
}
