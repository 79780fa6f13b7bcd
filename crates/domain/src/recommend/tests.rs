//! The rules against brute force on thousands of small random floors, and case by case in words.

use super::*;
use crate::plan::{Level, Need, UnitKind};
use std::collections::BTreeSet;

pub(super) const NOW: i64 = 1_795_349_600_000;

/// SplitMix64 (Steele, Lea, Flood 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

pub(super) fn at() -> Wgs84 {
    Wgs84::new(24.94, 60.17).unwrap()
}

pub(super) fn kind(name: &str, can: &[&str]) -> UnitKind {
    UnitKind {
        kind: name.into(),
        label: Words::default(),
        can: can.iter().map(|c| (*c).to_owned()).collect(),
        turnout_station_s: 60,
        turnout_mobile_s: 10,
    }
}

fn needs(wanted: &[(&str, u32)]) -> Level {
    Level {
        send: wanted
            .iter()
            .map(|(can, count)| Need { can: (*can).into(), count: *count, crew: 0, skills: Vec::new() })
            .collect(),
    }
}

pub(super) fn card(id: &str, types: &[&str], levels: Vec<Level>) -> RunCard {
    RunCard {
        id: id.into(),
        label: Words::default(),
        types: types.iter().map(|t| (*t).to_owned()).collect(),
        priorities: Vec::new(),
        within: None,
        mode: Mode::Closest,
        stale_s: 1_800,
        rest_s: 0,
        levels,
    }
}

/// A quint pumps and climbs; a rescue truck only rescues.
fn plan_of(cards: Vec<RunCard>) -> Plan {
    let kinds = vec![
        kind("engine", &["pump"]),
        kind("quint", &["pump", "ladder"]),
        kind("ladder", &["height"]),
        kind("rescue", &[]),
    ];
    Plan { name: "test".into(), edition: "7".into(), kinds, cards, ..Plan::default() }
}

pub(super) fn unit(name: &str, kind: &str, minutes: i64) -> Candidate {
    Candidate {
        unit: name.into(),
        kind: kind.into(),
        station: name.into(),
        status: UnitStatus::Ar,
        since_ms: NOW,
        on: None,
        here: false,
        reason: None,
        fix: Some(Fix { at: at(), time_ms: NOW - 5_000, accuracy_m: None, source: "gnss".into() }),
        from_station: false,
        drive: Drive::Ms(minutes * 60_000),
        straight_m: Some(minutes as f64 * 700.0),
        run_ended_ms: None,
        crew: None,
        crew_group: None,
        crew_elsewhere: None,
        agency: None,
        emergency: false,
        missing_at: None,
    }
}

pub(super) fn asked<'a>(plan: &'a Plan, level: u32) -> Ask<'a> {
    Ask { plan, type_code: "STRUCT", priority: Priority::E, at: at(), level, now_ms: NOW }
}

pub(super) fn ids(filled: &Filled) -> Vec<&str> {
    filled.units.iter().map(|c| c.unit.0.as_str()).collect()
}

pub(super) fn why(answer: &Recommended, unit: &str) -> Option<WhyNot> {
    answer.passed.iter().find(|p| p.unit.0 == unit).map(|p| p.why.clone())
}

// ---- random floors

fn floor(dice: &mut Dice) -> (Plan, Vec<Candidate>) {
    let wants = ["pump", "ladder", "height", "rescue", "engine"];
    let mut send = Vec::new();
    for _ in 0..1 + dice.below(3) {
        send.push((wants[dice.below(5) as usize], 1 + dice.below(2) as u32));
    }
    let more: Vec<(&str, u32)> = send.iter().map(|(can, n)| (*can, n + dice.below(2) as u32)).collect();
    let plan = plan_of(vec![card("c", &[], vec![needs(&send), needs(&more)])]);
    let kinds = ["engine", "quint", "ladder", "rescue"];
    let units = (0..dice.below(8)).map(|n| {
        let mut unit = unit(&format!("U{n}"), kinds[dice.below(4) as usize], 1 + dice.below(20) as i64);
        unit.status = UnitStatus::ALL[[1, 2, 1, 2, 1, 2, 0, 3, 7, 11, 13, 14][dice.below(12) as usize]];
        if dice.below(8) == 0 {
            unit.fix.as_mut().unwrap().time_ms = NOW - 2_000_000;
        }
        if dice.below(8) == 0 {
            unit.drive = [Drive::NoWay, Drive::OffRoad, Drive::NoPosition][dice.below(3) as usize];
        }
        unit.straight_m = Some(dice.below(9_000) as f64);
        unit
    });
    let units = units.collect();
    (plan, units)
}

/// Whether a unit may be sent, said again from the book.
fn may_go(unit: &Candidate) -> bool {
    let fresh = unit.fix.as_ref().is_some_and(|fix| NOW - fix.time_ms <= 1_800_000);
    matches!(unit.status, UnitStatus::Aq | UnitStatus::Ar) && fresh && matches!(unit.drive, Drive::Ms(_))
}

/// Every way to give units to needs: the most units, then the earliest arrivals one after another.
fn brute(plan: &Plan, units: &[Candidate], level: usize) -> Vec<i64> {
    fn go(
        plan: &Plan,
        units: &[Candidate],
        room: &mut Vec<(String, u32)>,
        at: usize,
        taken: &mut Vec<i64>,
        best: &mut Vec<i64>,
    ) {
        if at == units.len() {
            let mut arrivals = taken.clone();
            arrivals.sort_unstable();
            if arrivals.len() > best.len() || (arrivals.len() == best.len() && arrivals < *best) {
                *best = arrivals;
            }
            return;
        }
        go(plan, units, room, at + 1, taken, best);
        if !may_go(&units[at]) {
            return;
        }
        for need in 0..room.len() {
            if room[need].1 > 0 && can(plan, &units[at].kind, &room[need].0) {
                room[need].1 -= 1;
                taken.push(units[at].eta_ms(plan).unwrap());
                go(plan, units, room, at + 1, taken, best);
                taken.pop();
                room[need].1 += 1;
            }
        }
    }
    let mut room = plan.cards[0].levels[level].send.iter().map(|n| (n.can.clone(), n.count)).collect();
    let mut best = Vec::new();
    go(plan, units, &mut room, 0, &mut Vec::new(), &mut best);
    best
}

fn arrivals(answer: &Recommended) -> Vec<i64> {
    let mut all: Vec<i64> = answer.sent().filter_map(Chosen::eta_ms).collect();
    all.sort_unstable();
    all
}

/// What is wrong with an answer; the same checks judge the genuine rule and the broken one below.
fn faults(plan: &Plan, units: &[Candidate], answer: &Recommended) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let find = |id: &UnitId| units.iter().find(|u| u.unit == *id).unwrap();
    if !answer.sent().all(|c| may_go(find(&c.unit))) {
        wrong.push("sends who may not go");
    }
    if answer.needs.iter().any(|n| n.units.len() + n.missing as usize != n.count as usize) {
        wrong.push("more or fewer than needed");
    }
    if answer.needs.iter().any(|n| n.units.iter().any(|c| !can(plan, &find(&c.unit).kind, &n.can))) {
        wrong.push("cannot do it");
    }
    let sent: BTreeSet<&UnitId> = answer.sent().map(|c| &c.unit).collect();
    if sent.len() != answer.sent().count() {
        wrong.push("sent twice");
    }
    if arrivals(answer) != brute(plan, units, answer.level as usize - 1) {
        wrong.push("not the most, or not the soonest");
    }
    if answer.needs.iter().any(|n| (n.missing > 0) != n.shortfall.is_some()) {
        wrong.push("a shortfall without a name");
    }
    wrong
}

#[test]
fn it_agrees_with_brute_force_on_small_floors() {
    let mut dice = Dice(11);
    for round in 0..6_000 {
        let (plan, units) = floor(&mut dice);
        for level in 1..=2 {
            let answer = recommend(&asked(&plan, level), &units);
            assert_eq!(faults(&plan, &units, &answer), [""; 0], "round {round}: {units:#?} {answer:#?}");
            // The order the units come in changes nothing, and the stored inputs give the stored answer.
            let mut turned = units.clone();
            turned.reverse();
            assert_eq!(recommend(&asked(&plan, level), &turned), answer, "round {round}");
            let again = recommend(&asked(&plan, level), &answer.candidates);
            assert!(again.says_as(&answer), "round {round}: {again:#?} {answer:#?}");
        }
    }
}

/// The control: plain greed, need by need, is caught by the very same checks.
#[test]
fn plain_greed_is_caught() {
    let mut dice = Dice(11);
    let mut caught = BTreeSet::new();
    for _ in 0..2_000 {
        let (plan, units) = floor(&mut dice);
        let mut answer = recommend(&asked(&plan, 1), &units);
        let mut taken: BTreeSet<UnitId> = BTreeSet::new();
        for need in &mut answer.needs {
            let mut pool: Vec<&Candidate> =
                units.iter().filter(|u| u.status != UnitStatus::Off && can(&plan, &u.kind, &need.can)).collect();
            pool.sort_by_key(|u| (u.eta_ms(&plan), u.unit.clone()));
            let chosen = |u: &Candidate| Chosen {
                unit: u.unit.clone(),
                already_there: false,
                reasons: Vec::new(),
                turnout_ms: Some(turnout_ms(&plan, &u.kind, u.status)),
                drive_ms: if let Drive::Ms(ms) = u.drive { Some(ms) } else { None },
                straight_m: None,
                straight_rank: None,
            };
            let free = pool.into_iter().filter(|u| taken.insert(u.unit.clone()));
            need.units = free.take(need.count as usize).map(chosen).collect();
            need.missing = need.count - need.units.len() as u32;
        }
        caught.extend(faults(&plan, &units, &answer));
    }
    assert!(
        caught.contains("sends who may not go") && caught.contains("not the most, or not the soonest"),
        "{caught:?}"
    );
}

#[test]
fn one_more_unit_never_makes_an_arrival_later() {
    let mut dice = Dice(12);
    for round in 0..4_000 {
        let (plan, mut units) = floor(&mut dice);
        let before = arrivals(&recommend(&asked(&plan, 1), &units));
        let minutes = 1 + dice.below(20) as i64;
        units.push(unit("new", ["engine", "quint", "ladder", "rescue"][dice.below(4) as usize], minutes));
        let after = arrivals(&recommend(&asked(&plan, 1), &units));
        assert!(after.len() >= before.len(), "round {round}");
        assert!(before.iter().zip(&after).all(|(b, a)| a <= b), "round {round}: {before:?} {after:?}");
    }
}

#[test]
fn the_next_level_adds_exactly_the_rest() {
    let mut dice = Dice(13);
    let mut added = 0;
    for round in 0..4_000 {
        let (plan, mut units) = floor(&mut dice);
        let first = recommend(&asked(&plan, 1), &units);
        // Some of those proposed go; the dispatcher held others back.
        for chosen in first.sent().filter(|_| dice.below(3) > 0) {
            let unit = units.iter_mut().find(|u| u.unit == chosen.unit).unwrap();
            (unit.here, unit.status) = (true, UnitStatus::Er);
        }
        let next = recommend(&asked(&plan, 2), &units);
        let there = |u: &UnitId| units.iter().any(|c| c.unit == *u && c.here);
        assert!(next.sent().all(|c| !there(&c.unit)), "round {round}: who is there is not sent again");
        for (need, wanted) in next.needs.iter().zip(&plan.cards[0].levels[1].send) {
            assert_eq!(need.units.len() as u32 + need.missing, wanted.count, "round {round}");
        }
        // As many needs are filled as if those there could still be chosen freely.
        let mut free = units.clone();
        free.iter_mut().filter(|u| u.here).for_each(|u| {
            (u.here, u.status, u.drive) = (false, UnitStatus::Ar, Drive::Ms(0));
            u.fix.as_mut().unwrap().time_ms = NOW;
        });
        let filled: usize = next.needs.iter().map(|need| need.units.len()).sum();
        assert_eq!(filled, brute(&plan, &free, 1).len(), "round {round}");
        added += next.sent().count();
    }
    assert!(added > 1_000, "the cases say something: {added}");
}

// ---- in words

#[test]
fn a_quint_is_not_wasted_on_pumping_and_every_nearer_unit_has_its_reason() {
    let plan = plan_of(vec![card("fire", &["STRUCT"], vec![needs(&[("pump", 1), ("ladder", 1)])])]);
    let mut units =
        vec![unit("Q1", "quint", 3), unit("E1", "engine", 4), unit("E2", "engine", 9), unit("P1", "patrol", 1)];
    units.push(Candidate { status: UnitStatus::Os, on: Some("47".into()), ..unit("E3", "engine", 2) });
    units.push(Candidate { status: UnitStatus::Oos, reason: Some("brakes".into()), ..unit("E4", "engine", 2) });
    units.push(Candidate { status: UnitStatus::Off, ..unit("E5", "engine", 2) });
    units.push(Candidate { status: UnitStatus::Xl, ..unit("E6", "engine", 2) });
    units.push(Candidate { status: UnitStatus::Cl, ..unit("E7", "engine", 2) });
    units.push(Candidate { drive: Drive::NoWay, ..unit("E8", "engine", 1) });
    let old = Fix { time_ms: NOW - 1_900_000, ..units[0].fix.clone().unwrap() };
    units.push(Candidate { fix: Some(old), ..unit("E9", "engine", 1) });
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!((ids(&answer.needs[0]), ids(&answer.needs[1])), (vec!["E1"], vec!["Q1"]));
    assert_eq!(answer.needs[1].units[0].reasons, [Reason::FirstThere, Reason::OnlyOneLeft]);
    assert_eq!(answer.needs[0].units[0].reasons, [Reason::Next(2)]);
    assert_eq!(answer.needs[0].units[0].eta_ms(), Some(250_000), "ten seconds to set off, four minutes to drive");
    assert_eq!(why(&answer, "Q1"), Some(WhyNot::Taken { need: "ladder".into() }));
    assert_eq!(why(&answer, "E3"), Some(WhyNot::Busy { number: "47".into() }));
    assert_eq!(why(&answer, "E4"), Some(WhyNot::OutOfService { reason: "brakes".into() }));
    assert_eq!(why(&answer, "E5"), Some(WhyNot::OffDuty));
    assert_eq!(why(&answer, "E6"), Some(WhyNot::NoCrew));
    assert_eq!(why(&answer, "E7"), Some(WhyNot::Clearing));
    assert_eq!(why(&answer, "E8"), Some(WhyNot::NoWay));
    assert_eq!(why(&answer, "E9"), Some(WhyNot::Stale { age_s: 1_900, most_s: 1_800 }));
    assert_eq!(why(&answer, "P1"), Some(WhyNot::WrongKind));
    assert_eq!(why(&answer, "E2"), None, "farther than all that are sent");
    assert_eq!(answer.card.as_ref().map(|c| (c.id.as_str(), c.names_type)), Some(("fire", true)));
}

#[test]
fn the_road_decides_and_the_straight_line_stands_beside() {
    let plan = plan_of(vec![card("c", &[], vec![needs(&[("pump", 1)])])]);
    let near = Candidate { straight_m: Some(100.0), ..unit("E1", "engine", 9) };
    let far = Candidate { straight_m: Some(2_000.0), ..unit("E2", "engine", 3) };
    let answer = recommend(&asked(&plan, 1), &[near.clone(), far.clone()]);
    assert_eq!((ids(&answer.needs[0]), answer.straight.clone()), (vec!["E2"], vec!["E1".into()]));
    assert_eq!(answer.needs[0].units[0].straight_rank, Some(2));
    assert_eq!(why(&answer, "E1"), Some(WhyNot::Slower));
    // Without roads straight lines are all there is, and no time is claimed.
    let bare = [near, far].map(|u| Candidate { drive: Drive::NoRoads, ..u });
    let answer = recommend(&asked(&plan, 1), &bare);
    assert_eq!((ids(&answer.needs[0]), answer.needs[0].units[0].eta_ms()), (vec!["E1"], None));
}

#[test]
fn later_by_road_is_said_of_a_nearer_unit_only_and_never_without_roads() {
    let plan = plan_of(vec![card("c", &[], vec![needs(&[("pump", 1), ("ladder", 1)])])]);
    let at = |name: &str, kind: &str, metres: f64, minutes| Candidate {
        straight_m: Some(metres),
        ..unit(name, kind, minutes)
    };
    // The ladder comes from far: both other engines are nearer than it, and one of them is nearer than the engine sent.
    let near = [at("E1", "engine", 900.0, 9), at("E2", "engine", 1_000.0, 3), at("E3", "engine", 5_000.0, 8)];
    let mut units = near.to_vec();
    units.push(at("L1", "ladder", 9_000.0, 12));
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!((ids(&answer.needs[0]), ids(&answer.needs[1])), (vec!["E2"], vec!["L1"]));
    assert_eq!(why(&answer, "E1"), Some(WhyNot::Slower));
    assert_eq!(why(&answer, "E3"), Some(WhyNot::Farther { roads: true }));
    let bare: Vec<Candidate> = units.into_iter().map(|u| Candidate { drive: Drive::NoRoads, ..u }).collect();
    let answer = recommend(&asked(&plan, 1), &bare);
    assert_eq!(ids(&answer.needs[0]), vec!["E1"]);
    assert_eq!(why(&answer, "E2"), Some(WhyNot::Farther { roads: false }));
    assert_eq!(why(&answer, "E3"), Some(WhyNot::Farther { roads: false }));
}

#[test]
fn station_mode_looks_into_stations_first_and_rest_is_cut_last() {
    let mut card = card("c", &[], vec![needs(&[("pump", 2)])]);
    card.mode = Mode::Station;
    let plan = plan_of(vec![card.clone()]);
    let home = |name: &str, station: &str, minutes| Candidate {
        status: UnitStatus::Aq,
        station: station.into(),
        ..unit(name, "engine", minutes)
    };
    let units = [unit("E9", "engine", 1), home("E1", "north", 6), home("E2", "north", 6), home("E3", "south", 5)];
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!(ids(&answer.needs[0]), ["E3", "E1"], "the nearest station, then the next one");
    assert!(answer.needs[0].units[0].reasons.contains(&Reason::InStation));
    assert_eq!(why(&answer, "E9"), Some(WhyNot::StationFirst));

    card.mode = Mode::Closest;
    card.rest_s = 3_600;
    let plan = plan_of(vec![card]);
    let tired = |name: &str, minutes| Candidate { run_ended_ms: Some(NOW - 600_000), ..unit(name, "engine", minutes) };
    let answer = recommend(&asked(&plan, 1), &[tired("E1", 1), unit("E2", "engine", 5), unit("E3", "engine", 6)]);
    assert_eq!(ids(&answer.needs[0]), ["E2", "E3"]);
    assert_eq!(why(&answer, "E1"), Some(WhyNot::Resting { until_ms: NOW + 3_000_000 }));
    let answer = recommend(&asked(&plan, 1), &[tired("E1", 1), unit("E2", "engine", 5)]);
    assert!(answer.sent().any(|c| c.unit.0 == "E1" && c.reasons.contains(&Reason::RestCut)));
}

#[test]
fn what_is_missing_has_a_name() {
    let plan = plan_of(vec![card("c", &[], vec![needs(&[("pump", 2)])])]);
    let short = |units: &[Candidate]| {
        let answer = recommend(&asked(&plan, 1), units);
        (answer.needs[0].missing, answer.needs[0].shortfall)
    };
    assert_eq!(short(&[]), (2, Some(Shortfall::NoUnits)));
    assert_eq!(short(&[unit("R1", "rescue", 1)]), (2, Some(Shortfall::NoneCan)));
    let busy = Candidate { status: UnitStatus::Os, ..unit("E1", "engine", 1) };
    assert_eq!(short(std::slice::from_ref(&busy)), (2, Some(Shortfall::AllBusy)));
    let cut = Candidate { drive: Drive::NoWay, ..unit("E2", "engine", 1) };
    assert_eq!(short(&[busy.clone(), cut.clone()]), (2, Some(Shortfall::NoWay)));
    let lost = Candidate { fix: None, drive: Drive::NoPosition, ..unit("E3", "engine", 1) };
    assert_eq!(short(&[busy, cut, lost]), (2, Some(Shortfall::Stale)));
    let here = Candidate { status: UnitStatus::Er, here: true, ..unit("E6", "engine", 1) };
    assert_eq!(short(&[here]), (1, Some(Shortfall::AllBusy)), "the only one is there already");
    assert_eq!(short(&[unit("E4", "engine", 1)]), (1, Some(Shortfall::TooFew)));
    assert_eq!(short(&[unit("E4", "engine", 1), unit("E5", "engine", 1)]), (0, None));
}

#[test]
fn the_card_that_says_most_is_used() {
    let mut here = card("here", &[], vec![needs(&[])]);
    here.within = Some([24.0, 60.0, 25.0, 61.0]);
    let mut urgent = card("urgent", &[], vec![needs(&[])]);
    urgent.priorities = vec![Priority::E];
    let typed = card("typed", &["STRUCT"], vec![needs(&[])]);
    let any = card("any", &[], vec![needs(&[])]);
    let mut typed_here = card("typed-here", &["struct"], vec![needs(&[])]);
    typed_here.within = here.within;
    let used = |cards: &[&RunCard]| {
        let plan = plan_of(cards.iter().map(|c| (*c).clone()).collect());
        recommend(&asked(&plan, 1), &[]).card.map(|c| c.id)
    };
    assert_eq!(used(&[&any, &urgent, &here, &typed, &typed_here]).as_deref(), Some("typed-here"));
    assert_eq!(used(&[&any, &urgent, &here, &typed]).as_deref(), Some("typed"));
    assert_eq!(used(&[&any, &urgent, &here]).as_deref(), Some("here"));
    assert_eq!(used(&[&any, &urgent]).as_deref(), Some("urgent"));
    let elsewhere = RunCard { within: Some([0.0, 0.0, 1.0, 1.0]), ..here.clone() };
    assert_eq!(used(&[&elsewhere]), None);
    assert_eq!(
        levels(&plan_of(vec![here, elsewhere]), "STRUCT", Priority::E, None),
        0,
        "no place, no part of the city"
    );
}

#[test]
fn what_is_left_behind_and_who_should_move_up() {
    use super::cover::{Ground, MoveUp, Stand, coverage};
    // Three cells in a row, 200 s from one to the next.
    let ground = Ground { road_m: &[100, 100, 200], seconds: &[0, 200, 400, 200, 0, 200, 400, 200, 0] };
    let plan = plan_of(vec![card("c", &[], vec![needs(&[("pump", 1)])])]);
    let units = [unit("E1", "engine", 1), unit("E2", "engine", 5), unit("E3", "engine", 6)];
    let answer = recommend(&asked(&plan, 1), &units);
    assert_eq!(ids(&answer.needs[0]), ["E1"]);
    let cells = [2, 0, 0];
    let stand = |(candidate, cell): (_, &usize)| Stand { candidate, cell: Some(*cell), home: Some(*cell) };
    let stands: Vec<Stand<'_>> = units.iter().zip(&cells).map(stand).collect();
    let left = coverage(&plan, &answer, &stands, ground);
    assert_eq!((left.of[0].before, left.of[0].after), ([1_000, 1_000], [500, 1_000]));
    let expected =
        MoveUp { unit: "E2".into(), station: "E1".into(), can: "pump".into(), drive_s: 400, then: [1_000, 1_000] };
    assert_eq!(left.move_up, Some(expected), "one of the two beside each other goes to the empty station");
    // A second engine at home: nothing is emptied, nobody moves.
    let at_home = [unit("E1", "engine", 1), Candidate { station: "E1".into(), ..unit("E2", "engine", 5) }];
    let answer = recommend(&asked(&plan, 1), &at_home);
    let stands: Vec<Stand<'_>> = at_home.iter().zip(&[2, 2]).map(stand).collect();
    assert_eq!(coverage(&plan, &answer, &stands, ground).move_up, None);
}
