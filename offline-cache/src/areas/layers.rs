//! Layers of the centre's own: one file each under `layers/`, replaced as a whole, then only read.
//!
//! The map gets them as vector tiles made when asked for. GeoJSON of a box would be simpler, but the window redraws a
//! whole source for each change of it and the box of a city holds every feature; a tile holds what can be told apart on
//! its screen. What is drawn at which zoom is worked out when a layer is put, and the R*Tree holds the zoom as a third
//! axis: the cost of a tile stays bounded at any zoom.

use super::guard::{self, Turn};
use super::layer_read::Layer;
use super::layer_shape;
use super::{AreaError, AreaName};
use crate::failure::{At, Doing};
use crate::folder;
use crate::sqlite::{self, Family};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use watchfloor_area::own::{MAX_OWN_ZOOM, OwnFeature, OwnRead, Suspicion, label_at, rough, thinned};
use watchfloor_engine::ports::LogError;
use watchfloor_search::fold;

/// A layer file. `WFLY`.
pub(super) const LAYER_FILE: Family =
    Family { name: "a Watchfloor layer", application_id: 0x5746_4c59, steps: &[include_str!("layer.sql")] };

/// Places in a name from which it is found, and characters kept of each.
const MOST_STARTS: usize = 12;
const MOST_OF_NAME: usize = 80;

/// What a layer says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerInfo {
    /// What operators call it.
    pub title: String,
    /// What it holds: a word of the host, which chooses the sign by it.
    pub kind: String,
    /// When it was added, UTC milliseconds.
    pub added_ms: i64,
    /// That it looked shifted against the streets, and was added nevertheless.
    pub shift: Option<Suspicion>,
    /// Name of the file it was read from.
    pub source: String,
    /// SHA-256 of that file, lower-case hex.
    pub sha256: String,
    /// The datum the file was declared to be in; the layer itself is WGS 84.
    pub datum: String,
    /// Features in it.
    pub features: u64,
    /// Rows of the file that were left out; the first of them are kept, see [`Layer::faults`].
    pub faulty: u64,
    /// `[west, south, east, north]` in degrees; `None` when it is empty.
    pub bounds: Option<[f64; 4]>,
    /// Floors that features are on, in the order of the file.
    pub floors: Vec<String>,
    /// Which of `points`, `lines`, `areas` it holds.
    pub shapes: Vec<String>,
}

impl LayerInfo {
    /// With `features`, `faulty`, `bounds`, `floors` and `shapes` as a file that was read has them.
    #[must_use]
    pub fn counted(self, read: &OwnRead) -> Self {
        let boxes = read.features.iter().map(|feature| feature.shape.bounds());
        let bounds = boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let mut seen = HashSet::new();
        let floors = read.features.iter().filter_map(|feature| feature.floor.clone());
        let floors = floors.filter(|floor| seen.insert(floor.clone())).collect();
        let shapes: BTreeSet<&str> = read.features.iter().map(|feature| feature.shape.word()).collect();
        let shapes = shapes.into_iter().rev().map(str::to_owned).collect();
        Self { features: read.features.len() as u64, faulty: read.faulty, bounds, floors, shapes, ..self }
    }
}

/// A layer by name, with what it says of itself or why it cannot be used.
pub type ListedLayer = (AreaName, Result<LayerInfo, AreaError>);

/// The folder of layers, `layers/` of a data folder.
#[derive(Clone, Debug)]
pub struct Layers {
    dir: PathBuf,
}

impl Layers {
    /// The layers of a data folder; the folder is made when the first layer is put.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("layers") }
    }

    /// Puts a layer in place of the one of that name, at once and as a whole. what [`LayerInfo::counted`] tells is worked
    /// out here.
    ///
    /// # Errors
    /// [`AreaError::Store`]; the old layer stays then.
    pub fn put(&self, name: &AreaName, info: &LayerInfo, read: &OwnRead) -> Result<LayerInfo, AreaError> {
        folder::private(&self.dir)?;
        let path = self.path(name);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let _ = std::fs::remove_file(&part);
        let info = info.clone().counted(read);
        let written = write(&part, &info, read).map_err(AreaError::from).and_then(|()| {
            Layer::open(&part, name)?.info()?;
            let _turn = Turn::take(&self.dir)?;
            guard::make_way(&path)?;
            Ok(std::fs::rename(&part, &path).at(&path)?)
        });
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        written?;
        folder::sync_dir(&self.dir)?;
        Ok(info)
    }

    /// Every layer file by name, with what it says of itself or why it cannot be used.
    ///
    /// # Errors
    /// [`AreaError::Store`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<ListedLayer>, AreaError> {
        Ok(self
            .names()?
            .into_iter()
            .map(|name| (name.clone(), self.open(&name).and_then(|layer| layer.info())))
            .collect())
    }

    /// The names of all layer files, in order.
    ///
    /// # Errors
    /// [`AreaError::Store`] when the folder cannot be read.
    pub fn names(&self) -> Result<Vec<AreaName>, AreaError> {
        super::named_files(&self.dir, "layer")
    }

    /// Whether there is one of that name, usable or not.
    #[must_use]
    pub fn has(&self, name: &AreaName) -> bool {
        self.path(name).exists()
    }

    /// Opens a layer to read.
    ///
    /// # Errors
    /// [`AreaError::Missing`] or [`AreaError::Unusable`].
    pub fn open(&self, name: &AreaName) -> Result<Layer, AreaError> {
        let path = self.path(name);
        if !path.is_file() {
            return Err(AreaError::Missing(name.clone()));
        }
        Layer::open(&path, name)
    }

    /// Removes a layer.
    ///
    /// # Errors
    /// [`AreaError::Missing`], [`AreaError::Store`].
    pub fn remove(&self, name: &AreaName) -> Result<(), AreaError> {
        super::remove_file(&self.dir, &self.path(name), name)
    }

    fn path(&self, name: &AreaName) -> PathBuf {
        self.dir.join(format!("{name}.layer"))
    }
}

/// Writes a whole layer file; nobody reads it before it is renamed, so it needs no journal.
fn write(part: &Path, info: &LayerInfo, read: &OwnRead) -> Result<(), LogError> {
    let what = "writing a layer";
    sqlite::create_private(part)?;
    let mut conn = Connection::open(part).doing(what)?;
    conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536").doing(what)?;
    sqlite::migrate(&mut conn, &LAYER_FILE)?;
    let change = conn.transaction().doing(what)?;
    let info = json(serde_json::to_string(info))?;
    change.execute("INSERT INTO metadata(name, value) VALUES('info', ?1)", [info]).doing(what)?;
    write_features(&change, &read.features)?;
    {
        let mut fault = change.prepare("INSERT INTO fault(row, field, why) VALUES(?1,?2,?3)").doing(what)?;
        for f in &read.faults {
            fault.execute(params![f.row as i64, f.field, f.why]).doing(what)?;
        }
    }
    change.commit().doing(what)?;
    conn.close().map_err(|(_, error)| error).doing(what)?;
    std::fs::File::open(part).and_then(|file| file.sync_all()).at(part)
}

fn json(text: serde_json::Result<String>) -> Result<String, LogError> {
    text.map_err(|error| LogError::Other(error.to_string()))
}

fn write_features(change: &Connection, features: &[OwnFeature]) -> Result<(), LogError> {
    let what = "writing a layer's features";
    let prepare = |sql| change.prepare(sql).doing(what);
    let mut feature = prepare(
        "INSERT INTO feature(id,key,name,kind,floor,properties,shape,rough,label_lon,label_lat)
         VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
    )?;
    let mut bounds =
        prepare("INSERT INTO feature_box(id,west,east,south,north,from_zoom,to_zoom) VALUES(?1,?2,?3,?4,?5,?6,?7)")?;
    let mut heap = prepare("INSERT INTO heap(id, zoom, features) VALUES(?1,?2,?3)")?;
    let mut start = prepare("INSERT INTO name_start(text, id) VALUES(?1,?2)")?;
    for ((id, f), thin) in (1_i64..).zip(features).zip(thinned(features)) {
        let properties = json(serde_json::to_string(&f.properties))?;
        let (label_lon, label_lat) = label_at(&f.shape).map(|[lon, lat]| (lon, lat)).unzip();
        let rough = rough(&f.shape).map(|shape| layer_shape::pack(&shape));
        let shape = layer_shape::pack(&f.shape);
        let row = params![id, f.id, f.name, f.kind, f.floor, properties, shape, rough, label_lon, label_lat];
        feature.execute(row).doing(what)?;
        let [west, south, east, north] = f.shape.bounds();
        bounds.execute(params![id, west, east, south, north, thin.from_zoom, MAX_OWN_ZOOM]).doing(what)?;
        for (zoom, count) in thin.stands_for {
            heap.execute(params![id, zoom, count]).doing(what)?;
        }
        for text in starts(&f.name) {
            start.execute(params![text, id]).doing(what)?;
        }
    }
    Ok(())
}

/// A name as it is asked for, from each of its words on; from each sign of a script that puts no space between words.
fn starts(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    let mut before = ' ';
    let mut out = BTreeSet::new();
    for (at, c) in folded.char_indices() {
        if c != ' ' && (before == ' ' || !c.is_ascii() || !before.is_ascii()) && out.len() < MOST_STARTS {
            out.insert(folded[at..].chars().take(MOST_OF_NAME).collect());
        }
        before = c;
    }
    out
}
