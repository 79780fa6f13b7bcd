//! Directed, drivable road edges between junctions, and where a unit can drive without getting stuck.
//!
//! Knows the rules of the road as tags state them; must not know how routes are searched or stored.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::classify::{self, Oneway};
use crate::geom::metres;
use crate::osm::{MISSING, Osm, Tags, Way};
use crate::sink::{RoadClass, RoadEdge, RoadUse};
use crate::text;

/// Edges, and the ways that gave none.
#[derive(Debug, Default)]
pub(crate) struct Roads {
    pub edges: Vec<RoadEdge>,
    /// Ways of a drivable class, whatever their access.
    pub drivable_ways: usize,
    /// Drivable ways closed to ordinary traffic.
    pub closed_ways: usize,
    /// Drivable ways with nodes that are not in the files.
    pub clipped_ways: usize,
}

/// Ordinary driving speed in km/h by class where no `maxspeed` is tagged: town driving, not the legal limit.
#[must_use]
pub const fn default_speed_kmh(class: RoadClass, link: bool) -> f64 {
    match (class, link) {
        (RoadClass::Motorway, false) => 100.0,
        (RoadClass::Motorway, true) | (RoadClass::Primary, false) => 60.0,
        (RoadClass::Trunk, false) => 80.0,
        (RoadClass::Trunk | RoadClass::Primary, true) | (RoadClass::Secondary, false) => 50.0,
        (RoadClass::Tertiary, false) => 45.0,
        (RoadClass::Secondary | RoadClass::Tertiary | RoadClass::Unclassified, _) => 40.0,
        (RoadClass::Residential, _) => 30.0,
        (RoadClass::LivingStreet, _) => 10.0,
        (RoadClass::Service | RoadClass::Busway, _) => 15.0,
        (RoadClass::Pedestrian, _) => 8.0,
    }
}

/// Whether ordinary motor traffic may use a way: the most specific access tag decides.
fn open_to_traffic(tags: Tags<'_>) -> bool {
    let word = ["motorcar", "motor_vehicle", "vehicle", "access"].iter().find_map(|key| tags.get(key));
    !matches!(word, Some("no" | "private" | "forestry" | "agricultural" | "emergency" | "military"))
}

struct Drivable<'a> {
    way: &'a Way,
    tags: Tags<'a>,
    class: RoadClass,
    link: bool,
}

pub(crate) fn edges(osm: &Osm) -> Roads {
    let mut out = Roads::default();
    let mut open = Vec::new();
    for way in &osm.ways {
        let tags = osm.tags(way.tags);
        let Some((class, link)) = tags.get("highway").and_then(classify::drivable) else { continue };
        if tags.has("area", "yes") {
            continue;
        }
        out.drivable_ways += 1;
        out.clipped_ways += usize::from(osm.links(way).contains(&MISSING));
        if open_to_traffic(tags) {
            open.push(Drivable { way, tags, class, link });
        } else {
            out.closed_ways += 1;
        }
    }
    let uses = node_uses(osm, &open);
    let mut names: HashMap<&str, Arc<str>> = HashMap::new();
    for road in &open {
        let name = road.tags.get("name").or_else(|| road.tags.get("ref"));
        let name = name.map(|n| Arc::clone(names.entry(n).or_insert_with(|| text::clean(n).into())));
        for run in osm.links(road.way).split(|n| *n == MISSING) {
            for piece in at_junctions(run, &uses) {
                push_edges(&mut out.edges, osm, road, (piece, name.clone()));
            }
        }
    }
    out
}

/// How often drivable ways pass each node; the ends of each way's present parts count twice, so that they split.
fn node_uses(osm: &Osm, roads: &[Drivable<'_>]) -> Vec<u8> {
    let mut uses = vec![0_u8; osm.nodes.len()];
    for road in roads {
        for run in osm.links(road.way).split(|n| *n == MISSING) {
            let ends = run.first().into_iter().chain(run.last());
            for node in run.iter().chain(ends) {
                uses[*node as usize] = uses[*node as usize].saturating_add(1);
            }
        }
    }
    uses
}

/// Cuts a run of nodes at every node more than one way passes.
fn at_junctions<'a>(run: &'a [u32], uses: &[u8]) -> Vec<&'a [u32]> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in 1..run.len() {
        if uses[run[at] as usize] > 1 || at + 1 == run.len() {
            pieces.push(&run[from..=at]);
            from = at;
        }
    }
    pieces
}

fn push_edges(edges: &mut Vec<RoadEdge>, osm: &Osm, road: &Drivable<'_>, (piece, name): (&[u32], Option<Arc<str>>)) {
    let nodes: Vec<_> = piece.iter().map(|n| &osm.nodes[*n as usize]).collect();
    let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return };
    let mut points: Vec<_> = nodes.iter().map(|n| n.lon_lat()).collect();
    points.dedup();
    let length_m: f64 = points.windows(2).map(|w| metres(w[0], w[1])).sum();
    if points.len() < 2 || length_m <= 0.0 {
        return;
    }
    let speed = |key: &str| road.tags.get(key).and_then(text::speed_kmh);
    let base = speed("maxspeed").unwrap_or_else(|| default_speed_kmh(road.class, road.link));
    let forward = RoadEdge {
        from_node: first.id,
        to_node: last.id,
        way_id: road.way.id,
        class: road.class,
        name,
        length_m,
        usage: RoadUse { ordinary: true, emergency: true, link: road.link, ..RoadUse::default() },
        conditional: None,
        speed_kmh: speed("maxspeed:forward").unwrap_or(base),
        points,
    };
    let rule = classify::oneway(road.tags, Some(road.class));
    let backward = (rule != Oneway::Forward).then(|| RoadEdge {
        from_node: last.id,
        to_node: first.id,
        speed_kmh: speed("maxspeed:backward").unwrap_or(base),
        points: forward.points.iter().rev().copied().collect(),
        ..forward.clone()
    });
    if rule != Oneway::Backward {
        edges.push(forward);
    }
    edges.extend(backward);
}

/// The nodes of the largest set in which every node can be driven to from every other (strongly connected), sorted.
///
/// Edges are `(from, to)` node ids. A unit that stays on edges with both ends inside can never get stuck. Ties go to
/// the set with the smallest node id. Iterative (Kosaraju): depth does not depend on the input.
#[must_use]
pub fn largest_component(edges: &[(i64, i64)]) -> Vec<i64> {
    let index: BTreeMap<i64, usize> = {
        let mut ids: Vec<i64> = edges.iter().flat_map(|(a, b)| [*a, *b]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().enumerate().map(|(at, id)| (id, at)).collect()
    };
    let ids: Vec<i64> = index.keys().copied().collect();
    let numbered: Vec<(usize, usize)> = edges.iter().map(|(a, b)| (index[a], index[b])).collect();
    let forward = Adjacency::new(ids.len(), numbered.iter().copied());
    let backward = Adjacency::new(ids.len(), numbered.iter().map(|(a, b)| (*b, *a)));

    let mut finished = Vec::with_capacity(ids.len());
    let mut seen = vec![false; ids.len()];
    for root in 0..ids.len() {
        forward.visit(root, &mut seen, &mut finished);
    }
    let mut seen = vec![false; ids.len()];
    let mut best: Vec<usize> = Vec::new();
    for root in finished.into_iter().rev() {
        let mut component = Vec::new();
        backward.visit(root, &mut seen, &mut component);
        let smallest = |nodes: &[usize]| nodes.iter().min().copied();
        if component.len() > best.len() || (component.len() == best.len() && smallest(&component) < smallest(&best)) {
            best = component;
        }
    }
    best.sort_unstable();
    best.into_iter().map(|at| ids[at]).collect()
}

/// Neighbours of numbered nodes, packed.
struct Adjacency {
    starts: Vec<usize>,
    targets: Vec<usize>,
}

impl Adjacency {
    fn new(nodes: usize, edges: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        for (from, _) in edges.clone() {
            starts[from + 1] += 1;
        }
        for at in 0..nodes {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; starts[nodes]];
        for (from, to) in edges {
            targets[next[from]] = to;
            next[from] += 1;
        }
        Self { starts, targets }
    }

    /// Depth-first from `root`; appends nodes as they are left (post-order).
    fn visit(&self, root: usize, seen: &mut [bool], left: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[root], true) {
            return;
        }
        let mut stack = vec![(root, self.starts[root])];
        while let Some((node, at)) = stack.last_mut() {
            if *at == self.starts[*node + 1] {
                left.push(*node);
                stack.pop();
                continue;
            }
            let next = self.targets[*at];
            *at += 1;
            if !std::mem::replace(&mut seen[next], true) {
                stack.push((next, self.starts[next]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_ends_of_one_way_streets_are_not_in_the_component() {
        let edges = [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (9, 1)];
        assert_eq!(largest_component(&edges), [1, 2, 3]);
    }

    #[test]
    fn a_long_chain_does_not_need_a_deep_stack() {
        let edges: Vec<_> = (0..200_000).flat_map(|n| [(n, n + 1), (n + 1, n)]).collect();
        assert_eq!(largest_component(&edges).len(), 200_001);
    }
}
