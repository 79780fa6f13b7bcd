//! Puts the last-known board down on disk, every few minutes and in each language that is set. A sheet is whole or not
//! there; only the folder's owner reads it; the last few stay. What failed stands in the status bar until it goes again.

use super::{Reader, Wall, Words, board, language};
use crate::floor::{Floor, lock};
use crate::threads;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use watchfloor_domain::Board;
use watchfloor_domain::intake::Languages;
use watchfloor_domain::number::LocalTime;

/// The name of this part.
const PART: &str = "paper";
/// How often it is looked whether a sheet is due or the floor is going.
const LOOK: Duration = Duration::from_secs(1);
/// After a failure it is tried again so soon.
const AGAIN: Duration = Duration::from_secs(30);
/// Sheets of one language that stay.
const KEEP: usize = 6;

/// How it went last.
#[derive(Clone, Default)]
pub(crate) struct State {
    /// When the newest sheet was written, UTC milliseconds by the floor's clock.
    pub(crate) written_ms: Option<i64>,
    pub(crate) failure: Option<String>,
}

/// Nothing until somebody runs who writes sheets.
#[derive(Default)]
pub(crate) struct Kept {
    last: Mutex<Option<State>>,
    /// Held while a sheet is made and put down, so that none of before an erasure comes after it.
    writing: Mutex<()>,
}

impl Kept {
    /// How it went last; none while nobody writes.
    pub(crate) fn state(&self) -> Option<State> {
        lock(&self.last).clone()
    }

    fn note(&self, outcome: Result<i64, String>) {
        let mut state = lock(&self.last);
        let before = state.take().unwrap_or_default();
        *state = Some(match outcome {
            Ok(at_ms) => State { written_ms: Some(at_ms), failure: None },
            Err(why) => State { failure: Some(why), ..before },
        });
    }
}

/// Begins to write sheets; the first at once.
pub(crate) fn start(floor: &Arc<Floor>) -> Result<(), String> {
    threads::start(floor, PART, attend)
}

fn attend(floor: &Weak<Floor>) {
    let mut last: Option<(Instant, bool)> = None;
    loop {
        let Some(floor) = floor.upgrade() else { return };
        if floor.is_stopping() {
            return;
        }
        let every = Duration::from_secs(u64::from(floor.engine.board().paper_board.every_min) * 60);
        let pause = |went_well: bool| if went_well { every } else { AGAIN.min(every) };
        if last.is_none_or(|(at, went_well)| at.elapsed() >= pause(went_well)) {
            let mut went_well = false;
            threads::survive(&floor, PART, || {
                let outcome = write(&floor);
                went_well = outcome.is_ok();
                if let Err(why) = &outcome {
                    tracing::error!(%why, "the last-known board was not written");
                }
                floor.paper.note(outcome);
            });
            last = Some((Instant::now(), went_well));
        }
        drop(floor);
        std::thread::sleep(LOOK);
    }
}

/// Takes every sheet away, since it tells in clear what was said, and puts one down that no longer does, where somebody
/// writes sheets. What could not be taken away stands in the status bar.
pub(crate) fn forget(floor: &Floor) {
    let gone = {
        let _alone = lock(&floor.paper.writing);
        empty(&floor.store_dir.join("paper"))
    };
    if let Err(why) = &gone {
        tracing::error!(%why, "a sheet of before an erasure is still there");
    }
    if gone.is_err() || floor.paper.state().is_some() {
        floor.paper.note(gone.and_then(|()| write(floor)));
    }
}

fn empty(dir: &Path) -> Result<(), String> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(()) };
    entries.flatten().map(|entry| entry.path()).try_for_each(|path| fs::remove_file(&path).map_err(|e| said(&path, &e)))
}

fn write(floor: &Floor) -> Result<i64, String> {
    let _alone = lock(&floor.paper.writing);
    let dir = floor.store_dir.join("paper");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir).map_err(|e| said(&dir, &e))?;
    let languages = floor.engine.board().paper_board.languages;

    let now = floor.engine.clock.now_ms();
    let wanted: &[&str] = match languages {
        Languages::En => &["en"],
        Languages::Zh => &["zh"],
        Languages::Both => &["en", "zh"],
    };
    for lang in wanted {
        let Some(language) = language(lang) else { continue };
        let html = floor.paper_board(Words(language), true);
        put(&dir, &format!("board-{lang}-{}.html", name(now)), html.as_bytes())?;
        thin(&dir, &format!("board-{lang}-"));
    }
    Ok(now)
}

impl Floor {
    /// The last-known board as it is now.
    pub(crate) fn paper_board(&self, words: Words, calls_back: bool) -> String {
        let lean = lean(&self.engine.board());
        let reader = Reader {
            board: &lean,
            vault: &*self.engine.vault,
            telemetry: &self.engine.telemetry,
            wall: Wall(&*self.engine.clock),
            drill: self.engine.is_drill(),
            calls_back,
            every_min: lean.paper_board.every_min,
        };
        board(&reader, words)
    }
}

/// What a sheet tells of, copied: commits wait for the board, and must not wait until texts are unsealed.
fn lean(board: &Board) -> Board {
    Board {
        gseq: board.gseq,
        at_ms: board.at_ms,
        incidents: board.incidents.clone(),
        units: board.units.clone(),
        premises: board.premises.clone(),
        plan: board.plan.clone(),
        paper_board: board.paper_board,
        ..Board::default()
    }
}

/// Sorts by time, whatever the zone does.
fn name(at_ms: i64) -> String {
    let utc = LocalTime::at(at_ms, 0);
    let of_day = at_ms.div_euclid(1_000).rem_euclid(86_400);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        utc.year,
        utc.month,
        utc.day,
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}

/// Writes beside, makes sure it is on disk, and only then gives it its name.
fn put(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let (whole, part) = (dir.join(name), dir.join(format!(".{name}.part")));
    let done = write_new(&part, bytes).and_then(|()| fs::rename(&part, &whole));
    if done.is_err() {
        drop(fs::remove_file(&part));
    }
    done.map_err(|e| said(&whole, &e))
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Left over from a process that was ended in the middle.
    drop(fs::remove_file(path));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Lets go of the oldest. What cannot be removed now is removed the next time.
fn thin(dir: &Path, start: &str) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let ours = |path: &PathBuf| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(start) && name.ends_with(".html")
    };
    let mut sheets: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(ours).collect();
    sheets.sort();
    let old = sheets.len().saturating_sub(KEEP);
    sheets.iter().take(old).for_each(|path| drop(fs::remove_file(path)));
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_sheet_is_whole_private_and_the_last_few_stay() {
        let dir = tempfile::tempdir().expect("a folder");
        for n in 0..KEEP + 3 {
            put(dir.path(), &format!("board-en-2026{n:04}.html"), b"<p>").expect("written");
            thin(dir.path(), "board-en-");
        }
        put(dir.path(), "board-zh-1.html", b"<p>").expect("written");
        let mut names: Vec<String> = fs::read_dir(dir.path())
            .expect("a folder")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!((names.len(), names[0].as_str()), (KEEP + 1, "board-en-20260003.html"), "{names:?}");
        let mode = fs::metadata(dir.path().join(&names[0])).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn what_cannot_be_written_is_said_and_leaves_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let gone = dir.path().join("gone");
        let why = put(&gone, "board-en-1.html", b"<p>").expect_err("no folder");
        assert!(why.contains("board-en-1.html"), "{why}");
        let kept = Kept::default();
        assert!(kept.state().is_none());
        kept.note(Ok(5));
        kept.note(Err(why.clone()));
        let state = kept.state().expect("noted");
        assert_eq!((state.written_ms, state.failure), (Some(5), Some(why)), "the age of the last good one stays known");
        kept.note(Ok(9));
        assert!(kept.state().is_some_and(|s| s.failure.is_none()));
    }
}
