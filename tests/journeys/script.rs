//! One shift, line by line: two calls, three units, a warning. It must not know whether the program lives through it.

use crate::support::{Floor, Rpc, Server, cap};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One line of the shift and what must become of it.
pub struct Line {
    pub call: &'static str,
    pub args: Value,
    /// Key of the refusal it must meet; none when it must be carried out.
    pub refusal: Option<&'static str>,
    /// The name later lines know its incident by.
    pub names: Option<&'static str>,
}

fn does(call: &'static str, args: Value) -> Line {
    Line { call, args, refusal: None, names: None }
}

fn opens(name: &'static str, args: Value) -> Line {
    Line { names: Some(name), ..does("open_incident", args) }
}

fn meets(key: &'static str, call: &'static str, args: Value) -> Line {
    Line { refusal: Some(key), ..does(call, args) }
}

/// The incidents' ids by the names of the script, and the key of the warning under `@W`.
pub type Names = BTreeMap<String, String>;

/// The shift. `@A` and `@B` are its incidents, `@W` is the warning.
pub fn lines() -> Vec<Line> {
    let fire = json!({"type_code": "STRUCT", "place": {"lon": 24.9414, "lat": 60.1712, "label": "Station square 1"},
        "what": "Smoke from the roof", "caller": {"name": "Aino Virtanen", "phone": "+358 40 765 4321"}});
    let ill = json!({"type_code": "MEDIC", "what": "Fainted on the tram", "place": {"lon": 24.952, "lat": 60.1675, "label": "Market"}});
    vec![
        opens("@A", fire),
        does("assign_units", json!({"incident": "@A", "units": ["E1", "E2"]})),
        opens("@B", ill),
        meets("refused.unit_busy", "assign_units", json!({"incident": "@B", "units": ["E1"]})),
        does("acknowledge_warning", json!({"warning": "@W"})),
        meets("refused.already_acknowledged", "acknowledge_warning", json!({"warning": "@W"})),
        does("set_status", json!({"units": ["E1"], "status": "ER"})),
        does("line", json!({"text": "os E1"})),
        does("add_note", json!({"incident": "@A", "text": "Second floor is burning"})),
        meets("refused.unknown_type", "open_incident", json!({"type_code": "NOSUCH", "what": "x"})),
        does("assign_units", json!({"incident": "@B", "units": ["M1"]})),
        does("set_priority", json!({"incident": "@B", "priority": "1"})),
        meets("refused.units_assigned", "close_incident", json!({"incident": "@A", "disposition": "FIRECT"})),
        does("set_status", json!({"units": ["M1"], "status": "ER"})),
        does("clear_units", json!({"units": ["E1", "E2"], "disposition": "FIRECT"})),
        does("close_incident", json!({"incident": "@A", "disposition": "FIRECT"})),
        meets("refused.incident_closed", "add_note", json!({"incident": "@A", "text": "too late"})),
        does("set_status", json!({"units": ["M1"], "status": "OS"})),
        does("reopen_incident", json!({"incident": "@A", "reason": "It burns again"})),
        does("assign_units", json!({"incident": "@A", "units": ["E2"]})),
        does("clear_units", json!({"units": ["M1"]})),
        does("close_incident", json!({"incident": "@B", "disposition": "TREATD"})),
        does("clear_units", json!({"units": ["E2"], "disposition": "FALSE"})),
        does("close_incident", json!({"incident": "@A", "disposition": "FALSE"})),
    ]
}

/// The line with its names replaced by what they stand for.
fn replaced(args: &Value, names: &Names) -> Value {
    let text = names.iter().fold(args.to_string(), |text, (name, id)| text.replace(name, id));
    serde_json::from_str(&text).expect("ids need no escape in JSON")
}

/// Says one line and checks the answer. Gives how many events it acknowledged, and the log's sequence then.
#[track_caller]
pub fn say(rpc: &mut Rpc, line: &Line, names: &mut Names) -> (usize, Option<u64>) {
    let answer = rpc.call(line.call, &replaced(&line.args, names));
    if let Some(key) = line.refusal {
        assert_eq!(answer["error"]["key"], key, "{} {}: {answer}", line.call, line.args);
        return (0, None);
    }
    let ok = &answer["ok"];
    assert_eq!(ok["kept"], "saved_here", "{} {}: {answer}", line.call, line.args);
    if let (Some(name), Some(id)) = (line.names, ok["id"].as_str()) {
        names.insert(name.to_owned(), id.to_owned());
    }
    (ok["lines"].as_array().map_or(0, Vec::len), ok["seq"].as_u64())
}

/// A live folder where a warning has come by a real feed that is still served, ready for the shift.
pub fn prepared() -> (Floor, Server, Names) {
    let floor = Floor::live();
    let server = Server::start();
    let url = server.put("/storm.xml", "application/cap+xml", cap::alert("storm-1", "Severe", cap::HARBOUR));
    let mut chief = floor.seat("chief");
    let feed = json!({"id": "met", "url": url, "allow": ["127.0.0.0/8"], "interval_s": 600});
    chief.ok("add_feed", &feed);
    let first = |rows: &Value| rows[0]["key"].as_str().map(str::to_owned);
    let key = chief.until(cap::ARRIVES, "warnings", &json!({}), first);
    chief.end().done();
    (floor, server, Names::from([("@W".to_owned(), key)]))
}

/// What a person at the console did, as `type stream`, in order: every event but those of signing on and off.
pub fn deeds(events: &[Value], names: &Names) -> Vec<String> {
    let people = events.iter().filter(|e| e["actor"] == "anna" && e["cause"] == "operator");
    let told = people.map(|e| format!("{} {}", e["typ"], e["stream"]));
    let known = |text: String| names.iter().fold(text, |text, (name, id)| text.replace(id.as_str(), name));
    told.map(known).filter(|text| !text.contains("signed_o")).collect()
}

/// The board without what depends on the hour: ids, times, health of feeds, and what is only telemetry.
pub fn picture(board: &Value, names: &Names) -> Value {
    let rows = |list: &str, fields: &[&str]| {
        let row = |row: &Value| fields.iter().map(|f| ((*f).to_owned(), row[f].clone())).collect::<BTreeMap<_, _>>();
        let mut rows: Vec<_> = board[list].as_array().into_iter().flatten().map(row).collect();
        rows.sort_by_key(|row| json!(row).to_string());
        rows
    };
    let incident =
        ["number", "type_code", "priority", "state", "place", "what", "notes", "disposition", "reopened", "version"];
    let unit = ["id", "status", "status_by", "status_reason", "availability", "incident_number", "next_status"];
    let picture = json!({
        "incidents": rows("incidents", &incident), "units": rows("units", &unit), "cameras": rows("cameras", &["id", "name"]),
        "warnings": rows("warnings", &["key", "state", "alarm", "vertices", "rings"]),
        "acknowledged": board["warnings"][0]["acknowledged"]["by"],
    });
    let text = names.iter().fold(picture.to_string(), |text, (name, id)| text.replace(id.as_str(), name));
    serde_json::from_str(&text).expect("names need no escape in JSON")
}
