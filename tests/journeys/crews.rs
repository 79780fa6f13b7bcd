//! Crews: a roster comes in, crews log on and off, vehicles share a crew, an incident waits for a busy unit; the sheet of the
//! shift tells of it.

use crate::support::program::run;
use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

fn line(rpc: &mut Rpc, text: &str) -> Value {
    rpc.ok("line", &json!({"text": text}))
}

fn staff(rpc: &mut Rpc, unit: &str) -> Value {
    let units = rpc.ok("units", &json!({}));
    let row = units.as_array().unwrap().iter().find(|row| row["id"] == unit).cloned();
    row.unwrap()["staff"].clone()
}

fn row(rpc: &mut Rpc, unit: &str) -> Value {
    let units = rpc.ok("units", &json!({}));
    units.as_array().unwrap().iter().find(|row| row["id"] == unit).cloned().unwrap()
}

fn call(rpc: &mut Rpc, type_code: &str) -> String {
    let call = json!({"type_code": type_code, "place": {"lon": 24.94, "lat": 60.17, "label": "Exit 12"}, "what": "x"});
    rpc.ok("open_incident", &call)["id"].as_str().unwrap().to_owned()
}

/// `YYYY-MM-DD HH:MM` of an instant in UTC, the zone in which consoles run here.
fn wall(ms: i64) -> String {
    let out =
        std::process::Command::new("date").args(["-u", "-d", &format!("@{}", ms / 1_000), "+%Y-%m-%d %H:%M"]).output();
    String::from_utf8(out.unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_roster_comes_in_and_crews_log_on_by_it() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let now = anna.ok("board", &json!({}))["now_ms"].as_i64().unwrap();
    anna.end().done();
    let (from, to, next) = (wall(now - 3_600_000), wall(now + 39_600_000), wall(now + 82_800_000));
    let csv = format!(
        "unit,name,role,skills,from,to\nE1,Aino Berg,officer,als+pump,{from},{to}\nE1,Koski,driver,,{from},{to}\n\
         Engine 2,Laine,officer,,{from},{to}\nE9,Nobody,,,{from},{to}\nM1,Ek,,,soon,{to}\nE1,Niemi,,,{to},{next}\n"
    );
    let told = run(&floor.data(), &["unit", "roster", &floor.file("roster.csv", &csv)]);
    told.ends(1, &["line 5: units", "line 6: from"]);

    let mut anna = floor.seat("anna");
    assert_eq!(staff(&mut anna, "E1")["crew"], "unknown", "planned is not on");
    let roster = anna.ok("roster", &json!({}))["rows"].clone();
    let standing = |rows: &Value| -> Vec<(String, String)> {
        let word = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
        rows.as_array().unwrap().iter().map(|row| (word(row, "unit"), word(row, "standing"))).collect()
    };
    let late = |unit: &str| (unit.to_owned(), "late".to_owned());
    assert_eq!(standing(&roster), [late("E1"), late("E2")]);
    assert_eq!(roster[0]["planned"][0], json!({"name": "Aino Berg", "role": "officer", "skills": ["als", "pump"]}));
    line(&mut anna, "on E1");
    // One of the crew did not come, another came for him.
    line(&mut anna, "on E2 Saari/officer; Laine/driver");
    let crew = staff(&mut anna, "E1");
    assert_eq!((&crew["crew"], &crew["strength"], &crew["skills"]), (&json!("on"), &json!(2), &json!(["als", "pump"])));
    assert!(crew["since_ms"].as_i64() >= Some(now) && crew["by"] == "anna", "{crew}");
    anna.ok("log_on", &json!({"unit": "E2", "members": [{"name": "Saari", "role": "officer"}]}));
    let rows = anna.ok("roster", &json!({}))["rows"].clone();
    assert_eq!(standing(&rows)[0], ("E1".to_owned(), "on".to_owned()));
    assert_eq!((&rows[1]["unit"], &rows[1]["missing"]), (&json!("E2"), &json!(["Laine"])));

    let refused = anna.refused("log_on", &json!({"unit": "M1"}), "refused");
    assert_eq!(refused["key"], "refused.nothing_planned");
    anna.refused("import_roster", &json!({"csv": csv}), "forbidden");
    let preview = anna.ok("preview_line", &json!({"text": "off E2 end of shift"}));
    assert_eq!(
        (&preview["state"], &preview["lines"][0]["key"]),
        (&json!("ready"), &json!("event.unit.crew_logged_off"))
    );
    line(&mut anna, "off E2 end of shift");
    let gone = row(&mut anna, "E2");
    assert_eq!((&gone["status"], &gone["staff"]["crew"]), (&json!("OFF"), &json!("off")));
    assert_eq!((&gone["staff"]["reason"], &gone["status_reason"]), (&json!("end of shift"), &json!("end of shift")));

    let sheet = anna.ok("shift_sheet", &json!({"from_ms": now - 60_000, "to_ms": now + 60_000}));
    let crews = sheet["crews"].as_array().unwrap();
    let e1 = crews.iter().find(|row| row["unit"] == "E1").unwrap();
    assert_eq!((&e1["names"], &e1["off_ms"]), (&json!(["Aino Berg", "Koski"]), &Value::Null));
    assert!(crews.iter().any(|row| row["unit"] == "E2" && row["reason"] == "end of shift"), "{sheet}");
    assert!(sheet["people"].as_array().unwrap().iter().any(|row| row["user"] == "anna"), "{sheet}");
    anna.end().done();

    // Names are sealed in the log, and go when somebody asks for it.
    let logged: Vec<Value> = floor.events().into_iter().filter(|e| e["typ"] == "unit.crew_logged_on").collect();
    assert_eq!(logged.len(), 3);
    assert!(!logged.iter().any(|e| e.to_string().contains("Saari") || e.to_string().contains("Berg")));
    let told = run(&floor.data(), &["unit", "roster"]).done();
    assert!(told.contains("on E1 planned: Aino Berg, Koski; on: Aino Berg, Koski"), "{told}");
    floor.verify();
}

#[test]
fn one_crew_takes_one_vehicle_and_what_waits_is_offered_or_sent() {
    let floor = Floor::live();
    let grouped = "id,call_sign,type,station,lon,lat,agency,crew_group\n\
        E1,Engine 1,engine,Kallio,24.9504,60.1841,,pair\nL1,Ladder 1,ladder,Kallio,24.9504,60.1841,,pair\n\
        X1,Engine 71,engine,North,24.9,60.2,North,\n";
    run(&floor.data(), &["unit", "import", &floor.file("grouped.csv", grouped)]).done();
    let mut anna = floor.seat("anna");
    let (first, second) = (call(&mut anna, "STRUCT"), call(&mut anna, "SMOKE"));
    anna.refused("assign_units", &json!({"incident": first, "units": ["E1", "L1"]}), "refused");
    line(&mut anna, "d E1 @1");
    let ladder = row(&mut anna, "L1");
    assert_eq!((&ladder["status"], &ladder["availability"]), (&json!("AQ"), &json!("unavailable")));
    assert_eq!(ladder["staff"]["crew_elsewhere"], "Engine 1");
    let refused = anna.refused("assign_units", &json!({"incident": second, "units": ["L1"]}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["other"]), (&json!("refused.crew_elsewhere"), &json!("E1")));
    assert_eq!(staff(&mut anna, "X1")["agency"], "North");

    line(&mut anna, "stk E1 @2");
    let waits = anna.ok("incident", &json!({"id": second}))["row"]["stacked_on"].clone();
    assert_eq!(waits, json!([{"unit": "E1", "call_sign": "Engine 1", "place": 1}]));
    assert_eq!(staff(&mut anna, "E1")["stack"][0]["incident"], json!(second));
    let done = anna.ok("clear_units", &json!({"units": ["E1"]}));
    assert_eq!(done["lines"][1]["key"], "event.unit.stack_offered");
    assert!(staff(&mut anna, "E1")["stack"][0]["offered_ms"].is_i64());
    anna.ok("assign_units", &json!({"incident": second, "units": ["E1"]}));
    assert_eq!(staff(&mut anna, "E1")["stack"], json!([]), "it is there now");
    anna.end().done();

    // By the plan the unit may be sent at once.
    let plan = run(&floor.data(), &["plan", "show"]).done().replace("on_freed = \"offer\"", "on_freed = \"assign\"");
    run(&floor.data(), &["plan", "set", &floor.file("plan.toml", plan)]).done();
    let mut anna = floor.seat("anna");
    line(&mut anna, "stk E1 @1");
    line(&mut anna, "c E1");
    let now = row(&mut anna, "E1");
    assert_eq!((&now["incident"], &now["status"]), (&json!(first), &json!("DP")), "{now}");
    line(&mut anna, "stk E1 @2");
    line(&mut anna, "ustk E1 @2 another goes");
    // The crew goes home from the scene: unit, run and crew in one event.
    anna.refused("log_off", &json!({"unit": "L1", "reason": "hurt"}), "refused");
    anna.ok("log_off", &json!({"unit": "E1", "reason": "hurt", "leave": true}));
    let (gone, other) = (row(&mut anna, "E1"), row(&mut anna, "L1"));
    assert_eq!((&gone["status"], &gone["incident"], &other["status"]), (&json!("OFF"), &Value::Null, &json!("OFF")));
    let after = anna.ok("incident", &json!({"id": first}));
    assert_eq!(after["row"]["units"], json!([]));
    anna.end().done();
    let events = floor.events();
    let of = |typ: &str| events.iter().filter(|e| e["typ"] == typ).count();
    assert_eq!((of("unit.crew_logged_off"), of("unit.incident_unstacked"), of("unit.stack_offered")), (2, 2, 1));
    floor.verify();
}
