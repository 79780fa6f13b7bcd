//! A derailment by automation: command, sectors, objectives, parts under one major incident, places with a cordon that
//! closes roads, what is refused on the way, and all of it after the program was killed.

use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};

fn line(rpc: &mut Rpc, text: &str) -> Value {
    rpc.ok("line", &json!({"text": text}))
}

fn call(rpc: &mut Rpc, kind: &str, what: &str) -> String {
    let place = json!({"lon": 24.9414, "lat": 60.1710, "label": "Railway square"});
    let opened = rpc.ok("open_incident", &json!({"type_code": kind, "place": place, "what": what}));
    opened["id"].as_str().unwrap().to_owned()
}

fn command(rpc: &mut Rpc, id: &str) -> Value {
    rpc.ok("incident", &json!({"id": id}))["command"].clone()
}

#[test]
fn a_major_incident_is_led_divided_and_stood_down() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let rail = call(&mut anna, "CRASH", "tram on its side");
    let fire = call(&mut anna, "STRUCT", "smoke beside it");
    line(&mut anna, "d E1 E2 @1");
    line(&mut anna, "ics @1 ic Ann Miller; two cars on their side");
    line(&mut anna, "ics @1 command E1; north side searched");
    line(&mut anna, "sec @1 North E1");
    line(&mut anna, "obj @1 everybody out of the tram");
    line(&mut anna, "obj @1 power off");
    line(&mut anna, "obj @1 2 to 1");
    line(&mut anna, "cas @1 2 1 4 0");
    let held = command(&mut anna, &rail);
    let post = &held["posts"][0];
    assert_eq!(
        (&post["post"], &post["unit"], &post["from"], &post["note"]),
        (&json!("command"), &json!(true), &json!("Ann Miller"), &json!("north side searched")),
        "{post}"
    );
    assert!(post["since_ms"].as_i64() > Some(0) && post["gone"] == false, "{post}");
    assert_eq!((&held["units"][0]["sector"], &held["units"][1]["sector"]), (&json!(1), &Value::Null), "{held}");
    assert_eq!(
        (&held["objectives"][0]["text"], &held["casualties"]["count"]["total"]),
        (&json!("power off"), &json!(7))
    );
    let refused = anna.refused("close_sector", &json!({"incident": rail, "sector": 1}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["units"]), (&json!("refused.sector_units"), &json!("E1")));
    anna.refused("take_post", &json!({"incident": rail, "post": "king", "holder": "x"}), "bad_argument");

    // Taken back within its time, and the sector is as it was.
    line(&mut anna, "sec @1 - E1");
    line(&mut anna, "undo");
    assert_eq!(command(&mut anna, &rail)["units"][0]["sector"], 1);

    let major = json!({"incident": rail, "reason": "many hurt", "parts": [fire]});
    anna.ok("declare_major", &major);
    line(&mut anna, "d M1 @2");
    let sum = command(&mut anna, &rail)["sum"].clone();
    assert_eq!(
        (&sum["units"], &sum["open"], &sum["casualties"]["total"], &sum["uncounted"]),
        (&json!(3), &json!(1), &json!(7), &json!(1)),
        "{sum}"
    );
    let row = anna.ok("incident", &json!({"id": fire}))["row"]["command"].clone();
    assert_eq!(row["parent"]["id"], json!(rail), "{row}");
    line(&mut anna, "c E1 E2 DONE");
    assert_eq!(command(&mut anna, &rail)["posts"][0]["gone"], true, "the unit that leads has left");
    let refused = anna.refused("close_incident", &json!({"incident": rail, "disposition": "DONE"}), "refused");
    assert_eq!(refused["key"], "refused.children_open");
    let named = row["parent"]["number"].as_str().unwrap();
    assert!(refused["params"]["children"].as_str().is_some_and(|open| !open.is_empty() && open != named), "{refused}");

    anna.kill();
    let mut anna = floor.seat("anna");
    let held = command(&mut anna, &rail);
    assert_eq!((&held["major"]["reason"], held["objectives"].as_array().map(Vec::len)), (&json!("many hurt"), Some(2)));
    line(&mut anna, "c M1 DONE");
    anna.ok("close_incident", &json!({"incident": fire, "disposition": "DONE"}));
    line(&mut anna, "major @1 end all accounted for");
    anna.ok("close_incident", &json!({"incident": rail, "disposition": "DONE"}));
    anna.refused("add_objective", &json!({"incident": rail, "text": "late"}), "refused");
    let story = anna.ok("timeline", &json!({"stream": format!("incident/{rail}")}));
    let told: Vec<&str> = story.as_array().unwrap().iter().filter_map(|row| row["line"]["text"].as_str()).collect();
    assert!(told.iter().any(|text| text.contains("took over from Ann Miller")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("is a major incident: many hurt")), "{told:?}");
    anna.end().done();
    floor.verify();
    let stored = floor.events();
    let taken = stored.iter().find(|e| e["typ"] == "incident.post_taken").expect("it is in the log");
    assert!(!taken.to_string().contains("Miller"), "a name is sealed: {taken}");
}

#[test]
fn places_are_set_moved_sent_to_and_closed() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = call(&mut anna, "CRASH", "gas leak");
    line(&mut anna, "d E1 @1");
    let cordon = json!({"kind": "cordon", "name": "Inner", "shape": "circle", "points": [[24.9414, 60.1710]], "radius_m": 150,
        "incident": id, "closes_roads": true, "emergency_may_pass": true});
    let set = anna.ok("set_site", &cordon)["id"].as_str().unwrap().to_owned();
    let board = anna.ok("board", &json!({}));
    let row = &board["sites"][0];
    assert_eq!((&row["closes_roads"], row["ring"].as_array().map(Vec::len)), (&json!(true), Some(32)), "{row}");
    assert_eq!((&board["closures"][0]["reason"], &board["closures"][0]["id"]), (&json!("Inner"), &json!(set)));
    line(&mut anna, "site staging Market; 60.1676, 24.9525");
    line(&mut anna, "to Market E1");
    let unit = |rpc: &mut Rpc| {
        rpc.ok("units", &json!({})).as_array().unwrap().iter().find(|u| u["id"] == "E1").unwrap()["site"].clone()
    };
    assert_eq!(unit(&mut anna)["name"], "Market");
    anna.refused(
        "set_site",
        &json!({"kind": "landing", "name": "X", "shape": "point", "points": [[200.0, 60.0]]}),
        "bad_argument",
    );
    let wide = json!({"kind": "shelter", "name": "X", "shape": "polygon", "points": [[24.9, 60.1], [25.0, 60.1], [29.0, 60.1]]});
    assert_eq!(anna.refused("set_site", &wide, "bad_argument")["field"], "points");
    let mut moved = cordon.clone();
    moved.as_object_mut().unwrap().extend([("id".to_owned(), json!(set)), ("radius_m".to_owned(), json!(300))]);
    assert_eq!(anna.refused("set_site", &moved, "bad_argument")["field"], "reason");
    moved["reason"] = json!("the wind turned");
    anna.ok("set_site", &moved);
    anna.kill();
    let mut anna = floor.seat("anna");
    let board = anna.ok("board", &json!({}));
    assert_eq!(board["sites"].as_array().map(Vec::len), Some(2), "{}", board["sites"]);
    assert_eq!(unit(&mut anna)["name"], "Market");
    line(&mut anna, "site - Inner; leak closed");
    let board = anna.ok("board", &json!({}));
    assert_eq!((board["sites"].as_array().map(Vec::len), &board["closures"]), (Some(1), &json!([])));
    anna.end().done();
    floor.verify();
}

const HAVE: &str = r#"<HospitalStatus xmlns="urn:oasis:names:tc:emergency:EDXL:HAVE:1.0" xmlns:gml="http://www.opengis.net/gml">
 <Hospital><OrganizationID>h-1</OrganizationID><OrganizationName>Harbour</OrganizationName><gml:pos>60.166 24.944</gml:pos>
  <EMSTrafficStatus>Closed</EMSTrafficStatus><EMSTrafficReason>power</EMSTrafficReason>
  <BedCapacity><BedType>Burn</BedType><Capacity><AvailableCount>2</AvailableCount><BaselineCount>4</BaselineCount></Capacity></BedCapacity>
  <LastUpdateTime>2026-01-02T03:04:05Z</LastUpdateTime></Hospital>
 <Hospital><OrganizationID>h-2</OrganizationID><OrganizationName>North</OrganizationName>
  <BedCapacity><BedType>AdultICU</BedType><Capacity><AvailableCount>-1</AvailableCount></Capacity></BedCapacity>
  <LastUpdateTime>2026-01-02T03:04:05Z</LastUpdateTime></Hospital>
 <Hospital><OrganizationName>Undated</OrganizationName></Hospital>
</HospitalStatus>"#;

#[test]
fn hospitals_stock_and_tows_are_kept_and_called_in_turn() {
    let floor = Floor::live();
    let file = floor.file("have.xml", HAVE);
    let ran = run(&floor.data(), &["resource", "import", &file]);
    ran.ends(1, &["AvailableCount", "LastUpdateTime"]);
    run(&floor.data(), &["resource", "import", &floor.file("bomb.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>")])
        .ends(1, &["DTD"]);
    let mut chief = floor.seat("chief");
    for (id, name) in [("a", "Alpha Tow"), ("b", "Beta Tow")] {
        chief.ok("set_tow", &json!({"id": id, "name": name, "phone": "555", "area": "city", "classes": ["heavy"]}));
    }
    chief.ok("set_stock", &json!({"id": "SAND", "item": "sand bags", "unit": "bags", "place": "depot", "amount": 100}));
    chief.end().done();
    let mut anna = floor.seat("anna");
    let id = call(&mut anna, "CRASH", "lorry on its side");
    let found = anna.ok("hospitals_for", &json!({"incident": id}));
    let names: Vec<&str> = found.as_array().unwrap().iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["North", "Harbour"], "one that turns ambulances away comes last: {found}");
    assert_eq!(
        (&found[1]["free"], &found[1]["source"], &found[1]["as_of_ms"]),
        (&json!(2), &json!("have.xml"), &json!(1_767_323_045_000_i64))
    );
    assert_eq!(found[0]["free"], Value::Null, "a figure that was not taken is unknown");
    anna.refused(
        "set_tow",
        &json!({"id": "x", "name": "X", "phone": "1", "area": "city", "classes": ["light"]}),
        "forbidden",
    );
    line(&mut anna, "tow @1 heavy");
    line(&mut anna, "tow @1 - no answer");
    line(&mut anna, "take SAND 60 dyke");
    let refused = anna.refused("move_stock", &json!({"id": "SAND", "amount": -41, "reason": "x"}), "bad_argument");
    assert_eq!((&refused["key"], &refused["params"]["left"]), (&json!("refused.stock_short"), &json!("40")));
    anna.kill();
    let mut anna = floor.seat("anna");
    let all = anna.ok("resources", &json!({}));
    assert_eq!(
        (&all["stock"][0]["amount"], &all["tow_lists"][0]["order"]),
        (&json!(40), &json!(["Alpha Tow", "Beta Tow"])),
        "{all}"
    );
    assert_eq!(
        (&all["tow_calls"][0]["name"], &all["tow_calls"][1]["skipped_reason"]),
        (&json!("Beta Tow"), &json!("no answer"))
    );
    line(&mut anna, "tow @1 heavy");
    let all = anna.ok("resources", &json!({}));
    assert_eq!((&all["tow_calls"][0]["name"], &all["tow_calls"][0]["turn"]), (&json!("Alpha Tow"), &json!(3)));
    anna.end().done();
    floor.verify();
}

/// What the line does in words, another program does by the verbs, with the same rules.
#[test]
fn command_is_kept_by_verbs_as_well() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = call(&mut anna, "STRUCT", "roof alight");
    line(&mut anna, "d E1 @1");
    anna.ok("take_post", &json!({"incident": id, "post": "safety", "holder": "Bo Lind"}));
    let empty = anna.refused("leave_post", &json!({"incident": id, "post": "safety", "reason": " "}), "bad_argument");
    assert_eq!(empty["field"], "reason");
    anna.ok("leave_post", &json!({"incident": id, "post": "safety", "reason": "called away"}));
    let refused = anna.refused("leave_post", &json!({"incident": id, "post": "safety", "reason": "again"}), "refused");
    assert_eq!(refused["key"], "refused.post_empty");

    anna.ok("set_sector", &json!({"incident": id, "kind": "division", "name": "Roof", "supervisor": "E1"}));
    let same = json!({"incident": id, "name": "roof"});
    assert_eq!(anna.refused("set_sector", &same, "bad_argument")["key"], "refused.sector_name");
    anna.ok("sector_units", &json!({"incident": id, "sector": 1, "units": ["E1"]}));
    let away = json!({"incident": id, "sector": 1, "units": ["E2"]});
    assert_eq!(anna.refused("sector_units", &away, "refused")["key"], "refused.not_on_incident");

    for text in ["nobody inside", "hold the roof"] {
        anna.ok("add_objective", &json!({"incident": id, "text": text}));
    }
    anna.ok("move_objective", &json!({"incident": id, "objective": 2, "place": 1}));
    anna.ok("set_objective", &json!({"incident": id, "objective": 1, "state": "met"}));
    let bare = json!({"incident": id, "objective": 2, "state": "dropped"});
    assert_eq!(anna.refused("set_objective", &bare, "bad_argument")["field"], "reason", "one is dropped for a reason");
    let count = json!({"incident": id, "immediate": 1, "delayed": 0, "minor": 3, "deceased": 0});
    anna.ok("count_casualties", &count);
    anna.ok("declare_major", &json!({"incident": id, "reason": "the roof may fall"}));
    anna.ok("stand_down", &json!({"incident": id, "reason": "the roof held"}));
    anna.refused("stand_down", &json!({"incident": id, "reason": "again"}), "refused");

    anna.kill();
    let mut anna = floor.seat("anna");
    let held = command(&mut anna, &id);
    assert_eq!((&held["posts"], &held["casualties"]["count"]["total"]), (&json!([]), &json!(4)), "{held}");
    let sector = &held["sectors"][0];
    assert_eq!(
        (&sector["kind"], &sector["name"], &sector["supervisor"]),
        (&json!("division"), &json!("Roof"), &json!("Engine 1"))
    );
    let objectives: Vec<_> = held["objectives"].as_array().unwrap().iter().map(|o| (&o["text"], &o["state"])).collect();
    let (hold, out) = ((json!("hold the roof"), json!("open")), (json!("nobody inside"), json!("met")));
    assert_eq!(objectives, [(&hold.0, &hold.1), (&out.0, &out.1)]);
    assert_eq!(held["major"]["ended_reason"], "the roof held");

    let place =
        json!({"kind": "staging", "name": "Quay", "shape": "point", "points": [[24.95, 60.17]], "incident": id});
    anna.ok("set_site", &place);
    anna.ok("send_to_site", &json!({"id": "Quay", "units": ["E2"]}));
    let held = command(&mut anna, &id);
    let sent = held["units"].as_array().unwrap().iter().find(|unit| unit["unit"] == "E2").unwrap();
    assert_eq!(sent["site"], "Quay", "who was on no incident is assigned to the one of the place");
    anna.ok("close_site", &json!({"id": "Quay", "reason": "flooded"}));
    anna.refused("send_to_site", &json!({"id": "Quay", "units": ["E2"]}), "not_found");
    anna.end().done();
    floor.verify();
}

#[test]
fn resources_are_kept_by_verbs_as_well() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    chief
        .ok("set_shelter", &json!({"id": "HALL", "name": "Sports hall", "capacity": 80, "occupied": 91, "open": true}));
    let beds = json!({"id": "h-9", "name": "West", "lon": 24.93, "lat": 60.16, "beds": {"AdultICU": {"available": 1, "total": 6}},
        "traffic": "advisory", "reason": "lift broken"});
    chief.ok("set_hospital", &beds);
    let mut more = beds.clone();
    more["beds"]["AdultICU"]["available"] = json!(7);
    assert_eq!(chief.refused("set_hospital", &more, "bad_argument")["key"], "refused.more_free");
    let taken = chief.ok("import_hospitals", &json!({"xml": HAVE, "source": "region"}));
    assert_eq!(taken["refused_rows"].as_array().map(Vec::len), Some(2), "{taken}");
    chief.refused("import_hospitals", &json!({"xml": "<HospitalStatus", "source": "region"}), "bad_argument");
    for (id, name) in [("a", "Alpha Tow"), ("b", "Beta Tow")] {
        chief.ok("set_tow", &json!({"id": id, "name": name, "phone": "555", "area": "city", "classes": ["light"]}));
    }
    chief.kill();

    let mut anna = floor.seat("anna");
    let id = call(&mut anna, "CRASH", "van in the ditch");
    anna.refused("skip_tow", &json!({"incident": id, "reason": "nobody"}), "refused");
    anna.ok("call_tow", &json!({"incident": id, "class": "light"}));
    anna.ok("skip_tow", &json!({"incident": id, "reason": "two hours away"}));
    anna.refused("call_tow", &json!({"incident": id, "class": "crane"}), "bad_argument");
    assert_eq!(anna.refused("detour", &json!({"incident": id}), "refused")["key"], "refused.no_area");
    let gone = json!({"sort": "tow", "id": "a", "reason": "contract ended"});
    anna.refused("remove_resource", &gone, "forbidden");
    anna.end().done();
    let mut chief = floor.seat("chief");
    chief.ok("remove_resource", &gone);
    chief.refused("remove_resource", &gone, "not_found");
    chief.end().done();

    let mut anna = floor.seat("anna");
    let all = anna.ok("resources", &json!({}));
    assert_eq!((&all["shelters"][0]["capacity"], &all["shelters"][0]["occupied"]), (&json!(80), &json!(91)), "{all}");
    let west = all["hospitals"].as_array().unwrap().iter().find(|h| h["id"] == "h-9").unwrap();
    assert_eq!(
        (&west["free"], &west["traffic"], &west["reason"]),
        (&json!(1), &json!("advisory"), &json!("lift broken"))
    );
    assert_eq!(all["tow_lists"][0]["order"], json!(["Beta Tow"]));
    let calls: Vec<_> =
        all["tow_calls"].as_array().unwrap().iter().map(|c| (&c["name"], &c["skipped_reason"])).collect();
    assert_eq!(calls, [(&json!("Beta Tow"), &Value::Null), (&json!("Alpha Tow"), &json!("two hours away"))]);
    anna.end().done();
    floor.verify();
}
