//! Stretches of a shift in which crews, shared vehicles and waiting incidents meet often: the same play and the same checks
//! as for everything, with the acts that matter here.

use crate::act::Act;
use crate::play::{config, play};
use crate::support::{GENUINE, MINUTE, Rules};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};
use std::collections::BTreeMap;
use watchfloor_domain::{Board, Command, Context, Event, Recorded, Rejection, decide, evolve};

/// One unit, or two.
fn units() -> impl Strategy<Value = u8> {
    prop_oneof![Just(1u8), Just(2), Just(3), Just(4), Just(8)]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => (0..5usize).prop_map(|kind| Act::Open { kind, place: None, what: "smoke".into() }),
        12 => (0..5usize, units(), any::<bool>()).prop_map(|(incident, units, divert)| Act::Assign { incident, units, divert }),
        4 => (units(), 0..15usize).prop_map(|(units, to)| Act::Status { units, to, reason: true, destination: true }),
        10 => units().prop_map(Act::Clear),
        2 => (0..5usize).prop_map(Act::Close),
        1 => (0..5usize).prop_map(Act::Reopen),
        20 => (prop_oneof![1 => 0..5usize, 3 => 5..10usize, 1 => 10..12usize], 0..4usize, 0..6usize).prop_map(|(op, unit, n)| Act::Staff { op, unit, n }),
        2 => (3..18usize, 0..5usize, 0..5usize).prop_map(|(op, n, m)| Act::Tie { op, n, m }),
        1 => (14..16usize, 0..4usize, 0..4usize).prop_map(|(op, unit, n)| Act::Crew { op, unit, n }),
        1 => (0..90 * MINUTE).prop_map(Act::Wait),
    ]
}

/// A stretch in which crews come and go and incidents wait.
pub fn stretch() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(act(), 1..60)
}

#[test]
fn crews_and_what_waits_stay_sound() {
    let outcome = config(192, RngSeed::Fixed(4))
        .run(&stretch(), |acts| play(&acts, GENUINE).map(drop).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The events these stretches are about.
const TYPES: [&str; 6] = [
    "unit.crew_logged_on",
    "unit.crew_logged_off",
    "roster.crew_planned",
    "unit.incident_stacked",
    "unit.incident_unstacked",
    "unit.stack_offered",
];

#[test]
fn the_stretches_reach_what_they_are_about() {
    let seen = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    let outcome = config(96, RngSeed::Fixed(6)).run(&stretch(), |acts| {
        let world = play(&acts, GENUINE).map_err(TestCaseError::fail)?;
        for recorded in &world.log {
            *seen.borrow_mut().entry(recorded.event.typ()).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner();
    let few: Vec<_> = TYPES.iter().filter(|typ| seen.get(*typ).is_none_or(|count| *count < 4)).collect();
    assert!(few.is_empty(), "{few:?} of {seen:?}");
}

#[track_caller]
fn caught(name: &str, rules: Rules) {
    crate::play::caught(stretch(), name, rules);
}

fn deciding(decide: fn(&Board, &Command, &Context) -> Result<Vec<Event>, Rejection>) -> Rules {
    Rules { decide, ..GENUINE }
}

#[test]
fn a_rule_that_sends_both_vehicles_of_one_crew() {
    caught(
        "crew twice:",
        deciding(|board, command, ctx| {
            let mut apart = board.clone();
            apart.units.values_mut().for_each(|unit| unit.staff.crew_group = None);
            match command {
                Command::AssignUnits { .. } => decide(&apart, command, ctx),
                _ => decide(board, command, ctx),
            }
        }),
    );
}

#[test]
fn a_rule_that_forgets_what_waits() {
    caught(
        "stack:",
        deciding(|board, command, ctx| {
            let mut events = decide(board, command, ctx)?;
            if events.iter().any(|event| matches!(event, Event::UnitReleased(_))) {
                events.retain(|event| matches!(event, Event::UnitReleased(_)));
            }
            Ok(events)
        }),
    );
}

#[test]
fn a_fold_that_logs_a_crew_off_and_leaves_its_unit_on_duty() {
    fn broken(board: &mut Board, recorded: &Recorded) {
        let before = board.units.clone();
        evolve(board, recorded);
        if let Event::CrewLoggedOff(e) = &recorded.event
            && let (Some(unit), Some(was)) = (board.units.get_mut(&e.unit), before.get(&e.unit))
            && was.incident.is_none()
        {
            unit.status = was.status;
        }
    }
    caught("logged off:", Rules { evolve: broken, ..GENUINE });
}
