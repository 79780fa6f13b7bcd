//! The road graph as one kind of vehicle finds it now, and what is asked of it.

use std::sync::Arc;

use watchfloor_geo::{Wgs84, distance_m};

use crate::closed::Closed;
use crate::error::{OffRoad, WorldError};
use crate::graph::RoadGraph;
use crate::hierarchy::Metric;
use crate::hours::WeekMinute;
use crate::network::{Barred, Network, Rules, Step};
use crate::route::metres;
use crate::search::{self, Backward, Start};
use crate::snap::{Errand, Place, SNAP_LIMIT_M, Side, Snapped, Standing};
use crate::table::{Profile, U_TURN_MS, drive_ms, gate_ms};

/// What the two searches take, in nanoseconds on a slow core: settling a state, beginning with a hierarchy, a vehicle's
/// time by it, a vehicle's way by it. They decide which is asked, never what it answers.
const SETTLE_NS: usize = 55;
const FIRST_NS: usize = 200_000;
const VEHICLE_NS: usize = 1_000;
const WAY_NS: usize = 60_000;

/// A vehicle that may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Equal times are ordered by it.
    pub id: &'a str,
    /// Where it is.
    pub at: Wgs84,
    /// Where it moves, degrees clockwise from north; `None` when it stands or nobody knows.
    pub heading_deg: Option<f64>,
}

/// A vehicle that may be sent, put on the road when its position arrived.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Equal times are ordered by it.
    pub id: &'a str,
    /// From [`World::snap`]; of another graph or profile it is found anew, which costs time.
    pub at: &'a Snapped,
}

/// One vehicle's drive to the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Eta {
    /// Its place in the list that was given.
    pub index: usize,
    /// Drive time of the model in milliseconds.
    pub ms: i64,
    /// Length of that drive on roads, metres.
    pub metres: f64,
    /// Straight line, metres (great circle).
    pub straight_m: f64,
    /// Its place among all eligible vehicles by straight line, from 1; equal distances by id.
    pub straight_rank: u32,
}

/// The vehicles that reach a place first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closest {
    /// Fastest first; equal times by id.
    pub best: Vec<Eta>,
    /// Eligible vehicles without any way there, as far as the search had to go: complete when `best` holds fewer than
    /// were asked for, else empty.
    pub unreachable: Vec<usize>,
    /// Eligible vehicles too far from any road.
    pub off_road: Vec<usize>,
}

/// Drive times of a whole fleet to one place, in the order the vehicles were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Milliseconds; `None` when there is no way, or the vehicle is on no road.
    pub ms: Vec<Option<i64>>,
    /// Vehicles too far from any road.
    pub off_road: Vec<usize>,
}

/// Roads, rules and closures of this moment. Cheap to clone; immutable.
#[derive(Clone)]
pub struct World {
    graph: Arc<RoadGraph>,
    network: Arc<Network>,
    /// By edge.
    ms: Arc<[u32]>,
    /// Turns forbidden at this time, of those that are so at some hours.
    barred: Barred,
    profile: Profile,
    closed: Arc<Closed>,
}

impl World {
    /// Puts them together. Fails when the closures are of another graph or kind.
    pub fn new(graph: Arc<RoadGraph>, profile: Profile, closed: Arc<Closed>) -> Result<Self, WorldError> {
        let ms = times(&graph, profile);
        let network = Arc::clone(graph.network(Rules::of(profile)));
        let barred = network.barred(&graph.turns.hours, profile.at);
        Self { graph, network, ms, barred, profile, closed: Arc::clone(&closed) }.with_closed(closed)
    }

    /// The same roads, kind of vehicle and closures at another time.
    #[must_use]
    pub fn with_time(&self, at: Option<WeekMinute>) -> Self {
        let profile = Profile { at, ..self.profile };
        let same_hour = at.map(WeekMinute::hour) == self.profile.at.map(WeekMinute::hour);
        let ms = if same_hour { Arc::clone(&self.ms) } else { times(&self.graph, profile) };
        let barred = self.network.barred(&self.graph.turns.hours, at);
        Self { ms, barred, profile, ..self.clone() }
    }

    /// The same roads and vehicle with other closures: what a closure takes to be in effect.
    pub fn with_closed(&self, closed: Arc<Closed>) -> Result<Self, WorldError> {
        if !closed.is_of(&self.graph) {
            return Err(WorldError::OtherGraph);
        }
        if !closed.binds(self.profile.kind) {
            return Err(WorldError::OtherKind);
        }
        Ok(Self { closed, ..self.clone() })
    }

    /// The roads.
    #[must_use]
    pub fn graph(&self) -> &Arc<RoadGraph> {
        &self.graph
    }

    /// The vehicle and the time.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The closures.
    #[must_use]
    pub fn closed(&self) -> &Arc<Closed> {
        &self.closed
    }

    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    /// Of the whole edge.
    #[inline]
    pub(crate) fn ms(&self, edge: u32) -> u32 {
        self.ms[edge as usize]
    }

    /// Whether a step may be taken at this time.
    #[inline]
    pub(crate) fn may(&self, from: u32, to: u32, step: Step) -> bool {
        !step.at_hours || !self.barred.has(from, to)
    }

    /// Of a step onto an edge: turning round, or opening a gate.
    #[inline]
    pub(crate) fn step_ms(&self, step: Step, onto: u32) -> u32 {
        match (step.u_turn, step.gate) {
            (false, false) => 0,
            (true, _) => U_TURN_MS,
            (false, true) => gate_ms(self.profile.kind, self.graph.edges[onto as usize].usage),
        }
    }

    pub(crate) const fn barred(&self) -> &Barred {
        &self.barred
    }

    pub(crate) fn all_ms(&self) -> &Arc<[u32]> {
        &self.ms
    }

    /// Puts a vehicle on the nearest road it may use and get away from, closed or not. A heading (degrees clockwise from
    /// north) makes setting off against it cost a turn.
    #[must_use]
    pub fn snap(&self, at: Wgs84, heading_deg: Option<f64>) -> Snapped {
        Snapped::new(&self.graph, &self.network, at, (heading_deg, Errand::SetOff))
    }

    /// Whether a position was put on these roads by these rules, so that it need not be done again.
    #[must_use]
    pub fn knows(&self, snapped: &Snapped) -> bool {
        snapped.is_of(&self.graph, self.network.rules)
    }

    /// Puts a place on the nearest road this vehicle may use and get to, closed or not.
    #[must_use]
    pub fn snap_place(&self, at: Wgs84) -> Snapped {
        Snapped::new(&self.graph, &self.network, at, (None, Errand::Arrive))
    }

    /// The edges a vehicle stands on there: both directions of a road, or one. Empty off the road.
    #[must_use]
    pub fn standing(&self, at: &Snapped) -> Vec<Standing> {
        let sides = self.anew(at).map(|place| place.sides(&self.graph, &self.network, at.heading_deg()));
        let standing =
            |side: Side| Standing { edge: side.edge as usize, fraction: side.fraction, extra_ms: side.extra_ms };
        sides.into_iter().flatten().flatten().map(standing).collect()
    }

    pub(crate) fn place(&self, at: Wgs84) -> Result<Place, OffRoad> {
        self.snap_place(at).place.ok_or(OffRoad { limit_m: SNAP_LIMIT_M })
    }

    /// What was put on the road elsewhere, or before the roads changed, put on these.
    pub(crate) fn anew(&self, snapped: &Snapped) -> Option<Place> {
        if self.knows(snapped) {
            snapped.place
        } else {
            let wanted = (snapped.heading_deg(), snapped.errand());
            Snapped::new(&self.graph, &self.network, snapped.at(), wanted).place
        }
    }

    /// The `k` eligible vehicles with the shortest drive to a place; exact. Positions are put on roads first: where
    /// there are many vehicles, keep them with [`World::snap`] and use [`World::closest_snapped`].
    pub fn closest(
        &self,
        to: Wgs84,
        units: &[Candidate<'_>],
        eligible: &dyn Fn(usize) -> bool,
        k: usize,
    ) -> Result<Closest, OffRoad> {
        let snapped: Vec<Snapped> = units.iter().map(|unit| self.snap(unit.at, unit.heading_deg)).collect();
        let placed: Vec<Placed<'_>> = units.iter().zip(&snapped).map(|(unit, at)| Placed { id: unit.id, at }).collect();
        self.closest_snapped(to, &placed, eligible, k)
    }

    /// As [`World::closest`], for vehicles put on the road before.
    pub fn closest_snapped(
        &self,
        to: Wgs84,
        units: &[Placed<'_>],
        eligible: &dyn Fn(usize) -> bool,
        k: usize,
    ) -> Result<Closest, OffRoad> {
        self.closest_by(None, to, units, eligible, k)
    }

    /// As [`World::closest_snapped`], by `metric` when it was made of this world's roads, rules, times and closures. The
    /// answer is the same either way, ways and their metres included; [`World::hierarchy_pays`] tells which is quicker.
    pub fn closest_by(
        &self,
        metric: Option<&Metric>,
        to: Wgs84,
        units: &[Placed<'_>],
        eligible: &dyn Fn(usize) -> bool,
        k: usize,
    ) -> Result<Closest, OffRoad> {
        let target = self.place(to)?;
        let eligible: Vec<usize> = (0..units.len()).filter(|index| eligible(*index)).collect();
        let places: Vec<Option<Place>> = eligible.iter().map(|index| self.anew(units[*index].at)).collect();
        let starts = starts(units, eligible.iter().copied().zip(&places));
        let (found, ways) = match metric.filter(|metric| metric.is_of(self)) {
            Some(metric) => {
                let mut labels = metric.labels(self, &target);
                let found = labels.meet(&starts, k);
                let ways: Vec<_> = found.best.iter().map(|(_, met)| labels.way(met)).collect();
                (found, ways)
            }
            None => {
                let mut search = Backward::new(self, &target);
                let found = search::meet(&mut search, &starts, k);
                let ways = found.best.iter().map(|(_, met)| search.way(met)).collect();
                (found, ways)
            }
        };
        let straight = Straight::new(units, &eligible, to);
        let best: Vec<Eta> = found
            .best
            .iter()
            .zip(&ways)
            .map(|((number, met), way)| {
                let index = starts[*number].index;
                let (straight_m, straight_rank) = straight.of(units, index);
                let metres = metres(&self.graph, way);
                Eta { index, ms: i64::from(met.ms), metres, straight_m, straight_rank }
            })
            .collect();
        let unreachable = if best.len() < k.min(starts.len()) {
            starts.iter().zip(&found.met).filter(|(_, met)| met.is_none()).map(|(start, _)| start.index).collect()
        } else {
            Vec::new()
        };
        let off_road = eligible.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(index, _)| *index);
        Ok(Closest { best, unreachable, off_road: off_road.collect() })
    }

    /// Whether a metric finds the closest `k` of so many eligible vehicles quicker than the plain search, which goes as far
    /// as the `k`th of them while a hierarchy looks at each.
    #[must_use]
    pub fn hierarchy_pays(&self, vehicles: usize, k: usize) -> bool {
        let states = self.network.len();
        let settled = if vehicles <= k { states } else { states * k / vehicles };
        SETTLE_NS * settled > FIRST_NS + VEHICLE_NS * vehicles + WAY_NS * k.min(vehicles)
    }

    /// Drive times of all vehicles to a place: by `metric` when it was made of this world's roads, rules, times and
    /// closures, else by plain search. Both give the same milliseconds.
    pub fn board(&self, metric: Option<&Metric>, to: Wgs84, units: &[Placed<'_>]) -> Result<Board, OffRoad> {
        let target = self.place(to)?;
        let places: Vec<Option<Place>> = units.iter().map(|unit| self.anew(unit.at)).collect();
        let starts = starts(units, places.iter().enumerate());
        let met = match metric.filter(|metric| metric.is_of(self)) {
            Some(metric) => metric.labels(self, &target).times(&starts),
            None => {
                let met = search::meet(&mut Backward::new(self, &target), &starts, starts.len()).met;
                met.into_iter().map(|met| met.map(|met| met.ms)).collect()
            }
        };
        let mut ms = vec![None; units.len()];
        for (start, met) in starts.iter().zip(met) {
            ms[start.index] = met.map(i64::from);
        }
        let off_road = (0..units.len()).filter(|index| places[*index].is_none()).collect();
        Ok(Board { ms, off_road })
    }
}

/// Milliseconds of each edge.
fn times(graph: &RoadGraph, profile: Profile) -> Arc<[u32]> {
    graph.edges.iter().map(|e| drive_ms(profile, e.class, e.usage, e.length_m, e.speed_kmh)).collect()
}

/// Those that are on a road.
fn starts<'a>(units: &[Placed<'a>], places: impl Iterator<Item = (usize, &'a Option<Place>)>) -> Vec<Start<'a>> {
    let on_road = places.filter_map(|(index, place)| Some((index, place.as_ref()?)));
    let start = |(index, place): (usize, &'a Place)| {
        let unit: &Placed<'a> = &units[index];
        Start { id: unit.id, index, place, heading_deg: unit.at.heading_deg() }
    };
    on_road.map(start).collect()
}

/// The order by straight line.
struct Straight {
    /// Of eligible vehicles, ascending.
    metres: Vec<(f64, usize)>,
    to: Wgs84,
}

impl Straight {
    fn new(units: &[Placed<'_>], eligible: &[usize], to: Wgs84) -> Self {
        let mut metres: Vec<_> = eligible.iter().map(|index| (distance_m(units[*index].at.at(), to), *index)).collect();
        metres.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| units[a.1].id.cmp(units[b.1].id)));
        Self { metres, to }
    }

    /// Metres, and the place in the order from 1.
    fn of(&self, units: &[Placed<'_>], index: usize) -> (f64, u32) {
        let metres = distance_m(units[index].at.at(), self.to);
        let before = |(m, other): &(f64, usize)| (*m, units[*other].id) < (metres, units[index].id);
        (metres, self.metres.partition_point(before) as u32 + 1)
    }
}
