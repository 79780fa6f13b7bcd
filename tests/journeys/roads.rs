//! The city imported, searched and driven through by automation: places, ways, closest units, closures.

use crate::support::floor::Floor;
use crate::support::program::run;
use crate::support::rpc::Rpc;
use serde_json::{Value, json};
use std::path::Path;

/// The demo extract of the project: central Helsinki.
fn extract() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/area/helsinki.osm.pbf").display().to_string()
}

/// Units inside the extract.
const INSIDE: &str = "id,call_sign,type,station,lon,lat\n\
    N1,Engine 11,engine,Mannerheimintie,24.9413,60.1676\n\
    N2,Engine 12,engine,Kaisaniemi,24.9494,60.1733\n\
    N3,Engine 13,engine,Unioninkatu,24.9510,60.1680\n";

fn imported() -> Floor {
    let floor = Floor::live();
    run(&floor.data(), &["area", "import", &extract(), "--name", "helsinki"]).done();
    run(&floor.data(), &["unit", "import", &floor.file("inside.csv", INSIDE)]).done();
    floor
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("one JSON object per line")).collect()
}

fn found(floor: &Floor, text: &str) -> Vec<Value> {
    lines(&run(&floor.data(), &["--json", "area", "search", text]).done())
}

fn metres(row: &Value, lon: f64, lat: f64) -> f64 {
    let (dx, dy) = (row["lon"].as_f64().unwrap() - lon, row["lat"].as_f64().unwrap() - lat);
    ((dx * 55_600.0).powi(2) + (dy * 111_200.0).powi(2)).sqrt()
}

#[test]
fn one_box_finds_addresses_crossings_places_and_coordinates() {
    let floor = imported();
    let first = |text: &str| {
        let rows = found(&floor, text);
        let row = rows[0].clone();
        assert!(row["why"].as_array().is_some_and(|why| !why.is_empty()), "{text}: says why: {row}");
        row
    };
    let street = first("Mannerheimintie");
    assert_eq!((street["kind"].as_str(), street["label"].as_str()), (Some("street"), Some("Mannerheimintie")));
    let address = first("Aleksanterinkatu 52");
    assert_eq!(address["kind"], "address", "{address}");
    let (one, other) = (first("Aleksanterinkatu & Mikonkatu"), first("Mikonkatu / Aleksanterinkatu"));
    assert_eq!(one["kind"], "crossing", "{one}");
    assert_eq!((&one["lon"], &one["lat"]), (&other["lon"], &other["lat"]), "either order");
    let typo = first("Aleksantrinkatu & Mikonkatu");
    assert!(metres(&typo, one["lon"].as_f64().unwrap(), one["lat"].as_f64().unwrap()) < 30.0, "{typo}");
    for text in ["60.17, 24.94", "60°10'12\"N 24°56'24\"E", "35VLG8578072360"] {
        let at = first(text);
        assert_eq!(at["kind"], "coordinates", "{text}: {at}");
        assert!(metres(&at, 24.94, 60.17) < 900.0, "{text}: {at}");
    }
    run(&floor.data(), &["area", "search", "Qqqqzzzz"]).ends(1, &["nothing was found"]);
}

#[test]
fn ways_and_closest_units_obey_closures() {
    let floor = imported();
    let way = |from: &str, profile: &str| {
        let args = ["--json", "area", "route", "--from", from, "--to", "24.9443,60.1660", "--profile", profile];
        lines(&run(&floor.data(), &args).done()).remove(0)
    };
    let plain = way("24.9494,60.1733", "ordinary");
    assert!(plain["seconds"].as_f64().unwrap() > 60.0 && plain["metres"].as_f64().unwrap() > 850.0, "{plain}");
    assert!(plain["geometry"].as_array().unwrap().len() > 10 && plain["graph"].as_str().unwrap().len() == 64);
    assert!(
        way("24.9494,60.1733", "emergency")["seconds"].as_f64().unwrap() < plain["seconds"].as_f64().unwrap(),
        "blue light is faster"
    );

    let units = floor.file("fleet.csv", "id,lon,lat\nnear,24.9420,60.1700\nfar,24.9494,60.1733\nsea,24.90,60.05\n");
    let closest = |args: &[&str]| {
        let all = [&["--json", "area", "closest", "--units", &units, "--to", "24.9443,60.1660", "-k", "3"][..], args];
        run(&floor.data(), &all.concat())
    };
    let open = closest(&[]);
    assert!(open.err.contains("sea: too far from any road"), "{open:?}");
    let open_out = open.done();
    let rows = lines(&open_out);
    assert_eq!(rows.iter().map(|r| r["id"].as_str().unwrap()).collect::<Vec<_>>(), ["far", "near"]);
    assert_eq!(rows[0]["straight_line_rank"], 2, "the nearer one by straight line has to go round");
    // A closure across the nearer unit's own way makes it slower, or cuts it off; the other's time does not change.
    let middle = middle(&way("24.9420,60.1700", "emergency"));
    let shut = closest(&["--close", &floor.file("shut.geojson", square(middle).to_string())]);
    let rows = lines(&shut.out);
    let seconds =
        |rows: &[Value], id: &str| rows.iter().find(|r| r["id"] == id).map(|r| r["seconds"].as_f64().unwrap());
    let (before, after) = (seconds(&lines(&open_out), "near").unwrap(), seconds(&rows, "near"));
    assert!(after.map_or(shut.err.contains("near: cannot get there"), |after| after > before), "{shut:?}");
    closest(&["--close", &floor.file("point.json", r#"{"type":"Point","coordinates":[24.9,60.1]}"#)])
        .ends(1, &["point.json", "only lines and polygons"]);
    run(&floor.data(), &["area", "route", "--from", "24.94,60.17", "--to", "24.94,59.0"]).ends(1, &["off the road"]);
    run(&floor.data(), &["area", "route", "--from", "24.94", "--to", "24.94,60.1"]).ends(2, &["lon,lat"]);
}

#[test]
fn without_an_area_questions_are_refused_by_name() {
    let floor = Floor::live();
    run(&floor.data(), &["area", "search", "x"]).ends(1, &["no area is imported"]);
    run(&floor.data(), &["area", "search", "x", "--area", "porto"]).ends(1, &["there is no area porto"]);
    let mut anna = floor.seat("anna");
    anna.refused("route", &json!({"from": [24.94, 60.17], "to": [24.95, 60.17]}), "refused");
    anna.end().done();
}

/// The point in the middle of a way.
fn middle(way: &Value) -> [f64; 2] {
    let line = way["geometry"].as_array().unwrap();
    let at = &line[line.len() / 2];
    [at[0].as_f64().unwrap(), at[1].as_f64().unwrap()]
}

/// A closed square of about twenty metres around a point.
fn square([lon, lat]: [f64; 2]) -> Value {
    let corner = |x: f64, y: f64| json!([lon + x * 0.000_18, lat + y * 0.000_09]);
    let ring = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0), corner(-1.0, -1.0)];
    json!({"type": "Polygon", "coordinates": [ring]})
}

fn order(anna: &mut Rpc, incident: &str) -> (Vec<String>, Value) {
    let view = anna.ok("closest", &json!({"incident": incident, "k": 3}));
    let rows = view["rows"].as_array().unwrap().iter().map(|r| r["unit"].as_str().unwrap().to_owned()).collect();
    (rows, view)
}

#[test]
fn a_closure_changes_the_recommended_order_at_once_and_all_of_it_is_on_the_record() {
    let floor = imported();
    let mut anna = floor.seat("anna");
    let call = json!({"type_code": "STRUCT", "what": "smoke", "place": {"lon": 24.9455, "lat": 60.1689, "label": "x"}});
    let id = anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned();
    let (before, view) = order(&mut anna, &id);
    let first = before[0].clone();
    assert!(INSIDE.contains(&first) || first == "E2", "{view}");
    assert_eq!(view["closures"], json!([]));
    let passed = view["passed_over"].as_array().unwrap();
    assert!(passed.iter().any(|p| p["unit"] == "M1"), "far off any road, and said: {view}");
    let graph = view["graph"].clone();

    let at = INSIDE.lines().find(|line| line.starts_with(&first)).unwrap_or("E2,,,,24.9443,60.1660");
    let home: Vec<f64> = at.split(',').skip(4).map(|n| n.parse().unwrap()).collect();
    let way = anna.ok("route", &json!({"from": home, "to": [24.9455, 60.1689]}));
    let ring = square(middle(&way))["coordinates"][0].as_array().unwrap()[..4].to_vec();
    let square = json!({"shape": "polygon", "reason": "bridge up", "points": ring});
    let closure = anna.ok("set_closure", &square)["id"].as_str().unwrap().to_owned();
    let (_, after) = order(&mut anna, &id);
    assert_eq!((&after["graph"], &after["closures"]), (&graph, &json!([closure])));
    assert_ne!(after["closure_set"], view["closure_set"]);
    let seconds = |view: &Value| {
        let row = view["rows"].as_array().unwrap().iter().find(|r| r["unit"] == first.as_str()).cloned();
        row.map_or(f64::INFINITY, |row| row["seconds"].as_f64().unwrap())
    };
    assert!(seconds(&after) > seconds(&view), "{after}");
    anna.kill();

    let mut anna = floor.seat("anna");
    let (_, again) = order(&mut anna, &id);
    assert_eq!(again["closure_set"], after["closure_set"], "the closure outlives the plug");
    anna.refused("lift_closure", &json!({"id": closure, "reason": " "}), "bad_argument");
    anna.ok("lift_closure", &json!({"id": closure, "reason": "bridge down"}));
    let (last, open) = order(&mut anna, &id);
    assert_eq!((&last, &open["closure_set"]), (&before, &view["closure_set"]));
    anna.end().done();
    let events = floor.events();
    let typed = |typ: &str| events.iter().filter(|e| e["typ"] == typ).count();
    assert_eq!((typed("closure.set"), typed("closure.lifted")), (1, 1));
    assert_eq!(typed("incident.recommended"), 3, "each order that said something new, once");
    let shown = events.iter().find(|e| e["typ"] == "incident.recommended").unwrap();
    assert!(shown.to_string().contains(graph.as_str().unwrap()), "it names the graph: {shown}");
    floor.verify();
}

#[test]
fn the_agencys_own_names_win_over_the_maps() {
    let floor = imported();
    let mut chief = floor.seat("chief");
    let place = json!({"lon": 24.9500, "lat": 60.1700, "label": "Command post east"});
    chief.ok("set_alias", &json!({"text": "Mannerheimintie", "place": place}));
    let first = chief.ok("search", &json!({"text": "mannerheimintie"}))["rows"][0].clone();
    assert_eq!(
        (first["kind"].as_str(), first["detail"].as_str()),
        (Some("alias"), Some("Command post east")),
        "{first}"
    );
    assert_eq!(chief.ok("aliases", &json!({})).as_array().map(Vec::len), Some(1));
    chief.ok("remove_alias", &json!({"text": "Mannerheimintie"}));
    assert_eq!(chief.ok("search", &json!({"text": "mannerheimintie"}))["rows"][0]["kind"], "street");
    let unit = chief.ok("search", &json!({"text": "e1"}))["rows"][0].clone();
    assert_eq!((unit["kind"].as_str(), unit["target"].as_str()), (Some("unit"), Some("unit/E1")), "{unit}");
    let around = chief.ok("whereabouts", &json!({"lon": 24.9427, "lat": 60.1689}));
    assert!(around["street"].is_object() && around["forms"]["mgrs"].as_str().unwrap().starts_with("35V"), "{around}");
    chief.end().done();
}

#[test]
fn a_blocked_road_has_a_way_round() {
    let floor = imported();
    // On Unioninkatu, between two crossings.
    let [lon, lat] = [24.950_591_1, 60.172_560_3];
    let mut anna = floor.seat("anna");
    let place = json!({"lon": lon, "lat": lat, "label": "mid road"});
    let opened = anna.ok("open_incident", &json!({"type_code": "CRASH", "place": place, "what": "two lorries"}));
    let way = anna.ok("detour", &json!({"incident": opened["id"]}));
    let added = (way["added_metres"].as_f64().unwrap(), way["added_seconds"].as_f64().unwrap());
    assert!(added.0 > 0.0 && added.1 > 0.0 && way["metres"].as_f64().unwrap() > added.0, "{way}");
    assert_eq!(way["blocked"], "Unioninkatu", "{way}");
    let line = way["geometry"].as_array().unwrap();
    let passes = |at: &Value| metres(&json!({"lon": at[0], "lat": at[1]}), lon, lat) < 15.0;
    assert!(line.len() > 2 && !line.iter().any(passes), "it does not lead through what is blocked: {way}");
    anna.end().done();
    floor.verify();
}
