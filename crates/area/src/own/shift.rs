//! Whether points look as if their datum had been declared wrongly: moved by one and the same offset they would lie on
//! the streets, and where they are they do not. Must not decide: it warns, a person answers.
//!
//! Source of the classes: GCJ-02 moves points by 0.1 to 0.7 km, BD-09 by 0.7 to 1.5 km, nearly alike within a city.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use watchfloor_geo::{Bd09, Datum, Gcj02, Wgs84, in_shift_region, metres_per_degree};

/// Points looked at: more do not change the answer.
const SAMPLE: usize = 400;
/// Fewer say nothing: some offset brings any few points onto streets.
const FEWEST: usize = 30;
/// Offsets tried: up to this far, on a grid of this step, and finer around the best.
const FARTHEST_M: f64 = 1_600.0;
const COARSE_M: f64 = 20.0;
const FINE_M: f64 = 5.0;
/// Side of a cell of the street raster in metres.
const STEP_M: f64 = 10.0;
/// Offsets shorter than this are inaccuracy, not a datum.
const SHORTEST_M: f64 = 100.0;
/// From this length on the offset is BD-09's.
const BD09_FROM_M: f64 = 700.0;
const LONGEST_M: f64 = 1_550.0;
/// How far from the offset that a datum has at this place the one found may be.
const NEAR_EXPECTED_M: f64 = 80.0;
/// Cells of the raster at most: 64 million, one byte each.
const MOST_CELLS: usize = 64 << 20;

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Suspicion {
    /// The datum the points seem to be in; `None` when the offset is of no datum known here.
    pub looks_like: Option<Datum>,
    /// How far the points would have to be moved to lie on the streets, metres east and north.
    pub east_m: f64,
    pub north_m: f64,
    /// Length of that offset in metres.
    pub offset_m: f64,
    /// Share of the points on a street as declared, and if moved, `0.0..=1.0`.
    pub share_now: f64,
    pub share_moved: f64,
}

/// Compares points declared to be WGS 84 with the area's streets (lines of `[lon, lat]`).
///
/// `None` when the points lie well as they are, when there are fewer than 30 of them near streets, or when no single
/// offset stands out, as for things that do not stand along streets. Same input, same answer.
pub fn suspect<'a>(points: &[[f64; 2]], streets: impl IntoIterator<Item = &'a [[f64; 2]]>) -> Option<Suspicion> {
    let step = points.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<[f64; 2]> = points.iter().copied().step_by(step).collect();
    let plane = Plane::around(&sample)?;
    let raster = Raster::of(&plane, streets)?;
    let near: Vec<[f64; 2]> = sample.iter().map(|p| plane.metres(*p)).filter(|p| raster.near_streets(*p)).collect();
    if near.len() < FEWEST {
        return None;
    }
    let share = |[east, north]: [f64; 2]| {
        near.iter().filter(|[x, y]| raster.street([x + east, y + north])).count() as f64 / near.len() as f64
    };
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    let coarse = offsets([0.0; 2], FARTHEST_M, COARSE_M).map(|offset| {
        let found = share(offset);
        (sum, squares, count) = (sum + found, squares + found * found, count + 1.0);
        (offset, found)
    });
    let best = highest(coarse)?;
    let fine = offsets(best.0, 1.5 * COARSE_M, FINE_M).map(|offset| (offset, share(offset)));
    let ([east, north], moved) = highest(fine)?;
    let mean = sum / count;
    let spread = (squares / count - mean * mean).max(1e-9).sqrt();
    let now = share([0.0; 2]);
    let offset = east.hypot(north);
    let stands_out = moved >= 0.6 && moved - now >= 0.25 && (moved - mean) / spread >= 4.5;
    if !stands_out || !(SHORTEST_M..=LONGEST_M).contains(&offset) {
        return None;
    }
    Some(Suspicion {
        looks_like: plane.datum_of(east, north),
        east_m: east,
        north_m: north,
        offset_m: offset,
        share_now: now,
        share_moved: moved,
    })
}

/// Offsets within a radius of one of them, on a grid, in metres east and north.
fn offsets([east, north]: [f64; 2], radius: f64, step: f64) -> impl Iterator<Item = [f64; 2]> {
    let reach = (radius / step) as i64;
    let all = (-reach..=reach).flat_map(move |row| (-reach..=reach).map(move |column| (row, column)));
    let metres = move |(row, column): (i64, i64)| [column as f64 * step, row as f64 * step];
    all.map(metres).filter(move |[x, y]| x.hypot(*y) <= radius).map(move |[x, y]| [east + x, north + y])
}

/// The offset with the highest share; of several alike, the middle of them, since a street is wider than a step.
fn highest(found: impl Iterator<Item = ([f64; 2], f64)>) -> Option<([f64; 2], f64)> {
    let mut best: Vec<[f64; 2]> = Vec::new();
    let mut most = 0.0;
    for (offset, share) in found {
        if share > most {
            most = share;
            best.clear();
        }
        if share == most && most > 0.0 {
            best.push(offset);
        }
    }
    best.get(best.len() / 2).map(|middle| (*middle, most))
}

/// A plane in metres around the points; exact enough over a city.
struct Plane {
    origin: [f64; 2],
    scale: [f64; 2],
    size: [f64; 2],
    centre: [f64; 2],
}

impl Plane {
    fn around(points: &[[f64; 2]]) -> Option<Self> {
        // A few points far away, such as zeros, must not stretch the plane: the middle 90 % say where the layer is.
        let axis = |n: usize| {
            let mut values: Vec<f64> = points.iter().map(|p| p[n]).collect();
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share) as usize).copied();
            Some((at(0.05)?, at(0.5)?, at(0.95)?))
        };
        let ((west, lon, east), (south, lat, north)) = (axis(0)?, axis(1)?);
        let (lon_m, lat_m) = metres_per_degree(lat);
        let (margin_lon, margin_lat) = (2.0 * FARTHEST_M / lon_m.max(1.0), 2.0 * FARTHEST_M / lat_m);
        let size = [(east - west + 2.0 * margin_lon) * lon_m, (north - south + 2.0 * margin_lat) * lat_m];
        Some(Self { origin: [west - margin_lon, south - margin_lat], scale: [lon_m, lat_m], size, centre: [lon, lat] })
    }

    fn metres(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [(lon - self.origin[0]) * self.scale[0], (lat - self.origin[1]) * self.scale[1]]
    }

    /// The datum whose offset this is. Inside China the offset at this very place is known; elsewhere its length tells.
    fn datum_of(&self, east: f64, north: f64) -> Option<Datum> {
        let [lon, lat] = self.centre;
        if !in_shift_region(lon, lat) {
            return Some(if east.hypot(north) < BD09_FROM_M { Datum::Gcj02 } else { Datum::Bd09 });
        }
        let off = |declared: Wgs84| {
            let moved = [(declared.lon() - lon) * self.scale[0], (declared.lat() - lat) * self.scale[1]];
            (moved[0] - east).hypot(moved[1] - north)
        };
        let gcj = Gcj02::new(lon, lat).ok().map(|p| (off(p.to_wgs84()), Datum::Gcj02));
        let bd = Bd09::new(lon, lat).ok().map(|p| (off(p.to_wgs84()), Datum::Bd09));
        let nearest = gcj.into_iter().chain(bd).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.filter(|(off, _)| *off <= NEAR_EXPECTED_M).map(|(_, datum)| datum)
    }
}

/// Which cells of the plane a street passes, with its neighbours.
struct Raster {
    columns: usize,
    rows: usize,
    cells: Vec<bool>,
}

impl Raster {
    fn of<'a>(plane: &Plane, streets: impl IntoIterator<Item = &'a [[f64; 2]]>) -> Option<Self> {
        let side = |metres: f64| (metres / STEP_M).ceil() as usize + 1;
        let (columns, rows) = (side(plane.size[0]), side(plane.size[1]));
        if columns.checked_mul(rows)? > MOST_CELLS {
            return None;
        }
        let mut raster = Self { columns, rows, cells: vec![false; columns * rows] };
        for street in streets {
            for pair in street.windows(2) {
                raster.draw(plane.metres(pair[0]), plane.metres(pair[1]));
            }
        }
        Some(raster)
    }

    fn draw(&mut self, a: [f64; 2], b: [f64; 2]) {
        let inside = |p: [f64; 2]| self.cell(p).is_some();
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        if (!inside(a) && !inside(b)) || !length.is_finite() || length > 50_000.0 {
            return;
        }
        let steps = (length / (STEP_M / 2.0)).ceil().max(1.0);
        for n in 0..=steps as usize {
            let t = n as f64 / steps;
            let at = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
            for turn in 0..9 {
                let (sin, cos) = (f64::from(turn) * PI / 4.0).sin_cos();
                let reach = if turn == 8 { 0.0 } else { STEP_M };
                if let Some(cell) = self.cell([at[0] + cos * reach, at[1] + sin * reach]) {
                    self.cells[cell] = true;
                }
            }
        }
    }

    fn cell(&self, [x, y]: [f64; 2]) -> Option<usize> {
        let (column, row) = ((x / STEP_M).floor(), (y / STEP_M).floor());
        let inside = (0.0..self.columns as f64).contains(&column) && (0.0..self.rows as f64).contains(&row);
        inside.then(|| row as usize * self.columns + column as usize)
    }

    fn street(&self, at: [f64; 2]) -> bool {
        self.cell(at).is_some_and(|cell| self.cells[cell])
    }

    /// Whether any street is as near as an offset could be: points outside the area's streets say nothing.
    fn near_streets(&self, [x, y]: [f64; 2]) -> bool {
        let reach = (FARTHEST_M / (4.0 * STEP_M)) as i64;
        let probe = |n: i64| n as f64 * 4.0 * STEP_M;
        (-reach..=reach).any(|row| (-reach..=reach).any(|column| self.street([x + probe(column), y + probe(row)])))
    }
}
