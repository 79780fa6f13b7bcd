//! One way from a place to a place.

use std::sync::Arc;

use watchfloor_area::RoadUse;
use watchfloor_geo::Wgs84;

use crate::closed::Closed;
use crate::error::NoRoute;
use crate::graph::{NONE, RoadGraph};
use crate::search::{self, Backward, Piece, Start};
use crate::snap::{Place, Snapped};
use crate::world::World;

/// A way, from the road at one place to the road at another.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Drive time of the model in milliseconds.
    pub ms: i64,
    /// Length on roads, metres.
    pub metres: f64,
    /// From start to end, beginning and ending on the road beside the two places.
    pub geometry: Vec<Wgs84>,
    /// Streets in the order they are driven, neighbours of one name joined.
    pub streets: Vec<Street>,
    /// Ids of closures the fastest way without any closure would run into; empty when they cost nothing.
    pub avoided: Vec<String>,
    /// Gates passed that a crew opens.
    pub gates: usize,
    /// Of these, those for which it needs a key.
    pub locked_gates: usize,
    /// Straight from the start to its road, metres.
    pub from_road_m: f64,
    /// Straight from the road to the end, metres.
    pub to_road_m: f64,
}

/// A stretch of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    /// `None` where roads have no name.
    pub name: Option<Arc<str>>,
    /// How far it is driven, metres.
    pub metres: f64,
}

impl World {
    /// The fastest way from one place to another: to the millisecond what [`World::closest`] says of a vehicle there
    /// that does not move.
    pub fn route(&self, from: Wgs84, to: Wgs84) -> Result<Route, NoRoute> {
        self.route_snapped(&self.snap(from, None), to)
    }

    /// As [`World::route`], from a vehicle put on the road before.
    pub fn route_snapped(&self, from: &Snapped, to: Wgs84) -> Result<Route, NoRoute> {
        let start = self.anew(from).ok_or_else(|| NoRoute::FromOffRoad(off_road(from)))?;
        let end = self.place(to).map_err(NoRoute::ToOffRoad)?;
        let fastest = self.way(&start, from.heading_deg(), &end);
        let avoided = match &fastest {
            _ if self.closed().is_empty() => Vec::new(),
            Some((ms, _)) => self.in_the_way(&start, from.heading_deg(), &end, *ms),
            None => self.in_the_way(&start, from.heading_deg(), &end, u32::MAX),
        };
        let Some((ms, way)) = fastest else { return Err(NoRoute::Unreachable { closures: avoided }) };
        let graph = self.graph();
        Ok(Route {
            ms: i64::from(ms),
            metres: metres(graph, &way),
            geometry: geometry(graph, &way),
            streets: streets(graph, &way),
            avoided,
            gates: passed(graph, &way, |usage| usage.gate),
            locked_gates: passed(graph, &way, |usage| usage.locked),
            from_road_m: start.distance_m,
            to_road_m: end.distance_m,
        })
    }

    fn way(&self, start: &Place, heading_deg: Option<f64>, end: &Place) -> Option<(u32, Vec<Piece>)> {
        let starts = [Start { id: "", index: 0, place: start, heading_deg }];
        let mut search = Backward::new(self, end);
        let found = search::meet(&mut search, &starts, 1);
        let (_, met) = found.best.first()?;
        Some((met.ms, search.way(met)))
    }

    /// Closures on the fastest way there would be without any, when it is faster than `ms`. Its two ends are not in the
    /// way: a closed edge may be left, and driven up to a place on it.
    fn in_the_way(&self, start: &Place, heading_deg: Option<f64>, end: &Place, ms: u32) -> Vec<String> {
        let Ok(open) = self.with_closed(Arc::new(Closed::none(self.graph()))) else { return Vec::new() };
        let Some((_, way)) = open.way(start, heading_deg, end).filter(|(faster, _)| *faster < ms) else {
            return Vec::new();
        };
        let inner = way.get(1..way.len().saturating_sub(1)).unwrap_or_default();
        let mut ids: Vec<String> =
            inner.iter().flat_map(|piece| self.closed().of_edge(piece.edge)).map(str::to_owned).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn off_road(from: &Snapped) -> crate::error::OffRoad {
    from.on_road().err().unwrap_or(crate::error::OffRoad { limit_m: crate::snap::SNAP_LIMIT_M })
}

/// Gates of a sort on a way: those its pieces after the first begin at, unless it turns round there.
fn passed(graph: &RoadGraph, way: &[Piece], sort: fn(&RoadUse) -> bool) -> usize {
    let passes = |pair: &&[Piece]| {
        graph.reverse(pair[0].edge) != pair[1].edge && sort(&graph.edges[pair[1].edge as usize].usage)
    };
    way.windows(2).filter(passes).count()
}

/// Length of a way.
pub(crate) fn metres(graph: &RoadGraph, way: &[Piece]) -> f64 {
    way.iter().map(|piece| graph.edges[piece.edge as usize].length_m * (piece.to - piece.from)).sum()
}

fn streets(graph: &RoadGraph, way: &[Piece]) -> Vec<Street> {
    let mut streets: Vec<(u32, f64)> = Vec::new();
    for piece in way {
        let edge = &graph.edges[piece.edge as usize];
        let metres = edge.length_m * (piece.to - piece.from);
        match streets.last_mut() {
            Some((name, so_far)) if *name == edge.name => *so_far += metres,
            _ => streets.push((edge.name, metres)),
        }
    }
    let named = |name: u32| (name != NONE).then(|| Arc::clone(&graph.names[name as usize]));
    streets.into_iter().map(|(name, metres)| Street { name: named(name), metres }).collect()
}

fn geometry(graph: &RoadGraph, way: &[Piece]) -> Vec<Wgs84> {
    let mut line: Vec<Wgs84> = Vec::new();
    for piece in way {
        for p in stretch(graph, *piece) {
            if line.last() != Some(&p) {
                line.push(p);
            }
        }
    }
    line
}

/// The points of a piece of an edge, in the direction it is driven.
pub(crate) fn stretch(graph: &RoadGraph, piece: Piece) -> Vec<Wgs84> {
    let edge = &graph.edges[piece.edge as usize];
    let (shape, chords) = (graph.shape(edge.road), graph.chords(edge.road));
    let length = chords.last().copied().unwrap_or_default();
    let (from, to) = if edge.against { (1.0 - piece.to, 1.0 - piece.from) } else { (piece.from, piece.to) };
    let (from_m, to_m) = (from * length, to * length);
    let inner = (0..shape.len()).filter(|at| chords[*at] > from_m && chords[*at] < to_m).map(|at| shape[at]);
    let mut points: Vec<[f64; 2]> = [at_metres(shape, chords, from_m)].into_iter().chain(inner).collect();
    points.push(at_metres(shape, chords, to_m));
    if edge.against {
        points.reverse();
    }
    points.into_iter().filter_map(|p| Wgs84::new(p[0], p[1]).ok()).collect()
}

fn at_metres(shape: &[[f64; 2]], chords: &[f64], metres: f64) -> [f64; 2] {
    let after = chords.partition_point(|m| *m < metres).clamp(1, shape.len() - 1);
    let (a, b) = (shape[after - 1], shape[after]);
    let span = chords[after] - chords[after - 1];
    let t = if span > 0.0 { ((metres - chords[after - 1]) / span).clamp(0.0, 1.0) } else { 0.0 };
    // Ends exactly: neighbouring pieces share them.
    if t >= 1.0 { b } else { [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t] }
}
