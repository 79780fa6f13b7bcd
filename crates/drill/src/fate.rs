//! What becomes of incidents while the desk works on them: callers who ring again because nobody is needed or it is worse,
//! crews who ask for more, things that begin again, lanes that are blocked and opened. Drawn once for each incident from the
//! seed. It must not know what the desk does about it: that is the desk's to decide.

use crate::calls::Tongue;
use crate::further::Further;
use crate::kind::usual;
use crate::rng::Rng;
use crate::sim::Act;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::Command;
use watchfloor_domain::board::{Board, Incident};
use watchfloor_domain::command::AttachedCall;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState, Mark};
use watchfloor_domain::work::{Category, LogEntry, Order};

/// How often a caller rings again because nobody is needed, and because it is worse; and when, seconds after the call.
const CANCEL_CHANCE: f64 = 0.04;
const WORSE_CHANCE: f64 = 0.08;
const AGAIN_CALL_S: (u32, u32) = (50, 240);
/// How often a crew on scene of something large asks for more.
const REPORT_CHANCE: f64 = 0.3;
/// How often something begins again, and when, seconds after it was closed.
const REOPEN_CHANCE: f64 = 0.03;
const REOPEN_S: (u32, u32) = (60, 400);
/// How long blocked lanes stay blocked, seconds.
const BLOCKED_S: (u32, u32) = (240, 1_200);
const SECONDARY_CHANCE: f64 = 0.06;
const STRUCK_CHANCE: f64 = 0.01;
/// How often somebody says when traffic flowed again.
const NORMAL_CHANCE: f64 = 0.7;
/// How long the telephone rings, seconds.
const RING_S: (u32, u32) = (2, 14);

/// What somebody wants of the desk for an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// Nobody any more.
    Nobody,
    /// More units.
    More,
}

/// Wants that wait, and since when (simulation clock, ms). The desk takes them out as it serves them.
pub(crate) type Wants = BTreeMap<IncidentId, (Want, i64)>;

struct Fate {
    rng: Rng,
    call: Option<(i64, Want)>,
    report: bool,
    reopen: bool,
    road: Road,
}

#[derive(Clone, Copy, PartialEq)]
enum Road {
    None,
    /// Nobody has said anything of the lanes.
    Unknown,
    Blocked {
        until_ms: i64,
    },
    Open,
    Done,
}

pub(crate) struct Fates {
    seed: u64,
    words: Further,
    known: BTreeMap<IncidentId, Fate>,
    reopen: Vec<(i64, IncidentId)>,
    pub wants: Wants,
}

/// What fates see in one tick.
pub(crate) struct Scene<'a> {
    pub board: &'a Board,
    pub now_ms: i64,
    /// What to add for the drill clock, ms.
    pub shift_ms: i64,
    /// Who answers for the desk, as an actor.
    pub desk: &'a str,
}

impl Fates {
    pub fn new(seed: u64, tongue: Tongue) -> Self {
        Self { seed, words: Further::of(tongue), known: BTreeMap::new(), reopen: Vec::new(), wants: Wants::new() }
    }

    /// Whether something is yet to begin again.
    pub fn is_waiting(&self) -> bool {
        !self.reopen.is_empty()
    }

    /// One look at the board; incidents in `closing` are being closed in this very step.
    pub fn tick(&mut self, scene: &Scene, closing: &BTreeSet<IncidentId>, out: &mut Vec<Act>) {
        let open = |id: &IncidentId| scene.board.incidents.get(id).is_some_and(|i| i.closed.is_none());
        self.wants.retain(|id, _| open(id));
        let over: Vec<IncidentId> = self.known.keys().filter(|id| !open(id)).copied().collect();
        for id in over {
            let fate = self.known.remove(&id);
            if let Some(mut fate) = fate.filter(|fate| fate.reopen)
                && scene.board.incidents.get(&id).is_some_and(|i| i.merged.is_none() && i.reopened == 0)
            {
                self.reopen.push((scene.now_ms + fate.rng.seconds(REOPEN_S), id));
            }
        }
        self.again(scene, out);
        let at_work = |(id, i): &(&IncidentId, &Incident)| i.closed.is_none() && !closing.contains(id);
        for (id, incident) in scene.board.incidents.iter().filter(at_work) {
            let seed = self.seed;
            let fate = self.known.entry(*id).or_insert_with(|| Fate::new(seed, scene, incident));
            if let Some(want) = fate.caller(scene, incident, &self.words, out) {
                self.wants.insert(*id, (want, scene.now_ms));
            }
            if fate.reports(scene, incident, &self.words, out) {
                self.wants.entry(*id).or_insert((Want::More, scene.now_ms));
            }
            fate.road(scene, incident, &self.words, out);
        }
    }

    fn again(&mut self, scene: &Scene, out: &mut Vec<Act>) {
        let (due, later) = std::mem::take(&mut self.reopen).into_iter().partition(|(at, _)| *at <= scene.now_ms);
        self.reopen = later;
        let due: Vec<(i64, IncidentId)> = due;
        for (_, incident) in due {
            // Somebody may have opened or merged it meanwhile, or it left the board.
            if scene.board.incidents.get(&incident).is_some_and(|i| i.closed.is_some() && i.merged.is_none()) {
                let reason = self.words.again.first().cloned().unwrap_or_default();
                out.push(act(scene.desk, Command::ReopenIncident { incident, reason }));
            }
        }
    }
}

impl Fate {
    fn new(seed: u64, scene: &Scene, incident: &Incident) -> Self {
        let mut rng = Rng::named(seed, &format!("fate {}", incident.id));
        let draw = rng.fraction();
        let at_ms = scene.now_ms + rng.seconds(AGAIN_CALL_S);
        // Only calls of the drill have a caller of the drill; what a person opened is theirs, and so is what was opened again.
        let own = incident.opened_by == "drill/caller" && incident.reopened == 0;
        let call = match draw {
            _ if !own => None,
            d if d < CANCEL_CHANCE => Some((at_ms, Want::Nobody)),
            d if d < CANCEL_CHANCE + WORSE_CHANCE => Some((at_ms, Want::More)),
            _ => None,
        };
        let (report, reopen) = (rng.chance(REPORT_CHANCE), rng.chance(REOPEN_CHANCE));
        let of_road =
            matches!(usual(scene.board.plan(), &incident.type_code), "CRASH" | "CRASHI" | "STALL" | "OBSTR" | "TREE");
        Self {
            rng,
            call,
            report: own && report,
            reopen: own && reopen,
            road: if own && of_road { Road::Unknown } else { Road::None },
        }
    }

    /// The same caller once more.
    fn caller(&mut self, scene: &Scene, incident: &Incident, words: &Further, out: &mut Vec<Act>) -> Option<Want> {
        let (_, want) = self.call.take_if(|(at, _)| *at <= scene.now_ms)?;
        // Whoever is there sees for themselves.
        if want == Want::Nobody && incident.on_scene().next().is_some() {
            return None;
        }
        let texts = if want == Want::Nobody { &words.cancel } else { &words.worse };
        let answered_ms = scene.now_ms + scene.shift_ms;
        let call = AttachedCall {
            what: Further::say(&mut self.rng, texts),
            place: incident.place.clone(),
            ring_ms: Some(answered_ms - self.rng.seconds(RING_S)),
            answered_ms: Some(answered_ms),
            ..AttachedCall::default()
        };
        out.push(act("drill/caller", Command::AttachCall { incident: incident.id, call }));
        Some(want)
    }

    /// The first crew on scene of something large asks for more.
    fn reports(&mut self, scene: &Scene, incident: &Incident, words: &Further, out: &mut Vec<Act>) -> bool {
        let large = matches!(
            usual(scene.board.plan(), &incident.type_code),
            "STRUCT" | "COLLAP" | "HAZMAT" | "MCI" | "WILDF" | "SMOKE"
        );
        let Some(unit) = incident.on_scene().next().filter(|_| self.report && large) else { return false };
        self.report = false;
        let text = Further::say(&mut self.rng, &words.report);
        let entry = LogEntry { category: Category::Radio, from: Some(unit.to_string()), ..LogEntry::default() };
        out.push(act(&crew(unit), Command::Work(Order::Log { incident: incident.id, text, entry })));
        true
    }

    /// What the first crew sees of the road, and when it is free again.
    fn road(&mut self, scene: &Scene, incident: &Incident, words: &Further, out: &mut Vec<Act>) {
        let id = incident.id;
        let direction = words.direction.first().cloned().unwrap_or_default();
        let gone = incident.open_runs().next().is_none();
        match self.road {
            Road::Unknown => {
                let Some(unit) = incident.on_scene().next() else { return };
                self.road = Road::Blocked { until_ms: scene.now_ms + self.rng.seconds(BLOCKED_S) };
                // A person who was quicker has said what the road is like.
                if incident.work.traffic.is_some() {
                    self.road = Road::Done;
                    return;
                }
                let (all, blocked) = (2 + self.rng.below(3), 1 + self.rng.below(2));
                let actor = crew(unit);
                let set = Order::SetLanes { incident: id, direction, lanes: lanes(all, blocked) };
                out.push(act(&actor, Command::Work(set)));
                let seen = Order::SetTrafficTime { incident: id, mark: Mark::Verified, at: None, withdraw: false };
                out.push(act(&actor, Command::Work(seen)));
                let (secondary, responder_struck) = (self.rng.chance(SECONDARY_CHANCE), self.rng.chance(STRUCK_CHANCE));
                if secondary || responder_struck {
                    let flags = Order::SetTrafficFlags {
                        incident: id,
                        secondary: Some(secondary),
                        responder_struck: Some(responder_struck),
                    };
                    out.push(act(&actor, Command::Work(flags)));
                }
            }
            Road::Blocked { until_ms } if scene.now_ms >= until_ms || gone => {
                self.road = Road::Open;
                let traffic = incident.work.traffic.as_ref();
                if let Some(t) = traffic.filter(|t| t.lanes.iter().any(|lane| lane.state != LaneState::Free)) {
                    let free = t.lanes.iter().map(|lane| Lane { state: LaneState::Free, ..*lane }).collect();
                    let set = Order::SetLanes { incident: id, direction: t.direction.clone(), lanes: free };
                    out.push(act(scene.desk, Command::Work(set)));
                }
            }
            Road::Open if gone => {
                self.road = Road::Done;
                let unsaid = incident.work.traffic.as_ref().is_some_and(|t| t.normal_ms.is_none());
                if unsaid && self.rng.chance(NORMAL_CHANCE) {
                    let flows = Order::SetTrafficTime { incident: id, mark: Mark::Normal, at: None, withdraw: false };
                    out.push(act(scene.desk, Command::Work(flows)));
                }
            }
            _ => {}
        }
    }
}

/// Lanes of one direction with their shoulders, the leftmost blocked.
fn lanes(all: usize, blocked: usize) -> Vec<Lane> {
    let shoulder = |kind| Lane { kind, state: LaneState::Free };
    let lane =
        |at| Lane { kind: LaneKind::Mainline, state: if at < blocked { LaneState::Blocked } else { LaneState::Free } };
    std::iter::once(shoulder(LaneKind::ShoulderLeft))
        .chain((0..all).map(lane))
        .chain([shoulder(LaneKind::ShoulderRight)])
        .collect()
}

/// A crew as an actor.
pub(crate) fn crew(unit: &UnitId) -> String {
    format!("drill/crew {unit}")
}

/// One command of somebody.
pub(crate) fn act(actor: &str, command: Command) -> Act {
    Act::Do { actor: actor.to_owned(), command }
}
