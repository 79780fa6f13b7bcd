//! Makes a copy beside a running writer: under a passing name, then in its place.

use super::manifest::{self, Manifest};
use super::{BackupError, Copy, erase};
use crate::failure::{At, Doing};
use crate::folder::{self, BODIES, KEYS, LOG};
use crate::sqlite::{self, Purpose};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use watchfloor_engine::ports::LogError;

const PARTIAL: &str = ".partial-";

/// Copies a data folder to `dest/<UTC stamp>/`. The copy counts once [`super::verify`] has proved it.
///
/// Copies already there are cleared of subjects erased since they were made.
///
/// # Errors
/// [`BackupError::Store`] with [`LogError::DiskFull`] when the place is full; nothing half-made stays.
pub fn create(dir: &Path, dest: &Path, now_ms: i64) -> Result<Copy, BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dest).at(dest)?;
    sweep(dest)?;
    erase::catch_up(dir, dest)?;
    let stamp = stamp(now_ms)?;
    let part = dest.join(format!("{PARTIAL}{stamp}-{}", std::process::id()));
    let made = fill(dir, &part, now_ms).and_then(|manifest| {
        let target = free_name(dest, &stamp);
        fs::rename(&part, &target).at(&target)?;
        folder::sync_dir(dest)?;
        Ok(Copy { dir: target, manifest })
    });
    made.map_err(|error| {
        remove(&part);
        BackupError::Store(error)
    })
}

fn fill(dir: &Path, part: &Path, now_ms: i64) -> Result<Manifest, LogError> {
    DirBuilder::new().mode(0o700).create(part).at(part)?;
    let bodies = part.join(BODIES);
    DirBuilder::new().mode(0o700).create(&bodies).at(&bodies)?;
    // The log first: whatever it needs of keys and bodies was on disk before it.
    let gseq = copy_database(&dir.join(LOG), &part.join(LOG), "SELECT coalesce(max(gseq),0) FROM placed")?;
    let mut manifest = Manifest::new(now_ms, gseq, erase::erased(dir)?);
    manifest.files.insert(LOG.to_owned(), manifest::entry(&part.join(LOG))?);
    if dir.join(KEYS).is_file() {
        copy_database(&dir.join(KEYS), &part.join(KEYS), "SELECT count(*) FROM subject_key")?;
        manifest.files.insert(KEYS.to_owned(), manifest::entry(&part.join(KEYS))?);
    }
    for body in body_files(dir)? {
        let (from, to) = (dir.join(&body), part.join(&body));
        manifest::copy_file(&from, &to)?;
        manifest.files.insert(body, manifest::entry(&to)?);
    }
    folder::sync_dir(&bodies)?;
    manifest::write(part, &manifest)?;
    Ok(manifest)
}

/// Copies one database as of one instant into a single closed file, and answers a number from the copy.
fn copy_database(from: &Path, to: &Path, number: &str) -> Result<u64, LogError> {
    let what = format!("copying {}", from.display());
    let source = sqlite::open(from, Purpose::Read)?;
    sqlite::create_private(to)?;
    let mut target = Connection::open(to).doing(&what)?;
    let step = Backup::new(&source, &mut target).and_then(|backup| backup.step(-1)).doing(&what)?;
    if step != StepResult::Done {
        return Err(LogError::Other(format!("{what}: the file was busy")));
    }
    sqlite::pragma(&target, "journal_mode", "delete")?;
    let answer: i64 = target.query_row(number, [], |row| row.get(0)).doing(&what)?;
    target.close().map_err(|(_, error)| error).doing(&what)?;
    fs::File::open(to).and_then(|file| file.sync_all()).at(to)?;
    Ok(answer as u64)
}

/// `bodies/<sha256>` of a data folder.
fn body_files(dir: &Path) -> Result<Vec<String>, LogError> {
    let bodies = dir.join(BODIES);
    if !bodies.is_dir() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for entry in fs::read_dir(&bodies).at(&bodies)? {
        let name = entry.at(&bodies)?.file_name().to_string_lossy().into_owned();
        if name.len() == 64 {
            out.push(format!("{BODIES}/{name}"));
        }
    }
    Ok(out)
}

/// `20261122T113000Z`.
fn stamp(now_ms: i64) -> Result<String, LogError> {
    let time =
        jiff::Timestamp::from_millisecond(now_ms).map_err(|error| LogError::Other(format!("the time: {error}")))?;
    Ok(time.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Whether a folder's name is one [`create`] gives.
pub(super) fn is_stamp(name: &str) -> bool {
    let (stamp, counter) = name.split_once('-').unwrap_or((name, "2"));
    let shape = stamp.bytes().enumerate().all(|(at, byte)| match at {
        8 => byte == b'T',
        15 => byte == b'Z',
        _ => byte.is_ascii_digit(),
    });
    stamp.len() == 16 && shape && !counter.is_empty() && counter.bytes().all(|byte| byte.is_ascii_digit())
}

fn free_name(dest: &Path, stamp: &str) -> PathBuf {
    let names = std::iter::once(stamp.to_owned()).chain((2..).map(|n| format!("{stamp}-{n}")));
    let mut paths = names.map(|name| dest.join(name));
    paths.find(|path| !path.exists()).expect("the names are endless")
}

/// Removes what a killed process left half-made.
fn sweep(dest: &Path) -> Result<(), LogError> {
    for entry in fs::read_dir(dest).at(dest)? {
        let path = entry.at(dest)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let pid = name.strip_prefix(PARTIAL).and_then(|rest| rest.rsplit_once('-')).map(|(_, pid)| pid.to_owned());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            remove(&path);
        }
    }
    Ok(())
}

pub(super) fn remove(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a copy could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_utc_seconds_and_known_again() {
        assert_eq!(stamp(1_795_347_000_123).unwrap(), "20261122T113000Z");
        for name in ["20261122T113000Z", "20261122T113000Z-2", "20261122T113000Z-17"] {
            assert!(is_stamp(name), "{name}");
        }
        for name in ["", "photos", "20261122T113000", "20261122T113000Z-", "20261122T113000Z-x", ".partial-2"] {
            assert!(!is_stamp(name), "{name}");
        }
        assert!(stamp(i64::MAX).is_err());
    }
}
