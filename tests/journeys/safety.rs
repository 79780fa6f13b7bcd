//! Crews kept safe through `watchfloor rpc`: an emergency outlives the console, a timer due while it was down fires once
//! and says how late, a roll call is answered, radio codes and late steps go where they belong.

use crate::support::{Floor, Rpc};
use serde_json::{Value, json};
use std::time::Duration;

fn line(rpc: &mut Rpc, text: &str) -> Value {
    rpc.ok("line", &json!({"text": text}))
}

fn unit(rows: &Value, id: &str) -> Value {
    rows.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
}

fn crew(rpc: &mut Rpc, id: &str) -> Value {
    unit(&rpc.ok("units", &json!({})), id)["crew"].clone()
}

fn fired(floor: &Floor) -> Vec<Value> {
    floor.events().into_iter().filter(|event| event["typ"] == "timer.fired").collect()
}

#[test]
fn an_emergency_and_a_timer_outlive_the_console() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "smoke"}));
    line(&mut anna, "d E1 E2 @1");
    line(&mut anna, "os E1");
    line(&mut anna, "em E1 radio");
    anna.refused("raise_emergency", &json!({"unit": "E1"}), "refused");
    line(&mut anna, "t+ E1 1");
    let armed = crew(&mut anna, "E1")["welfare"].clone();
    assert_eq!((&armed["minutes"], &armed["fired_ms"]), (&json!(1), &Value::Null));
    line(&mut anna, "ema E1");
    anna.kill();
    std::thread::sleep(Duration::from_secs(63));

    let mut anna = floor.seat("anna");
    let due =
        |rows: &Value| Some(unit(rows, "E1")["crew"].clone()).filter(|crew| !crew["welfare"]["fired_ms"].is_null());
    let crew_of = anna.until(Duration::from_secs(5), "units", &json!({}), due);
    assert_eq!(crew_of["emergency"]["acknowledged"]["by"], "anna", "only a person ends it: {crew_of}");
    assert_eq!(crew_of["emergency"]["source"], "radio");
    assert_eq!(crew_of["welfare"]["due_ms"], armed["due_ms"]);
    line(&mut anna, "emc E1 crew is out");
    line(&mut anna, "t+ E1 0");
    assert!(crew(&mut anna, "E1")["emergency"].is_null());
    anna.end().done();
    // Once more through the log: it does not fire again.
    floor.seat("anna").end().done();
    let events = fired(&floor);
    assert_eq!(events.len(), 1, "{events:?}");
    let body: Value = serde_json::from_str(events[0]["body"].as_str().unwrap()).unwrap();
    assert!(body["late_ms"].as_i64().is_some_and(|late| late > 1_000), "it says how late: {body}");
    assert_eq!(body["due_ms"], armed["due_ms"]);
    floor.verify();
}

#[test]
fn a_roll_is_called_and_answered_and_codes_swaps_and_late_steps_are_kept() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let fire = anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "smoke"}))["id"].clone();
    line(&mut anna, "d E1 E2 @1");
    let error = anna.refused("call_par", &json!({"incident": fire}), "refused");
    assert_eq!(error["key"], "refused.nobody_on_scene");
    line(&mut anna, "os E1");
    line(&mut anna, "par @1 search done");
    let par = |rpc: &mut Rpc| rpc.ok("incident", &json!({"id": fire}))["row"]["par"].clone();
    let asked = par(&mut anna);
    assert_eq!(
        (&asked["every_min"], &asked["rounds"], &asked["roll"]["complete"]),
        (&json!(20), &json!(1), &json!(false))
    );
    assert_eq!(asked["roll"]["units"].as_array().map(Vec::len), Some(1), "E2 is on its way: {asked}");
    line(&mut anna, "par E1 missing");
    assert_eq!(par(&mut anna)["roll"]["units"][0]["ok"], json!(false));
    line(&mut anna, "par E1 ok");
    assert_eq!(par(&mut anna)["roll"]["complete"], json!(true));
    line(&mut anna, "par @1 end");
    assert!(par(&mut anna).is_null());

    // Codes: chosen by who supervises, understood from then on.
    anna.refused("set_status_codes", &json!({"preset": "fms"}), "forbidden");
    let error = anna.refused("set_status_code", &json!({"units": ["E2"], "code": "3"}), "bad_argument");
    assert_eq!(error["key"], "refused.unknown_status_code");

    // The one in the other's place, both in one step.
    let told = anna.ok("swap_units", &json!({"out": "E2", "by": "M1"}));
    assert_eq!(told["lines"].as_array().map(Vec::len), Some(2), "{told}");
    let rows = anna.ok("units", &json!({}));
    assert_eq!((&unit(&rows, "E2")["status"], &unit(&rows, "M1")["status"]), (&json!("CL"), &json!("DP")));

    // A step entered late keeps when it happened apart from when it was entered.
    let run = anna.ok("incident", &json!({"id": fire}))["assignments"][0].clone();
    let at = run["assigned_ms"].as_i64().unwrap();
    let late = json!({"unit": "E1", "status": "ER", "at_ms": at, "reason": "radio was down"});
    anna.ok("late_status", &late);
    let steps = anna.ok("incident", &json!({"id": fire}))["assignments"][0]["steps"].clone();
    let told: Vec<(&str, bool)> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["status"].as_str().unwrap(), step["backdated"].as_bool().unwrap()))
        .collect();
    assert_eq!(told, [("DP", false), ("ER", true), ("OS", false)]);
    let future = json!({"unit": "E1", "status": "SG", "at_ms": at + 86_400_000, "reason": "x"});
    assert_eq!(anna.refused("late_status", &future, "bad_argument")["key"], "refused.late_future");
    anna.end().done();
    let entered = floor.events().into_iter().find(|event| event["typ"] == "unit.status_backdated").unwrap();
    assert_eq!(entered["happened_ms"], json!(at));
    assert!(entered["recorded_ms"].as_i64() > Some(at), "{entered}");
    floor.verify();
}
