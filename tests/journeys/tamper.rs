//! One stored value changed by hand: `log verify` names the first event that no longer holds.

use crate::support::floor::copy_dir;
use crate::support::program::Ran;
use crate::support::{Floor, cap, run};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::fs;

const EVENT: [&str; 19] = [
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
];
const PLACED: [&str; 6] = ["gseq", "epoch", "id", "stream", "version", "prev_version"];

/// The row that is changed: neither the first nor the last, and the second of its stream.
const ROW: i64 = 6;

/// A live store with a few events on several streams and one body kept as a file.
fn floor() -> Floor {
    let floor = Floor::live();
    let large = floor.file("large.xml", cap::alert("large", "Moderate", &cap::ring(5_000)));
    run(&floor.data(), &["warning", "ingest", &large]).done();
    floor
}

/// Changes a copy of the log, as someone who can write the file could, and verifies it.
fn changed(floor: &Floor, change: impl FnOnce(&Connection)) -> Ran {
    let copy = Floor::empty();
    copy_dir(&floor.store(), &copy.store());
    let log = Connection::open(copy.store().join("log.sqlite")).unwrap();
    log.execute_batch("DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; DROP TRIGGER event_no_replace;")
        .unwrap();
    log.execute_batch("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON;").unwrap();
    change(&log);
    drop(log);
    run(&copy.data(), &["log", "verify"])
}

/// The least change of a value: one byte of text or blob; a number somewhere else.
fn other(value: Value, column: &str) -> Value {
    match value {
        Value::Null => Value::Integer(1),
        Value::Integer(n) if ["lseq", "gseq", "oseq", "version"].contains(&column) => Value::Integer(n + 10_000),
        Value::Integer(n) => Value::Integer(n + 1),
        Value::Real(x) => Value::Real(x + 1.0),
        Value::Text(text) => Value::Text(format!("{}~", &text[..text.len() - 1])),
        Value::Blob(mut bytes) => {
            if let Some(last) = bytes.last_mut() {
                *last ^= 1;
            }
            Value::Blob(bytes)
        }
    }
}

fn change_column(log: &Connection, table: &str, column: &str) {
    let key = if table == "event" { "lseq" } else { "gseq" };
    if column == "prev_version" {
        // A computed column is changed by one who first declares it an ordinary one.
        let plain = "UPDATE sqlite_schema SET sql=replace(sql, 'GENERATED ALWAYS AS (nullif(version-1,0)) STORED', '') \
                     WHERE name='placed'";
        log.execute_batch(&format!("PRAGMA writable_schema=ON; {plain}; PRAGMA writable_schema=RESET;")).unwrap();
    }
    let value: Value =
        log.query_row(&format!("SELECT {column} FROM {table} WHERE {key}=?1"), [ROW], |row| row.get(0)).unwrap();
    let changed =
        log.execute(&format!("UPDATE {table} SET {column}=?1 WHERE {key}=?2"), params![other(value, column), ROW]);
    assert_eq!(changed, Ok(1), "{table}.{column}");
}

#[test]
fn one_byte_of_any_stored_column_is_found_and_its_event_named() {
    let floor = floor();
    let events = floor.events();
    assert!(events.len() as i64 > ROW + 2 && events[ROW as usize - 1]["lseq"] == ROW);
    let columns = EVENT.map(|c| ("event", c)).into_iter().chain(PLACED.map(|c| ("placed", c)));
    for (table, column) in columns {
        let ran = changed(&floor, |log| change_column(log, table, column));
        assert_eq!(ran.code, Some(1), "{table}.{column}: {ran:?}");
        let named = ran.err.contains(&format!("lseq {ROW} ")) || ran.err.contains(&format!("where {ROW} must be"));
        assert!(named && ran.err.contains("first bad event"), "{table}.{column}: {}", ran.err);
        assert!(ran.out.is_empty(), "nothing says ok: {ran:?}");
    }
}

#[test]
fn the_columns_tried_are_all_there_are() {
    let floor = floor();
    let log = Connection::open(floor.store().join("log.sqlite")).unwrap();
    for (table, known) in [("event", &EVENT[..]), ("placed", &PLACED[..])] {
        let mut statement = log.prepare(&format!("SELECT name FROM pragma_table_xinfo('{table}')")).unwrap();
        let found: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(found, known, "{table}");
    }
}

#[test]
fn an_untouched_copy_is_sound_and_only_lost_triggers_are_said() {
    let floor = floor();
    run(&floor.copy().data(), &["log", "verify"]).ends(0, &["ok"]);
    changed(&floor, |_| ()).ends(1, &["event_no_update"]);
}

#[test]
fn an_event_taken_out_or_swapped_is_missed() {
    let floor = floor();
    let out = changed(&floor, |log| {
        log.execute("DELETE FROM event WHERE lseq=?1", [ROW]).unwrap();
        log.execute("DELETE FROM placed WHERE gseq=?1", [ROW]).unwrap();
    });
    out.ends(1, &[&format!("where {ROW} must be")]);
    let swapped = changed(&floor, |log| {
        let moves = [(ROW, -1), (ROW + 1, ROW), (-1, ROW + 1)];
        for (from, to) in moves {
            log.execute("UPDATE event SET lseq=?2 WHERE lseq=?1", [from, to]).unwrap();
        }
    });
    swapped.ends(1, &[&format!("lseq {ROW} ")]);
}

#[test]
fn a_body_kept_as_a_file_is_proved_too() {
    let floor = floor();
    let bodies: Vec<_> = fs::read_dir(floor.store().join("bodies")).unwrap().map(|e| e.unwrap().path()).collect();
    let [body] = bodies.as_slice() else { unreachable!("one large body: {bodies:?}") };
    let whole = fs::read(body).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    let holder =
        floor.events().into_iter().find(|e| e["body"].as_str().is_some_and(|b| b.starts_with("{\"$file\""))).unwrap();
    let lseq = format!("lseq {} ", holder["lseq"]);
    let name = body.file_name().unwrap().to_string_lossy().into_owned();
    fs::write(body, altered).unwrap();
    run(&floor.data(), &["log", "verify"]).ends(1, &[&lseq, &name, "altered"]);
    fs::remove_file(body).unwrap();
    run(&floor.data(), &["log", "verify"]).ends(1, &[&lseq, &name]);
    fs::write(body, whole).unwrap();
    floor.verify();
}
