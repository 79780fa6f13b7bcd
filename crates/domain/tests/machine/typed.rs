//! Whatever is typed is answered: with commands, a list, or a refusal, never by a panic; and what a line means is
//! decided without one.

use crate::play::runner;
use crate::support::{World, assign, inc, open, warn};
use proptest::prelude::*;
use watchfloor_domain::Command;
use watchfloor_domain::command::OpenIncident;
use watchfloor_domain::ids::{FeedId, SubjectId, UnitId, UserId};
use watchfloor_domain::line::{Meaning, complete, read};
use watchfloor_domain::types::{Numbering, Reset, Role};

fn floor() -> World {
    let mut world = World::new(&["E1", "E2", "E10", "L1"]);
    world.run(&open("STRUCT")).unwrap();
    world.run(&open("GAS")).unwrap();
    world.run(&assign(1, &["E1"])).unwrap();
    world.system(&warn::receive(&warn::alert("a", 0))).unwrap();
    world.role = None;
    world.drill = true;
    world
}

/// Words of the trade between any others, so that lines get past the verb.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => prop::sample::select(vec![
            "d", "en", "os", "c", "oos", "tr", "n", "cl", "reopen", "note", "pri", "ackn", "?", "cam", "f", "派", "结",
            "E1", "e10", "E1-E10", "L1", "@1", "@261122-001", "@", "*", "!", "1", "E", "STRUCT", ";", "DONE", "0",
            "60.17", "24.94", "-", ".", "all", "Ｅ１", "＠２", "E1-99999999999", "E0-E4294967295",
        ]).prop_map(str::to_owned),
        1 => ".{0,8}",
        1 => "[\\PC\\pC]{0,4}",
    ];
    proptest::collection::vec(word, 0..8).prop_flat_map(|words| {
        prop::sample::select(vec![" ", "", ".", ";", "\u{3000}"]).prop_map(move |between| words.join(between))
    })
}

#[test]
fn any_line_is_answered() {
    let world = floor();
    let mut runner = runner();
    let outcome = runner.run(&(line(), any::<bool>()), |(line, selected)| {
        let _offered = complete(&world.board, &line);
        if let Ok(Meaning::Do(commands)) = read(&world.board, &line, selected.then(|| inc(1))) {
            for command in commands {
                let _answer = world.preview(&command);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// One text in every place that takes one.
fn everywhere(text: &str) -> Vec<Command> {
    let own = || text.to_owned();
    let incident = inc(1);
    let unit = watchfloor_domain::command::NewUnit {
        unit: UnitId(own()),
        call_sign: own(),
        kind: own(),
        station: own(),
        home: None,
        agency: None,
        crew_group: None,
    };
    let user = UserId(own());
    vec![
        Command::OpenIncident(OpenIncident {
            type_code: own(),
            priority: None,
            place: None,
            what: own(),
            caller_name: Some(own()),
            caller_phone: Some(own()),
            ..OpenIncident::default()
        }),
        Command::AddNote { incident, text: own() },
        Command::SetIncidentType { incident, type_code: own() },
        Command::CloseIncident { incident: inc(2), disposition: own() },
        Command::ReopenIncident { incident, reason: own() },
        Command::AssignUnits { incident, units: vec![UnitId(own())], divert: true },
        Command::ClearUnits { units: vec![UnitId("E1".into())], disposition: Some(own()) },
        Command::AddUnits(vec![unit]),
        Command::AddFeed { feed: FeedId(own()), url: own(), allow: vec![own()], interval_s: 60 },
        Command::SetNumbering(Numbering { template: own(), reset: Reset::Daily }),
        Command::CreateUser { user: user.clone(), display_name: own(), role: Role::Operator, verifier: own() },
        Command::DisableUser { user, reason: own() },
        Command::EraseSubject { subject: SubjectId(own()), reason: own() },
        Command::SetBackupPlace { dir: Some(own()) },
    ]
}

#[test]
fn any_text_is_taken_or_refused_and_what_is_taken_folds() {
    let mut runner = runner();
    let texts = prop_oneof![".{0,40}", "[\\PC\\pC]{0,20}", "\\{[YMDHJUN{}]{0,14}\\}{0,3}", "[ -~]{8190,8195}"];
    let outcome = runner.run(&texts, |text| {
        let mut world = floor();
        for command in everywhere(&text) {
            let _answer = world.run(&command);
        }
        let _number = world.run(&open("STRUCT"));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
