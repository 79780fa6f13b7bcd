//! Road segments by place: which are near a point, which touch a box. Cells of equal size in degrees over the extent
//! of the points. It must not know what the segments mean.

use watchfloor_geo::{NearestOnSegment, Wgs84, metres_per_degree, nearest_on_segment};

/// Side of a cell in metres, unless the extent is so wide that cells must be larger.
const CELL_M: f64 = 100.0;
/// Cells along one side at most.
const MAX_SIDE: f64 = 2_048.0;

/// A box in degrees: west, south, east, north.
pub(crate) type Box4 = [f64; 4];

/// Segments are numbered by their first point; cells list them in ascending order.
pub(crate) struct Grid {
    /// South-west corner and size of a cell in degrees, as (lon, lat).
    origin: [f64; 2],
    cell: [f64; 2],
    columns: usize,
    rows: usize,
    /// No cell is narrower, in metres.
    narrowest_m: f64,
    starts: Vec<u32>,
    segments: Vec<u32>,
}

impl Grid {
    /// `points` of all roads one after another; a segment runs from a point in `starts` to the next one.
    pub(crate) fn build(points: &[[f64; 2]], is_start: &dyn Fn(usize) -> bool) -> Self {
        let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for p in points {
            extent = around(extent, *p);
        }
        if points.is_empty() {
            extent = [0.0; 4];
        }
        let [west, south, east, north] = extent;
        let (widest, north_m) =
            metres_per_degree(if south * north <= 0.0 { 0.0 } else { south.abs().min(north.abs()) });
        let (narrowest, _) = metres_per_degree(south.abs().max(north.abs()));
        let side = |degrees: f64, metres: f64| (degrees * metres / CELL_M).clamp(1.0, MAX_SIDE).floor();
        let (columns, rows) = (side(east - west, widest), side(north - south, north_m));
        // A little larger than the extent, so that its far edges lie inside the last cells.
        let cell = [(east - west).max(1e-6) / columns * 1.000_001, (north - south).max(1e-6) / rows * 1.000_001];
        let mut grid = Self {
            origin: [west, south],
            cell,
            columns: columns as usize,
            rows: rows as usize,
            narrowest_m: (cell[0] * narrowest).min(cell[1] * 110_000.0),
            starts: Vec::new(),
            segments: Vec::new(),
        };
        grid.fill(points, is_start);
        grid
    }

    fn fill(&mut self, points: &[[f64; 2]], is_start: &dyn Fn(usize) -> bool) {
        let mut entries: Vec<(u32, u32)> = Vec::with_capacity(points.len() * 3 / 2);
        for at in (0..points.len().saturating_sub(1)).filter(|at| is_start(*at)) {
            let first = entries.len();
            self.each_cell_along(points[at], points[at + 1], &mut |cell| entries.push((cell as u32, at as u32)));
            entries[first..].sort_unstable();
        }
        entries.sort_unstable();
        entries.dedup();
        self.starts = vec![0; self.columns * self.rows + 1];
        for (cell, _) in &entries {
            self.starts[*cell as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.segments = entries.into_iter().map(|(_, segment)| segment).collect();
    }

    /// The cells a segment may pass: the boxes of its pieces no longer than a cell.
    fn each_cell_along(&self, a: [f64; 2], b: [f64; 2], each: &mut dyn FnMut(usize)) {
        let cells = ((b[0] - a[0]).abs() / self.cell[0]).max((b[1] - a[1]).abs() / self.cell[1]);
        let pieces = cells.ceil().max(1.0);
        let point = |t: f64| [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
        for piece in 0..pieces as usize {
            let ends = [point(piece as f64 / pieces), point((piece + 1) as f64 / pieces)];
            self.each_cell(around(around([f64::MAX, f64::MAX, f64::MIN, f64::MIN], ends[0]), ends[1]), each);
        }
    }

    fn each_cell(&self, [west, south, east, north]: Box4, each: &mut dyn FnMut(usize)) {
        let ((left, bottom), (right, top)) = (self.cell_of([west, south]), self.cell_of([east, north]));
        for row in bottom..=top {
            for column in left..=right {
                each(row * self.columns + column);
            }
        }
    }

    /// Column and row, the nearest ones for points outside.
    fn cell_of(&self, p: [f64; 2]) -> (usize, usize) {
        let place = |at: usize, count: usize| {
            let cell = ((p[at] - self.origin[at]) / self.cell[at]).floor();
            cell.clamp(0.0, count as f64 - 1.0) as usize
        };
        (place(0, self.columns), place(1, self.rows))
    }

    fn cell(&self, column: usize, row: usize) -> &[u32] {
        let at = row * self.columns + column;
        &self.segments[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The nearest accepted segment within `limit_m`; equally near ones by the smaller number.
    pub(crate) fn nearest(
        &self,
        points: &[[f64; 2]],
        p: Wgs84,
        limit_m: f64,
        accept: &dyn Fn(u32) -> bool,
    ) -> Option<(u32, NearestOnSegment)> {
        let (column, row) = self.cell_of(p.lon_lat());
        let mut best: Option<(u32, NearestOnSegment)> = None;
        for ring in 0..self.columns.max(self.rows) {
            // What lies beyond the rings looked at is at least this far; a point outside the extent is only farther.
            let beyond = (ring as f64 - 1.0).max(0.0) * self.narrowest_m;
            if beyond > best.as_ref().map_or(limit_m, |(_, near)| near.distance_m) {
                break;
            }
            self.each_of_ring(column, row, ring, &mut |segment| {
                if !accept(segment) {
                    return;
                }
                let at = segment as usize;
                let (Ok(a), Ok(b)) = (position(points[at]), position(points[at + 1])) else { return };
                let near = nearest_on_segment(p, a, b);
                let closer = best
                    .as_ref()
                    .is_none_or(|(number, known)| (near.distance_m, segment) < (known.distance_m, *number));
                if closer && near.distance_m <= limit_m {
                    best = Some((segment, near));
                }
            });
        }
        best
    }

    fn each_of_ring(&self, column: usize, row: usize, ring: usize, each: &mut dyn FnMut(u32)) {
        let (column, row, ring) = (column as i64, row as i64, ring as i64);
        let mut visit = |c: i64, r: i64| {
            if (0..self.columns as i64).contains(&c) && (0..self.rows as i64).contains(&r) {
                self.cell(c as usize, r as usize).iter().for_each(|s| each(*s));
            }
        };
        for c in column - ring..=column + ring {
            visit(c, row - ring);
            if ring > 0 {
                visit(c, row + ring);
            }
        }
        for r in row - ring + 1..row + ring {
            visit(column - ring, r);
            visit(column + ring, r);
        }
    }

    /// Segments that may touch a box, sorted; none that does is left out.
    pub(crate) fn touching(&self, area: Box4) -> Vec<u32> {
        let mut found = Vec::new();
        let far =
            [self.origin[0] + self.cell[0] * self.columns as f64, self.origin[1] + self.cell[1] * self.rows as f64];
        if area[2] < self.origin[0] || area[3] < self.origin[1] || area[0] > far[0] || area[1] > far[1] {
            return found;
        }
        self.each_cell(area, &mut |cell| {
            found.extend_from_slice(self.cell(cell % self.columns, cell / self.columns));
        });
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The box grown to hold a point.
pub(crate) fn around(b: Box4, p: [f64; 2]) -> Box4 {
    [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
}

fn position(p: [f64; 2]) -> Result<Wgs84, watchfloor_geo::GeoError> {
    Wgs84::new(p[0], p[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The grid finds what looking at every segment finds.
        #[test]
        fn nearest_is_the_nearest_of_all(
            points in prop::collection::vec((24.0..24.3_f64, 60.0..60.1_f64), 2..60),
            (lon, lat) in (23.9..24.4_f64, 59.95..60.15_f64),
            limit in 100.0..20_000.0_f64,
        ) {
            let points: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [x, y]).collect();
            let grid = Grid::build(&points, &|at| at % 3 != 2);
            let p = Wgs84::new(lon, lat).unwrap();
            let plain = (0..points.len() - 1)
                .filter(|at| at % 3 != 2)
                .map(|at| (nearest_on_segment(p, position(points[at]).unwrap(), position(points[at + 1]).unwrap()), at))
                .filter(|(near, _)| near.distance_m <= limit)
                .min_by(|a, b| (a.0.distance_m, a.1).partial_cmp(&(b.0.distance_m, b.1)).unwrap());
            let found = grid.nearest(&points, p, limit, &|_| true);
            prop_assert_eq!(found.map(|(s, n)| (n, s as usize)), plain);
        }
    }
}
