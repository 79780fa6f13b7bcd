//! Taking in a layer or a base map: one at a time, on a thread of its own, told as it goes, ended when asked.

use super::{basemap_row, changed_ms, layer_row};
use crate::files::{label, read};
use crate::floor::lock;
use crate::words::{Language, say};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use watchfloor_api::command::RowFault as WireFault;
use watchfloor_api::layer::LayerJobView;
use watchfloor_api::view::MessageLine;
use watchfloor_area::own::{self, MAX_OWN_BYTES, OwnFormat, OwnRead, Suspicion, read_own, suspect};
use watchfloor_domain::Command;
use watchfloor_domain::types::{LayerSort, MapLayer};
use watchfloor_engine::{Actor, Engine};
use watchfloor_geo::Datum;
use watchfloor_offline_cache::areas::{Area, AreaName, Basemaps, LayerInfo, Layers};

/// Left-out rows told with a job; the others are asked for with `layer_faults`.
const ROWS_TOLD: usize = 100;
/// Kinds of fields told.
const FIELDS_TOLD: usize = 64;

/// What is under way, or was last.
#[derive(Default)]
pub(crate) struct Adding {
    job: Mutex<Option<Job>>,
}

struct Job {
    view: LayerJobView,
    cancel: Arc<AtomicBool>,
}

/// What is taken in.
pub(crate) enum What {
    Layer { kind: String, datum: Datum, accept_shift: bool },
    Basemap,
}

/// What is asked for.
pub(crate) struct AddingAsk {
    pub root: PathBuf,
    pub id: AreaName,
    /// What operators call it; empty for what a base map calls itself.
    pub title: String,
    pub file: PathBuf,
    pub what: What,
    pub preview: bool,
    pub actor: Actor,
    /// The area on the floor, to compare with.
    pub area: Option<(Area, [f64; 4])>,
}

/// Why nothing is begun.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotBegun {
    Running(String),
    Thread(String),
}

/// How a job ended without fault.
enum Ended {
    Done,
    Unconfirmed,
}

impl Adding {
    /// How far it is.
    pub(crate) fn view(&self) -> Option<LayerJobView> {
        lock(&self.job).as_ref().map(|job| job.view.clone())
    }

    /// Ends what is under way. False when nothing is.
    pub(crate) fn cancel(&self) -> bool {
        let job = lock(&self.job);
        let running = job.as_ref().filter(|job| job.view.ended_ms.is_none());
        running.inspect(|job| job.cancel.store(true, Ordering::Relaxed)).is_some()
    }

    /// Begins; answers at once.
    pub(crate) fn begin(self: &Arc<Self>, engine: &Arc<Engine>, ask: AddingAsk) -> Result<(), NotBegun> {
        let cancel = Arc::new(AtomicBool::new(false));
        {
            let mut job = lock(&self.job);
            if let Some(running) = job.as_ref().filter(|job| job.view.ended_ms.is_none()) {
                return Err(NotBegun::Running(running.view.id.clone()));
            }
            *job = Some(Job { view: begun(&ask, engine.clock.now_ms()), cancel: cancel.clone() });
        }
        let (shared, engine) = (Arc::clone(self), Arc::clone(engine));
        let work = move || {
            let run = Run { adding: &shared, engine: &engine, ask: &ask, cancel: &cancel };
            let outcome = match ask.what {
                What::Layer { .. } => run.layer(),
                What::Basemap => run.basemap(),
            };
            shared.end(outcome, cancel.load(Ordering::Relaxed), engine.clock.now_ms());
        };
        std::thread::Builder::new().name("layer".into()).spawn(work).map(drop).map_err(|e| {
            *lock(&self.job) = None;
            NotBegun::Thread(e.to_string())
        })
    }

    fn tell(&self, change: impl FnOnce(&mut LayerJobView)) {
        if let Some(job) = lock(&self.job).as_mut() {
            change(&mut job.view);
        }
    }

    fn end(&self, outcome: Result<Ended, String>, cancelled: bool, now_ms: i64) {
        self.tell(|view| {
            view.ended_ms = Some(now_ms);
            match outcome {
                Ok(Ended::Done) => "done".clone_into(&mut view.state),
                Ok(Ended::Unconfirmed) => "unconfirmed".clone_into(&mut view.state),
                Err(_) if cancelled => "cancelled".clone_into(&mut view.state),
                Err(why) => {
                    "failed".clone_into(&mut view.state);
                    let params = BTreeMap::from([("why".to_owned(), why)]);
                    let key = "layer.failed";
                    view.error =
                        Some(MessageLine { key: key.to_owned(), text: say(Language::En, key, &params), params });
                }
            }
        });
    }
}

fn begun(ask: &AddingAsk, now_ms: i64) -> LayerJobView {
    let (sort, replaces) = match ask.what {
        What::Layer { .. } => ("layer", Layers::new(&ask.root).has(&ask.id)),
        What::Basemap => ("basemap", Basemaps::new(&ask.root).has(&ask.id)),
    };
    LayerJobView {
        sort: sort.to_owned(),
        id: ask.id.to_string(),
        name: ask.title.clone(),
        preview: ask.preview,
        state: "running".to_owned(),
        phase: "reading".to_owned(),
        done: 0,
        total: 0,
        error: None,
        layer: None,
        basemap: None,
        compared_with: None,
        outside: 0,
        fields: BTreeMap::new(),
        replaces,
        refused_rows: Vec::new(),
        started_ms: now_ms,
        ended_ms: None,
    }
}

/// One job at work.
struct Run<'a> {
    adding: &'a Adding,
    engine: &'a Engine,
    ask: &'a AddingAsk,
    cancel: &'a AtomicBool,
}

impl Run<'_> {
    /// A new part of the work; its end when it was asked for.
    fn phase(&self, phase: &str) -> Result<(), String> {
        self.adding.tell(|view| phase.clone_into(&mut view.phase));
        if self.cancel.load(Ordering::Relaxed) { Err("it was ended".to_owned()) } else { Ok(()) }
    }

    fn layer(&self) -> Result<Ended, String> {
        let What::Layer { kind, datum, accept_shift } = &self.ask.what else { return Err(String::new()) };
        let bytes = read(&self.ask.file, MAX_OWN_BYTES as u64)?;
        self.phase("reading")?;
        let found = read_own(&bytes, format(&bytes), *datum, kind).map_err(|e| e.to_string())?;
        if found.features.is_empty() {
            self.tell_rows(&found);
            return Err(format!("no row of it can be used; {} were left out", found.faulty));
        }
        self.phase("comparing")?;
        let shift = self.compared(&found)?;
        let info = LayerInfo {
            title: self.ask.title.clone(),
            kind: kind.clone(),
            added_ms: self.engine.clock.now_ms(),
            shift,
            source: label(&self.ask.file),
            sha256: hex::encode(Sha256::digest(&bytes)),
            datum: datum.to_string(),
            features: 0,
            faulty: 0,
            bounds: None,
            floors: Vec::new(),
            shapes: Vec::new(),
        }
        .counted(&found);
        self.tell_rows(&found);
        self.adding.tell(|view| {
            view.fields = fields(&found);
            view.layer = Some(layer_row(self.ask.id.as_str(), &info));
        });
        if self.ask.preview {
            return Ok(Ended::Done);
        }
        if shift.is_some() && !accept_shift {
            return Ok(Ended::Unconfirmed);
        }
        self.phase("writing")?;
        Layers::new(&self.ask.root).put(&self.ask.id, &info, &found).map_err(|e| e.to_string())?;
        self.record(MapLayer {
            sort: LayerSort::Own,
            id: self.ask.id.to_string(),
            title: info.title,
            source: info.source,
            sha256: info.sha256,
            datum: info.datum,
            features: info.features,
            faulty: info.faulty,
            shifted_m: shift.map(|shift| shift.offset_m.round() as u32),
        })?;
        Ok(Ended::Done)
    }

    /// Compares with the streets of the area on the floor, if there is one.
    fn compared(&self, found: &OwnRead) -> Result<Option<Suspicion>, String> {
        let Some((area, [west, south, east, north])) = &self.ask.area else { return Ok(None) };
        let boxes = found.features.iter().map(|feature| feature.shape.bounds());
        let outside = boxes.filter(|[w, s, e, n]| e < west || n < south || w > east || s > north).count();
        self.adding.tell(|view| {
            view.compared_with = Some(area.name().to_string());
            view.outside = outside as u64;
        });
        let points: Vec<[f64; 2]> = found.features.iter().flat_map(|feature| feature.shape.points()).collect();
        let edges = area.edges().map_err(|e| e.to_string())?;
        Ok(suspect(&points, edges.iter().map(|edge| edge.points.as_slice())))
    }

    fn tell_rows(&self, found: &OwnRead) {
        let row = |fault: &own::RowFault| WireFault {
            line: u32::try_from(fault.row).unwrap_or(u32::MAX),
            field: fault.field.clone(),
            message: fault.why.clone(),
            text: String::new(),
        };
        self.adding.tell(|view| view.refused_rows = found.faults.iter().take(ROWS_TOLD).map(row).collect());
    }

    fn basemap(&self) -> Result<Ended, String> {
        let maps = Basemaps::new(&self.ask.root);
        let (file, id) = (&self.ask.file, &self.ask.id);
        let mut info = maps.look(file, id).map_err(|e| e.to_string())?;
        if !self.ask.title.is_empty() {
            info.title.clone_from(&self.ask.title);
        }
        let row = basemap_row(id.as_str(), &info, changed_ms(file));
        let (title, fault) = (row.name.clone(), row.fault.clone());
        self.adding.tell(|view| {
            view.name.clone_from(&title);
            view.basemap = Some(row);
        });
        if let Some(why) = fault {
            return Err(why);
        }
        if self.ask.preview {
            return Ok(Ended::Done);
        }
        self.phase("copying")?;
        let progress = |done: u64, total: u64| {
            self.adding.tell(|view| (view.done, view.total) = (done, total));
            if self.cancel.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let own = Some(self.ask.title.as_str()).filter(|title| !title.is_empty());
        maps.add(file, id, own, &progress).map_err(|e| e.to_string())?;
        self.record(MapLayer {
            sort: LayerSort::Basemap,
            id: id.to_string(),
            title,
            source: label(file),
            sha256: String::new(),
            datum: Datum::Wgs84.to_string(),
            features: 0,
            faulty: 0,
            shifted_m: None,
        })?;
        Ok(Ended::Done)
    }

    /// Writes into the log who took it in. It is on the map already; when the log cannot be written, that is said.
    fn record(&self, layer: MapLayer) -> Result<(), String> {
        let done = self.engine.run(&self.ask.actor, vec![Command::AddLayer(layer)]);
        done.map(drop).map_err(|why| format!("it is on the map, but the log does not tell of it: {why}"))
    }
}

/// GeoJSON begins with a brace; everything else is a table.
fn format(bytes: &[u8]) -> OwnFormat {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') { OwnFormat::GeoJson } else { OwnFormat::Csv }
}

/// The fields of features and how many have each, the most frequent first to be kept.
fn fields(found: &OwnRead) -> BTreeMap<String, u64> {
    let mut all: BTreeMap<&str, u64> = BTreeMap::new();
    for key in found.features.iter().flat_map(|feature| feature.properties.keys()) {
        *all.entry(key).or_default() += 1;
    }
    let by_count: BTreeSet<(std::cmp::Reverse<u64>, &str)> =
        all.into_iter().map(|(key, count)| (std::cmp::Reverse(count), key)).collect();
    by_count.into_iter().take(FIELDS_TOLD).map(|(count, key)| (key.to_owned(), count.0)).collect()
}
