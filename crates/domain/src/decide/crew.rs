//! Crews: emergencies that only a person ends, welfare checks, roll calls, codes of the radio, and who does whose run.

use super::{Context, bounded, text, unit};
use crate::board::{Board, Incident, Run, Unit};
use crate::command::{Command, CrewCommand, LateStatus, When};
use crate::crew::{EmergencySource, MOST_MINUTES, PAR_EVERY_MIN, Par, Request};
use crate::event::{
    EmergencyAcknowledged, EmergencyCleared, EmergencyRaised, Event, ParAnswered, ParCalled, ParEnded, ParStarted,
    ReliefSet, RequestAnswered, RequestRaised, StatusBackdated, StatusCodesSet, UnitReleased, WelfareEnded, WelfareSet,
};
use crate::ids::{IncidentId, UnitId};
use crate::number::wall_clock;
use crate::rejection::Rejection;
use crate::status::UnitStatus;
use crate::status_codes::Said;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Longest name of a benchmark, in characters.
const LONGEST_BENCHMARK: usize = 200;

pub(super) fn decide(board: &Board, command: &CrewCommand, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        CrewCommand::RaiseEmergency { unit, source } => Ok(vec![raised(board.unit(unit)?, *source, ctx)?]),
        CrewCommand::AcknowledgeEmergency { unit } => acknowledged(board.unit(unit)?),
        CrewCommand::ClearEmergency { unit, reason } => cleared(board.unit(unit)?, text("reason", reason)?),
        CrewCommand::SetWelfare { units, minutes } => {
            within("minutes", *minutes, 0)?;
            unit::each(board, units, |unit| welfare(unit, *minutes, ctx))
        }
        CrewCommand::StartPar { incident, every_min, benchmark } => start(board, *incident, *every_min, benchmark, ctx),
        CrewCommand::CallPar { incident, benchmark } => call(board, *incident, benchmark, ctx),
        CrewCommand::AnswerPar { units, ok } => unit::each(board, units, |unit| answered(board, unit, *ok)),
        CrewCommand::EndPar { incident } => {
            let found = board.open_incident(*incident)?;
            running(found)?;
            super::harm::nobody_missing(found)?;
            Ok(vec![ParEnded { incident: *incident }.into()])
        }
        CrewCommand::SetByCode { units, code, said } => by_code(board, units, code, said.as_deref(), ctx),
        CrewCommand::AnswerRequest { units } => {
            unit::each(board, units, |unit| match unit.safety.request.as_ref().or(unit.safety.heard.as_ref()) {
                Some(request) => Ok(RequestAnswered { unit: unit.id.clone(), what: request.what }.into()),
                None => Err(Rejection::rule("refused.no_request")),
            })
        }
        CrewCommand::SetStatusCodes { .. } if board.plan.set.is_some() && board.plan().codes.is_some() => {
            Err(Rejection::rule("refused.in_plan").with("name", &board.plan().name))
        }
        CrewCommand::SetStatusCodes { preset } => Ok(vec![StatusCodesSet { preset: *preset }.into()]),
        CrewCommand::Swap { out, by } => swap(board, out, by, ctx),
        CrewCommand::Relieve { out, by } => relieve(board, out, by, ctx),
        CrewCommand::LateStatus(entry) => Ok(vec![late(board, entry, ctx)?]),
    }
}

fn raised(unit: &Unit, source: EmergencySource, ctx: &Context) -> Result<Event, Rejection> {
    if let Some(emergency) = &unit.safety.emergency {
        return Err(Rejection::rule("refused.emergency_stands").with("unit", &unit.id.0).with("by", &emergency.by));
    }
    let fix = ctx.fixes.get(&unit.id).cloned();
    Ok(EmergencyRaised { unit: unit.id.clone(), source, incident: unit.incident, fix }.into())
}

fn acknowledged(unit: &Unit) -> Result<Vec<Event>, Rejection> {
    let emergency = unit
        .safety
        .emergency
        .as_ref()
        .ok_or_else(|| Rejection::rule("refused.no_emergency").with("unit", &unit.id.0))?;
    match &emergency.acknowledged {
        Some((by, _)) => Err(Rejection::rule("refused.already_acknowledged").with("by", by)),
        None => Ok(vec![EmergencyAcknowledged { unit: unit.id.clone(), incident: unit.incident }.into()]),
    }
}

fn cleared(unit: &Unit, reason: &str) -> Result<Vec<Event>, Rejection> {
    if unit.safety.emergency.is_none() {
        return Err(Rejection::rule("refused.no_emergency").with("unit", &unit.id.0));
    }
    Ok(vec![EmergencyCleared { unit: unit.id.clone(), reason: reason.to_owned(), incident: unit.incident }.into()])
}

/// UTC milliseconds, so many minutes from now.
fn after(minutes: u32, ctx: &Context) -> i64 {
    ctx.now_ms.saturating_add(i64::from(minutes) * MINUTE_MS)
}

fn within(field: &str, minutes: u32, least: u32) -> Result<(), Rejection> {
    if (least..=MOST_MINUTES).contains(&minutes) {
        return Ok(());
    }
    Err(Rejection::argument(field, "refused.minutes").with("limit", MOST_MINUTES.to_string()))
}

fn welfare(unit: &Unit, minutes: u32, ctx: &Context) -> Result<Event, Rejection> {
    let (id, incident) = (unit.id.clone(), unit.incident);
    if minutes > 0 {
        let due_ms = after(minutes, ctx);
        return Ok(WelfareSet { unit: id, minutes, due_ms, incident }.into());
    }
    match unit.safety.welfare {
        Some(_) => Ok(WelfareEnded { unit: id, incident }.into()),
        None => Err(Rejection::rule("refused.no_welfare")),
    }
}

fn benchmark(text: &str) -> Result<String, Rejection> {
    let text = bounded("benchmark", text)?.trim();
    if text.chars().count() > LONGEST_BENCHMARK {
        let limit = LONGEST_BENCHMARK.to_string();
        return Err(Rejection::argument("benchmark", "refused.too_long").with("limit", limit));
    }
    Ok(text.to_owned())
}

fn running(incident: &Incident) -> Result<&Par, Rejection> {
    incident.par.as_ref().ok_or_else(|| Rejection::rule("refused.no_par").with("number", &incident.number))
}

/// Starts the clock, or gives a running one another pause.
fn start(
    board: &Board,
    incident: IncidentId,
    every_min: Option<u32>,
    named: &str,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    board.open_incident(incident)?;
    let every_min = every_min.unwrap_or(PAR_EVERY_MIN);
    within("every_min", every_min, 1)?;
    let due_ms = after(every_min, ctx);
    Ok(vec![ParStarted { incident, every_min, benchmark: benchmark(named)?, due_ms }.into()])
}

fn call(board: &Board, incident: IncidentId, named: &str, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let found = board.open_incident(incident)?;
    if found.on_scene().next().is_none() {
        return Err(Rejection::rule("refused.nobody_on_scene").with("number", &found.number));
    }
    let every_min = found.par.as_ref().map_or(PAR_EVERY_MIN, |par| par.every_min);
    let (benchmark, due_ms) = (benchmark(named)?, after(every_min, ctx));
    let called = ParCalled { incident, benchmark: benchmark.clone(), due_ms }.into();
    Ok(match found.par {
        Some(_) => vec![called],
        None => vec![ParStarted { incident, every_min, benchmark, due_ms }.into(), called],
    })
}

fn answered(board: &Board, unit: &Unit, ok: bool) -> Result<Event, Rejection> {
    let asked = |incident: &&Incident| {
        incident.par.as_ref().and_then(|par| par.roll.as_ref()).is_some_and(|roll| roll.units.contains_key(&unit.id))
    };
    let own = unit.incident.and_then(|id| board.incidents.get(&id)).filter(asked);
    // A unit that left after it was called still answers for that roll.
    let incident = own.or_else(|| board.incidents.values().find(|i| i.closed.is_none() && asked(i)));
    let incident = incident.ok_or_else(|| Rejection::rule("refused.not_called"))?;
    Ok(ParAnswered { incident: incident.id, unit: unit.id.clone(), ok }.into())
}

fn by_code(
    board: &Board,
    units: &[UnitId],
    code: &str,
    said: Option<&str>,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let code = text("code", code)?;
    let unknown = || {
        let key = "refused.unknown_status_code";
        Rejection::argument("code", key).with("name", code).with("preset", board.status_codes.word())
    };
    match board.status_codes.read(code).ok_or_else(unknown)? {
        Said::Status(status) => {
            let said = said.map(str::trim).filter(|said| !said.is_empty()).map(str::to_owned);
            // Letters are a person's; a code of the set is what the crew pressed or said, and is never lost.
            let local = board.status_codes.codes().iter().any(|(name, _)| *name == code);
            let of = |id: &UnitId| board.find_unit(&id.0).filter(|_| local);
            let flag = |id: &UnitId| of(id).and_then(|unit| heard(board, unit, status, said.is_some()));
            let (flagged, units): (Vec<UnitId>, Vec<UnitId>) = units.iter().cloned().partition(|id| flag(id).is_some());
            let mut events = Vec::new();
            if !flagged.is_empty() {
                events.extend(unit::each(board, &flagged, |unit| {
                    let what = flag(&unit.id).unwrap_or(Request::Answer);
                    Ok(RequestRaised { unit: unit.id.clone(), what }.into())
                })?);
                if units.is_empty() {
                    return Ok(events);
                }
            }
            // A crew that says it is in quarters has answered.
            let answers = |unit: &&Unit| unit.safety.welfare.as_ref().is_some_and(|w| w.fired_ms.is_some());
            if matches!(status, UnitStatus::Aq | UnitStatus::Off) {
                let well = |unit: &Unit| WelfareEnded { unit: unit.id.clone(), incident: unit.incident }.into();
                events.extend(units.iter().filter_map(of).filter(answers).map(well));
            }
            let (reason, destination) = if status.is_transport() { (None, said) } else { (said, None) };
            let set = Command::SetStatus { units, status, reason, destination };
            events.extend(unit::decide(board, &set, ctx)?);
            Ok(events)
        }
        Said::Request(what) => {
            unit::each(board, units, |unit| Ok(RequestRaised { unit: unit.id.clone(), what }.into()))
        }
        Said::Emergency => unit::each(board, units, |unit| raised(unit, EmergencySource::Radio, ctx)),
    }
}

/// A state said over the radio that the board cannot take as it is: a flag, so that somebody looks (`dispatch.md` 6.1 maps
/// keys of the radio to states that follow the end of a run, which only a person ends).
fn heard(board: &Board, unit: &Unit, status: UnitStatus, said: bool) -> Option<Request> {
    unit.incident?;
    let known = status == UnitStatus::Ad && board.destination(unit).is_some();
    match status {
        UnitStatus::Aq | UnitStatus::Ar | UnitStatus::Cl => Some(Request::Free),
        UnitStatus::Tr if !said => Some(Request::Transport),
        UnitStatus::Ad if !said && !known => Some(Request::AtDestination),
        _ => None,
    }
}

/// The incident of a unit that is to be replaced.
fn run_of(out: &Unit, by: &Unit) -> Result<IncidentId, Rejection> {
    if out.id == by.id {
        return Err(Rejection::rule("refused.same_unit").with("unit", &out.id.0));
    }
    let none = || Rejection::rule("refused.not_assigned").with("unit", &out.id.0).with("status", out.status.code());
    out.incident.ok_or_else(none)
}

fn swap(board: &Board, out: &UnitId, by: &UnitId, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let (out, by) = (board.unit(out)?, board.unit(by)?);
    let incident = run_of(out, by)?;
    let assigned = unit::assigned(board, by, incident, false, ctx).map_err(|r| r.with("unit", &by.id.0))?;
    let released = UnitReleased {
        unit: out.id.clone(),
        incident,
        from: out.status,
        status: UnitStatus::Cl,
        disposition: None,
        reason: None,
        fix: ctx.fixes.get(&out.id).cloned(),
    };
    Ok(vec![assigned, released.into()])
}

fn relieve(board: &Board, out: &UnitId, by: &UnitId, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let (out, by) = (board.unit(out)?, board.unit(by)?);
    let incident = run_of(out, by)?;
    let relief = ReliefSet { unit: out.id.clone(), by: by.id.clone(), incident }.into();
    // It may be on the incident already.
    if by.incident == Some(incident) {
        return Ok(vec![relief]);
    }
    let assigned = unit::assigned(board, by, incident, false, ctx).map_err(|r| r.with("unit", &by.id.0))?;
    Ok(vec![assigned, relief])
}

/// A step entered late stands where it happened: after what came before it, before what came after, never in the future,
/// and never in place of a step that has a time (`dispatch.md` 6.3 rule 2, 6.4).
fn late(board: &Board, entry: &LateStatus, ctx: &Context) -> Result<Event, Rejection> {
    let LateStatus { unit, incident, status, at, reason, destination } = entry;
    let unit = board.unit(unit)?;
    let reason = text("reason", reason)?.to_owned();
    let destination = destination.as_deref().map(|d| text("destination", d).map(str::to_owned)).transpose()?;
    let (Some(rank), true) = (status.rank(), *status != UnitStatus::Dp) else {
        return Err(Rejection::argument("status", "refused.late_step").with("status", status.code()));
    };
    let no_run = || Rejection::rule("refused.late_no_run").with("unit", &unit.id.0);
    let incident = board.open_incident(incident.or(unit.incident).ok_or_else(no_run)?)?;
    let run = incident.runs.iter().rev().find(|run| run.unit == unit.id).ok_or_else(no_run)?;
    if status.is_transport() && destination.is_none() && (*status == UnitStatus::Tr || run.destination.is_none()) {
        return Err(Rejection::argument("destination", "refused.destination_needed").with("unit", &unit.id.0));
    }
    let at_ms = in_its_minute(run, rank, instant(*at, ctx)?, matches!(at, When::Clock(_)));
    let clock = |ms: i64| wall_clock(ms, ctx.zone_offset_min);
    if at_ms > ctx.now_ms {
        return Err(Rejection::argument("at", "refused.late_future").with("time", clock(at_ms)));
    }
    if let Some(step) = run.steps.iter().find(|step| step.status == *status) {
        let known = Rejection::rule("refused.late_known").with("unit", &unit.id.0);
        return Err(known.with("status", status.code()).with("time", clock(step.at_ms)));
    }
    let order = |what: &'static str, ms: i64| {
        let out_of_order = Rejection::rule("refused.late_order").with("time", clock(at_ms));
        Err(out_of_order.with("status", status.code()).with("other", what).with("other_time", clock(ms)))
    };
    let place = run.place_of(at_ms);
    if let Some(before) = place.checked_sub(1).and_then(|n| run.steps.get(n)).filter(|s| s.status.rank() > Some(rank)) {
        return order(before.status.code(), before.at_ms);
    }
    if let Some(after) = run.steps.get(place).filter(|s| s.status.rank() < Some(rank)) {
        return order(after.status.code(), after.at_ms);
    }
    if at_ms < run.assigned_ms {
        return order(UnitStatus::Dp.code(), run.assigned_ms);
    }
    if let Some(end) = run.ended.as_ref().filter(|end| at_ms > end.at_ms) {
        return order(UnitStatus::Cl.code(), end.at_ms);
    }
    let (unit, incident, clock) = (unit.id.clone(), incident.id, clock(at_ms));
    Ok(StatusBackdated { unit, incident, status: *status, at_ms, clock, reason, destination }.into())
}

/// A clock on the wall has minutes, and what happened within one has an order: a time of day means the first instant of its
/// minute at which the step fits, after the step that came before it in that minute.
fn in_its_minute(run: &Run, rank: u8, at_ms: i64, by_clock: bool) -> i64 {
    let minute = at_ms..at_ms.saturating_add(MINUTE_MS);
    let before = run.steps.iter().filter(|step| step.status.rank() < Some(rank)).map(|step| step.at_ms);
    let latest = before.chain([run.assigned_ms]).filter(|ms| minute.contains(ms)).max();
    latest.filter(|_| by_clock).unwrap_or(at_ms)
}

/// What a person means by a time of day: the last one, so that at ten past midnight 23:55 was yesterday.
pub(super) fn instant(at: When, ctx: &Context) -> Result<i64, Rejection> {
    match at {
        When::At(ms) => Ok(ms),
        When::In(minutes) => Ok(ctx.now_ms.saturating_add(i64::from(minutes) * MINUTE_MS)),
        When::Clock(minute) if minute >= 24 * 60 => Err(Rejection::argument("at", "refused.late_time")),
        When::Clock(minute) => {
            let zone_ms = i64::from(ctx.zone_offset_min) * MINUTE_MS;
            let midnight = ctx.now_ms.saturating_add(zone_ms).div_euclid(DAY_MS).saturating_mul(DAY_MS);
            let today = midnight.saturating_sub(zone_ms).saturating_add(i64::from(minute) * MINUTE_MS);
            Ok(if today > ctx.now_ms { today.saturating_sub(DAY_MS) } else { today })
        }
    }
}
