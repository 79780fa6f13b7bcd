//! Two people change the same thing: the second is told what it has become, and by whom.

use crate::support::{assign, check, clear, close, did, divert, inc, open, seat, status};
use watchfloor_domain::Command;
use watchfloor_domain::command::{Seen, SeenUnit, Was};
use watchfloor_domain::ics::{Order as Ics, Triage};
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState};
use watchfloor_domain::types::{Place, Priority, Role};
use watchfloor_domain::work::Order;
use watchfloor_geo::Wgs84;

fn saw(was: Was) -> Command {
    Command::Expect(Seen::Incident { incident: inc(1), was })
}

fn place(lon: f64, label: &str) -> Place {
    Place { at: Wgs84::new(lon, 60.17).expect("in range"), label: label.into() }
}

#[test]
fn what_is_as_it_was_seen_is_no_event_and_no_refusal() {
    let opened = || vec![did(open("STRUCT"))];
    check(opened(), saw(Was::Priority(Priority::E)), &[]);
    check(opened(), saw(Was::Type("STRUCT".into())), &[]);
    check(opened(), saw(Was::Place(None)), &[]);
    check(opened(), saw(Was::Lanes { direction: String::new(), lanes: Vec::new() }), &[]);
    let moved =
        || vec![did(open("STRUCT")), did(Command::MoveIncident { incident: inc(1), place: place(24.94, "Gate") })];
    check(moved(), saw(Was::Place(Some(place(24.94 + 1e-12, "Gate")))), &[]);
}

#[test]
fn what_somebody_changed_meanwhile_is_said_with_who_did() {
    let lower = Command::SetPriority { incident: inc(1), priority: Priority::P3 };
    let said = "refused.changed_priority by=dora is=3 number=261122-001";
    check(vec![did(open("STRUCT")), did(lower)], saw(Was::Priority(Priority::E)), &[said]);
    let other = Command::SetIncidentType { incident: inc(1), type_code: "SMOKE".into() };
    let said = "refused.changed_type by=dora is=SMOKE number=261122-001";
    check(vec![did(open("STRUCT")), did(other)], saw(Was::Type("STRUCT".into())), &[said]);
    let to = |label: &str| Command::MoveIncident { incident: inc(1), place: place(24.94, label) };
    let said = "refused.changed_place by=dora is=Gate 4 number=261122-001";
    check(vec![did(open("STRUCT")), did(to("Gate 4"))], saw(Was::Place(None)), &[said]);
    let said = "refused.changed_place by=dora is=60.17000 24.94000 number=261122-001";
    check(vec![did(open("STRUCT")), did(to(""))], saw(Was::Place(Some(place(24.95, "")))), &[said]);
    let lanes = vec![Lane { kind: LaneKind::Mainline, state: LaneState::Blocked }];
    let set = Command::Work(Order::SetLanes { incident: inc(1), direction: "north".into(), lanes });
    let said = "refused.changed_lanes blocked=1 by=– count=1 is=north number=261122-001";
    check(vec![did(open("CRASH")), did(set)], saw(Was::Lanes { direction: String::new(), lanes: Vec::new() }), &[said]);
}

#[test]
fn of_a_closed_incident_nothing_is_expected() {
    let closed = vec![did(open("STRUCT")), did(close(1, "FALSE"))];
    check(closed, saw(Was::Priority(Priority::E)), &["refused.incident_closed number=261122-001"]);
}

fn saw_unit(on: Option<u128>, status: UnitStatus) -> Command {
    let unit = SeenUnit { unit: UnitId::from("E1"), incident: on.map(inc), status };
    Command::Expect(Seen::Units { call: "clear_units", units: vec![unit] })
}

/// Ben sees E1 on the first incident; Anna sends it to the second: what he does to it is not done to the second.
#[test]
fn a_unit_sent_elsewhere_meanwhile_is_not_acted_on() {
    let sent = || vec![did(open("STRUCT")), did(open("SMOKE")), did(assign(1, &["E1"]))];
    check(sent(), saw_unit(Some(1), UnitStatus::Dp), &[]);
    let mut diverted = sent();
    diverted.push(did(divert(2, &["E1"])));
    let said = "refused.changed_unit by=dora is=DP number=261122-002 unit=E1";
    check(diverted, saw_unit(Some(1), UnitStatus::Dp), &[said]);
    let mut rolling = sent();
    rolling.push(did(status("E1", UnitStatus::Er)));
    let said = "refused.changed_unit by=dora is=ER number=261122-001 unit=E1";
    check(rolling, saw_unit(Some(1), UnitStatus::Dp), &[said]);
    let mut freed = sent();
    freed.push(did(clear(&["E1"], None)));
    let said = "refused.changed_unit_free by=dora is=CL number= unit=E1";
    check(freed, saw_unit(Some(1), UnitStatus::Dp), &[said]);
    check(sent(), saw_unit(None, UnitStatus::Aq), &["refused.changed_unit by=dora is=DP number=261122-001 unit=E1"]);
}

#[test]
fn a_count_and_a_plan_are_not_written_over_unread() {
    let triage = |immediate| Triage { immediate, ..Triage::default() };
    let count = |n| Command::Ics(Ics::CountCasualties { incident: inc(1), count: triage(n) });
    let counted = || vec![did(open("CRASH")), did(count(3))];
    let said = "refused.changed_casualties by=dora is=3 0 0 0 number=261122-001 total=3";
    check(counted(), saw(Was::Casualties(None)), &[said]);
    check(counted(), saw(Was::Casualties(Some(triage(3)))), &[]);
    check(
        counted(),
        count(1),
        &["incident.casualties_counted.again deceased=0 delayed=0 from=3 0 0 0 immediate=1 minor=0 number=261122-001"],
    );
    let saw_plan = |sha: &str| Command::Expect(Seen::Plan(sha.into()));
    let world = check(vec![], saw_plan("0"), &["refused.role call=set_plan role=dispatcher"]);
    let in_force = world.board.plan.sha256().to_owned();
    check(vec![seat(Role::Supervisor)], saw_plan(&in_force), &[]);
    let name = &world.board.plan().name;
    check(vec![seat(Role::Supervisor)], saw_plan("0"), &[&format!("refused.changed_plan by=– is={name}")]);
}
