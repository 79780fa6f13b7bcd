//! What is not finished is said before an incident is closed or merged; tasks go where the work goes on.

use crate::support::Floor;
use serde_json::{Value, json};

fn numbers(tasks: &Value) -> Vec<u64> {
    tasks.as_array().unwrap().iter().filter(|t| t["done_ms"].is_null()).map(|t| t["number"].as_u64().unwrap()).collect()
}

#[test]
fn nothing_unfinished_is_closed_unsaid_and_tasks_follow_a_merge() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let mut open = |what: &str| {
        let call = json!({"type_code": "CRASH", "what": what});
        anna.ok("open_incident", &call)["number"].as_str().unwrap().to_owned()
    };
    let (first, second) = (open("two cars"), open("crash by the bridge"));
    anna.ok("add_task", &json!({"incident": second, "text": "call the road owner"}));
    let lanes = json!([{"kind": "mainline", "state": "blocked"}]);
    anna.ok("set_lanes", &json!({"incident": first, "direction": "north", "lanes": lanes}));

    let typed = format!("cl {second} DONE");
    let preview = anna.ok("preview_line", &json!({"text": typed}));
    assert_eq!((&preview["state"], &preview["lines"][0]["key"]), (&json!("refused"), &json!("refused.left_open")));
    assert_eq!(preview["lines"][0]["params"]["tasks"], "1", "{preview}");
    let refused = anna.refused("close_incident", &json!({"incident": first, "disposition": "DONE"}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["lanes"]), (&json!("refused.left_open"), &json!("1")), "{refused}");

    let merged = anna.ok("merge_incidents", &json!({"incident": second, "into": first}));
    assert_eq!(merged["lines"][0]["key"], "event.incident.merged.tasks", "{merged}");
    let tasks =
        |rpc: &mut crate::support::Rpc, id: &str| rpc.ok("incident", &json!({"id": id}))["work"]["tasks"].clone();
    assert_eq!((numbers(&tasks(&mut anna, &first)), tasks(&mut anna, &second)), (vec![1], json!([])));
    assert_eq!(tasks(&mut anna, &first)[0]["text"], "call the road owner", "what was sealed there is read here");
    anna.ok("finish_task", &json!({"incident": first, "task": 1}));

    // Told what it is, a person closes it all the same; the log says so.
    let line = format!("cl {first} DONE !");
    let preview = anna.ok("preview_line", &json!({"text": line}));
    assert_eq!(preview["lines"][0]["key"], "event.incident.closed.leaving", "{preview}");
    anna.ok("line", &json!({"text": line}));
    let told = anna.ok("incident", &json!({"id": first}))["row"]["state"].clone();
    assert_eq!(told, "closed");
    anna.end().done();
    floor.verify();
}
