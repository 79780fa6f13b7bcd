//! JSON lines: `{"id":1,"call":"open_incident","args":{…}}` in, `{"id":1,"ok":…}` or `{"id":1,"error":…}` out.
//!
//! One line in, one line out, in order. A line that cannot be read is answered like any other refusal.

use crate::{ApiError, Command, Console, ErrorCode, Query, SeatToken};
use schemars::schema_for;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Longest line taken, in bytes: a warning of 32 MiB as base64 and its frame.
pub const MAX_LINE: usize = 48 << 20;

/// Answers one line for a seat. Never panics; the answer is always one JSON object without a line break.
pub fn answer(console: &dyn Console, seat: &SeatToken, line: &str) -> String {
    let (id, outcome) = match read(line) {
        Ok((id, request)) => (id, respond(console, seat, request)),
        Err(error) => (Value::Null, Err(error)),
    };
    match outcome {
        Ok(ok) => json!({"id": id, "ok": ok}).to_string(),
        Err(error) => json!({"id": id, "error": error}).to_string(),
    }
}

/// Every call of the closed list with the schema of its arguments.
pub fn help() -> Value {
    let mut calls = Map::new();
    for (kind, schema) in [("command", schema_for!(Command)), ("query", schema_for!(Query))] {
        let root = schema.to_value();
        let defs = root.get("$defs").cloned().unwrap_or_else(|| json!({}));
        for variant in root.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = variant.pointer("/properties/call/const").and_then(Value::as_str) else { continue };
            let args = variant.pointer("/properties/args").map_or(json!({}), |args| resolve(args, &defs));
            let doc = variant.get("description").cloned().unwrap_or(Value::Null);
            calls.insert(name.to_owned(), json!({"kind": kind, "about": doc, "args": args}));
        }
    }
    let none = json!({"type": "object", "additionalProperties": false, "description": "No arguments."});
    calls.insert("help".into(), json!({"kind": "query", "about": "This list.", "args": none}));
    Value::Object(calls)
}

fn resolve(schema: &Value, defs: &Value) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/"));
    match name.and_then(|name| defs.get(name)) {
        Some(found) => {
            let mut found = found.clone();
            inline(&mut found, defs, 0);
            found
        }
        None => schema.clone(),
    }
}

fn inline(schema: &mut Value, defs: &Value, depth: u8) {
    if depth > 6 {
        return;
    }
    match schema {
        Value::Object(map) => {
            let name = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/"));
            if let Some(found) = name.and_then(|name| defs.get(name)).cloned() {
                *schema = found;
                inline(schema, defs, depth + 1);
                return;
            }
            map.values_mut().for_each(|value| inline(value, defs, depth + 1));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| inline(value, defs, depth + 1)),
        _ => {}
    }
}

struct Request {
    call: String,
    args: Value,
}

fn read(line: &str) -> Result<(Value, Request), ApiError> {
    if line.len() > MAX_LINE {
        return Err(bad("line", format!("a line holds at most {MAX_LINE} bytes")));
    }
    let value: Value = serde_json::from_str(line).map_err(|e| bad("line", format!("not JSON: {e}")))?;
    let Value::Object(mut map) = value else { return Err(bad("line", "not a JSON object".into())) };
    let id = map.remove("id").unwrap_or(Value::Null);
    let Some(Value::String(call)) = map.remove("call") else { return Err(bad("call", "`call` is missing".into())) };
    let args = map.remove("args").unwrap_or_else(|| json!({}));
    Ok((id, Request { call, args }))
}

fn respond(console: &dyn Console, seat: &SeatToken, Request { call, args }: Request) -> Result<Value, ApiError> {
    if call == "help" {
        return match args.as_object().and_then(|args| args.keys().next()) {
            Some(name) => Err(bad(name, format!("unknown field `{name}`, there are no arguments"))),
            None => Ok(help()),
        };
    }
    let (is_command, is_query) = (COMMANDS.contains(&call), QUERIES.contains(&call));
    if !is_command && !is_query {
        let message = format!("there is no call `{call}`; `help` lists all");
        let error = ApiError::new(ErrorCode::UnknownCall, "refused.unknown_call", message);
        return Err(error.field("call").param("call", &call));
    }
    // Moved, not copied: a line may hold thousands of positions or a warning of many megabytes.
    let frame = Value::Object(Map::from_iter([("call".to_owned(), Value::String(call)), ("args".to_owned(), args)]));
    if is_command {
        return to_value(&console.command(seat, Command::deserialize_call(frame)?)?);
    }
    to_value(&console.query(seat, Query::deserialize_call(frame)?)?)
}

fn to_value(value: &impl serde::Serialize) -> Result<Value, ApiError> {
    serde_json::to_value(value).map_err(|e| ApiError::new(ErrorCode::Internal, "refused.internal", e.to_string()))
}

/// A closed list of calls that can be read from its JSON frame.
pub trait CallList: schemars::JsonSchema + serde::de::DeserializeOwned {
    /// Reads `{"call":…,"args":…}`; the error names the argument as far as it is known.
    fn deserialize_call(frame: Value) -> Result<Self, ApiError> {
        serde_json::from_value(frame).map_err(|e| {
            let text = e.to_string();
            let field = text.split('`').nth(1).unwrap_or("args").to_owned();
            bad(&field, text)
        })
    }

    /// The names of all calls.
    fn names() -> Vec<String> {
        let root = schema_for!(Self).to_value();
        let variants = root.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
        variants
            .iter()
            .filter_map(|v| v.pointer("/properties/call/const").and_then(Value::as_str).map(str::to_owned))
            .collect()
    }
}

impl CallList for Command {}
impl CallList for Query {}

/// The names of all calls, worked out once: the schemas they are read from take longer than most answers.
static COMMANDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| Command::names().into_iter().collect());
static QUERIES: LazyLock<BTreeSet<String>> = LazyLock::new(|| Query::names().into_iter().collect());

fn bad(field: &str, message: String) -> ApiError {
    ApiError::new(ErrorCode::BadArgument, "refused.bad_argument", message.clone()).field(field).param("why", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_call_with_its_arguments() {
        let help = help();
        for name in Command::names().into_iter().chain(Query::names()) {
            assert!(help.get(&name).is_some(), "{name} is missing from help");
        }
        assert!(help.pointer("/open_incident/args/properties/type_code").is_some(), "{}", help["open_incident"]);
        assert_eq!(help["board"]["kind"], "query");
    }

    #[test]
    fn no_name_is_both_a_command_and_a_query() {
        let queries = Query::names();
        assert!(queries.len() > 10);
        assert!(Command::names().iter().all(|name| !queries.contains(name)));
    }

    #[test]
    fn a_command_knows_its_name_on_the_wire() {
        let frames = [("backup_now", json!({})), ("set_password", json!({"user": "u", "password": "p"}))];
        for (name, args) in frames {
            let command = Command::deserialize_call(json!({"call": name, "args": args})).expect("a call");
            assert_eq!(
                (command.call(), serde_json::to_value(&command).expect("a frame")["call"].as_str()),
                (name, Some(name))
            );
        }
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let frame = json!({"call": "add_note", "args": {"incident": "1", "text": "x", "colour": "red"}});
        let error = Command::deserialize_call(frame).expect_err("unknown field");
        assert_eq!(error.field.as_deref(), Some("colour"));
    }
}
