//! Positions put on roads. It must not know what stands there.

use watchfloor_geo::{Wgs84, angular_difference_deg, bearing_deg};

use crate::error::OffRoad;
use crate::graph::RoadGraph;
use crate::network::{Network, Rules};
use crate::table::TURN_AROUND_MS;

/// Farther from any road than this is off the road, in metres.
pub const SNAP_LIMIT_M: u32 = 500;
/// So much farther a road may be that leads somewhere, when the nearest does not, in metres.
const DETOUR_M: f64 = 60.0;
/// Moving away from an edge's direction by more than this is against it, in degrees.
const AGAINST_DEG: f64 = 120.0;

/// What is wanted of a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    /// A vehicle stands there and is to set off.
    SetOff,
    /// A vehicle is to get there.
    Arrive,
}

/// A position and the road beside it, for one graph and the rules of one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapped {
    at: Wgs84,
    heading_deg: Option<f64>,
    errand: Errand,
    stamp: [u8; 8],
    rules: Rules,
    pub(crate) place: Option<Place>,
}

/// An edge a vehicle stands on and may set off along.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its place in the list the graph was built of.
    pub edge: usize,
    /// Of the edge's length from its start, 0 to 1.
    pub fraction: f64,
    /// Added before setting off this way, milliseconds.
    pub extra_ms: u32,
}

/// A place on a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    nearest: Spot,
    /// On the nearest road open to everybody, when the nearest of all is not: a vehicle beside a bus lane or a pedestrian
    /// street may as well stand on the street next to it. So no leave makes a vehicle slower.
    beside: Option<Spot>,
    pub position: Wgs84,
    /// From the position that was put here, metres.
    pub distance_m: f64,
}

/// Where on which road.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    road: u32,
    /// The road's segment, counted from its first point.
    segment: u32,
    /// Of the road's length along its points, 0 to 1.
    fraction: f64,
}

/// The directions in which a vehicle may stand at a place.
pub(crate) type Sides = [Option<Side>; 4];

/// A way to stand on a road: one of its directions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Side {
    pub edge: u32,
    /// Of the edge's length, 0 to 1, in its direction.
    pub fraction: f64,
    /// Added before setting off in this direction, milliseconds.
    pub extra_ms: u32,
}

impl Snapped {
    pub(crate) fn new(
        graph: &RoadGraph,
        network: &Network,
        at: Wgs84,
        (heading_deg, errand): (Option<f64>, Errand),
    ) -> Self {
        let usable = |segment: u32| {
            let road = graph.road_of_segment(segment) as usize;
            graph.roads[road].edges.iter().any(|e| network.usable(*e))
        };
        let nearest = graph.grid.nearest(&graph.points, at, f64::from(SNAP_LIMIT_M), &usable);
        // A little farther is better where it leads somewhere; not across the water.
        let near = nearest.as_ref().and_then(|(_, near)| {
            let leads = |segment: u32| {
                let road = graph.road_of_segment(segment) as usize;
                graph.roads[road].edges.iter().any(|e| network.usable(*e) && network.leads(*e, errand))
            };
            graph.grid.nearest(&graph.points, at, near.distance_m + DETOUR_M, &leads)
        });
        let place = near.or(nearest).map(|(segment, near)| {
            let open = |segment: u32| {
                let road = graph.road_of_segment(segment) as usize;
                let open =
                    |e: u32| network.usable(e) && network.leads(e, errand) && graph.edges[e as usize].usage.ordinary;
                graph.roads[road].edges.iter().any(|e| open(*e))
            };
            let beside = (!open(segment))
                .then(|| graph.grid.nearest(&graph.points, at, near.distance_m + DETOUR_M, &open))
                .flatten();
            Place {
                nearest: Spot::new(graph, segment, near.fraction),
                beside: beside.map(|(segment, near)| Spot::new(graph, segment, near.fraction)),
                position: near.position,
                distance_m: near.distance_m,
            }
        });
        Self { at, heading_deg, errand, stamp: graph.stamp(), rules: network.rules, place }
    }

    /// Whether it was made for these roads and rules.
    pub(crate) fn is_of(&self, graph: &RoadGraph, rules: Rules) -> bool {
        self.stamp == graph.stamp() && self.rules == rules
    }

    /// The position as it came.
    #[must_use]
    pub const fn at(&self) -> Wgs84 {
        self.at
    }

    pub(crate) const fn errand(&self) -> Errand {
        self.errand
    }

    /// Where it moves, as it came.
    #[must_use]
    pub const fn heading_deg(&self) -> Option<f64> {
        self.heading_deg
    }

    /// The nearest point of a road of use, and how far it is in metres; an error when all are too far.
    pub fn on_road(&self) -> Result<(Wgs84, f64), OffRoad> {
        self.place.map(|place| (place.position, place.distance_m)).ok_or(OffRoad { limit_m: SNAP_LIMIT_M })
    }
}

impl Place {
    /// The directions in which a vehicle may stand here, the one along the road's points first.
    pub(crate) fn sides(&self, graph: &RoadGraph, network: &Network, heading_deg: Option<f64>) -> Sides {
        let [a, b] = self.nearest.sides(graph, network, heading_deg);
        let [c, d] = self.beside.map_or([None; 2], |spot| spot.sides(graph, network, heading_deg));
        [a, b, c, d]
    }
}

impl Spot {
    /// From a segment and the fraction of it.
    fn new(graph: &RoadGraph, segment: u32, of_segment: f64) -> Self {
        let road = graph.road_of_segment(segment);
        let chords = graph.chords(road);
        let number = segment - graph.roads[road as usize].first;
        let (before, after) = (chords[number as usize], chords[number as usize + 1]);
        let length = chords.last().copied().unwrap_or_default();
        let along = before + of_segment * (after - before);
        let fraction = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
        Self { road, segment: number, fraction }
    }

    fn sides(&self, graph: &RoadGraph, network: &Network, heading_deg: Option<f64>) -> [Option<Side>; 2] {
        let [along, against] = graph.roads[self.road as usize].edges;
        let both = network.usable(along) && network.usable(against);
        let bearing = heading_deg.filter(|h| both && h.is_finite()).and_then(|h| Some((h, self.bearing(graph)?)));
        let side = |(edge, fraction, turned): (u32, f64, f64)| Side {
            edge,
            fraction,
            extra_ms: bearing.map_or(0, |(heading, bearing)| {
                let off = angular_difference_deg(bearing + turned, heading).abs();
                if off > AGAINST_DEG { TURN_AROUND_MS } else { 0 }
            }),
        };
        let sides = [(along, self.fraction, 0.0), (against, 1.0 - self.fraction, 180.0)];
        sides.map(|stands| network.usable(stands.0).then(|| side(stands)))
    }

    /// Of the segment, along the road's points.
    fn bearing(&self, graph: &RoadGraph) -> Option<f64> {
        let shape = graph.shape(self.road);
        let (a, b) = (shape[self.segment as usize], shape[self.segment as usize + 1]);
        Some(bearing_deg(Wgs84::new(a[0], a[1]).ok()?, Wgs84::new(b[0], b[1]).ok()?))
    }
}
