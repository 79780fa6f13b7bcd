//! Where two streets of different names meet, so that callers can say "A and B".
//!
//! Knows names, shared nodes and nearness; must not know the index that will hold the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::geom::{Rect, metres};
use crate::osm::{MISSING, Osm, Tags};
use crate::places;
use crate::sink::Crossing;
use crate::streets;
use crate::text;

/// Two carriageways or the arms of one roundabout make one crossing: the same pair nearer than this counts once.
const SAME_M: f64 = 60.0;

/// Streets on a ring wider than this (degrees of latitude, about 150 m) meet the ring and not each other.
const RING_DEG: f64 = 0.001_35;

/// More names at one node, or more crossings of one pair, than any city has; the rest is counted.
const MOST_NAMES: usize = 12;
const MOST_OF_PAIR: usize = 500;

/// Rows, and how many the limits left out.
#[derive(Debug, Default)]
pub(crate) struct Crossings {
    pub rows: Vec<Crossing>,
    pub left_out: usize,
}

/// One street passing one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pass<'a> {
    node: u32,
    name: &'a str,
    /// Index of the way; of several of one name the lowest speaks for its other names.
    way: usize,
    importance: u16,
}

/// A pair of passes at one node, by name.
type Meeting<'a> = (Pass<'a>, Pass<'a>);

/// All crossings, most important first, then by names and node.
///
/// A street is a way with a `name` that one can search for (drivable, pedestrian street, named path). Two streets meet at
/// a node both pass, and at a roundabout both touch.
pub(crate) fn rows(osm: &Osm) -> Crossings {
    let passes = passes(osm);
    let mut out = Crossings::default();
    let mut meetings: BTreeMap<(&str, &str), Vec<Meeting<'_>>> = BTreeMap::new();
    let at_nodes: Vec<Vec<Pass<'_>>> = passes.chunk_by(|a, b| a.node == b.node).map(by_name).collect();
    let at_rings = rings(osm).into_iter().map(|ring| {
        let on_ring: Vec<Pass<'_>> = ring.iter().flat_map(|node| at_node(&passes, *node)).copied().collect();
        by_name(&on_ring)
    });
    for mut names in at_nodes.into_iter().chain(at_rings) {
        out.left_out += names.len().saturating_sub(MOST_NAMES);
        names.truncate(MOST_NAMES);
        for (at, a) in names.iter().enumerate() {
            for b in &names[at + 1..] {
                let (a, b) = if a.name < b.name { (*a, *b) } else { (*b, *a) };
                meetings.entry((a.name, b.name)).or_default().push((a, b));
            }
        }
    }
    for (_, pairs) in meetings {
        out.keep_apart(osm, pairs);
    }
    out.rows
        .sort_by(|a, b| b.importance.cmp(&a.importance).then_with(|| a.names.cmp(&b.names)).then(a.node.cmp(&b.node)));
    out
}

/// Every named street at every node it passes, by node.
fn passes(osm: &Osm) -> Vec<Pass<'_>> {
    let mut passes = Vec::new();
    for (way, object) in osm.ways.iter().enumerate() {
        let tags = osm.tags(object.tags);
        let (Some(highway), Some(name)) = (tags.get("highway"), tags.get("name")) else { continue };
        let Some(importance) = streets::importance(highway) else { continue };
        let nodes = osm.links(object).iter().filter(|n| **n != MISSING);
        passes.extend(nodes.map(|node| Pass { node: *node, name, way, importance }));
    }
    passes.sort_unstable();
    passes
}

fn at_node<'p, 'a>(passes: &'p [Pass<'a>], node: u32) -> &'p [Pass<'a>] {
    let from = passes.partition_point(|p| p.node < node);
    let to = passes.partition_point(|p| p.node <= node);
    &passes[from..to]
}

/// One pass for each name, with the best importance of its ways; the most important names first.
fn by_name<'a>(passes: &[Pass<'a>]) -> Vec<Pass<'a>> {
    let mut names: BTreeMap<&str, Pass<'a>> = BTreeMap::new();
    for pass in passes {
        let kept = names.entry(pass.name).or_insert(*pass);
        kept.importance = kept.importance.max(pass.importance);
    }
    let mut names: Vec<_> = names.into_values().collect();
    names.sort_by(|a, b| b.importance.cmp(&a.importance).then(a.name.cmp(b.name)));
    names
}

/// The nodes of each small roundabout, of which a map may have made several ways.
fn rings(osm: &Osm) -> Vec<BTreeSet<u32>> {
    let mut rings: Vec<Option<BTreeSet<u32>>> = Vec::new();
    let mut ring_of: BTreeMap<u32, usize> = BTreeMap::new();
    for way in &osm.ways {
        if !matches!(osm.tags(way.tags).get("junction"), Some("roundabout" | "circular")) {
            continue;
        }
        let mut nodes: BTreeSet<u32> = osm.links(way).iter().copied().filter(|n| *n != MISSING).collect();
        let touched: BTreeSet<usize> = nodes.iter().filter_map(|n| ring_of.get(n)).copied().collect();
        for ring in touched {
            nodes.extend(rings[ring].take().unwrap_or_default());
        }
        ring_of.extend(nodes.iter().map(|n| (*n, rings.len())));
        rings.push(Some(nodes));
    }
    let small = |nodes: &BTreeSet<u32>| {
        let rect = Rect::around(nodes.iter().map(|n| osm.nodes[*n as usize].lon_lat()));
        rect.is_some_and(|r| r.max[1] - r.min[1] <= RING_DEG && r.max[0] - r.min[0] <= 3.0 * RING_DEG)
    };
    rings.into_iter().flatten().filter(small).collect()
}

impl Crossings {
    /// Keeps, of one pair's meetings, the most important of those that lie together.
    fn keep_apart(&mut self, osm: &Osm, mut pairs: Vec<Meeting<'_>>) {
        pairs.sort_by_key(|(a, b)| (std::cmp::Reverse(a.importance + b.importance), a.node, b.node));
        let mut kept: Vec<[f64; 2]> = Vec::new();
        for (a, b) in pairs {
            let at = osm.nodes[a.node as usize].lon_lat();
            if kept.iter().any(|k| metres(*k, at) < SAME_M) {
                continue;
            }
            if kept.len() == MOST_OF_PAIR {
                self.left_out += 1;
                continue;
            }
            kept.push(at);
            self.rows.push(Crossing {
                node: osm.nodes[a.node as usize].id,
                names: [a.name, b.name].map(|name| Arc::from(text::clean(name))),
                other_names: other_names(osm, a, b),
                lon: at[0],
                lat: at[1],
                // Below the streets themselves, so that a street's name alone gives the street first.
                importance: u16::midpoint(a.importance, b.importance).saturating_sub(100),
            });
        }
    }
}

/// Both names in each language at least one of them is known in; the other stands for itself.
fn other_names(osm: &Osm, a: Pass<'_>, b: Pass<'_>) -> BTreeMap<String, [String; 2]> {
    let tags = |pass: Pass<'_>| -> Tags<'_> { osm.tags(osm.ways[pass.way].tags) };
    let known = [a, b].map(|pass| places::names(tags(pass)));
    let languages: BTreeSet<&String> = known.iter().flat_map(BTreeMap::keys).collect();
    let own = [a.name, b.name].map(text::clean);
    let named = |at: usize, language: &str| known[at].get(language).unwrap_or(&own[at]).clone();
    let both = languages.into_iter().map(|language| (language.clone(), [named(0, language), named(1, language)]));
    both.filter(|(_, names)| *names != own).collect()
}
