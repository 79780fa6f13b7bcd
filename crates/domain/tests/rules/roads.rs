//! Closures, the agency's own names, and drive times that were shown.

use crate::support::{HOUR, Step, check, close, did, given, inc, minutes, open};
use watchfloor_domain::Command;
use watchfloor_domain::ids::ClosureId;
use watchfloor_domain::types::{Alias, Closure, ClosureShape, Place, Recommendation, RecommendedUnit};
use watchfloor_geo::Wgs84;

fn at(lon: f64) -> Wgs84 {
    Wgs84::new(lon, 60.0).unwrap()
}

fn bridge() -> Closure {
    Closure {
        shape: ClosureShape::Line(vec![at(24.0), at(24.1)]),
        reason: " bridge works ".into(),
        from_ms: None,
        until_ms: None,
        emergency_may_pass: false,
    }
}

fn set(details: Closure) -> Command {
    Command::SetClosure { closure: None, details }
}

/// The closure set by the first command of what is given.
fn first(steps: &[fn() -> Command]) -> (Vec<Step>, ClosureId) {
    let steps = || steps.iter().map(|make| did(make())).collect::<Vec<_>>();
    let id = *given(steps()).board.closures.keys().next().expect("a closure was set");
    (steps(), id)
}

fn closed() -> (Vec<Step>, ClosureId) {
    first(&[|| set(bridge())])
}

#[test]
fn a_closure_has_a_shape_a_reason_and_a_window() {
    let world = check(vec![], set(bridge()), &["closure.set reason=bridge works"]);
    let (_, held) = world.board.closures.iter().next().unwrap();
    assert!(held.details.in_force(i64::MIN) && held.details.in_force(i64::MAX), "until it is lifted");
    let line = |points| Closure { shape: ClosureShape::Line(points), ..bridge() };
    let area = |points| Closure { shape: ClosureShape::Polygon(points), ..bridge() };
    check(vec![], set(line(vec![at(24.0)])), &["refused.closure_points field=points least=2"]);
    check(vec![], set(area(vec![at(24.0); 2])), &["refused.closure_points field=points least=3"]);
    check(vec![], set(line(vec![at(24.0); 1_001])), &["refused.closure_large field=points most=1000"]);
    check(vec![], set(Closure { reason: " ".into(), ..bridge() }), &["refused.empty field=reason"]);
    let now = given(vec![]).now_ms;
    let window = |from_ms, until_ms| Closure { from_ms, until_ms, ..bridge() };
    let late = window(Some(now + HOUR), Some(now + HOUR));
    check(vec![], set(late), &["refused.closure_window field=until_ms"]);
    check(vec![], set(window(None, Some(now))), &["refused.closure_over field=until_ms"]);
    let tonight = window(Some(now + HOUR), Some(now + 2 * HOUR));
    for (minute, there) in [(0, false), (59, false), (60, true), (119, true), (120, false)] {
        assert_eq!(tonight.in_force(now + minute * 60_000), there, "minute {minute}");
    }
    check(vec![], set(tonight), &["closure.set reason=bridge works"]);
}

#[test]
fn two_closures_are_two_and_one_can_be_changed_and_lifted() {
    let world = given(vec![did(set(bridge())), did(set(bridge())), did(open("STRUCT"))]);
    assert_eq!(world.board.closures.len(), 2);
    let (steps, id) = closed();
    let longer = Closure { reason: "flood".into(), ..bridge() };
    let world = check(steps, Command::SetClosure { closure: Some(id), details: longer }, &["closure.set reason=flood"]);
    assert_eq!(world.board.closures.len(), 1);
    let nobody = ClosureId(uuid::Uuid::nil());
    let lift = |closure, reason: &str| Command::LiftClosure { closure, reason: reason.into() };
    let none = ["refused.no_such_closure field=id name=00000000-0000-0000-0000-000000000000"];
    check(closed().0, lift(nobody, "x"), &none);
    check(closed().0, Command::SetClosure { closure: Some(nobody), details: bridge() }, &none);
    check(closed().0, lift(id, " "), &["refused.empty field=reason"]);
    let world = check(closed().0, lift(id, "done"), &["closure.lifted closure=bridge works reason=done"]);
    assert!(world.board.closures.is_empty());
}

#[test]
fn a_closure_long_over_leaves_the_board() {
    let over = || {
        let now = given(vec![]).now_ms;
        set(Closure { until_ms: Some(now + HOUR), ..bridge() })
    };
    let stays = given(vec![did(over()), minutes(12 * 60), did(open("STRUCT"))]);
    assert_eq!(stays.board.closures.len(), 1);
    let gone = given(vec![did(over()), minutes(48 * 60), did(open("STRUCT"))]);
    assert!(gone.board.closures.is_empty());
    assert!(!gone.board.versions.keys().any(|stream| stream.kind() == "closure"));
}

#[test]
fn five_thousand_closures_are_enough() {
    let mut world = given(vec![]);
    let mut full = (0..5_000).map(|_| world.run(&set(bridge())));
    assert!(full.all(|set| set.is_ok()));
    let refused = world.run(&set(bridge())).unwrap_err();
    assert_eq!(crate::support::refusal(&refused), "refused.closures_full most=5000");
}

fn alias(text: &str, label: &str) -> Alias {
    Alias { text: text.into(), place: Place { at: at(24.9), label: label.into() } }
}

#[test]
fn the_agencys_own_names_are_set_changed_and_removed() {
    use crate::support::seat;
    use watchfloor_domain::types::Role;
    let sits = || seat(Role::Supervisor);
    let set = |text: &str, label: &str| Command::SetAlias(alias(text, label));
    check(vec![sits()], set(" gate 4 ", "harbour"), &["alias.set name=gate 4 place=harbour"]);
    check(vec![], set("gate 4", "harbour"), &["refused.role call=set_alias role=dispatcher"]);
    check(vec![sits()], set(" ", "harbour"), &["refused.empty field=text"]);
    check(vec![sits()], set(&"x".repeat(201), "harbour"), &["refused.too_long field=text limit=200"]);
    let known = || vec![sits(), did(Command::SetAlias(alias("gate 4", "harbour")))];
    check(known(), set("gate 4", "harbour"), &["refused.same_alias name=gate 4"]);
    let world = check(known(), set("gate 4", "north harbour"), &["alias.set name=gate 4 place=north harbour"]);
    assert_eq!(world.board.aliases.len(), 1);
    let remove = |text: &str| Command::RemoveAlias { text: text.into() };
    check(known(), remove("gate 5"), &["refused.no_such_alias field=text name=gate 5"]);
    let world = check(known(), remove("gate 4"), &["alias.removed name=gate 4"]);
    assert!(world.board.aliases.is_empty());
}

#[test]
fn a_hundred_thousand_names_are_enough() {
    let mut world = given(vec![]);
    world.role = None;
    for n in 0..100_000 {
        world.board.aliases.insert(format!("n{n}"), alias("", "x").place);
    }
    let refused = world.preview(&Command::SetAlias(alias("one more", "x"))).unwrap_err();
    assert_eq!(crate::support::refusal(&refused), "refused.aliases_full most=100000");
}

fn shown(units: &[&str], closures: &str) -> Command {
    let unit = |id: &&str| RecommendedUnit {
        unit: (*id).into(),
        fix: None,
        drive_ms: Some(60_000),
        metres: Some(500.0),
        straight_rank: 1,
    };
    Command::NoteRecommended {
        incident: inc(1),
        recommendation: Box::new(Recommendation {
            graph: "g1".into(),
            closures: closures.into(),
            closed_by: Vec::new(),
            profile: "emergency".into(),
            to: at(24.9),
            units: units.iter().map(unit).collect(),
        }),
        proposed: None,
        acted_on: false,
    }
}

#[test]
fn drive_times_that_were_shown_are_kept_when_they_say_something_new() {
    let opened = || vec![did(open("STRUCT"))];
    let number = given(opened()).incident(1).number.clone();
    let said = |rest: &str| format!("incident.recommended {rest}");
    let first = said(&format!("count=2 number={number} unit=E2"));
    let world = check(opened(), shown(&["E2", "E1"], "c0"), &[&first]);
    assert_eq!(world.incident(1).recommended.as_ref().unwrap().units.len(), 2);
    let again = || vec![did(open("STRUCT")), did(shown(&["E2", "E1"], "c0"))];
    check(again(), shown(&["E2", "E1"], "c0"), &[]);
    check(again(), shown(&["E1", "E2"], "c0"), &[&said(&format!("count=2 number={number} unit=E1"))]);
    check(again(), shown(&["E2", "E1"], "c1"), &[&first]);
    check(again(), shown(&[], "c1"), &[&format!("incident.recommended.none count=0 number={number}")]);
    let over = vec![did(open("STRUCT")), did(close(1, "DONE"))];
    check(over, shown(&["E1"], "c0"), &[&format!("refused.incident_closed number={number}")]);
}
