//! One pass over the log: incidents are folded by the floor's own rules and become cases when they leave the board. Memory
//! is that of a board of one day, and a few bytes for each case.

use crate::clocks::{Case, Intake, Judge};
use crate::metric::Metric;
use crate::report::{Report, Traffic};
use crate::score::Watch;
use crate::set::ThresholdSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use watchfloor_domain::board::{CLOSED_STAYS_MS, Incident};
use watchfloor_domain::event::{Event, Recorded};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::{Board, evolve};

/// The floor looks once in an hour of the log for what it may let go of, milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// Which incidents are counted: those opened in `from_ms..to_ms`, UTC milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from_ms: i64,
    pub to_ms: i64,
}

impl Span {
    /// All there is.
    pub const ALL: Self = Self { from_ms: i64::MIN, to_ms: i64::MAX };

    /// Whether an instant is in it.
    pub fn holds(self, at_ms: i64) -> bool {
        (self.from_ms..self.to_ms).contains(&at_ms)
    }
}

/// Whether an event of this stored type can matter to a figure; others need not even be decoded.
pub fn wants(typ: &str) -> bool {
    let told = ["incident.", "unit.", "timer."].iter().any(|of| typ.starts_with(of));
    let other = matches!(
        typ,
        "warning.received" | "warning.state_changed" | "warning.acknowledged" | "config.plan_set" | "user.created"
    );
    (told || other) && !matches!(typ, "incident.recommended" | "incident.note_added" | "incident.note_struck")
}

/// What was read so far.
pub struct Gather {
    set: ThresholdSet,
    span: Span,
    /// Of the events that matter; warnings are left out, which need none of it.
    board: Board,
    kinds: Vec<String>,
    intake: BTreeMap<IncidentId, Intake>,
    /// Opened again after they had left the board, and so counted already.
    again: BTreeSet<IncidentId>,
    cases: BTreeMap<Metric, Vec<Case>>,
    incidents: usize,
    traffic: Traffic,
    watch: Watch,
    /// Recording time of the newest event, UTC milliseconds.
    read_to_ms: i64,
}

impl Gather {
    /// Starts on a floor where `units` (with their kinds) are known already: a reading that begins in the middle of the
    /// log. `drill`: exercises count as warnings.
    pub fn new(set: ThresholdSet, span: Span, drill: bool) -> Self {
        let watch = Watch::new(&set, span, drill);
        Self {
            set,
            span,
            board: Board::default(),
            kinds: Vec::new(),
            intake: BTreeMap::new(),
            again: BTreeSet::new(),
            cases: BTreeMap::new(),
            incidents: 0,
            traffic: Traffic::default(),
            watch,
            read_to_ms: i64::MIN,
        }
    }

    /// Begins with the units and the plan of a floor instead of with none, for a reading that starts in the middle of the
    /// log.
    #[must_use]
    pub fn knowing(mut self, floor: &Board) -> Self {
        self.board.units.clone_from(&floor.units);
        self.board.plan = floor.plan.clone();
        for unit in self.board.units.values_mut() {
            (unit.incident, unit.safety) = (None, watchfloor_domain::crew::Safety::default());
        }
        self
    }

    /// Takes the next event of the log, in its order.
    pub fn take(&mut self, recorded: &Recorded) {
        self.read_to_ms = self.read_to_ms.max(recorded.recorded_ms);
        match &recorded.event {
            Event::WarningReceived(_) | Event::WarningStateChanged(_) | Event::WarningAcknowledged(_) => {
                self.watch.take(recorded, &self.board);
                return;
            }
            Event::IncidentReopened(e) if e.recalled.is_some() && !self.board.incidents.contains_key(&e.incident) => {
                self.again.insert(e.incident);
            }
            event => self.note_intake(event, recorded.happened_ms),
        }
        let leaving = self.leaving(recorded);
        evolve(&mut self.board, recorded);
        // Who did what can be undone is of no interest here, and would only be carried along.
        self.board.deeds.clear();
        self.watch.take(recorded, &self.board);
        for incident in leaving {
            if !self.board.incidents.contains_key(&incident.id) {
                self.count(&incident);
            }
        }
    }

    /// Incidents that the floor may let go of with this event: it looks once in an hour of the log.
    fn leaving(&self, recorded: &Recorded) -> Vec<Arc<Incident>> {
        let at_ms = self.board.at_ms.max(recorded.recorded_ms);

        if at_ms.div_euclid(HOUR_MS) == self.board.at_ms.div_euclid(HOUR_MS) {
            return Vec::new();
        }
        let over = |i: &&Incident| i.closed.as_ref().is_some_and(|closed| closed.before(at_ms - CLOSED_STAYS_MS));
        let over = self.board.incidents.values().filter(over);
        over.filter_map(|i| self.board.incidents.shared(&i.id)).collect()
    }

    fn note_intake(&mut self, event: &Event, at_ms: i64) {
        match event {
            Event::IncidentOpened(e) => {
                let coded = !e.type_code.eq_ignore_ascii_case(&self.board.plan().unknown);
                let intake = Intake {
                    opened_ms: at_ms,
                    placed_ms: e.place.is_some().then_some(at_ms),
                    coded_ms: coded.then_some(at_ms),
                };
                self.intake.insert(e.incident, intake);
            }
            Event::IncidentMoved(e) => {
                if let Some(intake) = self.intake.get_mut(&e.incident) {
                    intake.placed_ms.get_or_insert(at_ms);
                }
            }
            Event::TypeSet(e) => {
                if let Some(intake) = self.intake.get_mut(&e.incident) {
                    intake.coded_ms.get_or_insert(at_ms);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, incident: &Incident) {
        let intake = self.intake.remove(&incident.id);
        if !self.span.holds(incident.opened_ms) {
            return;
        }
        let counted_before = self.again.remove(&incident.id);
        if !counted_before {
            self.incidents += 1;
            if let Some(traffic) = &incident.work.traffic {
                self.traffic.incidents += 1;
                self.traffic.secondary += usize::from(traffic.secondary);
                self.traffic.responder_struck += usize::from(traffic.responder_struck);
            }
        }
        let kinds = std::cell::RefCell::new(&mut self.kinds);
        let board = &self.board;
        let kind_of = |unit: &UnitId| {
            let kind = board.units.get(unit).map(|u| u.kind.to_lowercase()).unwrap_or_default();
            let mut kinds = kinds.borrow_mut();
            let at = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
                kinds.push(kind.clone());
                kinds.len() - 1
            });
            // More kinds than fit share the last number, which no standard names.
            (u16::try_from(at).unwrap_or(u16::MAX), kind)
        };
        let opened = Intake { opened_ms: incident.opened_ms, ..Intake::default() };
        let judge = Judge {
            plan: board.plan(),
            emergency: &self.set.emergency,
            kind_of: &kind_of,
            intake: intake.unwrap_or(opened),
            counted_before,
        };
        let cases = &mut self.cases;
        judge.cases(incident, &mut |metric, case| cases.entry(metric).or_default().push(case));
    }

    /// The figures, as the log stands at `now_ms` (UTC milliseconds). `family` asks for one family of standards, or for
    /// one standard by its id.
    pub fn finish(mut self, now_ms: i64, family: Option<&str>) -> Report {
        let rest = std::mem::take(&mut self.board.incidents);
        for incident in rest.values() {
            self.count(incident);
        }
        let score = self.watch.finish(now_ms);
        let span = Span { from_ms: self.span.from_ms, to_ms: self.span.to_ms.min(now_ms) };
        Report::new(&self.set, &self.kinds, &self.cases, family).with(span, self.incidents, self.traffic, score)
    }
}
