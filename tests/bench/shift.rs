//! A shift of a busy city with nobody restarting anything: 5,000 calls a day at 60 times the speed, with a scripted
//! dispatcher, once in the real console with its window (all its processes) and once headless. What they hold in memory
//! after the first hour, and at the end.
//!
//! `WATCHFLOOR_SHIFT_HOURS` names the hours of the shift, 2 when absent; a minute here is an hour there. `./dev soak shift`
//! plays the whole twelve. `WATCHFLOOR_CONSOLE` and `WATCHFLOOR_BIN` name other binaries.

#[expect(dead_code, reason = "percentiles are of benches that measure time")]
mod figure;
#[expect(dead_code, reason = "processor time by name is the idle console's")]
mod tree;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tree::Tree;
use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::live::binary;
use watchfloor_tests::process::Group;

const SPEED: u32 = 60;
const SAMPLES_AN_HOUR: u32 = 10;
const GOAL: f64 = 0.05;
const PATIENCE: Duration = Duration::from_secs(120);

/// The calls and the fleet of the shift, in the words both programs know.
const LOAD: [&str; 8] = ["--drill", "--calls-per-day", "5000", "--fleets", "8", "--speed", "60", "--dispatcher"];

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let hours: u32 = match std::env::var("WATCHFLOOR_SHIFT_HOURS") {
        Ok(hours) => hours.parse().context("WATCHFLOOR_SHIFT_HOURS")?,
        Err(_) => 2,
    };
    ensure!(hours >= 2, "growth after the first hour needs a second one");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    // `./dev bench shift` plays both; the program itself also one of them, by its name.
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if wanted("headless") {
        // Told beside it: of so little, a few megabytes are many per cent.
        headless(&folder.path().join("headless"), hours)?;
    }
    if let Some(programs) = Programs::find()?.filter(|_| wanted("window")) {
        let grown = window(&programs, &folder.path().join("window"), hours)?;
        // A soak is a test: it fails.
        let soak = std::env::var_os("WATCHFLOOR_SHIFT_HOURS").is_some();
        ensure!(!soak || grown < GOAL, "the console's memory grew by {:.1} %", grown * 100.0);
    }
    figure::say_load();
    Ok(())
}

fn headless(data: &Path, hours: u32) -> Result<f64> {
    let program = binary("WATCHFLOOR_BIN", "watchfloor")?;
    let mut command = Command::new(&program);
    command.arg("run").args(LOAD).arg("--data").arg(data);
    let mut group = Group::start(&mut command, &data.with_extension("log"))?;
    let growth = watch("headless", &program, hours, || {
        ensure!(group.is_alive(), "headless: the program ended:\n{}", group.log_tail());
        Ok(())
    })?;
    group.kill();
    let verified = Command::new(&program).args(["log", "verify", "--drill", "--data"]).arg(data).output()?;
    ensure!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    Ok(growth)
}

fn window(programs: &Programs, data: &Path, hours: u32) -> Result<f64> {
    let args: Vec<&str> = LOAD.iter().copied().chain(["--seat", "dispatcher"]).collect();
    let console = Console::start(programs, data, &args)?;
    console.wait_ready(PATIENCE)?;
    console.page.keys(&format!("{}2", watchfloor_tests::page::key::CONTROL))?;
    console.page.wait_css("[data-test=incident-row]")?;
    watch("with its window", programs.console(), hours, || Ok(()))
}

/// Samples what a program and all it started hold, MiB; gives the growth from the hour after the first to the last one.
fn watch(name: &str, program: &Path, hours: u32, mut lives: impl FnMut() -> Result<()>) -> Result<f64> {
    let (begun, mut held) = (Instant::now(), Vec::new());
    let every = Duration::from_secs(3_600) / SPEED / SAMPLES_AN_HOUR;
    for sample in 1..=hours * SAMPLES_AN_HOUR {
        std::thread::sleep((begun + every * sample).saturating_duration_since(Instant::now()));
        lives()?;
        held.push(Tree::of_program(program)?.processes()?.values().map(|process| process.pss_mib).sum::<f64>());
    }
    let hour = |n: u32| -> f64 {
        let of = held.iter().skip((n * SAMPLES_AN_HOUR) as usize).take(SAMPLES_AN_HOUR as usize);
        of.sum::<f64>() / f64::from(SAMPLES_AN_HOUR)
    };
    let each: Vec<String> = (0..hours).map(|n| format!("{:.0}", hour(n))).collect();
    // The hour after the first is where growth is counted from; of two hours, the first is all there is.
    let (from, to) = (hour(u32::from(hours > 2)), hour(hours - 1));
    let growth = to / from - 1.0;
    println!(
        "{name:<16} {hours} h of 5,000 calls a day at {SPEED}x: MiB by the hour {}   growth {:+.1} % ({})",
        each.join(" "),
        growth * 100.0,
        figure::against(growth.max(0.0), GOAL),
    );
    Ok(growth)
}
