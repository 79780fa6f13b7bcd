//! Layers of the centre's own and base maps of others: kept open for the map, told to windows, taken in and removed.

mod adding;
mod words;

use crate::floor::{Floor, lock};
use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Mutex;
use watchfloor_api::layer::{BasemapRow, LayerFeatureView, LayerRow, LayersView, ShiftView};
use watchfloor_area::own::{OwnFeature, Suspicion, middle};
use watchfloor_offline_cache::areas::{
    AreaError, AreaName, Basemap, BasemapInfo, Basemaps, Layer, LayerInfo, Layers, TileFormat,
};

pub(crate) use adding::{Adding, AddingAsk, NotBegun, What};
pub(crate) use words::KINDS;

/// Features of layers in one answer of the search box.
const MOST_NAMED: u32 = 6;

/// Layers and base maps, open. A file that was replaced or removed by whomever is noticed by its stamp.
#[derive(Default)]
pub(crate) struct Shelf {
    layers: Mutex<HashMap<String, (Stamp, Layer, LayerInfo)>>,
    basemaps: Mutex<HashMap<String, (Stamp, Basemap)>>,
}

/// What tells one file of a name from the next.
type Stamp = (u64, u64, i64, i64);

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec()))
}

fn changed_ms(path: &Path) -> i64 {
    stamp(path).map_or(0, |(_, _, seconds, nanos)| seconds * 1_000 + nanos / 1_000_000)
}

impl Floor {
    fn layer(&self, name: &AreaName) -> Result<(Layer, LayerInfo), AreaError> {
        let found = stamp(&self.data.join("layers").join(format!("{name}.layer")));
        let found = found.ok_or_else(|| AreaError::Missing(name.clone()))?;
        let mut open = lock(&self.shelf.layers);
        if let Some((_, layer, info)) = open.get(name.as_str()).filter(|(known, ..)| *known == found) {
            return Ok((layer.clone(), info.clone()));
        }
        open.remove(name.as_str());
        let layer = Layers::new(&self.data).open(name)?;
        let info = layer.info()?;
        open.insert(name.to_string(), (found, layer.clone(), info.clone()));
        Ok((layer, info))
    }

    fn basemap(&self, name: &AreaName) -> Result<Basemap, AreaError> {
        let found = stamp(&self.data.join("basemaps").join(format!("{name}.basemap")));
        let found = found.ok_or_else(|| AreaError::Missing(name.clone()))?;
        let mut open = lock(&self.shelf.basemaps);
        if let Some((_, map)) = open.get(name.as_str()).filter(|(known, _)| *known == found) {
            return Ok(map.clone());
        }
        let map = Basemaps::new(&self.data).open(name)?;
        open.insert(name.to_string(), (found, map.clone()));
        Ok(map)
    }

    /// A tile of a layer of the centre's own, plain, for the window's own scheme. Called from many threads.
    ///
    /// # Errors
    /// Why the layer cannot be read; that there is none of that name is `None`.
    pub fn layer_tile(&self, id: &str, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, String> {
        let Ok(name) = id.parse::<AreaName>() else { return Ok(None) };
        none_when_missing(self.layer(&name).and_then(|(layer, _)| layer.tile(z, x, y)))
    }

    /// A tile of a base map of others, for the window's own scheme: a picture, or a plain vector tile. Called from many
    /// threads.
    ///
    /// # Errors
    /// Why the map cannot be read; that there is none of that name is `None`.
    pub fn basemap_tile(&self, id: &str, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, String> {
        let Ok(name) = id.parse::<AreaName>() else { return Ok(None) };
        none_when_missing(self.basemap(&name).and_then(|map| map.tile(z, x, y)))
    }

    /// All of them, in the order of their ids.
    pub(crate) fn layers_view(&self) -> LayersView {
        let layers = Layers::new(&self.data).names().unwrap_or_default();
        let layer = |name: AreaName| match self.layer(&name) {
            Ok((_, info)) => layer_row(name.as_str(), &info),
            Err(error) => broken_layer(name.as_str(), &error),
        };
        let basemaps = Basemaps::new(&self.data).list().unwrap_or_default();
        let basemap = |(name, info): (AreaName, Result<BasemapInfo, AreaError>)| {
            let added_ms = changed_ms(&self.data.join("basemaps").join(format!("{name}.basemap")));
            match info {
                Ok(info) => basemap_row(name.as_str(), &info, added_ms),
                Err(error) => broken_basemap(name.as_str(), &error, added_ms),
            }
        };
        LayersView {
            layers: layers.into_iter().map(layer).collect(),
            basemaps: basemaps.into_iter().map(basemap).collect(),
        }
    }

    /// Rows of a layer's file that were left out.
    pub(crate) fn layer_faults(&self, name: &AreaName) -> Result<Vec<watchfloor_area::own::RowFault>, AreaError> {
        self.layer(name)?.0.faults()
    }

    /// One feature; `None` when the layer has none of that id.
    pub(crate) fn layer_feature(&self, name: &AreaName, id: &str) -> Result<Option<LayerFeatureView>, AreaError> {
        let (layer, info) = self.layer(name)?;
        Ok(layer.feature(id)?.map(|feature| feature_view(name.as_str(), &info, feature)))
    }

    /// Features of all layers whose name begins as typed: layer and feature. A layer that cannot be read is left out; its
    /// row in the list says why.
    pub(crate) fn layers_named(&self, typed: &str) -> Vec<(String, LayerInfo, OwnFeature)> {
        let names = Layers::new(&self.data).names().unwrap_or_default();
        let found = names.into_iter().filter_map(|name| {
            let (layer, info) = self.layer(&name).ok()?;
            let found = layer.named(typed, MOST_NAMED).ok()?;
            Some(found.into_iter().map(move |feature| (name.to_string(), info.clone(), feature)))
        });
        found.flatten().take(MOST_NAMED as usize).collect()
    }
}

fn none_when_missing(tile: Result<Option<Vec<u8>>, AreaError>) -> Result<Option<Vec<u8>>, String> {
    match tile {
        Err(AreaError::Missing(_)) => Ok(None),
        other => other.map_err(|error| error.to_string()),
    }
}

pub(crate) fn layer_row(id: &str, info: &LayerInfo) -> LayerRow {
    LayerRow {
        id: id.to_owned(),
        name: info.title.clone(),
        kind: info.kind.clone(),
        datum: info.datum.clone(),
        source: info.source.clone(),
        features: info.features,
        faulty: info.faulty,
        bounds: info.bounds,
        floors: info.floors.clone(),
        shapes: info.shapes.clone(),
        added_ms: info.added_ms,
        shift: info.shift.as_ref().map(shift_view),
        fault: None,
    }
}

fn broken_layer(id: &str, error: &AreaError) -> LayerRow {
    LayerRow {
        id: id.to_owned(),
        name: id.to_owned(),
        kind: words::OTHER.to_owned(),
        datum: String::new(),
        source: String::new(),
        features: 0,
        faulty: 0,
        bounds: None,
        floors: Vec::new(),
        shapes: Vec::new(),
        added_ms: 0,
        shift: None,
        fault: Some(error.to_string()),
    }
}

fn shift_view(shift: &Suspicion) -> ShiftView {
    ShiftView {
        looks_like: shift.looks_like.map(|datum| datum.to_string()),
        offset_m: shift.offset_m,
        east_m: shift.east_m,
        north_m: shift.north_m,
        share_now: shift.share_now,
        share_moved: shift.share_moved,
    }
}

pub(crate) fn basemap_row(id: &str, info: &BasemapInfo, added_ms: i64) -> BasemapRow {
    let title = if info.title.is_empty() { id } else { &info.title };
    let vector_layers = words::vector_layers(info.vector_layers.as_deref());
    // Without names of its layers nothing can be asked of a vector tile.
    let nameless = info.format == TileFormat::Vector && vector_layers.is_empty();
    BasemapRow {
        id: id.to_owned(),
        name: title.to_owned(),
        attribution: info.attribution.clone(),
        format: words::format(info.format).to_owned(),
        min_zoom: info.min_zoom,
        max_zoom: info.max_zoom,
        bounds: info.bounds,
        bytes: info.bytes,
        vector_layers,
        added_ms,
        fault: nameless.then(|| "its vector tiles do not say what their layers are called".to_owned()),
    }
}

fn broken_basemap(id: &str, error: &AreaError, added_ms: i64) -> BasemapRow {
    BasemapRow {
        id: id.to_owned(),
        name: id.to_owned(),
        attribution: String::new(),
        format: String::new(),
        min_zoom: 0,
        max_zoom: 0,
        bounds: [-180.0, -85.0, 180.0, 85.0],
        bytes: 0,
        vector_layers: Vec::new(),
        added_ms,
        fault: Some(error.to_string()),
    }
}

fn feature_view(layer: &str, info: &LayerInfo, feature: OwnFeature) -> LayerFeatureView {
    let bounds = feature.shape.bounds();
    let [lon, lat] = middle(bounds);
    LayerFeatureView {
        layer: layer.to_owned(),
        layer_name: info.title.clone(),
        layer_kind: info.kind.clone(),
        kind: feature.kind,
        id: feature.id,
        name: feature.name,
        floor: feature.floor,
        shape: feature.shape.word().to_owned(),
        lon,
        lat,
        bounds,
        properties: feature.properties,
        source: info.source.clone(),
        datum: info.datum.clone(),
        added_ms: info.added_ms,
    }
}
