//! A drill with a person in it: the board is the truth, and the crew goes on from wherever the person put things.

use crate::support::{Floor, START_MS, drill};
use proptest::prelude::*;
use watchfloor_domain::Command;
use watchfloor_domain::command::{NewUnit, OpenIncident};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Place, Priority};
use watchfloor_drill::{Act, Sim};
use watchfloor_geo::Wgs84;

fn call(type_code: &str, at: Option<(f64, f64)>) -> Command {
    let place = at.map(|(lon, lat)| Place { at: Wgs84::new(lon, lat).unwrap(), label: "here".into() });
    Command::OpenIncident(OpenIncident {
        type_code: type_code.into(),
        priority: None,
        place,
        what: "by hand".into(),
        caller_name: None,
        caller_phone: None,
        ..OpenIncident::default()
    })
}

fn seconds(sim: &mut Sim, floor: &mut Floor, from_s: &mut i64, count: i64) -> Vec<Act> {
    let acts = (0..count).flat_map(|s| floor.step(sim, START_MS + (*from_s + s) * 1_000)).collect();
    *from_s += count;
    acts
}

fn the_only(floor: &Floor) -> IncidentId {
    let by_hand = floor.board.incidents.values().find(|i| i.opened_by == "anna").expect("opened by hand");
    by_hand.id
}

fn set(units: &[&str], status: UnitStatus, reason: Option<&str>) -> Command {
    let units = units.iter().map(|u| UnitId::from(*u)).collect();
    Command::SetStatus { units, status, reason: reason.map(str::to_owned), destination: None }
}

fn status(floor: &Floor, unit: &str) -> UnitStatus {
    floor.board.units[&UnitId::from(unit)].status
}

#[test]
fn a_crew_goes_on_from_the_step_a_person_took_for_it() {
    let (mut sim, mut floor) = drill(21);
    let mut clock = 0;
    seconds(&mut sim, &mut floor, &mut clock, 5);
    floor.apply("anna", call("STRUCT", Some((24.93, 60.155))), START_MS + clock * 1_000);
    let incident = the_only(&floor);
    floor.apply(
        "anna",
        Command::AssignUnits { incident, units: vec!["E1".into()], divert: false },
        START_MS + clock * 1_000,
    );
    seconds(&mut sim, &mut floor, &mut clock, 2);
    floor.apply("anna", set(&["E1"], UnitStatus::Er, None), START_MS + clock * 1_000);
    assert_eq!(status(&floor, "E1"), UnitStatus::Er);
    let acts = seconds(&mut sim, &mut floor, &mut clock, 900);
    assert!(floor.refused.is_empty(), "{:?}", floor.refused);
    let run = &floor.board.incidents[&incident].runs[0];
    let steps: Vec<&str> = run.steps.iter().map(|s| s.status.code()).collect();
    assert_eq!(&steps[..3], ["DP", "ER", "OS"], "AK was skipped, and nobody sent it afterwards");
    assert!(acts.iter().any(|a| matches!(a, Act::Position { unit, heading: Some(_), .. } if unit.0 == "E1")));
}

#[test]
fn a_unit_out_of_service_stays_so_and_its_incident_is_served_by_another() {
    let (mut sim, mut floor) = drill(22);
    let mut clock = 0;
    floor.apply("anna", call("MEDIC", Some((24.93, 60.155))), START_MS);
    let incident = the_only(&floor);
    floor.apply("anna", Command::AssignUnits { incident, units: vec!["A1".into()], divert: false }, START_MS);
    seconds(&mut sim, &mut floor, &mut clock, 130);
    floor.apply("anna", set(&["A1"], UnitStatus::Oos, Some("engine failure")), START_MS + clock * 1_000);
    seconds(&mut sim, &mut floor, &mut clock, 3_600);
    assert_eq!(status(&floor, "A1"), UnitStatus::Oos);
    let served = &floor.board.incidents[&incident];
    assert!(served.runs.len() >= 2 && served.runs[1].unit.0 != "A1");
    assert!(served.closed.is_some(), "{served:?}");
    assert!(floor.refused.is_empty(), "{:?}", floor.refused);
}

#[test]
fn the_colleague_waits_three_minutes_and_starts_again_when_somebody_is_at_it() {
    let (mut sim, mut floor) = drill(23);
    let mut clock = 0;
    seconds(&mut sim, &mut floor, &mut clock, 1);
    floor.apply("anna", call("ALARM", Some((24.93, 60.155))), START_MS + 1_000);
    let incident = the_only(&floor);
    seconds(&mut sim, &mut floor, &mut clock, 150);
    let note = Command::AddNote { incident, text: "calling the porter".into() };
    floor.apply("anna", note, START_MS + clock * 1_000);
    seconds(&mut sim, &mut floor, &mut clock, 150);
    assert!(floor.board.incidents[&incident].runs.is_empty(), "somebody is working on it");
    seconds(&mut sim, &mut floor, &mut clock, 40);
    assert_eq!(floor.board.incidents[&incident].runs.len(), 1);
}

#[test]
fn a_reopened_incident_belongs_to_whoever_opened_it_again() {
    let (mut sim, mut floor) = drill(24);
    let mut clock = 0;
    floor.apply("anna", call("ALARM", Some((24.93, 60.155))), START_MS);
    let incident = the_only(&floor);
    while floor.board.incidents[&incident].closed.is_none() && clock < 7_200 {
        seconds(&mut sim, &mut floor, &mut clock, 10);
    }
    let reopen = Command::ReopenIncident { incident, reason: "smoke again".into() };
    floor.apply("anna", reopen, START_MS + clock * 1_000);
    seconds(&mut sim, &mut floor, &mut clock, 900);
    assert!(floor.board.incidents[&incident].closed.is_none());
}

#[test]
fn a_unit_put_back_after_a_restart_goes_on_from_there() {
    let (mut sim, mut floor) = drill(25);
    let there = Wgs84::new(24.95, 60.16).unwrap();
    sim.put_unit(&UnitId::from("E1"), there);
    let acts = floor.step(&mut sim, START_MS);
    let first = acts.iter().find_map(|a| match a {
        Act::Position { unit, at, .. } if unit.0 == "E1" => Some(*at),
        _ => None,
    });
    assert!(watchfloor_geo::distance_m(first.unwrap(), there) < 200.0, "on the road nearest to it");
    for s in 1..900 {
        floor.step(&mut sim, START_MS + s * 1_000);
    }
    assert!(floor.refused.is_empty(), "{:?}", floor.refused);
}

/// What a hand on the keys may do; numbers choose units and incidents.
fn human(floor: &Floor, (what, a, b): (u8, usize, usize)) -> Command {
    let units: Vec<UnitId> = floor.board.units.keys().cloned().collect();
    let incidents: Vec<IncidentId> = floor.board.incidents.keys().copied().collect();
    let unit = units[a % units.len()].clone();
    let incident = incidents.get(b % incidents.len().max(1)).copied().unwrap_or(IncidentId(uuid::Uuid::nil()));
    let place =
        Place { at: Wgs84::new((b % 360) as f64 - 180.0, (a % 180) as f64 - 90.0).unwrap(), label: String::new() };
    let status = UnitStatus::ALL[b % UnitStatus::ALL.len()];
    match what % 12 {
        0 => call("RESCUE", None),
        1 => call("CRASHI", Some((24.9 + (a % 70) as f64 / 1_000.0, 60.15))),
        2 => call("WILDF", Some((-70.0, -10.0))),
        3 => Command::AssignUnits { incident, units: vec![unit, units[b % units.len()].clone()], divert: a % 2 == 0 },
        4..=6 => Command::SetStatus {
            units: vec![unit],
            status,
            reason: Some("because".into()),
            destination: Some("nowhere".into()),
        },
        7 => Command::ClearUnits { units: vec![unit], disposition: None },
        8 => Command::CloseIncident { incident, disposition: "DONE".into() },
        9 => Command::ReopenIncident { incident, reason: "why not".into() },
        10 => Command::MoveIncident { incident, place },
        _ if a % 2 == 0 => Command::SetPriority { incident, priority: Priority::E },
        _ => Command::AddUnits(vec![NewUnit {
            unit: UnitId(format!("X{}", b % 5)),
            call_sign: String::new(),
            kind: "boat".into(),
            station: String::new(),
            home: (b % 2 == 0).then_some(place.at),
            agency: None,
            crew_group: None,
        }]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_a_person_does_makes_it_panic_or_leave_the_roads(
        seed in 0_u64..1_000,
        deeds in prop::collection::vec((0_u8..12, 0_usize..10_000, 0_usize..10_000, 1_i64..120), 1..120),
    ) {
        let (mut sim, mut floor) = drill(seed);
        let mut now_ms = START_MS;
        for (what, a, b, wait_s) in deeds {
            now_ms += wait_s * 1_000;
            floor.step(&mut sim, now_ms);
            let command = human(&floor, (what, a, b));
            floor.apply("anna", command, now_ms);
        }
        let wrong: Vec<_> = floor.refused.iter().filter(|(actor, ..)| actor != "anna").collect();
        prop_assert!(wrong.is_empty(), "the drill fought the person: {:?}", wrong[0]);
    }
}
