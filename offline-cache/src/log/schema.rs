//! The tables of the log: `resilience.md` 4.4 column for column, then ours. Steps only ever go forward and are never
//! edited once released.

use crate::sqlite::Family;

/// The log file. `WFLG`.
pub(crate) const LOG_FILE: Family = Family {
    name: "a Watchfloor log",
    application_id: 0x5746_4c47,
    steps: &[
        concat!(include_str!("event.sql"), include_str!("rows.sql")),
        // Lists and search words went to a file of their own, which is made from the log.
        include_str!("lists_apart.sql"),
    ],
};
