//! Which things of a layer are drawn at which zoom, worked out once when a layer is read, so that any tile of it is
//! answered from few rows. Must not know where features are kept.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::tile::MAX_OWN_ZOOM;
use super::{OwnFeature, OwnShape};
use crate::geom::{label_point, lon_lat, midpoint, simplify, simplify_ring, world};

/// Squares of a tile's side about the size of a sign: 16 of the 512 pixels a tile is drawn with.
const SIGNS: f64 = 32.0;
/// Zooms up to which a shape of many points is drawn by its rough outline.
pub const ROUGH_ZOOM: u8 = 11;
/// Points from which a shape has a rough outline.
const MANY_POINTS: usize = 512;

/// How one thing of a layer is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thinned {
    /// It is drawn from this zoom on.
    pub from_zoom: u8,
    /// Zooms at which it stands for several of its kind and floor that would hide each other, with how many.
    pub stands_for: Vec<(u8, u32)>,
}

/// Whether a box `[west, south, east, north]` is smaller than a sign at this zoom.
#[must_use]
pub fn is_small([west, south, east, north]: [f64; 4], z: u8) -> bool {
    let squares = f64::from(1_u32 << z.min(MAX_OWN_ZOOM)) * SIGNS;
    let (low, high) = (world([west, south]), world([east, north]));
    (high[0] - low[0]) * squares < 1.0 && (low[1] - high[1]) * squares < 1.0
}

/// Squares of a tile's side in which one sign stands for all small things: wide from afar, where streets and what goes on
/// must be seen between them, narrow where each is looked for. Each zoom's squares part those of the zoom before.
fn squares(z: u8) -> f64 {
    match z {
        0..=13 => 8.0,
        14 => 16.0,
        _ => SIGNS,
    }
}

/// Works out for every thing, in order, how it is drawn. Below [`MAX_OWN_ZOOM`], of the small things of one kind and
/// floor in one square the first is drawn and stands for all; what is larger than a sign is drawn by itself.
#[must_use]
pub fn thinned(features: &[OwnFeature]) -> Vec<Thinned> {
    let mut sorts: HashMap<(&str, Option<&str>), u32> = HashMap::new();
    let things: Vec<_> = features
        .iter()
        .map(|feature| {
            let next = sorts.len() as u32;
            let sort = *sorts.entry((&feature.kind, feature.floor.as_deref())).or_insert(next);
            let bounds = feature.shape.bounds();
            (sort, bounds, world(middle(bounds)))
        })
        .collect();
    let mut out = vec![Thinned { from_zoom: MAX_OWN_ZOOM, stands_for: Vec::new() }; features.len()];
    for z in 0..MAX_OWN_ZOOM {
        let squares = f64::from(1_u32 << z) * squares(z);
        let mut taken: HashMap<(u32, i64, i64), (usize, u32)> = HashMap::new();
        for (index, (sort, bounds, at)) in things.iter().enumerate() {
            if !is_small(*bounds, z) {
                out[index].from_zoom = out[index].from_zoom.min(z);
                continue;
            }
            // Squares lie within those of the zoom before: what was drawn there finds its square free or its own, unless
            // one before it in the file was hidden there by another.
            match taken.entry((*sort, (at[0] * squares).floor() as i64, (at[1] * squares).floor() as i64)) {
                Entry::Vacant(free) => drop(free.insert((index, 1))),
                Entry::Occupied(mut held) => {
                    let (first, count) = held.get_mut();
                    *count += 1;
                    if out[index].from_zoom < z && out[*first].from_zoom >= z {
                        *first = index;
                    }
                }
            }
        }
        for (index, count) in taken.into_values() {
            out[index].from_zoom = out[index].from_zoom.min(z);
            if count > 1 {
                out[index].stands_for.push((z, count));
            }
        }
    }
    out
}

/// The middle of a box.
#[must_use]
pub fn middle([west, south, east, north]: [f64; 4]) -> [f64; 2] {
    [f64::midpoint(west, east), f64::midpoint(south, north)]
}

/// Where the name of a line or an area is written; `None` for points, which are written beside.
#[must_use]
pub fn label_at(shape: &OwnShape) -> Option<[f64; 2]> {
    match shape {
        OwnShape::Points(_) => None,
        OwnShape::Lines(lines) => midpoint(lines.iter().max_by_key(|line| line.len())?),
        OwnShape::Areas(areas) => label_point(areas.iter().max_by_key(|rings| rings.first().map_or(0, Vec::len))?),
    }
}

/// The rough outline of a shape of many points, which is what can be told apart up to [`ROUGH_ZOOM`]; `None` for a shape
/// of few points.
#[must_use]
pub fn rough(shape: &OwnShape) -> Option<OwnShape> {
    if shape.points().count() < MANY_POINTS {
        return None;
    }
    // Half a pixel of the deepest zoom that draws it.
    let tolerance = 0.5 / f64::from(1_u32 << ROUGH_ZOOM) / 512.0;
    let far = |points: &[[f64; 2]]| points.iter().map(|p| world(*p)).collect::<Vec<_>>();
    let near = |points: Vec<[f64; 2]>| points.into_iter().map(lon_lat).collect::<Vec<_>>();
    match shape {
        OwnShape::Points(_) => None,
        OwnShape::Lines(lines) => {
            Some(OwnShape::Lines(lines.iter().map(|line| near(simplify(&far(line), tolerance))).collect()))
        }
        OwnShape::Areas(areas) => {
            let ring = |ring: &Vec<[f64; 2]>| {
                let open = ring.split_last().map_or(ring.as_slice(), |(_, rest)| rest);
                let mut out = near(simplify_ring(&far(open), tolerance));
                out.extend(out.first().copied());
                (out.len() >= 4).then_some(out)
            };
            let rings = |rings: &Vec<Vec<[f64; 2]>>| {
                let outer = rings.first().and_then(ring)?;
                Some(std::iter::once(outer).chain(rings.iter().skip(1).filter_map(ring)).collect::<Vec<_>>())
            };
            let areas: Vec<_> = areas.iter().filter_map(rings).collect();
            (!areas.is_empty()).then_some(OwnShape::Areas(areas))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(places: &[[f64; 2]]) -> Vec<OwnFeature> {
        let feature = |(row, at): (usize, &[f64; 2])| OwnFeature {
            id: format!("row-{row}"),
            name: String::new(),
            kind: if row % 3 == 0 { "hydrants" } else { "stations" }.to_owned(),
            floor: None,
            properties: Default::default(),
            shape: OwnShape::Points(vec![*at]),
        };
        places.iter().enumerate().map(feature).collect()
    }

    fn counted(features: &[OwnFeature], thin: &[Thinned], z: u8) -> (usize, u64) {
        let drawn: Vec<&Thinned> = thin.iter().filter(|thin| thin.from_zoom <= z).collect();
        let of = |thin: &&Thinned| thin.stands_for.iter().find(|(at, _)| *at == z).map_or(1, |(_, n)| *n);
        let told = drawn.iter().map(|thin| u64::from(of(thin))).sum();
        assert!(drawn.len() <= features.len());
        (drawn.len(), told)
    }

    proptest! {
        #[test]
        fn at_every_zoom_signs_and_counts_tell_of_all(
            places in prop::collection::vec((24.9..25.0f64, 60.1..60.2f64).prop_map(|(lon, lat)| [lon, lat]), 1..200),
        ) {
            let features = points(&places);
            let thin = thinned(&features);
            let mut before = 0;
            for z in 0..MAX_OWN_ZOOM {
                let (drawn, told) = counted(&features, &thin, z);
                prop_assert_eq!(told, features.len() as u64, "zoom {}", z);
                prop_assert!(drawn >= before, "what is drawn stays drawn");
                before = drawn;
            }
            prop_assert!(thin.iter().all(|thin| thin.stands_for.iter().all(|(z, n)| *z >= thin.from_zoom && *n > 1)));
        }
    }

    #[test]
    fn what_is_large_is_drawn_by_itself_and_the_deepest_zoom_hides_nothing() {
        let ring = vec![[24.0, 60.0], [26.0, 60.0], [26.0, 61.0], [24.0, 60.0]];
        let mut features = points(&[[25.0, 60.5]; 40]);
        features[7].shape = OwnShape::Areas(vec![vec![ring]]);
        let thin = thinned(&features);
        assert!(thin[7].from_zoom <= 5 && thin[7].stands_for.iter().all(|(z, _)| *z < thin[7].from_zoom), "{thin:?}");
        assert!(thin.iter().all(|thin| thin.from_zoom <= MAX_OWN_ZOOM));
        let alone: Vec<usize> = (0..40).filter(|row| thin[*row].from_zoom < MAX_OWN_ZOOM).collect();
        assert!(alone.len() <= 5, "those of one place are one sign of each kind until the deepest zoom: {alone:?}");
    }

    #[test]
    fn a_rough_outline_is_short_and_near() {
        let wave = |n: i32| [24.0 + f64::from(n) * 1e-4, 60.0 + (f64::from(n) / 7.0).sin() * 1e-5];
        let mut ring: Vec<[f64; 2]> = (0..2_000).map(wave).collect();
        ring.extend([[24.2, 60.3], [24.0, 60.3], wave(0)]);
        let Some(OwnShape::Areas(areas)) = rough(&OwnShape::Areas(vec![vec![ring.clone()]])) else { panic!("an area") };
        let short = &areas[0][0];
        assert!(short.len() < 60 && short.first() == short.last(), "{}", short.len());
        assert!(rough(&OwnShape::Lines(vec![ring[..100].to_vec()])).is_none(), "few points stay as they are");
        assert_eq!(label_at(&OwnShape::Points(vec![[0.0; 2]])), None);
        assert!(label_at(&OwnShape::Areas(areas)).is_some_and(|[lon, lat]| (24.0..24.2).contains(&lon) && lat > 60.0));
    }
}
