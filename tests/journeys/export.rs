//! The exported log: the columns of the table, one event a line, and a chain anyone can compute again from the lines.

use crate::script::{lines, prepared, say};
use crate::support::run;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: [&str; 23] = [
    "lseq",
    "id",
    "origin",
    "oseq",
    "stream",
    "expected",
    "cmd",
    "hlc",
    "happened_ms",
    "recorded_ms",
    "actor",
    "role",
    "mode",
    "cause",
    "typ",
    "schema_v",
    "body",
    "prev",
    "hash",
    "gseq",
    "epoch",
    "version",
    "prev_version",
];

/// `SHA-256("wf-ev1", prev, fields)` as the documents state it, written here a second time on purpose.
fn hash(event: &Value, prev: &[u8]) -> Vec<u8> {
    let text = |name: &str| event[name].as_str().unwrap().as_bytes().to_vec();
    let uuid = |name: &str| hex::decode(event[name].as_str().unwrap().replace('-', "")).unwrap();
    let number = |name: &str| event[name].as_i64().unwrap().to_le_bytes().to_vec();
    let fields = [
        uuid("id"),
        text("origin"),
        number("oseq"),
        text("stream"),
        number("expected"),
        uuid("cmd"),
        number("hlc"),
        number("happened_ms"),
        number("recorded_ms"),
        text("actor"),
        text("role"),
        text("mode"),
        text("cause"),
        text("typ"),
        number("schema_v"),
        text("body"),
    ];
    let mut sha = Sha256::new();
    sha.update(b"wf-ev1");
    sha.update(prev);
    for field in fields {
        sha.update((field.len() as u64).to_le_bytes());
        sha.update(field);
    }
    sha.finalize().to_vec()
}

#[test]
fn the_chain_can_be_computed_again_from_the_exported_lines() {
    let (floor, _server, mut names) = prepared();
    let mut anna = floor.seat("anna");
    for line in lines() {
        say(&mut anna, &line, &mut names);
    }
    anna.end().done();
    let events = floor.events();
    assert!(events.len() > 40, "{}", events.len());
    let want: BTreeSet<&str> = COLUMNS.into();
    let mut prev = vec![0; 32];
    let mut versions: BTreeMap<&str, i64> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let columns: BTreeSet<&str> = event.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(columns, want);
        assert_eq!(event["prev"], hex::encode(&prev), "{event}");
        prev = hash(event, &prev);
        assert_eq!(event["hash"], hex::encode(&prev), "{event}");
        let place = at as i64 + 1;
        assert_eq!(["lseq", "oseq", "gseq"].map(|n| event[n].as_i64()), [Some(place); 3], "{event}");
        assert_eq!((&event["mode"], event["epoch"].as_i64()), (&Value::from("live"), Some(0)), "{event}");
        let version = versions.entry(event["stream"].as_str().unwrap()).or_insert(0);
        assert_eq!(event["prev_version"].as_i64(), Some(*version).filter(|v| *v > 0), "{event}");
        *version += 1;
        assert_eq!(event["version"].as_i64(), Some(*version), "{event}");
        assert!(event["expected"].as_i64().unwrap() < *version, "the author saw less than what came: {event}");
        assert!(serde_json::from_str::<Value>(event["body"].as_str().unwrap()).is_ok_and(|b| b.is_object()), "{event}");
    }
    let from_middle = run(&floor.data(), &["log", "verify", "--from", "20", "--to", "30", "--json"]).done();
    let verdict: Value = serde_json::from_str(&from_middle).unwrap();
    assert_eq!((&verdict["ok"], &verdict["events"]), (&Value::from(true), &Value::from(11)), "{verdict}");
}
