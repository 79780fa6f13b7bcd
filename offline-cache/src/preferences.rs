//! Habits of persons: which columns a board shows, which key does what. In `preferences.sqlite`, beside the log and no part of
//! it. Not in copies; a file that cannot be used is begun anew, for a habit must not keep a console from starting. Knows
//! names and texts, no board and no key.

use crate::failure::{At, Doing};
use crate::folder;
use crate::sqlite::{self, Family, Purpose};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use watchfloor_engine::ports::LogError;

/// The file of preferences. `WFPF`.
const PREFERENCES_FILE: Family = Family {
    name: "a Watchfloor file of preferences",
    application_id: 0x5746_5046,
    steps: &["CREATE TABLE preference(
  user   TEXT    NOT NULL,
  name   TEXT    NOT NULL,
  value  TEXT    NOT NULL CHECK(length(value)<=16384),
  set_ms INTEGER NOT NULL,
  PRIMARY KEY(user, name)
) STRICT, WITHOUT ROWID;"],
};

/// Most preferences of one person.
pub const MOST: usize = 64;

/// One preference of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// What it is for, such as `board.pending`.
    pub name: String,
    /// As the window wrote it; opaque here.
    pub value: String,
    /// When it was set, UTC milliseconds.
    pub set_ms: i64,
}

/// The preferences of a data folder; cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Preferences {
    conn: Arc<Mutex<Connection>>,
}

/// Opens or makes the file of a data folder whose lock is held; `doubtful` has it checked first.
pub(crate) fn open(dir: &Path, doubtful: bool) -> Result<Preferences, LogError> {
    let path = dir.join(folder::PREFERENCES);
    let conn = match open_file(&path, doubtful) {
        Err(LogError::DiskFull(why)) => return Err(LogError::DiskFull(why)),
        Err(error) => {
            tracing::warn!(%error, "the preferences cannot be used; they are begun anew");
            for end in ["", "-wal", "-shm"] {
                remove(&path.with_file_name(format!("{}{end}", folder::PREFERENCES)))?;
            }
            open_file(&path, false)?
        }
        Ok(conn) => conn,
    };
    Ok(Preferences { conn: Arc::new(Mutex::new(conn)) })
}

fn open_file(path: &Path, doubtful: bool) -> Result<Connection, LogError> {
    sqlite::create_private(path)?;
    let mut conn = sqlite::open(path, Purpose::WriteAgain)?;
    if doubtful {
        sqlite::quick_check(&conn, path)?;
    }
    sqlite::migrate(&mut conn, &PREFERENCES_FILE)?;
    Ok(conn)
}

fn remove(file: &Path) -> Result<(), LogError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).at(file),
        _ => Ok(()),
    }
}

impl Preferences {
    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All preferences of a person, by name.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be read.
    pub fn of(&self, user: &str) -> Result<Vec<Preference>, LogError> {
        let what = "reading preferences";
        let conn = self.conn();
        let mut statement = conn
            .prepare_cached("SELECT name, value, set_ms FROM preference WHERE user=?1 ORDER BY name")
            .doing(what)?;
        let row =
            |row: &rusqlite::Row<'_>| Ok(Preference { name: row.get(0)?, value: row.get(1)?, set_ms: row.get(2)? });
        statement.query_map([user], row).and_then(Iterator::collect).doing(what)
    }

    /// Sets one preference of a person, at most 16 KiB. False, and nothing changed, when the person has [`MOST`] others.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be written.
    pub fn set(&self, user: &str, name: &str, value: &str, now_ms: i64) -> Result<bool, LogError> {
        let what = "keeping a preference";
        let conn = self.conn();
        let written = conn
            .prepare_cached(
                "INSERT INTO preference(user, name, value, set_ms)
                 SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM preference WHERE user=?1 AND name<>?2) < ?5
                 ON CONFLICT(user, name) DO UPDATE SET value=excluded.value, set_ms=excluded.set_ms",
            )
            .and_then(|mut s| s.execute(params![user, name, value, now_ms, MOST as i64]))
            .doing(what)?;
        tidy(&conn)?;
        Ok(written > 0)
    }

    /// Forgets one preference of a person; one that is not there is forgotten already.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be written.
    pub fn forget(&self, user: &str, name: &str) -> Result<(), LogError> {
        let conn = self.conn();
        conn.execute("DELETE FROM preference WHERE user=?1 AND name=?2", [user, name])
            .doing("forgetting a preference")?;
        tidy(&conn)
    }

    /// Forgets everything of a person whose account ended or was erased; no trace stays in the file.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be written.
    pub fn forget_user(&self, user: &str) -> Result<(), LogError> {
        let conn = self.conn();
        let gone = conn.execute("DELETE FROM preference WHERE user=?1", [user]).doing("forgetting preferences")?;
        if gone > 0 { tidy(&conn) } else { Ok(()) }
    }
}

/// Moves what was written into the file, where removed rows are overwritten. The file is small and rarely written.
fn tidy(conn: &Connection) -> Result<(), LogError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing("moving preferences into their file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_a_persons_own_and_outlive_the_console() {
        let dir = tempfile::tempdir().unwrap();
        let kept = open(dir.path(), false).unwrap();
        assert!(kept.set("anna", "board.pending", "{\"a\":1}", 5).unwrap());
        assert!(kept.set("anna", "keys", "{}", 6).unwrap());
        assert!(kept.set("anna", "keys", "{\"b\":2}", 7).unwrap());
        assert!(kept.set("ben", "keys", "{}", 8).unwrap());
        drop(kept);
        let again = open(dir.path(), true).unwrap();
        let row = |name: &str, value: &str, set_ms| Preference { name: name.into(), value: value.into(), set_ms };
        assert_eq!(again.of("anna").unwrap(), [row("board.pending", "{\"a\":1}", 5), row("keys", "{\"b\":2}", 7)]);
        again.forget("anna", "keys").unwrap();
        again.forget("anna", "keys").unwrap();
        assert_eq!(again.of("anna").unwrap().len(), 1);
        assert_eq!(again.of("ben").unwrap(), [row("keys", "{}", 8)]);
    }

    #[test]
    fn there_is_a_limit_and_what_is_there_can_still_be_changed() {
        let dir = tempfile::tempdir().unwrap();
        let kept = open(dir.path(), false).unwrap();
        for n in 0..MOST {
            assert!(kept.set("anna", &format!("n{n}"), "{}", 1).unwrap(), "{n}");
        }
        assert!(!kept.set("anna", "one-more", "{}", 2).unwrap());
        assert!(kept.set("anna", "n0", "{\"x\":1}", 3).unwrap());
        assert!(kept.set("ben", "n0", "{}", 4).unwrap());
        assert_eq!(kept.of("anna").unwrap().len(), MOST);
        assert!(kept.set("anna", "n0", &"x".repeat(16_385), 3).is_err(), "the file itself refuses what is too long");
    }

    #[test]
    fn an_ended_account_leaves_no_trace() {
        let dir = tempfile::tempdir().unwrap();
        let kept = open(dir.path(), false).unwrap();
        kept.set("anna", "board.pending", "{\"text\":\"Hakaniemi\"}", 1).unwrap();
        kept.set("ben", "board.pending", "{\"text\":\"Kallio\"}", 1).unwrap();
        kept.forget_user("anna").unwrap();
        assert!(kept.of("anna").unwrap().is_empty());
        let bytes = || -> Vec<u8> {
            let read = |name| std::fs::read(dir.path().join(name)).unwrap_or_default();
            [read("preferences.sqlite"), read("preferences.sqlite-wal")].concat()
        };
        let holds = |word: &str| bytes().windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!holds("Hakaniemi"));
        assert!(holds("Kallio"), "else the look would prove nothing");
    }

    #[test]
    fn a_file_that_cannot_be_used_is_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("preferences.sqlite"), "not a database, by any measure, at all").unwrap();
        let kept = open(dir.path(), false).unwrap();
        assert!(kept.set("anna", "keys", "{}", 1).unwrap());
        assert_eq!(kept.of("anna").unwrap().len(), 1);
    }
}
