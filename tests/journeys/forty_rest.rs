//! The rest of the night of [`crate::forty`]: who leads, who rides, what the city has, what stood on paper, what is kept.

use crate::forty::Night;
use crate::support::{Floor, cap};
use serde_json::{Value, json};
use watchfloor_domain::attach::samples::samples;

fn of(more: Value) -> Value {
    let mut args = json!({"incident": "J-001"});
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

/// Posts, sectors, objectives, casualties, a major incident, a cordon that closes roads.
pub fn led(night: &mut Night) {
    night.does("anna", "take_post", of(json!({"post": "command", "holder": "Ann Miller"})), &[]);
    night.does("anna", "take_post", of(json!({"post": "command", "holder": "Engine 2", "note": "roof is weak"})), &[]);
    night.does("anna", "set_sector", of(json!({"name": "north", "kind": "sector"})), &[]);
    night.does("anna", "sector_units", of(json!({"sector": 1, "units": ["E2", "L1"]})), &[]);
    night.may_not("ben", "close_sector", of(json!({"sector": 1})), "refused.sector_units");
    night.does("anna", "add_objective", of(json!({"text": "everybody out"})), &[]);
    night.does("anna", "set_objective", of(json!({"objective": 1, "state": "met"})), &[]);
    night.does("anna", "count_casualties", of(json!({"immediate": 1, "delayed": 2, "minor": 0, "deceased": 0})), &[]);
    night.does("anna", "declare_major", of(json!({"reason": "many hurt", "parts": ["J-003"]})), &[]);
    // Declared with its parts, taken back with them.
    night.does("anna", "undo", json!({}), &[]);
    let command = night.detail("J-001")["command"].clone();
    assert_eq!(
        (&command["posts"][0]["from"], &command["objectives"][0]["state"]),
        (&json!("Ann Miller"), &json!("met"))
    );
    assert_eq!(
        (&command["units"][0]["sector"], &night.detail("J-001")["links"]),
        (&Value::Null, &json!([])),
        "{command}"
    );
    let cordon = json!({"kind": "cordon", "name": "gas", "shape": "circle", "points": [[24.94, 60.17]], "radius_m": 200,
        "incident": "J-001", "closes_roads": true});
    night.does("anna", "set_site", cordon, &[]);
    night.may_not("anna", "undo", json!({}), "refused.undo_site");
    let board = night.asks("board", json!({}));
    let id = board["sites"][0]["id"].clone();
    assert_eq!(board["closures"].as_array().map(Vec::len), Some(1), "its roads are closed: {}", board["sites"]);
    night.does("ben", "close_site", json!({"id": id, "reason": "gas is off"}), &[]);
    assert_eq!(night.asks("board", json!({}))["closures"], json!([]));
}

/// Crews, what waits for a unit, hospitals, shelters, stock, tows in turn, an alarm put aside.
pub fn supplied(night: &mut Night) {
    let crew = json!({"unit": "E3", "members": [{"name": "Saari", "role": "officer"}, {"name": "Laine"}]});
    night.does("anna", "log_on", crew, &[]);
    night.does("anna", "stack_incident", json!({"unit": "E3", "incident": "J-003"}), &[]);
    assert_eq!(night.detail("J-003")["row"]["stacked_on"][0]["unit"], "E3");
    night.does("anna", "unstack_incident", json!({"unit": "E3", "incident": "J-003"}), &[]);
    let tow = json!({"id": "a", "name": "Alpha Tow", "phone": "555", "area": "city", "classes": ["heavy"]});
    night.does("chief", "set_tow", tow, &[]);
    let sand = json!({"id": "SAND", "item": "sand bags", "unit": "bags", "place": "depot", "amount": 10});
    night.does("chief", "set_stock", sand, &[]);
    night.does("anna", "call_tow", of(json!({"class": "heavy"})), &[]);
    night.may_not("anna", "undo", json!({}), "refused.undo_tow");
    night.does("anna", "skip_tow", of(json!({"reason": "no answer"})), &[]);
    night.does("anna", "move_stock", json!({"id": "SAND", "amount": -4, "reason": "dyke"}), &[]);
    night.may_not("ben", "move_stock", json!({"id": "SAND", "amount": -7, "reason": "x"}), "refused.stock_short");
    let shelter = json!({"id": "s", "name": "School", "capacity": 40, "occupied": 3, "open": true});
    night.does("anna", "set_shelter", shelter, &[]);
    let all = night.asks("resources", json!({}));
    assert_eq!((&all["stock"][0]["amount"], &all["shelters"][0]["occupied"]), (&json!(6), &json!(3)), "{all}");
    let document = cap::alert("forty-1", "Severe", cap::HARBOUR);
    night.does("chief", "ingest_warning", json!({"source": "by hand", "text": document}), &[]);
    let alarm = format!("warning/{}", night.asks("warnings", json!({}))[0]["key"].as_str().unwrap());
    night.does("anna", "shelve_alarm", json!({"alarm": alarm, "minutes": 10, "reason": "known"}), &[]);
    assert_eq!(night.asks("shelf", json!({}))[0]["alarm"], json!(alarm));
    night.does("anna", "unshelve_alarm", json!({"alarm": alarm}), &[]);
}

/// A picture, a card from paper, what is known of a place, a habit.
pub fn kept(night: &mut Night, floor: &Floor) {
    let (_, name, bytes) = samples().remove(0);
    let picture = floor.file(name, bytes);
    night.does("anna", "attach_file", of(json!({"file": picture, "note": "from the crew"})), &[]);
    night.does("anna", "withdraw_attachment", of(json!({"attachment": 1, "reason": "another house"})), &[]);
    let now = night.asks("board", json!({}))["now_ms"].as_i64().unwrap();
    let card = json!({"reason": "power was out", "received_ms": now - 3_600_000, "type_code": "SMOKE", "what": "smoke",
        "closed_ms": now - 3_000_000, "disposition": "DONE"});
    night.does("ben", "enter_card", card, &[("J-005", "SMOKE 1 closed L1 was=DONE")]);
    let hazard = json!({"place": {"lon": 24.9402, "lat": 60.1699, "label": "Mannerheimintie 14"}, "kind": "hazard",
        "text": "gas bottles in the yard"});
    night.does("anna", "set_premise", hazard, &[]);
    let here = night.asks("at_place", json!({"lon": 24.9402, "lat": 60.1699, "phone": ""}));
    assert!(here.to_string().contains("gas bottles in the yard"), "{here}");
    night.does("anna", "set_preference", json!({"name": "board.pending", "value": "{\"columns\":[\"number\"]}"}), &[]);
    let habits = night.asks("preferences", json!({}));
    assert!(habits.to_string().contains("board.pending"), "{habits}");
}
