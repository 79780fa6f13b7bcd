//! `kill -9` at any instant loses nothing that was acknowledged. The writer is this test binary, started again.

use crate::common::{all, event, fill, open};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use watchfloor_engine::ports::EventLog;
use watchfloor_offline_cache::verify::verify;

const DIR: &str = "WATCHFLOOR_TEST_CHILD_DIR";
const LIES: &str = "WATCHFLOOR_TEST_CHILD_LIES";

/// Not a test of its own: what [`run`] starts. Appends batches and says after (or, lying, before) each what is saved.
#[test]
fn child() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let lies = std::env::var(LIES).is_ok();
    let mut store = open(Path::new(&dir));
    let mut next = watchfloor_engine::ports::LogReader::head(&store.reader).unwrap() + 1;
    let mut out = std::io::stdout();
    loop {
        let size = 1 + next % 4;
        let batch: Vec<_> = (next..next + size).map(|n| event(n, &format!("incident/{}", n % 3), 0)).collect();
        next += size;
        let mut say = || writeln!(out, "saved {}", next - 1).and_then(|()| out.flush());
        if lies {
            say().unwrap();
        }
        store.writer.append(&batch).unwrap();
        if !lies {
            say().unwrap();
        }
        store.writer.idle();
    }
}

/// Starts a writer, kills it after a while, and returns the last event it said was saved.
fn run(dir: &Path, wait: Duration, lies: bool) -> u64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kill::child", "--nocapture"]).env(DIR, dir).stdout(Stdio::piped()).stderr(Stdio::null());
    if lies {
        command.env(LIES, "1");
    }
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let saved = |line: String| line.strip_prefix("saved ").and_then(|n| n.parse().ok());
    let mut last: u64 = lines.by_ref().map_while(Result::ok).find_map(saved).unwrap();
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    last = lines.map_while(Result::ok).filter_map(saved).last().unwrap_or(last);
    last
}

/// How many events said to be saved are missing; all else must hold.
fn missing(dir: &Path, acknowledged: u64) -> u64 {
    let mut store = open(dir);
    assert!(store.unclean_stop, "the kill was noticed");
    let rows = all(&store.reader);
    let head = rows.len() as u64;
    assert!(rows.iter().map(|row| row.gseq).eq(1..=head));
    let next = fill(&mut store, head + 1, 1)[0];
    assert_eq!(next.gseq, head + 1, "the log goes on where it ends");
    drop(store);
    let verdict = verify(dir, None).unwrap();
    assert!(verdict.ok, "{verdict:?}");
    acknowledged.saturating_sub(head)
}

fn rounds(usual: u64) -> u64 {
    if std::env::var("WATCHFLOOR_SOAK").is_ok() { 1_000 } else { usual }
}

/// Milliseconds that differ from round to round the same way every time.
fn wait(round: u64) -> Duration {
    Duration::from_micros(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 40_000)
}

#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..rounds(25) {
        acknowledged = run(dir.path(), wait(round), false);
        assert_eq!(missing(dir.path(), acknowledged), 0, "round {round}");
    }
    println!("{acknowledged} events acknowledged, 0 lost");
}

#[test]
fn a_writer_that_acknowledges_too_early_is_caught() {
    let dir = tempfile::tempdir().unwrap();
    let caught = (0..100).any(|round| missing(dir.path(), run(dir.path(), wait(round), true)) > 0);
    assert!(caught, "the test cannot see lost events");
}
