//! What closing and merging would leave behind is said before it is accepted.

use crate::support::*;
use watchfloor_domain::Command;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::site::{Details, Order as Place, RoadsClosed, SiteKind, SiteShape};
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState};
use watchfloor_domain::types::Role;
use watchfloor_domain::work::Order;
use watchfloor_geo::Wgs84;

fn task(n: u128) -> Command {
    Command::Work(Order::AddTask { incident: inc(n), text: "key holder".into(), owner: None, due: None })
}

fn done(n: u128, task: u32) -> Command {
    Command::Work(Order::FinishTask { incident: inc(n), task, note: None })
}

fn lanes(n: u128, state: LaneState) -> Command {
    let lanes = [LaneState::Free, state].map(|state| Lane { kind: LaneKind::Mainline, state });
    Command::Work(Order::SetLanes { incident: inc(n), direction: "north".into(), lanes: lanes.to_vec() })
}

fn cordon(n: u128) -> Command {
    let at = Wgs84::new(24.94, 60.17).expect("a place");
    let details = Details {
        kind: SiteKind::Cordon,
        name: "Outer".into(),
        shape: SiteShape::Circle { centre: at, radius_m: 200 },
        incident: Some(inc(n)),
        roads: Some(RoadsClosed { emergency_may_pass: true }),
    };
    Command::Site(Place::Set { site: None, details, reason: "smoke".into() })
}

fn leaving(n: u128) -> Command {
    Command::CloseLeaving { incident: inc(n), disposition: "DONE".into() }
}

fn opened() -> Vec<Step> {
    vec![did(open("STRUCT")), did(open("STRUCT"))]
}

fn after(steps: impl IntoIterator<Item = Command>) -> Vec<Step> {
    opened().into_iter().chain(steps.into_iter().map(did)).collect()
}

#[test]
fn closing_names_what_is_left_open_and_waits_for_a_yes() {
    let left = |tasks: &str, lanes: &str, cordons: &str, asked: &str| {
        format!("refused.left_open asked={asked} cordons={cordons} lanes={lanes} number=261122-001 tasks={tasks}")
    };
    check(after([]), close(1, "DONE"), &["incident.closed disposition=DONE number=261122-001"]);
    check(after([task(1), task(1), done(1, 1)]), close(1, "DONE"), &[&left("2", "0", "0", "0")]);
    check(after([lanes(1, LaneState::Blocked)]), close(1, "DONE"), &[&left("0", "1", "0", "0")]);
    check(after([cordon(1)]), close(1, "DONE"), &[&left("0", "0", "Outer", "0")]);
    let anna = Step::System(Command::CreateUser {
        user: UserId::from("anna"),
        display_name: "Anna".into(),
        role: Role::Dispatcher,
        verifier: "$argon2id$".into(),
    });
    let asked = Order::HandOver { incident: inc(1), to: UserId::from("anna"), note: String::new(), seat: "s1".into() };
    let offered = opened().into_iter().chain([anna, did(Command::Work(asked))]).collect();
    check(offered, close(1, "DONE"), &[&left("0", "0", "0", "anna")]);
    // What is finished, free or of another incident keeps nobody from closing.
    let over = [task(1), done(1, 1), lanes(1, LaneState::Blocked), lanes(1, LaneState::Free), task(2), cordon(2)];
    check(after(over), close(1, "DONE"), &["incident.closed disposition=DONE number=261122-001"]);
    // Told so, a person closes it all the same, and the log says what was left.
    let told = "incident.closed.leaving asked=0 cordons=0 disposition=DONE lanes=1 number=261122-001 tasks=1";
    check(after([task(1), lanes(1, LaneState::Blocked)]), leaving(1), &[told]);
    check(after([]), leaving(1), &["incident.closed disposition=DONE number=261122-001"]);
}

#[test]
fn open_tasks_go_along_with_a_merge_and_come_back_with_a_split() {
    let merge = || Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: false };
    let held = || after([task(1), task(2), task(2), done(2, 1)]);
    let world = check(held(), merge(), &["incident.merged.tasks into=261122-001 number=261122-002 tasks=1"]);
    let open = |world: &World, n| world.incident(n).work.open_tasks().map(|task| task.number).collect::<Vec<_>>();
    assert_eq!((open(&world, 1), open(&world, 2)), (vec![1, 2], vec![]));

    let mut world = world;
    world.run(&done(1, 2)).expect("it can be finished where it is now");
    world.run(&Command::SplitIncident { incident: inc(2) }).expect("merged");
    assert_eq!((open(&world, 1), open(&world, 2)), (vec![1], vec![]));
    let numbers: Vec<u32> = world.incident(2).work.tasks.iter().map(|task| task.number).collect();
    assert_eq!(numbers, [1, 2]);

    // Taken back, nothing of it is left.
    let before = given(held());
    let mut world = given(held().into_iter().chain([did(merge())]).collect());
    world.run(&Command::Undo { event: None }).expect("just now");
    for n in [1, 2] {
        assert_eq!(world.incident(n).work.tasks, before.incident(n).work.tasks);
    }
}

#[test]
fn merging_waits_for_blocked_lanes() {
    let merge = || Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: false };
    let refused = "refused.merge_lanes into=261122-001 lanes=1 number=261122-002";
    check(after([lanes(2, LaneState::Blocked)]), merge(), &[refused]);
    let merged = "incident.merged into=261122-001 number=261122-002";
    check(after([lanes(1, LaneState::Blocked)]), merge(), &[merged]);
}
