//! What is known of a place and of a caller: set once, told at every later call, with its age and author; answers with
//! their times.

use crate::support::Floor;
use serde_json::{Value, json};

const DOOR: (f64, f64) = (24.94, 60.17);

fn place() -> Value {
    json!({"lon": DOOR.0, "lat": DOOR.1, "label": "Kaivokatu 1"})
}

#[test]
fn what_is_known_of_a_place_meets_the_next_call() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let call = json!({"type_code": "STRUCT", "place": place(), "what": "smoke", "caller": {"name": "Maija", "phone": "+358 50 555 0123"}});
    let first = anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned();
    anna.ok("line", &json!({"text": "pn @1 hazard gas bottles in the cellar"}));
    let set = json!({"place": place(), "kind": "medical", "text": "oxygen at home, first floor", "radius_m": 20});
    anna.ok("set_premise", &set);
    let refused = anna.refused("set_premise", &json!({"place": place(), "kind": "ghost", "text": "x"}), "bad_argument");
    assert_eq!(refused["field"], "kind");

    // At the next call there: before anything is opened, by place; across the river nothing.
    let here = anna.ok("at_place", &json!({"lon": DOOR.0, "lat": DOOR.1}));
    let kinds: Vec<&str> = here["premises"].as_array().unwrap().iter().filter_map(|p| p["kind"].as_str()).collect();
    assert_eq!(kinds, ["hazard", "medical"]);
    assert_eq!(here["premises"][0]["text"], "gas bottles in the cellar");
    assert_eq!(here["premises"][0]["set_by"], "anna");
    assert!(here["premises"][0]["set_ms"].is_i64());
    assert_eq!(anna.ok("premises", &json!({"lon": DOOR.0 + 0.01, "lat": DOOR.1}))["rows"], json!([]));
    let detail = anna.ok("incident", &json!({"id": first}));
    assert_eq!(detail["intake"]["premises"][0]["kind"], "hazard");

    // The caller, before a place is known, however the number is written; also when the incident is long closed.
    anna.ok("close_incident", &json!({"incident": first, "disposition": "DONE"}));
    let known = anna.ok("at_place", &json!({"phone": "050 5550123"}));
    assert_eq!((&known["caller"][0]["id"], &known["premises"]), (&json!(first), &json!([])));
    assert_eq!(anna.ok("at_place", &json!({"phone": "050 5550124"}))["caller"], json!([]));

    // Changed, then ended with a reason; the log keeps all of it.
    let all = anna.ok("premises", &json!({}));
    assert_eq!(all["total"], 2);
    let hazard = all["rows"].as_array().unwrap().iter().find(|p| p["kind"] == "hazard").unwrap()["id"].clone();
    let change = json!({"premise": hazard, "place": place(), "kind": "hazard", "text": "gas bottles in the yard"});
    anna.ok("set_premise", &change);
    anna.ok("end_premise", &json!({"premise": hazard, "reason": "seen empty"}));
    assert_eq!(anna.ok("premises", &json!({}))["total"], 1);
    anna.end().done();

    // What is of a person is not for those who do not call back.
    let mut olga = floor.seat("olga");
    let rows = olga.ok("premises", &json!({}))["rows"].clone();
    assert_eq!(
        (&rows[0]["kind"], &rows[0]["masked"], &rows[0]["text"]),
        (&json!("medical"), &json!(true), &Value::Null)
    );
    olga.refused("set_premise", &set, "forbidden");
    olga.end().done();
    floor.verify();
    let types: Vec<String> = floor.events().iter().filter_map(|e| e["typ"].as_str().map(str::to_owned)).collect();
    assert_eq!(types.iter().filter(|t| *t == "premise.set").count(), 3);
    let bytes = std::fs::read(floor.store().join("log.sqlite")).unwrap();
    let clear = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
    assert!(!clear("oxygen at home") && !clear("gas bottles"), "sealed at rest");
    assert!(clear("seen empty"), "the search of the bytes finds what is not sealed");
}

#[test]
fn a_call_keeps_its_stamps_and_its_answers() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let now = anna.ok("board", &json!({}))["now_ms"].as_i64().unwrap();
    let answers = json!([
        {"question": "inside", "code": "yes", "at_ms": now - 20_000},
        {"question": "where", "words": "a child on the second floor", "at_ms": now - 10_000},
    ]);
    let call = json!({"type_code": "STRUCT", "place": place(), "what": "flames", "ring_ms": now - 40_000, "answered_ms": now - 33_000, "answers": answers});
    let receipt = anna.ok("open_incident", &call);
    let id = receipt["id"].as_str().unwrap().to_owned();
    assert_eq!(receipt["lines"][0]["key"], "event.incident.opened.rang");
    assert_eq!(receipt["lines"].as_array().unwrap().len(), 3, "{receipt}");
    let intake = |anna: &mut crate::support::Rpc| anna.ok("incident", &json!({"id": id}))["intake"].clone();
    let kept = intake(&mut anna);
    assert_eq!((&kept["ring_ms"], &kept["answered_ms"]), (&json!(now - 40_000), &json!(now - 33_000)));
    assert_eq!(
        (&kept["answers"][0]["label"]["en"], &kept["answers"][1]["words"]),
        (&json!("Yes"), &json!("a child on the second floor"))
    );
    let open: Vec<String> =
        kept["open"].as_array().unwrap().iter().map(|q| q["id"].as_str().unwrap().to_owned()).collect();
    assert!(open.first().is_some_and(|next| next == "burns"), "{open:?}");

    // Later it turns out otherwise: answered anew, both stay readable.
    anna.ok("answer_question", &json!({"incident": id, "answer": {"question": "inside", "code": "no"}}));
    let kept = intake(&mut anna);
    let holds: Vec<bool> = kept["answers"].as_array().unwrap().iter().filter_map(|a| a["holds"].as_bool()).collect();
    assert_eq!(holds, [false, true, true]);
    let bad = json!({"incident": id, "answer": {"question": "inside", "code": "perhaps"}});
    assert_eq!(anna.refused("answer_question", &bad, "bad_argument")["field"], "code");
    let early = json!({"type_code": "STRUCT", "what": "x", "ring_ms": now, "answered_ms": now - 1});
    assert_eq!(anna.refused("open_incident", &early, "bad_argument")["field"], "answered_ms");
    let story = anna.ok("timeline", &json!({"stream": format!("incident/{id}")}));
    let told = story.as_array().unwrap().iter().filter(|row| row["typ"] == "incident.answered");
    assert_eq!(told.map(|row| row["at_ms"].as_i64().unwrap()).next(), Some(now - 20_000), "when it was said");
    anna.end().done();
    floor.verify();
}
