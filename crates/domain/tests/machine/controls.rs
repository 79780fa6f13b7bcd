//! Broken on purpose: each of these must be caught by the same play and the same checks, or the checks are worth
//! nothing.

use crate::act::acts;
use crate::play::{config, play};
use crate::support::{GENUINE, Rules};
use proptest::test_runner::{RngSeed, TestCaseError, TestError};
use std::sync::atomic::{AtomicU64, Ordering};
use watchfloor_domain::event::{
    AreaActivated, IncidentClosed, NoteAdded, UnitAssigned, UnitStatusSet, UserDisabled, WarningReceived,
};
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::{Board, Command, Context, Event, Recorded, Rejection, decide, evolve};

/// Within 512 random stretches the rules must be found broken, by the check of this name.
#[track_caller]
fn caught(name: &str, rules: Rules) {
    let mut runner = config(512, RngSeed::Fixed(3));
    let outcome = runner.run(&acts(), |acts| play(&acts, rules).map(drop).map_err(TestCaseError::fail));
    match outcome {
        Err(TestError::Fail(reason, _)) => assert!(reason.message().contains(name), "{name}: caught as {reason}"),
        other => panic!("{name}: not caught ({other:?})"),
    }
}

fn folding(evolve: fn(&mut Board, &Recorded)) -> Rules {
    Rules { evolve, ..GENUINE }
}

type Decide = fn(&Board, &Command, &Context) -> Result<Vec<Event>, Rejection>;

fn deciding(decide: Decide) -> Rules {
    Rules { decide, ..GENUINE }
}

#[test]
fn a_fold_that_skips_a_release() {
    caught(
        "release:",
        folding(|board, recorded| {
            let (units, incidents) = (board.units.clone(), board.incidents.clone());
            evolve(board, recorded);
            if matches!(recorded.event, Event::UnitReleased(_)) {
                (board.units, board.incidents) = (units, incidents);
            }
        }),
    );
}

#[test]
fn a_fold_that_gives_an_incident_to_whoever_adds_a_task() {
    caught(
        "owner:",
        folding(|board, recorded| {
            evolve(board, recorded);
            if let Event::TaskAdded(e) = &recorded.event
                && let Some(incident) = board.incidents.get_mut(&e.incident)
            {
                incident.work.owner = Some(recorded.actor.as_str().into());
            }
        }),
    );
}

#[test]
fn a_fold_that_frees_the_unit_but_not_the_incident() {
    caught(
        "both ways:",
        folding(|board, recorded| {
            let incidents = board.incidents.clone();
            evolve(board, recorded);
            if matches!(recorded.event, Event::UnitReleased(_)) {
                board.incidents = incidents;
            }
        }),
    );
}

#[test]
fn a_fold_that_assigns_twice() {
    caught(
        "two open runs:",
        folding(|board, recorded| {
            evolve(board, recorded);
            if let Event::UnitAssigned(e) = &recorded.event
                && let Some(incident) = board.incidents.get_mut(&e.incident)
            {
                incident.runs.extend(incident.runs.last().cloned());
            }
        }),
    );
}

#[test]
fn a_fold_that_leaves_a_diverted_unit_behind() {
    caught(
        "release:",
        folding(|board, recorded| {
            let mut recorded = recorded.clone();
            if let Event::UnitAssigned(e) = &mut recorded.event {
                *e = UnitAssigned { diverted_from: None, ..e.clone() };
            }
            evolve(board, &recorded);
        }),
    );
}

#[test]
fn a_fold_that_makes_up_the_way_to_the_scene() {
    caught(
        "steps:",
        folding(|board, recorded| {
            if let Event::UnitStatusSet(e) = &recorded.event
                && e.status == UnitStatus::Os
                && e.from == UnitStatus::Dp
            {
                let mut between = e.clone();
                between.status = UnitStatus::Er;
                evolve(board, &Recorded { event: between.into(), ..recorded.clone() });
            }
            evolve(board, recorded);
        }),
    );
}

#[test]
fn a_fold_that_depends_on_more_than_the_log() {
    static FOLDED: AtomicU64 = AtomicU64::new(0);
    caught(
        "replay:",
        folding(|board, recorded| {
            evolve(board, recorded);
            if FOLDED.fetch_add(1, Ordering::Relaxed) % 7 == 6 {
                board.backup_dir = Some("somewhere".into());
            }
        }),
    );
}

#[test]
fn a_fold_that_forgets_versions() {
    caught(
        "version:",
        folding(|board, recorded| {
            evolve(board, recorded);
            board.versions.remove(&recorded.event.stream());
        }),
    );
}

#[test]
fn a_fold_that_does_not_hear_of_an_update() {
    caught(
        "warning state:",
        folding(|board, recorded| {
            let warnings = board.warnings.clone();
            evolve(board, recorded);
            if matches!(recorded.event, Event::WarningStateChanged(_)) {
                board.warnings = warnings;
            }
        }),
    );
}

#[test]
fn a_fold_that_takes_an_exercise_for_real() {
    caught(
        "alarm:",
        folding(|board, recorded| {
            let mut recorded = recorded.clone();
            if let Event::WarningReceived(e) = &mut recorded.event
                && e.message.references.is_empty()
            {
                let mut message = e.message.clone();
                message.status = watchfloor_warning::model::Status::Actual;
                *e = WarningReceived { message, ..e.clone() };
            }
            evolve(board, &recorded);
        }),
    );
}

#[test]
fn a_rule_that_lets_a_unit_go_back_without_a_reason() {
    caught(
        "path:",
        deciding(|board, command, ctx| match (decide(board, command, ctx), command) {
            (Err(r), Command::SetStatus { units, status, .. }) if r.key == "refused.reason_needed" => {
                let Some(unit) = units.iter().find_map(|id| board.units.get(id)) else { return Err(r) };
                let (reason, destination, fix) = (None, None, None);
                let (from, incident) = (unit.status, unit.incident);
                Ok(vec![
                    UnitStatusSet { unit: unit.id.clone(), status: *status, from, incident, reason, destination, fix }
                        .into(),
                ])
            }
            (decided, _) => decided,
        }),
    );
}

#[test]
fn a_rule_that_closes_over_working_units() {
    caught(
        "closed with a run:",
        deciding(|board, command, ctx| match (decide(board, command, ctx), command) {
            (Err(r), Command::CloseIncident { incident, .. }) if r.key == "refused.units_assigned" => {
                Ok(vec![IncidentClosed { incident: *incident, disposition: "DONE".into() }.into()])
            }
            (decided, _) => decided,
        }),
    );
}

#[test]
fn a_rule_that_writes_into_a_closed_incident() {
    caught(
        "closed changed:",
        deciding(|board, command, ctx| match (decide(board, command, ctx), command) {
            (Err(r), Command::AddNote { incident, text }) if r.key == "refused.incident_closed" => {
                let text = Personal::clear(SubjectId("incident/x".into()), text);
                Ok(vec![NoteAdded { incident: *incident, text, entry: Default::default() }.into()])
            }
            (decided, _) => decided,
        }),
    );
}

#[test]
fn a_rule_that_gives_a_number_twice() {
    caught(
        "number twice:",
        deciding(|board, command, ctx| {
            let mut events = decide(board, command, ctx)?;
            for event in &mut events {
                if let Event::IncidentOpened(e) = event
                    && e.count == 3
                {
                    e.number = e.number.replace("03", "02");
                }
            }
            Ok(events)
        }),
    );
}

#[test]
fn a_rule_that_ends_the_last_administrator() {
    caught(
        "administrator:",
        deciding(|board, command, ctx| match (decide(board, command, ctx), command) {
            (Err(r), Command::DisableUser { user, reason }) if r.key == "refused.last_administrator" => {
                Ok(vec![UserDisabled { user: user.clone(), reason: reason.clone() }.into()])
            }
            (decided, _) => decided,
        }),
    );
}

#[test]
fn a_rule_whose_event_cannot_be_read_again() {
    caught(
        "stored:",
        deciding(|board, command, ctx| match command {
            Command::ActivateArea(area) => {
                let mut area = area.clone();
                area.bounds[0] = f64::NAN;
                Ok(vec![AreaActivated { area }.into()])
            }
            _ => decide(board, command, ctx),
        }),
    );
}

#[test]
fn a_rule_that_promises_one_thing_and_does_another() {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    caught(
        "preview:",
        deciding(|board, command, ctx| {
            let mut events = decide(board, command, ctx)?;
            if ASKED.fetch_add(1, Ordering::Relaxed) % 2 == 1 {
                events.pop();
            }
            Ok(events)
        }),
    );
}
