//! The road graph of the area on the floor, kept ready, and the roads closed on it now. Shared by windows and automation.

use crate::floor::Floor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use watchfloor_domain::Board;
use watchfloor_domain::board::RoadClosure;
use watchfloor_domain::ids::ClosureId;
use watchfloor_domain::types::ClosureShape;
use watchfloor_offline_cache::areas::Area as AreaFile;
use watchfloor_routing::{Closed, ClosureIn, Kind, Profile, RoadGraph, Shape, World};

/// A closure as it is set, with its id.
pub type Set = (String, watchfloor_domain::types::Closure);

/// The graph of one area file, and the closures last worked out on it.
#[derive(Default)]
pub(crate) struct Roads {
    graph: Mutex<Option<Kept>>,
    closed: Mutex<Vec<InForce>>,
}

/// The closures last worked out for one kind of vehicle, and what they were made of.
struct InForce {
    kind: Kind,
    set: Vec<Set>,
    closed: Arc<Closed>,
}

struct Kept {
    /// Name and hashes of the area: another import of the name is another graph.
    area: (String, String),
    graph: Arc<RoadGraph>,
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
        lock(&self.closed).clear();
        *kept = Some(Kept { area: wanted, graph: graph.clone() });
        Ok(Some(graph))
    }

    /// Roads, vehicle and closures in force now.
    pub(crate) fn world(&self, floor: &Floor, profile: Profile) -> Result<Option<World>, String> {
        let Some(graph) = self.graph(floor)? else { return Ok(None) };
        let set = in_force(&floor.engine.board(), floor.engine.clock.now_ms());
        let closed = self.closed(&graph, profile.kind, set);
        World::new(graph, profile, closed).map(Some).map_err(|e| e.to_string())
    }

    /// The same closures on the same graph are worked out once.
    fn closed(&self, graph: &RoadGraph, kind: Kind, set: Vec<Set>) -> Arc<Closed> {
        let mut kept = lock(&self.closed);
        if let Some(known) = kept.iter().find(|known| known.kind == kind && known.set == set) {
            return known.closed.clone();
        }
        let closed = Arc::new(closed(graph, kind, &set));
        kept.retain(|known| known.kind != kind);
        kept.push(InForce { kind, set, closed: closed.clone() });
        closed
    }
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
pub(crate) fn profile(word: Option<&str>, hour: Option<u8>) -> Option<Profile> {
    let plain = match word.unwrap_or(Kind::Emergency.as_str()) {
        "ordinary" => Profile::ORDINARY,
        "emergency" => Profile::EMERGENCY,
        _ => return None,
    };
    Some(Profile { hour, ..plain })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
