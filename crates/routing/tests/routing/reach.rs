//! What is reached within a time, against drive times to the same places.

use watchfloor_geo::Wgs84;
use watchfloor_routing::{ClosureIn, Profile, Shape};

use crate::support::{Chance, Roads, helsinki, spot};

fn metres(lines: &[Vec<Wgs84>]) -> f64 {
    lines.iter().flat_map(|line| line.windows(2)).map(|w| watchfloor_geo::distance_m(w[0], w[1])).sum()
}

#[test]
fn as_far_as_the_time_goes_and_no_farther() {
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2, 3, 4]);
    let world = town.world(Profile::EMERGENCY);
    let reach = world.reach(&[spot(50.0, 0.0), spot(9_000.0, 0.0)], &[30, 15]);
    assert_eq!(reach.off_road, [1]);
    let lengths: Vec<_> = reach.bands.iter().map(|b| (b.seconds, (metres(&b.lines) / 10.0).round() * 10.0)).collect();
    // 5 s back to the end, where it turns in 20 s and comes again for the last 5 s; and on for 30 s or 15 s.
    assert_eq!(lengths, [(30, 400.0), (15, 200.0)]);
    assert!(reach.bands.iter().all(|b| b.polygons.len() == 1));
    assert!(world.reach(&[], &[60]).bands[0].polygons.is_empty());
    assert!(
        world.reach(&[spot(50.0, 0.0)], &[0]).bands[0].lines.iter().all(|l| metres(std::slice::from_ref(l)) < 0.01)
    );
}

#[test]
fn a_closure_stops_what_is_reached() {
    let mut town = Roads::default();
    town.street(1, &[0, 1, 2, 3, 4]);
    let across = [spot(250.0, -20.0), spot(250.0, 20.0)];
    let closure = ClosureIn { id: "c", shape: Shape::Line(&across), emergency_may_pass: false };
    let world = town.world_closed(Profile::EMERGENCY, &[closure]);
    let band = &world.reach(&[spot(100.0, 0.0)], &[60]).bands[0];
    let farthest = band.lines.iter().flatten().map(|p| p.lon()).fold(f64::MIN, f64::max);
    assert!((farthest - spot(200.0, 0.0).lon()).abs() < 1e-6, "up to the closed piece");
}

/// Every end of what is reached of a real city is a drive of at most that time, and drives within the time are inside.
#[test]
fn what_is_reached_agrees_with_drive_times() {
    let roads = helsinki();
    let world = roads.world(Profile::EMERGENCY);
    let mut chance = Chance(5);
    let (mut ends, mut inside) = (0, 0);
    for _ in 0..6 {
        let from = roads.on_edge(chance.below(roads.edges.len()), 0.5);
        let reach = world.reach(&[from], &[40, 90]);
        for band in &reach.bands {
            let limit = i64::from(band.seconds) * 1000;
            for end in band.lines.iter().filter_map(|line| line.last()).step_by(7) {
                let Ok(route) = world.route(from, *end) else { continue };
                // Where roads cross without meeting a place belongs to either.
                ends += 1;
                inside += usize::from(route.ms <= limit + 20);
            }
            for _ in 0..40 {
                let to = roads.on_edge(chance.below(roads.edges.len()), 0.5);
                let near = world.route(from, to).is_ok_and(|route| route.ms + 20 < limit);
                assert!(!near || covered(&band.polygons, to), "{to:?} is reached in {} s", band.seconds);
            }
        }
        assert!(metres(&reach.bands[0].lines) < metres(&reach.bands[1].lines));
    }
    assert!(ends > 100 && inside * 100 >= ends * 97, "{inside} of {ends}");
}

fn covered(polygons: &[Vec<Vec<Wgs84>>], p: Wgs84) -> bool {
    let in_ring = |ring: &Vec<Wgs84>| {
        let crosses = |w: &&[Wgs84]| {
            let (a, b) = (w[0], w[1]);
            (a.lat() > p.lat()) != (b.lat() > p.lat())
                && p.lon() < a.lon() + (p.lat() - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon())
        };
        ring.windows(2).filter(crosses).count() % 2 == 1
    };
    polygons.iter().any(|polygon| polygon.iter().filter(|ring| in_ring(ring)).count() == 1)
}
