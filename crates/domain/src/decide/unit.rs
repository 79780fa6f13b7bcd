//! Units: assigned, moved through their states, cleared. A busy unit is never taken silently.

use super::incident::known_disposition;
use super::{Context, bounded, text};
use crate::board::{Board, Unit};
use crate::command::{Command, NewUnit};
use crate::event::{Event, UnitAdded, UnitAssigned, UnitReleased, UnitStatusSet};
use crate::ids::{IncidentId, UnitId};
use crate::rejection::Rejection;
use crate::status::{Availability, Transition, UnitStatus};
use std::collections::BTreeMap;

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::AssignUnits { incident, units, divert } => {
            board.open_incident(*incident)?;
            each(board, units, |unit| assigned(board, unit, *incident, *divert, ctx))
        }
        Command::SetStatus { units, status, reason, destination } => {
            let (reason, destination) = (said("reason", reason)?, said("destination", destination)?);
            let change = Change { status: *status, reason, destination };
            each(board, units, |unit| status_set(board, unit, &change, ctx))
        }
        Command::ClearUnits { units, disposition } => {
            let disposition = match disposition {
                Some(code) => known_disposition(board, code)?,
                None => &board.plan().cleared,
            };
            each(board, units, |unit| cleared(unit, disposition, ctx))
        }
        Command::AddUnits(units) => {
            let letters = |id: &UnitId| (id.0.to_ascii_lowercase(), id.clone());
            let mut known: BTreeMap<String, UnitId> = board.units.keys().map(letters).collect();
            units.iter().map(|unit| added(board, &mut known, unit)).collect()
        }
        _ => Ok(Vec::new()),
    }
}

struct Change {
    status: UnitStatus,
    reason: Option<String>,
    destination: Option<String>,
}

fn said(field: &str, words: &Option<String>) -> Result<Option<String>, Rejection> {
    match words {
        Some(words) => Ok(Some(bounded(field, words)?.trim().to_owned()).filter(|w| !w.is_empty())),
        None => Ok(None),
    }
}

/// All units of a command, or none: the first refusal names the unit.
pub(super) fn each(
    board: &Board,
    units: &[UnitId],
    decide: impl Fn(&Unit) -> Result<Event, Rejection>,
) -> Result<Vec<Event>, Rejection> {
    if units.is_empty() {
        return Err(Rejection::argument("units", "refused.no_units"));
    }
    let mut events: Vec<Event> = Vec::with_capacity(units.len());
    for (at, id) in units.iter().enumerate() {
        let unit = board.unit(id).map_err(|r| Rejection { field: Some(format!("units[{at}]")), ..r })?;
        if units[..at].iter().any(|earlier| board.find_unit(&earlier.0).is_some_and(|u| u.id == unit.id)) {
            continue;
        }
        let named = |r: Rejection| Rejection { field: r.field.or(Some(format!("units[{at}]"))), ..r };
        events.push(decide(unit).map_err(|r| named(r).with("unit", &unit.id.0))?);
    }
    Ok(events)
}

pub(super) fn assigned(
    board: &Board,
    unit: &Unit,
    incident: IncidentId,
    divert: bool,
    ctx: &Context,
) -> Result<Event, Rejection> {
    if unit.incident == Some(incident) {
        return Err(Rejection::rule("refused.already_assigned").with("unit", &unit.id.0));
    }
    if unit.status.availability() == Availability::Unavailable {
        let why = unit.reason.clone().unwrap_or_default();
        return Err(Rejection::rule("refused.unit_unavailable").with("status", unit.status.code()).with("reason", why));
    }
    super::staff::has_its_crew(board, unit)?;
    if let (Some(current), false) = (unit.incident, divert) {
        let number = board.incidents.get(&current).map_or_else(String::new, |i| i.number.clone());
        let minutes = ctx.now_ms.saturating_sub(unit.since_ms).max(0) / 60_000;
        return Err(Rejection::rule("refused.unit_busy")
            .with("number", number)
            .with("status", unit.status.code())
            .with("minutes", minutes.to_string()));
    }
    Ok(UnitAssigned {
        unit: unit.id.clone(),
        incident,
        from: unit.status,
        diverted_from: unit.incident,
        fix: ctx.fixes.get(&unit.id).cloned(),
    }
    .into())
}

fn status_set(board: &Board, unit: &Unit, change: &Change, ctx: &Context) -> Result<Event, Rejection> {
    match unit.status.change_to(change.status, unit.incident.is_some()) {
        Transition::Refuse(key) => {
            let number = unit.incident.and_then(|id| board.incidents.get(&id)).map(|i| i.number.clone());
            return Err(Rejection::rule(key)
                .with("status", change.status.code())
                .with("number", number.unwrap_or_default()));
        }
        Transition::NeedsReason if change.reason.is_none() => {
            return Err(Rejection::argument("reason", "refused.reason_needed")
                .with("from", unit.status.code())
                .with("status", change.status.code()));
        }
        Transition::NeedsReason | Transition::Allow => {}
    }
    // Where it was taking whom it carries is where it arrives, unless somebody says another place.
    let known = || board.destination(unit).filter(|_| change.status == UnitStatus::Ad).map(str::to_owned);
    let destination = change.destination.clone().or_else(known);
    if change.status.is_transport() && destination.is_none() {
        return Err(Rejection::argument("destination", "refused.destination_needed"));
    }
    let fix = ctx.fixes.get(&unit.id).cloned();
    // Out of service ends a run: a unit that broke down is no longer on its way.
    if let (UnitStatus::Oos, Some(incident)) = (change.status, unit.incident) {
        return Ok(UnitReleased {
            unit: unit.id.clone(),
            incident,
            from: unit.status,
            status: UnitStatus::Oos,
            disposition: None,
            reason: change.reason.clone(),
            fix,
        }
        .into());
    }
    Ok(UnitStatusSet {
        unit: unit.id.clone(),
        status: change.status,
        from: unit.status,
        incident: unit.incident,
        reason: change.reason.clone(),
        destination,
        fix,
    }
    .into())
}

fn cleared(unit: &Unit, disposition: &str, ctx: &Context) -> Result<Event, Rejection> {
    let Some(incident) = unit.incident else {
        return Err(Rejection::rule("refused.not_assigned").with("status", unit.status.code()));
    };
    Ok(UnitReleased {
        unit: unit.id.clone(),
        incident,
        from: unit.status,
        status: UnitStatus::Cl,
        disposition: Some(disposition.to_owned()),
        reason: None,
        fix: ctx.fixes.get(&unit.id).cloned(),
    }
    .into())
}

/// `known` holds every id by its letters in lower case: a unit known under other letters keeps the id it has, also
/// when both are new in one file.
fn added(board: &Board, known: &mut BTreeMap<String, UnitId>, new: &NewUnit) -> Result<Event, Rejection> {
    let id = text("id", &new.unit.0)?;
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if id.chars().count() > 16 || !id.chars().all(plain) {
        return Err(Rejection::argument("id", "refused.unit_id").with("name", id));
    }
    let tie = |said: &'_ Option<String>| said.clone().unwrap_or_default();
    let (agency, crew_group) = (tie(&new.agency), tie(&new.crew_group));
    let described = [("call_sign", &new.call_sign), ("type", &new.kind), ("station", &new.station)];
    for (field, value) in described.into_iter().chain([("agency", &agency), ("crew_group", &crew_group)]) {
        if value.chars().count() > 64 {
            return Err(Rejection::argument(field, "refused.too_long").with("limit", "64"));
        }
    }
    let unit = known.entry(id.to_ascii_lowercase()).or_insert_with(|| UnitId(id.to_owned())).clone();
    let call_sign = if new.call_sign.trim().is_empty() { id } else { new.call_sign.trim() }.to_owned();
    let kind = new.kind.trim().to_owned();
    let said = |word: &Option<String>| word.as_ref().map(|word| word.trim().to_owned());
    let (agency, crew_group) = (said(&new.agency), said(&new.crew_group));
    super::staff::may_share(board, &unit, crew_group.as_deref())?;
    let station = new.station.trim().to_owned();
    Ok(UnitAdded { unit, call_sign, kind, station, home: new.home, agency, crew_group }.into())
}
