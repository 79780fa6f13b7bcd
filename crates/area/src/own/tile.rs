//! One vector tile of a centre's own layer, made when it is asked for. Must not know where features are kept.

use std::f64::consts::PI;

use mvt::{GeomEncoder, GeomType, Tile};

use super::thin::{is_small, middle};
use super::{OwnFeature, OwnShape};
use crate::geom::{Line, Rect, Stripe, simplify, simplify_ring, world};

const EXTENT: f64 = 4096.0;
const BUFFER: f64 = 64.0;
/// Units of one screen pixel: a tile is drawn 512 pixels wide.
const PIXEL: f64 = EXTENT / 512.0;
/// Deepest tile made; deeper ones are this one enlarged.
pub const MAX_OWN_ZOOM: u8 = 16;

/// One thing to draw in a tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What it is. Its properties are not drawn.
    pub feature: OwnFeature,
    /// How many it stands for at this zoom; 1 for itself.
    pub stands_for: u32,
    /// Where the name of a line or an area is written.
    pub label_at: Option<[f64; 2]>,
}

/// `[west, south, east, north]` in degrees of the tile at XYZ address `z/x/y`, with the border that is drawn too;
/// `None` when there is no such tile or it is deeper than [`MAX_OWN_ZOOM`].
#[must_use]
pub fn own_tile_box(z: u8, x: u32, y: u32) -> Option<[f64; 4]> {
    let side = 1_u32.checked_shl(z.into()).filter(|_| z <= MAX_OWN_ZOOM)?;
    if x >= side || y >= side {
        return None;
    }
    let (scale, margin) = (f64::from(side), BUFFER / EXTENT);
    let lon = |column: f64| (column / scale).clamp(0.0, 1.0) * 360.0 - 180.0;
    let lat = |row: f64| ((PI * (1.0 - 2.0 * (row / scale).clamp(0.0, 1.0))).sinh()).atan().to_degrees();
    let (x, y) = (f64::from(x), f64::from(y));
    Some([lon(x - margin), lat(y + 1.0 + margin), lon(x + 1.0 + margin), lat(y - margin)])
}

/// The tile as a Mapbox Vector Tile 2.1, not packed, with one layer `own`: attributes `id`, `name`, `kind`, `floor`. What
/// is smaller than a sign is a point, whatever its shape; what stands for several has `n` and neither id nor name. The
/// name of a line or an area stands at a point of its own, with `label` true. `None` when nothing is to be drawn in it,
/// or there is no such tile.
///
/// # Errors
/// What the encoder said; a defect here rather than in the features.
pub fn own_tile(z: u8, x: u32, y: u32, drawn: &[Drawn]) -> Result<Option<Vec<u8>>, String> {
    if own_tile_box(z, x, y).is_none() {
        return Ok(None);
    }
    let cut = Cut { scale: f64::from(1_u32 << z), x: f64::from(x), y: f64::from(y), last: z == MAX_OWN_ZOOM };
    let mut tile = Tile::new(EXTENT as u32);
    let mut layer = tile.create_layer("own");
    let mut any = false;
    for Drawn { feature, stands_for, label_at } in drawn {
        let bounds = feature.shape.bounds();
        let is_point = matches!(feature.shape, OwnShape::Points(_));
        let as_point = *stands_for > 1 || (!is_point && z < MAX_OWN_ZOOM && is_small(bounds, z));
        let sign = as_point.then(|| OwnShape::Points(vec![middle(bounds)]));
        let label = label_at.filter(|at| !as_point && cut.holds(*at)).map(|at| OwnShape::Points(vec![at]));
        let shapes = [(sign.as_ref().unwrap_or(&feature.shape), false)];
        for (shape, is_label) in shapes.into_iter().chain(label.as_ref().map(|label| (label, true))) {
            let Some(geometry) = cut.geometry(shape).map_err(|error| error.to_string())? else { continue };
            let mut out = layer.into_feature(geometry);
            out.add_tag_string("kind", &feature.kind);
            if let Some(floor) = &feature.floor {
                out.add_tag_string("floor", floor);
            }
            if *stands_for > 1 {
                out.add_tag_uint("n", u64::from(*stands_for));
            } else {
                out.add_tag_string("id", &feature.id);
                if !feature.name.is_empty() {
                    out.add_tag_string("name", &feature.name);
                }
            }
            if is_label {
                out.add_tag_bool("label", true);
            }
            layer = out.into_layer();
            any = true;
        }
    }
    if !any {
        return Ok(None);
    }
    tile.add_layer(layer).map_err(|error| error.to_string())?;
    tile.to_bytes().map(Some).map_err(|error| error.to_string())
}

struct Cut {
    scale: f64,
    x: f64,
    y: f64,
    last: bool,
}

impl Cut {
    fn place(&self, line: &[[f64; 2]]) -> Line {
        line.iter()
            .map(|p| {
                let [wx, wy] = world(*p);
                [(wx * self.scale - self.x) * EXTENT, (wy * self.scale - self.y) * EXTENT]
            })
            .collect()
    }

    /// Whether a place lies in the tile itself, without its border: each place in one tile.
    fn holds(&self, at: [f64; 2]) -> bool {
        let inside = |v: f64| (0.0..EXTENT).contains(&v);
        self.place(&[at]).iter().all(|[x, y]| inside(*x) && inside(*y))
    }

    fn stripes() -> [Stripe; 2] {
        [0, 1].map(|axis| Stripe { axis, lo: -BUFFER, hi: EXTENT + BUFFER })
    }

    fn tolerance(&self) -> f64 {
        if self.last { 1.0 } else { PIXEL * 0.9 }
    }

    fn geometry(&self, shape: &OwnShape) -> Result<Option<mvt::GeomData>, mvt::Error> {
        let wide = pointy::BBox::new([(-8192, -8192), (16384, 16384)]);
        let encoder = |kind| GeomEncoder::<i32>::new(kind).bbox(wide);
        let mut any = false;
        let encoded = match shape {
            OwnShape::Points(points) => {
                let mut out = encoder(GeomType::Point);
                let inside = |v: f64| (-BUFFER..=EXTENT + BUFFER).contains(&v);
                for [x, y] in self.place(points).into_iter().filter(|[x, y]| inside(*x) && inside(*y)) {
                    out.add_point(x.round() as i32, y.round() as i32)?;
                    any = true;
                }
                out
            }
            OwnShape::Lines(lines) => {
                let mut out = encoder(GeomType::Linestring);
                let [columns, rows] = Self::stripes();
                for line in lines {
                    let line = simplify(&self.place(line), self.tolerance());
                    for part in columns.clip_line(&line).iter().flat_map(|part| rows.clip_line(part)) {
                        let mut part: Vec<[i32; 2]> = part.iter().map(|p| p.map(|v| v.round() as i32)).collect();
                        part.dedup();
                        if part.len() > 1 {
                            for [x, y] in part {
                                out.add_point(x, y)?;
                            }
                            out.complete_geom()?;
                            any = true;
                        }
                    }
                }
                out
            }
            OwnShape::Areas(areas) => {
                let mut out = encoder(GeomType::Polygon);
                let mut last = None;
                for rings in areas {
                    for (number, ring) in rings.iter().enumerate() {
                        let ring = self.ring(ring, number == 0);
                        // Without its outer ring a polygon has nothing to hold holes.
                        if ring.is_empty() && number == 0 {
                            break;
                        }
                        // The encoder would take a ring that starts where the one before ended for its continuation.
                        let turn = usize::from(last == ring.first().copied());
                        for [x, y] in ring.iter().cycle().skip(turn).take(ring.len()) {
                            out.add_point(*x, *y)?;
                            last = Some([*x, *y]);
                        }
                        if !ring.is_empty() {
                            out.complete_geom()?;
                            any = true;
                        }
                    }
                }
                out
            }
        };
        if any { encoded.encode().map(Some) } else { Ok(None) }
    }

    /// A ring cut to the tile and wound by the MVT rule; empty when nothing is left of it.
    fn ring(&self, ring: &[[f64; 2]], outer: bool) -> Vec<[i32; 2]> {
        let open = ring.split_last().map_or(ring, |(_, rest)| rest);
        let placed = self.place(open);
        if !Rect::around(placed.iter().copied()).is_some_and(|rect| rect.touches(&tile_rect())) {
            return Vec::new();
        }
        let [columns, rows] = Self::stripes();
        let cut = rows.clip_ring(&columns.clip_ring(&simplify_ring(&placed, self.tolerance())));
        let mut points: Vec<[i32; 2]> = cut.iter().map(|p| p.map(|v| v.round() as i32)).collect();
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        let wide = |p: &[i32; 2]| p.map(i64::from);
        let next = points.iter().cycle().skip(1);
        let twice: i64 =
            points.iter().zip(next).map(|(a, b)| (wide(a), wide(b))).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
        if points.len() < 3 || twice == 0 {
            return Vec::new();
        }
        if (twice > 0) != outer {
            points.reverse();
        }
        points
    }
}

fn tile_rect() -> Rect {
    Rect { min: [-BUFFER; 2], max: [EXTENT + BUFFER; 2] }
}
