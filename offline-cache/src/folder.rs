//! The data folder: who owns it, its lock, its reserve of disk space. Knows files, no SQL.

use crate::failure::At;
use rustix::fs::FallocateFlags;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use watchfloor_engine::ports::LogError;

/// Which of the two stores of a console this is. Their events never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The record.
    Live,
    /// An exercise.
    Drill,
}

impl Mode {
    /// As it stands in the `mode` column.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Drill => "drill",
        }
    }
}

/// Names inside a data folder.
pub(crate) const LOG: &str = "log.sqlite";
pub(crate) const LISTS: &str = "lists.sqlite";
pub(crate) const PREFERENCES: &str = "preferences.sqlite";
pub(crate) const KEYS: &str = "keys.sqlite";
pub(crate) const BODIES: &str = "bodies";
const LOCK: &str = "lock";
const RESERVE: &str = "ballast";

/// Makes a folder that only its owner may enter, and tightens one that others could.
pub(crate) fn private(dir: &Path) -> Result<(), LogError> {
    if !dir.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(dir).at(dir)?;
    }
    let mode = fs::metadata(dir).at(dir)?.permissions().mode() & 0o777;
    if mode != 0o700 {
        fs::set_permissions(dir, Permissions::from_mode(0o700)).at(dir)?;
    }
    Ok(())
}

/// Puts a folder's names on disk.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), LogError> {
    File::open(dir).and_then(|folder| folder.sync_all()).at(dir)
}

/// Free bytes for us on the disk that holds `path`.
pub(crate) fn free(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// One engine per folder: held while it lives. Its file names the process; an orderly stop empties it.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    unclean: bool,
}

impl Lock {
    /// Takes the folder or says which process has it.
    pub(crate) fn take(dir: &Path) -> Result<Self, LogError> {
        let path = dir.join(LOCK);
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let mut file = options.at(&path)?;
        let held = match file.try_lock() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(error)) => return Err(crate::failure::io(&path, &error)),
        };
        let mut text = String::new();
        (&file).take(32).read_to_string(&mut text).at(&path)?;
        if held {
            return Err(LogError::Locked { pid: text.trim().parse().unwrap_or(0) });
        }
        let unclean = !text.trim().is_empty();
        file.set_len(0).and_then(|()| file.rewind()).at(&path)?;
        writeln!(file, "{}", std::process::id()).and_then(|()| file.sync_all()).at(&path)?;
        Ok(Self { file, unclean })
    }

    /// Whether the last holder stopped without saying so: killed, crashed, or the power went.
    pub(crate) fn unclean(&self) -> bool {
        self.unclean
    }

    /// Marks an orderly stop.
    pub(crate) fn close_cleanly(&self) {
        if let Err(error) = self.file.set_len(0).and_then(|()| self.file.sync_all()) {
            tracing::warn!(%error, "the lock file could not be emptied; the next start will check the log");
        }
    }
}

/// Disk space kept so that a full disk still leaves room to hand over and stop in order.
#[derive(Debug)]
pub(crate) struct Reserve {
    path: PathBuf,
    bytes: u64,
}

impl Reserve {
    /// A reserve of `bytes` in a folder; nothing is written yet. 0 means none.
    pub(crate) fn new(dir: &Path, bytes: u64) -> Self {
        Self { path: dir.join(RESERVE), bytes }
    }

    /// Takes the space if the disk has at least four times as much free; says so in the log if not.
    pub(crate) fn fill(&self) {
        let have = fs::metadata(&self.path).map_or(0, |meta| meta.len());
        if self.bytes == 0 || have >= self.bytes {
            return;
        }
        let room = self.path.parent().and_then(free).unwrap_or(0);
        if room < self.bytes.saturating_mul(4) {
            tracing::warn!(room, "too little disk space for the reserve that a full disk would need");
            return;
        }
        if let Err(error) = self.allocate() {
            tracing::warn!(%error, "the disk reserve could not be made");
            self.release();
        }
    }

    fn allocate(&self) -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&self.path)?;
        if rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, self.bytes).is_ok() {
            return Ok(());
        }
        // Not every file system can promise space; written bytes are a promise everywhere.
        let block = vec![0x5a_u8; 1 << 20];
        let mut left = self.bytes;
        while left > 0 {
            let part = left.min(block.len() as u64);
            file.write_all(&block[..part as usize])?;
            left -= part;
        }
        file.sync_all()
    }

    /// Gives the space back. Returns whether there was any.
    pub(crate) fn release(&self) -> bool {
        fs::remove_file(&self.path).is_ok()
    }

    /// Whether the space is there.
    pub(crate) fn held(&self) -> bool {
        self.bytes == 0 || self.path.exists()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let first = Lock::take(dir.path()).unwrap();
        assert!(!first.unclean());
        match Lock::take(dir.path()) {
            Err(LogError::Locked { pid }) => assert_eq!(pid, std::process::id()),
            other => panic!("{other:?}"),
        }
        drop(first);
        let second = Lock::take(dir.path()).unwrap();
        assert!(second.unclean(), "the first never said it stopped");
        second.close_cleanly();
        drop(second);
        assert!(!Lock::take(dir.path()).unwrap().unclean());
    }

    #[test]
    fn the_reserve_is_real_space() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::new(dir.path(), 1 << 20);
        assert!(!reserve.held());
        reserve.fill();
        let meta = fs::metadata(dir.path().join(RESERVE)).unwrap();
        assert_eq!(meta.len(), 1 << 20);
        assert!(std::os::unix::fs::MetadataExt::blocks(&meta) * 512 >= 1 << 20, "not sparse");
        assert!(reserve.release());
        assert!(!reserve.held());
    }
}
