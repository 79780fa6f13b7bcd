//! Closest units and whole boards, timed; OSRM and Valhalla on the same places. It must not know if answers are right.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use watchfloor_geo::{Wgs84, destination};
use watchfloor_routing::{Closed, ClosureIn, Kind, Profile, Shape};

use crate::city::Dice;
use crate::figure::{against, percentile};
use crate::fleet::{Fleet, Town, timed};
use crate::peers::{Cost, Matrix, Peers};

const UNITS: usize = 5_000;
const INCIDENTS: usize = 1_000;
const BOARDS: usize = 100;
const CLOSURES: usize = 200;
const CLOSEST_GOAL_MS: f64 = 2.0;
const BOARD_GOAL_MS: f64 = 10.0;

pub fn table(file: &Path, peers: Option<&Peers>) -> Result<()> {
    let town = Town::open(file, Profile::EMERGENCY)?;
    println!(
        "roads: {} directed edges; graph {:.2} s, order of contraction {:.2} s (kept per graph), customising {:.1} ms",
        town.world.graph().edges(),
        town.graph_took.as_secs_f64(),
        town.hierarchy_took.as_secs_f64(),
        ms(town.metric_took),
    );
    let mut dice = Dice::new(7);
    let fleet = town.spread(UNITS, &mut dice);
    let incidents = town.incidents(INCIDENTS, &mut dice);
    println!("a unit's position put on the road: {:.1} us each", fleet.took.as_secs_f64() * 1e6 / UNITS as f64);
    closest(&town, &fleet, &incidents)?;
    boards(&town, &fleet, &incidents[..BOARDS])?;
    closures(&town, &fleet, &incidents)?;
    if let Some(peers) = peers {
        others(file, peers, &fleet, incidents[0])?;
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn say(what: &str, times: &[Duration], goal_ms: Option<f64>) {
    let p99 = ms(percentile(times, 99.0));
    let verdict = goal_ms.map_or(String::new(), |goal| format!("   p99 {}", against(p99, goal)));
    println!(
        "{what:<66} p50 {:>8.3} ms  p99 {p99:>8.3} ms  ({} times){verdict}",
        ms(percentile(times, 50.0)),
        times.len()
    );
}

/// The incident put on the road and the filter asked are inside the time; units were put on the road when they reported.
fn closest(town: &Town, fleet: &Fleet, incidents: &[Wgs84]) -> Result<()> {
    let units = fleet.placed();
    type Rule = (&'static str, fn(usize) -> bool);
    let rules: [Rule; 3] = [
        ("all eligible", |_| true),
        ("one in 4 eligible", |at| at % 4 == 0),
        ("one in 250 eligible", |at| at % 250 == 0),
    ];
    for (k, (words, eligible)) in
        [(5, rules[0]), (20, rules[0]), (20, rules[1]), (20, rules[2]), (100, rules[0]), (1_000, rules[0])]
    {
        let count = (0..units.len()).filter(|at| eligible(*at)).count();
        let pays = town.world.hierarchy_pays(count, k);
        // As the host asks first, then the other way.
        for by in [pays, !pays] {
            let metric = town.metric.as_ref().filter(|_| by);
            let mut times = Vec::new();
            for to in incidents {
                let (found, took) = timed(|| town.world.closest_by(metric, *to, &units, &eligible, k));
                ensure!(found.context("an incident beside a road")?.best.len() <= k, "no more than were asked for");
                times.push(took);
            }
            let goal = (k == 20 && by == pays).then_some(CLOSEST_GOAL_MS);
            let (way, chosen) =
                (if by { "hierarchy" } else { "search" }, if by == pays { "chosen" } else { "not chosen" });
            say(&format!("closest {k} of {UNITS}, {words}, by {way} ({chosen})"), &times, goal);
        }
    }
    Ok(())
}

fn boards(town: &Town, fleet: &Fleet, incidents: &[Wgs84]) -> Result<()> {
    let units = fleet.placed();
    for (words, metric) in [("by the hierarchy", town.metric.as_ref()), ("by plain search", None)] {
        let mut times = Vec::new();
        for to in incidents {
            let (board, took) = timed(|| town.world.board(metric, *to, &units));
            ensure!(board.context("an incident beside a road")?.ms.len() == units.len(), "a time for each unit");
            times.push(took);
        }
        say(&format!("all {UNITS} drive times, {words}"), &times, metric.map(|_| BOARD_GOAL_MS));
    }
    Ok(())
}

/// From the closure as drawn to the answer that respects it; and the hierarchy made anew, which happens in the background.
fn closures(town: &Town, fleet: &Fleet, incidents: &[Wgs84]) -> Result<()> {
    let units = fleet.placed();
    let (mut times, mut anew) = (Vec::new(), Vec::new());
    for (at, to) in incidents.iter().take(CLOSURES).enumerate() {
        let line = [destination(*to, 0.0, 200.0), destination(*to, 120.0, 200.0), destination(*to, 240.0, 200.0)];
        let shape = if at % 2 == 0 { Shape::Line(&line) } else { Shape::Polygon(&line) };
        let closure = ClosureIn { id: "C-1", shape, emergency_may_pass: false };
        let (answer, took) = timed(|| -> Result<_> {
            let closed = Arc::new(Closed::of(town.world.graph(), Kind::Emergency, &[closure]));
            let world = town.world.with_closed(closed)?;
            let found = world.closest_snapped(*to, &units, &|_| true, 20);
            Ok((world, found))
        });
        let (world, _) = answer?;
        times.push(took);
        if at < 20 {
            let (metric, took) = timed(|| town.hierarchy.customise(&world));
            ensure!(metric.is_some() == town.metric.is_some(), "a hierarchy stays one with closures");
            anew.push(took);
        }
    }
    say("a closure drawn, to the closest 20 that respect it", &times, None);
    say("the hierarchy customised anew with it (background)", &anew, None);
    Ok(())
}

fn others(file: &Path, peers: &Peers, fleet: &Fleet, to: Wgs84) -> Result<()> {
    let (osrm, built) = peers.osrm(file)?;
    costs("OSRM", &built);
    let (valhalla, built) = peers.valhalla(file)?;
    costs("Valhalla", &built);
    for count in [1_000, UNITS] {
        let asked = Matrix { to, from: &fleet.places[..count] };
        for algorithm in ["CH", "MLD"] {
            let times = peers.osrm_matrix(&osrm, algorithm, &asked)?;
            matrix(&format!("OSRM {algorithm}, {count} x 1, its own snapping included"), &times.wall_ms, &times.cpu_ms);
        }
        let times = peers.valhalla_matrix(&valhalla, &asked)?;
        matrix(&format!("Valhalla, {count} x 1, its own snapping included"), &times.wall_ms, &times.cpu_ms);
    }
    Ok(())
}

fn matrix(what: &str, wall: &[f64], cpu: &[f64]) {
    let median = |times: &[f64]| {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    };
    println!("{what:<58} p50 {:>8.1} ms  processor {:>8.1} ms  ({} times)", median(wall), median(cpu), wall.len());
}

fn costs(name: &str, steps: &[(String, Cost)]) {
    let told: Vec<String> =
        steps.iter().map(|(step, cost)| format!("{step} {:.1} s, {:.0} MB", cost.wall_s, cost.peak_mb)).collect();
    println!("{name} prepared: {}", told.join("; "));
}
