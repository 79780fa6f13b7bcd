//! What the tests share: a sink that keeps rows in memory, a small PBF writer, a small tile reader.

pub mod mvt;
pub mod pbf;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::PathBuf;

use watchfloor_area::{
    AreaSink, Crossing, ImportError, ImportOptions, OsmCamera, PbfSource, Place, PlaceKind, Report, RoadEdge,
    TurnRestriction, import,
};

/// Keeps everything.
#[derive(Default)]
pub struct Memory {
    pub tiles: BTreeMap<(u8, u32, u32), Vec<u8>>,
    pub places: Vec<Place>,
    pub cameras: Vec<OsmCamera>,
    pub edges: Vec<RoadEdge>,
    pub restrictions: Vec<TurnRestriction>,
    pub crossings: Vec<Crossing>,
    pub meta: BTreeMap<String, String>,
    pub finished: bool,
}

impl Memory {
    pub fn of_kind(&self, kind: PlaceKind) -> Vec<&Place> {
        self.places.iter().filter(|p| p.kind == kind).collect()
    }

    /// The features of a layer in the tile of zoom `z` that holds a point.
    pub fn layer_at(&self, z: u8, lon_lat: [f64; 2], layer: &str) -> Vec<mvt::Feature> {
        let (x, y, _) = mvt::tile_of(z, lon_lat);
        self.tiles.get(&(z, x, y)).map(|gz| mvt::read(gz)).unwrap_or_default().remove(layer).unwrap_or_default()
    }

    /// Whether a polygon of a layer covers a point, by the tile of zoom 14.
    pub fn covered(&self, lon_lat: [f64; 2], layer: &str) -> bool {
        let (_, _, at) = mvt::tile_of(14, lon_lat);
        self.layer_at(14, lon_lat, layer).iter().any(|f| f.covers(at))
    }
}

impl AreaSink for Memory {
    type Error = Infallible;

    fn tile(&mut self, z: u8, x: u32, y: u32, mvt_gz: &[u8]) -> Result<(), Infallible> {
        let before = self.tiles.insert((z, x, y), mvt_gz.to_vec());
        assert!(before.is_none(), "tile {z}/{x}/{y} came twice");
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Result<(), Infallible> {
        self.places.push(place.clone());
        Ok(())
    }

    fn camera(&mut self, camera: &OsmCamera) -> Result<(), Infallible> {
        self.cameras.push(camera.clone());
        Ok(())
    }

    fn edge(&mut self, edge: &RoadEdge) -> Result<(), Infallible> {
        self.edges.push(edge.clone());
        Ok(())
    }

    fn restriction(&mut self, restriction: &TurnRestriction) -> Result<(), Infallible> {
        self.restrictions.push(restriction.clone());
        Ok(())
    }

    fn crossing(&mut self, crossing: &Crossing) -> Result<(), Infallible> {
        self.crossings.push(crossing.clone());
        Ok(())
    }

    fn meta(&mut self, key: &str, value: &str) -> Result<(), Infallible> {
        assert!(self.meta.insert(key.into(), value.into()).is_none(), "{key} came twice");
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Infallible> {
        self.finished = true;
        Ok(())
    }
}

/// Imports files given as bytes.
pub fn try_import(files: &[(&str, &[u8])]) -> Result<(Report, Memory), ImportError<Infallible>> {
    let sources: Vec<_> = files.iter().map(|(name, bytes)| PbfSource { name, bytes }).collect();
    let mut memory = Memory::default();
    let report = import(&sources, &ImportOptions::named("test"), &mut memory, &|_| ControlFlow::Continue(()))?;
    assert!(memory.finished);
    Ok((report, memory))
}

/// Imports one synthetic file.
pub fn imported(bytes: &[u8]) -> (Report, Memory) {
    try_import(&[("test.osm.pbf", bytes)]).expect("the synthetic file imports")
}

pub fn skipped(report: &Report, reason: &str) -> usize {
    report.skipped.iter().find(|s| s.reason == reason).map_or(0, |s| s.count)
}

/// The demo area in the repository.
pub fn helsinki() -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/area/helsinki.osm.pbf");
    std::fs::read(path).expect("the demo area is part of the repository")
}

/// A file beside the checkout, or `None` with a word about it.
pub fn shared(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/map").join(file);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        println!("skipped: ../shared/data/map/{file} is absent");
    }
    bytes
}
