//! Steps entered after they happened: where they stood in time, never over what is known, never in the future.

use crate::support::{START_MS, Step, assign, check, clear, did, inc, minutes, open, status};
use watchfloor_domain::Command;
use watchfloor_domain::command::{CrewCommand, LateStatus, When};
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus::{self, Cl, Dp, Er, Os, Tr};

const MINUTE: i64 = 60_000;

fn late(status: UnitStatus, at: When) -> LateStatus {
    let reason = "radio was down".to_owned();
    LateStatus { unit: UnitId::from("E1"), incident: None, status, at, reason, destination: None }
}

fn entered(entry: LateStatus) -> Command {
    Command::Crew(CrewCommand::LateStatus(entry))
}

/// The floor's clock shows 12:13:20 at the start. E1 is sent, and ten minutes later on scene; ten more pass.
fn run() -> Vec<Step> {
    let arrives = did(status("E1", Os));
    vec![did(open("STRUCT")), did(assign(1, &["E1"])), minutes(10), arrives, minutes(10)]
}

fn at(minutes: i64) -> When {
    When::At(START_MS + minutes * MINUTE)
}

#[test]
fn a_late_step_stands_where_it_happened_and_changes_nothing_after_it() {
    let said = "unit.status_backdated number=261122-001 reason=radio was down status=ER time=12:15 unit=E1";
    let world = check(run(), entered(late(Er, When::Clock(12 * 60 + 15))), &[said]);
    let steps: Vec<_> = world.incident(1).runs[0].steps.iter().map(|s| (s.status, s.backdated)).collect();
    assert_eq!(steps, [(Dp, false), (Er, true), (Os, false)]);
    assert_eq!(world.status("E1"), Os, "what came later stays");
    let recorded = world.log.last().expect("an event");
    assert_eq!(recorded.recorded_ms, world.now_ms);
    assert!(recorded.happened_ms < recorded.recorded_ms, "when it happened is kept apart from when it was entered");
    // The newest step of a run is the unit's state, since when it happened.
    let sent = || vec![did(open("STRUCT")), did(assign(1, &["E1"])), minutes(10)];
    let world = check(
        sent(),
        entered(late(Er, at(4))),
        &["unit.status_backdated number=261122-001 reason=radio was down status=ER time=12:17 unit=E1"],
    );
    assert_eq!((world.status("E1"), world.board.units[&UnitId::from("E1")].since_ms), (Er, START_MS + 4 * MINUTE));
}

#[test]
fn a_late_step_is_refused_where_it_cannot_have_happened() {
    let order = |entry, other: &str, time: &str, other_time: &str, status: &str| {
        let said = format!("refused.late_order other={other} other_time={other_time} status={status} time={time}");
        check(run(), entered(entry), &[&said]);
    };
    order(late(Er, at(12)), "OS", "12:25", "12:23", "ER");
    order(late(Er, at(-2)), "DP", "12:11", "12:13", "ER");
    // A unit that is still on its way had arrived before nothing.
    check(run(), entered(late(Er, at(21))), &["refused.late_future field=at time=12:34"]);
    check(run(), entered(late(Os, at(5))), &["refused.late_known status=OS time=12:23 unit=E1"]);
    check(run(), entered(late(Dp, at(5))), &["refused.late_step field=status status=DP"]);
    check(run(), entered(late(Cl, at(5))), &["refused.late_step field=status status=CL"]);
    check(run(), entered(late(Tr, at(15))), &["refused.destination_needed field=destination unit=E1"]);
    check(run(), entered(late(Er, When::Clock(1_440))), &["refused.late_time field=at"]);
    check(run(), entered(LateStatus { reason: " ".into(), ..late(Er, at(5)) }), &["refused.empty field=reason"]);
    let other = LateStatus { unit: UnitId::from("E2"), ..late(Er, at(5)) };
    check(run(), entered(other), &["refused.late_no_run unit=E2"]);
    // A unit that left may still be told of, on the incident it left, before it left.
    let mut steps = run();
    steps.push(did(clear(&["E1"], None)));
    let named = |at| LateStatus { incident: Some(inc(1)), ..late(Er, at) };
    check(
        steps,
        entered(named(at(5))),
        &["unit.status_backdated number=261122-001 reason=radio was down status=ER time=12:18 unit=E1"],
    );
    let mut steps = run();
    steps.extend([did(clear(&["E1"], None)), minutes(10)]);
    let taken = LateStatus { destination: Some("Meilahti".into()), status: Tr, ..named(at(25)) };
    check(steps, entered(taken), &["refused.late_order other=CL other_time=12:33 status=TR time=12:38"]);
}

#[test]
fn a_time_of_day_is_the_last_one_the_wall_clock_showed() {
    // 12:20 of today is in the future at 12:13, so it was yesterday's: before the unit was sent.
    let steps = vec![did(open("STRUCT")), did(assign(1, &["E1"]))];
    let said = "refused.late_order other=DP other_time=12:13 status=ER time=12:20";
    check(steps, entered(late(Er, When::Clock(12 * 60 + 20))), &[said]);
}
