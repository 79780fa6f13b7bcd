//! Callers that ask for what they may not, cannot or do not know how to ask: each is told what and where, by exit code
//! or answer, and nothing else changes.

use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn an_unknown_call_field_or_line_is_answered_and_the_next_one_works() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let error = anna.refused("no_such_call", &json!({}), "unknown_call");
    assert!(error["message"].as_str().unwrap().contains("no_such_call") && error["field"] == "call", "{error}");
    let error = anna.refused("add_note", &json!({"incident": "1", "text": "x", "colour": "red"}), "bad_argument");
    assert_eq!(error["field"], "colour", "{error}");
    let error = anna.refused("open_incident", &json!({"what": "x"}), "bad_argument");
    assert_eq!(error["field"], "type_code", "{error}");
    let error = anna.refused("set_status", &json!({"units": "E1", "status": "ER"}), "bad_argument");
    assert!(error["message"].as_str().unwrap().contains("sequence"), "{error}");
    for (line, field) in [("{", "line"), ("[]", "line"), ("{\"id\":1}", "call"), ("\u{0}\u{1}", "line")] {
        anna.send(line);
        let answer = anna.receive().unwrap();
        assert_eq!(
            (&answer["error"]["code"], &answer["error"]["field"]),
            (&json!("bad_argument"), &json!(field)),
            "{line:?}"
        );
    }
    let deep = format!("{{\"id\":1,\"call\":\"board\",\"args\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    anna.send(&deep);
    assert_eq!(anna.receive().unwrap()["error"]["code"], "bad_argument");
    let help = anna.ok("help", &json!({}));
    assert!(help["open_incident"]["args"]["properties"]["type_code"].is_object(), "help gives each call's arguments");
    assert_eq!(anna.ok("board", &json!({}))["incidents"], json!([]), "nothing happened");
    anna.end().done();
}

#[test]
fn a_wrong_password_ends_before_any_line_is_read() {
    let floor = Floor::live();
    let before = floor.events().len();
    let wrong = floor.file("wrong", "not the password");
    let mut rpc = Rpc::start(&floor.data(), &["--seat", "anna", "--password-file", &wrong]);
    rpc.send(&json!({"id": 1, "call": "open_incident", "args": {"type_code": "UNK", "what": "x"}}).to_string());
    let ran = rpc.end().ends(1, &["Wrong user or password"]);
    assert_eq!(ran.out, "", "no line was answered");
    run(&floor.data(), &["rpc", "--seat", "nobody", "--password-file", &wrong]).ends(1, &["Wrong user or password"]);
    run(&floor.data(), &["rpc", "--seat", "anna", "--password-file", "/no/such/file"]).ends(1, &["/no/such/file"]);
    let events = floor.events();
    let types: Vec<&str> = events[before..].iter().filter_map(|e| e["typ"].as_str()).collect();
    assert!(!types.contains(&"incident.opened"));
    assert_eq!(types.iter().filter(|t| **t == "user.sign_on_refused").count(), 1, "the known name's try is on record");
}

#[test]
fn five_wrong_passwords_lock_the_account_for_a_while() {
    let floor = Floor::live();
    let mut rpc = Rpc::start(&floor.data(), &[]);
    for _ in 0..5 {
        rpc.refused("sign_on", &json!({"user": "anna", "password": "guess"}), "wrong_password");
    }
    let right = json!({"user": "anna", "password": crate::support::floor::PASSWORD});
    let error = rpc.refused("sign_on", &right, "locked_out");
    assert_eq!(error["params"]["minutes"], "15", "{error}");
    rpc.refused("board", &json!({}), "no_seat");
}

#[test]
fn a_command_above_the_seats_role_is_refused_and_not_done() {
    let floor = Floor::live();
    let mut rpc = Rpc::start(&floor.data(), &[]);
    let error = rpc.refused("open_incident", &json!({"type_code": "UNK", "what": "x"}), "no_seat");
    assert_eq!(error["key"], "refused.no_seat");
    rpc.end().done();

    let account = json!({"user": "eve", "display_name": "Eve", "role": "administrator", "password": "a long password"});
    let csv = json!({"csv": "id,call_sign,type,station,lon,lat\nE9,Engine 9,engine,,,\n"});
    let above = |user: &str, calls: &[(&str, Value)]| {
        let mut seat = floor.seat(user);
        for (call, args) in calls {
            let error = seat.refused(call, args, "forbidden");
            let message = error["message"].as_str().unwrap();
            let asks = if *call == "users" { "create_user" } else { call };
            assert!(message.contains(asks) && message.contains("role"), "{user}: {message}");
        }
        let units = seat.ok("units", &json!({}));
        assert_eq!(units.as_array().map(Vec::len), Some(3), "{user}");
        seat.end().done();
    };
    let feed = json!({"id": "x", "url": "https://example.org/"});
    let erase = json!({"subject": "caller/1", "reason": "x"});
    above(
        "anna",
        &[
            ("create_user", account),
            ("import_units", csv),
            ("add_feed", feed),
            ("erase_subject", erase),
            ("set_backup_place", json!({"dir": ""})),
            ("users", json!({})),
        ],
    );
    let line = json!({"text": "n 24.95,60.17; STRUCT; smoke"});
    let mut olga = floor.seat("olga");
    let typed = olga.refused("line", &line, "forbidden");
    assert!(typed["message"].as_str().unwrap().contains("operator"), "a typed line is held to the same rules: {typed}");
    olga.end().done();
    above("olga", &[("open_incident", json!({"type_code": "UNK", "what": "x"})), ("backup_now", json!({}))]);
    let administrator = json!({"units": ["E1"], "status": "OOS", "reason": "x"});
    above("chief", &[("set_status", administrator)]);
    assert!(
        floor.events().iter().all(|e| !["incident.opened", "unit.status_set"].contains(&e["typ"].as_str().unwrap()))
    );
}

#[test]
fn good_rows_of_a_list_are_kept_and_bad_ones_named() {
    let floor = Floor::live();
    let rows = "id,call_sign,type,station,lon,lat\n\
        E7,Engine 7,engine,North,24.95,60.18\n\
        E8,Engine 8,engine,North,24.95,95.0\n\
        bad id!,Engine 9,engine,North,24.95,60.18\n\
        E10,Engine 10,engine,North\n\
        E11,Engine 11,engine,\"North, old\",24.96,60.19\n";
    let ran = run(&floor.data(), &["unit", "import", &floor.file("units.csv", rows)]);
    ran.ends(1, &["2 taken", "line 3: lat", "95", "line 4: id", "bad id!", "line 5", "3 rows were not taken"]);
    let cameras = "id,name,lon,lat,azimuth_deg,hfov_deg,range_m,height_m,width_px\n\
        C7,North gate,24.95,60.18,10,60,100,6,1920\n\
        C8,South gate,24.95,60.18,400,60,100,6,1920\n\
        C9,,nowhere,60.18,10,60,100,6,1920\n";
    let file = floor.file("cameras.csv", cameras);
    run(&floor.data(), &["camera", "import", &file]).ends(1, &["datum"]);
    let ran = run(&floor.data(), &["camera", "import", &file, "--datum", "wgs84"]);
    ran.ends(1, &["1 taken", "line 3: azimuth_deg", "400", "line 4: lon", "nowhere"]);
    for (name, content) in [("no-header.csv", "E1,x\n"), ("empty.csv", ""), ("latin1.csv", "id,call_sign\nE1,\u{e9}\n")]
    {
        let bytes: Vec<u8> = content.chars().map(|c| c as u8).collect();
        let ran = run(&floor.data(), &["unit", "import", &floor.file(name, bytes)]);
        assert_eq!(ran.code, Some(1), "{name}: {ran:?}");
        assert!(!ran.err.is_empty() && !ran.err.contains("panicked"), "{name}: {ran:?}");
    }
    let mut anna = floor.seat("anna");
    let units = anna.ok("units", &json!({}));
    let ids: Vec<&str> = units.as_array().unwrap().iter().filter_map(|u| u["id"].as_str()).collect();
    assert_eq!(ids, ["E1", "E11", "E2", "E7", "M1"]);
    assert_eq!(anna.ok("cameras", &json!({})).as_array().map(Vec::len), Some(3));
    anna.end().done();
}

#[test]
fn wrong_use_exits_with_two_and_says_how() {
    let floor = Floor::empty();
    let wrong: [&[&str]; 9] = [
        &["bogus"],
        &[],
        &["rpc", "--seat", "anna"],
        &["log"],
        &["log", "verify", "--from", "x"],
        &["area", "import", "x.pbf"],
        &["user", "create", "anna"],
        &["backup", "restore"],
        &["feed", "add", "met"],
    ];
    for args in wrong {
        let ran = run(&floor.data(), args);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(
            ran.err.contains("error:") || ran.err.contains("Usage") || ran.err.starts_with("watchfloor: "),
            "{args:?}: {ran:?}"
        );
    }
    let url = "http://127.0.0.1:9/";
    run(&floor.data(), &["warning", "ingest", url, "--allow", "nonsense"]).ends(2, &["nonsense"]);
    run(&floor.data(), &["--version"]).ends(0, &["watchfloor 0."]);
    run(&floor.data(), &["--help"]).ends(0, &["backup", "rpc"]);
}

#[test]
fn a_feed_at_a_private_address_needs_leave() {
    let floor = Floor::live();
    for (url, what) in [
        ("http://127.0.0.1:8080/x", "127.0.0.1"),
        ("http://example.org/x", "http"),
        ("ftp://example.org/x", "ftp"),
        ("nonsense", "nonsense"),
        ("http://169.254.169.254/latest", "169.254"),
    ] {
        let ran = run(&floor.data(), &["feed", "add", "met", "--url", url]);
        assert_eq!(ran.code, Some(1), "{url}: {ran:?}");
        assert!(ran.err.contains("(url)"), "{what}: {}", ran.err);
    }
    run(&floor.data(), &["feed", "add", "met", "--url", "http://127.0.0.1/", "--allow", "300.0.0.0/8"])
        .ends(1, &["(allow)"]);
    run(&floor.data(), &["feed", "add", "met", "--url", "https://example.org/", "--interval-s", "1"]).ends(1, &["10"]);
    let mut chief = floor.seat("chief");
    assert_eq!(chief.until(Duration::ZERO, "feeds", &json!({}), |f| f.as_array().cloned()), Vec::<Value>::new());
    chief.end().done();
}
