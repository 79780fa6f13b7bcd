//! Files of attachments, sealed, beside the bodies of events: on disk before the event that names them, proved with the
//! log, copied with it. Knows no key and no incident.

use crate::folder;
use crate::log::bodies::{Bodies, Reference};
use std::path::Path;
use watchfloor_domain::attach::Kept;
use watchfloor_engine::ports::LogError;

/// Disk space that stays for the log, bytes: a picture is never worth the next call.
const ROOM: u64 = 256 << 20;

/// Puts a sealed file on disk, durably. The event that names it comes after; without one, [`drop_unnamed`] it.
///
/// # Errors
/// [`LogError::DiskFull`] also when the file would leave too little room for the log; nothing half-written stays.
pub fn put(store: &Path, sealed: &[u8]) -> Result<Kept, LogError> {
    let left = folder::free(store).map(|room| room.saturating_sub(sealed.len() as u64));
    if left.is_some_and(|left| left < ROOM) {
        return Err(LogError::DiskFull(format!("{}: too little room for a file", store.display())));
    }
    let file = Bodies::new(store).put_file(sealed)?;
    Ok(Kept { sha256: file.sha256, len: file.len })
}

/// The sealed file, checked against its name.
///
/// # Errors
/// [`LogError::Damaged`] when it is gone or was altered.
pub fn get(store: &Path, kept: &Kept) -> Result<Vec<u8>, LogError> {
    Bodies::new(store).get(&Reference { sha256: kept.sha256.clone(), len: kept.len })
}

/// Removes a file whose event was refused. Sealing makes every file its own, so no other event names it.
pub fn drop_unnamed(store: &Path, kept: &Kept) {
    let path = store.join(folder::BODIES).join(&kept.sha256);
    if let Err(error) = std::fs::remove_file(&path) {
        tracing::warn!(%error, path = %path.display(), "a file that no event names could not be removed");
    }
}
