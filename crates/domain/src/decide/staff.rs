//! Crews log on and off, rosters are planned, incidents wait for busy units; and what follows when a unit is freed.

use super::{Context, bounded, text};
use crate::board::{Board, Unit};
use crate::event::{
    CrewLoggedOff, CrewLoggedOn, CrewPlanned, Event, IncidentStacked, IncidentUnstacked, StackOffered, UnitAssigned,
};
use crate::ids::{IncidentId, SubjectId, UnitId};
use crate::number::wall_clock;
use crate::personal::Personal;
use crate::plan::OnFreed;
use crate::rejection::Rejection;
use crate::staff::{
    LONGEST_DUTY_MS, MOST_MEMBERS, MOST_STACKED, Member, MemberInput, Members, NewDuty, Order, Unstacked,
};
use crate::status::{Availability, UnitStatus};
use std::collections::BTreeSet;

/// Longest name, role, skill or vehicle, in characters.
const LONGEST_WORD: usize = 64;
/// Most skills of one person.
const MOST_SKILLS: usize = 12;
/// Most planned crews of one command.
const MOST_DUTIES: usize = 500;
/// How old a planned duty may be when it is entered: yesterday's may be caught up with.
const OLDEST_MS: i64 = 24 * 3_600_000;

pub(super) fn decide(board: &Board, order: &Order, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match order {
        Order::LogOn { unit, members, vehicle, until_ms } => {
            log_on(board, unit, members, (vehicle.as_deref(), *until_ms), ctx)
        }
        Order::LogOff { unit, reason, leave } => log_off(board, unit, reason, *leave, ctx),
        Order::Plan(duties) => planned(board, duties, ctx),
        Order::Stack { unit, incident, place } => Ok(vec![stack(board, unit, *incident, *place)?]),
        Order::Unstack { unit, incident, reason } => {
            let unit = board.unit(unit)?;
            if !board.waiting(unit).any(|held| held.incident == *incident) {
                return Err(Rejection::rule("refused.not_stacked")
                    .with("unit", &unit.id.0)
                    .with("number", board.number_of(*incident)));
            }
            let reason = reason.as_deref().map(|words| bounded("reason", words)).transpose()?;
            let reason = reason.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
            Ok(vec![unstacked(unit, *incident, Unstacked::Asked, reason)])
        }
    }
}

/// A word of at most [`LONGEST_WORD`] characters; `None` when there is none.
fn word<'a>(field: &str, typed: &'a str) -> Result<Option<&'a str>, Rejection> {
    let typed = typed.trim();
    if typed.chars().count() > LONGEST_WORD || typed.chars().any(char::is_control) {
        return Err(Rejection::argument(field, "refused.too_long").with("limit", LONGEST_WORD.to_string()));
    }
    Ok(Some(typed).filter(|typed| !typed.is_empty()))
}

fn people(subject: &SubjectId, members: &[MemberInput]) -> Result<Vec<Member>, Rejection> {
    if members.is_empty() || members.len() > MOST_MEMBERS {
        return Err(Rejection::argument("members", "refused.crew_size").with("limit", MOST_MEMBERS.to_string()));
    }
    let person = |(at, member): (usize, &MemberInput)| {
        let field = |name: &str| format!("members[{at}].{name}");
        if member.skills.len() > MOST_SKILLS {
            return Err(
                Rejection::argument(field("skills"), "refused.crew_skills").with("limit", MOST_SKILLS.to_string())
            );
        }
        let mut skills = BTreeSet::new();
        for skill in &member.skills {
            skills.extend(word(&field("skills"), skill)?.map(str::to_lowercase));
        }
        Ok(Member {
            name: word(&field("name"), &member.name)?.map(|name| Personal::clear(subject.clone(), name)),
            role: word(&field("role"), &member.role)?.unwrap_or_default().to_owned(),
            skills: skills.into_iter().collect(),
        })
    };
    members.iter().enumerate().map(person).collect()
}

/// A crew that staffs several vehicles takes all of them: one of them stands for the others.
fn log_on(
    board: &Board,
    unit: &UnitId,
    members: &Members,
    (vehicle, until_ms): (Option<&str>, Option<i64>),
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let unit = board.unit(unit)?;
    let duty = board.planned_now(&unit.id, ctx.now_ms);
    let none = || Rejection::rule("refused.nothing_planned").with("unit", &unit.id.0);
    let (members, planned_ms) = match members {
        Members::Planned => {
            let duty = duty.ok_or_else(none)?;
            (duty.members.clone(), Some(duty.to_ms))
        }
        // One key for the crew of one log-on: who asks for it to be erased asks for this.
        Members::Named(named) => {
            let subject = SubjectId(format!("crew/{}/{}", unit.id, ctx.now_ms));
            (people(&subject, named)?, None)
        }
    };
    if until_ms.is_some_and(|until| until <= ctx.now_ms || until > ctx.now_ms.saturating_add(LONGEST_DUTY_MS)) {
        return Err(Rejection::argument("until_ms", "refused.duty_until").with("hours", "48"));
    }
    let until_ms = until_ms.or(planned_ms);
    let vehicle = vehicle.map(|typed| word("vehicle", typed)).transpose()?.flatten().map(str::to_owned);
    let on = |unit: &Unit| {
        let status = if unit.status == UnitStatus::Off { UnitStatus::Aq } else { unit.status };
        // The vehicle that was named is the one they sit in.
        let vehicle = vehicle.clone();
        CrewLoggedOn { unit: unit.id.clone(), members: members.clone(), vehicle, until_ms, from: unit.status, status }
            .into()
    };
    Ok(board.same_crew(unit).into_iter().map(on).collect())
}

fn log_off(board: &Board, unit: &UnitId, reason: &str, leave: bool, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let unit = board.unit(unit)?;
    let reason = text("reason", reason)?;
    if unit.is_logged_off() {
        return Err(Rejection::rule("refused.logged_off").with("unit", &unit.id.0));
    }
    let mut events = Vec::new();
    for vehicle in board.same_crew(unit).into_iter().filter(|vehicle| !vehicle.is_logged_off()) {
        if let (Some(incident), false) = (vehicle.incident, leave) {
            return Err(Rejection::rule("refused.log_off_busy")
                .with("unit", &vehicle.id.0)
                .with("number", board.number_of(incident))
                .with("status", vehicle.status.code()));
        }
        let event = CrewLoggedOff {
            unit: vehicle.id.clone(),
            reason: reason.to_owned(),
            from: vehicle.status,
            incident: vehicle.incident,
            fix: ctx.fixes.get(&vehicle.id).cloned(),
        };
        events.push(event.into());
    }
    Ok(events)
}

fn planned(board: &Board, duties: &[NewDuty], ctx: &Context) -> Result<Vec<Event>, Rejection> {
    if duties.len() > MOST_DUTIES {
        return Err(Rejection::argument("duties", "refused.too_many_duties").with("limit", MOST_DUTIES.to_string()));
    }
    let mut events: Vec<Event> = Vec::new();
    let mut taken: Vec<(&UnitId, i64, i64)> = Vec::new();
    for duty in duties {
        let unit = &board.unit(&duty.unit)?.id;
        let (from_ms, to_ms) = (duty.from_ms, duty.to_ms);
        if to_ms <= from_ms || to_ms.saturating_sub(from_ms) > LONGEST_DUTY_MS {
            return Err(Rejection::argument("to", "refused.duty_length").with("hours", "48"));
        }
        if to_ms < ctx.now_ms.saturating_sub(OLDEST_MS) {
            return Err(Rejection::argument("to", "refused.duty_over"));
        }
        let clash = taken.iter().find(|(other, from, to)| *other == unit && *from < to_ms && from_ms < *to);
        if let Some((_, from, to)) = clash {
            let clock = |ms: i64| wall_clock(ms, ctx.zone_offset_min);
            return Err(Rejection::argument("from", "refused.duty_twice")
                .with("unit", &unit.0)
                .with("from", clock(*from))
                .with("to", clock(*to)));
        }
        taken.push((unit, from_ms, to_ms));
        let members = people(&SubjectId(format!("roster/{unit}/{from_ms}")), &duty.members)?;
        events.push(CrewPlanned { unit: unit.clone(), from_ms, to_ms, members }.into());
    }
    Ok(events)
}

fn stack(board: &Board, unit: &UnitId, id: IncidentId, place: Option<u32>) -> Result<Event, Rejection> {
    let unit = board.unit(unit)?;
    let incident = board.open_incident(id)?;
    if unit.incident == Some(id) {
        return Err(Rejection::rule("refused.already_assigned").with("unit", &unit.id.0));
    }
    // A free unit can go at once: nothing should wait for it.
    if unit.incident.is_none() {
        return Err(Rejection::rule("refused.stack_free")
            .with("unit", &unit.id.0)
            .with("status", unit.status.code())
            .with("number", &incident.number));
    }
    let held = board.waiting(unit).position(|held| held.incident == id);
    let count = board.waiting(unit).count();
    match (held, place) {
        (Some(at), None) => {
            return Err(Rejection::rule("refused.already_stacked")
                .with("unit", &unit.id.0)
                .with("number", &incident.number)
                .with("place", (at + 1).to_string()));
        }
        (None, _) if count >= MOST_STACKED => {
            return Err(Rejection::rule("refused.stack_full")
                .with("unit", &unit.id.0)
                .with("limit", MOST_STACKED.to_string()));
        }
        _ => {}
    }
    let last = u32::try_from(count + usize::from(held.is_none())).unwrap_or(u32::MAX);
    let place = place.unwrap_or(last).clamp(1, last);
    Ok(IncidentStacked { unit: unit.id.clone(), incident: id, place }.into())
}

fn unstacked(unit: &Unit, incident: IncidentId, why: Unstacked, reason: Option<String>) -> Event {
    IncidentUnstacked { unit: unit.id.clone(), incident, why, reason }.into()
}

/// Refuses to send two vehicles that one crew staffs, or one whose crew is out with another.
pub(super) fn has_its_crew(board: &Board, unit: &Unit) -> Result<(), Rejection> {
    match board.crew_elsewhere(unit) {
        Some(other) => Err(Rejection::rule("refused.crew_elsewhere")
            .with("unit", &unit.id.0)
            .with("other", &other.id.0)
            .with("number", other.incident.map(|id| board.number_of(id)).unwrap_or_default())),
        None => Ok(()),
    }
}

/// The same for the units of one command, of which none is out yet.
pub(super) fn one_vehicle_each(board: &Board, events: &[Event]) -> Result<(), Rejection> {
    let mut out: Vec<(&String, &UnitId)> = Vec::new();
    for event in events {
        let (id, incident) = match event {
            Event::UnitAssigned(e) => (&e.unit, e.incident),
            Event::UnitRunEntered(e) if e.cleared.is_none() => (&e.unit, e.incident),
            _ => continue,
        };
        let Some(group) = board.units.get(id).and_then(|unit| unit.staff.crew_group.as_ref()) else { continue };
        if let Some((_, other)) = out.iter().find(|(held, other)| *held == group && *other != id) {
            return Err(Rejection::rule("refused.crew_elsewhere")
                .with("unit", &id.0)
                .with("other", &other.0)
                .with("number", board.number_of(incident)));
        }
        out.push((group, id));
    }
    Ok(())
}

/// What follows for the stacks: a unit that was freed gets what waits for it first, or it is offered, as the plan says; of
/// a unit that is out nothing waits any more. In the same decision, so that no moment lies between.
pub(super) fn follow(board: &Board, mut events: Vec<Event>, ctx: &Context) -> Vec<Event> {
    let mut after = Vec::new();
    for event in &events {
        let (id, left, status) = match event {
            Event::UnitReleased(e) => (&e.unit, Some(e.incident), e.status),
            Event::CrewLoggedOff(e) => (&e.unit, e.incident, UnitStatus::Off),
            Event::UnitStatusSet(e) => (&e.unit, None, e.status),
            _ => continue,
        };
        let Some(unit) = board.units.get(id) else { continue };
        let waiting: Vec<IncidentId> = board.waiting(unit).map(|held| held.incident).collect();
        if status.availability() == Availability::Unavailable {
            let off = matches!(event, Event::CrewLoggedOff(_));
            let why = if off { Unstacked::CrewOff } else { Unstacked::UnitOut };
            after.extend(waiting.into_iter().map(|incident| unstacked(unit, incident, why, None)));
        } else if let (Some(_), Some(next)) = (left, waiting.first()) {
            after.extend(freed(board, unit, *next, status, ctx));
        }
    }
    // Before what took the first one away, which is what the person did and may take back.
    let mut offers = next_offered(board, &events);
    offers.append(&mut events);
    offers.append(&mut after);
    offers
}

/// A free unit that was offered something which is closed now, or taken off, is offered what waits next.
fn next_offered(board: &Board, events: &[Event]) -> Vec<Event> {
    let mut offers: Vec<Event> = Vec::new();
    for event in events {
        let (gone, of) = match event {
            Event::IncidentClosed(e) => (e.incident, None),
            Event::IncidentMerged(e) => (e.incident, None),
            Event::IncidentUnstacked(e) if e.why == Unstacked::Asked => (e.incident, Some(&e.unit)),
            _ => continue,
        };
        let free = |unit: &&Unit| unit.incident.is_none() && of.is_none_or(|of| *of == unit.id);
        for unit in board.units.values().filter(free) {
            let (out, left): (Vec<_>, Vec<_>) = board.waiting(unit).partition(|held| held.incident == gone);
            if let (false, Some(next)) = (out.is_empty(), left.first())
                && left.iter().all(|held| held.offered_ms.is_none())
            {
                offers.push(StackOffered { unit: unit.id.clone(), incident: next.incident }.into());
            }
        }
    }
    offers
}

fn freed(board: &Board, unit: &Unit, next: IncidentId, status: UnitStatus, ctx: &Context) -> Vec<Event> {
    match board.plan().crews.on_freed {
        // Nobody sends a crew in danger on by a rule.
        _ if super::harm::is_in_danger(board, unit) => {
            vec![StackOffered { unit: unit.id.clone(), incident: next }.into()]
        }
        OnFreed::Offer => vec![StackOffered { unit: unit.id.clone(), incident: next }.into()],
        OnFreed::Assign => {
            let sent = UnitAssigned {
                unit: unit.id.clone(),
                incident: next,
                from: status,
                diverted_from: None,
                fix: ctx.fixes.get(&unit.id).cloned(),
            };
            vec![unstacked(unit, next, Unstacked::Sent, None), sent.into()]
        }
    }
}

/// Whether a vehicle may join a group: not while it and another of it are both out, since one crew cannot be in both.
pub(super) fn may_share(board: &Board, unit: &UnitId, group: Option<&str>) -> Result<(), Rejection> {
    let (Some(group), Some(known)) = (group.filter(|g| !g.is_empty()), board.units.get(unit)) else { return Ok(()) };
    let other = board.units.values().find(|other| {
        other.id != *unit && other.incident.is_some() && other.staff.crew_group.as_deref() == Some(group)
    });
    match other.filter(|_| known.incident.is_some()) {
        Some(other) => Err(Rejection::argument("crew_group", "refused.crew_elsewhere")
            .with("unit", &unit.0)
            .with("other", &other.id.0)
            .with("number", other.incident.map(|id| board.number_of(id)).unwrap_or_default())),
        None => Ok(()),
    }
}
