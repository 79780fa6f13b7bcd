//! What stands against an order, through `watchfloor rpc` and the typed line: named in the preview, refused without a word,
//! done with one, and in the log.

use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

fn line(rpc: &mut Rpc, text: &str) -> Value {
    rpc.ok("line", &json!({"text": text}))
}

fn refused(rpc: &mut Rpc, text: &str) -> String {
    let error = &rpc.call("line", &json!({"text": text}))["error"];
    assert!(error.is_object(), "{text} was done");
    error["key"].as_str().unwrap().to_owned()
}

fn preview(rpc: &mut Rpc, text: &str) -> (String, Vec<String>) {
    let shown = rpc.ok("preview_line", &json!({"text": text}));
    let lines = shown["lines"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap().to_owned());
    (shown["state"].as_str().unwrap().to_owned(), lines.collect())
}

#[test]
fn a_crew_in_danger_is_not_sent_or_freed_over_its_head() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "smoke"}));
    anna.ok("open_incident", &json!({"type_code": "GAS", "what": "smell of gas"}));
    line(&mut anna, "d E1 @1");
    line(&mut anna, "os E1");
    line(&mut anna, "em E1 radio");
    for text in ["c E1 FALSE", "oos E1 brakes", "off E1 end of shift", "swap E1 E2"] {
        let (state, lines) = preview(&mut anna, text);
        assert_eq!(state, "refused", "{text}: {lines:?}");
    }
    assert_eq!(refused(&mut anna, "c E1 FALSE"), "refused.unit_in_emergency");
    let divert = json!({"incident": "2", "units": ["E1"], "divert": true});
    let error = anna.refused("assign_units", &divert, "bad_argument");
    assert_eq!((&error["key"], &error["field"]), (&json!("refused.unit_in_emergency"), &json!("despite")));
    // The mark goes on, and the preview says over what.
    let (state, lines) = preview(&mut anna, "d E1 @2 !");
    assert_eq!((state.as_str(), lines.len()), ("ready", 2), "{lines:?}");
    assert!(lines[0].contains("EMERGENCY of E1"), "{lines:?}");
    line(&mut anna, "emc E1 false alarm, spoke to the crew");

    // People missing: no way closes the incident or ends the roll until somebody answers.
    line(&mut anna, "par @1");
    line(&mut anna, "par E1 no");
    assert_eq!(refused(&mut anna, "par @1 end"), "refused.people_missing");
    assert_eq!(refused(&mut anna, "c E1 DONE"), "refused.unit_people_missing");
    assert_eq!(refused(&mut anna, "c E1 DONE !"), "refused.missing_needs_reason");
    line(&mut anna, "c E1 DONE ! ordered out by command");
    assert_eq!(refused(&mut anna, "cl 1 DONE"), "refused.people_missing");
    line(&mut anna, "f E1");
    assert_eq!(refused(&mut anna, "d E1 @2"), "refused.unit_people_missing");
    line(&mut anna, "par E1 ok");
    line(&mut anna, "d E1 @2");
    line(&mut anna, "cl 1 DONE");

    // What contradicts itself does nothing.
    line(&mut anna, "os E1");
    anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "smoke"}));
    assert_eq!(refused(&mut anna, "wk E1 @3"), "refused.not_on_incident");
    assert_eq!(refused(&mut anna, "wk E1 E9"), "refused.no_such_unit");

    // A patient aboard.
    assert_eq!(refused(&mut anna, "ad E1"), "refused.destination_needed");
    line(&mut anna, "tr E1 Meilahti");
    let (state, lines) = preview(&mut anna, "c E1 FALSE");
    assert_eq!(state, "refused");
    assert!(lines[0].contains("Meilahti"), "{lines:?}");
    let clear = json!({"units": ["E1"], "disposition": "FALSE", "despite": "patient signed off"});
    let told = anna.ok("clear_units", &clear);
    assert_eq!(told["lines"].as_array().map(Vec::len), Some(2), "{told}");
    anna.end().done();

    let told: Vec<Value> = floor
        .events()
        .into_iter()
        .filter(|event| event["typ"] == "unit.safety_overridden")
        .map(|event| serde_json::from_str(event["body"].as_str().unwrap()).unwrap())
        .collect();
    let what: Vec<&str> = told.iter().map(|body| body["harm"]["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["people_missing", "patient"], "{told:?}");
    assert_eq!(told[1]["reason"], "patient signed off");
    floor.verify();
}
