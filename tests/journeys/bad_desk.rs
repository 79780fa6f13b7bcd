//! What goes wrong at a desk: two people change the same thing, a place lies outside the area, codes nobody knows. Each is
//! refused in words that say what stands; nothing is written over and nothing is lost.

use crate::support::{Floor, Rpc, floor::PASSWORD, run};
use serde_json::{Value, json};
use std::path::Path;

fn place(label: &str) -> Value {
    json!({"lon": 24.94, "lat": 60.17, "label": label})
}

fn opened(rpc: &mut Rpc, kind: &str) -> String {
    let call = json!({"type_code": kind, "place": place("Exit 12"), "what": "two cars"});
    rpc.ok("open_incident", &call)["number"].as_str().unwrap().to_owned()
}

fn row(rpc: &mut Rpc, number: &str) -> Value {
    rpc.ok("incident", &json!({"id": number}))["row"].clone()
}

/// Anna changes it; Ben, who still sees what was there before, is refused and told; what Anna did stands. He may still
/// do it, asking for nothing.
#[track_caller]
fn second_is_told(anna: &mut Rpc, ben: &mut Rpc, number: &str, call: &str, [first, second]: [Value; 2], is: &str) {
    anna.ok(call, &first);
    let (before, seq) = (row(ben, number), ben.ok("board", &json!({}))["seq"].clone());
    let error = ben.refused(call, &second, "refused");
    let key = error["key"].as_str().unwrap();
    assert!(key.starts_with("refused.changed_"), "{error}");
    assert_eq!(error["params"]["is"], is, "{error}");
    assert!(error["message"].as_str().unwrap().contains(is), "in words: {error}");
    assert_eq!((row(ben, number), ben.ok("board", &json!({}))["seq"].clone()), (before, seq), "nothing was written");
    let mut seen = second;
    seen.as_object_mut().unwrap().remove("was");
    ben.ok(call, &seen);
}

#[test]
fn of_two_people_who_change_the_same_the_second_is_told_what_it_is() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    chief.ok("create_user", &json!({"user": "ben", "display_name": "Ben", "role": "dispatcher", "password": PASSWORD}));
    chief.end().done();
    let mut anna = floor.seat("anna");
    let number = opened(&mut anna, "CRASH");
    let mut ben = floor.seat("ben");
    let with = |more: Value| {
        let mut args = json!({"incident": number});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    let priorities = [with(json!({"priority": "E", "was": "1"})), with(json!({"priority": "3", "was": "1"}))];
    second_is_told(&mut anna, &mut ben, &number, "set_priority", priorities, "E");
    let types =
        [with(json!({"type_code": "CRASHI", "was": "CRASH"})), with(json!({"type_code": "STALL", "was": "CRASH"}))];
    second_is_told(&mut anna, &mut ben, &number, "set_incident_type", types, "CRASHI");
    let was = json!({"place": place("Exit 12")});
    let moves = ["Exit 13", "Exit 14"].map(|to| with(json!({"place": place(to), "was": was})));
    second_is_told(&mut anna, &mut ben, &number, "move_incident", moves, "Exit 13");
    let lanes = |state: &str| json!([{"kind": "mainline", "state": state}, {"kind": "mainline", "state": "free"}]);
    let none = json!({"direction": "", "lanes": []});
    let lanes = [("north", "blocked"), ("south", "affected")]
        .map(|(direction, state)| with(json!({"direction": direction, "lanes": lanes(state), "was": none})));
    second_is_told(&mut anna, &mut ben, &number, "set_lanes", lanes, "north");
    // By whom, where it is known.
    anna.ok("set_priority", &with(json!({"priority": "2", "was": "3"})));
    let error = ben.refused("set_priority", &with(json!({"priority": "4", "was": "3"})), "refused");
    assert_eq!(error["params"]["by"], "anna", "{error}");
    ben.refused("set_priority", &with(json!({"priority": "4", "was": "urgent"})), "bad_argument");

    // One unit, two who want it; one incident, two who end it.
    anna.ok("assign_units", &with(json!({"units": ["E1"]})));
    let other = opened(&mut ben, "MEDIC");
    let error = ben.refused("assign_units", &json!({"incident": other, "units": ["E1"]}), "refused");
    assert_eq!(
        (&error["key"], error["params"].to_string().contains(&number)),
        (&json!("refused.unit_busy"), true),
        "{error}"
    );
    anna.ok("close_incident", &json!({"incident": other, "disposition": "DONE"}));
    let error = ben.refused("close_incident", &json!({"incident": other, "disposition": "CANCEL"}), "refused");
    assert_eq!(error["key"], "refused.incident_closed");
    assert_eq!(row(&mut ben, &other)["disposition"], "DONE", "the first one's stands");
    ben.end().done();
    anna.end().done();
    floor.verify();
}

#[test]
fn a_place_outside_the_area_is_taken_and_said_to_be_outside() {
    let floor = Floor::live();
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/area/helsinki.osm.pbf").display().to_string();
    run(&floor.data(), &["area", "import", &extract, "--name", "helsinki"]).done();
    let mut anna = floor.seat("anna");
    for (lon, lat) in [(200.0, 60.0), (24.9, 91.0), (-181.0, 0.0)] {
        let place = json!({"lon": lon, "lat": lat, "label": "nowhere"});
        anna.refused("open_incident", &json!({"type_code": "STRUCT", "what": "fire", "place": place}), "bad_argument");
    }
    assert_eq!(anna.ok("board", &json!({}))["incidents"], json!([]), "nothing half taken");
    // A call is never lost for its place: it may be the next county's.
    let far = json!({"lon": 25.8, "lat": 60.4, "label": "Porvoo"});
    let id = anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "fire", "place": far}))["id"].clone();
    let shown = anna.ok("recommend", &json!({"incident": id}));
    assert_eq!(shown["notes"][0]["key"], "recommend.note.off_road", "{shown}");
    let times: Vec<&Value> = shown["needs"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|n| n["units"].as_array().unwrap())
        .map(|u| &u["eta_s"])
        .collect();
    assert!(times.iter().all(|eta| eta.is_null()), "no drive time is made up: {times:?}");
    anna.end().done();
    floor.verify();
}

#[test]
fn codes_nobody_knows_are_refused_by_name() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let number = opened(&mut anna, "CRASH");
    let before = anna.ok("board", &json!({}))["seq"].clone();
    let of = |more: Value| {
        let mut args = json!({"incident": number});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    let cases = [
        ("open_incident", json!({"type_code": "NOPE", "what": "x"}), "refused.unknown_type"),
        ("set_incident_type", of(json!({"type_code": "NOPE"})), "refused.unknown_type"),
        ("set_priority", of(json!({"priority": "9"})), "refused.unknown_priority"),
        ("set_status", json!({"units": ["E1"], "status": "XX"}), "refused.unknown_status"),
        ("close_incident", of(json!({"disposition": "NOPE"})), "refused.unknown_disposition"),
        ("assign_units", of(json!({"units": ["E99"]})), "refused.no_such_unit"),
        ("add_note", json!({"incident": "J-999", "text": "x"}), "refused.no_such_incident"),
        ("hand_over", of(json!({"to": "nobody"})), "refused.no_such_colleague"),
        ("start_procedure", of(json!({"procedure": "none"})), "refused.no_such_procedure"),
        ("set_status_code", json!({"units": ["E1"], "code": "77"}), "refused.unknown_status_code"),
        ("line", json!({"text": "zz E1"}), "refused.no_such_verb"),
        ("line", json!({"text": "d E99 @1"}), "refused.no_such_unit"),
    ];
    for (call, args, key) in cases {
        let answer = anna.call(call, &args);
        assert_eq!(answer["error"]["key"], key, "{call} {args}: {answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|text| text.len() > 8), "in words: {answer}");
    }
    assert_eq!(anna.ok("board", &json!({}))["seq"], before, "nothing was done");
    anna.end().done();
}
