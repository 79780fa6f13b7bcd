//! A whole recommendation, timed: drive times of all units, the choice with its reasons, and what is left behind. It must
//! not know if answers are right.

use std::path::Path;

use anyhow::{Context as _, Result};
use watchfloor_domain::board::Board;
use watchfloor_domain::recommend::cover::{Ground as Cells, Stand, coverage};
use watchfloor_domain::recommend::{Aboard, Ask, Candidate, Drive, recommend};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Fix, Priority};
use watchfloor_geo::distance_m;
use watchfloor_routing::{Ground, Profile};

use crate::city::Dice;
use crate::figure::{against, percentile};
use crate::fleet::{Town, timed};

const UNITS: usize = 200;
const INCIDENTS: usize = 1_000;
const CELLS: usize = 700;
const GOAL_MS: f64 = 10.0;

/// Two hundred units at stations, one in four busy; structure fires at each alarm level in turn.
pub fn table(name: &str, file: &Path) -> Result<()> {
    let town = Town::open(file, Profile::EMERGENCY)?;
    let mut dice = Dice::new(21);
    let fleet = town.at_stations(UNITS, &mut dice);
    let placed = fleet.placed();
    let (ground, cut) = timed(|| Ground::of(&town.world, CELLS));
    let (seconds, surveyed) = timed(|| ground.seconds(&town.world, town.metric.as_ref()));
    println!(
        "{name}: {} cells of {:.0} m, cut in {:.2} s, times between them in {:.2} s (background)",
        ground.road_m().len(),
        ground.side_m(),
        cut.as_secs_f64(),
        surveyed.as_secs_f64()
    );
    let (board, now_ms) = (Board::default(), 1_795_349_600_000);
    let plan = board.plan();
    let kinds = ["engine", "engine", "ladder", "ambulance", "ambulance", "patrol", "patrol", "rescue"];
    let mut units: Vec<Candidate> = (fleet.places.iter().enumerate())
        .map(|(n, at)| Candidate {
            unit: format!("U{n:05}").as_str().into(),
            kind: kinds[n % kinds.len()].into(),
            station: format!("{:.4},{:.4}", at.lon(), at.lat()),
            status: if dice.below(4) == 0 { UnitStatus::Os } else { UnitStatus::Aq },
            since_ms: now_ms,
            on: None,
            here: false,
            reason: None,
            fix: Some(Fix { at: *at, time_ms: now_ms, accuracy_m: None, source: "gnss".into() }),
            from_station: false,
            drive: Drive::NoRoads,
            straight_m: None,
            run_ended_ms: None,
            crew: Some(Aboard { strength: 4, skills: vec!["ALS".into()], since_ms: now_ms }),
            crew_group: None,
            crew_elsewhere: None,
            agency: (n % 10 == 0).then(|| "neighbour".to_owned()),
            emergency: false,
            missing_at: None,
        })
        .collect();
    let mut times = Vec::new();
    let mut sent = 0;
    for (round, to) in town.incidents(INCIDENTS, &mut dice).into_iter().enumerate() {
        let level = u32::try_from(round % 3 + 1)?;
        let (answer, took) = timed(|| -> Result<_> {
            let board = town.world.board(town.metric.as_ref(), to, &placed).context("an incident beside a road")?;
            for (unit, (ms, at)) in units.iter_mut().zip(board.ms.iter().zip(&fleet.places)) {
                unit.drive = ms.map_or(Drive::NoWay, Drive::Ms);
                unit.straight_m = Some(distance_m(*at, to));
            }
            let ask = Ask { plan, type_code: "STRUCT", priority: Priority::E, at: to, level, now_ms };
            let mut answer = recommend(&ask, &units);
            let cell = |at| ground.cell(at);
            let stands: Vec<Stand<'_>> = (units.iter().zip(&fleet.places))
                .map(|(candidate, at)| Stand { candidate, cell: cell(*at), home: cell(*at) })
                .collect();
            let cells = Cells { road_m: ground.road_m(), seconds: &seconds };
            answer.coverage = Some(coverage(plan, &answer, &stands, cells));
            Ok(answer)
        });
        sent += answer?.sent().count();
        times.push(took);
    }
    let p99 = percentile(&times, 99.0).as_secs_f64() * 1e3;
    println!(
        "{name}: {} recommendations among {UNITS} units ({sent} sent)  p50 {:.3} ms  p99 {p99:.3} ms   p99 {}",
        times.len(),
        percentile(&times, 50.0).as_secs_f64() * 1e3,
        against(p99, GOAL_MS)
    );
    Ok(())
}
