//! Appending, reading, searching.

use crate::common::{ORIGIN, all, event, fill, open};
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use watchfloor_engine::ports::{EventLog, LogError, LogReader, Place};
use watchfloor_engine::record::{GENESIS, Hashed};
use watchfloor_offline_cache::{INLINE_LIMIT, Mode, Store};

#[test]
fn events_are_chained_placed_and_read_back_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let batch = [event(1, "unit/E1", 0), event(2, "unit/E1", 1), event(3, "incident/9", 0)];
    let places = store.writer.append(&batch).unwrap();
    let at = |gseq, version| Place { gseq, version };
    assert_eq!(places, [at(1, 1), at(2, 2), at(3, 1)]);
    drop(store);
    let mut store = open(dir.path());
    assert!(!store.unclean_stop);
    assert_eq!(store.writer.append(&[event(4, "unit/E1", 1)]).unwrap(), [at(4, 3)]);
    let rows = all(&store.reader);
    assert_eq!(rows.len(), 4);
    let mut prev = GENESIS;
    for (row, new) in rows.iter().zip(batch.iter().chain([&event(4, "unit/E1", 1)])) {
        assert_eq!((row.id, &row.body, &row.stored_body, row.hlc), (new.id, &new.body, &new.body, new.hlc));
        assert_eq!((row.prev, row.epoch, row.oseq, row.lseq), (prev, 0, row.gseq, row.gseq));
        let hashed = Hashed {
            id: new.id.as_bytes(),
            origin: ORIGIN,
            oseq: row.oseq,
            stream: &new.stream,
            expected: new.expected,
            cmd: new.cmd.as_bytes(),
            hlc: new.hlc,
            happened_ms: new.happened_ms,
            recorded_ms: new.recorded_ms,
            actor: &new.actor,
            role: &new.role,
            mode: new.mode,
            cause: new.cause,
            typ: &new.typ,
            schema_v: new.schema_v,
            body: &new.body,
        };
        assert_eq!(row.hash, hashed.hash(&prev));
        prev = row.hash;
    }
    assert_eq!(store.reader.head().unwrap(), 4);
    assert_eq!(store.reader.at(3).unwrap().unwrap().stream, "incident/9");
    assert!(store.reader.at(5).unwrap().is_none());
    assert!(store.reader.disk_free().unwrap() > 0);
}

#[test]
fn a_retry_appends_nothing_and_answers_the_same_places() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut batch = vec![event(1, "unit/E1", 0), event(2, "incident/9", 0)];
    batch[1].cmd = batch[0].cmd;
    let places = store.writer.append(&batch).unwrap();
    assert_eq!(store.writer.append(&batch).unwrap(), places);
    let mut again = vec![event(7, "unit/E1", 0), event(8, "incident/9", 0), event(9, "unit/E2", 0)];
    again[0].cmd = batch[0].cmd;
    again[1].cmd = batch[0].cmd;
    let mixed = store.writer.append(&again).unwrap();
    assert_eq!(mixed[..2], places[..]);
    assert_eq!(mixed[2], Place { gseq: 3, version: 1 });
    assert_eq!(store.reader.head().unwrap(), 3);
}

#[test]
fn a_batch_is_whole_or_absent() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store, 1, 2);
    let ahead = [event(10, "unit/E1", 0), event(11, "unit/E2", 5)];
    match store.writer.append(&ahead) {
        Err(LogError::Conflict { stream, expected: 5, current: 0 }) => assert_eq!(stream, "unit/E2"),
        other => panic!("{other:?}"),
    }
    let twice = [event(12, "unit/E1", 0), event(1, "unit/E9", 0)].map(|mut e| {
        e.cmd = uuid::Uuid::from_u128(77);
        e
    });
    let error = store.writer.append(&twice).unwrap_err();
    assert!(error.to_string().contains("already recorded"), "{error}");
    for (change, word) in [
        ((|e: &mut watchfloor_engine::record::NewEvent| e.mode = "drill") as fn(&mut _), "mode"),
        (|e| e.stream = "unit".into(), "stream"),
        (|e| e.cause = "magic", "cause"),
        (|e| e.body = b"{".to_vec(), "body"),
        (|e| e.expected = u64::MAX, "expected"),
    ] {
        let mut bad = event(13, "unit/E1", 0);
        change(&mut bad);
        let error = store.writer.append(&[event(14, "unit/E1", 0), bad]).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    assert_eq!(store.reader.head().unwrap(), 2);
    assert_eq!(fill(&mut store, 3, 1)[0].gseq, 3);
}

#[test]
fn a_large_body_is_a_private_file_named_by_its_hash() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut large = event(1, "warning/a", 0);
    large.body = format!("{{\"raw\":\"{}\"}}", "x".repeat(INLINE_LIMIT)).into_bytes();
    let mut forged = event(2, "warning/b", 0);
    forged.body = format!("{{\"$file\":{{\"sha256\":\"{}\",\"len\":3}}}}", "0".repeat(64)).into_bytes();
    store.writer.append(&[large.clone(), forged.clone()]).unwrap();
    let rows = all(&store.reader);
    assert_eq!(rows[0].body, large.body);
    assert!(rows[0].stored_body.len() < 120 && rows[0].stored_body.starts_with(b"{\"$file\":{\"sha256\":\""));
    assert_eq!(rows[1].body, forged.body, "a body that looks like a reference is not taken for one");
    let files: Vec<_> = std::fs::read_dir(dir.path().join("bodies")).unwrap().map(|f| f.unwrap().path()).collect();
    assert_eq!(files.len(), 2);
    for file in &files {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let file = files.iter().find(|f| std::fs::metadata(f).unwrap().len() > 1000).unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    bytes[50] ^= 1;
    std::fs::write(file, bytes).unwrap();
    match store.reader.at(1) {
        Err(LogError::Damaged(why)) => assert!(why.contains("gseq 1") && why.contains("altered"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(store.reader.at(2).is_ok(), "one bad file takes no other event with it");
}

#[test]
fn long_scans_keep_order_and_stop_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for start in (1..=3_500).step_by(100) {
        let batch: Vec<_> = (start..start + 100).map(|n| event(n, "unit/E1", 0)).collect();
        store.writer.append(&batch).unwrap();
    }
    assert!(all(&store.reader).iter().map(|r| r.gseq).eq(1..=3_500));
    for stop in [1, 999, 1_000, 1_001, 2_500] {
        let mut seen = 0;
        let visit = &mut |_| {
            seen += 1;
            if seen == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        store.reader.scan(0, visit).unwrap();
        assert_eq!(seen, stop);
    }
    let mut first = None;
    let visit = &mut |row: watchfloor_engine::record::Row| {
        first = Some(row.gseq);
        ControlFlow::Break(())
    };
    store.reader.scan(3_000, visit).unwrap();
    assert_eq!(first, Some(3_001));
}

#[test]
fn streams_and_stories_are_the_newest_rows_oldest_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.writer.append(&[event(1, "incident/7", 0)]).unwrap();
    store.writer.append(&[event(2, "unit/E1", 0)]).unwrap();
    store.writer.append(&[event(3, "unit/E1", 1)]).unwrap();
    store.writer.append(&[event(4, "incident/7", 1)]).unwrap();
    let gseqs = |rows: Vec<watchfloor_engine::record::Row>| rows.iter().map(|r| r.gseq).collect::<Vec<_>>();
    assert_eq!(gseqs(store.reader.story("7", &[2], 10).unwrap()), [1, 2, 4]);
    assert_eq!(gseqs(store.reader.story("7", &[2], 2).unwrap()), [2, 4]);
    let streams = ["unit/E1".to_owned(), "incident/7".to_owned()];
    assert_eq!(gseqs(store.reader.streams(&streams, 10).unwrap()), [1, 2, 3, 4]);
    assert_eq!(gseqs(store.reader.streams(&streams, 3).unwrap()), [2, 3, 4]);
    assert!(store.reader.streams(&[], 3).unwrap().is_empty());
}

#[test]
fn the_newest_sound_snapshot_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store, 1, 4);
    assert_eq!(store.reader.snapshot("board").unwrap(), None);
    assert!(store.writer.save_snapshot(5, "board", b"").is_err(), "no state of events that are not there");
    for gseq in 1..=4 {
        store.writer.save_snapshot(gseq, "board", format!("state {gseq}").as_bytes()).unwrap();
    }
    assert_eq!(store.reader.snapshot("board").unwrap(), Some((4, b"state 4".to_vec())));
    assert_eq!(store.reader.snapshot("other").unwrap(), None);
    let raw = rusqlite::Connection::open(dir.path().join("log.sqlite")).unwrap();
    assert_eq!(raw.query_row("SELECT count(*) FROM snapshot", [], |r| r.get::<_, i64>(0)).unwrap(), 2);
    raw.execute("UPDATE snapshot SET state=x'00' WHERE gseq=4", []).unwrap();
    assert_eq!(store.reader.snapshot("board").unwrap(), Some((3, b"state 3".to_vec())), "a damaged one is passed over");
}

#[test]
fn a_folder_has_one_engine_and_any_readers() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut store = open(dir.path());
    let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("log.sqlite"), mode("keys.sqlite"), mode("bodies")), (0o700, 0o600, 0o600, 0o700));
    match Store::open(dir.path(), ORIGIN, Mode::Live) {
        Err(LogError::Locked { pid }) => assert_eq!(pid, std::process::id()),
        other => panic!("{other:?}"),
    }
    let (beside, vault) = Store::open_read_only(dir.path()).unwrap();
    fill(&mut store, 1, 5);
    assert_eq!(all(&beside).len(), 5);
    let personal = watchfloor_domain::personal::Personal::clear("caller/1".into(), "Anna");
    assert!(watchfloor_engine::ports::Vault::seal(&vault, &personal).is_err());
    drop(store);
    assert_eq!(all(&beside).len(), 5, "a reader outlives the engine");
    match Store::open(dir.path(), ORIGIN, Mode::Drill) {
        Err(LogError::Other(why)) => assert!(why.contains("holds a live log"), "{why}"),
        other => panic!("{other:?}"),
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(Store::open_read_only(empty.path()).is_err());
}

#[test]
fn another_schema_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fill(&mut open(dir.path()), 1, 2);
    let path = dir.path().join("log.sqlite");
    let raw = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let open = || Store::open(dir.path(), ORIGIN, Mode::Live);
    raw("PRAGMA user_version=3");
    let before = std::fs::read(&path).unwrap();
    match open() {
        Err(LogError::NewerSchema { found: 3, known: 2 }) => {}
        other => panic!("{other:?}"),
    }
    assert!(Store::open_read_only(dir.path()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
    raw("PRAGMA user_version=2; DROP TRIGGER event_no_update");
    match open() {
        Err(LogError::Damaged(why)) => assert!(why.contains("event_no_update"), "{why}"),
        other => panic!("{other:?}"),
    }
    std::fs::remove_file(&path).unwrap();
    raw("CREATE TABLE other(x)");
    assert!(matches!(open(), Err(LogError::Other(why)) if why.contains("not a Watchfloor log")));
    std::fs::write(&path, "hello, I am no database, I am a text of some length.".repeat(100)).unwrap();
    assert!(matches!(open(), Err(LogError::Damaged(_))));
}

#[test]
fn a_log_of_the_first_schema_is_brought_forward_and_keeps_its_events() {
    let dir = tempfile::tempdir().unwrap();
    fill(&mut open(dir.path()), 1, 3);
    let rows = include_str!("../../src/log/rows.sql");
    let lists = &rows[rows.find("CREATE TABLE incident_entry").unwrap()..];
    let path = dir.path().join("log.sqlite");
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch(&format!("{lists} PRAGMA user_version=1;")).unwrap();
    raw.execute(
        "INSERT INTO incident_word(incident, gseq, kind, at_ms, text) VALUES('7', 1, 'note', 1, 'Virtanen')",
        [],
    )
    .unwrap();
    drop(raw);
    assert!(Store::open_read_only(dir.path()).is_err(), "reading beside brings nothing forward");
    let store = open(dir.path());
    assert_eq!(all(&store.reader).len(), 3);
    drop(store);
    assert!(watchfloor_offline_cache::verify::verify(dir.path(), None).unwrap().ok);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(8).any(|part| part == b"Virtanen"), "words in clear are gone from the log");
}
