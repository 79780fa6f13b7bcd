//! Verbs of layers and base maps.

use super::Seat;
use super::commands::{allowed, receipt};
use super::imports::nothing_saved;
use super::refusal::{bad, error, failed, named};
use crate::floor::Floor;
use crate::layers::{AddingAsk, KINDS, NotBegun, What};
use std::path::PathBuf;
use watchfloor_api::command::{Receipt, RowFault};
use watchfloor_api::layer::{AddBasemap, AddLayer, LayerFeatureOf, LayerFeatureView};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Command;
use watchfloor_domain::types::LayerSort;
use watchfloor_geo::Datum;
use watchfloor_offline_cache::areas::{AreaError, AreaName, Basemaps, Layers};

/// Longest name of a layer, in characters.
const LONGEST_NAME: usize = 200;

fn id(text: &str) -> Result<AreaName, ApiError> {
    text.trim().parse().map_err(|e: AreaError| bad("id", e.to_string()))
}

fn title(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if name.chars().nth(LONGEST_NAME).is_some() {
        return Err(bad("name", format!("at most {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

/// Begins to take in a layer of the centre's own.
pub(super) fn add_layer(floor: &Floor, seat: &Seat, ask: &AddLayer) -> Result<Receipt, ApiError> {
    allowed(seat, "add_layer")?;
    let (id, title) = (id(&ask.id)?, title(&ask.name)?);
    if title.is_empty() {
        return Err(bad("name", "what operators call it"));
    }
    if !KINDS.contains(&ask.kind.as_str()) {
        return Err(bad("kind", format!("one of {}", KINDS.join(", "))));
    }
    let datum: Datum = ask.datum.parse().map_err(|_| bad("datum", "one of wgs84, cgcs2000, gcj02, bd09"))?;
    if !ask.replace && !ask.preview && Layers::new(&floor.data).has(&id) {
        return Err(there(id.as_str()));
    }
    let what = What::Layer { kind: ask.kind.clone(), datum, accept_shift: ask.accept_shift };
    begin(floor, seat, (id, title), &ask.file, what, ask.preview)
}

/// Begins to take in a base map of others.
pub(super) fn add_basemap(floor: &Floor, seat: &Seat, ask: &AddBasemap) -> Result<Receipt, ApiError> {
    allowed(seat, "add_basemap")?;
    let (id, title) = (id(&ask.id)?, title(&ask.name)?);
    if !ask.replace && !ask.preview && Basemaps::new(&floor.data).has(&id) {
        return Err(there(id.as_str()));
    }
    begin(floor, seat, (id, title), &ask.file, What::Basemap, ask.preview)
}

fn there(id: &str) -> ApiError {
    named(ErrorCode::Refused, "refused.layer_there", id).field("id")
}

fn begin(
    floor: &Floor,
    seat: &Seat,
    (id, title): (AreaName, String),
    file: &str,
    what: What,
    preview: bool,
) -> Result<Receipt, ApiError> {
    if file.trim().is_empty() {
        return Err(bad("file", "the path of a file on the console's machine"));
    }
    let on_floor = floor.engine.board().area.clone();
    let area = on_floor.and_then(|area| Some((floor.area_file(&area.name).ok()?, area.bounds)));
    let ask = AddingAsk {
        root: floor.data.clone(),
        id,
        title,
        file: PathBuf::from(file.trim()),
        what,
        preview,
        actor: floor.actor(seat),
        area,
    };
    floor.adding.begin(&floor.engine, ask).map_err(|why| match why {
        NotBegun::Running(name) => named(ErrorCode::Refused, "refused.adding_layer", &name),
        NotBegun::Thread(why) => error(ErrorCode::Internal, "refused.internal", &why),
    })?;
    Ok(nothing_saved())
}

/// Ends what is under way.
pub(super) fn cancel(floor: &Floor, seat: &Seat) -> Result<Receipt, ApiError> {
    allowed(seat, "cancel_layer")?;
    if floor.adding.cancel() {
        return Ok(nothing_saved());
    }
    Err(error(ErrorCode::Refused, "refused.not_adding", ""))
}

/// Removes a layer or base map, and writes into the log who did.
pub(super) fn remove(floor: &Floor, seat: &Seat, sort: LayerSort, name: &str) -> Result<Receipt, ApiError> {
    let name = id(name)?;
    let command = Command::RemoveLayer { sort, id: name.to_string() };
    allowed(seat, command.call())?;
    let removed = match sort {
        LayerSort::Own => Layers::new(&floor.data).remove(&name),
        LayerSort::Basemap => Basemaps::new(&floor.data).remove(&name),
    };
    removed.map_err(|why| unread(&why))?;
    // The file first: windows are told by the fact, and shall then find it gone.
    let done = floor.engine.run(&floor.actor(seat), vec![command]).map_err(|why| {
        let refusal = failed(why);
        ApiError { code: refusal.code, ..error(ErrorCode::NotSaved, "layer.not_logged", &refusal.message) }
    })?;
    Ok(receipt(floor, &done))
}

pub(super) fn faults(floor: &Floor, name: &str) -> Result<Vec<RowFault>, ApiError> {
    let row = |fault: watchfloor_area::own::RowFault| RowFault {
        line: u32::try_from(fault.row).unwrap_or(u32::MAX),
        field: fault.field,
        message: fault.why,
        text: String::new(),
    };
    Ok(floor.layer_faults(&id(name)?).map_err(|why| unread(&why))?.into_iter().map(row).collect())
}

pub(super) fn feature(floor: &Floor, of: &LayerFeatureOf) -> Result<LayerFeatureView, ApiError> {
    let name = id(&of.layer)?;
    let found = floor.layer_feature(&name, &of.feature).map_err(|why| unread(&why))?;
    found.ok_or_else(|| named(ErrorCode::NotFound, "refused.no_such_feature", &of.feature))
}

fn unread(why: &AreaError) -> ApiError {
    match why {
        AreaError::Missing(name) => named(ErrorCode::NotFound, "refused.no_such_layer", name.as_str()).field("id"),
        other => error(ErrorCode::Internal, "refused.not_read", &other.to_string()),
    }
}
