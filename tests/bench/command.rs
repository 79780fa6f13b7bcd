//! What a durable command costs, through the engine and the store as a host wires them: decided, sealed, appended with
//! its search rows, synced, folded, answered. After each command the same bytes go into a bare SQLite file in the same
//! folder by one synced commit: the floor. `WATCHFLOOR_BENCH_RUNS` sets the number of incidents (400).

mod figure;
#[expect(dead_code, reason = "warnings and identities are another bench's")]
mod work;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::Connection;
use watchfloor_domain::types::Role;
use watchfloor_domain::{Command, Event};
use watchfloor_engine::{Actor, Done, Engine, Parts};
use watchfloor_host::system::{SystemClock, SystemIds};
use watchfloor_offline_cache::{Mode, Store};
use work::Work;

/// The goal: the 99th percentile against the floor's.
const GOAL: f64 = 2.0;
/// Commits of the floor between two of its checkpoints, which are left out of its time.
const CHECKPOINT: usize = 200;

/// Times of one kind of command and of its floor.
struct Kind {
    name: &'static str,
    ours: Vec<Duration>,
    floor: Vec<Duration>,
}

impl Kind {
    fn new(name: &'static str) -> Self {
        Self { name, ours: Vec::new(), floor: Vec::new() }
    }

    fn say(&self) {
        let us = |times: &[Duration], percent| figure::percentile(times, percent).as_secs_f64() * 1e6;
        let (ours, floor) = (&self.ours, &self.floor);
        let ratio = |percent| us(ours, percent) / us(floor, percent);
        println!(
            "{:<24} p50 {:>6.0} us  p99 {:>6.0} us   floor p50 {:>6.0} us  p99 {:>6.0} us   ratio p50 {:.2}  p99 {:.2}  ({} commands; p99 {})",
            self.name,
            us(ours, 50.0),
            us(ours, 99.0),
            us(floor, 50.0),
            us(floor, 99.0),
            ratio(50.0),
            ratio(99.0),
            ours.len(),
            figure::against(ratio(99.0), GOAL),
        );
    }
}

/// The engine and, beside it, the bare file.
struct Bench {
    engine: Engine,
    raw: Connection,
    commits: usize,
}

impl Bench {
    fn open(dir: &Path) -> Result<Self> {
        let store = Store::open(&dir.join("live"), "C-bench", Mode::Live)?;
        let engine = Engine::start(Parts {
            log: Box::new(store.writer),
            reader: Arc::new(store.reader),
            lists: (Box::new(store.lists_writer), Arc::new(store.lists)),
            vault: Arc::new(store.vault),
            clock: Arc::new(SystemClock::default()),
            ids: Arc::new(SystemIds),
            drill: false,
        })?;
        let raw = Connection::open(dir.join("live").join("raw.sqlite"))?;
        raw.pragma_update(None, "journal_mode", "wal")?;
        raw.pragma_update(None, "synchronous", "FULL")?;
        raw.pragma_update(None, "wal_autocheckpoint", 0)?;
        raw.execute_batch("CREATE TABLE row(n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?;
        Ok(Self { engine, raw, commits: 0 })
    }

    fn run(&self, role: Role, command: Command) -> Result<(Done, Duration)> {
        let actor = Actor::person("dora", role);
        let what = command.call();
        let begun = Instant::now();
        let done = self.engine.run(&actor, vec![command]).with_context(|| what.to_owned())?;
        Ok((done, begun.elapsed()))
    }

    /// One command and then its floor.
    fn measure(&mut self, kind: &mut Kind, command: Command) -> Result<Done> {
        let (done, took) = self.run(Role::Dispatcher, command)?;
        kind.ours.push(took);
        let mut rows = Vec::with_capacity(done.events.len());
        for event in &done.events {
            rows.push(self.stored(event.gseq)?);
        }
        kind.floor.push(self.commit(&rows)?);
        Ok(done)
    }

    /// The bytes of an event as the log holds them, every column of it.
    fn stored(&self, gseq: u64) -> Result<Vec<u8>> {
        let row = self.engine.reader.at(gseq)?.context("what was acknowledged is in the log")?;
        let texts = [&row.origin, &row.stream, &row.actor, &row.role, &row.mode, &row.cause, &row.typ];
        let mut bytes: Vec<u8> = texts.into_iter().flat_map(|text| text.bytes()).collect();
        bytes.extend_from_slice(row.id.as_bytes());
        bytes.extend_from_slice(row.cmd.as_bytes());
        // lseq, oseq, expected, hlc, two times, schema, place: eight numbers of up to eight bytes.
        bytes.extend_from_slice(&[1; 64]);
        bytes.extend_from_slice(&row.prev);
        bytes.extend_from_slice(&row.hash);
        bytes.extend_from_slice(&row.stored_body);
        Ok(bytes)
    }

    fn commit(&mut self, rows: &[Vec<u8>]) -> Result<Duration> {
        let begun = Instant::now();
        let change = self.raw.transaction()?;
        for bytes in rows {
            change.prepare_cached("INSERT INTO row(bytes) VALUES(?1)")?.execute([bytes])?;
        }
        change.commit()?;
        let took = begun.elapsed();
        self.commits += 1;
        if self.commits.is_multiple_of(CHECKPOINT) {
            self.raw.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(took)
    }
}

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let runs: usize = std::env::var("WATCHFLOOR_BENCH_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut bench = Bench::open(dir.path())?;
    let mut work = Work::new(7);
    bench.run(Role::Administrator, work.units())?;

    let (mut call, mut note) = (Kind::new("call, two new subjects"), Kind::new("note, sealed"));
    let mut plain = Kind::new("unit or incident state");
    for _ in 0..runs {
        let opened = bench.measure(&mut call, work.call())?;
        let Some(Event::IncidentOpened(opened)) = opened.events.first().map(|recorded| &recorded.event) else {
            anyhow::bail!("a call opens an incident");
        };
        let incident = opened.incident;
        let units = work.pair();
        for command in work::run(incident, &units) {
            let kind = if matches!(command, Command::AddNote { .. }) { &mut note } else { &mut plain };
            bench.measure(kind, command)?;
        }
    }

    println!(
        "durable command: decide, seal, append, sync, fold, answer; floor: one bare WAL/FULL commit of the same bytes"
    );
    let mut all = Kind::new("all commands");
    for kind in [&plain, &note, &call] {
        kind.say();
        all.ours.extend(&kind.ours);
        all.floor.extend(&kind.floor);
    }
    all.say();
    figure::say_load();
    bench.engine.stop();
    Ok(())
}
