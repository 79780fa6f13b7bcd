//! Import speed and memory, each file in a process of its own, against the floor of only decoding it.
//!
//! `cargo bench -p watchfloor-area -- [FILE.osm.pbf...]`; without files, the demo area and what lies in
//! `../shared/data/map`. Goals on two cores: at most 1 s + 1 s/MB, and 100 MB + 60 MB/MB of memory.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use watchfloor_area::{
    AreaSink, Crossing, ImportOptions, OsmCamera, PbfSource, Place, RoadEdge, TurnRestriction, import,
};

/// Takes everything and keeps nothing: the import alone is measured.
struct Nowhere;

impl AreaSink for Nowhere {
    type Error = Infallible;

    fn tile(&mut self, _: u8, _: u32, _: u32, _: &[u8]) -> Result<(), Infallible> {
        Ok(())
    }

    fn place(&mut self, _: &Place) -> Result<(), Infallible> {
        Ok(())
    }

    fn camera(&mut self, _: &OsmCamera) -> Result<(), Infallible> {
        Ok(())
    }

    fn edge(&mut self, _: &RoadEdge) -> Result<(), Infallible> {
        Ok(())
    }

    fn restriction(&mut self, _: &TurnRestriction) -> Result<(), Infallible> {
        Ok(())
    }

    fn crossing(&mut self, _: &Crossing) -> Result<(), Infallible> {
        Ok(())
    }

    fn meta(&mut self, _: &str, _: &str) -> Result<(), Infallible> {
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, file] = args.as_slice()
        && flag == "--one"
    {
        return one(Path::new(file));
    }
    let files = if args.is_empty() { default_files() } else { args.iter().map(PathBuf::from).collect() };
    println!(
        "{:<38} {:>7} {:>8} {:>8} {:>7} {:>7} {:>7}",
        "file", "MB", "floor s", "import s", "s/MB", "x floor", "RSS MB"
    );
    for file in files {
        let program = std::env::current_exe().expect("the running program has a path");
        let ran = Command::new(program).arg("--one").arg(&file).status();
        assert!(ran.is_ok_and(|s| s.success()), "{} failed", file.display());
    }
}

fn default_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = vec![root.join("assets/area/helsinki.osm.pbf")];
    for folder in std::fs::read_dir(root.join("../shared/data/map")).into_iter().flatten().flatten() {
        let inside = std::fs::read_dir(folder.path()).into_iter().flatten().flatten().map(|f| f.path());
        files.extend(inside.filter(|p| p.extension().is_some_and(|e| e == "pbf")));
    }
    files.sort();
    files
}

fn one(file: &Path) {
    let bytes = std::fs::read(file).expect("the file can be read");
    let mb = bytes.len() as f64 / 1e6;
    let start = Instant::now();
    let mut elements = 0_u64;
    osmpbf::ElementReader::new(bytes.as_slice()).for_each(|_| elements += 1).expect("the file is sound");
    let floor = start.elapsed().as_secs_f64();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let source = PbfSource { name: &name, bytes: &bytes };
    let start = Instant::now();
    let report = import(&[source], &ImportOptions::named("bench"), &mut Nowhere, &|_| ControlFlow::Continue(()));
    report.expect("the file imports");
    let took = start.elapsed().as_secs_f64();
    println!(
        "{name:<38} {mb:>7.2} {floor:>8.3} {took:>8.3} {:>7.2} {:>7.1} {:>7.0}",
        took / mb,
        took / floor,
        peak_mb().unwrap_or(f64::NAN)
    );
}

/// Peak resident memory of this process in MB (Linux).
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000.0)
}
