//! Further calls, merging, splitting, linking, undo.

use crate::support::{MINUTE, Step, assign, check, close, did, given, inc, minutes, note, open, reopen, seat, status};
use watchfloor_domain::Command;
use watchfloor_domain::board::IncidentState;
use watchfloor_domain::command::{AttachedCall, CrewCommand};
use watchfloor_domain::decide::{MOST_CALLS, MOST_LINKS};
use watchfloor_domain::ids::{CallId, UserId};
use watchfloor_domain::link::LinkKind;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Place, Priority, Role};
use watchfloor_domain::work::Order;
use watchfloor_geo::Wgs84;

fn call(what: &str) -> AttachedCall {
    AttachedCall { what: what.into(), ..AttachedCall::default() }
}

fn attach(n: u128, what: &str) -> Command {
    Command::AttachCall { incident: inc(n), call: call(what) }
}

fn merge(n: u128, into: u128) -> Command {
    Command::MergeIncidents { incident: inc(n), into: inc(into), move_units: false }
}

fn split(n: u128) -> Command {
    Command::SplitIncident { incident: inc(n) }
}

fn link(n: u128, other: u128, kind: LinkKind) -> Command {
    Command::LinkIncidents { incident: inc(n), other: inc(other), kind }
}

fn priority(n: u128, priority: Priority) -> Command {
    Command::SetPriority { incident: inc(n), priority }
}

fn undo() -> Command {
    Command::Undo { event: None }
}

fn two() -> Vec<Step> {
    vec![did(open("STRUCT")), did(open("SMOKE"))]
}

fn with(mut steps: Vec<Step>, more: impl IntoIterator<Item = Command>) -> Vec<Step> {
    steps.extend(more.into_iter().map(did));
    steps
}

#[test]
fn a_further_call_is_kept_with_its_own_subject() {
    let world = check(two(), attach(1, " also smoke "), &["incident.call_attached number=261122-001"]);
    let held = &world.incident(1).calls[0];
    assert_eq!((held.by.as_str(), held.what.subject()), ("dora", &held.id.subject()));
    assert!(matches!(&held.what, Personal::Clear { text, .. } if text == "also smoke"));
    check(two(), attach(1, " "), &["refused.empty_call field=what"]);
    check(two(), attach(1, &"x".repeat(8193)), &["refused.too_long field=what limit=8192"]);
    let long = AttachedCall { caller_phone: Some("1".repeat(201)), ..call("x") };
    let long = Command::AttachCall { incident: inc(1), call: long };
    check(two(), long, &["refused.too_long field=caller.phone limit=200"]);
    let now = given(vec![]).now_ms;
    let stamped = |ring, answered| Command::AttachCall {
        incident: inc(1),
        call: AttachedCall { ring_ms: Some(ring), answered_ms: Some(answered), ..call("x") },
    };
    check(two(), stamped(now, now - 1), &["refused.answered_before_ring field=answered_ms"]);
    check(two(), stamped(now, now + 2 * MINUTE), &["refused.in_the_future field=answered_ms"]);
    check(two(), stamped(now - 9_000, now), &["incident.call_attached number=261122-001"]);
    check(with(two(), [close(1, "FALSE")]), attach(1, "x"), &["refused.incident_closed number=261122-001"]);
}

#[test]
fn calls_and_links_of_one_incident_have_an_end() {
    let mut world = given(two());
    for _ in 0..MOST_CALLS {
        world.run(&attach(1, "x")).expect("there is room");
    }
    let full = world.run(&attach(1, "x")).expect_err("the list is full");
    assert_eq!((full.key, full.params["limit"].as_str()), ("refused.too_many_calls", "2000"));
    for n in 0..MOST_LINKS as u128 {
        world.run(&open("UNK")).expect("a call");
        world.run(&link(1, n + 3, LinkKind::Related)).expect("there is room");
    }
    assert_eq!(world.run(&link(1, 2, LinkKind::Related)).expect_err("full").key, "refused.too_many_links");
}

#[test]
fn a_call_taken_off_becomes_an_incident_with_all_it_brought() {
    let at = Place { at: Wgs84::new(24.94, 60.17).expect("in range"), label: "gate".into() };
    let placed = AttachedCall { place: Some(at.clone()), caller_phone: Some("555".into()), ..call("gate burns") };
    let mut world = given(with(two(), [Command::AttachCall { incident: inc(1), call: placed }]));
    let held = world.incident(1).calls[0].clone();
    let detach = |call, as_incident| Command::DetachCall { incident: inc(1), call, as_incident };
    let unknown = world.preview(&detach(CallId(inc(9).0), true)).expect_err("there is none");
    assert_eq!(unknown.key, "refused.no_such_call");
    world.run(&detach(held.id, true)).expect("it is there");
    let new = world.incident(3);
    assert_eq!((&new.what, &new.caller, &new.place), (&held.what, &held.caller, &Some(at)));
    assert_eq!((new.number.as_str(), new.type_code.as_str()), ("261122-003", "STRUCT"));
    assert!(world.incident(1).calls.is_empty());
    assert_eq!(world.run(&undo()).expect_err("it opened one").key, "refused.undo_detached");
}

#[test]
fn merging_waits_for_what_somebody_is_about_to_answer() {
    let along = || Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: true };
    let par = CrewCommand::StartPar { incident: inc(2), every_min: None, benchmark: String::new() };
    let called = with(two(), [assign(2, &["E1"]), status("E1", UnitStatus::Os), Command::Crew(par)]);
    check(called, along(), &["refused.merge_par number=261122-002"]);
    let order = Order::HandOver { incident: inc(2), to: UserId::from("anna"), note: String::new(), seat: "s1".into() };
    let anna = Step::System(Command::CreateUser {
        user: UserId::from("anna"),
        display_name: "Anna".into(),
        role: Role::Dispatcher,
        verifier: "$argon2id$".into(),
    });
    let offered = two().into_iter().chain([anna, did(Command::Work(order))]).collect();
    check(offered, along(), &["refused.merge_offer number=261122-002"]);
}

#[test]
fn merging_waits_for_the_units_or_takes_them_along() {
    let busy = || with(two(), [assign(2, &["E1"]), status("E1", UnitStatus::Er)]);
    check(busy(), merge(2, 1), &["refused.merge_units into=261122-001 number=261122-002 units=E1"]);
    check(two(), merge(1, 1), &["refused.same_incident field=into number=261122-001"]);
    let along = Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: true };
    let moved = ["unit.transferred left=261122-002 number=261122-001 status=ER unit=E1"];
    let merged = ["incident.merged into=261122-001 number=261122-002"];
    let world = check(busy(), along.clone(), &[moved, merged].concat());
    assert_eq!((world.status("E1"), world.incident(1).state()), (UnitStatus::Er, IncidentState::EnRoute));
    assert_eq!(world.incident(2).merged.as_ref().map(|m| m.into), Some(inc(1)));

    let after = || with(busy(), [along.clone()]);
    let stays = "refused.incident_merged into=261122-001 number=261122-002";
    for tried in [note(2, "late"), assign(2, &["E2"]), reopen(2, "again"), merge(2, 1), close(2, "DONE")] {
        check(after(), tried, &[stays]);
    }
    check(two(), split(1), &["refused.not_merged number=261122-001"]);
    let back = ["incident.split from=261122-001 number=261122-002"];
    let unit = ["unit.transferred left=261122-001 number=261122-002 status=ER unit=E1"];
    let world = check(after(), split(2), &[back, unit].concat());
    assert_eq!((world.incident(2).state(), world.incident(1).state()), (IncidentState::EnRoute, IncidentState::New));
    check(with(after(), [split(2)]), undo(), &["refused.undo_split"]);
}

#[test]
fn incidents_are_related_or_one_is_above_the_other() {
    let related = || with(two(), [link(1, 2, LinkKind::Related)]);
    check(two(), link(1, 1, LinkKind::Related), &["refused.same_incident field=other number=261122-001"]);
    check(related(), link(2, 1, LinkKind::Parent), &["refused.already_linked number=261122-002 other=261122-001"]);
    let three = || with(two(), [open("GAS"), link(1, 2, LinkKind::Parent), link(2, 3, LinkKind::Parent)]);
    check(three(), link(3, 1, LinkKind::Parent), &["refused.link_cycle number=261122-003 other=261122-001"]);
    check(three(), link(1, 3, LinkKind::Parent), &["refused.has_parent number=261122-001 other=261122-003"]);
    let world = given(three());
    assert_eq!(world.board.links_of(inc(2)).collect::<Vec<_>>(), [(inc(1), "parent"), (inc(3), "child")]);
    let unlink = |n, other| Command::UnlinkIncidents { incident: inc(n), other: inc(other) };
    check(related(), unlink(2, 1), &["incident.unlinked number=261122-002 other=261122-001"]);
    check(two(), unlink(1, 2), &["refused.not_linked number=261122-001 other=261122-002"]);
    check(related(), undo(), &["incident.unlinked number=261122-001 other=261122-002"]);
}

/// A part that stands open under a closed whole is looked for nowhere: the guard of closing holds for every way back.
#[test]
fn no_part_is_opened_again_under_a_closed_whole() {
    let parts = || with(two(), [link(1, 2, LinkKind::Parent), close(2, "DONE"), close(1, "DONE")]);
    let said = "refused.parent_closed number=261122-002 parent=261122-001";
    check(parts(), reopen(2, "still burning"), &[said]);
    let world = given(parts());
    let closed = world.board.deeds.iter().find(|deed| deed.typ == "incident.closed").map(|deed| deed.gseq);
    check(parts(), Command::Undo { event: closed }, &[said]);
    let both = with(parts(), [reopen(1, "again")]);
    check(both, reopen(2, "still burning"), &["incident.reopened number=261122-002 reason=still burning"]);
    let third = with(two(), [open("UNK"), link(1, 2, LinkKind::Parent), merge(2, 3), close(1, "DONE")]);
    check(third, split(2), &[said]);
}

#[test]
fn undo_is_for_who_did_it_and_for_a_while() {
    let set = || with(two(), [priority(1, Priority::P4)]);
    check(set(), undo(), &["incident.undone.priority number=261122-001 priority=E"]);
    let late = with(set(), []).into_iter().chain([Step::Wait(30_001)]).collect();
    check(late, undo(), &["refused.undo_too_late seconds=30"]);
    check(
        set().into_iter().chain([Step::Wait(30_000)]).collect(),
        undo(),
        &["incident.undone.priority number=261122-001 priority=E"],
    );
    let by = |role, name| set().into_iter().chain([Step::Seat(Some(role), name)]).collect::<Vec<_>>();
    check(by(Role::Dispatcher, "emil"), undo(), &["refused.nothing_to_undo"]);
    let newest = Command::Undo { event: Some(given(set()).board.gseq) };
    check(by(Role::Dispatcher, "emil"), newest.clone(), &["refused.undo_of_others by=dora"]);
    check(by(Role::Supervisor, "sam"), newest, &["incident.undone.priority number=261122-001 priority=E"]);
    check(vec![seat(Role::Dispatcher)], undo(), &["refused.nothing_to_undo"]);
    check(by(Role::Operator, "dora"), undo(), &["refused.role call=undo role=operator"]);
    let noted = |role| with(two(), [note(1, "x")]).into_iter().chain([seat(role)]).collect::<Vec<_>>();
    check(noted(Role::Operator), undo(), &["incident.note_struck number=261122-001"]);
}

#[test]
fn undo_takes_back_the_newest_first_and_nothing_others_built_on() {
    let assigned = || with(two(), [assign(1, &["E1", "E2"])]);
    let rolling = || with(assigned().into_iter().chain([Step::Wait(5)]).collect(), [status("E1", UnitStatus::Er)]);
    let mut world = check(rolling(), undo(), &["unit.undone status=DP unit=E1"]);
    let told = world.run(&undo()).expect("both were assigned by one command");
    assert_eq!(told.len(), 2);
    assert_eq!((world.status("E1"), world.status("E2")), (UnitStatus::Aq, UnitStatus::Aq));
    assert!(world.incident(1).runs.is_empty());
    // The assignment of E1 alone cannot go while it is en route.
    let assigned = given(rolling()).board.deeds.iter().find(|deed| deed.typ == "unit.assigned").map(|deed| deed.gseq);
    check(rolling(), Command::Undo { event: assigned }, &["refused.undo_followed"]);
    let twice = || {
        let steps = with(two(), [priority(1, Priority::P4)]);
        with(steps.into_iter().chain([minutes(0), Step::Wait(5)]).collect(), [priority(1, Priority::P2)])
    };
    let first = given(twice()).board.deeds.iter().rev().nth(1).map(|deed| deed.gseq);
    check(twice(), Command::Undo { event: first }, &["refused.undo_followed"]);
}

#[test]
fn what_cannot_be_undone_says_what_to_do_instead() {
    check(with(two(), [close(1, "DONE"), reopen(1, "again")]), undo(), &["refused.undo_reopened"]);
    let mut world = given(with(two(), [attach(1, "x")]));
    let held = world.incident(1).calls[0].id;
    world.run(&Command::DetachCall { incident: inc(1), call: held, as_incident: false }).expect("it is there");
    assert_eq!(world.run(&undo()).expect_err("it went back").key, "refused.undo_detached");
    let unlink = Command::UnlinkIncidents { incident: inc(1), other: inc(2) };
    check(with(two(), [link(1, 2, LinkKind::Related), unlink]), undo(), &["refused.undo_unlinked"]);
    let world = check(with(two(), [close(1, "DONE")]), undo(), &["incident.undone.open number=261122-001"]);
    assert_eq!((world.incident(1).reopened, world.incident(1).state()), (0, IncidentState::New));
    check(with(two(), [attach(1, "x")]), undo(), &["incident.call_detached number=261122-001"]);
    check(with(two(), [merge(2, 1)]), undo(), &["incident.split from=261122-001 number=261122-002"]);
}
