//! The states of one kind of vehicle, found from the edges it may drive and what it must remember. It must not know
//! times or closures.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::gates::Gates;
use crate::graph::{NONE, Packed, RoadGraph};
use crate::network::Rules;

/// What forbids the last edge of a sequence after those before it. `None` stands for always, a number for the hours of
/// that number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Guard {
    /// Forbidden by name.
    never: Vec<Option<u32>>,
    /// There is an only way on: whether this is it.
    musts: Vec<(Option<u32>, bool)>,
}

impl Guard {
    /// Whether it forbids, of the rules that hold. Several only ways on allow one another.
    pub(crate) fn bars(&self, hold: &dyn Fn(u32) -> bool) -> bool {
        let holds = |when: &Option<u32>| when.is_none_or(hold);
        let mut musts = self.musts.iter().filter(|(when, _)| holds(when)).peekable();
        self.never.iter().any(holds) || (musts.peek().is_some() && !musts.any(|(_, this)| *this))
    }

    /// Whether it forbids at every hour.
    fn always(&self) -> bool {
        let others = self.musts.iter().any(|(when, this)| when.is_none() && !this);
        self.never.contains(&None) || (others && !self.musts.iter().any(|(_, this)| *this))
    }

    /// Whether it forbids at any hour at all.
    fn ever(&self) -> bool {
        !self.never.is_empty() || self.musts.iter().any(|(_, this)| !this)
    }
}

/// A step found from a state to a state.
pub(crate) struct Arc {
    pub from: u32,
    pub to: u32,
    pub u_turn: bool,
    /// What forbids it at some hours.
    pub guards: Vec<Guard>,
}

/// Sequences of usable edges that may not be driven, at least at some hours.
fn guarded(graph: &RoadGraph, rules: Rules, usable: &[bool], leaving: &Packed) -> HashMap<Vec<u32>, Guard> {
    let mut guards: HashMap<Vec<u32>, Guard> = HashMap::new();
    let mut only: BTreeMap<&[u32], Vec<(Option<u32>, u32)>> = BTreeMap::new();
    let binding = graph.turns.turns.iter().filter(|t| !(t.spares_emergency && rules != Rules::Ordinary));
    for turn in binding.filter(|t| t.edges.iter().all(|e| usable[*e as usize])) {
        if turn.only {
            for at in 1..turn.edges.len() {
                only.entry(&turn.edges[..at]).or_default().push((turn.when, turn.edges[at]));
            }
        } else {
            guards.entry(turn.edges.clone()).or_default().never.push(turn.when);
        }
    }
    for (path, musts) in only {
        let Some(last) = path.last() else { continue };
        for next in leaving.of(graph.edges[*last as usize].to) {
            let sequence = path.iter().chain([next]).copied().collect();
            let guard: &mut Guard = guards.entry(sequence).or_default();
            guard.musts.extend(musts.iter().map(|(when, edge)| (*when, edge == next)));
        }
    }
    guards.retain(|_, guard| guard.ever());
    guards
}

/// What a state remembers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Memory {
    /// The edges driven that begin a restricted sequence, its own edge last.
    path: Vec<u32>,
    /// It came to a destination-only road from one open to all.
    entered: bool,
    /// It came behind a locked gate from before it.
    inside: bool,
}

pub(crate) struct Unfolding<'a> {
    graph: &'a RoadGraph,
    rules: Rules,
    leaving: Packed,
    gates: Gates,
    guarded: HashMap<Vec<u32>, Guard>,
    /// Beginnings of guarded sequences, two edges or longer.
    beginnings: HashSet<Vec<u32>>,
    /// Edges that continue or end one.
    involved: HashSet<u32>,
    /// Edge of each state.
    pub edge: Vec<u32>,
    /// Plain state of each edge, or [`NONE`] where the vehicle may not drive.
    pub plain: Vec<u32>,
    /// States that are not plain.
    numbers: HashMap<Memory, u32>,
    memories: Vec<Memory>,
    plain_states: usize,
    pub arcs: Vec<Arc>,
}

impl<'a> Unfolding<'a> {
    /// All states that `rules` give, and the steps between them.
    pub(crate) fn all(graph: &'a RoadGraph, rules: Rules, usable: &[bool]) -> Self {
        let on_from: Vec<(u32, u32)> = (0..graph.nodes as u32)
            .flat_map(|node| graph.leaving(node).iter().map(move |edge| (node, *edge)))
            .filter(|(_, edge)| usable[*edge as usize])
            .collect();
        let leaving = Packed::new(graph.nodes, on_from.iter().copied());
        let guarded = guarded(graph, rules, usable, &leaving);
        let edge: Vec<u32> = (0..usable.len() as u32).filter(|e| usable[*e as usize]).collect();
        let mut plain = vec![NONE; usable.len()];
        for (state, edge) in edge.iter().enumerate() {
            plain[*edge as usize] = state as u32;
        }
        let mut unfolding = Self {
            graph,
            rules,
            gates: if rules == Rules::Ordinary { Gates::find(graph, &edge, &leaving) } else { Gates::none() },
            leaving,
            beginnings: guarded.keys().flat_map(|seq| (2..seq.len()).map(|to| seq[..to].to_vec())).collect(),
            involved: guarded.keys().flat_map(|seq| seq[1..].iter().copied()).collect(),
            guarded,
            plain_states: edge.len(),
            edge,
            plain,
            numbers: HashMap::new(),
            memories: Vec::new(),
            arcs: Vec::new(),
        };
        unfolding.all_arcs();
        unfolding
    }

    /// Arcs of every state; states that are found on the way are worked off after those before them.
    fn all_arcs(&mut self) {
        let mut state = 0;
        while state < self.edge.len() {
            let edge = self.edge[state];
            let memory = match state.checked_sub(self.plain_states) {
                None => Memory { path: vec![edge], entered: false, inside: false },
                Some(at) => self.memories[at].clone(),
            };
            let back = self.graph.reverse(edge);
            let onward = self.leaving.of(self.graph.edges[edge as usize].to).to_vec();
            for next in onward.iter().copied() {
                let u_turn = next == back;
                if u_turn && onward.len() > 1 && !self.gates.locked(self.graph, back) {
                    continue;
                }
                if !u_turn && !self.gates.may_pass(self.graph, edge, next) {
                    continue;
                }
                if let Some((to, guards)) = self.after(&memory, edge, next) {
                    self.arcs.push(Arc { from: state as u32, to, u_turn, guards });
                }
            }
            state += 1;
        }
    }

    /// The state of driving `next` after what is remembered, unless it is forbidden always, and what forbids it at some
    /// hours.
    fn after(&mut self, memory: &Memory, edge: u32, next: u32) -> Option<(u32, Vec<Guard>)> {
        let destination = |e: u32| self.rules == Rules::Ordinary && self.graph.edges[e as usize].usage.destination;
        if memory.entered && !destination(next) || memory.inside && !self.gates.behind(next) {
            return None;
        }
        let entered = destination(next) && (memory.entered || !destination(edge));
        let inside = self.gates.behind(next) && (memory.inside || !self.gates.behind(edge));
        let (mut path, mut guards) = (vec![next], Vec::new());
        if self.involved.contains(&next) {
            let driven: Vec<u32> = memory.path.iter().copied().chain([next]).collect();
            let mut ends = (0..driven.len() - 1).map(|from| &driven[from..]);
            guards = ends.clone().filter_map(|end| self.guarded.get(end).cloned()).collect();
            if guards.iter().any(Guard::always) {
                return None;
            }
            if let Some(longest) = ends.find(|end| self.beginnings.contains(*end)) {
                path = longest.to_vec();
            }
        }
        if path.len() == 1 && !entered && !inside {
            return Some((self.plain[next as usize], guards));
        }
        let fresh = self.edge.len() as u32;
        let memory = Memory { path, entered, inside };
        let number = *self.numbers.entry(memory.clone()).or_insert(fresh);
        if number == fresh {
            self.edge.push(next);
            self.memories.push(memory);
        }
        Some((number, guards))
    }
}
