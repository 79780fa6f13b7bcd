//! The land around lines, as polygons for a map: the outline of everything near enough to a point of a line, found by
//! marching squares over a grid of distances. It must not know roads.

use std::collections::BTreeMap;

use watchfloor_geo::Wgs84;

use crate::grid::around;
use crate::plane::{Flat, Point, distance, inside, twice_area};

/// Side of a grid cell in metres, unless the extent needs larger ones.
const CELL_M: f64 = 40.0;
/// Cells along a side at most.
const MAX_SIDE: f64 = 500.0;
/// Land this near a road belongs to it, in cells.
const NEAR_CELLS: f64 = 1.5;
/// Cells around the extent, so that no outline meets the grid's edge.
const MARGIN: f64 = 4.0;

/// A polygon: its outside counter-clockwise, then its holes clockwise; each ring closed.
type Polygon = Vec<Vec<Wgs84>>;

/// One list of polygons per list of lines; all of one grid, so that larger lists give larger land.
pub(crate) fn around_lines(bands: &[Vec<Vec<Wgs84>>]) -> Vec<Vec<Polygon>> {
    let points = bands.iter().flatten().flatten().map(|p| p.lon_lat());
    let b = points.fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], around);
    if b[0] > b[2] {
        return vec![Vec::new(); bands.len()];
    }
    let flat = Flat::about([f64::midpoint(b[0], b[2]), f64::midpoint(b[1], b[3])]);
    let (low, high) = (flat.put([b[0], b[1]]), flat.put([b[2], b[3]]));
    let widest = (high[0] - low[0]).max(high[1] - low[1]);
    let cell = CELL_M.max(widest / MAX_SIDE);
    let origin = low.map(|v| v - MARGIN * cell);
    let size = [0, 1].map(|axis| ((high[axis] - low[axis]) / cell + 2.0 * MARGIN).ceil() as usize + 1);
    bands
        .iter()
        .map(|lines| {
            let mut field = Field { origin, cell, size, distance: vec![f64::MAX; size[0] * size[1]] };
            for line in lines {
                field.draw(&line.iter().map(|p| flat.put(p.lon_lat())).collect::<Vec<_>>());
            }
            polygons(&field.rings(), &flat)
        })
        .collect()
}

/// Distances, in cells, from the vertices of a grid to the nearest line.
struct Field {
    origin: Point,
    cell: f64,
    size: [usize; 2],
    distance: Vec<f64>,
}

/// A side of a cell: its lower or left vertex, and whether it goes up.
type Crossing = (usize, bool);

impl Field {
    fn draw(&mut self, line: &[Point]) {
        if let [only] = line {
            self.dot(*only);
        }
        for w in line.windows(2) {
            let steps = (distance(w[0], w[1]) / self.cell * 2.0).ceil().max(1.0);
            for step in 0..=steps as usize {
                let t = step as f64 / steps;
                self.dot([0, 1].map(|axis| w[0][axis] + (w[1][axis] - w[0][axis]) * t));
            }
        }
    }

    fn dot(&mut self, p: Point) {
        let [x, y] = [0, 1].map(|axis| (p[axis] - self.origin[axis]) / self.cell);
        // Two cells around are enough to interpolate at NEAR_CELLS; the margin keeps all of them inside.
        let (left, bottom) = ((x.floor() - 2.0).max(0.0) as usize, (y.floor() - 2.0).max(0.0) as usize);
        for row in bottom..(bottom + 6).min(self.size[1]) {
            for column in left..(left + 6).min(self.size[0]) {
                let known = &mut self.distance[row * self.size[0] + column];
                *known = known.min((column as f64 - x).hypot(row as f64 - y));
            }
        }
    }

    fn is_near(&self, vertex: usize) -> bool {
        self.distance[vertex] < NEAR_CELLS
    }

    /// Outlines, the near side on the left: outsides counter-clockwise, holes clockwise.
    fn rings(&self) -> Vec<Vec<Point>> {
        let mut next: BTreeMap<Crossing, Crossing> = BTreeMap::new();
        for row in 0..self.size[1] - 1 {
            for column in 0..self.size[0] - 1 {
                let at = row * self.size[0] + column;
                let corners = [at, at + 1, at + 1 + self.size[0], at + self.size[0]];
                let sides = [(at, false), (at + 1, true), (at + self.size[0], false), (at, true)];
                let near = corners.map(|vertex| self.is_near(vertex));
                for leave in (0..4).filter(|side| near[*side] && !near[(side + 1) % 4]) {
                    // Back to where this run of near corners began.
                    let enter = (1..4).map(|back| (leave + 4 - back) % 4).find(|side| !near[*side]);
                    if let Some(enter) = enter {
                        next.insert(sides[leave], sides[enter]);
                    }
                }
            }
        }
        let mut rings = Vec::new();
        while let Some((first, mut to)) = next.pop_first() {
            let mut ring = vec![self.point(first)];
            while to != first {
                ring.push(self.point(to));
                let Some(onward) = next.remove(&to) else { break };
                to = onward;
            }
            rings.push(ring);
        }
        rings
    }

    /// Where on a cell's side the distance is just near enough, in metres.
    fn point(&self, (vertex, up): Crossing) -> Point {
        let other = vertex + if up { self.size[0] } else { 1 };
        let [a, b] = [vertex, other].map(|v| self.distance[v].min(NEAR_CELLS + 1.0));
        let t = ((NEAR_CELLS - a) / (b - a)).clamp(0.0, 1.0);
        let (column, row) = ((vertex % self.size[0]) as f64, (vertex / self.size[0]) as f64);
        let moved = if up { [column, row + t] } else { [column + t, row] };
        [0, 1].map(|axis| self.origin[axis] + moved[axis] * self.cell)
    }
}

/// Holes put to the smallest outside around them.
fn polygons(rings: &[Vec<Point>], flat: &Flat) -> Vec<Polygon> {
    let (outsides, holes): (Vec<&Vec<Point>>, Vec<&Vec<Point>>) = rings.iter().partition(|ring| twice_area(ring) > 0.0);
    let closed = |ring: &[Point]| -> Vec<Wgs84> {
        let points = ring.iter().chain(ring.first()).map(|p| flat.lon_lat(*p));
        points.filter_map(|p| Wgs84::new(p[0], p[1]).ok()).collect()
    };
    let mut polygons: Vec<Polygon> = outsides.iter().map(|ring| vec![closed(ring)]).collect();
    for hole in holes {
        let around = (0..outsides.len()).filter(|at| inside(hole[0], outsides[*at]));
        let smallest = around.min_by(|a, b| twice_area(outsides[*a]).total_cmp(&twice_area(outsides[*b])));
        if let Some(at) = smallest {
            polygons[at].push(closed(hole));
        }
    }
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(east_m: f64, north_m: f64) -> Wgs84 {
        let p = Flat::about([24.9, 60.2]).lon_lat([east_m, north_m]);
        Wgs84::new(p[0], p[1]).unwrap()
    }

    /// A block of streets 600 m wide leaves its middle out; a line beside it is a polygon of its own.
    #[test]
    fn a_block_has_a_hole_and_rings_turn_as_they_should() {
        let block = vec![at(0.0, 0.0), at(600.0, 0.0), at(600.0, 600.0), at(0.0, 600.0), at(0.0, 0.0)];
        let alone = vec![at(2_000.0, 0.0), at(2_000.0, 300.0)];
        let found = around_lines(&[vec![block.clone(), alone], vec![block]]);
        let rings: Vec<Vec<usize>> = found.iter().map(|b| b.iter().map(Vec::len).collect()).collect();
        assert_eq!(rings, [vec![2, 1], vec![2]]);
        let flat = Flat::about([24.9, 60.2]);
        for polygon in found.iter().flatten() {
            for (number, ring) in polygon.iter().enumerate() {
                let metres: Vec<Point> = ring.iter().map(|p| flat.put(p.lon_lat())).collect();
                assert_eq!(twice_area(&metres) > 0.0, number == 0, "outsides turn left, holes right");
                assert_eq!(ring.first(), ring.last());
            }
        }
    }

    #[test]
    fn nothing_reached_is_no_land() {
        assert_eq!(around_lines(&[Vec::new()]), [Vec::<Polygon>::new()]);
    }
}
