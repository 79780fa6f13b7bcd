//! The plug is pulled between two lines of a shift, or in the middle of one: what was acknowledged is there afterwards,
//! once, and the shift goes on to the same end. `WATCHFLOOR_SOAK` tries every place; else a few are taken.

use crate::script::{Line, Names, deeds, lines, picture, prepared, say};
use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

/// What a shift that nobody disturbed came to.
struct Undisturbed {
    /// Deeds in the log after the first n lines.
    after: Vec<usize>,
    deeds: Vec<String>,
    picture: Value,
}

fn undisturbed(floor: &Floor, lines: &[Line], mut names: Names) -> Undisturbed {
    let mut anna = floor.seat("anna");
    let mut after = vec![0];
    for line in lines {
        let before = after.last().copied().unwrap_or(0);
        after.push(before + say(&mut anna, line, &mut names).0);
    }
    let picture = picture(&anna.ok("board", &json!({})), &names);
    anna.end().done();
    let deeds = deeds(&floor.events(), &names);
    assert_eq!(deeds.len(), *after.last().expect("one entry at least"), "one line of a receipt for each event");
    Undisturbed { after, deeds, picture }
}

/// Kills after the first `at` lines, looks, and goes on to the end.
fn killed_after(at: usize, floor: &Floor, lines: &[Line], mut names: Names, want: &Undisturbed) {
    let mut anna = floor.seat("anna");
    let mut last = 0;
    for line in &lines[..at] {
        last = say(&mut anna, line, &mut names).1.unwrap_or(last);
    }
    anna.kill();
    let events = floor.events();
    assert!(events.len() as u64 >= last, "killed after line {at}: {last} was acknowledged, {} are there", events.len());
    assert_eq!(deeds(&events, &names), want.deeds[..want.after[at]], "killed after line {at}");

    let mut anna = floor.seat("anna");
    for line in &lines[at..] {
        say(&mut anna, line, &mut names);
    }
    assert_eq!(picture(&anna.ok("board", &json!({})), &names), want.picture, "killed after line {at}");
    anna.end().done();
    assert_eq!(deeds(&floor.events(), &names), want.deeds, "killed after line {at}");
    floor.verify();
}

/// Places to pull the plug: all of them, or six that reach into every part of the shift.
fn places(lines: usize) -> Vec<usize> {
    if std::env::var_os("WATCHFLOOR_SOAK").is_some() {
        return (0..=lines).collect();
    }
    vec![0, 2, 7, 14, 18, lines]
}

#[test]
fn killed_between_any_two_lines_nothing_acknowledged_is_missing() {
    let lines = lines();
    let (ready, _server, names) = prepared();
    let want = undisturbed(&ready.copy(), &lines, names.clone());
    for at in places(lines.len()) {
        killed_after(at, &ready.copy(), &lines, names.clone(), &want);
    }
}

/// A kill without waiting for the answer: each event of the lines on their way is whole, or not there at all, and none
/// is there before the one said earlier.
#[test]
fn killed_in_the_middle_of_lines_the_log_is_a_prefix_of_them() {
    let floor = Floor::live();
    let rounds = if std::env::var_os("WATCHFLOOR_SOAK").is_some() { 50 } else { 4 };
    let mut kept = Vec::new();
    for round in 0..rounds {
        let mut rpc = Rpc::start(&floor.data(), &[]);
        rpc.ok("take_seat", &json!({"as": "owner"}));
        for n in 0..200 {
            let unit =
                json!({"id": format!("R{round}-{n}"), "call_sign": format!("Round {round} unit {n}"), "type": "van"});
            rpc.send(&json!({"id": n, "call": "add_unit", "args": unit}).to_string());
        }
        let read = round * 7 % 190;
        for n in 0..read {
            assert!(rpc.receive().is_some_and(|a| a.get("ok").is_some()), "round {round}, answer {n}");
        }
        rpc.kill();
        let events = floor.events();
        let prefix = format!("unit/R{round}-");
        let there: Vec<String> =
            events.iter().filter_map(|e| e["stream"].as_str()?.strip_prefix(&prefix).map(str::to_owned)).collect();
        let want: Vec<String> = (0..there.len()).map(|n| n.to_string()).collect();
        assert_eq!(there, want, "round {round}");
        assert!(there.len() >= read, "round {round}: {read} acknowledged, {} there", there.len());
        kept.push(there.len());
        floor.verify();
    }
    let mut chief = floor.seat("chief");
    let units = chief.ok("units", &json!({}));
    assert_eq!(units.as_array().map(Vec::len), Some(3 + kept.iter().sum::<usize>()), "{kept:?}");
}
