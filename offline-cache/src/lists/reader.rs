//! The reading side of the lists, beside their writer.

use super::{history, past};
use crate::failure::Doing;
use crate::log::pool::Pool;
use rusqlite::params;
use std::sync::Arc;
use watchfloor_engine::ports::{HistoryFilter, ListReader, LogError, Places};

/// Reads the lists; cheap to clone, safe to share between threads.
#[derive(Clone, Debug)]
pub struct Lists {
    pool: Arc<Pool>,
}

impl Lists {
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool: Arc::new(pool) }
    }
}

impl ListReader for Lists {
    fn story(&self, incident: &str, limit: u32) -> Result<Vec<u64>, LogError> {
        let what = "reading an incident's story";
        self.pool.with(|conn| {
            let mut statement = conn
                .prepare_cached("SELECT gseq FROM incident_story WHERE incident=?1 ORDER BY gseq DESC LIMIT ?2")
                .doing(what)?;
            let rows = statement.query_map(params![incident, limit], |row| row.get::<_, i64>(0)).doing(what)?;
            let mut places: Vec<u64> =
                rows.map(|row| row.map(|gseq| gseq as u64)).collect::<rusqlite::Result<_>>().doing(what)?;
            places.reverse();
            Ok(places)
        })
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<String>, LogError> {
        self.pool.with(|conn| history::find(conn, filter))
    }

    fn incident(&self, id_or_number: &str) -> Result<Vec<String>, LogError> {
        self.pool.with(|conn| history::incident(conn, id_or_number))
    }

    fn within(&self, bounds: [f64; 4], limit: u32) -> Result<Vec<String>, LogError> {
        self.pool.with(|conn| history::within(conn, bounds, limit))
    }

    fn places(&self, after: Option<u64>, limit: u32) -> Result<Places, LogError> {
        self.pool.with(|conn| past::places(conn, after, limit))
    }
}
