//! Closures: which edges a drawn shape closes, and what that does to drives. A block is 100 m and takes 10 s.

use std::sync::Arc;

use watchfloor_geo::Wgs84;
use watchfloor_routing::{Closed, ClosureIn, Kind, NoRoute, Profile, Shape, World, WorldError};

use crate::support::{Roads, order, seconds, spot, unit};

fn line(points: &[Wgs84]) -> ClosureIn<'_> {
    ClosureIn { id: "c1", shape: Shape::Line(points), emergency_may_pass: false }
}

/// Two rows of three blocks, three streets between them.
fn ladder() -> Roads {
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2, 3]).street(2, &[10, 11, 12, 13]);
    for rung in 0..4 {
        town.street(10 + rung, &[rung, 10 + rung]);
    }
    town
}

/// The pieces of road a closure closes, as pairs of nodes.
fn closed_pieces(roads: &Roads, closure: ClosureIn<'_>) -> Vec<(i64, i64)> {
    let closed = Closed::of(&roads.graph(), Kind::Ordinary, &[closure]);
    let mut pieces: Vec<_> = (0..roads.edges.len())
        .filter(|edge| closed.closes(*edge))
        .map(|edge| (roads.edges[edge].from_node, roads.edges[edge].to_node))
        .collect();
    assert_eq!(pieces.len(), closed.edges_closed_by(closure.id));
    assert!(pieces.iter().all(|(a, b)| pieces.contains(&(*b, *a))), "both directions");
    pieces.retain(|(a, b)| a < b);
    pieces
}

#[test]
fn a_line_across_a_road_closes_it() {
    let across = [spot(150.0, -20.0), spot(150.0, 20.0)];
    assert_eq!(closed_pieces(&ladder(), line(&across)), [(1, 2)]);
    let both = [spot(150.0, -20.0), spot(160.0, 120.0)];
    assert_eq!(closed_pieces(&ladder(), line(&both)), [(1, 2), (11, 12)]);
    let short = [spot(150.0, 2.0), spot(150.0, 20.0)];
    assert!(closed_pieces(&ladder(), line(&short)).is_empty(), "it stops before the road");
    let elsewhere = [spot(9_000.0, 0.0), spot(9_000.0, 100.0)];
    assert!(closed_pieces(&ladder(), line(&elsewhere)).is_empty());
}

#[test]
fn a_line_along_a_road_leaves_the_streets_that_meet_it() {
    let along = [spot(90.0, 3.0), spot(210.0, -3.0)];
    assert_eq!(closed_pieces(&ladder(), line(&along)), [(1, 2)]);
    let all_of_it = [spot(-5.0, 2.0), spot(305.0, 2.0)];
    assert_eq!(closed_pieces(&ladder(), line(&all_of_it)), [(0, 1), (1, 2), (2, 3)]);
    let beside = [spot(90.0, 12.0), spot(95.0, 12.0)];
    assert!(closed_pieces(&ladder(), line(&beside)).is_empty(), "12 m beside is another road");
}

#[test]
fn a_polygon_closes_what_it_touches() {
    let polygon = |ring: &[Wgs84]| {
        closed_pieces(&ladder(), ClosureIn { id: "p", shape: Shape::Polygon(ring), emergency_may_pass: false })
    };
    let corner = [spot(80.0, -20.0), spot(120.0, -20.0), spot(120.0, 20.0), spot(80.0, 20.0)];
    assert_eq!(polygon(&corner), [(0, 1), (1, 2), (1, 11)]);
    let in_the_yard = [spot(120.0, 20.0), spot(180.0, 20.0), spot(180.0, 80.0)];
    assert!(polygon(&in_the_yard).is_empty());
    let around_all = [spot(-500.0, -500.0), spot(900.0, -500.0), spot(900.0, 900.0), spot(-500.0, 900.0)];
    assert_eq!(polygon(&around_all).len(), 10);
}

#[test]
fn a_closure_takes_effect_and_says_what_it_costs() {
    let across = [spot(150.0, -20.0), spot(150.0, 20.0)];
    let (from, to) = (spot(110.0, 0.0), spot(250.0, 0.0));
    let open = ladder().world(Profile::EMERGENCY);
    assert_eq!(seconds(&open, from, to), Some(14));
    // The unit stands on the closed piece and may leave it, backwards.
    let closed = ladder().world_closed(Profile::EMERGENCY, &[line(&across)]);
    assert_eq!(seconds(&closed, from, to), Some(14), "off a closed piece in either direction");
    let from = spot(50.0, 0.0);
    assert_eq!((seconds(&open, from, to), seconds(&closed, from, to)), (Some(20), Some(40)));
    let route = closed.route(from, to).expect("there is a way round");
    assert_eq!(route.avoided, ["c1"]);
    assert!(closed.route(from, spot(20.0, 0.0)).expect("a way").avoided.is_empty(), "it was not in the way");
    // A place on the closed piece is driven up to.
    assert_eq!(seconds(&closed, from, spot(140.0, 0.0)), Some(9));
}

#[test]
fn emergency_vehicles_pass_where_they_may() {
    let across = [spot(150.0, -20.0), spot(150.0, 20.0)];
    let may_pass = ClosureIn { emergency_may_pass: true, ..line(&across) };
    let (from, to) = (spot(50.0, 0.0), spot(250.0, 0.0));
    assert_eq!(seconds(&ladder().world_closed(Profile::EMERGENCY, &[may_pass]), from, to), Some(20));
    assert_eq!(seconds(&ladder().world_closed(Profile::ORDINARY, &[may_pass]), from, to), Some(40));
    let closed = Closed::of(&ladder().graph(), Kind::Emergency, &[may_pass]);
    assert_eq!(
        (closed.ids(), closed.edges_closed_by("c1")),
        (&["c1".to_owned()][..], 0),
        "in force, and closes nothing"
    );
}

#[test]
fn a_unit_that_is_cut_off_is_unreachable_and_never_a_straight_line() {
    // A bridge of one piece between two quarters; the unit across it is the nearer.
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2]).street(2, &[2, 3]).street(3, &[3, 4, 5]);
    let bridge = [spot(250.0, -30.0), spot(250.0, 30.0)];
    let (near, far, to) = (spot(320.0, 0.0), spot(10.0, 0.0), spot(190.0, 0.0));
    let units = [unit("near", near), unit("far", far)];
    let open = order(&town.world(Profile::EMERGENCY), to, &units, 2);
    assert_eq!(open.best.iter().map(|eta| eta.index).collect::<Vec<_>>(), [0, 1]);
    let world = town.world_closed(Profile::EMERGENCY, &[line(&bridge)]);
    let cut = order(&world, to, &units, 2);
    assert_eq!(cut.best.iter().map(|eta| (eta.index, eta.straight_rank)).collect::<Vec<_>>(), [(1, 2)]);
    assert_eq!(cut.unreachable, [0]);
    assert_eq!(world.route(near, to), Err(NoRoute::Unreachable { closures: vec!["c1".into()] }));
    // Standing on the bridge itself it gets off.
    assert_eq!(seconds(&world, spot(240.0, 0.0), to), Some(5));
}

#[test]
fn the_set_of_closures_has_one_hash_whatever_their_order() {
    let (a, b) = ([spot(150.0, -20.0), spot(150.0, 20.0)], [spot(50.0, -20.0), spot(50.0, 20.0)]);
    let (a, b) = (line(&a), ClosureIn { id: "c0", ..line(&b) });
    let graph = ladder().graph();
    let of = |closures: &[ClosureIn<'_>]| Closed::of(&graph, Kind::Ordinary, closures);
    assert_eq!(of(&[a, b]).hash(), of(&[b, a]).hash());
    assert_eq!(of(&[a, b]).ids(), ["c0", "c1"]);
    assert_ne!(of(&[a]).hash(), of(&[b]).hash());
    assert_ne!(of(&[a]).hash(), of(&[ClosureIn { emergency_may_pass: true, ..a }]).hash());
    assert_eq!(of(&[]).hash(), Closed::none(&graph).hash());
}

#[test]
fn closures_of_another_graph_or_kind_are_refused() {
    let across = [spot(150.0, -20.0), spot(150.0, 20.0)];
    let world = ladder().world(Profile::EMERGENCY);
    let mut other = ladder();
    other.edges[0].speed_kmh = 50.0;
    let put = |closed: Closed| World::with_closed(&world, Arc::new(closed)).err();
    assert_eq!(put(Closed::none(&other.graph())), Some(WorldError::OtherGraph));
    assert_eq!(put(Closed::of(world.graph(), Kind::Ordinary, &[line(&across)])), Some(WorldError::OtherKind));
    assert_eq!(put(Closed::of(world.graph(), Kind::Emergency, &[line(&across)])), None);
    assert_eq!(put(Closed::none(world.graph())), None, "nothing closed is nothing closed to all");
}

#[test]
fn shapes_of_too_few_points_close_what_they_touch_and_no_more() {
    assert!(closed_pieces(&ladder(), line(&[])).is_empty());
    assert!(closed_pieces(&ladder(), line(&[spot(150.0, 0.0)])).is_empty());
    let nothing = ClosureIn { id: "p", shape: Shape::Polygon(&[]), emergency_may_pass: false };
    assert!(closed_pieces(&ladder(), nothing).is_empty());
}
