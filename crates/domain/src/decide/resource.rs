//! Hospitals, shelters, stock, and tow companies in turn.

use super::{Context, text};
use crate::board::Board;
use crate::event::Event;
use crate::ids::IncidentId;
use crate::rejection::Rejection;
use crate::resource::event::{
    HospitalSet, ResourceRemoved, ShelterSet, StockMoved, StockSet, TowCalled, TowSet, TowSkipped,
};
use crate::resource::{Hospital, Order, Resources, Shelter, Sort, Stock, Tow};
use std::collections::BTreeSet;

/// Most records of one sort.
const MOST: usize = 10_000;
/// Longest id, and longest name, in characters.
const LONGEST: (usize, usize) = (100, 200);
/// Most people or things one figure may count.
const MOST_COUNTED: u32 = 10_000_000;
/// Most kinds of beds of a hospital, classes of a tow company, and tows of an incident.
const MOST_KINDS: usize = 64;
/// How far ahead of this console's clock a report may be, milliseconds: hospitals keep their own.
const AHEAD_MS: i64 = 5 * 60_000;

pub(super) fn decide(board: &Board, order: &Order, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let held = &board.resources;
    let event = match order {
        Order::SetHospital(hospital) => hospital_set(held, hospital, ctx)?,
        Order::SetShelter(shelter) => shelter_set(held, shelter)?,
        Order::SetStock(stock) => stock_set(held, stock)?,
        Order::MoveStock { id, amount, incident, reason } => moved(board, id, *amount, (*incident, reason))?,
        Order::SetTow(tow) => tow_set(held, tow)?,
        Order::Remove { sort, id, reason } => removed(held, *sort, id, reason)?,
        Order::CallTow { incident, area, class } => called(board, *incident, area.as_deref(), class)?,
        Order::SkipTow { incident, reason } => return skipped(board, *incident, reason),
    };
    Ok(vec![event])
}

fn named(field: &str, name: &str, longest: usize) -> Result<String, Rejection> {
    let name = text(field, name)?;
    if name.chars().count() > longest {
        return Err(Rejection::argument(field, "refused.too_long").with("limit", longest.to_string()));
    }
    if name.chars().any(char::is_control) {
        return Err(Rejection::argument(field, "refused.control_character"));
    }
    Ok(name.to_owned())
}

/// An id, of a record that is there or for which there is room.
fn id(id: &str, known: bool, count: usize) -> Result<String, Rejection> {
    let id = named("id", id, LONGEST.0)?;
    if !known && count >= MOST {
        return Err(Rejection::rule("refused.resources_full").with("most", MOST.to_string()));
    }
    Ok(id)
}

fn counted(field: &str, count: u32) -> Result<u32, Rejection> {
    if count > MOST_COUNTED {
        return Err(Rejection::argument(field, "refused.too_large").with("limit", MOST_COUNTED.to_string()));
    }
    Ok(count)
}

fn hospital_set(held: &Resources, hospital: &Hospital, ctx: &Context) -> Result<Event, Rejection> {
    let before = held.hospitals.get(hospital.id.trim()).map(|kept| &kept.it);
    let id = id(&hospital.id, before.is_some(), held.hospitals.len())?;
    let name = named("name", &hospital.name, LONGEST.1)?;
    if hospital.beds.len() > MOST_KINDS {
        return Err(Rejection::argument("beds", "refused.too_large").with("limit", MOST_KINDS.to_string()));
    }
    for (kind, beds) in &hospital.beds {
        named("beds", kind, LONGEST.1)?;
        if let (Some(available), Some(total)) = (beds.available, beds.total)
            && available > total
        {
            return Err(Rejection::argument("beds", "refused.more_free").with("name", kind));
        }
    }
    if hospital.as_of_ms > ctx.now_ms.saturating_add(AHEAD_MS) {
        return Err(Rejection::argument("as_of_ms", "refused.in_the_future"));
    }
    if before.is_some_and(|before| before.as_of_ms > hospital.as_of_ms) {
        return Err(Rejection::argument("as_of_ms", "refused.report_older").with("name", &name));
    }
    if before == Some(hospital) {
        return Err(Rejection::rule("refused.resource_same").with("name", &name));
    }
    let hospital = Hospital {
        id,
        name,
        reason: super::bounded("reason", &hospital.reason)?.trim().to_owned(),
        source: named("source", &hospital.source, LONGEST.1)?,
        ..hospital.clone()
    };
    Ok(HospitalSet { hospital }.into())
}

fn shelter_set(held: &Resources, shelter: &Shelter) -> Result<Event, Rejection> {
    let before = held.shelters.get(shelter.id.trim()).map(|kept| &kept.it);
    let new = Shelter {
        id: id(&shelter.id, before.is_some(), held.shelters.len())?,
        name: named("name", &shelter.name, LONGEST.1)?,
        capacity: counted("capacity", shelter.capacity)?,
        occupied: counted("occupied", shelter.occupied)?,
        ..shelter.clone()
    };
    if before == Some(&new) {
        return Err(Rejection::rule("refused.resource_same").with("name", &new.name));
    }
    // More people than places is a fact of bad nights: it is kept, and shown as such.
    Ok(ShelterSet { shelter: new }.into())
}

fn stock_set(held: &Resources, stock: &Stock) -> Result<Event, Rejection> {
    let before = held.stock.get(stock.id.trim()).map(|kept| &kept.it);
    let new = Stock {
        id: id(&stock.id, before.is_some(), held.stock.len())?,
        item: named("item", &stock.item, LONGEST.1)?,
        unit: named("unit", &stock.unit, LONGEST.1)?,
        place: named("place", &stock.place, LONGEST.1)?,
        amount: counted("amount", stock.amount)?,
    };
    if before == Some(&new) {
        return Err(Rejection::rule("refused.resource_same").with("name", &new.item));
    }
    Ok(StockSet { stock: new }.into())
}

fn moved(
    board: &Board,
    id: &str,
    amount: i64,
    (incident, reason): (Option<IncidentId>, &str),
) -> Result<Event, Rejection> {
    let id = id.trim();
    let found = board.resources.stock.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
    let none = || Rejection::not_found("id", "refused.no_such_resource", id);
    let stock = &found.ok_or_else(none)?.1.it;
    if let Some(incident) = incident {
        board.open_incident(incident)?;
    }
    if amount == 0 {
        return Err(Rejection::argument("amount", "refused.empty"));
    }
    let left = i64::from(stock.amount).saturating_add(amount);
    if left < 0 {
        return Err(Rejection::argument("amount", "refused.stock_short")
            .with("name", &stock.item)
            .with("left", stock.amount.to_string())
            .with("unit", &stock.unit));
    }
    let left = u32::try_from(left).map_err(|_| too_many())?;
    let left = counted("amount", left)?;
    let reason = text("reason", reason)?.to_owned();
    Ok(StockMoved { id: stock.id.clone(), amount, left, incident, reason }.into())
}

fn too_many() -> Rejection {
    Rejection::argument("amount", "refused.too_large").with("limit", MOST_COUNTED.to_string())
}

fn tow_set(held: &Resources, tow: &Tow) -> Result<Event, Rejection> {
    let before = held.tows.get(tow.id.trim()).map(|kept| &kept.it);
    let classes: Result<BTreeSet<String>, _> =
        tow.classes.iter().map(|class| named("classes", class, 40).map(|class| class.to_lowercase())).collect();
    let classes = classes?;
    if classes.is_empty() || classes.len() > MOST_KINDS {
        return Err(Rejection::argument("classes", "refused.tow_classes").with("most", MOST_KINDS.to_string()));
    }
    let new = Tow {
        id: id(&tow.id, before.is_some(), held.tows.len())?,
        name: named("name", &tow.name, LONGEST.1)?,
        phone: named("phone", &tow.phone, LONGEST.1)?,
        area: named("area", &tow.area, LONGEST.1)?,
        classes,
    };
    if before == Some(&new) {
        return Err(Rejection::rule("refused.resource_same").with("name", &new.name));
    }
    Ok(TowSet { tow: new }.into())
}

fn removed(held: &Resources, sort: Sort, id: &str, reason: &str) -> Result<Event, Rejection> {
    let id = id.trim();
    let name = match sort {
        Sort::Hospital => held.hospitals.get(id).map(|kept| &kept.it.name),
        Sort::Shelter => held.shelters.get(id).map(|kept| &kept.it.name),
        Sort::Stock => held.stock.get(id).map(|kept| &kept.it.item),
        Sort::Tow => held.tows.get(id).map(|kept| &kept.it.name),
    };
    let name = name.ok_or_else(|| Rejection::not_found("id", "refused.no_such_resource", id))?.clone();
    Ok(ResourceRemoved { sort, id: id.to_owned(), name, reason: text("reason", reason)?.to_owned() }.into())
}

/// The list that is meant: of the area named, or of the only one.
fn area<'a>(held: &'a Resources, named: Option<&'a str>, class: &str) -> Result<&'a str, Rejection> {
    if let Some(area) = named.map(str::trim).filter(|area| !area.is_empty()) {
        return Ok(area);
    }
    let lists = held.lists();
    let mut areas = lists.iter().filter(|(_, of)| *of == class).map(|(area, _)| *area);
    match (areas.next(), areas.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Rejection::argument("class", "refused.no_tow").with("class", class).with("area", "")),
        (Some(_), Some(_)) => Err(Rejection::argument("area", "refused.tow_area").with("class", class)),
    }
}

fn turn(board: &Board, incident: IncidentId, (area, class): (&str, &str), except: &[&str]) -> Result<Event, Rejection> {
    let held = &board.resources;
    if held.calls.get(&incident).is_some_and(|calls| calls.len() >= MOST_KINDS) {
        return Err(Rejection::rule("refused.too_many_tows").with("number", board.number_of(incident)));
    }
    let none = || Rejection::rule("refused.no_tow").with("class", class).with("area", area);
    let tow = held.next_tow(area, class, except).ok_or_else(none)?;
    let (company, name) = (tow.id.clone(), tow.name.clone());
    let turn = held.given.saturating_add(1);
    Ok(TowCalled { incident, company, name, area: area.to_owned(), class: class.to_owned(), turn }.into())
}

fn called(board: &Board, id: IncidentId, named: Option<&str>, class: &str) -> Result<Event, Rejection> {
    board.open_incident(id)?;
    let class = text("class", class)?.to_lowercase();
    let area = area(&board.resources, named, &class)?;
    turn(board, id, (area, &class), &[])
}

/// Who was called last has waited the least: the next in turn is another, as long as there is another on the list.
fn skipped(board: &Board, id: IncidentId, reason: &str) -> Result<Vec<Event>, Rejection> {
    let incident = board.open_incident(id)?;
    let waiting = board.resources.calls.get(&id).into_iter().flatten().rev().find(|call| call.skipped.is_none());
    let call = waiting.ok_or_else(|| Rejection::rule("refused.no_tow_called").with("number", &incident.number))?;
    let (company, name, reason) = (call.company.clone(), call.name.clone(), text("reason", reason)?.to_owned());
    let skip = TowSkipped { incident: id, company, name, turn: call.turn, reason }.into();
    // Where nobody else is on the list, the call stands as skipped and none is made up.
    let next = turn(board, id, (&call.area, &call.class), &[&call.company]).ok();
    Ok(std::iter::once(skip).chain(next).collect())
}
