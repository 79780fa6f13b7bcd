//! What went wrong, each with its place in the log: timers that ran out, what nobody answered in time, calls that waited,
//! duplicates that went on apart. No mark is made of it: a list is what a trainer talks through.

use crate::gather::Span;
use crate::metric::words;
use crate::set::{Patience, ThresholdSet};
use std::collections::BTreeMap;
use watchfloor_domain::Board;
use watchfloor_domain::board::Incident;
use watchfloor_domain::event::{Event, Recorded};
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::timer::TimerKey;
use watchfloor_domain::types::Priority;
use watchfloor_geo::distance_m;

/// Most faults of one kind that are listed; all are counted.
pub const MOST_LISTED: usize = 200;
/// How near and how recent another open incident of the same type must be to be the same event in all likelihood.
const SAME_M: f64 = 120.0;
const SAME_MS: i64 = 900_000;

words! {
    /// A sort of thing that went wrong.
    FaultKind {
        /// An emergency that nobody acknowledged in time.
        EmergencyUnanswered "emergency_unanswered",
        /// An emergency that stood when the log was read.
        EmergencyOpen "emergency_open",
        /// A unit was in a state longer than its limit.
        LimitPassed "limit_passed",
        WelfareUnanswered "welfare_unanswered",
        RollCallUnanswered "roll_call_unanswered",
        RequestUnanswered "request_unanswered",
        /// A sounding warning acknowledged late or never.
        WarningLate "warning_late",
        HandOverUnanswered "hand_over_unanswered",
        TaskLate "task_late",
        /// An emergency incident that waited for its first unit.
        CallWaited "call_waited",
        /// Two incidents of one type, near each other in place and time, and never put together.
        DuplicateApart "duplicate_apart",
    }
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Place of the event in the log it began with.
    pub gseq: u64,
    /// When that happened, UTC milliseconds.
    pub at_ms: i64,
    /// How long it took until somebody answered, milliseconds; `None` when nobody did.
    pub after_ms: Option<i64>,
    /// Number of the incident, and the unit, where it is of one.
    pub incident: Option<String>,
    pub unit: Option<String>,
}

/// What went wrong, by kind: how often, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub counts: BTreeMap<FaultKind, usize>,
    /// In the order of the log.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug)]
struct Waiting {
    fault: Fault,
    patience_ms: i64,
}

/// What waits for an answer while the log is read.
pub(crate) struct Watch {
    patience: Patience,
    emergency: Vec<Priority>,
    span: Span,
    drill: bool,
    waiting: BTreeMap<(FaultKind, String), Waiting>,
    score: Score,
}

impl Watch {
    pub fn new(set: &ThresholdSet, span: Span, drill: bool) -> Self {
        let (patience, emergency) = (set.patience, set.emergency.clone());
        Self { patience, emergency, span, drill, waiting: BTreeMap::new(), score: Score::default() }
    }

    /// Takes the next event; the board holds it already.
    pub fn take(&mut self, recorded: &Recorded, board: &Board) {
        let at_ms = recorded.happened_ms;
        match &recorded.event {
            Event::IncidentOpened(e) => self.opened(e.incident, recorded, board),
            Event::UnitAssigned(e) => self.answered(FaultKind::CallWaited, &e.incident.to_string(), at_ms),
            Event::IncidentMerged(e) => {
                self.forget(FaultKind::DuplicateApart, &e.incident.to_string());
                self.over(&e.incident.to_string(), at_ms);
            }
            Event::IncidentLinked(e) => {
                self.forget(FaultKind::DuplicateApart, &e.incident.to_string());
                self.forget(FaultKind::DuplicateApart, &e.other.to_string());
            }
            Event::IncidentClosed(e) => self.over(&e.incident.to_string(), at_ms),
            Event::EmergencyRaised(e) => {
                let unit = Some(e.unit.to_string());
                let patience_s = self.patience.emergency_s;
                self.wait(
                    FaultKind::EmergencyUnanswered,
                    patience_s,
                    (recorded, at_ms),
                    e.incident,
                    unit.clone(),
                    board,
                );
                self.wait(FaultKind::EmergencyOpen, u32::MAX, (recorded, at_ms), e.incident, unit, board);
            }
            Event::EmergencyAcknowledged(e) => self.answered(FaultKind::EmergencyUnanswered, &e.unit.0, at_ms),
            Event::EmergencyCleared(e) => {
                self.answered(FaultKind::EmergencyUnanswered, &e.unit.0, at_ms);
                self.forget(FaultKind::EmergencyOpen, &e.unit.0);
            }
            Event::RequestRaised(e) => {
                let unit = Some(e.unit.to_string());
                self.wait(FaultKind::RequestUnanswered, self.patience.request_s, (recorded, at_ms), None, unit, board);
            }
            Event::RequestAnswered(e) => self.answered(FaultKind::RequestUnanswered, &e.unit.0, at_ms),
            Event::TimerFired(e) => self.fired(&e.key, recorded, board),
            Event::WelfareSet(e) => self.answered(FaultKind::WelfareUnanswered, &e.unit.0, at_ms),
            Event::WelfareEnded(e) => self.answered(FaultKind::WelfareUnanswered, &e.unit.0, at_ms),
            Event::ParCalled(e) => self.rolled(e.incident, recorded, board),
            Event::ParAnswered(e) => {
                self.answered(FaultKind::RollCallUnanswered, &format!("{} {}", e.incident, e.unit), at_ms);
            }
            Event::HandOverOffered(e) => {
                let patience_s = self.patience.hand_over_s;
                self.wait(FaultKind::HandOverUnanswered, patience_s, (recorded, at_ms), Some(e.incident), None, board);
            }
            Event::HandOverAccepted(e) => self.answered(FaultKind::HandOverUnanswered, &e.incident.to_string(), at_ms),
            Event::HandOverDeclined(e) => self.answered(FaultKind::HandOverUnanswered, &e.incident.to_string(), at_ms),
            Event::HandOverWithdrawn(e) => self.answered(FaultKind::HandOverUnanswered, &e.incident.to_string(), at_ms),
            Event::TaskAdded(e) => {
                if let Some(due_ms) = e.due_ms {
                    let key = format!("{} {}", e.incident, e.task);
                    let fault = fault(FaultKind::TaskLate, (recorded, due_ms), Some(e.incident), None, board);
                    self.waiting.insert((FaultKind::TaskLate, key), Waiting { fault, patience_ms: 0 });
                }
            }
            Event::TaskFinished(e) => {
                self.answered(FaultKind::TaskLate, &format!("{} {}", e.incident, e.task), at_ms);
            }
            Event::WarningReceived(e) if e.message.sounds(self.drill) => {
                let fault = fault(FaultKind::WarningLate, (recorded, recorded.recorded_ms), None, None, board);
                let patience_ms = i64::from(self.patience.warning_s) * 1_000;
                self.waiting.insert((FaultKind::WarningLate, e.key.0.clone()), Waiting { fault, patience_ms });
            }
            Event::WarningAcknowledged(e) => self.answered(FaultKind::WarningLate, &e.key.0, at_ms),
            Event::WarningStateChanged(e) => {
                use watchfloor_warning::chain::State::{InForce, Overdue, Pending};
                if !matches!(e.state, Pending | InForce | Overdue) {
                    self.answered(FaultKind::WarningLate, &e.key.0, at_ms);
                }
            }
            _ => {}
        }
    }

    fn opened(&mut self, id: IncidentId, recorded: &Recorded, board: &Board) {
        let Some(incident) = board.incidents.get(&id) else { return };
        let key = id.to_string();
        if self.emergency.contains(&incident.priority) {
            let waiting_s = self.patience.waiting_s;
            self.wait(FaultKind::CallWaited, waiting_s, (recorded, recorded.happened_ms), Some(id), None, board);
        }
        if board.incidents.values().any(|other| other.id != id && same(incident, other)) {
            let fault = fault(FaultKind::DuplicateApart, (recorded, recorded.happened_ms), Some(id), None, board);
            self.waiting.insert((FaultKind::DuplicateApart, key), Waiting { fault, patience_ms: 0 });
        }
    }

    fn fired(&mut self, key: &TimerKey, recorded: &Recorded, board: &Board) {
        let at = (recorded, recorded.happened_ms);
        match key {
            TimerKey::Status { unit, .. } => {
                let incident = board.units.get(unit).and_then(|u| u.incident);
                let fault = fault(FaultKind::LimitPassed, at, incident, Some(unit.to_string()), board);
                self.add(fault);
            }
            TimerKey::Welfare { unit } => {
                let incident = board.units.get(unit).and_then(|u| u.incident);
                let patience_s = self.patience.welfare_s;
                self.wait(FaultKind::WelfareUnanswered, patience_s, at, incident, Some(unit.to_string()), board);
            }
            TimerKey::Par { incident } => self.rolled(*incident, recorded, board),
        }
    }

    /// A roll was called: each unit is to answer.
    fn rolled(&mut self, id: IncidentId, recorded: &Recorded, board: &Board) {
        let roll = board.incidents.get(&id).and_then(|i| i.par.as_ref()).and_then(|par| par.roll.as_ref());
        let asked = roll.into_iter().flat_map(|roll| roll.units.iter().filter(|(_, answer)| answer.is_none()));
        for (unit, _) in asked {
            let at = (recorded, recorded.happened_ms);
            let fault = fault(FaultKind::RollCallUnanswered, at, Some(id), Some(unit.to_string()), board);
            let patience_ms = i64::from(self.patience.roll_call_s) * 1_000;
            let key = (FaultKind::RollCallUnanswered, format!("{id} {unit}"));
            // Called again without an answer, it waits since the first time.
            self.waiting.entry(key).or_insert(Waiting { fault, patience_ms });
        }
    }

    /// Begins to wait. What is of a unit waits by its id, else by the incident's.
    fn wait(
        &mut self,
        kind: FaultKind,
        patience_s: u32,
        at: (&Recorded, i64),
        incident: Option<IncidentId>,
        unit: Option<String>,
        board: &Board,
    ) {
        let key = unit.clone().or(incident.map(|id| id.to_string())).unwrap_or_default();
        let fault = fault(kind, at, incident, unit, board);
        self.waiting.insert((kind, key), Waiting { fault, patience_ms: i64::from(patience_s) * 1_000 });
    }

    fn answered(&mut self, kind: FaultKind, key: &str, at_ms: i64) {
        let Some(waiting) = self.waiting.remove(&(kind, key.to_owned())) else { return };
        let after_ms = at_ms - waiting.fault.at_ms;
        if after_ms > waiting.patience_ms {
            self.add(Fault { after_ms: Some(after_ms), ..waiting.fault });
        }
    }

    fn forget(&mut self, kind: FaultKind, key: &str) {
        self.waiting.remove(&(kind, key.to_owned()));
    }

    /// An incident is over: nobody answers for it any more.
    fn over(&mut self, id: &str, at_ms: i64) {
        self.answered(FaultKind::CallWaited, id, at_ms);
        self.answered(FaultKind::HandOverUnanswered, id, at_ms);
        let of = |(kind, key): &(FaultKind, String)| {
            matches!(kind, FaultKind::RollCallUnanswered | FaultKind::TaskLate) && key.starts_with(id)
        };
        let keys: Vec<_> = self.waiting.keys().filter(|key| of(key)).cloned().collect();
        for (kind, key) in keys {
            self.answered(kind, &key, at_ms);
        }
    }

    fn add(&mut self, fault: Fault) {
        if !self.span.holds(fault.at_ms) {
            return;
        }
        let count = self.score.counts.entry(fault.kind).or_default();
        *count += 1;
        if *count <= MOST_LISTED {
            self.score.faults.push(fault);
        }
    }

    /// What still waits, at `now_ms`, went unanswered when it waited too long.
    pub fn finish(mut self, now_ms: i64) -> Score {
        for ((kind, _), waiting) in std::mem::take(&mut self.waiting) {
            let stands = matches!(kind, FaultKind::EmergencyOpen);
            if stands || now_ms - waiting.fault.at_ms > waiting.patience_ms {
                self.add(waiting.fault);
            }
        }
        self.score.faults.sort_by_key(|fault| (fault.gseq, fault.kind));
        self.score
    }
}

fn fault(
    kind: FaultKind,
    (recorded, at_ms): (&Recorded, i64),
    incident: Option<IncidentId>,
    unit: Option<String>,
    board: &Board,
) -> Fault {
    let incident = incident.map(|id| board.number_of(id));
    Fault { kind, gseq: recorded.gseq, at_ms, after_ms: None, incident, unit }
}

/// The same event in all likelihood: one type, a few metres, a few minutes.
fn same(incident: &Incident, other: &Incident) -> bool {
    let near = incident.place.as_ref().zip(other.place.as_ref()).is_some_and(|(a, b)| distance_m(a.at, b.at) <= SAME_M);
    let open = other.closed.is_none() && incident.type_code == other.type_code;
    open && near && (0..=SAME_MS).contains(&(incident.opened_ms - other.opened_ms))
}
