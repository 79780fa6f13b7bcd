//! A whole night's desk in one scripted journey through `watchfloor rpc`: every part of it once, two dispatchers and a chief
//! on one floor. After each step the whole board is compared with what is expected, so that a step that changes anything it
//! does not name is found; at the end the log alone, read by a fresh process without a snapshot, gives the same board.

use crate::forty_rest::{kept, led, supplied};
use crate::support::{Floor, Rpc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Beside the units of [`Floor::live`].
const MORE: &str = "id,call_sign,type,station,lon,lat\n\
    E3,Engine 3,engine,Kamppi,24.9330,60.1680\n\
    L1,Ladder 1,ladder,Kallio,24.9506,60.1786\n\
    P1,Patrol 1,patrol,Kluuvi,24.9450,60.1710\n\
    P2,Patrol 2,patrol,Kaisaniemi,24.9470,60.1740\n\
    E4,Engine 4,engine,Haaga,24.8900,60.2100\n";

/// The board as a dispatcher reads it: one line for each incident, by its number, and for each unit.
type Picture = BTreeMap<String, String>;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn incident_line(row: &Value) -> String {
    let work = &row["work"];
    let mut line =
        format!("{} {} {} L{}", text(&row["type_code"]), text(&row["priority"]), text(&row["state"]), row["level"]);
    let mut add = |name: &str, value: String| {
        if !["", "0", "null", "[]", "false"].contains(&value.as_str()) {
            line += &format!(" {name}={value}");
        }
    };
    let units = row["units"].as_array().into_iter().flatten();
    add("units", units.map(|u| format!("{}:{}", text(&u["unit"]), text(&u["status"]))).collect::<Vec<_>>().join(","));
    add("place", text(&row["place"]["label"]).to_owned());
    add("notes", row["notes"].to_string());
    add("calls", row["calls"].to_string());
    add("was", text(&row["disposition"]).to_owned());
    add("reopened", row["reopened"].to_string());
    add("into", text(&row["merged_into"]["number"]).to_owned());
    add("owner", text(&work["owner"]).to_owned());
    add("offer", text(&work["offer"]["to"]).to_owned());
    add(
        "unread",
        work["unread"].as_array().map(|u| u.iter().map(text).collect::<Vec<_>>().join(",")).unwrap_or_default(),
    );
    add("tasks", work["tasks_open"].to_string());
    let par = &row["par"];
    let roll = |par: &Value| match &par["roll"] {
        Value::Null => String::new(),
        roll => {
            if roll["complete"] == true {
                "/all".into()
            } else {
                "/open".into()
            }
        }
    };
    add("par", if par.is_null() { String::new() } else { format!("{}min{}", par["every_min"], roll(par)) });
    line
}

fn unit_line(row: &Value) -> String {
    let (crew, mut line) = (&row["crew"], text(&row["status"]).to_owned());
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            line += &format!(" {name}{value}");
        }
    };
    add("", text(&row["incident_number"]));
    add("why=", text(&row["status_reason"]));
    add("request=", text(&crew["request"]["what"]));
    add("relief=", text(&crew["relief"]));
    if !crew["emergency"].is_null() {
        add("emergency", if crew["emergency"]["acknowledged"].is_null() { "!" } else { " heard" });
    }
    if !crew["welfare"].is_null() {
        add("welfare=", &crew["welfare"]["minutes"].to_string());
    }
    line
}

fn picture(board: &Value) -> Picture {
    let rows = |list: &str| board[list].as_array().unwrap().clone().into_iter();
    let incidents = rows("incidents").map(|row| (text(&row["number"]).to_owned(), incident_line(&row)));
    incidents.chain(rows("units").map(|row| (text(&row["id"]).to_owned(), unit_line(&row)))).collect()
}

/// The people on the floor, what the board must look like now, and how many steps were taken.
pub struct Night {
    anna: Rpc,
    ben: Rpc,
    chief: Rpc,
    expected: Picture,
    steps: u32,
}

impl Night {
    fn begin(floor: &Floor) -> Self {
        let mut anna = floor.seat("anna");
        // The first one opens the folder; once it answers, the others come in by its door.
        let expected = picture(&anna.ok("board", &json!({})));
        let (ben, chief) = (floor.seat("ben"), floor.seat("chief"));
        Self { anna, ben, chief, expected, steps: 0 }
    }

    fn who(&mut self, who: &str) -> &mut Rpc {
        match who {
            "anna" => &mut self.anna,
            "ben" => &mut self.ben,
            _ => &mut self.chief,
        }
    }

    /// The board must be as it was but for the lines that are named; a colleague must see the same.
    #[track_caller]
    fn compare(&mut self, step: &str, changes: &[(&str, &str)]) {
        for (name, line) in changes {
            self.expected.insert((*name).to_owned(), (*line).to_owned());
        }
        self.steps += 1;
        for who in ["anna", "ben"] {
            let seen = picture(&self.who(who).ok("board", &json!({})));
            let differing = |a: &Picture, b: &Picture| -> Vec<String> {
                a.iter()
                    .filter(|(name, line)| b.get(*name) != Some(line))
                    .map(|(name, line)| format!("{name}: {line}"))
                    .collect()
            };
            let (wrong, wanted) = (differing(&seen, &self.expected), differing(&self.expected, &seen));
            assert!(
                wrong.is_empty() && wanted.is_empty(),
                "step {} {step}, seen by {who}:\nis     {wrong:#?}\nshould {wanted:#?}",
                self.steps
            );
        }
    }

    /// A command, and everything it changes.
    #[track_caller]
    pub fn does(&mut self, who: &str, call: &str, args: Value, changes: &[(&str, &str)]) -> Value {
        let answer = self.who(who).ok(call, &args);
        self.compare(&format!("{call} {args}"), changes);
        answer
    }

    /// A question: it changes nothing.
    #[track_caller]
    pub fn asks(&mut self, call: &str, args: Value) -> Value {
        self.does("anna", call, args, &[])
    }

    /// A typed line: what its preview promised is what it did.
    #[track_caller]
    fn types(&mut self, line: &str, changes: &[(&str, &str)]) {
        let args = json!({"text": line});
        let preview = self.anna.ok("preview_line", &args);
        assert_eq!(preview["state"], "ready", "{line}: {preview}");
        self.compare("a preview", &[]);
        let done = self.does("anna", "line", args, changes);
        let plain =
            |lines: &Value| lines.as_array().unwrap().iter().map(|l| text(&l["text"]).to_owned()).collect::<Vec<_>>();
        assert_eq!(plain(&preview["lines"]), plain(&done["lines"]), "{line}");
    }

    /// A refusal by this key: it changes nothing.
    #[track_caller]
    pub fn may_not(&mut self, who: &str, call: &str, args: Value, key: &str) {
        let answer = self.who(who).call(call, &args);
        assert_eq!(answer["error"]["key"], key, "{call} {args}: {answer}");
        self.compare(&format!("refused {call} {args}"), &[]);
    }

    #[track_caller]
    pub fn detail(&mut self, number: &str) -> Value {
        self.anna.ok("incident", &json!({"id": number}))
    }
}

#[test]
fn a_night_of_forty_steps_is_the_board_it_should_be_after_each_and_the_log_gives_it_again() {
    let floor = Floor::live();
    let mut chief = floor.seat("chief");
    let ben = json!({"user": "ben", "display_name": "Ben", "role": "dispatcher", "password": crate::support::floor::PASSWORD});
    chief.ok("create_user", &ben);
    chief.ok("import_units", &json!({"csv": MORE}));
    chief.end().done();
    let mut night = Night::begin(&floor);

    taken(&mut night);
    tied(&mut night);
    sent(&mut night);
    worked(&mut night);
    kept_safe(&mut night);
    together(&mut night);
    on_the_road(&mut night);
    led(&mut night);
    supplied(&mut night);
    kept(&mut night, &floor);
    ended(&mut night);

    assert!(night.steps >= 140, "{} steps", night.steps);
    println!("{} steps", night.steps);
    let live = whole(&night.anna.ok("board", &json!({})));
    night.ben.end().done();
    night.chief.end().done();
    night.anna.end().done();
    floor.verify();
    let again = replayed(&floor);
    assert_eq!(again, live, "the log alone gives the board");
}

/// The board with every time in it, without what is no fact: the hour, and how the process itself is.
fn whole(board: &Value) -> Value {
    let mut kept = json!({});
    for part in ["incidents", "units", "warnings", "cameras", "closures", "area"] {
        kept[part] = board[part].clone();
    }
    // Handles are given out by each process anew.
    for unit in kept["units"].as_array_mut().unwrap() {
        unit["handle"] = Value::Null;
    }
    // When a source last listed a warning is no fact either.
    for warning in kept["warnings"].as_array_mut().unwrap() {
        warning["last_seen_ms"] = Value::Null;
    }
    kept
}

/// A copy of the store without its snapshot, opened by a fresh process: every event is folded again.
fn replayed(floor: &Floor) -> Value {
    let copy = floor.copy();
    let log = rusqlite::Connection::open(copy.store().join("log.sqlite")).unwrap();
    assert!(log.execute("DELETE FROM snapshot", []).unwrap() > 0, "an orderly stop leaves a snapshot");
    drop(log);
    let mut reader = copy.seat("anna");
    let board = reader.ok("board", &json!({}));
    reader.end().done();
    whole(&board)
}

const DOOR: [f64; 2] = [24.9402, 60.1699];

fn door(label: &str) -> Value {
    json!({"lon": DOOR[0], "lat": DOOR[1], "label": label})
}

/// Intake: recognised, asked, no duplicate, opened; a second caller attached, taken back, attached again.
fn taken(night: &mut Night) {
    let heard = night.asks("recognise", json!({"text": "flames from the roof of a house, people inside"}));
    assert_eq!(heard["type_code"], "STRUCT", "{heard}");
    let plan = night.asks("catalogue", json!({}));
    let kinds = plan["types"].as_array().unwrap();
    let questions = kinds.iter().find(|kind| kind["code"] == "STRUCT").unwrap()["questions"].clone();
    assert!(questions.as_array().is_some_and(|q| q.len() > 2), "{questions}");
    let typed = json!({"text": "flames from the roof", "place": door(""), "type_code": "STRUCT"});
    assert_eq!(night.asks("possible_duplicates", typed.clone()), json!([]));
    let call = json!({"type_code": "STRUCT", "place": door("Mannerheimintie 14"), "what": "flames from the roof",
        "caller": {"name": "Aino Virtanen", "phone": "+358 50 555 0123"}});
    night.does("anna", "open_incident", call, &[("J-001", "STRUCT E new L1 place=Mannerheimintie 14")]);
    let answers = json!({"incident": "J-001", "text": "Is anybody inside? Yes, third floor"});
    night.does("anna", "add_note", answers, &[("J-001", "STRUCT E new L1 place=Mannerheimintie 14 notes=1")]);
    let twins = night.asks("possible_duplicates", typed);
    assert_eq!(twins[0]["number"], "J-001", "{twins}");
    let second = json!({"incident": "J-001", "what": "flames, I am across the street", "caller": {"name": "", "phone": "0407654321"}});
    let with_call = [("J-001", "STRUCT E new L1 place=Mannerheimintie 14 notes=1 calls=1")];
    let done = night.does("ben", "attach_call", second.clone(), &with_call);
    let before = [("J-001", "STRUCT E new L1 place=Mannerheimintie 14 notes=1")];
    night.does("ben", "undo", json!({"seq": done["seq"]}), &before);
    night.does("ben", "attach_call", second, &with_call);
    let here = night.asks("at_place", json!({"lon": DOOR[0], "lat": DOOR[1], "phone": "0407654321"}));
    assert!(here["incidents"].as_array().is_some_and(|rows| rows.len() == 1), "{here}");
}

/// Two incidents turn out to be one, and then not; they are related.
fn tied(night: &mut Night) {
    let smoke = json!({"type_code": "SMOKE", "place": door("Mannerheimintie 16"), "what": "smoke in the yard"});
    night.does("ben", "open_incident", smoke, &[("J-002", "SMOKE 1 new L1 place=Mannerheimintie 16")]);
    let one = json!({"incident": "J-002", "into": "J-001", "move_units": false});
    night.does(
        "anna",
        "merge_incidents",
        one,
        &[("J-002", "SMOKE 1 closed L1 place=Mannerheimintie 16 was=DUP into=J-001")],
    );
    night.may_not("ben", "add_note", json!({"incident": "J-002", "text": "x"}), "refused.incident_merged");
    let own = [("J-002", "SMOKE 1 new L1 place=Mannerheimintie 16")];
    night.does("anna", "split_incident", json!({"incident": "J-002"}), &own);
    night.does("anna", "link_incidents", json!({"incident": "J-001", "other": "J-002", "kind": "parent"}), &[]);
    assert_eq!(night.detail("J-001")["links"][0]["number"], "J-002");
    night.may_not("ben", "link_incidents", json!({"incident": "J-002", "other": "J-001"}), "refused.already_linked");
    night.does("anna", "unlink_incidents", json!({"incident": "J-001", "other": "J-002"}), &[]);
    assert_eq!(night.detail("J-001")["links"], json!([]));
    night.does(
        "ben",
        "close_incident",
        json!({"incident": "J-002", "disposition": "DUP"}),
        &[("J-002", "SMOKE 1 closed L1 place=Mannerheimintie 16 was=DUP")],
    );
    night.may_not("ben", "set_priority", json!({"incident": "J-002", "priority": "1"}), "refused.incident_closed");
}

/// Recommended, sent as shown, raised by the difference, swapped, diverted.
fn sent(night: &mut Night) {
    night.may_not("ben", "set_status", json!({"units": ["E4"], "status": "OOS"}), "refused.reason_needed");
    night.does(
        "ben",
        "set_status",
        json!({"units": ["E4"], "status": "OOS", "reason": "flat tyre"}),
        &[("E4", "OOS why=flat tyre")],
    );
    let shown = night.asks("recommend", json!({"incident": "J-001"}));
    let units: Vec<&str> = shown["needs"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|n| n["units"].as_array().unwrap())
        .map(|u| text(&u["unit"]))
        .collect();
    assert_eq!(units, ["E3", "E2", "L1", "M1", "P1"], "{shown}");
    let order = json!({"incident": "J-001", "units": units, "shown": shown["id"]});
    night.does(
        "anna",
        "assign_units",
        order,
        &[
            (
                "J-001",
                "STRUCT E dispatched L1 units=E3:DP,E2:DP,L1:DP,M1:DP,P1:DP place=Mannerheimintie 14 notes=1 calls=1",
            ),
            ("E2", "DP J-001"),
            ("E3", "DP J-001"),
            ("L1", "DP J-001"),
            ("M1", "DP J-001"),
            ("P1", "DP J-001"),
        ],
    );
    night.may_not("ben", "assign_units", json!({"incident": "J-001", "units": ["E2"]}), "refused.already_assigned");
    night.types(
        "up @1",
        &[
            ("J-001", "STRUCT E dispatched L2 units=E3:DP,E2:DP,L1:DP,M1:DP,P1:DP,E1:DP,P2:DP place=Mannerheimintie 14 notes=1 calls=1"),
            ("E1", "DP J-001"),
            ("P2", "DP J-001"),
        ],
    );
    night.does(
        "anna",
        "raise_alarm",
        json!({"incident": "J-001", "level": 1}),
        &[("J-001", "STRUCT E dispatched L1 units=E3:DP,E2:DP,L1:DP,M1:DP,P1:DP,E1:DP,P2:DP place=Mannerheimintie 14 notes=1 calls=1")],
    );
    let ill = json!({"type_code": "MEDIC", "what": "fainted on the tram", "place": {"lon": 24.952, "lat": 60.1675, "label": "Market"}});
    night.does("ben", "open_incident", ill, &[("J-003", "MEDIC 2 new L1 place=Market")]);
    night.may_not("ben", "assign_units", json!({"incident": "J-003", "units": ["M1"]}), "refused.unit_busy");
    night.does(
        "ben",
        "assign_units",
        json!({"incident": "J-003", "units": ["M1"], "divert": true}),
        &[
            ("J-001", "STRUCT E dispatched L1 units=E3:DP,E2:DP,L1:DP,P1:DP,E1:DP,P2:DP place=Mannerheimintie 14 notes=1 calls=1"),
            ("J-003", "MEDIC 2 dispatched L1 units=M1:DP place=Market"),
            ("M1", "DP J-003"),
        ],
    );
}

/// The fire's line: its state, level and units, and what stands after its place.
fn fire(state: &str, level: u32, units: &str, more: &str) -> String {
    format!("STRUCT E {state} L{level} units={units} place=Mannerheimintie 14 {more}").trim_end().to_owned()
}

/// States of units: on, back only with a reason, staged, late, swapped, relieved, a transport with its destination.
fn worked(night: &mut Night) {
    let notes = "notes=1 calls=1";
    night.does("ben", "set_status", json!({"units": ["E4"], "status": "AQ"}), &[("E4", "AQ")]);
    let en_route = fire("en_route", 1, "E3:ER,E2:ER,L1:DP,P1:DP,E1:DP,P2:DP", notes);
    night.types("en E2 E3", &[("J-001", &en_route), ("E2", "ER J-001"), ("E3", "ER J-001")]);
    let on_scene = fire("on_scene", 1, "E3:ER,E2:OS,L1:DP,P1:DP,E1:DP,P2:DP", notes);
    night.types("os E2", &[("J-001", &on_scene), ("E2", "OS J-001")]);
    night.may_not("anna", "set_status", json!({"units": ["E2"], "status": "ER"}), "refused.reason_needed");
    let back = json!({"units": ["E2"], "status": "ER", "reason": "wrong address"});
    night.does("anna", "set_status", back, &[("J-001", &en_route), ("E2", "ER J-001 why=wrong address")]);
    night.types("undo", &[("J-001", &on_scene), ("E2", "OS J-001")]);
    let staged = fire("on_scene", 1, "E3:ER,E2:OS,L1:SG,P1:DP,E1:DP,P2:DP", notes);
    night.types("st L1", &[("J-001", &staged), ("L1", "SG J-001")]);
    let runs = night.detail("J-001")["assignments"].clone();
    let run = runs.as_array().unwrap().iter().find(|run| run["unit"] == "E2").unwrap();
    let late = json!({"unit": "E2", "status": "AK", "at_ms": run["assigned_ms"], "reason": "radio was down"});
    night.does("ben", "late_status", late, &[]);
    let swapped = fire("on_scene", 1, "E3:ER,E2:OS,L1:SG,P1:DP,P2:DP,E4:DP", notes);
    night.types("swap E1 E4", &[("J-001", &swapped), ("E1", "CL"), ("E4", "DP J-001")]);
    let relieved = fire("on_scene", 1, "E3:ER,E2:OS,L1:SG,P1:DP,P2:DP,E4:DP,E1:DP", notes);
    let changes = [("J-001", relieved.as_str()), ("E1", "DP J-001"), ("E3", "ER J-001 relief=Engine 1")];
    night.does("ben", "relieve_unit", json!({"out": "E3", "by": "E1"}), &changes);
    night.does(
        "ben",
        "set_status",
        json!({"units": ["M1"], "status": "OS"}),
        &[("J-003", "MEDIC 2 on_scene L1 units=M1:OS place=Market"), ("M1", "OS J-003")],
    );
    night.may_not("ben", "set_status", json!({"units": ["M1"], "status": "TR"}), "refused.destination_needed");
    let to = json!({"units": ["M1"], "status": "TR", "destination": "Meilahti"});
    night.does(
        "ben",
        "set_status",
        to,
        &[("J-003", "MEDIC 2 on_scene L1 units=M1:TR place=Market"), ("M1", "TR J-003")],
    );
    night.types("ad M1", &[("J-003", "MEDIC 2 on_scene L1 units=M1:AD place=Market"), ("M1", "AD J-003")]);
}

const ON_FIRE: &str = "E3:ER,E2:OS,L1:SG,P1:DP,P2:DP,E4:DP,E1:DP";

/// Emergency, roll call, welfare check, codes of the radio.
fn kept_safe(night: &mut Night) {
    night.does("anna", "raise_emergency", json!({"unit": "E2", "source": "radio"}), &[("E2", "OS J-001 emergency!")]);
    night.may_not("ben", "raise_emergency", json!({"unit": "E2"}), "refused.emergency_stands");
    night.does("ben", "acknowledge_emergency", json!({"unit": "E2"}), &[("E2", "OS J-001 emergency heard")]);
    let par = |par: &str| fire("on_scene", 1, ON_FIRE, &format!("notes=1 calls=1 par={par}"));
    night.does("anna", "start_par", json!({"incident": "J-001", "every_min": 15}), &[("J-001", &par("15min"))]);
    night.does(
        "anna",
        "call_par",
        json!({"incident": "J-001", "benchmark": "search done"}),
        &[("J-001", &par("15min/open"))],
    );
    night.does("ben", "answer_par", json!({"units": ["E2"], "ok": false}), &[]);
    night.does("ben", "answer_par", json!({"units": ["E2"], "ok": true}), &[("J-001", &par("15min/all"))]);
    night.does(
        "ben",
        "end_par",
        json!({"incident": "J-001"}),
        &[("J-001", &fire("on_scene", 1, ON_FIRE, "notes=1 calls=1"))],
    );
    night.does("anna", "clear_emergency", json!({"unit": "E2", "reason": "crew is out"}), &[("E2", "OS J-001")]);
    night.does("anna", "set_welfare", json!({"units": ["P1"], "minutes": 30}), &[("P1", "DP J-001 welfare=30")]);
    night.does("anna", "set_welfare", json!({"units": ["P1"], "minutes": 0}), &[("P1", "DP J-001")]);
    night.may_not("anna", "set_status_codes", json!({"preset": "fms"}), "refused.role");
    night.does("chief", "set_status_codes", json!({"preset": "fms"}), &[]);
    night.does("anna", "set_status_code", json!({"units": ["P1"], "code": "5"}), &[("P1", "DP J-001 request=speak")]);
    night.does("anna", "answer_request", json!({"units": ["P1"]}), &[("P1", "DP J-001")]);
}

/// Checklist, tasks, claim, hand-over with a receipt, mention, notes of each category.
fn together(night: &mut Night) {
    let line = |more: &str| fire("on_scene", 1, ON_FIRE, more);
    let of = |more: Value| {
        let mut args = json!({"incident": "J-001"});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    night.does("anna", "start_procedure", of(json!({"procedure": "structure-fire"})), &[]);
    let step =
        |step: &str, answer: Option<&str>| of(json!({"procedure": "structure-fire", "step": step, "answer": answer}));
    night.does("anna", "do_step", step("address", None), &[]);
    night.does("anna", "do_step", step("inside", Some("no")), &[]);
    night.does(
        "anna",
        "undo_step",
        of(json!({"procedure": "structure-fire", "step": "inside", "reason": "one is missing"})),
        &[],
    );
    night.does("anna", "do_step", step("inside", Some("yes")), &[]);
    let run = night.detail("J-001")["work"]["procedures"][0].clone();
    assert_eq!(run["steps"][2]["id"], "rescue", "the answer leads on: {run}");
    night.does(
        "anna",
        "add_task",
        of(json!({"text": "call the gas works", "owner": "ben"})),
        &[("J-001", &line("notes=1 calls=1 tasks=1"))],
    );
    night.does("ben", "finish_task", of(json!({"task": 1})), &[("J-001", &line("notes=1 calls=1"))]);
    night.does("anna", "claim_incident", of(json!({})), &[("J-001", &line("notes=1 calls=1 owner=anna"))]);
    let offered = [("J-001", line("notes=1 calls=1 owner=anna offer=ben"))];
    let offered: Vec<(&str, &str)> = offered.iter().map(|(name, line)| (*name, line.as_str())).collect();
    let owned = line("notes=1 calls=1 owner=anna");
    let offer = || of(json!({"to": "ben", "note": "two inside"}));
    night.does("anna", "hand_over", offer(), &offered);
    night.does("ben", "decline_hand_over", of(json!({"reason": "another fire"})), &[("J-001", &owned)]);
    night.does("anna", "hand_over", offer(), &offered);
    night.does("anna", "withdraw_hand_over", of(json!({})), &[("J-001", &owned)]);
    night.does("anna", "hand_over", offer(), &offered);
    night.may_not("anna", "accept_hand_over", of(json!({})), "refused.hand_over_for_another");
    night.does("ben", "accept_hand_over", of(json!({})), &[("J-001", &line("notes=1 calls=1 owner=ben"))]);
    let receipt = night.detail("J-001")["work"]["received"].clone();
    assert_eq!(
        (&receipt["from"], &receipt["to"], &receipt["note"]),
        (&json!("anna"), &json!("ben"), &Value::Null),
        "{receipt}"
    );
    let note = of(json!({"text": "@ben the owner of the house waits outside"}));
    night.does("anna", "add_note", note, &[("J-001", &line("notes=2 calls=1 owner=ben unread=ben"))]);
    night.does("ben", "read_mentions", of(json!({})), &[("J-001", &line("notes=2 calls=1 owner=ben"))]);
    for (count, category) in (3..).zip(["radio", "phone", "scene", "media"]) {
        let note = of(json!({"text": "said", "category": category, "marked": category == "media"}));
        night.does("ben", "add_note", note, &[("J-001", &line(&format!("notes={count} calls=1 owner=ben")))]);
    }
    night.does("ben", "release_incident", of(json!({})), &[("J-001", &line("notes=6 calls=1"))]);
}

/// A crash with lanes blocked until it is cleared, the type, place and priority put right.
fn on_the_road(night: &mut Night) {
    let place = json!({"lon": 24.93, "lat": 60.18, "label": "Exit 12"});
    let call = json!({"type_code": "STALL", "what": "car stands in the lane", "place": place});
    night.does("anna", "open_incident", call, &[("J-004", "STALL 3 new L1 place=Exit 12")]);
    night.does(
        "anna",
        "set_incident_type",
        json!({"incident": "J-004", "type_code": "CRASH"}),
        &[("J-004", "CRASH 3 new L1 place=Exit 12")],
    );
    night.does(
        "anna",
        "set_priority",
        json!({"incident": "J-004", "priority": "1"}),
        &[("J-004", "CRASH 1 new L1 place=Exit 12")],
    );
    let to = json!({"incident": "J-004", "place": {"lon": 24.931, "lat": 60.181, "label": "Exit 13"}});
    night.does("anna", "move_incident", to, &[("J-004", "CRASH 1 new L1 place=Exit 13")]);
    let lanes = |state: &str| {
        let lanes = [("mainline", state), ("mainline", "free"), ("shoulder_right", "free")];
        let lanes: Vec<Value> = lanes.iter().map(|(kind, state)| json!({"kind": kind, "state": state})).collect();
        json!({"incident": "J-004", "direction": "north", "lanes": lanes})
    };
    night.may_not("anna", "approve_sign", json!({"incident": "J-004", "lines": ["CRASH"]}), "refused.no_sign");
    night.does("anna", "set_lanes", lanes("blocked"), &[]);
    night.does(
        "anna",
        "approve_sign",
        json!({"incident": "J-004", "lines": ["CRASH", "Exit 13", "LEFT BLOCKED"]}),
        &[],
    );
    night.does(
        "anna",
        "set_traffic_flags",
        json!({"incident": "J-004", "secondary": true, "responder_struck": false}),
        &[],
    );
    night.does("anna", "set_traffic_time", json!({"incident": "J-004", "mark": "t2"}), &[]);
    night.does("anna", "set_lanes", lanes("free"), &[]);
    night.does("anna", "set_traffic_time", json!({"incident": "J-004", "mark": "t7"}), &[]);
    let traffic = night.detail("J-004")["work"]["traffic"].clone();
    let known: Vec<bool> = traffic["clock"].as_array().unwrap().iter().map(Value::is_i64).collect();
    assert_eq!(known, [false, true, true, false, false, true, false, true], "nothing is guessed: {traffic}");
    night.types("cl @4 DONE", &[("J-004", "CRASH 1 closed L1 place=Exit 13 was=DONE")]);
}

/// Another plan is put in force; units are cleared, incidents closed, one opened again.
fn ended(night: &mut Night) {
    let plan = night.chief.ok("plan", &json!({}))["text"].as_str().unwrap().to_owned();
    let own = plan.replacen("International starter set", "Our own plan", 1);
    night.may_not("anna", "set_plan", json!({"text": own}), "refused.role");
    night.may_not("chief", "set_plan", json!({"text": "name = 1"}), "refused.plan_shape");
    night.does("chief", "set_plan", json!({"text": own}), &[]);
    assert_eq!(night.asks("plan", json!({}))["name"], "Our own plan");
    let close = json!({"incident": "J-001", "disposition": "FIRECT"});
    night.may_not("anna", "close_incident", close.clone(), "refused.units_assigned");
    night.types(
        "c * @1 FIRECT",
        &[
            ("J-001", "STRUCT E new L1 place=Mannerheimintie 14 notes=6 calls=1"),
            ("E1", "CL"),
            ("E2", "CL"),
            ("E3", "CL"),
            ("E4", "CL"),
            ("L1", "CL"),
            ("P1", "CL"),
            ("P2", "CL"),
        ],
    );
    let closed = "STRUCT E closed L1 place=Mannerheimintie 14 notes=6 calls=1 was=FIRECT";
    night.does("anna", "close_incident", close.clone(), &[("J-001", closed)]);
    night.may_not("ben", "add_note", json!({"incident": "J-001", "text": "too late"}), "refused.incident_closed");
    let again = json!({"incident": "J-001", "reason": "it burns again"});
    night.does(
        "ben",
        "reopen_incident",
        again,
        &[("J-001", "STRUCT E new L1 place=Mannerheimintie 14 notes=6 calls=1 reopened=1")],
    );
    night.does("ben", "close_incident", close, &[("J-001", &format!("{} reopened=1", closed))]);
    night.does(
        "ben",
        "clear_units",
        json!({"units": ["M1"], "disposition": "TRANSP"}),
        &[("J-003", "MEDIC 2 new L1 place=Market"), ("M1", "CL")],
    );
    night.does(
        "ben",
        "close_incident",
        json!({"incident": "J-003", "disposition": "TRANSP"}),
        &[("J-003", "MEDIC 2 closed L1 place=Market was=TRANSP")],
    );
    let story = night.asks("timeline", json!({"stream": "incident/J-001", "limit": 500}));
    assert!(story.as_array().is_some_and(|rows| rows.len() > 40), "{} rows", story.as_array().map_or(0, Vec::len));
}
