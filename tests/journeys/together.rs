//! Two dispatchers at two seats: an incident is handed over with a receipt, a checklist is worked through, lanes are set,
//! and the sheet of the shift tells of it.

use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

fn line(rpc: &mut Rpc, text: &str) -> Value {
    rpc.ok("line", &json!({"text": text}))
}

/// One console, two people who sit down at it one after the other.
fn crash(anna: &mut Rpc) -> String {
    let call =
        json!({"type_code": "CRASH", "place": {"lon": 24.94, "lat": 60.17, "label": "Exit 12"}, "what": "Two cars"});
    anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_incident_changes_hands_with_a_receipt() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let ben = json!({"user": "ben", "display_name": "BEN", "role": "dispatcher", "password": crate::support::floor::PASSWORD});
    chief.ok("create_user", &ben);
    chief.end().done();

    let mut anna = floor.seat("anna");
    let began = anna.ok("board", &json!({}))["now_ms"].as_i64().unwrap();
    let id = crash(&mut anna);
    anna.ok("claim_incident", &json!({"incident": id}));
    line(&mut anna, "ho @1 ben two inside");
    let refused = anna.refused("hand_over", &json!({"incident": id, "to": "ben"}), "refused");
    assert_eq!(refused["key"], "refused.hand_over_waits");
    let note = json!({"incident": id, "text": "@ben the tow is ordered", "category": "phone", "from": "Tow desk", "marked": true});
    anna.ok("add_note", &note);
    line(&mut anna, "rl @1 E1 on the way");
    anna.end().done();

    let mut ben = floor.seat("ben");
    let row = ben.ok("incident", &json!({"id": id}))["row"]["work"].clone();
    assert_eq!(
        (&row["owner"], &row["offer"]["to"], &row["offer"]["note"]),
        (&json!("anna"), &json!("ben"), &json!("two inside"))
    );
    assert_eq!(row["unread"], json!(["ben"]));
    line(&mut ben, "acc @1");
    ben.ok("read_mentions", &json!({"incident": id}));
    let detail = ben.ok("incident", &json!({"id": id}));
    assert_eq!((&detail["row"]["work"]["owner"], &detail["row"]["work"]["unread"]), (&json!("ben"), &json!([])));
    let receipt = &detail["work"]["received"];
    assert_eq!((&receipt["from"], &receipt["to"]), (&json!("anna"), &json!("ben")));
    // Named as people are, not by the code of a seat.
    assert_eq!((&receipt["to_name"], receipt.get("seat")), (&json!("BEN (ben)"), None), "{receipt}");
    assert!(receipt["at_ms"].as_i64() > Some(began), "{receipt}");
    let notes = &detail["notes"];
    assert_eq!(
        (&notes[0]["category"], &notes[0]["from"], &notes[0]["marked"]),
        (&json!("phone"), &json!("Tow desk"), &json!(true))
    );
    assert_eq!(
        (&notes[1]["category"], &notes[1]["from"], &notes[1]["text"]),
        (&json!("radio"), &json!("Engine 1"), &json!("on the way"))
    );

    let now = ben.ok("board", &json!({}))["now_ms"].as_i64().unwrap();
    let sheet = ben.ok("shift_sheet", &json!({"from_ms": began - 1, "to_ms": now + 1}));
    assert_eq!((&sheet["opened"][0]["id"], &sheet["open"][0]["owner"]), (&json!(id), &json!("ben")), "{sheet}");
    assert_eq!((&sheet["notes"][0]["text"], &sheet["notes"][1]), (&json!("@ben the tow is ordered"), &Value::Null));
    assert_eq!(sheet["hand_overs"][0]["line"]["key"], "event.incident.hand_over_accepted");
    let early = ben.ok("shift_sheet", &json!({"from_ms": began - 3_600_000, "to_ms": began - 1}));
    assert_eq!((&early["opened"], &early["open"]), (&json!([]), &json!([])), "nothing had happened then");
    ben.refused("shift_sheet", &json!({"from_ms": 0, "to_ms": now}), "bad_argument");
    ben.end().done();
    floor.verify();
}

#[test]
fn a_checklist_tasks_and_lanes_are_worked_through() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = crash(&mut anna);
    let of = |more: Value| {
        let mut args = json!({"incident": id});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    let offered = anna.ok("incident", &json!({"id": id}))["work"]["offered"][0].clone();
    assert_eq!(
        (&offered["id"], &offered["fits"]),
        (&json!("road-crash"), &json!(true)),
        "meant for the type comes first"
    );
    anna.ok("start_procedure", &of(json!({"procedure": "road-crash"})));
    let step = |step: &str, answer: Option<&str>| {
        of(json!({"procedure": "road-crash", "step": step, "answer": answer, "note": "seen"}))
    };
    anna.refused("do_step", &step("hurt", None), "bad_argument");
    anna.ok("do_step", &step("hurt", Some("no")));
    anna.ok("undo_step", &of(json!({"procedure": "road-crash", "step": "hurt", "reason": "there is one"})));
    anna.ok("do_step", &step("hurt", Some("trapped")));
    let run = anna.ok("incident", &json!({"id": id}))["work"]["procedures"][0].clone();
    let steps: Vec<&str> = run["steps"].as_array().unwrap().iter().filter_map(|s| s["id"].as_str()).collect();
    assert_eq!(steps, ["where", "camera", "hurt", "cutting", "ambulance", "load"]);
    assert_eq!(
        (&run["steps"][2]["done"]["answer"], &run["steps"][2]["done"]["note"]),
        (&json!("trapped"), &json!("seen"))
    );

    let due = anna.ok("board", &json!({}))["now_ms"].as_i64().unwrap() + 600_000;
    anna.ok("add_task", &of(json!({"text": "order a tow", "owner": "olga", "due_ms": due})));
    let row = anna.ok("incident", &json!({"id": id}))["row"]["work"].clone();
    assert_eq!((&row["tasks_open"], &row["next_due_ms"]), (&json!(1), &json!(due)));
    anna.ok("finish_task", &of(json!({"task": 1})));
    let lanes = |state: &str| json!([{"kind": "mainline", "state": state}, {"kind": "mainline", "state": "free"}, {"kind": "shoulder_right", "state": "free"}]);
    anna.ok("set_lanes", &of(json!({"direction": "north", "lanes": lanes("blocked")})));
    let detail = anna.ok("incident", &json!({"id": id}));
    let suggestion = &detail["work"]["traffic"]["suggestion"];
    assert_eq!(
        suggestion,
        &json!({"descriptor": "crash", "locator": "Exit 12", "advice": "left_blocked", "impact": "normal", "reach": "middle"})
    );
    anna.ok("approve_sign", &of(json!({"lines": ["CRASH", "Exit 12", "LEFT BLOCKED"]})));
    anna.ok("set_traffic_flags", &of(json!({"secondary": true, "responder_struck": false})));
    anna.ok("set_traffic_time", &of(json!({"mark": "t2"})));
    anna.ok("set_lanes", &of(json!({"direction": "north", "lanes": lanes("free")})));
    let traffic = anna.ok("incident", &json!({"id": id}))["work"]["traffic"].clone();
    let known: Vec<bool> = traffic["clock"].as_array().unwrap().iter().map(Value::is_i64).collect();
    assert_eq!(known, [false, true, true, false, false, true, false, false], "nothing is guessed: {traffic}");
    assert!(traffic["roadway_clearance_ms"].is_i64() && traffic["suggestion"].is_null());
    assert_eq!(traffic["signs"][0]["lines"], json!(["CRASH", "Exit 12", "LEFT BLOCKED"]));
    anna.end().done();
    floor.verify();
    let types: Vec<String> = floor.events().iter().filter_map(|e| e["typ"].as_str().map(str::to_owned)).collect();
    assert!(types.contains(&"incident.sign_approved".to_owned()) && types.contains(&"incident.step_undone".to_owned()));
}
