//! Reading a layer of the centre's own: its features, its tiles, its names.

use super::layer_shape;
use super::layers::{LAYER_FILE, LayerInfo};
use super::read::limit;
use super::{AreaError, AreaName};
use crate::failure::Doing;
use crate::log::pool::Pool;
use crate::sqlite::{self, Purpose};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use watchfloor_area::own::{Drawn, OwnFeature, ROUGH_ZOOM, RowFault, own_tile, own_tile_box};
use watchfloor_engine::ports::LogError;
use watchfloor_search::fold;

/// Features of one tile at most: the most that are told apart on a screen, and more. Only the deepest zoom, which hides
/// nothing, can come near it.
const MOST_IN_TILE: usize = 20_000;

/// Features found, and whether there were more.
pub type Within = (Vec<OwnFeature>, bool);

/// An open layer; cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Layer {
    pool: Arc<Pool>,
    name: AreaName,
}

impl Layer {
    pub(super) fn open(path: &Path, name: &AreaName) -> Result<Self, AreaError> {
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
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, AreaError> {
        let Some(bounds) = own_tile_box(z, x, y) else { return Ok(None) };
        self.with(|conn| own_tile(z, x, y, &drawn(conn, z, bounds)?).map_err(LogError::Other))
    }

    /// Features whose name, or a word of it, begins as typed; whose whole name it is first. At most `limit`, without
    /// their properties.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn named(&self, typed: &str, limit: u32) -> Result<Vec<OwnFeature>, AreaError> {
        let typed = fold(typed);
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        self.with(|conn| {
            // In the order of the index, which has what is exactly so first; one feature may begin so twice.
            let what = "searching a layer";
            let mut statement = conn
                .prepare_cached(
                    "SELECT id FROM name_start WHERE text>=?1 AND text<?1||char(1114111) ORDER BY text, id LIMIT ?2",
                )
                .doing(what)?;
            let ids =
                statement.query_map(params![typed, i64::from(limit) * 2], |row| row.get::<_, i64>(0)).doing(what)?;
            let mut seen = Vec::new();
            for id in ids {
                let id = id.doing(what)?;
                if !seen.contains(&id) && seen.len() < limit as usize {
                    seen.push(id);
                }
            }
            let mut found = Vec::with_capacity(seen.len());
            for id in seen {
                let one = features(conn, "SELECT * FROM feature WHERE id=?1", params![id])?;
                found.extend(one);
            }
            // Stable: what bears the whole name comes before what only holds it.
            found.sort_by_key(|feature| fold(&feature.name).trim() != typed);
            Ok(found)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, AreaError> {
        self.pool.with(work).map_err(|error| AreaError::Unusable { name: self.name.clone(), why: error.to_string() })
    }
}

/// What a tile of a zoom draws in a box, in the order of the file.
fn drawn(conn: &Connection, z: u8, bounds: [f64; 4]) -> Result<Vec<Drawn>, LogError> {
    let what = "choosing a tile's features";
    let [west, south, east, north] = bounds;
    let mut statement = conn
        .prepare_cached(
            "SELECT b.id, h.features FROM feature_box b LEFT JOIN heap h ON h.id=b.id AND h.zoom=?5
             WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 AND b.from_zoom<=?5",
        )
        .doing(what)?;
    let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<u32>>(1)?.unwrap_or(1)));
    let found = statement.query_map(params![west, south, east, north, z], row).doing(what)?;
    let mut found: Vec<(i64, u32)> = found.collect::<rusqlite::Result<_>>().doing(what)?;
    found.sort_unstable();
    found.truncate(MOST_IN_TILE);
    let outline = if z <= ROUGH_ZOOM { "COALESCE(rough, shape)" } else { "shape" };
    let query =
        format!("SELECT id,key,name,kind,floor,{outline} AS shape,label_lon,label_lat FROM feature WHERE id=?1");
    let mut feature = conn.prepare_cached(&query).doing(what)?;
    let mut out = Vec::with_capacity(found.len());
    for (id, stands_for) in found {
        let mut rows = feature.query(params![id]).doing(what)?;
        let Some(row) = rows.next().doing(what)? else { continue };
        let label: (Option<f64>, Option<f64>) =
            row.get("label_lon").and_then(|lon| Ok((lon, row.get("label_lat")?))).doing(what)?;
        let label_at = label.0.zip(label.1).map(|(lon, lat)| [lon, lat]);
        out.push(Drawn { feature: one(row, BTreeMap::new())?, stands_for, label_at });
    }
    Ok(out)
}

fn features(conn: &Connection, query: &str, args: impl rusqlite::Params) -> Result<Vec<OwnFeature>, LogError> {
    let what = "reading a layer's features";
    let mut statement = conn.prepare_cached(query).doing(what)?;
    let mut rows = statement.query(args).doing(what)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().doing(what)? {
        let properties: Option<String> = row.get("properties").ok();
        let properties = properties.and_then(|json| serde_json::from_str(&json).ok());
        let properties = properties.ok_or_else(|| damaged(row, "properties"))?;
        out.push(one(row, properties)?);
    }
    Ok(out)
}

fn damaged(row: &Row<'_>, column: &str) -> LogError {
    let id: i64 = row.get("id").unwrap_or_default();
    LogError::Damaged(format!("feature {id}: column {column} cannot be read"))
}

fn one(row: &Row<'_>, properties: BTreeMap<String, String>) -> Result<OwnFeature, LogError> {
    let shape = row.get_ref("shape").ok().and_then(|value| value.as_blob().ok());
    let shape = shape.and_then(|bytes| layer_shape::unpack(bytes).ok());
    Ok(OwnFeature {
        id: row.get("key").map_err(|_| damaged(row, "key"))?,
        name: row.get("name").map_err(|_| damaged(row, "name"))?,
        kind: row.get("kind").map_err(|_| damaged(row, "kind"))?,
        floor: row.get("floor").map_err(|_| damaged(row, "floor"))?,
        properties,
        shape: shape.ok_or_else(|| damaged(row, "shape"))?,
    })
}
