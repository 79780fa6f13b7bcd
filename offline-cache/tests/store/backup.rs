//! Copies: made beside a writer, proved, damaged, restored, erased.

use crate::common::{all, event, fill, open};
use std::path::{Path, PathBuf};
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;
use watchfloor_engine::ports::{EventLog, ListWriter, LogReader, Projection, Reach, Vault};
use watchfloor_offline_cache::backup::{self, BackupError, Check};
use watchfloor_offline_cache::{INLINE_LIMIT, Store};

const NOW: i64 = 1_795_347_000_000;

fn plain(live: Option<&dyn LogReader>) -> Check<'_> {
    Check { now_ms: NOW, fold: None, live }
}

/// A store with a personal text, its search row and a large body; and the sealed text.
fn shift(dir: &Path) -> (Store, Personal) {
    let mut store = open(dir);
    let sealed = store.vault.seal(&Personal::clear(SubjectId::from("caller/1"), "Anna Virtanen")).unwrap();
    let mut large = event(1, "incident/aaa", 0);
    large.body = format!("{{\"raw\":\"{}\"}}", "x".repeat(INLINE_LIMIT)).into_bytes();
    store.writer.append(&[large]).unwrap();
    let text = Projection::Text {
        incident: "aaa".to_owned(),
        gseq: 1,
        kind: "caller",
        at_ms: 1,
        subject: Some("caller/1".to_owned()),
        text: "Anna Virtanen".to_owned(),
    };
    store.lists_writer.write(&[text], Reach { gseq: 1, ..Reach::default() }).unwrap();
    fill(&mut store, 2, 20);
    (store, sealed)
}

fn log_hash(reader: &dyn LogReader) -> String {
    all(reader).iter().map(|row| format!("{} {:02x?}", row.gseq, row.hash)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_copy_made_beside_the_writer_is_proved_and_restores_to_the_same_log() {
    let (dir, dest) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut store, sealed) = shift(dir.path());
    let copy = backup::create(dir.path(), dest.path(), NOW).unwrap();
    assert_eq!(copy.dir, dest.path().join("20261122T113000Z"));
    assert_eq!((copy.manifest.gseq, copy.manifest.files.len()), (21, 3));
    assert!(copy.manifest.verified.is_none(), "not yet proved");
    let before = log_hash(&store.reader);
    fill(&mut store, 50, 5);
    let check = Check { now_ms: NOW + 5, fold: Some(&log_hash), live: Some(&store.reader) };
    let proved = backup::verify(&copy.dir, &check).unwrap().verified.unwrap();
    assert_eq!((proved.at_ms, proved.state.as_deref()), (NOW + 5, Some(before.as_str())));
    let again = backup::create(dir.path(), dest.path(), NOW).unwrap();
    let list = backup::list(dest.path()).unwrap();
    assert_eq!(list.iter().map(|c| c.manifest.gseq).collect::<Vec<_>>(), [26, 21], "{:?}", again.dir);
    assert!(list[1].manifest.verified.is_some());
    drop(store);
    let place = tempfile::tempdir().unwrap();
    let new = place.path().join("restored");
    backup::restore(&copy.dir, &new).unwrap();
    let mut restored = open(&new);
    assert!(!restored.unclean_stop);
    assert_eq!(log_hash(&restored.reader), before);
    assert_eq!(restored.vault.open(&sealed).as_deref(), Some("Anna Virtanen"));
    assert_eq!(
        restored.lists_writer.reach().unwrap(),
        Reach::default(),
        "lists are not in copies, they are made again"
    );
    assert_eq!(fill(&mut restored, 90, 1)[0].gseq, 22);
    assert!(matches!(backup::restore(&copy.dir, &new), Err(BackupError::NotEmpty(_))));
    assert!(backup::verify(&copy.dir, &plain(None)).is_ok(), "the copy is left as it was");
}

/// Every file of a copy.
fn files(copy: &Path) -> Vec<PathBuf> {
    let mut out = vec![copy.join("log.sqlite"), copy.join("keys.sqlite")];
    out.extend(std::fs::read_dir(copy.join("bodies")).unwrap().map(|file| file.unwrap().path()));
    out
}

#[test]
fn a_damaged_copy_does_not_count_and_does_not_restore() {
    let (dir, dest) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, _) = shift(dir.path());
    let sound = backup::create(dir.path(), dest.path(), NOW).unwrap();
    backup::verify(&sound.dir, &plain(Some(&store.reader))).unwrap();
    for (index, file) in files(&sound.dir).into_iter().enumerate() {
        let whole = std::fs::read(&file).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for bytes in [Some(&changed[..]), Some(&whole[..middle]), None] {
            match bytes {
                Some(bytes) => std::fs::write(&file, bytes).unwrap(),
                None => std::fs::remove_file(&file).unwrap(),
            }
            match backup::verify(&sound.dir, &plain(None)) {
                Err(BackupError::Unsound { why, .. }) => {
                    assert!(why.contains(&*file.file_name().unwrap().to_string_lossy()), "{why}");
                }
                other => panic!("{index}: {other:?}"),
            }
            assert!(backup::list(dest.path()).unwrap()[0].manifest.verified.is_none());
            let new = dest.path().join(format!("new-{index}"));
            assert!(backup::restore(&sound.dir, &new).is_err());
            assert!(!new.exists());
        }
        std::fs::write(&file, whole).unwrap();
        backup::verify(&sound.dir, &plain(None)).unwrap();
    }
    let manifest = sound.dir.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("keys.sqlite", "../../etc/x")).unwrap();
    assert!(matches!(backup::verify(&sound.dir, &plain(None)), Err(BackupError::NotACopy { .. })));
    std::fs::write(&manifest, "{").unwrap();
    assert!(backup::list(dest.path()).unwrap().is_empty());
}

#[test]
fn a_copy_of_another_log_or_state_is_told_apart() {
    let (dir, other, dest) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, _) = shift(dir.path());
    let mut stranger = open(other.path());
    fill(&mut stranger, 100, 30);
    let copy = backup::create(dir.path(), dest.path(), NOW).unwrap();
    assert!(backup::verify(&copy.dir, &plain(Some(&store.reader))).is_ok());
    assert!(matches!(backup::verify(&copy.dir, &plain(Some(&stranger.reader))), Err(BackupError::Unsound { .. })));
    let calls = std::cell::Cell::new(0);
    let unsteady = |_: &dyn LogReader| {
        calls.set(calls.get() + 1);
        calls.get().to_string()
    };
    let check = Check { now_ms: NOW, fold: Some(&unsteady), live: Some(&store.reader) };
    let error = backup::verify(&copy.dir, &check).unwrap_err().to_string();
    assert!(error.contains("another state"), "{error}");
}

#[test]
fn erasure_reaches_the_copies_and_later_ones_catch_up() {
    let (dir, dest) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut store, sealed) = shift(dir.path());
    let old = backup::create(dir.path(), dest.path(), NOW).unwrap();
    backup::verify(&old.dir, &plain(None)).unwrap();
    let away = backup::create(dir.path(), dest.path(), NOW + 60_000).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::rename(&away.dir, elsewhere.path().join("x")).unwrap();
    store.vault.destroy(&SubjectId::from("caller/1")).unwrap();
    store.writer.append(&[event(70, "config/x", 0)]).unwrap();
    assert_eq!(backup::forget(dest.path(), "caller/1").unwrap(), 1);
    assert!(backup::list(dest.path()).unwrap()[0].manifest.verified.is_some(), "proved again");
    std::fs::rename(elsewhere.path().join("x"), &away.dir).unwrap();
    backup::create(dir.path(), dest.path(), NOW + 120_000).unwrap();
    for copy in backup::list(dest.path()).unwrap() {
        backup::verify(&copy.dir, &plain(Some(&store.reader))).unwrap();
        for file in files(&copy.dir) {
            let bytes = std::fs::read(&file).unwrap();
            let there = ["Virtanen", "virtanen"].iter().any(|t| bytes.windows(t.len()).any(|w| w == t.as_bytes()));
            assert!(!there, "{}", file.display());
        }
        let new = elsewhere.path().join(copy.dir.file_name().unwrap());
        backup::restore(&copy.dir, &new).unwrap();
        let (reader, vault) = Store::open_read_only(&{
            drop(open(&new));
            new
        })
        .unwrap();
        assert_eq!(vault.open(&sealed), None);
        assert!(reader.head().unwrap() >= 21);
    }
}

#[test]
fn half_made_copies_are_swept_and_old_ones_pruned() {
    let (dir, dest) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, _) = shift(dir.path());
    std::fs::create_dir(dest.path().join(".partial-20261122T113000Z-4194304999")).unwrap();
    std::fs::create_dir(dest.path().join("photos")).unwrap();
    for age_min in [0, 1, 20, 100_000] {
        let copy = backup::create(dir.path(), dest.path(), NOW - age_min * 60_000).unwrap();
        backup::verify(&copy.dir, &plain(Some(&store.reader))).unwrap();
    }
    assert!(!dest.path().join(".partial-20261122T113000Z-4194304999").exists());
    assert_eq!(backup::prune(dest.path(), NOW).unwrap().len(), 1);
    assert_eq!(backup::list(dest.path()).unwrap().len(), 3);
    assert!(dest.path().join("photos").exists(), "what is not ours stays");
    assert!(backup::list(&dest.path().join("nowhere")).is_err());
}
