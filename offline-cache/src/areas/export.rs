//! An area as one file for another console: a manifest, then the database, whose hash the manifest holds.
//!
//! The layout: the 8 bytes `WFAREA01`; the manifest's length as 4 bytes, little-endian; the manifest as JSON; the
//! database, `bytes` of it; nothing after. The hash proves that nothing was lost or changed on the way. It does not say
//! who made the file, so a file that matches its hash is still read as hostile.

use super::contents::{self, Contents};
use super::guard::{self, Turn};
use super::verify::verify;
use super::{AreaError, AreaName, Areas};
use crate::failure::{At, Doing};
use crate::folder;
use crate::sqlite;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use watchfloor_engine::ports::LogError;

const MAGIC: &[u8; 8] = b"WFAREA01";
/// No manifest is longer.
const MANIFEST_LIMIT: u32 = 64 << 10;
/// No area is larger: 64 GiB.
const AREA_LIMIT: u64 = 64 << 30;
/// Free space that stays on the disk beside an installed area.
const HEADROOM: u64 = 256 << 20;

/// What an exported area says of itself, before its database is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The name it had where it was exported.
    pub name: String,
    /// Size of the database.
    pub bytes: u64,
    /// SHA-256 of the database, lower-case hex.
    pub sha256: String,
    /// What the database holds.
    pub contents: Contents,
}

impl Areas {
    /// Writes an area to one file that another console can install. The file appears when it is whole; one of that
    /// name is replaced.
    ///
    /// # Errors
    /// [`AreaError::Missing`], [`AreaError::Unusable`] when the area is damaged, [`AreaError::Store`].
    pub fn export(&self, name: &AreaName, file: &Path) -> Result<Manifest, AreaError> {
        self.open(name)?;
        let copy = part_of(file, "area");
        let out = part_of(file, "part");
        let result = copy_whole(&self.path(name), &copy)
            .and_then(|contents| pack(name, &copy, contents, &out))
            .and_then(|manifest| Ok(std::fs::rename(&out, file).at(file).map(|()| manifest)?));
        let _ = std::fs::remove_file(&copy);
        if result.is_err() {
            let _ = std::fs::remove_file(&out);
        }
        let manifest = result?;
        folder::sync_dir(parent(file))?;
        Ok(manifest)
    }

    /// What an exported area says of itself.
    ///
    /// # Errors
    /// [`AreaError::Package`] when it is no exported area; [`AreaError::Store`] when it cannot be read.
    pub fn manifest(&self, file: &Path) -> Result<Manifest, AreaError> {
        open_package(file).map(|(manifest, _)| manifest)
    }

    /// Installs an exported area under `name`, or under its own. An area of that name is replaced at once and as a
    /// whole, after everything in the new one was read and found sound.
    ///
    /// # Errors
    /// [`AreaError::Package`] with the reason; the installed area stays then. [`AreaError::Store`] with
    /// [`LogError::DiskFull`] when it does not fit.
    pub fn install(&self, file: &Path, name: Option<&AreaName>) -> Result<(AreaName, Manifest), AreaError> {
        let (manifest, package) = open_package(file)?;
        let refuse = |why: String| AreaError::Package { file: file.to_owned(), why };
        let name = match name {
            Some(name) => name.clone(),
            None => manifest.name.parse().map_err(|error: AreaError| refuse(error.to_string()))?,
        };
        folder::private(&self.dir)?;
        let free = folder::free(&self.dir).unwrap_or(u64::MAX);
        if manifest.bytes.saturating_add(HEADROOM) > free {
            let text = format!("{}: {} bytes do not fit on a disk with {free} free", file.display(), manifest.bytes);
            return Err(LogError::DiskFull(text).into());
        }
        let path = self.path(&name);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let installed = unpack(&manifest, package, &part).map_err(|error| explain(error, &refuse)).and_then(|()| {
            let found = verify(&part, &name).map_err(|error| refuse(error.to_string()))?;
            match found.faults.first() {
                Some(fault) => return Err(refuse(fault.clone())),
                None if found.contents != manifest.contents => {
                    return Err(refuse("the manifest does not tell what the database holds".to_owned()));
                }
                None => {}
            }
            let _turn = Turn::take(&self.dir)?;
            guard::make_way(&path)?;
            Ok(std::fs::rename(&part, &path).at(&path)?)
        });
        if installed.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        installed?;
        folder::sync_dir(&self.dir)?;
        Ok((name, manifest))
    }
}

/// Why unpacking stopped: the package, or our own disk.
enum Stopped {
    Package(String),
    Disk(LogError),
}

fn explain(stopped: Stopped, refuse: &impl Fn(String) -> AreaError) -> AreaError {
    match stopped {
        Stopped::Package(why) => refuse(why),
        Stopped::Disk(error) => error.into(),
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn part_of(file: &Path, what: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.{what}", std::process::id()));
    name.into()
}

/// A copy of the database as it is at one instant, whoever updates it meanwhile. Raw reading would drop the locks that
/// this process holds on the file.
fn copy_whole(path: &Path, copy: &Path) -> Result<Contents, AreaError> {
    let what = "copying an area";
    let source = sqlite::open(path, sqlite::Purpose::ReadClosed)?;
    let _ = std::fs::remove_file(copy);
    sqlite::create_private(copy)?;
    let mut target = Connection::open(copy).doing(what)?;
    target.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF").doing(what)?;
    let step = Backup::new(&source, &mut target).and_then(|backup| backup.step(-1)).doing(what)?;
    if !matches!(step, StepResult::Done) {
        return Err(LogError::Other("the area is being updated; try again".to_owned()).into());
    }
    let held = contents::sum_up(&target)?;
    if contents::recorded(&target)?.as_ref() != Some(&held) {
        return Err(LogError::Damaged(format!("{}: it does not hold what was imported", path.display())).into());
    }
    target.close().map_err(|(_, error)| error).doing(what)?;
    Ok(held)
}

fn pack(name: &AreaName, copy: &Path, contents: Contents, out: &Path) -> Result<Manifest, AreaError> {
    let mut sha = Sha256::new();
    let mut database = File::open(copy).at(copy)?;
    let bytes = pump(&mut database, u64::MAX, |block| {
        sha.update(block);
        Ok(())
    })
    .at(copy)?;
    let manifest = Manifest { name: name.to_string(), bytes, sha256: hex::encode(sha.finalize()), contents };
    let text = serde_json::to_vec(&manifest).map_err(|error| LogError::Other(error.to_string()))?;
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(out).at(out)?;
    file.write_all(MAGIC).at(out)?;
    file.write_all(&(text.len() as u32).to_le_bytes()).at(out)?;
    file.write_all(&text).at(out)?;
    let mut database = File::open(copy).at(copy)?;
    std::io::copy(&mut database, &mut file).at(out)?;
    file.sync_all().at(out)?;
    Ok(manifest)
}

/// Reads the head of a package and checks what can be checked without its database.
fn open_package(path: &Path) -> Result<(Manifest, File), AreaError> {
    let refuse = |why: &str| AreaError::Package { file: path.to_owned(), why: why.to_owned() };
    let mut file = File::open(path).at(path)?;
    let meta = file.metadata().at(path)?;
    if !meta.is_file() {
        return Err(refuse("it is no file"));
    }
    let mut head = [0_u8; 12];
    if file.read_exact(&mut head).is_err() || &head[..8] != MAGIC {
        return Err(refuse("it is no exported area"));
    }
    let length = u32::from_le_bytes([head[8], head[9], head[10], head[11]]);
    if length > MANIFEST_LIMIT {
        return Err(refuse("its manifest is too long"));
    }
    let mut text = vec![0; length as usize];
    file.read_exact(&mut text).map_err(|_| refuse("it ends inside its manifest"))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| refuse(&format!("its manifest cannot be read: {error}")))?;
    if manifest.bytes > AREA_LIMIT {
        return Err(refuse("its database is larger than any area"));
    }
    let expected = manifest.bytes + 12 + u64::from(length);
    if meta.len() != expected {
        return Err(refuse(&format!("it has {} bytes and should have {expected}", meta.len())));
    }
    Ok((manifest, file))
}

/// Writes the database of a package beside the installed areas, if it is the one the manifest names.
fn unpack(manifest: &Manifest, mut package: File, part: &Path) -> Result<(), Stopped> {
    let disk = |error: std::io::Error| Stopped::Disk(crate::failure::io(part, &error));
    let mut out = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(part).map_err(disk)?;
    let mut sha = Sha256::new();
    let mut written = Ok(());
    let bytes = pump(&mut package, manifest.bytes, |block| {
        sha.update(block);
        written = out.write_all(block);
        if written.is_ok() { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) }
    });
    written.map_err(disk)?;
    let bytes = bytes.map_err(|error| Stopped::Package(format!("it cannot be read: {error}")))?;
    if bytes != manifest.bytes {
        return Err(Stopped::Package("it ends inside its database".to_owned()));
    }
    let found = hex::encode(sha.finalize());
    if found != manifest.sha256 {
        return Err(Stopped::Package(format!("its database has hash {found}, not {}", manifest.sha256)));
    }
    out.sync_all().map_err(disk)
}

/// Gives at most `limit` bytes block by block; the count of those given.
fn pump(from: &mut impl Read, limit: u64, mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<u64> {
    let mut block = vec![0; 1 << 20];
    let mut from = from.take(limit);
    let mut count = 0;
    loop {
        let got = from.read(&mut block)?;
        if got == 0 {
            return Ok(count);
        }
        take(&block[..got])?;
        count += got as u64;
    }
}
