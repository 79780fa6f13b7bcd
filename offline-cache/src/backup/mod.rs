//! Copies of a data folder on a second disk: made, proved, kept for their time, restored. A copy that was not proved
//! does not count. Knows files and the log's own checks, no rule of the domain. Times are given by the caller.

mod create;
mod erase;
mod manifest;
mod prove;
mod restore;
mod retain;

pub use create::create;
pub use erase::forget;
pub use manifest::{FileEntry, Manifest, Verified};
pub use prove::{Check, Fold, verify};
pub use restore::restore;
pub use retain::prune;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use watchfloor_engine::ports::LogError;

/// Why a copy could not be made, proved or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder holds no copy of ours.
    #[error("{path}: not a copy of a data folder: {why}")]
    NotACopy { path: PathBuf, why: String },
    /// The copy differs from what was copied, or was never whole. Names the file or event.
    #[error("{path}: the copy is not sound: {why}")]
    Unsound { path: PathBuf, why: String },
    /// A restore would overwrite something.
    #[error("{0}: not empty; a restore goes into a new folder")]
    NotEmpty(PathBuf),
    /// The disk or the database.
    #[error(transparent)]
    Store(#[from] LogError),
}

/// One copy at a place of copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// Its folder.
    pub dir: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Proving, erasing and thinning out change the same manifests: one at a time.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The copies at a place, newest first. What is not a whole copy is passed over.
///
/// # Errors
/// [`BackupError::Store`] when the place cannot be read.
pub fn list(dest: &Path) -> Result<Vec<Copy>, BackupError> {
    let io = |error| BackupError::Store(crate::failure::io(dest, &error));
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dest).map_err(io)? {
        let dir = entry.map_err(io)?.path();
        let name = dir.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !create::is_stamp(name) {
            continue;
        }
        match manifest::read(&dir) {
            Ok(manifest) => out.push(Copy { dir, manifest }),
            Err(error) => tracing::warn!(%error, "passed over"),
        }
    }
    out.sort_by(|a, b| (b.manifest.made_ms, &b.dir).cmp(&(a.manifest.made_ms, &a.dir)));
    Ok(out)
}
