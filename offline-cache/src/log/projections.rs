//! Writes the search rows of a batch, in the batch's own transaction. Knows no event.

use super::words;
use crate::failure::Doing;
use rusqlite::{Connection, params};
use watchfloor_engine::ports::{IncidentEntry, LogError, Place, Projection};

/// A batch's places, and which of its events are new; rows of an event that was there before are there too.
pub(crate) struct Placed<'a> {
    pub places: &'a [Place],
    pub fresh: &'a [bool],
}

impl Placed<'_> {
    /// Where the event of a projection stands; `None` when a retry brought it again.
    fn fresh(&self, event: usize) -> Result<Option<Place>, LogError> {
        match (self.places.get(event), self.fresh.get(event)) {
            (Some(place), Some(true)) => Ok(Some(*place)),
            (Some(_), Some(false)) => Ok(None),
            _ => Err(LogError::Other(format!("a search row names event {event} of a batch of {}", self.places.len()))),
        }
    }
}

/// Writes the rows. Returns whether personal text was removed, so that its traces in the write-ahead log must go too.
pub(crate) fn write(conn: &Connection, rows: &[Projection], placed: &Placed<'_>) -> Result<bool, LogError> {
    // A retry of a whole batch brings an incident as it was then; the row may have moved on.
    let stale = !placed.fresh.is_empty() && !placed.fresh.contains(&true);
    let mut dropped = false;
    for row in rows {
        match row {
            Projection::Incident(_) if stale => {}
            Projection::Incident(entry) => incident(conn, entry)?,
            Projection::Text { incident, event, kind, at_ms, subject, text } => {
                if let Some(place) = placed.fresh(*event)? {
                    word(conn, params![incident, place.gseq as i64, kind, at_ms, subject, text], text)?;
                }
            }
            Projection::Story { incident, event } => {
                if let Some(place) = placed.fresh(*event)? {
                    conn.prepare_cached("INSERT OR IGNORE INTO incident_story(incident, gseq) VALUES(?1, ?2)")
                        .and_then(|mut s| s.execute(params![incident, place.gseq as i64]))
                        .doing("writing an incident's story")?;
                }
            }
            Projection::DropSubject(subject) => {
                drop_subject(conn, subject)?;
                dropped = true;
            }
        }
    }
    Ok(dropped)
}

fn incident(conn: &Connection, e: &IncidentEntry) -> Result<(), LogError> {
    conn.prepare_cached(
        "INSERT INTO incident_entry(id, number, type_code, priority, state, opened_ms, closed_ms, lon, lat, disposition,
           state_json) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)
         ON CONFLICT(id) DO UPDATE SET number=excluded.number, type_code=excluded.type_code,
           priority=excluded.priority, state=excluded.state, opened_ms=excluded.opened_ms,
           closed_ms=excluded.closed_ms, lon=excluded.lon, lat=excluded.lat, disposition=excluded.disposition,
           state_json=excluded.state_json",
    )
    .and_then(|mut statement| {
        statement.execute(params![
            e.id, e.number, e.type_code, e.priority, e.state, e.opened_ms, e.closed_ms, e.lon, e.lat, e.disposition,
            e.state_json
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
pub(crate) fn drop_subject(conn: &Connection, subject: &str) -> Result<(), LogError> {
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
