//! Appending, reading, searching.

use crate::common::{ORIGIN, all, event, fill, open};
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use watchfloor_engine::ports::{EventLog, HistoryFilter, IncidentEntry, LogError, LogReader, Place, Projection};
use watchfloor_engine::record::{GENESIS, Hashed};
use watchfloor_offline_cache::{INLINE_LIMIT, Mode, Store};

#[test]
fn events_are_chained_placed_and_read_back_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let batch = [event(1, "unit/E1", 0), event(2, "unit/E1", 1), event(3, "incident/9", 0)];
    let places = store.writer.append(&batch, &[]).unwrap();
    let at = |gseq, version| Place { gseq, version };
    assert_eq!(places, [at(1, 1), at(2, 2), at(3, 1)]);
    drop(store);
    let mut store = open(dir.path());
    assert!(!store.unclean_stop);
    assert_eq!(store.writer.append(&[event(4, "unit/E1", 1)], &[]).unwrap(), [at(4, 3)]);
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
    let rows = [text("9", 1, None, "first")];
    let places = store.writer.append(&batch, &rows).unwrap();
    assert_eq!(store.writer.append(&batch, &rows).unwrap(), places);
    let mut again = vec![event(7, "unit/E1", 0), event(8, "incident/9", 0), event(9, "unit/E2", 0)];
    again[0].cmd = batch[0].cmd;
    again[1].cmd = batch[0].cmd;
    let mixed = store.writer.append(&again, &rows).unwrap();
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
    match store.writer.append(&ahead, &[]) {
        Err(LogError::Conflict { stream, expected: 5, current: 0 }) => assert_eq!(stream, "unit/E2"),
        other => panic!("{other:?}"),
    }
    let twice = [event(12, "unit/E1", 0), event(1, "unit/E9", 0)].map(|mut e| {
        e.cmd = uuid::Uuid::from_u128(77);
        e
    });
    let error = store.writer.append(&twice, &[]).unwrap_err();
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
        let error = store.writer.append(&[event(14, "unit/E1", 0), bad], &[]).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    let rows = [Projection::Story { incident: "9".into(), event: 3 }];
    assert!(store.writer.append(&[event(15, "unit/E1", 0)], &rows).is_err());
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
    store.writer.append(&[large.clone(), forged.clone()], &[]).unwrap();
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
        store.writer.append(&batch, &[]).unwrap();
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
    let story = [Projection::Story { incident: "7".into(), event: 0 }];
    store.writer.append(&[event(1, "incident/7", 0)], &story).unwrap();
    store.writer.append(&[event(2, "unit/E1", 0)], &story).unwrap();
    store.writer.append(&[event(3, "unit/E1", 1)], &[]).unwrap();
    store.writer.append(&[event(4, "incident/7", 1)], &[]).unwrap();
    let gseqs = |rows: Vec<watchfloor_engine::record::Row>| rows.iter().map(|r| r.gseq).collect::<Vec<_>>();
    assert_eq!(gseqs(store.reader.story("7", 10).unwrap()), [1, 2, 4]);
    assert_eq!(gseqs(store.reader.story("7", 2).unwrap()), [2, 4]);
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

fn text(incident: &str, event: usize, subject: Option<&str>, text: &str) -> Projection {
    let (incident, subject, text) = (incident.to_owned(), subject.map(str::to_owned), text.to_owned());
    Projection::Text { incident, event, kind: "note", at_ms: 5, subject, text }
}

fn entry(id: &str, number: &str, opened_ms: i64) -> IncidentEntry {
    IncidentEntry {
        id: id.to_owned(),
        number: number.to_owned(),
        type_code: "FIRE".to_owned(),
        priority: "1".to_owned(),
        state: "open".to_owned(),
        opened_ms,
        closed_ms: None,
        lon: Some(24.94),
        lat: Some(60.17),
        disposition: None,
        state_json: format!("{{\"id\":\"{id}\"}}"),
    }
}

/// Three incidents with words in both scripts.
fn history(dir: &std::path::Path) -> Store {
    let mut store = open(dir);
    let rows = [
        Projection::Incident(entry("aaa", "2026-C07-00001", 100)),
        text("aaa", 0, None, "Smoke in the stairway, Mannerheimintie 12"),
        text("aaa", 0, Some("caller/1"), "Anna Virtanen 朝阳区建国路88号 着火"),
        Projection::Incident(entry("bbb", "2026-C07-00002", 200)),
        text("bbb", 1, None, "消防车 已到达; 𠮷野家 café"),
        Projection::Incident(IncidentEntry { closed_ms: Some(400), ..entry("ccc", "2026-C07-00012", 300) }),
        text("ccc", 2, Some("caller/2"), "Ａ12 smoke \"quoted\" NEAR(x y)"),
    ];
    let events = [event(1, "incident/aaa", 0), event(2, "incident/bbb", 0), event(3, "incident/ccc", 0)];
    store.writer.append(&events, &rows).unwrap();
    store
}

fn found(store: &Store, words: &str) -> String {
    let filter = HistoryFilter { text: words.to_owned(), limit: 50, ..HistoryFilter::default() };
    names(store.reader.history(&filter).unwrap())
}

fn names(states: Vec<String>) -> String {
    states.iter().map(|state| &state[7..10]).collect::<Vec<_>>().join(" ")
}

#[test]
fn past_incidents_are_found_by_words_in_both_scripts() {
    let dir = tempfile::tempdir().unwrap();
    let store = history(dir.path());
    for (words, want) in [
        ("", "ccc bbb aaa"),
        ("  ", "ccc bbb aaa"),
        ("smoke", "ccc aaa"),
        ("SMOK", "ccc aaa"),
        ("smoke anna", "aaa"),
        ("mannerheim 12", "aaa"),
        ("cafe", "bbb"),
        ("火", "aaa"),
        ("车", "bbb"),
        ("建国", "aaa"),
        ("建国路", "aaa"),
        ("建路", ""),
        ("国建", ""),
        ("消防车", "bbb"),
        ("𠮷", "bbb"),
        ("建国路88", "aaa"),
        ("a12", "ccc"),
        ("\"quoted", "ccc"),
        ("NEAR(x", "ccc"),
        ("NEAR(z", ""),
        ("*", ""),
        ("' OR 1=1 --", ""),
        ("text:smoke", ""),
    ] {
        assert_eq!(found(&store, words), want, "{words:?}");
    }
    let by = |filter: HistoryFilter| names(store.reader.history(&HistoryFilter { limit: 9, ..filter }).unwrap());
    assert_eq!(by(HistoryFilter { closed: Some(true), ..HistoryFilter::default() }), "ccc");
    assert_eq!(by(HistoryFilter { closed: Some(false), ..HistoryFilter::default() }), "bbb aaa");
    assert_eq!(by(HistoryFilter { from_ms: Some(200), to_ms: Some(300), ..HistoryFilter::default() }), "bbb");
    let both =
        HistoryFilter { text: "smoke".into(), closed: Some(false), from_ms: Some(1), ..HistoryFilter::default() };
    assert_eq!(by(both), "aaa");
}

#[test]
fn an_incident_is_found_by_id_number_or_fragment() {
    let dir = tempfile::tempdir().unwrap();
    let store = history(dir.path());
    for (wanted, want) in [
        ("bbb", "bbb"),
        ("2026-C07-00001", "aaa"),
        ("00012", "ccc"),
        ("c07-0001", "ccc"),
        ("c07-0000", "bbb aaa"),
        ("cc", "ccc"),
        ("%", ""),
        ("_bb", ""),
        ("", ""),
        ("nothing", ""),
    ] {
        assert_eq!(names(store.reader.incident(wanted).unwrap()), want, "{wanted:?}");
    }
}

#[test]
fn an_erased_subject_leaves_no_words() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = history(dir.path());
    assert_eq!(found(&store, "virtanen"), "aaa");
    let traces = |trace: &str| {
        let files =
            ["log.sqlite", "log.sqlite-wal"].map(|name| std::fs::read(dir.path().join(name)).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(trace.len()).any(|part| part == trace.as_bytes()))
    };
    assert!(traces("Virtanen") && traces("virtanen") && traces("朝阳"), "what is looked for can be seen");
    store.writer.append(&[event(4, "config/x", 0)], &[Projection::DropSubject("caller/1".into())]).unwrap();
    store.writer.idle();
    for words in ["virtanen", "建国", "火"] {
        assert_eq!(found(&store, words), "", "{words:?}");
    }
    assert_eq!(found(&store, "smoke"), "ccc aaa", "what is not personal stays");
    drop(store);
    for trace in ["Virtanen", "virtanen", "朝阳"] {
        assert!(!traces(trace), "{trace} is still there");
    }
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
    raw("PRAGMA user_version=2");
    let before = std::fs::read(&path).unwrap();
    match open() {
        Err(LogError::NewerSchema { found: 2, known: 1 }) => {}
        other => panic!("{other:?}"),
    }
    assert!(Store::open_read_only(dir.path()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
    raw("PRAGMA user_version=1; DROP TRIGGER event_no_update");
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
