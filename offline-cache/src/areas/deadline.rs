//! Stops a statement of an area file when its time is up. Knows no table.

use crate::failure::Doing;
use rusqlite::Connection;
use std::cell::Cell;
use std::time::Instant;
use watchfloor_engine::ports::LogError;

/// Steps of SQLite's machine between two looks at the clock, some tens of microseconds.
const STEPS: i32 = 1_000;

thread_local! {
    /// When the statement that this thread runs has to end.
    static ENDS: Cell<Option<Instant>> = const { Cell::new(None) };
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Lets [`until`] stop the statements of a connection.
pub(super) fn heed(conn: &mut Connection) -> Result<(), LogError> {
    let over = || {
        let over = ENDS.get().is_some_and(|ends| Instant::now() >= ends);
        if over {
            STOPPED.set(true);
        }
        over
    };
    conn.progress_handler(STEPS, Some(over)).doing("limiting the time of a statement")
}

/// Runs statements of connections that heed it until `ends`, and says whether one was stopped, which fails then.
pub(super) fn until<T>(ends: Instant, run: impl FnOnce() -> T) -> (T, bool) {
    ENDS.set(Some(ends));
    STOPPED.set(false);
    let ran = run();
    ENDS.set(None);
    (ran, STOPPED.take())
}
