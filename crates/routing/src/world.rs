//! The road graph as one kind of vehicle finds it now, and what is asked of it.

use std::sync::Arc;

use watchfloor_geo::Wgs84;

use crate::closed::Closed;
use crate::error::{NoRoute, OffRoad, WorldError};
use crate::graph::RoadGraph;
use crate::hierarchy::Metric;
use crate::reach::Reach;
use crate::route::Route;
use crate::snap::Snapped;
use crate::table::Profile;

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
    profile: Profile,
    closed: Arc<Closed>,
}

impl World {
    /// Puts them together. Fails when the closures are of another graph or kind, or the hour is none.
    pub fn new(graph: Arc<RoadGraph>, profile: Profile, closed: Arc<Closed>) -> Result<Self, WorldError> {
        Ok(Self { graph, profile, closed })
    }

    /// The roads.
    #[must_use]
    pub fn graph(&self) -> &Arc<RoadGraph> {
        &self.graph
    }

    /// The vehicle and the hour.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The closures.
    #[must_use]
    pub fn closed(&self) -> &Arc<Closed> {
        &self.closed
    }

    /// The same roads and vehicle with other closures.
    pub fn with_closed(&self, closed: Arc<Closed>) -> Result<Self, WorldError> {
        Self::new(Arc::clone(&self.graph), self.profile, closed)
    }

    /// Puts a position on the nearest road this vehicle may use.
    #[must_use]
    pub fn snap(&self, at: Wgs84, heading_deg: Option<f64>) -> Snapped {
        Snapped { at, heading_deg }
    }

    /// The `k` eligible vehicles with the shortest drive to a place.
    pub fn closest(
        &self,
        _to: Wgs84,
        _units: &[Candidate<'_>],
        _eligible: &dyn Fn(usize) -> bool,
        _k: usize,
    ) -> Result<Closest, OffRoad> {
        Ok(Closest::default())
    }

    /// As [`World::closest`], for vehicles put on the road before.
    pub fn closest_snapped(
        &self,
        _to: Wgs84,
        _units: &[Placed<'_>],
        _eligible: &dyn Fn(usize) -> bool,
        _k: usize,
    ) -> Result<Closest, OffRoad> {
        Ok(Closest::default())
    }

    /// The fastest way from one place to another.
    pub fn route(&self, _from: Wgs84, _to: Wgs84) -> Result<Route, NoRoute> {
        Err(NoRoute::Unreachable { closures: Vec::new() })
    }

    /// As [`World::route`], from a place and heading put on the road before.
    pub fn route_snapped(&self, _from: &Snapped, _to: Wgs84) -> Result<Route, NoRoute> {
        Err(NoRoute::Unreachable { closures: Vec::new() })
    }

    /// Drive times of all vehicles to a place: by `metric` when it was made of this world, else by plain search.
    pub fn board(&self, _metric: Option<&Metric>, _to: Wgs84, units: &[Placed<'_>]) -> Result<Board, OffRoad> {
        Ok(Board { ms: vec![None; units.len()], off_road: Vec::new() })
    }

    /// What is reached from any of the places within each time.
    #[must_use]
    pub fn reach(&self, _from: &[Wgs84], _seconds: &[u32]) -> Reach {
        Reach { bands: Vec::new(), off_road: Vec::new() }
    }
}
