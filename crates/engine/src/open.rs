//! Start: the newest snapshot, then the events after it.

use crate::lists::Lists;
use crate::ports::{Lean, LogError, LogReader};
use crate::projection::touched;
use crate::record::Row;
use std::ops::ControlFlow;
use std::sync::Arc;
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
                if let Some(id) = missed(&board, &recorded.event) {
                    match as_closed(reader, id, row.gseq) {
                        Ok(Some(incident)) => board.incidents.insert(id, incident),
                        Ok(None) => {}
                        Err(error) => {
                            failed = Some(error.into());
                            return ControlFlow::Break(());
                        }
                    }
                }
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

/// The incident of a reopening told by a program that kept closed incidents on the board longer than this one does: such
/// an event does not hold what was brought back.
fn missed(board: &Board, event: &Event) -> Option<IncidentId> {
    match event {
        Event::IncidentReopened(e) if e.recalled.is_none() && !board.incidents.contains_key(&e.incident) => {
            Some(e.incident)
        }
        _ => None,
    }
}

/// An incident as the events before a place tell it, by reading all of them: the lists may not be made yet.
fn as_closed(reader: &dyn LogReader, id: IncidentId, before: u64) -> Result<Option<Arc<Incident>>, LogError> {
    let (mut own, mut told) = (Board::default(), None);
    reader.scan_lean(0, &mut |row| {
        if row.gseq >= before {
            return ControlFlow::Break(());
        }
        if let Ok(recorded) = recorded_lean(row)
            && touched(&recorded.event).contains(&id)
        {
            evolve(&mut own, &recorded);
            told = own.incidents.shared(&id).or(told.take());
        }
        ControlFlow::Continue(())
    })?;
    Ok(told)
}

/// An incident that left the board, read back from its story as told at `gseq`, and the version its stream is at.
pub(crate) fn recall(
    reader: &dyn LogReader,
    lists: &Lists,
    id: IncidentId,
    gseq: u64,
) -> Result<Option<(Incident, u64)>, LogError> {
    let (mut own, name, mut told) = (Board::default(), id.to_string(), None);
    let linked = lists.upto(gseq)?.story(&name, u32::MAX)?;
    for row in reader.story(&name, &linked, u32::MAX)? {
        if let Ok(recorded) = recorded(&row) {
            evolve(&mut own, &recorded);
            let version = own.version(&StreamId::new("incident", id));
            // It leaves this board too, when something was said of it long after it was closed.
            told = own.incidents.shared(&id).map(|incident| (incident, version)).or(told.take());
        }
    }
    Ok(told.map(|(incident, version)| (Arc::unwrap_or_clone(incident), version)))
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
        cmd: row.cmd,
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
