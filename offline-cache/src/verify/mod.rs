//! Proves the log from its own rows: every column of every event against its hash, every link, every place.
//!
//! Trusts nothing of the file, its indexes and its declared types included. Knows no rule of the domain.
//! What it cannot know it says: a log cut off at its end looks like a shorter log.

mod event;
mod place;
mod raw;
pub(crate) mod wal;

use crate::folder;
use crate::lists;
use crate::log::bodies::Bodies;
use crate::log::schema::LOG_FILE;
use crate::sqlite::{self, Purpose};
use rusqlite::Connection;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Local position of the event, when the fault is at one.
    pub lseq: Option<u64>,
    /// Place of the event in the legal order, when known.
    pub gseq: Option<u64>,
    /// The event's id as it stands there, when it can be read.
    pub id: Option<String>,
    /// The column, or the rule that is broken.
    pub rule: String,
    /// In words.
    pub why: String,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in [("lseq", self.lseq), ("gseq", self.gseq)] {
            if let Some(value) = value {
                write!(f, "{name} {value} ")?;
            }
        }
        if let Some(id) = &self.id {
            write!(f, "event {id} ")?;
        }
        write!(f, "({}): {}", self.rule, self.why)
    }
}

/// The outcome of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Nothing wrong was found.
    pub ok: bool,
    /// Events found sound before the first fault.
    pub events: u64,
    /// The first fault.
    pub first_bad: Option<Bad>,
    /// How far this verdict can vouch, for a person to read.
    pub vouch: String,
}

/// Verifies the log of a data folder, all of it or the events of a range of `gseq`. Writes nothing; may run beside the
/// console. A fault in the log is in the verdict; an error means that nothing could be found out.
///
/// # Errors
/// [`LogError::Other`] when there is no log or the folder cannot be read, [`LogError::NewerSchema`].
pub fn verify(dir: &Path, range: Option<RangeInclusive<u64>>) -> Result<Verdict, LogError> {
    verify_file(dir, Purpose::Read, range)
}

/// Verifies a closed copy of a data folder.
pub(crate) fn verify_copy(dir: &Path) -> Result<Verdict, LogError> {
    verify_file(dir, Purpose::ReadClosed, None)
}

fn verify_file(dir: &Path, purpose: Purpose, range: Option<RangeInclusive<u64>>) -> Result<Verdict, LogError> {
    let path = dir.join(folder::LOG);
    if !path.is_file() {
        return Err(LogError::Other(format!("{}: there is no log here", path.display())));
    }
    let whole = range.is_none();
    let range = range.unwrap_or(1..=u64::MAX);
    // The lists before the log: beside a running console both grow.
    let listed = lists::known(dir);
    let range = (*range.start(), *range.end());
    let mut walk = Walk { bodies: Bodies::new(dir), events: 0, range, listed, last: 0 };
    let torn = wal::torn(&path);
    let found = match sqlite::open(&path, purpose) {
        Ok(conn) => walk.run(&conn, whole).err(),
        Err(LogError::Damaged(why)) => Some(Stop::Bad(Bad::file("file", why))),
        Err(error) => return Err(error),
    };
    let first_bad = match found {
        None => torn.map(|why| Bad::file("write-ahead log", why)),
        Some(Stop::Bad(bad)) => Some(bad),
        Some(Stop::Error(error)) => return Err(error),
    };
    let vouch = walk.vouch(whole);
    Ok(Verdict { ok: first_bad.is_none(), events: walk.events, first_bad, vouch })
}

/// Why a walk ended early.
enum Stop {
    /// The log is at fault.
    Bad(Bad),
    /// Something else is.
    Error(LogError),
}

impl From<Bad> for Stop {
    fn from(bad: Bad) -> Self {
        Self::Bad(bad)
    }
}

impl Bad {
    fn file(rule: &str, why: String) -> Self {
        Self { lseq: None, gseq: None, id: None, rule: rule.to_owned(), why }
    }
}

/// One pass over the file.
struct Walk {
    bodies: Bodies,
    events: u64,
    /// First and last `gseq` to prove.
    range: (u64, u64),
    /// The last place the lists knew before the walk began; 0 when there are none.
    listed: u64,
    /// The last place seen.
    last: u64,
}

impl Walk {
    fn run(&mut self, conn: &Connection, whole: bool) -> Result<(), Stop> {
        match sqlite::version(conn, &LOG_FILE) {
            Ok(_) => {}
            Err(error @ (LogError::NewerSchema { .. } | LogError::Other(_))) => return Err(Stop::Error(error)),
            Err(error) => return Err(Bad::file("file", error.to_string()).into()),
        }
        // Rows first: a changed row says more than a missing trigger that allowed the change.
        let schema = sqlite::check_schema(conn, &LOG_FILE);
        place::walk(self, conn)?;
        if whole {
            place::beyond(conn, self.listed, self.last)?;
        }
        schema.map_err(|error| Bad::file("schema", error.to_string()).into())
    }

    fn vouch(&self, whole: bool) -> String {
        let part = if whole {
            String::new()
        } else {
            " Only the asked range was proved; what came before it is taken as it stands.".to_owned()
        };
        format!(
            "{} events up to gseq {} agree with their hashes, links, places and body files.{part} No checkpoint of this \
             log is held elsewhere: whether events were cut off its end, or the whole log was written anew with fresh \
             hashes, cannot be told from this file alone.",
            self.events, self.last
        )
    }
}
