//! Plane geometry for tiles: Web Mercator, areas, simplification, clipping. Knows no tags and no tiles.

use std::f64::consts::PI;

/// A point: `[lon, lat]` in degrees, or `[x, y]` in the plane, as the caller says.
pub(crate) type Point = [f64; 2];
/// An open list of points; a ring does not repeat its first point.
pub(crate) type Line = Vec<Point>;
/// Rings of one polygon: the outer first, then its holes.
pub(crate) type Polygon = Vec<Line>;

/// A box in degrees, WGS-84, that does not cross the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct GeoBox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl GeoBox {
    /// A box from `[west, south, east, north]`, or `None` when it is empty, reversed or off the globe.
    pub(crate) fn checked([west, south, east, north]: [f64; 4]) -> Option<Self> {
        let sane = (-180.0..=180.0).contains(&west)
            && (-180.0..=180.0).contains(&east)
            && (-90.0..=90.0).contains(&south)
            && (-90.0..=90.0).contains(&north);
        (sane && west < east && south < north).then_some(Self { west, south, east, north })
    }

    /// The smallest box around points; `None` without at least two distinct ones.
    pub(crate) fn around(points: impl Iterator<Item = Point>) -> Option<Self> {
        let b = Rect::around(points)?;
        Self::checked([b.min[0], b.min[1], b.max[0], b.max[1]])
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The same box in the plane of [`world`], where y grows to the south.
    pub(crate) fn to_world(self) -> Rect {
        Rect { min: world([self.west, self.north]), max: world([self.east, self.south]) }
    }
}

/// An axis-parallel rectangle in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub min: Point,
    pub max: Point,
}

impl Rect {
    pub(crate) fn around(points: impl Iterator<Item = Point>) -> Option<Self> {
        points.fold(None, |found: Option<Self>, p| {
            let b = found.unwrap_or(Self { min: p, max: p });
            Some(Self { min: [b.min[0].min(p[0]), b.min[1].min(p[1])], max: [b.max[0].max(p[0]), b.max[1].max(p[1])] })
        })
    }

    pub(crate) fn contains(&self, p: Point) -> bool {
        (self.min[0]..=self.max[0]).contains(&p[0]) && (self.min[1]..=self.max[1]).contains(&p[1])
    }

    pub(crate) fn touches(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.max[axis] && other.min[axis] <= self.max[axis])
    }

    pub(crate) fn grown(&self, by: f64) -> Self {
        Self { min: self.min.map(|v| v - by), max: self.max.map(|v| v + by) }
    }

    pub(crate) fn long_side(&self) -> f64 {
        (self.max[0] - self.min[0]).max(self.max[1] - self.min[1])
    }

    /// The corners, starting top left, clockwise on a screen (y down).
    pub(crate) fn corners(&self) -> [Point; 4] {
        [self.min, [self.max[0], self.min[1]], self.max, [self.min[0], self.max[1]]]
    }
}

/// Degrees to Web Mercator in the unit square: x east, y south, both 0..=1.
pub(crate) fn world([lon, lat]: Point) -> Point {
    let lat = lat.clamp(-85.051_128_779_806_59, 85.051_128_779_806_59).to_radians();
    [lon / 360.0 + 0.5, 0.5 - lat.tan().asinh() / (2.0 * PI)]
}

/// The inverse of [`world`].
pub(crate) fn lon_lat([x, y]: Point) -> Point {
    [(x - 0.5) * 360.0, ((0.5 - y) * 2.0 * PI).sinh().atan().to_degrees()]
}

/// Distance in metres between two points in degrees, in the local frame of the ellipsoid: for neighbouring points of a
/// city, within about 10 km (a sphere is 0.3 % off at 60 degrees north).
pub(crate) fn metres(a: Point, b: Point) -> f64 {
    let (east, north) = watchfloor_geo::metres_per_degree(f64::midpoint(a[1], b[1]));
    let d_lon = (b[0] - a[0] + 540.0).rem_euclid(360.0) - 180.0;
    (d_lon * east).hypot((b[1] - a[1]) * north)
}

/// Twice the signed area of a ring: positive when it runs clockwise on a screen (y down).
pub(crate) fn area2(ring: &[Point]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    let mut sum = 0.0;
    for (a, b) in pairs(ring) {
        sum += (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]);
    }
    sum
}

/// The edges of a ring, the closing one included.
pub(crate) fn pairs(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Whether a point lies in a ring (even-odd rule).
pub(crate) fn in_ring(p: Point, ring: &[Point]) -> bool {
    pairs(ring).fold(false, |inside, edge| inside ^ crosses(p, edge))
}

/// Whether a line from `p` to the right crosses an edge.
fn crosses(p: Point, (a, b): (Point, Point)) -> bool {
    (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
}

/// A ring whose edges are filed by height, so that asking for many points (islands in a sea) stays quick.
pub(crate) struct FiledRing {
    rect: Rect,
    shelves: Vec<Vec<(Point, Point)>>,
}

impl FiledRing {
    /// Files a ring; `None` when it is empty.
    pub(crate) fn new(ring: &[Point]) -> Option<Self> {
        let rect = Rect::around(ring.iter().copied())?;
        let mut filed = Self { rect, shelves: vec![Vec::new(); (ring.len() / 8).clamp(1, 4096)] };
        let span = |filed: &Self, (a, b): (Point, Point)| filed.shelf(a[1].min(b[1]))..=filed.shelf(a[1].max(b[1]));
        // A ring of long zigzags would stand on every shelf: one shelf holds it without the copies.
        if pairs(ring).map(|edge| span(&filed, edge).count()).sum::<usize>() > 16 * ring.len() {
            filed.shelves.truncate(1);
        }
        for edge in pairs(ring) {
            let span = span(&filed, edge);
            filed.shelves[span].iter_mut().for_each(|shelf| shelf.push(edge));
        }
        Some(filed)
    }

    fn shelf(&self, y: f64) -> usize {
        let height = (self.rect.max[1] - self.rect.min[1]).max(f64::MIN_POSITIVE);
        let last = self.shelves.len() - 1;
        (((y - self.rect.min[1]) / height * self.shelves.len() as f64) as usize).min(last)
    }

    /// Whether a point lies in the ring (even-odd rule).
    pub(crate) fn contains(&self, p: Point) -> bool {
        self.rect.contains(p) && self.shelves[self.shelf(p[1])].iter().fold(false, |inside, e| inside ^ crosses(p, *e))
    }
}

/// A point for a label: the centre of area if it lies inside, else the middle of the widest inner stretch beside it.
pub(crate) fn label_point(polygon: &Polygon) -> Option<Point> {
    let outer = polygon.first()?;
    let rect = Rect::around(outer.iter().copied())?;
    let centre = centroid(outer).filter(|c| rect.contains(*c));
    let centre = centre.unwrap_or([f64::midpoint(rect.min[0], rect.max[0]), f64::midpoint(rect.min[1], rect.max[1])]);
    let inside = polygon.iter().filter(|ring| in_ring(centre, ring)).count() % 2 == 1;
    if inside {
        return Some(centre);
    }
    let y = centre[1];
    let mut cuts: Vec<f64> = polygon
        .iter()
        .flat_map(|ring| pairs(ring))
        .filter(|(a, b)| (a[1] > y) != (b[1] > y))
        .map(|(a, b)| (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
        .collect();
    cuts.sort_by(f64::total_cmp);
    let widest = cuts.chunks_exact(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    Some(widest.map_or(centre, |w| [f64::midpoint(w[0], w[1]), y]))
}

fn centroid(ring: &[Point]) -> Option<Point> {
    let origin = *ring.first()?;
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for (a, b) in pairs(ring) {
        let (a, b) = ([a[0] - origin[0], a[1] - origin[1]], [b[0] - origin[0], b[1] - origin[1]]);
        let cross = a[0] * b[1] - b[0] * a[1];
        area += cross;
        x += (a[0] + b[0]) * cross;
        y += (a[1] + b[1]) * cross;
    }
    (area.abs() > 1e-24).then(|| [origin[0] + x / (3.0 * area), origin[1] + y / (3.0 * area)])
}

/// The point halfway along a line.
pub(crate) fn midpoint(line: &[Point]) -> Option<Point> {
    let lengths: Vec<f64> = line.windows(2).map(|w| (w[1][0] - w[0][0]).hypot(w[1][1] - w[0][1])).collect();
    let mut left = lengths.iter().sum::<f64>() / 2.0;
    for (w, length) in line.windows(2).zip(&lengths) {
        if left <= *length && *length > 0.0 {
            let t = left / length;
            return Some([w[0][0] + (w[1][0] - w[0][0]) * t, w[0][1] + (w[1][1] - w[0][1]) * t]);
        }
        left -= length;
    }
    line.first().copied()
}

/// Points simplified together, at most.
const STRETCH: usize = 4096;

/// Douglas-Peucker: keeps the ends and every point farther than `tolerance` from the line drawn without it.
pub(crate) fn simplify(line: &[Point], tolerance: f64) -> Line {
    if line.len() < 3 || tolerance <= 0.0 {
        return line.to_vec();
    }
    let limit = tolerance * tolerance;
    let mut keep = vec![false; line.len()];
    // Some points stay in any case, so that no line, however long or twisted, takes quadratic time.
    let mut fixed: Vec<usize> = (0..line.len() - 1).step_by(STRETCH).collect();
    fixed.push(line.len() - 1);
    fixed.iter().for_each(|at| keep[*at] = true);
    let mut todo: Vec<_> = fixed.windows(2).map(|w| (w[0], w[1])).collect();
    while let Some((from, to)) = todo.pop() {
        let mut worst = (limit, None);
        for at in from + 1..to {
            let d = distance2(line[at], line[from], line[to]);
            if d > worst.0 {
                worst = (d, Some(at));
            }
        }
        if let Some(at) = worst.1 {
            keep[at] = true;
            todo.push((from, at));
            todo.push((at, to));
        }
    }
    line.iter().zip(keep).filter_map(|(p, k)| k.then_some(*p)).collect()
}

/// [`simplify`] for a ring, which has no ends: it is cut at its first point and the one farthest from it.
pub(crate) fn simplify_ring(ring: &[Point], tolerance: f64) -> Line {
    if ring.len() < 4 || tolerance <= 0.0 {
        return ring.to_vec();
    }
    let far = (1..ring.len())
        .max_by(|a, b| distance2(ring[*a], ring[0], ring[0]).total_cmp(&distance2(ring[*b], ring[0], ring[0])))
        .unwrap_or(1);
    let mut out = simplify(&ring[..=far], tolerance);
    let mut back = ring[far..].to_vec();
    back.push(ring[0]);
    let back = simplify(&back, tolerance);
    out.extend_from_slice(&back[1..back.len() - 1]);
    out
}

/// Squared distance of `p` from the segment `a`-`b`.
fn distance2(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
    ex * ex + ey * ey
}

/// The part of the plane with `lo <= p[axis] <= hi`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stripe {
    pub axis: usize,
    pub lo: f64,
    pub hi: f64,
}

impl Stripe {
    fn cut(self, a: Point, b: Point, at: f64) -> Point {
        let t = (at - a[self.axis]) / (b[self.axis] - a[self.axis]);
        let other = 1 - self.axis;
        let mut p = [0.0; 2];
        p[self.axis] = at;
        p[other] = a[other] + (b[other] - a[other]) * t;
        p
    }

    /// The pieces of a line inside the stripe.
    pub(crate) fn clip_line(self, line: &[Point]) -> Vec<Line> {
        let mut pieces: Vec<Line> = Vec::new();
        let mut open: Line = Vec::new();
        for w in line.windows(2) {
            let (a, b) = (w[0], w[1]);
            let (va, vb) = (a[self.axis], b[self.axis]);
            if (va < self.lo && vb < self.lo) || (va > self.hi && vb > self.hi) {
                continue;
            }
            let bound = |v: f64| if v < self.lo { Some(self.lo) } else { (v > self.hi).then_some(self.hi) };
            let start = bound(va).map_or(a, |at| self.cut(a, b, at));
            if open.last() != Some(&start) {
                open.push(start);
            }
            match bound(vb) {
                None => open.push(b),
                Some(at) => {
                    open.push(self.cut(a, b, at));
                    pieces.push(std::mem::take(&mut open));
                }
            }
        }
        pieces.push(open);
        pieces.retain(|p| p.len() > 1);
        pieces
    }

    /// A ring cut to the stripe (Sutherland-Hodgman); may run along the border. Empty when outside.
    pub(crate) fn clip_ring(self, ring: &[Point]) -> Line {
        let low = half(ring, |p| p[self.axis] >= self.lo, |a, b| self.cut(a, b, self.lo));
        half(&low, |p| p[self.axis] <= self.hi, |a, b| self.cut(a, b, self.hi))
    }
}

fn half(ring: &[Point], inside: impl Fn(Point) -> bool, cut: impl Fn(Point, Point) -> Point) -> Line {
    let mut out = Vec::with_capacity(ring.len() + 4);
    for (a, b) in pairs(ring) {
        match (inside(a), inside(b)) {
            (true, true) => out.push(b),
            (true, false) => out.push(cut(a, b)),
            (false, true) => out.extend([cut(a, b), b]),
            (false, false) => {}
        }
    }
    out
}

/// The two stripes whose crossing is a rectangle.
pub(crate) fn stripes(rect: &Rect) -> [Stripe; 2] {
    [0, 1].map(|axis| Stripe { axis, lo: rect.min[axis], hi: rect.max[axis] })
}

/// The pieces of a line inside a rectangle.
pub(crate) fn clip_line(line: &[Point], rect: &Rect) -> Vec<Line> {
    let [x, y] = stripes(rect);
    x.clip_line(line).iter().flat_map(|piece| y.clip_line(piece)).collect()
}

/// A polygon cut to a rectangle; `None` when its outer ring is outside.
pub(crate) fn clip_polygon(polygon: &Polygon, rect: &Rect) -> Option<Polygon> {
    let [x, y] = stripes(rect);
    let mut rings = polygon.iter().map(|ring| y.clip_ring(&x.clip_ring(ring)));
    let outer = rings.next().filter(|ring| ring.len() > 2)?;
    Some(std::iter::once(outer).chain(rings.filter(|ring| ring.len() > 2)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filed_ring_agrees_with_a_plain_one() {
        // A star with many points, so that it stands on several shelves.
        let ring: Line = (0..400)
            .map(|n| {
                let (angle, radius) = (f64::from(n) * PI / 200.0, if n % 2 == 0 { 1.0 } else { 0.6 });
                [angle.cos() * radius, angle.sin() * radius]
            })
            .collect();
        let filed = FiledRing::new(&ring).expect("a ring with points");
        for n in 0..2000 {
            let p = [f64::from(n % 53) / 20.0 - 1.3, f64::from(n % 47) / 18.0 - 1.3];
            assert_eq!(filed.contains(p), in_ring(p, &ring), "{p:?}");
        }
    }

    #[test]
    fn simplifying_keeps_ends_and_corners_and_drops_what_lies_on_the_way() {
        let line = [[0.0, 0.0], [1.0, 0.01], [2.0, 0.0], [2.0, 2.0]];
        assert_eq!(simplify(&line, 0.1), [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]);
        let long: Line = (0..20_000).map(|n| [f64::from(n), 0.0]).collect();
        assert!(simplify(&long, 0.1).len() <= 7);
    }

    #[test]
    fn mercator_and_back_is_the_same_place() {
        for p in [[24.9384, 60.1699], [-8.61, 41.15], [-83.0, -40.0], [0.0, 0.0]] {
            let back = lon_lat(world(p));
            assert!((back[0] - p[0]).abs() < 1e-9 && (back[1] - p[1]).abs() < 1e-9, "{back:?}");
        }
    }
}
