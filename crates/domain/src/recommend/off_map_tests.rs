//! Units that stand outside the map: offered last, with their reason, and without a time.

use super::tests::{asked, ids, unit, why};
use super::*;
use crate::plan::{Level, Need};

fn plan(count: u32) -> Plan {
    let pump = Need { can: "pump".into(), count, crew: 0, skills: Vec::new() };
    let card = tests::card("c", &[], vec![Level { send: vec![pump] }]);
    Plan { kinds: vec![tests::kind("engine", &["pump"])], cards: vec![card], ..Plan::default() }
}

fn beyond(name: &str, metres: f64) -> Candidate {
    Candidate { drive: Drive::OffMap, straight_m: Some(metres), ..unit(name, "engine", 1) }
}

#[test]
fn a_unit_outside_the_map_is_sent_when_nobody_with_a_time_is_left() {
    let two = plan(2);
    let answer = recommend(&asked(&two, 1), &[beyond("M1", 2_800.0)]);
    assert_eq!((ids(&answer.needs[0]), answer.needs[0].missing), (vec!["M1"], 1));
    assert_eq!(answer.needs[0].shortfall, Some(Shortfall::TooFew));
    let sent = &answer.needs[0].units[0];
    assert_eq!((sent.reasons.as_slice(), sent.eta_ms()), (&[Reason::OffMap, Reason::OnlyOneLeft][..], None));

    // Those whose time is known go first, however far; of those outside the nearer.
    let all = [beyond("M2", 3_000.0), beyond("M1", 2_800.0), unit("E9", "engine", 90)];
    assert_eq!(ids(&recommend(&asked(&two, 1), &all).needs[0]), ["E9", "M1"]);
    let one = plan(1);
    let answer = recommend(&asked(&one, 1), &all);
    assert_eq!((ids(&answer.needs[0]), why(&answer, "M1")), (vec!["E9"], Some(WhyNot::OffMap)));
}

#[test]
fn a_unit_far_from_any_road_is_missed_for_that_reason() {
    let one = plan(1);
    let short = |drive| {
        let cut = Candidate { drive, ..unit("E1", "engine", 1) };
        recommend(&asked(&one, 1), &[cut]).needs[0].shortfall
    };
    assert_eq!(short(Drive::OffRoad), Some(Shortfall::OffRoad));
    assert_eq!(short(Drive::NoWay), Some(Shortfall::NoWay));
    assert_eq!(short(Drive::OffMap), None);
}
