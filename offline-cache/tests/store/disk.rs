//! A full disk and a damaged one: a clear error, nothing lost, and a way on.

use crate::common::{ORIGIN, all, event, fill, open};
use std::path::Path;
use std::process::Command;
use watchfloor_engine::ports::{EventLog, LogError, LogReader};
use watchfloor_offline_cache::verify::verify;
use watchfloor_offline_cache::{Mode, OpenOptions, Store};

/// A small disk of its own; gone when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(size: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0700"), "tmpfs"])
            .arg(dir.path())
            .output()
            .is_ok_and(|done| done.status.success());
        if !made {
            println!("skipped: a small disk can only be mounted by root");
        }
        made.then_some(Self(dir))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// Appends until it fails. The number of the last event saved, and the error.
fn until_full(store: &mut Store, mut n: u64) -> (u64, LogError) {
    loop {
        let mut large = event(n, &format!("incident/{}", n % 3), 0);
        large.body = format!("{{\"text\":\"{}\"}}", "x".repeat(20_000)).into_bytes();
        match store.writer.append(&[large]) {
            Ok(_) => n += 1,
            Err(error) => return (n - 1, error),
        }
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_room_to_stop_in_order() {
    let Some(disk) = SmallDisk::mount("8m") else { return };
    std::fs::write(disk.path().join("other"), vec![1; 1 << 20]).unwrap();
    let options = OpenOptions { reserve_bytes: 1 << 20, ahead_bytes: 0 };
    let mut store = Store::open_with(disk.path(), ORIGIN, Mode::Live, options).unwrap();
    assert!(disk.path().join("ballast").exists());
    let (saved, error) = until_full(&mut store, 1);
    match &error {
        LogError::DiskFull(why) => assert!(why.contains("log.sqlite") && why.contains("reserve"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(!disk.path().join("ballast").exists());
    assert!(saved > 50, "{saved}");
    assert_eq!(store.reader.head().unwrap(), saved, "nothing of the failed batch is there");
    let handover = fill(&mut store, saved + 1, 5);
    assert_eq!(handover[0].gseq, saved + 1, "the reserve is room enough to hand over");
    let (saved, error) = until_full(&mut store, saved + 6);
    assert!(matches!(error, LogError::DiskFull(_)), "{error:?}");
    assert_eq!(all(&store.reader).len() as u64, saved);
    let retry = store.writer.append(&[event(saved + 1, "unit/E1", 0)]);
    let head = saved + u64::from(retry.is_ok());
    drop(store);
    match Store::open_with(disk.path(), ORIGIN, Mode::Live, options) {
        Ok(store) => drop(store),
        Err(error) => assert!(matches!(error, LogError::DiskFull(_)), "{error:?}"),
    }
    std::fs::remove_file(disk.path().join("other")).unwrap();
    let mut store = open(disk.path());
    assert_eq!(all(&store.reader).len() as u64, head);
    assert_eq!(fill(&mut store, 9_000, 1)[0].gseq, head + 1, "with room again it goes on");
    drop(store);
    assert!(verify(disk.path(), None).unwrap().ok);
}

#[test]
fn a_large_body_that_does_not_fit_leaves_nothing() {
    let Some(disk) = SmallDisk::mount("4m") else { return };
    let mut store = open(disk.path());
    fill(&mut store, 1, 3);
    let mut large = event(4, "warning/a", 0);
    large.body = format!("{{\"raw\":\"{}\"}}", "x".repeat(5 << 20)).into_bytes();
    let error = store.writer.append(&[large]).unwrap_err();
    assert!(matches!(error, LogError::DiskFull(_)), "{error:?}");
    assert_eq!(std::fs::read_dir(disk.path().join("bodies")).unwrap().count(), 0, "no part is left");
    assert_eq!(fill(&mut store, 5, 1)[0].gseq, 4);
}

#[test]
fn a_damaged_page_is_found_when_an_unclean_stop_is_followed_by_a_start() {
    let dir = tempfile::tempdir().unwrap();
    fill(&mut open(dir.path()), 1, 200);
    let path = dir.path().join("log.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(19).position(|w| w == b"Smoke on floor 100\"").unwrap() / 4096 * 4096;
    bytes[at..at + 64].fill(0xee);
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(dir.path().join("lock"), "1\n").unwrap();
    match Store::open(dir.path(), ORIGIN, Mode::Live) {
        Err(LogError::Damaged(why)) => assert!(why.contains("page") || why.contains("malformed"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_damaged_write_ahead_log_is_said_and_kept() {
    let (dir, image) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(dir.path());
    fill(&mut store, 1, 12);
    for name in ["log.sqlite", "log.sqlite-wal"] {
        std::fs::copy(dir.path().join(name), image.path().join(name)).unwrap();
    }
    std::fs::write(image.path().join("lock"), "1\n").unwrap();
    let wal = image.path().join("log.sqlite-wal");
    let whole = std::fs::read(&wal).unwrap();
    let at = whole.windows(18).position(|part| part == b"Smoke on floor 10\"").unwrap();
    let mut changed = whole.clone();
    changed[at] ^= 1;
    std::fs::write(&wal, &changed).unwrap();
    let mut damaged = open(image.path());
    let said = damaged.damage.clone().unwrap();
    assert!(said.contains("committed frames follow") && said.contains("damaged-wal-1"), "{said}");
    assert_eq!(std::fs::read(image.path().join("damaged-wal-1")).unwrap(), changed);
    let head = all(&damaged.reader).len() as u64;
    assert_eq!(head, 9, "all before the damaged batch");
    assert_eq!(fill(&mut damaged, 50, 1)[0].gseq, head + 1, "the floor goes on");
    assert!(store.damage.is_none());
}

#[test]
fn a_reader_beside_the_writer_sees_a_whole_beginning_of_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let (reader, _vault) = Store::open_read_only(dir.path()).unwrap();
    std::thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let mut last = 0;
            while last < 600 {
                let rows = all(&reader);
                assert!(rows.iter().map(|row| row.gseq).eq(1..=rows.len() as u64));
                assert!(rows.len().is_multiple_of(3), "batches are seen whole");
                assert!(rows.len() >= last);
                last = rows.len();
            }
        });
        for n in (1..=600).step_by(3) {
            let batch: Vec<_> = (n..n + 3).map(|n| event(n, "unit/E1", 0)).collect();
            store.writer.append(&batch).unwrap();
            store.writer.idle();
        }
        watch.join().unwrap();
    });
}

#[test]
fn commits_write_over_the_room_made_ahead_and_a_pulled_plug_leaves_them() {
    let length = |dir: &std::path::Path| std::fs::metadata(dir.join("log.sqlite-wal")).unwrap().len();
    let (dir, image) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let options = OpenOptions { reserve_bytes: 0, ahead_bytes: 4 << 20 };
    let mut store = Store::open_with(dir.path(), ORIGIN, Mode::Live, options).unwrap();
    assert_eq!(length(dir.path()), 4 << 20);
    fill(&mut store, 1, 40);
    assert_eq!(length(dir.path()), 4 << 20, "nothing grew");
    for name in ["log.sqlite", "log.sqlite-wal"] {
        std::fs::copy(dir.path().join(name), image.path().join(name)).unwrap();
    }
    std::fs::write(image.path().join("lock"), "1\n").unwrap();
    let mut again = Store::open_with(image.path(), ORIGIN, Mode::Live, options).unwrap();
    assert_eq!(again.damage, None, "zeros behind the last frame are no damage");
    assert_eq!(all(&again.reader).len(), 40);
    assert_eq!(fill(&mut again, 50, 1)[0].gseq, 41);

    let plain = tempfile::tempdir().unwrap();
    fill(&mut open(plain.path()), 1, 40);
    let mut grown = open(plain.path());
    fill(&mut grown, 50, 40);
    assert!(length(plain.path()) < 4 << 20, "without it the file is as long as what was written");
}

#[test]
fn a_small_disk_is_not_spent_on_room_ahead() {
    let Some(disk) = SmallDisk::mount("8m") else { return };
    let options = OpenOptions { reserve_bytes: 0, ahead_bytes: 4 << 20 };
    let mut store = Store::open_with(disk.path(), ORIGIN, Mode::Live, options).unwrap();
    fill(&mut store, 1, 5);
    assert!(std::fs::metadata(disk.path().join("log.sqlite-wal")).unwrap().len() < 1 << 20);
}
