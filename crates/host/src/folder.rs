//! The data folder: `live` and `drill` are two stores, apart from each other; imported areas serve both.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Live,
    Drill,
}

impl Mode {
    /// The word of the mode, and the name of its folder.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Drill => "drill",
        }
    }
}

/// Whether a folder is empty or was a data folder before.
fn is_ours(root: &Path) -> std::io::Result<bool> {
    let known = [OWN_ID, "areas", Mode::Live.word(), Mode::Drill.word()];
    Ok(known.iter().any(|name| root.join(name).exists()) || std::fs::read_dir(root)?.next().is_none())
}

/// Holds this console's id.
const OWN_ID: &str = "console-id";

/// A data folder.
#[derive(Clone, Debug)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// Makes the folder if need be, for its owner alone. A folder that holds other things and is open to others is
    /// refused: a mistyped path must not shut everybody out of it.
    pub fn open(root: &Path) -> Result<Self, String> {
        let words = |e: std::io::Error| format!("{}: {e}", root.display());
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(root).map_err(words)?;
        let mode = std::fs::metadata(root).map_err(words)?.permissions().mode();
        if mode & 0o077 != 0 {
            if !is_ours(root).map_err(words)? {
                return Err(format!("{}: this folder holds other things; give an empty or a new one", root.display()));
            }
            std::fs::set_permissions(root, std::fs::Permissions::from_mode(0o700)).map_err(words)?;
        }
        Ok(Self { root: root.canonicalize().map_err(words)? })
    }

    /// The folder itself; areas are below it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of one store.
    pub fn store(&self, mode: Mode) -> PathBuf {
        self.root.join(mode.word())
    }

    /// The console's Unix socket for a store.
    pub fn socket(&self, mode: Mode) -> PathBuf {
        self.store(mode).join("console.sock")
    }

    /// The mode the window was last left in; a first start is a drill.
    pub fn last_mode(&self) -> Mode {
        match std::fs::read_to_string(self.root.join("mode")) {
            Ok(word) if word.trim() == "live" => Mode::Live,
            _ => Mode::Drill,
        }
    }

    /// Remembers the mode for the next start of the window.
    pub fn remember_mode(&self, mode: Mode) -> Result<(), String> {
        std::fs::write(self.root.join("mode"), mode.word()).map_err(|e| e.to_string())
    }

    /// This console's id in the log, made once.
    pub fn console_id(&self) -> Result<String, String> {
        let path = self.root.join(OWN_ID);
        if let Ok(id) = std::fs::read_to_string(&path)
            && !id.trim().is_empty()
        {
            return Ok(id.trim().to_owned());
        }
        let bytes = crate::system::random::<4>()?;
        let id = format!("C-{:08x}", u32::from_be_bytes(bytes));
        std::fs::write(&path, &id).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_others_is_not_shut() {
        let dir = tempfile::tempdir().expect("a folder");
        let open = std::fs::Permissions::from_mode(0o755);
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        std::fs::set_permissions(dir.path(), open.clone()).expect("set");
        std::fs::write(dir.path().join("letter.txt"), "x").expect("written");
        assert!(DataFolder::open(dir.path()).is_err());
        assert_eq!(mode(dir.path()), 0o755);
        let own = dir.path().join("own");
        std::fs::create_dir(&own).expect("made");
        DataFolder::open(&own).expect("empty").console_id().expect("an id");
        std::fs::set_permissions(&own, open).expect("set");
        DataFolder::open(&own).expect("ours");
        assert_eq!(mode(&own), 0o700);
    }
}
