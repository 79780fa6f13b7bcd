//! Hands what was built to the sink: tiles zoom by zoom, rows, and the lines of metadata.
//!
//! Knows the order and names the sink promises; must not know how anything was worked out.

use std::collections::BTreeMap;

use serde_json::json;

use crate::error::ImportError;
use crate::feature::{self, Layer};
use crate::import::{Built, Phase, Tell, tell};
use crate::report::Report;
use crate::sink::AreaSink;
use crate::tiles::Zoom;

/// Said wherever the map is shown (ODbL 4.3).
pub const ATTRIBUTION: &str = "© OpenStreetMap contributors";

pub(crate) fn tiles<S: AreaSink>(
    built: &Built,
    report: &mut Report,
    sink: &mut S,
    progress: Tell<'_>,
) -> Result<(), ImportError<S::Error>> {
    let zooms = usize::from(built.max_zoom) + 1;
    for z in 0..=built.max_zoom {
        tell(progress, Phase::Tiles, usize::from(z), zooms)?;
        let zoom = Zoom::cut(&built.features, &built.extent.clips, z, built.max_zoom);
        if zoom.len() > 0 {
            report.tiles.insert(z, zoom.len());
        }
        for batch in zoom.batches() {
            for tile in batch {
                let tile = tile.map_err(|e| ImportError::Encode { z, x: e.x, y: e.y, what: e.what })?;
                report.tile_bytes += tile.mvt_gz.len() as u64;
                sink.tile(z, tile.x, tile.y, &tile.mvt_gz).map_err(ImportError::Sink)?;
            }
            tell(progress, Phase::Tiles, usize::from(z), zooms)?;
        }
    }
    tell(progress, Phase::Tiles, zooms, zooms)
}

pub(crate) fn rows<S: AreaSink>(built: &Built, sink: &mut S, progress: Tell<'_>) -> Result<(), ImportError<S::Error>> {
    const STEP: usize = 4096;
    let rows = [&built.places.len(), &built.cameras.len(), &built.roads.edges.len(), &built.turns.rows.len()];
    let total = rows.into_iter().sum::<usize>() + built.crossings.rows.len();
    let mut done = 0;
    let step = |done: &mut usize| {
        *done += 1;
        if done.is_multiple_of(STEP) { tell(progress, Phase::Rows, *done, total) } else { Ok(()) }
    };
    for place in &built.places {
        sink.place(place).map_err(ImportError::Sink)?;
        step(&mut done)?;
    }
    for camera in &built.cameras {
        sink.camera(camera).map_err(ImportError::Sink)?;
        step(&mut done)?;
    }
    for edge in &built.roads.edges {
        sink.edge(edge).map_err(ImportError::Sink)?;
        step(&mut done)?;
    }
    for restriction in &built.turns.rows {
        sink.restriction(restriction).map_err(ImportError::Sink)?;
        step(&mut done)?;
    }
    for crossing in &built.crossings.rows {
        sink.crossing(crossing).map_err(ImportError::Sink)?;
        step(&mut done)?;
    }
    tell(progress, Phase::Rows, total, total)
}

pub(crate) fn meta<S: AreaSink>(
    name: &str,
    built: &Built,
    report: &Report,
    sink: &mut S,
) -> Result<(), ImportError<S::Error>> {
    let b = built.extent.bounds;
    let (lon, lat) = (f64::midpoint(b.west, b.east), f64::midpoint(b.south, b.north));
    // The zoom at which the box is about 1000 pixels across, of 512 a tile.
    let fit = (1000.0 / 512.0 / b.to_world().long_side()).log2().floor().clamp(0.0, 16.0);
    let sources: Vec<_> = report
        .files
        .iter()
        .map(|f| json!({ "file": f.name, "sha256": f.sha256, "bytes": f.bytes, "newest_ms": f.newest_ms }))
        .collect();
    let zooms = built.features.iter().fold(BTreeMap::<Layer, (u8, u8)>::new(), |mut zooms, f| {
        let first = f.look.min_zoom.min(built.max_zoom);
        zooms.entry(f.look.layer).and_modify(|z| z.0 = z.0.min(first)).or_insert((first, built.max_zoom));
        zooms
    });
    let lines = [
        ("name", name.to_owned()),
        ("format", "pbf".to_owned()),
        ("bounds", format!("{},{},{},{}", b.west, b.south, b.east, b.north)),
        ("center", format!("{lon},{lat},{fit}")),
        ("minzoom", report.tiles.keys().next().copied().unwrap_or(0).to_string()),
        ("maxzoom", built.max_zoom.to_string()),
        ("attribution", ATTRIBUTION.to_owned()),
        ("datum", "WGS-84".to_owned()),
        ("importer", concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("sources", serde_json::Value::from(sources).to_string()),
        ("counts", report.counts_json().to_string()),
        ("json", feature::vector_layers(&zooms)),
    ];
    for (key, value) in &lines {
        sink.meta(key, value).map_err(ImportError::Sink)?;
    }
    Ok(())
}
