//! Imported areas, layers of the centre's own, base maps of others: one file each, written as a whole and then only
//! read; an area may be brought to a newer state. Knows tiles and rows, not what they mean.

mod basemap;
mod contents;
mod deadline;
mod export;
mod guard;
mod layer_read;
mod layer_shape;
mod layers;
mod names;
mod pmtiles;
mod read;
mod rows;
mod schema;
mod search_read;
mod search_write;
mod update;
mod varint;
mod verify;
mod write;

pub use basemap::{Basemap, BasemapInfo, Basemaps, ListedBasemap, TileFormat};
pub use contents::Contents;
pub use export::Manifest;
pub use layer_read::{Layer, Within};
pub use layers::{LayerInfo, Layers, ListedLayer};
pub use names::AreaName;
pub use read::{Area, AreaInfo};
pub use search_read::SEARCH_TIME;
pub use update::{Change, Changes};
pub use verify::Verified;
pub use write::AreaWriter;

use crate::failure::At;
use crate::folder;
use std::path::{Path, PathBuf};
use watchfloor_engine::ports::LogError;

/// Why an area could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum AreaError {
    /// The name has other characters than `a`-`z`, `0`-`9`, `-`, or is not 1 to 40 long.
    #[error("{0:?} is no area name: 1 to 40 of a-z, 0-9 and -")]
    Name(String),
    /// No such area was imported.
    #[error("there is no area {0}")]
    Missing(AreaName),
    /// The file is not one an import of this program wrote, or it is damaged.
    #[error("area {name}: {why}")]
    Unusable { name: AreaName, why: String },
    /// An import gave a row that cannot be kept; the row and field are named.
    #[error("{0}")]
    Row(String),
    /// A file that was to be installed or added is not one that can be.
    #[error("{}: {why}", file.display())]
    Package { file: PathBuf, why: String },
    /// The disk or the database.
    #[error(transparent)]
    Store(#[from] LogError),
}

/// An area file by name, with what it says of itself or why it cannot be used.
pub type Listed = (AreaName, Result<AreaInfo, AreaError>);

/// The folder of areas, `areas/` of a data folder.
#[derive(Clone, Debug)]
pub struct Areas {
    dir: PathBuf,
}

impl Areas {
    /// The areas of a data folder; the folder is made when the first import needs it.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("areas") }
    }

    /// Every area file, by name.
    ///
    /// # Errors
    /// [`AreaError::Store`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, AreaError> {
        let names = named_files(&self.dir, "area")?;
        Ok(names.into_iter().map(|name| (name.clone(), self.open(&name).and_then(|area| area.info()))).collect())
    }

    /// Opens an area to read. An area replaced later stays readable as it was until it is dropped.
    ///
    /// # Errors
    /// [`AreaError::Missing`] or [`AreaError::Unusable`].
    pub fn open(&self, name: &AreaName) -> Result<Area, AreaError> {
        let path = self.path(name);
        if !path.is_file() {
            return Err(AreaError::Missing(name.clone()));
        }
        guard::recover(&path)?;
        Area::open(&path, name)
    }

    /// Begins an import. Nothing is visible under the name until it is finished; an area of that name stays until then.
    ///
    /// # Errors
    /// [`AreaError::Store`].
    pub fn create(&self, name: &AreaName) -> Result<AreaWriter, AreaError> {
        folder::private(&self.dir)?;
        AreaWriter::create(self.path(name), name.clone())
    }

    /// As [`Areas::create`], but an installed area of that name is brought to the new state by what differs, in one
    /// transaction, instead of being replaced as a file: who has it open sees the new state.
    /// [`AreaWriter::changes`] then says what changed.
    ///
    /// # Errors
    /// [`AreaError::Store`].
    pub fn update(&self, name: &AreaName) -> Result<AreaWriter, AreaError> {
        Ok(self.create(name)?.updating())
    }

    /// Reads a whole area and says everything that is wrong with it.
    ///
    /// # Errors
    /// [`AreaError::Missing`]; [`AreaError::Unusable`] when it cannot be opened as an area at all.
    pub fn verify(&self, name: &AreaName) -> Result<Verified, AreaError> {
        self.open(name)?;
        verify::verify(&self.path(name), name)
    }

    /// Removes an area.
    ///
    /// # Errors
    /// [`AreaError::Missing`], [`AreaError::Store`].
    pub fn remove(&self, name: &AreaName) -> Result<(), AreaError> {
        remove_file(&self.dir, &self.path(name), name)
    }

    fn path(&self, name: &AreaName) -> PathBuf {
        self.dir.join(format!("{name}.area"))
    }
}

/// The names of the files of a folder with this extension, in order; of none when there is no folder yet.
fn named_files(dir: &Path, extension: &str) -> Result<Vec<AreaName>, AreaError> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).at(dir)? {
        let path = entry.at(dir)?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|found| found == extension)
            && let Ok(name) = stem.parse::<AreaName>()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Removes a file of a folder, once nobody changes it.
fn remove_file(dir: &Path, path: &Path, name: &AreaName) -> Result<(), AreaError> {
    if !path.exists() {
        return Err(AreaError::Missing(name.clone()));
    }
    let _turn = guard::Turn::take(dir)?;
    guard::make_way(path)?;
    match std::fs::remove_file(path) {
        Ok(()) => Ok(folder::sync_dir(dir)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(AreaError::Missing(name.clone())),
        Err(error) => Err(crate::failure::io(path, &error).into()),
    }
}
