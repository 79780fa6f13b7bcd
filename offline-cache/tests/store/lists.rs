//! Lists and search words: what is found, what is erased, and that a file that cannot be used is begun anew.

use crate::common::{fill, open};
use uuid::Uuid;
use watchfloor_engine::ports::{HistoryFilter, IncidentEntry, ListReader, ListWriter, Projection, Reach};
use watchfloor_offline_cache::Store;

fn reach(gseq: u64) -> Reach {
    Reach { gseq, id: Uuid::from_u128(u128::from(gseq)) }
}

fn text(incident: &str, gseq: u64, subject: Option<&str>, text: &str) -> Projection {
    let (incident, subject, text) = (incident.to_owned(), subject.map(str::to_owned), text.to_owned());
    Projection::Text { incident, gseq, kind: "note", at_ms: 5, subject, text }
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
        text("aaa", 1, None, "Smoke in the stairway, Mannerheimintie 12"),
        text("aaa", 1, Some("caller/1"), "Anna Virtanen 朝阳区建国路88号 着火"),
        Projection::Incident(entry("bbb", "2026-C07-00002", 200)),
        text("bbb", 2, None, "消防车 已到达; 𠮷野家 café"),
        Projection::Incident(IncidentEntry { closed_ms: Some(400), ..entry("ccc", "2026-C07-00012", 300) }),
        text("ccc", 3, Some("caller/2"), "Ａ12 smoke \"quoted\" NEAR(x y)"),
    ];
    store.lists_writer.write(&rows, reach(3)).unwrap();
    store
}

fn found(store: &Store, words: &str) -> String {
    let filter = HistoryFilter { text: words.to_owned(), limit: 50, ..HistoryFilter::default() };
    names(store.lists.history(&filter).unwrap())
}

fn names(states: Vec<String>) -> String {
    states.iter().map(|state| &state[7..10]).collect::<Vec<_>>().join(" ")
}

#[test]
fn places_are_told_whole_once_and_then_only_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let at = |n: u128, closed_ms| {
        Projection::Incident(IncidentEntry { closed_ms, ..entry(&id(n), &format!("26-{n}"), n as i64 * 100) })
    };
    store.lists_writer.write(&[at(1, Some(400)), at(2, None), at(3, Some(500))], reach(3)).unwrap();
    let told = |after, limit| {
        let places = store.lists.places(after, limit).unwrap();
        let row = |p: &watchfloor_engine::ports::PastPlace| (p.id.as_u128(), p.opened_ms, p.at);
        (places.reach, places.changed.iter().map(row).collect::<Vec<_>>())
    };
    let here = Some((24.94, 60.17));
    assert_eq!(told(None, 9), (3, vec![(3, 300, here), (1, 100, here)]), "closed ones, the newest first");
    assert_eq!(told(None, 1), (3, vec![(3, 300, here)]));
    assert_eq!(told(Some(3), 9), (3, vec![]));
    // One closes, one is reopened: both are told, the open one as one that is nowhere on the map of the past.
    store.lists_writer.write(&[at(2, Some(900)), at(1, None)], reach(5)).unwrap();
    assert_eq!(told(Some(3), 9), (5, vec![(1, 100, None), (2, 200, here)]));
    assert_eq!(told(Some(5), 9), (5, vec![]));
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
    let by = |filter: HistoryFilter| names(store.lists.history(&HistoryFilter { limit: 9, ..filter }).unwrap());
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
        assert_eq!(names(store.lists.incident(wanted).unwrap()), want, "{wanted:?}");
    }
}

#[test]
fn an_erased_subject_leaves_no_words() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = history(dir.path());
    assert_eq!(found(&store, "virtanen"), "aaa");
    let traces = |trace: &str| {
        let files =
            ["lists.sqlite", "lists.sqlite-wal"].map(|name| std::fs::read(dir.path().join(name)).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(trace.len()).any(|part| part == trace.as_bytes()))
    };
    assert!(traces("Virtanen") && traces("virtanen") && traces("朝阳"), "what is looked for can be seen");
    store.lists_writer.write(&[Projection::DropSubject("caller/1".into())], reach(4)).unwrap();
    store.lists_writer.idle();
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
fn how_far_the_lists_were_made_is_kept_with_them() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(open(dir.path()).lists_writer.reach().unwrap(), Reach::default());
    let story = |gseq| Projection::Story { incident: "7".into(), gseq };
    {
        let mut store = open(dir.path());
        store.lists_writer.write(&[story(1), story(5), story(9)], reach(9)).unwrap();
        store.lists_writer.write(&[], reach(12)).unwrap();
    }
    let mut store = open(dir.path());
    assert_eq!(store.lists_writer.reach().unwrap(), reach(12));
    assert_eq!(store.lists.story("7", 10).unwrap(), [1, 5, 9]);
    assert_eq!(store.lists.story("7", 2).unwrap(), [5, 9], "the newest");
    assert!(store.lists.story("8", 2).unwrap().is_empty());
    store.lists_writer.clear().unwrap();
    assert_eq!(store.lists_writer.reach().unwrap(), Reach::default());
    assert!(store.lists.story("7", 10).unwrap().is_empty() && found(&store, "").is_empty());
}

#[test]
fn lists_that_cannot_be_used_are_begun_anew_and_the_log_is_untouched() {
    type Spoil = fn(&mut Vec<u8>);
    let rot: Spoil = |bytes| bytes.iter_mut().skip(5_000).for_each(|byte| *byte = !*byte);
    let cases: [(&str, Spoil); 3] = [
        ("rotten pages", rot),
        ("another program's file", |bytes| *bytes = b"hello, I am no database".repeat(300)),
        ("cut short", |bytes| bytes.truncate(6_000)),
    ];
    for (what, spoil) in cases {
        let dir = tempfile::tempdir().unwrap();
        drop(history(dir.path()));
        fill(&mut open(dir.path()), 1, 3);
        let path = dir.path().join("lists.sqlite");
        let mut bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() > 20_000, "moved out of the write-ahead log at the end");
        spoil(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        // As after a stop that nobody saw: the lock file says the engine still runs.
        std::fs::write(dir.path().join("lock"), "0").unwrap();
        let store = open(dir.path());
        assert_eq!(store.lists_writer.reach().unwrap(), Reach::default(), "{what}");
        assert_eq!(found(&store, "smoke"), "", "{what}");
        assert_eq!(watchfloor_engine::ports::LogReader::head(&store.reader).unwrap(), 3);
    }
    let dir = tempfile::tempdir().unwrap();
    drop(history(dir.path()));
    let store = open(dir.path());
    assert_eq!(found(&store, "smoke"), "ccc aaa", "control: a sound file is kept");
}
