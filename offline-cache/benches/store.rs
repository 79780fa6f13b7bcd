//! What the store costs, as ratios to a floor measured in the same run, interleaved: a durable append against one raw
//! WAL/FULL commit of the same bytes; a tile; a scan. `WATCHFLOOR_BENCH_ROWS` sets the length of the scanned log.

use rusqlite::Connection;
use std::fs::File;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;
use watchfloor_area::AreaSink;
use watchfloor_engine::ports::{EventLog, LogReader};
use watchfloor_engine::record::NewEvent;
use watchfloor_offline_cache::areas::Areas;
use watchfloor_offline_cache::verify::verify;
use watchfloor_offline_cache::{Mode, Store};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    // The test runner asks every bench whether it has tests.
    if std::env::args().any(|arg| arg == "--list" || arg == "--test") {
        return Ok(());
    }
    append()?;
    tiles()?;
    scan()
}

fn event(n: u64) -> NewEvent {
    NewEvent {
        id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)),
        stream: format!("incident/{:032x}", n % 5_000),
        expected: 0,
        cmd: Uuid::from_u128(0x0190_0000_0000_7000_9000_0000_0000_0000 | u128::from(n)),
        hlc: 1_795_347_000_000 << 16 | n as i64,
        happened_ms: 1_795_347_000_000 + n as i64,
        recorded_ms: 1_795_347_000_001 + n as i64,
        actor: "anna".to_owned(),
        role: "dispatcher".to_owned(),
        mode: "live",
        cause: "operator",
        typ: "incident.note_added".to_owned(),
        schema_v: 1,
        body: format!("{{\"incident\":{n},\"text\":\"{}\"}}", "Smoke in the stairway. ".repeat(9)).into_bytes(),
    }
}

/// A plain table with one index in another file: what any durable row costs here.
fn raw(dir: &Path) -> Result<Connection, rusqlite::Error> {
    let conn = Connection::open(dir.join("raw.sqlite"))?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", 0)?;
    conn.execute_batch("CREATE TABLE row(n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?;
    Ok(conn)
}

fn append() -> Outcome {
    let dir = tempfile::tempdir()?;
    let mut store = Store::open(dir.path(), "C07", Mode::Live)?;
    let raw = raw(dir.path())?;
    let (mut ours, mut floor, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..5_000 {
        let event = event(n);
        let bytes = [event.body.as_slice(), &[7; 250]].concat();
        let begun = Instant::now();
        raw.prepare_cached("INSERT INTO row(bytes) VALUES(?1)")?.execute([&bytes])?;
        floor.push(begun.elapsed());
        let begun = Instant::now();
        store.writer.append(std::slice::from_ref(&event))?;
        ours.push(begun.elapsed());
        if n % 300 == 299 {
            raw.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        let begun = Instant::now();
        store.writer.idle();
        idle.push(begun.elapsed());
    }
    let ratio = |p| percentile(&mut ours.clone(), p).as_secs_f64() / percentile(&mut floor.clone(), p).as_secs_f64();
    println!("append  one event, durable   {}   raw {}", line(&mut ours.clone()), line(&mut floor.clone()));
    println!("append  ratio to raw         p50 {:.2}  p99 {:.2}  (goal p99 <= 2)", ratio(50.0), ratio(99.0));
    println!("idle    checkpoints          {}", line(&mut idle));
    let batches: Vec<Vec<NewEvent>> =
        (0..200).map(|b| (0..100).map(|n| event(1_000_000 + b * 100 + n)).collect()).collect();
    let begun = Instant::now();
    for batch in &batches {
        store.writer.append(batch)?;
    }
    println!("append  100 a transaction    {:.0} events/s", 20_000.0 / begun.elapsed().as_secs_f64());
    Ok(())
}

fn tiles() -> Outcome {
    let dir = tempfile::tempdir()?;
    let areas = Areas::new(dir.path());
    let mut writer = areas.create(&"bench".parse()?)?;
    let mut seed = 1_u32;
    let mut random = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 8
    };
    // The same bytes end to end in a plain file: reading them from there is the floor.
    let (mut plain, mut places) = (Vec::new(), Vec::new());
    for x in 0..64 {
        for y in 0..64 {
            let bytes: Vec<u8> = (0..2_000 + random() % 30_000).map(|n| n as u8).collect();
            writer.tile(14, 9_300 + x, 4_700 + y, &bytes)?;
            places.push((plain.len() as u64, bytes.len()));
            plain.extend_from_slice(&bytes);
        }
    }
    writer.finish()?;
    std::fs::write(dir.path().join("plain"), &plain)?;
    let file = File::open(dir.path().join("plain"))?;
    let area = areas.open(&"bench".parse()?)?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..40_000 {
        let (x, y) = (random() % 64, random() % 64);
        let begun = Instant::now();
        black_box(area.tile(14, 9_300 + x, 4_700 + y)?);
        ours.push(begun.elapsed());
        let (at, length) = places[(x * 64 + y) as usize];
        let begun = Instant::now();
        let mut bytes = vec![0; length];
        file.read_exact_at(&mut bytes, at)?;
        black_box(bytes);
        floor.push(begun.elapsed());
    }
    let (p99, floor99) = (percentile(&mut ours, 99.0).as_secs_f64(), percentile(&mut floor, 99.0).as_secs_f64());
    println!("tile    2-32 KB of 70 MB     {}   plain file {}", line(&mut ours), line(&mut floor));
    println!("tile    ratio to plain file  p99 {:.2}; {:.2} of the goal, p99 <= 50 us", p99 / floor99, p99 / 50e-6);
    Ok(())
}

fn scan() -> Outcome {
    let rows: u64 = std::env::var("WATCHFLOOR_BENCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let dir = tempfile::tempdir()?;
    let mut store = Store::open(dir.path(), "C07", Mode::Live)?;
    let begun = Instant::now();
    for start in (0..rows).step_by(1_000) {
        let batch: Vec<_> = (start..rows.min(start + 1_000)).map(event).collect();
        store.writer.append(&batch)?;
        store.writer.idle();
    }
    println!("fill    {rows} events       {:.1} s", begun.elapsed().as_secs_f64());
    for _ in 0..2 {
        let begun = Instant::now();
        let mut bytes = 0;
        store.reader.scan(0, &mut |row| {
            bytes += row.body.len();
            ControlFlow::Continue(())
        })?;
        let took = begun.elapsed().as_secs_f64();
        println!("scan    {rows} events       {took:.2} s, {:.0} events/s, {} MB", rows as f64 / took, bytes >> 20);
    }
    drop(store);
    let begun = Instant::now();
    let verdict = verify(dir.path(), None)?;
    println!("verify  {} events       {:.2} s, ok {}", verdict.events, begun.elapsed().as_secs_f64(), verdict.ok);
    let begun = Instant::now();
    let store = Store::open(dir.path(), "C07", Mode::Live)?;
    println!("open    {rows} events       {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    std::mem::forget(store);
    Ok(())
}

fn percentile(times: &mut [Duration], percent: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * percent / 100.0).round() as usize]
}

fn line(times: &mut [Duration]) -> String {
    let us = |percent| percentile(&mut times.to_vec(), percent).as_secs_f64() * 1e6;
    format!("p50 {:7.1} us  p99 {:7.1} us  max {:7.1} us", us(50.0), us(99.0), us(100.0))
}
