//! Copies of this floor: every 15 minutes to the second place when one is set, and on demand. Each is proved before it
//! counts; the outcome is a fact either way, and its age stands in the status bar.

use crate::console::{error, failed};
use crate::copies::{Checked, verify_against};
use crate::floor::{Floor, lock};
use crate::folder::Mode;
use crate::{threads, views};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use watchfloor_api::command::Receipt;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Command;
use watchfloor_domain::command::BackupOutcome;
use watchfloor_engine::Actor;
use watchfloor_engine::ports::Clock;
use watchfloor_offline_cache::backup;

/// Pause between copies.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// How often the timer looks whether a place was set or the floor is going.
const LOOK: Duration = Duration::from_secs(1);

/// Copies by the timer. The first comes at once when a place is set, so that nobody waits to see that it works.
pub(crate) fn start(floor: &Arc<Floor>) -> Result<(), String> {
    threads::start(floor, "copies", attend)
}

fn attend(floor: &Weak<Floor>) {
    let mut last: Option<(String, Instant)> = None;
    loop {
        let Some(floor) = floor.upgrade() else { return };
        if floor.is_stopping() {
            return;
        }
        let place = floor.engine.board().backup_dir.clone();
        if let Some(place) = place {
            let due = last.as_ref().is_none_or(|(dir, at)| *dir != place || at.elapsed() >= EVERY);
            if due {
                last = Some((place.clone(), Instant::now()));
                floor.timed_copy(&place);
            }
        }
        drop(floor);
        std::thread::sleep(LOOK);
    }
}

impl Floor {
    /// A copy now, to the set place or to one the folder's owner names. It stays until somebody removes it there.
    pub(crate) fn backup_now(&self, actor: &Actor, dir: Option<&str>) -> Result<Receipt, ApiError> {
        let set = self.engine.board().backup_dir.clone().map(|place| self.below(&place));
        let dir = dir.map(PathBuf::from).or(set);
        self.copy_to(actor, &dir.ok_or_else(|| error(ErrorCode::Refused, "refused.no_backup_place", ""))?)
    }

    /// Live and drill share a place without thinning each other's copies.
    fn below(&self, place: &str) -> PathBuf {
        Path::new(place).join(if self.engine.is_drill() { Mode::Drill } else { Mode::Live }.word())
    }

    /// The timer's copy; older ones of the timer are thinned by their age.
    fn timed_copy(&self, place: &str) {
        let dir = self.below(place);
        if let Err(error) = self.copy_to(&Actor::rule("rule/copies"), &dir) {
            tracing::error!(%error, "no copy was made");
            return;
        }
        let now_ms = crate::system::SystemClock::default().now_ms();
        let _alone = lock(&self.copying);
        if let Err(error) = backup::prune(&dir, now_ms) {
            tracing::warn!(%error, "old copies were not removed");
        }
    }

    fn copy_to(&self, actor: &Actor, dir: &Path) -> Result<Receipt, ApiError> {
        let begun = Instant::now();
        let outcome = {
            let _alone = lock(&self.copying);
            self.proved_copy(dir)
        };
        let console = self.console_id.clone();
        let (outcome, failure) = match outcome {
            Ok(Checked { path, gseq, sha256, .. }) => {
                let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                (BackupOutcome::Verified { console, path: path.display().to_string(), gseq, sha256, ms }, None)
            }
            Err(why) => {
                (BackupOutcome::Failed { console, path: dir.display().to_string(), why: why.clone() }, Some(why))
            }
        };
        let done = self.engine.run(actor, vec![Command::NoteBackup(outcome)]).map_err(failed)?;
        if let Some(why) = failure {
            return Err(error(ErrorCode::Refused, "refused.backup_failed", &why));
        }
        Ok(Receipt {
            seq: Some(done.seq),
            kept: views::KEPT.to_owned(),
            lines: done.sentences.iter().map(|s| crate::words::line(&*self.engine.vault, s)).collect(),
            id: None,
            number: None,
            refused_rows: Vec::new(),
            undo_until_ms: None,
        })
    }

    fn proved_copy(&self, dir: &Path) -> Result<Checked, String> {
        let now_ms = crate::system::SystemClock::default().now_ms();
        let copy = backup::create(&self.store_dir, dir, now_ms).map_err(|e| e.to_string())?;
        let checked = verify_against(&copy.dir, &*self.engine.reader).map_err(|e| e.to_string())?;
        Ok(checked)
    }

    /// After an erasure: the key leaves the copies that can be reached, too.
    pub(crate) fn forget_in_copies(&self, subject: &str) {
        let Some(dir) = self.engine.board().backup_dir.clone() else { return };
        let dir = self.below(&dir);
        if !dir.is_dir() {
            return;
        }
        if let Err(error) = backup::forget(&dir, subject) {
            tracing::error!(%error, "a key was destroyed here but not in the copies");
        }
    }
}
