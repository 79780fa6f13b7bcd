//! The thread that does after the answer what no answer waits for: the lists, and keys for the next calls. It may die or
//! fail at any point; what is missing is made from the log.

use crate::lists::Made;
use crate::open::{SNAPSHOT, fold, recorded_lean};
use crate::ports::{Lean, ListWriter, LogError, LogReader, Projection, Reach, Vault};
use crate::projection::projections;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use watchfloor_domain::ids::{IncidentId, SubjectId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::{Board, Recorded, evolve};

/// Most groups written in one transaction.
const GROUPS: usize = 256;
/// Commands that follow each other at once come first: the lists are written when nothing came for this long.
const QUIET: Duration = Duration::from_millis(20);
/// Longest that lists wait for quiet.
const LONGEST: Duration = Duration::from_millis(250);
/// Rows written in one transaction when the lists are made from the log.
const ROWS: usize = 20_000;
/// Between two tries after a failure, and before an idle writer tidies up.
const PAUSE: Duration = Duration::from_secs(1);

/// What a committed group leaves to do.
pub(crate) struct Work {
    /// The place the group follows.
    pub(crate) after: u64,
    /// Its last event.
    pub(crate) reach: Reach,
    pub(crate) rows: Vec<Projection>,
    /// Incidents of calls to come, whose keys are wanted.
    pub(crate) next_calls: Vec<IncidentId>,
}

pub(crate) struct Clerk {
    pub(crate) lists: Box<dyn ListWriter>,
    pub(crate) reader: Arc<dyn LogReader>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) made: Arc<Made>,
    /// What the lists hold, as far as this thread knows.
    pub(crate) reach: Reach,
}

impl Clerk {
    pub(crate) fn run(mut self, queue: &Receiver<Work>, next_calls: &[IncidentId]) {
        let mut behind = self.settle(Self::begin);
        self.prepare(next_calls);
        loop {
            match queue.recv_timeout(PAUSE) {
                Ok(first) => {
                    let works = self.gather(first, queue);
                    behind = self.settle(|clerk| clerk.file(&works));
                }
                Err(RecvTimeoutError::Timeout) if behind => behind = self.settle(Self::catch_up),
                Err(RecvTimeoutError::Timeout) => self.lists.idle(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.lists.idle();
        self.made.ended();
    }

    /// What follows a piece of work until it is quiet. The next calls' keys do not wait for that.
    fn gather(&self, first: Work, queue: &Receiver<Work>) -> Vec<Work> {
        let begun = Instant::now();
        let (mut works, mut next) = (Vec::new(), Some(first));
        while let Some(work) = next {
            self.prepare(&work.next_calls);
            works.push(work);
            let more = works.len() < GROUPS && begun.elapsed() < LONGEST;
            next = if more { queue.recv_timeout(QUIET).ok() } else { None };
        }
        works
    }

    /// Tells those who wait how a piece of work ended; answers whether it failed.
    fn settle(&mut self, work: impl FnOnce(&mut Self) -> Result<(), LogError>) -> bool {
        let outcome = work(self);
        match &outcome {
            Ok(()) => self.made.upto(self.reach.gseq),
            Err(error) => {
                tracing::warn!(%error, "the lists are behind the log");
                self.made.failed(error);
            }
        }
        outcome.is_err()
    }

    /// The lists as they were left. Those of another log, such as one put back from a copy, are made anew.
    fn begin(&mut self) -> Result<(), LogError> {
        self.reach = self.lists.reach()?;
        let there = self.reach.gseq == 0 || self.reader.at(self.reach.gseq)?.is_some_and(|row| row.id == self.reach.id);
        if !there {
            let (known, head) = (self.reach.gseq, self.reader.head()?);
            tracing::error!(known, head, "the lists were made from another log, or from one with more at its end");
            self.lists.clear()?;
            self.reach = Reach::default();
        }
        self.catch_up()
    }

    /// Files groups in order; after a gap, what the log holds.
    fn file(&mut self, works: &[Work]) -> Result<(), LogError> {
        let mut rows = Vec::new();
        let mut reach = self.reach;
        for work in works {
            if work.after != reach.gseq {
                return self.catch_up();
            }
            rows.extend_from_slice(&work.rows);
            reach = work.reach;
        }
        self.write(&mut rows, reach)
    }

    fn write(&mut self, rows: &mut Vec<Projection>, reach: Reach) -> Result<(), LogError> {
        if reach == self.reach {
            return Ok(());
        }
        self.lists.write(rows, reach)?;
        rows.clear();
        self.reach = reach;
        Ok(())
    }

    /// Makes what is missing from the log.
    fn catch_up(&mut self) -> Result<(), LogError> {
        if self.reader.head()? == self.reach.gseq {
            return Ok(());
        }
        let reader = self.reader.clone();
        let mut board = self.board()?;
        let (mut rows, mut reach, mut failed) = (Vec::new(), self.reach, None);
        reader.scan_lean(self.reach.gseq, &mut |row| match self.take(row, &mut board, &mut rows) {
            Ok(at) => {
                reach = at;
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        self.write(&mut rows, reach)
    }

    fn take(&mut self, row: &Lean<'_>, board: &mut Board, rows: &mut Vec<Projection>) -> Result<Reach, LogError> {
        let recorded = recorded_lean(row).map_err(|why| LogError::Other(format!("event {}: {why}", row.gseq)))?;
        evolve(board, &recorded);
        rows.extend(self.rows(board, &recorded));
        let reach = Reach { gseq: row.gseq, id: row.id };
        if rows.len() >= ROWS {
            self.write(rows, reach)?;
            self.made.upto(reach.gseq);
            if self.made.stopping() {
                return Err(LogError::Other("the console stops; the next start goes on".to_owned()));
            }
        }
        Ok(reach)
    }

    /// The board at the end of the lists.
    fn board(&self) -> Result<Board, LogError> {
        let kept = self.reader.snapshot(SNAPSHOT)?.filter(|(gseq, _)| *gseq <= self.reach.gseq);
        let board = kept.and_then(|(_, bytes)| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        fold(&*self.reader, board, self.reach.gseq).map_err(|error| LogError::Other(error.to_string()))
    }

    /// An event's rows, with the texts that can still be opened.
    fn rows(&self, board: &Board, recorded: &Recorded) -> Vec<Projection> {
        let mut clear = recorded.event.clone();
        for personal in clear.personal_mut() {
            if let Some(text) = self.vault.open(personal) {
                *personal = Personal::clear(personal.subject().clone(), text);
            }
        }
        projections(board, &clear, recorded)
    }

    /// Keys of the next calls, on disk before they come. Where that fails the call itself makes them, or says why not.
    fn prepare(&self, calls: &[IncidentId]) {
        let subjects: Vec<SubjectId> = calls.iter().flat_map(|call| call.subjects()).collect();
        if let Err(error) = self.vault.prepare(&subjects.iter().collect::<Vec<_>>()) {
            tracing::debug!(%error, "no keys were made ahead");
        }
    }
}
