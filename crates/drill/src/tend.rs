//! What a desk looks after beside sending and closing: crews in danger, checks and rolls that fired, warnings that sound,
//! callers and crews who want something else, hand-overs. Each once, after the patience of whoever sits there. It must not
//! know the engine.

use crate::calls::Tongue;
use crate::colleague::{Desk, Pace, UnderWay};
use crate::fate::{Want, Wants, act};
use crate::further::Further;
use crate::kind::usual;
use crate::rng::Rng;
use crate::sim::Act;
use std::collections::BTreeSet;
use watchfloor_domain::Command;
use watchfloor_domain::board::Incident;
use watchfloor_domain::command::CrewCommand;
use watchfloor_domain::ids::{IncidentId, UnitId, UserId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::Priority;
use watchfloor_domain::work::Order;

/// How long somebody at this pace leaves things to others, ms.
pub(crate) struct Patience {
    emergency_ms: i64,
    cleared_ms: i64,
    fired_ms: i64,
    warning_ms: i64,
    want_ms: i64,
    par_ms: i64,
}

impl Patience {
    fn of(pace: Pace) -> Self {
        match pace {
            // Long enough for whoever practises to do it first.
            Pace::Colleague => Self {
                emergency_ms: 45_000,
                cleared_ms: 300_000,
                fired_ms: 90_000,
                warning_ms: 600_000,
                want_ms: 120_000,
                par_ms: 600_000,
            },
            Pace::Dispatcher => Self {
                emergency_ms: 6_000,
                cleared_ms: 150_000,
                fired_ms: 20_000,
                warning_ms: 25_000,
                want_ms: 15_000,
                par_ms: 120_000,
            },
        }
    }
}

/// How often a colleague asks the trainee to take an incident over: mean time, ms; withdrawn after so long.
const HAND_OVER_MEAN_MS: f64 = 2_400_000.0;
const WITHDRAWN_MS: i64 = 240_000;
const ACCEPTED_MS: i64 = 12_000;
/// Who is asked.
const TRAINEE: &str = "dispatcher";
const COLLEAGUE: &str = "drill/colleague";
/// Minutes of a welfare check, for a crew alone at something dangerous.
const WELFARE_MIN: u32 = 10;

pub(crate) struct Tend {
    rng: Rng,
    words: Further,
    pace: Pace,
    next_offer_ms: Option<i64>,
    /// What was asked for already, and the board may not show yet.
    asked: BTreeSet<String>,
}

impl Tend {
    pub fn new(seed: u64, tongue: Tongue, pace: Pace) -> Self {
        let rng = Rng::named(seed, "tend");
        Self { rng, words: Further::of(tongue), pace, next_offer_ms: None, asked: BTreeSet::new() }
    }

    /// One look at everything that waits.
    pub fn tick(&mut self, desk: &Desk, wants: &mut Wants, under_way: &mut UnderWay, out: &mut Vec<Act>) {
        let patience = Patience::of(self.pace);
        // What no longer stands may be asked for again when it comes back.
        let mut standing = BTreeSet::new();
        self.crews(desk, &patience, &mut standing, out);
        for (key, warning) in &desk.board.warnings {
            let waits = warning.is_alarm(true) && desk.now_ms - warning.first_seen_ms >= patience.warning_ms;
            if waits && self.first(&mut standing, format!("warning {key}")) {
                out.push(act(self.pace.actor(), Command::AcknowledgeWarning { key: key.clone() }));
            }
        }
        for (id, incident) in
            desk.board.incidents.iter().filter(|(id, i)| i.closed.is_none() && !under_way.closing.contains(id))
        {
            self.par(desk, incident, &patience, &mut standing, out);
            self.offered(desk, *id, incident, &mut standing, out);
        }
        let due: Vec<(IncidentId, Want)> = wants
            .iter()
            .filter(|(id, (_, since))| desk.now_ms - since >= patience.want_ms && !under_way.closing.contains(id))
            .map(|(id, (want, _))| (*id, *want))
            .collect();
        for (id, want) in due {
            if let Some(incident) = desk.board.incidents.get(&id) {
                self.serve(incident, want, wants, (under_way, &mut standing), out);
            }
        }
        self.hand_over(desk, under_way, out);
        self.asked = standing;
    }

    /// Whether something is met for the first time since it began to stand.
    fn first(&self, standing: &mut BTreeSet<String>, what: String) -> bool {
        let first = !self.asked.contains(&what);
        standing.insert(what);
        first
    }

    fn crews(&mut self, desk: &Desk, patience: &Patience, standing: &mut BTreeSet<String>, out: &mut Vec<Act>) {
        let actor = self.pace.actor();
        for (id, unit) in &desk.board.units {
            if let Some(emergency) = &unit.safety.emergency {
                let age = desk.now_ms - emergency.since_ms;
                if emergency.acknowledged.is_none() {
                    if age >= patience.emergency_ms && self.first(standing, format!("heard {id}")) {
                        out.push(crew_command(actor, CrewCommand::AcknowledgeEmergency { unit: id.clone() }));
                    }
                } else if age >= patience.cleared_ms && self.first(standing, format!("safe {id}")) {
                    let reason = Further::say(&mut self.rng, &self.words.cleared);
                    out.push(crew_command(actor, CrewCommand::ClearEmergency { unit: id.clone(), reason }));
                }
            }
            let fired = unit.safety.welfare.as_ref().and_then(|w| w.fired_ms);
            if fired.is_some_and(|at| desk.now_ms - at >= patience.fired_ms)
                && self.first(standing, format!("well {id}"))
            {
                let ended = CrewCommand::SetWelfare { units: vec![id.clone()], minutes: 0 };
                out.push(crew_command(actor, ended));
            }
            if unit.safety.request.is_some() && self.first(standing, format!("request {id}")) {
                out.push(crew_command(actor, CrewCommand::AnswerRequest { units: vec![id.clone()] }));
            }
        }
    }

    /// A roll is called where several crews work at something that may come down on them; a crew alone is asked from time
    /// to time.
    fn par(
        &self,
        desk: &Desk,
        incident: &Incident,
        patience: &Patience,
        standing: &mut BTreeSet<String>,
        out: &mut Vec<Act>,
    ) {
        let there: Vec<&UnitId> = incident.on_scene().collect();
        let since = incident
            .runs
            .iter()
            .filter_map(|r| r.steps.iter().find(|s| s.status == UnitStatus::Os))
            .map(|s| s.at_ms)
            .min();
        let waited = since.is_some_and(|at| desk.now_ms - at >= patience.par_ms);
        let code = usual(desk.board.plan(), &incident.type_code);
        let large = matches!(code, "STRUCT" | "COLLAP" | "HAZMAT" | "MCI");
        if waited
            && large
            && there.len() >= 2
            && incident.par.is_none()
            && self.first(standing, format!("par {}", incident.id))
        {
            let start = CrewCommand::CallPar { incident: incident.id, benchmark: "all clear".into() };
            out.push(crew_command(self.pace.actor(), start));
        }
        let alone = matches!(code, "WEAPON" | "DISTUR" | "ASSAUL") && there.len() == 1;
        if let Some(unit) = there.first().filter(|_| waited && alone)
            && desk.board.units.get(*unit).is_some_and(|u| u.safety.welfare.is_none())
            && self.first(standing, format!("welfare {unit} {}", incident.id))
        {
            let check = CrewCommand::SetWelfare { units: vec![(*unit).clone()], minutes: WELFARE_MIN };
            out.push(crew_command(self.pace.actor(), check));
        }
    }

    /// A hand-over of the colleague is answered, or taken back when nobody does.
    fn offered(
        &self,
        desk: &Desk,
        id: IncidentId,
        incident: &Incident,
        standing: &mut BTreeSet<String>,
        out: &mut Vec<Act>,
    ) {
        let Some(offer) = incident.work.offer.as_ref().filter(|offer| offer.from.0 == COLLEAGUE) else { return };
        let age = desk.now_ms - offer.at_ms;
        if self.pace == Pace::Dispatcher && age >= ACCEPTED_MS && self.first(standing, format!("accept {id}")) {
            let accept = Order::Accept { incident: id, seat: "drill".into() };
            out.push(act(&offer.to.0, Command::Work(accept)));
        } else if age >= WITHDRAWN_MS && self.first(standing, format!("withdraw {id}")) {
            out.push(act(COLLEAGUE, Command::Work(Order::Withdraw { incident: id })));
        }
    }

    fn serve(
        &self,
        incident: &Incident,
        want: Want,
        wants: &mut Wants,
        (under_way, standing): (&mut UnderWay, &mut BTreeSet<String>),
        out: &mut Vec<Act>,
    ) {
        let actor = self.pace.actor();
        match want {
            Want::Nobody => {
                // Stays a want until it is closed: the desk must not send anybody anew.
                let on_the_way = incident.open_runs().filter(|run| {
                    run.steps
                        .last()
                        .is_none_or(|s| matches!(s.status, UnitStatus::Dp | UnitStatus::Ak | UnitStatus::Er))
                });
                let units: Vec<UnitId> = on_the_way.map(|run| run.unit.clone()).collect();
                let asked = format!("clear {} {units:?}", incident.id);
                if !units.is_empty() && self.first(standing, asked) {
                    under_way.units.extend(units.iter().cloned());
                    out.push(act(actor, Command::ClearUnits { units, disposition: Some("CANCEL".into()) }));
                }
            }
            Want::More => {
                wants.remove(&incident.id);
                if incident.priority > Priority::E {
                    let priority = Command::SetPriority { incident: incident.id, priority: Priority::E };
                    out.push(act(actor, priority));
                }
                out.push(Act::Raise { actor: actor.to_owned(), incident: incident.id });
            }
        }
    }

    /// Now and then the colleague at the next desk asks to be relieved of something.
    fn hand_over(&mut self, desk: &Desk, under_way: &UnderWay, out: &mut Vec<Act>) {
        let rng = &mut self.rng;
        let due = *self.next_offer_ms.get_or_insert_with(|| desk.now_ms + rng.wait_ms(HAND_OVER_MEAN_MS));
        let to = UserId::from(TRAINEE);
        if desk.now_ms < due || desk.board.users.get(&to).is_none_or(|account| account.disabled) {
            return;
        }
        self.next_offer_ms = Some(desk.now_ms + rng.wait_ms(HAND_OVER_MEAN_MS));
        let fits = |i: &&Incident| {
            i.closed.is_none()
                && !under_way.closing.contains(&i.id)
                && i.work.owner.is_none()
                && i.work.offer.is_none()
                && i.open_runs().next().is_some()
        };
        let Some(incident) = desk.board.incidents.values().rev().find(fits) else { return };
        let note = Further::say(rng, &self.words.hand_over);
        let order = Order::HandOver { incident: incident.id, to, note, seat: "drill".into() };
        out.push(act(COLLEAGUE, Command::Work(order)));
    }
}

fn crew_command(actor: &str, command: CrewCommand) -> Act {
    act(actor, Command::Crew(command))
}
