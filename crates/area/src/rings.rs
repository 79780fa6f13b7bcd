//! Areas from lines: closed ways, multipolygon relations, and areas whose rim leaves the map's box.
//!
//! Knows nodes and roles; must not know tags.

use crate::chain::{self, Piece};
use crate::geom::{FiledRing, Line, Point, Polygon, Rect, area2};
use crate::rim;

/// Rings of a relation, as chains of node numbers with their places.
pub(crate) struct Rims<'a> {
    pub outer: Vec<Piece>,
    pub inner: Vec<Piece>,
    /// World coordinates by node number.
    pub places: &'a [Point],
    /// The map's box in the world plane.
    pub clip: &'a Rect,
}

/// What became of a relation's rims.
#[derive(Debug, Default)]
pub(crate) struct Assembled {
    pub polygons: Vec<Polygon>,
    /// How many of them, the first, close of themselves: nothing of these is missing, inside the box or outside.
    pub whole: usize,
    /// Outer rims that neither close nor leave the box at both ends.
    pub broken: usize,
}

/// Assembles a multipolygon: joins the pieces, keeps what closes, closes along the box what leaves it at both ends
/// (cut extracts), counts the rest, and puts each hole into the smallest outer ring around it.
pub(crate) fn assemble(rims: Rims<'_>) -> Assembled {
    let mut out = Assembled::default();
    let (mut outers, open) = split(rims.outer, rims.places);
    let (holes, _) = split(rims.inner, rims.places);
    let (cut, broken) = rim::close_by_parity(&open, rims.clip);
    out.whole = outers.len();
    outers.extend(cut);
    out.broken = broken;
    out.polygons = nest(outers, holes);
    out
}

fn split(pieces: Vec<Piece>, places: &[Point]) -> (Vec<Line>, Vec<Line>) {
    let (mut rings, mut open) = (Vec::new(), Vec::new());
    for piece in chain::join(pieces, false) {
        let mut line: Line = piece.iter().map(|n| places[*n as usize]).collect();
        if chain::closed(&piece) {
            line.pop();
            if line.len() > 2 {
                rings.push(line);
            }
        } else {
            open.push(line);
        }
    }
    (rings, open)
}

/// Puts each hole into the smallest outer ring that contains it; a hole in none is dropped.
pub(crate) fn nest(outers: Vec<Line>, holes: Vec<Line>) -> Vec<Polygon> {
    let mut polygons: Vec<Polygon> = outers.into_iter().map(|ring| vec![ring]).collect();
    if holes.is_empty() {
        return polygons;
    }
    let filed: Vec<_> = polygons.iter().map(|rings| FiledRing::new(&rings[0])).collect();
    let mut by_size: Vec<(f64, usize)> =
        polygons.iter().enumerate().map(|(at, rings)| (area2(&rings[0]).abs(), at)).collect();
    by_size.sort_by(|a, b| a.0.total_cmp(&b.0));
    for hole in holes {
        let size = area2(&hole).abs();
        // Holes may touch their rim in places: most of a few points decide.
        let step = hole.len().div_ceil(5).max(1);
        let probes: Vec<_> = hole.iter().step_by(step).copied().collect();
        let home = by_size.iter().filter(|(outer, _)| *outer > size).find(|(_, at)| {
            let inside = |p: &&Point| filed[*at].as_ref().is_some_and(|ring| ring.contains(**p));
            probes.iter().filter(inside).count() * 2 > probes.len()
        });
        if let Some((_, at)) = home {
            polygons[*at].push(hole);
        }
    }
    polygons
}
