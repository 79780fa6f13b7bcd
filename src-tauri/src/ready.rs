//! Tells scripts and tests when the console can be worked at, and how long that took.
//! It must not know what the page shows.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

/// Names the file to write when the page is ready. Unset in daily use: then nothing is written.
pub const READY_FILE: &str = "WATCHFLOOR_READY_FILE";

/// While a title ends so, the page is still getting ready.
const NOT_YET: char = '…';

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

    /// The page changed its title. It says it is ready by a title that no longer ends in "…";
    /// the first such title writes the file.
    pub fn title_changed(&self, title: &str) {
        if title.is_empty() || title.ends_with(NOT_YET) {
            return;
        }
        let seen = self.note(|seen, now| seen.ready_ms.get_or_insert(now));
        let Some(file) = &self.file else { return };
        if file.exists() {
            return;
        }
        // Written beside and renamed: a waiting script never reads half a file.
        let part = file.with_extension("part");
        let text = serde_json::json!({ "title": title, "milestones": seen }).to_string();
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
    fn the_file_appears_with_the_first_title_that_is_not_unfinished() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ready.json");
        let readiness = Readiness::new(Some(file.clone()));
        readiness.window_opened();
        readiness.title_changed("Watchfloor …");
        assert!(!file.exists());
        readiness.title_changed("Watchfloor · DRILL");
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(written["title"], "Watchfloor · DRILL");
        assert!(written["milestones"]["ready_ms"].is_u64());
        assert!(written["milestones"]["loaded_ms"].is_null());
        readiness.title_changed("(2) Watchfloor");
        assert!(std::fs::read_to_string(&file).unwrap().contains("DRILL"), "only the first ready title counts");
    }
}
