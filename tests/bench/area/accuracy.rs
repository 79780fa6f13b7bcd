//! Our drive times against OSRM's at equal speeds: how far apart, and why. It must not know how either searches.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use watchfloor_geo::{Wgs84, distance_m};
use watchfloor_routing::{Closed, NoRoute, Profile, RoadGraph, Route, World};

use crate::city::{City, Dice};
use crate::peers::{Drive, Peers};

/// Share of the time two routers may differ by.
const TOLERANCE: f64 = 0.01;
/// Ends put on roads farther apart than this are on different roads.
const SAME_PLACE_M: f64 = 3.0;
/// Differences of a drive of seconds that rounding positions to 1e-6 degrees makes.
const ROUNDED_S: f64 = 0.2;
/// How a cause begins that is none.
const UNEXPLAINED: &str = "not explained";
const SEED: u64 = 20_260_101;

/// How a pair's places were drawn.
#[derive(Clone, Copy)]
enum Places {
    OnRoad,
    NearRoad,
}

/// Prints the table for one city; gives the share within the tolerance of the places on roads.
pub fn compare(peers: &Peers, name: &str, file: &Path, count: usize) -> Result<f64> {
    let city = City::read(file)?;
    let graph = Arc::new(RoadGraph::build(&city.edges, &city.restrictions)?);
    let open = Arc::new(Closed::none(&graph));
    let world = World::new(graph, Profile::ORDINARY, open)?;
    let (folder, _) = peers.osrm(file)?;
    let roads = city.connected();
    let map = Map::of(&city, &world);
    let mut shares = Vec::new();
    for places in [Places::OnRoad, Places::NearRoad] {
        let mut dice = Dice::new(SEED);
        let mut draw = |city: &City| match places {
            Places::OnRoad => city.on_road(&roads, &mut dice),
            Places::NearRoad => city.near_road(&roads, &mut dice),
        };
        let pairs: Vec<(Wgs84, Wgs84)> = (0..count).map(|_| (draw(&city), draw(&city))).collect();
        let theirs = peers.osrm_routes(&folder, &pairs)?;
        let ours: Vec<_> = pairs.iter().map(|(from, to)| world.route(*from, *to)).collect();
        let causes = causes(peers, &folder, &map, &ours, &theirs)?;
        shares.push(say(name, places, &causes, &ours, &theirs));
        if std::env::var_os("WATCHFLOOR_BENCH_OUTLIERS").is_some() {
            outliers(&map, &pairs, &causes, &ours, &theirs);
        }
    }
    Ok(shares[0])
}

/// Why each pair differs, by tests: what is not explained by the two answers is asked again from our ends, and what is
/// still not, piece by piece along the way.
fn causes(
    peers: &Peers,
    folder: &Path,
    map: &Map<'_>,
    ours: &[Result<Route, NoRoute>],
    theirs: &[Drive],
) -> Result<Vec<Option<&'static str>>> {
    let mut causes: Vec<_> = ours.iter().zip(theirs).map(|(our, their)| map.cause(our, their)).collect();
    let open = |causes: &[Option<&str>]| -> Vec<usize> {
        (0..causes.len()).filter(|at| causes[*at].is_some_and(|cause| cause.starts_with(UNEXPLAINED))).collect()
    };
    let ends = |route: &Route| Some((*route.geometry.first()?, *route.geometry.last()?));
    let asked: Vec<_> = open(&causes).into_iter().filter_map(|at| Some((at, ends(ours[at].as_ref().ok()?)?))).collect();
    let pairs: Vec<_> = asked.iter().map(|(_, ends)| *ends).collect();
    for ((at, _), again) in asked.iter().zip(peers.osrm_routes(folder, &pairs)?) {
        if ours[*at].as_ref().is_ok_and(|route| again.error.is_none() && difference(route, &again) <= TOLERANCE) {
            causes[*at] = Some(if theirs[*at].error.is_some() {
                "OSRM put an end on a road without a way on; from our ends both agree"
            } else {
                "an end was put on another road; from our ends both agree"
            });
        }
    }
    for at in open(&causes) {
        let Ok(route) = &ours[at] else { continue };
        let edges = map.driven(route);
        let pairs: Vec<_> = edges.windows(2).map(|pair| (map.city.middle(pair[0]), map.city.middle(pair[1]))).collect();
        for ((from, to), their) in pairs.iter().zip(peers.osrm_routes(folder, &pairs)?) {
            let own = map.world.route(*from, *to).map_or(f64::INFINITY, |route| route.ms as f64 / 1000.0);
            if their.error.is_some() || their.seconds > own + 1.0 {
                println!("{:<12}   OSRM does not go straight from {from:?} to {to:?}", "");
                causes[at] = Some("OSRM refuses one turn of our way that no tag we read forbids; named above");
                break;
            }
        }
    }
    Ok(causes)
}

fn say(
    name: &str,
    places: Places,
    why: &[Option<&'static str>],
    ours: &[Result<Route, NoRoute>],
    theirs: &[Drive],
) -> f64 {
    let mut apart = Vec::new();
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    why.iter().flatten().for_each(|cause| *causes.entry(cause).or_default() += 1);
    for (our, their) in ours.iter().zip(theirs) {
        if let (Ok(route), None) = (our, &their.error) {
            apart.push(difference(route, their));
        }
    }
    let within = apart.iter().filter(|d| **d <= TOLERANCE).count();
    apart.sort_by(f64::total_cmp);
    let percentile =
        |p: f64| apart.get((apart.len().saturating_sub(1) as f64 * p).round() as usize).unwrap_or(&0.0) * 100.0;
    let share = within as f64 / ours.len().max(1) as f64;
    println!(
        "{name:<12} {:<22} {:>5} pairs  within 1 % {:>6.2} %   apart by p50 {:.3} %  p90 {:.3} %  p99 {:.2} %  most {:.1} %",
        match places {
            Places::OnRoad => "on the road",
            Places::NearRoad => "up to 150 m beside it",
        },
        ours.len(),
        share * 100.0,
        percentile(0.5),
        percentile(0.9),
        percentile(0.99),
        percentile(1.0),
    );
    for (cause, count) in causes {
        println!("{:<12}   {count:>4}  {cause}", "");
    }
    share
}

fn outliers(
    map: &Map<'_>,
    pairs: &[(Wgs84, Wgs84)],
    causes: &[Option<&str>],
    ours: &[Result<Route, NoRoute>],
    theirs: &[Drive],
) {
    for ((from, to), (cause, (our, their))) in pairs.iter().zip(causes.iter().zip(ours.iter().zip(theirs))) {
        let Some(cause) = cause else { continue };
        let seconds = our.as_ref().map(|route| route.ms as f64 / 1000.0).unwrap_or(f64::NAN);
        let metres = our.as_ref().map(|route| route.metres).unwrap_or(f64::NAN);
        println!(
            "    {},{} -> {},{}  ours {seconds:.1} s {metres:.0} m  OSRM {:.1} s {:.0} m  {cause} {}",
            from.lon(),
            from.lat(),
            to.lon(),
            to.lat(),
            their.seconds,
            their.metres,
            map.detail(our, their),
        );
    }
}

/// Of the longer of the two times.
fn difference(route: &Route, their: &Drive) -> f64 {
    let seconds = route.ms as f64 / 1000.0;
    (seconds - their.seconds).abs() / seconds.max(their.seconds).max(0.001)
}

/// The city's edges by their ends, to walk another router's way on them.
struct Map<'a> {
    city: &'a City,
    world: &'a World,
    junctions: HashSet<i64>,
    between: HashMap<(i64, i64), Vec<usize>>,
    /// Edges by each of their straight pieces, in millionths of a degree.
    pieces: HashMap<[[i64; 2]; 2], usize>,
}

impl<'a> Map<'a> {
    fn of(city: &'a City, world: &'a World) -> Self {
        let junctions = city.edges.iter().flat_map(|edge| [edge.from_node, edge.to_node]).collect();
        let mut between: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
        for (at, edge) in city.edges.iter().enumerate() {
            between.entry((edge.from_node, edge.to_node)).or_default().push(at);
        }
        let mut pieces = HashMap::new();
        for (at, edge) in city.edges.iter().enumerate().filter(|(_, edge)| edge.usage.ordinary) {
            pieces.extend(edge.points.windows(2).map(|w| ([short(w[0]), short(w[1])], at)));
        }
        Self { city, world, junctions, between, pieces }
    }

    /// Our edges along a route, as far as its pieces are whole.
    fn driven(&self, route: &Route) -> Vec<usize> {
        let points: Vec<_> = route.geometry.iter().map(|at| short([at.lon(), at.lat()])).collect();
        let mut edges: Vec<usize> = points.windows(2).filter_map(|w| self.pieces.get(&[w[0], w[1]]).copied()).collect();
        edges.dedup();
        edges
    }

    /// What of our faster way OSRM may not drive.
    fn liberty(&self, route: &Route) -> &'static str {
        let edges = self.driven(route);
        let usage = |at: &usize| self.city.edges[*at].usage;
        if edges.iter().any(|at| usage(at).locked) {
            return "we pass a locked gate, to what lies behind it";
        }
        let turn = edges.windows(2).find_map(|pair| {
            let [from, to] = [&self.city.edges[pair[0]], &self.city.edges[pair[1]]];
            self.city.restrictions.iter().find(|r| {
                let here = r.from_way == from.way_id && r.via_nodes == [from.to_node];
                here && (r.to_way == to.way_id) != r.only
            })
        });
        match turn {
            Some(_) => "we take a restricted turn",
            None => "not explained: OSRM goes another way than our faster one",
        }
    }

    /// Why a pair differs by more than the tolerance; `None` when it does not.
    fn cause(&self, our: &Result<Route, NoRoute>, their: &Drive) -> Option<&'static str> {
        match (our, &their.error) {
            (Ok(route), None) if difference(route, their) <= TOLERANCE => None,
            (Ok(route), None) if (route.ms as f64 / 1000.0 - their.seconds).abs() <= ROUNDED_S => {
                Some("apart by no more than 0.2 s, on a drive of seconds: positions are rounded")
            }
            (Ok(route), None) => Some(self.apart(route, their)),
            (Ok(route), Some(_)) if self.driven(route).iter().any(|at| self.city.edges[*at].usage.locked) => {
                Some("OSRM finds no way: the place lies behind a locked gate, which we pass to get there")
            }
            (Ok(_), Some(_)) => Some("not explained: OSRM finds no way"),
            (Err(NoRoute::Unreachable { .. }), None) => Some(match self.by_their_ends(their) {
                Some(again) if difference(&again, their) <= TOLERANCE => {
                    "we find no way from the nearest road; from OSRM's ends both agree"
                }
                _ => self.refusal(their),
            }),
            (Err(_), None) => Some("we find no road near an end"),
            (Err(_), Some(_)) => None,
        }
    }

    /// Of two ways that differ. Ends on different roads explain it when from OSRM's own ends both agree.
    fn apart(&self, route: &Route, their: &Drive) -> &'static str {
        let again = if same_ends(route, their) { None } else { self.by_their_ends(their) };
        match &again {
            Some(again) if difference(again, their) <= TOLERANCE => {
                "an end was put on another road; from OSRM's ends both agree"
            }
            _ => {
                let route = again.as_ref().unwrap_or(route);
                if (route.ms as f64 / 1000.0) > their.seconds { self.refusal(their) } else { self.liberty(route) }
            }
        }
    }

    /// Our way between the places on roads where OSRM put the two ends.
    fn by_their_ends(&self, their: &Drive) -> Option<Route> {
        let [from, to] = their.ends.as_slice() else { return None };
        let [from, to] = [from, to].map(|[lon, lat]| Wgs84::new(*lon, *lat).ok());
        self.world.route(from?, to?).ok()
    }

    fn passed(&self, their: &Drive) -> Vec<(i64, i64)> {
        let nodes: Vec<i64> = their.nodes.iter().copied().filter(|node| self.junctions.contains(node)).collect();
        nodes.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// What of OSRM's faster way we do not drive.
    fn refusal(&self, their: &Drive) -> &'static str {
        for pair in self.passed(their) {
            let edges = self.between.get(&pair).map_or(&[][..], Vec::as_slice);
            let any =
                |test: fn(&watchfloor_area::RoadUse) -> bool| edges.iter().any(|at| test(&self.city.edges[*at].usage));
            if edges.is_empty() {
                return "OSRM drives a road or direction that we do not have";
            }
            if !any(|usage| usage.ordinary) {
                return "OSRM drives a road closed to ordinary traffic by our reading";
            }
            if !any(|usage| usage.ordinary && !usage.barrier) {
                return "OSRM passes a barrier";
            }
            if !any(|usage| usage.ordinary && !usage.destination && !usage.barrier) {
                return "OSRM passes through a road for destinations";
            }
            if !any(|usage| usage.ordinary && !usage.locked) {
                return "OSRM passes a locked gate";
            }
        }
        let ways: Vec<(i64, (i64, i64))> = self
            .passed(their)
            .into_iter()
            .filter_map(|pair| Some((self.city.edges[*self.between.get(&pair)?.first()?].way_id, pair)))
            .collect();
        let refused = ways.windows(2).any(|pair| {
            let [(from, (_, via)), (to, _)] = [pair[0], pair[1]];
            self.city
                .restrictions
                .iter()
                .any(|r| r.from_way == from && r.via_nodes == [via] && (r.to_way == to) != r.only)
        });
        let turned = ways.windows(2).any(|pair| pair[0].1.0 == pair[1].1.1);
        match (refused, turned) {
            (true, _) => "OSRM takes a restricted turn",
            (false, true) => "OSRM turns round where we do not",
            (false, false) => "not explained: OSRM's way is faster and allowed by our reading",
        }
    }

    fn detail(&self, our: &Result<Route, NoRoute>, their: &Drive) -> String {
        let passed: HashSet<(i64, i64)> = self.passed(their).into_iter().collect();
        let own: Vec<String> = our
            .iter()
            .flat_map(|route| self.driven(route))
            .map(|at| &self.city.edges[at])
            .filter(|e| !passed.contains(&(e.from_node, e.to_node)))
            .map(|e| format!("w{} n{}-n{}", e.way_id, e.from_node, e.to_node))
            .collect();

        let odd = self.passed(their).into_iter().find(|pair| {
            let edges = self.between.get(pair).map_or(&[][..], Vec::as_slice);
            !edges.iter().any(|at| {
                let usage = self.city.edges[*at].usage;
                usage.ordinary && !usage.destination && !usage.barrier
            })
        });
        format!("{odd:?} {}", own.join(" "))
    }
}

fn short([lon, lat]: [f64; 2]) -> [i64; 2] {
    [(lon * 1e6).round() as i64, (lat * 1e6).round() as i64]
}

fn same_ends(route: &Route, their: &Drive) -> bool {
    let ours = [route.geometry.first(), route.geometry.last()];
    ours.iter().zip(&their.ends).all(|(our, [lon, lat])| match (our, Wgs84::new(*lon, *lat)) {
        (Some(our), Ok(at)) => distance_m(**our, at) <= SAME_PLACE_M,
        _ => false,
    })
}
