//! Layers of the centre's own: one file each under `layers/`, replaced as a whole, then only read.
//!
//! The map gets them as vector tiles made when asked for. GeoJSON of a box would be simpler, but the window redraws a
//! whole source for each change of it and the box of a city holds every feature; a tile holds what can be told apart on
//! its screen. At 100,000 points the cost of a tile stays bounded at any zoom, because the R*Tree alone says which
//! points would hide each other, and only the rows of the others are read.

use super::guard::{self, Turn};
use super::layer_shape;
use super::read::limit;
use super::{AreaError, AreaName};
use crate::failure::{At, Doing};
use crate::folder;
use crate::log::pool::Pool;
use crate::sqlite::{self, Family, Purpose};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use watchfloor_area::own::{OwnFeature, OwnRead, RowFault, own_tile, own_tile_box, thinning_deg};
use watchfloor_engine::ports::LogError;

/// A layer file. `WFLY`.
const LAYER_FILE: Family =
    Family { name: "a Watchfloor layer", application_id: 0x5746_4c59, steps: &[include_str!("layer.sql")] };

/// Features of one tile at most; the most that are told apart on a screen, and more.
const MOST_IN_TILE: usize = 20_000;

/// What a layer says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerInfo {
    /// What operators call it.
    pub title: String,
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
}

/// Features found, and whether there were more.
pub type Within = (Vec<OwnFeature>, bool);

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

    /// Puts a layer in place of the one of that name, at once and as a whole. `features`, `faulty`, `bounds` and
    /// `floors` of `info` are worked out here.
    ///
    /// # Errors
    /// [`AreaError::Store`]; the old layer stays then.
    pub fn put(&self, name: &AreaName, info: &LayerInfo, read: &OwnRead) -> Result<LayerInfo, AreaError> {
        folder::private(&self.dir)?;
        let path = self.path(name);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let _ = std::fs::remove_file(&part);
        let info = summary(info, read);
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
        let names = super::named_files(&self.dir, "layer")?;
        Ok(names.into_iter().map(|name| (name.clone(), self.open(&name).and_then(|layer| layer.info()))).collect())
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

fn summary(info: &LayerInfo, read: &OwnRead) -> LayerInfo {
    let boxes = read.features.iter().map(|feature| feature.shape.bounds());
    let bounds = boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let mut seen = HashSet::new();
    let floors = read.features.iter().filter_map(|feature| feature.floor.clone());
    let floors = floors.filter(|floor| seen.insert(floor.clone())).collect();
    LayerInfo { features: read.features.len() as u64, faulty: read.faulty, bounds, floors, ..info.clone() }
}

/// Writes a whole layer file; nobody reads it before it is renamed, so it needs no journal.
fn write(part: &Path, info: &LayerInfo, read: &OwnRead) -> Result<(), LogError> {
    let what = "writing a layer";
    sqlite::create_private(part)?;
    let mut conn = Connection::open(part).doing(what)?;
    conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536").doing(what)?;
    sqlite::migrate(&mut conn, &LAYER_FILE)?;
    let text = |value: serde_json::Result<String>| value.map_err(|error| LogError::Other(error.to_string()));
    let change = conn.transaction().doing(what)?;
    let info = text(serde_json::to_string(info))?;
    change.execute("INSERT INTO metadata(name, value) VALUES('info', ?1)", [info]).doing(what)?;
    {
        let mut feature = change
            .prepare("INSERT INTO feature(id,key,name,kind,floor,properties,shape) VALUES(?1,?2,?3,?4,?5,?6,?7)")
            .doing(what)?;
        let mut bounds =
            change.prepare("INSERT INTO feature_box(id,west,east,south,north) VALUES(?1,?2,?3,?4,?5)").doing(what)?;
        for (id, f) in (1_i64..).zip(&read.features) {
            let properties = text(serde_json::to_string(&f.properties))?;
            let row = params![id, f.id, f.name, f.kind, f.floor, properties, layer_shape::pack(&f.shape)];
            feature.execute(row).doing(what)?;
            let [west, south, east, north] = f.shape.bounds();
            bounds.execute(params![id, west, east, south, north]).doing(what)?;
        }
        let mut fault = change.prepare("INSERT INTO fault(row, field, why) VALUES(?1,?2,?3)").doing(what)?;
        for f in &read.faults {
            fault.execute(params![f.row as i64, f.field, f.why]).doing(what)?;
        }
    }
    change.commit().doing(what)?;
    conn.close().map_err(|(_, error)| error).doing(what)?;
    std::fs::File::open(part).and_then(|file| file.sync_all()).at(part)
}

/// An open layer; cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Layer {
    pool: Arc<Pool>,
    name: AreaName,
}

impl Layer {
    fn open(path: &Path, name: &AreaName) -> Result<Self, AreaError> {
        let unusable = |error: LogError| AreaError::Unusable { name: name.clone(), why: error.to_string() };
        let pool = Pool::open(path, Purpose::ReadClosed, |conn| limit(conn)).map_err(unusable)?;
        pool.with(|conn| {
            let (found, known) = (sqlite::version(conn, &LAYER_FILE)?, LAYER_FILE.steps.len() as u32);
            if found != known {
                return Err(LogError::Other(format!("it has schema {found}, not {known}: add it again")));
            }
            sqlite::check_schema(conn, &LAYER_FILE)
        })
        .map_err(unusable)?;
        Ok(Self { pool: Arc::new(pool), name: name.clone() })
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn info(&self) -> Result<LayerInfo, AreaError> {
        self.with(|conn| {
            let query = "SELECT value FROM metadata WHERE name='info'";
            let text: String = conn.query_row(query, [], |row| row.get(0)).doing("reading a layer's metadata")?;
            serde_json::from_str(&text).map_err(|error| LogError::Damaged(format!("metadata: info: {error}")))
        })
    }

    /// Rows of the file that were left out, the first 1,000 in its order.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn faults(&self) -> Result<Vec<RowFault>, AreaError> {
        self.with(|conn| {
            let what = "reading a layer's faults";
            let mut statement = conn.prepare_cached("SELECT row, field, why FROM fault ORDER BY id").doing(what)?;
            let fault = |row: &Row<'_>| {
                Ok(RowFault { row: row.get::<_, i64>(0)?.unsigned_abs(), field: row.get(1)?, why: row.get(2)? })
            };
            statement.query_map([], fault).and_then(Iterator::collect).doing(what)
        })
    }

    /// The feature of an id.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn feature(&self, id: &str) -> Result<Option<OwnFeature>, AreaError> {
        self.with(|conn| Ok(features(conn, "SELECT * FROM feature WHERE key=?1", params![id])?.pop()))
    }

    /// Features whose box meets `[west, south, east, north]`, in the order of the file, at most `limit` of them; those
    /// of one floor only when it is given.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn within(&self, bounds: [f64; 4], floor: Option<&str>, limit: u32) -> Result<Within, AreaError> {
        let [west, south, east, north] = bounds;
        let mut found = self.with(|conn| {
            let query = "SELECT f.* FROM feature_box b JOIN feature f ON f.id=b.id
                         WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4
                           AND (?5 IS NULL OR f.floor=?5) ORDER BY f.id LIMIT ?6";
            features(conn, query, params![west, south, east, north, floor, i64::from(limit) + 1])
        })?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        Ok((found, more))
    }

    /// The vector tile (not packed) at XYZ address `z/x/y`, as [`own_tile`] makes it; `None` where there is nothing.
    /// Below zoom 14, of small things that would hide each other the first in the file is drawn.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, AreaError> {
        let Some(bounds) = own_tile_box(z, x, y) else { return Ok(None) };
        self.with(|conn| {
            let ids = drawn(conn, bounds, thinning_deg(z))?;
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.append(&mut features(conn, "SELECT * FROM feature WHERE id=?1", params![id])?);
            }
            own_tile(z, x, y, &found).map_err(LogError::Other)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, AreaError> {
        self.pool.with(work).map_err(|error| AreaError::Unusable { name: self.name.clone(), why: error.to_string() })
    }
}

/// Numbers of the features to draw in a box, in the order of the file: of things smaller than `apart` degrees, one in
/// each square of that size.
fn drawn(conn: &Connection, bounds: [f64; 4], apart: f64) -> Result<Vec<i64>, LogError> {
    let what = "choosing a tile's features";
    let [west, south, east, north] = bounds;
    let mut statement = conn
        .prepare_cached(
            "SELECT id, west, east, south, north FROM feature_box
             WHERE east>=?1 AND north>=?2 AND west<=?3 AND south<=?4",
        )
        .doing(what)?;
    let mut rows = statement.query(params![west, south, east, north]).doing(what)?;
    let mut found: Vec<(i64, Option<(i64, i64)>)> = Vec::new();
    while let Some(row) = rows.next().doing(what)? {
        let edge = |column: usize| row.get::<_, f64>(column).doing(what);
        let (west, east, south, north) = (edge(1)?, edge(2)?, edge(3)?, edge(4)?);
        let small = apart > 0.0 && east - west < apart && north - south < apart;
        let square = small.then(|| ((west / apart).floor() as i64, (south / apart).floor() as i64));
        found.push((row.get(0).doing(what)?, square));
    }
    found.sort_unstable();
    let mut taken = HashSet::new();
    found.retain(|(_, square)| square.is_none_or(|square| taken.insert(square)));
    found.truncate(MOST_IN_TILE);
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

fn features(conn: &Connection, query: &str, args: impl rusqlite::Params) -> Result<Vec<OwnFeature>, LogError> {
    let what = "reading a layer's features";
    let mut statement = conn.prepare_cached(query).doing(what)?;
    let mut rows = statement.query(args).doing(what)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().doing(what)? {
        let id: i64 = row.get("id").doing(what)?;
        let damaged = |column: &str| LogError::Damaged(format!("feature {id}: column {column} cannot be read"));
        let properties: String = row.get("properties").map_err(|_| damaged("properties"))?;
        let shape = row.get_ref("shape").ok().and_then(|value| value.as_blob().ok()).ok_or_else(|| damaged("shape"))?;
        out.push(OwnFeature {
            id: row.get("key").map_err(|_| damaged("key"))?,
            name: row.get("name").map_err(|_| damaged("name"))?,
            kind: row.get("kind").map_err(|_| damaged("kind"))?,
            floor: row.get("floor").map_err(|_| damaged("floor"))?,
            properties: serde_json::from_str(&properties).map_err(|_| damaged("properties"))?,
            shape: layer_shape::unpack(shape).map_err(|_| damaged("shape"))?,
        });
    }
    Ok(out)
}
