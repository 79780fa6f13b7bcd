//! The import: files in, rows to the sink, a report out. Orders the work; the rules are in the modules it calls.
//!
//! Must not know where rows are kept, nor what time it is.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::coast;
use crate::collect::{self, Found, Ground};
use crate::error::ImportError;
use crate::feature::{self, Feature, Layer};
use crate::geom::{self, GeoBox, Point, Rect};
use crate::osm::{MISSING, Osm};
use crate::pbf::{self, FileStats, Header, PbfSource};
use crate::report::{FileReport, Report};
use crate::roads::{self, Roads};
use crate::sink::{AreaSink, Place, PlaceKind};
use crate::streets;
use crate::tiles::Zoom;

/// Said wherever the map is shown (ODbL 4.3).
pub const ATTRIBUTION: &str = "© OpenStreetMap contributors";

/// The largest zoom tiles are made for; the map enlarges them beyond it.
pub const MAX_ZOOM: u8 = 14;

/// More tiles than this at one zoom are not made: the largest zoom is lowered instead.
const MAX_TILES: u64 = 1_000_000;

/// How to import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// What the area is called.
    pub name: String,
    /// Largest zoom with tiles, at most [`MAX_ZOOM`].
    pub max_zoom: u8,
    /// Refuse input with more nodes, references, tags and members than this in all; guards memory
    /// (about 40 bytes each while importing).
    pub max_elements: usize,
}

impl ImportOptions {
    /// The usual options: zoom 14, up to 400 million elements.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), max_zoom: MAX_ZOOM, max_elements: 400_000_000 }
    }
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading files; counted in blobs of the current file.
    Reading,
    /// Working out shapes, places and roads; counted in steps.
    Building,
    /// Cutting and writing tiles; counted in zooms.
    Tiles,
    /// Writing places, cameras and edges; counted in rows.
    Rows,
}

/// How far a phase has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The phase.
    pub phase: Phase,
    /// Units done.
    pub done: usize,
    /// Units in all.
    pub total: usize,
}

type Tell<'a> = &'a dyn Fn(Progress) -> ControlFlow<()>;

/// Imports one or more files as one area. Objects in several files count once: the newer version, else the newer
/// time, else the copy in the later file.
///
/// `progress` is called often; `Break` cancels. Nothing counts until `sink.finish()`, which is the last call.
///
/// # Errors
/// [`ImportError::Pbf`] names the file, blob and byte of unusable input; the others say why nothing was imported.
/// After an error the sink was not finished: drop it.
pub fn import<S: AreaSink>(
    files: &[PbfSource<'_>],
    options: &ImportOptions,
    sink: &mut S,
    progress: Tell<'_>,
) -> Result<Report, ImportError<S::Error>> {
    if files.is_empty() {
        return Err(ImportError::NoInput);
    }
    let mut report = Report::default();
    let read = read_all(files, options, &mut report, progress)?;
    let built = build(&read, options, &mut report, progress)?;
    write_tiles(&built, &mut report, sink, progress)?;
    write_rows(&built, sink, progress)?;
    write_meta(options, &built, &report, sink)?;
    sink.finish().map_err(ImportError::Sink)?;
    Ok(report)
}

fn tell<E>(progress: Tell<'_>, phase: Phase, done: usize, total: usize) -> Result<(), ImportError<E>> {
    match progress(Progress { phase, done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
    }
}

struct Read {
    osm: Osm,
    headers: Vec<Header>,
}

fn read_all<E>(
    files: &[PbfSource<'_>],
    options: &ImportOptions,
    report: &mut Report,
    progress: Tell<'_>,
) -> Result<Read, ImportError<E>> {
    let mut osm = Osm::default();
    let mut headers = Vec::new();
    let mut total = FileStats::default();
    for source in files {
        let mut tick = |done, total| tell::<E>(progress, Phase::Reading, done, total).is_ok();
        let read = pbf::read_into(&mut osm, *source, options.max_elements.min(u32::MAX as usize), &mut tick)?;
        let (header, stats) = read.ok_or(ImportError::Cancelled)?;
        total.bad_coordinates += stats.bad_coordinates;
        total.deleted += stats.deleted;
        report.files.push(file_report(source, &header, &stats));
        headers.push(header);
    }
    let duplicates = osm.settle();
    report.skip(duplicates, "duplicate", "older copies of an object that another copy replaces");
    report.skip(total.bad_coordinates, "bad_coordinates", "nodes outside the globe");
    report.skip(total.deleted, "deleted", "objects marked as deleted");
    Ok(Read { osm, headers })
}

fn file_report(source: &PbfSource<'_>, header: &Header, stats: &FileStats) -> FileReport {
    let newest = stats.newest_ms.max(header.replication_time_s.unwrap_or(0).saturating_mul(1000));
    FileReport {
        name: source.name.to_owned(),
        sha256: hex::encode(Sha256::digest(source.bytes)),
        bytes: source.bytes.len() as u64,
        nodes: stats.nodes,
        ways: stats.ways,
        relations: stats.relations,
        without_version: stats.without_version,
        order_breaks: stats.order_breaks,
        newest_ms: (newest > 0).then_some(newest),
        header_box: header.bbox.map(|b| [b.west, b.south, b.east, b.north]),
    }
}

/// Everything computed, ready to be written.
struct Built {
    bounds: GeoBox,
    clip: Rect,
    max_zoom: u8,
    features: Vec<Feature>,
    places: Vec<Place>,
    cameras: Vec<crate::sink::OsmCamera>,
    roads: Roads,
}

fn build<E>(
    read: &Read,
    options: &ImportOptions,
    report: &mut Report,
    progress: Tell<'_>,
) -> Result<Built, ImportError<E>> {
    const STEPS: usize = 4;
    let osm = &read.osm;
    tell(progress, Phase::Building, 0, STEPS)?;
    let bounds = bounds(read).ok_or(ImportError::Empty)?;
    let world: Vec<Point> = osm.nodes.iter().map(|n| geom::world(n.lon_lat())).collect();
    let ground = Ground { osm, places: &world, clip: bounds.to_world() };
    let mut found = collect::collect(&ground);
    tell(progress, Phase::Building, 1, STEPS)?;
    let mut features = std::mem::take(&mut found.features);
    features.extend(collect::join_lines(std::mem::take(&mut found.lines), &world));
    let sea = coast::sea(&ground);
    features.extend(coast::features(&sea));
    features.sort_by_key(|f| (f.look.layer, f.look.order)); // stable: ties stay in input order
    tell(progress, Phase::Building, 2, STEPS)?;
    let roads = roads::edges(osm);
    tell(progress, Phase::Building, 3, STEPS)?;
    let mut places = std::mem::take(&mut found.places);
    places.extend(streets::rows(osm, &world));
    let places = ranked(places);
    note(report, &found, &roads, &sea);
    note_rows(report, osm, &places, &found);
    let max_zoom = affordable_zoom(&ground.clip, options.max_zoom.min(MAX_ZOOM));
    let lowered = usize::from(options.max_zoom.min(MAX_ZOOM) - max_zoom);
    report.skip(lowered, "zoom_lowered", "zooms without tiles, because the area is too large for them");
    report.bounds = [bounds.west, bounds.south, bounds.east, bounds.north];
    let (clip, cameras) = (ground.clip, found.cameras);
    Ok(Built { bounds, clip, max_zoom, features, places, cameras, roads })
}

/// The area's box: the headers' boxes, as far as there is data; for files without one, the box of drivable ways.
fn bounds(read: &Read) -> Option<GeoBox> {
    let osm = &read.osm;
    let data = GeoBox::around(osm.nodes.iter().map(crate::osm::Node::lon_lat));
    let headers = read.headers.iter().filter_map(|h| h.bbox).reduce(GeoBox::union);
    let all_have_one = read.headers.iter().all(|h| h.bbox.is_some());
    let drivable = || {
        let ways = osm.ways.iter().filter(|w| {
            let tags = osm.tags(w.tags);
            tags.get("highway").and_then(crate::classify::drivable).is_some()
        });
        let nodes = ways.flat_map(|w| osm.links(w)).filter(|n| **n != MISSING);
        GeoBox::around(nodes.map(|n| osm.nodes[*n as usize].lon_lat()))
    };
    let wanted = match headers {
        Some(headers) if all_have_one => Some(headers),
        Some(headers) => Some(drivable().map_or(headers, |d| d.union(headers))),
        None => drivable(),
    };
    match (wanted, data) {
        (Some(w), Some(d)) => {
            let both = [w.west.max(d.west), w.south.max(d.south), w.east.min(d.east), w.north.min(d.north)];
            GeoBox::checked(both).or(Some(d))
        }
        (None, d) => d,
        (Some(_), None) => None,
    }
}

/// The largest zoom at which the box does not need too many tiles.
fn affordable_zoom(clip: &Rect, wanted: u8) -> u8 {
    let tiles = |z: u8| {
        let scale = f64::from(1_u32 << z);
        let side = |axis: usize| ((clip.max[axis] - clip.min[axis]) * scale) as u64 + 1;
        side(0) * side(1)
    };
    (0..=wanted).rev().find(|z| tiles(*z) <= MAX_TILES).unwrap_or(0)
}

/// Most important first, then by name and id; the same thing mapped twice within 100 m counts once.
fn ranked(mut places: Vec<Place>) -> Vec<Place> {
    const SAME_M: f64 = 100.0;
    /// A name this common is not compared pair by pair.
    const COMMON: usize = 500;
    places.sort_by(|a, b| {
        b.importance
            .cmp(&a.importance)
            .then(a.kind.cmp(&b.kind))
            .then_with(|| a.name.cmp(&b.name))
            .then(a.osm.cmp(&b.osm))
    });
    let mut out: Vec<Place> = Vec::with_capacity(places.len());
    for same in places.chunk_by(|a, b| a.kind == b.kind && a.name == b.name && a.importance == b.importance) {
        let from = out.len();
        let vague = |p: &Place| p.name.is_empty() || (p.kind == PlaceKind::Address && p.street.is_none());
        let compare = same.len() <= COMMON && !vague(&same[0]);
        for place in same {
            let near = |kept: &Place| geom::metres([kept.lon, kept.lat], [place.lon, place.lat]) < SAME_M;
            if !(compare && out[from..].iter().any(near)) {
                out.push(place.clone());
            }
        }
    }
    out
}

fn note(report: &mut Report, found: &Found, roads: &Roads, sea: &coast::Sea) {
    let lost = found.losses;
    report.skip(lost.clipped_ways, "clipped_way", "ways with nodes that are not in the files: the rest was kept");
    report.skip(roads.clipped_ways, "clipped_road", "of these, drivable ways");
    report.skip(lost.empty_ways, "empty_way", "ways without enough nodes to be drawn");
    report.skip(lost.broken_rims, "broken_rim", "rims of areas that do not close: the rings that close were kept");
    report.skip(lost.relations_without_members, "memberless_area", "areas whose ways are not in the files");
    report.skip(roads.closed_ways, "closed_road", "drivable ways closed to ordinary traffic: drawn, but no edges");
    report.skip(sea.dangling, "dangling_coast", "coast lines that end inside the area");
    let wet = sea.rejected_percent.unwrap_or(0) as usize;
    report.skip(wet, "sea_rejected", "percent of road points the sea would have covered: it was not drawn");
    report.buildings = found.buildings;
    report.addresses = found.addressed;
    report.drivable_ways = roads.drivable_ways;
    report.edges = roads.edges.len();
    report.sea_polygons = sea.polygons.len();
}

fn note_rows(report: &mut Report, osm: &Osm, places: &[Place], found: &Found) {
    for place in places {
        *report.places.entry(place.kind.as_str().to_owned()).or_default() += 1;
    }
    report.cameras = found.cameras.len();
    report.cameras_with_direction = found.cameras.iter().filter(|c| c.azimuth_deg.is_some()).count();
    report.turn_restrictions = osm.relations.iter().filter(|r| osm.tags(r.tags).has("type", "restriction")).count();
}

fn write_tiles<S: AreaSink>(
    built: &Built,
    report: &mut Report,
    sink: &mut S,
    progress: Tell<'_>,
) -> Result<(), ImportError<S::Error>> {
    let zooms = usize::from(built.max_zoom) + 1;
    for z in 0..=built.max_zoom {
        tell(progress, Phase::Tiles, usize::from(z), zooms)?;
        let zoom = Zoom::cut(&built.features, &built.clip, z, built.max_zoom);
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

fn write_rows<S: AreaSink>(built: &Built, sink: &mut S, progress: Tell<'_>) -> Result<(), ImportError<S::Error>> {
    const STEP: usize = 4096;
    let total = built.places.len() + built.cameras.len() + built.roads.edges.len();
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
    tell(progress, Phase::Rows, total, total)
}

fn write_meta<S: AreaSink>(
    options: &ImportOptions,
    built: &Built,
    report: &Report,
    sink: &mut S,
) -> Result<(), ImportError<S::Error>> {
    let b = built.bounds;
    let (lon, lat) = (f64::midpoint(b.west, b.east), f64::midpoint(b.south, b.north));
    // The zoom at which the box is about 1000 pixels across, of 512 a tile.
    let fit = (1000.0 / 512.0 / built.clip.long_side()).log2().floor().clamp(0.0, 16.0);
    let sources: Vec<_> = report
        .files
        .iter()
        .map(|f| json!({ "file": f.name, "sha256": f.sha256, "bytes": f.bytes, "newest_ms": f.newest_ms }))
        .collect();
    let counts = json!({
        "drivable_ways": report.drivable_ways, "buildings": report.buildings, "addresses": report.addresses,
        "places": report.places, "cameras": report.cameras, "edges": report.edges, "tiles": report.tiles,
    });
    let zooms = built.features.iter().fold(BTreeMap::<Layer, (u8, u8)>::new(), |mut zooms, f| {
        let first = f.look.min_zoom.min(built.max_zoom);
        zooms.entry(f.look.layer).and_modify(|z| z.0 = z.0.min(first)).or_insert((first, built.max_zoom));
        zooms
    });
    let lines = [
        ("name", options.name.clone()),
        ("format", "pbf".to_owned()),
        ("bounds", format!("{},{},{},{}", b.west, b.south, b.east, b.north)),
        ("center", format!("{lon},{lat},{fit}")),
        ("minzoom", report.tiles.keys().next().copied().unwrap_or(0).to_string()),
        ("maxzoom", built.max_zoom.to_string()),
        ("attribution", ATTRIBUTION.to_owned()),
        ("datum", "WGS-84".to_owned()),
        ("importer", concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("sources", serde_json::Value::from(sources).to_string()),
        ("counts", counts.to_string()),
        ("json", feature::vector_layers(&zooms)),
    ];
    for (key, value) in &lines {
        sink.meta(key, value).map_err(ImportError::Sink)?;
    }
    Ok(())
}
