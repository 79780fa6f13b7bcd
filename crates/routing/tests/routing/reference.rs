//! A plain search that shares nothing with the router but the speed table and where things stand on the road: it reads
//! the rows themselves, restrictions as sequences looked up one by one, and searches the whole graph every time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use watchfloor_area::TurnRestriction;
use watchfloor_routing::{Closed, Kind, Profile, Standing, U_TURN_MS, WeekMinute, drive_ms, gate_ms};

use crate::locked::Locked;
use crate::support::Roads;

pub struct Reference {
    ms: Vec<u64>,
    states: Vec<State>,
    /// By state: what turns into it, and the turn's cost.
    into: Vec<Vec<(usize, u64)>>,
    out: Vec<Vec<(usize, u64)>>,
    plain: Vec<Option<usize>>,
    of_edge: Vec<Vec<usize>>,
}

struct State {
    edge: usize,
}

/// The last edges driven as far as a restriction may care, whether an open road was left for a destination-only one, and
/// whether it came behind a locked gate.
type Past = (Vec<usize>, bool, bool);

impl Reference {
    pub fn new(roads: &Roads, profile: Profile) -> Self {
        let edges = &roads.edges;
        let may = |at: usize| {
            let usage = edges[at].usage;
            let leave = usage.emergency && !usage.contraflow || profile.contraflow && usage.contraflow;
            !usage.barrier && if profile.kind == Kind::Ordinary { usage.ordinary } else { leave }
        };
        let mut leaving: HashMap<i64, Vec<usize>> = HashMap::new();
        for at in (0..edges.len()).filter(|at| may(*at)) {
            leaving.entry(edges[at].from_node).or_default().push(at);
        }
        let twins = twins(roads);
        let rules = Rules::new(roads, profile, &may, &leaving, &twins);
        let mut out = Self {
            ms: edges.iter().map(|e| u64::from(drive_ms(profile, e.class, e.usage, e.length_m, e.speed_kmh))).collect(),
            states: Vec::new(),
            into: Vec::new(),
            out: Vec::new(),
            plain: vec![None; edges.len()],
            of_edge: vec![Vec::new(); edges.len()],
        };
        let mut known: BTreeMap<Past, usize> = BTreeMap::new();
        let mut open: Vec<Past> = (0..edges.len()).filter(|at| may(*at)).map(|at| (vec![at], false, false)).collect();
        for past in &open {
            let state = out.add(past, &mut known);
            out.plain[past.0[0]] = Some(state);
        }
        while let Some(past) = open.pop() {
            let from = known[&past];
            let last = *past.0.last().expect("never empty");
            let onward = leaving.get(&edges[last].to_node).cloned().unwrap_or_default();
            for next in &onward {
                let back = twins[last] == Some(*next);
                let before_gate = back && rules.locked.locks(*next);
                if back && onward.len() > 1 && !before_gate || !back && !rules.locked.lets(last, *next) {
                    continue;
                }
                if !rules.allow(&past, *next) {
                    continue;
                }
                let after = rules.after(&past, *next);
                let to = match known.get(&after) {
                    Some(state) => *state,
                    None => {
                        open.push(after.clone());
                        out.add(&after, &mut known)
                    }
                };
                let gate = gate_ms(profile.kind, edges[*next].usage);
                let cost = u64::from(if back { U_TURN_MS } else { gate });
                out.into[to].push((from, cost));
                out.out[from].push((to, cost));
            }
        }
        out
    }

    fn add(&mut self, past: &Past, known: &mut BTreeMap<Past, usize>) -> usize {
        let (state, edge) = (self.states.len(), *past.0.last().expect("never empty"));
        self.states.push(State { edge });
        self.into.push(Vec::new());
        self.out.push(Vec::new());
        self.of_edge[edge].push(state);
        known.insert(past.clone(), state);
        state
    }

    /// Milliseconds from the start of each state's edge to the place.
    pub fn everywhere_to(&self, closed: &Closed, to: &[Standing]) -> Vec<Option<u64>> {
        let mut best: Vec<Option<u64>> = vec![None; self.states.len()];
        let mut queue = BinaryHeap::new();
        for end in to {
            for state in &self.of_edge[end.edge] {
                queue.push((Reverse(self.part(end)), *state));
            }
        }
        while let Some((Reverse(ms), state)) = queue.pop() {
            if best[state].is_some() {
                continue;
            }
            best[state] = Some(ms);
            for (before, turn) in &self.into[state] {
                let edge = self.states[*before].edge;
                if !closed.closes(edge) && best[*before].is_none() {
                    queue.push((Reverse(ms + turn + self.ms[edge]), *before));
                }
            }
        }
        best
    }

    /// Milliseconds from where a vehicle stands.
    pub fn drive(&self, everywhere: &[Option<u64>], from: &[Standing], to: &[Standing]) -> Option<u64> {
        let ways = from.iter().flat_map(|side| {
            let left = self.ms[side.edge] - self.part(side) + u64::from(side.extra_ms);
            let plain = self.plain[side.edge].expect("a vehicle stands where it may");
            let by_road = self.out[plain].iter().filter_map(move |(next, turn)| Some(everywhere[*next]? + turn + left));
            let ahead = to.iter().find(|end| end.edge == side.edge && end.fraction >= side.fraction);
            let direct = ahead.map(|end| self.part(end) - self.part(side) + u64::from(side.extra_ms));
            by_road.chain(direct)
        });
        ways.min()
    }

    fn part(&self, at: &Standing) -> u64 {
        (at.fraction * self.ms[at.edge] as f64).round() as u64
    }
}

/// The edge that is the same road driven back: same way, same points turned round.
fn twins(roads: &Roads) -> Vec<Option<usize>> {
    let key = |way: i64, points: Vec<[f64; 2]>| (way, format!("{points:?}"));
    let mut by: HashMap<(i64, String), usize> = HashMap::new();
    for (at, e) in roads.edges.iter().enumerate() {
        by.insert(key(e.way_id, e.points.clone()), at);
    }
    let back = |e: &watchfloor_area::RoadEdge| key(e.way_id, e.points.iter().rev().copied().collect());
    roads.edges.iter().map(|e| by.get(&back(e)).copied()).collect()
}

/// Restrictions as edges: what is forbidden after what.
struct Rules {
    /// Sequences by their last edge.
    forbidden: HashMap<usize, Vec<Vec<usize>>>,
    /// All edges but the last of sequences longer than two, by the last of those.
    longer: Vec<Vec<usize>>,
    destination: Vec<bool>,
    locked: Locked,
}

/// Conditions the tests know, and when they hold: weekday from 0 for Monday, hour of the day.
type Holds = fn(u8, u8) -> bool;
pub const CONDITIONS: [(&str, Holds); 5] = [
    ("no_left_turn @ (Mo-Fr 7-18)", |day, hour| day < 5 && (7..18).contains(&hour)),
    ("no @ (Sa,Su)", |day, _| day > 4),
    ("no @ (22:00-06:00)", |_, hour| !(6..22).contains(&hour)),
    ("no @ (Mo 07:00-09:00; Fr 16:00-18:00)", |day, hour| {
        day == 0 && (7..9).contains(&hour) || day == 4 && (16..18).contains(&hour)
    }),
    ("no @ (weight>7.5)", |_, _| true),
];

impl Rules {
    fn new(
        roads: &Roads,
        profile: Profile,
        may: &dyn Fn(usize) -> bool,
        leaving: &HashMap<i64, Vec<usize>>,
        twins: &[Option<usize>],
    ) -> Self {
        let edges = &roads.edges;
        let mut forbidden: Vec<Vec<usize>> = Vec::new();
        let mut musts: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for r in &roads.restrictions {
            if !holds(r, profile) || r.spares_emergency && profile.kind == Kind::Emergency {
                continue;
            }
            for sequence in sequences(roads, r).into_iter().filter(|s| s.iter().all(|e| may(*e))) {
                if !r.only {
                    forbidden.push(sequence);
                    continue;
                }
                for at in 1..sequence.len() {
                    musts.entry(sequence[..at].to_vec()).or_default().push(sequence[at]);
                }
            }
        }
        for (driven, may_follow) in musts {
            let node = edges[*driven.last().expect("never empty")].to_node;
            for next in leaving.get(&node).into_iter().flatten().filter(|next| !may_follow.contains(next)) {
                forbidden.push(driven.iter().chain([next]).copied().collect());
            }
        }
        let longer = forbidden.iter().filter(|s| s.len() > 2).map(|s| s[..s.len() - 1].to_vec()).collect();
        let mut by_last: HashMap<usize, Vec<Vec<usize>>> = HashMap::new();
        for sequence in forbidden {
            by_last.entry(sequence[sequence.len() - 1]).or_default().push(sequence);
        }
        let destination = edges.iter().map(|e| profile.kind == Kind::Ordinary && e.usage.destination).collect();
        let ordinary = profile.kind == Kind::Ordinary;
        let locked = if ordinary { Locked::find(roads, leaving, twins) } else { Locked::default() };
        Self { forbidden: by_last, longer, destination, locked }
    }

    fn allow(&self, (driven, entered, inside): &Past, next: usize) -> bool {
        if *entered && !self.destination[next] || *inside && !self.locked.behind(next) {
            return false;
        }
        let all: Vec<usize> = driven.iter().chain([&next]).copied().collect();
        !self.forbidden.get(&next).into_iter().flatten().any(|sequence| all.ends_with(sequence))
    }

    /// Keeps of the past what begins a longer sequence.
    fn after(&self, (driven, entered, inside): &Past, next: usize) -> Past {
        let last = driven[driven.len() - 1];
        let entered = self.destination[next] && (*entered || !self.destination[last]);
        let inside = self.locked.behind(next) && (*inside || !self.locked.behind(last));
        let mut all: Vec<usize> = driven.iter().chain([&next]).copied().collect();
        while all.len() > 1 && !self.longer.iter().any(|s| s.len() >= all.len() && s[..all.len()] == all[..]) {
            all.remove(0);
        }
        (all, entered, inside)
    }
}

fn holds(r: &TurnRestriction, profile: Profile) -> bool {
    let (Some(text), Some(at)) = (&r.conditional, profile.at) else { return true };
    let known = CONDITIONS.iter().find(|(condition, _)| condition == text);
    let (_, holds) = known.expect("a condition the tests know");
    (0..7).any(|day| WeekMinute::new(day, u16::from(at.hour()) * 60) == Some(at) && holds(day, at.hour()))
}

/// The edges of a restriction, read from ways and nodes; empty when they do not say which.
fn sequences(roads: &Roads, r: &TurnRestriction) -> Vec<Vec<usize>> {
    let edges = &roads.edges;
    let all = || 0..edges.len();
    if let [node] = r.via_nodes[..] {
        let from: Vec<usize> = all().filter(|e| edges[*e].way_id == r.from_way && edges[*e].to_node == node).collect();
        let to: Vec<usize> = all().filter(|e| edges[*e].way_id == r.to_way && edges[*e].from_node == node).collect();
        let same_piece = |a: usize, b: usize| {
            let turned: Vec<_> = edges[b].points.iter().rev().copied().collect();
            edges[a].points == edges[b].points || edges[a].points == turned
        };
        let one = |list: &[usize]| list.iter().all(|e| same_piece(*e, list[0]));
        if r.from_way != r.to_way && !(one(&from) && one(&to)) {
            return Vec::new();
        }
        let pairs = from.iter().flat_map(|f| to.iter().map(|t| vec![*f, *t]));
        return pairs.filter(|p| r.from_way != r.to_way || same_piece(p[0], p[1])).collect();
    }
    let mut found = Vec::new();
    for from in all().filter(|e| edges[*e].way_id == r.from_way) {
        follow(roads, r, &mut vec![from], 0, &mut found);
    }
    found
}

/// Tries every way through the via ways from `at` on.
fn follow(roads: &Roads, r: &TurnRestriction, path: &mut Vec<usize>, at: usize, found: &mut Vec<Vec<usize>>) {
    let edges = &roads.edges;
    let node = edges[path[path.len() - 1]].to_node;
    for next in (0..edges.len()).filter(|e| edges[*e].from_node == node) {
        let nodes = |e: usize| {
            let mut points = edges[e].points.clone();
            points.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
            (edges[e].way_id, points)
        };
        if path.iter().any(|e| nodes(*e) == nodes(next)) {
            continue;
        }
        path.push(next);
        let way = edges[next].way_id;
        if at == r.via_ways.len() && way == r.to_way {
            found.push(path.clone());
        } else if at > 0 && way == r.via_ways[at - 1] {
            follow(roads, r, path, at, found);
        } else if at < r.via_ways.len() && way == r.via_ways[at] {
            follow(roads, r, path, at + 1, found);
        }
        path.pop();
    }
}
