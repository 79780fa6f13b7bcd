//! Large bodies: files named by their SHA-256, on disk before the event that names them. Knows no table.

use crate::failure::At;
use crate::folder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use watchfloor_engine::ports::LogError;

/// A body longer than this many bytes is a file.
pub const INLINE_LIMIT: usize = 64 * 1024;

/// No body may be longer: 256 MiB.
pub const BODY_LIMIT: usize = 256 << 20;

const MARK: &[u8] = b"{\"$file\":";

/// What stands in the `body` column instead of a large body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reference {
    pub sha256: String,
    pub len: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(rename = "$file")]
    file: Reference,
}

/// Whether a body must be a file: it is large, or could be mistaken for a reference.
pub(crate) fn must_be_file(body: &[u8]) -> bool {
    body.len() > INLINE_LIMIT || body.starts_with(MARK)
}

/// The reference a stored body is, if it is one.
pub(crate) fn reference(stored: &[u8]) -> Option<Result<Reference, LogError>> {
    if !stored.starts_with(MARK) {
        return None;
    }
    let parsed = serde_json::from_slice::<Stored>(stored).map(|stored| stored.file);
    Some(match parsed {
        Ok(file) if file.sha256.len() == 64 && file.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) => {
            Ok(file)
        }
        Ok(file) => Err(LogError::Damaged(format!("{:?} is not the name of a body file", file.sha256))),
        Err(error) => Err(LogError::Damaged(format!("the reference to a body file cannot be read: {error}"))),
    })
}

/// The sealed file that stands beside an event of an attachment, as its body names it.
pub(crate) fn beside(typ: &str, body: &[u8]) -> Option<Result<Reference, LogError>> {
    #[derive(Deserialize)]
    struct Beside {
        kept: Reference,
    }
    (typ == "incident.attached").then(|| {
        let read = serde_json::from_slice::<Beside>(body).map(|beside| beside.kept);
        read.map_err(|error| LogError::Damaged(format!("the file of an attachment is not named: {error}")))
    })
}

/// The folder of body files.
#[derive(Clone, Debug)]
pub(crate) struct Bodies {
    dir: PathBuf,
}

impl Bodies {
    pub(crate) fn new(store: &Path) -> Self {
        Self { dir: store.join(folder::BODIES) }
    }

    /// Makes the folder and clears what an interrupted write left.
    pub(crate) fn prepare(&self) -> Result<(), LogError> {
        folder::private(&self.dir)?;
        for entry in fs::read_dir(&self.dir).at(&self.dir)? {
            let path = entry.at(&self.dir)?.path();
            if path.extension().is_some_and(|e| e == "part") {
                fs::remove_file(&path).at(&path)?;
            }
        }
        Ok(())
    }

    /// Puts a body on disk, durably, and returns what to store instead of it.
    pub(crate) fn put(&self, body: &[u8]) -> Result<Vec<u8>, LogError> {
        let file = self.put_file(body)?;
        serde_json::to_vec(&Stored { file }).map_err(|e| LogError::Other(e.to_string()))
    }

    /// Puts bytes on disk, durably, under their hash.
    pub(crate) fn put_file(&self, body: &[u8]) -> Result<Reference, LogError> {
        if body.len() > BODY_LIMIT {
            return Err(LogError::Other(format!("a body of {} bytes is over the limit of {BODY_LIMIT}", body.len())));
        }
        let sha256 = hex::encode(Sha256::digest(body));
        let file = Reference { sha256, len: body.len() as u64 };
        if self.get(&file).is_ok() {
            return Ok(file);
        }
        let path = self.dir.join(&file.sha256);
        let part = self.dir.join(format!("{}.part", file.sha256));
        let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).at(&part)?;
        if let Err(error) = out.write_all(body).and_then(|()| out.sync_all()) {
            fs::remove_file(&part).at(&part)?;
            return Err(crate::failure::io(&part, &error));
        }
        fs::rename(&part, &path).at(&path)?;
        folder::sync_dir(&self.dir)?;
        Ok(file)
    }

    /// The body a reference names, checked against its name.
    pub(crate) fn get(&self, file: &Reference) -> Result<Vec<u8>, LogError> {
        let path = self.dir.join(&file.sha256);
        let damaged = |why: &str| LogError::Damaged(format!("body file {} {why}", file.sha256));
        let input = File::open(&path).map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        if file.len > BODY_LIMIT as u64 {
            return Err(damaged("is said to be over the limit"));
        }
        let mut body = Vec::with_capacity(file.len as usize);
        input
            .take(file.len + 1)
            .read_to_end(&mut body)
            .map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        if body.len() as u64 != file.len || hex::encode(Sha256::digest(&body)) != file.sha256 {
            return Err(damaged("was altered or cut"));
        }
        Ok(body)
    }

    /// The stored form's body: the file's content for a reference, else the same bytes.
    pub(crate) fn resolve(&self, stored: &[u8]) -> Result<Vec<u8>, LogError> {
        match reference(stored) {
            None => Ok(stored.to_vec()),
            Some(file) => self.get(&file?),
        }
    }
}
