//! The log of radio and telephone: running numbers, late messages, corrections that keep what stood there, undo.

use crate::support::{HOUR, MINUTE, START_MS, Step, World, check, close, did, given, inc, open};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::plan::in_force::INTERNATIONAL;
use watchfloor_domain::radio::{Direction, Draft, Message, Order, RadioLog, Version};
use watchfloor_domain::types::Role;
use watchfloor_domain::work::{self, Category, LogEntry};
use watchfloor_domain::{Board, Command, Event, evolve};

fn draft(text: &str) -> Draft {
    Draft {
        at_ms: None,
        direction: Direction::In,
        channel: " FD1 ".into(),
        unit: None,
        incident: None,
        text: text.into(),
        entry: LogEntry { category: Category::Radio, from: Some("Engine 1".into()), ..LogEntry::default() },
    }
}

fn enter(draft: Draft, reason: &str) -> Command {
    Command::Radio(Order::Enter { draft, reason: reason.into() })
}

fn says(text: &str) -> Command {
    enter(draft(text), "")
}

fn about(n: u128, text: &str) -> Command {
    enter(Draft { incident: Some(inc(n)), ..draft(text) }, "")
}

fn correct(message: &str, draft: Draft, reason: &str) -> Command {
    Command::Radio(Order::Correct { message: message.into(), draft, reason: reason.into() })
}

fn said(text: &Personal) -> &str {
    match text {
        Personal::Clear { text, .. } => text,
        Personal::Sealed { .. } => "sealed",
    }
}

/// What a message says in each of its versions, the newest first.
fn texts(message: &Message) -> Vec<&str> {
    message.versions.iter().rev().map(|version: &Version| said(&version.said.text)).collect()
}

/// What an incident's notes say; struck ones in brackets.
fn notes(world: &World, id: IncidentId) -> Vec<String> {
    let line = |note: &watchfloor_domain::board::Note| match note.struck {
        Some(_) => format!("({})", said(&note.text)),
        None => said(&note.text).to_owned(),
    };
    world.board.incidents[&id].notes.iter().map(line).collect()
}

#[test]
fn messages_are_numbered_in_the_order_of_writing_each_day_anew() {
    let world = check(vec![], says(" on scene "), &["radio.logged entry=R261122-001"]);
    assert_eq!(world.board.radio.messages[0].now().unwrap().said.channel, "FD1");
    assert_eq!(world.board.radio.messages[0].now().unwrap().said.text.subject().0, "radio/2026-11-22");
    let two = || vec![did(open("STRUCT")), did(says("one"))];
    check(two(), about(1, "two"), &["radio.logged.incident entry=R261122-002 number=261122-001"]);
    let mut next_day = two();
    next_day.push(Step::Wait(12 * HOUR));
    check(next_day, says("three"), &["radio.logged entry=R261123-001"]);
    check(vec![], says("  "), &["refused.empty field=text"]);
    check(
        vec![],
        about(1, "x"),
        &["refused.no_such_incident field=incident name=00000000-0000-0000-0000-000000000001"],
    );
    check(
        vec![],
        enter(Draft { unit: Some(UnitId::from("E9")), ..draft("x") }, ""),
        &["refused.no_such_unit field=units name=E9"],
    );
    let scene = LogEntry { category: Category::Scene, ..LogEntry::default() };
    check(vec![], enter(Draft { entry: scene, ..draft("x") }, ""), &["refused.radio_category field=category"]);
    let long = Draft { channel: "x".repeat(41), ..draft("x") };
    check(vec![], enter(long, ""), &["refused.too_long field=channel limit=40"]);
}

#[test]
fn the_plan_may_say_how_they_are_numbered() {
    let plan =
        format!("log_numbering = {{ template = \"Log {{YYYY}}/{{NNNN}}\", reset = \"yearly\" }}\n{INTERNATIONAL}");
    let steps = || vec![Step::Seat(Some(Role::Supervisor), "dora"), did(Command::SetPlan { text: plan.clone() })];
    check(steps(), says("x"), &["radio.logged entry=Log 2026/0001"]);
    let wrong = plan.replace("Log {YYYY}/{NNNN}", "Log");
    let refused = given(vec![Step::Seat(Some(Role::Supervisor), "dora")]).run(&Command::SetPlan { text: wrong });
    assert_eq!(refused.unwrap_err().key, "refused.template_without_sequence");
}

#[test]
fn what_was_said_earlier_needs_a_reason_and_keeps_its_time() {
    let at = |ms: i64, reason: &str| enter(Draft { at_ms: Some(START_MS + ms), ..draft("roof is down") }, reason);
    check(vec![], at(-2 * MINUTE, ""), &["radio.logged entry=R261122-001"]);
    check(vec![], at(-3 * MINUTE, " "), &["refused.radio_late field=reason time=12:10"]);
    let world = check(vec![], at(-HOUR, "hands full"), &["radio.logged entry=R261122-001"]);
    let first = &world.board.radio.messages[0].versions[0];
    assert_eq!(
        (first.said.at_ms, first.entered_ms, first.reason.as_deref()),
        (START_MS - HOUR, START_MS, Some("hands full"))
    );
    assert_eq!(world.log.last().unwrap().happened_ms, START_MS - HOUR, "the story has it where it belongs");
    check(vec![], at(2 * MINUTE, "x"), &["refused.in_the_future field=at_ms"]);
    check(vec![], at(-49 * HOUR, "x"), &["refused.radio_too_old field=at_ms hours=48"]);
}

#[test]
fn a_correction_is_a_new_version_and_what_stood_there_stays() {
    let steps = || vec![did(open("STRUCT")), did(open("CRASH")), did(about(1, "two inside"))];
    check(steps(), correct("R261122-001", draft("x"), " "), &["refused.empty field=reason"]);
    check(steps(), correct("9", draft("x"), "typo"), &["refused.no_such_message field=entry hours=4 name=9"]);
    let moved = Draft { incident: Some(inc(2)), ..draft("three inside") };
    let told = ["radio.corrected.incident entry=R261122-001 number=261122-002 reason=wrong incident"];
    let world = check(steps(), correct("1", moved, "wrong incident"), &told);
    let message = world.board.radio.find("r261122-001").unwrap();
    assert_eq!(texts(message), ["three inside", "two inside"]);
    assert_eq!(message.now().unwrap().said.at_ms, START_MS, "its time is as it was");
    assert_eq!(notes(&world, inc(1)), ["(two inside)"], "struck out where it does not belong");
    assert_eq!(notes(&world, inc(2)), ["three inside"]);
    // A closed incident is not changed behind its back.
    let mut closed = steps();
    closed.push(did(close(1, "DONE")));
    check(closed, correct("1", draft("x"), "typo"), &["refused.incident_closed number=261122-001"]);
}

#[test]
fn a_radio_note_of_an_incident_is_a_message_of_the_log() {
    let entry = LogEntry { category: Category::Radio, from: Some("e1".into()), ..LogEntry::default() };
    let note = Command::Work(work::Order::Log { incident: inc(1), text: "on the way".into(), entry });
    let world = check(vec![did(open("STRUCT"))], note, &["radio.logged.incident entry=R261122-001 number=261122-001"]);
    assert_eq!(world.board.radio.messages[0].now().unwrap().said.unit, Some(UnitId::from("E1")), "by whom it was said");
    assert_eq!(notes(&world, inc(1)), ["on the way"]);
}

#[test]
fn a_message_is_taken_back_within_its_time_and_stays_readable() {
    let steps = || vec![did(open("STRUCT")), did(about(1, "two inside"))];
    let undo = || Command::Undo { event: None };
    let world = check(steps(), undo(), &["radio.struck entry=R261122-001"]);
    assert!(world.board.radio.messages[0].struck.is_some());
    assert_eq!(notes(&world, inc(1)), ["(two inside)"]);
    let mut struck = steps();
    struck.push(did(undo()));
    check(struck, correct("1", draft("x"), "typo"), &["refused.message_struck name=R261122-001"]);
    let mut corrected = steps();
    corrected.push(did(correct("1", draft("x"), "typo")));
    check(corrected, undo(), &["refused.undo_corrected"]);
    let mut late = steps();
    late.push(Step::Wait(31_000));
    check(late, undo(), &["refused.undo_too_late seconds=30"]);
}

#[test]
fn old_messages_leave_the_board_and_old_boards_are_read() {
    let mut world = given(vec![did(says("one")), Step::Wait(3 * HOUR), did(says("two")), Step::Wait(2 * HOUR)]);
    world.run(&says("three")).unwrap();
    let left: Vec<&str> = world.board.radio.messages.iter().flat_map(texts).collect();
    assert_eq!(left, ["two", "three"]);
    let mut json = serde_json::to_value(&world.board).unwrap();
    json.as_object_mut().unwrap().remove("radio");
    assert_eq!(serde_json::from_value::<Board>(json).unwrap().radio, RadioLog::default());
}

/// What is done next in a random night.
#[derive(Clone, Debug)]
enum Act {
    Say(Option<bool>),
    Correct(u32),
    Undo,
    Wait(i64),
    SetBack,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => prop::option::of(any::<bool>()).prop_map(Act::Say),
        2 => (1_u32..20).prop_map(Act::Correct),
        1 => Just(Act::Undo),
        2 => (1_000..2 * HOUR).prop_map(Act::Wait),
        1 => Just(Act::SetBack),
    ];
    prop::collection::vec(act, 1..60)
}

/// No number is given twice, no version is lost, and the log alone makes the same board.
fn holds(acts: &[Act], fold: fn(&mut Board, &watchfloor_domain::Recorded)) -> Result<(), TestCaseError> {
    let mut world = given(vec![did(open("STRUCT")), did(open("CRASH"))]);
    let mut numbers = std::collections::BTreeSet::new();
    let mut written: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for (n, act) in acts.iter().enumerate() {
        let text = format!("message {n}");
        let command = match act {
            Act::Say(None) => says(&text),
            Act::Say(Some(first)) => about(if *first { 1 } else { 2 }, &text),
            Act::Correct(count) => correct(&count.to_string(), draft(&text), "heard wrong"),
            Act::Undo => Command::Undo { event: None },
            Act::Wait(ms) => {
                world.now_ms += ms;
                continue;
            }
            Act::SetBack => {
                world.now_ms -= HOUR;
                continue;
            }
        };
        for event in world.run(&command).unwrap_or_default() {
            match event {
                Event::RadioLogged(e) => {
                    prop_assert!(numbers.insert(e.number.clone()), "{} was given twice", e.number);
                    written.insert(e.number, vec![text.clone()]);
                }
                Event::RadioCorrected(e) => written.get_mut(&e.number).unwrap().insert(0, text.clone()),
                _ => {}
            }
        }
    }
    let mut again = Board::default();
    world.log.iter().for_each(|recorded| fold(&mut again, recorded));
    prop_assert_eq!(&again.radio, &world.board.radio);
    for message in &again.radio.messages {
        prop_assert_eq!(texts(message), written[&message.number].iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(())
}

fn search(fold: fn(&mut Board, &watchfloor_domain::Recorded)) -> Option<String> {
    let config = Config { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(11), ..Config::default() };
    TestRunner::new(config).run(&acts(), |acts| holds(&acts, fold)).err().map(|why| why.to_string())
}

#[test]
fn numbers_are_given_once_and_no_version_is_lost() {
    assert_eq!(search(evolve), None);
}

/// A fold that writes a correction over what stood there is caught by the same search.
#[test]
fn control_a_correction_that_overwrites_is_found() {
    let found = search(|board, recorded| {
        evolve(board, recorded);
        if matches!(recorded.event, Event::RadioCorrected(_)) {
            board
                .radio
                .messages
                .iter_mut()
                .for_each(|message| drop(message.versions.drain(..message.versions.len() - 1)));
        }
    });
    assert!(found.is_some());
}
