//! Alarm levels, and recommendations on the record.

use crate::support::{check, close, did, given, inc, open, refusal};
use watchfloor_domain::event::{Event, IncidentRecommended};
use watchfloor_domain::recommend::{Ask, Recommended, may_stand_at, recommend};
use watchfloor_domain::types::{Priority, Recommendation};
use watchfloor_domain::{Board, Command};
use watchfloor_geo::Wgs84;

fn level(level: u32) -> Command {
    Command::RaiseAlarm { incident: inc(1), level }
}

#[test]
fn a_level_is_raised_and_stepped_down_within_the_card() {
    let opened = || vec![did(open("STRUCT"))];
    let number = given(opened()).incident(1).number.clone();
    let world = check(opened(), level(2), &[&format!("incident.alarm_raised from=1 level=2 number={number}")]);
    assert_eq!(world.incident(1).level, 2);
    let raised = || vec![did(open("STRUCT")), did(level(2))];
    let world = check(raised(), level(1), &[&format!("incident.alarm_raised.lowered from=2 level=1 number={number}")]);
    assert_eq!(world.incident(1).level, 1);
    check(opened(), level(1), &[&format!("refused.same_level level=1 number={number}")]);
    check(opened(), level(0), &["refused.no_such_level field=level level=0 most=4"]);
    check(opened(), level(5), &["refused.no_such_level field=level level=5 most=4"]);
    let over = vec![did(open("STRUCT")), did(close(1, "DONE"))];
    check(over, level(2), &[&format!("refused.incident_closed number={number}")]);
}

/// The starter set has a card for everything; a plan of the centre's own need not.
#[test]
fn without_a_card_there_are_no_levels() {
    let world = given(vec![did(open("STRUCT"))]);
    let refused = may_stand_at(&watchfloor_domain::plan::Plan::default(), world.incident(1), 2).unwrap_err();
    assert_eq!(refusal(&refused), "refused.no_card name=STRUCT");
    assert_eq!(may_stand_at(world.board.plan(), world.incident(1), 2), Ok(()));
}

fn proposed(level: u32) -> Recommended {
    let plan = Board::default().plan().clone();
    let at = Wgs84::new(24.9, 60.1).unwrap();
    recommend(&Ask { plan: &plan, type_code: "STRUCT", priority: Priority::E, at, level, now_ms: 0 }, &[])
}

fn basis() -> Recommendation {
    Recommendation {
        graph: "g".into(),
        closures: "c".into(),
        closed_by: Vec::new(),
        profile: "emergency".into(),
        to: Wgs84::new(24.9, 60.1).unwrap(),
        units: Vec::new(),
    }
}

fn shown(level: u32, acted_on: bool) -> Command {
    let proposed = Some(Box::new(proposed(level)));
    Command::NoteRecommended { incident: inc(1), recommendation: Box::new(basis()), proposed, acted_on }
}

#[test]
fn a_proposal_is_recorded_when_it_says_something_new_and_always_when_somebody_acts_on_it() {
    let number = given(vec![did(open("STRUCT"))]).incident(1).number.clone();
    let said = |level: u32, missing: u32| {
        format!("incident.recommended.proposed.short level={level} missing={missing} number={number} units=–")
    };
    let world = check(vec![did(open("STRUCT"))], shown(1, false), &[&said(1, 6)]);
    let held = world.incident(1).proposed.as_ref().unwrap();
    assert!(held.says_as(&proposed(1)) && held.candidates.is_empty(), "the board keeps the answer, the log its inputs");
    let again = || vec![did(open("STRUCT")), did(shown(1, false))];
    check(again(), shown(1, false), &[]);
    check(again(), shown(1, true), &[&said(1, 6)]);
    check(again(), shown(2, false), &[&said(2, 12)]);
}

/// What was stored before there were proposals still reads, and says what it said.
#[test]
fn version_one_still_reads() {
    let new = Event::from(IncidentRecommended { incident: inc(1), recommendation: basis(), proposed: None });
    assert_eq!(new.schema_v(), 4);
    let body = new.encode();
    assert!(!String::from_utf8_lossy(&body).contains("proposed"), "the very shape of version 1");
    assert_eq!(Event::decode("incident.recommended", 1, &body).unwrap(), new);
    let whole = Event::from(IncidentRecommended {
        incident: inc(1),
        recommendation: basis(),
        proposed: Some(Box::new(proposed(3))),
    });
    assert_eq!(Event::decode("incident.recommended", 2, &whole.encode()).unwrap(), whole);
    assert!(Event::decode("incident.recommended", 5, &body).is_err());
}
