//! The real release binary on a display of its own: from its start to a map that can be worked at, in a drill that has
//! run before; and what the console costs in live when nothing happens: processor and memory of all its processes.
//!
//! `./dev bench console` builds the binaries; `WATCHFLOOR_CONSOLE` and `WATCHFLOOR_BIN` name others.

mod figure;
mod scheme;
mod tree;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tree::Tree;
use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::desktop::{Desktop, missing_programs};
use watchfloor_tests::page::key;
use watchfloor_tests::process::{Group, wait_for};

const PASSWORD: &str = "nine bright lamps";
const HELSINKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/area/helsinki.osm.pbf");

const PATIENCE: Duration = Duration::from_secs(120);
const STARTS: usize = 5;
const START_GOAL_S: f64 = 2.5;
/// After this long nothing of a start goes on any more.
const SETTLE: Duration = Duration::from_secs(45);
const WATCHED: Duration = Duration::from_secs(30);
/// Share of one core.
const IDLE_GOAL: f64 = 0.05;
const MEMORY_GOAL_MIB: f64 = 350.0;

/// A binary by its environment variable, else the one beside this bench in the target folder.
fn binary(variable: &str, name: &str) -> Result<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join(name));
    let found = std::env::var_os(variable).map(PathBuf::from).or_else(beside).filter(|file| file.is_file());
    found.with_context(|| format!("{name} is absent: ./dev bench console builds it"))
}

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let missing = missing_programs();
    if !missing.is_empty() {
        println!("skipped: absent are {missing:?} (./dev setup)");
        return Ok(());
    }
    let console = binary("WATCHFLOOR_CONSOLE", "watchfloor-console")?;
    let headless = binary("WATCHFLOOR_BIN", "watchfloor")?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    starts(&console, &folder.path().join("drill"))?;
    let Some(programs) = Programs::find()? else { return Ok(()) };
    rest(&programs, &console, &Live { headless, folder: folder.path().join("live") })?;
    figure::say_load();
    Ok(())
}

/// Starts the console in a drill; gives the time until the page says it is ready, and its milestones.
fn start(desktop: &Desktop, console: &Path, data: &Path) -> Result<(Duration, Value)> {
    let ready = desktop.home().join("ready.json");
    if ready.exists() {
        std::fs::remove_file(&ready)?;
    }
    let mut command = desktop.command(console);
    command.args(["--drill", "--seat", "dispatcher", "--data"]).arg(data).env("WATCHFLOOR_READY_FILE", &ready);
    let begun = Instant::now();
    let mut group = Group::start(&mut command, &desktop.log("console"))?;
    let text = wait_for("the page says it is ready", PATIENCE, || {
        ensure!(group.is_alive(), "the console ended:\n{}", group.log_tail());
        Ok(std::fs::read_to_string(&ready).ok())
    })?;
    let took = begun.elapsed();
    // Seats and snapshots of a moment's work are on disk, then the plug is pulled: the next start checks the log, too.
    std::thread::sleep(Duration::from_secs(2));
    group.kill();
    Ok((took, serde_json::from_str(&text)?))
}

fn starts(console: &Path, data: &Path) -> Result<()> {
    let desktop = Desktop::start()?;
    let (first, _) = start(&desktop, console, data)?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (_, milestones) = start(&desktop, console, data)?;
        println!("  start: {milestones}");
        let ready = milestones["ready_ms"].as_u64().context("a start that is ready says when")?;
        times.push(Duration::from_millis(ready));
    }
    let median = figure::percentile(&times, 50.0).as_secs_f64();
    println!(
        "start to usable map      {median:.2} s median of {STARTS} ({})   first start of all, with the area's import, {:.1} s",
        figure::against(median, START_GOAL_S),
        first.as_secs_f64(),
    );
    Ok(())
}

/// A live store for someone to sign on to.
struct Live {
    headless: PathBuf,
    folder: PathBuf,
}

impl Live {
    fn run(&self, args: &[&str], input: Stdio) -> Result<()> {
        let mut command = Command::new(&self.headless);
        command.args(args).arg("--data").arg(&self.folder).env("USER", "bench").env_remove("WATCHFLOOR_DATA");
        let output = command.stdin(input).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success() && !said.contains("\"error\""), "{args:?}: {said}");
        Ok(())
    }

    /// The demo area, an administrator, a dispatcher, forty units at home.
    fn prepare(&self) -> Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let file = |name: &str, text: String| -> Result<String> {
            let path = self.folder.with_file_name(name);
            std::fs::write(&path, text)?;
            Ok(path.display().to_string())
        };
        self.run(&["area", "import", HELSINKI, "--name", "helsinki"], Stdio::null())?;
        let chief = json!({"user": "chief", "display_name": "Chief", "role": "administrator", "password": PASSWORD});
        let line = json!({"id": 1, "call": "first_administrator", "args": chief}).to_string();
        self.run(&["rpc"], std::fs::File::open(file("line", line + "\n")?)?.into())?;
        let password = file("password", format!("{PASSWORD}\n"))?;
        self.run(&["user", "create", "anna", "--role", "dispatcher", "--password-file", &password], Stdio::null())?;
        let place = |n: u32| (24.92 + f64::from(n % 8) * 0.006, 60.16 + f64::from(n / 8) * 0.006);
        let row = |n: u32| format!("E{n},Engine {n},engine,Station {n},{:.4},{:.4}\n", place(n).0, place(n).1);
        let rows: String = (0..40).map(row).collect();
        let units = file("units.csv", format!("id,call_sign,type,station,lon,lat\n{rows}"))?;
        self.run(&["unit", "import", &units], Stdio::null())
    }
}

fn rest(programs: &Programs, binary: &Path, live: &Live) -> Result<()> {
    live.prepare()?;
    let console = Console::start(programs, &live.folder, &["--live"])?;
    let page = &console.page;
    page.click("[data-test=signon-user]")?;
    page.keys(&format!("anna{}{PASSWORD}{}", key::TAB, key::ENTER))?;
    page.wait_css("[data-test=status-seat][data-user=anna]")?;
    page.wait_css("[data-test=map][data-ready=true]")?;
    console.wait_ready(PATIENCE)?;
    std::thread::sleep(SETTLE);

    let tree = Tree::of_program(binary)?;
    let before = tree.processes()?;
    let begun = Instant::now();
    std::thread::sleep(WATCHED);
    let after = tree.processes()?;
    let seconds = begun.elapsed().as_secs_f64();
    let (mut cpu, mut memory) = (0.0, 0.0);
    for (pid, now) in &after {
        let used = now.cpu_s - before.get(pid).map_or(0.0, |then| then.cpu_s);
        println!("  {:<16} {:>5.2} % of a core  {:>6.1} MiB", now.name, used / seconds * 100.0, now.pss_mib);
        cpu += used / seconds;
        memory += now.pss_mib;
    }
    println!("idle console, processor  {:.2} % of a core ({})", cpu * 100.0, figure::against(cpu, IDLE_GOAL));
    println!("idle console, memory     {memory:.0} MiB PSS ({})", figure::against(memory, MEMORY_GOAL_MIB));
    scheme::say(page)
}
