//! The one writing connection of the lists. A commit is not synced: a power cut may take the last ones, and they are made
//! again from the log.

use super::words;
use crate::failure::Doing;
use rusqlite::{Connection, TransactionBehavior, params};
use std::path::PathBuf;
use uuid::Uuid;
use watchfloor_engine::ports::{IncidentEntry, ListWriter, LogError, Projection, Reach};

/// Write-ahead bytes after which they are moved into the file.
const WAL_BYTES: u64 = 8 << 20;

/// Writes the lists. One per folder; belongs to one thread.
#[derive(Debug)]
pub struct ListsWriter {
    conn: Connection,
    path: PathBuf,
    /// Removed personal text may still stand in the write-ahead log.
    scrub: bool,
}

impl ListsWriter {
    pub(crate) fn new(conn: Connection, path: PathBuf) -> Self {
        Self { conn, path, scrub: false }
    }

    fn change(&mut self, work: impl FnOnce(&Connection) -> Result<bool, LogError>) -> Result<(), LogError> {
        let change = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).doing("writing the lists")?;
        let scrub = work(&change)?;
        change.commit().doing("writing the lists")?;
        self.scrub |= scrub;
        Ok(())
    }

    fn checkpoint_if(&mut self, large: u64) {
        let mut wal = self.path.clone().into_os_string();
        wal.push("-wal");
        let bytes = std::fs::metadata(wal).map_or(0, |meta| meta.len());
        if !self.scrub && bytes < large {
            return;
        }
        // Truncated, since it may hold texts of an erased subject; a reader in the way only puts it off.
        let busy = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        match busy {
            Ok(0) => self.scrub = false,
            Ok(_) => tracing::debug!("readers hold the lists; tidying up later"),
            Err(error) => tracing::warn!(%error, "the lists were not tidied up"),
        }
    }
}

impl ListWriter for ListsWriter {
    fn reach(&self) -> Result<Reach, LogError> {
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Reach { gseq: row.get::<_, i64>(0)? as u64, id: Uuid::from_bytes(row.get(1)?) })
        };
        self.conn.query_row("SELECT gseq, id FROM reach", [], row).doing("reading how far the lists were made")
    }

    fn write(&mut self, rows: &[Projection], reach: Reach) -> Result<(), LogError> {
        let written = self.change(|conn| {
            let dropped = write(conn, rows, reach.gseq)?;
            conn.prepare_cached("UPDATE reach SET gseq=?1, id=?2")
                .and_then(|mut s| s.execute(params![reach.gseq as i64, reach.id.as_bytes()]))
                .doing("writing how far the lists were made")?;
            Ok(dropped)
        });
        // The next start finds no file and makes it anew.
        if matches!(written, Err(LogError::Damaged(_)))
            && let Err(error) = super::remove(&self.path)
        {
            tracing::warn!(%error, "the damaged lists could not be removed");
        }
        self.checkpoint_if(WAL_BYTES);
        written
    }

    fn clear(&mut self) -> Result<(), LogError> {
        self.change(|conn| {
            conn.execute_batch(
                "DELETE FROM incident_entry; DELETE FROM incident_word; DELETE FROM incident_story;
                 INSERT INTO incident_text(incident_text) VALUES('delete-all');
                 UPDATE reach SET gseq=0, id=zeroblob(16);",
            )
            .doing("emptying the lists")?;
            Ok(true)
        })
    }

    fn idle(&mut self) {
        self.checkpoint_if(WAL_BYTES / 2);
    }
}

impl Drop for ListsWriter {
    fn drop(&mut self) {
        self.checkpoint_if(1);
    }
}

/// Writes the rows. Returns whether personal text was removed, so that its traces in the write-ahead log must go too.
fn write(conn: &Connection, rows: &[Projection], gseq: u64) -> Result<bool, LogError> {
    let mut dropped = false;
    for row in rows {
        match row {
            Projection::Incident(entry) => incident(conn, entry, gseq)?,
            Projection::Text { incident, gseq, kind, at_ms, subject, text } => {
                word(conn, params![incident, *gseq as i64, kind, at_ms, subject, text], text)?;
            }
            Projection::Story { incident, gseq } => {
                conn.prepare_cached("INSERT OR IGNORE INTO incident_story(incident, gseq) VALUES(?1, ?2)")
                    .and_then(|mut s| s.execute(params![incident, *gseq as i64]))
                    .doing("writing an incident's story")?;
            }
            Projection::DropSubject(subject) => {
                drop_subject(conn, subject)?;
                dropped = true;
            }
        }
    }
    Ok(dropped)
}

/// `gseq`: the place up to which the lists tell with this row, by which readers see what changed.
fn incident(conn: &Connection, e: &IncidentEntry, gseq: u64) -> Result<(), LogError> {
    conn.prepare_cached(
        "INSERT INTO incident_entry(id, number, type_code, priority, state, opened_ms, closed_ms, lon, lat, disposition,
           state_json, gseq) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)
         ON CONFLICT(id) DO UPDATE SET number=excluded.number, type_code=excluded.type_code,
           priority=excluded.priority, state=excluded.state, opened_ms=excluded.opened_ms,
           closed_ms=excluded.closed_ms, lon=excluded.lon, lat=excluded.lat, disposition=excluded.disposition,
           state_json=excluded.state_json, gseq=excluded.gseq",
    )
    .and_then(|mut statement| {
        statement.execute(params![
            e.id, e.number, e.type_code, e.priority, e.state, e.opened_ms, e.closed_ms, e.lon, e.lat, e.disposition,
            e.state_json, gseq as i64
        ])
    })
    .map(drop)
    .doing("writing an incident's row")
}

fn word(conn: &Connection, row: &[&dyn rusqlite::ToSql], text: &str) -> Result<(), LogError> {
    let what = "writing a search row";
    conn.prepare_cached(
        "INSERT INTO incident_word(incident, gseq, kind, at_ms, subject, text) VALUES(?1,?2,?3,?4,?5,?6)",
    )
    .and_then(|mut s| s.execute(row))
    .doing(what)?;
    conn.prepare_cached("INSERT INTO incident_text(rowid, text) VALUES(?1, ?2)")
        .and_then(|mut s| s.execute(params![conn.last_insert_rowid(), words::indexed(text)]))
        .map(drop)
        .doing(what)
}

/// Removes every search row of a data subject, and its words from the index.
fn drop_subject(conn: &Connection, subject: &str) -> Result<(), LogError> {
    let what = "removing an erased subject's search rows";
    let mut find = conn.prepare_cached("SELECT id, text FROM incident_word WHERE subject=?1").doing(what)?;
    let rows: Vec<(i64, String)> =
        find.query_map([subject], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).doing(what)?;
    for (id, text) in rows {
        conn.prepare_cached("INSERT INTO incident_text(incident_text, rowid, text) VALUES('delete', ?1, ?2)")
            .and_then(|mut s| s.execute(params![id, words::indexed(&text)]))
            .doing(what)?;
        conn.prepare_cached("DELETE FROM incident_word WHERE id=?1").and_then(|mut s| s.execute([id])).doing(what)?;
    }
    Ok(())
}
