//! Reads one area: a few read-only connections whose prepared statements serve many threads.

use super::rows::{self, Bad};
use super::schema::AREA_FILE;
use super::write::tms_row;
use super::{AreaError, AreaName, deadline};
use crate::failure::Doing;
use crate::log::pool::Pool;
use crate::sqlite::{self, Purpose};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OptionalExtension, Params, params};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use watchfloor_area::{Crossing, OsmCamera, Place, PlaceKind, RoadEdge, TurnRestriction};
use watchfloor_engine::ports::LogError;

/// What an area file says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaInfo {
    /// Size of the file.
    pub bytes: u64,
    /// Every line of metadata, as [`watchfloor_area::AreaSink::meta`] lists them.
    pub metadata: BTreeMap<String, String>,
}

/// An open area; cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Area {
    pool: Arc<Pool>,
    name: AreaName,
}

impl Area {
    pub(super) fn open(path: &Path, name: &AreaName) -> Result<Self, AreaError> {
        let area = |pool| Self { pool: Arc::new(pool), name: name.clone() };
        let pool = Pool::open(path, Purpose::ReadClosed, prepare).map_err(|error| unusable(name, error))?;
        pool.with(|conn| {
            let (found, known) = (sqlite::version(conn, &AREA_FILE)?, AREA_FILE.steps.len() as u32);
            if found != known {
                return Err(LogError::Other(format!("it has schema {found}, not {known}: import it again")));
            }
            sqlite::check_schema(conn, &AREA_FILE)
        })
        .map_err(|error| unusable(name, error))?;
        Ok(area(pool))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &AreaName {
        &self.name
    }

    /// Size and metadata.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn info(&self) -> Result<AreaInfo, AreaError> {
        self.with(|conn| {
            let what = "reading the metadata";
            let mut statement = conn.prepare_cached("SELECT name, value FROM metadata").doing(what)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).doing(what)?;
            let metadata = rows.collect::<rusqlite::Result<_>>().doing(what)?;
            let bytes = conn.path().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
            Ok(AreaInfo { bytes, metadata })
        })
    }

    /// The gzip-packed vector tile at XYZ address `z/x/y`, or `None` where there is none.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, AreaError> {
        let Some(row) = tms_row(z, x, y) else { return Ok(None) };
        self.with(|conn| {
            conn.prepare_cached("SELECT tile_data FROM tiles WHERE zoom_level=?1 AND tile_column=?2 AND tile_row=?3")
                .and_then(|mut s| s.query_row(params![z, x, row], |row| row.get(0)).optional())
                .doing("reading a tile")
        })
    }

    /// Places of a kind, most important first as imported.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn places(&self, kind: PlaceKind) -> Result<Vec<Place>, AreaError> {
        self.all("SELECT * FROM place WHERE kind=?1 ORDER BY id", [kind.as_str()], rows::place)
    }

    /// Places of a kind within `[west, south, east, north]`, at most `limit`.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn places_within(&self, kind: PlaceKind, bounds: [f64; 4], limit: u32) -> Result<Vec<Place>, AreaError> {
        let [west, south, east, north] = bounds;
        self.all(
            "SELECT p.* FROM place_box b JOIN place p ON p.id=b.id
             WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 AND p.kind=?5
               AND p.lon BETWEEN ?1 AND ?3 AND p.lat BETWEEN ?2 AND ?4 ORDER BY p.id LIMIT ?6",
            params![west, south, east, north, kind.as_str(), limit],
            rows::place,
        )
    }

    /// Every surveillance camera.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn cameras(&self) -> Result<Vec<OsmCamera>, AreaError> {
        self.all("SELECT * FROM camera ORDER BY id", [], rows::camera)
    }

    /// Every road edge.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn edges(&self) -> Result<Vec<RoadEdge>, AreaError> {
        self.all("SELECT * FROM road_edge ORDER BY id", [], rows::edge)
    }

    /// Every turn restriction.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn restrictions(&self) -> Result<Vec<TurnRestriction>, AreaError> {
        self.all("SELECT * FROM restriction ORDER BY id", [], rows::restriction)
    }

    /// Every crossing of two named streets, most important first.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn crossings(&self) -> Result<Vec<Crossing>, AreaError> {
        self.all("SELECT * FROM crossing ORDER BY id", [], rows::crossing)
    }

    /// Road edges whose box meets `[west, south, east, north]`, at most `limit`.
    ///
    /// # Errors
    /// [`AreaError::Unusable`], naming the row and column.
    pub fn edges_within(&self, bounds: [f64; 4], limit: u32) -> Result<Vec<RoadEdge>, AreaError> {
        let [west, south, east, north] = bounds;
        self.all(
            "SELECT e.* FROM road_edge_box b JOIN road_edge e ON e.id=b.id
             WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 ORDER BY e.id LIMIT ?5",
            params![west, south, east, north, limit],
            rows::edge,
        )
    }

    fn all<T>(
        &self,
        query: &str,
        args: impl Params,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T, Bad>,
    ) -> Result<Vec<T>, AreaError> {
        self.with(|conn| {
            let what = "reading an area's rows";
            let mut statement = conn.prepare_cached(query).doing(what)?;
            let mut rows = statement.query(args).doing(what)?;
            let mut out = Vec::new();
            while let Some(row) = rows.next().doing(what)? {
                out.push(read(row).map_err(|column| {
                    let id: i64 = row.get("id").unwrap_or_default();
                    LogError::Damaged(format!("row {id}: column {column} cannot be read"))
                })?);
            }
            Ok(out)
        })
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, AreaError> {
        self.pool.with(work).map_err(|error| unusable(&self.name, error))
    }
}

fn prepare(conn: &mut Connection) -> Result<(), LogError> {
    limit(conn)?;
    deadline::heed(conn)
}

/// Bounds for a file that may come from elsewhere.
pub(super) fn limit(conn: &Connection) -> Result<(), LogError> {
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 64 << 10),
        (Limit::SQLITE_LIMIT_COLUMN, 64),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 64),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 8),
    ] {
        conn.set_limit(limit, value).doing("limiting a foreign file")?;
    }
    Ok(())
}

fn unusable(name: &AreaName, error: LogError) -> AreaError {
    AreaError::Unusable { name: name.clone(), why: error.to_string() }
}
