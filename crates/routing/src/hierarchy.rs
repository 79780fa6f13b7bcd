//! Whole fleets at once, through a customisable contraction hierarchy (crate `cch`).
//!
//! Method: Dibbelt, Strasser, Wagner, "Customizable Contraction Hierarchies" (2016); the sweep over all vehicles is
//! RPHAST's. The order is found once per graph; a metric is made anew, in the background, when closures or the hour
//! change. The plain search stays the default, and tests hold both to the same milliseconds.

use std::sync::Arc;

use cch::Cch;
use cch::graph::Graph;

use crate::graph::RoadGraph;
use crate::labels::Labels;
use crate::network::{Barred, Network, Rules, Step};
use crate::snap::Place;
use crate::table::Profile;
use crate::world::World;

/// The states of one profile's rules, contracted in a good order. Made once per graph; seconds of work.
pub struct Hierarchy {
    stamp: [u8; 8],
    rules: Rules,
    order: Vec<u32>,
    cch: Cch,
    /// Of each arc: the state it begins at, and the step.
    arcs: Vec<(u32, Step)>,
}

/// A hierarchy with the times of one world. Tens of milliseconds of work.
pub struct Metric {
    hierarchy: Arc<Hierarchy>,
    metric: cch::Metric,
    ms: Arc<[u32]>,
    barred: Barred,
    /// Hash of the closures and whether they bind this kind.
    closed: String,
}

impl Hierarchy {
    /// Works out the order and contracts.
    #[must_use]
    pub fn build(graph: &RoadGraph, profile: Profile) -> Self {
        let network = graph.network(Rules::of(profile));
        Self::contract(graph, network, order(graph, network))
    }

    /// With an order kept from [`Hierarchy::order`]; `None` when it is not one of this graph and these rules.
    #[must_use]
    pub fn with_order(graph: &RoadGraph, profile: Profile, order: Vec<u32>) -> Option<Self> {
        let network = graph.network(Rules::of(profile));
        let mut seen = vec![false; network.len()];
        let fresh = |state: &u32| seen.get_mut(*state as usize).is_some_and(|seen| !std::mem::replace(seen, true));
        let whole = order.len() == network.len() && order.iter().all(fresh);
        whole.then(|| Self::contract(graph, network, order))
    }

    /// The order of contraction, to be kept with the graph's hash: finding it is most of the work.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    fn contract(graph: &RoadGraph, network: &Network, order: Vec<u32>) -> Self {
        let (mut first_out, mut head, mut arcs) = (vec![0], Vec::new(), Vec::new());
        for state in 0..network.len() as u32 {
            for arc in network.onward(state) {
                head.push(arc.state);
                arcs.push((state, arc));
            }
            first_out.push(head.len() as u32);
        }
        let weight = vec![1; head.len()];
        let cch = Cch::build(&Graph { first_out, head, weight }, &order);
        Self { stamp: graph.stamp(), rules: network.rules, order, cch, arcs }
    }

    /// Puts in a world's times and closures; `None` when the world has other roads or rules.
    #[must_use]
    pub fn customise(self: &Arc<Self>, world: &World) -> Option<Metric> {
        if self.stamp != world.graph().stamp() || self.rules != world.network().rules {
            return None;
        }
        let network = world.network();
        let weight = |(from, step): &(u32, Step)| {
            let edge = network.edge[step.state as usize];
            if world.closed().has(edge) || !world.may(*from, step.state, *step) {
                return cch::INF_WEIGHT;
            }
            (world.ms(edge) + world.step_ms(*step, edge)).min(cch::INF_WEIGHT)
        };
        let weights: Vec<u32> = self.arcs.iter().map(weight).collect();
        let metric = self.cch.customize(&weights);
        let closed = world.closed().hash().to_owned();
        let (ms, barred) = (Arc::clone(world.all_ms()), world.barred().clone());
        Some(Metric { hierarchy: Arc::clone(self), metric, ms, barred, closed })
    }
}

impl Metric {
    /// Whether it answers for a world as it is: the same roads, rules, times and closures.
    #[must_use]
    pub fn is_of(&self, world: &World) -> bool {
        let same_times = Arc::ptr_eq(&self.ms, world.all_ms()) || self.ms == *world.all_ms();
        self.hierarchy.stamp == world.graph().stamp()
            && self.hierarchy.rules == world.network().rules
            && self.closed == world.closed().hash()
            && self.barred == *world.barred()
            && same_times
    }

    /// Milliseconds from states to a place, found as they are asked for.
    pub(crate) fn labels<'a>(&'a self, world: &'a World, to: &Place) -> Labels<'a> {
        Labels::new(world, (self.hierarchy.cch.view(), self.metric.view()), to)
    }
}

/// States in an order that contracts well: by a nested dissection of the junctions they lead to.
fn order(graph: &RoadGraph, network: &Network) -> Vec<u32> {
    let edges: Vec<_> = graph.edges.iter().enumerate().filter(|(at, _)| network.usable(*at as u32)).collect();
    let tail: Vec<u32> = edges.iter().map(|(_, e)| e.from).collect();
    let head: Vec<u32> = edges.iter().map(|(_, e)| e.to).collect();
    let (mut lat, mut lon) = (vec![0.0_f32; graph.nodes], vec![0.0_f32; graph.nodes]);
    for (_, edge) in &edges {
        let shape = graph.shape(edge.road);
        let end = if edge.against { shape.first() } else { shape.last() };
        if let Some([x, y]) = end {
            (lon[edge.to as usize], lat[edge.to as usize]) = (*x as f32, *y as f32);
        }
    }
    let nodes = cch::inertial_order(graph.nodes as u32, &tail, &head, &lat, &lon);
    let mut rank = vec![0_u32; graph.nodes];
    for (at, node) in nodes.iter().enumerate() {
        rank[*node as usize] = at as u32;
    }
    let mut states: Vec<u32> = (0..network.len() as u32).collect();
    states.sort_by_key(|state| {
        let edge = &graph.edges[network.edge[*state as usize] as usize];
        // Every way through a junction uses an edge into it: those edges part the states as the junction parts the roads.
        (rank[edge.to as usize], *state)
    });
    states
}
