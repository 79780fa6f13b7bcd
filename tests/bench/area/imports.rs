//! Whole imports through the real store, each in a process of its own, beside tilemaker, which makes only tiles.
//! It must not know what is in an area.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use watchfloor_area::{ImportOptions, PbfSource, import};
use watchfloor_offline_cache::areas::{AreaName, Areas};

use crate::city;
use crate::peers::Peers;

const FILES: [&str; 8] = [
    "porto/porto_portugal.osm.pbf",
    "porto/porto_centre_valhalla_bench.osm.pbf",
    "liechtenstein/liechtenstein-2022.osm.pbf",
    "liechtenstein/liechtenstein-valhalla-test.osm.pbf",
    "andorra/andorra.osm.pbf",
    "munich/munchen_centre.osm.pbf",
    "monaco/monaco.osm.pbf",
    "columbus/columbus.osm.pbf",
];

pub fn table(peers: Option<&Peers>) -> Result<()> {
    println!(
        "{:<42} {:>6} {:>8} {:>7} {:>8} {:>8} {:>7}   tilemaker (tiles alone)",
        "file", "MB", "wall s", "s/MB", "of goal", "peak MB", "of goal"
    );
    for file in files() {
        let program = std::env::current_exe()?;
        let ran = Command::new(program).arg("--one").arg(&file).output()?;
        ensure!(ran.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&ran.stderr));
        print!("{}", String::from_utf8_lossy(&ran.stdout).trim_end());
        match peers.map(|peers| peers.tilemaker(&file)) {
            None => println!("   not asked"),
            Some(Ok(cost)) => println!("   {:.2} s, {:.0} MB", cost.wall_s, cost.peak_mb),
            Some(Err(why)) => println!("   failed: {}", why.to_string().lines().last().unwrap_or_default()),
        }
    }
    Ok(())
}

/// The project's own extract, and those of the shared data that are there.
pub fn files() -> Vec<PathBuf> {
    std::iter::once(city::helsinki()).chain(FILES.iter().filter_map(|file| city::shared(file))).collect()
}

/// The file of `--one FILE`, with which this program starts itself.
pub fn asked(args: &[String]) -> Option<PathBuf> {
    let at = args.iter().position(|arg| arg == "--one")?;
    args.get(at + 1).map(PathBuf::from)
}

/// Tiles, search index and road graph of one file, durably on disk.
pub fn one(file: &Path) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let begun = Instant::now();
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let mb = bytes.len() as f64 / 1e6;
    let name: AreaName = "bench".parse()?;
    let mut store = Areas::new(folder.path()).create(&name)?;
    let source = PbfSource { name: "bench", bytes: &bytes };
    import(&[source], &ImportOptions::named("bench"), &mut store, &|_| ControlFlow::Continue(()))?;
    drop(store);
    let wall = begun.elapsed().as_secs_f64();
    let peak = peak_mb().context("the kernel tells the peak")?;
    println!(
        "{:<42} {mb:>6.2} {wall:>8.2} {:>7.2} {:>8.2} {peak:>8.0} {:>7.2}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        wall / mb,
        wall / (1.0 + mb),
        peak / (100.0 + 60.0 * mb),
    );
    Ok(())
}

/// Peak resident memory of this process in MB (Linux).
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000.0)
}
