//! Tells scripts and tests when the console can be worked at, and how long that took.
//! It must not know what the page shows.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

/// Names the file to write when the page is ready. Unset in daily use: then nothing is written.
pub const READY_FILE: &str = "WATCHFLOOR_READY_FILE";

/// Milestones of one start, in milliseconds since `main` began.
#[derive(Debug)]
pub struct Readiness {
    began: Instant,
    file: Option<PathBuf>,
    seen: Mutex<Milestones>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq, serde::Serialize)]
struct Milestones {
    window_ms: Option<u128>,
    loaded_ms: Option<u128>,
    ready_ms: Option<u128>,
    /// Counted by the page, from the start of its navigation.
    map_ms: Option<u64>,
}

impl Readiness {
    /// Starts the clock; the file comes from [`READY_FILE`].
    pub fn from_env() -> Self {
        Self::new(std::env::var_os(READY_FILE).map(PathBuf::from))
    }

    fn new(file: Option<PathBuf>) -> Self {
        Self { began: Instant::now(), file, seen: Mutex::default() }
    }

    /// The window exists; nothing is drawn in it yet.
    pub fn window_opened(&self) {
        self.note(|seen, now| seen.window_ms.get_or_insert(now));
    }

    /// The document and its resources are loaded.
    pub fn page_loaded(&self) {
        self.note(|seen, now| seen.loaded_ms.get_or_insert(now));
    }

    /// The page says that it can be worked at, `map_ms` milliseconds after its navigation began.
    /// The first time counts, and writes the file.
    pub fn page_ready(&self, map_ms: u64) {
        let seen = self.note(|seen, now| {
            seen.map_ms.get_or_insert(map_ms);
            seen.ready_ms.get_or_insert(now)
        });
        let Some(file) = self.file.as_deref().filter(|file| !file.exists()) else { return };
        // Written beside and renamed: a waiting script never reads half a file.
        let part = file.with_extension("part");
        let text = serde_json::json!(seen).to_string();
        if let Err(error) = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, file)) {
            tracing::warn!(%error, file = %file.display(), "the readiness file could not be written");
        }
    }

    fn note(&self, mark: impl FnOnce(&mut Milestones, u128) -> &mut u128) -> Milestones {
        let now = self.began.elapsed().as_millis();
        let mut seen = self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        mark(&mut seen, now);
        tracing::debug!(?seen, "milestone");
        seen.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_appears_when_the_page_is_ready_and_keeps_the_first_time() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ready.json");
        let readiness = Readiness::new(Some(file.clone()));
        readiness.window_opened();
        assert!(!file.exists());
        readiness.page_ready(700);
        readiness.page_ready(9000);
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(written["map_ms"], 700);
        assert!(written["window_ms"].is_u64() && written["ready_ms"].is_u64());
        assert!(written["loaded_ms"].is_null());
    }
}
