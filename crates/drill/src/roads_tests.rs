//! Routes and driving on a small town of one-way streets.

use super::*;
use crate::drive::{Drive, TOP_SPEED_MPS};
use crate::rng::Rng;
use proptest::prelude::*;

fn p(x: f64, y: f64) -> Wgs84 {
    Wgs84::new(24.90 + x * 0.003, 60.15 + y * 0.0015).unwrap()
}

fn edge(from: (i64, i64), to: (i64, i64)) -> Edge {
    let id = |(x, y): (i64, i64)| x * 100 + y;
    let at = |(x, y): (i64, i64)| p(x as f64, y as f64);
    let bend = p((from.0 + to.0) as f64 / 2.0 + 0.05, (from.1 + to.1) as f64 / 2.0 + 0.05);
    Edge { from: id(from), to: id(to), points: vec![at(from), bend, at(to)], speed_kmh: 40.0, name: None }
}

/// Streets west-east one-way by turns, north-south both ways; one dead end that only leads out.
fn town(size: i64) -> Vec<Edge> {
    let mut edges = vec![edge((0, 0), (-1, 0))];
    for a in 0..size {
        for b in 0..size - 1 {
            let (west, east) = ((b, a), (b + 1, a));
            edges.push(if a % 2 == 0 { edge(west, east) } else { edge(east, west) });
            edges.extend([edge((a, b), (a, b + 1)), edge((a, b + 1), (a, b))]);
        }
    }
    edges
}

#[test]
fn only_the_connected_part_is_kept() {
    let roads = Roads::new(&town(5)).unwrap();
    assert_eq!(roads.lanes.len(), town(5).len() - 1, "the dead end is left out");
    let lonely = [edge((0, 0), (1, 0)), edge((1, 0), (2, 0))];
    assert_eq!(Roads::new(&lonely).err(), Some(SetupError::NoRoads));
    assert_eq!(Roads::new(&[]).err(), Some(SetupError::NoRoads));
    let odd = Edge { points: vec![p(0.0, 0.0)], speed_kmh: f64::NAN, ..edge((0, 0), (1, 0)) };
    assert_eq!(Roads::new(&[odd]).err(), Some(SetupError::NoRoads));
}

#[test]
fn the_quickest_way_avoids_a_slow_street() {
    let mut edges = vec![edge((0, 0), (1, 0)), edge((1, 0), (2, 0)), edge((2, 0), (0, 0))];
    edges.extend([edge((0, 0), (1, 1)), edge((1, 1), (2, 0))]);
    edges[0].speed_kmh = 5.0;
    let roads = Roads::new(&edges).unwrap();
    let (from, to) = (Spot { lane: 2, offset_m: 0.0 }, Spot { lane: 1, offset_m: roads.lanes[1].length_m() });
    assert_eq!(roads.route(from, &[to]).unwrap().ahead, [0, 1], "no other way to that lane");
    let either = roads.route(from, &[to, Spot { lane: 4, offset_m: 10.0 }]).unwrap();
    assert_eq!(either.ahead, [3, 4], "the goal that is reached first");
}

#[test]
fn both_sides_of_a_two_way_road_are_one_place() {
    let roads = Roads::new(&town(4)).unwrap();
    let spot = roads.nearest(p(1.0, 0.4));
    let sides = roads.both_sides(spot);
    assert_eq!(sides.len(), 2);
    assert!(distance_m(roads.position(sides[0]), roads.position(sides[1])) < 0.01);
    assert_eq!(roads.both_sides(roads.nearest(p(0.4, 0.0))).len(), 1, "a one-way street has one");
}

proptest! {
    #[test]
    fn a_drive_follows_lanes_end_to_start_and_arrives(seed in 0_u64..500, ms in 200_i64..20_000) {
        let roads = Roads::new(&town(8)).unwrap();
        let mut rng = Rng::named(seed, "test");
        let mut drive = Drive::parked(roads.random(&mut rng));
        for _ in 0..3 {
            let goal = roads.random(&mut rng);
            drive.set_out(&roads, goal);
            let mut steps = 0;
            while drive.is_moving() {
                let before = drive.at();
                drive.advance(&roads, ms, 1.3);
                let now = drive.at();
                let straight = distance_m(roads.position(before), roads.position(now));
                prop_assert!(straight <= TOP_SPEED_MPS * ms as f64 / 1_000.0 + 0.01);
                if before.lane == now.lane && drive.is_moving() {
                    prop_assert!(now.offset_m >= before.offset_m || straight < 1.0, "backwards on a lane");
                }
                steps += 1;
                prop_assert!(steps < 20_000, "never arrives");
            }
            prop_assert!(distance_m(roads.position(drive.at()), roads.position(goal)) < 0.01);
        }
    }

    #[test]
    fn routes_join_lanes_that_touch(seed in 0_u64..500) {
        let roads = Roads::new(&town(8)).unwrap();
        let mut rng = Rng::named(seed, "test");
        let (from, to) = (roads.random(&mut rng), roads.random(&mut rng));
        let route = roads.route(from, &[to]).unwrap();
        let mut lane = from.lane;
        for next in &route.ahead {
            prop_assert_eq!(roads.lanes[lane].to, roads.lanes[*next].from);
            lane = *next;
        }
        prop_assert_eq!((lane, route.stop_m), (to.lane, to.offset_m));
    }

    #[test]
    fn nearest_is_nearest(x in -1.0..8.0_f64, y in -1.0..8.0_f64) {
        let roads = Roads::new(&town(7)).unwrap();
        let found = distance_m(p(x, y), roads.position(roads.nearest(p(x, y))));
        let all = roads.lanes.iter().flat_map(|l| l.points.windows(2).map(|w| nearest_on_segment(p(x, y), w[0], w[1]).distance_m));
        prop_assert!(found <= all.fold(f64::INFINITY, f64::min) + 0.5);
    }
}
