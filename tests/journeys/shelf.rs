//! What is put aside and what waits: an alarm on the shelf and back, incidents that wait for a busy unit, and a crew's log-off
//! taken back with all that went with it.

use crate::support::{Floor, Rpc, cap};
use serde_json::{Value, json};

fn staff(rpc: &mut Rpc, unit: &str) -> Value {
    let units = rpc.ok("units", &json!({}));
    let row = units.as_array().unwrap().iter().find(|row| row["id"] == unit).cloned();
    row.unwrap()
}

fn waiting(rpc: &mut Rpc, unit: &str) -> Vec<String> {
    let stack = staff(rpc, unit)["staff"]["stack"].clone();
    stack.as_array().unwrap().iter().map(|held| held["number"].as_str().unwrap().to_owned()).collect()
}

fn call(rpc: &mut Rpc, type_code: &str) {
    let place = json!({"lon": 24.94, "lat": 60.17, "label": "Exit 12"});
    rpc.ok("open_incident", &json!({"type_code": type_code, "place": place, "what": "x"}));
}

#[test]
fn an_alarm_is_put_aside_with_a_reason_and_taken_back() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let document = cap::alert("shelf-1", "Extreme", cap::HARBOUR);
    chief.ok("ingest_warning", &json!({"source": "by hand", "text": document}));
    chief.end().done();
    let mut anna = floor.seat("anna");
    let key = anna.ok("warnings", &json!({}))[0]["key"].as_str().unwrap().to_owned();
    let alarm = format!("warning/{key}");
    let aside = |minutes: u32| json!({"alarm": alarm, "minutes": minutes, "reason": "the harbour knows"});
    assert_eq!(anna.ok("shelf", &json!({})), json!([]));
    let long = anna.refused("shelve_alarm", &aside(61), "bad_argument");
    assert_eq!((&long["key"], &long["params"]["limit"]), (&json!("refused.shelve_minutes"), &json!("60")));
    let done = anna.ok("shelve_alarm", &aside(10));
    assert_eq!(done["lines"][0]["key"], "event.alarm.shelved", "{done}");
    let held = anna.ok("shelf", &json!({}));
    let row = &held[0];
    assert_eq!((&row["alarm"], &row["shelved"]["by"]), (&json!(alarm), &json!("anna")), "{held}");
    assert_eq!(row["shelved"]["reason"], "the harbour knows");
    let (at, until) = (row["shelved"]["at_ms"].as_i64().unwrap(), row["shelved"]["until_ms"].as_i64().unwrap());
    assert_eq!(until - at, 600_000);
    assert_eq!(anna.refused("shelve_alarm", &aside(5), "refused")["key"], "refused.already_shelved");
    // Putting aside is not undone: what to do instead is said, and nothing older is taken back.
    assert_eq!(anna.refused("undo", &json!({}), "refused")["key"], "refused.undo_shelf");
    anna.ok("unshelve_alarm", &json!({"alarm": alarm}));
    assert_eq!(anna.ok("shelf", &json!({})), json!([]));
    anna.refused("unshelve_alarm", &json!({"alarm": alarm}), "refused");
    anna.refused("shelve_alarm", &json!({"alarm": "unit/E1", "minutes": 5, "reason": "x"}), "refused");
    let mut olga = floor.seat("olga");
    olga.refused("shelve_alarm", &aside(5), "forbidden");
    olga.end().done();
    // What is on the shelf when the program is killed is there again.
    anna.ok("shelve_alarm", &aside(30));
    drop(anna.kill());
    let mut again = floor.seat("anna");
    assert_eq!(again.ok("shelf", &json!({}))[0]["alarm"], json!(alarm));
    again.end().done();
    floor.verify();
}

#[test]
fn what_waits_for_a_unit_has_its_order_and_leaves_when_it_is_merged_or_closed() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    ["STRUCT", "SMOKE", "ALARM", "GAS"].iter().for_each(|kind| call(&mut anna, kind));
    anna.ok("line", &json!({"text": "d E1 @1"}));
    let free = anna.refused("stack_incident", &json!({"unit": "E2", "incident": "J-002"}), "refused");
    assert_eq!(free["key"], "refused.stack_free");
    for number in ["J-002", "J-003", "J-004"] {
        anna.ok("stack_incident", &json!({"unit": "E1", "incident": number}));
    }
    anna.ok("stack_incident", &json!({"unit": "E1", "incident": "J-004", "place": 1}));
    assert_eq!(waiting(&mut anna, "E1"), ["J-004", "J-002", "J-003"]);
    // A slip of the hand: the order is as it was.
    anna.ok("undo", &json!({}));
    assert_eq!(waiting(&mut anna, "E1"), ["J-002", "J-003", "J-004"]);
    anna.ok("unstack_incident", &json!({"unit": "E1", "incident": "J-004", "reason": "given to M1"}));
    anna.refused("unstack_incident", &json!({"unit": "E1", "incident": "J-004"}), "refused");
    anna.ok("undo", &json!({}));
    assert_eq!(waiting(&mut anna, "E1"), ["J-002", "J-003", "J-004"]);

    // Merged, it waits no longer; split off later, it is asked for anew. Closed, it leaves; the next one is offered then.
    anna.ok("merge_incidents", &json!({"incident": "J-003", "into": "J-001", "move_units": false}));
    assert_eq!(waiting(&mut anna, "E1"), ["J-002", "J-004"]);
    anna.ok("split_incident", &json!({"incident": "J-003"}));
    assert_eq!(waiting(&mut anna, "E1"), ["J-002", "J-004"]);
    anna.ok("line", &json!({"text": "c E1 DONE"}));
    let offered = |rpc: &mut Rpc| {
        let stack = staff(rpc, "E1")["staff"]["stack"].clone();
        stack.as_array().unwrap().iter().map(|held| held["offered_ms"].is_i64()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&mut anna), [true, false]);
    anna.ok("close_incident", &json!({"incident": "J-002", "disposition": "DONE"}));
    assert_eq!((waiting(&mut anna, "E1"), offered(&mut anna)), (vec!["J-004".to_owned()], vec![true]));
    anna.end().done();
    floor.verify();
}

#[test]
fn a_log_off_by_mistake_is_taken_back_unless_the_crew_was_sent_since() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    ["STRUCT", "SMOKE"].iter().for_each(|kind| call(&mut anna, kind));
    let on = json!({"unit": "E1", "members": [{"name": "Saari", "role": "officer"}, {"name": "Laine"}]});
    anna.ok("log_on", &on);
    anna.ok("line", &json!({"text": "d E1 @1"}));
    anna.ok("stack_incident", &json!({"unit": "E1", "incident": "J-002"}));
    let before = staff(&mut anna, "E1");
    let off = anna.ok("log_off", &json!({"unit": "E1", "reason": "ill", "leave": true}));
    assert!(off["undo_until_ms"].is_i64(), "the receipt says until when: {off}");
    assert_eq!((&staff(&mut anna, "E1")["status"], waiting(&mut anna, "E1").len()), (&json!("OFF"), 0));
    let back = anna.ok("undo", &json!({"seq": off["seq"]}));
    assert_eq!(back["lines"].as_array().map(Vec::len), Some(2), "the stack and the crew: {back}");
    let after = staff(&mut anna, "E1");
    for field in ["status", "status_since_ms", "incident_number", "staff"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    let run = anna.ok("incident", &json!({"id": "J-001"}))["row"]["units"][0].clone();
    assert_eq!((&run["unit"], &run["status"]), (&json!("E1"), &json!("DP")));

    let on = anna.ok("log_on", &json!({"unit": "E2", "members": [{"name": "Berg"}]}));
    anna.ok("line", &json!({"text": "d E2 @2"}));
    let refused = anna.refused("undo", &json!({"seq": on["seq"]}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["number"]), (&json!("refused.undo_crew_sent"), &json!("J-002")));
    // The sheet of the shift does not tell of the slip.
    let now = anna.ok("board", &json!({}))["now_ms"].as_i64().unwrap();
    let sheet = anna.ok("shift_sheet", &json!({"from_ms": now - 60_000, "to_ms": now + 60_000}));
    let crews = sheet["crews"].as_array().unwrap();
    let of_e1: Vec<_> = crews.iter().filter(|row| row["unit"] == "E1").collect();
    assert_eq!((of_e1.len(), &of_e1[0]["off_ms"]), (1, &Value::Null), "{sheet}");
    anna.end().done();
    floor.verify();
    // Names are sealed in what restores them, too.
    assert!(!floor.events().iter().any(|event| event.to_string().contains("Saari")));
}
