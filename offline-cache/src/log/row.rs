//! Reads one stored and placed event out of a result row. Knows the columns, no query.

use super::bodies::Bodies;
use crate::failure::Doing;
use rusqlite::types::ValueRef;
use uuid::Uuid;
use watchfloor_engine::ports::{Lean, LogError};
use watchfloor_engine::record::Row;

/// The columns [`read`] expects, of `event e` joined with `placed p`.
pub(crate) const COLUMNS: &str = "e.lseq,e.id,e.origin,e.oseq,e.stream,e.expected,e.cmd,e.hlc,e.happened_ms,\
    e.recorded_ms,e.actor,e.role,e.mode,e.cause,e.typ,e.schema_v,e.body,e.prev,e.hash,p.gseq,p.epoch,p.version,p.id";

const GSEQ: usize = 19;
const PLACED_ID: usize = 22;

/// Columns of one result row, with errors that name the place and the column.
struct Columns<'r, 's> {
    row: &'r rusqlite::Row<'s>,
    gseq: i64,
}

impl<'r> Columns<'r, '_> {
    fn value(&self, index: usize) -> Result<ValueRef<'r>, LogError> {
        self.row.get_ref(index).doing("reading an event")
    }

    fn bad(&self, index: usize) -> LogError {
        let column = COLUMNS.split(',').nth(index).unwrap_or("?").trim();
        LogError::Damaged(format!("event at gseq {}: column {column} cannot be read", self.gseq))
    }

    fn number(&self, index: usize) -> Result<i64, LogError> {
        self.value(index)?.as_i64().map_err(|_| self.bad(index))
    }

    fn count<T: TryFrom<i64>>(&self, index: usize) -> Result<T, LogError> {
        T::try_from(self.number(index)?).map_err(|_| self.bad(index))
    }

    fn text(&self, index: usize) -> Result<String, LogError> {
        self.value(index)?.as_str().map(str::to_owned).map_err(|_| self.bad(index))
    }

    fn blob(&self, index: usize) -> Result<&'r [u8], LogError> {
        self.value(index)?.as_blob().map_err(|_| self.bad(index))
    }

    fn uuid(&self, index: usize) -> Result<Uuid, LogError> {
        Uuid::from_slice(self.blob(index)?).map_err(|_| self.bad(index))
    }

    fn hash(&self, index: usize) -> Result<[u8; 32], LogError> {
        self.blob(index)?.try_into().map_err(|_| self.bad(index))
    }
}

/// Whether the joined event is the placed one; a scan joins by position first because that is fastest.
pub(crate) fn joined(row: &rusqlite::Row<'_>) -> Result<bool, LogError> {
    let (event, placed) = (row.get_ref(1), row.get_ref(PLACED_ID));
    Ok(event.doing("reading an event")? == placed.doing("reading an event")?)
}

/// The place a row stands at.
pub(crate) fn gseq(row: &rusqlite::Row<'_>) -> Result<u64, LogError> {
    row.get::<_, i64>(GSEQ).map(|gseq| gseq as u64).doing("reading a place")
}

/// The event of a row that has [`COLUMNS`], its large body read from its file.
pub(crate) fn read(row: &rusqlite::Row<'_>, bodies: &Bodies) -> Result<Row, LogError> {
    let mut event = read_stored(row)?;
    event.body = bodies.resolve(&event.stored_body).map_err(|error| match error {
        LogError::Damaged(why) => LogError::Damaged(format!("event at gseq {}: {why}", event.gseq)),
        other => other,
    })?;
    Ok(event)
}

/// The event of a row that has [`COLUMNS`], as stored: `body` is left empty.
pub(crate) fn read_stored(row: &rusqlite::Row<'_>) -> Result<Row, LogError> {
    let columns = Columns { row, gseq: row.get(GSEQ).doing("reading a place")? };
    Ok(Row {
        lseq: columns.count(0)?,
        id: columns.uuid(1)?,
        origin: columns.text(2)?,
        oseq: columns.count(3)?,
        stream: columns.text(4)?,
        expected: columns.count(5)?,
        cmd: columns.uuid(6)?,
        hlc: columns.number(7)?,
        happened_ms: columns.number(8)?,
        recorded_ms: columns.number(9)?,
        actor: columns.text(10)?,
        role: columns.text(11)?,
        mode: columns.text(12)?,
        cause: columns.text(13)?,
        typ: columns.text(14)?,
        schema_v: columns.count(15)?,
        stored_body: columns.blob(16)?.to_vec(),
        body: Vec::new(),
        prev: columns.hash(17)?,
        hash: columns.hash(18)?,
        gseq: columns.count(GSEQ)?,
        epoch: columns.count(20)?,
        version: columns.count(21)?,
    })
}

/// The columns [`lean`] expects: what a fold needs, and the two ids that must agree.
pub(crate) const LEAN_COLUMNS: &str =
    "p.gseq,p.version,e.id,e.happened_ms,e.recorded_ms,e.actor,e.role,e.cause,e.typ,e.schema_v,e.body,p.id,e.cmd";

/// What a fold needs of a row that has [`LEAN_COLUMNS`], borrowed from it; `None` when the joined event is another.
pub(crate) fn lean<'r>(row: &'r rusqlite::Row<'_>) -> Result<Option<Lean<'r>>, LogError> {
    let gseq: i64 = row.get(0).doing("reading a place")?;
    let bad = |index: usize| {
        let column = LEAN_COLUMNS.split(',').nth(index).unwrap_or("?").trim();
        LogError::Damaged(format!("event at gseq {gseq}: column {column} cannot be read"))
    };
    let value = |index: usize| row.get_ref(index).doing("reading an event");
    let number = |index: usize| value(index)?.as_i64().map_err(|_| bad(index));
    let text = |index: usize| value(index)?.as_str().map_err(|_| bad(index));
    let blob = |index: usize| value(index)?.as_blob().map_err(|_| bad(index));
    if value(2)? != value(11)? {
        return Ok(None);
    }
    Ok(Some(Lean {
        gseq: u64::try_from(gseq).map_err(|_| bad(0))?,
        version: u64::try_from(number(1)?).map_err(|_| bad(1))?,
        id: Uuid::from_slice(blob(2)?).map_err(|_| bad(2))?,
        cmd: Uuid::from_slice(blob(12)?).map_err(|_| bad(12))?,
        happened_ms: number(3)?,
        recorded_ms: number(4)?,
        actor: text(5)?,
        role: text(6)?,
        cause: text(7)?,
        typ: text(8)?,
        schema_v: u32::try_from(number(9)?).map_err(|_| bad(9))?,
        body: blob(10)?,
    }))
}
