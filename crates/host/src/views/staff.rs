//! Crews, what waits for units, and the roster.

use watchfloor_api::staff::{MemberView, RosterRow, RosterView, StackView, StackedOn, StaffView};
use watchfloor_domain::Board;
use watchfloor_domain::board::{Incident, Unit};
use watchfloor_domain::staff::{Crew, Line, Member, Stacked, Standing, lines};
use watchfloor_engine::ports::Vault;

/// Who rides a unit, whose it is and what waits for it.
pub(super) fn staff(board: &Board, unit: &Unit) -> StaffView {
    let crew = unit.crew();
    let (word, since_ms, by, reason) = match &unit.staff.crew {
        Crew::On(crew) => ("on", Some(crew.since_ms), Some(crew.by.clone()), None),
        Crew::Off { since_ms, by, reason } if unit.is_logged_off() => {
            ("off", Some(*since_ms), Some(by.clone()), Some(reason.clone()))
        }
        Crew::Off { .. } | Crew::Unknown => ("unknown", None, None, None),
    };
    let worked_s = board.plan().crews.worked_s;
    let tired_ms = |since_ms: i64| since_ms.saturating_add(i64::from(worked_s) * 1_000);
    StaffView {
        crew: word.to_owned(),
        since_ms,
        by,
        reason,
        strength: crew.map(|crew| crew.strength()),
        skills: crew.map_or_else(Vec::new, |crew| crew.skills().into_iter().map(str::to_owned).collect()),
        vehicle: crew.and_then(|crew| crew.vehicle.clone()),
        until_ms: crew.and_then(|crew| crew.until_ms),
        tired_ms: crew.filter(|_| worked_s > 0).map(|crew| tired_ms(crew.since_ms)),
        agency: unit.staff.agency.clone(),
        crew_group: unit.staff.crew_group.clone(),
        crew_elsewhere: board.crew_elsewhere(unit).map(|other| other.call_sign.clone()),
        stack: board.waiting(unit).filter_map(|held| stacked(board, held)).collect(),
    }
}

fn stacked(board: &Board, held: &Stacked) -> Option<StackView> {
    let incident = board.incidents.get(&held.incident)?;
    Some(StackView {
        incident: incident.id.to_string(),
        number: incident.number.clone(),
        type_code: incident.type_code.clone(),
        priority: incident.priority.code().to_owned(),
        since_ms: held.at_ms,
        by: held.by.clone(),
        offered_ms: held.offered_ms,
    })
}

/// The busy units an incident waits for.
pub(super) fn stacked_on(board: &Board, incident: &Incident) -> Vec<StackedOn> {
    let row = |(unit, place): (&Unit, usize)| StackedOn {
        unit: unit.id.0.clone(),
        call_sign: unit.call_sign.clone(),
        place: u32::try_from(place).unwrap_or(u32::MAX),
    };
    board.waits_for(incident.id).map(row).collect()
}

/// Who should be on and who is.
pub fn roster(board: &Board, vault: &dyn Vault, now_ms: i64) -> RosterView {
    RosterView { now_ms, rows: lines(board, now_ms).iter().map(|line| row(board, vault, line)).collect() }
}

fn row(board: &Board, vault: &dyn Vault, line: &Line<'_>) -> RosterRow {
    let unit = board.units.get(line.unit);
    let people = |members: &[Member]| members.iter().map(|member| person(vault, member)).collect::<Vec<_>>();
    let planned = line.duty.map_or_else(Vec::new, |duty| people(&duty.members));
    let on = line.crew.map_or_else(Vec::new, |crew| people(&crew.members));
    let is_on = |name: &String| on.iter().any(|member| member.name.as_ref() == Some(name));
    // Where only the number of people is known, nobody can be said to be missing.
    let named = line.crew.is_some() && on.iter().all(|member| member.name.is_some());
    let missing = planned.iter().filter_map(|member| member.name.clone()).filter(|name| named && !is_on(name));
    RosterRow {
        unit: line.unit.0.clone(),
        call_sign: unit.map_or_else(|| line.unit.0.clone(), |unit| unit.call_sign.clone()),
        station: unit.map_or_else(String::new, |unit| unit.station.clone()),
        standing: line.standing.word().to_owned(),
        since_ms: line.since_ms,
        from_ms: line.duty.map(|duty| duty.from_ms),
        to_ms: line.duty.map(|duty| duty.to_ms),
        missing: missing.collect(),
        planned,
        on,
        before_still_on: line.standing == Standing::Late && unit.is_some_and(|unit| unit.crew().is_some()),
    }
}

fn person(vault: &dyn Vault, member: &Member) -> MemberView {
    let name = member.name.as_ref().and_then(|name| vault.open(name));
    MemberView { name, role: member.role.clone(), skills: member.skills.clone() }
}
