//! What one kind of vehicle may drive, unfolded into states: an edge, and as much of the way to it as restrictions and
//! destination-only roads make matter. It must not know times or closures.
//!
//! A state is an edge being driven. Most edges have one; an edge inside a longer restricted sequence has one more for
//! each beginning of such a sequence (the states of an Aho-Corasick automaton over sequences of edges); a
//! destination-only edge has one more for vehicles that came to it from a road open to all, which may not leave to one
//! again, and an edge behind a locked gate one more for ordinary vehicles that came from before it (`gates`). A vehicle
//! sets off in the plain state of its edge.
//!
//! Turning round at a node is allowed only where the way back is the only way on, and before a gate that is locked for
//! the vehicle.

use std::sync::Arc;

use watchfloor_area::RoadUse;

use crate::graph::{NONE, Packed, RoadGraph};
use crate::hours::{Hours, WeekMinute};
use crate::islands::{self, Leading};
use crate::snap::Errand;
use crate::table::{Kind, Profile};
use crate::unfold::{Guard, Unfolding};

/// Set in a stored step's state when the step turns round.
const U_TURN: u32 = 1 << 31;
/// Set in a stored step's state when the step is forbidden at some hours.
const AT_HOURS: u32 = 1 << 30;
/// Set in a stored step's state when the step passes a gate.
const GATE: u32 = 1 << 29;

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
    leading: Leading,
    /// All states of an edge.
    states: Packed,
    onward: Packed,
    backward: Packed,
    /// Steps forbidden at some hours: from, to, and what forbids them; sorted.
    guarded: Vec<(u32, u32, Vec<Guard>)>,
}

/// A step to or from a state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub state: u32,
    pub u_turn: bool,
    /// Passes the gate at which the edge it leads to begins.
    pub gate: bool,
    /// Forbidden at some hours: ask [`Barred`].
    pub at_hours: bool,
}

impl Step {
    #[inline]
    const fn read(stored: u32) -> Self {
        Self {
            state: stored & !(U_TURN | AT_HOURS | GATE),
            u_turn: stored & U_TURN != 0,
            gate: stored & GATE != 0,
            at_hours: stored & AT_HOURS != 0,
        }
    }
}

/// The steps forbidden at one time, of those that are so at some hours: states they lead from and to, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Barred(Arc<[(u32, u32)]>);

impl Barred {
    pub(crate) fn has(&self, from: u32, to: u32) -> bool {
        self.0.binary_search(&(from, to)).is_ok()
    }
}

impl Network {
    pub(crate) fn unfold(graph: &RoadGraph, rules: Rules) -> Self {
        let usable: Vec<bool> = graph.edges.iter().map(|e| rules.allow(e.usage)).collect();
        let unfolded = Unfolding::all(graph, rules, &usable);
        let states = unfolded.edge.len();
        let arcs = &unfolded.arcs;
        let stored = |state: u32, arc: &crate::unfold::Arc| {
            let passes = graph.edges[unfolded.edge[arc.to as usize] as usize].usage.gate;
            let turned = if arc.u_turn { U_TURN } else { u32::from(passes) * GATE };
            state | turned | if arc.guards.is_empty() { 0 } else { AT_HOURS }
        };
        let mut network = Self {
            rules,
            leading: Leading::default(),
            states: Packed::new(usable.len(), unfolded.edge.iter().enumerate().map(|(s, e)| (*e, s as u32))),
            onward: Packed::new(states, arcs.iter().map(|arc| (arc.from, stored(arc.to, arc)))),
            backward: Packed::new(states, arcs.iter().map(|arc| (arc.to, stored(arc.from, arc)))),
            guarded: Vec::new(),
            edge: unfolded.edge,
            plain: unfolded.plain,
        };
        let guarded = unfolded.arcs.into_iter().filter(|arc| !arc.guards.is_empty());
        network.guarded = guarded.map(|arc| (arc.from, arc.to, arc.guards)).collect();
        network.guarded.sort_unstable_by_key(|(from, to, _)| (*from, *to));
        network.leading = islands::leading(&network, usable.len());
        network
    }

    /// The steps forbidden at a time; at no particular time, all that are so at any.
    pub(crate) fn barred(&self, hours: &[Hours], at: Option<WeekMinute>) -> Barred {
        let hold = |when: u32| at.is_none_or(|at| hours[when as usize].hold(at));
        let barred = self.guarded.iter().filter(|(_, _, guards)| guards.iter().any(|guard| guard.bars(&hold)));
        Barred(barred.map(|(from, to, _)| (*from, *to)).collect())
    }

    /// Whether an edge is of use for an errand.
    pub(crate) fn leads(&self, edge: u32, errand: Errand) -> bool {
        let leading = match errand {
            Errand::SetOff => &self.leading.away,
            Errand::Arrive => &self.leading.here,
        };
        edge != NONE && leading[edge as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.edge.len()
    }

    #[inline]
    pub(crate) fn onward(&self, state: u32) -> impl Iterator<Item = Step> {
        self.onward.of(state).iter().map(|stored| Step::read(*stored))
    }

    #[inline]
    pub(crate) fn backward(&self, state: u32) -> impl Iterator<Item = Step> {
        self.backward.of(state).iter().map(|stored| Step::read(*stored))
    }

    pub(crate) fn states_of(&self, edge: u32) -> &[u32] {
        self.states.of(edge)
    }

    pub(crate) fn usable(&self, edge: u32) -> bool {
        edge != NONE && self.plain[edge as usize] != NONE
    }
}
