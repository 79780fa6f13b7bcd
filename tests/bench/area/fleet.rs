//! A city to dispatch in: its roads, a fleet on them, incidents beside them; all from a seed.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use watchfloor_geo::Wgs84;
use watchfloor_routing::{Closed, Hierarchy, Metric, Placed, Profile, RoadGraph, Snapped, World};

use crate::city::{City, Dice};

/// Roads with nothing closed, and how long their parts took to make.
pub struct Town {
    pub city: City,
    pub roads: Vec<usize>,
    pub world: World,
    pub hierarchy: Arc<Hierarchy>,
    pub metric: Option<Metric>,
    pub graph_took: Duration,
    pub hierarchy_took: Duration,
    pub metric_took: Duration,
}

impl Town {
    pub fn open(file: &Path, profile: Profile) -> Result<Self> {
        let city = City::read(file)?;
        let (graph, graph_took) = timed(|| RoadGraph::build(&city.edges, &city.restrictions));
        let graph = Arc::new(graph?);
        let closed = Arc::new(Closed::none(&graph));
        let world = World::new(Arc::clone(&graph), profile, closed)?;
        let (hierarchy, hierarchy_took) = timed(|| Arc::new(Hierarchy::build(&graph, profile)));
        let (metric, metric_took) = timed(|| hierarchy.customise(&world));
        let roads = city.connected();
        Ok(Self { city, roads, world, hierarchy, metric, graph_took, hierarchy_took, metric_took })
    }

    /// Units spread over the roads, as they would be put there when their position arrives.
    pub fn spread(&self, count: usize, dice: &mut Dice) -> Fleet {
        let places = (0..count).map(|_| self.city.on_road(&self.roads, dice)).collect();
        self.fleet(places)
    }

    /// Units in twos to sixes at stations, as most fleets stand most of the day.
    pub fn at_stations(&self, count: usize, dice: &mut Dice) -> Fleet {
        let stations: Vec<Wgs84> =
            (0..count.div_ceil(4).max(1)).map(|_| self.city.on_road(&self.roads, dice)).collect();
        let places = (0..count).map(|_| stations[dice.below(stations.len())]).collect();
        self.fleet(places)
    }

    fn fleet(&self, places: Vec<Wgs84>) -> Fleet {
        let (snapped, took) = timed(|| places.iter().map(|at| self.world.snap(*at, None)).collect::<Vec<_>>());
        let ids = (0..places.len()).map(|n| format!("U{n:05}")).collect();
        Fleet { ids, places, snapped, took }
    }

    /// Places of incidents: houses beside the roads.
    pub fn incidents(&self, count: usize, dice: &mut Dice) -> Vec<Wgs84> {
        (0..count).map(|_| self.city.near_road(&self.roads, dice)).collect()
    }
}

/// Units put on the road.
pub struct Fleet {
    ids: Vec<String>,
    pub places: Vec<Wgs84>,
    snapped: Vec<Snapped>,
    /// Putting all of them on the road.
    pub took: Duration,
}

impl Fleet {
    pub fn placed(&self) -> Vec<Placed<'_>> {
        self.ids.iter().zip(&self.snapped).map(|(id, at)| Placed { id, at }).collect()
    }
}

pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}
