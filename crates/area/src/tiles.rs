//! Cuts features into tiles, zoom by zoom: simplify, clip, quantise, encode, pack. Knows no tags and no store.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use mvt::{GeomEncoder, GeomType, Tile};
use rayon::prelude::*;

use crate::feature::{Feature, Layer, Shape, Value};
use crate::geom::{self, Line, Point, Polygon, Rect, Stripe};

/// Units across a tile.
const EXTENT: f64 = 4096.0;
/// Units drawn beyond each side.
const BUFFER: f64 = 64.0;
/// Units of one screen pixel: a tile is drawn 512 pixels wide.
const PIXEL: f64 = EXTENT / 512.0;
/// Tiles encoded between two calls of the caller's progress function.
const BATCH: usize = 64;

/// An encoded tile.
pub(crate) struct Packed {
    pub x: u32,
    pub y: u32,
    pub mvt_gz: Vec<u8>,
}

/// A feature's geometry in one tile, in tile units.
enum Cut {
    Point([i32; 2]),
    Line(Vec<[i32; 2]>),
    Area(Vec<Vec<[i32; 2]>>),
}

struct Piece {
    x: u32,
    y: u32,
    feature: usize,
    cut: Cut,
}

/// The pieces of one zoom, sorted by tile, ready to be encoded in batches.
pub(crate) struct Zoom<'a> {
    features: &'a [Feature],
    pieces: Vec<Piece>,
    /// Start of each tile's pieces, and the end.
    starts: Vec<usize>,
}

/// Why a tile could not be encoded.
pub(crate) struct Unencodable {
    pub x: u32,
    pub y: u32,
    pub what: String,
}

impl<'a> Zoom<'a> {
    /// Cuts `features` (in drawing order) for zoom `z`; nothing of a feature outside its clip is kept. `last` is the
    /// largest zoom, which is drawn enlarged and therefore hardly simplified.
    pub(crate) fn cut(features: &'a [Feature], clips: &[Rect], z: u8, last: u8) -> Self {
        let grids: Vec<Grid> = clips.iter().map(|clip| Grid::new(clip, z, last)).collect();
        let mut pieces: Vec<Piece> = features
            .par_iter()
            .enumerate()
            .filter(|(_, f)| f.look.min_zoom <= z)
            .filter_map(|(number, f)| Some((number, f, grids.get(usize::from(f.clip))?)))
            .flat_map_iter(|(number, f, grid)| grid.pieces(number, f))
            .collect();
        pieces.par_sort_by_key(|p| (p.x, p.y, p.feature));
        let mut starts: Vec<usize> =
            (0..pieces.len()).filter(|at| *at == 0 || tile(&pieces[*at]) != tile(&pieces[*at - 1])).collect();
        starts.push(pieces.len());
        Self { features, pieces, starts }
    }

    /// How many tiles there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Encodes the tiles in parallel, batch by batch, in order.
    pub(crate) fn batches(&self) -> impl Iterator<Item = Vec<Result<Packed, Unencodable>>> {
        let ranges: Vec<_> = self.starts.windows(2).map(|w| w[0]..w[1]).collect();
        let batches: Vec<Vec<_>> = ranges.chunks(BATCH).map(<[_]>::to_vec).collect();
        batches.into_iter().map(|batch| {
            batch.into_par_iter().map(|range| encode(self.features, &self.pieces[range])).collect::<Vec<_>>()
        })
    }
}

fn tile(piece: &Piece) -> (u32, u32) {
    (piece.x, piece.y)
}

/// The tiles of one zoom that the box touches, and how to cut for them.
struct Grid {
    /// World plane to tile columns and rows.
    scale: f64,
    tolerance: f64,
    smallest: f64,
    clip: Rect,
    first: [u32; 2],
    last: [u32; 2],
}

impl Grid {
    fn new(clip: &Rect, z: u8, last: u8) -> Self {
        let scale = f64::from(1_u32 << z);
        let max = (1_u32 << z) - 1;
        let column = |v: f64| ((v * scale).floor().max(0.0) as u32).min(max);
        let pixel = PIXEL / EXTENT;
        Self {
            scale,
            tolerance: if z == last { pixel / 8.0 } else { pixel * 0.9 },
            smallest: if z == last { 0.0 } else { pixel * 2.0 },
            clip: *clip,
            first: clip.min.map(column),
            last: clip.max.map(column),
        }
    }

    fn pieces(&self, number: usize, feature: &Feature) -> Vec<Piece> {
        let Some(rect) = feature.shape.rect() else { return Vec::new() };
        if !rect.touches(&self.clip) {
            return Vec::new();
        }
        let inside = self.clip.contains(rect.min) && self.clip.contains(rect.max);
        match &feature.shape {
            Shape::Point(p) => self.point(number, *p),
            Shape::Line(line) => {
                // A short link missing from a long road is seen sooner than a short road too many.
                if rect.long_side() * self.scale < self.smallest / 8.0 {
                    return Vec::new();
                }
                let clipped = if inside { vec![line.clone()] } else { geom::clip_line(line, &self.clip) };
                clipped.iter().flat_map(|line| self.line(number, line)).collect()
            }
            Shape::Area(polygon) => {
                let small = if feature.look.layer == Layer::Building { self.smallest * 1.5 } else { self.smallest };
                if rect.long_side() * self.scale < small {
                    return Vec::new();
                }
                let clipped = if inside { Some(polygon.clone()) } else { geom::clip_polygon(polygon, &self.clip) };
                clipped.map(|polygon| self.area(number, &polygon)).unwrap_or_default()
            }
        }
    }

    /// World plane to this zoom's columns and rows.
    fn place(&self, line: &[Point]) -> Line {
        line.iter().map(|p| p.map(|v| v * self.scale)).collect()
    }

    /// The columns (axis 0) or rows (axis 1) a line of points touches, buffer included.
    fn range<'p>(&self, points: impl Iterator<Item = &'p Point>, axis: usize) -> std::ops::RangeInclusive<u32> {
        let (lo, hi) =
            points.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| (lo.min(p[axis]), hi.max(p[axis])));
        let margin = BUFFER / EXTENT;
        let from = ((lo - margin).floor().max(0.0) as u32).max(self.first[axis]);
        let to = ((hi + margin).floor().max(0.0) as u32).min(self.last[axis]);
        from..=to
    }

    fn point(&self, number: usize, p: Point) -> Vec<Piece> {
        if !self.clip.contains(p) {
            return Vec::new();
        }
        let p = p.map(|v| v * self.scale);
        let (columns, rows) = (self.range(std::iter::once(&p), 0), self.range(std::iter::once(&p), 1));
        columns
            .flat_map(|x| rows.clone().map(move |y| (x, y)))
            .map(|(x, y)| Piece { x, y, feature: number, cut: Cut::Point(quantise(p, x, y)) })
            .collect()
    }

    fn line(&self, number: usize, line: &[Point]) -> Vec<Piece> {
        let line = geom::simplify(&self.place(line), self.tolerance);
        let mut out = Vec::new();
        for x in self.range(line.iter(), 0) {
            for strip in stripe(0, x).clip_line(&line) {
                for y in self.range(strip.iter(), 1) {
                    out.extend(stripe(1, y).clip_line(&strip).iter().filter_map(|part| {
                        let mut points: Vec<_> = part.iter().map(|p| quantise(*p, x, y)).collect();
                        points.dedup();
                        (points.len() > 1).then_some(Piece { x, y, feature: number, cut: Cut::Line(points) })
                    }));
                }
            }
        }
        out
    }

    fn area(&self, number: usize, polygon: &Polygon) -> Vec<Piece> {
        let rings: Polygon = polygon
            .iter()
            .map(|ring| geom::simplify_ring(&self.place(ring), self.tolerance))
            .filter(|ring| ring.len() > 2)
            .collect();
        let mut out = Vec::new();
        let Some(outer) = rings.first() else { return out };
        for x in self.range(outer.iter(), 0) {
            // Rings with their rectangles: a sea has many islands, of which each tile sees few.
            let cut = rings.iter().map(|ring| stripe(0, x).clip_ring(ring)).enumerate();
            let strip: Vec<(usize, Rect, Line)> =
                cut.filter_map(|(n, ring)| Some((n, Rect::around(ring.iter().copied())?, ring))).collect();
            let Some((0, _, outer)) = strip.first() else { continue };
            for y in self.range(outer.iter(), 1) {
                let row = stripe(1, y);
                let near = strip.iter().filter(|(_, rect, _)| rect.min[1] <= row.hi && row.lo <= rect.max[1]);
                let rings: Vec<_> =
                    near.filter_map(|(n, _, ring)| Some((*n, self.ring(&row.clip_ring(ring), x, y)?))).collect();
                if rings.first().is_some_and(|(n, _)| *n == 0) {
                    let rings = rings.into_iter().map(|(n, ring)| wound(ring, n == 0)).collect();
                    out.push(Piece { x, y, feature: number, cut: Cut::Area(rings) });
                }
            }
        }
        out
    }

    fn ring(&self, ring: &[Point], x: u32, y: u32) -> Option<Vec<[i32; 2]>> {
        let mut points: Vec<_> = ring.iter().map(|p| quantise(*p, x, y)).collect();
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        (points.len() > 2 && area2(&points) != 0).then_some(points)
    }
}

fn stripe(axis: usize, at: u32) -> Stripe {
    let margin = BUFFER / EXTENT;
    Stripe { axis, lo: f64::from(at) - margin, hi: f64::from(at) + 1.0 + margin }
}

fn quantise(p: Point, x: u32, y: u32) -> [i32; 2] {
    [((p[0] - f64::from(x)) * EXTENT).round() as i32, ((p[1] - f64::from(y)) * EXTENT).round() as i32]
}

/// Twice the signed area: positive is clockwise on a screen, which MVT calls an exterior ring.
fn area2(ring: &[[i32; 2]]) -> i64 {
    let wide = |p: &[i32; 2]| p.map(i64::from);
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| (wide(a), wide(b))).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

/// Winds a ring by the MVT rule: outer rings positive, holes negative.
fn wound(mut ring: Vec<[i32; 2]>, outer: bool) -> Vec<[i32; 2]> {
    if (area2(&ring) > 0) != outer {
        ring.reverse();
    }
    ring
}

fn encode(features: &[Feature], pieces: &[Piece]) -> Result<Packed, Unencodable> {
    let (x, y) = pieces.first().map(tile).unwrap_or_default();
    let wrong = |what: String| Unencodable { x, y, what };
    let mut tile = Tile::new(EXTENT as u32);
    for same_layer in pieces.chunk_by(|a, b| features[a.feature].look.layer == features[b.feature].look.layer) {
        let mut layer = tile.create_layer(features[same_layer[0].feature].look.layer.name());
        for piece in same_layer {
            let geometry = geometry(&piece.cut).map_err(|e| wrong(e.to_string()))?;
            let mut feature = layer.into_feature(geometry);
            for (key, value) in &features[piece.feature].look.attrs {
                match value {
                    Value::Word(text) => feature.add_tag_string(key, text),
                    Value::Text(text) => feature.add_tag_string(key, text),
                    Value::Int(number) => feature.add_tag_sint(key, *number),
                    Value::Bool(flag) => feature.add_tag_bool(key, *flag),
                }
            }
            layer = feature.into_layer();
        }
        tile.add_layer(layer).map_err(|e| wrong(e.to_string()))?;
    }
    let bytes = tile.to_bytes().map_err(|e| wrong(e.to_string()))?;
    let mut gz = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    let mvt_gz = gz.write_all(&bytes).and_then(|()| gz.finish()).map_err(|e| wrong(e.to_string()))?;
    Ok(Packed { x, y, mvt_gz })
}

fn geometry(cut: &Cut) -> Result<mvt::GeomData, mvt::Error> {
    // The encoder cuts to its box; ours is cut already, so its box is wide enough to stay out of the way.
    let wide = pointy::BBox::new([(-8192, -8192), (16384, 16384)]);
    let encoder = |kind| GeomEncoder::<i32>::new(kind).bbox(wide);
    match cut {
        Cut::Point([x, y]) => encoder(GeomType::Point).point(*x, *y)?.encode(),
        Cut::Line(points) => {
            let mut out = encoder(GeomType::Linestring);
            for [x, y] in points {
                out.add_point(*x, *y)?;
            }
            out.encode()
        }
        Cut::Area(rings) => {
            let mut out = encoder(GeomType::Polygon);
            let mut last = None;
            for ring in rings {
                // The encoder would take a ring that starts where the one before ended for its continuation.
                let turn = usize::from(last == ring.first().copied());
                for [x, y] in ring.iter().cycle().skip(turn).take(ring.len()) {
                    out.add_point(*x, *y)?;
                }
                last = ring.iter().cycle().skip(turn).take(ring.len()).last().copied();
                out.complete_geom()?;
            }
            out.encode()
        }
    }
}
