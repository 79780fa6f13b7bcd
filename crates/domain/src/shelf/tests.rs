//! A shelved alarm is silent and always comes back, once.

use super::{Alarm, Shelving, Subject, due, shelf};
use crate::command::Command;
use crate::decide::next_due;
use crate::event::Event;
use crate::ids::{UnitId, WarningKey};
use crate::status::UnitStatus;
use crate::testing::{Floor, floor};
use crate::types::Role;
use proptest::prelude::*;
use watchfloor_warning::model::Severity;

const MINUTE: i64 = 60_000;

fn shelve(alarm: Subject, minutes: u32) -> Command {
    Command::Shelf(Shelving::Shelve { alarm, minutes, reason: " crew has answered ".into() })
}

fn warned() -> (Floor, WarningKey) {
    let mut floor = floor(&["E1"]);
    floor.warn("Storm", Severity::Severe);
    let key = floor.board.warnings.keys().next().expect("one warning").clone();
    (floor, key)
}

fn tick(floor: &mut Floor) -> Vec<Event> {
    let role = floor.role.take();
    let events = floor.run(Command::Tick).expect("time always passes");
    floor.role = role;
    events
}

fn returned(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::AlarmReturned(_))).count()
}

fn sounds(floor: &Floor, key: &WarningKey) -> bool {
    floor.board.warnings[key].is_alarm(false)
}

/// A unit on its way for so long that its time alarm stands.
fn late(floor: &mut Floor) -> UnitId {
    let unit = UnitId::from("E1");
    let incident = floor.open("STRUCT");
    floor.run(Command::AssignUnits { incident, units: vec![unit.clone()], divert: false }).expect("free");
    let limit = crate::timer::limit(&floor.board, &floor.board.units[&unit]).expect("dispatched has a limit").alert_s;
    floor.now_ms += i64::from(limit + 1) * 1_000;
    tick(floor);
    assert!(floor.board.units[&unit].safety.alerted);
    unit
}

#[test]
fn a_shelved_warning_is_silent_until_its_time_and_comes_back_once() {
    let (mut floor, key) = warned();
    assert!(sounds(&floor, &key));
    let events = floor.run(shelve(Subject::Warning(key.clone()), 30)).expect("it sounds");
    let Event::AlarmShelved(e) = &events[0] else { panic!("{events:?}") };
    assert_eq!(e.reason, "crew has answered");
    assert!(!sounds(&floor, &key));
    assert_eq!(next_due(&floor.board, floor.now_ms), Some(e.until_ms), "whoever has the clock wakes up for it");
    floor.now_ms = e.until_ms - 1;
    assert_eq!(returned(&tick(&mut floor)), 0);
    floor.now_ms = e.until_ms;
    assert_eq!(returned(&tick(&mut floor)), 1);
    assert!(sounds(&floor, &key));
    assert_eq!(returned(&tick(&mut floor)), 0);
}

#[test]
fn a_unit_too_long_in_its_state_is_shelved_with_that_state_only() {
    let mut floor = floor(&["E1"]);
    let none = floor.run(shelve(Subject::Unit(UnitId::from("E1")), 30)).expect_err("nothing stands");
    assert_eq!(none.key, "refused.shelve_nothing");
    let unit = late(&mut floor);
    floor.run(shelve(Subject::Unit(unit.clone()), 30)).expect("it stands");
    assert_eq!(shelf(&floor.board)[0].0, Alarm::Limit { unit: unit.clone(), status: UnitStatus::Dp });
    let status = UnitStatus::Er;
    let next = Command::SetStatus { units: vec![unit.clone()], status, reason: None, destination: None };
    floor.run(next).expect("under way");
    assert!(shelf(&floor.board).is_empty(), "another state has a limit of its own");
    floor.now_ms += 600 * MINUTE;
    assert_eq!(returned(&tick(&mut floor)), 0, "nothing is left to come back");
}

#[test]
fn what_is_refused() {
    let (mut floor, key) = warned();
    let of = |minutes| shelve(Subject::Warning(key.clone()), minutes);
    for minutes in [0, 481, u32::MAX] {
        assert_eq!(floor.run(of(minutes)).expect_err("out of bounds").key, "refused.shelve_minutes");
    }
    let silent = Shelving::Shelve { alarm: Subject::Warning(key.clone()), minutes: 5, reason: " ".into() };
    assert_eq!(floor.run(Command::Shelf(silent)).expect_err("no reason").field.as_deref(), Some("reason"));
    floor.run(of(5)).expect("it sounds");
    assert_eq!(floor.run(of(5)).expect_err("twice").key, "refused.already_shelved");
    let back = || Command::Shelf(Shelving::Unshelve { alarm: Subject::Warning(key.clone()) });
    let events = floor.run(back()).expect("it is there");
    assert!(matches!(&events[0], Event::AlarmReturned(e) if e.early) && sounds(&floor, &key));
    assert_eq!(floor.run(back()).expect_err("not there").key, "refused.not_shelved");
    floor.role = Some(Role::Operator);
    assert_eq!(floor.run(of(5)).expect_err("not theirs").key, "refused.role");
    floor.role = Some(Role::Dispatcher);
    floor.run(Command::AcknowledgeWarning { key: key.clone() }).expect("still there");
    assert_eq!(floor.run(of(5)).expect_err("acknowledged").key, "refused.shelve_nothing");
    floor.warn("Tsunami", Severity::Extreme);
    let extreme = floor.board.warnings.keys().find(|other| **other != key).expect("another").clone();
    let refused = floor.run(shelve(Subject::Warning(extreme), 61)).expect_err("too long for extreme");
    assert_eq!(refused.params["limit"], "60");
}

#[test]
fn acknowledging_and_the_end_of_a_warning_empty_its_place() {
    let (mut floor, key) = warned();
    floor.run(shelve(Subject::Warning(key.clone()), 30)).expect("it sounds");
    floor.run(Command::AcknowledgeWarning { key }).expect("a shelved one can be acknowledged");
    assert!(shelf(&floor.board).is_empty());
    let (mut floor, key) = warned();
    floor.run(shelve(Subject::Warning(key.clone()), 480)).expect("it sounds");
    floor.now_ms += 130 * MINUTE;
    tick(&mut floor);
    assert!(
        !floor.board.warnings[&key].is_active() && shelf(&floor.board).is_empty(),
        "it ended two hours after it was sent"
    );
}

/// Minutes that pass, and what is done then.
#[derive(Clone, Debug)]
enum Act {
    Pass(i64),
    /// The clock is set back, minutes.
    Back(i64),
    Shelve(bool, u32),
    Unshelve(bool),
    Acknowledge,
    Enroute,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0_i64..40).prop_map(Act::Pass),
        1 => (0_i64..120).prop_map(Act::Back),
        4 => (any::<bool>(), 0_u32..60).prop_map(|(warning, minutes)| Act::Shelve(warning, minutes)),
        1 => any::<bool>().prop_map(Act::Unshelve),
        1 => Just(Act::Acknowledge),
        1 => Just(Act::Enroute),
    ]
}

/// Plays acts with a tick after each; answers what was found wrong. `forgets` is a rule that takes nothing back by time.
fn play(acts: &[Act], forgets: bool) -> Result<(), String> {
    let (mut floor, key) = warned();
    let unit = late(&mut floor);
    let (mut open, mut until) = (0_i64, i64::MIN);
    let subject = |warning: bool| if warning { Subject::Warning(key.clone()) } else { Subject::Unit(unit.clone()) };
    for act in acts {
        let command = match act {
            Act::Pass(minutes) => {
                floor.now_ms += minutes * MINUTE;
                None
            }
            Act::Back(minutes) => {
                floor.now_ms -= minutes * MINUTE;
                None
            }
            Act::Shelve(warning, minutes) => Some(shelve(subject(*warning), *minutes)),
            Act::Unshelve(warning) => Some(Command::Shelf(Shelving::Unshelve { alarm: subject(*warning) })),
            Act::Acknowledge => Some(Command::AcknowledgeWarning { key: key.clone() }),
            Act::Enroute => Some(Command::SetStatus {
                units: vec![unit.clone()],
                status: UnitStatus::Er,
                reason: Some("x".into()),
                destination: None,
            }),
        };
        // What is refused changes nothing; the rules of refusal have tests of their own.
        let mut events = command.map_or_else(Vec::new, |command| floor.run(command).unwrap_or_default());
        if !forgets {
            events.extend(tick(&mut floor));
        }
        for event in &events {
            match event {
                Event::AlarmShelved(e) => (open, until) = (open + 1, until.max(e.until_ms)),
                Event::AlarmReturned(_) => open -= 1,
                _ => {}
            }
        }
        if open < shelf(&floor.board).len() as i64 {
            return Err(format!("{open} shelved, more on the shelf"));
        }
        let now = floor.now_ms;
        if let Some((alarm, held)) = shelf(&floor.board).into_iter().find(|(_, held)| held.until_ms < now - MINUTE) {
            return Err(format!("{alarm:?} should have come back at {}, it is {now}", held.until_ms));
        }
    }
    floor.now_ms = floor.now_ms.max(until) + MINUTE;
    if !forgets {
        tick(&mut floor);
    }
    if !shelf(&floor.board).is_empty() {
        return Err("something never came back".into());
    }
    if due(&floor.board, i64::MAX).is_empty() { Ok(()) } else { Err("something comes back twice".into()) }
}

proptest! {
    #[test]
    fn a_shelved_alarm_always_comes_back_and_once(acts in prop::collection::vec(act(), 0..40)) {
        prop_assert_eq!(play(&acts, false), Ok(()));
    }
}

#[test]
fn a_rule_that_forgets_is_found_out() {
    let acts = [Act::Shelve(true, 5), Act::Pass(3)];
    assert_eq!(play(&acts, false), Ok(()));
    assert!(play(&acts, true).is_err());
}
