//! What time alone changes happens within a second of when it is due, whatever the clock does.

use crate::support::log::Fault;
use crate::support::{Desk, HOUR, START_MS, eventually, warning};
use std::time::Duration;
use watchfloor_engine::{Actor, Engine};
use watchfloor_warning::chain::State;

fn warned() -> (Desk, Engine) {
    let desk = Desk::new();
    let engine = desk.start();
    engine.run(&Actor::feed("feed/met"), vec![warning("a", START_MS)]).unwrap();
    (desk, engine)
}

fn state(engine: &Engine) -> State {
    engine.board().warnings.values().next().unwrap().state
}

/// Two seconds stand for one, so that a busy machine does not fail the test.
#[track_caller]
fn soon(engine: &Engine, wanted: State) {
    let took = eventually("the state is as time says", || state(engine) == wanted);
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn a_warning_ends_when_it_is_due_though_nobody_asks() {
    let (desk, engine) = warned();
    desk.clock.set(START_MS + 2 * HOUR - 1);
    std::thread::sleep(Duration::from_millis(1_200));
    assert_eq!(state(&engine), State::InForce, "not a moment early");
    desk.clock.set(START_MS + 2 * HOUR);
    soon(&engine, State::Overdue);
    desk.clock.set(START_MS + 3 * HOUR);
    soon(&engine, State::Ended);
    let kept = desk.store.kept();
    let last = kept.rows.last().unwrap();
    assert_eq!((last.actor.as_str(), last.role.as_str(), last.cause.as_str()), ("rule/clock", "rule", "rule"));
}

#[test]
fn a_clock_that_jumps_is_followed_both_ways() {
    let (desk, engine) = warned();
    desk.clock.set(START_MS + 400 * 24 * HOUR);
    soon(&engine, State::Ended);
    desk.clock.set(START_MS + HOUR);
    soon(&engine, State::InForce);
    desk.clock.set(START_MS - HOUR);
    soon(&engine, State::Pending);
    std::thread::sleep(Duration::from_millis(1_200));
    let changes = desk.store.kept().rows.iter().filter(|row| row.typ == "warning.state_changed").count();
    assert_eq!(changes, 3, "each change once");
    let hlc: Vec<i64> = desk.store.kept().rows.iter().map(|row| row.hlc).collect();
    assert!(hlc.windows(2).all(|pair| pair[0] < pair[1]), "the logical clock never goes back: {hlc:?}");
}

#[test]
fn a_tick_that_cannot_be_saved_is_tried_again() {
    let (desk, engine) = warned();
    desk.store.fail_next(Fault::DiskFull);
    desk.clock.set(START_MS + 3 * HOUR);
    eventually("it ends all the same", || state(&engine) == State::Ended);
    assert!(desk.store.kept().faults.is_empty(), "the first try failed");
}

#[test]
fn what_became_due_while_the_console_was_off_happens_at_the_start() {
    let (desk, engine) = warned();
    drop(engine);
    desk.clock.set(START_MS + 9 * HOUR);
    soon(&desk.start(), State::Ended);
}
