//! Nothing is told before it is on disk: groups, refusals, failures, subscribers, the end.

use crate::support::log::Fault;
use crate::support::{Desk, assign, call, dora, eventually, note, open, run, small};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use watchfloor_domain::Command;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::Role;
use watchfloor_engine::{Actor, Done, Engine, Failure};

fn in_background(engine: &Arc<Engine>, command: Command) -> JoinHandle<Result<Done, Failure>> {
    let engine = engine.clone();
    let work = move || run(&engine, command);
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap()
}

/// Starts a command whose append waits, so that what follows gathers behind it.
fn hold(desk: &Desk, engine: &Arc<Engine>, first: Command) -> JoinHandle<Result<Done, Failure>> {
    desk.store.hold();
    let first = in_background(engine, first);
    desk.store.until_waiting();
    first
}

#[test]
fn a_failed_append_acknowledges_nothing_and_takes_everything_back() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let changes = engine.subscribe();
    let before = engine.board().clone();
    desk.store.fail_next(Fault::DiskFull);
    let failure = run(&engine, assign(incident, "E1")).unwrap_err();
    assert!(matches!(&failure, Failure::NotSaved(why) if why.contains("full")), "{failure}");
    assert_eq!(*engine.board(), before);
    let seen = changes.try_iter().flat_map(|changes| changes.iter().map(|c| c.recorded.gseq).collect::<Vec<_>>());
    assert!(seen.into_iter().all(|gseq| gseq <= before.gseq), "nobody sees what is not on disk");
    assert!(engine.fault().is_some_and(|why| why.contains("full")));
    let done = run(&engine, assign(incident, "E1")).unwrap();
    assert_eq!(done.seq, before.gseq + 1, "the sequence goes on where the disk is");
    assert_eq!(engine.fault(), None);
    assert_eq!(changes.recv_timeout(Duration::from_secs(5)).unwrap().len(), 1);
}

#[test]
fn a_refusal_never_rests_on_what_was_not_saved() {
    let (desk, engine) = Desk::with_units();
    let (one, two) = (open(&engine, "smoke"), open(&engine, "more smoke"));
    let engine = Arc::new(engine);
    let first = hold(&desk, &engine, note(one, "waits"));
    let assigned = in_background(&engine, assign(one, "E1"));
    std::thread::sleep(Duration::from_millis(50));
    let refused = in_background(&engine, assign(two, "E1"));
    std::thread::sleep(Duration::from_millis(50));
    // The append that waits fails, and so does the next, of the group of the other two.
    desk.store.fail_next(Fault::DiskFull);
    desk.store.fail_next(Fault::DiskFull);
    desk.store.release();
    let outcomes = [first, assigned, refused].map(|thread| thread.join().unwrap());
    for outcome in &outcomes {
        assert!(matches!(outcome, Err(Failure::NotSaved(_))), "{outcome:?}");
    }
    assert!(run(&engine, assign(two, "E1")).is_ok(), "the unit was free all along");
}

#[test]
fn a_lost_answer_is_found_again_in_the_log() {
    let (desk, engine) = Desk::with_units();
    desk.store.fail_next(Fault::AnswerLost);
    assert!(matches!(run(&engine, call("smoke")), Err(Failure::NotSaved(_))));
    assert_eq!(engine.board().incidents.len(), 1, "what is in the log is on the board");
    let done = run(&engine, call("more smoke")).unwrap();
    assert_eq!(done.seq, desk.store.kept().rows.len() as u64);
    assert_eq!(engine.board().incidents.values().filter(|i| i.number.ends_with("002")).count(), 1);
}

#[test]
fn a_vault_that_fails_saves_nothing_and_harms_nothing() {
    let (desk, engine) = Desk::with_units();
    let before = engine.board().clone();
    desk.vault.break_it(true);
    assert!(matches!(run(&engine, call("smoke")), Err(Failure::NotSaved(_))));
    assert_eq!(*engine.board(), before);
    desk.vault.break_it(false);
    open(&engine, "smoke");
    assert_eq!(*engine.board(), watchfloor_engine::open_board(&*engine.reader).unwrap());
}

#[test]
fn what_gathers_is_one_append_in_order() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let engine = Arc::new(engine);
    let first = hold(&desk, &engine, note(incident, "first"));
    let appends = desk.store.kept().appends.len();
    let rest: Vec<_> = (0..40).map(|n| (n, in_background(&engine, note(incident, &n.to_string())))).collect();
    // All forty are queued behind the append that is held; which thread came first is the system's choice.
    std::thread::sleep(Duration::from_millis(300));
    desk.store.release();
    first.join().unwrap().unwrap();
    let mut placed: Vec<(u64, i32)> =
        rest.into_iter().map(|(n, thread)| (thread.join().unwrap().unwrap().seq, n)).collect();
    placed.sort_unstable();
    assert!(placed.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "each has a place of its own: {placed:?}");
    let notes: Vec<String> =
        engine.board().incidents[&incident].notes.iter().filter_map(|n| engine.vault.open(&n.text)).collect();
    let wanted: Vec<String> =
        std::iter::once("first".into()).chain(placed.iter().map(|(_, n)| n.to_string())).collect();
    assert_eq!(notes, wanted, "the board tells them in the order of their places");
    let groups = &desk.store.kept().appends[appends..];
    assert!(groups.len() <= 3, "what waited went together: {groups:?}");
}

#[test]
fn many_at_once_lose_nothing() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let engine = Arc::new(engine);
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let engine = engine.clone();
            std::thread::spawn(move || {
                (0..50).map(|n| run(&engine, note(incident, &format!("{thread}:{n}"))).unwrap().seq).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut seqs: Vec<u64> = Vec::new();
    for thread in threads {
        let own = thread.join().unwrap();
        assert!(own.windows(2).all(|pair| pair[0] < pair[1]));
        seqs.extend(own);
    }
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), 400, "every command has a place of its own");
    assert_eq!(engine.board().incidents[&incident].notes.len(), 400);
    assert_eq!(*engine.board(), watchfloor_engine::open_board(&*engine.reader).unwrap());
    assert!(desk.store.kept().rows.iter().zip(1..).all(|(row, at)| row.gseq == at));
}

#[test]
fn commands_of_one_request_are_done_together_or_not_at_all() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let before = (engine.board().clone(), desk.store.kept().rows.len());
    let refused = engine.run(&dora(), vec![assign(incident, "E1"), assign(incident, "E9")]).unwrap_err();
    assert!(matches!(&refused, Failure::Rejected(r) if r.key == "refused.no_such_unit"), "{refused}");
    assert_eq!((engine.board().clone(), desk.store.kept().rows.len()), before);
    let status =
        Command::SetStatus { units: vec!["E1".into()], status: UnitStatus::Os, reason: None, destination: None };
    let done = engine.run(&dora(), vec![assign(incident, "E1"), status]).unwrap();
    assert_eq!(done.events.len(), 2);
    assert_eq!(desk.store.kept().appends.last(), Some(&2));
    let cmds: Vec<_> = desk.store.kept().rows.iter().rev().take(2).map(|row| row.cmd).collect();
    assert_eq!(cmds[0], cmds[1], "one command id, so that a retry appends nothing");
}

#[test]
fn roles_are_refused_by_the_engine() {
    let (desk, engine) = Desk::with_units();
    let rows = desk.store.kept().rows.len();
    let refused = engine.run(&Actor::person("olli", Role::Operator), vec![call("smoke")]).unwrap_err();
    assert!(matches!(&refused, Failure::Rejected(r) if r.key == "refused.role"), "{refused}");
    assert_eq!(desk.store.kept().rows.len(), rows);
    open(&engine, "smoke");
    let kept = desk.store.kept();
    let row = kept.rows.last().unwrap();
    assert_eq!((row.actor.as_str(), row.role.as_str(), row.cause.as_str()), ("dora", "dispatcher", "operator"));
    assert_eq!((row.mode.as_str(), row.version, row.expected), ("live", 1, 0));
}

#[test]
fn a_preview_says_what_is_then_done_and_changes_nothing() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let before = (engine.board().clone(), desk.store.kept().rows.len());
    let status =
        Command::SetStatus { units: vec!["E1".into()], status: UnitStatus::Er, reason: None, destination: None };
    for commands in [vec![assign(incident, "E1")], vec![assign(incident, "E2"), note(incident, "x")], vec![status]] {
        let promised = engine.preview(&dora(), &commands);
        let same = (engine.board().clone(), desk.store.kept().rows.len());
        assert_eq!(same.1, desk.store.kept().rows.len());
        let done = engine.run(&dora(), commands);
        match (promised, done) {
            (Ok(promised), Ok(done)) => {
                let keys = |s: &[watchfloor_domain::story::Sentence]| {
                    s.iter().map(|s| (s.key.clone(), s.params.clone())).collect::<Vec<_>>()
                };
                assert_eq!(keys(&promised), keys(&done.sentences));
            }
            (Err(promised), Err(Failure::Rejected(done))) => assert_eq!(promised, done),
            (promised, done) => panic!("{promised:?} is not {done:?}"),
        }
    }
    let refused = engine.preview(&dora(), &[assign(incident, "E9")]).unwrap_err();
    assert_eq!(refused.key, "refused.no_such_unit");
    assert_eq!(before.1 + 4, desk.store.kept().rows.len(), "three requests, four events");
}

#[test]
fn a_subscriber_that_lags_is_dropped_and_it_is_told() {
    let (_desk, engine) = Desk::with_units();
    let (slow, quick) = (engine.subscribe(), engine.subscribe());
    let mut heard = Vec::new();
    let mut last = 0;
    for _ in 0..4_200 {
        last = engine.run(&Actor::rule("rule/test"), vec![small()]).unwrap().seq;
        heard.extend(quick.try_iter());
    }
    eventually("someone was dropped", || engine.take_dropped());
    assert!(!engine.take_dropped(), "told once");
    let behind = slow.iter().count();
    assert!((4_000..4_200).contains(&behind), "{behind} kept for the slow one, then its channel ended");
    while heard.last().and_then(|changes| changes.last().map(|c| c.recorded.gseq)) != Some(last) {
        heard.push(quick.recv_timeout(Duration::from_secs(5)).expect("others are not harmed"));
    }
    let heard: Vec<u64> = heard.iter().flat_map(|changes| changes.iter().map(|c| c.recorded.gseq)).collect();
    assert!(heard.windows(2).all(|pair| pair[1] == pair[0] + 1), "in order, none missing");
}

#[test]
fn too_many_waiting_commands_are_refused_as_busy() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let engine = Arc::new(engine);
    let first = hold(&desk, &engine, note(incident, "first"));
    let waiting: Vec<_> = (0..1_030).map(|n| in_background(&engine, note(incident, &n.to_string()))).collect();
    eventually("some are turned away", || waiting.iter().filter(|thread| thread.is_finished()).count() >= 6);
    desk.store.release();
    first.join().unwrap().unwrap();
    let outcomes: Vec<_> = waiting.into_iter().map(|thread| thread.join().unwrap()).collect();
    let busy = outcomes.iter().filter(|outcome| matches!(outcome, Err(Failure::Busy))).count();
    assert_eq!((busy, outcomes.iter().filter(|outcome| outcome.is_ok()).count()), (6, 1_024));
    assert_eq!(engine.board().incidents[&incident].notes.len(), 1_025);
    assert!(desk.store.kept().appends.iter().all(|size| *size <= 256), "groups stay bounded");
}

#[test]
fn stopping_finishes_what_is_queued_and_refuses_the_rest() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    let engine = Arc::new(engine);
    let first = hold(&desk, &engine, note(incident, "first"));
    let queued: Vec<_> = (0..20).map(|n| in_background(&engine, note(incident, &n.to_string()))).collect();
    std::thread::sleep(Duration::from_millis(100));
    let stopping = {
        let engine = engine.clone();
        std::thread::spawn(move || engine.stop())
    };
    std::thread::sleep(Duration::from_millis(50));
    desk.store.release();
    stopping.join().unwrap();
    assert!(matches!(run(&engine, note(incident, "late")), Err(Failure::Stopped)));
    for thread in queued.into_iter().chain([first]) {
        thread.join().unwrap().unwrap();
    }
    assert_eq!(engine.board().incidents[&incident].notes.len(), 21);
    let kept = desk.store.kept();
    let (gseq, _) = kept.snapshots.values().next().expect("a snapshot is kept at the end");
    assert_eq!(*gseq, kept.rows.len() as u64);
}
