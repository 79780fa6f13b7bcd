//! The log of radio and telephone through the verbs: numbers, filters, corrections, what is entered late, undo, and that the
//! texts are sealed and an erasure reaches them.

use crate::support::floor::exported;
use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

fn says(rpc: &mut Rpc, message: Value) -> String {
    let receipt = rpc.ok("log_radio", &json!({"message": message}));
    receipt["lines"][0]["params"]["entry"].as_str().unwrap().to_owned()
}

fn log(rpc: &mut Rpc, of: Value) -> Value {
    rpc.ok("radio_log", &of)
}

fn numbers(log: &Value) -> Vec<&str> {
    log["messages"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect()
}

#[test]
fn every_message_has_a_number_and_a_correction_keeps_what_it_said() {
    let floor = Floor::live();
    let mut olga = floor.seat("olga");
    let first = says(&mut olga, json!({"text": "Test call", "channel": "FD1", "from": "Engine 1", "unit": "e1"}));
    olga.end().done();

    let mut anna = floor.seat("anna");
    let call = json!({"type_code": "STRUCT", "place": {"lon": 24.94, "lat": 60.17, "label": "Mill"}, "what": "smoke"});
    let id = anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned();
    anna.ok("line", &json!({"text": "rl @1 #FD2 M1 two inside", "selected": null}));
    anna.ok("line", &json!({"text": "rl - weather is turning", "selected": id}));
    let note =
        json!({"incident": id, "text": "tow is ordered", "category": "phone", "from": "Tow desk", "marked": true});
    anna.ok("add_note", &note);

    let all = log(&mut anna, json!({}));
    assert_eq!(numbers(&all).len(), 4, "{all}");
    assert_eq!(numbers(&all)[3], first, "the last entered comes first");
    assert_eq!(all["channels"], json!(["FD1", "FD2"]));
    let counts: Vec<&str> = numbers(&all).iter().map(|number| number.rsplit('-').next().unwrap()).collect();
    assert_eq!(counts, ["004", "003", "002", "001"]);
    let inside = &all["messages"][2]["now"];
    assert_eq!(
        (&inside["unit"], &inside["from"], &inside["incident"]["number"]),
        (&json!("M1"), &json!("Medic 1"), &json!("J-001"))
    );
    assert_eq!(all["messages"][1]["now"]["incident"], Value::Null, "`-` is about no incident");
    for (of, left) in [
        (json!({"channel": "fd2"}), vec!["002"]),
        (json!({"unit": "Engine 1"}), vec!["001"]),
        (json!({"incident": "1"}), vec!["004", "002"]),
        (json!({"text": "TOW"}), vec!["004"]),
        (json!({"text": "nobody said this"}), vec![]),
    ] {
        let found = log(&mut anna, of.clone());
        let found: Vec<&str> = numbers(&found).iter().map(|number| number.rsplit('-').next().unwrap()).collect();
        assert_eq!(found, left, "{of}");
    }
    let short = log(&mut anna, json!({"limit": 1}));
    assert_eq!((numbers(&short).len(), &short["more"]), (1, &json!(true)));

    let wrong = json!({"entry": "2", "message": {"text": "three inside", "incident": id, "unit": "M1", "channel": "FD2"}, "reason": ""});
    assert_eq!(anna.refused("correct_radio", &wrong, "bad_argument")["field"], "reason");
    let right = json!({"entry": "2", "message": wrong["message"], "reason": "heard wrong"});
    anna.ok("correct_radio", &right);
    let row = log(&mut anna, json!({"text": "two inside"}))["messages"][0].clone();
    assert_eq!((&row["now"]["text"], &row["now"]["reason"]), (&json!("three inside"), &json!("heard wrong")), "{row}");
    assert_eq!((&row["before"][0]["text"], &row["before"][0]["by"]), (&json!("two inside"), &json!("anna")));
    let detail = anna.ok("incident", &json!({"id": id}));
    let notes: Vec<(&str, bool)> = detail["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (n["text"].as_str().unwrap(), n["struck"].is_object()))
        .collect();
    assert_eq!(notes, [("two inside", true), ("tow is ordered", false), ("three inside", false)]);

    let now = log(&mut anna, json!({}))["messages"][0]["now"]["entered_ms"].as_i64().unwrap();
    let late = |reason: &str| json!({"message": {"text": "roof is down", "at_ms": now - 600_000}, "reason": reason});
    assert_eq!(anna.refused("log_radio", &late(""), "bad_argument")["key"], "refused.radio_late");
    anna.ok("log_radio", &late("hands full"));
    anna.ok("undo", &json!({}));
    let struck = log(&mut anna, json!({"text": "roof"}))["messages"][0].clone();
    assert_eq!((&struck["struck"]["by"], &struck["now"]["reason"]), (&json!("anna"), &json!("hands full")), "{struck}");
    // What is older than the board keeps is read from the log, and is the same.
    let (board, old) = (log(&mut anna, json!({})), log(&mut anna, json!({"from_ms": now - 3 * 86_400_000})));
    assert_eq!(board["messages"], old["messages"]);
    anna.refused("radio_log", &json!({"from_ms": 0}), "bad_argument");

    let sheet = anna.ok("shift_sheet", &json!({"from_ms": now - 3_600_000, "to_ms": now + 60_000}));
    assert_eq!(sheet["notes"][0]["text"], "tow is ordered");
    anna.end().done();
    let logged = serde_json::to_string(&exported(&floor.data(), &[])).unwrap();
    assert!(logged.contains("radio.corrected") && !logged.contains("three inside"), "texts are sealed in the log");
    let mut chief = floor.seat("chief");
    let subject = first_subject(&logged);
    chief.ok("erase_subject", &json!({"subject": subject, "reason": "asked for"}));
    assert_eq!(chief.refused("log_radio", &json!({"message": {"text": "x"}}), "forbidden")["key"], "refused.role");
    let erased = log(&mut chief, json!({"unit": "E1"}))["messages"][0]["now"].clone();
    assert_eq!((&erased["text"], &erased["from"], &erased["channel"]), (&Value::Null, &Value::Null, &json!("FD1")));
    chief.end().done();
    floor.verify();
}

/// Whose data the messages about no incident are.
fn first_subject(logged: &str) -> String {
    let at = logged.find("\"radio/").unwrap() + 1;
    logged[at..]
        .split('"')
        .find(|word| word.starts_with("radio/") && word.len() == "radio/2026-11-22".len())
        .unwrap()
        .to_owned()
}
