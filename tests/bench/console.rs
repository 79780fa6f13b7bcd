//! The real release binary on a display of its own: from its start to a map that can be worked at, in a drill that has
//! run before; and what the console costs in live when nothing happens: processor and memory of all its processes.
//!
//! `./dev bench console` builds the binaries; `WATCHFLOOR_CONSOLE` and `WATCHFLOOR_BIN` name others.

mod figure;
mod scheme;
mod tree;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tree::Tree;
use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::desktop::{Desktop, missing_programs};
use watchfloor_tests::live::{Live, binary};
use watchfloor_tests::process::{Group, wait_for};

/// Units of the console at rest: one station each.
const UNITS: u32 = 40;

const PATIENCE: Duration = Duration::from_secs(120);
const STARTS: usize = 5;
const START_GOAL_S: f64 = 2.5;
/// After this long nothing of a start goes on any more.
const SETTLE: Duration = Duration::from_secs(45);
const WATCHED: Duration = Duration::from_secs(30);
/// Share of one core.
const IDLE_GOAL: f64 = 0.05;
const MEMORY_GOAL_MIB: f64 = 350.0;

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
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    starts(&console, &folder.path().join("drill"))?;
    let Some(programs) = Programs::find()? else { return Ok(()) };
    rest(&programs, &console, &Live::prepare(folder.path().join("live"), UNITS)?)?;
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

fn rest(programs: &Programs, binary: &Path, live: &Live) -> Result<()> {
    let console = Console::start(programs, &live.folder, &["--live"])?;
    let page = &console.page;
    live.sign_on(&console, PATIENCE)?;
    page.wait_css("[data-test=map][data-ready=true]")?;
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
