//! The sea: `natural=coastline` has land on its left and water on its right, and no extract carries sea areas.
//!
//! Knows the coastline rule; must not know tiles. The result is checked against the roads before it counts.

use crate::chain::{self, Piece};
use crate::collect::Ground;
use crate::feature::{Feature, Layer, Look, Shape, Value};
use crate::geom::{FiledRing, Line, Point, Polygon, Rect, area2};
use crate::osm::MISSING;
use crate::rim;
use crate::rings;

/// The sea of an area and what the report says of it.
#[derive(Debug, Default)]
pub(crate) struct Sea {
    /// Each with the clip it is drawn in.
    pub polygons: Vec<(Polygon, u16)>,
    /// Coast pieces that end inside the box.
    pub dangling: usize,
    /// The sea was dropped: this share (percent) of road points would have been under water.
    pub rejected_percent: Option<u32>,
}

/// Above this share of road points in the water, the coast must be broken or reversed.
const MAX_WET_PERCENT: usize = 10;

/// The sea of every file's box, from the coast of the files that have this box: a coast is whole inside it only.
pub(crate) fn seas(ground: &Ground<'_>) -> Sea {
    let mut all = Sea::default();
    for (files, clip) in &ground.extent.boxes {
        let pieces = coast_pieces(ground, *files);
        if pieces.is_empty() {
            continue;
        }
        let sea = sea(ground, *clip, pieces);
        all.polygons.extend(sea.polygons);
        all.dangling += sea.dangling;
        all.rejected_percent = all.rejected_percent.max(sea.rejected_percent);
    }
    all
}

fn sea(ground: &Ground<'_>, clip: u16, pieces: Vec<Piece>) -> Sea {
    let mut sea = build(pieces, ground, clip);
    let roads = road_sample(ground, ground.extent.rect(clip));
    let filed: Vec<Vec<FiledRing>> =
        sea.polygons.iter().map(|(rings, _)| rings.iter().filter_map(|r| FiledRing::new(r)).collect()).collect();
    let in_sea = |p: Point| filed.iter().any(|rings| rings.iter().filter(|r| r.contains(p)).count() % 2 == 1);
    let wet = roads.iter().filter(|p| in_sea(**p)).count();
    if wet * 100 > roads.len() * MAX_WET_PERCENT {
        sea.rejected_percent = u32::try_from(wet * 100 / roads.len().max(1)).ok();
        sea.polygons.clear();
    }
    sea
}

/// The sea as features for the water layer.
pub(crate) fn features(sea: &Sea) -> impl Iterator<Item = Feature> {
    sea.polygons.iter().map(|(polygon, clip)| Feature {
        clip: *clip,
        look: Look { layer: Layer::Water, order: -1, min_zoom: 0, attrs: vec![("class", Value::Word("sea"))] },
        shape: Shape::Area(polygon.clone()),
    })
}

fn coast_pieces(ground: &Ground<'_>, files: u32) -> Vec<Piece> {
    let osm = ground.osm;
    osm.ways
        .iter()
        .filter(|w| w.stamp.files & files != 0 && osm.tags(w.tags).has("natural", "coastline"))
        .flat_map(|w| osm.links(w).split(|n| *n == MISSING))
        .filter(|run| run.len() > 1)
        .map(<[u32]>::to_vec)
        .collect()
}

fn build(pieces: Vec<Piece>, ground: &Ground<'_>, number: u16) -> Sea {
    let clip = ground.extent.rect(number);
    let (mut open, mut islands, mut basins): (Vec<Line>, Vec<Line>, Vec<Line>) = Default::default();
    for chain in chain::join(pieces, true) {
        let mut line: Line = chain.iter().map(|n| ground.places[*n as usize]).collect();
        if !chain::closed(&chain) {
            open.push(line);
            continue;
        }
        line.pop();
        let inside = line.iter().filter(|p| clip.contains(**p)).count();
        if inside == 0 {
            continue;
        }
        if inside < line.len() {
            open.push(opened_outside(line, clip));
        } else if area2(&line) < 0.0 {
            islands.push(line); // counter-clockwise on a screen: land inside
        } else {
            basins.push(line);
        }
    }
    let closed = rim::close_water_right(&open, clip);
    let mut outers = closed.rings;
    if outers.is_empty() && closed.dangling == 0 && !islands.is_empty() {
        outers.push(clip.corners().to_vec());
    }
    outers.extend(basins);
    let polygons = rings::nest(outers, islands).into_iter().map(|polygon| (polygon, number)).collect();
    Sea { polygons, dangling: closed.dangling, rejected_percent: None }
}

/// A ring that leaves the box, as a line that starts and ends at one of its points outside.
fn opened_outside(mut ring: Line, clip: &Rect) -> Line {
    if let Some(outside) = ring.iter().position(|p| !clip.contains(*p)) {
        ring.rotate_left(outside);
    }
    ring.extend(ring.first().copied());
    ring
}

/// Up to a few thousand road points that should be dry: no bridges, tunnels or ferries.
fn road_sample(ground: &Ground<'_>, clip: &Rect) -> Vec<Point> {
    let osm = ground.osm;
    let dry = osm.ways.iter().filter(|w| {
        let tags = osm.tags(w.tags);
        let spans = ["bridge", "tunnel"].iter().any(|k| tags.get(k).is_some_and(|v| v != "no"));
        tags.get("highway").and_then(crate::classify::drivable).is_some() && !spans
    });
    let points: Vec<Point> = dry
        .filter_map(|w| osm.links(w).iter().find(|n| **n != MISSING))
        .map(|n| ground.places[*n as usize])
        .filter(|p| clip.contains(*p))
        .collect();
    let step = points.len().div_ceil(2000).max(1);
    points.into_iter().step_by(step).collect()
}
