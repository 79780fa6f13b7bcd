//! The reading side of the log, beside a running writer. No read transaction outlives one page of rows.

use super::bodies::{self, Bodies};
use super::pool::Pool;
use super::row::{self, COLUMNS, LEAN_COLUMNS};
use crate::failure::Doing;
use crate::folder;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use watchfloor_engine::ports::{Lean, LogError, LogReader};
use watchfloor_engine::record::Row;

/// Rows read in one go.
const PAGE_ROWS: usize = 1_000;
/// Body bytes after which a page ends early.
const PAGE_BYTES: usize = 4 << 20;
/// Newest rows any one call may ask for.
const MOST_ROWS: u32 = 100_000;

/// Reads the log; cheap to clone, safe to share between threads.
#[derive(Clone, Debug)]
pub struct Reader {
    pool: Arc<Pool>,
    bodies: Bodies,
    dir: PathBuf,
}

/// Some rows, and why there are no more if that is an error.
struct Page {
    rows: Vec<Row>,
    more: bool,
    error: Option<LogError>,
}

impl Reader {
    pub(crate) fn new(pool: Pool, bodies: Bodies, dir: PathBuf) -> Self {
        Self { pool: Arc::new(pool), bodies, dir }
    }

    fn page(&self, after: u64) -> Page {
        let mut page = Page { rows: Vec::with_capacity(PAGE_ROWS), more: false, error: None };
        page.error = self.pool.with(|conn| self.fill(conn, after, &mut page)).err().map(|error| {
            let last = page.rows.last().map_or(after, |row| row.gseq);
            match error {
                LogError::Damaged(why) => LogError::Damaged(format!("reading the log after gseq {last}: {why}")),
                other => other,
            }
        });
        page
    }

    fn fill(&self, conn: &Connection, after: u64, page: &mut Page) -> Result<(), LogError> {
        // A console alone places as it appends, so the places agree; where they do not, the id decides.
        let mut statement = conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM placed p LEFT JOIN event e ON e.lseq=p.gseq WHERE p.gseq>?1 ORDER BY p.gseq LIMIT ?2"
            ))
            .doing("preparing a scan")?;
        let mut rows = statement.query(params![after as i64, PAGE_ROWS as i64]).doing("scanning the log")?;
        let mut bytes = 0;
        while let Some(found) = rows.next().doing("scanning the log")? {
            let event = if row::joined(found)? {
                row::read(found, &self.bodies)?
            } else {
                let gseq = row::gseq(found)?;
                self.by_place(conn, gseq)?
                    .ok_or_else(|| LogError::Damaged(format!("the event placed at gseq {gseq} is missing")))?
            };
            bytes += event.body.len() + event.stored_body.len();
            page.rows.push(event);
            if bytes > PAGE_BYTES || page.rows.len() == PAGE_ROWS {
                page.more = true;
                break;
            }
        }
        Ok(())
    }

    fn by_place(&self, conn: &Connection, gseq: u64) -> Result<Option<Row>, LogError> {
        let query = format!("SELECT {COLUMNS} FROM placed p JOIN event e ON e.id=p.id WHERE p.gseq=?1");
        Ok(self.rows(conn, &query, &[&(gseq as i64)])?.pop())
    }

    fn rows(&self, conn: &Connection, query: &str, args: &[&dyn rusqlite::ToSql]) -> Result<Vec<Row>, LogError> {
        let mut statement = conn.prepare_cached(query).doing("preparing a question")?;
        let mut rows = statement.query(args).doing("reading events")?;
        let mut out = Vec::new();
        while let Some(found) = rows.next().doing("reading events")? {
            out.push(row::read(found, &self.bodies)?);
        }
        Ok(out)
    }

    /// Visits one page of what folds need; answers the last place seen, and whether the visitor or the log has ended.
    fn lean_page(
        &self,
        after: u64,
        visit: &mut dyn FnMut(&Lean<'_>) -> ControlFlow<()>,
    ) -> Result<(u64, ControlFlow<()>), LogError> {
        self.pool.with(|conn| {
            let mut statement = conn
                .prepare_cached(&format!(
                    "SELECT {LEAN_COLUMNS} FROM placed p LEFT JOIN event e ON e.lseq=p.gseq
                     WHERE p.gseq>?1 ORDER BY p.gseq LIMIT ?2"
                ))
                .doing("preparing a fold")?;
            let mut rows = statement.query(params![after as i64, PAGE_ROWS as i64]).doing("folding the log")?;
            let (mut last, mut count) = (after, 0);
            while let Some(found) = rows.next().doing("folding the log")? {
                let lean = row::lean(found)?.filter(|lean| bodies::reference(lean.body).is_none());
                let flow = match lean {
                    Some(lean) => {
                        last = lean.gseq;
                        visit(&lean)
                    }
                    // A large body, or an event placed elsewhere than it was appended: read it whole.
                    None => {
                        last = found.get::<_, i64>(0).doing("reading a place")? as u64;
                        let whole = self.by_place(conn, last)?;
                        let gone = || LogError::Damaged(format!("the event placed at gseq {last} is missing"));
                        visit(&Lean::of(&whole.ok_or_else(gone)?))
                    }
                };
                count += 1;
                if flow.is_break() {
                    return Ok((last, flow));
                }
            }
            let more = count == PAGE_ROWS;
            Ok((last, if more { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }))
        })
    }

    /// Reads pages on a second thread while this one visits.
    fn scan_ahead(&self, after: u64, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), LogError> {
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(2);
            scope.spawn(move || {
                let mut after = after;
                loop {
                    let page = self.page(after);
                    let more = page.more;
                    after = page.rows.last().map_or(after, |row| row.gseq);
                    if send.send(page).is_err() || !more {
                        return;
                    }
                }
            });
            for page in receive {
                if deliver(page, visit)?.is_break() {
                    return Ok(());
                }
            }
            Ok(())
        })
    }
}

fn deliver(page: Page, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<ControlFlow<()>, LogError> {
    for row in page.rows {
        if visit(row).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    page.error.map_or(Ok(ControlFlow::Continue(())), Err)
}

impl LogReader for Reader {
    fn snapshot(&self, kind: &str) -> Result<Option<(u64, Vec<u8>)>, LogError> {
        self.pool.with(|conn| {
            let mut statement = conn
                .prepare_cached(
                    "SELECT gseq, state, sha256 FROM snapshot WHERE kind=?1 AND format=1 ORDER BY gseq DESC",
                )
                .doing("preparing a snapshot")?;
            let mut rows = statement.query([kind]).doing("reading a snapshot")?;
            while let Some(row) = rows.next().doing("reading a snapshot")? {
                let (gseq, state): (i64, Vec<u8>) = (row.get(0).doing("snapshot")?, row.get(1).doing("snapshot")?);
                if Sha256::digest(&state).as_slice() == row.get_ref(2).doing("snapshot")?.as_blob().unwrap_or_default()
                {
                    return Ok(Some((gseq as u64, state)));
                }
                tracing::warn!(kind, gseq, "a snapshot is damaged and was passed over");
            }
            Ok(None)
        })
    }

    fn scan(&self, after: u64, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), LogError> {
        let page = self.page(after);
        let (more, last) = (page.more, page.rows.last().map_or(after, |row| row.gseq));
        if deliver(page, visit)?.is_break() || !more {
            return Ok(());
        }
        self.scan_ahead(last, visit)
    }

    fn scan_lean(&self, after: u64, visit: &mut dyn FnMut(&Lean<'_>) -> ControlFlow<()>) -> Result<(), LogError> {
        let mut after = after;
        loop {
            let (last, flow) = self.lean_page(after, visit).map_err(|error| match error {
                LogError::Damaged(why) => LogError::Damaged(format!("reading the log after gseq {after}: {why}")),
                other => other,
            })?;
            if flow.is_break() {
                return Ok(());
            }
            after = last;
        }
    }

    fn streams(&self, streams: &[String], limit: u32) -> Result<Vec<Row>, LogError> {
        let limit = limit.min(MOST_ROWS);
        let query = format!(
            "SELECT {COLUMNS} FROM placed p JOIN event e ON e.id=p.id WHERE p.stream=?1 ORDER BY p.version DESC LIMIT ?2"
        );
        self.pool.with(|conn| {
            let mut out = Vec::new();
            for stream in streams {
                out.extend(self.rows(conn, &query, &[stream, &limit])?);
                newest(&mut out, limit);
            }
            Ok(out)
        })
    }

    fn at(&self, gseq: u64) -> Result<Option<Row>, LogError> {
        self.pool.with(|conn| self.by_place(conn, gseq))
    }

    fn story(&self, incident: &str, linked: &[u64], limit: u32) -> Result<Vec<Row>, LogError> {
        let query = format!(
            "SELECT {COLUMNS} FROM placed p JOIN event e ON e.id=p.id WHERE p.gseq IN
             (SELECT gseq FROM placed WHERE stream=?1 UNION SELECT value FROM json_each(?2))
             ORDER BY p.gseq DESC LIMIT ?3"
        );
        let stream = format!("incident/{incident}");
        let linked = serde_json::to_string(linked).map_err(|error| LogError::Other(error.to_string()))?;
        self.pool.with(|conn| {
            let mut out = self.rows(conn, &query, &[&stream, &linked, &limit.min(MOST_ROWS)])?;
            out.reverse();
            Ok(out)
        })
    }

    fn head(&self) -> Result<u64, LogError> {
        let what = "reading the head of the log";
        self.pool.with(|conn| {
            let head: Option<Option<i64>> = conn
                .prepare_cached("SELECT max(gseq) FROM placed")
                .doing(what)?
                .query_row([], |row| row.get(0))
                .optional()
                .doing(what)?;
            Ok(head.flatten().unwrap_or(0) as u64)
        })
    }

    fn disk_free(&self) -> Option<u64> {
        folder::free(&self.dir)
    }
}

/// Keeps the newest rows, oldest first.
fn newest(rows: &mut Vec<Row>, limit: u32) {
    rows.sort_by_key(|row| row.gseq);
    let surplus = rows.len().saturating_sub(limit as usize);
    rows.drain(..surplus);
}
