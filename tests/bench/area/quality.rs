//! What ranking by straight line costs, and that ranking by drive time does not: the fastest unit's time against the
//! time of the unit each would send. It must not know how drive times are found.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use watchfloor_geo::{Wgs84, distance_m};
use watchfloor_routing::Profile;

use crate::city::Dice;
use crate::fleet::{Fleet, Town};

const INCIDENTS: usize = 1_500;

/// What one way of choosing lost, in seconds per incident, against the fastest.
struct Lost {
    seconds: Vec<f64>,
}

impl Lost {
    fn say(&self, what: &str) {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        let wrong = sorted.iter().filter(|lost| **lost > 0.0).count();
        let at = |share: f64| sorted.get((sorted.len().saturating_sub(1) as f64 * share) as usize).unwrap_or(&0.0);
        println!(
            "  {what:<44} slower unit in {:>5.1} %   mean loss {:>5.1} s  p99 {:>6.0} s  worst {:>6.0} s",
            wrong as f64 * 100.0 / sorted.len().max(1) as f64,
            sorted.iter().sum::<f64>() / sorted.len().max(1) as f64,
            at(0.99),
            at(1.0),
        );
    }
}

pub fn table(name: &str, file: &Path) -> Result<()> {
    let town = Town::open(file, Profile::EMERGENCY)?;
    for count in [20, 100, 500, 5_000] {
        let fleet = town.spread(count, &mut Dice::new(11));
        println!("{name}, {count} units spread over the roads, {INCIDENTS} incidents");
        judge(&town, &fleet)?;
    }
    let fleet = town.at_stations(100, &mut Dice::new(12));
    println!("{name}, 100 units at 25 stations, {INCIDENTS} incidents");
    judge(&town, &fleet)
}

fn judge(town: &Town, fleet: &Fleet) -> Result<()> {
    let units = fleet.placed();
    let incidents = town.incidents(INCIDENTS, &mut Dice::new(13));
    let mut straight = Lost { seconds: Vec::new() };
    let mut ours = Lost { seconds: Vec::new() };
    let mut missed = [(5, 0_usize), (25, 0)];
    for to in incidents {
        // All times by plain search; the closest unit comes from the bounded one.
        let board = town.world.board(None, to, &units).context("an incident beside a road")?;
        let times: Vec<(usize, i64)> = board.ms.iter().enumerate().filter_map(|(at, ms)| Some((at, (*ms)?))).collect();
        let Some(fastest) = times.iter().map(|(_, ms)| *ms).min() else { continue };
        let closest = town.world.closest_snapped(to, &units, &|_| true, 1).context("an incident beside a road")?;
        let sent = closest.best.first().context("some unit has a way")?;
        ensure!(board.ms[sent.index] == Some(sent.ms), "one unit, two drive times");
        let lost = |ms: i64| (ms - fastest) as f64 / 1000.0;
        ours.seconds.push(lost(sent.ms));
        let order = by_straight_line(&times, &fleet.places, to);
        straight.seconds.push(lost(times[order[0]].1));
        for (length, count) in &mut missed {
            *count += usize::from(order.iter().take(*length).all(|at| times[*at].1 > fastest));
        }
    }
    straight.say("sent by straight line");
    ours.say("sent by us");
    for (length, count) in missed {
        let share = count as f64 * 100.0 / ours.seconds.len().max(1) as f64;
        println!("  the fastest is not among the {length} nearest by line in {share:.1} %");
    }
    ensure!(ours.seconds.iter().all(|lost| *lost == 0.0), "the closest unit is the fastest of the board");
    Ok(())
}

/// Places in `times`, nearest first.
fn by_straight_line(times: &[(usize, i64)], places: &[Wgs84], to: Wgs84) -> Vec<usize> {
    let far: Vec<f64> = times.iter().map(|(unit, _)| distance_m(places[*unit], to)).collect();
    let mut order: Vec<usize> = (0..times.len()).collect();
    order.sort_by(|a, b| far[*a].total_cmp(&far[*b]).then(a.cmp(b)));
    order
}
