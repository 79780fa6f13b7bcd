//! The roads of the area on the floor, kept ready: graph, closures in force, units put on roads, and the hierarchy that
//! answers for whole fleets, made in the background. Shared by windows and automation.
//!
//! A closure takes effect with the next question: until the hierarchy is customised anew, the plain search answers.

use crate::floor::Floor;
use crate::threads;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use watchfloor_domain::Board;
use watchfloor_domain::board::RoadClosure;
use watchfloor_domain::ids::{ClosureId, UnitId};
use watchfloor_domain::types::ClosureShape;
use watchfloor_engine::ports::Clock;
use watchfloor_geo::Wgs84;
use watchfloor_offline_cache::areas::Area as AreaFile;
use watchfloor_routing::{
    Closed, ClosureIn, Ground, Hierarchy, Kind, Metric, Profile, RoadGraph, Shape, Snapped, WeekMinute, World,
};

/// A closure as it is set, with its id.
pub type Set = (String, watchfloor_domain::types::Closure);

/// The name of the part that prepares.
const PART: &str = "roads";
/// How often is looked whether something is to be prepared.
const LOOK: Duration = Duration::from_millis(250);
/// Units kept on roads beyond those of the board, before those gone are let go.
const MOST_GONE: usize = 1_000;

/// The graph of one area file, and what was last worked out on it for each kind of vehicle.
#[derive(Default)]
pub(crate) struct Roads {
    graph: Mutex<Option<Kept>>,
    ready: Mutex<BTreeMap<Kind, Ready>>,
    placed: Mutex<BTreeMap<(UnitId, Kind), Snapped>>,
}

struct Kept {
    /// Name and hashes of the area: another import of the name is another graph.
    area: (String, String),
    graph: Arc<RoadGraph>,
}

/// What one kind of vehicle was last asked about.
struct Ready {
    set: Vec<Set>,
    world: World,
    hierarchy: Option<Arc<Hierarchy>>,
    metric: Option<Arc<Metric>>,
    cover: Option<Arc<Cover>>,
}

/// A city's cells with the drive times between them, as one metric has them.
pub(crate) struct Cover {
    metric: Arc<Metric>,
    pub(crate) ground: Arc<Ground>,
    pub(crate) seconds: Vec<u16>,
}

/// Most cells a city is cut into: a second's work in the background, a megabyte, and a fraction of a millisecond per question.
const MOST_CELLS: usize = 700;

/// Prepares roads in the background: after an area comes to the floor, and as closures and hours change.
pub(crate) fn start(floor: &Arc<Floor>) -> Result<(), String> {
    let roads = floor.roads.clone();
    threads::start(floor, PART, move |weak| {
        let mut failed = None;
        loop {
            let Some(floor) = weak.upgrade().filter(|floor| !floor.is_stopping()) else { return };
            let area = floor.engine.board().area.clone().map(|area| (area.name, area.sha256));
            let mut wanted = Ok(Vec::new());
            // An area that cannot be read is not tried four times a second; who asks is told why.
            if area.is_some() && area != failed {
                let whole = threads::survive(&floor, PART, || wanted = roads.wanted(&floor));
                if !whole || wanted.is_err() {
                    failed = area;
                }
            }
            // A hierarchy takes seconds: the floor may end meanwhile.
            drop(floor);
            wanted.unwrap_or_default().iter().for_each(|world| {
                roads.customise(world);
                roads.survey(world);
            });
            std::thread::sleep(LOOK);
        }
    })
}

impl Roads {
    /// The graph of the area on the floor; made when it is first asked for, which takes a moment.
    pub(crate) fn graph(&self, floor: &Floor) -> Result<Option<Arc<RoadGraph>>, String> {
        let Some(area) = floor.engine.board().area.clone() else { return Ok(None) };
        let wanted = (area.name.clone(), area.sha256);
        // Held while it is made: who asks meanwhile waits for the same graph.
        let mut kept = lock(&self.graph);
        if let Some(kept) = kept.as_ref().filter(|kept| kept.area == wanted) {
            return Ok(Some(kept.graph.clone()));
        }
        let graph = Arc::new(build(&floor.area_file(&area.name)?)?);
        lock(&self.ready).clear();
        lock(&self.placed).clear();
        *kept = Some(Kept { area: wanted, graph: graph.clone() });
        Ok(Some(graph))
    }

    /// Roads, vehicle and closures in force now.
    pub(crate) fn world(&self, floor: &Floor, profile: Profile) -> Result<Option<World>, String> {
        let Some(graph) = self.graph(floor)? else { return Ok(None) };
        let set = in_force(&floor.engine.board(), floor.engine.clock.now_ms());
        self.at(&graph, profile, set).map(Some)
    }

    /// The same closures on the same graph are worked out once, and the times of an hour as well.
    fn at(&self, graph: &Arc<RoadGraph>, profile: Profile, set: Vec<Set>) -> Result<World, String> {
        let mut ready = lock(&self.ready);
        let known = ready.get_mut(&profile.kind).filter(|known| Arc::ptr_eq(known.world.graph(), graph));
        if let Some(known) = known {
            known.world = known.world.with_time(profile.at);
            if known.set != set {
                let closed = Arc::new(closed(graph, profile.kind, &set));
                known.world = known.world.with_closed(closed).map_err(|e| e.to_string())?;
                known.set = set;
            }
            return Ok(known.world.clone());
        }
        let closed = Arc::new(closed(graph, profile.kind, &set));
        let world = World::new(graph.clone(), profile, closed).map_err(|e| e.to_string())?;
        ready.insert(profile.kind, Ready { set, world: world.clone(), hierarchy: None, metric: None, cover: None });
        Ok(world)
    }

    /// The hierarchy's times for a world, when they are ready for exactly that world.
    pub(crate) fn metric(&self, world: &World) -> Option<Arc<Metric>> {
        let metric = lock(&self.ready).get(&world.profile().kind)?.metric.clone()?;
        metric.is_of(world).then_some(metric)
    }

    /// A unit on the road; put there once for each position it sends.
    pub(crate) fn placed(&self, world: &World, unit: &UnitId, at: Wgs84) -> Snapped {
        let key = (unit.clone(), world.profile().kind);
        if let Some(known) = lock(&self.placed).get(&key)
            && known.at() == at
            && world.knows(known)
        {
            return known.clone();
        }
        let snapped = world.snap(at, None);
        lock(&self.placed).insert(key, snapped.clone());
        snapped
    }

    /// The graph and the units' places on it, made ready; and the world of each kind of vehicle that is asked about.
    fn wanted(&self, floor: &Floor) -> Result<Vec<World>, String> {
        let emergency = Profile { at: Some(now(&*floor.engine.clock)), ..Profile::EMERGENCY };
        let Some(world) = self.world(floor, emergency)? else { return Ok(Vec::new()) };
        self.place_units(floor, &world);
        let kinds: Vec<Kind> = lock(&self.ready).keys().copied().collect();
        let worlds = kinds.into_iter().map(|kind| self.world(floor, Profile { kind, ..emergency }));
        Ok(worlds.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The hierarchy of a world's kind with that world's times, unless it is ready. Questions are answered meanwhile.
    fn customise(&self, world: &World) {
        let kind = world.profile().kind;
        let known = lock(&self.ready).get(&kind).map(|ready| (ready.hierarchy.clone(), ready.metric.clone()));
        let Some((hierarchy, metric)) = known else { return };
        if metric.is_some_and(|metric| metric.is_of(world)) {
            return;
        }
        let hierarchy = hierarchy.unwrap_or_else(|| Arc::new(Hierarchy::build(world.graph(), world.profile())));
        let metric = hierarchy.customise(world).map(Arc::new);
        if let Some(ready) = lock(&self.ready).get_mut(&kind)
            && Arc::ptr_eq(ready.world.graph(), world.graph())
        {
            (ready.hierarchy, ready.metric) = (Some(hierarchy), metric);
        }
    }

    /// The cells of the city and the times between them, when they are ready for exactly this world.
    pub(crate) fn cover(&self, world: &World) -> Option<Arc<Cover>> {
        let cover = lock(&self.ready).get(&world.profile().kind)?.cover.clone()?;
        cover.metric.is_of(world).then_some(cover)
    }

    /// Works the times between cells out anew for a world whose metric is ready. Only for emergency vehicles: theirs is the
    /// coverage that is asked about.
    fn survey(&self, world: &World) {
        if world.profile().kind != Kind::Emergency {
            return;
        }
        let known = lock(&self.ready).get(&Kind::Emergency).map(|ready| (ready.metric.clone(), ready.cover.clone()));
        let Some((Some(metric), cover)) = known.filter(|(metric, _)| metric.as_ref().is_some_and(|m| m.is_of(world)))
        else {
            return;
        };
        if cover.as_ref().is_some_and(|cover| cover.metric.is_of(world)) {
            return;
        }
        // Cells are those of the graph; closures and hours only change the times.
        let ground = match cover.filter(|cover| cover.ground.is_of(world)) {
            Some(cover) => cover.ground.clone(),
            None => Arc::new(Ground::of(world, MOST_CELLS)),
        };
        let seconds = ground.seconds(world, Some(&metric));
        if let Some(ready) = lock(&self.ready).get_mut(&Kind::Emergency)
            && Arc::ptr_eq(ready.world.graph(), world.graph())
        {
            ready.cover = Some(Arc::new(Cover { metric, ground, seconds }));
        }
    }

    /// Puts units on roads as their positions come, so that no question waits for it.
    fn place_units(&self, floor: &Floor, world: &World) {
        let board = floor.engine.board();
        for unit in board.units.keys() {
            if let Some(fix) = floor.engine.telemetry.fix(unit) {
                self.placed(world, unit, fix.at);
            }
        }
        let mut placed = lock(&self.placed);
        if placed.len() > 2 * board.units.len() + MOST_GONE {
            placed.retain(|(unit, _), _| board.units.contains_key(unit));
        }
    }
}

/// The local time, on which speeds of roads and some rules depend.
pub(crate) fn now(clock: &dyn Clock) -> WeekMinute {
    let now = clock.now_ms();
    WeekMinute::of_local_ms(now + i64::from(clock.zone_offset_min(now)) * 60_000)
}

/// Reads an area's roads into a graph.
pub(crate) fn build(file: &AreaFile) -> Result<RoadGraph, String> {
    let edges = file.edges().map_err(|e| e.to_string())?;
    let restrictions = file.restrictions().map_err(|e| e.to_string())?;
    RoadGraph::build(&edges, &restrictions).map_err(|e| e.to_string())
}

/// The closures of a board that are in force at an instant.
pub(crate) fn in_force(board: &Board, now_ms: i64) -> Vec<Set> {
    let now = board.closures.iter().filter(|(_, closure)| closure.details.in_force(now_ms));
    now.map(|(id, closure): (&ClosureId, &RoadClosure)| (id.to_string(), closure.details.clone())).collect()
}

/// What closures close on a graph.
pub(crate) fn closed(graph: &RoadGraph, kind: Kind, set: &[Set]) -> Closed {
    let closures: Vec<ClosureIn<'_>> = set
        .iter()
        .map(|(id, c)| ClosureIn { id, shape: shape(&c.shape), emergency_may_pass: c.emergency_may_pass })
        .collect();
    Closed::of(graph, kind, &closures)
}

fn shape(shape: &ClosureShape) -> Shape<'_> {
    match shape {
        ClosureShape::Line(points) => Shape::Line(points),
        ClosureShape::Polygon(points) => Shape::Polygon(points),
    }
}

/// A profile by its word; `emergency` when none is given.
pub(crate) fn profile(word: Option<&str>, at: Option<WeekMinute>) -> Option<Profile> {
    let plain = match word.unwrap_or(Kind::Emergency.as_str()) {
        "ordinary" => Profile::ORDINARY,
        "emergency" => Profile::EMERGENCY,
        _ => return None,
    };
    Some(Profile { at, ..plain })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_area::{ImportOptions, PbfSource, road_rows};
    use watchfloor_domain::types::Closure;
    use watchfloor_routing::{Closest, Placed};

    fn helsinki() -> Arc<RoadGraph> {
        let bytes = include_bytes!("../../../assets/area/helsinki.osm.pbf");
        let source = PbfSource { name: "helsinki", bytes };
        let (edges, restrictions) = road_rows(&[source], &ImportOptions::named("helsinki")).unwrap();
        Arc::new(RoadGraph::build(&edges, &restrictions).unwrap())
    }

    fn at(lon: f64, lat: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    fn across(from: Wgs84, to: Wgs84) -> Vec<Set> {
        let shape = ClosureShape::Line(vec![from, to]);
        let details =
            Closure { shape, reason: "test".into(), from_ms: None, until_ms: None, emergency_may_pass: false };
        vec![("c-1".to_owned(), details)]
    }

    /// A closure is in effect with the next question, by plain search; and by the hierarchy as soon as it is made anew.
    #[test]
    fn a_closure_is_obeyed_before_and_after_the_hierarchy_knows_it() {
        let (graph, roads) = (helsinki(), Roads::default());
        let profile = Profile { at: WeekMinute::new(0, 720), ..Profile::EMERGENCY };
        let to = at(24.9443, 60.1660);
        let units: Vec<(UnitId, Wgs84)> = (0..40)
            .map(|n| {
                (UnitId(format!("E{n:02}")), at(24.935 + 0.0004 * f64::from(n), 60.165 + 0.0002 * f64::from(n % 20)))
            })
            .collect();
        let ask = |world: &World, metric: Option<&Metric>| -> Closest {
            let on_roads: Vec<Snapped> = units.iter().map(|(id, at)| roads.placed(world, id, *at)).collect();
            let placed: Vec<Placed<'_>> =
                units.iter().zip(&on_roads).map(|((id, _), at)| Placed { id: &id.0, at }).collect();
            world.closest_by(metric, to, &placed, &|_| true, 20).unwrap()
        };
        let open = roads.at(&graph, profile, Vec::new()).unwrap();
        assert!(roads.metric(&open).is_none(), "nothing is ready yet, and the question is answered all the same");
        let before = ask(&open, None);
        roads.customise(&open);
        let ready = roads.metric(&open).unwrap();
        assert_eq!(ask(&open, Some(&ready)), before, "both ways of asking agree");
        assert_eq!((before.best.len(), before.off_road.len()), (20, 0));

        let shut = roads.at(&graph, profile, across(at(24.93, 60.1675), at(24.955, 60.1675))).unwrap();
        assert!(roads.metric(&shut).is_none(), "what was made before the closure does not answer after it");
        let after = ask(&shut, roads.metric(&shut).as_deref());
        assert_ne!(after, before, "in effect with the next question");
        roads.customise(&shut);
        assert_eq!(ask(&shut, roads.metric(&shut).as_deref()), after);
        assert!(roads.metric(&shut).is_some() && roads.metric(&open).is_none());
        // Another hour drives at other speeds.
        let night = roads.at(&graph, Profile { at: WeekMinute::new(0, 180), ..profile }, Vec::new()).unwrap();
        assert!(roads.metric(&night).is_none());
        assert_ne!(ask(&night, None), before);
    }

    #[test]
    fn a_unit_is_put_on_the_road_once_for_each_position() {
        let (graph, roads) = (helsinki(), Roads::default());
        let world = roads.at(&graph, Profile::EMERGENCY, Vec::new()).unwrap();
        let (unit, here, there) = (UnitId("E1".into()), at(24.9413, 60.1676), at(24.9494, 60.1733));
        let first = roads.placed(&world, &unit, here);
        assert_eq!(first, world.snap(here, None));
        assert_eq!(roads.placed(&world, &unit, here), first);
        assert_eq!(roads.placed(&world, &unit, there), world.snap(there, None), "it has moved");
        let ordinary = roads.at(&graph, Profile::ORDINARY, Vec::new()).unwrap();
        assert_eq!(roads.placed(&ordinary, &unit, there), ordinary.snap(there, None), "each kind has roads of its own");
        assert_eq!(lock(&roads.placed).len(), 2);
    }
}
