//! Disk blocks of the write-ahead log, taken before they are needed.
//!
//! A commit that makes the file grow has its sync wait for the file system to take blocks and note the new length, half as
//! long again as one that writes over what is there. SQLite starts every life with an empty file, so a shift's first
//! thousands of commands would all pay. Zeros behind the last frame are none: a frame counts by its salts and checksum
//! (SQLite file format, 4.4), and both readers and recovery end at the first that fails.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Lengthens the write-ahead log of `log` to `bytes` with zeros and syncs it. Only for the one writing thread, between its
/// commits: nobody else may be adding frames.
///
/// Does nothing where it would take more than a quarter of what is free.
///
/// # Errors
/// Of the file system; what was added by then stays and does no harm.
pub(super) fn lengthen(log: &Path, bytes: u64) -> std::io::Result<()> {
    let mut path = log.as_os_str().to_owned();
    path.push("-wal");
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path)?;
    let end = file.seek(SeekFrom::End(0))?;
    let missing = bytes.saturating_sub(end);
    if missing == 0 || crate::folder::free(log).is_none_or(|room| room / 4 < missing) {
        return Ok(());
    }
    // Written, not promised: promised blocks are noted again when they are first written, at the very sync to be spared.
    let block = vec![0; 1 << 20];
    let mut left = missing;
    while left > 0 {
        let part = left.min(block.len() as u64);
        file.write_all(&block[..part as usize])?;
        left -= part;
    }
    file.sync_all()
}
