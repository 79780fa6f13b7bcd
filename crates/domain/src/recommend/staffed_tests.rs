//! Who is aboard, whose unit it is and which vehicles share a crew: the rule against brute force on random floors, and in
//! words.

use super::tests::{Dice, NOW, asked, at, card, ids, kind, unit, why};
use super::*;
use crate::plan::{Aid, Crews, Level, Need, OnFreed};
use std::collections::{BTreeMap, BTreeSet};

fn need(what: &str, count: u32, crew: u32, skills: &[&str]) -> Need {
    Need { can: what.into(), count, crew, skills: skills.iter().map(|s| (*s).to_owned()).collect() }
}

fn aid(agency: &str, from_level: u32, as_own: bool) -> Aid {
    Aid { agency: agency.into(), from_level, as_own, types: Vec::new(), within: None }
}

/// A quint pumps and climbs. Crews are short of rest after an hour; north helps, south from level 2, west is like one's own.
fn plan_of(levels: Vec<Vec<Need>>) -> Plan {
    let levels = levels.into_iter().map(|send| Level { send }).collect();
    Plan {
        name: "test".into(),
        edition: "7".into(),
        kinds: vec![
            kind("engine", &["pump"]),
            kind("quint", &["pump", "ladder"]),
            kind("ladder", &["height", "ladder"]),
            kind("rescue", &[]),
        ],
        cards: vec![card("c", &[], levels)],
        crews: Crews { worked_s: 3_600, on_freed: OnFreed::Offer },
        aid: vec![aid("north", 1, false), aid("south", 2, false), aid("west", 1, true)],
        ..Plan::default()
    }
}

fn aboard(strength: u32, skills: &[&str], worked_s: i64) -> Option<Aboard> {
    Some(Aboard {
        strength,
        skills: skills.iter().map(|s| (*s).to_owned()).collect(),
        since_ms: NOW - worked_s * 1_000,
    })
}

// ---- random floors

fn floor(dice: &mut Dice) -> (Plan, Vec<Candidate>) {
    let wants = ["pump", "ladder", "height", "rescue"];
    let mut send: Vec<Need> = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let skills: &[&str] = if dice.below(3) == 0 { &["als"] } else { &[] };
        let crew = [0, 0, 4][dice.below(3) as usize];
        send.push(need(wants[dice.below(4) as usize], 1 + dice.below(2) as u32, crew, skills));
    }
    let more = send.iter().map(|n| Need { count: n.count + dice.below(2) as u32, ..n.clone() }).collect();
    let plan = plan_of(vec![send, more]);
    let units = (0..dice.below(8)).map(|n| {
        let kinds = ["engine", "quint", "ladder", "rescue"];
        let mut unit = unit(&format!("U{n}"), kinds[dice.below(4) as usize], 1 + dice.below(20) as i64);
        unit.status = [UnitStatus::Aq, UnitStatus::Ar, UnitStatus::Ar, UnitStatus::Os][dice.below(4) as usize];
        unit.crew = match dice.below(4) {
            0 => None,
            1 => aboard(2, &[], 60),
            2 => aboard(4, &["als"], 60),
            _ => aboard(5, &["als"], 7_200),
        };
        unit.agency = [None, None, None, Some("North"), Some("south"), Some("west"), Some("east")]
            [dice.below(7) as usize]
            .map(str::to_owned);
        unit.crew_group = [None, None, Some("g"), Some("h")][dice.below(4) as usize].map(str::to_owned);
        unit.straight_m = Some(dice.below(9_000) as f64);
        unit
    });
    let mut units: Vec<Candidate> = units.collect();
    // What the host says of crews that are out.
    let out: BTreeMap<String, UnitId> = (units.iter().filter(|u| u.status == UnitStatus::Os))
        .filter_map(|u| Some((u.crew_group.clone()?, u.unit.clone())))
        .collect();
    for unit in &mut units {
        let other = unit.crew_group.as_ref().and_then(|group| out.get(group));
        unit.crew_elsewhere = other.filter(|other| **other != unit.unit).cloned();
    }
    (plan, units)
}

/// The book said again: who may go at a level, and who can fill a need with the people aboard.
fn may_go(unit: &Candidate, level: u32) -> bool {
    let asked = match unit.agency.as_deref() {
        None | Some("North" | "west") => true,
        Some("south") => level >= 2,
        Some(_) => false,
    };
    asked && matches!(unit.status, UnitStatus::Aq | UnitStatus::Ar) && unit.crew_elsewhere.is_none()
}

fn fills(plan: &Plan, unit: &Candidate, need: &Need) -> bool {
    let crew = unit.crew.as_ref();
    let enough = crew.is_none_or(|c| c.strength >= need.crew && need.skills.iter().all(|s| c.skills.contains(s)));
    can(plan, &unit.kind, &need.can) && enough
}

type Key = (bool, bool, bool, i64);

/// Asked for help last, then who is short of rest, then who is not known, then by arrival.
fn key(plan: &Plan, unit: &Candidate, needs: &[Need]) -> Key {
    let helps = matches!(unit.agency.as_deref(), Some("North" | "south"));
    let tired = unit.crew.as_ref().is_some_and(|c| NOW - c.since_ms > 3_600_000);
    let matters = |n: &Need| can(plan, &unit.kind, &n.can) && (n.crew > 0 || !n.skills.is_empty());
    let unknown = unit.crew.is_none() && needs.iter().any(matters);
    (helps, tired, unknown, unit.eta_ms(plan).unwrap_or(i64::MAX))
}

/// The vehicles of each crew that may go and can do something, with the place of the crew in the order.
fn crews<'a>(plan: &Plan, units: &'a [Candidate], level: u32) -> Vec<(Key, Vec<&'a Candidate>)> {
    let needs = &plan.cards[0].levels[level as usize - 1].send;
    let mut by: BTreeMap<String, Vec<&Candidate>> = BTreeMap::new();
    for unit in units.iter().filter(|u| may_go(u, level) && needs.iter().any(|n| fills(plan, u, n))) {
        by.entry(unit.crew_group.clone().unwrap_or_else(|| format!("/{}", unit.unit))).or_default().push(unit);
    }
    let first = |of: &Vec<&Candidate>| of.iter().map(|u| key(plan, u, needs)).min().expect("somebody");
    by.into_values().map(|of| (first(&of), of)).collect()
}

/// Every way to give crews to needs: the most, then the first in order one after another.
fn brute(plan: &Plan, units: &[Candidate], level: u32) -> Vec<Key> {
    fn go(
        plan: &Plan,
        crews: &[(Key, Vec<&Candidate>)],
        room: &mut Vec<Need>,
        taken: &mut Vec<Key>,
        best: &mut Vec<Key>,
    ) {
        let Some(((key, of), rest)) = crews.split_first() else {
            let mut keys = taken.clone();
            keys.sort_unstable();
            if keys.len() > best.len() || (keys.len() == best.len() && keys < *best) {
                *best = keys;
            }
            return;
        };
        go(plan, rest, room, taken, best);
        for at in 0..room.len() {
            if room[at].count > 0 && of.iter().any(|unit| fills(plan, unit, &room[at])) {
                room[at].count -= 1;
                taken.push(*key);
                go(plan, rest, room, taken, best);
                taken.pop();
                room[at].count += 1;
            }
        }
    }
    let mut room = plan.cards[0].levels[level as usize - 1].send.clone();
    let mut best = Vec::new();
    go(plan, &crews(plan, units, level), &mut room, &mut Vec::new(), &mut best);
    best
}

/// What is wrong with an answer; judges the rule and the broken ones alike.
fn faults(plan: &Plan, units: &[Candidate], answer: &Recommended) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let find = |id: &UnitId| units.iter().find(|u| u.unit == *id).unwrap();
    if !answer.sent().all(|c| may_go(find(&c.unit), answer.level)) {
        wrong.push("sends who may not go");
    }
    let needs = &plan.cards[0].levels[answer.level as usize - 1].send;
    let able = |(filled, need): (&Filled, &Need)| filled.units.iter().all(|c| fills(plan, find(&c.unit), need));
    if !answer.needs.iter().zip(needs).all(able) {
        wrong.push("cannot do it with the people aboard");
    }
    let groups: Vec<_> = answer.sent().filter_map(|c| find(&c.unit).crew_group.clone()).collect();
    if groups.iter().collect::<BTreeSet<_>>().len() != groups.len() {
        wrong.push("one crew twice");
    }
    let crews = crews(plan, units, answer.level);
    let place = |id: &UnitId| crews.iter().find(|(_, of)| of.iter().any(|u| u.unit == *id)).map(|(key, _)| *key);
    let mut keys: Vec<Key> = answer.sent().filter_map(|c| place(&c.unit)).collect();
    keys.sort_unstable();
    if keys != brute(plan, units, answer.level) {
        wrong.push("not the most, or not in order");
    }
    wrong
}

#[test]
fn it_agrees_with_brute_force_about_crews_and_agencies() {
    let mut dice = Dice(21);
    let mut reasons = BTreeSet::new();
    for round in 0..6_000 {
        let (plan, units) = floor(&mut dice);
        for level in 1..=2 {
            let answer = recommend(&asked(&plan, level), &units);
            assert_eq!(faults(&plan, &units, &answer), [""; 0], "round {round}: {units:#?} {answer:#?}");
            let mut turned = units.clone();
            turned.reverse();
            assert_eq!(recommend(&asked(&plan, level), &turned), answer, "round {round}");
            let again = recommend(&asked(&plan, level), &answer.candidates);
            assert!(again.says_as(&answer), "round {round}: {again:#?} {answer:#?}");
            reasons.extend(answer.sent().flat_map(|c| c.reasons.iter().map(|r| format!("{r:?}"))));
        }
    }
    for wanted in ["MutualAid", "AutomaticAid", "ShortOfRest", "CrewUnknown"] {
        assert!(reasons.contains(wanted), "{wanted} is never a reason: {reasons:?}");
    }
}

/// The controls: a rule that does not look at one of these is caught by the very same checks.
#[test]
fn a_rule_that_does_not_look_is_caught() {
    type Forget = fn(&mut Candidate);
    let blind: [(&str, Forget); 4] = [
        ("one crew twice", |u| (u.crew_group, u.crew_elsewhere) = (None, None)),
        ("cannot do it with the people aboard", |u| u.crew = None),
        ("sends who may not go", |u| u.agency = None),
        ("not the most, or not in order", |u| {
            if let Some(crew) = &mut u.crew {
                crew.since_ms = NOW;
            }
        }),
    ];
    for (name, forget) in blind {
        let mut dice = Dice(21);
        let mut caught = BTreeSet::new();
        for _ in 0..1_500 {
            let (plan, units) = floor(&mut dice);
            let mut seen = units.clone();
            seen.iter_mut().for_each(forget);
            caught.extend(faults(&plan, &units, &recommend(&asked(&plan, 1), &seen)));
        }
        assert!(caught.contains(name), "{name}: {caught:?}");
    }
}

// ---- in words

#[test]
fn the_neighbours_come_for_what_our_own_cannot_fill() {
    let plan = plan_of(vec![vec![need("pump", 2, 0, &[])], vec![need("pump", 3, 0, &[])]]);
    let of =
        |name: &str, agency: &str, minutes| Candidate { agency: Some(agency.into()), ..unit(name, "engine", minutes) };
    let units =
        [unit("E1", "engine", 9), of("N1", "north", 1), of("S1", "south", 2), of("W1", "west", 3), of("X1", "east", 1)];
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!(ids(&answer.needs[0]), ["W1", "E1"], "west goes like our own");
    assert!(answer.needs[0].units[0].reasons.contains(&Reason::AutomaticAid));
    assert_eq!(why(&answer, "N1"), Some(WhyNot::OwnFirst { agency: "north".into() }));
    assert_eq!(why(&answer, "S1"), Some(WhyNot::NotAsked { agency: "south".into(), level: 2 }));
    assert_eq!(why(&answer, "X1"), Some(WhyNot::NotAsked { agency: "east".into(), level: 0 }));
    let answer = recommend(&asked(&plan, 2), &units);
    assert_eq!(ids(&answer.needs[0]), ["N1", "W1", "E1"]);
    assert!(answer.needs[0].units[0].reasons.contains(&Reason::MutualAid));
    // Elsewhere, or for another type, they are not asked.
    let mut near = plan.clone();
    near.aid[0].within = Some([0.0, 0.0, 1.0, 1.0]);
    near.aid[2].types = vec!["MEDIC".into()];
    let answer = recommend(&asked(&near, 1), &units);
    assert_eq!((ids(&answer.needs[0]), answer.needs[0].missing), (vec!["E1"], 1));
    assert_eq!(answer.needs[0].shortfall, Some(Shortfall::TooFew));
    let answer = recommend(&asked(&near, 1), &units[1..]);
    assert_eq!((answer.needs[0].missing, answer.needs[0].shortfall), (2, Some(Shortfall::NotAsked)));
    assert_eq!(at(), asked(&near, 1).at);
}

#[test]
fn people_and_skills_aboard_count_and_the_unknown_are_asked() {
    let plan = plan_of(vec![vec![need("pump", 2, 4, &["als"])]]);
    let with = |name: &str, minutes, crew| Candidate { crew, ..unit(name, "engine", minutes) };
    let units = [
        with("E1", 1, aboard(3, &["als"], 60)),
        with("E2", 2, aboard(5, &[], 60)),
        with("E3", 3, None),
        with("E4", 8, aboard(4, &["als"], 60)),
        with("E5", 9, aboard(4, &["als"], 7_200)),
    ];
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!(ids(&answer.needs[0]), ["E3", "E4"], "not known, but rested: before who is short of rest");
    assert!(answer.needs[0].units[0].reasons.contains(&Reason::CrewUnknown));
    assert_eq!(why(&answer, "E1"), Some(WhyNot::ShortCrew { strength: 3, wanted: 4 }));
    assert_eq!(why(&answer, "E2"), Some(WhyNot::LacksSkill { skill: "als".into() }));
    // Who is short of rest is sent when nobody else is left, and the reason says so.
    let answer = recommend(&asked(&plan, 1), &[units[0].clone(), units[3].clone(), units[4].clone()]);
    assert_eq!(ids(&answer.needs[0]), ["E4", "E5"]);
    assert!(answer.needs[0].units[1].reasons.contains(&Reason::ShortOfRest));
    let answer = recommend(&asked(&plan, 1), &units[..1]);
    assert_eq!(answer.needs[0].shortfall, Some(Shortfall::ShortCrew));
    let near = with("E6", 1, aboard(4, &["als"], 7_200));
    let far = [with("E7", 5, aboard(4, &["als"], 60)), with("E8", 6, aboard(4, &["als"], 60))];
    let answer = recommend(&asked(&plan, 1), &[near, far[0].clone(), far[1].clone()]);
    assert_eq!(why(&answer, "E6"), Some(WhyNot::ShortOfRest { worked_s: 7_200 }));
    // A need that asks nothing about the crew does not wait for an answer.
    let plan = plan_of(vec![vec![need("pump", 1, 0, &[])]]);
    let answer = recommend(&asked(&plan, 1), &[with("E3", 3, None), with("E4", 8, aboard(4, &["als"], 60))]);
    assert_eq!(ids(&answer.needs[0]), ["E3"]);
    assert_eq!(answer.needs[0].units[0].reasons, [Reason::FirstThere]);
}

#[test]
fn one_crew_takes_the_vehicle_that_is_needed() {
    let plan = plan_of(vec![vec![need("pump", 1, 0, &[]), need("height", 1, 0, &[])]]);
    let pair = |name: &str, kind: &str| Candidate { crew_group: Some("pair".into()), ..unit(name, kind, 3) };
    let units = [pair("E1", "engine"), pair("L1", "ladder"), unit("E2", "engine", 6)];
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!((ids(&answer.needs[0]), ids(&answer.needs[1])), (vec!["E2"], vec!["L1"]), "the ladder is the rarer");
    assert_eq!(why(&answer, "E1"), Some(WhyNot::CrewElsewhere { unit: "L1".into() }));
    let plan = plan_of(vec![vec![need("pump", 1, 0, &[])]]);
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!(ids(&answer.needs[0]), ["E1"]);
    let out = Candidate { crew_elsewhere: Some("L1".into()), ..units[0].clone() };
    let answer = recommend(&asked(&plan, 1), &[out, units[2].clone()]);
    assert_eq!(
        (ids(&answer.needs[0]), why(&answer, "E1")),
        (vec!["E2"], Some(WhyNot::CrewElsewhere { unit: "L1".into() }))
    );
}
