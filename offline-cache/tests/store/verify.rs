//! Tampering: whatever is changed in a stored column is found, and named.

use crate::common::{event, fill, open};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;
use watchfloor_engine::ports::{EventLog, ListWriter, LogError, Reach};
use watchfloor_offline_cache::INLINE_LIMIT;
use watchfloor_offline_cache::verify::{Bad, Verdict, verify};

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

/// A closed log of twelve events, one with a large body.
fn log(dir: &Path) {
    let mut store = open(dir);
    fill(&mut store, 1, 11);
    let mut large = event(12, "warning/a", 0);
    large.body = format!("{{\"raw\":\"{}\"}}", "x".repeat(INLINE_LIMIT)).into_bytes();
    store.writer.append(&[large]).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("bodies")).unwrap();
    std::fs::copy(from.join("log.sqlite"), to.join("log.sqlite")).unwrap();
    for file in std::fs::read_dir(from.join("bodies")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join("bodies").join(file.file_name())).unwrap();
    }
}

/// A fresh copy of the log, changed, verified.
struct Bench {
    sound: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let sound = tempfile::tempdir().unwrap();
        log(sound.path());
        Self { sound }
    }

    fn after(&self, change: impl FnOnce(&Path)) -> Verdict {
        let dir = tempfile::tempdir().unwrap();
        copy(self.sound.path(), dir.path());
        change(dir.path());
        verify(dir.path(), None).unwrap()
    }

    /// With the guards taken down and put back, as someone with the file could.
    fn after_sql(&self, sql: &str) -> Verdict {
        self.after(|dir| with_guards_down(&dir.join("log.sqlite"), |conn| conn.execute_batch(sql).unwrap()))
    }

    fn bad(&self, sql: &str) -> Bad {
        self.after_sql(sql).first_bad.unwrap_or_else(|| panic!("not found: {sql}"))
    }
}

fn with_guards_down(path: &Path, change: impl FnOnce(&Connection)) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON").unwrap();
    let guards: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type='trigger' ORDER BY rowid")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    guards.iter().for_each(|(name, _)| conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    change(&conn);
    guards.iter().for_each(|(_, sql)| conn.execute_batch(sql).unwrap());
    let wal: String = conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(wal, "wal");
}

#[test]
fn a_sound_log_is_said_to_be_sound_and_how_far() {
    let bench = Bench::new();
    for verdict in [bench.after(|_| {}), bench.after_sql("")] {
        assert_eq!((verdict.ok, verdict.events, &verdict.first_bad), (true, 12, &None));
        assert!(verdict.vouch.contains("gseq 12") && verdict.vouch.contains("cannot be told"), "{}", verdict.vouch);
    }
    let part = verify(bench.sound.path(), Some(5..=8)).unwrap();
    assert_eq!((part.ok, part.events), (true, 4), "{:?}", part.first_bad);
    assert!(part.vouch.contains("range"));
    assert_eq!(verify(bench.sound.path(), Some(13..=99)).unwrap().events, 0);
    assert!(matches!(verify(tempfile::tempdir().unwrap().path(), None), Err(LogError::Other(_))));
}

#[test]
fn one_byte_of_any_column_changed_by_sql_is_found() {
    let bench = Bench::new();
    for (table, columns, key) in [("event", &EVENT[..], "lseq"), ("placed", &PLACED[..], "gseq")] {
        for column in columns.iter().filter(|column| **column != "prev_version") {
            for row in [1_u64, 7, 12] {
                let verdict = bench.after(|dir| {
                    with_guards_down(&dir.join("log.sqlite"), |conn| flip(conn, (table, column), (key, row)));
                });
                let bad = verdict.first_bad.unwrap_or_else(|| panic!("{table}.{column} of row {row} not found"));
                assert!(!verdict.ok);
                let position = bad.lseq.or(bad.gseq).unwrap();
                if *column != key {
                    assert_eq!((position, verdict.events), (row, row - 1), "{table}.{column}: {bad}");
                }
            }
        }
    }
}

/// Changes one bit of a value's last byte; one that makes no other row's value, which the tables would refuse.
fn flip(conn: &Connection, (table, column): (&str, &str), (key, row): (&str, u64)) {
    let query = format!("SELECT {column} FROM {table} WHERE {key}={row}");
    let changed = match conn.query_row(&query, [], |found| found.get(0)).unwrap() {
        // Of a key the neighbour is taken: a value far away.
        Value::Integer(number) if column == key => Value::Integer(number + 64),
        Value::Integer(number) => Value::Integer(number ^ 32),
        Value::Text(mut text) => {
            let last = text.pop().unwrap();
            text.push(char::from(last as u8 ^ 16));
            Value::Text(text)
        }
        Value::Blob(mut bytes) => {
            *bytes.last_mut().unwrap() ^= 64;
            Value::Blob(bytes)
        }
        other => panic!("{other:?}"),
    };
    conn.execute(&format!("UPDATE {table} SET {column}=?1 WHERE {key}={row}"), [changed]).unwrap();
}

#[test]
fn one_byte_of_any_column_changed_in_the_file_is_found() {
    let bench = Bench::new();
    let whole = std::fs::read(bench.sound.path().join("log.sqlite")).unwrap();
    let conn = Connection::open(bench.sound.path().join("log.sqlite")).unwrap();
    let mut tried = 0;
    for (table, columns) in [("event", &EVENT[..]), ("placed", &PLACED[..])] {
        for row in [1, 6, 12] {
            let cells = cells(&conn, table, columns, row);
            let record: Vec<u8> = cells.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
            let at = position(&whole, &record).unwrap_or_else(|| panic!("{table} {row} is not in the file"));
            // The record's head, which gives every column's type and length; all but the key's, which is not stored.
            let head = (if table == "event" { 20..60 } else { 7..8 })
                .find(|length| whole[at - length] == *length as u8)
                .unwrap();
            let mut offset = at - head;
            let parts = [("head", vec![0; 1]), ("", vec![]), ("head", vec![0; head - 2])];
            for (column, bytes) in parts.into_iter().chain(cells) {
                if column.is_empty() {
                    offset += 1;
                }
                for byte in offset..offset + bytes.len() {
                    for bit in [0, 5] {
                        let verdict = bench.after(|dir| {
                            let mut changed = whole.clone();
                            changed[byte] ^= 1 << bit;
                            std::fs::write(dir.join("log.sqlite"), changed).unwrap();
                        });
                        assert!(!verdict.ok, "{table}.{column} of row {row}, byte {}", byte - offset);
                        assert_eq!(verdict.first_bad.unwrap().lseq, Some(row), "{table}.{column}");
                        tried += 1;
                    }
                }
                offset += bytes.len();
            }
        }
    }
    assert!(tried > 1_500, "{tried} changes tried");
}

/// The bytes of each stored column, in record order. The key is not in the record.
fn cells(conn: &Connection, table: &str, columns: &[&'static str], row: u64) -> Vec<(&'static str, Vec<u8>)> {
    let (key, rest) = columns.split_first().unwrap();
    let query = format!("SELECT {} FROM {table} WHERE {key}={row}", rest.join(","));
    conn.query_row(&query, [], |found| {
        let bytes = |index| -> rusqlite::Result<Vec<u8>> {
            Ok(match found.get(index)? {
                Value::Null => Vec::new(),
                Value::Integer(0 | 1) => Vec::new(),
                Value::Integer(n @ -128..=127) => vec![n as i8 as u8],
                Value::Integer(n @ -32_768..=32_767) => (n as i16).to_be_bytes().to_vec(),
                Value::Integer(n) if n.abs() < 1 << 47 => n.to_be_bytes()[2..].to_vec(),
                Value::Integer(n) => n.to_be_bytes().to_vec(),
                Value::Text(text) => text.into_bytes(),
                Value::Blob(blob) => blob,
                Value::Real(_) => panic!(),
            })
        };
        (0..rest.len()).map(|index| Ok((rest[index], bytes(index)?))).collect()
    })
    .unwrap()
}

fn position(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

#[test]
fn rows_deleted_inserted_doubled_or_moved_are_found() {
    let bench = Bench::new();
    let both = |n: u64| format!("DELETE FROM placed WHERE gseq={n}; DELETE FROM event WHERE lseq={n};");
    assert_eq!(bench.bad(&both(5)).lseq, Some(6));
    assert_eq!(bench.bad(&both(1)).lseq, Some(2));
    assert_eq!(bench.bad("DELETE FROM placed WHERE gseq=5").rule, "gseq");
    assert_eq!(bench.bad("DELETE FROM event WHERE lseq=12").rule, "event");
    assert_eq!(bench.bad("DELETE FROM placed WHERE gseq=12").rule, "placed");
    let columns = EVENT[2..].join(",");
    let doubled = format!(
        "INSERT INTO event(lseq,id,{columns}) SELECT 13, randomblob(16), origin, 13, stream, expected, cmd, hlc, happened_ms,
         recorded_ms, actor, role, mode, cause, typ, schema_v, body, prev, randomblob(32) FROM event WHERE lseq=12"
    );
    assert_eq!(bench.bad(&doubled).lseq, Some(13));
    let moved = "UPDATE event SET lseq=100 WHERE lseq=4; UPDATE event SET lseq=4 WHERE lseq=5;
                 UPDATE event SET lseq=5 WHERE lseq=100";
    assert_eq!(bench.bad(moved).lseq, Some(4));
    // Two places of different streams exchanged: each row for itself is possible.
    let moved = "UPDATE placed SET gseq=100 WHERE gseq=4; UPDATE placed SET gseq=4 WHERE gseq=5;
                 UPDATE placed SET gseq=5 WHERE gseq=100";
    let bad = bench.bad(moved);
    assert_eq!((bad.gseq, bad.rule.as_str()), (Some(4), "id"));
    assert_eq!(bench.bad("UPDATE placed SET epoch=1").rule, "epoch");
}

#[test]
fn a_cut_end_is_found_when_something_else_knows_of_it_and_else_said_to_be_unknowable() {
    let bench = Bench::new();
    let cut = "DELETE FROM placed WHERE gseq>9; DELETE FROM event WHERE lseq>9";
    let verdict = bench.after_sql(cut);
    assert!(verdict.ok && verdict.events == 9);
    assert!(verdict.vouch.contains("cut off its end"), "{}", verdict.vouch);
    let known = bench.bad(&format!("{cut}; INSERT INTO snapshot VALUES('board', 12, 1, x'00', zeroblob(32))"));
    assert_eq!((known.gseq, known.rule.as_str()), (Some(10), "end"));
}

#[test]
fn a_cut_end_is_found_by_the_lists_that_were_made_from_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store, 1, 12);
    store.lists_writer.write(&[], Reach { gseq: 12, ..Reach::default() }).unwrap();
    drop(store);
    assert!(verify(dir.path(), None).unwrap().ok);
    let log = rusqlite::Connection::open(dir.path().join("log.sqlite")).unwrap();
    log.execute_batch("PRAGMA foreign_keys=OFF; DROP TRIGGER event_no_delete; DELETE FROM placed WHERE gseq>9")
        .unwrap();
    log.execute_batch("DELETE FROM event WHERE lseq>9").unwrap();
    let bad = verify(dir.path(), None).unwrap().first_bad.unwrap();
    assert_eq!((bad.gseq, bad.rule.as_str()), (Some(10), "end"), "{bad}");
    std::fs::remove_file(dir.path().join("lists.sqlite")).unwrap();
    assert_eq!(verify(dir.path(), None).unwrap().first_bad.unwrap().rule, "schema", "only the trigger tells then");
}

#[test]
fn body_files_and_the_schema_are_part_of_it() {
    let bench = Bench::new();
    let body = |dir: &Path| std::fs::read_dir(dir.join("bodies")).unwrap().next().unwrap().unwrap().path();
    for change in [
        (|path: &Path| std::fs::remove_file(path).unwrap()) as fn(&Path),
        |path| std::fs::write(path, b"x").unwrap(),
        |path| {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[9] ^= 4;
            std::fs::write(path, bytes).unwrap();
        },
    ] {
        let bad = bench.after(|dir| change(&body(dir))).first_bad.unwrap();
        assert_eq!((bad.lseq, bad.rule.as_str()), (Some(12), "body file"));
    }
    let dropped = bench.after(|dir| {
        Connection::open(dir.join("log.sqlite")).unwrap().execute_batch("DROP TRIGGER event_no_delete").unwrap();
    });
    let bad = dropped.first_bad.unwrap();
    assert!(bad.rule == "schema" && bad.why.contains("event_no_delete"), "{bad}");
    assert_eq!(dropped.events, 12);
}

#[test]
fn a_damaged_page_is_named_by_the_first_row_it_hides() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for start in (1..400).step_by(50) {
        let batch: Vec<_> = (start..start + 50).map(|n| event(n, "unit/E1", 0)).collect();
        store.writer.append(&batch).unwrap();
    }
    drop(store);
    let path = dir.path().join("log.sqlite");
    let whole = std::fs::read(&path).unwrap();
    let needle = b"Smoke on floor 200\"";
    let page = position(&whole, needle).unwrap() / 4096 * 4096;
    let mut changed = whole.clone();
    changed[page..page + 4096].fill(0);
    std::fs::write(&path, &changed).unwrap();
    let verdict = verify(dir.path(), None).unwrap();
    let bad = verdict.first_bad.unwrap();
    assert!(bad.lseq.is_some_and(|lseq| (150..=200).contains(&lseq)), "{bad}");
    assert_eq!(bad.lseq, Some(verdict.events + 1));
    let seen = std::cell::Cell::new(0);
    let (reader, _) = watchfloor_offline_cache::Store::open_read_only(dir.path()).unwrap();
    let error = watchfloor_engine::ports::LogReader::scan(&reader, 0, &mut |_| {
        seen.set(seen.get() + 1);
        std::ops::ControlFlow::Continue(())
    });
    assert!(matches!(error, Err(LogError::Damaged(why)) if why.contains("gseq")), "the reader names it too");
    assert_eq!(seen.get(), verdict.events, "what stands before it is still read");
    let mut changed = whole;
    changed[40..100].fill(0xff);
    std::fs::write(&path, &changed).unwrap();
    let header = verify(dir.path(), None);
    assert!(header.is_err() || !header.unwrap().ok);
}

#[test]
fn a_damaged_write_ahead_log_does_not_pass_for_a_short_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store, 1, 2);
    let image = tempfile::tempdir().unwrap();
    fill(&mut store, 3, 10);
    for name in ["log.sqlite", "log.sqlite-wal"] {
        std::fs::copy(dir.path().join(name), image.path().join(name)).unwrap();
    }
    assert!(verify(image.path(), None).unwrap().ok);
    let wal = image.path().join("log.sqlite-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&wal, bytes).unwrap();
    let _ = std::fs::remove_file(image.path().join("log.sqlite-shm"));
    let bad = verify(image.path(), None).unwrap().first_bad.unwrap();
    assert_eq!(bad.rule, "write-ahead log", "{bad}");
}

#[test]
fn two_consoles_logs_exchanged_or_a_batch_of_rows_reads_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.writer.append(&[event(1, "unit/E1", 0), event(2, "unit/E1", 1)]).unwrap();
    drop(store);
    let options = watchfloor_offline_cache::OpenOptions { reserve_bytes: 0, ahead_bytes: 0 };
    let other =
        watchfloor_offline_cache::Store::open_with(dir.path(), "C08", watchfloor_offline_cache::Mode::Live, options);
    fill(&mut other.unwrap(), 3, 4);
    let verdict = verify(dir.path(), None).unwrap();
    assert!(verdict.ok && verdict.events == 6, "a second console's chain starts of its own: {verdict:?}");
}
