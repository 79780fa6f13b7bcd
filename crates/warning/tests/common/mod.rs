//! Where the real documents lie, for every test of this crate.

use std::path::{Path, PathBuf};

/// A folder of the shared warning documents; says so and gives none when it is absent.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/warnings").join(folder);
    if !path.exists() {
        println!("skipped: ../shared/data/warnings/{folder} is absent");
        return None;
    }
    Some(path)
}

/// Every file of a folder with its name, in order.
pub fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let listing = std::fs::read_dir(folder).expect("the folder was seen a moment ago");
    let mut paths: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("a listed file can be read"))).collect()
}
