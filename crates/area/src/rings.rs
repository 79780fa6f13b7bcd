//! Areas from lines: closed ways, multipolygon relations, and areas whose rim leaves the map's box.
//!
//! Knows nodes and roles; must not know tags.

use crate::chain::{self, Piece};
use crate::geom::{Line, Point, Polygon, Rect, area2, in_ring};
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
    let boxes: Vec<_> = outers.iter().map(|ring| Rect::around(ring.iter().copied())).collect();
    let sizes: Vec<f64> = outers.iter().map(|ring| area2(ring).abs()).collect();
    let mut polygons: Vec<Polygon> = outers.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let Some(probe) = hole.first().copied() else { continue };
        let size = area2(&hole).abs();
        let home = (0..polygons.len())
            .filter(|at| sizes[*at] > size && boxes[*at].is_some_and(|b| b.contains(probe)))
            .filter(|at| {
                let inside = hole.iter().filter(|p| in_ring(**p, &polygons[*at][0])).count();
                inside * 2 >= hole.len()
            })
            .min_by(|a, b| sizes[*a].total_cmp(&sizes[*b]));
        if let Some(at) = home {
            polygons[at].push(hole);
        }
    }
    polygons
}
