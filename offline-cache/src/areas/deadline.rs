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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n";

    fn count(conn: &Connection, query: &str) -> rusqlite::Result<i64> {
        conn.query_row(query, [], |row| row.get(0))
    }

    #[test]
    fn a_statement_is_stopped_when_its_time_is_up_and_the_connection_goes_on() {
        let mut conn = Connection::open_in_memory().unwrap();
        heed(&mut conn).unwrap();
        let soon = Instant::now() + Duration::from_millis(20);
        let (ran, stopped) = until(soon, || count(&conn, ENDLESS));
        assert!(stopped && ran.is_err(), "{ran:?}");
        let long = ENDLESS.replace("FROM n)", "FROM n WHERE i<100000)");
        let later = Instant::now() + Duration::from_secs(600);
        assert_eq!(until(later, || count(&conn, &long)), (Ok(100_000), false));
        assert_eq!(count(&conn, "SELECT 1"), Ok(1), "without a deadline nothing is stopped");
    }
}
