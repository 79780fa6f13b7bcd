//! Pictures of the disk at a power cut: the log as it was, its write-ahead log cut, torn or filled with rubbish at every
//! kind of place. Whatever was acknowledged before the cut is there; every batch is whole or absent.

use crate::common::{all, event, fill, open};
use rusqlite::Connection;
use std::path::Path;
use watchfloor_engine::ports::EventLog;
use watchfloor_offline_cache::verify::verify;

/// What was recorded: the files, and after each batch how long the write-ahead log was and how many events were saved.
struct Tape {
    log: Vec<u8>,
    wal: Vec<u8>,
    acks: Vec<(usize, u64)>,
}

fn record() -> Tape {
    let dir = tempfile::tempdir().unwrap();
    fill(&mut open(dir.path()), 1, 3);
    let log = std::fs::read(dir.path().join("log.sqlite")).unwrap();
    let mut store = open(dir.path());
    let wal = dir.path().join("log.sqlite-wal");
    let (mut acks, mut next) = (vec![(0, 3)], 4);
    for batch in 0..30 {
        let size = 1 + batch % 5;
        let events: Vec<_> = (next..next + size).map(|n| event(n, &format!("incident/{}", n % 3), 0)).collect();
        store.writer.append(&events).unwrap();
        next += size;
        acks.push((std::fs::metadata(&wal).unwrap().len() as usize, next - 1));
    }
    assert_eq!(std::fs::read(dir.path().join("log.sqlite")).unwrap(), log, "no checkpoint ran");
    Tape { log, wal: std::fs::read(wal).unwrap(), acks }
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }
}

/// What happened to the bytes from the cut on, none of which were synced yet.
#[derive(Clone, Copy, Debug)]
enum Rest {
    Missing,
    Zeros,
    Rubbish,
    /// Only every other 512-byte sector arrived.
    Sectors,
}

impl Tape {
    /// The write-ahead log at a cut. Everything acknowledged before it was synced, so it is whole.
    fn image(&self, cut: usize, rest: Rest, random: &mut Random) -> Vec<u8> {
        let mut wal = self.wal[..cut].to_vec();
        let volatile = (self.wal.len() - cut).min(40_000);
        match rest {
            Rest::Missing => {}
            Rest::Zeros => wal.resize(cut + volatile, 0),
            Rest::Rubbish => wal.extend((0..volatile).map(|_| random.next() as u8)),
            Rest::Sectors => {
                // What a sync had not confirmed may be there in part, up to the end of the batch under way.
                let end = self.acks.iter().map(|ack| ack.0).find(|end| *end > cut).unwrap_or(self.wal.len());
                for (index, sector) in self.wal[cut..end].chunks(512).enumerate() {
                    let arrived = index % 2 == 0 || random.next().is_multiple_of(3);
                    wal.extend(sector.iter().map(|byte| if arrived { *byte } else { 0 }));
                }
            }
        }
        wal
    }

    /// Events that were acknowledged when the write-ahead log was this long.
    fn acknowledged(&self, cut: usize) -> u64 {
        self.acks.iter().take_while(|ack| ack.0 <= cut).last().unwrap().1
    }

    /// Opens an image with the production code. `Err` says what was lost or broken.
    fn check(&self, wal: &[u8], acknowledged: u64) -> Result<(), String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.sqlite");
        std::fs::write(&path, &self.log).unwrap();
        std::fs::write(dir.path().join("log.sqlite-wal"), wal).unwrap();
        std::fs::write(dir.path().join("lock"), "1\n").unwrap();
        let mut store = open(dir.path());
        assert!(store.unclean_stop);
        assert_eq!(store.damage, None, "a power cut is not taken for damage");
        let head = all(&store.reader).len() as u64;
        if head < acknowledged {
            return Err(format!("{acknowledged} acknowledged, {head} there"));
        }
        if !self.acks.iter().any(|ack| ack.1 == head) {
            return Err(format!("half a batch: {head}"));
        }
        if fill(&mut store, 1_000, 1)[0].gseq != head + 1 {
            return Err("the next event is not the next".to_owned());
        }
        drop(store);
        sound(&path, dir.path())
    }
}

fn sound(path: &Path, dir: &Path) -> Result<(), String> {
    let conn = Connection::open(path).unwrap();
    let integrity: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let foreign = conn.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    let verdict = verify(dir, None).unwrap();
    if integrity == "ok" && !foreign && verdict.ok {
        return Ok(());
    }
    Err(format!("{integrity}, foreign keys {foreign}, {:?}", verdict.first_bad))
}

/// Every frame boundary (a frame is 24 bytes and a page), or an even sample of them, and random bytes.
fn cuts(tape: &Tape, count: usize, random: &mut Random) -> Vec<usize> {
    let boundaries: Vec<usize> = (32..=tape.wal.len()).step_by(24 + 4096).collect();
    let step = boundaries.len().div_ceil(count).max(1);
    let mut out: Vec<usize> = boundaries.into_iter().step_by(step).collect();
    out.extend((0..count).map(|_| random.next() as usize % tape.wal.len()));
    out.extend(tape.acks.iter().map(|ack| ack.0));
    out
}

#[test]
fn what_was_acknowledged_survives_every_picture_of_a_power_cut() {
    let tape = record();
    let mut random = Random(7);
    let count = if std::env::var("WATCHFLOOR_SOAK").is_ok() { 25_000 } else { 60 };
    let mut images = 0;
    for cut in cuts(&tape, count, &mut random) {
        let all = [Rest::Missing, Rest::Zeros, Rest::Rubbish, Rest::Sectors];
        let one = [all[random.next() as usize % 4]];
        for rest in if count > 1_000 { &all[..] } else { &one[..] } {
            let wal = tape.image(cut, *rest, &mut random);
            if let Err(why) = tape.check(&wal, tape.acknowledged(cut)) {
                panic!("seed 7, cut at {cut}, rest {rest:?}: {why}");
            }
            images += 1;
        }
    }
    println!("{images} images, 0 faults");
}

#[test]
fn pictures_of_a_store_that_acknowledges_too_early_are_told() {
    let mut tape = record();
    // Each batch acknowledged when the one before was on disk.
    let early: Vec<(usize, u64)> = tape.acks.windows(2).map(|pair| (pair[0].0, pair[1].1)).collect();
    let mut random = Random(7);
    let honest = tape.acks.clone();
    let caught = cuts(&tape, 20, &mut random).into_iter().any(|cut| {
        tape.acks = early.clone();
        let claimed = tape.acknowledged(cut);
        tape.acks = honest.clone();
        tape.check(&tape.wal[..cut], claimed).is_err()
    });
    assert!(caught, "the test cannot see lost events");
}
