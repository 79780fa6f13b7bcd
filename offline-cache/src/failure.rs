//! Turns what SQLite and the file system say into the words of the ports. Knows no table.

use rusqlite::ErrorCode;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// A SQLite error while doing `what`.
pub(crate) fn sql(what: &str, error: &rusqlite::Error) -> LogError {
    let text = format!("{what}: {error}");
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LogError::DiskFull(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => LogError::Damaged(text),
        _ => match error {
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => LogError::Damaged(text),
            _ => LogError::Other(text),
        },
    }
}

/// A file-system error at a path.
pub(crate) fn io(path: &Path, error: &std::io::Error) -> LogError {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => LogError::DiskFull(text),
        _ => LogError::Other(text),
    }
}

/// Adds what was being done to a SQLite result.
pub(crate) trait Doing<T> {
    /// Says `what` was being done when it failed.
    fn doing(self, what: &str) -> Result<T, LogError>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, what: &str) -> Result<T, LogError> {
        self.map_err(|error| sql(what, &error))
    }
}

/// Adds the path to a file-system result.
pub(crate) trait At<T> {
    /// Says which path it was.
    fn at(self, path: &Path) -> Result<T, LogError>;
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, LogError> {
        self.map_err(|error| io(path, &error))
    }
}
