//! The way round a blocked road, or a blocked crossing: for everybody, from before it to behind it.

use super::refusal::error;
use super::resource::{place_of, world};
use super::search::{straight, unread};
use crate::floor::Floor;
use crate::roads::{self, Set};
use watchfloor_api::resource::DetourView;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::types::{Closure, ClosureShape};
use watchfloor_geo::{Wgs84, destination, nearest_on_segment};
use watchfloor_routing::{Closed, Profile, Route, World};

/// How far before and behind a blocked place the way round begins and ends, metres: the first at which there is one. What is
/// closed is closed from crossing to crossing, so at a crossing both ends may lie on closed roads unless they are farther.
const AROUND_M: [f64; 4] = [300.0, 600.0, 1_200.0, 2_400.0];
/// Directions tried to find along which the road runs.
const DIRECTIONS: u32 = 16;
/// How far behind lies from before, degrees: straight on; where that leads past the place, as at the head of a street that ends
/// there, to the side.
const TURNS: &[&[f64]] = &[&[180.0], &[135.0, 225.0], &[90.0, 270.0]];
/// What is closed around the place, metres; and how near a way must come to be one through it.
const BLOCKED_M: f64 = 15.0;
const THROUGH_M: f64 = 25.0;
/// Corners of the closed ground.
const CORNERS: u32 = 8;

/// A way through a place, how far along it the place lies in metres, and the way round.
struct Round {
    open: Route,
    along_m: f64,
    round: Route,
}

/// The quickest way through the place shows along which road it lies, and with the place closed the way between the same two
/// ends is the way round.
pub(super) fn detour(floor: &Floor, incident: &str) -> Result<Option<DetourView>, ApiError> {
    let at = place_of(floor, incident)?;
    let Some(world) = world(floor, Profile::ORDINARY)? else {
        return Err(error(ErrorCode::Refused, "refused.no_area", ""));
    };
    let in_force = roads::in_force(&floor.engine.board(), floor.engine.clock.now_ms());
    let found = around(&world, in_force, at, &AROUND_M, TURNS).map_err(|why| unread(&why))?;
    Ok(found.map(view))
}

fn around(
    world: &World,
    mut set: Vec<Set>,
    at: Wgs84,
    distances_m: &[f64],
    turns: &[&[f64]],
) -> Result<Option<Round>, String> {
    // A closure that stands there is what is to be gone round: the open road is that without it.
    let open = world.with_closed(Closed::none(world.graph()).into()).map_err(|e| e.to_string())?;
    let ring: Vec<Wgs84> =
        (0..CORNERS).map(|n| destination(at, f64::from(n) * 360.0 / f64::from(CORNERS), BLOCKED_M)).collect();
    let shape = ClosureShape::Polygon(ring);
    let here = Closure { shape, reason: String::new(), from_ms: None, until_ms: None, emergency_may_pass: false };
    set.push(("blocked".to_owned(), here));
    let closed = roads::closed(world.graph(), world.profile().kind, &set);
    let shut = world.with_closed(closed.into()).map_err(|e| e.to_string())?;
    let through = |around_m: f64, bearing: f64, turn: f64| {
        let (before, behind) = (destination(at, bearing, around_m), destination(at, bearing + turn, around_m));
        let way = open.route(before, behind).ok()?;
        let along_m = passed(&way, at)?;
        let round = shut.route(before, behind).ok()?;
        // As quick as before: the way led past the place on another road, and nothing on it is blocked.
        (round.ms > way.ms).then_some(Round { open: way, along_m, round })
    };
    let bearings = || (0..DIRECTIONS).map(|n| f64::from(n) * 360.0 / f64::from(DIRECTIONS));
    let tries = distances_m.iter().flat_map(|around_m| turns.iter().map(move |turn| (*around_m, *turn)));
    Ok(tries.into_iter().find_map(|(around_m, turns)| {
        let found = bearings().flat_map(|b| turns.iter().map(move |turn| (b, *turn)));
        found.filter_map(|(b, turn)| through(around_m, b, turn)).min_by_key(|found| found.open.ms)
    }))
}

/// How far along a way its nearest point to a place lies, metres; none when the way does not lead through there.
fn passed(way: &Route, at: Wgs84) -> Option<f64> {
    let (mut so_far_m, mut best) = (0.0, (THROUGH_M, None));
    for pair in way.geometry.windows(2) {
        let (near, long_m) = (nearest_on_segment(at, pair[0], pair[1]), straight(pair[0], pair[1]));
        if near.distance_m <= best.0 {
            best = (near.distance_m, Some(so_far_m + near.fraction * long_m));
        }
        so_far_m += long_m;
    }
    best.1
}

/// The name of the street that is driven so far along a way.
fn street_at(way: &Route, along_m: f64) -> String {
    let mut end_m = 0.0;
    let here = way.streets.iter().find(|street| {
        end_m += street.metres;
        end_m >= along_m
    });
    here.and_then(|street| street.name.as_deref()).unwrap_or_default().to_owned()
}

fn view(found: Round) -> DetourView {
    let Round { open, along_m, round } = found;
    let seconds = |ms: i64| ms as f64 / 1_000.0;
    DetourView {
        seconds: seconds(round.ms),
        metres: round.metres,
        added_seconds: seconds(round.ms - open.ms),
        added_metres: round.metres - open.metres,
        streets: round.streets.iter().filter_map(|street| street.name.as_deref().map(str::to_owned)).collect(),
        blocked: street_at(&open, along_m),
        geometry: round.geometry.into_iter().map(Wgs84::lon_lat).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;
    use watchfloor_area::{ImportOptions, PbfSource, road_rows};
    use watchfloor_routing::RoadGraph;

    /// A node of the roads: where its arms lead, and what they are called.
    #[derive(Default)]
    struct Arms<'a> {
        others: BTreeSet<i64>,
        names: BTreeSet<&'a str>,
        at: [f64; 2],
    }

    /// Roads of the drill's extract, and crossings of named streets that anybody may drive, in the middle of it: three arms or more, two names.
    fn crossings() -> (World, Vec<Wgs84>) {
        let bytes = include_bytes!("../../../../assets/area/helsinki.osm.pbf");
        let source = PbfSource { name: "helsinki", bytes };
        let (edges, restrictions) = road_rows(&[source], &ImportOptions::named("helsinki")).unwrap();
        let mut arms: BTreeMap<i64, Arms<'_>> = BTreeMap::new();
        for edge in edges.iter().filter(|edge| edge.usage.ordinary && !edge.usage.destination) {
            if let (Some(name), Some(first), Some(last)) = (&edge.name, edge.points.first(), edge.points.last()) {
                for (node, other, at) in [(edge.from_node, edge.to_node, *first), (edge.to_node, edge.from_node, *last)]
                {
                    let held = arms.entry(node).or_default();
                    held.others.insert(other);
                    held.at = at;
                    held.names.insert(name);
                }
            }
        }
        let middle = |[lon, lat]: &[f64; 2]| (24.925..24.965).contains(lon) && (60.162..60.182).contains(lat);
        let crossing = |it: &&Arms<'_>| it.others.len() >= 3 && it.names.len() >= 2 && middle(&it.at);
        let found = arms.values().filter(crossing);
        let places: Vec<Wgs84> = found.map(|it| Wgs84::new(it.at[0], it.at[1]).unwrap()).collect();
        let graph = Arc::new(RoadGraph::build(&edges, &restrictions).unwrap());
        let open = Closed::none(&graph);
        (World::new(graph, Profile::ORDINARY, open.into()).unwrap(), places)
    }

    /// Most crossings of the extract can be gone round, more than with ends straight on at one distance; the way never leads
    /// through it, and is never the shorter one.
    #[test]
    fn an_incident_on_a_crossing_has_a_way_round() {
        let (world, places) = crossings();
        assert!(places.len() >= 20, "{} crossings", places.len());
        let round = |distances: &[f64], turns: &[&[f64]]| {
            places
                .iter()
                .filter_map(|at| {
                    let found = around(&world, Vec::new(), *at, distances, turns).unwrap()?;
                    Some((*at, found))
                })
                .collect::<Vec<_>>()
        };
        let found = round(&AROUND_M, TURNS);
        for (at, found) in &found {
            assert!(found.round.ms > found.open.ms);
            let near = |pair: &[Wgs84]| nearest_on_segment(*at, pair[0], pair[1]).distance_m < 5.0;
            assert!(!found.round.geometry.windows(2).any(near), "it leads through {at:?}");
        }
        // Control: ends at one distance, straight on, miss some of these.
        let before = round(&[300.0], &[&[180.0]]).len();
        assert!(found.len() > before, "{} of {}, with one distance {before}", found.len(), places.len());
        assert!(found.len() * 100 >= places.len() * 80, "{} of {}", found.len(), places.len());
    }
}
