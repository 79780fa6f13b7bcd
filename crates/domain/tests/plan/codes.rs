//! Status codes and numbering belong to the plan: one file holds them; what older logs set by themselves still holds where
//! the plan says nothing.

use watchfloor_domain::command::CrewCommand;
use watchfloor_domain::plan::in_force::{CHINESE, INTERNATIONAL, STARTERS};
use watchfloor_domain::plan::read;
use watchfloor_domain::status_codes::Preset;
use watchfloor_domain::testing::{Floor, floor};
use watchfloor_domain::types::{Numbering, Reset, Role};
use watchfloor_domain::{Board, Command, Event, Rejection, evolve};

fn as_supervisor(floor: &mut Floor, command: Command) -> Result<Vec<Event>, Rejection> {
    floor.role = Some(Role::Supervisor);
    let outcome = floor.run(command);
    floor.role = None;
    outcome
}

fn set(floor: &mut Floor, text: &str) {
    as_supervisor(floor, Command::SetPlan { text: text.into() }).unwrap();
}

fn codes(preset: Preset) -> Command {
    Command::Crew(CrewCommand::SetStatusCodes { preset })
}

fn numbers(template: &str) -> Command {
    Command::SetNumbering(Numbering { template: template.into(), reset: Reset::Never })
}

/// The international starter without the two settings, as plans were before they had them.
fn without() -> String {
    let said = |line: &&str| !line.starts_with("codes =") && !line.starts_with("numbering =");
    INTERNATIONAL.lines().filter(said).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plan_that_names_them_sets_them_and_one_that_does_not_leaves_them() {
    let mut floor = floor(&[]);
    floor.role = None;
    floor.run(codes(Preset::Fms)).unwrap();
    floor.run(numbers("{YY}/{NNNN}")).unwrap();
    set(&mut floor, &without());
    assert_eq!((floor.board.status_codes, &*floor.board.numbering.template), (Preset::Fms, "{YY}/{NNNN}"));
    floor.run(codes(Preset::Uk)).unwrap();
    let yearly = CHINESE.replace(r#""{YY}{MM}{DD}-{NNN}", reset = "daily""#, r#""{YYYY}-{NNNNN}", reset = "yearly""#);
    set(&mut floor, &yearly);
    assert_eq!(floor.board.status_codes, Preset::Chinese);
    assert_eq!(floor.board.numbering, Numbering { template: "{YYYY}-{NNNNN}".into(), reset: Reset::Yearly });
    let opened = floor.open("JZHZ");
    assert_eq!(floor.board.incidents[&opened].number, "2026-00001");
    // From the log alone the same board follows, the two separate settings included.
    let mut again = Board::default();
    floor.log.iter().for_each(|recorded| evolve(&mut again, recorded));
    assert_eq!((again.status_codes, again.numbering), (floor.board.status_codes, floor.board.numbering.clone()));
}

#[test]
fn what_the_plan_says_is_changed_in_the_plan() {
    let mut floor = floor(&[]);
    floor.role = None;
    set(&mut floor, INTERNATIONAL);
    for command in [codes(Preset::Fms), numbers("{NNN}")] {
        assert_eq!(floor.run(command).unwrap_err().key, "refused.in_plan");
    }
    set(&mut floor, &without());
    floor.run(codes(Preset::Fms)).unwrap();
    floor.run(numbers("{NNN}")).unwrap();
}

#[test]
fn a_wrong_setting_is_refused_with_its_line() {
    for (good, bad, field) in [
        (r#"codes = "canonical""#, r#"codes = "morse""#, ""),
        (r#"reset = "daily" }"#, r#"reset = "hourly" }"#, ""),
        (r#""{YY}{MM}{DD}-{NNN}""#, r#""{YY}""#, "numbering.template"),
        (r#"reset = "daily" }"#, r#"reset = "daily", width = 3 }"#, ""),
    ] {
        let text = INTERNATIONAL.replacen(good, bad, 1);
        assert_ne!(text, INTERNATIONAL, "{good}");
        let faults = read(&text).unwrap_err();
        let line = text.lines().position(|line| line.contains(bad)).unwrap() + 1;
        assert_eq!((faults[0].line as usize, &*faults[0].field), (line, field), "{faults:?}");
    }
}

#[test]
fn both_starters_carry_them() {
    for (name, text) in STARTERS {
        let plan = read(text).unwrap();
        assert!(plan.codes.is_some() && plan.numbering.is_some(), "{name}");
    }
}
