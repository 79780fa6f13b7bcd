//! A drill in which nobody practises: a scripted dispatcher works, everything the desk can do happens, and it comes to its
//! end.

use crate::support::{Floor, START_MS, town};
use watchfloor_domain::Command;
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::types::Role;
use watchfloor_drill::{Act, Load, Pace, Setup, Sim, Tongue};

fn played(load: Load, callers: Tongue) -> (Floor, usize) {
    let mut sim = Sim::new(Setup { load, callers, ..town(77) }, START_MS).unwrap();
    let fleet: Vec<NewUnit> = sim.fleet();
    assert_eq!(fleet.len(), 40 * load.fleets);
    let mut floor = Floor::with_fleet(&sim);
    let user = UserId::from("dispatcher");
    let account =
        Command::CreateUser { user, display_name: "dispatcher".into(), role: Role::Dispatcher, verifier: "x".into() };
    floor.apply("drill", account, START_MS);
    for step in 1..6_000 {
        floor.step(&mut sim, START_MS + step * 10_000);
        if sim.is_over(&floor.board) {
            return (floor, step as usize);
        }
    }
    unreachable!("{} incidents are still open", floor.open_incidents())
}

#[test]
fn all_of_the_desk_is_played_and_nothing_is_refused() {
    let load = Load { calls_per_day: 1_500.0, most_calls: Some(220), fleets: 3, pace: Pace::Dispatcher };
    let (floor, _) = played(load, Tongue::En);
    assert!(floor.refused.is_empty(), "{:?}", floor.refused[0]);
    assert_eq!(floor.told["incident.opened"], 220);
    let expected = [
        "incident.merged",
        "incident.call_attached",
        "incident.priority_set",
        "radio.logged",
        "incident.lanes_set",
        "incident.traffic_time_set",
        "incident.reopened",
        "incident.closed",
        "incident.hand_over_offered",
        "incident.hand_over_accepted",
        "incident.par_called",
        "incident.par_answered",
        "unit.emergency_raised",
        "unit.emergency_acknowledged",
        "unit.emergency_cleared",
        "unit.status_set",
        "unit.released",
    ];
    let missing: Vec<&str> = expected.into_iter().filter(|typ| !floor.told.contains_key(typ)).collect();
    assert!(missing.is_empty(), "{missing:?} in {:?}", floor.told);
    let cancelled = floor.board.incidents.values().filter_map(|i| i.closed.as_ref()).any(|c| c.disposition == "CANCEL");
    assert!(cancelled, "somebody needed nobody after all");
}

#[test]
fn callers_and_crews_speak_the_language_of_the_drill() {
    let load = Load { calls_per_day: 5_000.0, most_calls: Some(5), fleets: 1, pace: Pace::Dispatcher };
    let mut sim = Sim::new(Setup { load, callers: Tongue::Zh, ..town(3) }, START_MS).unwrap();
    let mut floor = Floor::with_fleet(&sim);
    let mut said = Vec::new();
    for step in 1..200 {
        for act in floor.step(&mut sim, START_MS + step * 5_000) {
            if let Act::Do { command: Command::OpenIncident(open), .. } = act {
                said.push(open.what);
            }
        }
    }
    assert_eq!(said.len(), 5);
    assert!(said.iter().all(|text| text.chars().any(|c| c > '\u{4e00}')), "{said:?}");
}
