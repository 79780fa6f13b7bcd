//! What the engine needs from outside, asked for as operations. Adapters implement these; hosts wire them.

use crate::record::{NewEvent, Row};
use std::ops::ControlFlow;
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;

/// Why the log could not do something.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Nothing was written; free space first.
    #[error("the disk is full: {0}")]
    DiskFull(String),
    /// A page or row cannot be read; `what` names it.
    #[error("the log file is damaged: {0}")]
    Damaged(String),
    /// The file is of a newer program.
    #[error("the data folder has schema {found}; this program knows up to {known}")]
    NewerSchema { found: u32, known: u32 },
    /// Another engine holds the folder.
    #[error("another console has this folder open (process {pid})")]
    Locked { pid: u32 },
    /// An event's stream version was taken by another.
    #[error("stream {stream} is at version {current}, the author saw {expected}")]
    Conflict { stream: String, expected: u64, current: u64 },
    /// Anything else, in the store's words.
    #[error("{0}")]
    Other(String),
}

/// Where a stored event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub gseq: u64,
    pub version: u64,
}

/// Rows that make lists and search fast, made from the log and in a file of their own. `gseq` is the place of the event a
/// row comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Projection {
    /// One incident for the history list; replaces the row of the same id.
    Incident(IncidentEntry),
    /// One searchable text of an incident. `subject` is whose personal data it holds, so that erasure removes it.
    Text { incident: String, gseq: u64, kind: &'static str, at_ms: i64, subject: Option<String>, text: String },
    /// The event belongs to an incident's story though it is on another stream.
    Story { incident: String, gseq: u64 },
    /// Drops every search row of an erased subject.
    DropSubject(String),
}

/// How far the lists were made: the last event they hold, by place and id, so that another log's lists are noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub gseq: u64,
    pub id: uuid::Uuid,
}

/// One incident in the history list. Holds no personal text: words to find are in [`Projection::Text`].
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentEntry {
    pub id: String,
    pub number: String,
    pub type_code: String,
    pub priority: String,
    pub state: String,
    pub opened_ms: i64,
    pub closed_ms: Option<i64>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub disposition: Option<String>,
    /// The incident as the engine wants it back, opaque to the store (personal fields sealed).
    pub state_json: String,
}

/// What history search asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryFilter {
    /// Words as typed by a person; never passed to the search engine unquoted. Han text is found by its characters.
    pub text: String,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub closed: Option<bool>,
    /// Also looks into callers' names and numbers. False for whoever reads them masked: what is found would tell.
    pub personal: bool,
    pub limit: u32,
}

/// Where an incident is, as the lists tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastPlace {
    pub id: uuid::Uuid,
    pub number: String,
    pub priority: String,
    /// UTC milliseconds.
    pub opened_ms: i64,
    /// Longitude and latitude, WGS-84 degrees, as stored; `None` while the incident is open or has no place.
    pub at: Option<(f64, f64)>,
}

/// Some incidents' places, and how far the lists were made at that moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    pub reach: u64,
    pub changed: Vec<PastPlace>,
}

/// The writing side of the log. Owned by one thread.
pub trait EventLog: Send {
    /// Appends and places all events in ONE transaction, on disk when this returns.
    /// Events whose `cmd` is already in the log are not appended again: their places are answered.
    /// After any error nothing of the batch is in the log; the adapter has reopened and checked its tail.
    fn append(&mut self, events: &[NewEvent]) -> Result<Vec<Place>, LogError>;

    /// Called once an append was answered: what nobody has to wait for.
    fn settle(&mut self);

    /// Keeps a state of the board so that the next start folds only what follows. Lossy by contract.
    fn save_snapshot(&mut self, gseq: u64, kind: &str, state: &[u8]) -> Result<(), LogError>;

    /// Called when nothing is queued: checkpoints and the like.
    fn idle(&mut self);
}

/// What a fold needs of one stored event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lean<'a> {
    pub gseq: u64,
    pub version: u64,
    pub id: uuid::Uuid,
    pub cmd: uuid::Uuid,
    pub happened_ms: i64,
    pub recorded_ms: i64,
    pub actor: &'a str,
    pub role: &'a str,
    pub cause: &'a str,
    pub typ: &'a str,
    pub schema_v: u32,
    pub body: &'a [u8],
}

impl<'a> Lean<'a> {
    /// From a whole row.
    pub fn of(row: &'a Row) -> Self {
        Self {
            gseq: row.gseq,
            version: row.version,
            id: row.id,
            cmd: row.cmd,
            happened_ms: row.happened_ms,
            recorded_ms: row.recorded_ms,
            actor: &row.actor,
            role: &row.role,
            cause: &row.cause,
            typ: &row.typ,
            schema_v: row.schema_v,
            body: &row.body,
        }
    }
}

/// The reading side; many threads may hold one.
pub trait LogReader: Send + Sync {
    /// Newest snapshot of a kind: its `gseq` and bytes.
    fn snapshot(&self, kind: &str) -> Result<Option<(u64, Vec<u8>)>, LogError>;

    /// Visits placed events with `gseq > after`, in order, until the visitor breaks.
    fn scan(&self, after: u64, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), LogError>;

    /// As [`LogReader::scan`], with only what a fold needs, borrowed for the visit.
    fn scan_lean(&self, after: u64, visit: &mut dyn FnMut(&Lean<'_>) -> ControlFlow<()>) -> Result<(), LogError> {
        self.scan(after, &mut |row| visit(&Lean::of(&row)))
    }

    /// Events of the given streams, oldest first, at most `limit` (the newest ones).
    fn streams(&self, streams: &[String], limit: u32) -> Result<Vec<Row>, LogError>;

    /// One event by its place.
    fn at(&self, gseq: u64) -> Result<Option<Row>, LogError>;

    /// An incident's story: events of its own stream and those at the given places, oldest first, at most `limit` (the
    /// newest ones).
    fn story(&self, incident: &str, linked: &[u64], limit: u32) -> Result<Vec<Row>, LogError>;

    /// Highest `gseq`.
    fn head(&self) -> Result<u64, LogError>;

    /// Free bytes on the log's disk, when the system tells.
    fn disk_free(&self) -> Option<u64>;
}

/// The writing side of the lists. Everything in them can be made again from the log, so a write is whole or absent but
/// need not be on disk when it returns.
pub trait ListWriter: Send {
    /// How far the lists were made.
    fn reach(&self) -> Result<Reach, LogError>;
    /// Writes the rows of the events up to `reach` and that they were written, in one transaction.
    fn write(&mut self, rows: &[Projection], reach: Reach) -> Result<(), LogError>;
    /// Empties the lists: they are of another log.
    fn clear(&mut self) -> Result<(), LogError>;
    /// Called when nothing is to be written.
    fn idle(&mut self);
}

/// The reading side of the lists; many threads may hold one.
pub trait ListReader: Send + Sync {
    /// Places of the events linked to an incident by [`Projection::Story`], oldest first, at most `limit` (the newest).
    fn story(&self, incident: &str, limit: u32) -> Result<Vec<u64>, LogError>;

    /// Past and present incidents that match, newest first, as the `state_json` given to [`Projection::Incident`].
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<String>, LogError>;

    /// One incident's `state_json`, by id, or by number or unique fragment of it.
    fn incident(&self, id_or_number: &str) -> Result<Vec<String>, LogError>;

    /// Incidents inside a box (west, south, east, north; degrees), newest first, as the `state_json` given to
    /// [`Projection::Incident`], at most `limit`.
    fn within(&self, bounds: [f64; 4], limit: u32) -> Result<Vec<String>, LogError>;

    /// Where incidents were. After a place in the log: every incident that changed since, at most `limit` of them, those
    /// changed first. Without one: the closed ones that have a place, the newest `limit`.
    fn places(&self, after: Option<u64>, limit: u32) -> Result<Places, LogError>;
}

/// Keys of data subjects.
pub trait Vault: Send + Sync {
    /// Makes the keys these subjects do not have yet, together: one wait for the disk instead of one each.
    fn prepare(&self, subjects: &[&SubjectId]) -> Result<(), LogError>;
    /// Seals a clear text, making the subject's key on first use. A sealed one is returned as it is.
    fn seal(&self, personal: &Personal) -> Result<Personal, LogError>;
    /// The text, or `None` when the key was destroyed.
    fn open(&self, personal: &Personal) -> Option<String>;
    /// Seals a file's bytes under the subject's key, making it on first use.
    fn seal_bytes(&self, subject: &SubjectId, clear: &[u8]) -> Result<Vec<u8>, LogError>;
    /// The bytes, or `None` when the key was destroyed or they are not what was sealed.
    fn open_bytes(&self, subject: &SubjectId, sealed: &[u8]) -> Option<Vec<u8>>;
    /// Destroys the subject's key for good, here and in the copies this console can reach.
    fn destroy(&self, subject: &SubjectId) -> Result<(), LogError>;
}

/// Time. `monotonic_ms` never jumps; `now_ms` is UTC and may.
pub trait Clock: Send + Sync {
    fn now_ms(&self) -> i64;
    fn monotonic_ms(&self) -> u64;
    /// Minutes east of UTC at an instant, for printed numbers.
    fn zone_offset_min(&self, at_ms: i64) -> i32;
}

/// Fresh identities.
pub trait Ids: Send + Sync {
    /// A UUIDv7.
    fn uuid(&self) -> uuid::Uuid;
}
