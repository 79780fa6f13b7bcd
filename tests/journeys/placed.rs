//! An incident opened by a typed line gets the place its words mean, and whoever typed it is told what a form would show;
//! a unit outside the map is offered, last and without a time.

use crate::support::floor::Floor;
use crate::support::program::run;
use crate::support::rpc::Rpc;
use serde_json::{Value, json};
use std::path::Path;

/// An ambulance on the map; the floor's own, M1, stands 2.8 km away and outside it.
const INSIDE: &str = "id,call_sign,type,station,lon,lat\nA9,Ambulance 9,ambulance,Unioninkatu,24.9510,60.1680\n";

/// A floor with central Helsinki on it.
fn city() -> Floor {
    let floor = Floor::live();
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/area/helsinki.osm.pbf").display().to_string();
    run(&floor.data(), &["area", "import", &extract, "--name", "helsinki"]).done();
    floor
}

fn keys(view: &Value) -> Vec<&str> {
    view["lines"].as_array().unwrap().iter().map(|line| line["key"].as_str().unwrap()).collect()
}

fn typed(rpc: &mut Rpc, text: &str) -> (Value, Value) {
    let preview = rpc.ok("preview_line", &json!({"text": text}));
    assert_eq!(preview["state"], "ready", "{preview}");
    let receipt = rpc.ok("line", &json!({"text": text}));
    assert_eq!(keys(&preview), keys(&receipt), "what was promised was done");
    let id = receipt["id"].clone();
    (preview, rpc.ok("incident", &json!({"id": id})))
}

#[test]
fn a_typed_call_is_placed_by_its_words_and_tells_what_is_missing_or_alike() {
    let floor = city();
    let mut anna = floor.seat("anna");
    let (preview, fire) = typed(&mut anna, "n Mannerheimintie 5; STRUCT; fire in the kitchen");
    assert_eq!(keys(&preview), ["event.incident.opened"], "{preview}");
    let place = &fire["row"]["place"];
    assert_eq!(place["label"].as_str().map(|l| l.contains("Mannerheimintie 5")), Some(true), "{place}");
    assert_eq!(fire["row"]["what"], "fire in the kitchen", "the place is not said twice");

    // The same again: told before it is opened twice.
    let (preview, _) = typed(&mut anna, "n Mannerheimintie 5; STRUCT; fire in a kitchen");
    assert_eq!(keys(&preview), ["event.incident.opened", "preview.new_like"], "{preview}");
    assert_eq!(preview["lines"][1]["params"]["number"], fire["row"]["number"], "{preview}");

    // A street is no place, a slip is not corrected by guessing, and one of another continent is told to be that.
    for line in ["n Mannerheimintie; STRUCT; smoke", "n Manerheimintie 5; CRASH; two cars", "n man shouting; DISTUR"] {
        let (preview, opened) = typed(&mut anna, line);
        assert_eq!((keys(&preview)[1], &opened["row"]["place"]), ("preview.new_no_place", &Value::Null), "{line}");
    }
    let (preview, far) = typed(&mut anna, "n 60.17, 94.94; STRUCT; fire");
    assert_eq!(keys(&preview)[1], "preview.new_outside", "{preview}");
    assert!(far["row"]["place"]["lon"].as_f64().is_some_and(|lon| lon > 94.0), "{far}");
    anna.end().done();
    floor.verify();
}

#[test]
fn a_unit_outside_the_map_is_offered_last_and_sent_when_nobody_else_is_left() {
    let floor = city();
    let mut anna = floor.seat("anna");
    let place = json!({"lon": 24.9455, "lat": 60.1689, "label": "Kluuvikatu"});
    let call = json!({"type_code": "MEDIC", "what": "fainted", "place": place});
    let id = anna.ok("open_incident", &call)["id"].clone();
    let shown = anna.ok("recommend", &json!({"incident": id}));
    let need = &shown["needs"][0];
    assert_eq!((&need["units"][0]["unit"], &need["missing"]), (&json!("M1"), &json!(0)), "{shown}");
    let sent = &need["units"][0];
    assert_eq!((&sent["eta_s"], &sent["why"][0]["key"]), (&Value::Null, &json!("recommend.why.off_map")), "{sent}");
    let km: f64 = sent["why"][0]["params"]["km"].as_str().unwrap().parse().unwrap();
    assert!((2.0..5.0).contains(&km), "{sent}");

    // Whose time is known goes first, and the other is told to be nearer than that or not.
    run(&floor.data(), &["unit", "import", &floor.file("units.csv", INSIDE)]).done();
    let shown = anna.ok("recommend", &json!({"incident": id}));
    assert_eq!(shown["needs"][0]["units"][0]["unit"], "A9", "{shown}");
    assert!(shown["needs"][0]["units"][0]["eta_s"].as_f64().is_some(), "{shown}");
    anna.end().done();
}
