//! Stamps of a call, answers to a type's questions, and what is known of places.

use crate::support::{HOUR, MINUTE, START_MS, Step, World, check, close, did, given, inc, minutes, open, words};
use watchfloor_domain::command::OpenIncident;
use watchfloor_domain::decide::questions;
use watchfloor_domain::ids::PremiseId;
use watchfloor_domain::intake::{Answer, Ask, Languages, MOST_ANSWERS, PremiseInput, PremiseKind};
use watchfloor_domain::types::{Place, Priority};
use watchfloor_domain::{Command, Event};
use watchfloor_geo::Wgs84;

fn call() -> OpenIncident {
    OpenIncident { type_code: "STRUCT".into(), what: "smoke".into(), ..OpenIncident::default() }
}

fn answer(question: &str, code: &str) -> Answer {
    Answer { question: question.into(), code: Some(code.into()), ..Answer::default() }
}

fn said(question: &str, words: &str) -> Answer {
    Answer { question: question.into(), words: words.into(), ..Answer::default() }
}

fn answered(answer: Answer) -> Command {
    Command::Intake(Ask::Answer { incident: inc(1), answer })
}

fn opened() -> Vec<Step> {
    vec![did(open("STRUCT"))]
}

#[test]
fn a_call_keeps_when_it_rang_and_when_it_was_answered() {
    let rang = OpenIncident { ring_ms: Some(START_MS - 9_000), answered_ms: Some(START_MS - 2_000), ..call() };
    let told = "incident.opened.rang number=261122-001 place= priority=E ring_s=7 type=STRUCT";
    let world = check(vec![], Command::OpenIncident(rang.clone()), &[told]);
    let intake = &world.incident(1).intake;
    assert_eq!((intake.ring_ms, intake.answered_ms), (rang.ring_ms, rang.answered_ms));
    let refused = |open: OpenIncident, said: &str| drop(check(vec![], Command::OpenIncident(open), &[said]));
    refused(OpenIncident { ring_ms: Some(START_MS + HOUR), ..call() }, "refused.in_the_future field=ring_ms");
    let turned = OpenIncident { ring_ms: rang.answered_ms, answered_ms: rang.ring_ms, ..call() };
    refused(turned, "refused.answered_before_ring field=answered_ms");
}

/// An incident from before stamps and answers were kept reads as one without.
#[test]
fn an_old_log_still_reads() {
    let world = given(opened());
    let event = &world.log.last().expect("an event").event;
    let now: serde_json::Value = serde_json::from_slice(&event.encode()).expect("a body");
    assert!(now.get("ring_ms").is_none() && now.get("paper").is_none(), "what is not known takes no room: {now}");
    let read = Event::decode("incident.opened", 1, &event.encode()).expect("version 1");
    assert_eq!((&read, event.schema_v()), (event, 2));
}

#[test]
fn answers_of_the_call_are_events_of_their_own() {
    let early = START_MS - 40_000;
    let answers = vec![
        Answer { at_ms: Some(early), ..answer("inside", "yes") },
        Answer { at_ms: Some(early + 9_000), ..said("where", "two on the third floor") },
    ];
    let mut world = World::new(&["E1"]);
    let events = world.run(&Command::OpenIncident(OpenIncident { answers, ..call() })).expect("opened");
    let types: Vec<&str> = events.iter().map(Event::typ).collect();
    assert_eq!(types, ["incident.opened", "incident.answered", "incident.answered"]);
    let happened: Vec<i64> = world.log.iter().rev().take(2).map(|r| r.happened_ms).collect();
    assert_eq!(happened, [early + 9_000, early], "each at the time the caller said it");
    let open = |world: &World| -> Vec<String> {
        questions(&world.board, world.incident(1)).open.iter().map(|q| q.id.clone()).collect()
    };
    assert!(!open(&world).contains(&"inside".to_owned()) && !open(&world).contains(&"where".to_owned()));
    // Undoing takes back the newest deed, which is the opening with all that came with it.
    let cancelled = world.preview(&Command::Undo { event: None }).expect("nobody has done anything about it");
    assert_eq!(cancelled.iter().map(Event::typ).collect::<Vec<_>>(), ["incident.closed"]);
    let wrong = OpenIncident { answers: vec![answer("inside", "perhaps")], ..call() };
    check(
        vec![],
        Command::OpenIncident(wrong),
        &["refused.no_such_choice field=answers[0].code codes=yes no unknown name=perhaps"],
    );
    let many = OpenIncident { answers: vec![answer("inside", "no"); MOST_ANSWERS + 1], ..call() };
    check(vec![], Command::OpenIncident(many), &["refused.too_many_answers field=answers limit=200"]);
}

#[test]
fn a_question_is_answered_anew_and_the_old_answer_stays() {
    let told = |number: &str, en: &str, zh: &str| {
        format!(
            "incident.answered answer_en={en} answer_zh={zh} ask_en=Is anybody still inside? ask_zh=里面还有人吗？ number={number}"
        )
    };
    let world = check(opened(), answered(answer("inside", "no")), &[&told("261122-001", "No", "否")]);
    assert_eq!(questions(&world.board, world.incident(1)).open.first().map(|q| q.id.as_str()), Some("burns"));
    let steps = vec![did(open("STRUCT")), did(answered(answer("inside", "no"))), minutes(3)];
    let world = check(steps, answered(answer("inside", "yes")), &[&told("261122-001", "Yes", "是")]);
    let incident = world.incident(1);
    assert_eq!(incident.intake.answers.len(), 2, "both can be read");
    let holding: Vec<_> = incident.intake.holding("struct").map(|a| (a.code.as_deref(), a.at_ms)).collect();
    assert_eq!(holding, [(Some("yes"), START_MS + 3 * MINUTE)]);
    assert_eq!(
        questions(&world.board, incident).open.first().map(|q| q.id.as_str()),
        Some("where"),
        "it leads elsewhere"
    );
    assert_eq!(world.preview(&Command::Undo { event: None }).unwrap_err().key, "refused.undo_answered");
}

#[test]
fn an_answer_shows_what_the_incident_is_and_never_makes_it_less_urgent() {
    let crash = || vec![did(open("CRASH"))];
    let world = given([crash(), vec![did(answered(answer("hurt", "yes")))]].concat_steps());
    assert_eq!(world.incident(1).type_code, "CRASHI");
    let low = Command::SetPriority { incident: inc(1), priority: Priority::P4 };
    let trapped = Answer { type_code: "CRASH".into(), ..answer("trapped", "yes") };
    let world = given([crash(), vec![did(low), did(answered(trapped))]].concat_steps());
    assert_eq!((world.incident(1).type_code.as_str(), world.incident(1).priority), ("CRASH", Priority::E));
    let events: Vec<String> = world.log.iter().rev().take(2).map(|r| words(&world.board, &r.event)).collect();
    assert!(events[0].starts_with("incident.priority_set"), "a change of its own in the log: {events:?}");
    // No answer lowers.
    let urgent = Command::SetPriority { incident: inc(1), priority: Priority::E };
    let world = given([crash(), vec![did(urgent), did(answered(answer("hurt", "no")))]].concat_steps());
    assert_eq!(world.incident(1).priority, Priority::E);
}

trait Steps {
    fn concat_steps(self) -> Vec<Step>;
}

impl<const N: usize> Steps for [Vec<Step>; N] {
    fn concat_steps(self) -> Vec<Step> {
        self.into_iter().flatten().collect()
    }
}

#[test]
fn an_answer_must_fit_its_question() {
    let refused = |answer: Answer, said: &str| drop(check(opened(), answered(answer), &[said]));
    refused(answer("nope", "yes"), "refused.no_such_question field=question name=nope type=STRUCT");
    refused(
        Answer { type_code: "NOPE".into(), ..answer("inside", "yes") },
        "refused.unknown_type field=type_code name=NOPE",
    );
    refused(answer("inside", ""), "refused.no_such_choice field=code codes=yes no unknown name=");
    refused(said("where", "  "), "refused.empty field=words");
    refused(said("where", &"x".repeat(301)), "refused.too_long field=words limit=300");
    refused(Answer { at_ms: Some(START_MS + HOUR), ..answer("inside", "no") }, "refused.in_the_future field=at_ms");
    refused(
        Answer { at_ms: Some(START_MS - 25 * HOUR), ..answer("inside", "no") },
        "refused.answer_too_old field=at_ms",
    );
    let closed = vec![did(open("STRUCT")), did(close(1, "FALSE"))];
    check(closed, answered(answer("inside", "no")), &["refused.incident_closed number=261122-001"]);
}

fn details(kind: PremiseKind) -> PremiseInput {
    let place = Place { at: Wgs84::new(24.94, 60.17).expect("in range"), label: "Kaivokatu 1".into() };
    PremiseInput { place, radius_m: 40, kind, text: " gas in the cellar ".into(), valid_until_ms: None }
}

fn set(details: PremiseInput) -> Command {
    Command::Intake(Ask::SetPremise { premise: None, details })
}

fn end(premise: PremiseId, reason: &str) -> Command {
    Command::Intake(Ask::EndPremise { premise, reason: reason.into() })
}

#[test]
fn what_is_known_of_a_place_is_set_changed_and_ended() {
    let mut world = check(vec![], set(details(PremiseKind::Hazard)), &["premise.set.hazard place=Kaivokatu 1"]);
    let known = world.board.premises.iter().next().expect("one").clone();
    assert_eq!((known.set_ms, known.set_by.as_str()), (START_MS, "dora"));
    assert_eq!(known.text.subject().0, format!("premise/{}", known.id));
    world.now_ms += HOUR;
    let until = Some(world.now_ms + HOUR);
    let access = PremiseInput { valid_until_ms: until, ..details(PremiseKind::Access) };
    world.run(&Command::Intake(Ask::SetPremise { premise: Some(known.id), details: access })).expect("changed");
    let at = known.place.at;
    let near = |world: &World, now| world.board.premises.near(at, now).iter().map(|(p, _)| p.kind).collect::<Vec<_>>();
    assert_eq!(near(&world, world.now_ms), [PremiseKind::Access]);
    assert_eq!(near(&world, world.now_ms + HOUR), [], "its time is over");
    world.run(&end(known.id, "moved out")).expect("ended");
    assert!(world.board.premises.is_empty());
    assert_eq!(world.preview(&end(known.id, "again")).unwrap_err().key, "refused.no_such_premise");
    // What is written after its words were erased belongs to a new subject.
    world.run(&set(details(PremiseKind::Contact))).expect("set");
    let again = world.board.premises.iter().next().expect("one").id;
    world.board.erased.insert(watchfloor_domain::ids::SubjectId(format!("premise/{again}")));
    let change = Ask::SetPremise { premise: Some(again), details: details(PremiseKind::Contact) };
    world.run(&Command::Intake(change)).expect("changed");
    assert_eq!(world.board.premises.get(again).expect("there").text.subject().0, format!("premise/{again}/1"));
}

#[test]
fn what_is_known_of_a_place_is_bounded() {
    let refused = |details: PremiseInput, said: &str| drop(check(vec![], set(details), &[said]));
    let hazard = || details(PremiseKind::Hazard);
    for radius_m in [4, 1_001] {
        refused(PremiseInput { radius_m, ..hazard() }, "refused.premise_radius field=radius_m least=5 most=1000");
    }
    refused(PremiseInput { text: " ".into(), ..hazard() }, "refused.empty field=text");
    refused(PremiseInput { text: "x".repeat(1_001), ..hazard() }, "refused.too_long field=text limit=1000");
    refused(PremiseInput { valid_until_ms: Some(START_MS), ..hazard() }, "refused.premise_over field=valid_until_ms");
    let nowhere = PremiseId(inc(9).0);
    let said = format!("refused.no_such_premise field=premise name={nowhere}");
    check(vec![], end(nowhere, "x"), &[&said]);
    let mut world = World::new(&[]);
    let full = PremiseInput { text: "x".into(), ..hazard() };
    world.run(&set(full.clone())).expect("set");
    let Some(one) = world.log.last().cloned() else { panic!("an event") };
    for n in 0..watchfloor_domain::intake::premise::MOST_PREMISES as u128 {
        let Event::PremiseSet(mut event) = one.event.clone() else { panic!("{one:?}") };
        event.premise = PremiseId(inc(100_000 + n).0);
        watchfloor_domain::evolve(
            &mut world.board,
            &watchfloor_domain::Recorded { event: event.into(), ..one.clone() },
        );
    }
    assert_eq!(world.preview(&set(full)).unwrap_err().key, "refused.too_many_premises");
}

#[test]
fn the_pause_between_sheets_is_bounded() {
    let every = |every_min| {
        let set = Ask::SetPaperBoard { every_min, languages: Languages::Zh };
        let mut world = World::new(&[]);
        world.role = Some(watchfloor_domain::types::Role::Administrator);
        world.run(&Command::Intake(set)).map(|_| world.board.paper_board.every_min).map_err(|r| r.key)
    };
    assert_eq!([every(0), every(1), every(61)], [Err("refused.paper_minutes"), Ok(1), Err("refused.paper_minutes")]);
}
