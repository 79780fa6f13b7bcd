//! Questions made from each extract by a seed, through the real store: how many find what they are about, and how long an
//! answer takes. It must not know how answers are found.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use watchfloor_area::{ImportOptions, PbfSource, import};
use watchfloor_offline_cache::areas::{Area, AreaName, Areas, SEARCH_TIME};
use watchfloor_search::Question;

use crate::figure::percentile;
use crate::fleet::timed;
use crate::imports;
use crate::made::{Dice, Extract, Sort};

const RUNS: usize = 10_000;

#[derive(Default)]
struct Tally {
    asked: usize,
    first: usize,
    among_five: usize,
    times: Vec<Duration>,
}

pub fn table() -> Result<()> {
    let runs = std::env::var("WATCHFLOOR_BENCH_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    println!(
        "{:<42} {:<12} {:>6} {:>8} {:>8} {:>9} {:>9}",
        "file", "questions", "asked", "first", "of 5", "p50 ms", "p99 ms"
    );
    for (seed, file) in (1..).zip(imports::files()) {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let area = imported(dir.path(), &file)?;
        let stem = file.file_name().unwrap_or_default().to_string_lossy();
        for (sort, tally) in run(&area, runs, seed)? {
            let share = |found: usize| found as f64 * 100.0 / tally.asked.max(1) as f64;
            println!(
                "{stem:<42} {:<12} {:>6} {:>7.2}% {:>7.2}% {:>9.3} {:>9.3}",
                format!("{sort:?}").to_lowercase(),
                tally.asked,
                share(tally.first),
                share(tally.among_five),
                percentile(&tally.times, 50.0).as_secs_f64() * 1e3,
                percentile(&tally.times, 99.0).as_secs_f64() * 1e3,
            );
        }
    }
    Ok(())
}

fn imported(dir: &Path, file: &Path) -> Result<Area> {
    let bytes = std::fs::read(file)?;
    let areas = Areas::new(dir);
    let area: AreaName = "asked".parse()?;
    let mut writer = areas.create(&area)?;
    // Tiles have no part in it.
    let options = ImportOptions { max_zoom: 4, ..ImportOptions::named("asked") };
    let source = PbfSource { name: "asked", bytes: &bytes };
    import(&[source], &options, &mut writer, &|_| ControlFlow::Continue(()))?;
    Ok(areas.open(&area)?)
}

fn run(area: &Area, runs: usize, seed: u64) -> Result<BTreeMap<Sort, Tally>> {
    let extract = Extract::of(area);
    let info = area.info()?;
    let numbers: Vec<f64> = info.metadata["bounds"].split(',').filter_map(|n| n.parse().ok()).collect();
    let bounds: [f64; 4] = numbers.try_into().ok().context("an area has bounds")?;
    let mut dice = Dice(seed);
    let mut tally: BTreeMap<Sort, Tally> = BTreeMap::new();
    // Not every throw of the dice makes a question; an extract without addresses makes none of them.
    for asked in (0..runs * 4).filter_map(|_| extract.ask(&mut dice)).take(runs) {
        let question = Question { text: &asked.text, near: asked.near, bounds, limit: 10 };
        let (answer, took) = timed(|| area.search(&question, &[], SEARCH_TIME));
        let at = asked.place_in(&answer?);
        let counts = tally.entry(asked.sort).or_default();
        counts.asked += 1;
        counts.first += usize::from(at == Some(0));
        counts.among_five += usize::from(at.is_some_and(|at| at < 5));
        counts.times.push(took);
    }
    Ok(tally)
}
