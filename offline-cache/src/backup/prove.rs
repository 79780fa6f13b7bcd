//! Proves a copy: its files, its database, its chain, its bodies, and the state it folds to.

use super::BackupError;
use super::manifest::{self, Manifest, Verified};
use crate::failure::Doing;
use crate::folder::{KEYS, LOG};
use crate::log::Reader;
use crate::log::bodies::Bodies;
use crate::log::pool::Pool;
use crate::sqlite::{self, Purpose};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use watchfloor_engine::ports::{LogError, LogReader};
use watchfloor_engine::record::Row;

/// Folds a log to a hash of its state; the store does not know how.
pub type Fold<'a> = &'a dyn Fn(&dyn LogReader) -> String;

/// How a copy is to be proved.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    /// Now, UTC milliseconds; written into the manifest.
    pub now_ms: i64,
    /// The state to compare, if any.
    pub fold: Option<Fold<'a>>,
    /// The log the copy was made of: the copy's last event, and its state if `fold` is given, must be the same there.
    pub live: Option<&'a dyn LogReader>,
}

/// Proves a copy and writes that into its manifest.
///
/// # Errors
/// [`BackupError::Unsound`] naming the file, the event or the difference; [`BackupError::NotACopy`].
pub fn verify(copy: &Path, check: &Check<'_>) -> Result<Manifest, BackupError> {
    let _turn = super::turn();
    let begun = Instant::now();
    let mut manifest = manifest::read(copy)?;
    let state = prove(copy, &manifest, check).map_err(|why| BackupError::Unsound { path: copy.to_owned(), why });
    let state = match state {
        Ok(state) => state,
        Err(error) => {
            // What was proved once and no longer holds must not go on counting.
            if manifest.verified.take().is_some() {
                manifest::write(copy, &manifest)?;
            }
            return Err(error);
        }
    };
    let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    manifest.verified = Some(Verified { at_ms: check.now_ms, took_ms, state });
    manifest::write(copy, &manifest)?;
    Ok(manifest)
}

/// The state's hash, or why the copy is not sound.
pub(super) fn prove(copy: &Path, manifest: &Manifest, check: &Check<'_>) -> Result<Option<String>, String> {
    for (name, want) in &manifest.files {
        let found = manifest::entry(&copy.join(name)).map_err(|error| error.to_string())?;
        if found != *want {
            return Err(format!("{name} was altered or cut"));
        }
    }
    for name in [LOG, KEYS] {
        if manifest.files.contains_key(name) {
            check_database(&copy.join(name)).map_err(|error| format!("{name}: {error}"))?;
        } else if name == LOG {
            return Err(format!("{name} is missing"));
        }
    }
    let verdict = crate::verify::verify_copy(copy).map_err(|error| error.to_string())?;
    if let Some(bad) = verdict.first_bad {
        return Err(bad.to_string());
    }
    if verdict.events != manifest.gseq {
        return Err(format!("it holds {} events, not {}", verdict.events, manifest.gseq));
    }
    compare(copy, manifest.gseq, check).map_err(|error| error.to_string())
}

fn check_database(path: &Path) -> Result<(), LogError> {
    let conn = sqlite::open(path, Purpose::ReadClosed)?;
    for (pragma, sound) in [("integrity_check", &["ok"][..]), ("foreign_key_check", &[])] {
        let mut statement = conn.prepare(&format!("PRAGMA {pragma}")).doing(pragma)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).doing(pragma)?;
        let lines: Vec<String> = rows.take(5).collect::<rusqlite::Result<_>>().doing(pragma)?;
        if lines != sound {
            return Err(LogError::Damaged(format!("{pragma}: {}", lines.join("; "))));
        }
    }
    Ok(())
}

fn compare(copy: &Path, gseq: u64, check: &Check<'_>) -> Result<Option<String>, LogError> {
    let pool = Pool::open(&copy.join(LOG), Purpose::ReadClosed, |_| Ok(()))?;
    let reader = Reader::new(pool, Bodies::new(copy), copy.to_owned());
    if let Some(live) = check.live
        && gseq > 0
        && reader.at(gseq)?.map(|row| row.hash) != live.at(gseq)?.map(|row| row.hash)
    {
        return Err(LogError::Other(format!("its event at gseq {gseq} is not the live log's")));
    }
    let state = check.fold.map(|fold| fold(&reader));
    if let (Some(fold), Some(live)) = (check.fold, check.live)
        && state.as_deref() != Some(&fold(&UpTo { reader: live, gseq }))
    {
        return Err(LogError::Other(format!("it folds to another state than the live log does up to gseq {gseq}")));
    }
    Ok(state)
}

/// A live log as it was at an earlier place.
struct UpTo<'a> {
    reader: &'a dyn LogReader,
    gseq: u64,
}

impl LogReader for UpTo<'_> {
    fn snapshot(&self, kind: &str) -> Result<Option<(u64, Vec<u8>)>, LogError> {
        Ok(self.reader.snapshot(kind)?.filter(|(gseq, _)| *gseq <= self.gseq))
    }

    fn scan(&self, after: u64, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), LogError> {
        self.reader.scan(after, &mut |row| if row.gseq > self.gseq { ControlFlow::Break(()) } else { visit(row) })
    }

    fn streams(&self, streams: &[String], limit: u32) -> Result<Vec<Row>, LogError> {
        self.reader.streams(streams, limit).map(|rows| self.earlier(rows))
    }

    fn at(&self, gseq: u64) -> Result<Option<Row>, LogError> {
        if gseq > self.gseq { Ok(None) } else { self.reader.at(gseq) }
    }

    fn story(&self, incident: &str, linked: &[u64], limit: u32) -> Result<Vec<Row>, LogError> {
        self.reader.story(incident, linked, limit).map(|rows| self.earlier(rows))
    }

    fn head(&self) -> Result<u64, LogError> {
        Ok(self.reader.head()?.min(self.gseq))
    }

    fn disk_free(&self) -> Option<u64> {
        self.reader.disk_free()
    }
}

impl UpTo<'_> {
    fn earlier(&self, mut rows: Vec<Row>) -> Vec<Row> {
        rows.retain(|row| row.gseq <= self.gseq);
        rows
    }
}
