//! The plan in force on a floor: set by those who may, folded from the log alone, kept by snapshots, harmless to what is open.

use watchfloor_domain::plan::in_force::{CHINESE, digest};
use watchfloor_domain::testing::{Floor, floor};
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command, Event, evolve};

fn set(floor: &mut Floor, text: &str) -> Result<Vec<Event>, watchfloor_domain::Rejection> {
    floor.role = Some(Role::Supervisor);
    let outcome = floor.run(Command::SetPlan { text: text.into() });
    floor.role = Some(Role::Dispatcher);
    outcome
}

#[test]
fn open_incidents_outlive_the_plan_they_were_opened_by() {
    let mut floor = floor(&["E1"]);
    let old = floor.open("STRUCT");
    floor.run(Command::AssignUnits { incident: old, units: vec!["E1".into()], divert: false }).unwrap();
    set(&mut floor, CHINESE).unwrap();
    assert_eq!(floor.board.incidents[&old].type_code, "STRUCT");
    floor.run(Command::SetIncidentType { incident: old, type_code: "jzhz".into() }).unwrap();
    // Without a disposition: that of the new plan.
    let cleared = floor.run(Command::ClearUnits { units: vec!["E1".into()], disposition: None }).unwrap();
    assert!(matches!(&cleared[0], Event::UnitReleased(e) if e.disposition.as_deref() == Some("CZWB")), "{cleared:?}");
    let refused = floor.run(Command::CloseIncident { incident: old, disposition: "DONE".into() }).unwrap_err();
    assert_eq!(refused.key, "refused.unknown_disposition");
    floor.run(Command::CloseIncident { incident: old, disposition: "czwb".into() }).unwrap();
}

#[test]
fn a_call_without_a_type_is_of_unknown_kind_by_the_plan() {
    let mut floor = floor(&[]);
    let first = floor.open(" ");
    set(&mut floor, CHINESE).unwrap();
    let second = floor.open("");
    let types = [first, second].map(|id| floor.board.incidents[&id].type_code.clone());
    assert_eq!(types, ["UNK", "BMJQ"]);
}

#[test]
fn the_log_and_a_snapshot_give_the_same_plan() {
    let mut floor = floor(&[]);
    let events = set(&mut floor, CHINESE).unwrap();
    assert!(matches!(&events[0], Event::PlanSet(e) if e.sha256 == digest(CHINESE) && e.text == CHINESE));
    let mut replayed = Board::default();
    for recorded in &floor.log {
        let body = recorded.event.encode();
        let event = Event::decode(recorded.event.typ(), recorded.event.schema_v(), &body).unwrap();
        evolve(&mut replayed, &watchfloor_domain::Recorded { event, ..recorded.clone() });
    }
    assert_eq!(replayed, floor.board);
    let kept: Board = serde_json::from_str(&serde_json::to_string(&floor.board).unwrap()).unwrap();
    assert_eq!((kept.plan.text(), &kept.plan.set), (CHINESE, &floor.board.plan.set));
    // A snapshot of before there were plans has none: the starter set is in force.
    let mut old: serde_json::Value = serde_json::to_value(Board::default()).unwrap();
    old.as_object_mut().unwrap().remove("plan");
    assert_eq!(serde_json::from_value::<Board>(old).unwrap(), Board::default());
}

#[test]
fn a_wrong_plan_or_the_same_again_changes_nothing() {
    let mut floor = floor(&[]);
    let wrong = set(&mut floor, &CHINESE.replacen("typ = \"JZHZ\"", "typ = \"NOPE\"", 1)).unwrap_err();
    let line = CHINESE[..CHINESE.find("typ = \"JZHZ\"").unwrap()].lines().count() + 1;
    assert_eq!(wrong.key, "refused.plan_unknown_type");
    assert!(wrong.field.as_deref().is_some_and(|f| f.starts_with(&format!("line {line}, rules[1]"))), "{wrong:?}");
    assert_eq!(floor.board.plan.set, None);
    set(&mut floor, CHINESE).unwrap();
    assert_eq!(set(&mut floor, CHINESE).unwrap_err().key, "refused.same_plan");
    assert_eq!(floor.run(Command::SetPlan { text: CHINESE.into() }).unwrap_err().key, "refused.role");
}

#[test]
fn a_plan_without_the_type_of_an_open_incident_says_so() {
    let mut floor = floor(&[]);
    floor.open("STRUCT");
    let closed = floor.open("SMOKE");
    floor.run(Command::CloseIncident { incident: closed, disposition: "DONE".into() }).unwrap();
    let other = watchfloor_domain::plan::read(CHINESE).unwrap();
    let number = floor.board.incidents.values().find(|i| i.closed.is_none()).unwrap().number.clone();
    let told: Vec<_> = floor.board.types_dropped(&other).into_iter().collect();
    assert_eq!(told, [("STRUCT", vec![number.as_str()])]);
    let before = floor.board.clone();
    let events = set(&mut floor, CHINESE).unwrap();
    let said = watchfloor_domain::story::tell(&before, &events[0]);
    assert_eq!(
        (said.key.as_str(), said.params["types"].as_str()),
        ("event.config.plan_set.dropping", &*format!("STRUCT ({number})"))
    );
    let same = watchfloor_domain::plan::read(watchfloor_domain::plan::in_force::INTERNATIONAL).unwrap();
    assert!(before.types_dropped(&same).is_empty());
}
