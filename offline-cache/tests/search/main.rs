//! Ten thousand questions made from each extract (`WATCHFLOOR_SEARCH_RUNS`, else one thousand in all), and how many find
//! what they are about: at least 99 % of exact addresses, streets and crossings first, 97 % of those with one thing wrong
//! among the first five, all coordinates.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops here, saying where")]

mod chinese;
mod made;
mod town;

use made::{Dice, Extract, Sort};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;
use watchfloor_area::{ImportOptions, PbfSource, import};
use watchfloor_offline_cache::areas::{Area, Areas};
use watchfloor_search::Question;

/// The project's own extract, and those beside it.
const FILES: [&str; 8] = [
    "munich/munchen_centre.osm.pbf",
    "monaco/monaco.osm.pbf",
    "columbus/columbus.osm.pbf",
    "andorra/andorra.osm.pbf",
    "liechtenstein/liechtenstein-2022.osm.pbf",
    "liechtenstein/liechtenstein-valhalla-test.osm.pbf",
    "porto/porto_centre_valhalla_bench.osm.pbf",
    "porto/porto_portugal.osm.pbf",
];
/// Without a soak: the smallest of the others.
const QUICK: usize = 2;
/// A test machine may be busy; how long an answer takes is measured by the bench.
const PATIENCE: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn bounds(area: &Area) -> [f64; 4] {
    let info = area.info().unwrap();
    let numbers: Vec<f64> = info.metadata["bounds"].split(',').map(|n| n.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

fn imported(dir: &Path, file: &Path) -> Area {
    let bytes = std::fs::read(file).unwrap();
    let areas = Areas::new(dir);
    let name = "asked".parse().unwrap();
    let mut writer = areas.create(&name).unwrap();
    // Tiles have no part in it.
    let options = ImportOptions { max_zoom: 4, ..ImportOptions::named("asked") };
    let source = PbfSource { name: "asked", bytes: &bytes };
    import(&[source], &options, &mut writer, &|_| ControlFlow::Continue(())).unwrap();
    areas.open(&name).unwrap()
}

/// By sort: asked, found first, found among five.
type Tally = BTreeMap<Sort, [usize; 3]>;

fn run(area: &Area, runs: usize, seed: u64, misses: &mut Vec<String>) -> Tally {
    let extract = Extract::of(area);
    let bounds = bounds(area);
    println!("  addresses, streets, crossings: {:?}", extract.sizes());
    let mut dice = Dice(seed);
    let mut tally = Tally::new();
    let mut asked_in_all = 0;
    for _ in 0..runs * 4 {
        if asked_in_all == runs {
            break;
        }
        let Some(asked) = extract.ask(&mut dice) else { continue };
        asked_in_all += 1;
        let question = Question { text: &asked.text, near: asked.near, bounds, limit: 10 };
        let answer = area.search(&question, &[], PATIENCE).unwrap();
        assert!(answer.found.iter().all(|found| !found.why.is_empty() && found.score <= 1000), "{:?}", asked.text);
        assert!(answer.found.is_sorted_by_key(|found| std::cmp::Reverse(found.score)), "{:?}", asked.text);
        let at = asked.place_in(&answer);
        let counts = tally.entry(asked.sort).or_default();
        counts[0] += 1;
        counts[1] += usize::from(at == Some(0));
        counts[2] += usize::from(at.is_some_and(|at| at < 5));
        let wrong = matches!(asked.sort, Sort::Slip | Sort::Swap | Sort::Missing);
        if at.is_none_or(|at| at > if wrong { 4 } else { 0 }) {
            let first: Vec<_> =
                answer.found.iter().take(3).map(|f| format!("{} ({} {})", f.label, f.kind.as_str(), f.score)).collect();
            misses.push(format!("{:?} {:?} wanted {} got {first:?}", asked.sort, asked.text, asked.label));
        }
    }
    tally
}

/// What of a file's questions falls short of the goals, in words.
fn short_of_goals(file: &str, tally: &Tally) -> Vec<String> {
    let (mut wrong, mut short) = ([0, 0], Vec::new());
    for (sort, [asked, first, five]) in tally {
        println!("  {sort:?}: {asked} asked, {first} first, {five} among five");
        let mut least = |part: f64, found: usize| {
            if (found as f64) < part * *asked as f64 {
                short.push(format!("{file}: {sort:?}: {found} of {asked}"));
            }
        };
        match sort {
            Sort::Address | Sort::Street | Sort::Crossing => least(0.99, *first),
            Sort::Coordinates => least(1.0, *first),
            Sort::Slip | Sort::Swap | Sort::Missing => wrong = [wrong[0] + asked, wrong[1] + five],
        }
    }
    if (wrong[1] as f64) < 0.97 * wrong[0] as f64 {
        short.push(format!("{file}: one thing wrong: {} of {}", wrong[1], wrong[0]));
    }
    short
}

#[test]
fn questions_find_what_they_are_about() {
    let runs = std::env::var("WATCHFLOOR_SEARCH_RUNS").ok().map(|runs| runs.parse::<usize>().unwrap());
    let mut files = vec![root().join("assets/area/helsinki.osm.pbf")];
    let shared = root().join("../shared/data/map");
    if shared.is_dir() {
        let others = if runs.is_some() { FILES.len() } else { QUICK };
        files.extend(FILES.iter().take(others).map(|file| shared.join(file)));
    } else {
        println!("skipped but for Helsinki: ../shared/data/map is absent");
    }
    let each = runs.unwrap_or(1_000 / files.len());
    let mut short = Vec::new();
    for (seed, file) in (1..).zip(&files) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        println!("{name}");
        let dir = tempfile::tempdir().unwrap();
        let area = imported(dir.path(), file);
        let mut misses = Vec::new();
        let tally = run(&area, each, seed, &mut misses);
        let told = if std::env::var_os("WATCHFLOOR_SEARCH_MISSES").is_some() { usize::MAX } else { 40 };
        for miss in misses.iter().take(told) {
            println!("    missed: {miss}");
        }
        short.extend(short_of_goals(&name, &tally));
    }
    assert!(short.is_empty(), "{short:#?}");
}
