//! Incidents: opened, described, closed, read-only after, opened again with a reason.

use crate::support::{
    HOUR, MINUTE, Step, assign, check, clear, close, did, divert, given, inc, nobody, note, open, refusal, reopen,
};
use watchfloor_domain::Command;
use watchfloor_domain::board::IncidentState;
use watchfloor_domain::command::OpenIncident;
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::types::{Place, Priority};
use watchfloor_geo::Wgs84;

fn call() -> OpenIncident {
    OpenIncident {
        type_code: "struct".into(),
        priority: None,
        place: None,
        what: " smoke ".into(),
        caller_name: Some("Maija".into()),
        caller_phone: Some(" ".into()),
        ..OpenIncident::default()
    }
}

fn place(label: &str) -> Place {
    Place { at: Wgs84::new(24.94, 60.17).expect("in range"), label: label.into() }
}

fn priority(priority: Priority) -> Command {
    Command::SetPriority { incident: inc(1), priority }
}

fn kind(code: &str) -> Command {
    Command::SetIncidentType { incident: inc(1), type_code: code.into() }
}

fn moved(label: &str) -> Command {
    Command::MoveIncident { incident: inc(1), place: place(label) }
}

fn closed() -> Vec<Step> {
    vec![did(open("STRUCT")), did(close(1, "FALSE"))]
}

#[test]
fn a_call_becomes_an_incident_with_its_people_apart() {
    let world = check(
        vec![],
        Command::OpenIncident(call()),
        &["incident.opened number=261122-001 place= priority=E type=STRUCT"],
    );
    let incident = world.incident(1);
    let narrative = SubjectId(format!("incident/{}", inc(1)));
    assert_eq!(incident.what, Personal::clear(narrative, "smoke"));
    let caller = incident.caller.clone().expect("a caller");
    assert_eq!(caller.name, Some(Personal::clear(SubjectId(format!("caller/{}", inc(1))), "Maija")));
    assert_eq!(caller.phone, None, "blank is nothing");
    assert_eq!(incident.state(), IncidentState::New);
}

#[test]
fn a_call_needs_a_known_type_and_something_to_go_by() {
    let long = "x".repeat(201);
    let cases = [
        (OpenIncident { type_code: "FIRE".into(), ..call() }, "refused.unknown_type field=type_code name=FIRE"),
        (OpenIncident { what: " ".into(), ..call() }, "refused.neither_place_nor_text field=what"),
        (OpenIncident { what: "x".repeat(8193), ..call() }, "refused.too_long field=what limit=8192"),
        (OpenIncident { place: Some(place(&long)), ..call() }, "refused.too_long field=place.label limit=200"),
        (OpenIncident { caller_name: Some(long.clone()), ..call() }, "refused.too_long field=caller.name limit=200"),
        (OpenIncident { caller_phone: Some(long.clone()), ..call() }, "refused.too_long field=caller.phone limit=200"),
    ];
    for (open, said) in cases {
        check(vec![], Command::OpenIncident(open), &[said]);
    }
    let placed = OpenIncident { what: String::new(), place: Some(place("Kaivokatu 1")), ..call() };
    let placed = OpenIncident { priority: Some(Priority::P4), ..placed };
    check(
        vec![],
        Command::OpenIncident(placed),
        &["incident.opened number=261122-001 place=Kaivokatu 1 priority=4 type=STRUCT"],
    );
}

#[test]
fn what_is_known_of_an_open_incident_may_change() {
    let given = || vec![did(open("STRUCT"))];
    check(given(), priority(Priority::P2), &["incident.priority_set from=E number=261122-001 priority=2"]);
    check(given(), priority(Priority::E), &["refused.same_priority priority=E"]);
    check(given(), kind("gas"), &["incident.type_set from=STRUCT number=261122-001 type=GAS"]);
    check(given(), kind("struct"), &["refused.same_type name=STRUCT"]);
    check(given(), kind("nope"), &["refused.unknown_type field=type_code name=nope"]);
    let world = check(given(), moved("Kaivokatu 1"), &["incident.moved number=261122-001 place=Kaivokatu 1"]);
    assert_eq!(world.incident(1).place, Some(place("Kaivokatu 1")));
    check(given(), moved(&"x".repeat(201)), &["refused.too_long field=place.label limit=200"]);
    let world = check(given(), note(1, " roof "), &["incident.note_added number=261122-001"]);
    assert_eq!(world.incident(1).notes[0].by, "dora");
    check(given(), note(1, "\n\t "), &["refused.empty field=text"]);
    check(given(), note(1, &"x".repeat(8193)), &["refused.too_long field=text limit=8192"]);
}

#[test]
fn closing_waits_for_the_last_unit() {
    let busy = || vec![did(open("STRUCT")), did(assign(1, &["E1", "E2"]))];
    check(busy(), close(1, "DONE"), &["refused.units_assigned number=261122-001 units=E1 E2"]);
    let mut given = busy();
    given.push(did(clear(&["E1", "E2"], None)));
    let world = check(given, close(1, "dup"), &["incident.closed disposition=DUP number=261122-001"]);
    assert_eq!(world.incident(1).state(), IncidentState::Closed);
    check(busy(), close(1, "??"), &["refused.unknown_disposition field=disposition name=??"]);
}

#[test]
fn closed_is_read_only() {
    let said = "refused.incident_closed number=261122-001";
    let tried = [
        note(1, "late"),
        priority(Priority::P4),
        kind("GAS"),
        moved("x"),
        assign(1, &["E1"]),
        divert(1, &["E1"]),
        close(1, "DONE"),
    ];
    for command in tried {
        check(closed(), command, &[said]);
    }
}

#[test]
fn reopening_needs_a_reason_and_a_closed_incident() {
    let world = check(closed(), reopen(1, "smoke again"), &["incident.reopened number=261122-001 reason=smoke again"]);
    assert_eq!((world.incident(1).reopened, world.incident(1).state()), (1, IncidentState::New));
    check(closed(), reopen(1, " "), &["refused.empty field=reason"]);
    check(vec![did(open("STRUCT"))], reopen(1, "x"), &["refused.incident_open number=261122-001"]);
    check(
        vec![],
        reopen(7, "x"),
        &["refused.no_such_incident field=incident name=00000000-0000-0000-0000-000000000007"],
    );
}

/// An incident closed so long ago that other work has pushed it off the board.
fn long_closed() -> crate::support::World {
    let mut steps = closed();
    steps.extend([Step::Wait(24 * HOUR + MINUTE), did(open("GAS")), Step::Wait(HOUR), did(close(2, "DONE"))]);
    given(steps)
}

#[test]
fn a_closed_incident_leaves_the_board_after_a_day_and_can_be_recalled() {
    let mut world = long_closed();
    assert!(!world.board.incidents.contains_key(&inc(1)), "memory stays bounded");
    assert!(world.board.incidents.contains_key(&inc(2)));
    let refused = world.preview(&reopen(1, "again")).expect_err("nothing was recalled");
    assert!(refusal(&refused).starts_with("refused.no_such_incident"));
    world.recalled = Some(given(closed()).incident(1).clone());
    world.run(&reopen(1, "again")).expect("recalled");
    assert_eq!((world.incident(1).reopened, world.incident(1).number.as_str()), (1, "261122-001"));
    assert!(world.incident(1).closed.is_none());
    // What was recalled is in the event, so that replay needs nothing else.
    let mut replayed = watchfloor_domain::Board::default();
    world.log.iter().for_each(|recorded| watchfloor_domain::evolve(&mut replayed, recorded));
    assert_eq!(replayed, world.board);
    // Recalling is for what left the board, and only for what is named.
    assert_eq!(world.run(&reopen(2, " ")).map_err(|r| r.key), Err("refused.empty"));
}

#[test]
fn a_clock_set_back_does_not_throw_a_fresh_closing_off_the_board() {
    let given = vec![did(open("STRUCT")), Step::Wait(-48 * HOUR)];
    let world = check(given, close(1, "DONE"), &["incident.closed disposition=DONE number=261122-001"]);
    assert!(world.incident(1).closed.is_some());
}

#[test]
fn what_is_written_after_an_erasure_belongs_to_a_new_subject() {
    let erase = Command::EraseSubject { subject: SubjectId(format!("incident/{}", inc(1))), reason: "asked".into() };
    let world = check(
        vec![did(open("STRUCT")), nobody(), did(erase)],
        note(1, "later"),
        &["incident.note_added number=261122-001"],
    );
    let subject = world.incident(1).notes[0].text.subject().clone();
    assert!(!world.board.erased.contains(&subject), "its key would be destroyed at the next start: {subject}");
}

#[test]
fn an_open_incident_wins_when_two_carry_one_number() {
    let numbering =
        watchfloor_domain::types::Numbering { template: "{NNN}".into(), reset: watchfloor_domain::types::Reset::Daily };
    let mut steps = vec![Step::System(Command::SetNumbering(numbering))];
    // Over midnight, while the first is still on the board.
    steps.push(Step::Wait(10 * HOUR));
    steps.extend(closed());
    steps.extend([Step::Wait(3 * HOUR), did(open("GAS"))]);
    let world = given(steps);
    assert_eq!(world.incident(1).number, world.incident(2).number);
    assert_eq!(world.board.find_incident("001").map(|i| i.id), Ok(inc(2)));
    assert_eq!(world.board.find_incident(&inc(1).to_string()).map(|i| i.id), Ok(inc(1)));
}
