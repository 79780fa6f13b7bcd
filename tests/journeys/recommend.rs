//! Whom to send: shown with reasons, sent as shown, raised by one line, all of it on the record.

use crate::support::floor::Floor;
use crate::support::program::run;
use crate::support::rpc::Rpc;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Units inside the project's extract of central Helsinki.
const INSIDE: &str = "id,call_sign,type,station,lon,lat\n\
    N1,Engine 11,engine,Mannerheimintie,24.9413,60.1676\n\
    N2,Engine 12,engine,Kaisaniemi,24.9494,60.1733\n\
    N3,Engine 13,engine,Unioninkatu,24.9510,60.1680\n\
    L9,Ladder 9,ladder,Kaisaniemi,24.9494,60.1733\n\
    A9,Ambulance 9,ambulance,Unioninkatu,24.9510,60.1680\n";

fn units(view: &Value) -> Vec<String> {
    let needs = view["needs"].as_array().unwrap().iter();
    let proposed =
        needs.flat_map(|need| need["units"].as_array().unwrap()).filter(|unit| unit["already_there"] == false);
    proposed.map(|unit| unit["unit"].as_str().unwrap().to_owned()).collect()
}

fn opened(anna: &mut Rpc) -> String {
    let place = json!({"lon": 24.9455, "lat": 60.1689, "label": "Kluuvikatu"});
    let call = json!({"type_code": "STRUCT", "what": "smoke", "place": place});
    anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_shown_is_sent_and_logged_and_the_next_level_adds_the_difference() {
    let floor = Floor::live();
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/area/helsinki.osm.pbf").display().to_string();
    run(&floor.data(), &["area", "import", &extract, "--name", "helsinki"]).done();
    run(&floor.data(), &["unit", "import", &floor.file("inside.csv", INSIDE)]).done();
    let mut anna = floor.seat("anna");
    let before = anna.ok("recommend", &json!({"at": [24.9455, 60.1689], "type_code": "STRUCT"}));
    let id = opened(&mut anna);
    let ask = json!({"incident": id});
    // What is left behind is worked out in the background; until then the answer says so.
    let ready = |view: &Value| view["coverage"].is_object().then(|| view.clone());
    let shown = anna.until(Duration::from_secs(60), "recommend", &ask, ready);
    assert_eq!(units(&shown), units(&before), "a call that is no incident yet gets the same answer");
    assert_eq!((&shown["level"], &shown["levels"], &shown["card"]["id"]), (&json!(1), &json!(4), &json!("structure")));
    let pump = &shown["needs"][0];
    assert_eq!((pump["can"].as_str(), pump["missing"].as_u64()), (Some("pump"), Some(0)), "{shown}");
    let times: Vec<f64> = pump["units"].as_array().unwrap().iter().map(|u| u["eta_s"].as_f64().unwrap()).collect();
    assert!(times.len() == 2 && times[0] <= times[1] && times[0] > 80.0, "turnout is in it: {times:?}");
    assert_eq!(pump["units"][0]["why"][0]["key"], "recommend.why.first_there");
    let left = &shown["coverage"]["rows"][0];
    assert!(left["before"][0].as_f64() >= left["after"][0].as_f64(), "{left}");

    let sent = units(&shown);
    anna.refused("assign_units", &json!({"incident": id, "units": sent, "shown": before["id"]}), "bad_argument");
    let done = anna.ok("assign_units", &json!({"incident": id, "units": sent, "shown": shown["id"]}));
    assert_eq!(done["lines"].as_array().unwrap().len(), sent.len() + 1, "recorded and sent in one step: {done}");
    let then = anna.ok("recommend", &ask);
    assert_eq!(units(&then), [""; 0], "all that level 1 asks for is there");

    // The line shows the difference before Enter, and Enter does what it showed.
    let line = json!({"text": "up", "selected": id});
    let preview = anna.ok("preview_line", &line);
    assert_eq!(preview["state"], "ready", "{preview}");
    let said = preview["lines"].clone();
    assert_eq!(said[0]["key"], "event.incident.alarm_raised");
    assert_eq!(said[1]["key"], "event.incident.recommended.proposed.short", "no second ladder, no second ambulance");
    assert_eq!(anna.ok("line", &line)["lines"], said);
    let row = anna.ok("incident", &json!({"id": id}))["row"].clone();
    assert_eq!((&row["level"], row["units"].as_array().unwrap().len() > sent.len()), (&json!(2), true), "{row}");
    let look = anna.ok("preview_line", &json!({"text": "r", "selected": id}));
    assert_eq!((&look["state"], &look["target"]), (&json!("navigate"), &json!(format!("recommend/{id}"))));
    assert!(look["lines"].as_array().unwrap().iter().any(|l| l["key"] == "recommend.short.all_busy"), "{look}");

    anna.refused("raise_alarm", &json!({"incident": id, "level": 9}), "bad_argument");
    let lost = anna.ok("raise_alarm", &json!({"incident": id, "level": 3, "shown": "r999"}));
    assert!(lost["lines"].to_string().contains("recommend.note.not_held"), "{lost}");
    anna.ok("line", &json!({"text": "down", "selected": id}));
    assert_eq!(anna.ok("incident", &json!({"id": id}))["row"]["level"], 2);
    anna.end().done();
    let mut olga = floor.seat("olga");
    olga.refused("raise_alarm", &json!({"incident": id}), "forbidden");
    olga.refused("recommend", &json!({"incident": id, "at": [24.9, 60.1]}), "bad_argument");
    olga.end().done();

    let events = floor.events();
    let of = |typ: &str| events.iter().filter(|e| e["typ"] == typ).collect::<Vec<_>>();
    assert_eq!(of("incident.alarm_raised").len(), 3);
    let recorded = of("incident.recommended");
    let whole = recorded.iter().map(|e| e.to_string()).find(|e| e.contains("candidates")).expect("with its inputs");
    for word in [
        shown["graph"].as_str().unwrap(),
        "structure",
        "International starter set",
        "drive_ms",
        "coverage",
        "straight_m",
    ] {
        assert!(whole.contains(word), "{word}: {whole}");
    }
    floor.verify();
}

#[test]
fn without_roads_the_straight_line_decides_and_no_time_is_claimed() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = opened(&mut anna);
    let shown = anna.ok("recommend", &json!({"incident": id}));
    assert_eq!(shown["notes"][0]["key"], "recommend.note.no_roads");
    assert_eq!(units(&shown), ["E2", "E1", "M1"], "{shown}");
    assert_eq!((&shown["needs"][0]["units"][0]["eta_s"], &shown["graph"]), (&Value::Null, &Value::Null));
    assert_eq!(shown["needs"][1]["shortfall"]["key"], "recommend.short.none_can", "nobody has a ladder");
    let nowhere = anna.ok("open_incident", &json!({"type_code": "STRUCT", "what": "somewhere"}));
    anna.refused("recommend", &json!({"incident": nowhere["id"]}), "refused");
    anna.end().done();
}
