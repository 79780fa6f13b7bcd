//! The lines that buttons teach: each is read as the command its button sends. The window's tests hold its buttons to the
//! same list.

use super::*;
use crate::command::{AttachedCall, When};
use crate::intake::{Ask, PremiseInput, PremiseKind};
use crate::testing::{Floor, floor};
use crate::traffic::{Lane, LaneKind, LaneState, Mark};
use crate::types::{Closure, ClosureShape, Place};
use crate::work::Order;
use serde::Deserialize;
use watchfloor_geo::Wgs84;

#[derive(Deserialize)]
struct Taught {
    button: String,
    line: String,
    call: String,
}

fn at(lon: f64, lat: f64) -> Wgs84 {
    Wgs84::new(lon, lat).expect("on earth")
}

/// Three incidents, the first with a call, the third closed; a place, something known of one, and a closed road.
fn desk() -> (Floor, [IncidentId; 3]) {
    let mut floor = floor(&["E1", "E2"]);
    floor.role = None;
    let ids = [floor.open("STRUCT"), floor.open("SMOKE"), floor.open("CRASH")];
    let place = Place { at: at(24.94, 60.17), label: "Market 1".into() };
    let mut run = |command| floor.run(command).map(drop).expect("a good command");
    run(Command::MoveIncident { incident: ids[0], place: place.clone() });
    run(Command::AttachCall { incident: ids[0], call: AttachedCall { what: "me too".into(), ..Default::default() } });
    run(Command::CloseIncident { incident: ids[2], disposition: "DONE".into() });
    let details =
        PremiseInput { place, radius_m: 50, kind: PremiseKind::Hazard, text: "gas".into(), valid_until_ms: None };
    run(Command::Intake(Ask::SetPremise { premise: None, details }));
    let shape = ClosureShape::Line(vec![at(24.9, 60.1), at(24.91, 60.1)]);
    let details = Closure { shape, reason: "flood".into(), from_ms: None, until_ms: None, emergency_may_pass: true };
    run(Command::SetClosure { closure: None, details });
    let Ok(Meaning::Do(site)) = read(&floor.board, "site staging North; 60.17, 24.94", Some(ids[0])) else { panic!() };
    site.into_iter().for_each(|site| drop(floor.run(site).expect("a place")));
    floor.warn("flood", Severity::Severe);
    (floor, ids)
}

fn end(id: impl ToString) -> String {
    let id = id.to_string();
    id[id.len() - 6..].to_owned()
}

/// As it is typed for what stands on the floor.
fn typed(floor: &Floor, incident: IncidentId, line: &str) -> String {
    let premise = floor.board.premises.iter().next().expect("known").id;
    let closure = floor.board.closures.keys().next().expect("closed");
    let call = floor.board.incidents[&incident].calls[0].id;
    line.replace("PREMISE", &end(premise)).replace("CLOSURE", &end(closure)).replace("CALL", &end(call))
}

#[test]
fn every_taught_line_is_what_its_button_sends() {
    let (floor, ids) = desk();
    let taught: Vec<Taught> = serde_json::from_str(include_str!("taught.json")).expect("a list");
    assert!(taught.len() > 80);
    for Taught { button, line, call } in taught {
        let line = typed(&floor, ids[0], &line);
        if button == "unshelve" {
            continue; // Nothing is shelved here; `shelf.rs` has its own tests.
        }
        match read(&floor.board, &line, Some(ids[0])) {
            Ok(Meaning::Do(commands)) => {
                assert_eq!(commands.iter().map(Command::call).collect::<Vec<_>>(), [call.as_str()], "{button}: {line}")
            }
            other => panic!("{button}: {line}: {other:?}"),
        }
    }
}

/// To the last field, of the verbs that stand for a button alone.
#[test]
fn lines_of_the_desk_say_all_their_buttons_say() {
    let (floor, [one, ..]) = desk();
    let said = |line: &str| match read(&floor.board, &typed(&floor, one, line), None) {
        Ok(Meaning::Do(mut commands)) => commands.remove(0),
        other => panic!("{line}: {other:?}"),
    };
    let work = |line: &str| match said(line) {
        Command::Work(order) => order,
        other => panic!("{line}: {other:?}"),
    };
    let some = |text: &str| Some(text.to_owned());
    let (procedure, step) = ("fire.first".to_owned(), "water".to_owned());
    assert_eq!(work("认领@1"), Order::Claim { incident: one, take: false });
    assert_eq!(work("claim @1 !"), Order::Claim { incident: one, take: true });
    assert_eq!(work("放手 @1"), Order::Release { incident: one });
    assert_eq!(work("dec @1 忙，稍后"), Order::Decline { incident: one, reason: "忙，稍后".into() });
    let did =
        |answer, note| Order::DoStep { incident: one, procedure: procedure.clone(), step: step.clone(), answer, note };
    assert_eq!(work("step @1 fire.first water"), did(None, None));
    assert_eq!(work("步 @1 fire.first water yes from the lake"), did(some("yes"), some("from the lake")));
    let undone = Order::UndoStep { incident: one, procedure: procedure.clone(), step, reason: "wrong".into() };
    assert_eq!(work("step @1 fire.first water - wrong"), undone);
    let task = |owner: Option<&str>, due, text: &str| Order::AddTask {
        incident: one,
        text: text.into(),
        owner: owner.map(Into::into),
        due,
    };
    assert_eq!(work("task @1 @Anna +15 call"), task(Some("anna"), Some(When::In(15)), "call"));
    assert_eq!(work("task @1 +x is text"), task(None, None, "+x is text"));
    assert_eq!(work("done @1 2 nobody came"), Order::FinishTask { incident: one, task: 2, note: some("nobody came") });
    let lanes = [("l", LaneKind::ShoulderLeft, LaneState::Free), ("mx", LaneKind::Mainline, LaneState::Blocked)];
    let lanes = lanes.iter().map(|(_, kind, state)| Lane { kind: *kind, state: *state }).collect();
    assert_eq!(
        work("lane @1 north side; l mx"),
        Order::SetLanes { incident: one, direction: "north side".into(), lanes }
    );
    let time = |mark, at, withdraw| Order::SetTrafficTime { incident: one, mark, at, withdraw };
    assert_eq!(work("tt @1 t2"), time(Mark::Verified, None, false));
    assert_eq!(work("tt @1 T0 14:05"), time(Mark::Occurred, Some(When::Clock(845)), false));
    assert_eq!(work("tt @1 t7 -"), time(Mark::Normal, None, true));
    let flags = |secondary, responder_struck| Order::SetTrafficFlags { incident: one, secondary, responder_struck };
    assert_eq!(work("flag @1 secondary off"), flags(Some(false), None));
    assert_eq!(work("标 @1 被撞"), flags(None, Some(true)));
    assert_eq!(
        work("sign @1 CRASH / KM 12"),
        Order::ApproveSign { incident: one, lines: vec!["CRASH".into(), "KM 12".into()] }
    );
    let unatt = Order::WithdrawAttachment { incident: one, attachment: 2, reason: "wrong".into() };
    assert_eq!(work("unatt @1 2 wrong"), unatt);
    let call = floor.board.incidents[&one].calls[0].id;
    assert_eq!(said("sep @1"), Command::DetachCall { incident: one, call, as_incident: true });
}

#[test]
fn what_is_missing_is_asked_for_and_no_slip_acts() {
    let (floor, [one, ..]) = desk();
    let refused = |line: &str| match read(&floor.board, &typed(&floor, one, line), None) {
        Err(rejection) => rejection.key,
        other => panic!("{line}: {other:?}"),
    };
    let cases = [
        ("claim @1 x", "refused.no_such_incident"),
        ("claim", "preview.which_incident"),
        ("dec @1", "preview.decline_reason"),
        ("sop @1", "preview.sop"),
        ("step @1 fire.first", "preview.step"),
        ("step @1 fire.first water -", "preview.step_reason"),
        ("task @1 @anna +15", "preview.task"),
        ("done @1 x", "preview.task_number"),
        ("lane @1 north; l q", "preview.lane"),
        ("lane @1 ; l", "preview.lane"),
        ("tt @1 t5", "preview.traffic_time"),
        ("tt @1 t2 25:00", "preview.traffic_time"),
        ("flag @1 secondary perhaps", "preview.flag"),
        ("sign @1", "preview.sign"),
        ("mv @1 Market", MOVE_PLACE),
        ("sep @1 zzzzzz", "refused.no_such_call"),
        ("unatt @1 2", "preview.unatt"),
        ("lift CLOSURE", "preview.lift"),
        ("lift 1 cleared", "refused.no_such_closure"),
        ("pn @1 - PREMISE", "preview.premise_end"),
        ("site = North; 60.2, 24.9", "preview.site_reason"),
        ("site = North; 60.2, 24.9 / x; smoke", "preview.site_move"),
        ("site = Nowhere; 60.2, 24.9; smoke", "refused.no_such_site"),
    ];
    for (line, key) in cases {
        assert_eq!(refused(line), key, "{line}");
    }
    assert_eq!(move_words(&floor.board, "移 @1 火车站。东", None), Some((one, "火车站。东".to_owned())));
}

#[test]
fn what_there_is_completes() {
    let (floor, [one, ..]) = desk();
    let offered = |line: &str| complete(&floor.board, line).into_iter().map(|c| c.insert).collect::<Vec<_>>();
    assert_eq!(offered("tt @1 t"), ["t0", "t2", "t7"]);
    assert_eq!(offered("flag @1 s"), ["secondary", "struck"]);
    assert_eq!(offered("sep @1 "), [end(floor.board.incidents[&one].calls[0].id)]);
    assert_eq!(offered("lift "), [end(floor.board.closures.keys().next().expect("closed"))]);
    assert!(!offered("sop @1 ").is_empty());
    assert_eq!(offered("claim @").len(), 2, "those that are open");
}
