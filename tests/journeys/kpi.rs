//! Figures: a drill that a scripted dispatcher works through gives the metrics of the reference, which a plain count over
//! the exported log gives too; a console is asked while it runs.

use crate::support::floor::exported;
use crate::support::program::watchfloor;
use crate::support::{Floor, run};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

fn figure<'a>(report: &'a Value, metric: &str) -> &'a Value {
    let figures = report["figures"].as_array().unwrap();
    figures.iter().find(|f| f["metric"] == metric).unwrap_or_else(|| unreachable!("{metric}"))
}

/// Every case is in one part.
fn parted(cases: &Value) -> bool {
    let excluded: u64 = cases["excluded"].as_array().unwrap().iter().filter_map(|e| e["count"].as_u64()).sum();
    let n = |of: &str| cases[of]["n"].as_u64().unwrap();
    cases["total"].as_u64() == Some(n("measured") + n("back_dated") + excluded)
}

/// Turnout by a plain reading of the exported log: each unit sent to an emergency that went on under its own number.
fn turnout(events: &[Value]) -> Vec<i64> {
    let (mut priority, mut merged, mut sent, mut out) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new(), Vec::new());
    for event in events {
        let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        let (incident, unit, at) = (text("incident"), text("unit"), event["happened_ms"].as_i64().unwrap());
        match event["typ"].as_str().unwrap() {
            "incident.opened" | "incident.priority_set" => drop(priority.insert(incident, text("priority"))),
            "incident.merged" => drop(merged.insert(incident)),
            "unit.assigned" => drop(sent.insert(unit, (incident, at))),
            "unit.status_set" if body["status"] == "ER" => {
                if let Some((incident, began)) = sent.remove(&unit) {
                    out.push((incident, at - began));
                }
            }
            _ => {}
        }
    }
    let emergency = |id: &String| ["E", "1", "2"].contains(&priority[id].as_str()) && !merged.contains(id);
    let mut measured: Vec<i64> = out.into_iter().filter(|(id, _)| emergency(id)).map(|(_, ms)| ms).collect();
    measured.sort_unstable();
    measured
}

#[test]
fn a_drill_is_played_to_its_end_scored_and_proved() {
    let floor = Floor::empty();
    let data = floor.data();
    let drill = ["run", "--drill", "--incidents", "20", "--calls-per-day", "9000", "--fleets", "2", "--speed", "300"];
    let over = run(&data, &[&drill[..], &["--dispatcher", "--seed", "7"]].concat()).done();
    assert!(over.contains("the drill is over"), "{over}");
    run(&data, &["log", "verify", "--drill"]).ends(0, &["ok:"]);

    let text = run(&data, &["report", "drill"]).done();
    for word in ["20 incidents", "edition 2026-11", "NFPA 1710", "to verify", "What went wrong", "left out:"] {
        assert!(text.contains(word), "{word:?} is missing in {text}");
    }
    let report: Value = serde_json::from_str(&run(&data, &["report", "drill", "--json"]).done()).unwrap();
    assert_eq!(report["incidents"], 20);
    for of in report["figures"].as_array().unwrap() {
        assert!(parted(&of["cases"]), "{of}");
        assert!(of["standards"].as_array().unwrap().iter().all(|s| parted(&s["cases"])), "{of}");
    }
    let events = exported(&data, &["--drill"]);
    let counted = turnout(&events);
    let measured = &figure(&report, "turnout")["cases"]["measured"];
    assert_eq!(measured["n"].as_u64(), Some(counted.len() as u64));
    assert!(counted.len() >= 10, "the dispatcher sent units: {counted:?}");
    if counted.len() >= 20 {
        let rank = |percent: usize| counted[(percent * counted.len()).div_ceil(100) - 1];
        for (name, percent) in [("p50", 50), ("p90", 90), ("p95", 95)] {
            assert_eq!(measured[name]["ms"].as_i64(), Some(rank(percent)), "{name} of {counted:?}");
        }
    } else {
        assert_eq!(measured["p50"], Value::Null, "too few");
    }
    // Whom the recommendation chose is on record with the order.
    let sent = |typ: &str| events.iter().filter(|e| e["typ"] == typ && e["actor"] == "drill/dispatcher").count();
    assert!(sent("incident.recommended") >= 10 && sent("unit.assigned") >= 10);
}

#[test]
fn a_running_console_is_asked_and_wrong_questions_are_refused() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let opened = anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "smoke"}));
    let id = opened["id"].clone();
    anna.ok("assign_units", &json!({"incident": id, "units": ["E1"]}));
    anna.ok("set_status", &json!({"units": ["E1"], "status": "ER"}));
    anna.ok("raise_emergency", &json!({"unit": "E1"}));
    let report = anna.ok("kpi", &json!({}));
    let turnout = figure(&report, "turnout");
    assert_eq!((&turnout["cases"]["measured"]["n"], &turnout["cases"]["measured"]["p50"]), (&json!(1), &Value::Null));
    let fire = turnout["standards"].as_array().unwrap().iter().find(|s| s["id"] == "nfpa-1710-turnout-fire").unwrap();
    assert_eq!((&fire["targets"][0]["met"], &fire["targets"][0]["kept"]), (&json!(1), &Value::Null));
    assert_eq!(figure(&report, "travel_first")["cases"]["excluded"], json!([{"reason": "open", "count": 1}]));
    let counts = report["fault_counts"].as_array().unwrap();
    assert!(counts.contains(&json!({"kind": "emergency_open", "count": 1})), "{counts:?}");

    // Beside it, by the files alone; a span that holds nothing; one family.
    let beside = run(&floor.data(), &["report", "kpi", "--json", "--standard", "nfpa-1710-turnout-fire"]).done();
    let beside: Value = serde_json::from_str(&beside).unwrap();
    assert_eq!(beside["figures"].as_array().map(Vec::len), Some(1));
    assert_eq!(beside["figures"][0]["cases"], turnout["cases"], "the same log, the same figure");
    let before = run(&floor.data(), &["report", "kpi", "--json", "--to", "2020-01-01T00:00:00Z"]).done();
    assert_eq!(serde_json::from_str::<Value>(&before).unwrap()["incidents"], 0);
    run(&floor.data(), &["report", "kpi", "--standard", "none"]).ends(1, &["nfpa", "china-119"]);
    run(&floor.data(), &["report", "kpi", "--from", "yesterday"]).ends(2, &["from"]);
    anna.refused("kpi", &json!({"from_ms": 5, "to_ms": 5}), "bad_argument");

    // Another set: the same measurements, held against its own limits; a wrong one is refused with its line.
    let set = run(&floor.data(), &["report", "kpi", "--show-set"]).done();
    let ours =
        set.replace("name = \"Watchfloor built-in\"", "name = \"Ours\"").replace("within_s = 80", "within_s = 90");
    let file = floor.file("set.toml", &ours);
    run(&floor.data(), &["report", "kpi", "--set", &file]).ends(0, &["thresholds: Ours", "within 90 s: 1 of 1"]);
    let wrong = floor.file("wrong.toml", ours.replace("within_s = 90", "within_s = 0"));
    let line = ours.lines().take_while(|l| !l.contains("nfpa-1710-turnout-fire")).count();
    run(&floor.data(), &["report", "kpi", "--set", &wrong]).ends(1, &[&format!("line {line}: within_s")]);
    anna.end().done();
    floor.verify();
}

#[test]
fn what_is_of_a_drill_is_refused_on_the_live_floor() {
    let floor = Floor::live();
    let mut command = watchfloor(&floor.data(), &["run", "--dispatcher"]);
    let ended = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    run(&floor.data(), &["run", "--drill", "--speed", "601"]).ends(2, &["1 to 600"]);
}
