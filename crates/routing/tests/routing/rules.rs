//! One small town for each rule of the road. A block is 100 m and takes 10 s.

use proptest::prelude::*;
use watchfloor_area::{RoadClass, RoadUse};
use watchfloor_routing::{
    GATE_MS, GraphError, Kind, LOCKED_GATE_MS, NoRoute, Profile, RoadGraph, WeekMinute, World, drive_ms, gate_ms,
};

use crate::support::{OPEN, Roads, Via, order, seconds, spot, unit};

const CONTRAFLOW: Profile = Profile { kind: Kind::Emergency, contraflow: true, at: None };

fn worlds(roads: &Roads) -> [World; 3] {
    [Profile::ORDINARY, Profile::EMERGENCY, CONTRAFLOW].map(|profile| roads.world(profile))
}

/// Seconds for ordinary vehicles, under blue light, and with leave against one-ways.
fn all(roads: &Roads, from: [f64; 2], to: [f64; 2]) -> [Option<i64>; 3] {
    worlds(roads).map(|world| seconds(&world, spot(from[0], from[1]), spot(to[0], to[1])))
}

#[test]
fn a_one_way_is_driven_one_way() {
    let mut town = Roads::default();
    town.streets(1, &[0, 1], OPEN, false).street(2, &[1, 11, 10, 0]);
    assert_eq!(all(&town, [100.0, 50.0], [50.0, 0.0]), [Some(30); 3]);
    // The same road against its direction, at half its speed.
    let against = RoadUse { contraflow: true, ..RoadUse::default() };
    town.streets(1, &[1, 0], against, false);
    assert_eq!(all(&town, [100.0, 50.0], [50.0, 0.0]), [Some(30), Some(30), Some(15)]);
}

/// Ways 1 and 5 in line, 2 turning off between them, 3 and 4 a way round.
fn tee() -> Roads {
    let mut town = Roads::default();
    town.street(1, &[0, 1]).street(5, &[1, 2]).street(2, &[1, 11]).street(3, &[2, 12]).street(4, &[11, 12]);
    town
}

#[test]
fn a_forbidden_turn_is_not_taken() {
    assert_eq!(all(&tee(), [50.0, 0.0], [100.0, 50.0]), [Some(10); 3]);
    let mut town = tee();
    town.restrict(false, 1, Via::Node(1), 2);
    assert_eq!(counts(&town), (1, 0));
    assert_eq!(all(&town, [50.0, 0.0], [100.0, 50.0]), [Some(40); 3]);
    assert_eq!(all(&town, [100.0, 50.0], [50.0, 0.0]), [Some(10); 3], "the other way is another turn");
    town.restrictions[0].spares_emergency = true;
    assert_eq!(all(&town, [50.0, 0.0], [100.0, 50.0]), [Some(40), Some(10), Some(10)]);
}

/// Applied and passed over.
fn counts(town: &Roads) -> (usize, usize) {
    let counts = town.graph().restrictions();
    (counts.applied, counts.passed_over)
}

/// Seconds at Monday 08:00, Sunday 08:00 and no particular time.
fn by_time(town: &Roads, kind: Kind, from: [f64; 2], to: [f64; 2]) -> [Option<i64>; 3] {
    let [monday, sunday] = [0, 6].map(|day| WeekMinute::new(day, 480));
    [monday, sunday, None].map(|at| {
        let world = town.world(Profile { kind, contraflow: false, at });
        let (from, to) = (spot(from[0], from[1]), spot(to[0], to[1]));
        let open = tee().world(Profile { kind, contraflow: false, at });
        // In blocks driven: speeds go by the hour, too.
        let block = seconds(&open, spot(50.0, 0.0), spot(100.0, 50.0))? as f64;
        seconds(&world, from, to).map(|s| (s as f64 / block).round() as i64)
    })
}

#[test]
fn a_turn_forbidden_at_some_hours_is_taken_at_the_others() {
    let (from, to) = ([50.0, 0.0], [100.0, 50.0]);
    for (only, onto) in [(false, 2), (true, 5)] {
        let mut town = tee();
        town.restrict(only, 1, Via::Node(1), onto).conditional = Some("no_left_turn @ (Mo-Fr 07:00-09:00)".into());
        assert_eq!(by_time(&town, Kind::Ordinary, from, to), [Some(4), Some(1), Some(4)]);
        assert_eq!(by_time(&town, Kind::Emergency, from, to), [Some(4), Some(1), Some(4)]);
        town.restrictions[0].spares_emergency = true;
        assert_eq!(by_time(&town, Kind::Emergency, from, to), [Some(1); 3]);
        town.restrictions[0].conditional = Some("no_left_turn @ (weight>7.5)".into());
        assert_eq!(by_time(&town, Kind::Ordinary, from, to), [Some(4); 3], "hours that are not read are all hours");
        let counts = town.graph().restrictions();
        assert_eq!((counts.applied, counts.at_hours, counts.unread_hours), (1, 1, 1), "and said");
    }
    // Two only ways on at different hours: each binds in its own.
    let mut town = tee();
    town.restrict(true, 1, Via::Node(1), 5).conditional = Some("only_straight_on @ (Mo)".into());
    town.restrict(true, 1, Via::Node(1), 2).conditional = Some("only_left_turn @ (Su)".into());
    assert_eq!(by_time(&town, Kind::Ordinary, from, to), [Some(4), Some(1), Some(1)], "together they allow both");
    let through = by_time(&town, Kind::Ordinary, from, [150.0, 0.0]);
    assert_eq!((through[0], through[2]), (Some(1), Some(1)));
    assert_ne!(through[1], Some(1));
}

/// A turn through a way at some hours: what is remembered on the way does not bind at the others.
#[test]
fn a_turn_through_a_way_binds_in_its_hours() {
    let mut town = by_a_way();
    town.restrict(false, 1, Via::Ways(&[2]), 3).conditional = Some("no_left_turn @ (Mo)".into());
    let [monday, sunday, none] = by_time(&town, Kind::Ordinary, [50.0, 0.0], [50.0, 100.0]);
    assert_eq!((sunday, none), (Some(2), monday));
    assert!(monday > sunday, "{monday:?}");
}

/// Ways 1 and 3 of a town, and 2 between them through a locked gate at node 1; 4 goes round if `open`.
fn gated(open: bool) -> Roads {
    let mut town = Roads::default();
    town.street(1, &[10, 0, 1]).street(2, &[1, 2, 12]).street(5, &[10, 20, 21, 11, 10]);
    if open {
        town.street(4, &[10, 50, 52, 12]);
    }
    for edge in town.edges.iter_mut().filter(|e| e.from_node == 1) {
        edge.usage.gate = true;
        edge.usage.locked = true;
    }
    town
}

#[test]
fn a_locked_gate_is_passed_to_what_lies_behind_and_never_through() {
    let gate = i64::from(LOCKED_GATE_MS) / 1_000;
    // The only way: those behind drive out, and to those behind one drives in.
    let closed = gated(false);
    assert_eq!(all(&closed, [50.0, 0.0], [150.0, 0.0]), [Some(10), Some(10 + gate), Some(10 + gate)]);
    assert_eq!(all(&closed, [150.0, 0.0], [50.0, 0.0]), [Some(10), Some(10 + gate), Some(10 + gate)]);
    // Both sides are public: everybody else drives round.
    let open = gated(true);
    let [ordinary, emergency, _] = all(&open, [50.0, 0.0], [150.0, 0.0]);
    assert!(ordinary > Some(100), "{ordinary:?}");
    assert_eq!(emergency, Some(10 + gate));
    let world = open.world(Profile::EMERGENCY);
    let route = world.route(spot(50.0, 0.0), spot(150.0, 0.0)).expect("a way");
    assert_eq!((route.gates, route.locked_gates), (1, 1), "it is said");
    // What is behind two gates is no way through.
    let mut through = gated(false);
    through.street(6, &[12, 13]).street(7, &[13, 23, 20]);
    for edge in through.edges.iter_mut().filter(|e| e.from_node == 13) {
        edge.usage.gate = true;
        edge.usage.locked = true;
    }
    let world = through.world(Profile::ORDINARY);
    let inside = seconds(&world, spot(50.0, 0.0), spot(200.0, 50.0));
    assert_eq!(inside, Some(20));
    let beyond = seconds(&world, spot(50.0, 0.0), spot(300.0, 200.0)).expect("round by the town");
    let behind = world.route(spot(50.0, 0.0), spot(300.0, 200.0)).expect("a way");
    assert!(behind.streets.iter().all(|s| s.name.as_deref() != Some("Street 2")), "{beyond} {:?}", behind.streets);
    // Standing behind, either gate is the way out.
    assert_eq!(seconds(&world, spot(200.0, 50.0), spot(50.0, 0.0)), Some(20));
    assert_eq!(seconds(&world, spot(250.0, 100.0), spot(300.0, 150.0)), Some(10));
}

#[test]
fn the_only_allowed_turn_is_taken() {
    let mut town = tee();
    town.restrict(true, 1, Via::Node(1), 5);
    assert_eq!(all(&town, [50.0, 0.0], [100.0, 50.0]), [Some(40); 3]);
    // Two of them allow both.
    town.restrict(true, 1, Via::Node(1), 2);
    assert_eq!(all(&town, [50.0, 0.0], [100.0, 50.0]), [Some(10); 3]);
}

#[test]
fn what_does_not_fit_the_roads_is_passed_over_and_counted() {
    let mut town = tee();
    town.restrict(false, 1, Via::Node(99), 2);
    town.restrict(false, 77, Via::Node(1), 2);
    town.restrict(false, 1, Via::Ways(&[3]), 2);
    // A way that goes on through the node does not say from which side.
    town.street(8, &[20, 21, 22]).street(9, &[21, 31]);
    town.restrict(false, 8, Via::Node(21), 9);
    assert_eq!(counts(&town), (0, 4));
    assert_eq!(all(&town, [50.0, 0.0], [100.0, 50.0]), [Some(10); 3]);
}

/// From way 1 by 2 into 3; 4 is a dead end to turn round in, 6 another way onto 2.
fn by_a_way() -> Roads {
    let mut town = Roads::default();
    town.street(1, &[0, 1]).street(2, &[1, 11]).street(3, &[11, 10]).street(4, &[11, 12]).street(6, &[1, 2]);
    town
}

#[test]
fn a_turn_through_a_way_is_forbidden_to_those_who_came_that_way() {
    assert_eq!(all(&by_a_way(), [50.0, 0.0], [50.0, 100.0]), [Some(20); 3]);
    let mut town = by_a_way();
    town.restrict(false, 1, Via::Ways(&[2]), 3);
    assert_eq!(counts(&town), (1, 0));
    assert_eq!(all(&town, [50.0, 0.0], [50.0, 100.0]), [Some(60); 3], "round the dead end, 20 s to turn");
    assert_eq!(all(&town, [150.0, 0.0], [50.0, 100.0]), [Some(20); 3], "from elsewhere");
    assert_eq!(all(&town, [100.0, 50.0], [50.0, 100.0]), [Some(10); 3], "set off between");
}

#[test]
fn the_only_turn_through_a_way_binds_from_its_beginning() {
    let mut town = by_a_way();
    town.restrict(true, 1, Via::Ways(&[2]), 4);
    assert_eq!(all(&town, [50.0, 0.0], [50.0, 100.0]), [Some(60); 3]);
    assert_eq!(all(&town, [50.0, 0.0], [150.0, 0.0]), [Some(70); 3], "not even straight on");
}

#[test]
fn a_roundabout_is_driven_round() {
    let mut town = Roads::default();
    let ring = RoadUse { roundabout: true, ..OPEN };
    town.streets(1, &[11, 12, 22, 21, 11], ring, false).street(2, &[10, 11]).street(3, &[20, 21]);
    assert_eq!(all(&town, [50.0, 100.0], [50.0, 200.0]), [Some(40); 3]);
    assert_eq!(all(&town, [50.0, 200.0], [50.0, 100.0]), [Some(20); 3]);
}

/// A short way with something on it, and a long way round.
fn short_cut(usage: RoadUse) -> [Option<i64>; 3] {
    let mut town = Roads::default();
    town.streets(1, &[0, 1], usage, true).street(2, &[0, 50, 51, 1]);
    all(&town, [0.0, 50.0], [100.0, 50.0])
}

#[test]
fn what_stands_in_the_way_stops_whom_it_should() {
    let around = Some(100);
    let closed = RoadUse { ordinary: false, ..OPEN };
    assert_eq!(short_cut(OPEN), [Some(20); 3]);
    assert_eq!(short_cut(RoadUse { gate: true, ..closed }), [around, Some(50), Some(50)], "a crew opens a gate");
    assert_eq!(short_cut(RoadUse { gate: true, ..OPEN }), [Some(20), Some(50), Some(50)], "it stands open to all");
    assert_eq!(short_cut(RoadUse { barrier: true, ..OPEN }), [around; 3], "nobody drives through a bollard");
    assert_eq!(short_cut(RoadUse { bus_lane: true, ..closed }), [around, Some(20), Some(20)]);
    assert_eq!(short_cut(RoadUse { destination: true, ..OPEN }), [around, Some(20), Some(20)], "no through traffic");
}

#[test]
fn a_destination_only_road_is_for_those_who_go_there() {
    let mut town = Roads::default();
    town.streets(1, &[0, 1], RoadUse { destination: true, ..OPEN }, true).street(2, &[0, 50, 51, 1]);
    let world = town.world(Profile::ORDINARY);
    assert_eq!(seconds(&world, spot(0.0, 50.0), spot(50.0, 0.0)), Some(10));
    assert_eq!(seconds(&world, spot(50.0, 0.0), spot(0.0, 50.0)), Some(10));
    assert_eq!(seconds(&world, spot(0.0, 50.0), spot(100.0, 50.0)), Some(100));
}

#[test]
fn who_moves_the_other_way_has_to_turn_round() {
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2]);
    let world = town.world(Profile::EMERGENCY);
    let (at, to) = (spot(50.0, 0.0), spot(150.0, 0.0));
    let ms = |heading| world.route_snapped(&world.snap(at, heading), to).map(|route| (route.ms + 500) / 1000);
    assert_eq!([ms(None), ms(Some(90.0)), ms(Some(0.0)), ms(Some(270.0))], [Ok(10), Ok(10), Ok(10), Ok(30)]);
}

#[test]
fn an_island_is_unreachable_and_said_to_be() {
    let mut town = Roads::default();
    town.street(1, &[0, 1]).street(2, &[5, 6]);
    let world = town.world(Profile::EMERGENCY);
    let (here, there) = (spot(50.0, 0.0), spot(550.0, 0.0));
    assert_eq!(world.route(here, there), Err(NoRoute::Unreachable { closures: Vec::new() }));
    let far = spot(5_000.0, 5_000.0);
    assert!(matches!(world.route(far, here), Err(NoRoute::FromOffRoad(_))));
    assert!(matches!(world.route(here, far), Err(NoRoute::ToOffRoad(_))));
    let found = order(&world, there, &[unit("a", here), unit("b", there), unit("c", far)], 3);
    assert_eq!(found.best.iter().map(|eta| eta.index).collect::<Vec<_>>(), [1]);
    assert_eq!((found.unreachable, found.off_road), (vec![0], vec![2]));
    assert!(world.closest(far, &[], &|_| true, 1).is_err());
}

#[test]
fn equal_times_are_ordered_by_id_and_the_straight_order_stands_beside() {
    let mut town = Roads::default();
    // A river: the unit across it is nearest by straight line and last by road.
    town.street(1, &[0, 1, 2]).street(2, &[2, 92, 90]).street(3, &[90, 10, 11]);
    let world = town.world(Profile::EMERGENCY);
    let to = spot(100.0, 0.0);
    let units = [
        unit("z", spot(150.0, 0.0)),
        unit("a", spot(50.0, 0.0)),
        unit("m", spot(100.0, 100.0)),
        unit("b", spot(50.0, 0.0)),
    ];
    let found = order(&world, to, &units, 9);
    let rows: Vec<_> = found.best.iter().map(|eta| (units[eta.index].id, eta.straight_rank)).collect();
    assert_eq!(rows, [("a", 1), ("b", 2), ("z", 3), ("m", 4)]);
    assert_eq!(found.best[0].ms, found.best[2].ms);
    assert!((found.best[0].metres - 50.0).abs() < 0.5 && (found.best[3].straight_m - 100.0).abs() < 0.5);
    // Few wanted, few eligible, none eligible.
    assert_eq!(order(&world, to, &units, 2).best, found.best[..2]);
    let only_m = world.closest(to, &units, &|index| index == 2, 2).expect("on a road");
    assert_eq!(only_m.best.iter().map(|eta| (eta.index, eta.straight_rank)).collect::<Vec<_>>(), [(2, 1)]);
    assert!(world.closest(to, &units, &|_| false, 2).expect("on a road").best.is_empty());
}

#[test]
fn a_route_names_its_streets_and_begins_and_ends_beside_the_places() {
    let world = tee().world(Profile::ORDINARY);
    let route = world.route(spot(50.0, 3.0), spot(103.0, 50.0)).expect("a way");
    let streets: Vec<_> = route.streets.iter().map(|s| (s.name.as_deref(), s.metres.round())).collect();
    assert_eq!(streets, [(Some("Street 1"), 50.0), (Some("Street 2"), 50.0)]);
    assert_eq!(route.geometry.len(), 3);
    for (found, wanted) in route.geometry.iter().zip([spot(50.0, 0.0), spot(100.0, 0.0), spot(100.0, 50.0)]) {
        assert!(watchfloor_geo::distance_m(*found, wanted) < 0.1, "{found:?} for {wanted:?}");
    }
    assert!((route.from_road_m - 3.0).abs() < 0.1 && (route.to_road_m - 3.0).abs() < 0.1);
    assert!((route.metres - 100.0).abs() < 0.5);
}

#[test]
fn rows_that_cannot_be_driven_are_refused_by_name() {
    let broken = |change: &dyn Fn(&mut watchfloor_area::RoadEdge)| {
        let mut town = tee();
        change(&mut town.edges[3]);
        RoadGraph::build(&town.edges, &[]).err()
    };
    assert_eq!(broken(&|e| e.points.truncate(1)), Some(GraphError::Points { edge: 3, way: 5, points: 1 }));
    assert_eq!(broken(&|e| e.points[1][1] = 91.0), Some(GraphError::Position { edge: 3, way: 5, point: 1 }));
    assert_eq!(broken(&|e| e.length_m = -1.0), Some(GraphError::Length { edge: 3, way: 5, length_m: -1.0 }));
    assert!(matches!(broken(&|e| e.length_m = f64::NAN), Some(GraphError::Length { .. })));
    assert_eq!(broken(&|e| e.speed_kmh = 0.0), Some(GraphError::Speed { edge: 3, way: 5, speed_kmh: 0.0 }));
    assert!(matches!(broken(&|e| e.speed_kmh = f64::INFINITY), Some(GraphError::Speed { .. })));
    assert_eq!(broken(&|_| ()), None);
    let nothing = Roads::default().world(Profile::ORDINARY);
    assert!(nothing.snap(spot(0.0, 0.0), None).on_road().is_err(), "no roads at all is a graph without roads");
}

#[test]
fn the_hash_knows_what_a_time_depends_on() {
    let town = tee();
    let mut faster = town.clone();
    faster.edges[0].speed_kmh += 1.0;
    let mut bound = town.clone();
    bound.restrict(false, 1, Via::Node(1), 2);
    let mut renamed = town.clone();
    renamed.edges[0].name = None;
    let hash = |roads: &Roads| roads.graph().hash().to_owned();
    assert_eq!(hash(&town).len(), 64);
    assert_eq!(hash(&town), hash(&town));
    assert_ne!(hash(&town), hash(&faster));
    assert_ne!(hash(&town), hash(&bound));
    assert_eq!(hash(&town), hash(&renamed), "a name is no drive time");
}

#[test]
fn a_gate_costs_its_time_to_who_passes_it_and_nobody_else() {
    let gate = RoadUse { gate: true, ..OPEN };
    let locked = RoadUse { locked: true, ..gate };
    let [none, plain, key] = [OPEN, gate, locked].map(|usage| gate_ms(Kind::Emergency, usage));
    assert_eq!((none, plain, key), (0, GATE_MS, LOCKED_GATE_MS));
    assert_eq!(gate_ms(Kind::Ordinary, locked), 0);
    let mut town = Roads::default();
    town.streets(1, &[0, 1], gate, true).street(2, &[1, 2]);
    let (inside, away) = ([50.0, 0.0], [150.0, 0.0]);
    assert_eq!(all(&town, inside, away), [Some(10); 3], "whoever stands on an edge has passed the gate it begins at");
    assert_eq!(all(&town, away, inside), [Some(10), Some(40), Some(40)], "halfway along it is passed as a whole");
}

proptest! {
    /// Times are positive, grow with the length, and blue light is never slower on a plain road by day.
    #[test]
    fn drive_times_are_sound(metres in 0.01..50_000.0_f64, kmh in 0.1..400.0_f64, hour in 6_u16..22, tagged: bool) {
        let usage = RoadUse { speed_tagged: tagged, ..OPEN };
        for class in [RoadClass::Motorway, RoadClass::Primary, RoadClass::Residential, RoadClass::Busway] {
            let of = |kind, length, usage| drive_ms(Profile { kind, contraflow: false, at: WeekMinute::new(0, hour * 60) }, class, usage, length, kmh);
            let [ordinary, emergency] = [Kind::Ordinary, Kind::Emergency].map(|kind| of(kind, metres, usage));
            prop_assert!(ordinary >= 1 && emergency >= 1 && of(Kind::Ordinary, metres * 2.0, usage) >= ordinary);
            // Ordinary traffic may do 105 % before seven in the evening's end; blue light keeps its 100.
            prop_assert!(f64::from(emergency) <= f64::from(ordinary) * 1.06 + 1.0);
            let in_lane = of(Kind::Emergency, metres, RoadUse { bus_lane: true, ..usage });
            prop_assert!(in_lane <= emergency);
        }
    }
}
