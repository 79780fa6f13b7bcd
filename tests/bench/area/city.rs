//! A city's roads in memory, and places on them drawn from a seed. It must not know who routes over them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use watchfloor_area::{ImportOptions, PbfSource, RoadEdge, TurnRestriction, largest_component, road_rows};
use watchfloor_geo::Wgs84;

/// Helsinki is in the project; the others are extracts of the shared data.
pub fn helsinki() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/area/helsinki.osm.pbf")
}

/// An extract of the shared data; says plainly when it is absent.
pub fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/map").join(file);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: ../shared/data/map/{file} is absent");
    None
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same places on every machine and with every version of a library.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }

    /// In `0.0..1.0`.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What an import says of the roads.
pub struct City {
    pub edges: Vec<RoadEdge>,
    pub restrictions: Vec<TurnRestriction>,
}

impl City {
    pub fn read(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        let source = PbfSource { name: "city", bytes: &bytes };
        let (edges, restrictions) = road_rows(&[source], &ImportOptions::named("city"))?;
        Ok(Self { edges, restrictions })
    }

    /// Edges ordinary traffic may use without an errand on them, of 20 m and more, that lie in the largest part of the
    /// city where everything can be driven to from everywhere: numbers into `edges`.
    pub fn connected(&self) -> Vec<usize> {
        let open = |edge: &&RoadEdge| edge.usage.ordinary && !edge.usage.destination && !edge.usage.barrier;
        let links: Vec<(i64, i64)> = self.edges.iter().filter(open).map(|e| (e.from_node, e.to_node)).collect();
        let inside: HashSet<i64> = largest_component(&links).into_iter().collect();
        let good = |edge: &&RoadEdge| {
            open(edge) && edge.length_m >= 20.0 && inside.contains(&edge.from_node) && inside.contains(&edge.to_node)
        };
        (0..self.edges.len()).filter(|at| good(&&self.edges[*at])).collect()
    }

    /// A place on one of `roads`: the middle of its longest straight piece, to 1e-6 degrees as other routers keep them.
    /// There every router that looks for the nearest road finds the same one.
    pub fn on_road(&self, roads: &[usize], dice: &mut Dice) -> Wgs84 {
        self.middle(roads[dice.below(roads.len())])
    }

    /// The middle of an edge's longest straight piece.
    pub fn middle(&self, edge: usize) -> Wgs84 {
        let points = &self.edges[edge].points;
        let long = |w: &[[f64; 2]]| (w[1][0] - w[0][0]).hypot(w[1][1] - w[0][1]);
        let piece = points.windows(2).max_by(|a, b| long(a).total_cmp(&long(b)));
        let [a, b] = piece.map_or([points[0], points[0]], |w| [w[0], w[1]]);
        place((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)
    }

    /// A place up to 150 m east or west and north or south of one on the road: a house, a yard, a park.
    pub fn near_road(&self, roads: &[usize], dice: &mut Dice) -> Wgs84 {
        let on = self.on_road(roads, dice);
        let (east, north) = ((dice.share() - 0.5) * 300.0, (dice.share() - 0.5) * 300.0);
        place(on.lon() + east / (111_320.0 * on.lat().to_radians().cos()), on.lat() + north / 111_320.0)
    }
}

fn place(lon: f64, lat: f64) -> Wgs84 {
    let short = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Wgs84::new(short(lon), short(lat)).expect("an extract lies on earth")
}
