//! One batch going into the log inside one transaction: chained, placed, idempotent by command. Knows no file.

use super::tail::Tail;
use crate::failure::Doing;
use rusqlite::{Connection, params};
use std::borrow::Cow;
use std::collections::HashMap;
use uuid::Uuid;
use watchfloor_engine::ports::{LogError, Place};
use watchfloor_engine::record::{Hashed, NewEvent};

/// An event with its body as it is stored.
pub(crate) struct Stored<'a> {
    pub event: &'a NewEvent,
    pub body: Cow<'a, [u8]>,
}

/// What a batch has done so far.
pub(crate) struct Batch<'a> {
    conn: &'a Connection,
    origin: &'a str,
    pub tail: Tail,
    pub places: Vec<Place>,
    versions: HashMap<&'a str, u64>,
    commands: HashMap<Uuid, Earlier>,
}

/// Places of a command's events that the log held before this batch, and how many of them were answered.
#[derive(Default)]
struct Earlier {
    places: Vec<Place>,
    answered: usize,
}

impl Earlier {
    /// The next event's place. A retry that brings more events than the first try gets the last place for the rest.
    fn next(&mut self) -> Option<Place> {
        let place = self.places.get(self.answered).or(self.places.last()).copied();
        self.answered += 1;
        place
    }
}

impl<'a> Batch<'a> {
    pub(crate) fn new(conn: &'a Connection, origin: &'a str, tail: Tail) -> Self {
        let (versions, commands) = (HashMap::new(), HashMap::new());
        Self { conn, origin, tail, places: Vec::new(), versions, commands }
    }

    /// Appends and places one event, or answers the place it has.
    pub(crate) fn add(&mut self, stored: &Stored<'a>) -> Result<(), LogError> {
        let event = stored.event;
        if let Some(place) = self.earlier(event.cmd)? {
            self.places.push(place);
            return Ok(());
        }
        let current = self.version(&event.stream)?;
        if event.expected > current {
            let stream = event.stream.clone();
            return Err(LogError::Conflict { stream, expected: event.expected, current });
        }
        self.insert_event(stored)?;
        self.tail.gseq += 1;
        let place = Place { gseq: self.tail.gseq, version: current + 1 };
        self.conn
            .prepare_cached("INSERT INTO placed(gseq, epoch, id, stream, version) VALUES(?1, 0, ?2, ?3, ?4)")
            .and_then(|mut s| {
                s.execute(params![place.gseq as i64, event.id.as_bytes(), event.stream, place.version as i64])
            })
            .doing("placing an event")?;
        self.versions.insert(&event.stream, place.version);
        self.places.push(place);
        Ok(())
    }

    fn insert_event(&mut self, stored: &Stored<'a>) -> Result<(), LogError> {
        let (e, tail) = (stored.event, &mut self.tail);
        tail.lseq += 1;
        tail.oseq += 1;
        let hash = Hashed {
            id: e.id.as_bytes(),
            origin: self.origin,
            oseq: tail.oseq,
            stream: &e.stream,
            expected: e.expected,
            cmd: e.cmd.as_bytes(),
            hlc: e.hlc,
            happened_ms: e.happened_ms,
            recorded_ms: e.recorded_ms,
            actor: &e.actor,
            role: &e.role,
            mode: e.mode,
            cause: e.cause,
            typ: &e.typ,
            schema_v: e.schema_v,
            body: &stored.body,
        }
        .hash(&tail.prev);
        let row = params![
            tail.lseq as i64,
            e.id.as_bytes(),
            self.origin,
            tail.oseq as i64,
            e.stream,
            e.expected as i64,
            e.cmd.as_bytes(),
            e.hlc,
            e.happened_ms,
            e.recorded_ms,
            e.actor,
            e.role,
            e.mode,
            e.cause,
            e.typ,
            e.schema_v,
            stored.body,
            tail.prev,
            hash
        ];
        self.conn
            .prepare_cached(
                "INSERT INTO event(lseq, id, origin, oseq, stream, expected, cmd, hlc, happened_ms, recorded_ms, actor,
                 role, mode, cause, typ, schema_v, body, prev, hash)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)",
            )
            .and_then(|mut statement| statement.execute(row))
            .doing("recording an event")?;
        tail.prev = hash;
        Ok(())
    }

    /// The stream's version now, this batch included.
    fn version(&mut self, stream: &'a str) -> Result<u64, LogError> {
        if let Some(version) = self.versions.get(stream) {
            return Ok(*version);
        }
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(version) FROM placed WHERE stream=?1")
            .and_then(|mut s| s.query_row([stream], |row| row.get(0)))
            .doing("reading a stream's version")?;
        Ok(found.unwrap_or(0) as u64)
    }

    fn earlier(&mut self, cmd: Uuid) -> Result<Option<Place>, LogError> {
        if let Some(known) = self.commands.get_mut(&cmd) {
            return Ok(known.next());
        }
        let what = "looking for an earlier try of a command";
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT p.gseq, p.version FROM event e JOIN placed p ON p.id=e.id WHERE e.cmd=?1 ORDER BY e.lseq",
            )
            .doing(what)?;
        let places = statement
            .query_map([cmd.as_bytes()], |row| {
                Ok(Place { gseq: row.get::<_, i64>(0)? as u64, version: row.get::<_, i64>(1)? as u64 })
            })
            .and_then(Iterator::collect)
            .doing(what)?;
        Ok(self.commands.entry(cmd).or_insert(Earlier { places, answered: 0 }).next())
    }
}

/// Refuses what the tables would refuse, in words that name the event and the field.
pub(crate) fn check(event: &NewEvent, mode: &str) -> Result<(), LogError> {
    let refuse = |field: &str, why: &str| Err(LogError::Other(format!("event {}: {field} {why}", event.id)));
    if event.mode != mode {
        return refuse("mode", &format!("is {:?} in a {mode} store", event.mode));
    }
    if event.stream.split_once('/').is_none_or(|(kind, name)| kind.is_empty() || name.is_empty()) {
        return refuse("stream", "is not kind/name");
    }
    if !matches!(event.cause, "operator" | "rule" | "feed" | "sync") {
        return refuse("cause", "is not one of operator, rule, feed, sync");
    }
    if i64::try_from(event.expected).is_err() {
        return refuse("expected", "is out of range");
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(&event.body).is_err() {
        return refuse("body", "is not JSON");
    }
    Ok(())
}
