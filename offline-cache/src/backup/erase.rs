//! Erasure reaches the copies: a subject's key is removed from those at hand. Copies that are not at
//! hand are caught up when the next copy is made beside them.

use super::manifest;
use super::prove::{self, Check};
use super::{BackupError, Copy, list};
use crate::folder::KEYS;
use crate::sqlite::{self, Purpose};
use crate::vault;
use std::collections::BTreeSet;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// Removes a subject's key from every copy at a place. Copies that counted are proved again. Returns how
/// many copies were changed.
///
/// # Errors
/// [`BackupError::Store`] naming the copy that could not be changed; the others were.
pub fn forget(dest: &Path, subject: &str) -> Result<u32, BackupError> {
    forget_all(dest, &BTreeSet::from([subject.to_owned()]), true)
}

/// Clears the copies at a place of what a data folder has erased since.
pub(super) fn catch_up(dir: &Path, dest: &Path) -> Result<(), BackupError> {
    forget_all(dest, &erased(dir)?, false).map(drop)
}

/// The subjects a data folder has erased.
pub(super) fn erased(dir: &Path) -> Result<BTreeSet<String>, LogError> {
    let path = dir.join(KEYS);
    if !path.is_file() {
        return Ok(BTreeSet::new());
    }
    vault::erased(&sqlite::open(&path, Purpose::Read)?)
}

/// `again`: also where it was done before, for a subject that got a new key since and is erased once more.
fn forget_all(dest: &Path, subjects: &BTreeSet<String>, again: bool) -> Result<u32, BackupError> {
    let _turn = super::turn();
    let (mut changed, mut failed) = (0, None);
    for copy in list(dest)? {
        let open: Vec<&String> = subjects.iter().filter(|s| again || !copy.manifest.forgotten.contains(*s)).collect();
        if open.is_empty() {
            continue;
        }
        match forget_in(&copy, &open) {
            Ok(()) => changed += 1,
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(changed), |error| Err(error.into()))
}

fn forget_in(copy: &Copy, subjects: &[&String]) -> Result<(), LogError> {
    let mut manifest = copy.manifest.clone();
    // First said to be unproved: an interruption from here on leaves a copy that does not count.
    let verified = manifest.verified.take();
    manifest::write(&copy.dir, &manifest)?;
    let keys = copy.dir.join(KEYS);
    if keys.is_file() {
        let conn = sqlite::open(&keys, Purpose::WriteClosed)?;
        for subject in subjects {
            vault::remove_key(&conn, subject)?;
        }
    }
    if let Some(known) = manifest.files.get_mut(KEYS) {
        *known = manifest::entry(&keys)?;
    }
    manifest.forgotten.extend(subjects.iter().map(|subject| (*subject).clone()));
    manifest::write(&copy.dir, &manifest)?;
    let Some(verified) = verified else { return Ok(()) };
    // No event was touched, so the state it was proved to have is still its state.
    let check = Check { now_ms: verified.at_ms, fold: None, live: None };
    prove::prove(&copy.dir, &manifest, &check).map_err(LogError::Damaged)?;
    manifest.verified = Some(verified);
    manifest::write(&copy.dir, &manifest)
}
