//! Which edges are closed now.

use watchfloor_geo::Wgs84;

use crate::graph::RoadGraph;
use crate::table::Kind;

/// Where a closure is.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'a> {
    /// Closes the roads it crosses or runs along; at least two points.
    Line(&'a [Wgs84]),
    /// Closes the roads it touches; at least three points, the first not repeated.
    Polygon(&'a [Wgs84]),
}

/// A closure in force.
#[derive(Debug, Clone, Copy)]
pub struct ClosureIn<'a> {
    pub id: &'a str,
    pub shape: Shape<'a>,
    /// Emergency vehicles may pass.
    pub emergency_may_pass: bool,
}

/// The edges closed to one kind of vehicle.
#[derive(Debug, Clone)]
pub struct Closed {
    hash: String,
    ids: Vec<String>,
}

impl Closed {
    /// All roads open.
    #[must_use]
    pub fn none(graph: &RoadGraph, kind: Kind) -> Self {
        Self::of(graph, kind, &[])
    }

    /// What these closures close.
    #[must_use]
    pub fn of(_graph: &RoadGraph, _kind: Kind, _closures: &[ClosureIn<'_>]) -> Self {
        Self { hash: String::new(), ids: Vec::new() }
    }

    /// SHA-256, in hex, of the closures given, whatever their order.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The ids given, sorted.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }
}
