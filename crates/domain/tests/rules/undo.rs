//! Undo takes back the last thing a person did, all of it, and nothing else.

use crate::support::{
    MINUTE, Step, World, assign, check, clear, close, did, given, inc, new_unit, open, reopen, status, status_why,
};
use watchfloor_domain::Command;
use watchfloor_domain::board::Incident;
use watchfloor_domain::command::{CrewCommand, LateStatus, When};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ids::{UnitId, UserId};
use watchfloor_domain::plan::in_force::{CHINESE, INTERNATIONAL};
use watchfloor_domain::resource::{Order as Resource, Stock};
use watchfloor_domain::site::{Details, Order as SiteOrder, RoadsClosed, SiteKind, SiteShape};
use watchfloor_domain::staff::Order as Staff;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Alias, Closure, ClosureShape, Place, Role};
use watchfloor_domain::work::Order;
use watchfloor_geo::Wgs84;

const ONE: &str = "number=261122-001";

fn undo() -> Command {
    Command::Undo { event: None }
}

fn e1() -> UnitId {
    UnitId::from("E1")
}

/// E1 and E2 on the first of two incidents, E1 on scene for a minute.
fn at_work(more: Vec<Step>) -> Vec<Step> {
    let mut steps = vec![did(open("STRUCT")), did(open("SMOKE")), did(assign(1, &["E1", "E2"]))];
    steps.extend([Step::Wait(MINUTE), did(status("E1", UnitStatus::Os)), Step::Wait(MINUTE)]);
    steps.extend(more);
    steps
}

/// All of the incident and of E1, times included.
fn picture(world: &World) -> (Incident, watchfloor_domain::board::Unit) {
    (world.incident(1).clone(), world.board.units[&e1()].clone())
}

/// Does it, takes it back, and compares everything with how it was.
#[track_caller]
fn taken_back(mut world: World, what: Command) {
    let before = picture(&world);
    world.now_ms += 1_000;
    world.run(&what).unwrap_or_else(|why| panic!("{what:?}: {why:?}"));
    assert_ne!(picture(&world), before, "{what:?} changes something");
    world.now_ms += 1_000;
    world.run(&undo()).unwrap_or_else(|why| panic!("undo of {what:?}: {why:?}"));
    assert_eq!(picture(&world), before, "{what:?}");
}

#[test]
fn a_unit_cleared_by_mistake_goes_on_with_its_run_and_its_times() {
    let told = &[&*format!("unit.release_undone {ONE} status=OS unit=E1")];
    check(at_work(vec![did(clear(&["E1"], Some("DONE")))]), undo(), told);
    taken_back(given(at_work(vec![])), clear(&["E1"], Some("FALSE")));
    taken_back(given(at_work(vec![])), status_why("E1", UnitStatus::Oos, "brakes"));
    let welfare = Command::Crew(CrewCommand::SetWelfare { units: vec![e1()], minutes: 10 });
    taken_back(given(at_work(vec![did(welfare)])), clear(&["E1"], None));
    // Also when it was done over what stood against it: the emergency is there again.
    let danger = Command::Crew(CrewCommand::RaiseEmergency { unit: e1(), source: EmergencySource::Radio });
    let over = clear(&["E1"], Some("FALSE")).despite(Some("wrong crew".into()));
    taken_back(given(at_work(vec![did(danger)])), over);
    // Swapped: both are what they were.
    let swap = Command::Crew(CrewCommand::Swap { out: e1(), by: UnitId::from("E3") });
    taken_back(given(at_work(vec![])), swap.clone());
    let mut world = given(at_work(vec![did(swap)]));
    world.run(&undo()).expect("undone");
    assert_eq!((world.status("E1"), world.status("E3")), (UnitStatus::Os, UnitStatus::Aq));
    // Not once something was built on it.
    let sent = at_work(vec![did(clear(&["E1"], None)), did(status("E1", UnitStatus::Aq))]);
    let released = given(sent).board.deeds.iter().find(|deed| deed.typ == "unit.released").map(|deed| deed.gseq);
    let sent = at_work(vec![did(clear(&["E1"], None)), did(status("E1", UnitStatus::Aq))]);
    check(sent, Command::Undo { event: released }, &["refused.undo_followed"]);
    let mut over = given(at_work(vec![did(clear(&["E1", "E2"], None))]));
    let released = over.board.deeds.back().map(|deed| deed.gseq);
    over.run(&close(1, "DONE")).expect("nobody is on it");
    let refused = over.run(&Command::Undo { event: released }).expect_err("it is closed");
    assert_eq!(refused.key, "refused.incident_closed");
}

/// What waited for the unit was sent with the same command: all of it is taken back, nothing half.
#[test]
fn a_command_with_all_that_came_with_it_is_one() {
    let stack = |n| Command::Staff(Staff::Stack { unit: e1(), incident: inc(n), place: None });
    taken_back(given(at_work(vec![did(stack(2))])), clear(&["E1"], None));
    let waits = |world: &World| world.board.units[&e1()].staff.stack.len();
    let mut world = given(at_work(vec![did(stack(2)), did(clear(&["E1"], None))]));
    world.run(&undo()).expect("undone");
    assert_eq!((world.status("E1"), waits(&world)), (UnitStatus::Os, 1), "it still waits");
    taken_back(given(at_work(vec![])), stack(2));

    // The next level with the units it adds, as one request.
    let mut world = given(at_work(vec![]));
    world.now_ms += 1_000;
    let up = [Command::RaiseAlarm { incident: inc(1), level: 2 }, assign(1, &["E3"])];
    world.together(&up).expect("sent");
    assert_eq!((world.incident(1).level, world.status("E3")), (2, UnitStatus::Dp));
    let last = world.board.gseq;
    assert!(world.board.undo_until(last).is_some());
    world.run(&undo()).expect("undone");
    assert_eq!((world.incident(1).level, world.status("E3")), (1, UnitStatus::Aq), "the level goes back with the unit");
    let alone = at_work(vec![did(Command::RaiseAlarm { incident: inc(1), level: 2 })]);
    check(alone, undo(), &[&format!("incident.undone.level level=1 {ONE}")]);
    // The control: two requests are two, and only the last is taken back.
    let mut world = given(at_work(vec![]));
    up.iter().for_each(|command| drop(world.run(command).expect("sent")));
    world.run(&undo()).expect("undone");
    assert_eq!((world.incident(1).level, world.status("E3")), (2, UnitStatus::Aq));
}

/// What is done beside incidents stands between undo and the dispatch before it.
#[test]
fn nothing_older_is_taken_back_instead() {
    let at = Wgs84::new(24.94, 60.17).expect("in range");
    let place = Place { at, label: "Gate".into() };
    let shape = ClosureShape::Line(vec![at, Wgs84::new(24.95, 60.17).expect("in range")]);
    let details = Closure { shape, reason: "flood".into(), from_ms: None, until_ms: None, emergency_may_pass: false };
    let closure = Command::SetClosure { closure: None, details };
    let world = check(at_work(vec![did(closure)]), undo(), &["refused.undo_closure"]);
    assert_eq!((world.status("E1"), world.board.closures.len()), (UnitStatus::Os, 1));
    let sent = || at_work(vec![Step::Seat(Some(Role::Supervisor), "dora")]);
    let alias = Command::SetAlias(Alias { text: "the pit".into(), place });
    check(sent().into_iter().chain([did(alias)]).collect(), undo(), &["refused.undo_other"]);
    let plan = Command::SetPlan { text: CHINESE.to_owned() };
    check(sent().into_iter().chain([did(plan)]).collect(), undo(), &["refused.undo_other"]);
    let shape = SiteShape::Circle { centre: at, radius_m: 200 };
    let (kind, name, roads) =
        (SiteKind::Cordon, "North gate".to_owned(), Some(RoadsClosed { emergency_may_pass: true }));
    let details = Details { kind, name, shape, incident: Some(inc(1)), roads };
    let site = Command::Site(SiteOrder::Set { site: None, details, reason: String::new() });
    check(at_work(vec![did(site)]), undo(), &["refused.undo_site"]);
    let text = |text: &str| text.to_owned();
    let (id, item, unit, place) = (text("SAND"), text("sand bags"), text("bags"), text("depot"));
    let stock = Command::Resource(Resource::SetStock(Stock { id, item, unit, place, amount: 10 }));
    let taken = Resource::MoveStock { id: "sand".into(), amount: -4, incident: None, reason: "dyke".into() };
    let moved = sent().into_iter().chain([did(stock), did(Command::Resource(taken))]);
    check(moved.collect(), undo(), &["refused.undo_stock"]);
    // A list of units is office work, and a thousand rows do not push what was done before out of reach.
    let mut world = given(at_work(vec![]));
    let rows = (0..1_000).map(|n| new_unit(&format!("X{n}"))).collect();
    world.system(&Command::AddUnits(rows)).expect("a list");
    assert!(world.board.deeds.iter().any(|deed| deed.typ == "unit.status_set"));
}

#[test]
fn what_the_verbs_say_can_be_undone_is() {
    let welfare = |minutes| Command::Crew(CrewCommand::SetWelfare { units: vec![e1()], minutes });
    taken_back(given(at_work(vec![])), welfare(10));
    taken_back(given(at_work(vec![did(welfare(10))])), welfare(20));
    taken_back(given(at_work(vec![did(welfare(10))])), welfare(0));
    let relieve = Command::Crew(CrewCommand::Relieve { out: e1(), by: UnitId::from("E3") });
    taken_back(given(at_work(vec![])), relieve);
    let late = |status, ago| {
        let world = given(at_work(vec![]));
        let (at, reason) = (When::At(world.now_ms - ago), "radio was out".to_owned());
        let late = LateStatus { unit: e1(), incident: None, status, at, reason, destination: None };
        (world, Command::Crew(CrewCommand::LateStatus(late)))
    };
    // Before the newest step, and as the newest.
    for (status, ago) in [(UnitStatus::Er, MINUTE + 30_000), (UnitStatus::Wk, 30_000)] {
        let (world, command) = late(status, ago);
        taken_back(world, command);
    }
    // A call taken in error is cancelled; its number stays.
    let opened = || vec![did(open("STRUCT"))];
    let world = check(opened(), undo(), &[&format!("incident.closed disposition=CANCEL {ONE}")]);
    assert!(world.incident(1).closed.is_some());
    let noted = vec![did(open("STRUCT")), did(crate::support::note(1, "x"))];
    let first = given(noted).board.deeds.front().map(|deed| deed.gseq);
    let noted = vec![did(open("STRUCT")), did(crate::support::note(1, "x"))];
    check(noted, Command::Undo { event: first }, &["refused.undo_followed"]);
    // A centre whose plan knows no cancelled calls closes it by hand.
    let own = INTERNATIONAL.replace("common = \"10\"\n", "");
    let set =
        |text| vec![Step::Seat(Some(Role::Supervisor), "dora"), did(Command::SetPlan { text }), did(open("STRUCT"))];
    check(set(own), undo(), &["refused.undo_opened"]);
    check(
        vec![did(open("STRUCT")), did(close(1, "DONE")), did(reopen(1, "again"))],
        undo(),
        &["refused.undo_reopened"],
    );
    // An offer is withdrawn, as long as it waits.
    let anna = || {
        let (user, display_name, verifier) = (UserId::from("anna"), "Anna".to_owned(), "$argon2id$".to_owned());
        Step::System(Command::CreateUser { user, display_name, role: Role::Dispatcher, verifier })
    };
    let offer = || {
        let (to, note, seat) = (UserId::from("anna"), String::new(), "s1".to_owned());
        did(Command::Work(Order::HandOver { incident: inc(1), to, note, seat }))
    };
    let told = format!("incident.hand_over_withdrawn from=dora {ONE} to=anna");
    check(vec![anna(), did(open("CRASH")), offer()], undo(), &[&told]);
}
