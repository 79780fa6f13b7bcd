//! A window that is behind: what its dispatcher decided on what it showed is not done to something else.

use crate::support::Floor;
use serde_json::{Value, json};

fn seen(incident: Option<&str>, status: &str) -> Value {
    json!([{"unit": "E1", "incident": incident, "status": status}])
}

#[test]
fn what_was_read_is_what_is_done() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let sam = json!({"user": "sam", "display_name": "SAM", "role": "supervisor", "password": crate::support::floor::PASSWORD});
    chief.ok("create_user", &sam);
    chief.end().done();
    let mut anna = floor.seat("anna");
    let open = |anna: &mut crate::support::Rpc, what: &str| {
        anna.ok("open_incident", &json!({"type_code": "CRASH", "what": what}))["id"].as_str().unwrap().to_owned()
    };
    let (one, two) = (open(&mut anna, "Two cars"), open(&mut anna, "A bus"));
    anna.ok("assign_units", &json!({"incident": one, "units": ["E1"], "was": seen(None, "AQ")}));

    // Two windows show E1 on the first incident. One sends it to the second; the other clears it, says a state, diverts it.
    let clear = json!({"text": "c E1 FALSE"});
    let promised = anna.ok("preview_line", &clear)["promise"].as_str().unwrap().to_owned();
    anna.ok("assign_units", &json!({"incident": two, "units": ["E1"], "divert": true, "was": seen(Some(&one), "DP")}));
    let was = seen(Some(&one), "DP");
    let stale = [
        ("clear_units", json!({"units": ["E1"], "disposition": "FALSE", "was": was})),
        ("set_status", json!({"units": ["E1"], "status": "OS", "was": was})),
        ("assign_units", json!({"incident": one, "units": ["E1"], "divert": true, "was": was})),
    ];
    for (call, args) in stale {
        let refused = anna.refused(call, &args, "refused");
        assert_eq!(
            (&refused["key"], &refused["params"]["is"]),
            (&json!("refused.changed_unit"), &json!("DP")),
            "{call}"
        );
        assert_eq!(refused["params"]["by"], "anna", "{call}: {refused}");
    }
    // The line that was read under the old picture says so, and is done once it was read again.
    let line = |shown: &str| json!({"text": "c E1 FALSE", "shown": shown});
    assert_eq!(anna.refused("line", &line(&promised), "refused")["key"], "refused.line_changed");
    let units = anna.ok("units", &json!({}));
    let e1 = units.as_array().unwrap().iter().find(|unit| unit["id"] == "E1").unwrap();
    assert_eq!((&e1["incident"], &e1["status"]), (&json!(two), &json!("DP")), "nothing was done to it");
    let now = anna.ok("preview_line", &clear)["promise"].as_str().unwrap().to_owned();
    assert_ne!(now, promised);
    anna.ok("line", &line(&now));

    // A call that came in between makes no difference to a call being typed.
    let typed = json!({"text": "n ; CRASH; a lorry"});
    let promised = anna.ok("preview_line", &typed)["promise"].clone();
    open(&mut anna, "A tram");
    anna.ok("line", &json!({"text": "n ; CRASH; a lorry", "shown": promised}));

    // Figures, flags: nothing is written over unread.
    let count = |immediate: u32, was: Value| json!({"incident": two, "immediate": immediate, "delayed": 0, "minor": 0, "deceased": 0, "was": {"count": was}});
    anna.ok("count_casualties", &count(3, Value::Null));
    let refused = anna.refused("count_casualties", &count(1, Value::Null), "refused");
    assert_eq!((&refused["key"], &refused["params"]["is"]), (&json!("refused.changed_casualties"), &json!("3 0 0 0")));
    let three = json!({"immediate": 3, "delayed": 0, "minor": 0, "deceased": 0});
    anna.ok("count_casualties", &count(4, three));
    anna.ok("set_traffic_flags", &json!({"incident": two, "responder_struck": true}));
    anna.ok("set_traffic_flags", &json!({"incident": two, "secondary": true}));
    let traffic = anna.ok("incident", &json!({"id": two}))["work"]["traffic"].clone();
    assert_eq!((&traffic["secondary"], &traffic["responder_struck"]), (&json!(true), &json!(true)));
    anna.end().done();

    let mut sam = floor.seat("sam");
    let in_force = sam.ok("plan", &json!({}))["sha256"].clone();
    let text = sam.ok("plan_starter", &json!({"name": "chinese"}))["text"].clone();
    sam.ok("set_plan", &json!({"text": text, "was": in_force}));
    let other = sam.ok("plan_starter", &json!({"name": "international"}))["text"].clone();
    let refused = sam.refused("set_plan", &json!({"text": other, "was": in_force}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["by"]), (&json!("refused.changed_plan"), &json!("sam")));
    sam.end().done();
    floor.verify();
}
