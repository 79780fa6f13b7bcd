//! Where incidents were, for the map of the past. Knows no tile and no projection.

use crate::failure::Doing;
use rusqlite::{Connection, params};
use uuid::Uuid;
use watchfloor_engine::ports::{LogError, PastPlace, Places};

/// What changed after the place `after` in the log, newest incident first, and how far the lists were made when asked.
///
/// All of one look: the reach and the rows are of one read transaction.
pub(crate) fn places(conn: &Connection, after: Option<u64>, limit: u32) -> Result<Places, LogError> {
    let what = "reading where incidents were";
    let change = conn.unchecked_transaction().doing(what)?;
    let reach: i64 = change.query_row("SELECT gseq FROM reach", [], |row| row.get(0)).doing(what)?;
    let query = match after {
        // The newest that fit, by their opening.
        None => {
            "SELECT id, number, priority, opened_ms, closed_ms, lon, lat FROM incident_entry
             WHERE ?1 IS NULL AND closed_ms IS NOT NULL AND lon IS NOT NULL AND lat IS NOT NULL
             ORDER BY opened_ms DESC, id DESC LIMIT ?2"
        }
        Some(_) => {
            "SELECT id, number, priority, opened_ms, closed_ms, lon, lat FROM incident_entry
             WHERE gseq > ?1 ORDER BY gseq, id LIMIT ?2"
        }
    };
    let mut statement = change.prepare_cached(query).doing(what)?;
    let after = after.map(|gseq| i64::try_from(gseq).unwrap_or(i64::MAX));
    let mut rows = statement.query(params![after, limit]).doing(what)?;
    let mut changed = Vec::new();
    while let Some(row) = rows.next().doing(what)? {
        let id = row.get_ref(0).doing(what)?.as_str().map_err(|e| LogError::Damaged(format!("{what}: {e}")))?;
        let id = Uuid::parse_str(id).map_err(|e| LogError::Damaged(format!("{what}: the id {id}: {e}")))?;
        let closed: Option<i64> = row.get(4).doing(what)?;
        let at: (Option<f64>, Option<f64>) = (row.get(5).doing(what)?, row.get(6).doing(what)?);
        changed.push(PastPlace {
            id,
            number: row.get(1).doing(what)?,
            priority: row.get(2).doing(what)?,
            opened_ms: row.get(3).doing(what)?,
            at: closed.and(at.0.zip(at.1)),
        });
    }
    Ok(Places { reach: reach as u64, changed })
}
