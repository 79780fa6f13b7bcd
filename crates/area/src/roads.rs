//! Directed road edges between junctions, with who may use them and what stands in the way.
//!
//! Joins the rules of `access` with the geometry of ways; must not know how routes are searched or stored.

mod access;
mod component;

use std::collections::HashMap;
use std::sync::Arc;

use crate::geom::metres;
use crate::osm::{MISSING, Osm, Tags, Way};
use crate::sink::{RoadClass, RoadEdge, RoadUse};
use crate::{classify, text};

use access::{Obstacle, Road};
pub use component::largest_component;

/// Edges, and what was counted on the way.
#[derive(Debug, Default)]
pub(crate) struct Roads {
    /// By way id, along each way, each piece along before against.
    pub edges: Vec<RoadEdge>,
    /// Ways of a class ordinary traffic drives on, whatever their access.
    pub drivable_ways: usize,
    /// Of these, ways only emergency vehicles may use.
    pub restricted_ways: usize,
    /// Of these, ways no vehicle may use.
    pub closed_ways: usize,
    /// Of these, ways with nodes that are not in the files.
    pub clipped_ways: usize,
    /// Ways with a condition kept as text.
    pub conditional_ways: usize,
    /// Nodes of roads with a gate a crew can open.
    pub gates: usize,
    /// Nodes of roads with what stops every vehicle.
    pub barriers: usize,
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
        (RoadClass::Residential | RoadClass::Busway, _) => 30.0,
        (RoadClass::LivingStreet, _) => 10.0,
        (RoadClass::Service | RoadClass::Track, _) => 15.0,
        (RoadClass::Pedestrian, _) => 8.0,
    }
}

/// Whether ordinary traffic may drive a way in some direction, be it only to reach something on it.
pub(crate) fn open_to_all(tags: Tags<'_>) -> bool {
    access::road(tags).is_some_and(|road| [road.along, road.against].into_iter().flatten().any(|usage| usage.ordinary))
}

/// Driving speed in km/h on a `highway=track` by `tracktype`, from solid to soft; the class's default where it is not
/// tagged. Figures of ours for a lorry in the dry, not measured.
fn track_speed_kmh(grade: Option<&str>) -> f64 {
    match grade {
        Some("grade1") => 30.0,
        Some("grade2") => 20.0,
        Some("grade4") => 10.0,
        Some("grade5") => 8.0,
        _ => default_speed_kmh(RoadClass::Track, false),
    }
}

/// A way some vehicle may use.
struct Usable<'a> {
    way: &'a Way,
    tags: Tags<'a>,
    road: Road,
}

/// The edges of all roads. A road is cut at its ends, where roads meet, and at obstacles.
///
/// A gate marks the edges that *begin* at its node: whoever passes it enters exactly one of them. At a barrier that
/// stops every vehicle the sides do not meet: each ends at a node of its own, with a negative id, and can be driven
/// from its other end up to the barrier.
pub(crate) fn edges(osm: &Osm) -> Roads {
    let mut out = Roads::default();
    let usable = usable(osm, &mut out);
    let (uses, obstacles) = nodes(osm, &usable);
    out.barriers = obstacles.values().filter(|o| **o == Obstacle::Barrier).count();
    out.gates = obstacles.len() - out.barriers;
    let mut names: HashMap<&str, Arc<str>> = HashMap::new();
    for usable in &usable {
        let name = usable.tags.get("name").or_else(|| usable.tags.get("ref"));
        let draft = Draft {
            osm,
            usable,
            obstacles: &obstacles,
            name: name.map(|n| Arc::clone(names.entry(n).or_insert_with(|| text::clean(n).into()))),
            conditional: usable.road.conditional.as_deref().map(Arc::from),
            speeds: speeds(usable),
        };
        let mut at = 0;
        for run in osm.links(usable.way).split(|n| *n == MISSING) {
            let mut from = at;
            for piece in at_junctions(run, &uses) {
                draft.push(&mut out.edges, (piece, from));
                from += piece.len() - 1;
            }
            at += run.len() + 1;
        }
    }
    out
}

fn usable<'a>(osm: &'a Osm, out: &mut Roads) -> Vec<Usable<'a>> {
    let mut found = Vec::new();
    for way in &osm.ways {
        let tags = osm.tags(way.tags);
        let Some(highway) = tags.get("highway") else { continue };
        let street = classify::drivable(highway).is_some() && !tags.has("area", "yes");
        let road = access::road(tags);
        let ordinary = road.as_ref().is_some_and(|r| [r.along, r.against].iter().flatten().any(|u| u.ordinary));
        if street {
            out.drivable_ways += 1;
            out.clipped_ways += usize::from(osm.links(way).contains(&MISSING));
            out.closed_ways += usize::from(road.is_none());
            out.restricted_ways += usize::from(road.is_some() && !ordinary);
        }
        if let Some(road) = road {
            out.conditional_ways += usize::from(road.conditional.is_some());
            found.push(Usable { way, tags, road });
        }
    }
    found
}

/// How often roads pass each node (ends and obstacles count twice, so that they cut), and the obstacles on them.
fn nodes(osm: &Osm, roads: &[Usable<'_>]) -> (Vec<u8>, HashMap<u32, Obstacle>) {
    let mut uses = vec![0_u8; osm.nodes.len()];
    let mut obstacles = HashMap::new();
    for road in roads {
        for run in osm.links(road.way).split(|n| *n == MISSING) {
            let ends = run.first().into_iter().chain(run.last());
            for node in run.iter().chain(ends) {
                let tags = osm.tags(osm.nodes[*node as usize].tags);
                let obstacle = if tags.is_empty() { None } else { access::obstacle(tags) };
                obstacles.extend(obstacle.map(|o| (*node, o)));
                let cuts = 1 + u8::from(obstacle.is_some());
                uses[*node as usize] = uses[*node as usize].saturating_add(cuts);
            }
        }
    }
    (uses, obstacles)
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

/// Speeds in km/h along and against, and whether each is tagged.
fn speeds(usable: &Usable<'_>) -> [(f64, bool); 2] {
    let speed = |key: &str| usable.tags.get(key).and_then(text::speed_kmh);
    let both = speed("maxspeed");
    let surface = (usable.road.class == RoadClass::Track).then(|| track_speed_kmh(usable.tags.get("tracktype")));
    ["maxspeed:forward", "maxspeed:backward"].map(|key| match (speed(key).or(both), surface) {
        // What the law allows on a track is more than the ground does.
        (tagged, Some(surface)) => (tagged.map_or(surface, |tagged| tagged.min(surface)), false),
        (Some(tagged), None) => (tagged, true),
        (None, None) => (default_speed_kmh(usable.road.class, usable.road.link), false),
    })
}

/// What the edges of one way have in common.
struct Draft<'a> {
    osm: &'a Osm,
    usable: &'a Usable<'a>,
    obstacles: &'a HashMap<u32, Obstacle>,
    name: Option<Arc<str>>,
    conditional: Option<Arc<str>>,
    speeds: [(f64, bool); 2],
}

impl Draft<'_> {
    /// The edges of a piece that starts at this position of the way.
    fn push(&self, edges: &mut Vec<RoadEdge>, (piece, at): (&[u32], usize)) {
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return };
        let (first, last) = ((*first, 2 * at + 1), (*last, 2 * (at + piece.len() - 1)));
        let mut points: Vec<_> = piece.iter().map(|n| self.osm.nodes[*n as usize].lon_lat()).collect();
        points.dedup();
        let length_m: f64 = points.windows(2).map(|w| metres(w[0], w[1])).sum();
        if points.len() < 2 || length_m <= 0.0 {
            return;
        }
        let road = &self.usable.road;
        let back: Vec<_> = road.against.iter().flat_map(|_| points.iter().rev().copied()).collect();
        let directions = [(road.along, [first, last], points), (road.against, [last, first], back)];
        for ((usage, ends, points), (speed_kmh, speed_tagged)) in directions.into_iter().zip(self.speeds) {
            let Some(usage) = usage else { continue };
            let obstacle = self.obstacles.get(&ends[0].0).copied();
            let locked = obstacle == Some(Obstacle::LockedGate);
            let gate = locked || obstacle == Some(Obstacle::Gate);
            let [from_node, to_node] = ends.map(|end| self.node_id(end));
            edges.push(RoadEdge {
                from_node,
                to_node,
                way_id: self.usable.way.id,
                class: road.class,
                name: self.name.clone(),
                length_m,
                speed_kmh,
                usage: RoadUse { gate, locked, speed_tagged, ..usage },
                conditional: self.conditional.clone(),
                points,
            });
        }
    }
    /// The id of a piece's end at a node: OSM's, or one that no other end shares where a barrier stands. The second
    /// number tells the ends of one way apart: its position, and the side.
    fn node_id(&self, (node, end): (u32, usize)) -> i64 {
        if self.obstacles.get(&node) != Some(&Obstacle::Barrier) {
            return self.osm.nodes[node as usize].id;
        }
        // Real way ids have far fewer than 45 bits, and ways at most 2,000 nodes.
        let way = self.usable.way.id.rem_euclid(1 << 45) << 17;
        -(way + i64::try_from(end % (1 << 17)).unwrap_or(0)) - 1
    }
}
