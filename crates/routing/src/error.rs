//! What can be wrong with rows, and why there is no answer.

use thiserror::Error;

/// Rows that do not make a road graph. Edges are named by their place in the list, from 0, and their OSM way.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum GraphError {
    /// More edges than can be numbered.
    #[error("{0} road edges; at most {max} can be routed on", max = crate::graph::MAX_EDGES)]
    TooManyEdges(usize),
    /// Less than two points, or more than can be numbered.
    #[error("edge {edge} (way {way}): {points} points")]
    Points { edge: usize, way: i64, points: usize },
    /// A coordinate that is not a place on Earth.
    #[error("edge {edge} (way {way}): point {point} is not a position")]
    Position { edge: usize, way: i64, point: usize },
    /// `length_m` is not positive, not finite or longer than any road between two junctions.
    #[error("edge {edge} (way {way}): length_m is {length_m}")]
    Length { edge: usize, way: i64, length_m: f64 },
    /// `speed_kmh` is not a positive number.
    #[error("edge {edge} (way {way}): speed_kmh is {speed_kmh}")]
    Speed { edge: usize, way: i64, speed_kmh: f64 },
}

/// Parts that do not belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WorldError {
    /// The closures were worked out on another graph.
    #[error("the closures were worked out on another road graph")]
    OtherGraph,
    /// The closures were worked out for the other kind of vehicle.
    #[error("the closures were worked out for another kind of vehicle")]
    OtherKind,
}

/// A point too far from any road the vehicle may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no road of use within {limit_m} m")]
pub struct OffRoad {
    /// How far was looked, in metres.
    pub limit_m: u32,
}

/// Why there is no way.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoRoute {
    /// The start is on no road.
    #[error("the start is off the road: {0}")]
    FromOffRoad(OffRoad),
    /// The end is on no road.
    #[error("the end is off the road: {0}")]
    ToOffRoad(OffRoad),
    /// There is no way at all; with the closures that stand in a way there would be without them.
    #[error("unreachable by road{}", if closures.is_empty() { "" } else { " because of closures" })]
    Unreachable {
        /// Ids of closures on the fastest way there would be; empty when there is none even without closures.
        closures: Vec<String>,
    },
}
