//! Copies of a store: proved by folding them to the same state as the original, and restored. For both hosts' verbs and
//! for the timer; who asks and what is logged is not decided here.

use crate::folder::Mode;
use std::path::{Path, PathBuf};
use watchfloor_domain::Board;
use watchfloor_engine::fold;
use watchfloor_engine::ports::{Clock, LogReader};
use watchfloor_offline_cache::backup::{self, BackupError, Check, Manifest};
use watchfloor_offline_cache::{Store, backup::Copy};

/// What a proved copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub path: PathBuf,
    /// The last event in it.
    pub gseq: u64,
    /// SHA-256 of the copied log.
    pub sha256: String,
}

/// Marks a log that this program cannot fold; never equal to a hash.
const UNFOLDABLE: &str = "cannot be folded: ";

/// The state a log folds to, event by event and without snapshots, as one hash.
pub fn state_hash(reader: &dyn LogReader) -> Result<String, String> {
    let board = fold(reader, Board::default(), u64::MAX).map_err(|e| e.to_string())?;
    let bytes = serde_json::to_vec(&board).map_err(|e| e.to_string())?;
    Ok(watchfloor_engine::record::sha256_hex(&bytes))
}

/// A copy itself, or the newest one at a place of copies.
pub fn newest(dir: &Path) -> Result<PathBuf, BackupError> {
    if dir.join("manifest.json").is_file() {
        return Ok(dir.to_owned());
    }
    let newest = backup::list(dir)?.into_iter().next();
    let none = || BackupError::NotACopy { path: dir.to_owned(), why: "no copy is here".into() };
    newest.map(|Copy { dir, .. }| dir).ok_or_else(none)
}

/// Proves a copy on its own: files, pages, chain, bodies, and that it folds to a board.
pub fn verify(copy: &Path) -> Result<Checked, BackupError> {
    proved(copy, None)
}

/// Proves a copy against the state its original had at the same event.
pub(crate) fn verify_against(copy: &Path, original: &dyn LogReader) -> Result<Checked, BackupError> {
    proved(copy, Some(original))
}

fn proved(copy: &Path, live: Option<&dyn LogReader>) -> Result<Checked, BackupError> {
    let fold = |reader: &dyn LogReader| state_hash(reader).unwrap_or_else(|why| format!("{UNFOLDABLE}{why}"));
    let now_ms = crate::system::SystemClock::default().now_ms();
    let manifest = backup::verify(copy, &Check { now_ms, fold: Some(&fold), live })?;
    let state = manifest.verified.as_ref().and_then(|v| v.state.clone()).unwrap_or_default();
    match state.strip_prefix(UNFOLDABLE) {
        Some(why) => Err(BackupError::Unsound { path: copy.to_owned(), why: why.to_owned() }),
        None => Ok(checked(copy, &manifest)),
    }
}

fn checked(copy: &Path, manifest: &Manifest) -> Checked {
    let sha256 = manifest.files.get("log.sqlite").map_or_else(String::new, |file| file.sha256.clone());
    Checked { path: copy.to_owned(), gseq: manifest.gseq, sha256 }
}

/// Which store a copy is of, by its events.
pub fn mode(copy: &Path) -> Result<Mode, BackupError> {
    let (reader, _) = Store::open_read_only(copy)?;
    let first = reader.at(1)?;
    Ok(if first.is_some_and(|row| row.mode == "drill") { Mode::Drill } else { Mode::Live })
}

/// Proves a copy, then restores it as a new store.
pub fn restore(copy: &Path, store: &Path) -> Result<Checked, BackupError> {
    let checked = verify(copy)?;
    backup::restore(copy, store)?;
    Ok(checked)
}
