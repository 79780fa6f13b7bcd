//! The end of the log: what the next event continues. Knows how to read it back and whether it is sound.

use super::row::{self, COLUMNS};
use crate::failure::Doing;
use rusqlite::{Connection, OptionalExtension};
use watchfloor_engine::ports::LogError;
use watchfloor_engine::record::{GENESIS, Hash, Hashed, Row};

/// Where the next event goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    pub lseq: u64,
    pub gseq: u64,
    /// Of this console's own chain.
    pub oseq: u64,
    pub prev: Hash,
}

impl Tail {
    /// Reads the end of the log and checks its last event against its hash and its place.
    pub(crate) fn load(conn: &Connection, origin: &str) -> Result<Self, LogError> {
        let what = "reading the end of the log";
        let last = |query: &str| -> Result<u64, LogError> {
            let found: Option<i64> = conn.query_row(query, [], |row| row.get(0)).doing(what)?;
            Ok(found.unwrap_or(0) as u64)
        };
        let (lseq, gseq) = (last("SELECT max(lseq) FROM event")?, last("SELECT max(gseq) FROM placed")?);
        let own: Option<(i64, Hash)> = conn
            .query_row("SELECT oseq, hash FROM event WHERE origin=?1 ORDER BY oseq DESC LIMIT 1", [origin], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .doing(what)?;
        let (oseq, prev) = own.map_or((0, GENESIS), |(oseq, hash)| (oseq as u64, hash));
        if lseq > 0 {
            check_last(conn, lseq, gseq)?;
        }
        Ok(Self { lseq, gseq, oseq, prev })
    }
}

fn check_last(conn: &Connection, lseq: u64, gseq: u64) -> Result<(), LogError> {
    let what = "reading the last event";
    let query = format!("SELECT {COLUMNS} FROM event e JOIN placed p ON p.id=e.id WHERE e.lseq=?1");
    let mut statement = conn.prepare(&query).doing(what)?;
    let mut rows = statement.query([lseq as i64]).doing(what)?;
    let Some(found) = rows.next().doing(what)? else {
        return Err(LogError::Damaged(format!("the last event, lseq {lseq}, has no place")));
    };
    // Only the envelope is wanted here: a lost body file must not keep the console from starting.
    let row = row::read_stored(found)?;
    if row.gseq != gseq || hash_of(&row) != row.hash {
        return Err(LogError::Damaged(format!("the last event, lseq {lseq}, does not agree with its hash or place")));
    }
    Ok(())
}

/// The hash a row's columns give.
pub(crate) fn hash_of(row: &Row) -> Hash {
    Hashed {
        id: row.id.as_bytes(),
        origin: &row.origin,
        oseq: row.oseq,
        stream: &row.stream,
        expected: row.expected,
        cmd: row.cmd.as_bytes(),
        hlc: row.hlc,
        happened_ms: row.happened_ms,
        recorded_ms: row.recorded_ms,
        actor: &row.actor,
        role: &row.role,
        mode: &row.mode,
        cause: &row.cause,
        typ: &row.typ,
        schema_v: row.schema_v,
        body: &row.stored_body,
    }
    .hash(&row.prev)
}
