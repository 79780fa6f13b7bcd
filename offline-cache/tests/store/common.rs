//! Events and folders for tests.

use std::ops::ControlFlow;
use std::path::Path;
use uuid::Uuid;
use watchfloor_engine::ports::{EventLog, LogReader, Place};
use watchfloor_engine::record::{NewEvent, Row};
use watchfloor_offline_cache::{Mode, OpenOptions, Store};

/// This console.
pub const ORIGIN: &str = "C07";

/// A live store that keeps no disk reserve.
pub fn open(dir: &Path) -> Store {
    Store::open_with(dir, ORIGIN, Mode::Live, OpenOptions { reserve_bytes: 0, ahead_bytes: 0 }).unwrap()
}

/// The `n`-th event of a made-up shift, on a stream of its choosing.
pub fn event(n: u64, stream: &str, expected: u64) -> NewEvent {
    NewEvent {
        id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)),
        stream: stream.to_owned(),
        expected,
        cmd: Uuid::from_u128(0xc000_0000_0000_0000_0000_0000_0000_0000 | u128::from(n)),
        hlc: 1_700_000_000_000 + n as i64,
        happened_ms: 1_700_000_000_000 + n as i64,
        recorded_ms: 1_700_000_000_001 + n as i64,
        actor: "anna".to_owned(),
        role: "dispatcher".to_owned(),
        mode: "live",
        cause: "operator",
        typ: "incident.note_added".to_owned(),
        schema_v: 1,
        body: format!("{{\"n\":{n},\"text\":\"Smoke on floor {n}\"}}").into_bytes(),
    }
}

/// Appends `count` events over three streams, one transaction each, numbered from `from`.
pub fn fill(store: &mut Store, from: u64, count: u64) -> Vec<Place> {
    let mut places = Vec::new();
    for n in from..from + count {
        let stream = format!("incident/{}", n % 3);
        places.extend(store.writer.append(&[event(n, &stream, 0)]).unwrap());
    }
    places
}

/// Every row from the start.
pub fn all(reader: &dyn LogReader) -> Vec<Row> {
    let mut rows = Vec::new();
    reader
        .scan(0, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
    rows
}
