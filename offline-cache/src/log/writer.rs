//! The one writing connection: transactions, recovery after an error, checkpoints. Knows no rule.

use super::batch::{self, Batch, Stored};
use super::bodies::{self, Bodies};
use super::tail::Tail;
use crate::failure::Doing;
use crate::folder::{self, Lock, Mode, Reserve};
use crate::sqlite::{self, Purpose};
use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use watchfloor_engine::ports::{EventLog, LogError, Place};
use watchfloor_engine::record::NewEvent;

/// Write-ahead pages after which an idle writer moves them into the log.
const IDLE_PAGES: i32 = 1_000;
/// Pages after which even a busy writer does: the command after it waits some milliseconds, so not often.
const BUSY_PAGES: i32 = 8_000;
/// Below this much free space an I/O error is taken for a full disk.
const NO_ROOM: u64 = 1 << 20;
/// Snapshots kept of each kind.
const SNAPSHOTS: u32 = 2;

/// What a writer was opened with.
#[derive(Debug)]
pub(crate) struct Home {
    pub path: PathBuf,
    pub origin: String,
    pub mode: Mode,
    pub lock: Arc<Lock>,
    pub reserve: Reserve,
    pub bodies: Bodies,
}

/// Appends to the log. One per folder; belongs to one thread.
#[derive(Debug)]
pub struct Writer {
    home: Home,
    /// `None` after an error that the file did not let us recover from yet.
    conn: Option<Connection>,
    tail: Tail,
    wal_pages: Arc<AtomicI32>,
}

impl Writer {
    pub(crate) fn new(home: Home, conn: Connection, tail: Tail) -> Result<Self, LogError> {
        let wal_pages = Arc::new(AtomicI32::new(0));
        let mut writer = Self { home, conn: None, tail, wal_pages };
        writer.adopt(conn)?;
        Ok(writer)
    }

    fn adopt(&mut self, mut conn: Connection) -> Result<(), LogError> {
        let pages = Arc::clone(&self.wal_pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count| {
            pages.store(count, Ordering::Relaxed);
            Ok(())
        }))
        .doing("watching the write-ahead log")?;
        self.conn = Some(conn);
        Ok(())
    }

    fn store_bodies<'a>(&self, events: &'a [NewEvent]) -> Result<Vec<Stored<'a>>, LogError> {
        let mode = self.home.mode.as_str();
        let store = |event: &'a NewEvent| {
            batch::check(event, mode)?;
            let body = if bodies::must_be_file(&event.body) {
                Cow::Owned(self.home.bodies.put(&event.body)?)
            } else {
                Cow::Borrowed(event.body.as_slice())
            };
            Ok(Stored { event, body })
        };
        events.iter().map(store).collect()
    }

    fn write(&mut self, events: &[Stored<'_>]) -> Result<Vec<Place>, LogError> {
        let conn = self.conn.as_mut().ok_or_else(|| LogError::Other("the log is closed after an error".to_owned()))?;
        let change = conn.transaction_with_behavior(TransactionBehavior::Immediate).doing("beginning to write")?;
        let mut batch = Batch::new(&change, &self.home.origin, self.tail.clone());
        for event in events {
            batch.add(event)?;
        }
        let (tail, places) = (batch.tail, batch.places);
        change.commit().doing("committing")?;
        self.tail = tail;
        Ok(places)
    }

    /// Runs a change; after a failure of the disk or file, reopens and finds out what is really there.
    fn attempt<T>(&mut self, change: impl FnOnce(&mut Self) -> Result<T, LogError>) -> Result<T, LogError> {
        if self.conn.is_none() {
            self.reopen()?;
        }
        let error = match change(self) {
            Ok(done) => return Ok(done),
            Err(error @ LogError::Conflict { .. }) => return Err(error),
            Err(error) => error,
        };
        let error = self.name_full_disk(error);
        self.conn = None;
        if let Err(again) = self.reopen() {
            tracing::error!(error = %again, "the log could not be reopened after an error; the next write tries again");
        }
        Err(error)
    }

    /// A full disk shows itself in several ways; the reserve is given back for all of them.
    fn name_full_disk(&self, error: LogError) -> LogError {
        let room = folder::free(&self.home.path).unwrap_or(u64::MAX);
        let text = match error {
            LogError::DiskFull(text) => text,
            LogError::Other(text) if room < NO_ROOM && text.contains("I/O") => text,
            other => return other,
        };
        let released = if self.home.reserve.release() { "; the reserve was given back" } else { "" };
        LogError::DiskFull(format!("{}: {text}{released}", self.home.path.display()))
    }

    /// A new connection, the write-ahead log emptied so that a batch that failed cannot come back after a crash, and one
    /// that is there after all is known to be on disk. On a full disk it may not be possible to empty it: then a failed
    /// batch is overwritten by the next, and one that is there must wait for room.
    fn reopen(&mut self) -> Result<(), LogError> {
        let conn = sqlite::open(&self.home.path, Purpose::Write)?;
        let emptied = if self.room_to_empty() {
            checkpoint(&conn, "TRUNCATE")
        } else {
            Err(LogError::DiskFull("there is no room to empty the write-ahead log".to_owned()))
        };
        let tail = Tail::load(&conn, &self.home.origin)?;
        if tail != self.tail {
            emptied?;
        }
        if tail.lseq < self.tail.lseq {
            let (found, had) = (tail.lseq, self.tail.lseq);
            return Err(LogError::Damaged(format!("the log ends at lseq {found}, {had} was acknowledged")));
        }
        self.tail = tail;
        self.adopt(conn)
    }

    /// Emptying the write-ahead log may make the log grow by as much; it must not eat the reserve just given back.
    fn room_to_empty(&self) -> bool {
        let mut wal = self.home.path.clone().into_os_string();
        wal.push("-wal");
        let need = std::fs::metadata(wal).map_or(0, |meta| meta.len());
        folder::free(&self.home.path).is_none_or(|room| room > need)
    }

    fn checkpoint_if(&mut self, pages: i32) {
        let Some(conn) = &self.conn else { return };
        if self.wal_pages.load(Ordering::Relaxed) >= pages {
            if let Err(error) = checkpoint(conn, "PASSIVE") {
                tracing::warn!(%error, "checkpoint");
            }
            self.wal_pages.store(0, Ordering::Relaxed);
        }
    }
}

/// Moves the write-ahead log into the log file.
fn checkpoint(conn: &Connection, kind: &str) -> Result<(), LogError> {
    let busy: i64 = conn
        .query_row(&format!("PRAGMA wal_checkpoint({kind})"), [], |row| row.get(0))
        .doing("moving the write-ahead log into the log")?;
    if busy == 0 || kind == "PASSIVE" { Ok(()) } else { Err(LogError::Other("a reader is in the way".to_owned())) }
}

impl EventLog for Writer {
    fn append(&mut self, events: &[NewEvent]) -> Result<Vec<Place>, LogError> {
        let stored = self.store_bodies(events).map_err(|error| self.name_full_disk(error))?;
        let before = self.tail.lseq;
        match self.attempt(|writer| writer.write(&stored)) {
            // The commit reached the disk although it was reported as failed: a second try finds its own events.
            Err(LogError::Other(_)) if self.conn.is_some() && self.tail.lseq > before => self.write(&stored),
            other => other,
        }
    }

    fn settle(&mut self) {
        self.checkpoint_if(BUSY_PAGES);
    }

    fn save_snapshot(&mut self, gseq: u64, kind: &str, state: &[u8]) -> Result<(), LogError> {
        if gseq > self.tail.gseq {
            let head = self.tail.gseq;
            return Err(LogError::Other(format!(
                "a snapshot of gseq {gseq} is ahead of the log, which ends at {head}"
            )));
        }
        let sha256: [u8; 32] = Sha256::digest(state).into();
        self.attempt(|writer| {
            let what = "keeping a snapshot";
            let Some(conn) = writer.conn.as_mut() else { return Ok(()) };
            let change = conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(what)?;
            change
                .execute(
                    "INSERT OR REPLACE INTO snapshot(kind, gseq, format, state, sha256) VALUES(?1, ?2, 1, ?3, ?4)",
                    params![kind, gseq as i64, state, sha256],
                )
                .doing(what)?;
            change
                .execute(
                    "DELETE FROM snapshot WHERE kind=?1 AND gseq NOT IN
                     (SELECT gseq FROM snapshot WHERE kind=?1 ORDER BY gseq DESC LIMIT ?2)",
                    params![kind, SNAPSHOTS],
                )
                .doing(what)?;
            change.commit().doing(what)
        })
    }

    fn idle(&mut self) {
        self.checkpoint_if(IDLE_PAGES);
        if !self.home.reserve.held() {
            self.home.reserve.fill();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let Some(conn) = &self.conn else { return };
        // The log is left as one file, so that what a person copies or compares is all of it.
        if let Err(error) = checkpoint(conn, "TRUNCATE") {
            tracing::warn!(%error, "the last checkpoint failed; the next start does it");
        }
        if !std::thread::panicking() {
            self.home.lock.close_cleanly();
        }
    }
}
