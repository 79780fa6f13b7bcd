//! A few read-only connections to one file, lent one at a time. Knows no table.

use crate::sqlite::{self, Purpose};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use watchfloor_engine::ports::LogError;

/// Readers beside one writer.
const MOST: usize = 3;

/// Sets a new connection up.
pub(crate) type Prepare = fn(&mut Connection) -> Result<(), LogError>;

#[derive(Debug)]
pub(crate) struct Pool {
    path: PathBuf,
    purpose: Purpose,
    prepare: Prepare,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    open: usize,
}

impl Pool {
    /// A pool whose first connection is opened now, so that a bad file is known now.
    /// `prepare` sets up every connection after this one's settings.
    pub(crate) fn open(path: &Path, purpose: Purpose, prepare: Prepare) -> Result<Self, LogError> {
        let pool = Self { path: path.to_owned(), purpose, prepare, state: Mutex::default(), returned: Condvar::new() };
        let first = pool.connect()?;
        *pool.state() = State { idle: vec![first], open: 1 };
        Ok(pool)
    }

    fn connect(&self) -> Result<Connection, LogError> {
        let mut conn = sqlite::open(&self.path, self.purpose)?;
        (self.prepare)(&mut conn)?;
        Ok(conn)
    }

    /// Lends a connection. One that failed is closed, not lent again.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, LogError> {
        let conn = self.take()?;
        let result = work(&conn);
        let mut state = self.state();
        match result {
            Ok(_) => state.idle.push(conn),
            Err(_) => state.open -= 1,
        }
        drop(state);
        self.returned.notify_one();
        result
    }

    fn take(&self) -> Result<Connection, LogError> {
        let mut state = self.state();
        loop {
            if let Some(conn) = state.idle.pop() {
                return Ok(conn);
            }
            if state.open < MOST {
                state.open += 1;
                drop(state);
                return self.connect().inspect_err(|_| self.state().open -= 1);
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
