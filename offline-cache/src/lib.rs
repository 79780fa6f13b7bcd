//! The store: the event log with its hash chain, snapshots, search rows, personal-data keys, imported areas, backups.
//!
//! The only crate that knows SQL. It implements the ports of `engine` ([`watchfloor_engine::ports::EventLog`],
//! [`watchfloor_engine::ports::LogReader`], [`watchfloor_engine::ports::ListReader`],
//! [`watchfloor_engine::ports::Vault`]) and of `area`
//! ([`watchfloor_area::AreaSink`]). It must not know the rules of the domain, the wire or a window: bodies and states
//! are bytes to it. Times are UTC milliseconds since the Unix epoch; coordinates are WGS-84 degrees.

pub mod areas;
pub mod attachments;
pub mod backup;
mod failure;
pub mod folder;
mod lists;
pub mod log;
pub mod preferences;
mod sqlite;
pub mod vault;
pub mod verify;

pub use folder::Mode;
pub use lists::{Lists, ListsWriter};
pub use log::{INLINE_LIMIT, OpenOptions, Reader, Store, Writer};
pub use preferences::{Preference, Preferences};
pub use sqlite::sqlite_version;
pub use vault::KeyVault;
