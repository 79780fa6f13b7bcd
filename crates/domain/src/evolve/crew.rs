//! Folds what happens to crews: emergencies, timers, roll calls, requests, late steps.

use super::{with_incident, with_state};
use crate::board::{Board, Step, Unit};
use crate::crew::{Answer, Emergency, Par, Requested, Roll, Welfare};
use crate::event::{Event, Recorded, StatusBackdated, TimerFired, TimerRearmed};
use crate::ids::{IncidentId, UnitId};
use crate::timer::TimerKey;

pub(super) fn apply(board: &mut Board, recorded: &Recorded) {
    let (now, by) = (recorded.happened_ms, || recorded.actor.clone());
    match &recorded.event {
        Event::EmergencyRaised(e) => with_unit(board, &e.unit, |unit| {
            unit.safety.emergency = Some(Emergency { since_ms: now, by: by(), source: e.source, acknowledged: None });
            unit.fix = e.fix.clone().or(unit.fix.take());
        }),
        Event::EmergencyAcknowledged(e) => with_unit(board, &e.unit, |unit| {
            if let Some(emergency) = &mut unit.safety.emergency {
                emergency.acknowledged.get_or_insert_with(|| (by(), now));
            }
        }),
        Event::EmergencyCleared(e) => with_unit(board, &e.unit, |unit| unit.safety.emergency = None),
        Event::RequestRaised(e) => with_unit(board, &e.unit, |unit| {
            let asked = Some(Requested { what: e.what, since_ms: now });
            if e.what.is_state() {
                unit.safety.heard = asked;
            } else {
                unit.safety.request = asked;
            }
        }),
        Event::RequestAnswered(e) => with_unit(board, &e.unit, |unit| {
            if e.what.is_state() {
                unit.safety.heard = None;
            } else {
                unit.safety.request = None;
            }
        }),
        Event::WelfareSet(e) => with_unit(board, &e.unit, |unit| {
            let welfare = Welfare { minutes: e.minutes, armed_ms: now, due_ms: e.due_ms, fired_ms: None };
            unit.safety.welfare = Some(welfare);
        }),
        Event::WelfareEnded(e) => with_unit(board, &e.unit, |unit| unit.safety.welfare = None),
        Event::ReliefSet(e) => with_unit(board, &e.unit, |unit| unit.safety.relief = Some(e.by.clone())),
        Event::StatusBackdated(e) => backdated(board, recorded, e),
        Event::ParStarted(e) => with_incident(board, e.incident, |incident| {
            let rounds = incident.par.as_ref().map_or(0, |par| par.rounds);
            let roll = incident.par.take().and_then(|par| par.roll);
            let benchmark = e.benchmark.clone();
            incident.par =
                Some(Par { every_min: e.every_min, benchmark, armed_ms: now, due_ms: e.due_ms, rounds, roll });
        }),
        Event::ParCalled(e) => {
            with_par(board, e.incident, |par| par.benchmark.clone_from(&e.benchmark));
            called(board, e.incident, now, e.due_ms);
        }
        Event::ParAnswered(e) => with_par(board, e.incident, |par| {
            if let Some(asked) = par.roll.as_mut().and_then(|roll| roll.units.get_mut(&e.unit)) {
                *asked = Some(Answer { ok: e.ok, at_ms: now, by: by() });
            }
        }),
        Event::ParEnded(e) => with_incident(board, e.incident, |incident| incident.par = None),
        Event::TimerFired(e) => fired(board, now, e),
        Event::TimerRearmed(e) => rearmed(board, now, e),
        Event::StatusCodesSet(e) => board.status_codes = e.preset,
        _ => {}
    }
}

fn with_unit(board: &mut Board, id: &UnitId, change: impl FnOnce(&mut Unit)) {
    if let Some(unit) = board.units.get_mut(id) {
        change(unit);
    }
}

fn with_par(board: &mut Board, id: IncidentId, change: impl FnOnce(&mut Par)) {
    with_incident(board, id, |incident| {
        if let Some(par) = &mut incident.par {
            change(par);
        }
    });
}

/// A roll of the units on scene. Who was said to be missing stays so until it answers.
fn called(board: &mut Board, id: IncidentId, now: i64, due_ms: i64) {
    with_incident(board, id, |incident| {
        let on_scene: Vec<UnitId> = incident.on_scene().cloned().collect();
        let Some(par) = &mut incident.par else { return };
        let mut units: std::collections::BTreeMap<_, _> =
            par.roll.take().map(|roll| roll.units).unwrap_or_default().into_iter().collect();
        units.retain(|_, answer: &mut Option<Answer>| answer.as_ref().is_some_and(|a| !a.ok));
        for unit in on_scene {
            units.entry(unit).or_insert(None);
        }
        par.rounds = par.rounds.saturating_add(1);
        par.armed_ms = now;
        par.due_ms = due_ms;
        par.roll = Some(Roll { called_ms: now, benchmark: par.benchmark.clone(), units });
    });
}

fn fired(board: &mut Board, now: i64, e: &TimerFired) {
    match &e.key {
        TimerKey::Status { unit, status } => with_unit(board, unit, |unit| {
            unit.safety.alerted |= unit.status == *status;
        }),
        TimerKey::Welfare { unit } => with_unit(board, unit, |unit| {
            if let Some(welfare) = &mut unit.safety.welfare {
                welfare.fired_ms.get_or_insert(now);
            }
        }),
        TimerKey::Par { incident } => {
            let every = board.incidents.get(incident).and_then(|i| i.par.as_ref()).map(|par| par.every_min);
            if let Some(every) = every {
                called(board, *incident, now, now.saturating_add(i64::from(every) * 60_000));
            }
        }
    }
}

fn rearmed(board: &mut Board, now: i64, e: &TimerRearmed) {
    match &e.key {
        TimerKey::Status { unit, status } => with_unit(board, unit, |unit| {
            if unit.status == *status {
                unit.safety.limit_from_ms = Some(now);
            }
        }),
        TimerKey::Welfare { unit } => with_unit(board, unit, |unit| {
            if let Some(welfare) = &mut unit.safety.welfare {
                (welfare.armed_ms, welfare.due_ms) = (now, e.due_ms);
            }
        }),
        TimerKey::Par { incident } => {
            with_par(board, *incident, |par| (par.armed_ms, par.due_ms) = (now, e.due_ms));
        }
    }
}

/// The step takes its place by time; the unit's state follows only when nothing came after it.
fn backdated(board: &mut Board, recorded: &Recorded, e: &StatusBackdated) {
    let mut newest = false;
    with_state(board, e.incident, e.at_ms, |incident| {
        let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == e.unit) else { return };
        let place = run.place_of(e.at_ms);
        newest = run.ended.is_none() && place == run.steps.len();
        let (by, reason) = (recorded.actor.clone(), Some(e.reason.clone()));
        let step = Step { status: e.status, at_ms: e.at_ms, by, backdated: true, reason };
        run.steps.insert(place, step);
        run.destination = e.destination.clone().or(run.destination.take());
    });
    with_unit(board, &e.unit, |unit| {
        if newest && unit.incident == Some(e.incident) {
            unit.status = e.status;
            unit.since_ms = e.at_ms;
            unit.by.clone_from(&recorded.actor);
            unit.reason = Some(e.reason.clone());
            unit.safety.alerted = false;
            unit.safety.limit_from_ms = None;
            unit.safety.heard = None;
            unit.safety.shelved = None;
        }
    });
}
