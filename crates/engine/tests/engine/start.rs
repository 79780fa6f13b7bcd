//! A start gives the board the log tells, by snapshot or without; what left the board comes back when it is named.

use crate::support::{Desk, HOUR, START_MS, assign, close, dora, note, open, run, small, warning};
use watchfloor_domain::Command;
use watchfloor_domain::ids::IncidentId;
use watchfloor_engine::ports::LogReader;
use watchfloor_engine::{Actor, Engine, Failure, OpenError, fold, open_board};

fn worked() -> (Desk, Engine, IncidentId) {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    run(&engine, assign(incident, "E1")).unwrap();
    engine.run(&Actor::feed("feed/met"), vec![warning("a", START_MS)]).unwrap();
    (desk, engine, incident)
}

#[test]
fn a_snapshot_and_the_tail_give_what_the_whole_log_gives() {
    let (desk, engine, incident) = worked();
    engine.stop();
    drop(engine);
    let engine = desk.start();
    run(&engine, note(incident, "after the snapshot")).unwrap();
    let live = engine.board().clone();
    let reader = engine.reader.clone();
    desk.store.kept().scanned = 0;
    assert_eq!(open_board(&*reader).unwrap(), live);
    assert_eq!(desk.store.kept().scanned, 1, "only the tail is read");
    assert_eq!(fold(&*reader, watchfloor_domain::Board::default(), u64::MAX).unwrap(), live);
    let earlier = fold(&*reader, watchfloor_domain::Board::default(), 2).unwrap();
    assert_eq!((earlier.gseq, earlier.units.len(), earlier.incidents.len()), (2, 2, 0), "replay up to an instant");
}

#[test]
fn a_snapshot_is_kept_while_the_engine_works() {
    let (desk, engine, _) = worked();
    for _ in 0..25 {
        engine.run(&Actor::rule("rule/test"), (0..200).map(|_| small()).collect()).unwrap();
    }
    crate::support::eventually("a snapshot", || !desk.store.kept().snapshots.is_empty());
    let (gseq, bytes) = desk.store.kept().snapshots.values().next().cloned().unwrap();
    let board: watchfloor_domain::Board = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(board.gseq, gseq);
    assert_eq!(fold(&*engine.reader, watchfloor_domain::Board::default(), gseq).unwrap(), board);
}

#[test]
fn a_snapshot_that_cannot_be_read_costs_time_and_nothing_else() {
    let (desk, engine, _) = worked();
    engine.stop();
    let live = engine.board().clone();
    for snapshot in desk.store.kept().snapshots.values_mut() {
        snapshot.1.truncate(snapshot.1.len() / 2);
    }
    assert_eq!(*desk.start().board(), live);
}

#[test]
fn an_event_of_a_newer_program_stops_the_start_and_is_named() {
    let (desk, engine, _) = worked();
    drop(engine);
    desk.store.kept().snapshots.clear();
    desk.store.kept().rows[1].typ = "unit.teleported".into();
    let Err(error) = desk.try_start() else { panic!("it cannot be read") };
    assert!(matches!(error, OpenError::Decode { gseq: 2, .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "event 2 cannot be read: event type `unit.teleported` version 2 is not known to this program"
    );
    desk.store.kept().rows[1].typ = "unit.added".into();
    desk.store.kept().rows[1].body = b"{\"unit\":7}".to_vec();
    let Err(error) = desk.try_start() else { panic!("it cannot be read") };
    assert!(matches!(error, OpenError::Decode { gseq: 2, .. }), "{error:?}");
}

/// An incident that was worked, closed, and left the board long ago.
fn long_ago() -> (Desk, Engine, IncidentId) {
    let (desk, engine, incident) = worked();
    let clear = Command::ClearUnits { units: vec!["E1".into()], disposition: None };
    engine.run(&dora(), vec![clear, close(incident)]).unwrap();
    desk.clock.set(START_MS + 25 * HOUR);
    open(&engine, "another day");
    assert!(!engine.board().incidents.contains_key(&incident));
    (desk, engine, incident)
}

#[test]
fn an_incident_that_left_the_board_is_reopened_whole() {
    let (desk, engine, incident) = long_ago();
    let reopen = || Command::ReopenIncident { incident, reason: "smoke again".into() };
    let promised = engine.preview(&dora(), &[reopen()]).expect("a preview knows it too");
    let done = run(&engine, reopen()).unwrap();
    assert_eq!(promised[0].key, done.sentences[0].key);
    let back = engine.board().incidents[&incident].clone();
    assert_eq!((back.reopened, back.runs.len(), back.number.as_str()), (1, 1, "261122-001"));
    assert_eq!(engine.vault.open(&back.what), Some("smoke".into()));
    assert_eq!(done.events[0].version, 3, "its stream goes on: opened, closed, reopened");
    run(&engine, assign(incident, "E2")).unwrap();
    let live = engine.board().clone();
    engine.stop();
    drop(engine);
    assert_eq!(*desk.start().board(), live);
    desk.store.kept().snapshots.clear();
    assert_eq!(*desk.start().board(), live, "replay needs nothing but the log");
}

#[test]
fn a_reopening_of_an_older_program_is_replayed_although_it_holds_no_incident() {
    let (desk, engine, incident) = long_ago();
    run(&engine, Command::ReopenIncident { incident, reason: "smoke again".into() }).unwrap();
    let live = engine.board().clone();
    engine.stop();
    drop(engine);
    desk.store.kept().snapshots.clear();
    let mut reopened = 0;
    for row in desk.store.kept().rows.iter_mut().filter(|row| row.typ == "incident.reopened") {
        let mut body: serde_json::Value = serde_json::from_slice(&row.body).unwrap();
        reopened += usize::from(body.as_object_mut().unwrap().remove("recalled").is_some());
        row.body = serde_json::to_vec(&body).unwrap();
    }
    assert_eq!(reopened, 1, "this program writes the incident into the event");
    assert_eq!(*desk.start().board(), live);
}

#[test]
fn a_refused_recall_leaves_no_trace() {
    let (_desk, engine, incident) = long_ago();
    let nameless = Command::ReopenIncident { incident, reason: " ".into() };
    assert!(matches!(run(&engine, nameless), Err(Failure::Rejected(r)) if r.key == "refused.empty"));
    let unknown = Command::ReopenIncident { incident: IncidentId(uuid::Uuid::from_u128(1 << 100)), reason: "x".into() };
    assert!(matches!(run(&engine, unknown), Err(Failure::Rejected(r)) if r.key == "refused.no_such_incident"));
    open(&engine, "next");
    let reader: &dyn LogReader = &*engine.reader;
    engine.stop();
    assert_eq!(*engine.board(), fold(reader, watchfloor_domain::Board::default(), u64::MAX).unwrap());
    assert_eq!(open_board(reader).unwrap(), *engine.board(), "nor in the snapshot");
}
