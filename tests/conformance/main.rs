//! Every document and extract of the shared data through the real binary. It must not know what is in them beyond what
//! their own lists say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops here, saying where")]

mod areas;
#[path = "../journeys/support/program.rs"]
#[expect(dead_code, reason = "the journeys use more of it")]
mod program;
mod warnings;

use std::path::{Path, PathBuf};

/// A folder of the shared data; prints plainly when it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if dir.exists() {
        return Some(dir);
    }
    println!("skipped: ../shared/data/{name} is absent");
    None
}
