//! The dispatch plan through the program: checked as a file, put in force, used by the next call, outlived by open incidents.

use crate::support::floor::Floor;
use crate::support::program::run;
use serde_json::{Value, json};

#[test]
fn a_plan_is_checked_put_in_force_used_and_kept() {
    let floor = Floor::live();
    let chinese = run(&floor.data(), &["plan", "starter", "chinese"]).done();
    let file = floor.file("own.toml", &chinese);
    run(&floor.data(), &["plan", "check", &file]).ends(0, &["no fault"]);
    let wrong = floor.file("wrong.toml", chinese.replacen("typ = \"JZHZ\"", "typ = \"NOPE\"", 1));
    run(&floor.data(), &["plan", "check", &wrong]).ends(1, &["wrong.toml:", "There is no type NOPE", "1 faults"]);
    run(&floor.data(), &["plan", "set", &wrong]).ends(1, &["nothing was changed"]);

    let mut anna = floor.seat("anna");
    let opened = anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "Flames from a window"}));
    let meant = anna.ok("recognise", &json!({"text": "Caller: thick smoke in the stairwell"}));
    assert_eq!((&meant["type_code"], &meant["priority"]), (&json!("STRUCT"), &json!("E")), "{meant}");
    assert_eq!(anna.ok("recognise", &json!({"text": "good morning"})), Value::Null);
    anna.refused("set_plan", &json!({"text": chinese}), "forbidden");
    anna.refused("recognise", &json!({"text": "x".repeat(9_000)}), "bad_argument");

    let mut chief = floor.seat("chief");
    let check = chief.ok("check_plan", &json!({"text": "name = 3"}));
    assert_eq!(check["faults"][0]["line"], 1, "{check}");
    let refused = chief.refused("set_plan", &json!({"text": "name = 3"}), "bad_argument");
    assert!(refused.to_string().contains("line 1"), "{refused}");
    chief.ok("set_plan", &json!({"text": chinese}));
    chief.refused("set_plan", &json!({"text": chinese}), "refused");
    chief.end().done();

    // Text over 64 KiB is no other: comments make it long.
    let long = format!("{chinese}# {}\n", "long ".repeat(20_000));
    let long_file = floor.file("long.toml", &long);
    run(&floor.data(), &["plan", "set", &long_file]).ends(0, &["is in force"]);
    assert_eq!(run(&floor.data(), &["plan", "show"]).done(), long);

    let mut anna = floor.seat("anna");
    let plan = anna.ok("plan", &json!({}));
    assert_eq!(plan["versions"].as_array().unwrap().len(), 2, "{}", plan["versions"]);
    assert_eq!(plan["versions"][1]["by"], "chief");
    // The open incident keeps its code, and closes with an end of the new plan.
    let id = opened["id"].clone();
    assert_eq!(anna.ok("incident", &json!({"id": id}))["row"]["type_code"], "STRUCT");
    anna.refused("open_incident", &json!({"type_code": "STRUCT", "what": "x"}), "bad_argument");
    let meant = anna.ok("recognise", &json!({"text": "老人胸口疼，出冷汗"}));
    assert_eq!(meant["type_code"], "XT", "{meant}");
    let types = anna.ok("catalogue", &json!({}));
    assert_eq!(types["default_disposition"], "CZWB");
    anna.refused("close_incident", &json!({"incident": id, "disposition": "DONE"}), "bad_argument");
    anna.ok("close_incident", &json!({"incident": id, "disposition": "CZWB"}));
    anna.end().done();
    floor.verify();
}

#[test]
fn the_plan_in_force_is_written_to_a_new_file_only() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let file = floor.beside("written.toml").display().to_string();
    chief.ok("export_plan", &json!({"file": file}));
    chief.refused("export_plan", &json!({"file": file}), "bad_argument");
    chief.refused("export_plan", &json!({"file": "relative.toml"}), "bad_argument");
    chief.refused("export_plan", &json!({"file": floor.beside("x.txt").display().to_string()}), "bad_argument");
    chief.end().done();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, run(&floor.data(), &["plan", "starter", "international"]).done());
}
