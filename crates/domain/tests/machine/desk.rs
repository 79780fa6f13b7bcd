//! Stretches of a shift in which calls are answered, cards from paper are entered, files are attached and alarms are put
//! aside: the same play and the same checks as for everything, with the acts that matter here.

use crate::act::Act;
use crate::play::{config, play};
use crate::support::warn::{alert, receive};
use crate::support::{GENUINE, MINUTE, Rules, START_MS, World};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};
use std::collections::BTreeMap;
use watchfloor_domain::attach::{Kept, Media, NewFile};
use watchfloor_domain::ids::{IncidentId, PremiseId, SubjectId, UnitId};
use watchfloor_domain::intake::{Answer, Ask, Card, CardRun, Languages, PremiseInput, PremiseKind};
use watchfloor_domain::shelf::{Shelving, Subject, shelf};
use watchfloor_domain::types::Place;
use watchfloor_domain::work::Order;
use watchfloor_domain::{Board, Command, Event, Recorded, decide, evolve};
use watchfloor_geo::Wgs84;

/// The units of these stretches.
const UNITS: [&str; 4] = ["E1", "E2", "L1", "M1"];

fn some(world: &World, n: usize) -> IncidentId {
    let open: Vec<IncidentId> = world.board.incidents.values().filter(|i| i.closed.is_none()).map(|i| i.id).collect();
    let any = world.board.incidents.keys().next_back().copied();
    open.get(n % open.len().max(1)).copied().or(any).unwrap_or(IncidentId(uuid::Uuid::nil()))
}

/// Answers, cards, what is known of places.
pub fn intake(world: &World, op: usize, n: usize, m: usize) -> Command {
    let premise = world.board.premises.iter().nth(n % world.board.premises.len().max(1)).map(|it| it.id);
    let known = premise.unwrap_or(PremiseId(uuid::Uuid::nil()));
    Command::Intake(match op {
        0..=3 => Ask::Answer { incident: some(world, n), answer: answer(world, n, m) },
        4..=8 => Ask::EnterCard(Box::new(card(world, op, n, m))),
        9 | 10 => Ask::SetPremise {
            premise: premise.filter(|_| op == 10),
            details: PremiseInput {
                place: Place { at: Wgs84::new(24.9, 60.2).expect("in range"), label: "gate 4".into() },
                radius_m: 40 * m as u32,
                kind: PremiseKind::ALL[m % PremiseKind::ALL.len()],
                text: "dog".into(),
                valid_until_ms: (n > 3).then_some(world.now_ms.saturating_add(n as i64 * MINUTE)),
            },
        },
        11 => Ask::EndPremise { premise: known, reason: "gone".into() },
        12 => {
            let subject = SubjectId(format!("premise/{known}"));
            return Command::EraseSubject { subject, reason: "asked".into() };
        }
        _ => Ask::SetPaperBoard { every_min: m as u32, languages: [Languages::En, Languages::Zh][n % 2] },
    })
}

/// An answer to one of the questions of the incident's type.
fn answer(world: &World, n: usize, m: usize) -> Answer {
    let code = world.board.incidents.get(&some(world, n)).map(|incident| incident.type_code.as_str());
    let kind = code.and_then(|code| world.board.plan().typ(code));
    let asked = kind.and_then(|kind| kind.questions.get(m % kind.questions.len().max(1)));
    Answer {
        type_code: String::new(),
        question: asked.map_or_else(|| "none".into(), |asked| asked.id.clone()),
        code: asked.and_then(|asked| asked.answers.get(n % asked.answers.len().max(1))).map(|it| it.code.clone()),
        words: "by the river".into(),
        at_ms: m.is_multiple_of(3).then_some(world.now_ms.saturating_sub(MINUTE)),
    }
}

/// A card of the last hours: units that came and went, or that are still out when it is entered.
fn card(world: &World, op: usize, n: usize, m: usize) -> Card {
    let minutes = |after: usize| after as i64 * MINUTE;
    let received_ms = world.now_ms.saturating_sub(minutes([20, 60, 240][n % 3]));
    let at = |after: usize| Some(received_ms.saturating_add(minutes(after)));
    let cleared = op < 7;
    let run = |unit: &str| CardRun {
        sent_ms: at(m),
        en_route_ms: at(m + 1),
        on_scene_ms: at(m + 3).filter(|_| n != 2),
        clear_ms: at(m + 5 + n).filter(|_| cleared),
        ..CardRun::of(UnitId::from(unit))
    };
    let named = |at: usize| (n + m) >> at & 1 == 1;
    Card {
        reason: "computer down".into(),
        type_code: "STRUCT".into(),
        what: "smoke".into(),
        received_ms,
        runs: UNITS.iter().enumerate().filter(|(at, _)| named(*at)).map(|(_, unit)| run(unit)).collect(),
        closed_ms: at(20).filter(|_| op == 4),
        disposition: (op == 4).then(|| "DONE".to_owned()),
        ..Card::default()
    }
}

/// Files come and are withdrawn.
pub fn attach(world: &World, n: usize, m: usize) -> Command {
    let incident = some(world, n);
    let held = || world.board.incidents.get(&incident).into_iter().flat_map(|i| &i.work.attachments);
    Command::Work(match m {
        0..=2 => Order::WithdrawAttachment {
            incident,
            attachment: held().nth(m).map_or(1, |file| file.number),
            reason: "another street".into(),
        },
        _ => Order::Attach {
            incident,
            file: Box::new(NewFile {
                name: format!("scene {m}.png"),
                media: Media::Png,
                size: 100,
                sha256: format!("{m:064}"),
                kept: Kept { sha256: format!("{n:064}"), len: 132 },
                note: (n > 2).then(|| "from the caller".to_owned()),
            }),
        },
    })
}

/// Alarms are put aside and taken back. Where nothing sounds, a warning comes.
pub fn aside(world: &World, op: usize, n: usize) -> Command {
    let sounding = world.board.warnings.iter().filter(|(_, w)| w.is_alarm(true)).map(|(key, _)| key.clone());
    let late = world.board.units.values().filter(|u| u.safety.alerted && u.safety.shelved.is_none());
    let late = late.map(|unit| Subject::Unit(unit.id.clone())).next();
    let alarm = late.filter(|_| n < 4).or_else(|| sounding.map(Subject::Warning).next());
    let held = shelf(&world.board).into_iter().map(|(alarm, _)| alarm.subject()).next();
    match (op, alarm, held) {
        (0..=3, Some(alarm), _) => {
            Command::Shelf(Shelving::Shelve { alarm, minutes: n as u32 * 7, reason: "known".into() })
        }
        (4, _, Some(alarm)) => Command::Shelf(Shelving::Unshelve { alarm }),
        _ => receive(&alert(&format!("w{n}"), world.now_ms.saturating_sub(START_MS) / MINUTE % 10_000)),
    }
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..12usize).prop_map(|kind| Act::Open { kind, place: None, what: "smoke".into() }),
        4 => (0..5usize, 1..16u8, any::<bool>()).prop_map(|(incident, units, divert)| Act::Assign { incident, units, divert }),
        3 => (1..16u8, 0..15usize).prop_map(|(units, to)| Act::Status { units, to, reason: true, destination: true }),
        4 => (1..16u8).prop_map(Act::Clear),
        2 => (0..5usize).prop_map(Act::Close),
        1 => (0..5usize).prop_map(Act::Reopen),
        2 => (3..18usize, 0..5usize, 0..5usize).prop_map(|(op, n, m)| Act::Tie { op, n, m }),
        2 => (4..10usize, 0..4usize, 0..6usize).prop_map(|(op, unit, n)| Act::Staff { op, unit, n }),
        4 => (0..2usize, 0..4usize).prop_map(|(unit, n)| Act::Staff { op: 10, unit, n }),
        14 => (0..14usize, 0..6usize, 0..9usize).prop_map(|(op, n, m)| Act::Intake(op, n, m)),
        8 => (0..4usize, 0..8usize).prop_map(|(n, m)| Act::Attach(n, m)),
        10 => (0..6usize, 0..9usize).prop_map(|(op, n)| Act::Shelf(op, n)),
        1 => (0..5usize).prop_map(Act::Acknowledge),
        1 => (0..5usize).prop_map(Act::Erase),
        6 => Just(Act::Tick),
        6 => prop_oneof![9 => 0..40 * MINUTE, 1 => -40 * MINUTE..0, 1 => Just(25 * 60 * MINUTE)].prop_map(Act::Wait),
    ]
}

/// Half of them begin with two vehicles that share a crew: what needs both would else be rare.
pub fn stretch() -> impl Strategy<Value = Vec<Act>> {
    let pair = [0, 1].map(|unit| Act::Staff { op: 10, unit, n: 0 });
    (any::<bool>(), proptest::collection::vec(act(), 1..60))
        .prop_map(move |(paired, acts)| pair.iter().filter(|_| paired).cloned().chain(acts).collect())
}

/// The events these stretches are about.
const TYPES: [&str; 10] = [
    "incident.attached",
    "incident.attachment_withdrawn",
    "alarm.shelved",
    "alarm.returned",
    "incident.answered",
    "incident.closed_late",
    "unit.run_entered",
    "premise.set",
    "premise.ended",
    "config.paper_board_set",
];

#[test]
fn what_comes_in_and_what_is_put_aside_stay_sound() {
    let seen = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    let outcome = config(192, RngSeed::Fixed(7)).run(&stretch(), |acts| {
        let world = play(&acts, GENUINE).map_err(TestCaseError::fail)?;
        for recorded in &world.log {
            *seen.borrow_mut().entry(recorded.event.typ()).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner();
    let few: Vec<_> = TYPES.iter().filter(|typ| seen.get(*typ).is_none_or(|count| *count < 8)).collect();
    assert!(few.is_empty(), "{few:?} of {seen:?}");
}

#[track_caller]
fn caught(name: &str, rules: Rules) {
    crate::play::caught(stretch(), name, rules);
}

#[test]
fn a_rule_that_leaves_alarms_on_the_shelf() {
    let decide = |board: &Board, command: &Command, ctx: &watchfloor_domain::Context| {
        let mut events = decide(board, command, ctx)?;
        events.retain(|event| !matches!(event, Event::AlarmReturned(e) if !e.early));
        Ok(events)
    };
    caught("shelf:", Rules { decide, ..GENUINE });
}

#[test]
fn a_rule_that_enters_a_run_beside_another() {
    let decide = |board: &Board, command: &Command, ctx: &watchfloor_domain::Context| {
        let mut blind = board.clone();
        blind.incidents.values_mut().for_each(|incident| incident.runs.retain(|run| run.ended.is_none()));
        match command {
            Command::Intake(Ask::EnterCard(_)) => decide(&blind, command, ctx),
            _ => decide(board, command, ctx),
        }
    };
    caught("overlap:", Rules { decide, ..GENUINE });
}

#[test]
fn a_rule_that_enters_both_vehicles_of_one_crew_as_out() {
    let decide = |board: &Board, command: &Command, ctx: &watchfloor_domain::Context| {
        let mut apart = board.clone();
        apart.units.values_mut().for_each(|unit| unit.staff.crew_group = None);
        match command {
            Command::Intake(Ask::EnterCard(_)) => decide(&apart, command, ctx),
            _ => decide(board, command, ctx),
        }
    };
    caught("crew twice:", Rules { decide, ..GENUINE });
}

#[test]
fn a_fold_that_keeps_a_time_alarm_in_another_state() {
    fn broken(board: &mut Board, recorded: &Recorded) {
        let before = board.units.clone();
        evolve(board, recorded);
        for (id, unit) in &mut board.units {
            if let Some(was) = before.get(id) {
                unit.safety.alerted |= was.safety.alerted;
            }
        }
    }
    caught("time alarm:", Rules { evolve: broken, ..GENUINE });
}

#[test]
fn a_fold_that_forgets_a_withdrawal() {
    fn broken(board: &mut Board, recorded: &Recorded) {
        evolve(board, recorded);
        if let Event::FileAttached(e) = &recorded.event
            && let Some(incident) = board.incidents.get_mut(&e.incident)
        {
            incident.work.attachments.iter_mut().for_each(|file| file.withdrawn = None);
        }
    }
    caught("files:", Rules { evolve: broken, ..GENUINE });
}
