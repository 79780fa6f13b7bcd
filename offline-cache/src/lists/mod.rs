//! History list, stories and search words, in `lists.sqlite`: made from the log and made again from it when they are lost,
//! damaged or of another program. Not in copies. Knows rows, no event.

mod history;
mod past;
mod reader;
mod words;
mod writer;

pub use reader::Lists;
pub use writer::ListsWriter;

use crate::failure::At;
use crate::folder;
use crate::log::pool::Pool;
use crate::sqlite::{self, Family, Purpose};
use rusqlite::Connection;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// The file of lists. `WFLS`.
pub(crate) const LISTS_FILE: Family = Family {
    name: "a Watchfloor file of lists",
    application_id: 0x5746_4c53,
    steps: &[include_str!("lists.sql"), include_str!("past.sql"), include_str!("near.sql")],
};

/// Opens the lists of a data folder whose lock is held. A file that cannot be used is removed and begun anew; `doubtful`
/// has it checked first.
pub(crate) fn open(dir: &Path, doubtful: bool) -> Result<(ListsWriter, Lists), LogError> {
    let path = dir.join(folder::LISTS);
    let conn = match open_file(&path, doubtful) {
        Err(LogError::DiskFull(why)) => return Err(LogError::DiskFull(why)),
        Err(error) => {
            tracing::warn!(%error, "the lists cannot be used; they are made again from the log");
            remove(&path)?;
            open_file(&path, false)?
        }
        Ok(conn) => conn,
    };
    let pool = Pool::open(&path, Purpose::Read, |_| Ok(()))?;
    Ok((ListsWriter::new(conn, path), Lists::new(pool)))
}

/// The last place a folder's lists know; 0 when there are none or they cannot be read.
pub(crate) fn known(dir: &Path) -> u64 {
    let path = dir.join(folder::LISTS);
    let conn = if path.is_file() { sqlite::open(&path, Purpose::ReadClosed).ok() } else { None };
    let sound = conn.filter(|conn| sqlite::version(conn, &LISTS_FILE).is_ok_and(|found| found > 0));
    sound.and_then(|conn| conn.query_row("SELECT gseq FROM reach", [], |row| row.get::<_, i64>(0)).ok()).unwrap_or(0)
        as u64
}

fn open_file(path: &Path, doubtful: bool) -> Result<Connection, LogError> {
    sqlite::create_private(path)?;
    let mut conn = sqlite::open(path, Purpose::WriteAgain)?;
    if doubtful {
        sqlite::quick_check(&conn, path)?;
    }
    sqlite::migrate(&mut conn, &LISTS_FILE)?;
    Ok(conn)
}

/// Removes the file and what stands beside it.
fn remove(path: &Path) -> Result<(), LogError> {
    for end in ["", "-wal", "-shm"] {
        let file = path.with_file_name(format!("{}{end}", folder::LISTS));
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).at(&file),
            _ => {}
        }
    }
    Ok(())
}
