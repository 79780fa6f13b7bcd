//! A night without power: cards are printed, filled in, and entered in order when the console is back; the last-known board
//! lies on disk and says how old it is.

use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

const MINUTE: i64 = 60_000;

fn now(rpc: &mut Rpc) -> i64 {
    rpc.ok("board", &json!({}))["now_ms"].as_i64().unwrap()
}

/// A whole card of an hour ago: E1 sent, there, clear; closed.
fn card(now: i64, unit: &str, began: i64) -> Value {
    let at = |minutes: i64| now - (began - minutes) * MINUTE;
    json!({
        "reason": "power was out", "received_ms": at(0), "type_code": "STRUCT", "what": "smoke from a roof",
        "place": {"lon": 24.94, "lat": 60.17, "label": "Kaivokatu 1"},
        "caller": {"name": "Maija", "phone": "050 555 0123"},
        "answers": [{"question": "inside", "code": "no", "at_ms": at(1)}],
        "units": [{"unit": unit, "sent_ms": at(2), "en_route_ms": at(3), "on_scene_ms": at(7), "clear_ms": at(15)}],
        "closed_ms": at(16), "disposition": "DONE",
    })
}

fn with(mut card: Value, pointer: &str, value: Value) -> Value {
    *card.pointer_mut(pointer).expect("a field of the card") = value;
    card
}

#[test]
fn cards_are_entered_in_order_and_marked_as_what_they_are() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let now = now(&mut anna);
    let first = anna.ok("enter_card", &card(now, "E1", 60));
    let second = anna.ok("enter_card", &card(now, "E1", 40));
    assert_eq!((&first["number"], &second["number"]), (&json!("J-001"), &json!("J-002")));
    let detail = anna.ok("incident", &json!({"id": first["id"]}));
    assert_eq!(detail["row"]["paper"]["reason"], "power was out");
    assert_eq!(detail["row"]["paper"]["received_ms"], detail["row"]["opened_ms"]);
    assert_eq!((&detail["row"]["opened_ms"], &detail["row"]["state"]), (&json!(now - 60 * MINUTE), &json!("closed")));
    assert!(detail["row"]["paper"]["entered_ms"].as_i64().unwrap() >= now);
    let steps = detail["assignments"][0]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|s| s["backdated"] == true && s["reason"] == "power was out"), "{steps:?}");
    assert_eq!(detail["assignments"][0]["cleared_ms"], now - 45 * MINUTE);
    assert_eq!(detail["intake"]["answers"][0]["at_ms"], now - 59 * MINUTE);
    let units = anna.ok("units", &json!({}));
    let e1 = units.as_array().unwrap().iter().find(|u| u["id"] == "E1").unwrap();
    assert_eq!((&e1["status"], &e1["incident"]), (&json!("AQ"), &Value::Null), "what is over moves nobody");

    // A clock that is wrong on paper: refused whole, with the field.
    let field = |anna: &mut Rpc, card: Value| anna.call("enter_card", &card)["error"]["field"].clone();
    let good = || card(now, "E2", 30);
    assert_eq!(
        field(&mut anna, with(good(), "/units/0/on_scene_ms", json!(now - 28 * MINUTE))),
        "units[0].on_scene_ms"
    );
    assert_eq!(field(&mut anna, with(good(), "/received_ms", json!(now + 60 * MINUTE))), "received_ms");
    assert_eq!(field(&mut anna, with(good(), "/units/0/unit", json!("E77"))), "units[0].unit");
    assert_eq!(
        field(&mut anna, with(good(), "/units/0/unit", json!("E1"))),
        "units[0].sent_ms",
        "it was elsewhere then"
    );
    assert_eq!(field(&mut anna, with(good(), "/closed_ms", json!(now - 29 * MINUTE))), "closed_ms");
    assert_eq!(anna.ok("board", &json!({}))["incidents"].as_array().unwrap().len(), 2, "a refused card leaves nothing");

    // Nothing of it is a live call: no alarm, and the story says paper.
    assert_eq!(anna.ok("status", &json!({}))["alarms"], 0);
    let story = anna.ok("timeline", &json!({"stream": format!("incident/{}", first["id"].as_str().unwrap())}));
    let keys: Vec<&str> = story.as_array().unwrap().iter().filter_map(|row| row["line"]["key"].as_str()).collect();
    assert_eq!(
        keys,
        [
            "event.incident.opened.paper",
            "event.incident.answered",
            "event.unit.run_entered",
            "event.incident.closed_late"
        ]
    );
    assert!(story.as_array().unwrap().iter().all(|row| row["at_ms"].as_i64() < row["recorded_ms"].as_i64()));
    anna.end().done();
    floor.verify();
    let mut anna = floor.seat("anna");
    let again = anna.ok("incident", &json!({"id": first["id"]}));
    assert_eq!(again["row"]["paper"], detail["row"]["paper"], "the same after a new start");
    anna.end().done();
}

#[test]
fn the_blank_card_and_the_last_known_board_are_files_for_any_browser() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let call = json!({"type_code": "STRUCT", "place": {"lon": 24.94, "lat": 60.17, "label": "<b>Kaivokatu 1"}, "what": "smoke & fire", "caller": {"name": "Maija Secret", "phone": "0505550123"}});
    let id = anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned();
    anna.ok("assign_units", &json!({"incident": id, "units": ["E1"]}));
    let card = anna.ok("paper_card", &json!({"lang": "zh"}));
    assert_eq!((&card["title"], &card["fields"][0]["field"]), (&json!("纸质接警单"), &json!("received_ms")));
    anna.refused("paper_card", &json!({"lang": "fr"}), "bad_argument");

    // The running console writes it by itself, at once and for its owner alone.
    let dir = floor.store().join("paper");
    let sheets = || -> Vec<std::path::PathBuf> {
        let mut found: Vec<_> = fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        found.sort();
        found
    };
    let until = Instant::now() + Duration::from_secs(20);
    while sheets().len() < 2 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    let names: Vec<String> = sheets().iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
    // Each start writes one: others may lie there from before.
    let of =
        |lang: &str| names.iter().any(|name| name.starts_with(&format!("board-{lang}-")) && name.ends_with(".html"));
    assert!(of("en") && of("zh"), "{names:?}");
    let mode = fs::metadata(&sheets()[0]).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let mark = anna.ok("status", &json!({}))["paper_board"].clone();
    assert!(mark["written_ms"].is_i64() && mark["failure"].is_null(), "{mark}");
    anna.end().done();

    let out = floor.beside("board.html");
    let path = out.display().to_string();
    run(&floor.data(), &["paper", "board", "--lang", "en", "--out", &path]).done();
    let html = fs::read_to_string(&out).unwrap();
    for told in ["J-001", "smoke &amp; fire", "&lt;b&gt;Kaivokatu 1", "Engine 1", "dispatched", "0505550123", "Made 20"]
    {
        assert!(html.contains(told), "{told} in {html}");
    }
    assert!(
        !html.contains("Maija") && !html.contains("<b>Kaivokatu") && !html.contains("<script"),
        "no more than needed"
    );
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    run(&floor.data(), &["paper", "cards", "--lang", "zh", "--out", &path]).done();
    let html = fs::read_to_string(&out).unwrap();
    assert!(html.contains("纸质接警单") && html.contains("建筑火灾") && html.contains("里面还有人吗"), "{html}");
    assert!(!html.contains("http://") && !html.contains("https://"), "no network");
    let nowhere = floor.beside("no/such/folder.html").display().to_string();
    run(&floor.data(), &["paper", "cards", "--out", &nowhere]).ends(1, &["folder.html"]);
}

#[test]
fn a_sheet_that_cannot_be_written_is_said() {
    let floor = Floor::live();
    // As a full disk or a broken folder would: nothing can be written there.
    let dir = floor.store().join("paper");
    drop(fs::remove_dir_all(&dir));
    fs::write(&dir, "in the way").unwrap();
    let mut chief = floor.seat("chief");
    let failure = |rpc: &mut Rpc| rpc.ok("status", &json!({}))["paper_board"]["failure"].clone();
    let until = Instant::now() + Duration::from_secs(20);
    while failure(&mut chief).is_null() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(failure(&mut chief).as_str().is_some_and(|why| why.contains("paper")), "said with the path");
    chief.ok("set_paper_board", &json!({"every_min": 1, "languages": "zh"}));
    assert_eq!(
        chief.refused("set_paper_board", &json!({"every_min": 0, "languages": "zh"}), "bad_argument")["field"],
        "every_min"
    );
    assert_eq!(chief.ok("status", &json!({}))["paper_board"]["every_min"], 1);
    chief.end().done();
}
