//! Copies of a store: proved by folding them to the same state as the original, and restored. For both hosts' verbs and
//! for the timer; who asks and what is logged is not decided here.

use crate::folder::Mode;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use watchfloor_domain::Board;
use watchfloor_engine::fold;
use watchfloor_engine::ports::{Clock, LogReader};
use watchfloor_offline_cache::backup::Copy;
use watchfloor_offline_cache::backup::{self, BackupError, Check, Manifest};

/// What a proved copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub path: PathBuf,
    /// The last event in it.
    pub gseq: u64,
    /// SHA-256 of the copied log.
    pub sha256: String,
    /// The store it is a copy of, by its first event.
    pub mode: Mode,
}

/// Marks a log that this program cannot fold; never equal to a hash.
const UNFOLDABLE: &str = "cannot be folded: ";

/// The state a log folds to, event by event and without snapshots, as one hash.
pub fn state_hash(reader: &dyn LogReader) -> Result<String, String> {
    let board = fold(reader, Board::default(), u64::MAX).map_err(|e| e.to_string())?;
    let bytes = serde_json::to_vec(&board).map_err(|e| e.to_string())?;
    Ok(watchfloor_engine::record::sha256_hex(&bytes))
}

/// A copy itself, or the newest one at a place of copies or in its `live` and `drill` folders.
pub fn newest(dir: &Path) -> Result<PathBuf, BackupError> {
    if dir.join("manifest.json").is_file() {
        return Ok(dir.to_owned());
    }
    let mut copies: Vec<Copy> = backup::list(dir)?;
    for below in [Mode::Live, Mode::Drill].map(|mode| dir.join(mode.word())) {
        if below.is_dir() {
            copies.extend(backup::list(&below)?);
        }
    }
    let none = || BackupError::NotACopy { path: dir.to_owned(), why: "no copy is here".into() };
    copies.into_iter().max_by_key(|copy| copy.manifest.made_ms).map(|copy| copy.dir).ok_or_else(none)
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
    let first = Cell::new(Mode::Live);
    let fold = |reader: &dyn LogReader| {
        if matches!(reader.at(1), Ok(Some(row)) if row.mode == Mode::Drill.word()) {
            first.set(Mode::Drill);
        }
        state_hash(reader).unwrap_or_else(|why| format!("{UNFOLDABLE}{why}"))
    };
    let now_ms = crate::system::SystemClock::default().now_ms();
    let manifest = backup::verify(copy, &Check { now_ms, fold: Some(&fold), live })?;
    let state = manifest.verified.as_ref().and_then(|v| v.state.clone()).unwrap_or_default();
    match state.strip_prefix(UNFOLDABLE) {
        Some(why) => Err(BackupError::Unsound { path: copy.to_owned(), why: why.to_owned() }),
        None => Ok(checked(copy, &manifest, first.get())),
    }
}

fn checked(copy: &Path, manifest: &Manifest, mode: Mode) -> Checked {
    let sha256 = manifest.files.get("log.sqlite").map_or_else(String::new, |file| file.sha256.clone());
    Checked { path: copy.to_owned(), gseq: manifest.gseq, sha256, mode }
}

/// Which store a copy is of, by its first event. A copy is closed, not a store to be read beside its writer: what is in
/// it is known by proving it.
pub fn mode(copy: &Path) -> Result<Mode, BackupError> {
    verify(copy).map(|checked| checked.mode)
}

/// Proves a copy, then restores it as a new store.
pub fn restore(copy: &Path, store: &Path) -> Result<Checked, BackupError> {
    let checked = verify(copy)?;
    backup::restore(copy, store)?;
    Ok(checked)
}
