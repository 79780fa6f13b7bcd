//! Opens a data folder: as its one engine, or to read beside it.

use super::ahead;
use super::bodies::Bodies;
use super::pool::Pool;
use super::reader::Reader;
use super::schema::LOG_FILE;
use super::tail::Tail;
use super::writer::{Home, Writer};
use crate::failure::{At, Doing};
use crate::folder::{self, Lock, Mode, Reserve};
use crate::lists::{self, Lists, ListsWriter};
use crate::preferences::{self, Preferences};
use crate::sqlite::{self, Purpose};
use crate::vault::KeyVault;
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;
use std::sync::Arc;
use watchfloor_engine::ports::LogError;

/// What a host may choose when it opens a store.
#[derive(Clone, Copy, Debug)]
pub struct OpenOptions {
    /// Disk space kept for the day the disk is full. 0 keeps none.
    pub reserve_bytes: u64,
    /// Length the write-ahead log is given at the start, so that commits write over it and do not make it grow. 0: none.
    pub ahead_bytes: u64,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { reserve_bytes: 64 << 20, ahead_bytes: 32 << 20 }
    }
}

/// An open data folder: the writer for the engine's thread, readers and keys for everyone.
#[derive(Debug)]
pub struct Store {
    /// Appends. Dropping it is an orderly stop.
    pub writer: Writer,
    /// Reads; clone it.
    pub reader: Reader,
    /// Writes history, stories and search words.
    pub lists_writer: ListsWriter,
    /// Reads them; clone it.
    pub lists: Lists,
    /// Keys of data subjects; clone it.
    pub vault: KeyVault,
    /// Habits of persons; clone it.
    pub preferences: Preferences,
    /// The last engine stopped without saying so; the file was checked and found whole.
    pub unclean_stop: bool,
    /// Committed events were lost because the write-ahead log was damaged on disk: what happened and where the damaged
    /// file was put aside, for a person to read. The log itself is whole up to there.
    pub damage: Option<String>,
}

impl Store {
    /// Opens the folder as its one engine, making it if need be. `origin` is this console's id.
    ///
    /// # Errors
    /// [`LogError::Locked`] when another process has it, [`LogError::NewerSchema`], [`LogError::Damaged`] when the file
    /// is not whole or its schema was changed, [`LogError::Other`] for a store of the other mode.
    pub fn open(dir: &Path, origin: &str, mode: Mode) -> Result<Self, LogError> {
        Self::open_with(dir, origin, mode, OpenOptions::default())
    }

    /// As [`Store::open`], with choices.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(dir: &Path, origin: &str, mode: Mode, options: OpenOptions) -> Result<Self, LogError> {
        if origin.is_empty() {
            return Err(LogError::Other("a console without an id cannot write".to_owned()));
        }
        folder::private(dir)?;
        let lock = Arc::new(Lock::take(dir)?);
        let unclean_stop = lock.unclean();
        let bodies = Bodies::new(dir);
        bodies.prepare()?;
        let reserve = Reserve::new(dir, options.reserve_bytes);
        reserve.fill();
        let path = dir.join(folder::LOG);
        let damage = if unclean_stop { put_damage_aside(&path) } else { None };
        let mut conn = open_file(&path)?;
        if unclean_stop {
            sqlite::quick_check(&conn, &path)?;
        }
        sqlite::migrate(&mut conn, &LOG_FILE)?;
        check_mode(&conn, mode)?;
        let tail = Tail::load(&conn, origin)?;
        let reader = Reader::new(Pool::open(&path, Purpose::Read, |_| Ok(()))?, bodies.clone(), dir.to_owned());
        let vault = KeyVault::open(dir)?;
        let (lists_writer, lists) = lists::open(dir, unclean_stop)?;
        let preferences = preferences::open(dir, unclean_stop)?;
        folder::sync_dir(dir)?;
        let home = Home { path, origin: origin.to_owned(), mode, lock, reserve, bodies };
        if let Err(error) = ahead::lengthen(&home.path, options.ahead_bytes) {
            tracing::warn!(%error, "the write-ahead log could not be lengthened; the first commands are slower");
        }
        let writer = Writer::new(home, conn, tail)?;
        Ok(Self { writer, reader, lists_writer, lists, vault, preferences, unclean_stop, damage })
    }

    /// Reads a folder beside its running engine, or when there is none. Writes nothing and takes no lock.
    ///
    /// # Errors
    /// [`LogError::Other`] when there is no log, else as [`Store::open`].
    pub fn open_read_only(dir: &Path) -> Result<(Reader, KeyVault), LogError> {
        let path = dir.join(folder::LOG);
        if !path.is_file() {
            return Err(LogError::Other(format!("{}: there is no log here", path.display())));
        }
        let pool = Pool::open(&path, Purpose::Read, |_| Ok(()))?;
        pool.with(check_file)?;
        Ok((Reader::new(pool, Bodies::new(dir), dir.to_owned()), KeyVault::open_read_only(dir)?))
    }
}

/// A log of this program's schema, exactly.
pub(crate) fn check_file(conn: &Connection) -> Result<(), LogError> {
    let (found, known) = (sqlite::version(conn, &LOG_FILE)?, LOG_FILE.steps.len() as u32);
    if found < known {
        return Err(LogError::Other(format!(
            "the log has schema {found}; start the console once to bring it to {known}"
        )));
    }
    sqlite::check_schema(conn, &LOG_FILE)
}

/// The writing connection. A file of another program or a newer one is looked at before anything is set in it.
fn open_file(path: &Path) -> Result<Connection, LogError> {
    if std::fs::metadata(path).is_ok_and(|meta| meta.len() > 0) {
        sqlite::version(&sqlite::open(path, Purpose::ReadClosed)?, &LOG_FILE)?;
    } else {
        sqlite::create_private(path)?;
    }
    let conn = sqlite::open(path, Purpose::Write)?;
    std::fs::File::open(path).and_then(|file| file.sync_all()).at(path)?;
    Ok(conn)
}

/// SQLite takes a write-ahead log for ended at its first damaged frame. Where that hides committed events, the file is
/// kept before it is written over; the console still starts, for a floor without a console is worse.
fn put_damage_aside(path: &Path) -> Option<String> {
    let why = crate::verify::wal::torn(path)?;
    let wal = path.with_file_name(format!("{}-wal", folder::LOG));
    let aside = (1..).map(|n| path.with_file_name(format!("damaged-wal-{n}"))).find(|name| !name.exists())?;
    let kept = match std::fs::copy(&wal, &aside) {
        Ok(_) => format!("it is kept as {}", aside.display()),
        Err(error) => format!("it could not be kept: {error}"),
    };
    tracing::error!(%why, %kept, "the write-ahead log is damaged");
    Some(format!("the write-ahead log is damaged: {why}; {kept}"))
}

fn check_mode(conn: &Connection, mode: Mode) -> Result<(), LogError> {
    let first: Option<String> = conn
        .query_row("SELECT mode FROM event ORDER BY lseq LIMIT 1", [], |row| row.get(0))
        .optional()
        .doing("reading the first event")?;
    match first {
        Some(found) if found != mode.as_str() => {
            Err(LogError::Other(format!("this folder holds a {found} log, not a {} one", mode.as_str())))
        }
        _ => Ok(()),
    }
}
