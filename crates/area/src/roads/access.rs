//! Who may use a road, by its tags: the access hierarchy, one-ways, bus lanes, barriers on nodes.
//!
//! Knows the OSM tagging rules (wiki: Key:access, Key:oneway, Bus lanes, Key:barrier); must not know geometry.

use crate::classify::{self, Oneway};
use crate::osm::Tags;
use crate::sink::{RoadClass, RoadUse};
use crate::text;

/// Along the way as drawn, or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Along,
    Against,
}

/// What the tags of one way allow.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Road {
    pub class: RoadClass,
    pub link: bool,
    /// Along the way; `None` when no vehicle may use it in this direction.
    pub along: Option<RoadUse>,
    /// Against the way.
    pub against: Option<RoadUse>,
    /// Conditions as tagged, `key=value` joined by ` | `.
    pub conditional: Option<String>,
}

/// The modes that include an ordinary car, most specific first, plain and by direction.
const MODES: [[&str; 3]; 4] = [
    ["motorcar", "motorcar:forward", "motorcar:backward"],
    ["motor_vehicle", "motor_vehicle:forward", "motor_vehicle:backward"],
    ["vehicle", "vehicle:forward", "vehicle:backward"],
    ["access", "access:forward", "access:backward"],
];
const BUSES: [[&str; 3]; 2] = [["bus", "bus:forward", "bus:backward"], ["psv", "psv:forward", "psv:backward"]];
const EMERGENCY: [&str; 3] = ["emergency", "emergency:forward", "emergency:backward"];

/// What an access word means to ordinary traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Leave {
    Closed,
    Destination,
    Open,
}

/// The most generous part of an access value; unknown words count as open, as routers on OSM data do.
fn leave(value: &str) -> Leave {
    let one = |word: &str| match word.trim() {
        "no" | "private" | "forestry" | "agricultural" | "emergency" | "military" | "permit" | "residents" | "psv"
        | "bus" | "taxi" => Leave::Closed,
        "destination" | "customers" | "delivery" => Leave::Destination,
        _ => Leave::Open,
    };
    value.split([';', ',']).map(one).max().unwrap_or(Leave::Open)
}

/// Whether a value names somebody ordinary who may drive there.
fn lets_in(value: &str) -> bool {
    let named = |word: &str| {
        let open = matches!(word, "yes" | "permissive" | "designated" | "official");
        open || leave(word) == Leave::Destination
    };
    value.split([';', ',']).any(|word| named(word.trim()))
}

fn allows(value: &str) -> bool {
    matches!(value, "yes" | "designated" | "official" | "permissive" | "private" | "destination")
}

/// The value for one direction (the key with a direction first) and whether the key named the direction.
fn directed<'a>(tags: Tags<'a>, keys: [&str; 3], direction: Direction) -> Option<(&'a str, bool)> {
    let own = if direction == Direction::Along { keys[1] } else { keys[2] };
    tags.get(own).map(|value| (value, true)).or_else(|| tags.get(keys[0]).map(|value| (value, false)))
}

/// What may drive in one direction, before one-ways.
#[derive(Debug, Clone, Copy)]
struct Access {
    leave: Leave,
    bus: bool,
    emergency: bool,
    /// Closed by a key for this direction alone: in effect a one-way.
    turned_away: bool,
}

/// How a way came to be a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Open to cars unless tagged otherwise.
    Street,
    /// Cars never, emergency vehicles unless tagged otherwise: busways, pedestrian streets, emergency access.
    Reserved,
    /// Cars where a tag lets them, emergency vehicles unless tagged otherwise: tracks.
    Rough,
    /// Nobody who is not named: guideways and paths opened to emergency vehicles.
    Shut,
}

fn sort(tags: Tags<'_>) -> Option<(RoadClass, bool, Sort)> {
    let highway = tags.get("highway")?;
    if tags.has("area", "yes") {
        return None;
    }
    if let Some((class, link)) = classify::drivable(highway) {
        let reserved = tags.has("service", "emergency_access");
        return Some((class, link, if reserved { Sort::Reserved } else { Sort::Street }));
    }
    match highway {
        "busway" => Some((RoadClass::Busway, false, Sort::Reserved)),
        // The track of a guided busway takes no ordinary wheels.
        "bus_guideway" => Some((RoadClass::Busway, false, Sort::Shut)),
        "pedestrian" => Some((RoadClass::Pedestrian, false, Sort::Reserved)),
        "track" => Some((RoadClass::Track, false, Sort::Rough)),
        "footway" | "path" | "cycleway" | "bridleway" => Some((RoadClass::Pedestrian, false, Sort::Shut)),
        _ => None,
    }
}

fn access(tags: Tags<'_>, sort: Sort, direction: Direction) -> Access {
    let bus = BUSES.into_iter().find_map(|keys| directed(tags, keys, direction));
    let bus = bus.is_some_and(|(value, _)| value.split(';').any(|v| allows(v.trim())));
    let word = MODES.into_iter().find_map(|keys| Some((keys[0], directed(tags, keys, direction)?)));
    let leave_word = word.map_or(Leave::Open, |(_, (value, _))| leave(value));
    let nobody = word.is_some_and(|(key, (value, _))| key == "access" && value == "no");
    let emergency = match directed(tags, EMERGENCY, direction).map(|(value, _)| value) {
        Some("no") => false,
        Some(value) if allows(value) => true,
        _ => sort != Sort::Shut && (!nobody || bus),
    };
    Access {
        leave: match sort {
            Sort::Street => leave_word,
            Sort::Rough if word.is_some_and(|(_, (value, _))| lets_in(value)) => leave_word,
            Sort::Rough | Sort::Reserved | Sort::Shut => Leave::Closed,
        },
        bus: bus || tags.has("highway", "busway"),
        emergency,
        turned_away: leave_word == Leave::Closed && word.is_some_and(|(_, (_, named))| named),
    }
}

/// Which directions traffic flows in: along, against.
fn flow(tags: Tags<'_>, class: RoadClass) -> [bool; 2] {
    let keys = ["oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"];
    match keys.iter().find_map(|key| tags.get(key)) {
        Some("yes" | "true" | "1") => [true, false],
        Some("-1" | "reverse") => [false, true],
        Some("no" | "false" | "0" | "alternating") => [true, true],
        // Turned round by signals: nobody can count on either direction.
        Some("reversible") => [false, false],
        _ => match classify::oneway(tags, Some(class)) {
            Oneway::No => [true, true],
            Oneway::Forward => [true, false],
            Oneway::Backward => [false, true],
        },
    }
}

/// A lane list (`yes|yes|designated`) with a lane for buses in it: one designated, or one where others are kept out.
fn has_lane(tags: Tags<'_>, suffix: &str) -> bool {
    let list = |mode: &str| tags.get(&format!("{mode}:lanes{suffix}"));
    let Some(buses) = ["bus", "psv", "taxi"].into_iter().find_map(list) else { return false };
    let others = ["motor_vehicle", "vehicle", "access"].into_iter().find_map(list).unwrap_or_default();
    let kept_out = |at: usize| others.split('|').nth(at).is_some_and(|lane| lane.trim() == "no");
    buses.split('|').take(32).enumerate().any(|(at, lane)| match lane.trim() {
        "designated" | "official" => true,
        "yes" => kept_out(at),
        _ => false,
    })
}

/// How many lanes of the way `lanes:bus`, `lanes:psv` or `lanes:taxi` count.
fn lane_count(tags: Tags<'_>, suffix: &str) -> u32 {
    let count = |mode: &str| tags.get(&format!("lanes:{mode}{suffix}"))?.parse().ok();
    ["bus", "psv", "taxi"].into_iter().find_map(count).unwrap_or(0)
}

/// Bus lanes in each direction (along, against). Where a two-way road does not say which side, the rule of the road
/// decides: `driving_side=left`, else right.
fn bus_lanes(tags: Tags<'_>, flow: [bool; 2]) -> [bool; 2] {
    // Most roads say nothing of buses: one look instead of many.
    let speaks = |key: &str| key.starts_with("busway") || key.contains("lanes") || key.starts_with("oneway:");
    if !tags.iter().take(400).any(|(key, _)| speaks(key)) {
        return [false; 2];
    }
    let (two_way, along) = (flow[0] == flow[1], flow[0]);
    let mut lanes = [
        has_lane(tags, ":forward") || lane_count(tags, ":forward") > 0,
        has_lane(tags, ":backward") || lane_count(tags, ":backward") > 0,
    ];
    let mut with_flow = |both: bool| {
        if both && two_way {
            lanes = [true; 2];
        } else if !two_way {
            lanes[usize::from(!along)] = true;
        }
    };
    if has_lane(tags, "") || lane_count(tags, "") == 1 {
        with_flow(false);
    }
    let lane = |key: &str| matches!(tags.get(key), Some("lane" | "separate"));
    let (left, right) = (lane("busway:left"), lane("busway:right"));
    if lane_count(tags, "") > 1 || lane("busway") || lane("busway:both") || (left && right) {
        with_flow(true);
    } else if left || right {
        if two_way {
            lanes[usize::from(left != tags.has("driving_side", "left"))] = true;
        } else {
            with_flow(false);
        }
    }
    let opposite = ["busway", "busway:left", "busway:right"]
        .iter()
        .any(|key| matches!(tags.get(key), Some("opposite_lane" | "opposite")));
    let exempt = ["oneway:bus", "oneway:psv", "psv:oneway"].iter().any(|key| tags.has(key, "no"));
    if !two_way && (opposite || exempt) {
        lanes[usize::from(along)] = true;
    }
    lanes
}

/// The rules of a way; `None` when it is no road for any vehicle.
///
/// Ordinary traffic follows the most specific of `motorcar`, `motor_vehicle`, `vehicle` and `access`. Emergency
/// vehicles may also use tracks and what is private or restricted; not what `access=no` closes to all, unless `emergency=yes` or
/// buses are let in, and never against `emergency=no`. The direction against a one-way is contraflow, unless a bus lane
/// or `oneway:emergency=no` opens it.
pub(crate) fn road(tags: Tags<'_>) -> Option<Road> {
    let (mut class, link, sort) = sort(tags)?;
    let both = [Direction::Along, Direction::Against];
    let access = both.map(|direction| access(tags, sort, direction));
    let mut flow = flow(tags, class);
    let lanes = bus_lanes(tags, flow);
    for (at, other) in [(0, 1), (1, 0)] {
        flow[at] &= !(access[at].turned_away && access[other].leave != Leave::Closed);
    }
    if !matches!(class, RoadClass::Pedestrian | RoadClass::Track)
        && access.iter().all(|a| a.leave == Leave::Closed)
        && access.iter().any(|a| a.bus)
    {
        class = RoadClass::Busway;
    }
    let spared = tags.has("oneway:emergency", "no");
    let present = |key: &str| tags.get(key).is_some_and(|value| value != "no");
    let usage = |at: usize| {
        let Access { leave, bus, emergency, turned_away } = access[at];
        let let_in = flow[at] || spared || lanes[at] || (bus && turned_away);
        let ordinary = flow[at] && leave != Leave::Closed;
        let usage = RoadUse {
            ordinary,
            destination: ordinary && leave == Leave::Destination,
            emergency: emergency && let_in,
            contraflow: emergency && !let_in,
            bus_lane: lanes[at],
            roundabout: matches!(tags.get("junction"), Some("roundabout" | "circular")),
            tunnel: present("tunnel"),
            bridge: present("bridge"),
            link,
            ..RoadUse::default()
        };
        (usage.ordinary || usage.emergency || usage.contraflow).then_some(usage)
    };
    let (along, against) = (usage(0), usage(1));
    (along.is_some() || against.is_some()).then(|| Road { class, link, along, against, conditional: conditions(tags) })
}

/// Conditions that touch a vehicle's way: at most eight, each as tagged.
fn conditions(tags: Tags<'_>) -> Option<String> {
    const OF: [&str; 7] = ["access", "vehicle", "motor_vehicle", "motorcar", "emergency", "oneway", "maxspeed"];
    let touches = |key: &str| {
        let base = key.strip_suffix(":conditional").map(|k| k.split(':').next().unwrap_or(k));
        base.is_some_and(|base| OF.contains(&base)) && !key.contains(":lanes")
    };
    let found = tags.iter().take(400).filter(|(key, value)| touches(key) && !value.trim().is_empty());
    let mut found: Vec<_> = found.map(|(key, value)| format!("{key}={}", text::clean(value.trim()))).take(8).collect();
    found.sort();
    (!found.is_empty()).then(|| found.join(" | "))
}

/// What stands on a node of a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A crew can open it.
    Gate,
    /// The same, with a key: it is closed to ordinary traffic.
    LockedGate,
    /// It stops every vehicle.
    Barrier,
}

/// The obstacle a node is, if it is one. Gates that anybody may pass (`access=yes`), toll booths, cattle grids and the
/// like do not stand in the way; unknown barriers stop. A gate that says nothing of access stands open to those who may
/// drive on the ways it is on.
pub(crate) fn obstacle(tags: Tags<'_>) -> Option<Obstacle> {
    // Some bollards give way to everybody, some only to who has the key.
    let lowered = matches!(tags.get("bollard"), Some("rising" | "flexible"));
    let opens = match tags.get("barrier")? {
        "no" | "entrance" | "cattle_grid" | "border_control" | "toll_booth" | "height_restrictor" | "kerb" | "arch"
        | "coupure" | "checkpoint" | "rumble_strip" => return None,
        "gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "hampshire_gate" | "wicket_gate" | "bump_gate"
        | "sally_port" | "chain" | "rope" | "sliding_beam" => true,
        "bollard" => lowered || matches!(tags.get("bollard"), Some("removable" | "foldable")),
        _ => false,
    };
    let vehicles = ["motorcar", "motor_vehicle", "vehicle"].iter().find_map(|key| tags.get(key));
    let word = if opens { vehicles.or_else(|| tags.get("access")) } else { vehicles };
    if word.is_some_and(|w| matches!(w, "yes" | "permissive" | "designated" | "official")) {
        return None;
    }
    let keyed = tags.has("barrier", "bollard") && !lowered;
    let closed = !opens || keyed || word.is_some_and(|word| leave(word) == Leave::Closed);
    let gate = if closed { Obstacle::LockedGate } else { Obstacle::Gate };
    match tags.get("emergency") {
        Some("no") => Some(Obstacle::Barrier),
        Some(value) if allows(value) => Some(gate),
        _ => Some(if opens { gate } else { Obstacle::Barrier }),
    }
}
