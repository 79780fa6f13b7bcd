//! What a copy says of itself, `manifest.json` in its folder.

use super::BackupError;
use crate::failure::At;
use crate::folder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use watchfloor_engine::ports::LogError;

const NAME: &str = "manifest.json";
/// A manifest names every body file; this many bytes are ample and bound what is read.
const LIMIT: u64 = 256 << 20;
const FORMAT: u32 = 1;

/// One copied file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub len: u64,
}

/// That a copy was proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// How long it took, milliseconds.
    pub took_ms: u64,
    /// The hash of the state its events fold to, if one was asked for.
    pub state: Option<String>,
}

/// What a copy says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this file; a larger one is of a newer program.
    pub format: u32,
    /// When it was made, UTC milliseconds.
    pub made_ms: i64,
    /// The last event in it.
    pub gseq: u64,
    /// Every file, by path within the copy.
    pub files: BTreeMap<String, FileEntry>,
    /// Subjects erased before it was made or in it since.
    pub forgotten: BTreeSet<String>,
    /// Present when the copy was proved after it was made or changed.
    pub verified: Option<Verified>,
}

impl Manifest {
    pub(super) fn new(made_ms: i64, gseq: u64, forgotten: BTreeSet<String>) -> Self {
        Self { format: FORMAT, made_ms, gseq, files: BTreeMap::new(), forgotten, verified: None }
    }
}

pub(super) fn read(copy: &Path) -> Result<Manifest, BackupError> {
    let not = |why: String| BackupError::NotACopy { path: copy.to_owned(), why };
    let file = File::open(copy.join(NAME)).map_err(|error| not(format!("{NAME}: {error}")))?;
    let mut text = Vec::new();
    file.take(LIMIT).read_to_end(&mut text).map_err(|error| not(format!("{NAME}: {error}")))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| not(format!("{NAME}: {error}")))?;
    if manifest.format > FORMAT {
        return Err(not(format!("format {} is of a newer program", manifest.format)));
    }
    if let Some(name) = manifest.files.keys().find(|name| !is_ours(name)) {
        return Err(not(format!("{name:?} is no file of a data folder")));
    }
    Ok(manifest)
}

/// Only these names are read from or written by a copy, so that a manifest cannot point elsewhere.
fn is_ours(name: &str) -> bool {
    let body = |name: &str| name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    name == folder::LOG || name == folder::KEYS || name.strip_prefix("bodies/").is_some_and(body)
}

/// Replaces the manifest whole.
pub(super) fn write(copy: &Path, manifest: &Manifest) -> Result<(), LogError> {
    let (path, part) = (copy.join(NAME), copy.join("manifest.part"));
    let text = serde_json::to_vec_pretty(manifest).map_err(|error| LogError::Other(error.to_string()))?;
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).at(&part)?;
    file.write_all(&text).and_then(|()| file.sync_all()).at(&part)?;
    fs::rename(&part, &path).at(&path)?;
    folder::sync_dir(copy)
}

/// The entry of a file as it stands.
pub(super) fn entry(path: &Path) -> Result<FileEntry, LogError> {
    let mut file = File::open(path).at(path)?;
    let (mut sha, mut len, mut block) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let read = file.read(&mut block).at(path)?;
        if read == 0 {
            return Ok(FileEntry { sha256: hex::encode(sha.finalize()), len });
        }
        sha.update(&block[..read]);
        len += read as u64;
    }
}

/// Copies a file to a new private one, on disk when this returns.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<(), LogError> {
    let mut input = File::open(from).at(from)?;
    let mut output = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).at(to)?;
    std::io::copy(&mut input, &mut output).and_then(|_| output.sync_all()).at(to)
}
