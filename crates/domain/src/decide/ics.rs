//! Command of an incident: posts, sectors, objectives, casualties, major incidents.

use super::incident::narrative;
use super::work::said;
use super::{link, text};
use crate::board::{Board, Incident};
use crate::event::Event;
use crate::ics::event::{
    CasualtiesCounted, MajorDeclared, MajorStoodDown, ObjectiveAdded, ObjectiveStateSet, ObjectivesOrdered, PostLeft,
    PostTaken, SectorClosed, SectorSet, UnitsSectored,
};
use crate::ics::{Holder, MOST_CASUALTIES, ObjectiveState, Order, Post, Sector, SectorKind, Triage};
use crate::ids::{IncidentId, UnitId};
use crate::link::LinkKind;
use crate::personal::Personal;
use crate::rejection::Rejection;

/// Most sectors open at once, and most that one incident ever has.
const MOST_SECTORS: (usize, usize) = (40, 400);
/// Most objectives of one incident.
const MOST_OBJECTIVES: usize = 100;
/// Longest name of a sector or of who holds a post, in characters.
const LONGEST_NAME: usize = 80;

pub(super) fn decide(board: &Board, order: &Order) -> Result<Vec<Event>, Rejection> {
    let event = match order {
        Order::TakePost { incident, post, holder, note } => taken(board, *incident, *post, holder, note.as_deref())?,
        Order::LeavePost { incident, post, reason } => left(board, *incident, *post, reason)?,
        Order::SetSector { incident, sector, kind, name, supervisor } => {
            sector_set(board, *incident, *sector, (*kind, name, supervisor.as_deref()))?
        }
        Order::CloseSector { incident, sector } => sector_closed(board, *incident, *sector)?,
        Order::SectorUnits { incident, sector, units } => {
            let held = board.open_incident(*incident)?;
            let sector = sector.map(|number| known_sector(held, number)).transpose()?;
            sectored(board, *incident, sector.map(|s| (s.number, s.name.as_str())), units)?
        }
        Order::NamedSector { incident, name, units } => return named_sector(board, *incident, name, units),
        Order::AddObjective { incident, text: words } => objective(board, *incident, words)?,
        Order::SetObjective { incident, objective, state, reason } => {
            objective_state(board, *incident, *objective, (*state, reason.as_deref().unwrap_or("")))?
        }
        Order::MoveObjective { incident, objective, place } => moved(board, *incident, *objective, *place)?,
        Order::CountCasualties { incident, count } => counted(board, *incident, *count)?,
        Order::DeclareMajor { incident, reason, parts } => return declared(board, *incident, reason, parts),
        Order::StandDown { incident, reason } => {
            let held = board.open_incident(*incident)?;
            if !held.ics.is_major() {
                return Err(Rejection::rule("refused.not_major").with("number", &held.number));
            }
            MajorStoodDown { incident: *incident, reason: text("reason", reason)?.to_owned() }.into()
        }
    };
    Ok(vec![event])
}

fn short<'a>(field: &str, name: &'a str) -> Result<&'a str, Rejection> {
    let name = text(field, name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(Rejection::argument(field, "refused.too_long").with("limit", LONGEST_NAME.to_string()));
    }
    Ok(name)
}

/// A unit by its call sign, else a person by name.
fn holder(board: &Board, incident: IncidentId, field: &str, name: &str) -> Result<Holder, Rejection> {
    let name = short(field, name)?;
    Ok(match board.find_unit(name) {
        Some(unit) => Holder::Unit(unit.id.clone()),
        None => Holder::Person(Personal::clear(narrative(board, incident), name)),
    })
}

fn taken(board: &Board, id: IncidentId, post: Post, name: &str, note: Option<&str>) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let holder = holder(board, id, "holder", name)?;
    let from = incident.ics.posts.get(&post).map(|held| held.holder.clone());
    if from.as_ref() == Some(&holder) {
        return Err(Rejection::argument("holder", "refused.already_holds").with("name", name.trim()));
    }
    let note = said(board, id, "note", note.unwrap_or(""))?;
    Ok(PostTaken { incident: id, post, holder, from, note }.into())
}

fn left(board: &Board, id: IncidentId, post: Post, reason: &str) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let none = || Rejection::rule("refused.post_empty").with("number", &incident.number).with("post", post.word());
    let held = incident.ics.posts.get(&post).ok_or_else(none)?;
    let reason = Personal::clear(narrative(board, id), text("reason", reason)?);
    Ok(PostLeft { incident: id, post, holder: held.holder.clone(), reason }.into())
}

fn known_sector(incident: &Incident, number: u32) -> Result<&Sector, Rejection> {
    let none = || Rejection::not_found("sector", "refused.no_such_sector", number.to_string());
    incident.ics.sector(number).ok_or_else(none)
}

fn sector_set(
    board: &Board,
    id: IncidentId,
    number: Option<u32>,
    (kind, name, supervisor): (SectorKind, &str, Option<&str>),
) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let ics = &incident.ics;
    let name = short("name", name)?;
    let before = number.map(|number| known_sector(incident, number)).transpose()?;
    let same = |sector: &&Sector| Some(sector.number) != number && sector.name.to_lowercase() == name.to_lowercase();
    if let Some(other) = ics.open_sectors().find(same) {
        return Err(Rejection::argument("name", "refused.sector_name").with("name", &other.name));
    }
    if before.is_none() && (ics.open_sectors().count() >= MOST_SECTORS.0 || ics.sectors.len() >= MOST_SECTORS.1) {
        return Err(Rejection::rule("refused.too_many_sectors").with("limit", MOST_SECTORS.0.to_string()));
    }
    let was = before.and_then(|sector| sector.supervisor.as_ref()).map(|held| held.holder.clone());
    let supervisor = match supervisor.map(str::trim) {
        None => was.clone(),
        Some("") => None,
        Some(name) => Some(holder(board, id, "supervisor", name)?),
    };
    if before.is_some_and(|sector| sector.kind == kind && sector.name == name) && supervisor == was {
        return Err(Rejection::rule("refused.sector_same").with("name", name));
    }
    let next = || ics.sectors.iter().map(|sector| sector.number).max().unwrap_or(0).saturating_add(1);
    let sector = number.unwrap_or_else(next);
    Ok(SectorSet { incident: id, sector, kind, name: name.to_owned(), supervisor }.into())
}

fn sector_closed(board: &Board, id: IncidentId, number: u32) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let sector = known_sector(incident, number)?;
    let inside = incident.open_runs().filter(|run| run.sector == Some(number));
    let units: Vec<&str> = inside.map(|run| run.unit.0.as_str()).collect();
    if !units.is_empty() {
        return Err(Rejection::rule("refused.sector_units").with("name", &sector.name).with("units", units.join(" ")));
    }
    Ok(SectorClosed { incident: id, sector: number, name: sector.name.clone() }.into())
}

fn sectored(board: &Board, id: IncidentId, sector: Option<(u32, &str)>, units: &[UnitId]) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let mut named: Vec<UnitId> = Vec::new();
    for unit in units {
        let unit = board.unit(unit)?;
        let run = incident.open_runs().find(|run| run.unit == unit.id).ok_or_else(|| {
            Rejection::rule("refused.not_on_incident").with("unit", &unit.id.0).with("number", &incident.number)
        })?;
        // Who is there already needs no order; a list that changes nobody is refused below.
        if run.sector != sector.map(|(number, _)| number) && !named.contains(&unit.id) {
            named.push(unit.id.clone());
        }
    }
    if named.is_empty() {
        return Err(Rejection::argument("units", "refused.sector_nobody"));
    }
    let name = sector.map_or_else(String::new, |(_, name)| name.to_owned());
    Ok(UnitsSectored { incident: id, units: named, sector: sector.map(|(number, _)| number), name }.into())
}

/// The sector is made when there is none of that name, by the same command.
fn named_sector(board: &Board, id: IncidentId, name: &str, units: &[UnitId]) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    let name = short("name", name)?;
    let known = incident.ics.open_sectors().find(|sector| sector.name.to_lowercase() == name.to_lowercase());
    if let Some(sector) = known {
        return Ok(vec![sectored(board, id, Some((sector.number, &sector.name)), units)?]);
    }
    let made = sector_set(board, id, None, (SectorKind::Sector, name, None))?;
    let number = match &made {
        Event::SectorSet(e) => e.sector,
        _ => return Ok(vec![made]),
    };
    if units.is_empty() {
        return Ok(vec![made]);
    }
    Ok(vec![made, sectored(board, id, Some((number, name)), units)?])
}

fn objective(board: &Board, id: IncidentId, words: &str) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let words = text("text", words)?;
    let objectives = &incident.ics.objectives;
    if objectives.len() >= MOST_OBJECTIVES {
        return Err(Rejection::rule("refused.too_many_objectives").with("limit", MOST_OBJECTIVES.to_string()));
    }
    let objective = objectives.iter().map(|it| it.number).max().unwrap_or(0).saturating_add(1);
    Ok(ObjectiveAdded { incident: id, objective, text: Personal::clear(narrative(board, id), words) }.into())
}

fn objective_state(
    board: &Board,
    id: IncidentId,
    number: u32,
    (state, reason): (ObjectiveState, &str),
) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let found = incident.ics.objectives.iter().find(|it| it.number == number);
    let found =
        found.ok_or_else(|| Rejection::not_found("objective", "refused.no_such_objective", number.to_string()))?;
    if found.state == state {
        return Err(Rejection::rule("refused.objective_same").with("objective", number.to_string()));
    }
    let reason = said(board, id, "reason", reason)?;
    if state == ObjectiveState::Dropped && reason.is_none() {
        return Err(Rejection::argument("reason", "refused.empty"));
    }
    Ok(ObjectiveStateSet { incident: id, objective: number, state, reason }.into())
}

fn moved(board: &Board, id: IncidentId, number: u32, place: u32) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let before: Vec<u32> = incident.ics.objectives.iter().map(|it| it.number).collect();
    if !before.contains(&number) {
        return Err(Rejection::not_found("objective", "refused.no_such_objective", number.to_string()));
    }
    let mut order: Vec<u32> = before.iter().copied().filter(|it| *it != number).collect();
    let place = usize::try_from(place.saturating_sub(1)).unwrap_or(usize::MAX).min(order.len());
    order.insert(place, number);
    if order == before {
        return Err(Rejection::rule("refused.objective_place").with("objective", number.to_string()));
    }
    Ok(ObjectivesOrdered { incident: id, order }.into())
}

fn counted(board: &Board, id: IncidentId, count: Triage) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let figures = [
        ("immediate", count.immediate),
        ("delayed", count.delayed),
        ("minor", count.minor),
        ("deceased", count.deceased),
    ];
    if let Some((field, _)) = figures.into_iter().find(|(_, figure)| *figure > MOST_CASUALTIES) {
        return Err(Rejection::argument(field, "refused.too_large").with("limit", MOST_CASUALTIES.to_string()));
    }
    // The same figures again are a new count with a new time.
    Ok(CasualtiesCounted { incident: incident.id, count }.into())
}

fn declared(board: &Board, id: IncidentId, reason: &str, parts: &[IncidentId]) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    if incident.ics.is_major() {
        return Err(Rejection::rule("refused.already_major").with("number", &incident.number));
    }
    let mut events: Vec<Event> =
        vec![MajorDeclared { incident: id, reason: text("reason", reason)?.to_owned() }.into()];
    for (at, part) in parts.iter().enumerate() {
        if parts[..at].contains(part) || board.parent_of(*part) == Some(id) {
            continue;
        }
        events.push(link::linked(board, id, *part, LinkKind::Parent)?);
    }
    Ok(events)
}
