//! The whole main job by the verbs of the command line and the lines of `rpc`, undisturbed, on a real area and a real
//! loopback feed.

use crate::script::{Names, lines, say};
use crate::support::{Floor, Rpc, Server, cap, run};
use serde_json::{Value, json};

fn texts(rows: &Value, pointer: &str) -> Vec<String> {
    let rows = rows.as_array().into_iter().flatten();
    rows.filter_map(|row| row.pointer(pointer)?.as_str().map(str::to_owned)).collect()
}

/// A floor set up by administrative verbs alone, each of which opens the folder for itself.
fn set_up(server: &Server) -> Floor {
    let floor = Floor::empty();
    let (data, password) = (floor.data(), floor.password_file());
    let area = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/area/helsinki.osm.pbf");
    run(&data, &["user", "create", "chief", "--role", "administrator", "--password-file", &password]).done();
    run(&data, &["user", "create", "anna", "--role", "dispatcher", "--password-file", &password]).done();
    let report = run(&data, &["area", "import", area, "--name", "helsinki", "--json"]).done();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((report["cameras"].as_u64(), report["addresses"].as_u64()), (Some(221), Some(1468)), "{report}");
    run(&data, &["unit", "import", &floor.units_csv()]).ends(0, &["3 taken"]);
    run(&data, &["camera", "import", &floor.cameras_csv(), "--datum", "wgs84"]).ends(0, &["2 taken"]);
    run(&data, &["camera", "import-area"]).ends(0, &["taken"]);
    let url = server.put("/storm.xml", "application/cap+xml", cap::alert("storm-7", "Extreme", cap::HARBOUR));
    run(&data, &["feed", "add", "met", "--url", &url, "--allow", "127.0.0.0/8", "--interval-s", "600"]).done();
    run(&data, &["feed", "list"]).ends(0, &["met", &url]);
    floor
}

fn warning_arrives(anna: &mut Rpc) -> String {
    let row = anna.until(cap::ARRIVES, "warnings", &json!({}), |rows| rows.get(0).cloned());
    assert_eq!((&row["state"], &row["alarm"]), (&json!("in_force"), &json!(true)), "{row}");
    assert_eq!((&row["severity"], &row["vertices"]), (&json!("Extreme"), &json!(5)), "{row}");
    assert!(row["rings"][0].as_array().is_some_and(|ring| ring.len() >= 4), "it can be drawn: {row}");
    row["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_whole_shift_is_done_kept_and_told() {
    let server = Server::start();
    let floor = set_up(&server);
    let mut anna = floor.seat("anna");
    let mut names = Names::from([("@W".to_owned(), warning_arrives(&mut anna))]);
    for line in lines() {
        say(&mut anna, &line, &mut names);
    }
    let fire = &names["@A"];

    let detail = anna.ok("incident", &json!({"id": fire}));
    assert_eq!(detail["row"]["state"], "closed");
    assert_eq!((&detail["row"]["disposition"], &detail["row"]["reopened"]), (&json!("FALSE"), &json!(1)));
    assert_eq!(detail["notes"][0]["text"], "Second floor is burning");
    assert_eq!(texts(&detail["assignments"], "/unit"), ["E1", "E2", "E2"]);
    let steps = texts(&detail["assignments"][0]["steps"], "/status");
    assert_eq!(steps.last().map(String::as_str), Some("OS"), "{steps:?}");
    let second = texts(&detail["assignments"][1]["steps"], "/status");
    assert!(!second.contains(&"OS".to_owned()), "no step is made up: {second:?}");
    let near = texts(&detail["cameras"], "/id");
    assert!(near.contains(&"C1".to_owned()) && near.len() > 1, "the nearest cameras, mapped ones too: {near:?}");
    assert!(texts(&detail["cameras"], "/state").iter().all(|state| state == "unknown"), "{detail}");

    let story = anna.ok("timeline", &json!({"stream": format!("incident/{fire}")}));
    let types = texts(&story, "/typ");
    let told = [
        "incident.opened",
        "unit.assigned",
        "unit.assigned",
        "unit.status_set",
        "unit.status_set",
        "incident.note_added",
        "unit.released",
        "unit.released",
        "incident.closed",
        "incident.reopened",
        "unit.assigned",
        "unit.released",
        "incident.closed",
    ];
    assert_eq!(types, told, "{story}");
    assert!(story.as_array().unwrap().iter().all(|row| row["actor"] == "anna" && row["role"] == "dispatcher"));

    let found = |rpc: &mut Rpc, query: Value| texts(&rpc.ok("history", &query), "/id");
    assert_eq!(found(&mut anna, json!({"text": "burning"})), [fire.as_str()], "found by a word of a note");
    assert_eq!(found(&mut anna, json!({"text": "fainted tram", "closed": true})), [names["@B"].clone()]);
    assert_eq!(found(&mut anna, json!({"closed": false})), Vec::<String>::new());
    anna.end().done();
    floor.verify();
}

#[test]
fn numbers_are_never_given_twice_and_a_fragment_must_be_unique() {
    let floor = Floor::live();
    let number = |rpc: &mut Rpc| {
        let opened = rpc.ok("open_incident", &json!({"type_code": "UNK", "what": "call"}));
        opened["number"].as_str().unwrap().to_owned()
    };
    let mut anna = floor.seat("anna");
    let mut given: Vec<String> = (0..11).map(|_| number(&mut anna)).collect();
    anna.kill();
    let mut anna = floor.seat("anna");
    given.push(number(&mut anna));
    let want: Vec<String> = (1..=12).map(|n| format!("J-{n:03}")).collect();
    assert_eq!(given, want, "the plug pulled in between costs no number and repeats none");
    let error = anna.refused("incident", &json!({"id": "J-0"}), "ambiguous");
    let candidates = error["params"]["candidates"].as_str().unwrap();
    assert!(candidates.contains("J-001") && candidates.contains("J-002"), "{error}");
    assert_eq!(anna.ok("incident", &json!({"id": "J-012"}))["row"]["number"], "J-012");
    anna.refused("incident", &json!({"id": "J-099"}), "not_found");
}

#[test]
fn a_position_is_telemetry_with_an_age_and_no_event() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let report = json!({"unit": "E1", "lon": 24.95, "lat": 60.17, "accuracy_m": 8.0, "source": "gnss"});
    assert_eq!(anna.ok("report_position", &report)["kept"], "telemetry");
    let units = anna.ok("units", &json!({}));
    let position = &units.as_array().unwrap().iter().find(|u| u["id"] == "E1").unwrap()["position"];
    assert_eq!((&position["source"], &position["accuracy_m"]), (&json!("gnss"), &json!(8.0)), "{position}");
    let error = anna.refused("report_position", &json!({"unit": "E1", "lon": 1.0, "lat": 91.0}), "bad_argument");
    assert!(error["message"].as_str().unwrap().contains("91"), "{error}");
    anna.end().done();
    assert!(floor.events().iter().all(|e| !e["typ"].as_str().unwrap().contains("position")));
}

/// An Atom index whose entries point at alerts: each is fetched, and a broken link holds back none.
#[test]
fn an_index_brings_the_alerts_it_points_at() {
    let floor = Floor::live();
    let server = Server::start();
    let alerts = ["north", "south"]
        .map(|id| server.put(&format!("/{id}.xml"), "application/cap+xml", cap::alert(id, "Severe", cap::HARBOUR)));
    let entry = |url: &str| {
        format!(
            "<entry><id>{url}</id><title>Storm</title><link href=\"{url}\"/><updated>2026-11-22T10:00:00Z</updated></entry>"
        )
    };
    let missing = alerts[0].replace("north", "missing");
    let entries: String = [&alerts[0], &missing, &alerts[1]].map(|url| entry(url)).concat();
    let index = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>x</id><title>Alerts</title>{entries}</feed>"
    );
    let url = server.put("/index.atom", "application/atom+xml", index);
    run(&floor.data(), &["feed", "add", "met", "--url", &url, "--allow", "127.0.0.0/8", "--interval-s", "600"]).done();
    let mut anna = floor.seat("anna");
    let rows = anna.until(cap::ARRIVES, "warnings", &json!({}), |rows| {
        (texts(rows, "/identifier").len() == 2).then(|| rows.clone())
    });
    let mut found = texts(&rows, "/identifier");
    found.sort();
    assert_eq!(found, ["north", "south"]);
    let error = anna.refused("line", &json!({"text": "ackn"}), "ambiguous");
    assert_eq!(error["params"]["count"], "2", "two sound: one must be named: {error}");
    anna.ok("line", &json!({"text": "ackn north"}));
    anna.ok("line", &json!({"text": "ackn"}));
    let rows = anna.ok("warnings", &json!({}));
    assert!(
        rows.as_array().unwrap().iter().all(|row| row["acknowledged"]["by"] == "anna" && row["alarm"] == false),
        "{rows}"
    );
    anna.end().done();
    run(&floor.data(), &["feed", "remove", "met"]).done();
    floor.verify();
}
