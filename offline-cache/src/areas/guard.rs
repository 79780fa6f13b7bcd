//! Keeps the changes of area files apart: one at a time in a folder, and none over a half-done one.

use super::AreaError;
use crate::failure::{At, Doing};
use crate::sqlite::{self, Purpose};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Held while an area file is replaced, changed or removed, by whichever process. Waits for its turn.
#[derive(Debug)]
pub(super) struct Turn {
    _folder: File,
}

impl Turn {
    pub(super) fn take(dir: &Path) -> Result<Self, AreaError> {
        let folder = File::open(dir).at(dir)?;
        folder.lock().at(dir)?;
        Ok(Self { _folder: folder })
    }
}

/// Rolls back an update that was killed, so that the file is as it was before. Harmless beside a running update,
/// whose journal is its own.
pub(super) fn recover(path: &Path) -> Result<(), AreaError> {
    let journal = journal(path);
    if !journal.exists() {
        return Ok(());
    }
    if !path.exists() {
        // A journal without its file would be taken for the journal of the next one of that name.
        return Ok(std::fs::remove_file(&journal).at(&journal)?);
    }
    tracing::info!(path = %path.display(), "an update of this area was cut short; it goes back to what it was");
    let conn = sqlite::open(path, Purpose::WriteClosed)?;
    let what = "rolling back an update that was cut short";
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).doing(what)?;
    Ok(conn.close().map_err(|(_, error)| error).doing(what)?)
}

/// Makes room for another file under this name. The caller has the turn.
pub(super) fn make_way(path: &Path) -> Result<(), AreaError> {
    if let Err(error) = recover(path) {
        tracing::warn!(%error, path = %path.display(), "the area that is replaced is damaged");
        let journal = journal(path);
        if journal.exists() {
            std::fs::remove_file(&journal).at(&journal)?;
        }
    }
    Ok(())
}

fn journal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}
