//! Opens SQLite files the one way this crate allows, and reads every setting back. Knows no table of ours.

use crate::failure::{At, Doing};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;
use watchfloor_engine::ports::LogError;

/// Older libraries may lose commits when a write-ahead log is reset beside a second connection.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a reader or writer waits for the other before it gives up.
const BUSY: Duration = Duration::from_secs(5);

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The one writing connection of a live file.
    Write,
    /// The one writing connection of a file that can be made again: a power cut may take its last commits, not its order.
    WriteAgain,
    /// Reads beside a writer.
    Read,
    /// Reads a closed single file, such as a copy: its journal mode is as found.
    ReadClosed,
    /// Changes a closed single file and leaves it one.
    WriteClosed,
}

/// What makes a file ours, and its schema.
pub(crate) struct Family {
    /// What a person calls the file.
    pub name: &'static str,
    /// SQLite's `application_id`.
    pub application_id: i32,
    /// Forward steps; the count of those applied is `user_version`.
    pub steps: &'static [&'static str],
}

/// The SQLite built in, such as `3.54.1`.
#[must_use]
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Opens a file and sets and verifies every setting of `resilience.md` 4.2.
pub(crate) fn open(path: &Path, purpose: Purpose) -> Result<Connection, LogError> {
    check_library(rusqlite::version_number())?;
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    flags |= match purpose {
        Purpose::Write | Purpose::WriteAgain | Purpose::WriteClosed => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Purpose::Read | Purpose::ReadClosed => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    // SQLite's own "no follow" refuses a link anywhere in the path, such as a linked home; only the file matters here.
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = folder.canonicalize().at(folder)?.join(path.file_name().unwrap_or_default());
    let conn = Connection::open_with_flags(&real, flags).doing(&format!("opening {}", path.display()))?;
    conn.busy_timeout(BUSY).doing("setting the busy timeout")?;
    conn.set_prepared_statement_cache_capacity(64);
    guard(&conn)?;
    set_pragmas(&conn, purpose).map_err(|error| match error {
        LogError::Damaged(text) => LogError::Damaged(format!("{}: {text}", path.display())),
        other => other,
    })?;
    Ok(conn)
}

/// Makes an empty file that only its owner may read, unless it is there already.
pub(crate) fn create_private(path: &Path) -> Result<(), LogError> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map(drop).at(path)
}

/// Refuses a library that may lose commits.
fn check_library(number: i32) -> Result<(), LogError> {
    if number < OLDEST_SQLITE {
        return Err(LogError::Other(format!("SQLite {number} is older than {OLDEST_SQLITE} and may lose commits")));
    }
    Ok(())
}

fn guard(conn: &Connection) -> Result<(), LogError> {
    let wanted = [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true),
        // A kept statement keeps its plan. Otherwise some are planned anew for each value bound, a third of an append.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ];
    for (config, on) in wanted {
        let now = conn.set_db_config(config, on).doing("setting a guard of SQLite")?;
        if now != on {
            return Err(LogError::Other("SQLite refused a guard setting".to_owned()));
        }
    }
    Ok(())
}

fn set_pragmas(conn: &Connection, purpose: Purpose) -> Result<(), LogError> {
    match purpose {
        Purpose::Write | Purpose::WriteAgain => pragma(conn, "journal_mode", "wal")?,
        Purpose::Read => expect(conn, "journal_mode", "wal")?,
        Purpose::WriteClosed => pragma(conn, "journal_mode", "delete")?,
        Purpose::ReadClosed => {}
    }
    let common = [
        ("synchronous", if purpose == Purpose::WriteAgain { "1" } else { "2" }),
        ("foreign_keys", "1"),
        ("recursive_triggers", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("temp_store", "2"),
        ("mmap_size", "0"),
        // Kibibytes. Who appends needs the few pages it is at; more would only fill over a shift.
        ("cache_size", if matches!(purpose, Purpose::Write | Purpose::WriteAgain) { "-4096" } else { "-16384" }),
    ];
    for (name, value) in common {
        pragma(conn, name, value)?;
    }
    match purpose {
        Purpose::Read | Purpose::ReadClosed => pragma(conn, "query_only", "1"),
        Purpose::WriteClosed => pragma(conn, "secure_delete", "1"),
        Purpose::Write | Purpose::WriteAgain => {
            pragma(conn, "journal_size_limit", "67108864")?;
            pragma(conn, "wal_autocheckpoint", "0")?;
            pragma(conn, "secure_delete", "1")
        }
    }
}

/// Sets a pragma and reads it back.
pub(crate) fn pragma(conn: &Connection, name: &str, value: &str) -> Result<(), LogError> {
    let what = format!("setting {name}");
    let mut statement = conn.prepare(&format!("PRAGMA {name}={value}")).doing(&what)?;
    let mut rows = statement.query([]).doing(&what)?;
    while rows.next().doing(&what)?.is_some() {}
    expect(conn, name, value)
}

fn expect(conn: &Connection, name: &str, value: &str) -> Result<(), LogError> {
    let found: Option<rusqlite::types::Value> =
        conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).optional().doing(&format!("reading {name}"))?;
    let found = match found {
        Some(rusqlite::types::Value::Integer(number)) => number.to_string(),
        Some(rusqlite::types::Value::Text(text)) => text,
        // A library built without memory mapping has no such setting, which is what we want of it.
        None if name == "mmap_size" => value.to_owned(),
        other => format!("{other:?}"),
    };
    if found == value {
        Ok(())
    } else {
        Err(LogError::Other(format!("{name} is {found}, not {value}: the disk or file system cannot hold a safe log")))
    }
}

/// Whether a query with one text value has a row.
pub(crate) fn exists(conn: &Connection, query: &str, value: &str) -> Result<bool, LogError> {
    conn.prepare_cached(query).and_then(|mut s| s.exists([value])).doing("looking for a row")
}

/// Looks for damaged pages, after a stop that nobody saw.
pub(crate) fn quick_check(conn: &Connection, path: &Path) -> Result<(), LogError> {
    let what = format!("checking {} after an unclean stop", path.display());
    let mut statement = conn.prepare("PRAGMA quick_check(5)").doing(&what)?;
    let lines: Vec<String> = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).doing(&what)?;
    if lines == ["ok"] { Ok(()) } else { Err(LogError::Damaged(format!("{}: {}", path.display(), lines.join("; ")))) }
}

/// Applies the missing steps of a family, each in its own transaction, then checks the schema is exactly ours.
pub(crate) fn migrate(conn: &mut Connection, family: &Family) -> Result<(), LogError> {
    let found = version(conn, family)?;
    for (index, step) in family.steps.iter().enumerate().skip(found as usize) {
        let what = format!("preparing {} (step {})", family.name, index + 1);
        let change = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).doing(&what)?;
        change.execute_batch(step).doing(&what)?;
        change.pragma_update(None, "application_id", family.application_id).doing(&what)?;
        change.pragma_update(None, "user_version", index as i64 + 1).doing(&what)?;
        change.commit().doing(&what)?;
    }
    check_schema(conn, family)
}

/// The schema version of a file of this family; 0 for an empty file.
pub(crate) fn version(conn: &Connection, family: &Family) -> Result<u32, LogError> {
    let what = format!("reading the header of {}", family.name);
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0)).doing(&what)?;
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).doing(&what)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).doing(&what)?;
    if id != family.application_id && (id != 0 || tables != 0) {
        return Err(LogError::Other(format!("this file is not {}: application id {id:#x}", family.name)));
    }
    let known = family.steps.len() as u32;
    if found > known {
        return Err(LogError::NewerSchema { found, known });
    }
    Ok(found)
}

/// Compares the schema with the one these steps make: a dropped trigger or a foreign view is noticed.
pub(crate) fn check_schema(conn: &Connection, family: &Family) -> Result<(), LogError> {
    let expected = Connection::open_in_memory().doing("preparing the expected schema")?;
    for step in family.steps {
        expected.execute_batch(step).doing("preparing the expected schema")?;
    }
    if schema_hash(&expected)? == schema_hash(conn)? {
        return Ok(());
    }
    Err(LogError::Damaged(format!("the schema of {} was changed: {}", family.name, difference(&expected, conn)?)))
}

/// SHA-256 of the schema's text. Tables that a search index keeps for itself belong to the library and are left out.
fn schema_hash(conn: &Connection) -> Result<[u8; 32], LogError> {
    let mut sha = Sha256::new();
    for (name, text) in objects(conn)? {
        sha.update((name.len() as u64).to_le_bytes());
        sha.update(name);
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text);
    }
    Ok(sha.finalize().into())
}

fn objects(conn: &Connection) -> Result<Vec<(String, String)>, LogError> {
    let what = "reading the schema";
    let mut statement = conn
        .prepare(
            "SELECT type || ' ' || name, coalesce(sql,'') FROM sqlite_schema WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@'
             AND NOT EXISTS(SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%'
                            AND sqlite_schema.name LIKE v.name || '@_%' ESCAPE '@')
             ORDER BY 1",
        )
        .doing(what)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).doing(what)?;
    rows.collect::<rusqlite::Result<_>>().doing(what)
}

fn difference(expected: &Connection, found: &Connection) -> Result<String, LogError> {
    let (expected, found) = (objects(expected)?, objects(found)?);
    let missing = expected.iter().filter(|o| !found.contains(o)).map(|o| format!("{} is missing or altered", o.0));
    let extra = found.iter().filter(|o| !expected.iter().any(|e| e.0 == o.0)).map(|o| format!("{} is foreign", o.0));
    Ok(missing.chain(extra).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_library_is_refused() {
        assert!(check_library(3_051_002).is_err());
        assert!(check_library(OLDEST_SQLITE).is_ok());
        assert!(rusqlite::version_number() >= OLDEST_SQLITE);
    }
}
