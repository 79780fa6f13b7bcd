//! The other programs measured beside ours, each in a process of its own. It must not know how ours is asked.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use watchfloor_area::{RoadClass, default_speed_kmh};
use watchfloor_geo::Wgs84;
use watchfloor_routing::{Kind, U_TURN_MS, percent_of_class};

const ORACLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles");
const DRIVABLE: [RoadClass; 10] = [
    RoadClass::Motorway,
    RoadClass::Trunk,
    RoadClass::Primary,
    RoadClass::Secondary,
    RoadClass::Tertiary,
    RoadClass::Unclassified,
    RoadClass::Residential,
    RoadClass::LivingStreet,
    RoadClass::Service,
    RoadClass::Track,
];

/// What a program cost.
#[derive(Deserialize)]
pub struct Cost {
    pub wall_s: f64,
    pub peak_mb: f64,
}

/// Milliseconds of each round.
#[derive(Deserialize)]
pub struct Times {
    pub wall_ms: Vec<f64>,
    pub cpu_ms: Vec<f64>,
}

/// One route of OSRM, or why there is none.
#[derive(Deserialize)]
pub struct Drive {
    pub error: Option<String>,
    #[serde(default)]
    pub seconds: f64,
    #[serde(default)]
    pub metres: f64,
    /// Where the two ends were put, lon and lat.
    #[serde(default)]
    pub ends: Vec<[f64; 2]>,
    /// OSM nodes passed.
    #[serde(default)]
    pub nodes: Vec<i64>,
}

/// The interpreter the peers are installed for, and a folder for what they build.
pub struct Peers {
    python: PathBuf,
    folder: PathBuf,
}

impl Peers {
    /// From `WATCHFLOOR_PEERS`, which `./dev bench area` sets; says plainly when it is not set.
    pub fn find() -> Result<Option<Self>> {
        let Some(python) = std::env::var_os("WATCHFLOOR_PEERS").filter(|path| !path.is_empty()) else {
            println!("skipped: OSRM, Valhalla and tilemaker (WATCHFLOOR_PEERS is not set; ./dev bench area sets it)");
            return Ok(None);
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
        std::fs::create_dir_all(&folder)?;
        Ok(Some(Self { python: python.into(), folder }))
    }

    /// Runs one of our small programs; one JSON value per line of its answer.
    fn ask<T: DeserializeOwned>(&self, program: &str, args: &[&str]) -> Result<Vec<T>> {
        let mut command = Command::new(&self.python);
        command.arg(Path::new(ORACLES).join(program)).args(args).env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.stdin(Stdio::null()).output().context("the peers' interpreter does not start")?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{program} {args:?}: {words}");
        // The routers print words of their own between our lines.
        let lines = String::from_utf8(output.stdout)?;
        let told = lines.lines().filter(|line| line.starts_with('{'));
        told.map(|line| serde_json::from_str(line).with_context(|| format!("{program}: {line}"))).collect()
    }

    /// OSRM on a file with our speeds: its folder, and what each step cost.
    pub fn osrm(&self, file: &Path) -> Result<(PathBuf, Vec<(String, Cost)>)> {
        let speeds = self.folder.join("speeds.lua");
        std::fs::write(&speeds, speed_table())?;
        let folder = self.folder.join(format!("osrm-{}", stem(file)));
        let told = self.ask("osrm_peer.py", &["build", &text(file), &text(&speeds), &text(&folder)])?;
        Ok((folder, steps(told)?))
    }

    /// One answer per pair.
    pub fn osrm_routes(&self, folder: &Path, pairs: &[(Wgs84, Wgs84)]) -> Result<Vec<Drive>> {
        let file = self.folder.join("pairs.csv");
        let line = |(a, b): &(Wgs84, Wgs84)| format!("{},{},{},{}\n", a.lon(), a.lat(), b.lon(), b.lat());
        std::fs::write(&file, pairs.iter().map(line).collect::<String>())?;
        let drives = self.ask("osrm_peer.py", &["routes", &text(folder), &text(&file)])?;
        ensure!(drives.len() == pairs.len(), "{} answers to {} pairs", drives.len(), pairs.len());
        Ok(drives)
    }

    /// Drive times of the first `count` of `from` to `to`, by `CH` or `MLD`.
    pub fn osrm_matrix(&self, folder: &Path, algorithm: &str, asked: &Matrix<'_>) -> Result<Times> {
        let file = self.points(asked)?;
        self.times("osrm_peer.py", &["matrix", &text(folder), &file, algorithm, &asked.from.len().to_string()])
    }

    /// Valhalla on a file, with speeds of its own.
    pub fn valhalla(&self, file: &Path) -> Result<(PathBuf, Vec<(String, Cost)>)> {
        let folder = self.folder.join(format!("valhalla-{}", stem(file)));
        let told = self.ask("valhalla_peer.py", &["build", &text(file), &text(&folder)])?;
        Ok((folder, steps(told)?))
    }

    pub fn valhalla_matrix(&self, folder: &Path, asked: &Matrix<'_>) -> Result<Times> {
        let file = self.points(asked)?;
        self.times("valhalla_peer.py", &["matrix", &text(folder), &file, &asked.from.len().to_string()])
    }

    /// Tiles alone; fails where it cannot read the file.
    pub fn tilemaker(&self, file: &Path) -> Result<Cost> {
        let folder = self.folder.join("tilemaker");
        let told = self.ask("tilemaker_peer.py", &[&text(file), &text(&folder)])?;
        told.into_iter().next().context("tilemaker tells its cost")
    }

    fn points(&self, asked: &Matrix<'_>) -> Result<String> {
        let file = self.folder.join("points.csv");
        let line = |at: &Wgs84| format!("{},{}\n", at.lon(), at.lat());
        std::fs::write(&file, std::iter::once(&asked.to).chain(asked.from).map(line).collect::<String>())?;
        Ok(text(&file))
    }

    fn times(&self, program: &str, args: &[&str]) -> Result<Times> {
        self.ask(program, args)?.into_iter().next().context("a matrix tells its times")
    }
}

/// Many units and one place.
pub struct Matrix<'a> {
    pub to: Wgs84,
    pub from: &'a [Wgs84],
}

fn steps(told: Vec<serde_json::Value>) -> Result<Vec<(String, Cost)>> {
    let Some(serde_json::Value::Object(steps)) = told.into_iter().next() else {
        anyhow::bail!("a build tells its steps")
    };
    let costs = steps.into_iter().filter(|(name, _)| name != "kept");
    costs.map(|(name, cost)| Ok((name, serde_json::from_value(cost)?))).collect()
}

/// Our speeds of ordinary driving as a table for the oracle's profile: km/h of the class and of its links, and the
/// share kept of a tagged speed.
fn speed_table() -> String {
    let mut out = format!("return {{ u_turn_s = {},\n", f64::from(U_TURN_MS) / 1e3);
    for class in DRIVABLE {
        let share = |tagged| f64::from(percent_of_class(Kind::Ordinary, class, tagged)) / 100.0;
        let main = default_speed_kmh(class, false) * share(false);
        let linked = class <= RoadClass::Tertiary;
        let link =
            if linked { format!("link = {}, ", default_speed_kmh(class, true) * share(false)) } else { String::new() };
        let _ = writeln!(out, "  {} = {{ main = {main}, {link}tagged = {} }},", class.as_str(), share(true));
    }
    out + "}\n"
}

fn stem(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().replace('.', "-")
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
