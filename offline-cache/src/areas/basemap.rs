//! Base maps of others: MBTiles and PMTiles files, kept as they came and only read.

use super::guard::Turn;
use super::pmtiles::PmTiles;
use super::read::limit;
use super::write::tms_row;
use super::{AreaError, AreaName};
use crate::failure::{At, Doing};
use crate::folder;
use crate::sqlite::{self, Purpose};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use watchfloor_engine::ports::LogError;

/// No file is larger: 256 GiB.
const FILE_LIMIT: u64 = 256 << 30;
/// Free space that stays on the disk beside an added file.
const HEADROOM: u64 = 256 << 20;
/// Steps one query on a foreign file may take; an index makes each a few hundred.
const MOST_STEPS: i32 = 2_000_000;
/// No tile is larger: 16 MiB.
const TILE_LIMIT: usize = 16 << 20;
/// Lines of metadata, and bytes of one value.
const MOST_METADATA: usize = 200;
const VALUE_LIMIT: usize = 1 << 20;
/// Characters of a name or an attribution.
const TEXT_LIMIT: usize = 2_000;

/// How the tiles of a base map are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TileFormat {
    /// Mapbox Vector Tiles.
    Vector,
    Png,
    Jpeg,
    Webp,
    Avif,
}

impl TileFormat {
    /// The media type to serve tiles with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Vector => "application/vnd.mapbox-vector-tile",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
        }
    }
}

/// What a base map says of itself, as far as it can be shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BasemapInfo {
    /// What it calls itself; empty when it does not say.
    pub title: String,
    /// Who must be named on the map, as text without markup; empty when it does not say.
    pub attribution: String,
    /// How its tiles are drawn.
    pub format: TileFormat,
    /// Zooms that have tiles.
    pub min_zoom: u8,
    pub max_zoom: u8,
    /// `[west, south, east, north]` in degrees, WGS 84; the whole world when it does not say.
    pub bounds: [f64; 4],
    /// The `vector_layers` of a vector map as JSON text: what its layers are called, for the style.
    pub vector_layers: Option<String>,
    /// Size of the file.
    pub bytes: u64,
}

/// A base map by name, with what it says of itself or why it cannot be used.
pub type ListedBasemap = (AreaName, Result<BasemapInfo, AreaError>);

/// The folder of base maps, `basemaps/` of a data folder.
#[derive(Clone, Debug)]
pub struct Basemaps {
    dir: PathBuf,
}

impl Basemaps {
    /// The base maps of a data folder; the folder is made when the first is added.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("basemaps") }
    }

    /// What a file says of itself, without taking it in.
    ///
    /// # Errors
    /// [`AreaError::Package`] with the reason why it cannot be shown; [`AreaError::Store`].
    pub fn look(&self, file: &Path, name: &AreaName) -> Result<BasemapInfo, AreaError> {
        let meta = std::fs::metadata(file).at(file)?;
        if !meta.is_file() || meta.len() > FILE_LIMIT {
            let why = format!("it is no file of at most {FILE_LIMIT} bytes");
            return Err(AreaError::Package { file: file.to_owned(), why });
        }
        proved(file, file, name)
    }

    /// Copies a file in under a name, after it was found to be one that can be shown. One of that name is replaced.
    /// `title` is what operators call it, instead of what it calls itself. `progress` hears the bytes copied and those of
    /// the file, and may end it.
    ///
    /// # Errors
    /// [`AreaError::Package`] with the reason; [`AreaError::Store`], with [`LogError::DiskFull`] when it does not fit.
    pub fn add(
        &self,
        file: &Path,
        name: &AreaName,
        title: Option<&str>,
        progress: &dyn Fn(u64, u64) -> ControlFlow<()>,
    ) -> Result<BasemapInfo, AreaError> {
        let looked = self.look(file, name)?;
        folder::private(&self.dir)?;
        let free = folder::free(&self.dir).unwrap_or(u64::MAX);
        if looked.bytes.saturating_add(HEADROOM) > free {
            let text = format!("{}: {} bytes do not fit on a disk with {free} free", file.display(), looked.bytes);
            return Err(LogError::DiskFull(text).into());
        }
        let path = self.path(name);
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let added = copy(file, &part, looked.bytes, progress).map_err(AreaError::from).and_then(|()| {
            let info = proved(file, &part, name)?;
            let _turn = Turn::take(&self.dir)?;
            let own = self.title_path(name);
            match title.map(shown).filter(|title| !title.is_empty()) {
                Some(title) => std::fs::write(&own, &title).at(&own)?,
                None => drop(std::fs::remove_file(&own)),
            }
            std::fs::rename(&part, &path).at(&path)?;
            Ok(self.titled(name, info))
        });
        if added.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        let info = added?;
        folder::sync_dir(&self.dir)?;
        Ok(info)
    }

    /// Every base map by name, with what it says of itself or why it cannot be used.
    ///
    /// # Errors
    /// [`AreaError::Store`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<ListedBasemap>, AreaError> {
        let names = super::named_files(&self.dir, "basemap")?;
        let info = |name: &AreaName| self.open(name).map(|map| self.titled(name, map.info));
        Ok(names.into_iter().map(|name| (name.clone(), info(&name))).collect())
    }

    /// Whether there is one of that name, usable or not.
    #[must_use]
    pub fn has(&self, name: &AreaName) -> bool {
        self.path(name).exists()
    }

    /// Opens a base map to read.
    ///
    /// # Errors
    /// [`AreaError::Missing`] or [`AreaError::Unusable`].
    pub fn open(&self, name: &AreaName) -> Result<Basemap, AreaError> {
        let path = self.path(name);
        if !path.is_file() {
            return Err(AreaError::Missing(name.clone()));
        }
        Basemap::open_at(&path, name)
    }

    /// Removes a base map.
    ///
    /// # Errors
    /// [`AreaError::Missing`], [`AreaError::Store`].
    pub fn remove(&self, name: &AreaName) -> Result<(), AreaError> {
        super::remove_file(&self.dir, &self.path(name), name)?;
        let _ = std::fs::remove_file(self.title_path(name));
        Ok(())
    }

    fn path(&self, name: &AreaName) -> PathBuf {
        self.dir.join(format!("{name}.basemap"))
    }

    /// The file stays as it came, so what operators call it stands beside it.
    fn title_path(&self, name: &AreaName) -> PathBuf {
        self.dir.join(format!("{name}.title"))
    }

    fn titled(&self, name: &AreaName, info: BasemapInfo) -> BasemapInfo {
        let mut own = String::new();
        let read =
            File::open(self.title_path(name)).map(|file| file.take(TEXT_LIMIT as u64 * 4).read_to_string(&mut own));
        match read {
            Ok(Ok(_)) if !shown(&own).is_empty() => BasemapInfo { title: shown(&own), ..info },
            _ => info,
        }
    }
}

/// What a file at `path` says of itself; that it cannot be shown is said of `file`, as it was given.
fn proved(file: &Path, path: &Path, name: &AreaName) -> Result<BasemapInfo, AreaError> {
    let map = Basemap::open_at(path, name);
    map.and_then(|map| map.tile(map.info.min_zoom, 0, 0).map(|_| map.info)).map_err(|error| match error {
        AreaError::Unusable { why, .. } => AreaError::Package { file: file.to_owned(), why },
        other => other,
    })
}

/// Bytes copied between two looks at whether to go on.
const PORTION: u64 = 8 << 20;

fn copy(file: &Path, part: &Path, bytes: u64, progress: &dyn Fn(u64, u64) -> ControlFlow<()>) -> Result<(), LogError> {
    let _ = std::fs::remove_file(part);
    let mut source = File::open(file).at(file)?;
    let mut target = std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(part).at(part)?;
    let mut done = 0;
    while done < bytes {
        if progress(done, bytes).is_break() {
            return Err(LogError::Other("it was ended".to_owned()));
        }
        let portion = std::io::copy(&mut (&mut source).take(PORTION.min(bytes - done)), &mut target).at(part)?;
        if portion == 0 {
            break;
        }
        done += portion;
    }
    target.flush().and_then(|()| target.sync_all()).at(part)
}

/// An open base map; cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Basemap {
    name: AreaName,
    info: BasemapInfo,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    MbTiles(Arc<Mutex<Connection>>),
    PmTiles(Arc<PmTiles>),
}

impl Basemap {
    /// Opens whichever format the first bytes tell.
    fn open_at(path: &Path, name: &AreaName) -> Result<Self, AreaError> {
        let unusable = |why: String| AreaError::Unusable { name: name.clone(), why };
        let mut head = Vec::new();
        let file = File::open(path).at(path)?;
        let bytes = file.metadata().at(path)?.len();
        file.take(16).read_to_end(&mut head).at(path)?;
        let (source, info) = if PmTiles::is(&head) {
            let tiles = PmTiles::open(path).map_err(unusable)?;
            let info = pmtiles_info(&tiles, bytes).map_err(unusable)?;
            (Source::PmTiles(Arc::new(tiles)), info)
        } else if head == b"SQLite format 3\0" {
            let conn = foreign(path).map_err(|error| unusable(error.to_string()))?;
            let info = mbtiles_info(&conn, bytes).map_err(|error| unusable(error.to_string()))?;
            (Source::MbTiles(Arc::new(Mutex::new(conn))), info)
        } else {
            return Err(unusable("it is neither MBTiles nor PMTiles".to_owned()));
        };
        Ok(Self { name: name.clone(), info, source })
    }

    /// What it says of itself.
    #[must_use]
    pub fn info(&self) -> &BasemapInfo {
        &self.info
    }

    /// The tile at XYZ address `z/x/y`, `None` where there is none. Vector tiles come unpacked, whatever the file packs
    /// them with; pictures as they are.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged or claims more than is read.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, AreaError> {
        let Some(row) = tms_row(z, x, y) else { return Ok(None) };
        let unusable = |why: String| AreaError::Unusable { name: self.name.clone(), why };
        let found = match &self.source {
            Source::PmTiles(tiles) => tiles.tile(z, x, y).map_err(unusable)?,
            Source::MbTiles(conn) => {
                let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
                stored(&conn, z, x, row).map_err(|error| unusable(error.to_string()))?
            }
        };
        match found {
            Some(tile) if tile.len() > TILE_LIMIT => {
                Err(unusable(format!("tile {z}/{x}/{y} has {} bytes; at most {TILE_LIMIT} are read", tile.len())))
            }
            Some(tile) if self.info.format == TileFormat::Vector && tile.starts_with(&[0x1f, 0x8b]) => {
                let mut out = Vec::new();
                let most = TILE_LIMIT as u64 * 4;
                let read = flate2::read::GzDecoder::new(tile.as_slice()).take(most + 1).read_to_end(&mut out);
                read.map_err(|error| unusable(format!("tile {z}/{x}/{y} cannot be unpacked: {error}")))?;
                if out.len() as u64 > most {
                    return Err(unusable(format!("tile {z}/{x}/{y} unpacks to over {most} bytes")));
                }
                Ok(Some(out))
            }
            other => Ok(other),
        }
    }
}

/// Opens a file that others made, with bounds on sizes and on how long one query may take. Its tables may be views.
fn foreign(path: &Path) -> Result<Connection, LogError> {
    let mut conn = sqlite::open(path, Purpose::ReadClosed)?;
    limit(&conn)?;
    conn.progress_handler(MOST_STEPS, Some(|| true)).doing("limiting a foreign file")?;
    Ok(conn)
}

fn stored(conn: &Connection, z: u8, x: u32, row: u32) -> Result<Option<Vec<u8>>, LogError> {
    let what = "reading a tile";
    let query = "SELECT tile_data FROM tiles WHERE zoom_level=?1 AND tile_column=?2 AND tile_row=?3 LIMIT 1";
    let mut statement = conn.prepare_cached(query).doing(what)?;
    statement.query_row(params![z, x, row], |row| row.get(0)).optional().doing(what)
}

fn mbtiles_info(conn: &Connection, bytes: u64) -> Result<BasemapInfo, LogError> {
    let what = "reading the metadata of MBTiles";
    let mut metadata = BTreeMap::new();
    let mut statement = conn
        .prepare("SELECT CAST(name AS TEXT), CAST(value AS TEXT) FROM metadata WHERE length(value)<=?1 LIMIT ?2")
        .doing(what)?;
    let mut rows = statement.query(params![VALUE_LIMIT as i64, MOST_METADATA as i64]).doing(what)?;
    while let Some(row) = rows.next().doing(what)? {
        let text = |column: usize| row.get::<_, Option<String>>(column).doing(what).map(Option::unwrap_or_default);
        metadata.insert(text(0)?, text(1)?);
    }
    // The first tile proves that the table is one, and tells the format when nothing else does.
    let first: Option<Vec<u8>> = conn
        .query_row("SELECT tile_data FROM tiles WHERE length(tile_data)>0 LIMIT 1", [], |row| row.get(0))
        .optional()
        .doing("reading the first tile")?;
    let first = first.ok_or_else(|| LogError::Other("it has no tile".to_owned()))?;
    let said = |key: &str| metadata.get(key).map(String::as_str).unwrap_or_default();
    let format = match said("format") {
        "pbf" | "mvt" | "application/vnd.mapbox-vector-tile" => Some(TileFormat::Vector),
        "png" => Some(TileFormat::Png),
        "jpg" | "jpeg" => Some(TileFormat::Jpeg),
        "webp" => Some(TileFormat::Webp),
        "avif" => Some(TileFormat::Avif),
        _ => sniffed(&first),
    };
    let format = format.ok_or_else(|| LogError::Other("its tiles are of no format that is drawn".to_owned()))?;
    let zoom = |key: &str, other: &str| -> Result<u8, LogError> {
        if let Ok(zoom) = said(key).parse() {
            return Ok(zoom);
        }
        let query = format!("SELECT {other}(zoom_level) FROM tiles");
        conn.query_row(&query, [], |row| row.get(0)).doing("reading the zooms of MBTiles")
    };
    let (min_zoom, max_zoom) = (zoom("minzoom", "min")?, zoom("maxzoom", "max")?);
    let edges: Vec<f64> = said("bounds").split(',').filter_map(|edge| edge.trim().parse().ok()).collect();
    let json: Option<serde_json::Value> = serde_json::from_str(said("json")).ok();
    Ok(BasemapInfo {
        title: shown(said("name")),
        attribution: shown(said("attribution")),
        format,
        min_zoom: min_zoom.min(max_zoom),
        max_zoom,
        bounds: <[f64; 4]>::try_from(edges).map_or(WORLD, sane),
        vector_layers: json.and_then(|json| json.get("vector_layers").map(ToString::to_string)),
        bytes,
    })
}

fn pmtiles_info(tiles: &PmTiles, bytes: u64) -> Result<BasemapInfo, String> {
    let header = tiles.header;
    let format = match header.tile_type {
        1 => TileFormat::Vector,
        2 => TileFormat::Png,
        3 => TileFormat::Jpeg,
        4 => TileFormat::Webp,
        5 => TileFormat::Avif,
        other => return Err(format!("its tiles are of type {other}, which is not drawn")),
    };
    if header.tile_compression > 2 {
        return Err(format!("its tiles have compression {}; none and gzip are read", header.tile_compression));
    }
    let json: serde_json::Value = serde_json::from_slice(&tiles.metadata()?).unwrap_or_default();
    let said = |key: &str| json.get(key).and_then(serde_json::Value::as_str).map(shown).unwrap_or_default();
    Ok(BasemapInfo {
        title: said("name"),
        attribution: said("attribution"),
        format,
        min_zoom: header.min_zoom,
        max_zoom: header.max_zoom,
        bounds: sane(header.bounds),
        vector_layers: json.get("vector_layers").map(ToString::to_string),
        bytes,
    })
}

const WORLD: [f64; 4] = [-180.0, -85.051_13, 180.0, 85.051_13];

/// The box, or the whole world when it is none.
fn sane([west, south, east, north]: [f64; 4]) -> [f64; 4] {
    let degrees = west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
    if degrees && west < east && south < north { [west, south, east, north] } else { WORLD }
}

fn sniffed(tile: &[u8]) -> Option<TileFormat> {
    match tile {
        [0x89, b'P', b'N', b'G', ..] => Some(TileFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(TileFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(TileFormat::Webp),
        [0x1f, 0x8b, ..] | [0x1a, ..] => Some(TileFormat::Vector),
        _ => None,
    }
}

/// Text for people: without markup, control characters and excess length.
fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside && !c.is_control() => out.push(c),
            _ => {}
        }
    }
    out.replace("&copy;", "©").replace("&amp;", "&").trim().chars().take(TEXT_LIMIT).collect()
}
