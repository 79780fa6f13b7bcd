//! Crews and what waits for units: wire shapes become orders; a roster comes in from a file.

use super::Seat;
use super::commands::{allowed, incident_id};
use super::imports::in_portions;
use super::refusal::{bad, refused};
use crate::floor::Floor;
use std::collections::BTreeMap;
use watchfloor_api::ApiError;
use watchfloor_api::command::{Command as Wire, Receipt, RowFault};
use watchfloor_domain::Command;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::staff::{MemberInput, Members, NewDuty, Order};
use watchfloor_feeds::roster_csv::{RosterRow, read_roster};

/// Planned crews in one transaction.
const PORTION: usize = 200;

/// The order of a verb about crews; none for other verbs.
pub(super) fn order(floor: &Floor, command: &Wire) -> Result<Option<Order>, ApiError> {
    let unit = |id: &str| UnitId(id.trim().to_owned());
    let person = |member: &watchfloor_api::staff::MemberInput| MemberInput {
        name: member.name.clone(),
        role: member.role.clone(),
        skills: member.skills.clone(),
    };
    Ok(Some(match command {
        Wire::LogOn(on) => Order::LogOn {
            unit: unit(&on.unit),
            members: match &on.members {
                Some(members) => Members::Named(members.iter().map(person).collect()),
                None => Members::Planned,
            },
            vehicle: on.vehicle.clone(),
            until_ms: on.until_ms,
        },
        Wire::LogOff(off) => Order::LogOff { unit: unit(&off.unit), reason: off.reason.clone(), leave: off.leave },
        Wire::StackIncident(stack) => {
            Order::Stack { unit: unit(&stack.unit), incident: incident_id(floor, &stack.incident)?, place: stack.place }
        }
        Wire::UnstackIncident(unstack) => Order::Unstack {
            unit: unit(&unstack.unit),
            incident: incident_id(floor, &unstack.incident)?,
            reason: unstack.reason.clone(),
        },
        _ => return Ok(None),
    }))
}

/// Why it is done although something stands against it, when somebody says so.
pub(super) fn despite(command: &Wire) -> Option<String> {
    if let Wire::LogOff(off) = command { off.despite.clone() } else { None }
}

/// A crew of the file: its rows, and the duty they make.
struct Planned {
    rows: Vec<RosterRow>,
    duty: NewDuty,
}

/// Takes a roster in: rows of one unit and time are one crew. A crew the rules refuse is named with its first row.
pub(super) fn import(floor: &Floor, seat: &Seat, csv: &str) -> Result<Receipt, ApiError> {
    allowed(seat, "import_roster")?;
    let roster = read_roster(csv.as_bytes()).map_err(|e| bad("csv", e.to_string()))?;
    let mut faults: Vec<RowFault> = roster.errors.iter().map(super::imports::fault).collect();
    let mut good: Vec<NewDuty> = Vec::new();
    for planned in crews(floor, roster.rows) {
        // With those of the same unit before it, so that two crews at one time are told of.
        let mut tried: Vec<NewDuty> = good.iter().filter(|duty| duty.unit == planned.duty.unit).cloned().collect();
        tried.push(planned.duty.clone());
        match floor.engine.preview(&floor.actor(seat), &[Command::Staff(Order::Plan(tried))]) {
            Ok(_) => good.push(planned.duty),
            Err(rejection) => {
                let why = refused(&rejection).message;
                let field = rejection.field.clone().unwrap_or_else(|| "unit".to_owned());
                faults.extend(planned.rows.iter().map(|row| RowFault {
                    line: u32::try_from(row.line).unwrap_or(u32::MAX),
                    field: field.clone(),
                    message: why.clone(),
                    text: row.unit.clone(),
                }));
            }
        }
    }
    faults.sort_by_key(|fault| fault.line);
    let commands = good.chunks(PORTION).map(|part| Command::Staff(Order::Plan(part.to_vec())));
    in_portions(floor, seat, commands, faults)
}

/// Crews in the order of the file. A unit may be called by its call sign.
fn crews(floor: &Floor, rows: Vec<RosterRow>) -> Vec<Planned> {
    let known = |name: &str| {
        let board = floor.engine.board();
        board.find_unit(name).map_or_else(|| UnitId(name.to_owned()), |unit| unit.id.clone())
    };
    let mut at: BTreeMap<(UnitId, i64, i64), usize> = BTreeMap::new();
    let mut crews: Vec<Planned> = Vec::new();
    for row in rows {
        let unit = known(&row.unit);
        let (from_ms, to_ms) = (utc(floor, row.from_local_ms), utc(floor, row.to_local_ms));
        let place = *at.entry((unit.clone(), from_ms, to_ms)).or_insert(crews.len());
        if place == crews.len() {
            crews.push(Planned { rows: Vec::new(), duty: NewDuty { unit, from_ms, to_ms, members: Vec::new() } });
        }
        let person = MemberInput { name: row.name.clone(), role: row.role.clone(), skills: row.skills.clone() };
        crews[place].duty.members.push(person);
        crews[place].rows.push(row);
    }
    crews
}

/// The instant at which the console's wall clock shows a time. Where the clock is set in between, the offset after that.
fn utc(floor: &Floor, local_ms: i64) -> i64 {
    let offset = |at_ms: i64| i64::from(floor.engine.clock.zone_offset_min(at_ms)) * 60_000;
    let near = local_ms.saturating_sub(offset(local_ms));
    local_ms.saturating_sub(offset(near))
}
