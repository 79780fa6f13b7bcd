//! Whole fleets at once, through a customisable contraction hierarchy.

use crate::graph::RoadGraph;
use crate::table::Profile;
use crate::world::World;

/// The order in which a graph's states are contracted for a profile's rules: made once per graph, seconds of work.
pub struct Hierarchy {}

/// A hierarchy with the times of one world: made anew when closures or the hour change, tens of milliseconds.
pub struct Metric {}

impl Hierarchy {
    /// Works it out.
    #[must_use]
    pub fn build(_graph: &RoadGraph, _profile: Profile) -> Self {
        Self {}
    }

    /// Puts in a world's times.
    #[must_use]
    pub fn customise(&self, _world: &World) -> Option<Metric> {
        None
    }
}
