//! Writes one area beside the visible one and puts it in its place at the end, or leaves nothing.

use super::guard::{self, Turn};
use super::rows::{self, CAMERA, CROSSING, EDGE, PLACE, RESTRICTION};
use super::schema::AREA_FILE;
use super::update::{self, Changes};
use super::{AreaError, AreaName, contents};
use crate::failure::{At, Doing};
use crate::folder;
use crate::sqlite;
use rusqlite::{Connection, ToSql, params};
use std::path::{Path, PathBuf};
use watchfloor_area::{AreaSink, Crossing, OsmCamera, Place, RoadEdge, TurnRestriction};
use watchfloor_engine::ports::LogError;

/// Deepest zoom the tile address fits.
const DEEPEST: u8 = 24;
/// No packed tile is larger: 16 MiB.
const TILE_LIMIT: usize = 16 << 20;
/// No metadata value is longer: 4 MiB.
const META_LIMIT: usize = 4 << 20;

/// An import in progress. Dropping it before [`AreaSink::finish`] removes what was written.
#[derive(Debug)]
pub struct AreaWriter {
    conn: Option<Connection>,
    part: PathBuf,
    path: PathBuf,
    name: AreaName,
    updating: bool,
    changes: Option<Changes>,
}

impl AreaWriter {
    pub(super) fn create(path: PathBuf, name: AreaName) -> Result<Self, AreaError> {
        sweep(&path)?;
        let part = path.with_extension(format!("{}.part", std::process::id()));
        remove(&part);
        let mut writer = Self { conn: None, part, path, name, updating: false, changes: None };
        writer.conn = Some(begin(&writer.part)?);
        Ok(writer)
    }

    pub(super) fn updating(mut self) -> Self {
        self.updating = true;
        self
    }

    /// After [`AreaSink::finish`] of an update: what changed. `None` when there was no area of this kind to update, so
    /// that the new one took its place.
    #[must_use]
    pub fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }

    /// Brings the installed area to the state of this import, if there is one that can be brought there.
    fn bring(&mut self) -> Result<bool, AreaError> {
        if !self.updating || !self.path.is_file() {
            return Ok(false);
        }
        let sound = guard::recover(&self.path).and_then(|()| super::Area::open(&self.path, &self.name));
        if let Err(error) = sound {
            tracing::warn!(%error, area = %self.name, "the installed area cannot be updated; the new one takes its place");
            return Ok(false);
        }
        self.changes = Some(update::apply(&self.path, &self.part, &self.name)?);
        remove(&self.part);
        Ok(true)
    }

    fn conn(&self) -> Result<&Connection, LogError> {
        self.conn.as_ref().ok_or_else(|| LogError::Other("this import is finished".to_owned()))
    }

    fn insert(&self, query: &str, row: &[&dyn ToSql]) -> Result<(), LogError> {
        let what = "writing an area";
        self.conn()?.prepare_cached(query).and_then(|mut s| s.execute(row)).map(drop).doing(what)
    }

    /// The box of the row inserted last; the library rounds its 32-bit bounds outward.
    fn insert_box(&self, table: &str, points: &[[f64; 2]]) -> Result<(), LogError> {
        let mut bounds = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
        for [lon, lat] in points {
            bounds = [bounds[0].min(*lon), bounds[1].max(*lon), bounds[2].min(*lat), bounds[3].max(*lat)];
        }
        let id = self.conn()?.last_insert_rowid();
        let query = format!("INSERT INTO {table}(id, west, east, south, north) VALUES(?1,?2,?3,?4,?5)");
        self.insert(&query, params![id, bounds[0], bounds[1], bounds[2], bounds[3]])
    }

    /// Commits, checks the whole file and closes it as one self-contained file on disk.
    fn seal(&mut self) -> Result<(), AreaError> {
        let Some(conn) = self.conn.take() else { return Err(LogError::Other("this import is finished".into()).into()) };
        let what = "finishing an area";
        super::search_write::file_names(&conn)?;
        conn.execute_batch("COMMIT").doing(what)?;
        // After the commit, which writes the last of the search index.
        contents::record(&conn)?;
        let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).doing(what)?;
        if verdict != "ok" {
            return Err(LogError::Damaged(verdict).into());
        }
        conn.close().map_err(|(_, error)| error).doing(what)?;
        std::fs::File::open(&self.part).and_then(|file| file.sync_all()).at(&self.part)?;
        super::Area::open(&self.part, &self.name)?.info()?;
        Ok(())
    }
}

/// An import needs no journal: until it is renamed nobody reads the file, and one that fails is removed.
fn begin(part: &Path) -> Result<Connection, LogError> {
    let what = "beginning an area";
    sqlite::create_private(part)?;
    let conn = Connection::open(part).doing(what)?;
    conn.set_prepared_statement_cache_capacity(32);
    conn.execute_batch(
        "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536",
    )
    .doing(what)?;
    let mut conn = conn;
    sqlite::migrate(&mut conn, &AREA_FILE)?;
    conn.execute_batch("BEGIN").doing(what)?;
    Ok(conn)
}

/// Removes what imports of this area left when they were killed.
fn sweep(path: &Path) -> Result<(), LogError> {
    let (dir, stem) = (path.parent().unwrap_or(Path::new(".")), path.file_stem().unwrap_or_default());
    for entry in std::fs::read_dir(dir).at(dir)? {
        let found = entry.at(dir)?.path();
        let name = found.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let rest =
            name.strip_prefix(&format!("{}.", stem.to_string_lossy())).and_then(|rest| rest.strip_suffix(".part"));
        let Some(pid) = rest.and_then(|pid| pid.parse::<u32>().ok()) else { continue };
        if !Path::new(&format!("/proc/{pid}")).exists() {
            remove(&found);
        }
    }
    Ok(())
}

fn remove(part: &Path) {
    if let Err(error) = std::fs::remove_file(part)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %part.display(), "an unfinished area could not be removed");
    }
}

impl AreaSink for AreaWriter {
    type Error = AreaError;

    fn tile(&mut self, z: u8, x: u32, y: u32, mvt_gz: &[u8]) -> Result<(), AreaError> {
        let Some(row) = tms_row(z, x, y) else {
            return Err(AreaError::Row(format!("tile {z}/{x}/{y}: no such address")));
        };
        if mvt_gz.len() > TILE_LIMIT {
            return Err(AreaError::Row(format!("tile {z}/{x}/{y}: {} bytes", mvt_gz.len())));
        }
        let query = "INSERT INTO tiles(zoom_level, tile_column, tile_row, tile_data) VALUES(?1,?2,?3,?4)";
        Ok(self.insert(query, params![z, x, row, mvt_gz])?)
    }

    fn place(&mut self, p: &Place) -> Result<(), AreaError> {
        rows::check_position(&format!("place {}", p.osm), p.lon, p.lat)?;
        let names =
            serde_json::to_string(&p.names).map_err(|error| AreaError::Row(format!("place {}: {error}", p.osm)))?;
        let row = params![
            p.kind.as_str(),
            p.osm.to_string(),
            p.name,
            names,
            p.reference,
            p.street,
            p.number,
            p.lon,
            p.lat,
            p.detail,
            p.importance
        ];
        self.insert(&format!("INSERT INTO place({PLACE}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)"), row)?;
        Ok(self.insert_box("place_box", &[[p.lon, p.lat]])?)
    }

    fn camera(&mut self, c: &OsmCamera) -> Result<(), AreaError> {
        rows::check_position(&format!("camera {}", c.osm), c.lon, c.lat)?;
        let row = params![
            c.osm.to_string(),
            c.lon,
            c.lat,
            c.azimuth_deg,
            c.tilt_deg,
            c.hfov_deg,
            c.camera_type,
            c.height_m,
            c.mount,
            c.operator,
            c.zone,
            c.scope,
            c.name
        ];
        Ok(self
            .insert(&format!("INSERT INTO camera({CAMERA}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"), row)?)
    }

    fn edge(&mut self, e: &RoadEdge) -> Result<(), AreaError> {
        let points = rows::pack(e)?;
        let row = params![
            e.from_node,
            e.to_node,
            e.way_id,
            e.class.as_str(),
            e.name.as_deref(),
            e.length_m,
            e.speed_kmh,
            e.usage.bits(),
            e.conditional.as_deref(),
            points
        ];
        self.insert(&format!("INSERT INTO road_edge({EDGE}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"), row)?;
        Ok(self.insert_box("road_edge_box", &e.points)?)
    }

    fn restriction(&mut self, r: &TurnRestriction) -> Result<(), AreaError> {
        let ids = |ids: &[i64]| {
            serde_json::to_string(ids).map_err(|error| AreaError::Row(format!("restriction r{}: {error}", r.relation)))
        };
        let row = params![
            r.relation,
            r.only,
            r.from_way,
            ids(&r.via_nodes)?,
            ids(&r.via_ways)?,
            r.to_way,
            r.spares_emergency,
            r.conditional
        ];
        Ok(self.insert(&format!("INSERT INTO restriction({RESTRICTION}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"), row)?)
    }

    fn crossing(&mut self, c: &Crossing) -> Result<(), AreaError> {
        rows::check_position(&format!("crossing n{}", c.node), c.lon, c.lat)?;
        let names = serde_json::to_string(&c.other_names)
            .map_err(|error| AreaError::Row(format!("crossing n{}: {error}", c.node)))?;
        let row = params![c.node, &*c.names[0], &*c.names[1], names, c.lon, c.lat, c.importance];
        self.insert(&format!("INSERT INTO crossing({CROSSING}) VALUES(?1,?2,?3,?4,?5,?6,?7)"), row)?;
        Ok(self.insert_box("crossing_box", &[[c.lon, c.lat]])?)
    }

    fn meta(&mut self, key: &str, value: &str) -> Result<(), AreaError> {
        if key.len() + value.len() > META_LIMIT {
            return Err(AreaError::Row(format!("metadata {key:.40}: {} bytes", value.len())));
        }
        Ok(self.insert("INSERT INTO metadata(name, value) VALUES(?1, ?2)", params![key, value])?)
    }

    fn finish(&mut self) -> Result<(), AreaError> {
        self.seal()?;
        let _turn = Turn::take(self.path.parent().unwrap_or(Path::new(".")))?;
        if self.bring()? {
            return Ok(());
        }
        guard::make_way(&self.path)?;
        std::fs::rename(&self.part, &self.path).at(&self.path)?;
        Ok(folder::sync_dir(self.path.parent().unwrap_or(Path::new(".")))?)
    }
}

impl Drop for AreaWriter {
    fn drop(&mut self) {
        self.conn = None;
        remove(&self.part);
    }
}

/// The row counted from the south that MBTiles wants, or `None` when the address is outside its zoom.
pub(super) fn tms_row(z: u8, x: u32, y: u32) -> Option<u32> {
    if z > DEEPEST {
        return None;
    }
    let side = 1_u32 << z;
    (x < side && y < side).then(|| side - 1 - y)
}
