//! A second caller tells of the same fire; incidents turn out to be one, or not; what was done by mistake is taken back.
//! All through the lines of `rpc`.

use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};

const DOOR: [f64; 2] = [24.9402, 60.1699];

fn opened(rpc: &mut Rpc, kind: &str, metres_north: f64, what: &str, phone: &str) -> String {
    let place = json!({"lon": DOOR[0], "lat": DOOR[1] + metres_north / 111_195.0, "label": "Mannerheimintie 14"});
    let caller = json!({"name": "Aino Virtanen", "phone": phone});
    let call = json!({"type_code": kind, "place": place, "what": what, "caller": caller});
    rpc.ok("open_incident", &call)["number"].as_str().unwrap().to_owned()
}

fn numbers(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect()
}

#[test]
fn a_second_caller_is_recognised_attached_and_taken_back() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let fire =
        opened(&mut anna, "STRUCT", 0.0, "Smoke from the third floor, people on the balcony", "+358 50 555 0123");
    opened(&mut anna, "MEDIC", 4_000.0, "man fainted in the tram", "0401234567");

    let typed = json!({"text": "smoke on a balcony", "place": {"lon": DOOR[0], "lat": DOOR[1], "label": ""}, "type_code": "SMOKE"});
    let rows = anna.ok("possible_duplicates", &typed);
    assert_eq!(numbers(&rows), [fire.as_str()], "{rows}");
    assert_eq!((&rows[0]["types"], &rows[0]["same_phone"]), (&json!("related"), &json!(false)), "{rows}");
    assert_eq!((rows[0]["metres"].as_f64(), &rows[0]["words"]), (Some(0.0), &json!(["smoke", "balcony"])), "{rows}");
    let rows = anna.ok("possible_duplicates", &json!({"phone": "050 5550123"}));
    assert_eq!((numbers(&rows), &rows[0]["same_phone"]), (vec![fire.as_str()], &json!(true)), "{rows}");
    assert_eq!(anna.ok("possible_duplicates", &json!({})), json!([]));
    anna.refused("possible_duplicates", &json!({"text": "x".repeat(9_000)}), "bad_argument");
    anna.refused("possible_duplicates", &json!({"place": {"lon": 0.0, "lat": 91.0}}), "bad_argument");

    let call = json!({"incident": fire, "what": "flames now", "caller": {"name": "Ben Blom", "phone": "0407654321"}});
    let receipt = anna.ok("attach_call", &call);
    assert!(receipt["undo_until_ms"].as_i64().is_some(), "{receipt}");
    let detail = anna.ok("incident", &json!({"id": fire}));
    assert_eq!((&detail["row"]["calls"], &detail["calls"][0]["what"]), (&json!(1), &json!("flames now")), "{detail}");
    assert_eq!(detail["calls"][0]["caller"]["phone"], "0407654321");
    let rows = anna.ok("possible_duplicates", &json!({"phone": "0407654321"}));
    assert_eq!(numbers(&rows), [fire.as_str()], "the second caller is known as well");
    let found = anna.ok("history", &json!({"text": "flames"}));
    assert_eq!(numbers(&found), [fire.as_str()], "found by the words of a further call");

    let told = anna.ok("undo", &json!({"seq": receipt["seq"]}));
    assert_eq!(
        (&told["lines"][0]["key"], &told["undo_until_ms"]),
        (&json!("event.incident.call_detached"), &Value::Null)
    );
    assert_eq!(anna.ok("incident", &json!({"id": fire}))["calls"], json!([]));
    anna.refused("undo", &json!({"seq": receipt["seq"]}), "not_found");

    let again = anna.ok("attach_call", &call);
    assert!(again["seq"].as_u64() > told["seq"].as_u64());
    let held = anna.ok("incident", &json!({"id": fire}))["calls"][0]["id"].clone();
    let own = anna.ok("detach_call", &json!({"incident": fire, "call": held, "as_incident": true}));
    let own = own["number"].as_str().expect("a number of its own").to_owned();
    let detail = anna.ok("incident", &json!({"id": own}));
    assert_eq!((&detail["row"]["what"], &detail["caller"]["name"]), (&json!("flames now"), &json!("Ben Blom")));

    anna.end().done();
    let mut olga = floor.seat("olga");
    olga.refused("possible_duplicates", &json!({"phone": "0407654321"}), "forbidden");
    olga.refused("attach_call", &call, "forbidden");
    olga.end().done();
    let stored = String::from_utf8_lossy(&std::fs::read(floor.store().join("log.sqlite")).unwrap()).into_owned();
    assert!(
        stored.contains("incident.call_attached") && !stored.contains("0407654321") && !stored.contains("flames now")
    );
    floor.verify();
}

#[test]
fn incidents_are_merged_split_and_related_by_lines_too() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    for metres in [0.0, 20.0, 300.0] {
        opened(&mut anna, "STRUCT", metres, "fire", "0501112223");
    }
    let mut line = |text: &str| anna.call("line", &json!({"text": text}));
    let said = |answer: &Value| answer["ok"]["lines"][0]["text"].as_str().unwrap_or_default().to_owned();
    assert!(line("d E1 @2").get("ok").is_some());
    assert!(line("en E1").get("ok").is_some());
    assert_eq!(line("dup 1 2")["error"]["key"], "refused.merge_units");
    let merged = line("dup 1 2 !");
    assert_eq!(said(&merged), "E1 goes on at J-001 (from J-002), ER");
    assert_eq!(line("note @2 late")["error"]["key"], "refused.incident_merged");
    assert_eq!(said(&line("lnk 1 3 parent")), "J-001 is the parent of J-003");
    assert_eq!(said(&line("undo")), "J-001 and J-003 are no longer related");
    assert!(line("lnk 1 3").get("ok").is_some());
    assert_eq!(line("lnk 3 1")["error"]["key"], "refused.already_linked");

    let whole = anna.ok("incident", &json!({"id": "J-001"}));
    assert_eq!((&whole["parts"][0]["number"], &whole["row"]["units"][0]["unit"]), (&json!("J-002"), &json!("E1")));
    assert_eq!((&whole["links"][0]["number"], &whole["links"][0]["kind"]), (&json!("J-003"), &json!("related")));
    let part = anna.ok("incident", &json!({"id": "J-002"}));
    assert_eq!((&part["row"]["merged_into"]["number"], &part["row"]["state"]), (&json!("J-001"), &json!("closed")));
    let story = anna.ok("timeline", &json!({"stream": "incident/J-001"}));
    let types: Vec<_> = story.as_array().unwrap().iter().map(|row| row["typ"].as_str().unwrap()).collect();
    assert!(types.contains(&"incident.merged") && types.contains(&"unit.transferred"), "{types:?}");

    // The plug is pulled: what was merged and tied is so again.
    anna.kill();
    let mut anna = floor.seat("anna");
    assert_eq!(anna.ok("incident", &json!({"id": "J-002"})), part);
    anna.ok("split_incident", &json!({"incident": "J-002"}));
    let part = anna.ok("incident", &json!({"id": "J-002"}));
    assert_eq!((&part["row"]["units"][0]["unit"], &part["row"]["state"]), (&json!("E1"), &json!("en_route")), "{part}");
    anna.refused("split_incident", &json!({"incident": "J-002"}), "refused");
    anna.refused("undo", &json!({}), "refused");
    anna.ok("unlink_incidents", &json!({"incident": "J-003", "other": "J-001"}));
    anna.end().done();
    floor.verify();
}

#[test]
fn each_thing_done_is_taken_back_and_what_cannot_be_says_why() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let fire = opened(&mut anna, "STRUCT", 0.0, "fire", "0501112223");
    let row = |rpc: &mut Rpc| {
        let mut row = rpc.ok("incident", &json!({"id": fire}))["row"].take();
        row["version"] = Value::Null;
        row
    };
    let before = row(&mut anna);
    let done = [
        ("set_priority", json!({"incident": fire, "priority": "4"})),
        ("set_incident_type", json!({"incident": fire, "type_code": "GAS"})),
        ("move_incident", json!({"incident": fire, "place": {"lon": 24.95, "lat": 60.17, "label": "gate"}})),
        ("assign_units", json!({"incident": fire, "units": ["E1", "E2"]})),
        ("close_incident", json!({"incident": fire, "disposition": "FALSE"})),
    ];
    for (call, args) in &done {
        let receipt = anna.ok(call, args);
        assert_ne!(row(&mut anna), before, "{call} does something");
        anna.ok("undo", &json!({"seq": receipt["seq"]}));
        assert_eq!(row(&mut anna), before, "{call} is taken back");
    }
    let noted = anna.ok("add_note", &json!({"incident": fire, "text": "wrong door"}));
    anna.ok("undo", &json!({}));
    let detail = anna.ok("incident", &json!({"id": fire}));
    assert_eq!(
        (&detail["notes"][0]["text"], &detail["notes"][0]["struck"]["by"]),
        (&json!("wrong door"), &json!("anna"))
    );
    anna.refused("undo", &json!({"seq": noted["seq"]}), "not_found");
    anna.ok("assign_units", &json!({"incident": fire, "units": ["E1"]}));
    anna.ok("clear_units", &json!({"units": ["E1"]}));
    anna.ok("undo", &json!({}));
    let unit = |anna: &mut Rpc| {
        let units = anna.ok("units", &json!({}));
        units.as_array().unwrap().iter().find(|unit| unit["id"] == "E1").unwrap().clone()
    };
    let e1 = unit(&mut anna);
    assert_eq!(
        (&e1["status"], &e1["incident_number"]),
        (&json!("DP"), &json!(fire)),
        "cleared by mistake: it goes on with its run"
    );
    // What is done beside incidents stands between undo and the dispatch before it.
    let closed = json!({"shape": "line", "points": [[24.94, 60.17], [24.95, 60.17]], "reason": "flood"});
    anna.ok("set_closure", &closed);
    let error = anna.refused("line", &json!({"text": "undo"}), "refused");
    assert_eq!((&error["key"], unit(&mut anna)["status"].clone()), (&json!("refused.undo_closure"), json!("DP")));
    anna.end().done();
    let typed = floor.events().iter().filter(|e| e["typ"].as_str().unwrap().contains("undone")).count();
    assert_eq!(typed, 7, "nothing was taken out of the log: each undo is an event, one for each unit");
    run(&floor.data(), &["log", "verify"]).done();
}

#[test]
fn a_place_tells_what_happened_there_and_what_the_caller_told_before() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let old = opened(&mut anna, "ALARM", 10.0, "alarm rings", "050 111 2223");
    let here = opened(&mut anna, "STRUCT", 0.0, "fire", "0501112223");
    opened(&mut anna, "STRUCT", 900.0, "fire elsewhere", "0409998887");
    anna.ok("close_incident", &json!({"incident": old, "disposition": "FALSE"}));
    let asked = json!({"lon": DOOR[0], "lat": DOOR[1], "phone": "+358 50 1112223", "except": here});
    let answer = anna.ok("at_place", &asked);
    assert_eq!(answer["incidents"].as_array().map(Vec::len), Some(1), "{answer}");
    assert_eq!(answer["incidents"][0]["row"]["number"], json!(old));
    assert!(answer["incidents"][0]["metres"].as_f64().is_some_and(|m| (9.0..11.0).contains(&m)), "{answer}");
    assert_eq!(numbers(&answer["caller"]), [old.as_str()]);
    let named = json!({"lon": DOOR[0], "lat": DOOR[1] + 0.005, "label": "mannerheimintie 14"});
    assert_eq!(anna.ok("at_place", &named)["incidents"].as_array().map(Vec::len), Some(3), "by its words");
    anna.refused("at_place", &json!({"lon": 200.0, "lat": 0.0}), "bad_argument");
    anna.end().done();
    let mut olga = floor.seat("olga");
    assert_eq!(olga.ok("at_place", &asked)["caller"], json!([]), "who does not call back learns nothing of callers");
    olga.end().done();
}
