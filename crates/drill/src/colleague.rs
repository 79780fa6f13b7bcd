//! The colleague at the next desk, so that a drill left alone stays alive: dispatches what nobody touched for three
//! minutes, closes what all units have left for two. Whatever a person does to an incident starts the wait again. It
//! must not know who that person is. Where nobody practises at all, a scripted dispatcher does the same at once.

use crate::crew::Crew;
use crate::fate::{Want, Wants};
use crate::kind::{DONE, Kind, response, usual};
use crate::rng::Rng;
use crate::roads::Roads;
use crate::sim::Act;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::Command;
use watchfloor_domain::board::{Board, Incident, Unit};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::{Availability, UnitStatus};
use watchfloor_geo::{Wgs84, distance_m};

/// An untouched incident is dispatched after this long, ms.
const DISPATCH_MS: i64 = 180_000;
/// An incident that all units left is closed after this long, ms.
const CLOSE_MS: i64 = 120_000;
/// One that a person opened again is theirs for longer, ms.
const REOPENED_MS: i64 = 1_200_000;
/// The board has not taken a command over by then: tried again.
const ASK_AGAIN_MS: i64 = 60_000;
/// How near another report of the same type must be, and how recent, to be the same thing.
const SAME_M: f64 = 120.0;
const SAME_MS: i64 = 900_000;

/// The same of a scripted dispatcher: seconds to the order (one for each incident), and ms to the closing.
const ORDER_S: (u32, u32) = (6, 40);
const CLOSE_NOW_MS: i64 = 20_000;

/// Who sits at the drill's own desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// A colleague, who leaves things to whoever practises.
    #[default]
    Colleague,
    /// A scripted dispatcher, who works because nobody else does: sends what the recommendation says, at once.
    Dispatcher,
}

impl Pace {
    /// The name in the log.
    pub(crate) fn actor(self) -> &'static str {
        match self {
            Self::Colleague => "drill/colleague",
            Self::Dispatcher => "drill/dispatcher",
        }
    }
}

/// What the colleague looks at.
pub(crate) struct Desk<'a> {
    pub board: &'a Board,
    pub roads: &'a Roads,
    /// The crews: where each unit stands and of what kind it is.
    pub crews: &'a BTreeMap<UnitId, Crew>,
    /// The simulation's clock, ms.
    pub now_ms: i64,
    /// Counts calls of `step`: within one, the board stands still.
    pub step: u64,
}

/// All by which a person's hand on an incident shows.
#[derive(Clone, Debug, PartialEq)]
struct Look {
    type_code: String,
    place: Option<Wgs84>,
    priority: watchfloor_domain::types::Priority,
    notes: usize,
    runs: usize,
    open_runs: usize,
    reopened: u32,
}

struct Watched {
    look: Look,
    /// First seen, and last seen to change; drill clock, ms.
    since_ms: i64,
    changed_ms: i64,
    asked: Option<(u64, i64)>,
}

#[derive(Default)]
pub(crate) struct Colleague {
    pace: Pace,
    watched: BTreeMap<IncidentId, Watched>,
}

/// What is under way in commands that the board does not show yet.
#[derive(Default)]
pub(crate) struct UnderWay {
    /// Units sent, called off or gone.
    pub units: BTreeSet<UnitId>,
    /// Incidents closed or merged.
    pub closing: BTreeSet<IncidentId>,
}

impl Colleague {
    pub fn new(pace: Pace) -> Self {
        Self { pace, ..Self::default() }
    }

    /// One look at all open incidents.
    pub fn tick(&mut self, desk: &Desk, wants: &Wants, under_way: &mut UnderWay, out: &mut Vec<Act>) {
        let open = |id: &IncidentId| desk.board.incidents.get(id).is_some_and(|i| i.closed.is_none());
        self.watched.retain(|id, _| open(id));
        for (id, incident) in desk.board.incidents.iter().filter(|(_, i)| i.closed.is_none()) {
            self.watch(*id, incident, desk.now_ms);
            if self.ready(*id, incident, desk)
                && let Some(act) = self.act(*id, incident, desk, wants, under_way)
            {
                out.push(act);
                if let Some(watched) = self.watched.get_mut(id) {
                    watched.asked = Some((desk.step, desk.now_ms));
                }
            }
        }
    }

    fn watch(&mut self, id: IncidentId, incident: &Incident, now_ms: i64) {
        let look = Look {
            type_code: incident.type_code.clone(),
            place: incident.place.as_ref().map(|p| p.at),
            priority: incident.priority,
            notes: incident.notes.len(),
            runs: incident.runs.len(),
            open_runs: incident.open_runs().count(),
            reopened: incident.reopened,
        };
        let fresh = Watched { look: look.clone(), since_ms: now_ms, changed_ms: now_ms, asked: None };
        let watched = self.watched.entry(id).or_insert(fresh);
        if watched.look != look {
            (watched.look, watched.changed_ms, watched.asked) = (look, now_ms, None);
        }
    }

    fn ready(&self, id: IncidentId, incident: &Incident, desk: &Desk) -> bool {
        let Some(watched) = self.watched.get(&id) else { return false };
        let patience = match incident {
            _ if watched.look.open_runs > 0 => return false,
            i if self.pace == Pace::Dispatcher && waits_for_units(i) => Rng::named(0, &id.to_string()).seconds(ORDER_S),
            _ if self.pace == Pace::Dispatcher => CLOSE_NOW_MS,
            i if i.reopened > 0 => REOPENED_MS,
            i if waits_for_units(i) => DISPATCH_MS,
            _ => CLOSE_MS,
        };
        let again = watched.asked.is_none_or(|(step, at)| step != desk.step && desk.now_ms - at >= ASK_AGAIN_MS);
        again && desk.now_ms - watched.changed_ms >= patience
    }

    fn act(
        &self,
        id: IncidentId,
        incident: &Incident,
        desk: &Desk,
        wants: &Wants,
        under_way: &mut UnderWay,
    ) -> Option<Act> {
        let actor = self.pace.actor().to_owned();
        let nobody = wants.get(&id).is_some_and(|(want, _)| *want == Want::Nobody);
        let command = if nobody && waits_for_units(incident) {
            close(id, "CANCEL")
        } else if !waits_for_units(incident) {
            close(id, &ending(incident))
        } else if let Some(into) = self.reported_before(id, incident, desk.board, under_way) {
            Command::MergeIncidents { incident: id, into, move_units: false }
        } else {
            let units = chosen(incident, desk, &under_way.units);
            // The recommendation may find somebody where this rule of thumb does not.
            if units.is_empty() && self.pace == Pace::Colleague {
                return None;
            }
            under_way.units.extend(units.iter().cloned());
            return Some(match self.pace {
                Pace::Colleague => {
                    Act::Do { actor, command: Command::AssignUnits { incident: id, units, divert: false } }
                }
                Pace::Dispatcher => Act::Send { actor, incident: id, instead: units },
            });
        };
        under_way.closing.insert(id);
        Some(Act::Do { actor, command })
    }

    /// An older open incident of the same type that is so near and so recent that this is a second call about it.
    fn reported_before(
        &self,
        id: IncidentId,
        incident: &Incident,
        board: &Board,
        under_way: &UnderWay,
    ) -> Option<IncidentId> {
        let place = incident.place.as_ref()?;
        let since = |id: &IncidentId| self.watched.get(id).map(|w| w.since_ms);
        let own = since(&id)?;
        let same = |(other, i): &(&IncidentId, &Incident)| {
            let earlier = since(other).is_some_and(|s| s < own && own - s <= SAME_MS);
            let near = i.place.as_ref().is_some_and(|p| distance_m(p.at, place.at) <= SAME_M);
            let open = i.closed.is_none() && !under_way.closing.contains(other);
            **other != id && earlier && open && i.type_code == incident.type_code && near
        };
        board.incidents.iter().find(same).map(|(other, _)| *other)
    }
}

/// Nobody was sent yet, or those sent were taken away before any of them got there.
fn waits_for_units(incident: &Incident) -> bool {
    let served = |run: &watchfloor_domain::board::Run| {
        let arrived = run.steps.iter().any(|s| s.status >= UnitStatus::Os && s.status.is_step());
        arrived || run.ended.as_ref().is_some_and(|end| end.disposition.is_some())
    };
    !incident.runs.iter().any(served)
}

/// How an incident ends: as the last of its units ended; what nobody reached was cancelled.
fn ending(incident: &Incident) -> String {
    let arrived = incident.runs.iter().any(|r| r.steps.iter().any(|s| s.status >= UnitStatus::Os));
    let last = incident.runs.iter().rev().filter_map(|r| r.ended.as_ref()?.disposition.as_deref());
    let telling = last.clone().find(|d| *d != DONE).or_else(|| last.clone().next());
    match telling {
        Some(code) if arrived || code == "UNFND" => code.to_owned(),
        _ if arrived => DONE.to_owned(),
        _ => "CANCEL".to_owned(),
    }
}

/// The nearest free units of each kind the type calls for, or of the kind that can stand in.
fn chosen(incident: &Incident, desk: &Desk, claimed: &BTreeSet<UnitId>) -> Vec<UnitId> {
    let place = incident.place.as_ref().map(|p| p.at);
    let missing = desk.board.people_missing();
    let mut free: Vec<(f64, Kind, &Unit)> = desk
        .board
        .units
        .values()
        .filter(|u| {
            u.status.availability() == Availability::Available && u.incident.is_none() && !claimed.contains(&u.id)
        })
        .filter(|u| u.safety.emergency.is_none() && !missing.contains_key(&u.id))
        .filter_map(|u| {
            let crew = desk.crews.get(&u.id)?;
            Some((place.map_or(0.0, |p| distance_m(p, crew.position(desk.roads))), crew.kind(), u))
        })
        .collect();
    free.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.id.cmp(&b.2.id)));
    let mut units = Vec::new();
    for (kind, count) in response(usual(desk.board.plan(), &incident.type_code)) {
        for _ in 0..*count {
            let of = |wanted: Kind| free.iter().position(|(_, k, _)| *k == wanted);
            if let Some(at) = of(*kind).or_else(|| kind.instead().and_then(of)) {
                units.push(free.remove(at).2.id.clone());
            }
        }
    }
    units
}

fn close(incident: IncidentId, disposition: &str) -> Command {
    Command::CloseIncident { incident, disposition: disposition.to_owned() }
}
