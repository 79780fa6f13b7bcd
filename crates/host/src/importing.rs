//! Imports asked for at a window: one at a time, on a thread of their own, told as they go, ended when asked. The command
//! line imports by itself.

use crate::areas::fact;
use crate::files::{label, read};
use crate::words::{Language, say};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use watchfloor_api::view::{AreaImportView, LeftOut, MessageLine};
use watchfloor_area::{ImportOptions, PbfSource, Phase, Progress, Skipped, counts, import, preview};
use watchfloor_domain::Command;
use watchfloor_engine::{Actor, Engine};
use watchfloor_offline_cache::areas::{AreaName, Areas};

/// Files of one import, and bytes of one file: the import reads them into memory.
const MOST_FILES: usize = 32;
const LARGEST: u64 = 2 << 30;

/// The import under way, or the last one.
#[derive(Default)]
pub(crate) struct Importing {
    job: Mutex<Option<Job>>,
}

struct Job {
    view: AreaImportView,
    cancel: Arc<AtomicBool>,
}

/// What is asked for.
pub(crate) struct Ask {
    pub root: PathBuf,
    pub name: AreaName,
    pub files: Vec<PathBuf>,
    pub preview: bool,
    pub activate: bool,
    pub actor: Actor,
}

/// Why an import is not begun.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotBegun {
    Running(String),
    Files(usize),
    Thread(String),
}

impl Importing {
    fn job(&self) -> MutexGuard<'_, Option<Job>> {
        self.job.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub(crate) fn view(&self) -> Option<AreaImportView> {
        self.job().as_ref().map(|job| job.view.clone())
    }

    /// Ends what is under way. False when nothing is.
    pub(crate) fn cancel(&self) -> bool {
        let job = self.job();
        let running = job.as_ref().filter(|job| job.view.ended_ms.is_none());
        running.inspect(|job| job.cancel.store(true, Ordering::Relaxed)).is_some()
    }

    /// Begins an import; answers at once.
    pub(crate) fn begin(self: &Arc<Self>, engine: &Arc<Engine>, ask: Ask) -> Result<(), NotBegun> {
        if ask.files.is_empty() || ask.files.len() > MOST_FILES {
            return Err(NotBegun::Files(MOST_FILES));
        }
        let cancel = Arc::new(AtomicBool::new(false));
        {
            let mut job = self.job();
            if let Some(running) = job.as_ref().filter(|job| job.view.ended_ms.is_none()) {
                return Err(NotBegun::Running(running.view.name.clone()));
            }
            let before = Areas::new(&ask.root).open(&ask.name).ok().and_then(|area| area.info().ok());
            let before = before.map(|info| counts(info.metadata.get("counts").map_or("", String::as_str)));
            *job = Some(Job { view: begun(&ask, before, engine.clock.now_ms()), cancel: cancel.clone() });
        }
        let (shared, engine) = (Arc::clone(self), Arc::clone(engine));
        let work = move || {
            let outcome = shared.run(&engine, &ask, &cancel);
            shared.end(outcome, cancel.load(Ordering::Relaxed), engine.clock.now_ms());
        };
        std::thread::Builder::new().name("import".into()).spawn(work).map(drop).map_err(|e| {
            *self.job() = None;
            NotBegun::Thread(e.to_string())
        })
    }

    fn run(&self, engine: &Engine, ask: &Ask, cancel: &AtomicBool) -> Result<Ended, String> {
        let mut files = Vec::new();
        for path in &ask.files {
            files.push((label(path), read(path, LARGEST)?));
        }
        let progress = |p: Progress| {
            if let Some(job) = self.job().as_mut() {
                phase(p.phase).clone_into(&mut job.view.phase);
                (job.view.done, job.view.total) = (p.done as u64, p.total as u64);
            }
            if cancel.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let sources: Vec<PbfSource<'_>> = files.iter().map(|(name, bytes)| PbfSource { name, bytes }).collect();
        let options = ImportOptions::named(ask.name.as_str());
        if ask.preview {
            let seen = preview(&sources, &options, &progress).map_err(|e| e.to_string())?;
            return Ok(Ended { counts: seen.counts, skipped: seen.skipped, changes: BTreeMap::new() });
        }
        let areas = Areas::new(&ask.root);
        let mut writer = areas.update(&ask.name).map_err(|e| e.to_string())?;
        let report = import(&sources, &options, &mut writer, &progress).map_err(|e| e.to_string())?;
        let changes = writer.changes().map(|changes| &changes.sorts).into_iter().flatten();
        let changes = changes.map(|(sort, c)| ((*sort).to_owned(), [c.added, c.changed, c.removed])).collect();
        // An area on the floor that was brought to a new state is a new fact.
        let on_floor = engine.board().area.as_ref().is_some_and(|area| area.name == ask.name.as_str());
        if ask.activate || on_floor {
            let info = areas.open(&ask.name).and_then(|area| area.info()).map_err(|e| e.to_string())?;
            let activate = Command::ActivateArea(fact(&ask.name, &info));
            engine.run(&ask.actor, vec![activate]).map_err(|e| e.to_string())?;
        }
        Ok(Ended { counts: report.counts(), skipped: report.skipped, changes })
    }

    fn end(&self, outcome: Result<Ended, String>, cancelled: bool, now_ms: i64) {
        let mut job = self.job();
        let Some(view) = job.as_mut().map(|job| &mut job.view) else { return };
        view.ended_ms = Some(now_ms);
        match outcome {
            Ok(ended) => {
                "done".clone_into(&mut view.state);
                view.counts = ended.counts;
                let left = ended.skipped.into_iter();
                view.left_out =
                    left.map(|s| LeftOut { what: s.reason.clone(), count: s.count as u64, why: s.text }).collect();
                view.changes = ended.changes;
            }
            Err(_) if cancelled => "cancelled".clone_into(&mut view.state),
            Err(why) => {
                "failed".clone_into(&mut view.state);
                let params = BTreeMap::from([("why".to_owned(), why)]);
                let key = "import.failed";
                view.error = Some(MessageLine { key: key.to_owned(), text: say(Language::En, key, &params), params });
            }
        }
    }
}

struct Ended {
    counts: BTreeMap<String, u64>,
    skipped: Vec<Skipped>,
    changes: BTreeMap<String, [u64; 3]>,
}

fn begun(ask: &Ask, before: Option<BTreeMap<String, u64>>, now_ms: i64) -> AreaImportView {
    AreaImportView {
        name: ask.name.to_string(),
        preview: ask.preview,
        state: "running".to_owned(),
        phase: "reading".to_owned(),
        done: 0,
        total: 0,
        error: None,
        counts: BTreeMap::new(),
        before,
        left_out: Vec::new(),
        changes: BTreeMap::new(),
        started_ms: now_ms,
        ended_ms: None,
    }
}

/// The word of a phase.
pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "reading",
        Phase::Building => "building",
        Phase::Tiles => "tiles",
        Phase::Rows => "rows",
    }
}
