//! A data folder that someone else has open, that a newer program wrote, or that is not what it should be.

use crate::support::{Floor, Rpc, run};
use rusqlite::Connection;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let floor = Floor::live();
    let log = floor.store().join("log.sqlite");
    let schema = |version: u32| Connection::open(&log).unwrap().pragma_update(None, "user_version", version).unwrap();
    let now: u32 = Connection::open(&log).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let events = floor.events();
    schema(99);
    let known = format!("up to {now}");
    for args in
        [&["rpc"][..], &["run"], &["unit", "import", &floor.units_csv()], &["log", "verify"], &["log", "export"]]
    {
        run(&floor.data(), args).ends(1, &["schema 99", &known]);
    }
    schema(now);
    assert_eq!(floor.events(), events, "nothing was written meanwhile");
    floor.verify();
}

#[test]
fn a_second_engine_names_the_first_and_verbs_go_on_beside_it() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    anna.ok("open_incident", &json!({"type_code": "UNK", "what": "first"}));
    let pid = anna.pid().to_string();
    run(&floor.data(), &["run"]).ends(1, &["another console", &pid]);

    // Verbs that read stand beside it; verbs that write go through its socket and are seen at once.
    run(&floor.data(), &["log", "verify"]).ends(0, &["ok"]);
    let incidents = floor.events().iter().filter(|e| e["typ"] == "incident.opened").count();
    assert_eq!(incidents, 1, "the export tells what was said a moment ago");
    let unit = floor.file("more.csv", "id,call_sign,type,station,lon,lat\nL1,Ladder 1,ladder,,,\n");
    run(&floor.data(), &["unit", "import", &unit]).ends(0, &["1 taken"]);
    let units = anna.ok("units", &json!({}));
    assert!(units.as_array().unwrap().iter().any(|u| u["id"] == "L1"), "{units}");
    let mut olga = floor.seat("olga");
    assert_eq!(olga.ok("board", &json!({}))["incidents"][0]["what"], "first", "a second seat at the same floor");
    olga.end().done();
    let socket = fs::metadata(floor.store().join("console.sock")).unwrap().permissions().mode();
    let folder = fs::metadata(floor.data()).unwrap().permissions().mode();
    assert_eq!((socket & 0o777, folder & 0o777), (0o600, 0o700));
    anna.ok("add_note", &json!({"incident": "J-001", "text": "still here"}));
    anna.end().done();
    assert!(!floor.store().join("console.sock").exists(), "an orderly end leaves no socket");
    let written = floor.events();
    let by = |typ: &str| written.iter().rfind(|e| e["typ"] == typ).map(|e| e["actor"].clone());
    assert_eq!(by("unit.added"), Some(json!("os/tester")), "logged as the folder's owner");
    floor.verify();
}

#[test]
fn what_a_killed_console_left_is_in_nobodys_way() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    anna.ok("open_incident", &json!({"type_code": "UNK", "what": "kept"}));
    anna.kill();
    assert!(floor.store().join("console.sock").exists(), "the socket is left over");
    run(&floor.data(), &["unit", "import", &floor.units_csv()]).done();
    let mut anna = floor.seat("anna");
    assert_eq!(anna.ok("board", &json!({}))["incidents"][0]["what"], "kept");
    anna.end().done();
}

#[test]
fn a_folder_or_file_that_is_not_ours_is_refused_by_name() {
    let floor = Floor::empty();
    let file = floor.file("plain", "a file");
    run(file.as_ref(), &["rpc"]).ends(1, &["plain"]);
    fs::create_dir_all(floor.store()).unwrap();
    let log = floor.store().join("log.sqlite");
    fs::write(&log, "this is not a database, whatever its name says. ".repeat(100)).unwrap();
    run(&floor.data(), &["rpc"]).ends(1, &["log.sqlite"]);
    run(&floor.data(), &["log", "verify"]).ends(1, &["log.sqlite"]);
    fs::remove_file(&log).unwrap();
    Connection::open(&log).unwrap().execute_batch("CREATE TABLE mine(x); INSERT INTO mine VALUES(1);").unwrap();
    run(&floor.data(), &["rpc"]).ends(1, &["not a Watchfloor"]);
    let kept: i64 = Connection::open(&log).unwrap().query_row("SELECT x FROM mine", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1, "another program's file is left alone");
    run(&Floor::empty().data(), &["log", "verify"]).ends(1, &["no log"]);
    // A drill's log does not become the record by being moved.
    let drill = Floor::empty();
    run(&drill.data(), &["--drill", "unit", "import", &drill.units_csv()]).done();
    fs::rename(drill.data().join("drill"), drill.store()).unwrap();
    let mut rpc = Rpc::start(&drill.data(), &[]);
    rpc.send("{\"call\":\"lobby\"}");
    rpc.end().ends(1, &["drill log"]);
}
