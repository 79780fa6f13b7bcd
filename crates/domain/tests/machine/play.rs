//! Plays acts on a floor and checks every moment of it; then replays the log.

use crate::act::{Act, COLLEAGUES, UNITS, acts, command, sitter};
use crate::checker::{Moment, violations};
use crate::support::{GENUINE, Rules, World};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestCaseError, TestError, TestRunner};
use watchfloor_domain::board::Incident;
use watchfloor_domain::ids::{IncidentId, UserId};
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command, Event, Recorded, evolve};

/// Runs the acts; the error names everything that was wrong at the first moment where something was.
pub fn play(acts: &[Act], rules: Rules) -> Result<World, String> {
    let mut world = World::with(&UNITS[..4], rules);
    world.role = None;
    world.drill = true;
    for user in COLLEAGUES {
        let verifier = "$argon2id$".to_owned();
        let (user, display_name) = (UserId::from(user), user.to_owned());
        let account = Command::CreateUser { user, display_name, role: Role::Dispatcher, verifier };
        world.run(&account).map_err(|why| format!("accounts: {why:?}"))?;
    }
    for act in acts {
        match act {
            Act::Wait(ms) => world.now_ms += ms,
            Act::Restart => restart(&mut world)?,
            other => {
                world.actor = sitter(other).unwrap_or("dora").to_owned();
                let command = command(&world, other).expect("the others are commands");
                step(&mut world, &command, other)?;
            }
        }
    }
    restart(&mut world)?;
    replay(&world)?;
    Ok(world)
}

fn step(world: &mut World, command: &Command, act: &Act) -> Result<(), String> {
    recall(world, command);
    let before = world.board.clone();
    let logged = world.log.len();
    let preview = world.preview(command);
    let done = world.run(command);
    // Compared as written, since a number that is none equals nothing, not even itself.
    if format!("{preview:?}") != format!("{done:?}") {
        return Err(format!("preview: {act:?} promised {preview:?}, did {done:?}"));
    }
    if done.is_err() && (world.board != before || world.log.len() != logged) {
        return Err(format!("refusal: {act:?} changed something"));
    }
    let events: Vec<Event> = done.unwrap_or_default();
    let ticked_ms = matches!(command, Command::Tick).then_some(world.now_ms);
    let moment = Moment { before: &before, after: &world.board, events: &events, log: &world.log, ticked_ms };
    let wrong = violations(&moment);
    if wrong.is_empty() { Ok(()) } else { Err(format!("{act:?}: {}", wrong.join("; "))) }
}

/// As the engine does it: an incident that left the board is read from its own events, its stream's version too.
fn recall(world: &mut World, command: &Command) {
    world.recalled = None;
    let Command::ReopenIncident { incident, .. } = command else { return };
    if world.board.incidents.contains_key(incident) {
        return;
    }
    if let Some((found, recorded)) = story(&world.log, *incident) {
        world.recalled = Some(found);
        world.board.versions.insert(recorded.event.stream(), recorded.version);
    }
}

fn story(log: &[Recorded], id: IncidentId) -> Option<(Incident, &Recorded)> {
    let stream = watchfloor_domain::ids::StreamId::new("incident", id);
    let mut board = Board::default();
    for recorded in log {
        evolve(&mut board, recorded);
        board.incidents.retain(|other, i| i.closed.is_none() || *other == id);
        if recorded.event.stream() == stream && matches!(recorded.event, Event::IncidentClosed(_)) {
            let found = board.incidents.get(&id)?.clone();
            let later = log.iter().filter(|r| r.gseq > recorded.gseq && r.event.stream() == stream).count();
            if later == 0 {
                return Some((found, recorded));
            }
        }
    }
    None
}

/// A board goes through its snapshot unchanged.
fn restart(world: &mut World) -> Result<(), String> {
    let bytes = serde_json::to_vec(&world.board).map_err(|e| format!("snapshot: {e}"))?;
    let read: Board = serde_json::from_slice(&bytes).map_err(|e| format!("snapshot: {e}"))?;
    if read != world.board {
        return Err("snapshot: the board reads back otherwise".into());
    }
    world.board = read;
    Ok(())
}

/// The log alone gives the live board, as it was and through its stored bytes.
fn replay(world: &World) -> Result<(), String> {
    let (mut told, mut read) = (Board::default(), Board::default());
    for recorded in &world.log {
        (world.rules.evolve)(&mut told, recorded);
        let event = Event::decode(recorded.event.typ(), recorded.event.schema_v(), &recorded.event.encode());
        (world.rules.evolve)(
            &mut read,
            &Recorded { event: event.map_err(|e| format!("stored: {e}"))?, ..recorded.clone() },
        );
    }
    let mut live = world.board.clone();
    // Versions of streams that left the board are looked up again for a recall; they are no part of the picture.
    live.versions.retain(|stream, _| told.versions.contains_key(stream));
    if told == live && read == live { Ok(()) } else { Err("replay: the log gives another board".into()) }
}

/// Cases to run: 256 with a fixed seed, or as many as `WATCHFLOOR_SOAK` says (20,000 when it says no number), fresh.
pub fn runner() -> TestRunner {
    let soak = std::env::var("WATCHFLOOR_SOAK").ok().map(|count| count.parse().unwrap_or(20_000));
    let seed = if soak.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    config(soak.unwrap_or(256), seed)
}

/// A runner of so many cases.
pub fn config(cases: u32, seed: RngSeed) -> TestRunner {
    let rng_algorithm = RngAlgorithm::ChaCha;
    TestRunner::new(Config { cases, rng_seed: seed, rng_algorithm, failure_persistence: None, ..Config::default() })
}

/// Rules broken on purpose are found, in stretches of this kind, by the check of this name.
#[track_caller]
pub fn caught(stretch: impl Strategy<Value = Vec<Act>>, name: &str, rules: Rules) {
    // That it is found is enough; the shortest way to it is not looked for.
    let rng_seed = RngSeed::Fixed(5);
    let config = Config { cases: 400, rng_seed, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let outcome =
        TestRunner::new(config).run(&stretch, |acts| play(&acts, rules).map(drop).map_err(TestCaseError::fail));
    match outcome {
        Err(TestError::Fail(reason, _)) => assert!(reason.message().contains(name), "{name}: caught as {reason}"),
        other => panic!("{name}: not caught ({other:?})"),
    }
}

#[test]
fn whatever_happens_the_floor_stays_sound() {
    let mut runner = runner();
    let outcome = runner.run(&acts(), |acts| play(&acts, GENUINE).map(drop).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Names of what a log holds, the rare turns of a story among them.
pub fn reached(log: &[Recorded]) -> impl Iterator<Item = &'static str> {
    log.iter().flat_map(|recorded| {
        let rare = match &recorded.event {
            Event::UnitAssigned(e) => e.diverted_from.map(|_| "a divert"),
            Event::IncidentReopened(e) => e.recalled.as_ref().map(|_| "a recall"),
            Event::WarningReceived(e) => e.by.as_ref().map(|_| "a message ended before it came"),
            Event::WarningStateChanged(e) => e.by.is_none().then_some("a change by time alone"),
            Event::UnitReleased(e) => e.reason.as_ref().map(|_| "a breakdown on a run"),
            _ => None,
        };
        std::iter::once(recorded.event.typ()).chain(rare)
    })
}

#[test]
fn the_acts_reach_every_event_and_every_turn() {
    let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let look = |acts: Vec<Act>| {
        let world = play(&acts, GENUINE).map_err(TestCaseError::fail)?;
        seen.borrow_mut().extend(reached(&world.log));
        Ok(())
    };
    let done = [
        config(1_024, RngSeed::Fixed(2)).run(&acts(), look),
        config(96, RngSeed::Fixed(2)).run(&crate::crews::stretch(), look),
        config(96, RngSeed::Fixed(2)).run(&crate::desk::stretch(), look),
        config(96, RngSeed::Fixed(2)).run(&crate::operation::stretch(), look),
    ];
    done.into_iter().for_each(|outcome| outcome.unwrap_or_else(|error| panic!("{error}")));
    let seen = seen.into_inner();
    let turns =
        ["a divert", "a recall", "a message ended before it came", "a change by time alone", "a breakdown on a run"];
    // Seldom here, since each needs two others before it: the nights of the binary `timers` and the rules' own tests are made
    // of these.
    let left_out = ["unit.request_answered", "incident.par_called", "incident.par_answered", "unit.late_undone"];
    let wanted = Event::TYPES.iter().chain(&turns).filter(|name| !left_out.contains(*name));
    let missing: Vec<_> = wanted.filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "a workload that leaves things out finds nothing there: {missing:?}");
}
