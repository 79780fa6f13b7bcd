//! Warnings: each known once, its state a function of all messages and the time, its alarm only for real hazards.

use crate::support::warn::{acknowledge, alert, info, key_of, message, receive};
use crate::support::{HOUR, MINUTE, START_MS, Step, World, check, did, given};
use watchfloor_domain::Command;
use watchfloor_domain::decide::next_due;
use watchfloor_domain::warning::Message;
use watchfloor_warning::chain::State;
use watchfloor_warning::model::{MsgType, Severity, Status};

const RECEIVED: &str = "warning.received event=Gale msg_type=Alert severity=Severe source=feed status=Actual";

fn state(world: &World, message: &Message) -> State {
    world.board.warnings[&key_of(message)].state
}

fn edited(message: &Message, edit: impl FnOnce(&mut Message)) -> Message {
    let mut message = message.clone();
    edit(&mut message);
    message
}

#[test]
fn polling_the_same_message_again_changes_nothing() {
    let a = alert("a", 0);
    check(feed(&[]), receive(&a), &[RECEIVED]);
    check(feed(&[&a]), receive(&a), &[]);
}

#[test]
fn the_same_identity_with_other_content_is_a_conflict_that_is_shown() {
    let a = alert("a", 0);
    let other = edited(&a, |m| m.content = "other".into());
    let mut given = feed(&[&a]);
    given.push(did(acknowledge(&a)));
    let world = check(given, receive(&other), &[RECEIVED]);
    let held = &world.board.warnings[&key_of(&a)];
    assert_eq!(
        (held.message.content.as_str(), held.message.flags.as_slice()),
        ("other", &["identity-conflict".into()][..])
    );
    assert!(held.acknowledged.is_none(), "nobody has acknowledged this content");
    // Two feeds that bring one content each, poll after poll, are one conflict and not a new alarm every minute.
    let world = check(feed(&[&a, &other]), receive(&a), &[]);
    assert_eq!(world.board.warnings.len(), 1);
}

fn feed(messages: &[&Message]) -> Vec<Step> {
    std::iter::once(Step::Seat(None, "feed")).chain(messages.iter().map(|m| did(receive(m)))).collect()
}

/// All orders of a few messages.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..count {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}

#[test]
fn updates_and_cancels_mean_the_same_in_any_order() {
    let a = alert("a", 0);
    let u = message("u", 1, MsgType::Update, &[&a]);
    let c = message("c", 2, MsgType::Cancel, &[&u]);
    let b = alert("b", 3);
    let all = [&a, &u, &c, &b];
    for order in orders(all.len()) {
        let given_order: Vec<&Message> = order.iter().map(|at| all[*at]).collect();
        let mut steps = feed(&given_order);
        steps.insert(0, Step::Wait(10 * MINUTE));
        let world = given(steps);
        let states: Vec<State> = all.iter().map(|m| state(&world, m)).collect();
        assert_eq!(states, [State::Superseded, State::Cancelled, State::InForce, State::InForce], "{order:?}");
        assert_eq!(world.board.warnings[&key_of(&a)].by, Some(key_of(&u)), "{order:?}");
        assert_eq!(world.board.warnings[&key_of(&u)].by, Some(key_of(&c)), "{order:?}");
    }
}

#[test]
fn a_message_ended_before_it_came_is_born_so_and_never_sounds() {
    let a = alert("a", 0);
    let c = message("c", 1, MsgType::Cancel, &[&a]);
    let mut steps = feed(&[&c]);
    steps.insert(0, Step::Wait(2 * MINUTE));
    let world = check(steps, receive(&a), &[RECEIVED]);
    let held = &world.board.warnings[&key_of(&a)];
    assert_eq!((held.state, held.why.as_str()), (State::Cancelled, "warning.why.cancelled"));
    assert!(!held.is_alarm(false));
    assert!(!world.board.warnings[&key_of(&c)].is_alarm(false), "a cancel does not sound");
}

#[test]
fn another_sender_cannot_end_a_message() {
    let a = alert("a", 0);
    let foreign = edited(&message("x", 1, MsgType::Cancel, &[&a]), |m| m.identity.sender = "eve".into());
    let world = given(feed(&[&a, &foreign]));
    assert_eq!(state(&world, &a), State::InForce);
    let exercise = edited(&message("y", 1, MsgType::Cancel, &[&a]), |m| m.status = Status::Exercise);
    let world = given(feed(&[&a, &exercise]));
    assert_eq!(state(&world, &a), State::InForce, "an exercise ends nothing real");
}

#[test]
fn only_real_hazards_are_told_and_only_severe_ones_sound() {
    // status, type, severity: routes live, sounds live, routes in a drill, sounds in a drill.
    use MsgType::{Ack, Alert, Cancel, Error, Update};
    use Severity::{Extreme, Minor, Moderate, Severe, Unknown};
    let table = [
        (Status::Actual, Alert, Extreme, "+ + + +"),
        (Status::Actual, Update, Severe, "+ + + +"),
        (Status::Actual, Alert, Moderate, "+ - + -"),
        (Status::Actual, Alert, Minor, "+ - + -"),
        (Status::Actual, Alert, Unknown, "+ - + -"),
        (Status::Actual, Cancel, Extreme, "+ - + -"),
        (Status::Actual, Ack, Extreme, "- - - -"),
        (Status::Actual, Error, Extreme, "- - - -"),
        (Status::Exercise, Alert, Extreme, "- - + +"),
        (Status::Exercise, Ack, Extreme, "- - - -"),
        (Status::System, Alert, Extreme, "- - - -"),
        (Status::Test, Alert, Extreme, "- - - -"),
        (Status::Draft, Alert, Extreme, "- - - -"),
    ];
    for (status, msg_type, severity, want) in table {
        let m = edited(&message("a", 0, msg_type, &[]), |m| {
            m.status = status;
            m.infos[0].severity = severity;
        });
        let world = given(feed(&[&m]));
        let held = &world.board.warnings[&key_of(&m)];
        let got = [m.routes(false), held.is_alarm(false), m.routes(true), held.is_alarm(true)];
        let got: Vec<&str> = got.iter().map(|yes| if *yes { "+" } else { "-" }).collect();
        assert_eq!(got.join(" "), want, "{status:?} {msg_type:?} {severity:?}");
    }
}

#[test]
fn time_alone_makes_a_message_overdue_and_ends_it() {
    let a = alert("a", 0);
    let after = |ms: i64| {
        let mut steps = feed(&[&a]);
        steps.push(Step::Wait(ms));
        steps
    };
    check(after(2 * HOUR - 1), Command::Tick, &[]);
    let overdue = "warning.state_changed event=Gale from=in_force state=overdue";
    check(after(2 * HOUR), Command::Tick, &[overdue]);
    let ended = "warning.state_changed event=Gale from=in_force state=ended";
    let world = check(after(3 * HOUR), Command::Tick, &[ended]);
    assert_eq!(world.board.warnings[&key_of(&a)].why, "warning.why.ended_by_policy");
    assert_eq!(next_due(&world.board, START_MS), Some(START_MS + 2 * HOUR));
    assert_eq!(next_due(&world.board, START_MS + 3 * HOUR), None);
    // The clock set back: what was ended holds again, and says so.
    let mut steps = after(3 * HOUR);
    steps.extend([did(Command::Tick), Step::Wait(-2 * HOUR)]);
    check(steps, Command::Tick, &["warning.state_changed event=Gale from=ended state=in_force"]);
}

#[test]
fn a_message_waits_for_its_start_and_a_hazard_outlives_its_message() {
    let later = edited(&alert("a", 0), |m| m.infos[0].effective_ms += HOUR);
    let mut steps = feed(&[&later]);
    let world = given(feed(&[&later]));
    assert_eq!(state(&world, &later), State::Pending);
    steps.push(Step::Wait(HOUR));
    check(steps, Command::Tick, &["warning.state_changed event=Gale from=pending state=in_force"]);
    let long = edited(&alert("b", 0), |m| m.infos[0].ends_ms = Some(START_MS + 9 * HOUR));
    let mut steps = feed(&[&long]);
    steps.push(Step::Wait(8 * HOUR));
    let world = check(steps, Command::Tick, &["warning.state_changed event=Gale from=in_force state=overdue"]);
    assert_eq!(world.board.warnings[&key_of(&long)].why, "warning.why.message_expired_hazard_continues");
}

#[test]
fn a_part_without_an_end_keeps_the_whole_up() {
    let two = edited(&alert("a", 0), |m| {
        m.infos[0].ends_ms = Some(START_MS + HOUR);
        m.infos.push(info(START_MS));
    });
    assert_eq!(two.times().ends_ms, None);
    let mut steps = feed(&[&two]);
    steps.push(Step::Wait(HOUR + MINUTE));
    check(steps, Command::Tick, &[]);
}

#[test]
fn an_acknowledgement_is_given_once_and_says_by_whom() {
    let a = alert("a", 0);
    let by = |role| [feed(&[&a]), vec![Step::Seat(Some(role), "olli")]].into_iter().flatten().collect::<Vec<_>>();
    let operator = watchfloor_domain::types::Role::Operator;
    let world = check(by(operator), acknowledge(&a), &["warning.acknowledged event=Gale"]);
    assert_eq!(world.board.warnings[&key_of(&a)].acknowledged.as_ref().map(|(by, _)| by.as_str()), Some("olli"));
    assert!(!world.board.warnings[&key_of(&a)].is_alarm(false));
    let mut again = by(operator);
    again.push(did(acknowledge(&a)));
    check(again, acknowledge(&a), &["refused.already_acknowledged by=olli"]);
    let unknown = format!("refused.no_such_warning field=warning name={}", key_of(&a));
    check(vec![], acknowledge(&a), &[&unknown]);
}

#[test]
fn telling_the_desktop_is_on_the_record_with_its_failure() {
    let a = alert("a", 0);
    let told = |failure: Option<&str>| Command::NoteNotified { key: key_of(&a), failure: failure.map(str::to_owned) };
    check(feed(&[&a]), told(None), &["warning.notified event=Gale"]);
    let world = check(feed(&[&a]), told(Some("no server")), &["warning.notified.failed event=Gale failure=no server"]);
    assert!(world.board.warnings[&key_of(&a)].is_alarm(false), "a notification is no acknowledgement");
    check(vec![], told(None), &[&format!("refused.no_such_warning field=warning name={}", key_of(&a))]);
}
