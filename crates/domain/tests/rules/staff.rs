//! Crews log on and off, vehicles share them, incidents wait for busy units; the roster says who should be on.

use crate::support::{
    HOUR, START_MS, Step, World, assign, check, clear, close, did, divert, given, inc, minutes, new_unit, open, reopen,
    seat, status, status_why, system,
};
use watchfloor_domain::Command;
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::plan::in_force::INTERNATIONAL;
use watchfloor_domain::staff::{MemberInput, Members, NewDuty, Order, Standing, lines};
use watchfloor_domain::status::UnitStatus::{Aq, Er, Oos, Os};
use watchfloor_domain::types::Role;

fn person(name: &str, skills: &[&str]) -> MemberInput {
    MemberInput { name: name.into(), role: "driver".into(), skills: skills.iter().map(|s| (*s).to_owned()).collect() }
}

fn on(unit: &str, people: &[MemberInput]) -> Command {
    let members = Members::Named(people.to_vec());
    Command::Staff(Order::LogOn { unit: unit.into(), members, vehicle: None, until_ms: None })
}

fn as_planned(unit: &str) -> Command {
    Command::Staff(Order::LogOn { unit: unit.into(), members: Members::Planned, vehicle: None, until_ms: None })
}

fn off(unit: &str, reason: &str, leave: bool) -> Command {
    Command::Staff(Order::LogOff { unit: unit.into(), reason: reason.into(), leave })
}

fn stack(unit: &str, n: u128, place: Option<u32>) -> Command {
    Command::Staff(Order::Stack { unit: unit.into(), incident: inc(n), place })
}

fn unstack(unit: &str, n: u128) -> Command {
    Command::Staff(Order::Unstack { unit: unit.into(), incident: inc(n), reason: None })
}

fn duty(unit: &str, from_h: i64, to_h: i64, people: &[MemberInput]) -> NewDuty {
    let at = |h: i64| START_MS + h * HOUR;
    NewDuty { unit: unit.into(), from_ms: at(from_h), to_ms: at(to_h), members: people.to_vec() }
}

fn plan(duties: Vec<NewDuty>) -> Step {
    system(Command::Staff(Order::Plan(duties)))
}

/// E1 and E2 are staffed by one crew.
fn shared() -> Step {
    let of = |id: &str| NewUnit { crew_group: Some("pair".into()), ..new_unit(id) };
    system(Command::AddUnits(vec![of("E1"), of("E2")]))
}

fn waiting(world: &World, unit: &str) -> Vec<String> {
    let unit = &world.board.units[&UnitId::from(unit)];
    world.board.waiting(unit).map(|held| world.board.number_of(held.incident)).collect()
}

fn sends_at_once() -> Step {
    let text = INTERNATIONAL.replace("on_freed = \"offer\"", "on_freed = \"assign\"");
    system(Command::SetPlan { text })
}

/// Three incidents, E1 on the first.
fn three() -> Vec<Step> {
    vec![did(open("STRUCT")), did(open("SMOKE")), did(open("ALARM")), did(assign(1, &["E1"])), did(status("E1", Os))]
}

#[test]
fn a_crew_comes_changes_and_goes_with_its_unit() {
    let crew = [person("Berg", &["ALS", "pump"]), person("", &[])];
    let world = check(vec![], on("e1", &crew), &["unit.crew_logged_on count=2 unit=E1"]);
    let unit = &world.board.units[&UnitId::from("E1")];
    let held = unit.crew().expect("on");
    assert_eq!((held.strength(), held.skills().into_iter().collect::<Vec<_>>()), (2, vec!["als", "pump"]));
    assert!(held.members[1].name.is_none(), "who was not named has no name, and is counted");
    assert!(world.board.units[&UnitId::from("E2")].crew().is_none(), "of E2 nothing is known");
    // A new crew takes over on scene: the run goes on.
    let mut steps = three();
    steps.push(did(on("E1", &crew)));
    let world = check(steps, on("E1", &crew[..1]), &["unit.crew_logged_on.relieved count=1 unit=E1"]);
    assert_eq!((world.status("E1"), world.incident(1).open_runs().count()), (Os, 1));
    // Going off duty with a run is said, or refused.
    check(
        three(),
        off("E1", "end of shift", false),
        &[&format!("refused.log_off_busy number={} status=OS unit=E1", given(three()).incident(1).number)],
    );
    let number = given(three()).incident(1).number.clone();
    let told = format!("unit.crew_logged_off.left number={number} reason=hurt unit=E1");
    let world = check(three(), off("E1", "hurt", true), &[&told]);
    let unit = &world.board.units[&UnitId::from("E1")];
    assert!(unit.is_logged_off() && unit.incident.is_none() && world.incident(1).open_runs().count() == 0);
    // Back on duty by a crew; by a state alone nobody knows who it is.
    let gone = || vec![did(off("E1", "end of shift", false))];
    check(gone(), off("E1", "again", false), &["refused.logged_off unit=E1"]);
    let world = check(gone(), on("E1", &crew), &["unit.crew_logged_on count=2 unit=E1"]);
    assert_eq!(world.status("E1"), Aq);
    let world = check(gone(), status("E1", Aq), &["unit.status_set from=OFF status=AQ unit=E1"]);
    let unit = &world.board.units[&UnitId::from("E1")];
    assert!(!unit.is_logged_off() && unit.crew().is_none(), "unknown, not absent");
    // Out of service stays out of service, whoever sits in it.
    let broken = vec![did(status_why("E1", Oos, "brakes"))];
    assert_eq!(check(broken, on("E1", &crew), &["unit.crew_logged_on count=2 unit=E1"]).status("E1"), Oos);
}

#[test]
fn what_is_said_of_a_crew_is_bounded() {
    check(vec![], on("E1", &[]), &["refused.crew_size field=members limit=40"]);
    let many: Vec<MemberInput> = (0..41).map(|_| person("A", &[])).collect();
    check(vec![], on("E1", &many), &["refused.crew_size field=members limit=40"]);
    check(vec![], on("E1", &[person(&"x".repeat(65), &[])]), &["refused.too_long field=members[0].name limit=64"]);
    check(vec![], on("E1", &[person("a\nb", &[])]), &["refused.too_long field=members[0].name limit=64"]);
    check(vec![], on("E1", &[person("A", &["a"; 13])]), &["refused.crew_skills field=members[0].skills limit=12"]);
    check(vec![], as_planned("E1"), &["refused.nothing_planned unit=E1"]);
    check(vec![], off("E1", " ", false), &["refused.empty field=reason"]);
    check(vec![], on("E9", &[person("A", &[])]), &["refused.no_such_unit field=units name=E9"]);
    let late = Command::Staff(Order::LogOn {
        unit: "E1".into(),
        members: Members::Named(vec![person("A", &[])]),
        vehicle: None,
        until_ms: Some(START_MS),
    });
    check(vec![], late, &["refused.duty_until field=until_ms hours=48"]);
    check(vec![seat(Role::Operator)], off("E1", "x", false), &["refused.role call=log_off role=operator"]);
}

#[test]
fn one_crew_takes_one_vehicle() {
    let out = || vec![shared(), did(open("STRUCT")), did(assign(1, &["E1"]))];
    let number = given(out()).incident(1).number.clone();
    let refused = format!("refused.crew_elsewhere field=units[0] number={number} other=E1 unit=E2");
    check(out(), assign(1, &["E2"]), &[&refused]);
    check(out(), divert(1, &["E2"]), &[&refused]);
    let both = format!("refused.crew_elsewhere number={number} other=E1 unit=E2");
    check(vec![shared(), did(open("STRUCT"))], assign(1, &["E1", "E2"]), &[&both]);
    let mut steps = out();
    steps.push(did(clear(&["E1"], None)));
    check(steps, assign(1, &["E2"]), &[&format!("unit.assigned from=AQ number={number} unit=E2")]);
    // What was imported without a word of groups leaves them as they are; an empty word takes a vehicle out.
    let mut steps = out();
    steps.push(system(Command::AddUnits(vec![new_unit("E2")])));
    check(steps, assign(1, &["E2"]), &[&refused]);
    let mut steps = out();
    steps.push(system(Command::AddUnits(vec![NewUnit { crew_group: Some(String::new()), ..new_unit("E2") }])));
    check(steps, assign(1, &["E2"]), &[&format!("unit.assigned from=AQ number={number} unit=E2")]);
    // Two that are out already cannot be one crew's.
    let apart = given(vec![did(open("STRUCT")), did(assign(1, &["E1", "E2"]))]);
    let of = |id: &str| NewUnit { crew_group: Some("pair".into()), ..new_unit(id) };
    let mut world = apart;
    world.role = None;
    world.run(&Command::AddUnits(vec![of("E1")])).expect("one alone");
    let refused = world.run(&Command::AddUnits(vec![of("E2")])).expect_err("one crew in two places");
    assert_eq!(refused.key, "refused.crew_elsewhere");
    // They log on and off with all their vehicles.
    let crew = [person("Berg", &[])];
    let world = check(
        vec![shared()],
        on("E1", &crew),
        &["unit.crew_logged_on count=1 unit=E1", "unit.crew_logged_on count=1 unit=E2"],
    );
    assert!(world.board.units[&UnitId::from("E2")].crew().is_some());
    let told = format!("refused.log_off_busy number={number} status=DP unit=E1");
    check(out(), off("E2", "end of shift", false), &[&told]);
}

#[test]
fn what_waits_comes_in_its_order_when_the_unit_is_freed() {
    let mut steps = three();
    steps.extend([did(stack("E1", 2, None)), did(stack("E1", 3, Some(1)))]);
    let numbers: Vec<String> = (1..=3).map(|n| given(three()).incident(n).number.clone()).collect();
    assert_eq!(waiting(&given(steps), "E1"), [numbers[2].clone(), numbers[1].clone()]);
    let both = || {
        let mut steps = three();
        steps.extend([did(stack("E1", 2, None)), did(stack("E1", 3, None))]);
        steps
    };
    let [first, second, third] = [&numbers[0], &numbers[1], &numbers[2]];
    check(both(), stack("E1", 2, None), &[&format!("refused.already_stacked number={second} place=1 unit=E1")]);
    let world =
        check(both(), stack("E1", 2, Some(9)), &[&format!("unit.incident_stacked number={second} place=2 unit=E1")]);
    assert_eq!(waiting(&world, "E1"), [third.clone(), second.clone()]);
    check(three(), stack("E1", 1, None), &["refused.already_assigned unit=E1"]);
    check(three(), stack("E2", 1, None), &[&format!("refused.stack_free number={first} status=AQ unit=E2")]);
    check(three(), unstack("E1", 2), &[&format!("refused.not_stacked number={second} unit=E1")]);
    // Offered.
    let released = format!("unit.released disposition=DONE number={first} status=CL unit=E1");
    let offered = format!("unit.stack_offered number={second} unit=E1");
    let world = check(both(), clear(&["E1"], None), &[&released, &offered]);
    assert_eq!(world.board.units[&UnitId::from("E1")].incident, None);
    // Or sent in the same step.
    let mut at_once = both();
    at_once.insert(0, sends_at_once());
    let next = format!("unit.incident_unstacked.sent number={second} unit=E1");
    let sent = format!("unit.assigned from=CL number={second} unit=E1");
    let world = check(at_once, clear(&["E1"], None), &[&released, &next, &sent]);
    assert_eq!(world.board.units[&UnitId::from("E1")].incident, Some(inc(2)));
    assert_eq!(waiting(&world, "E1"), [third.as_str()]);
    // A swap frees the one that goes, too.
    let swap = Command::Crew(watchfloor_domain::command::CrewCommand::Swap { out: "E1".into(), by: "E2".into() });
    let told = [
        format!("unit.assigned from=AQ number={first} unit=E2"),
        format!("unit.released.plain number={first} status=CL unit=E1"),
        offered,
    ];
    check(both(), swap, &[&told[0], &told[1], &told[2]]);
}

#[test]
fn what_waits_for_nobody_any_more_leaves() {
    let both = || {
        let mut steps = three();
        steps.extend([did(stack("E1", 2, None)), did(stack("E1", 3, None))]);
        steps
    };
    let world = given(both());
    let (second, third) = (world.incident(2).number.clone(), world.incident(3).number.clone());
    // Closed; back by undo, not by being opened anew.
    let mut world = given(both());
    world.run(&close(2, "DONE")).expect("closed");
    assert_eq!(waiting(&world, "E1"), [third.as_str()]);
    world.run(&Command::Undo { event: None }).expect("undone");
    assert_eq!(waiting(&world, "E1"), [second.clone(), third.clone()]);
    world.run(&close(2, "DONE")).expect("closed");
    world.run(&reopen(2, "again")).expect("opened anew");
    assert_eq!(waiting(&world, "E1"), [third.as_str()]);
    // The unit is out.
    let out = check(
        both(),
        status_why("E1", Oos, "brakes"),
        &[
            &format!("unit.released.reason number={} reason=brakes status=OOS unit=E1", world.incident(1).number),
            &format!("unit.incident_unstacked.unit_out number={second} unit=E1"),
            &format!("unit.incident_unstacked.unit_out number={third} unit=E1"),
        ],
    );
    assert!(waiting(&out, "E1").is_empty());
    let gone = format!("unit.crew_logged_off.left number={} reason=hurt unit=E1", world.incident(1).number);
    let told = [second.clone(), third.clone()].map(|n| format!("unit.incident_unstacked.crew_off number={n} unit=E1"));
    check(both(), off("E1", "hurt", true), &[&gone, &told[0], &told[1]]);
    // Diverted to what waits: it is there; what was left does not wait by that.
    let mut world = given(both());
    world.run(&divert(2, &["E1"])).expect("diverted");
    assert_eq!(waiting(&world, "E1"), [third.as_str()]);
    world.run(&status("E1", Er)).expect("on its way");
    world.run(&clear(&["E1"], None)).expect("cleared");
    assert_eq!(waiting(&world, "E1"), [third], "a run that ended does not come back");
    let full: Vec<Step> = (0..11).map(|_| did(open("ALARM"))).collect();
    let mut steps = full;
    steps.push(did(assign(1, &["E1"])));
    steps.extend((2..=11).map(|n| did(stack("E1", n, None))));
    steps.push(did(open("ALARM")));
    check(steps, stack("E1", 12, None), &["refused.stack_full limit=10 unit=E1"]);
}

#[test]
fn the_roster_says_who_is_late() {
    let crew = [person("Berg", &["als"]), person("Koski", &[])];
    let planned = || plan(vec![duty("E1", -1, 11, &crew), duty("E2", 1, 13, &crew), duty("E3", -20, -8, &crew)]);
    let standing = |world: &World| -> Vec<(String, Standing)> {
        lines(&world.board, world.now_ms).iter().map(|line| (line.unit.0.clone(), line.standing)).collect()
    };
    let row = |unit: &str, standing| (unit.to_owned(), standing);
    let world = given(vec![planned()]);
    assert_eq!(standing(&world), [row("E1", Standing::Late), row("E2", Standing::Due)]);
    let world = given(vec![planned(), did(as_planned("E1")), did(as_planned("E2")), did(on("E3", &crew))]);
    assert_eq!(standing(&world), [row("E1", Standing::On), row("E2", Standing::On), row("E3", Standing::Unplanned)]);
    let held = world.board.units[&UnitId::from("E1")].crew().expect("on");
    assert_eq!((held.until_ms, held.strength()), (Some(START_MS + 11 * HOUR), 2));
    // Longer than planned.
    let world = given(vec![planned(), did(as_planned("E1")), minutes(11 * 60 + 5)]);
    assert_eq!(standing(&world), [row("E2", Standing::Late), row("E1", Standing::Over)]);
    // The crew of before still on is not the crew that should be.
    let next = plan(vec![duty("E1", -1, 11, &crew), duty("E1", 11, 23, &crew[..1])]);
    let steps = vec![next, did(as_planned("E1")), minutes(11 * 60 + 1)];
    assert_eq!(standing(&given(steps)), [row("E1", Standing::Late), row("E1", Standing::Over)]);
    let next = || plan(vec![duty("E1", -1, 11, &crew), duty("E1", 11, 23, &crew[..1])]);
    let world = given(vec![next(), did(as_planned("E1")), minutes(10 * 60 + 30), did(as_planned("E1"))]);
    assert_eq!(world.board.units[&UnitId::from("E1")].crew().map(|c| c.strength()), Some(1), "the crew that comes");
    // What is planned anew takes the place of what it overlaps, and yesterday is forgotten.
    let world = given(vec![planned(), plan(vec![duty("E1", 3, 5, &crew[..1])])]);
    assert_eq!(world.board.roster[&UnitId::from("E1")].len(), 1);
    let mut world = given(vec![planned(), minutes(30 * 60)]);
    world.run(&open("ALARM")).expect("something happens");
    assert_eq!(world.board.roster.keys().map(|u| u.0.as_str()).collect::<Vec<_>>(), ["E1", "E2"]);
}

#[test]
fn a_roster_is_judged_crew_by_crew() {
    let crew = [person("Berg", &[])];
    let tried = |duties: Vec<NewDuty>| Command::Staff(Order::Plan(duties));
    let chief = || vec![seat(Role::Supervisor)];
    check(chief(), tried(vec![duty("E1", 0, 0, &crew)]), &["refused.duty_length field=to hours=48"]);
    check(chief(), tried(vec![duty("E1", 0, 49, &crew)]), &["refused.duty_length field=to hours=48"]);
    check(chief(), tried(vec![duty("E1", -50, -26, &crew)]), &["refused.duty_over field=to"]);
    check(chief(), tried(vec![duty("E9", 0, 12, &crew)]), &["refused.no_such_unit field=units name=E9"]);
    check(chief(), tried(vec![duty("E1", 0, 12, &[])]), &["refused.crew_size field=members limit=40"]);
    let twice = vec![duty("E1", 0, 12, &crew), duty("E1", 11, 20, &crew)];
    check(chief(), tried(twice), &["refused.duty_twice field=from from=12:13 to=00:13 unit=E1"]);
    check(vec![], tried(vec![duty("E1", 0, 12, &crew)]), &["refused.role call=import_roster role=dispatcher"]);
    check(chief(), tried(vec![duty("E1", 0, 12, &crew)]), &["roster.crew_planned count=1 unit=E1"]);
}
