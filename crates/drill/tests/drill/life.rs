//! A drill nobody touches: it lives, nothing gets stuck, nothing is refused, nothing jumps, and it repeats itself.

use crate::support::{Floor, START_MS, drill, town};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::Command;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus;
use watchfloor_drill::{Act, Edge, Sim};
use watchfloor_geo::{Wgs84, angular_difference_deg, bearing_deg, distance_m, nearest_on_segment};

const HOUR_MS: i64 = 3_600_000;
/// 130 km/h, the fastest anything drives.
const TOP_MPS: f64 = 130.0 / 3.6;

/// What a shift looked like.
#[derive(Debug, Default)]
pub struct Shift {
    pub opened: usize,
    pub closed: usize,
    pub most_open: usize,
    pub duplicates: usize,
    pub statuses: BTreeSet<&'static str>,
    /// Longest that any unit stayed in one state other than available, ms.
    pub longest: (i64, String),
    pub published: usize,
}

pub fn shift(sim: &mut Sim, floor: &mut Floor, hours: i64, step_ms: i64) -> Shift {
    let mut shift = Shift::default();
    for now_ms in (START_MS..=START_MS + hours * HOUR_MS).step_by(step_ms as usize) {
        for act in floor.step(sim, now_ms) {
            match act {
                Act::Do { command: Command::OpenIncident(_), .. } => shift.opened += 1,
                Act::Do { command: Command::CloseIncident { .. }, .. } => shift.closed += 1,
                Act::Do { command: Command::MergeIncidents { .. }, .. } => {
                    shift.closed += 1;
                    shift.duplicates += 1;
                }
                Act::Publish(_) => shift.published += 1,
                _ => {}
            }
        }
        shift.most_open = shift.most_open.max(floor.open_incidents());
        for unit in floor.board.units.values() {
            shift.statuses.insert(unit.status.code());
            let held = now_ms - unit.since_ms;
            if !matches!(unit.status, UnitStatus::Aq | UnitStatus::Ar) && held > shift.longest.0 {
                shift.longest = (held, format!("{} {}", unit.id, unit.status.code()));
            }
        }
    }
    shift
}

pub fn assert_sound(shift: &Shift, floor: &Floor) {
    assert!(floor.refused.is_empty(), "{} refused, first {:?}", floor.refused.len(), floor.refused[0]);
    assert!((60..=150).contains(&shift.opened), "{shift:?}");
    assert!(shift.most_open <= 20, "{shift:?}");
    assert!(shift.closed + shift.most_open >= shift.opened, "{shift:?}");
    assert!(shift.longest.0 <= 45 * 60_000, "stuck: {shift:?}");
    assert!(shift.duplicates > 0 && shift.published >= 16, "{shift:?}");
    for code in ["AQ", "AR", "DP", "AK", "ER", "OS", "TR", "AD", "CL"] {
        assert!(shift.statuses.contains(code), "nobody was {code}: {shift:?}");
    }
}

#[test]
fn eight_hours_by_the_second_pass_without_a_refusal_or_a_stuck_unit() {
    let (mut sim, mut floor) = drill(1);
    assert_eq!(floor.board.units.len(), 40);
    let shift = shift(&mut sim, &mut floor, 8, 1_000);
    println!("{shift:?}");
    assert_sound(&shift, &floor);
}

#[test]
fn eight_hours_in_leaps_of_fifteen_seconds_do_too() {
    for seed in 2..5 {
        let (mut sim, mut floor) = drill(seed);
        let shift = shift(&mut sim, &mut floor, 8, 15_000);
        assert_sound(&shift, &floor);
    }
}

#[test]
fn a_minute_at_a_time_is_slower_but_alive() {
    let (mut sim, mut floor) = drill(9);
    let shift = shift(&mut sim, &mut floor, 8, 60_000);
    assert_sound(&shift, &floor);
}

#[test]
fn runs_have_every_step_in_order() {
    let (mut sim, mut floor) = drill(5);
    shift(&mut sim, &mut floor, 3, 1_000);
    let mut whole = 0;
    for incident in floor.board.incidents.values().filter(|i| i.closed.is_some()) {
        for run in &incident.runs {
            let steps: Vec<&str> = run.steps.iter().map(|s| s.status.code()).collect();
            assert!(["DP", "AK", "ER", "OS", "TR", "AD"].starts_with(&steps) || steps == ["DP"], "{steps:?}");
            let gap = |at: usize| run.steps[at].at_ms - run.steps[at - 1].at_ms;
            if steps.len() > 3 {
                assert!((10_000..=41_000).contains(&gap(1)), "acknowledged after {} ms", gap(1));
                assert!((15_000..=91_000).contains(&gap(2)), "turnout of {} ms", gap(2));
                let ended = run.ended.as_ref().expect("the incident is closed");
                assert!(ended.disposition.is_some());
                whole += 1;
            }
        }
    }
    assert!(whole >= 20, "{whole} whole runs");
}

#[test]
fn the_same_seed_does_the_same_and_another_does_not() {
    let run = |seed| {
        let (mut sim, mut floor) = drill(seed);
        (0..1_200).flat_map(|s| floor.step(&mut sim, START_MS + s * 3_000)).collect::<Vec<_>>()
    };
    let first = run(11);
    assert!(first.len() > 2_000, "{}", first.len());
    assert_eq!(first, run(11));
    assert_ne!(first, run(12));
}

struct Seen {
    time_ms: i64,
    at: Wgs84,
}

/// No unit moves farther than it can drive, and who moves heads along a directed edge that is there.
pub fn assert_on_roads(acts: &[Act], edges: &[Edge]) -> usize {
    let mut last: BTreeMap<UnitId, Seen> = BTreeMap::new();
    let mut moved = 0;
    for act in acts {
        let Act::Position { unit, at, time_ms, heading, .. } = act else { continue };
        if let Some(before) = last.insert(unit.clone(), Seen { time_ms: *time_ms, at: *at }) {
            let (metres, seconds) = (distance_m(before.at, *at), (time_ms - before.time_ms) as f64 / 1_000.0);
            assert!(seconds > 0.0, "{unit} twice at one instant");
            assert!(metres <= TOP_MPS * seconds + 0.5, "{unit} jumped {metres} m in {seconds} s");
        }
        let Some(heading) = heading else { continue };
        moved += 1;
        // A sample: matching every fix with every edge is slow.
        if moved % 50 == 0 {
            let along = |e: &Edge| {
                e.points.windows(2).any(|w| {
                    let turn = angular_difference_deg(bearing_deg(w[0], w[1]), *heading).abs();
                    turn < 1.0 && nearest_on_segment(*at, w[0], w[1]).distance_m < 0.5
                })
            };
            assert!(edges.iter().any(along), "{unit} at {at:?} heads {heading} where no lane goes");
        }
    }
    moved
}

#[test]
fn units_stay_on_directed_roads_and_never_jump() {
    for (seed, step_ms) in [(3, 1_000), (4, 15_000), (5, 47_000)] {
        let (mut sim, mut floor) = drill(seed);
        let steps = 2 * HOUR_MS / step_ms;
        let acts: Vec<Act> = (0..steps).flat_map(|s| floor.step(&mut sim, START_MS + s * step_ms)).collect();
        let moved = assert_on_roads(&acts, &town(seed).edges);
        assert!(moved > 3_000, "{moved}");
    }
}

#[test]
fn a_long_pause_or_a_clock_set_back_makes_nothing_leap() {
    let (mut sim, mut floor) = drill(6);
    let mut acts = Vec::new();
    for s in 0..1_200 {
        acts.extend(floor.step(&mut sim, START_MS + s * 1_000));
    }
    let before = floor.board.incidents.len();
    let later = START_MS + 30 * HOUR_MS;
    let caught_up = floor.step(&mut sim, later);
    assert!(floor.board.incidents.len() <= before + 12, "a burst of calls");
    assert!(caught_up.iter().all(|a| !matches!(a, Act::Position { time_ms, .. } if *time_ms > later)));
    acts.extend(caught_up);
    assert_on_roads(&acts, &town(6).edges);
    let back = floor.step(&mut sim, START_MS);
    assert!(back.iter().all(|a| matches!(a, Act::Position { .. } | Act::Do { .. })), "{back:?}");
}
