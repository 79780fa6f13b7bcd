//! Layers of the centre's own and base maps of others, by the verbs and by the lines of `rpc`: taken in, warned about,
//! found, removed, and on the record.

#[path = "../../crates/area/tests/area/support/pbf.rs"]
#[expect(dead_code, reason = "this town needs nodes and ways only")]
mod pbf;

use crate::support::floor::Floor;
use crate::support::program::run;
use crate::support::rpc::Rpc;
use pbf::Pbf;
use serde_json::{Value, json};
use std::time::Duration;
use watchfloor_geo::{Bd09, Gcj02, Wgs84};

const HYDRANTS: &str = "ref;name;经度;纬度;pressure\n\
    H-1;Market;24.9520;60.1675;6 bar\n\
    H-2;;24.9425;60.1710;5 bar\n\
    H-3;North;24.95;north;\n\
    H-1;Again;24.95;60.17;\n";

const PLANS: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","id":"mall-g","properties":{"name":"Forum mall","level":"G","contacts":"Porter 040 123","hazards":"Ammonia, cold store","attachments":["g.pdf","keys.txt"]},
   "geometry":{"type":"Polygon","coordinates":[[[24.938,60.168],[24.940,60.168],[24.940,60.169],[24.938,60.169],[24.938,60.168]]]}},
  {"type":"Feature","id":"mall-1","properties":{"name":"Forum mall","level":"1"},
   "geometry":{"type":"Polygon","coordinates":[[[24.938,60.168],[24.940,60.168],[24.940,60.169],[24.938,60.169],[24.938,60.168]]]}},
  {"type":"Feature","properties":{"name":"open"},
   "geometry":{"type":"Polygon","coordinates":[[[24.938,60.168],[24.940,60.168],[24.940,60.169]]]}}]}"#;

fn add<'a>(file: &'a str, id: &'a str, kind: &'a str, datum: &'a str) -> Vec<&'a str> {
    vec!["area", "layer", "add", file, "--id", id, "--name", "Names 名", "--kind", kind, "--datum", datum]
}

fn listed(floor: &Floor) -> Vec<Value> {
    let text = run(&floor.data(), &["area", "layer", "list", "--json"]).done();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn tables_and_geojson_are_taken_in_and_bad_rows_are_named() {
    let floor = Floor::live();
    let csv = floor.file("消防栓.csv", HYDRANTS);
    run(&floor.data(), &add(&csv, "hydrants", "hydrants", "wgs84")).ends(
        1,
        &["row 3: 纬度", "row 4: id: H-1 is the id of an earlier row", "2 rows were not taken; the others were"],
    );
    run(&floor.data(), &add(&csv, "hydrants", "hydrants", "wgs84")).ends(1, &["already", "hydrants"]);
    let plans = floor.file("plans.geojson", PLANS);
    run(&floor.data(), &[&add(&plans, "plans", "plans", "wgs84")[..], &["--json"]].concat())
        .ends(1, &["row 3: geometry", "1 rows were not taken"]);
    let rows = listed(&floor);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let said = |row: &Value, names: [&str; 5]| names.map(|name| row[name].to_string());
    assert_eq!(
        said(&rows[0], ["id", "datum", "features", "faulty", "source"]),
        ["\"hydrants\"", "\"wgs84\"", "2", "2", "\"消防栓.csv\""]
    );
    assert_eq!((&rows[1]["floors"], &rows[1]["kind"]), (&json!(["G", "1"]), &json!("plans")));
    // Replaced as a whole, and only when asked to.
    let one = floor.file("one.csv", "id,lon,lat\nA,24.95,60.17\n");
    run(&floor.data(), &[&add(&one, "hydrants", "hydrants", "wgs84")[..], &["--replace"]].concat())
        .ends(0, &["1 taken, 0 left out"]);
    assert_eq!(listed(&floor)[0]["features"], 1);
    run(&floor.data(), &["area", "layer", "remove", "hydrants"]).ends(0, &["hydrants removed"]);
    run(&floor.data(), &["area", "layer", "remove", "hydrants"]).ends(1, &["There is no hydrants"]);
    assert_eq!(listed(&floor).len(), 1);
    // Wrong use and what cannot be read at all.
    run(&floor.data(), &add(&one, "x", "trees", "wgs84")).ends(2, &["trees"]);
    run(&floor.data(), &add(&one, "x", "other", "nad27")).ends(2, &["nad27"]);
    run(&floor.data(), &add(&one, "X!", "other", "wgs84")).ends(1, &["id"]);
    run(&floor.data(), &add("/nowhere/x.csv", "x", "other", "wgs84")).ends(1, &["/nowhere/x.csv"]);
    let nothing = floor.file("nothing.csv", "id,lon,lat\nA,,\n");
    run(&floor.data(), &add(&nothing, "x", "other", "wgs84")).ends(1, &["row 1: lon", "no row of it can be used"]);
    assert_eq!(listed(&floor).len(), 1, "what failed left nothing");
    let events = floor.events();
    let typed = |typ: &str| events.iter().filter(|e| e["typ"] == typ).count();
    assert_eq!((typed("layer.added"), typed("layer.removed")), (3, 1), "each is on the record, once");
    floor.verify();
}

/// Crooked streets of a made-up town where the shift of GCJ-02 is known, and hydrants along them.
fn town() -> (Vec<u8>, Vec<[f64; 2]>) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let metre = [1.0 / 85_400.0, 1.0 / 111_320.0];
    let (mut pbf, mut hydrants, mut id) = (Pbf::new().boxed([116.36, 39.88, 116.46, 39.97]), Vec::new(), 1);
    for street in 0..200 {
        let (mut x, mut y, mut course) = (next() * 5_000.0, next() * 5_000.0, next() * 6.3);
        let first = id;
        for _ in 0..9 {
            let at = [116.38 + x * metre[0], 39.90 + y * metre[1]];
            pbf = pbf.node(id, at, &[]);
            hydrants.push([at[0] + (next() - 0.5) * 8.0 * metre[0], at[1] + (next() - 0.5) * 8.0 * metre[1]]);
            course += (next() - 0.5) * 0.8;
            (x, y, id) = (x + 90.0 * course.cos(), y + 90.0 * course.sin(), id + 1);
        }
        let refs: Vec<i64> = (first..id).collect();
        pbf = pbf.way(1_000 + street, &refs, &[("highway", "residential")]);
    }
    (pbf.build(), hydrants)
}

#[test]
fn data_of_another_datum_than_declared_is_warned_about_with_what_was_measured() {
    let floor = Floor::live();
    let (pbf, hydrants) = town();
    let path = floor.beside("town.osm.pbf");
    std::fs::write(&path, pbf).unwrap();
    run(&floor.data(), &["area", "import", &path.display().to_string(), "--name", "town"]).done();
    let table = |name: &str, to: fn(Wgs84) -> [f64; 2]| {
        let mut text = "id,lon,lat\n".to_owned();
        for (row, [lon, lat]) in hydrants.iter().enumerate() {
            let [lon, lat] = to(Wgs84::new(*lon, *lat).unwrap());
            text.push_str(&format!("{row},{lon:.7},{lat:.7}\n"));
        }
        floor.file(name, text)
    };
    let gcj = table("gcj.csv", |at| Gcj02::from_wgs84(at).lon_lat());
    let wrong = run(&floor.data(), &add(&gcj, "wrong", "hydrants", "wgs84"));
    assert!(wrong.err.contains("warning: it looks like gcj02 data, declared wgs84"), "{wrong:?}");
    wrong.ends(0, &["1800 taken", "of its points lie on streets of town", "m east"]);
    // The control: declared as what it is, nothing is said.
    let right = run(&floor.data(), &add(&gcj, "right", "hydrants", "gcj02"));
    assert!(!right.err.contains("looks like"), "{right:?}");
    right.done();
    let bd = table("bd.csv", |at| Bd09::from_wgs84(at).lon_lat());
    run(&floor.data(), &add(&bd, "baidu", "hydrants", "wgs84")).ends(0, &["it looks like bd09 data"]);
    let rows = listed(&floor);
    let shift = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap()["shift"].clone();
    assert_eq!((shift("wrong")["looks_like"].as_str(), shift("right")), (Some("gcj02"), Value::Null));
    assert!((500.0..620.0).contains(&shift("wrong")["offset_m"].as_f64().unwrap()), "{rows:?}");

    // At a window the warning waits for an answer.
    let mut chief = floor.seat("chief");
    let ask = json!({"id": "asked", "name": "Asked", "kind": "hydrants", "datum": "wgs84", "file": gcj});
    let with = |more: Value| {
        let mut ask = ask.clone();
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };
    let looked = job(&mut chief, "add_layer", &with(json!({"preview": true})));
    assert_eq!((&looked["state"], &looked["layer"]["shift"]["looks_like"]), (&json!("done"), &json!("gcj02")));
    assert_eq!(job(&mut chief, "add_layer", &ask)["state"], "unconfirmed");
    let count = |chief: &mut Rpc| chief.ok("layers", &json!({}))["layers"].as_array().unwrap().len();
    assert_eq!(count(&mut chief), 3, "neither was added");
    assert_eq!(job(&mut chief, "add_layer", &with(json!({"accept_shift": true})))["state"], "done");
    assert_eq!(count(&mut chief), 4);
    let story = chief.ok("timeline", &json!({"stream": "config/layers"}));
    let last = story.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["actor"].as_str(), last["line"]["key"].as_str()),
        (Some("chief"), Some("event.layer.added.shifted")),
        "{last}"
    );
    chief.end().done();
    floor.verify();
}

/// Begins it and waits for its end.
#[track_caller]
fn job(rpc: &mut Rpc, call: &str, ask: &Value) -> Value {
    rpc.ok(call, ask);
    let ended = |job: &Value| job["ended_ms"].is_i64().then(|| job.clone());
    rpc.until(Duration::from_secs(60), "layer_job", &json!({}), ended)
}

#[test]
fn a_layer_is_looked_at_added_found_and_told_by_rpc() {
    let floor = Floor::live();
    let plans = floor.file("plans.geojson", PLANS);
    let ask = json!({"id": "plans", "name": "Plans", "kind": "plans", "datum": "wgs84", "file": plans});
    let mut anna = floor.seat("anna");
    let refused = anna.refused("add_layer", &ask, "forbidden");
    assert_eq!(refused["key"], "refused.role");
    anna.refused("remove_layer", &json!({"id": "plans"}), "forbidden");
    anna.refused("add_basemap", &json!({"id": "x", "file": plans}), "forbidden");
    anna.end().done();
    let mut chief = floor.seat("chief");
    chief.refused("cancel_layer", &json!({}), "refused");
    let looked = job(&mut chief, "add_layer", &{
        let mut ask = ask.clone();
        ask["preview"] = json!(true);
        ask
    });
    assert_eq!((&looked["state"], &looked["layer"]["features"]), (&json!("done"), &json!(2)), "{looked}");
    assert_eq!((&looked["fields"]["contacts"], &looked["replaces"]), (&json!(1), &json!(false)));
    assert_eq!((&looked["refused_rows"][0]["line"], &looked["compared_with"]), (&json!(3), &Value::Null));
    assert_eq!(chief.ok("layers", &json!({}))["layers"], json!([]), "only looked at");
    assert_eq!(job(&mut chief, "add_layer", &ask)["state"], "done");
    let feature = chief.ok("layer_feature", &json!({"layer": "plans", "feature": "mall-g"}));
    assert_eq!(
        (&feature["floor"], &feature["shape"], &feature["layer_name"]),
        (&json!("G"), &json!("areas"), &json!("Plans"))
    );
    assert_eq!(feature["properties"]["hazards"], "Ammonia, cold store");
    assert!(feature["properties"]["attachments"].as_str().unwrap().contains("keys.txt"));
    chief.refused("layer_feature", &json!({"layer": "plans", "feature": "x"}), "not_found");
    chief.refused("layer_feature", &json!({"layer": "none", "feature": "x"}), "not_found");
    chief.refused("layer_feature", &json!({"layer": "../live", "feature": "x"}), "bad_argument");
    assert_eq!(chief.ok("layer_faults", &json!({"id": "plans"})).as_array().map(Vec::len), Some(1));
    let found = chief.ok("search", &json!({"text": "forum m"}))["rows"].clone();
    assert_eq!((&found[0]["kind"], &found[0]["detail"]), (&json!("layer"), &json!("Plans")), "{found}");
    assert!(found[0]["target"].as_str().unwrap().starts_with("layer/plans/mall-"), "{found}");
    chief.refused("add_layer", &ask, "refused");
    chief.ok("remove_layer", &json!({"id": "plans"}));
    assert_eq!(chief.ok("search", &json!({"text": "forum m"}))["rows"], json!([]));
    chief.end().done();
    let actors: Vec<String> = floor
        .events()
        .iter()
        .filter(|event| event["typ"].as_str().unwrap().starts_with("layer."))
        .map(|event| format!("{} {}", event["typ"].as_str().unwrap(), event["actor"].as_str().unwrap()))
        .collect();
    assert_eq!(actors, ["layer.added chief", "layer.removed chief"]);
}

#[test]
fn base_maps_of_others_are_taken_in_listed_and_removed() {
    let floor = Floor::live();
    let path = floor.beside("aerial.mbtiles");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "CREATE TABLE metadata(name TEXT, value TEXT);
         INSERT INTO metadata VALUES('name','Aerial'),('format','png'),('bounds','24.5,60.0,25.5,60.5'),
           ('minzoom','0'),('maxzoom','1'),('attribution','<a href=\"x\">&copy; The city</a>');
         CREATE TABLE tiles(zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
         INSERT INTO tiles VALUES(0,0,0,x'89504e470d0a1a0a00');",
    )
    .unwrap();
    drop(conn);
    let file = path.display().to_string();
    let base = |args: &[&str]| run(&floor.data(), &[&["area", "basemap"], args].concat());
    base(&["add", &file, "--id", "aerial", "--name", "Luftbild"]).ends(0, &["Luftbild taken: png"]);
    base(&["add", &file, "--id", "aerial"]).ends(1, &["already"]);
    base(&["add", &file, "--id", "aerial", "--replace"]).ends(0, &["Aerial taken"]);
    base(&["list"]).ends(0, &["aerial", "© The city", "zooms 0 to 1"]);
    base(&["add", &floor.file("x.mbtiles", "no map"), "--id", "x"]).ends(1, &["neither MBTiles nor PMTiles"]);
    let nameless = floor.beside("nameless.mbtiles");
    std::fs::copy(&path, &nameless).unwrap();
    let conn = rusqlite::Connection::open(&nameless).unwrap();
    conn.execute_batch("UPDATE metadata SET value='pbf' WHERE name='format'; UPDATE tiles SET tile_data=x'1a00'")
        .unwrap();
    drop(conn);
    base(&["add", &nameless.display().to_string(), "--id", "x"]).ends(1, &["do not say what their layers are called"]);
    base(&["remove", "aerial"]).done();
    base(&["remove", "aerial"]).ends(1, &["There is no aerial"]);
    assert_eq!(base(&["list"]).done(), "");
    let events = floor.events();
    let typed = |typ: &str| events.iter().filter(|event| event["typ"] == typ).count();
    assert_eq!((typed("layer.added"), typed("layer.removed")), (2, 1));
    floor.verify();
}
