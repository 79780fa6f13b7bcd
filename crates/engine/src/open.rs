//! Start: the newest snapshot, then the events after it.

use crate::lists::Lists;
use crate::ports::{Lean, LogError, LogReader};
use crate::record::Row;
use std::ops::ControlFlow;
use watchfloor_domain::board::Incident;
use watchfloor_domain::event::{Cause, DecodeError};
use watchfloor_domain::ids::{IncidentId, StreamId};
use watchfloor_domain::{Board, Event, Recorded, evolve};

/// Name of the board's snapshots; a new shape of the board gets a new name, and old snapshots are then not read.
pub(crate) const SNAPSHOT: &str = "board-1";

/// Why an engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log holds an event this program cannot read.
    #[error("event {gseq} cannot be read: {why}")]
    Decode { gseq: u64, why: DecodeError },
    #[error("the engine thread could not start: {0}")]
    Thread(String),
}

/// The board as the log tells it now.
pub fn open_board(reader: &dyn LogReader) -> Result<Board, OpenError> {
    let board = match reader.snapshot(SNAPSHOT)? {
        // A snapshot that cannot be read costs a longer start, nothing else.
        Some((_, bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
        None => Board::default(),
    };
    fold(reader, board, u64::MAX)
}

/// Folds events after the board's own sequence, up to `until`.
pub fn fold(reader: &dyn LogReader, mut board: Board, until: u64) -> Result<Board, OpenError> {
    let mut failed = None;
    reader.scan_lean(board.gseq, &mut |row| {
        if row.gseq > until {
            return ControlFlow::Break(());
        }
        match recorded_lean(row) {
            Ok(recorded) => {
                evolve(&mut board, &recorded);
                ControlFlow::Continue(())
            }
            Err(why) => {
                failed = Some(OpenError::Decode { gseq: row.gseq, why });
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(board), Err)
}

/// An incident that left the board, read back from its story as told at `gseq`, and the version its stream is at.
pub(crate) fn recall(
    reader: &dyn LogReader,
    lists: &Lists,
    id: IncidentId,
    gseq: u64,
) -> Result<Option<(Incident, u64)>, LogError> {
    let (mut own, name) = (Board::default(), id.to_string());
    let linked = lists.upto(gseq)?.story(&name, u32::MAX)?;
    for row in reader.story(&name, &linked, u32::MAX)? {
        if let Ok(recorded) = recorded(&row) {
            evolve(&mut own, &recorded);
        }
    }
    let version = own.version(&StreamId::new("incident", id));
    Ok(own.incidents.remove(&id).map(|incident| (incident, version)))
}

/// A stored row as the domain reads it.
pub fn recorded(row: &Row) -> Result<Recorded, DecodeError> {
    recorded_lean(&Lean::of(row))
}

/// The same of a row that is only looked at.
pub fn recorded_lean(row: &Lean<'_>) -> Result<Recorded, DecodeError> {
    Ok(Recorded {
        gseq: row.gseq,
        version: row.version,
        id: row.id,
        happened_ms: row.happened_ms,
        recorded_ms: row.recorded_ms,
        actor: row.actor.to_owned(),
        role: row.role.to_owned(),
        cause: match row.cause {
            "operator" => Cause::Operator,
            "feed" => Cause::Feed,
            "sync" => Cause::Sync,
            _ => Cause::Rule,
        },
        event: Event::decode(row.typ, row.schema_v, row.body)?,
    })
}
