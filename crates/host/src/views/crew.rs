//! Crews: what stands about a unit beside its state, and an incident's roll calls.

use watchfloor_api::crew::{CrewView, EmergencyView, ParView, RequestView, RollRow, RollView, WelfareView};
use watchfloor_api::view::AckView;
use watchfloor_domain::Board;
use watchfloor_domain::board::{Incident, Unit};
use watchfloor_domain::crew::{ANSWER_WITHIN_MS, Emergency, Par, Requested, Roll};
use watchfloor_domain::timer;

/// What stands about a unit.
pub(super) fn crew(board: &Board, unit: &Unit) -> CrewView {
    let limit = timer::limit(board, unit);
    let after = |seconds: u32| timer::limit_from(unit).saturating_add(i64::from(seconds) * 1_000);
    let safety = &unit.safety;
    CrewView {
        code: board.status_codes.code(unit.status).map(str::to_owned),
        warn_ms: limit.map(|l| after(l.warn_s)),
        alert_ms: limit.map(|l| after(l.alert_s)),
        shelved: safety.shelved.as_ref().map(crate::console::shelf::view),
        emergency: safety.emergency.as_ref().map(|e| emergency(board, unit, e)),
        welfare: safety.welfare.as_ref().map(|w| WelfareView {
            minutes: w.minutes,
            due_ms: w.due_ms,
            fired_ms: w.fired_ms,
        }),
        request: safety.request.as_ref().map(asked),
        heard: safety.heard.as_ref().map(asked),
        relief: safety.relief.as_ref().map(|id| call_sign(board, id)),
    }
}

fn asked(request: &Requested) -> RequestView {
    RequestView { what: request.what.word().into(), since_ms: request.since_ms }
}

fn emergency(board: &Board, unit: &Unit, emergency: &Emergency) -> EmergencyView {
    let place = unit.incident.and_then(|id| board.incidents.get(&id)).and_then(|i| i.place.as_ref());
    EmergencyView {
        since_ms: emergency.since_ms,
        by: emergency.by.clone(),
        source: emergency.source.word().to_owned(),
        acknowledged: emergency.acknowledged.as_ref().map(|(by, at_ms)| AckView { by: by.clone(), at_ms: *at_ms }),
        place: place.map(|p| p.label.clone()).filter(|label| !label.is_empty()),
    }
}

/// The clock of an incident's roll calls, while it runs.
pub(super) fn par(board: &Board, incident: &Incident) -> Option<ParView> {
    let par: &Par = incident.par.as_ref()?;
    Some(ParView {
        every_min: par.every_min,
        benchmark: par.benchmark.clone(),
        due_ms: par.due_ms,
        rounds: par.rounds,
        roll: par.roll.as_ref().map(|r| roll(board, r)),
    })
}

fn roll(board: &Board, roll: &Roll) -> RollView {
    let row = |(unit, answer): (&watchfloor_domain::ids::UnitId, &Option<watchfloor_domain::crew::Answer>)| RollRow {
        unit: unit.0.clone(),
        call_sign: call_sign(board, unit),
        ok: answer.as_ref().map(|a| a.ok),
        at_ms: answer.as_ref().map(|a| a.at_ms),
        by: answer.as_ref().map(|a| a.by.clone()),
    };
    RollView {
        called_ms: roll.called_ms,
        answer_by_ms: roll.called_ms.saturating_add(ANSWER_WITHIN_MS),
        benchmark: roll.benchmark.clone(),
        complete: roll.complete(),
        units: roll.units.iter().map(row).collect(),
    }
}

fn call_sign(board: &Board, id: &watchfloor_domain::ids::UnitId) -> String {
    board.units.get(id).map_or_else(|| id.0.clone(), |unit| unit.call_sign.clone())
}
