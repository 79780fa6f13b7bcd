//! Writes an area to plain files, for looking at the schema: `export OUT_DIR FILE.osm.pbf...` gives
//! `OUT_DIR/z/x/y.mvt` (gzip), `places.jsonl`, `cameras.jsonl`, `edges.jsonl`, `restrictions.jsonl`,
//! `crossings.jsonl`, `meta.json` and the report on stdout.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use watchfloor_area::{
    AreaSink, Crossing, ImportOptions, OsmCamera, PbfSource, Place, RoadEdge, TurnRestriction, import,
};

struct Folder {
    root: PathBuf,
    places: BufWriter<File>,
    cameras: BufWriter<File>,
    edges: BufWriter<File>,
    restrictions: BufWriter<File>,
    crossings: BufWriter<File>,
    meta: BTreeMap<String, String>,
}

impl Folder {
    fn create(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let rows = |name: &str| File::create(root.join(name)).map(BufWriter::new);
        Ok(Self {
            root: root.to_owned(),
            places: rows("places.jsonl")?,
            cameras: rows("cameras.jsonl")?,
            edges: rows("edges.jsonl")?,
            restrictions: rows("restrictions.jsonl")?,
            crossings: rows("crossings.jsonl")?,
            meta: BTreeMap::new(),
        })
    }
}

fn line(to: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, row)?;
    to.write_all(b"\n")
}

impl AreaSink for Folder {
    type Error = io::Error;

    fn tile(&mut self, z: u8, x: u32, y: u32, mvt_gz: &[u8]) -> io::Result<()> {
        let folder = self.root.join(format!("{z}/{x}"));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{y}.mvt")), mvt_gz)
    }

    fn place(&mut self, place: &Place) -> io::Result<()> {
        line(&mut self.places, place)
    }

    fn camera(&mut self, camera: &OsmCamera) -> io::Result<()> {
        line(&mut self.cameras, camera)
    }

    fn edge(&mut self, edge: &RoadEdge) -> io::Result<()> {
        line(&mut self.edges, edge)
    }

    fn restriction(&mut self, restriction: &TurnRestriction) -> io::Result<()> {
        line(&mut self.restrictions, restriction)
    }

    fn crossing(&mut self, crossing: &Crossing) -> io::Result<()> {
        line(&mut self.crossings, crossing)
    }

    fn meta(&mut self, key: &str, value: &str) -> io::Result<()> {
        self.meta.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        fs::write(self.root.join("meta.json"), serde_json::to_vec_pretty(&self.meta)?)?;
        self.places.flush()?;
        self.cameras.flush()?;
        self.edges.flush()?;
        self.restrictions.flush()?;
        self.crossings.flush()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: export OUT_DIR FILE.osm.pbf...")?);
    let files: Vec<(String, Vec<u8>)> = args.map(|f| fs::read(&f).map(|bytes| (f, bytes))).collect::<Result<_, _>>()?;
    let sources: Vec<_> = files.iter().map(|(name, bytes)| PbfSource { name, bytes }).collect();
    let mut sink = Folder::create(&root)?;
    let report = import(&sources, &ImportOptions::named("export"), &mut sink, &|_| ControlFlow::Continue(()))?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
