//! Positions on roads.

use watchfloor_area::{RoadEdge, largest_component};
use watchfloor_geo::{Wgs84, between, destination, nearest_on_segment};
use watchfloor_routing::{Placed, Profile, SNAP_LIMIT_M};

use crate::reference::Reference;
use crate::support::{Chance, Roads, helsinki, spot};

/// Looks at every segment of every road of use.
fn nearest(roads: &Roads, at: Wgs84) -> f64 {
    let place = |p: [f64; 2]| Wgs84::new(p[0], p[1]).expect("an imported point is a position");
    let open = roads.edges.iter().filter(|e| e.usage.ordinary && !e.usage.barrier);
    let segments = open.flat_map(|e| e.points.windows(2));
    segments.map(|w| nearest_on_segment(at, place(w[0]), place(w[1])).distance_m).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_position_goes_to_the_nearest_road_of_use_of_a_real_city() {
    let roads = helsinki();
    let world = roads.world(Profile::ORDINARY);
    let (mut chance, mut far, mut nearest_of_all) = (Chance(3), 0, 0);
    for _ in 0..300 {
        let near = roads.on_edge(chance.below(roads.edges.len()), chance.share());
        let at = destination(near, chance.share() * 360.0, chance.share() * chance.share() * 1_500.0);
        let metres = nearest(&roads, at);
        match world.snap(at, None).on_road() {
            // A road that leads somewhere may be so much farther; the same segment from its other end differs in the
            // last digits.
            Ok((_, found)) => {
                assert!(found > metres - 1e-6 && found < metres + 60.1, "{found} for {metres} at {at:?}");
                nearest_of_all += usize::from(found < metres + 1e-6);
            }
            Err(off) => {
                assert_eq!(off.limit_m, SNAP_LIMIT_M);
                assert!(metres > f64::from(SNAP_LIMIT_M), "{metres}");
                far += 1;
            }
        }
    }
    assert!(far > 0, "no position was off the road");
    assert!(nearest_of_all > 240 - far, "{nearest_of_all} of {} on the nearest road", 300 - far);
}

/// States of a part of the city too small to be one, as the islands of the graph count them.
const SMALL_PART: usize = 60;

/// What stands on a road of the connected city belongs to that road. A road onto which no permitted turn leads from the
/// rest of the city (Helsinki's file cuts one street's way in) keeps the vehicles that stand on it; a place there belongs
/// to a road that can be come to.
#[test]
fn a_place_in_the_middle_of_a_road_belongs_to_it() {
    let roads = helsinki();
    let world = roads.world(Profile::ORDINARY);
    let open = |e: &&RoadEdge| e.usage.ordinary && !e.usage.destination;
    let links: Vec<(i64, i64)> = roads.edges.iter().filter(open).map(|e| (e.from_node, e.to_node)).collect();
    let connected = largest_component(&links);
    let inside = |node: i64| connected.binary_search(&node).is_ok();
    let reference = Reference::new(&roads, Profile::ORDINARY);
    let (mut on_it, mut stubs, mut without_way_in) = (0, 0, 0);
    for edge in roads.edges.iter().filter(open).filter(|e| e.length_m >= 20.0) {
        let [a, b] = [edge.points[0], edge.points[1]].map(|p| Wgs84::new(p[0], p[1]).expect("imported"));
        let at = between(a, b, 0.5);
        let vehicle = world.snap(at, None);
        let metres = [vehicle.clone(), world.snap_place(at)].map(|s| s.on_road().map_or(999.0, |(_, m)| m));
        if inside(edge.from_node) && inside(edge.to_node) {
            assert!(metres[0] < 0.1, "a vehicle on way {} at {at:?}: {metres:?}", edge.way_id);
            on_it += 1;
            if metres[1] >= 0.1 {
                let here = reference.everywhere_to(world.closed(), &world.standing(&vehicle));
                let from = here.iter().flatten().count();
                assert!(from < SMALL_PART, "way {} at {at:?}: {metres:?}, though {from} lead to it", edge.way_id);
                without_way_in += 1;
            }
        } else {
            stubs += usize::from(metres.iter().any(|m| *m > 0.1));
        }
    }
    assert!(on_it > 500, "{on_it}");
    assert!(stubs > 0, "what leads nowhere is left for a road that does");
    assert!((1..10).contains(&without_way_in), "{without_way_in} edges without a way in");
}

#[test]
fn a_vehicle_stands_in_both_directions_of_a_road() {
    let mut town = Roads::default();
    town.street(1, &[0, 1]);
    let world = town.world(Profile::EMERGENCY);
    let standing = world.standing(&world.snap(spot(25.0, 4.0), None));
    let seen: Vec<_> = standing.iter().map(|s| (s.edge, (s.fraction * 100.0).round(), s.extra_ms)).collect();
    assert_eq!(seen, [(0, 25.0, 0), (1, 75.0, 0)]);
}

/// Positions kept from before an area was updated, or for other rules, are put on the roads anew.
#[test]
fn positions_of_other_roads_are_found_again() {
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2]);
    let mut grown = Roads::default();
    grown.street(9, &[50, 51]).street(1, &[0, 1, 2]);
    let (before, after) = (town.world(Profile::EMERGENCY), grown.world(Profile::EMERGENCY));
    let kept = before.snap(spot(50.0, 0.0), None);
    let placed = [Placed { id: "a", at: &kept }];
    let old = before.closest_snapped(spot(150.0, 0.0), &placed, &|_| true, 1);
    assert_eq!(old, after.closest_snapped(spot(150.0, 0.0), &placed, &|_| true, 1));
    assert_eq!(after.standing(&kept).len(), 2);
    assert_ne!(before.standing(&kept), after.standing(&kept), "edges are numbered otherwise");
}
