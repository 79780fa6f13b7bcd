//! Documents and extracts that are broken, hostile or huge: named, kept where they must be kept, never in the way.

use crate::support::{Floor, Rpc, Server, cap, run};
use serde_json::{Value, json};

/// The faults in the log: code, reason, and what was received.
fn faults(floor: &Floor) -> Vec<(String, String, String)> {
    let events = floor.events();
    let bodies = events.iter().filter(|e| e["typ"] == "feed.faulted").filter_map(|e| e["body"].as_str());
    let bodies = bodies.map(|body| serde_json::from_str::<Value>(body).unwrap());
    bodies
        .map(|b| (b["code"].as_str().unwrap().into(), b["why"].as_str().unwrap().into(), b["raw"].to_string()))
        .collect()
}

#[test]
fn malformed_xml_is_refused_by_name_and_kept() {
    let floor = Floor::live();
    let cut = floor.file("cut.xml", &cap::alert("cut", "Severe", cap::HARBOUR)[..400]);
    run(&floor.data(), &["warning", "check", &cut, "--json"]).ends(0, &["\"outcome\":\"reject\"", "cut.xml"]);
    run(&floor.data(), &["warning", "ingest", &cut]).ends(1, &["reject", "cut.xml"]);
    let garbage = floor.file("garbage.xml", [0xff, 0xfe, 0x00, 0xd8, 0x3c]);
    run(&floor.data(), &["warning", "ingest", &garbage]).ends(1, &["reject", "garbage.xml"]);
    run(&floor.data(), &["warning", "ingest", "/no/such.xml"]).ends(1, &["/no/such.xml"]);
    // A good one beside the bad ones is not held back.
    let good = floor.file("good.xml", cap::alert("good", "Severe", cap::HARBOUR));
    run(&floor.data(), &["warning", "ingest", &cut, &good]).ends(1, &["reject", "accept"]);
    let kept = faults(&floor);
    assert!(kept.iter().any(|(_, _, raw)| raw.contains("weather@example.org")), "what came is kept: {kept:?}");
    let mut anna = floor.seat("anna");
    let warnings = anna.ok("warnings", &json!({"all": true}));
    assert_eq!(warnings.as_array().map(Vec::len), Some(1), "{warnings}");
    anna.end().done();
    floor.verify();
}

#[test]
fn an_entity_bomb_is_refused_without_being_blown_up() {
    let floor = Floor::live();
    let mut bomb = "<?xml version=\"1.0\"?><!DOCTYPE alert [<!ENTITY a0 \"boom\">".to_owned();
    for level in 1..=12 {
        let body = format!("&a{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY a{level} \"{body}\">"));
    }
    bomb.push_str("]>");
    let alert = cap::alert("bomb", "Severe", cap::HARBOUR);
    bomb.push_str(&alert[alert.find("<alert").unwrap()..].replace("<event>Storm", "<event>&a12;"));
    let ran = run(&floor.data(), &["warning", "ingest", &floor.file("bomb.xml", &bomb)]);
    ran.ends(1, &["reject", "bomb.xml"]);
    let [(_, why, _)] = &faults(&floor)[..] else { unreachable!("one fault") };
    assert!(why.to_lowercase().contains("doctype") || why.to_lowercase().contains("entit"), "{why}");
}

/// A portal page instead of the feed, status 200: the feed is faulty, the page is kept, what it brought before stays.
#[test]
fn html_with_status_200_is_a_fault_of_the_feed() {
    let floor = Floor::live();
    let server = Server::start();
    let url = server.put("/feed", "application/cap+xml", cap::alert("before", "Severe", cap::HARBOUR));
    let mut chief = floor.seat("chief");
    chief.ok("add_feed", &json!({"id": "met", "url": url, "allow": ["127.0.0.0/8"], "interval_s": 10}));
    chief.until(cap::ARRIVES, "warnings", &json!({}), |rows| rows.get(0).cloned());
    server.put(
        "/feed",
        "text/html",
        "<!DOCTYPE html><html><body><h1>Sign in to the guest network</h1><br></body></html>",
    );
    let feed = chief.until(cap::ARRIVES, "feeds", &json!({}), |rows| {
        rows.get(0).filter(|feed| feed["faults"].as_u64() > Some(0)).cloned()
    });
    assert_eq!(feed["faults"], 1, "{feed}");
    let rows = chief.ok("warnings", &json!({}));
    assert_eq!((rows.as_array().map(Vec::len), &rows[0]["identifier"]), (Some(1), &json!("before")), "{rows}");
    chief.end().done();
    let kept = faults(&floor);
    assert!(kept.len() == 1 && kept[0].2.contains("guest network"), "{kept:?}");
    floor.verify();
}

#[test]
fn a_polygon_of_50_000_vertices_is_taken_whole_and_drawn_simply() {
    let floor = Floor::live();
    let text = cap::alert("wide", "Severe", &cap::ring(50_000));
    run(&floor.data(), &["warning", "ingest", &floor.file("wide.xml", &text)]).ends(0, &["accept"]);
    let mut anna = floor.seat("anna");
    let row = anna.ok("warnings", &json!({}))[0].clone();
    assert!(row["vertices"].as_u64() >= Some(50_000), "{}", row["vertices"]);
    let drawn: usize = row["rings"].as_array().unwrap().iter().map(|ring| ring.as_array().unwrap().len()).sum();
    assert!((16..=2_000).contains(&drawn), "drawn with {drawn} points");
    let board = anna.ok("board", &json!({})).to_string();
    assert!(board.len() < 300_000, "the board stays small: {}", board.len());
    let detail = anna.ok("warning", &json!({"id": row["key"]}));
    let shown = detail["raw"].as_str().unwrap();
    assert!(shown.len() > 1_000 && text.starts_with(shown), "the window is sent the beginning of the text");
    assert_eq!(detail["infos"][0]["headline"], "Storm over the harbour");
    anna.end().done();
    let bodies = std::fs::read_dir(floor.store().join("bodies")).unwrap().map(|body| body.unwrap().path());
    let kept: Vec<Value> = bodies.map(|body| serde_json::from_slice(&std::fs::read(body).unwrap()).unwrap()).collect();
    assert_eq!(
        kept.iter().filter_map(|body| body.pointer("/raw/text")?.as_str()).collect::<Vec<_>>(),
        [text],
        "kept byte for byte"
    );
    floor.verify();
}

#[test]
fn an_extract_cut_short_leaves_the_old_area() {
    let floor = Floor::live();
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/area/helsinki.osm.pbf")).unwrap();
    let good = floor.file("town.osm.pbf", &whole);
    run(&floor.data(), &["area", "import", &good, "--name", "town"]).done();
    let areas = |floor: &Floor| -> Value {
        let mut rpc = Rpc::start(&floor.data(), &[]);
        rpc.ok("take_seat", &json!({"as": "owner"}));
        let areas = rpc.ok("areas", &json!({}));
        rpc.end().done();
        areas
    };
    let before = areas(&floor);
    for (name, bytes) in [
        ("half.osm.pbf", &whole[..whole.len() / 2]),
        ("head.osm.pbf", &whole[..100]),
        ("empty.osm.pbf", &whole[..0]),
        ("text.osm.pbf", b"this is no extract, whatever its name says"),
    ] {
        let file = floor.file(name, bytes);
        let ran = run(&floor.data(), &["area", "import", &file, "--name", "town"]);
        ran.ends(1, &[name]);
        assert_eq!(areas(&floor), before, "{name}: the old area stays as it was");
    }
    run(&floor.data(), &["area", "import", &good, "--name", "No Such Name!"]).ends(1, &["name"]);
    run(&floor.data(), &["area", "import", "/no/such.pbf", "--name", "x"]).ends(1, &["/no/such.pbf"]);
    floor.verify();
}

#[test]
fn a_url_is_taken_in_under_the_guard_of_feeds() {
    let floor = Floor::live();
    let server = Server::start();
    let url = server.put("/a.xml", "application/cap+xml", cap::alert("by-url", "Severe", cap::HARBOUR));
    run(&floor.data(), &["warning", "ingest", &url]).ends(1, &["scheme http is refused"]);
    run(&floor.data(), &["warning", "ingest", &url, "--allow", "10.0.0.0/8"]).ends(1, &["127.0.0.1", "loopback"]);
    let gone = url.replace("a.xml", "b.xml");
    run(&floor.data(), &["warning", "ingest", &gone, "--allow", "127.0.0.0/8"]).ends(1, &["404"]);
    assert!(floor.events().iter().all(|e| e["typ"] != "warning.received"));
    run(&floor.data(), &["warning", "ingest", &url, "--allow", "127.0.0.0/8"]).ends(0, &["accept", &url]);
    let portal = server.put("/portal", "text/html", "<html><body>Sign in</body></html>");
    run(&floor.data(), &["warning", "ingest", &portal, "--allow", "127.0.0.0/8"]).ends(1, &["reject", &portal]);
    assert_eq!(floor.events().iter().filter(|e| e["typ"] == "warning.received").count(), 1);
    floor.verify();
}
