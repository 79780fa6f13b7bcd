//! A city cut into cells, each with the length of its roads and a place on one of them, and the drive times from cell to
//! cell: what it takes to say how much of a city a fleet still reaches, in a fraction of a millisecond per unit.
//! It must not know units.

use std::collections::BTreeMap;

use watchfloor_geo::Wgs84;

use crate::hierarchy::Metric;
use crate::snap::Snapped;
use crate::world::{Placed, World};

/// Side of the smallest cells, metres; larger ones where a city would have too many.
const LEAST_SIDE_M: f64 = 250.0;
/// By how much they grow until they are few enough.
const GROWTH: f64 = 1.25;
/// A place in a cell without roads belongs to the nearest cell with some, if that is not farther than so many sides.
const ASIDE: f64 = 3.0;
/// Metres of a degree of latitude, as good as cells need.
const DEGREE_M: f64 = 111_195.0;
/// No way, in a table of times.
const NEVER_S: u16 = u16::MAX;

/// Cells with roads.
pub struct Ground {
    graph: String,
    south_west: [f64; 2],
    /// Degrees of a cell east and north.
    step: [f64; 2],
    side_m: f64,
    cell: BTreeMap<(i64, i64), u32>,
    road_m: Vec<u32>,
    places: Vec<Wgs84>,
}

impl Ground {
    /// Cuts the roads a world's vehicle may use into at most so many cells, at least one.
    #[must_use]
    pub fn of(world: &World, most: usize) -> Self {
        let graph = world.graph();
        let usable = (0..graph.edges.len() as u32).filter(|edge| world.network().usable(*edge));
        let middles: Vec<([f64; 2], f64)> = usable
            .map(|edge| {
                let edge = &graph.edges[edge as usize];
                let shape = graph.shape(edge.road);
                (shape[shape.len() / 2], edge.length_m)
            })
            .collect();
        let low = |axis: usize| middles.iter().map(|(p, _)| p[axis]).fold(f64::INFINITY, f64::min);
        let high = middles.iter().map(|(p, _)| p[1]).fold(f64::NEG_INFINITY, f64::max);
        let south_west = [low(0), low(1)];
        let wide = ((south_west[1] + high) / 2.0).to_radians().cos().max(0.01);
        let mut side_m = LEAST_SIDE_M;
        loop {
            let step = [side_m / (DEGREE_M * wide), side_m / DEGREE_M];
            let ground = Self::cut(graph.hash(), &middles, south_west, step, side_m);
            if ground.road_m.len() <= most.max(1) {
                return ground;
            }
            side_m *= GROWTH;
        }
    }

    fn cut(graph: &str, middles: &[([f64; 2], f64)], south_west: [f64; 2], step: [f64; 2], side_m: f64) -> Self {
        let graph = graph.to_owned();
        let mut ground =
            Self { graph, south_west, step, side_m, cell: BTreeMap::new(), road_m: Vec::new(), places: Vec::new() };
        let mut lengths: Vec<f64> = Vec::new();
        // By cell: how far its best place is from its middle.
        let mut off: Vec<f64> = Vec::new();
        for (at, length_m) in middles {
            let Ok(place) = Wgs84::new(at[0], at[1]) else { continue };
            let key = ground.key(*at);
            let next = lengths.len() as u32;
            let cell = *ground.cell.entry(key).or_insert(next) as usize;
            let from_middle = ground.off_middle(key, *at);
            if cell == lengths.len() {
                lengths.push(0.0);
                off.push(from_middle);
                ground.places.push(place);
            }
            lengths[cell] += length_m;
            if from_middle < off[cell] {
                (off[cell], ground.places[cell]) = (from_middle, place);
            }
        }
        ground.road_m = lengths.iter().map(|m| m.round().min(f64::from(u32::MAX)) as u32).collect();
        ground
    }

    fn key(&self, at: [f64; 2]) -> (i64, i64) {
        let number = |axis: usize| ((at[axis] - self.south_west[axis]) / self.step[axis]).floor() as i64;
        (number(0), number(1))
    }

    /// In sides.
    fn off_middle(&self, (column, row): (i64, i64), at: [f64; 2]) -> f64 {
        let off =
            |axis: usize, number: i64| (at[axis] - self.south_west[axis]) / self.step[axis] - (number as f64 + 0.5);
        off(0, column).hypot(off(1, row))
    }

    /// Whether these are the cells of a world's roads.
    #[must_use]
    pub fn is_of(&self, world: &World) -> bool {
        self.graph == world.graph().hash()
    }

    /// Metres of road, by cell; both directions of a road count.
    #[must_use]
    pub fn road_m(&self) -> &[u32] {
        &self.road_m
    }

    /// Side of a cell in metres: how far off a time between cells may be.
    #[must_use]
    pub const fn side_m(&self) -> f64 {
        self.side_m
    }

    /// The cell of a place; `None` far from all roads.
    #[must_use]
    pub fn cell(&self, at: Wgs84) -> Option<usize> {
        let at = at.lon_lat();
        if let Some(cell) = self.cell.get(&self.key(at)) {
            return Some(*cell as usize);
        }
        let away = self.cell.iter().map(|(key, cell)| (self.off_middle(*key, at), *cell as usize));
        away.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(sides, _)| *sides <= ASIDE).map(|(_, cell)| cell)
    }

    /// Seconds from each cell to each, row by row of the cell driven from; `u16::MAX` without a way. Quick only by a
    /// metric of the world; meant for the background.
    #[must_use]
    pub fn seconds(&self, world: &World, metric: Option<&Metric>) -> Vec<u16> {
        let cells = self.places.len();
        let ids: Vec<String> = (0..cells).map(|cell| format!("{cell:06}")).collect();
        let snapped: Vec<Snapped> = self.places.iter().map(|at| world.snap(*at, None)).collect();
        let from: Vec<Placed<'_>> = ids.iter().zip(&snapped).map(|(id, at)| Placed { id, at }).collect();
        let mut seconds = vec![NEVER_S; cells * cells];
        for to in 0..cells {
            let Ok(board) = world.board(metric, self.places[to], &from) else { continue };
            for (cell, ms) in board.ms.iter().enumerate() {
                let rounded = ms.map(|ms| u16::try_from((ms + 500) / 1_000).unwrap_or(NEVER_S - 1));
                seconds[cell * cells + to] = rounded.unwrap_or(NEVER_S);
            }
            // Whoever is in the cell is there.
            seconds[to * cells + to] = 0;
        }
        seconds
    }
}
