//! What a dispatcher can do, and how each of it is taken back: by undo within its window, or by what the refusal names. One
//! table to be read by people; that undo restores what was is proven by the random machine.

use crate::roles::TABLE;
use crate::support::{Step, assign, did, given, ids, inc, open, status};
use crate::undo_scenes::{e1, floor, log_on, scene, stacked};
use watchfloor_domain::command::may;
use watchfloor_domain::staff::Order as Staff;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::Role;
use watchfloor_domain::undo::undoes;
use watchfloor_domain::{Command, Event};

/// What a command of this call leads to when it is undone at once: `back`, or the refusal that names the other way.
const HOW: &[(&str, &str)] = &[
    ("open_incident", "back"),
    ("add_note", "back"),
    ("set_priority", "back"),
    ("set_incident_type", "back"),
    ("move_incident", "back"),
    ("assign_units", "back"),
    ("set_status", "back"),
    ("clear_units", "back"),
    ("close_incident", "back"),
    ("reopen_incident", "refused.undo_reopened"),
    ("acknowledge_warning", "refused.undo_acknowledged"),
    ("set_closure", "refused.undo_closure"),
    ("lift_closure", "refused.undo_lifted"),
    ("attach_call", "back"),
    ("detach_call", "refused.undo_detached"),
    ("merge_incidents", "back"),
    ("split_incident", "refused.undo_split"),
    ("link_incidents", "back"),
    ("unlink_incidents", "refused.undo_unlinked"),
    ("raise_emergency", "refused.undo_emergency"),
    ("acknowledge_emergency", "refused.undo_emergency"),
    ("clear_emergency", "refused.undo_emergency"),
    ("set_welfare", "back"),
    ("start_par", "refused.undo_par"),
    ("call_par", "refused.undo_par"),
    ("answer_par", "refused.undo_par"),
    ("end_par", "refused.undo_par"),
    ("set_status_code", "back"),
    ("answer_request", "back"),
    ("swap_units", "back"),
    ("relieve_unit", "back"),
    ("late_status", "back"),
    ("claim_incident", "refused.undo_claim"),
    ("release_incident", "refused.undo_claim"),
    ("hand_over", "back"),
    ("accept_hand_over", "refused.undo_hand_over"),
    ("decline_hand_over", "refused.undo_hand_over"),
    ("withdraw_hand_over", "refused.undo_hand_over"),
    ("start_procedure", "refused.undo_procedure"),
    ("do_step", "refused.undo_procedure"),
    ("undo_step", "refused.undo_procedure"),
    ("add_task", "refused.undo_task"),
    ("finish_task", "refused.undo_task"),
    ("set_lanes", "refused.undo_traffic"),
    ("set_traffic_time", "refused.undo_traffic"),
    ("set_traffic_flags", "refused.undo_traffic"),
    ("approve_sign", "refused.undo_traffic"),
    ("raise_alarm", "back"),
    ("attach_file", "refused.undo_attachment"),
    ("withdraw_attachment", "refused.undo_attachment"),
    ("shelve_alarm", "refused.undo_shelf"),
    ("unshelve_alarm", "refused.undo_shelf"),
    ("log_on", "back"),
    ("log_off", "back"),
    ("stack_incident", "back"),
    ("unstack_incident", "back"),
    ("answer_question", "refused.undo_answered"),
    ("enter_card", "refused.undo_card"),
    ("set_premise", "refused.undo_premise"),
    ("end_premise", "refused.undo_premise"),
    ("take_post", "back"),
    ("leave_post", "back"),
    ("set_sector", "back"),
    ("close_sector", "back"),
    ("sector_units", "back"),
    ("add_objective", "back"),
    ("set_objective", "back"),
    ("move_objective", "back"),
    ("count_casualties", "back"),
    ("declare_major", "back"),
    ("stand_down", "back"),
    ("set_site", "refused.undo_site"),
    ("close_site", "refused.undo_site_closed"),
    ("send_to_site", "refused.undo_sent"),
    ("set_hospital", "refused.undo_resource"),
    ("set_shelter", "refused.undo_resource"),
    ("move_stock", "refused.undo_stock"),
    ("call_tow", "refused.undo_tow"),
    ("skip_tow", "refused.undo_tow"),
    ("log_radio", "back"),
    ("correct_radio", "refused.undo_corrected"),
];

/// Calls of a dispatcher that put nothing into the log that somebody could want back, each with why.
const NOTHING_TO_TAKE_BACK: &[(&str, &str)] = &[
    ("line", "typed commands are those of the table"),
    ("undo", "itself"),
    ("read_mentions", "reading changes nothing"),
    ("report_position", "no fact of the log"),
    ("report_positions", "no fact of the log"),
    ("set_password", "of the account, not of the floor"),
    ("set_preference", "a habit, no fact of the log"),
    ("set_drill_clock", "of the drill, not of the floor"),
    ("import_hospitals", "reports as by `set_hospital`"),
    ("export_attachment", "a file is written, nothing changed"),
];

/// What undo says right after a command of this call.
fn undone(call: &str) -> String {
    let mut world = given(vec![]);
    floor(&mut world);
    let (before, command) = scene(call);
    for step in before {
        world.now_ms += 1;
        match step {
            Step::Did(command) => drop(world.run(&command).unwrap_or_else(|r| panic!("{call}: {command:?}: {r:?}"))),
            Step::System(command) => drop(world.system(&command).unwrap_or_else(|r| panic!("{command:?}: {r:?}"))),
            Step::Seat(role, actor) => (world.role, world.actor) = (role, actor.to_owned()),
            Step::Wait(ms) => world.now_ms += ms,
            Step::Drill => world.drill = true,
        }
    }
    world.now_ms += 1;
    let command = command(&world.board);
    assert_eq!(command.call(), call);
    let from = world.board.gseq;
    let done = world.run(&command).unwrap_or_else(|r| panic!("{call}: {command:?}: {r:?}"));
    assert!(!done.is_empty(), "{call} does something");
    match world.run(&Command::Undo { event: None }) {
        Err(refused) => refused.key.to_owned(),
        Ok(events) => {
            // A call is cancelled, an offer withdrawn, a unit goes back with its incident: these name no place.
            let way = |event: &Event| {
                matches!(event, Event::UnitTransferred(_) | Event::IncidentClosed(_) | Event::HandOverWithdrawn(_))
            };
            let of_this = |event: &Event| undoes(event).map_or(way(event), |at| at > from);
            assert!(!events.is_empty() && events.iter().all(of_this), "{call}: something older went: {events:?}");
            "back".to_owned()
        }
    }
}

#[test]
fn whatever_a_dispatcher_does_is_taken_back_or_says_how() {
    let told: Vec<(&str, String)> = HOW.iter().map(|(call, _)| (*call, undone(call))).collect();
    let wrong: Vec<_> = HOW.iter().zip(&told).filter(|((_, want), (_, got))| want != got).map(|(_, got)| got).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let keys = HOW.iter().filter(|(_, how)| *how == "refused.undo_other" || *how == "refused.nothing_to_undo");
    assert_eq!(keys.count(), 0, "a refusal without a way out");
}

#[test]
fn a_request_of_the_radio_stays() {
    let (before, _) = scene("answer_request");
    let mut world =
        given(vec![did(open("STRUCT")), did(assign(1, &["E1"])), Step::Wait(1)].into_iter().chain(before).collect());
    assert_eq!(world.run(&Command::Undo { event: None }).expect_err("the crew asked").key, "refused.undo_request");
}

#[test]
fn the_table_has_every_call_of_a_dispatcher() {
    let known = |call: &str| HOW.iter().chain(NOTHING_TO_TAKE_BACK).filter(|(name, _)| *name == call).count();
    let calls = TABLE.iter().map(|(call, _)| *call).filter(|call| may(Role::Dispatcher, call));
    let wrong: Vec<&str> = calls.filter(|call| known(call) != 1).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let none: Vec<_> = HOW.iter().filter(|(call, _)| !may(Role::Dispatcher, call)).collect();
    assert!(none.is_empty(), "no call of a dispatcher: {none:?}");
    assert!(may(Role::Dispatcher, "log_off") && known("no_such_call") == 0, "the measure sees what is missing");
}

#[test]
fn a_crew_that_was_sent_since_is_not_logged_on_or_off_by_undo() {
    let words = |steps: Vec<Step>| {
        let mut world = given(steps);
        world.run(&Command::Undo {
            event: world.board.deeds.iter().find(|d| d.typ.starts_with("unit.crew")).map(|d| d.gseq),
        })
    };
    let steps = || vec![did(open("STRUCT")), Step::Wait(1), did(log_on()), Step::Wait(1), did(assign(1, &["E1"]))];
    let refused = words(steps()).expect_err("it is out");
    assert_eq!((refused.key, refused.params["unit"].as_str()), ("refused.undo_crew_sent", "E1"));
    // Something else happened: it is that which is to be undone first.
    let steps = vec![did(log_on()), Step::Wait(1), did(status("E1", UnitStatus::Ar))];
    assert_eq!(words(steps).expect_err("another state").key, "refused.undo_followed");
    // On a run when it was relieved: the crew before is back, and the run goes on.
    let mut world = given(vec![did(open("STRUCT")), did(assign(1, &["E1"])), Step::Wait(1), did(log_on())]);
    world.run(&Command::Undo { event: None }).expect("nothing happened since");
    let unit = &world.board.units[&e1()];
    assert!(unit.crew().is_none() && unit.incident == Some(inc(1)));
    // Too late, and of others: as for every other command.
    let mut world = given(vec![did(log_on()), Step::Wait(31_000)]);
    assert_eq!(world.run(&Command::Undo { event: None }).expect_err("late").key, "refused.undo_too_late");
}

#[test]
fn a_log_off_taken_back_gives_crew_run_and_what_waits_again() {
    let mut world = given(vec![]);
    floor(&mut world);
    for command in [log_on(), stacked()] {
        world.now_ms += 1;
        world.run(&command).expect("given");
    }
    let before = world.board.clone();
    world.now_ms += 1;
    let off = Command::Staff(Staff::LogOff { unit: e1(), reason: "ill".into(), leave: true });
    let done = world.run(&off).expect("accepted that it leaves");
    assert_eq!(done.len(), 2, "off, and what waited is taken off: {done:?}");
    // By the place of its last event, as a receipt names it.
    world.now_ms += 1;
    world.run(&Command::Undo { event: Some(world.board.gseq) }).expect("nothing followed");
    let (is, was) = (&world.board.units[&e1()], &before.units[&e1()]);
    assert_eq!((&is.staff, is.status, is.since_ms, is.incident), (&was.staff, was.status, was.since_ms, was.incident));
    assert_eq!(world.incident(1).runs, before.incidents[&inc(1)].runs);
    assert_eq!(world.board.waits_for(inc(2)).count(), 1);
}

#[test]
fn as_many_steps_of_a_unit_as_the_window_holds_go_back_one_by_one() {
    let mut world = given(vec![]);
    floor(&mut world);
    for state in [UnitStatus::Wk, UnitStatus::Os, UnitStatus::Wk] {
        world.now_ms += 1;
        let (units, reason) = (ids(&["E1"]), Some("slip".to_owned()));
        world.run(&Command::SetStatus { units, status: state, reason, destination: None }).expect("a step");
    }
    for state in [UnitStatus::Os, UnitStatus::Wk, UnitStatus::Os, UnitStatus::Dp] {
        world.now_ms += 1;
        world.run(&Command::Undo { event: None }).expect("each takes back the one before");
        assert_eq!(world.status("E1"), state);
    }
}
