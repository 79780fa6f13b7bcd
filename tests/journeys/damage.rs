//! Disks that are full and pages that are rotten: said by name, and nothing acknowledged is lost.

use crate::support::floor::{copy_dir, exported};
use crate::support::{Floor, Rpc, run};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small disk of memory; taken away again at the end.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where disks cannot be mounted.
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir_all(&at).ok()?;
        let options = ["-t", "tmpfs", "-o", "size=4m", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(&at).output().is_ok_and(|done| done.status.success());
        mounted.then_some(Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

fn acknowledged(rpc: &mut Rpc, incident: &str, filler: &str) -> (usize, Value) {
    for n in 0..2_000 {
        let answer = rpc.call("add_note", &json!({"incident": incident, "text": format!("note {n} {filler}")}));
        if answer.get("ok").is_none() {
            return (n, answer["error"].clone());
        }
    }
    unreachable!("the disk takes everything")
}

#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let floor = Floor::empty();
    let Some(disk) = SmallDisk::mount(floor.beside("disk")) else {
        println!("skipped: a small disk cannot be mounted here");
        return;
    };
    let data = disk.0.join("data");
    let ballast = disk.0.join("other");
    fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let mut rpc = Rpc::start(&data, &[]);
    rpc.ok("take_seat", &json!({"as": "owner"}));
    let first = json!({"user": "anna", "display_name": "Anna", "role": "supervisor", "password": crate::support::floor::PASSWORD});
    rpc.ok("create_user", &first);
    rpc.ok("sign_on", &json!({"user": "anna", "password": crate::support::floor::PASSWORD}));
    rpc.ok("open_incident", &json!({"type_code": "UNK", "what": "x"}));
    let incident = rpc.ok("board", &json!({}))["incidents"][0]["id"].as_str().unwrap().to_owned();
    let (kept, error) = acknowledged(&mut rpc, &incident, &"x".repeat(6_000));
    assert_eq!(error["code"], "not_saved", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("full") && message.contains("log.sqlite"), "{message}");
    let notes = |rpc: &mut Rpc| rpc.ok("incident", &json!({"id": incident}))["notes"].as_array().unwrap().len();
    assert_eq!(notes(&mut rpc), kept, "the board shows what was saved, no more");
    let bar = rpc.ok("status", &json!({}));
    assert!(bar["log_fault"].is_string(), "{bar}");

    fs::remove_file(&ballast).unwrap();
    rpc.ok("add_note", &json!({"incident": incident, "text": "room again"}));
    // The lists were full as well; they are caught up a moment after the answer.
    let over = |rpc: &mut Rpc| rpc.ok("status", &json!({}))["log_fault"] == Value::Null;
    let until = Instant::now() + Duration::from_secs(5);
    while !over(&mut rpc) {
        assert!(Instant::now() < until, "the fault is over");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(notes(&mut rpc), kept + 1);
    rpc.kill();
    run(&data, &["log", "verify"]).done();
    let there = exported(&data, &[]).iter().filter(|e| e["typ"] == "incident.note_added").count();
    assert_eq!(there, kept + 1);
}

/// The place of the page in which `needle` first stands, and its size.
fn page_of(path: &Path, needle: &[u8]) -> (usize, usize) {
    let bytes = fs::read(path).unwrap();
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let at = bytes.windows(needle.len()).position(|part| part == needle).expect("it stands in the file");
    (at / size, size)
}

#[test]
fn a_rotten_page_is_named_and_the_first_bad_event_too() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    for n in 0..60 {
        anna.ok("open_incident", &json!({"type_code": "UNK", "what": format!("call {n}")}));
    }
    anna.end().done();
    let events = floor.events();
    // Written to the file proper, then the page that holds one event's row is overwritten.
    let log = floor.store().join("log.sqlite");
    Connection::open(&log).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let victim = &events[40];
    let (page, size) = page_of(&log, victim["body"].as_str().unwrap().as_bytes());
    let mut bytes = fs::read(&log).unwrap();
    bytes[page * size..(page + 1) * size].fill(0xa5);
    fs::write(&log, bytes).unwrap();

    let ran = run(&floor.data(), &["log", "verify"]).ends(1, &["first bad event", "lseq"]);
    let named: u64 = ran.err.split("lseq ").nth(1).and_then(|t| t.split(' ').next()?.parse().ok()).unwrap();
    assert!((2..=41).contains(&named), "the first row on the page, at or before event 41: {}", ran.err);
    let ran = run(&floor.data(), &["log", "export"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("damaged") || ran.err.contains("malformed"), "{}", ran.err);
    // After a kill the file is checked before anyone may write to it.
    fs::write(floor.store().join("lock"), "1\n").unwrap();
    run(&floor.data(), &["rpc"]).ends(1, &["damaged", &floor.store().display().to_string(), "page"]);
    let sound: Vec<Value> =
        run(&floor.data(), &["log", "export"]).out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(sound, events[..sound.len()], "what can be read is still read, and is right");
    assert!(sound.len() as u64 >= named - 1, "{} of {named}", sound.len());
}

/// Whatever byte of the file rots: either the log is found bad, or every event is still told exactly as before.
#[test]
fn no_rotten_byte_goes_unnoticed() {
    let floor = Floor::live();
    let log = floor.store().join("log.sqlite");
    Connection::open(&log).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let (whole, events) = (fs::read(&log).unwrap(), floor.events());
    let copy = Floor::empty();
    copy_dir(&floor.store(), &copy.store());
    let tries = if std::env::var_os("WATCHFLOOR_SOAK").is_some() { 2_000 } else { 40 };
    let mut found = 0;
    let mut seed = 20_261_122_u64;
    for _ in 0..tries {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (seed >> 33) as usize % whole.len();
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (seed % 8);
        fs::write(copy.store().join("log.sqlite"), bytes).unwrap();
        let ran = run(&copy.data(), &["log", "verify"]);
        assert!(!ran.err.contains("panicked"), "byte {at}: {}", ran.err);
        match ran.code {
            Some(0) => assert_eq!(copy.events(), events, "byte {at}"),
            Some(1) => found += 1,
            other => unreachable!("byte {at}: {other:?} {}", ran.err),
        }
    }
    assert!(found > 0, "none of {tries} bytes mattered");
}
