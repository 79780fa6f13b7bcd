//! Real cities: who comes first, against a plain search of everything.
//!
//! 20,000 cases; `WATCHFLOOR_ROUTING_RUNS` sets how many per city, `WATCHFLOOR_ROUTING_SEED` which, and
//! `WATCHFLOOR_ROUTING_FLEETS` how many fleets each incident with its closures is asked about.

use std::collections::BTreeMap;
use std::sync::Arc;

use watchfloor_geo::{Wgs84, destination};
use watchfloor_routing::{Closed, ClosureIn, Hierarchy, Kind, Placed, Profile, Shape, Snapped, WeekMinute, World};

use crate::reference::Reference;
use crate::support::{Chance, Roads, helsinki, shared};

/// Plain, and on a Monday morning and a Sunday evening.
fn profiles() -> [Profile; 4] {
    let [monday, sunday] = [(0, 8), (6, 17)].map(|(day, hour)| WeekMinute::new(day, hour * 60));
    [
        Profile::ORDINARY,
        Profile::EMERGENCY,
        Profile { kind: Kind::Emergency, contraflow: true, at: monday },
        Profile { kind: Kind::Ordinary, contraflow: false, at: sunday },
    ]
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn runs(default: usize) -> usize {
    from_environment("WATCHFLOOR_ROUTING_RUNS").map_or(default, |runs| runs as usize)
}

fn fleets(default: usize) -> usize {
    from_environment("WATCHFLOOR_ROUTING_FLEETS").map_or(default, |fleets| fleets as usize)
}

fn seed() -> u64 {
    from_environment("WATCHFLOOR_ROUTING_SEED").unwrap_or(1)
}

/// A place on or near a random road.
fn somewhere(roads: &Roads, chance: &mut Chance) -> Wgs84 {
    let edge = chance.below(roads.edges.len());
    let fraction = [0.0, 1.0, chance.share(), chance.share()][chance.below(4)];
    let off = if chance.below(2) == 0 { 0.0 } else { chance.share() * 60.0 };
    destination(roads.on_edge(edge, fraction), chance.share() * 360.0, off)
}

type Drawn = (String, Vec<Wgs84>, bool, bool);

/// Up to five lines and areas, at the places that matter here as well as anywhere.
fn closures(roads: &Roads, near: Wgs84, chance: &mut Chance) -> Vec<Drawn> {
    let count = chance.below(7).saturating_sub(1);
    let mut drawn = Vec::new();
    for number in 0..count {
        let middle = if chance.below(3) == 0 { near } else { somewhere(roads, chance) };
        let (turn, size) = (chance.share() * 360.0, 10.0 + chance.share() * chance.share() * 600.0);
        let polygon = chance.below(3) == 0;
        let corners = if polygon { vec![0.0, 100.0, 190.0, 280.0] } else { vec![0.0, 180.0] };
        let points = corners.into_iter().map(|at| destination(middle, turn + at, size)).collect();
        drawn.push((format!("c{number}"), points, polygon, chance.below(4) == 0));
    }
    drawn
}

fn given(drawn: &[Drawn]) -> Vec<ClosureIn<'_>> {
    drawn
        .iter()
        .map(|(id, points, polygon, emergency_may_pass)| ClosureIn {
            id,
            shape: if *polygon { Shape::Polygon(points) } else { Shape::Line(points) },
            emergency_may_pass: *emergency_may_pass,
        })
        .collect()
}

struct City {
    roads: Roads,
    world: World,
    reference: Reference,
    units: Vec<(String, Snapped)>,
}

#[derive(Default, Debug)]
struct Seen {
    cases: usize,
    best: usize,
    unreachable: usize,
    off_road: usize,
    equal_times: usize,
    closed_target: usize,
}

impl City {
    fn new(roads: &Roads, profile: Profile, chance: &mut Chance) -> Self {
        let world = roads.world(profile);
        let reference = Reference::new(roads, profile);
        let units = (0..400)
            .map(|number| {
                let heading = (chance.below(2) == 0).then(|| chance.share() * 360.0);
                // Ids out of order, some in one place: equal times are ordered by id alone.
                let at = if number % 10 == 1 { roads.on_edge(number / 10, 0.5) } else { somewhere(roads, chance) };
                (format!("u{}", (number * 7919) % 1000), world.snap(at, heading))
            })
            .collect();
        Self { roads: roads.clone(), world, reference, units }
    }

    /// One incident and its closures, asked about by several fleets.
    fn case(&self, fleets: usize, chance: &mut Chance, seen: &mut Seen) {
        let to = somewhere(&self.roads, chance);
        let drawn = closures(&self.roads, to, chance);
        let kind = self.world.profile().kind;
        let closed = Arc::new(Closed::of(self.world.graph(), kind, &given(&drawn)));
        let world = self.world.with_closed(Arc::clone(&closed)).expect("they belong together");
        let target = world.standing(&world.snap_place(to));
        if target.is_empty() {
            assert!(world.closest_snapped(to, &[], &|_| true, 1).is_err());
            seen.cases += fleets;
            return;
        }
        seen.closed_target += usize::from(target.iter().any(|t| closed.closes(t.edge)));
        let everywhere = self.reference.everywhere_to(&closed, &target);
        for _ in 0..fleets {
            let size = [1, 5, 20, 100, 400][chance.below(5)];
            let from = chance.below(self.units.len() - size + 1);
            let fleet = &self.units[from..from + size];
            let placed: Vec<Placed<'_>> = fleet.iter().map(|(id, at)| Placed { id, at }).collect();
            let refused = chance.below(4) as u64;
            let luck = chance.next();
            let eligible = move |index: usize| Chance(luck ^ index as u64).next() % 4 >= refused;
            let k = [0, 1, 3, 5, 20, 500][chance.below(6)];
            let found = world.closest_snapped(to, &placed, &eligible, k).expect("on a road");
            let mut plain: Vec<(u64, &str, usize)> = Vec::new();
            let (mut unreachable, mut off_road) = (Vec::new(), Vec::new());
            for index in (0..size).filter(|index| eligible(*index)) {
                let standing = world.standing(&fleet[index].1);
                match self.reference.drive(&everywhere, &standing, &target) {
                    _ if standing.is_empty() => off_road.push(index),
                    Some(ms) => plain.push((ms, &fleet[index].0, index)),
                    None => unreachable.push(index),
                }
            }
            plain.sort_unstable();
            seen.equal_times += plain.windows(2).filter(|w| w[0].0 == w[1].0).count();
            if plain.len() >= k {
                unreachable.clear();
            }
            plain.truncate(k);
            let wanted: Vec<(i64, usize)> = plain.iter().map(|(ms, _, index)| (*ms as i64, *index)).collect();
            let got: Vec<(i64, usize)> = found.best.iter().map(|eta| (eta.ms, eta.index)).collect();
            assert_eq!(got, wanted, "seed {}, case {}: to {to:?}, {drawn:?}", seed(), seen.cases);
            assert_eq!((&found.unreachable, &found.off_road), (&unreachable, &off_road));
            // The way that is drawn takes what was promised; one in four, since each is a search of its own.
            if let Some(eta) = found.best.last().filter(|_| seen.cases.is_multiple_of(4)) {
                let route = world.route_snapped(&fleet[eta.index].1, to).expect("it was reached");
                assert_eq!((route.ms, route.metres.to_bits()), (eta.ms, eta.metres.to_bits()));
            }
            seen.cases += 1;
            seen.best += got.len();
            seen.unreachable += unreachable.len();
            seen.off_road += off_road.len();
        }
    }
}

/// `cases` cases, each incident asked about by `fleets` fleets, over the profiles.
fn exact(roads: &Roads, cases: usize, fleets: usize, profiles: &[Profile]) -> Seen {
    let mut seen = Seen::default();
    for (number, profile) in profiles.iter().copied().enumerate() {
        let mut chance = Chance(seed() * 1000 + number as u64);
        let city = City::new(roads, profile, &mut chance);
        let until = cases * (number + 1) / profiles.len();
        while seen.cases < until {
            city.case(fleets, &mut chance, &mut seen);
        }
    }
    println!("{seen:?}");
    seen
}

/// Cases of every sort came up, else the test says nothing.
fn all_sorts(seen: &Seen) {
    assert!(seen.best > seen.cases, "{seen:?}");
    assert!(seen.unreachable > 0 && seen.equal_times > 0 && seen.closed_target > 0, "{seen:?}");
}

#[test]
fn closest_of_helsinki_is_what_a_plain_search_finds() {
    all_sorts(&exact(&helsinki().harder(), runs(17_000), fleets(1), &profiles()));
}

#[test]
fn closest_of_porto_is_what_a_plain_search_finds() {
    let Some(porto) = shared("porto/porto_portugal.osm.pbf") else { return };
    all_sorts(&exact(&porto.harder(), runs(2_000), fleets(40), &profiles()[..2]));
}

#[test]
fn closest_of_liechtenstein_is_what_a_plain_search_finds() {
    let Some(country) = shared("liechtenstein/liechtenstein-2022.osm.pbf") else { return };
    all_sorts(&exact(&country.harder(), runs(1_000), 2, &profiles()[2..]));
}

/// The control of the tests above: a router that does not know restrictions is found out.
#[test]
fn a_router_without_restrictions_differs() {
    let roads = helsinki();
    let unrestricted = Roads { edges: roads.edges.clone(), restrictions: Vec::new() };
    let (world, profile) = (unrestricted.world(Profile::ORDINARY), Profile::ORDINARY);
    let reference = Reference::new(&roads, profile);
    let mut chance = Chance(seed());
    let mut different = 0;
    for _ in 0..300 {
        let (from, to) = (somewhere(&roads, &mut chance), somewhere(&roads, &mut chance));
        let (start, target) = (world.standing(&world.snap(from, None)), world.standing(&world.snap_place(to)));
        let everywhere = reference.everywhere_to(world.closed(), &target);
        let plain = reference.drive(&everywhere, &start, &target).map(|ms| ms as i64);
        different += usize::from(world.route(from, to).ok().map(|route| route.ms) != plain);
    }
    assert!(different > 0, "restrictions of a whole city made no difference to 300 drives");
}

/// The hierarchy gives the same milliseconds, order and ways as the plain search, with and without closures.
#[test]
fn the_board_by_hierarchy_is_the_board_by_search() {
    let mut cities: BTreeMap<&str, (Roads, usize)> = BTreeMap::from([("helsinki", (helsinki().harder(), 40))]);
    if let Some(country) = shared("liechtenstein/liechtenstein-2022.osm.pbf") {
        cities.insert("liechtenstein", (country.harder(), 10));
    }
    for (name, (roads, rounds)) in cities {
        for profile in [Profile::ORDINARY, profiles()[2]] {
            let mut chance = Chance(seed());
            let city = City::new(&roads, profile, &mut chance);
            let hierarchy = Arc::new(Hierarchy::build(city.world.graph(), profile));
            let kept = Hierarchy::with_order(city.world.graph(), profile, hierarchy.order().to_vec());
            assert!(kept.is_some(), "an order can be kept");
            let placed: Vec<Placed<'_>> = city.units.iter().map(|(id, at)| Placed { id, at }).collect();
            let (mut reached, mut by_hierarchy) = (0, 0);
            for _ in 0..rounds {
                let to = somewhere(&roads, &mut chance);
                let drawn = closures(&roads, to, &mut chance);
                let closed = Closed::of(city.world.graph(), profile.kind, &given(&drawn));
                let world = city.world.with_closed(Arc::new(closed)).expect("they belong together");
                let metric = hierarchy.customise(&world).expect("of the same roads");
                assert!(metric.is_of(&world));
                if !drawn.is_empty() {
                    assert!(!metric.is_of(&city.world), "a metric of other closures is not used");
                }
                let fast = world.board(Some(&metric), to, &placed);
                assert_eq!(fast, world.board(None, to, &placed), "{name}");
                let eligible = |index: usize| index.is_multiple_of(7);
                for k in [1, 5, 500] {
                    let plain = world.closest_by(None, to, &placed, &eligible, k);
                    assert_eq!(world.closest_by(Some(&metric), to, &placed, &eligible, k), plain, "{name}, {k}");
                    by_hierarchy += usize::from(plain.is_ok_and(|found| !found.best.is_empty()));
                }
                reached += fast.map_or(0, |board| board.ms.iter().flatten().count());
            }
            assert!(reached > rounds * 100 && by_hierarchy > rounds, "{name}: {reached}, {by_hierarchy}");
        }
    }
}
