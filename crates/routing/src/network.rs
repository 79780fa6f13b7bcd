//! What one kind of vehicle may drive, unfolded into states: an edge, and as much of the way to it as restrictions and
//! destination-only roads make matter. It must not know times or closures.
//!
//! A state is an edge being driven. Most edges have one; an edge inside a longer restricted sequence has one more for
//! each beginning of such a sequence (the states of an Aho-Corasick automaton over sequences of edges); a
//! destination-only edge has one more for vehicles that came to it from a road open to all, which may not leave to one
//! again. A vehicle sets off in the plain state of its edge.
//!
//! Turning round at a node is allowed only where the way back is the only way on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use watchfloor_area::RoadUse;

use crate::graph::{NONE, Packed, RoadGraph};
use crate::islands;
use crate::table::{Kind, Profile};

/// Set in an arc's other state when the arc turns round.
const U_TURN: u32 = 1 << 31;

/// The rules a profile is bound by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Rules {
    Ordinary = 0,
    Emergency = 1,
    Contraflow = 2,
}

impl Rules {
    pub(crate) const fn of(profile: Profile) -> Self {
        match (profile.kind, profile.contraflow) {
            (Kind::Ordinary, _) => Self::Ordinary,
            (Kind::Emergency, false) => Self::Emergency,
            (Kind::Emergency, true) => Self::Contraflow,
        }
    }

    /// Whether a vehicle may drive an edge. What stops every vehicle stops all; against a one-way needs leave.
    pub(crate) const fn allow(self, usage: RoadUse) -> bool {
        match self {
            _ if usage.barrier => false,
            Self::Ordinary => usage.ordinary,
            Self::Emergency => usage.emergency && !usage.contraflow,
            Self::Contraflow => usage.emergency || usage.contraflow,
        }
    }
}

/// States and the turns between them.
pub(crate) struct Network {
    pub rules: Rules,
    /// Edge of each state.
    pub edge: Vec<u32>,
    /// Plain state of each edge, or [`NONE`] where the vehicle may not drive.
    pub plain: Vec<u32>,
    /// Whether an edge leads somewhere, by edge.
    leading: Vec<bool>,
    /// All states of an edge.
    states: Packed,
    onward: Packed,
    backward: Packed,
}

/// A turn to or from a state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    pub state: u32,
    pub u_turn: bool,
}

impl Arc {
    #[inline]
    const fn read(stored: u32) -> Self {
        Self { state: stored & !U_TURN, u_turn: stored & U_TURN != 0 }
    }
}

impl Network {
    pub(crate) fn unfold(graph: &RoadGraph, rules: Rules) -> Self {
        let usable: Vec<bool> = graph.edges.iter().map(|e| rules.allow(e.usage)).collect();
        let on_from: Vec<(u32, u32)> = (0..graph.nodes as u32)
            .flat_map(|node| graph.leaving(node).iter().map(move |edge| (node, *edge)))
            .filter(|(_, edge)| usable[*edge as usize])
            .collect();
        let leaving = Packed::new(graph.nodes, on_from.iter().copied());
        let forbidden = forbidden(graph, rules, &usable, &leaving);
        let mut unfolding = Unfolding::new(graph, rules, &usable, &leaving, &forbidden);
        unfolding.all_arcs();
        let states = unfolding.edge.len();
        let turned = |u_turn: bool| if u_turn { U_TURN } else { 0 };
        let arcs = &unfolding.arcs;
        let mut network = Self {
            rules,
            leading: Vec::new(),
            states: Packed::new(usable.len(), unfolding.edge.iter().enumerate().map(|(s, e)| (*e, s as u32))),
            onward: Packed::new(states, arcs.iter().map(|(from, to, u)| (*from, to | turned(*u)))),
            backward: Packed::new(states, arcs.iter().map(|(from, to, u)| (*to, from | turned(*u)))),
            edge: unfolding.edge,
            plain: unfolding.plain,
        };
        network.leading = islands::leading(&network, usable.len());
        network
    }

    /// Whether a vehicle that stands on an edge can get on, and back.
    pub(crate) fn leads(&self, edge: u32) -> bool {
        edge != NONE && self.leading[edge as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.edge.len()
    }

    #[inline]
    pub(crate) fn onward(&self, state: u32) -> impl Iterator<Item = Arc> {
        self.onward.of(state).iter().map(|stored| Arc::read(*stored))
    }

    #[inline]
    pub(crate) fn backward(&self, state: u32) -> impl Iterator<Item = Arc> {
        self.backward.of(state).iter().map(|stored| Arc::read(*stored))
    }

    pub(crate) fn states_of(&self, edge: u32) -> &[u32] {
        self.states.of(edge)
    }

    pub(crate) fn usable(&self, edge: u32) -> bool {
        edge != NONE && self.plain[edge as usize] != NONE
    }
}

/// Sequences of usable edges that may not be driven.
fn forbidden(graph: &RoadGraph, rules: Rules, usable: &[bool], leaving: &Packed) -> HashSet<Vec<u32>> {
    let mut forbidden = HashSet::new();
    let mut only: BTreeMap<&[u32], BTreeSet<u32>> = BTreeMap::new();
    let binding = graph.turns.turns.iter().filter(|t| !(t.spares_emergency && rules != Rules::Ordinary));
    for turn in binding.filter(|t| t.edges.iter().all(|e| usable[*e as usize])) {
        if turn.only {
            for at in 1..turn.edges.len() {
                only.entry(&turn.edges[..at]).or_default().insert(turn.edges[at]);
            }
        } else {
            forbidden.insert(turn.edges.clone());
        }
    }
    for (path, allowed) in only {
        let Some(last) = path.last() else { continue };
        for next in leaving.of(graph.edges[*last as usize].to) {
            if !allowed.contains(next) {
                forbidden.insert(path.iter().chain([next]).copied().collect());
            }
        }
    }
    forbidden
}

/// What a state remembers: the edges driven that begin a restricted sequence, its own edge last, and whether it came to
/// a destination-only road from one open to all.
type Memory = (Vec<u32>, bool);

struct Unfolding<'a> {
    graph: &'a RoadGraph,
    rules: Rules,
    leaving: &'a Packed,
    forbidden: &'a HashSet<Vec<u32>>,
    /// Beginnings of forbidden sequences, two edges or longer.
    beginnings: HashSet<Vec<u32>>,
    /// Edges that continue or end one.
    involved: HashSet<u32>,
    edge: Vec<u32>,
    plain: Vec<u32>,
    /// States that are not plain.
    numbers: HashMap<Memory, u32>,
    memories: Vec<Memory>,
    plain_states: usize,
    /// From, to, turning round.
    arcs: Vec<(u32, u32, bool)>,
}

impl<'a> Unfolding<'a> {
    fn new(
        graph: &'a RoadGraph,
        rules: Rules,
        usable: &[bool],
        leaving: &'a Packed,
        forbidden: &'a HashSet<Vec<u32>>,
    ) -> Self {
        let edge: Vec<u32> = (0..usable.len() as u32).filter(|e| usable[*e as usize]).collect();
        let mut plain = vec![NONE; usable.len()];
        for (state, edge) in edge.iter().enumerate() {
            plain[*edge as usize] = state as u32;
        }
        Self {
            graph,
            rules,
            leaving,
            beginnings: forbidden.iter().flat_map(|seq| (2..seq.len()).map(|to| seq[..to].to_vec())).collect(),
            involved: forbidden.iter().flat_map(|seq| seq[1..].iter().copied()).collect(),
            forbidden,
            plain_states: edge.len(),
            edge,
            plain,
            numbers: HashMap::new(),
            memories: Vec::new(),
            arcs: Vec::new(),
        }
    }

    /// Arcs of every state; states that are found on the way are worked off after those before them.
    fn all_arcs(&mut self) {
        let mut state = 0;
        while state < self.edge.len() {
            let edge = self.edge[state];
            let memory = match state.checked_sub(self.plain_states) {
                None => (vec![edge], false),
                Some(at) => self.memories[at].clone(),
            };
            let leaving = self.leaving.of(self.graph.edges[edge as usize].to);
            for next in leaving {
                let u_turn = *next == self.graph.reverse(edge);
                if u_turn && leaving.len() > 1 {
                    continue;
                }
                if let Some(to) = self.after(&memory, edge, *next) {
                    self.arcs.push((state as u32, to, u_turn));
                }
            }
            state += 1;
        }
    }

    /// The state of driving `next` after what is remembered, unless it is forbidden.
    fn after(&mut self, (path, entered): &Memory, edge: u32, next: u32) -> Option<u32> {
        let destination = |e: u32| self.rules == Rules::Ordinary && self.graph.edges[e as usize].usage.destination;
        if *entered && !destination(next) {
            return None;
        }
        let entered = destination(next) && (*entered || !destination(edge));
        let mut kept = vec![next];
        if self.involved.contains(&next) {
            let driven: Vec<u32> = path.iter().copied().chain([next]).collect();
            let mut ends = (0..driven.len() - 1).map(|from| &driven[from..]);
            if ends.clone().any(|end| self.forbidden.contains(end)) {
                return None;
            }
            if let Some(longest) = ends.find(|end| self.beginnings.contains(*end)) {
                kept = longest.to_vec();
            }
        }
        if kept.len() == 1 && !entered {
            return Some(self.plain[next as usize]);
        }
        let fresh = self.edge.len() as u32;
        let memory = (kept, entered);
        let number = *self.numbers.entry(memory.clone()).or_insert(fresh);
        if number == fresh {
            self.edge.push(next);
            self.memories.push(memory);
        }
        Some(number)
    }
}
