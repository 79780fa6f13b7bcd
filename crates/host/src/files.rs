//! Files a person names: read whole, within a bound. Knows no format.

use std::path::Path;

/// The file's name, for a report or a list.
pub(crate) fn label(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The bytes of a plain file of at most `most` bytes.
///
/// # Errors
/// What is wrong, with the path.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let said = |e: std::io::Error| format!("{}: {e}", path.display());
    let meta = std::fs::metadata(path).map_err(said)?;
    if !meta.is_file() {
        return Err(format!("{}: not a file", path.display()));
    }
    if meta.len() > most {
        return Err(format!("{}: {} bytes; at most {most}", path.display(), meta.len()));
    }
    std::fs::read(path).map_err(said)
}
