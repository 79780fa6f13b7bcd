//! Lists follow the answer, and whatever becomes of them they are made again from the log.

use crate::support::{Desk, HOUR, assign, close, eventually, note, open, run, unit};
use watchfloor_domain::Command;
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::types::Role;
use watchfloor_engine::ports::{HistoryFilter, Reach};
use watchfloor_engine::{Actor, Engine};

/// A shift with an erased caller, an incident that was closed and left the board, and one under way.
fn shift() -> (Desk, Engine) {
    let (desk, engine) = Desk::with_units();
    let (one, two) = (open(&engine, "smoke"), open(&engine, "flood"));
    run(&engine, assign(one, "E1")).unwrap();
    run(&engine, note(one, "third floor")).unwrap();
    let erase = Command::EraseSubject { subject: SubjectId(format!("caller/{two}")), reason: "asked".into() };
    engine.run(&Actor::person("anna", Role::Administrator), vec![erase]).unwrap();
    run(&engine, close(two)).unwrap();
    engine.lists().unwrap();
    (desk, engine)
}

#[test]
fn a_question_waits_for_what_was_committed_when_it_was_asked() {
    let (_desk, engine) = Desk::with_units();
    for n in 1..=30 {
        open(&engine, &format!("call {n}"));
        assert_eq!(engine.lists().unwrap().history(&HistoryFilter::default()).unwrap().len(), n);
    }
}

#[test]
fn lost_lists_are_made_again_from_the_log() {
    let (desk, engine) = shift();
    let before = desk.store.kept().lists();
    assert!(before.contains("third floor") && !before.contains("Maija") || before.matches("Maija").count() == 1);
    engine.stop();
    for snapshots in [true, false] {
        desk.store.kept().lose_lists();
        if !snapshots {
            desk.store.kept().snapshots.clear();
        }
        let engine = desk.start();
        engine.lists().unwrap();
        assert_eq!(desk.store.kept().lists(), before);
        engine.stop();
    }
}

#[test]
fn lists_of_another_log_are_not_believed() {
    let (desk, engine) = shift();
    let before = desk.store.kept().lists();
    engine.stop();
    let reach = desk.store.kept().reach;
    for wrong in [Reach { id: uuid::Uuid::from_u128(99), ..reach }, Reach { gseq: reach.gseq + 100, ..reach }] {
        desk.store.kept().reach = wrong;
        desk.store.kept().texts.push(("x".into(), None, "of another town".into()));
        let engine = desk.start();
        engine.lists().unwrap();
        assert_eq!(desk.store.kept().lists(), before);
        engine.stop();
    }
}

#[test]
fn lists_that_cannot_be_written_hold_up_no_command_and_are_said() {
    let (desk, engine) = shift();
    desk.store.kept().lists_broken = true;
    let incident = open(&engine, "gas");
    run(&engine, note(incident, "smells in the yard")).unwrap();
    eventually("the fault is said", || engine.fault().is_some_and(|why| why.contains("no space for lists")));
    let why = engine.lists().err().unwrap().to_string();
    assert!(why.contains("lists end at event") && why.contains("no space"), "{why}");
    desk.store.kept().lists_broken = false;
    eventually("the lists catch up by themselves", || engine.lists().is_ok());
    assert_eq!(engine.fault(), None);
    assert!(desk.store.kept().lists().contains("smells in the yard"));
    engine.stop();
}

#[test]
fn lists_behind_the_snapshot_are_made_from_the_start() {
    let (desk, engine) = shift();
    engine.stop();
    let reach = desk.store.kept().reach;
    let before = desk.store.kept().lists();
    let engine = desk.start();
    desk.store.kept().lists_broken = true;
    engine.run(&Actor::rule("rule/test"), vec![Command::AddUnits(vec![unit("E9")])]).unwrap();
    let third = open(&engine, "gas");
    run(&engine, assign(third, "E9")).unwrap();
    engine.stop();
    assert!(desk.store.kept().snapshots.values().all(|(gseq, _)| *gseq > reach.gseq), "the snapshot is ahead");
    assert_eq!(desk.store.kept().lists(), before);
    desk.store.kept().lists_broken = false;
    desk.clock.set(crate::support::START_MS + HOUR);
    let engine = desk.start();
    let lists = engine.lists().unwrap();
    assert_eq!(lists.history(&HistoryFilter::default()).unwrap().len(), 3);
    assert_eq!(engine.story(third, 10).unwrap().len(), 2, "the unit's assignment is part of the story");
    engine.stop();
}

#[test]
fn the_next_calls_keys_are_there_before_it_comes() {
    let (desk, engine) = Desk::with_units();
    let ready = || desk.vault.prepared();
    eventually("keys for the first calls", || !ready().is_empty());
    let first = ready();
    for n in 0..first.len() / 2 + 1 {
        let incident = open(&engine, "smoke");
        eventually("keys for the next", || incident.subjects().iter().all(|subject| ready().contains(subject)));
        assert!(n > 3 || incident.subjects().iter().all(|subject| first.contains(subject)), "made before the call");
    }
    assert!(ready().len() > first.len());
}
