//! What befalls a crew beside its work: it presses its emergency button, its vehicle breaks down and comes back, it answers
//! the roll. Drawn from a stream of its own for each unit, so that the work itself goes on as it would. It must not know who
//! hears it.

use crate::calls::Tongue;
use crate::fate::{act, crew};
use crate::further::Further;
use crate::kind::Kind;
use crate::rng::Rng;
use crate::sim::Act;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::Command;
use watchfloor_domain::board::{Board, Unit};
use watchfloor_domain::command::CrewCommand;
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus;

/// How often a crew on scene is in danger, and when, seconds after it arrived.
const EMERGENCY_CHANCE: f64 = 0.012;
const EMERGENCY_S: (u32, u32) = (60, 300);
/// How often a vehicle that came home is out of service, and for how long, seconds.
const BREAKDOWN_CHANCE: f64 = 0.015;
const BREAKDOWN_S: (u32, u32) = (900, 2_400);
/// How soon a crew answers the roll, seconds; a few are slow.
const ANSWER_S: (u32, u32) = (8, 45);
const SLOW_CHANCE: f64 = 0.04;
const SLOW_S: (u32, u32) = (75, 150);

struct Luck {
    rng: Rng,
    seen: Option<UnitStatus>,
    emergency_ms: Option<i64>,
    back_ms: Option<i64>,
    /// The roll it was called in last, and when it answers.
    roll: Option<(i64, i64)>,
}

pub(crate) struct Lucks {
    seed: u64,
    words: Further,
    known: BTreeMap<UnitId, Luck>,
}

impl Lucks {
    pub fn new(seed: u64, tongue: Tongue) -> Self {
        Self { seed, words: Further::of(tongue), known: BTreeMap::new() }
    }

    /// One look at all units; those in `claimed` are being sent in this very step.
    pub fn tick(&mut self, board: &Board, now_ms: i64, claimed: &mut BTreeSet<UnitId>, out: &mut Vec<Act>) {
        for (id, unit) in &board.units {
            let luck = self.known.entry(id.clone()).or_insert_with(|| Luck::new(self.seed, id));
            if !claimed.contains(id) && luck.tick(board, unit, now_ms, &self.words, out) {
                claimed.insert(id.clone());
            }
        }
    }
}

impl Luck {
    fn new(seed: u64, unit: &UnitId) -> Self {
        let rng = Rng::named(seed, &format!("luck {unit}"));
        Self { rng, seen: None, emergency_ms: None, back_ms: None, roll: None }
    }

    /// True when the vehicle went out of service.
    fn tick(&mut self, board: &Board, unit: &Unit, now_ms: i64, words: &Further, out: &mut Vec<Act>) -> bool {
        let actor = crew(&unit.id);
        let mut gone = false;
        if self.seen != Some(unit.status) {
            let before = self.seen.replace(unit.status);
            gone = self.changed(unit, before, now_ms, words, out);
        }
        if self.emergency_ms.take_if(|at| *at <= now_ms).is_some() && unit.safety.emergency.is_none() {
            let raise = CrewCommand::RaiseEmergency { unit: unit.id.clone(), source: EmergencySource::Radio };
            out.push(act(&actor, Command::Crew(raise)));
        }
        // Only what it took out of service itself; a person's word stands.
        let own = unit.status == UnitStatus::Oos && unit.by == actor;
        if self.back_ms.take_if(|at| *at <= now_ms).is_some() && own {
            out.push(act(&actor, status(&unit.id, UnitStatus::Aq, None)));
        }
        self.answer(board, unit, now_ms, out);
        gone
    }

    fn changed(
        &mut self,
        unit: &Unit,
        before: Option<UnitStatus>,
        now_ms: i64,
        words: &Further,
        out: &mut Vec<Act>,
    ) -> bool {
        let came = before.is_some();
        match unit.status {
            UnitStatus::Os if came && self.rng.chance(EMERGENCY_CHANCE) => {
                self.emergency_ms = Some(now_ms + self.rng.seconds(EMERGENCY_S));
            }
            // Those who roam are hardly ever in quarters, and are on their way out again.
            UnitStatus::Aq if came && !Kind::from_word(&unit.kind).roams() && self.rng.chance(BREAKDOWN_CHANCE) => {
                self.back_ms = Some(now_ms + self.rng.seconds(BREAKDOWN_S));
                let reason = Further::say(&mut self.rng, &words.breakdown);
                out.push(act(&crew(&unit.id), status(&unit.id, UnitStatus::Oos, Some(reason))));
                return true;
            }
            UnitStatus::Os | UnitStatus::Wk => {}
            _ => self.emergency_ms = None,
        }
        false
    }

    /// Called in a roll, it answers once for each roll.
    fn answer(&mut self, board: &Board, unit: &Unit, now_ms: i64, out: &mut Vec<Act>) {
        let incident = unit.incident.and_then(|id| board.incidents.get(&id));
        let roll = incident.and_then(|i| i.par.as_ref()).and_then(|par| par.roll.as_ref());
        let Some(roll) = roll.filter(|roll| roll.units.get(&unit.id) == Some(&None)) else { return };
        match self.roll {
            Some((called_ms, due_ms)) if called_ms == roll.called_ms => {
                if due_ms <= now_ms {
                    self.roll = Some((called_ms, i64::MAX));
                    let units = vec![unit.id.clone()];
                    out.push(act(&crew(&unit.id), Command::Crew(CrewCommand::AnswerPar { units, ok: true })));
                }
            }
            _ => {
                let range = if self.rng.chance(SLOW_CHANCE) { SLOW_S } else { ANSWER_S };
                self.roll = Some((roll.called_ms, now_ms + self.rng.seconds(range)));
            }
        }
    }
}

fn status(unit: &UnitId, status: UnitStatus, reason: Option<String>) -> Command {
    Command::SetStatus { units: vec![unit.clone()], status, reason, destination: None }
}
