//! The candidates of one incident: for every metric that is about it, a measurement or the reason why there is none.

use crate::metric::{Metric, Reason};
use watchfloor_domain::board::{Incident, Run};
use watchfloor_domain::catalogue::Service;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::plan::Plan;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::traffic::Clock;
use watchfloor_domain::types::Priority;

/// The travel time within which a first responder has to be on scene for the time of ALS to be judged (NFPA 1710), ms.
const FIRST_RESPONDER_MS: i64 = 240_000;
/// The disposition of a duplicate call in the common list (APCO ANS 1.111.2).
const DUPLICATE: &str = "22";

/// One case of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub service: Option<Service>,
    /// Number of the unit's kind; `u16::MAX` where the case is of no unit.
    pub kind: u16,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Measured(i64),
    /// Measured with a stamp that was entered late.
    BackDated(i64),
    Excluded(Reason),
}

/// A stamp, and whether it was entered after it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stamp {
    at_ms: i64,
    late: bool,
}

/// What is known of the intake beside the incident itself, UTC milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Intake {
    pub opened_ms: i64,
    pub placed_ms: Option<i64>,
    pub coded_ms: Option<i64>,
}

/// What judging an incident needs.
pub(crate) struct Judge<'a> {
    pub plan: &'a Plan,
    pub emergency: &'a [Priority],
    /// The unit's kind, in its agency's word.
    pub kind_of: &'a dyn Fn(&UnitId) -> (u16, String),
    pub intake: Intake,
    /// It was counted when it left the board.
    pub counted_before: bool,
}

impl Judge<'_> {
    /// Every case of one incident.
    pub fn cases(&self, incident: &Incident, out: &mut dyn FnMut(Metric, Case)) {
        let service = self.plan.typ(&incident.type_code).map(|typ| typ.service);
        let mut say = |metric: Metric, unit: Option<&UnitId>, outcome: Outcome| {
            let kind = unit.map_or(u16::MAX, |unit| (self.kind_of)(unit).0);
            out(metric, Case { service, kind, outcome: self.eligible(metric, incident, outcome) });
        };
        self.calls(incident, &mut say);
        self.firsts(incident, &mut say);
        self.runs(incident, &mut say);
        self.road(incident, service, &mut say);
    }

    /// What keeps the whole incident out of a metric comes before what keeps out the one case.
    fn eligible(&self, metric: Metric, incident: &Incident, outcome: Outcome) -> Outcome {
        // All times of a card that was taken on paper were entered late.
        let outcome = match outcome {
            Outcome::Measured(ms) if incident.intake.paper.is_some() => Outcome::BackDated(ms),
            other => other,
        };
        // A call was answered or not, whatever became of it.
        if matches!(metric, Metric::CallAnswer | Metric::CallTransfer) {
            return outcome;
        }
        let emergency = metric.definition().is_some_and(|d| d.emergency);
        if emergency && !self.emergency.contains(&incident.priority) {
            return Outcome::Excluded(Reason::NotEmergency);
        }
        if self.is_duplicate(incident) {
            return Outcome::Excluded(Reason::Duplicate);
        }
        if self.counted_before {
            return Outcome::Excluded(Reason::CountedBefore);
        }
        outcome
    }

    fn is_duplicate(&self, incident: &Incident) -> bool {
        let closed = incident.closed.as_ref().and_then(|closed| self.plan.disposition(&closed.disposition));
        incident.merged.is_some() || closed.is_some_and(|d| d.common.as_deref() == Some(DUPLICATE))
    }

    fn calls(&self, incident: &Incident, say: &mut dyn FnMut(Metric, Option<&UnitId>, Outcome)) {
        let first = first_call(incident);
        for (ring, answered) in
            std::iter::once(first).chain(incident.calls.iter().map(|call| (call.ring_ms, call.answered_ms)))
        {
            say(Metric::CallAnswer, None, between(on_time(ring), on_time(answered), false, false));
            say(Metric::CallTransfer, None, Outcome::Excluded(Reason::NotRecorded));
        }
        let Intake { opened_ms, placed_ms, coded_ms } = self.intake;
        let one_entry = placed_ms == Some(opened_ms) && coded_ms == Some(opened_ms);
        let coding = match one_entry {
            true => Outcome::Excluded(Reason::OneEntry),
            false => between(on_time(placed_ms), on_time(coded_ms), is_open(incident), false),
        };
        say(Metric::Prioritisation, None, coding);
    }

    /// Metrics of the incident: its first unit, its second, all of its first alarm.
    fn firsts(&self, incident: &Incident, say: &mut dyn FnMut(Metric, Option<&UnitId>, Outcome)) {
        let runs: Vec<Times> = incident.runs.iter().map(Times::of).filter(|t| !t.moved).collect();
        let open = is_open(incident);
        let answered = on_time(first_call(incident).1);
        let opened = on_time(Some(incident.opened_ms));
        let sent = runs.iter().map(|t| t.sent).min();
        let out = runs.iter().filter_map(|t| t.en_route).min();
        let mut arrived: Vec<&Times> = runs.iter().filter(|t| t.on_scene.is_some()).collect();
        arrived.sort_by_key(|t| (t.on_scene, t.unit));
        let scene = arrived.first().and_then(|t| t.on_scene);
        let by_first = |start, end| between(start, end, open, end.is_none());
        say(Metric::CallProcessing, None, by_first(answered, sent));
        say(Metric::VehicleOut, None, by_first(answered, out));
        say(Metric::DispatchToArrival, None, by_first(sent, scene));
        say(Metric::Queue, None, by_first(opened, sent));
        say(Metric::Response, None, by_first(opened, scene));
        let nobody = if open { Reason::Open } else { Reason::Cancelled };
        let fewer = if runs.len() < 2 { Reason::OneUnit } else { nobody };
        for (metric, (unit, outcome)) in [
            (Metric::TravelFirst, travel(arrived.first().copied(), nobody)),
            (Metric::TravelSecond, travel(arrived.get(1).copied(), fewer)),
            (Metric::TravelFull, full_alarm(&runs, scene, nobody)),
            (Metric::AlsArrival, self.als(&arrived, nobody)),
        ] {
            say(metric, unit, outcome);
        }
        say(Metric::VolunteerResponse, None, Outcome::Excluded(Reason::CrewUnknown));
        say(Metric::AlarmToAreaEdge, None, Outcome::Excluded(Reason::NotRecorded));
        say(Metric::TotalConsumed, None, total(&runs, open));
    }

    /// The first unit that can do ALS, where another was there in time.
    fn als<'a>(&self, arrived: &[&Times<'a>], nobody: Reason) -> (Option<&'a UnitId>, Outcome) {
        let can = |times: &&&Times| {
            let kind = (self.kind_of)(times.unit).1;
            self.plan.kind(&kind).is_some_and(|k| k.can.iter().any(|can| can == "als"))
        };
        let Some(first) = arrived.iter().find(can) else { return (None, Outcome::Excluded(nobody)) };
        let in_time = |t: &&&Times| {
            let travel = t.on_scene.zip(t.en_route).map(|(end, start)| end.at_ms - start.at_ms);
            t.unit != first.unit && travel.is_some_and(|ms| (0..=FIRST_RESPONDER_MS).contains(&ms))
        };
        let before = |t: &&&Times| t.on_scene <= first.on_scene;
        let given = arrived.iter().filter(before).any(|t| in_time(&t));
        match given {
            true => (Some(first.unit), between(first.en_route, first.on_scene, false, false)),
            false => (Some(first.unit), Outcome::Excluded(Reason::Condition)),
        }
    }

    fn runs(&self, incident: &Incident, say: &mut dyn FnMut(Metric, Option<&UnitId>, Outcome)) {
        for times in incident.runs.iter().map(Times::of) {
            let open = times.ended.is_none();
            let mut of_unit = |metric, outcome| {
                let outcome = if times.moved { Outcome::Excluded(Reason::Moved) } else { outcome };
                say(metric, Some(times.unit), outcome);
            };
            let cancelled = times.ended.is_some() && times.on_scene.is_none();
            let waits = open && times.on_scene.is_none();
            of_unit(Metric::Turnout, between(Some(times.sent), times.en_route, waits, cancelled));
            of_unit(Metric::UnitConsumed, between(Some(times.sent), times.ended, open, false));
            if times.on_scene.is_some() {
                of_unit(Metric::OnScene, between(times.on_scene, times.left.or(times.ended), open, false));
            }
        }
    }

    fn road(
        &self,
        incident: &Incident,
        service: Option<Service>,
        say: &mut dyn FnMut(Metric, Option<&UnitId>, Outcome),
    ) {
        if incident.work.traffic.is_none() && service != Some(Service::Traffic) {
            return;
        }
        let Clock(t) = Clock::of(incident);
        let open = is_open(incident);
        for (metric, from, to) in [
            (Metric::Detection, 0, 1),
            (Metric::Verification, 1, 2),
            (Metric::TrafficResponse, 2, 4),
            (Metric::RoadwayClearance, 1, 5),
            (Metric::IncidentClearance, 1, 6),
            (Metric::Recovery, 6, 7),
        ] {
            // A person gives T2, T5 and T7; that nobody did is no end that is yet to come.
            let waits = open && matches!(to, 4 | 6);
            say(metric, None, between(on_time(t[from]), on_time(t[to]), waits, false));
        }
    }
}

/// Ring and answer of the call that opened the incident.
fn first_call(incident: &Incident) -> (Option<i64>, Option<i64>) {
    (incident.intake.ring_ms, incident.intake.answered_ms)
}

fn on_time(at_ms: Option<i64>) -> Option<Stamp> {
    at_ms.map(|at_ms| Stamp { at_ms, late: false })
}

fn is_open(incident: &Incident) -> bool {
    incident.closed.is_none()
}

/// A measurement, or the first reason that applies. `open`: the end may still come. `cancelled`: it never will.
fn between(start: Option<Stamp>, end: Option<Stamp>, open: bool, cancelled: bool) -> Outcome {
    match (start, end) {
        (_, None) if open => Outcome::Excluded(Reason::Open),
        (_, None) if cancelled => Outcome::Excluded(Reason::Cancelled),
        (None, _) => Outcome::Excluded(Reason::NoStart),
        (_, None) => Outcome::Excluded(Reason::NoEnd),
        (Some(start), Some(end)) if end.at_ms < start.at_ms => Outcome::Excluded(Reason::Negative),
        (Some(start), Some(end)) if start.late || end.late => Outcome::BackDated(end.at_ms - start.at_ms),
        (Some(start), Some(end)) => Outcome::Measured(end.at_ms - start.at_ms),
    }
}

/// A unit's drive; without a unit, why there is none.
fn travel<'a>(times: Option<&Times<'a>>, reason: Reason) -> (Option<&'a UnitId>, Outcome) {
    match times {
        Some(times) => (Some(times.unit), between(times.en_route, times.on_scene, false, false)),
        None => (None, Outcome::Excluded(reason)),
    }
}

/// The units that were sent before the first was on scene; the last of them to arrive.
fn full_alarm<'a>(runs: &[Times<'a>], scene: Option<Stamp>, nobody: Reason) -> (Option<&'a UnitId>, Outcome) {
    let Some(scene) = scene else { return (None, Outcome::Excluded(nobody)) };
    // Who left without arriving was cancelled, and so was not required.
    let required: Vec<&Times> =
        runs.iter().filter(|t| t.sent <= scene && (t.on_scene.is_some() || t.ended.is_none())).collect();
    if required.len() < 2 {
        return (None, Outcome::Excluded(Reason::OneUnit));
    }
    if required.iter().any(|t| t.on_scene.is_none()) {
        return (None, Outcome::Excluded(Reason::Open));
    }
    match required.into_iter().max_by_key(|t| (t.on_scene, t.unit)) {
        Some(last) => (Some(last.unit), between(last.en_route, last.on_scene, false, false)),
        None => (None, Outcome::Excluded(nobody)),
    }
}

/// The time of all units together.
fn total(runs: &[Times], open: bool) -> Outcome {
    if open || runs.iter().any(|t| t.ended.is_none()) {
        return Outcome::Excluded(Reason::Open);
    }
    if runs.is_empty() {
        return Outcome::Excluded(Reason::NoStart);
    }
    let mut sum = 0_i64;
    for times in runs {
        let ms = times.ended.map_or(0, |end| end.at_ms - times.sent.at_ms);
        if ms < 0 {
            return Outcome::Excluded(Reason::Negative);
        }
        sum = sum.saturating_add(ms);
    }
    Outcome::Measured(sum)
}

/// The stamps of one run.
struct Times<'a> {
    unit: &'a UnitId,
    sent: Stamp,
    en_route: Option<Stamp>,
    on_scene: Option<Stamp>,
    /// Left with a patient.
    left: Option<Stamp>,
    ended: Option<Stamp>,
    /// It came with another incident that was merged into this one.
    moved: bool,
}

impl<'a> Times<'a> {
    fn of(run: &'a Run) -> Self {
        let first = |status| {
            let step = run.steps.iter().find(|step| step.status == status)?;
            Some(Stamp { at_ms: step.at_ms, late: step.backdated })
        };
        Self {
            unit: &run.unit,
            sent: Stamp { at_ms: run.assigned_ms, late: false },
            en_route: first(UnitStatus::Er),
            on_scene: first(UnitStatus::Os),
            left: first(UnitStatus::Tr),
            ended: run.ended.as_ref().map(|end| Stamp { at_ms: end.at_ms, late: false }),
            moved: run.moved,
        }
    }
}
