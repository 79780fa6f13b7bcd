//! The import: files in, rows to the sink, a report out. Orders the work; the rules are in the modules it calls.
//!
//! Must not know where rows are kept, nor what time it is.

use std::convert::Infallible;
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::coast;
use crate::collect::{self, Found, Ground};
use crate::crossings::{self, Crossings};
use crate::error::ImportError;
use crate::extent::Extent;
use crate::feature::Feature;
use crate::geom::{self, Point, Rect};
use crate::milestones;
use crate::numbers;
use crate::osm::Osm;
use crate::pbf::{self, FileStats, Header, PbfSource};
use crate::report::{FileReport, Preview, Report};
use crate::roads::{self, Roads};
use crate::sink::{AreaSink, OsmCamera, Place, PlaceKind, RoadEdge, TurnRestriction};
use crate::streets;
use crate::turns::{self, Turns};
use crate::write;

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

pub(crate) type Tell<'a> = &'a dyn Fn(Progress) -> ControlFlow<()>;

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
    write::tiles(&built, &mut report, sink, progress)?;
    write::rows(&built, sink, progress)?;
    write::meta(&options.name, &built, &report, sink)?;
    sink.finish().map_err(ImportError::Sink)?;
    Ok(report)
}

/// What an import of these files would give: everything is read and worked out, but no tile is cut and nothing written.
///
/// `progress` as in [`import`], with the phases [`Phase::Reading`] and [`Phase::Building`].
///
/// # Errors
/// As [`import`], the store's apart.
pub fn preview(
    files: &[PbfSource<'_>],
    options: &ImportOptions,
    progress: Tell<'_>,
) -> Result<Preview, ImportError<Infallible>> {
    if files.is_empty() {
        return Err(ImportError::NoInput);
    }
    let mut report = Report::default();
    let read = read_all(files, options, &mut report, progress)?;
    build(&read, options, &mut report, progress)?;
    let counts = report.counts();
    Ok(Preview { bounds: report.bounds, files: report.files, skipped: report.skipped, counts })
}

/// The roads of files and nothing else: edges and turn restrictions in the order [`import`] gives them.
///
/// # Errors
/// As [`preview`].
pub fn road_rows(
    files: &[PbfSource<'_>],
    options: &ImportOptions,
) -> Result<(Vec<RoadEdge>, Vec<TurnRestriction>), ImportError<Infallible>> {
    if files.is_empty() {
        return Err(ImportError::NoInput);
    }
    let read = read_all(files, options, &mut Report::default(), &|_| ControlFlow::Continue(()))?;
    let edges = roads::edges(&read.osm).edges;
    let restrictions = turns::restrictions(&read.osm, &edges).rows;
    Ok((edges, restrictions))
}

pub(crate) fn tell<E>(progress: Tell<'_>, phase: Phase, done: usize, total: usize) -> Result<(), ImportError<E>> {
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
pub(crate) struct Built {
    pub extent: Extent,
    pub max_zoom: u8,
    pub features: Vec<Feature>,
    pub places: Vec<Place>,
    pub cameras: Vec<OsmCamera>,
    pub roads: Roads,
    pub turns: Turns,
    pub crossings: Crossings,
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
    let boxes: Vec<_> = read.headers.iter().map(|h| h.bbox).collect();
    let extent = Extent::new(osm, &boxes).ok_or(ImportError::Empty)?;
    let world: Vec<Point> = osm.nodes.iter().map(|n| geom::world(n.lon_lat())).collect();
    let ground = Ground { osm, places: &world, extent: &extent };
    let mut found = collect::collect(&ground);
    tell(progress, Phase::Building, 1, STEPS)?;
    let mut features = std::mem::take(&mut found.features);
    features.extend(collect::join_lines(std::mem::take(&mut found.lines), &world));
    let sea = coast::seas(&ground);
    features.extend(coast::features(&sea));
    features.sort_by_key(|f| (f.look.layer, f.look.order)); // stable: ties stay in input order
    tell(progress, Phase::Building, 2, STEPS)?;
    let roads = roads::edges(osm);
    let turns = turns::restrictions(osm, &roads.edges);
    let crossings = crossings::rows(osm);
    tell(progress, Phase::Building, 3, STEPS)?;
    let mut places = std::mem::take(&mut found.places);
    let made = numbers::rows(osm, &places);
    let posts = milestones::rows(osm);
    report.interpolated = made.rows.len();
    report.skip(made.unreadable, "unreadable_interpolation", "rows of house numbers that do not fit their rule");
    report.skip(posts.without_number, "unreadable_milestone", "kilometre posts without a readable kilometre");
    places.extend(made.rows);
    places.extend(posts.rows);
    places.extend(streets::rows(osm, &world));
    let places = ranked(places);
    note(report, &found, &sea);
    note_roads(report, &roads, &turns, &crossings);
    for place in &places {
        *report.places.entry(place.kind.as_str().to_owned()).or_default() += 1;
    }
    let wanted = options.max_zoom.min(MAX_ZOOM);
    let max_zoom = affordable_zoom(&extent, wanted);
    report.skip(
        usize::from(wanted - max_zoom),
        "zoom_lowered",
        "zooms without tiles, because the area is too large for them",
    );
    let b = extent.bounds;
    report.bounds = [b.west, b.south, b.east, b.north];
    Ok(Built { max_zoom, features, places, cameras: found.cameras, roads, turns, crossings, extent })
}

/// The largest zoom at which the boxes do not need too many tiles.
fn affordable_zoom(extent: &Extent, wanted: u8) -> u8 {
    let tiles = |clip: &Rect, z: u8| {
        let scale = f64::from(1_u32 << z);
        let side = |axis: usize| ((clip.max[axis] - clip.min[axis]) * scale) as u64 + 1;
        side(0) * side(1)
    };
    let all = |z: u8| extent.boxes.iter().map(|(_, clip)| tiles(extent.rect(*clip), z)).sum::<u64>();
    (0..=wanted).rev().find(|z| all(*z) <= MAX_TILES).unwrap_or(0)
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

fn note(report: &mut Report, found: &Found, sea: &coast::Sea) {
    let lost = found.losses;
    report.skip(lost.clipped_ways, "clipped_way", "ways with nodes that are not in the files: the rest was kept");
    report.skip(lost.empty_ways, "empty_way", "ways without enough nodes to be drawn");
    report.skip(lost.broken_rims, "broken_rim", "rims of areas that do not close: the rings that close were kept");
    report.skip(lost.relations_without_members, "memberless_area", "areas whose ways are not in the files");
    report.skip(sea.dangling, "dangling_coast", "coast lines that end inside the area");
    let wet = sea.rejected_percent.unwrap_or(0) as usize;
    report.skip(wet, "sea_rejected", "percent of road points the sea would have covered: it was not drawn");
    report.buildings = found.buildings;
    report.addresses = found.addressed;
    report.sea_polygons = sea.polygons.len();
    report.cameras = found.cameras.len();
    report.cameras_with_direction = found.cameras.iter().filter(|c| c.azimuth_deg.is_some()).count();
}

fn note_roads(report: &mut Report, roads: &Roads, turns: &Turns, crossings: &Crossings) {
    report.skip(roads.clipped_ways, "clipped_road", "drivable ways with nodes that are not in the files");
    report.skip(roads.restricted_ways, "restricted_road", "drivable ways only emergency vehicles may use");
    report.skip(roads.closed_ways, "closed_road", "drivable ways no vehicle may use: drawn, but no edges");
    report.skip(turns.missing, "restriction_missing", "turn restrictions with members that are not in the files");
    report.skip(turns.not_for_cars, "restriction_other", "turn restrictions that bind no car");
    report.skip(turns.off_road, "restriction_off_road", "turn restrictions on ways no vehicle may use");
    report.skip(turns.malformed, "restriction_malformed", "turn restrictions whose members or kind make no turn");
    report.skip(
        crossings.left_out,
        "crowded_crossing",
        "crossings beyond what one place or one pair of names may have",
    );
    report.drivable_ways = roads.drivable_ways;
    report.edges = roads.edges.len();
    report.ordinary_edges = roads.edges.iter().filter(|e| e.usage.ordinary).count();
    report.gates = roads.gates;
    report.barriers = roads.barriers;
    report.conditions = roads.conditional_ways + turns.conditional;
    report.turn_restrictions = turns.seen;
    report.restrictions_kept = turns.kept;
    report.crossings = crossings.rows.len();
}
