//! Puts a proved copy into a new data folder.

use super::manifest::{self, FileEntry};
use super::prove::{self, Check};
use super::{BackupError, create};
use crate::failure::At;
use crate::folder::{self, BODIES, KEYS, LOG};
use crate::sqlite::{self, Purpose};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// Restores a copy into `new_dir`, which must be absent or empty. The copy is proved first and left as it is; the log
/// appears last, so that an interrupted restore is no data folder.
///
/// # Errors
/// [`BackupError::NotEmpty`], [`BackupError::Unsound`], [`BackupError::NotACopy`], [`BackupError::Store`].
pub fn restore(copy: &Path, new_dir: &Path) -> Result<(), BackupError> {
    let manifest = manifest::read(copy)?;
    if new_dir.exists() && fs::read_dir(new_dir).at(new_dir)?.next().is_some() {
        return Err(BackupError::NotEmpty(new_dir.to_owned()));
    }
    let check = Check { now_ms: 0, fold: None, live: None };
    prove::prove(copy, &manifest, &check).map_err(|why| BackupError::Unsound { path: copy.to_owned(), why })?;
    fill(copy, new_dir, &manifest.files).map_err(|error| {
        // The folder was absent or empty, so all in it is ours; the next try finds it so again.
        create::remove(new_dir);
        error.into()
    })
}

fn fill(copy: &Path, new_dir: &Path, files: &BTreeMap<String, FileEntry>) -> Result<(), LogError> {
    folder::private(new_dir)?;
    folder::private(&new_dir.join(BODIES))?;
    let part = new_dir.join(format!("{LOG}.part"));
    for (name, want) in files {
        let to = if name == LOG { part.clone() } else { new_dir.join(name) };
        manifest::copy_file(&copy.join(name), &to)?;
        if manifest::entry(&to)? != *want {
            return Err(LogError::Damaged(format!("{}: changed while it was restored", to.display())));
        }
    }
    // A copy is closed; a store is read beside its writer, and so lives in WAL from the start.
    for database in [&part, &new_dir.join(KEYS)] {
        drop(sqlite::open(database, Purpose::Write)?);
    }
    folder::sync_dir(&new_dir.join(BODIES))?;
    fs::rename(&part, new_dir.join(LOG)).at(&part)?;
    folder::sync_dir(new_dir)
}
