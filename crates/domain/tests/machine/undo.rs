//! Undo restores the board, and a split gives back the parts, whatever happened before. Times and places in the log are
//! not compared: both go on.

use crate::act::{Act, UNITS, acts, command};
use crate::play::config;
use crate::support::{GENUINE, Rules, World, assign, inc, note, open};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use watchfloor_domain::board::Incident;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::undo::{Change, Deed, undoes};
use watchfloor_domain::{Board, Command, Event, Recorded, evolve};

/// What a dispatcher sees of an incident, without times.
fn seen(i: &Incident) -> String {
    let steps = |run: &watchfloor_domain::board::Run| run.steps.iter().map(|step| step.status).collect::<Vec<_>>();
    let runs: Vec<_> = i.runs.iter().map(|run| (run.unit.clone(), steps(run), run.ended.is_some())).collect();
    let notes: Vec<_> = i.notes.iter().filter(|note| note.struck.is_none()).map(|note| &note.text).collect();
    let calls: Vec<_> = i.calls.iter().map(|call| (call.id, &call.what)).collect();
    let closed = i.closed.as_ref().map(|closed| &closed.disposition);
    let merged = i.merged.as_ref().map(|merged| merged.into);
    let what = (&i.number, &i.type_code, i.priority, &i.place, &i.what, &i.caller);
    let sectors: Vec<_> = i.open_runs().map(|run| (&run.unit, run.sector, run.site)).collect();
    let more = (i.reopened, i.state(), i.level, &i.ics, sectors);
    format!("{what:?} {runs:?} {notes:?} {calls:?} {closed:?} {merged:?} {more:?}")
}

/// What a dispatcher sees of the floor, of incidents that are still on the board `now`: time takes others off.
fn picture(board: &Board, now: &Board) -> Vec<String> {
    let stays = |id: &IncidentId| now.incidents.contains_key(id);
    let incidents = board.incidents.values().filter(|i| stays(&i.id)).map(seen);
    let units = board.units.values().map(|u| {
        let beside =
            (&u.safety.welfare, &u.safety.relief, board.waiting(u).map(|held| held.incident).collect::<Vec<_>>());
        format!("{} {:?} {:?} {:?} {} {:?} {beside:?}", u.id, u.status, u.incident, u.reason, u.by, u.staff.crew)
    });
    let links =
        board.links.iter().filter(|link| stays(&link.incident) && stays(&link.other)).map(|link| format!("{link:?}"));
    incidents.chain(units).chain(links).collect()
}

/// Calls whose events nobody could want back: see the table in `rules/undo.rs`.
const NO_DEED: [&str; 4] = ["internal", "read_mentions", "set_password", "set_drill_clock"];

/// Undo right after a command takes back that one or says why not; never something older instead.
fn only_this(world: &World, command: &Command, events: &[Event], before: u64) -> Result<(), String> {
    if events.is_empty() || NO_DEED.contains(&command.call()) {
        return Ok(());
    }
    match world.preview(&Command::Undo { event: None }) {
        Ok(events) if events.iter().filter_map(undoes).any(|at| at <= before) => {
            Err(format!("older: after {command:?} undo takes back {events:?}"))
        }
        Err(refused) if ["refused.undo_other", "refused.nothing_to_undo"].contains(&refused.key) => {
            Err(format!("older: after {command:?} undo says {refused:?}"))
        }
        _ => Ok(()),
    }
}

/// After every command that can be undone: undone, the floor looks as before it. Answers how many were.
fn undoing_restores(acts: &[Act], rules: Rules) -> Result<usize, String> {
    let mut world = World::with(&UNITS[..4], rules);
    let mut undone = 0;
    for act in acts {
        // A person needs a moment between two commands.
        world.now_ms += 1;
        if let Act::Wait(ms) = act {
            world.now_ms += ms;
        }
        let Some(command) = command(&world, act).filter(|c| !matches!(c, Command::Undo { .. })) else { continue };
        let before = world.board.clone();
        let Ok(events) = world.run(&command) else { continue };
        only_this(&world, &command, &events, before.gseq)?;
        let newest = world.board.deeds.back().filter(|deed| deed.gseq == world.board.gseq && !events.is_empty());
        // A call taken in error is cancelled, and its number stays.
        let stays = |deed: &Deed| matches!(deed.change, Change::Opened { .. });
        if newest.is_none_or(|deed| stays(deed) || world.board.undo_until(deed.gseq).is_none()) {
            continue;
        }
        let (board, logged) = (world.board.clone(), world.log.len());
        world.run(&Command::Undo { event: None }).map_err(|why| format!("refused: {command:?}: {why:?}"))?;
        let (before, after) = (picture(&before, &world.board), picture(&world.board, &world.board));
        if after != before {
            return Err(format!("restore: {command:?}\nbefore {before:#?}\nafter  {after:#?}"));
        }
        undone += 1;
        (world.board, _) = (board, world.log.drain(logged..).count());
    }
    Ok(undone)
}

#[test]
fn undo_restores_the_board() {
    let undone = std::cell::Cell::new(0);
    let outcome = config(256, RngSeed::Fixed(11)).run(&acts(), |acts| {
        undone.set(undone.get() + undoing_restores(&acts, GENUINE).map_err(TestCaseError::fail)?);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(undone.get() > 400, "a workload that undoes nothing proves nothing: {}", undone.get());
}

/// That it fails is enough; the shortest way to it is not looked for.
fn unshrunk(rng_seed: RngSeed) -> TestRunner {
    TestRunner::new(Config {
        cases: 512,
        rng_seed,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    })
}

#[track_caller]
fn caught(evolve: fn(&mut Board, &Recorded)) {
    let rules = Rules { evolve, ..GENUINE };
    let outcome = unshrunk(RngSeed::Fixed(12))
        .run(&acts(), |acts| undoing_restores(&acts, rules).map(drop).map_err(TestCaseError::fail));
    assert!(matches!(outcome, Err(TestError::Fail(..))), "{outcome:?}");
}

/// The controls: folds broken on purpose are found by the very same play.
#[test]
fn a_fold_that_keeps_no_deed_of_a_site_or_the_crew_is_caught() {
    caught(|board, recorded| {
        evolve(board, recorded);
        if matches!(recorded.event, Event::SiteSet(_) | Event::TowCalled(_)) {
            board.deeds.pop_back();
        }
    });
    caught(|board, recorded| {
        let units = board.units.clone();
        evolve(board, recorded);
        if matches!(recorded.event, Event::StaffUndone(_)) {
            board.units = units;
        }
    });
}

#[test]
fn a_fold_that_forgets_the_run_or_the_type_is_caught() {
    caught(|board, recorded| {
        let incidents = board.incidents.clone();
        evolve(board, recorded);
        if matches!(recorded.event, Event::UnitUndone(_)) {
            board.incidents = incidents;
        }
    });
    caught(|board, recorded| {
        let before = board.clone();
        evolve(board, recorded);
        if matches!(recorded.event, Event::IncidentUndone(_)) {
            board.incidents = before.incidents;
        }
    });
}

fn parts(world: &World) -> Vec<(String, Vec<String>, usize, usize, bool)> {
    let part = |n: u128| {
        let i = world.incident(n);
        let mut units: Vec<String> = i.open_runs().map(|run| run.unit.0.clone()).collect();
        units.sort();
        (i.number.clone(), units, i.notes.len(), i.calls.len(), i.closed.is_none() && i.merged.is_none())
    };
    vec![part(1), part(2)]
}

/// Two incidents, `mask` of the units on the second; merged; what happens to units in between; split.
fn merge_and_split(mask: u8, moves: &[(usize, usize)], rules: Rules) -> Result<(), String> {
    let mut world = World::with(&UNITS[..4], rules);
    let must = |world: &mut World, command: Command| {
        world.now_ms += 1_000;
        world.run(&command).map_err(|why| format!("{command:?}: {why:?}"))
    };
    must(&mut world, open("STRUCT"))?;
    must(&mut world, open("SMOKE"))?;
    must(&mut world, note(2, "second floor"))?;
    must(&mut world, assign(1, &[UNITS[0]]))?;
    let on_second: Vec<&str> = (1..4).filter(|at| mask >> at & 1 == 1).map(|at| UNITS[at]).collect();
    if !on_second.is_empty() {
        must(&mut world, assign(2, &on_second))?;
    }
    let before = parts(&world);
    must(&mut world, Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: true })?;
    for (unit, to) in moves {
        let status = [UnitStatus::Er, UnitStatus::Os, UnitStatus::Wk][*to];
        world.now_ms += 1_000;
        // Refused for units on no incident or already further: nothing happens then.
        drop(world.run(&crate::support::status(UNITS[*unit], status)));
    }
    let states = |world: &World| world.board.units.values().map(|unit| unit.status).collect::<Vec<_>>();
    let held = states(&world);
    must(&mut world, Command::SplitIncident { incident: inc(2) })?;
    if parts(&world) != before || states(&world) != held {
        return Err(format!("parts: {before:?} came back as {:?}, {held:?} as {:?}", parts(&world), states(&world)));
    }
    Ok(())
}

fn merges() -> impl Strategy<Value = (u8, Vec<(usize, usize)>)> {
    (0..16u8, proptest::collection::vec((0..4usize, 0..3usize), 0..6))
}

#[test]
fn merge_then_split_gives_back_the_parts() {
    let outcome = config(256, RngSeed::Fixed(13))
        .run(&merges(), |(mask, moves)| merge_and_split(mask, &moves, GENUINE).map_err(TestCaseError::fail));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_split_that_keeps_the_units_is_caught() {
    let evolve: fn(&mut Board, &Recorded) = |board, recorded| {
        let before = board.clone();
        let split = board.incidents.get(&inc(2)).is_some_and(|i| i.merged.is_none());
        evolve(board, recorded);
        if split && matches!(&recorded.event, Event::UnitTransferred(e) if e.to == inc(2)) {
            (board.incidents, board.units) = (before.incidents, before.units);
        }
    };
    let rules = Rules { evolve, ..GENUINE };
    let outcome = unshrunk(RngSeed::Fixed(14))
        .run(&merges(), |(mask, moves)| merge_and_split(mask, &moves, rules).map_err(TestCaseError::fail));
    assert!(matches!(outcome, Err(TestError::Fail(..))), "{outcome:?}");
}
