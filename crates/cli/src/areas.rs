//! Areas as files: proved, given to another console, brought in, removed.

use crate::args::Place;
use crate::outcome::{Outcome, refused, say};
use std::path::Path;
use watchfloor_engine::open_board;
use watchfloor_offline_cache::Store;
use watchfloor_offline_cache::areas::{AreaError, AreaName, Areas};

fn areas(place: &Place, name: &str) -> Outcome<(Areas, AreaName)> {
    Ok((Areas::new(&place.root), name.parse().map_err(|e: AreaError| refused(e))?))
}

pub fn verify(place: &Place, name: &str) -> Outcome {
    let (areas, name) = areas(place, name)?;
    let found = areas.verify(&name).map_err(refused)?;
    if place.json {
        say(serde_json::to_value(&found).map_err(refused)?);
    }
    if found.faults.is_empty() {
        if !place.json {
            say(format_args!("ok: {} tiles read", found.tiles_read));
        }
        return Ok(());
    }
    Err(refused(format!("area {name} is damaged: {}", found.faults.join("; "))))
}

pub fn export(place: &Place, name: &str, file: &Path) -> Outcome {
    let (areas, name) = areas(place, name)?;
    let manifest = areas.export(&name, file).map_err(refused)?;
    tell(place, &manifest, format_args!("area {name} exported to {}", file.display()))
}

pub fn install(place: &Place, file: &Path, name: Option<&str>) -> Outcome {
    let folder = place.folder()?;
    let wanted: Option<AreaName> = name.map(str::parse).transpose().map_err(|e: AreaError| refused(e))?;
    let (name, manifest) = Areas::new(folder.root()).install(file, wanted.as_ref()).map_err(refused)?;
    tell(place, &manifest, format_args!("area {name} installed from {}", file.display()))
}

fn tell(place: &Place, manifest: &impl serde::Serialize, line: std::fmt::Arguments<'_>) -> Outcome {
    if place.json {
        say(serde_json::to_value(manifest).map_err(refused)?)
    } else {
        say(line)
    }
    Ok(())
}

/// An area on a floor stays: incidents, cameras and drive times rest on it.
pub fn remove(place: &Place, name: &str) -> Outcome {
    let (areas, name) = areas(place, name)?;
    for mode in [watchfloor_host::Mode::Live, watchfloor_host::Mode::Drill] {
        let store = place.root.join(mode.word());
        if !store.join("log.sqlite").is_file() {
            continue;
        }
        let (reader, _) = Store::open_read_only(&store).map_err(refused)?;
        let board = open_board(&reader).map_err(refused)?;
        if board.area.is_some_and(|area| area.name == name.as_str()) {
            return Err(refused(format!("area {name} is on the {} floor; put another there first", mode.word())));
        }
    }
    areas.remove(&name).map_err(refused)
}
