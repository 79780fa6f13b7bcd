//! Two people change the same thing: the second is told what it has become, and by whom.

use crate::support::{check, close, did, inc, open};
use watchfloor_domain::Command;
use watchfloor_domain::command::{Seen, Was};
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState};
use watchfloor_domain::types::{Place, Priority};
use watchfloor_domain::work::Order;
use watchfloor_geo::Wgs84;

fn saw(was: Was) -> Command {
    Command::Expect(Seen { incident: inc(1), was })
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
