//! How soon a console stands after a start: a log of a million events folded from its first one, against reading the
//! same bodies from SQLite alone; and a start from the newest snapshot with the longest tail the engine leaves behind.
//!
//! The log comes from the real rules and is kept in `.cache/bench` for the next run. Personal texts in it are sealed in
//! form only: a fold carries them and never opens them. `WATCHFLOOR_BENCH_EVENTS` sets the length (1,000,000).

mod figure;
mod work;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;
use watchfloor_domain::event::Cause;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command, Context, Event, Recorded, decide, evolve};
use watchfloor_engine::ingest::{Delivery, ingest};
use watchfloor_engine::ports::{EventLog as _, LogReader};
use watchfloor_engine::record::NewEvent;
use watchfloor_engine::{Engine, Parts, fold, open_board};
use watchfloor_host::system::{SystemClock, SystemIds};
use watchfloor_offline_cache::{Mode, Store};
use work::Work;

const ORIGIN: &str = "C-bench";
/// The engine keeps a snapshot every 5,000 events: more than these never follow one.
const TAIL: u64 = 4_999;
/// A year of twelve events in six minutes, from here on (UTC milliseconds).
const START_MS: i64 = 1_764_547_200_000;
const BATCH: usize = 1_000;
/// Written last into a finished log; another shape of the log gets another word, and the old one is made anew.
const FINISHED: &str = "finished-1";

const FOLD_GOAL_S: f64 = 3.0;
const START_GOAL_S: f64 = 0.5;

/// A log being made by the real rules, without an engine's one sync per command.
struct Making {
    store: Store,
    board: Board,
    work: Work,
    now_ms: i64,
    rows: Vec<NewEvent>,
}

impl Making {
    fn open(dir: &Path, seed: u64) -> Result<Self> {
        let store = Store::open(dir, ORIGIN, Mode::Live)?;
        let board = open_board(&store.reader)?;
        let now_ms = board.at_ms.max(START_MS);
        Ok(Self { store, board, work: Work::new(seed), now_ms, rows: Vec::new() })
    }

    /// Carries a command out; gives the identity that its first event got.
    fn carry_out(&mut self, role: Option<Role>, command: &Command) -> Result<Uuid> {
        self.now_ms += self.work.below(60_000) as i64;
        let fresh = self.work.uuid(self.now_ms);
        let cause = if role.is_some() { Cause::Operator } else { Cause::Rule };
        let ctx = Context {
            now_ms: self.now_ms,
            zone_offset_min: 120,
            actor: "dora".into(),
            role,
            cause,
            drill: false,
            fresh,
            call: watchfloor_domain::ids::IncidentId(fresh),
            fixes: BTreeMap::new(),
            recalled: None,
        };
        let events =
            decide(&self.board, command, &ctx).map_err(|r| anyhow::anyhow!("{}: {}", command.call(), r.key))?;
        for event in events {
            self.stage(event, &ctx);
        }
        if self.rows.len() >= BATCH {
            self.write()?;
        }
        Ok(fresh)
    }

    fn stage(&mut self, mut event: Event, ctx: &Context) {
        for personal in event.personal_mut() {
            *personal = sealed_in_form(personal);
        }
        let stream = event.stream();
        let expected = self.board.version(&stream);
        let role = ctx.role.map_or(ctx.cause.word(), Role::word).to_owned();
        let (id, actor) = (self.work.uuid(ctx.now_ms), ctx.actor.clone());
        let recorded = Recorded {
            gseq: self.board.gseq + 1,
            version: expected + 1,
            id,
            cmd: id,
            happened_ms: ctx.now_ms,
            recorded_ms: ctx.now_ms,
            actor: actor.clone(),
            role: role.clone(),
            cause: ctx.cause,
            event,
        };
        evolve(&mut self.board, &recorded);
        self.rows.push(NewEvent {
            id,
            stream: stream.0,
            expected,
            // One command per event: a retry is not what is measured.
            cmd: self.work.uuid(ctx.now_ms),
            hlc: (ctx.now_ms << 16) + (recorded.gseq & 0xffff) as i64,
            happened_ms: ctx.now_ms,
            recorded_ms: ctx.now_ms,
            actor,
            role,
            mode: "live",
            cause: ctx.cause.word(),
            typ: recorded.event.typ().to_owned(),
            schema_v: recorded.event.schema_v(),
            body: recorded.event.encode(),
        });
    }

    fn write(&mut self) -> Result<()> {
        self.store.writer.append(&self.rows)?;
        self.rows.clear();
        self.store.writer.idle();
        Ok(())
    }

    /// Goes on working until the log holds this many events.
    fn until(mut self, events: u64) -> Result<()> {
        if self.board.units.is_empty() {
            let units = self.work.units();
            self.carry_out(Some(Role::Administrator), &units)?;
        }
        let mut said = Instant::now();
        for n in 0_u64.. {
            if self.board.gseq >= events {
                break;
            }
            self.incident(n)?;
            if said.elapsed() > Duration::from_secs(10) {
                eprintln!("  {} of {events} events", self.board.gseq);
                said = Instant::now();
            }
        }
        self.write()
    }

    fn incident(&mut self, n: u64) -> Result<()> {
        let (dispatcher, units) = (Some(Role::Dispatcher), self.work.pair());
        let call = self.work.call();
        let incident = IncidentId(self.carry_out(dispatcher, &call)?);
        for command in work::run(incident, &units) {
            self.carry_out(dispatcher, &command)?;
        }
        if n.is_multiple_of(200) {
            let text = work::warning(n, self.now_ms);
            let read = ingest(&Delivery { source: "met", url: None, body: text.as_bytes(), charset: None });
            for command in read.commands {
                self.carry_out(None, &command)?;
            }
            self.carry_out(None, &Command::Tick)?;
        }
        Ok(())
    }
}

/// A text as long as its sealed form, under no key.
fn sealed_in_form(personal: &Personal) -> Personal {
    let Personal::Clear { subject, text } = personal else { return personal.clone() };
    let box_ = "B".repeat((text.len() + 16).div_ceil(3) * 4);
    Personal::Sealed { subject: subject.clone(), nonce: "A".repeat(32), box_ }
}

/// The engine on a log, started as a host does it.
fn engine(dir: &Path) -> Result<Engine> {
    let store = Store::open(dir, ORIGIN, Mode::Live)?;
    Ok(Engine::start(Parts {
        log: Box::new(store.writer),
        reader: Arc::new(store.reader),
        lists: (Box::new(store.lists_writer), Arc::new(store.lists)),
        vault: Arc::new(store.vault),
        clock: Arc::new(SystemClock::default()),
        ids: Arc::new(SystemIds),
        drill: false,
    })?)
}

/// A log of this many events whose newest snapshot has the longest tail, made now unless an earlier run left it.
fn prepared(events: u64) -> Result<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache/bench").join(format!("log-{events}"));
    if dir.join(FINISHED).is_file() {
        return Ok(dir);
    }
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    eprintln!("making a log of {events} events in {} (once)", dir.display());
    Making::open(&dir, 7)?.until(events.saturating_sub(TAIL))?;
    // An engine keeps a snapshot when it stops, if something happened.
    let running = engine(&dir)?;
    let started = Command::NoteStarted {
        console: ORIGIN.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        sqlite: String::new(),
        clean: true,
    };
    running.run(&watchfloor_engine::Actor::rule("rule/start"), vec![started])?;
    running.stop();
    drop(running);
    Making::open(&dir, 8)?.until(events)?;
    std::fs::write(dir.join(FINISHED), "")?;
    Ok(dir)
}

/// Reads every body from SQLite and nothing more: what no fold of this log can be faster than.
fn floor(dir: &Path) -> Result<(u64, u64, Duration)> {
    let conn = Connection::open_with_flags(dir.join("log.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let begun = Instant::now();
    let mut statement = conn.prepare("SELECT body FROM event ORDER BY lseq")?;
    let mut rows = statement.query([])?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(0)?.as_bytes().map_or(0, <[u8]>::len) as u64;
        count += 1;
    }
    Ok((count, bytes, begun.elapsed()))
}

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let events = std::env::var("WATCHFLOOR_BENCH_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let dir = prepared(events)?;
    folds(&dir)?;
    starts(&dir)?;
    figure::say_load();
    Ok(())
}

fn folds(dir: &Path) -> Result<()> {
    let (reader, _) = Store::open_read_only(dir)?;
    for _ in 0..2 {
        let (count, bytes, floor) = floor(dir)?;
        let begun = Instant::now();
        let mut scanned = 0_u64;
        reader.scan(0, &mut |_| {
            scanned += 1;
            ControlFlow::Continue(())
        })?;
        let scan = begun.elapsed();
        ensure!(scanned == count, "{scanned} events of {count} are placed");
        let begun = Instant::now();
        let board = fold(&reader, Board::default(), u64::MAX)?;
        let fold = begun.elapsed();
        if board.gseq != count {
            bail!("the fold ended at {} of {count}", board.gseq);
        }
        let (floor, scan, fold) = (floor.as_secs_f64(), scan.as_secs_f64(), fold.as_secs_f64());
        println!(
            "fold of {count} events   {fold:.2} s ({})   floor, reading {} MB of bodies {floor:.2} s, ratio {:.1}   reading whole rows {scan:.2} s",
            figure::against(fold * 1e6 / count as f64, FOLD_GOAL_S),
            bytes >> 20,
            fold / floor,
        );
    }
    Ok(())
}

fn starts(dir: &Path) -> Result<()> {
    let mut times = Vec::new();
    let mut held = String::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let engine = engine(dir)?;
        times.push(begun.elapsed());
        let board = engine.board();
        held = format!("{} incidents, {} warnings on the board", board.incidents.len(), board.warnings.len());
        drop(board);
        engine.stop();
    }
    let (reader, _) = Store::open_read_only(dir)?;
    let head = reader.head()?;
    let snapshot = reader.snapshot("board-1")?.context("an engine that stopped left a snapshot")?;
    let median = figure::percentile(&times, 50.0).as_secs_f64();
    println!(
        "start from a snapshot    {median:.3} s ({})   snapshot {} KB, {} events after it, {held}",
        figure::against(median, START_GOAL_S),
        snapshot.1.len() >> 10,
        head - snapshot.0,
    );
    Ok(())
}
