//! Incident numbers: by template, by period, never the same twice.

use crate::support::{HOUR, MINUTE, Step, World, did, given, inc, nobody, open};
use watchfloor_domain::Command;
use watchfloor_domain::types::{Numbering, Reset};

fn numbering(template: &str, reset: Reset) -> Step {
    Step::System(Command::SetNumbering(Numbering { template: template.into(), reset }))
}

fn numbers(world: &World, count: u128) -> Vec<&str> {
    (1..=count).map(|n| world.board.incidents[&inc(n)].number.as_str()).collect()
}

fn table(steps: Vec<Step>, want: &[&str]) {
    let world = given(steps);
    assert_eq!(numbers(&world, want.len() as u128), want);
}

#[test]
fn the_sequence_starts_again_with_each_period() {
    let opened = || did(open("STRUCT"));
    // The start is 12:13:20 on Sunday 2026-11-22.
    table(vec![opened(), opened(), Step::Wait(12 * HOUR), opened()], &["261122-001", "261122-002", "261123-001"]);
    table(
        vec![numbering("{YYYY}/{MM}.{NN}", Reset::Monthly), opened(), Step::Wait(9 * 24 * HOUR), opened()],
        &["2026/11.01", "2026/12.01"],
    );
    table(
        vec![numbering("{YY}{JJJ}-{N}", Reset::Yearly), opened(), Step::Wait(24 * HOUR), opened()],
        &["26326-1", "26327-2"],
    );
    table(
        vec![numbering("W{UU}-{NNNN}", Reset::Never), opened(), Step::Wait(400 * 24 * HOUR), opened()],
        &["W47-0001", "W52-0002"],
    );
}

#[test]
fn the_day_of_a_number_is_the_day_of_the_zone() {
    let mut world = World::new(&[]);
    world.zone_offset_min = 13 * 60;
    world.run(&open("STRUCT")).expect("opened");
    assert_eq!(numbers(&world, 1), ["261123-001"]);
}

#[test]
fn a_clock_set_back_over_midnight_gives_no_number_twice() {
    let opened = || did(open("STRUCT"));
    let steps = vec![opened(), Step::Wait(12 * HOUR), opened(), Step::Wait(-30 * MINUTE), opened(), opened()];
    let steps = steps.into_iter().chain([Step::Wait(HOUR), opened()]).collect();
    table(steps, &["261122-001", "261123-001", "261122-002", "261122-003", "261123-002"]);
}

#[test]
fn a_template_changed_and_changed_back_gives_no_number_twice() {
    let opened = || did(open("STRUCT"));
    let daily = || numbering("{YY}{MM}{DD}-{NNN}", Reset::Daily);
    let steps = vec![daily(), opened(), numbering("A{NN}", Reset::Never), opened(), daily(), opened()];
    table(steps, &["261122-001", "A01", "261122-002"]);
}

#[test]
fn a_template_is_checked_before_it_is_taken() {
    let set = |template: &str| Command::SetNumbering(Numbering { template: template.into(), reset: Reset::Never });
    let check = |template: &str, said: &str| drop(crate::support::check(vec![nobody()], set(template), &[said]));
    check("", "refused.template_length field=template");
    check(&"x".repeat(65), "refused.template_length field=template");
    check("{YY}", "refused.template_without_sequence field=template");
    check("{YY}{NNN}", "config.numbering_set template={YY}{NNN}");
}
