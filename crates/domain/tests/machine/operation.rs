//! Command of an operation: posts, sectors, objectives, casualties, major incidents; places; hospitals, shelters, stock, tows.
//! What an act means on the floor of that moment, and what must hold of it whatever happens.

use crate::act::{Act, UNITS, incident};
use crate::checker::Moment;
use crate::play::{config, play};
use crate::support::{GENUINE, MINUTE, Rules, World};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::ics::{ObjectiveState, Order as Ics, Post, SectorKind, Triage};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::radio::{Direction, Draft, Order as Radio};
use watchfloor_domain::resource::{Beds, Hospital, Order as Resource, Shelter, Sort, Stock, Tow, Traffic};
use watchfloor_domain::site::{Details, Order as Site, RoadsClosed, SiteId, SiteKind, SiteShape};
use watchfloor_domain::work::{Category, LogEntry};
use watchfloor_domain::{Board, Command, Context, Event, Recorded, Rejection, decide, evolve};
use watchfloor_geo::Wgs84;

/// Mostly an open incident, and one that has units where there is one: else nearly all would be refused.
fn at(world: &World, n: usize) -> IncidentId {
    let open: Vec<_> = world.board.incidents.values().filter(|i| i.closed.is_none()).collect();
    let worked = open.iter().find(|i| i.open_runs().next().is_some()).filter(|_| n < 5);
    worked.or_else(|| open.get(n % open.len().max(1))).map_or_else(|| incident(world, n), |i| i.id)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Posts, sectors, objectives, casualties, major incidents.
pub fn ics(world: &World, op: usize, n: usize, m: usize) -> Command {
    let aims = world.board.incidents.values().find(|i| i.closed.is_none() && !i.ics.objectives.is_empty());
    let incident = aims.filter(|_| op == 11).map_or_else(|| at(world, n), |i| i.id);
    let held = world.board.incidents.get(&incident);
    let runs = held.into_iter().flat_map(|i| i.open_runs().map(|run| run.unit.clone()));
    let units: Vec<UnitId> = runs.take(1 + m % 2).collect();
    let units = if units.is_empty() { vec![UnitId::from(UNITS[n % UNITS.len()])] } else { units };
    let name = ["north", "south", "search"][m % 3].to_owned();
    let sector = held.and_then(|i| i.ics.open_sectors().nth(m % 2)).map(|sector| sector.number);
    let major = world.board.incidents.values().find(|i| i.ics.is_major() && i.closed.is_none());
    Command::Ics(match op {
        0 | 1 => {
            let holder = if m.is_multiple_of(2) { units[0].0.clone() } else { format!("Officer {m}") };
            let note = (m > 4).then(|| "roof is weak".to_owned());
            Ics::TakePost { incident, post: Post::ALL[m % 3], holder, note }
        }
        2 => {
            let post = held.and_then(|i| i.ics.posts.keys().next().copied()).unwrap_or(Post::ALL[m % 3]);
            Ics::LeavePost { incident, post, reason: "relieved".into() }
        }
        3 | 4 => {
            let (kind, supervisor) = (SectorKind::ALL[m % 3], [None, Some(String::new()), Some(units[0].0.clone())]);
            let supervisor = supervisor[n % 3].clone();
            Ics::SetSector { incident, sector: sector.filter(|_| op == 4), kind, name, supervisor }
        }
        5 => Ics::CloseSector { incident, sector: sector.unwrap_or(number(m)) },
        6 | 7 => Ics::SectorUnits { incident, sector: sector.filter(|_| m != 5), units },
        8 => Ics::NamedSector { incident, name, units },
        9 => Ics::AddObjective { incident, text: format!("hold {name}") },
        10 => {
            let objective = held.and_then(|i| i.ics.objectives.get(m % 2)).map_or(number(m), |it| it.number);
            let reason = (!m.is_multiple_of(3)).then(|| "done".to_owned());
            Ics::SetObjective { incident, objective, state: ObjectiveState::ALL[m % 3], reason }
        }
        11 if held.is_none_or(|i| i.ics.objectives.len() < 2) => {
            Ics::AddObjective { incident, text: format!("hold {m}") }
        }
        11 => {
            let objective = held.and_then(|i| i.ics.objectives.last()).map_or(number(m), |it| it.number);
            Ics::MoveObjective { incident, objective, place: 1 + number(n % 3) }
        }
        12 => {
            let (immediate, delayed) = (number(m), number(n));
            Ics::CountCasualties { incident, count: Triage { immediate, delayed, ..Triage::default() } }
        }
        13 => {
            let parts = (m < 4).then(|| at(world, n + 1)).into_iter().filter(|part| *part != incident).collect();
            Ics::DeclareMajor { incident, reason: "train".into(), parts }
        }
        _ => Ics::StandDown { incident: major.map_or(incident, |i| i.id), reason: "over".into() },
    })
}

/// Places: set, changed, closed; units sent there.
pub fn site(world: &World, op: usize, n: usize, m: usize) -> Command {
    let place = Wgs84::new(24.9 + n as f64 / 100.0, 60.2).expect("in range");
    let held = world.board.sites.iter().nth(n % world.board.sites.len().max(1));
    let id = held.map_or(SiteId(uuid::Uuid::nil()), |(id, _)| *id);
    let incident = held.and_then(|(_, site)| site.details.incident);
    let on = incident.and_then(|id| world.board.incidents.get(&id)).and_then(|i| i.open_runs().next());
    let free = world.board.units.values().find(|unit| unit.incident.is_none());
    let unit = on.map(|run| run.unit.clone()).filter(|_| m < 5).or_else(|| free.map(|unit| unit.id.clone()));
    Command::Site(match op {
        0..=2 => {
            let shape = match m % 3 {
                0 => SiteShape::Point(place),
                1 => SiteShape::Circle { centre: place, radius_m: 100 + number(m) },
                _ => SiteShape::Polygon(vec![
                    place,
                    Wgs84::new(24.95, 60.21).expect("in range"),
                    Wgs84::new(24.9, 60.22).expect("in range"),
                ]),
            };
            let kind = SiteKind::ALL[m % SiteKind::ALL.len()];
            let roads = (kind == SiteKind::Cordon).then_some(RoadsClosed { emergency_may_pass: n.is_multiple_of(2) });
            let incident = (n != 2).then(|| at(world, n));
            let details = Details { kind, name: format!("place {n}"), shape, incident, roads };
            Site::Set { site: held.map(|(id, _)| *id).filter(|_| op == 2), details, reason: "wind".into() }
        }
        3 => Site::Close { site: id, reason: "over".into() },
        _ => Site::Send { site: id, units: unit.into_iter().collect() },
    })
}

/// Hospitals, shelters, stock, tows in turn.
pub fn resource(world: &World, op: usize, n: usize, m: usize) -> Command {
    let text = |text: &str| text.to_owned();
    let at_ms = world.now_ms.saturating_sub(n as i64 * MINUTE);
    let waiting = world.board.resources.calls.iter().find(|(_, calls)| calls.iter().any(|call| call.skipped.is_none()));
    let open = |id: &IncidentId| world.board.incidents.get(id).is_some_and(|i| i.closed.is_none());
    let waiting = waiting.map(|(id, _)| *id).filter(open);
    // Without a company nobody can be called, and without a call nobody skipped.
    let op = match op {
        8.. if world.board.resources.tows.is_empty() => 5,
        10.. if waiting.is_none() => 8,
        _ => op,
    };
    Command::Resource(match op {
        0 => {
            let beds = BTreeMap::from([(text("Burn"), Beds { available: Some(number(m)), total: Some(8) })]);
            let (id, name, source) = (format!("h{}", n % 2), text("Harbour"), text("phone"));
            let reason = String::new();
            Resource::SetHospital(Hospital {
                id,
                name,
                at: None,
                beds,
                traffic: Traffic::Normal,
                reason,
                as_of_ms: at_ms,
                source,
            })
        }
        1 => {
            let (capacity, occupied, open) = (10, number(m), n.is_multiple_of(2));
            Resource::SetShelter(Shelter { id: text("s"), name: text("School"), at: None, capacity, occupied, open })
        }
        2 => {
            let (item, unit, place) = (text("sand bags"), text("bags"), text("depot"));
            Resource::SetStock(Stock { id: text("SAND"), item, unit, place, amount: number(m) })
        }
        3 | 4 => {
            let incident = (n > 2).then(|| at(world, n));
            Resource::MoveStock { id: text("sand"), amount: m as i64 - 6, incident, reason: text("dyke") }
        }
        5 | 6 => {
            let (name, phone, area) = (format!("Tow {n}"), text("5"), text(["north", "south"][m % 2]));
            Resource::SetTow(Tow { id: format!("t{}", n % 3), name, phone, area, classes: [text("heavy")].into() })
        }
        7 => {
            let sort = Sort::ALL[m % Sort::ALL.len()];
            let id = text(match sort {
                Sort::Hospital => "h1",
                Sort::Shelter => "s",
                Sort::Stock => "SAND",
                Sort::Tow => "t1",
            });
            Resource::Remove { sort, id, reason: text("gone") }
        }
        8 | 9 => {
            let area = Some(text(["north", "south"][m % 2])).filter(|_| n != 1);
            Resource::CallTow { incident: at(world, n), area, class: text("heavy") }
        }
        _ => Resource::SkipTow { incident: waiting.unwrap_or_else(|| at(world, n)), reason: text("no answer") },
    })
}

/// Messages of radio and telephone, written down late or at once, corrected.
pub fn radio(world: &World, op: usize, n: usize) -> Command {
    let incident = (op > 1).then(|| at(world, n));
    let entry = LogEntry { category: Category::Radio, ..LogEntry::default() };
    let (direction, channel, text) = (Direction::In, "FD1".to_owned(), format!("message {n}"));
    let at_ms = (op == 3).then(|| world.now_ms.saturating_sub(n as i64 * MINUTE));
    let draft = Draft { at_ms, direction, channel, unit: None, incident, text, entry };
    let reason = "hands full".to_owned();
    let last = world.board.radio.messages.iter().rev().nth(n % 2).map(|message| message.number.clone());
    Command::Radio(match (op, last) {
        (4.., Some(message)) => Radio::Correct { message, draft, reason },
        _ => Radio::Enter { draft, reason },
    })
}

/// What must hold after every command; as ignorant of the rules as [`crate::checker`].
pub fn check(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    sectors(moment, wrong);
    numbers_kept(moment, wrong);
    places(moment, wrong);
    stock(moment, wrong);
    turns(moment, wrong);
}

/// A unit works in a sector that is open, of the incident it is on.
fn sectors(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for i in moment.after.incidents.values() {
        let open: BTreeSet<u32> = i.ics.sectors.iter().filter(|s| s.closed_ms.is_none()).map(|s| s.number).collect();
        for run in i.open_runs() {
            if run.sector.is_some_and(|sector| !open.contains(&sector)) {
                wrong.push(format!("sector: {} of {} is in {:?}, open are {open:?}", run.unit, i.number, run.sector));
            }
        }
        let names: BTreeSet<String> =
            i.ics.sectors.iter().filter(|s| s.closed_ms.is_none()).map(|s| s.name.to_lowercase()).collect();
        if names.len() != open.len() {
            wrong.push(format!("sector: two of {} have one name", i.number));
        }
    }
}

/// Sectors and objectives each have a number of their own, and none is lost but by undo of what made it.
fn numbers_kept(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let undone: BTreeSet<IncidentId> = moment
        .events
        .iter()
        .filter_map(|event| match event {
            Event::CommandUndone(e) => Some(e.incident),
            _ => None,
        })
        .collect();
    for (id, is) in moment.after.incidents.iter() {
        let numbers = |i: &watchfloor_domain::board::Incident| -> (BTreeSet<u32>, BTreeSet<u32>) {
            let sectors = i.ics.sectors.iter().map(|sector| sector.number).collect();
            (sectors, i.ics.objectives.iter().map(|objective| objective.number).collect())
        };
        let (sectors, objectives) = numbers(is);
        if sectors.len() != is.ics.sectors.len() || objectives.len() != is.ics.objectives.len() {
            wrong.push(format!("command: a number twice on {}", is.number));
        }
        let Some(was) = moment.before.incidents.get(id).filter(|_| !undone.contains(id)) else { continue };
        let (before, held) = numbers(was);
        if !before.is_subset(&sectors) || !held.is_subset(&objectives) {
            wrong.push(format!("command: a sector or an objective of {} is gone", is.number));
        }
    }
}

/// A cordon that closes roads has its closure, no other place has one, and a name means one place.
fn places(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for (id, site) in &moment.after.sites {
        if !names.insert(site.details.name.to_lowercase()) {
            wrong.push(format!("site: two are named {}", site.details.name));
        }
        // Somebody may lift a closure by hand; that one is there without its cordon never follows from the place.
        if site.details.roads.is_none() && moment.after.closures.contains_key(&id.closure()) {
            wrong.push(format!("site: {} closes no roads and has a closure", site.details.name));
        }
    }
    for event in moment.events {
        match event {
            Event::SiteClosed(e) if moment.after.closures.contains_key(&e.site.closure()) => {
                wrong.push(format!("site: {} is closed, its closure stays", e.site));
            }
            Event::SiteSet(e)
                if e.details.roads.is_some() && !moment.after.closures.contains_key(&e.site.closure()) =>
            {
                wrong.push(format!("site: {} closes roads by nothing", e.details.name));
            }
            _ => {}
        }
    }
}

/// What is taken was there: what is left is what there was and what was moved.
fn stock(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for event in moment.events {
        let Event::StockMoved(e) = event else { continue };
        let had = moment.before.resources.stock.get(&e.id).map_or(0, |kept| i64::from(kept.it.amount));
        let left = moment.after.resources.stock.get(&e.id).map(|kept| kept.it.amount);
        if had + e.amount != i64::from(e.left) || left != Some(e.left) {
            wrong.push(format!("stock: of {had} {} gives {}, held {left:?}", e.amount, e.left));
        }
    }
}

/// Turns count up, and of the companies on a list nobody else was called longer ago.
fn turns(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for event in moment.events {
        let Event::TowCalled(e) = event else { continue };
        let before = &moment.before.resources;
        if e.turn != before.given + 1 {
            wrong.push(format!("turn: {} after {}", e.turn, before.given));
        }
        let last = |company: &str| {
            let of = moment.log.iter().filter_map(|recorded| match &recorded.event {
                Event::TowCalled(old) if old.turn < e.turn && old.area == e.area && old.class == e.class => Some(old),
                _ => None,
            });
            of.filter(|old| old.company == company).map(|old| old.turn).max()
        };
        let skipped =
            |id: &str| moment.events.iter().any(|event| matches!(event, Event::TowSkipped(s) if s.company == id));
        let listed = before.tows.values().map(|kept| &kept.it);
        let listed = listed.filter(|tow| tow.area == e.area && tow.classes.contains(&e.class) && !skipped(&tow.id));
        for tow in listed {
            if last(&tow.id) < last(&e.company) {
                wrong.push(format!("turn: {} was called before {} had its turn", e.company, tow.id));
            }
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..3usize).prop_map(|kind| Act::Open { kind, place: None, what: "smoke".into() }),
        5 => (0..3usize, 1..16u8).prop_map(|(incident, units)| Act::Assign { incident, units, divert: true }),
        1 => (0..3usize).prop_map(Act::Close),
        24 => (0..15usize, 0..8usize, 0..7usize).prop_map(|(op, n, m)| Act::Ics(op, n, m)),
        10 => (0..6usize, 0..4usize, 0..7usize).prop_map(|(op, n, m)| Act::Site(op, n, m)),
        14 => (0..11usize, 0..5usize, 0..9usize).prop_map(|(op, n, m)| Act::Resource(op, n, m)),
        3 => (0..6usize, 0..6usize).prop_map(|(op, n)| Act::Radio(op, n)),
        2 => Just(Act::Tie { op: 17, n: 0, m: 0 }),
        2 => (0..MINUTE).prop_map(Act::Wait),
    ]
}

/// A stretch in which somebody leads, places are set and resources are asked for.
pub fn stretch() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(act(), 1..60)
}

#[test]
fn command_places_and_resources_stay_sound() {
    let outcome = config(192, RngSeed::Fixed(15))
        .run(&stretch(), |acts| play(&acts, GENUINE).map(drop).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[track_caller]
fn caught(name: &str, rules: Rules) {
    crate::play::caught(stretch(), name, rules);
}

fn folding(evolve: fn(&mut Board, &Recorded)) -> Rules {
    Rules { evolve, ..GENUINE }
}

fn deciding(decide: fn(&Board, &Command, &Context) -> Result<Vec<Event>, Rejection>) -> Rules {
    Rules { decide, ..GENUINE }
}

#[test]
fn a_rule_that_closes_a_sector_over_its_units() {
    let rules = deciding(|board, command, ctx| {
        let mut blind = board.clone();
        blind.incidents.values_mut().flat_map(|i| &mut i.runs).for_each(|run| run.sector = None);
        match command {
            Command::Ics(Ics::CloseSector { .. }) => decide(&blind, command, ctx),
            _ => decide(board, command, ctx),
        }
    });
    caught("sector:", rules);
}

#[test]
fn a_fold_that_forgets_the_other_objectives() {
    let rules = folding(|board, recorded| {
        evolve(board, recorded);
        if let Event::ObjectiveAdded(e) = &recorded.event
            && let Some(incident) = board.incidents.get_mut(&e.incident)
        {
            incident.ics.objectives.retain(|it| it.number == e.objective);
        }
    });
    caught("command:", rules);
}

#[test]
fn a_rule_that_leaves_the_closure_of_a_cordon_that_is_gone() {
    let rules = deciding(|board, command, ctx| {
        let mut events = decide(board, command, ctx)?;
        if matches!(command, Command::Site(Site::Close { .. })) {
            events.retain(|event| !matches!(event, Event::ClosureLifted(_)));
        }
        Ok(events)
    });
    caught("site:", rules);
}

#[test]
fn a_fold_that_takes_from_stock_and_counts_it_still() {
    let rules = folding(|board, recorded| {
        let stock = board.resources.stock.clone();
        evolve(board, recorded);
        if matches!(recorded.event, Event::StockMoved(_)) {
            board.resources.stock = stock;
        }
    });
    caught("stock:", rules);
}

#[test]
fn a_rule_that_calls_the_same_tow_again_and_again() {
    let rules = deciding(|board, command, ctx| {
        let mut fresh = board.clone();
        fresh.resources.turns.clear();
        decide(&fresh, command, ctx)
    });
    caught("turn:", rules);
}
