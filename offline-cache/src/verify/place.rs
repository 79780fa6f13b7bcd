//! Walks events and places side by side. A console alone places every event as it appends it, under epoch 0; so the
//! n-th place is the n-th event, and everything in `placed` follows from `event`.

use super::event::{self, Chains, Seen};
use super::raw::Raw;
use super::{Bad, Stop, Walk};
use crate::failure::Doing;
use rusqlite::{Connection, OptionalExtension, Statement};
use std::collections::HashMap;

/// Rows proved in one read transaction, which takes well under a second.
const PAGE: u64 = 20_000;

const EVENTS: &str = "SELECT lseq, id, origin, oseq, stream, expected, cmd, hlc, happened_ms, recorded_ms, actor, role,
    mode, cause, typ, schema_v, body, prev, hash FROM event NOT INDEXED WHERE lseq>=?1 ORDER BY lseq LIMIT ?2";
const PLACES: &str = "SELECT gseq, epoch, id, stream, version, prev_version FROM placed NOT INDEXED
    WHERE gseq>=?1 ORDER BY gseq LIMIT ?2";
const PLACE_COLUMNS: &[&str] = &["gseq", "epoch", "id", "stream", "version", "prev_version"];

/// What carries over from page to page.
struct State {
    chains: Chains,
    versions: HashMap<String, u64>,
}

/// Proves every event of the walk's range.
pub(super) fn walk(walk: &mut Walk, conn: &Connection) -> Result<(), Stop> {
    let (mut from, to) = (walk.range.0.max(1), walk.range.1);
    let mut state = State { chains: chains_before(conn, from)?, versions: HashMap::new() };
    walk.last = from - 1;
    while from <= to {
        let limit = PAGE.min((to - from).saturating_add(1));
        let proved = page(walk, conn, &mut state, (from, limit))?;
        if proved < limit {
            break;
        }
        from += proved;
    }
    Ok(())
}

/// Both tables from one instant. Returns how many events the page held.
fn page(walk: &mut Walk, conn: &Connection, state: &mut State, (from, limit): (u64, u64)) -> Result<u64, Stop> {
    let instant = conn.unchecked_transaction().map_err(|error| unreadable(from, "event", &error))?;
    let mut events = prepare(&instant, EVENTS, from)?;
    let mut places = prepare(&instant, PLACES, from)?;
    let bounds = rusqlite::params![i64::try_from(from).unwrap_or(i64::MAX), limit as i64];
    let mut events = events.query(bounds).map_err(|error| unreadable(from, "event", &error))?;
    let mut places = places.query(bounds).map_err(|error| unreadable(from, "placed", &error))?;
    for step in 0..limit {
        let at = from + step;
        let event = events.next().map_err(|error| unreadable(at, "event", &error))?;
        let Some(row) = event else {
            let extra = places.next().map_err(|error| unreadable(at, "placed", &error))?;
            return extra.map_or(Ok(step), |row| Err(orphan(row).into()));
        };
        let mut raw = Raw { row, names: event::COLUMNS, lseq: None, gseq: None, id: None };
        let seen = event::prove(&mut raw, at, &mut state.chains, &walk.bodies)?;
        let Some(row) = places.next().map_err(|error| unreadable(at, "placed", &error))? else {
            return Err(raw.bad("placed", "the event has no place").into());
        };
        let raw = Raw { row, names: PLACE_COLUMNS, lseq: raw.lseq, gseq: None, id: raw.id };
        prove(raw, &seen, &mut state.versions, |stream| version_before(conn, stream, walk.range.0))?;
        walk.events += 1;
        walk.last = at;
    }
    Ok(limit)
}

fn prepare<'c>(conn: &'c Connection, query: &str, at: u64) -> Result<Statement<'c>, Stop> {
    conn.prepare(query).map_err(|error| unreadable(at, "schema", &error))
}

/// A place beyond the last event.
fn orphan(row: &rusqlite::Row<'_>) -> Bad {
    let mut raw = Raw { row, names: PLACE_COLUMNS, lseq: None, gseq: None, id: None };
    raw.note_id(2);
    raw.gseq = raw.count(0).ok();
    raw.bad("event", "the place has no event: events are missing from the end")
}

/// Proves the place of the event just seen.
fn prove(
    mut raw: Raw<'_, '_>,
    seen: &Seen,
    versions: &mut HashMap<String, u64>,
    before: impl FnOnce(&str) -> Result<u64, Stop>,
) -> Result<(), Stop> {
    let gseq = raw.count(0)?;
    raw.gseq = Some(gseq);
    if gseq != seen.lseq {
        return Err(raw
            .bad("gseq", format!("{gseq} stands where {} must be: places are missing or moved", seen.lseq))
            .into());
    }
    if raw.number(1)? != 0 {
        return Err(raw.bad("epoch", "is not 0, though this console places its events alone").into());
    }
    if raw.blob(2)? != seen.id {
        return Err(raw.bad("id", "the place names another event").into());
    }
    if raw.text(3)? != seen.stream {
        return Err(raw.bad("stream", "is not the event's stream").into());
    }
    let last = match versions.get(&seen.stream) {
        Some(version) => *version,
        None => before(&seen.stream)?,
    };
    let version = raw.count(4)?;
    if version != last + 1 {
        return Err(raw.bad("version", format!("{version} follows {last} of {}", seen.stream)).into());
    }
    let want = (last > 0).then_some(last as i64);
    if raw.optional(5)? != want {
        return Err(raw.bad("prev_version", "is not the version before").into());
    }
    if seen.expected > last {
        return Err(raw.bad("expected", "the author saw a version that was not there yet").into());
    }
    match versions.get_mut(&seen.stream) {
        Some(known) => *known = version,
        None => drop(versions.insert(seen.stream.clone(), version)),
    }
    Ok(())
}

/// A row or page that SQLite cannot give. Names the first row that could not be read.
fn unreadable(at: u64, table: &str, error: &rusqlite::Error) -> Stop {
    let why = format!("table {table}, from row {at} on: {error}");
    match crate::failure::sql("", error) {
        watchfloor_engine::ports::LogError::Damaged(_) => {
            Stop::Bad(Bad { lseq: Some(at), gseq: Some(at), id: None, rule: "page".to_owned(), why })
        }
        other => Stop::Error(other),
    }
}

fn chains_before(conn: &Connection, from: u64) -> Result<Chains, Stop> {
    if from == 1 {
        return Ok(Chains::new());
    }
    let read = || -> rusqlite::Result<Chains> {
        let mut statement = conn.prepare("SELECT origin, max(oseq), hash FROM event WHERE lseq<?1 GROUP BY origin")?;
        let rows = statement.query_map([i64::try_from(from).unwrap_or(i64::MAX)], |row| {
            Ok((row.get(0)?, (row.get::<_, i64>(1)? as u64, row.get(2)?)))
        })?;
        rows.collect()
    };
    read().map_err(|error| unreadable(1, "event", &error))
}

/// The version a stream had before the range; 0 when the walk starts at the beginning.
fn version_before(conn: &Connection, stream: &str, from: u64) -> Result<u64, Stop> {
    if from <= 1 {
        return Ok(0);
    }
    let found: rusqlite::Result<Option<i64>> = conn
        .prepare_cached("SELECT version FROM placed WHERE stream=?1 AND gseq<?2 ORDER BY version DESC LIMIT 1")
        .and_then(|mut s| {
            s.query_row(rusqlite::params![stream, i64::try_from(from).unwrap_or(i64::MAX)], |row| row.get(0)).optional()
        });
    found.map(|version| version.unwrap_or(0) as u64).map_err(|error| unreadable(from, "placed", &error))
}

/// What was made from events must not know a later event than the log does: then its end was cut off. `known` is the last
/// place the lists knew before this walk began.
pub(super) fn beyond(conn: &Connection, known: u64, last: u64) -> Result<(), Stop> {
    let query = "SELECT (SELECT coalesce(max(gseq),0) FROM placed NOT INDEXED),
        max((SELECT coalesce(max(gseq),0) FROM snapshot), (SELECT coalesce(max(gseq),0) FROM checkpoint), ?1)";
    let found = conn.query_row(query, [known as i64], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
    let (head, known) =
        found.doing("reading the end of the log").map_err(|error| Bad::file("file", error.to_string()))?;
    if known <= head {
        return Ok(());
    }
    let why = format!(
        "something made from the event at gseq {known} is here, but the log ends at {head}: its end was cut off"
    );
    Err(Bad { lseq: Some(last + 1), gseq: Some(last + 1), id: None, rule: "end".to_owned(), why }.into())
}
