//! Imported areas: bringing one in, and what the floor takes from it.

use crate::console::known_camera;
use std::ops::ControlFlow;
use std::path::Path;
use watchfloor_api::view::AreaView;
use watchfloor_area::{ImportOptions, OsmCamera, PbfSource, Progress, Report, import};
use watchfloor_domain::types::{Area, Camera};
use watchfloor_geo::Wgs84;
use watchfloor_offline_cache::areas::{AreaError, AreaInfo, AreaName, Areas};
use watchfloor_video as video;

/// Why an area was not imported. The old area of the name, if any, is untouched.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Area(#[from] AreaError),
    #[error(transparent)]
    Import(#[from] watchfloor_area::ImportError<AreaError>),
}

/// Imports files, given as names and bytes, as one area of a data folder.
pub fn import_area(
    root: &Path,
    name: &str,
    files: &[(String, Vec<u8>)],
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
) -> Result<Report, ImportError> {
    let name: AreaName = name.parse()?;
    let sources: Vec<PbfSource<'_>> = files.iter().map(|(name, bytes)| PbfSource { name, bytes }).collect();
    let mut writer = Areas::new(root).update(&name)?;
    Ok(import(&sources, &ImportOptions::named(name.as_str()), &mut writer, progress)?)
}

/// The number list of a metadata line.
fn numbers(info: &AreaInfo, key: &str) -> Vec<f64> {
    let line = info.metadata.get(key).map_or("", String::as_str);
    line.split(',').filter_map(|n| n.trim().parse().ok()).collect()
}

/// West, south, east, north of an area file.
pub(crate) fn bounds(info: &AreaInfo) -> [f64; 4] {
    match numbers(info, "bounds").as_slice() {
        &[west, south, east, north] => [west, south, east, north],
        _ => [-180.0, -85.0, 180.0, 85.0],
    }
}

/// An area as windows list it.
pub(crate) fn view(data: &Path, name: &str, info: &AreaInfo, active: bool) -> AreaView {
    let line = |key: &str| info.metadata.get(key).cloned().unwrap_or_default();
    let written = std::fs::metadata(data.join("areas").join(format!("{name}.area"))).and_then(|meta| meta.modified());
    let since = written.ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    AreaView {
        name: name.to_owned(),
        bounds: bounds(info),
        min_zoom: line("minzoom").parse().unwrap_or(0),
        max_zoom: line("maxzoom").parse().unwrap_or(14),
        attribution: line("attribution"),
        active,
        imported_ms: since.and_then(|d| i64::try_from(d.as_millis()).ok()).unwrap_or(0),
        counts: watchfloor_area::counts(&line("counts")),
    }
}

/// The area as a fact in the log.
pub(crate) fn fact(name: &AreaName, info: &AreaInfo) -> Area {
    let sources: serde_json::Value =
        info.metadata.get("sources").and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let hash = |source: &serde_json::Value| source.get("sha256").and_then(|s| s.as_str()).map(str::to_owned);
    let hashes: Vec<String> = sources.as_array().into_iter().flatten().filter_map(hash).collect();
    Area { name: name.to_string(), bounds: bounds(info), sha256: hashes.join(" ") }
}

/// Surveillance cameras of the map. A direction the map does not give stays unknown.
pub(crate) fn cameras(rows: &[OsmCamera]) -> Vec<Camera> {
    rows.iter().filter_map(camera).collect()
}

fn camera(row: &OsmCamera) -> Option<Camera> {
    let at = Wgs84::new(row.lon, row.lat).ok()?;
    let mut camera =
        video::Camera::at(&format!("osm-{}", row.osm.to_string().replace('/', "-")), at, video::CameraSource::Osm);
    if let Some(name) = row.name.as_ref().or(row.operator.as_ref()) {
        camera.name.clone_from(name);
    }
    camera.azimuth_deg = row.azimuth_deg;
    camera.hfov_deg = row.hfov_deg;
    camera.tilt_deg = row.tilt_deg;
    camera.height_m = row.height_m;
    camera.kind = row.camera_type.as_deref().map(video::CameraKind::named).unwrap_or_default();
    Some(known_camera(&camera))
}
