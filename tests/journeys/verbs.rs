//! `help` tells every verb with its shape; every verb answers, refuses what it does not know, and is part of some journey.

use crate::support::{Floor, Rpc};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Verbs that no journey calls by name, each with where it is proven.
const ELSEWHERE: [(&str, &str); 2] =
    [("paper_card_html", "asked by `watchfloor paper`"), ("paper_board_html", "asked by `watchfloor paper`")];

fn help(rpc: &mut Rpc) -> serde_json::Map<String, Value> {
    rpc.ok("help", &json!({})).as_object().unwrap().clone()
}

/// What is wrong with the description of a field: it names a type, or another shape, or one of several.
fn unshaped(field: &Value) -> bool {
    !["type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"].iter().any(|word| field.get(word).is_some())
}

#[test]
fn help_tells_every_verb_with_its_shape() {
    let floor = Floor::empty();
    let mut rpc = Rpc::start(&floor.data(), &[]);
    let verbs = help(&mut rpc);
    assert!(verbs.len() > 110, "{} verbs", verbs.len());
    for (verb, told) in &verbs {
        assert!(told["about"].as_str().is_some_and(|about| about.len() > 5), "{verb}: {told}");
        assert!(["command", "query"].contains(&told["kind"].as_str().unwrap_or("")), "{verb}: {told}");
        let args = &told["args"];
        assert_eq!((&args["type"], &args["additionalProperties"]), (&json!("object"), &json!(false)), "{verb}: {args}");
        let none = serde_json::Map::new();
        let fields = args["properties"].as_object().unwrap_or(&none);
        let wrong: Vec<_> = fields.iter().filter(|(_, field)| unshaped(field)).collect();
        assert!(wrong.is_empty(), "{verb}: {wrong:?}");
        let needed = args["required"].as_array().into_iter().flatten();
        assert!(needed.filter_map(Value::as_str).all(|name| fields.contains_key(name)), "{verb}: {args}");
    }
    assert!(unshaped(&json!({"default": null})), "the measure sees a field without a type");
    rpc.end().done();
}

#[test]
fn every_verb_refuses_a_field_it_does_not_know_and_does_nothing() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let verbs = help(&mut chief);
    let before = chief.ok("board", &json!({}))["seq"].clone();
    for verb in verbs.keys() {
        let answer = chief.call(verb, &json!({"no_such_field": 1}));
        assert_eq!(answer["error"]["code"], "bad_argument", "{verb}: {answer}");
    }
    assert_eq!(chief.ok("board", &json!({}))["seq"], before, "nothing was done");
    chief.end().done();
}

/// The sources of the journeys: a verb is written there as a string of its own.
fn sources() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys");
    let files = [folder.clone(), folder.join("support")].into_iter().flat_map(|dir| std::fs::read_dir(dir).unwrap());
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_verb_is_part_of_some_journey() {
    let floor = Floor::empty();
    let mut rpc = Rpc::start(&floor.data(), &[]);
    let (verbs, sources) = (help(&mut rpc), sources());
    let called = |verb: &str| sources.contains(&format!("\"{verb}\""));
    let elsewhere = |verb: &str| ELSEWHERE.iter().any(|(name, _)| *name == verb);
    let untouched: Vec<_> = verbs.keys().filter(|verb| !called(verb) && !elsewhere(verb)).collect();
    assert!(untouched.is_empty(), "no journey calls {untouched:?}");
    assert!(!called(&["no", "such", "verb"].join("_")), "the measure sees a verb nobody calls");
    rpc.end().done();
}

/// What an office does between nights: starter plans, passwords, feeds, documents, positions of many units.
#[test]
fn the_office_looks_after_the_floor() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    for name in ["international", "chinese"] {
        let text = chief.ok("plan_starter", &json!({"name": name}))["text"].clone();
        assert_eq!(chief.ok("check_plan", &json!({"text": text}))["faults"], json!([]), "{name}");
    }
    chief.refused("plan_starter", &json!({"name": "none"}), "not_found");

    let fixes = json!({"fixes": [
        {"unit": "E1", "lon": 24.9504, "lat": 60.1841},
        {"unit": "NONE", "lon": 24.9, "lat": 60.1},
    ]});
    let told = chief.ok("report_positions", &fixes);
    assert_eq!(told["refused_rows"].as_array().map(Vec::len), Some(1), "{told}");
    let at = |rpc: &mut Rpc| {
        let units = rpc.ok("units", &json!({}));
        units.as_array().unwrap().iter().find(|unit| unit["id"] == "E1").unwrap()["position"]["lat"].as_f64()
    };
    assert_eq!(at(&mut chief), Some(60.1841));
    let cameras = chief.ok("seeing", &json!({"lon": 24.9425, "lat": 60.1705}));
    assert!(cameras.to_string().contains("C1"), "the camera of the station square looks south: {cameras}");

    let document = crate::support::cap::alert("office-1", "Severe", crate::support::cap::HARBOUR);
    let taken = chief.ok("ingest_warning", &json!({"source": "by hand", "text": document}));
    assert!(!taken["lines"].as_array().unwrap().is_empty(), "{taken}");
    assert_eq!(chief.ok("warnings", &json!({})).as_array().map(Vec::len), Some(1));
    let feed = json!({"id": "met", "url": "https://met.example/feed", "interval_s": 3600});
    chief.ok("add_feed", &feed);
    chief.ok("remove_feed", &json!({"id": "met"}));
    chief.refused("remove_feed", &json!({"id": "met"}), "not_found");

    // Nothing is imported, nothing runs, nothing is there to be switched to or taken away.
    assert!(chief.ok("area_import", &json!({})).is_null());
    chief.refused("cancel_area_import", &json!({}), "refused");
    chief.ok("import_area", &json!({"name": "x", "files": ["/nowhere/x.osm.pbf"]}));
    let failed = |job: &Value| (job["state"] == "failed").then(|| job["error"]["text"].clone());
    let why = chief.until(Duration::from_secs(20), "area_import", &json!({}), failed);
    assert!(why.as_str().is_some_and(|why| why.contains("x.osm.pbf")), "it names the file: {why}");
    chief.refused("activate_area", &json!({"name": "nowhere"}), "not_found");
    chief.refused("import_area_cameras", &json!({}), "refused");
    chief.refused("remove_basemap", &json!({"id": "none"}), "not_found");

    chief.ok("set_password", &json!({"user": "anna", "password": "eight new lamps"}));
    chief.ok("disable_user", &json!({"user": "olga", "reason": "left"}));
    chief.end().done();
    let entry = |user: &str, password: &str| {
        let file = floor.file("other", password);
        Rpc::start(&floor.data(), &["--seat", user, "--password-file", &file]).end().code
    };
    assert_eq!((entry("anna", "eight new lamps"), entry("anna", crate::support::floor::PASSWORD)), (Some(0), Some(1)));
    assert_eq!(entry("olga", crate::support::floor::PASSWORD), Some(1), "who left does not come in");
    floor.verify();
}
