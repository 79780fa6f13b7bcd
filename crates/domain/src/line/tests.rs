use super::*;
use crate::testing::{Floor, floor};
use watchfloor_warning::model::Severity;

fn done(floor: &Floor, line: &str) -> Vec<Command> {
    match read(&floor.board, line, None) {
        Ok(Meaning::Do(commands)) => commands,
        other => panic!("{line}: {other:?}"),
    }
}

fn refused(floor: &Floor, line: &str) -> &'static str {
    match read(&floor.board, line, None) {
        Err(rejection) => rejection.key,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn dispatch_takes_units_ranges_and_an_incident() {
    let mut floor = floor(&["E1", "E2", "E3", "L1"]);
    let id = floor.open("STRUCT");
    let plain = |command| if let Command::Despite { command, .. } = command { *command } else { command };
    let units = |line: &str| match plain(done(&floor, line).remove(0)) {
        Command::AssignUnits { incident, units, divert } => {
            assert_eq!(incident, id);
            (units.into_iter().map(|u| u.0).collect::<Vec<_>>().join(" "), divert)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(units("d E1 L1 @1"), ("E1 L1".into(), false));
    assert_eq!(units("d e1.e2.@001"), ("E1 E2".into(), false));
    assert_eq!(units("d E1-E3 @1"), ("E1 E2 E3".into(), false));
    assert_eq!(units("派 Ｅ１ ＠１"), ("E1".into(), false));
    assert_eq!(units("d E1 @1 !"), ("E1".into(), true));
    assert_eq!(refused(&floor, "d E9 @1"), "refused.no_such_unit");
    assert_eq!(refused(&floor, "d E1 E9 @1"), "refused.no_such_unit");
    assert_eq!(refused(&floor, "d @1"), "preview.which_unit");
    assert_eq!(refused(&floor, "d E1"), "preview.which_incident");
    assert_eq!(refused(&floor, "d E1 @9"), "refused.no_such_incident");
}

/// A typing error must not move another incident's unit, nor one unit of two.
#[test]
fn a_line_that_contradicts_the_board_is_refused() {
    let mut floor = floor(&["E1", "E2", "M1"]);
    let (one, two) = (floor.open("STRUCT"), floor.open("SMOKE"));
    assert_eq!(refused(&floor, "os E1 @2"), "refused.not_on_incident", "it is on none");
    floor.run(done(&floor, "d E1 E2 M1 @1").remove(0)).expect("sent");
    for verb in ["ak", "en", "st", "os", "wk", "oos", "c", "f"] {
        assert_eq!(refused(&floor, &format!("{verb} E1 @2")), "refused.not_on_incident", "{verb}");
    }
    assert_eq!(refused(&floor, "tr M1 @2 Meilahti"), "refused.not_on_incident");
    assert_eq!(refused(&floor, "c E2 @2 DONE"), "refused.not_on_incident");
    assert_eq!(refused(&floor, "t+ E1 @2 10"), "refused.not_on_incident");
    assert!(matches!(&done(&floor, "os E1 @1")[0], Command::SetStatus { units, .. } if units.len() == 1));
    // What the window shows contradicts nobody: only what is typed does.
    assert!(matches!(read(&floor.board, "os E1", Some(two)), Ok(Meaning::Do(_))));
    assert_eq!(refused(&floor, "en E1 E9"), "refused.no_such_unit");
    assert_eq!(refused(&floor, "en E1 e7-e9"), "refused.no_such_unit");
    assert_eq!(refused(&floor, "os E1 E9 waits"), "refused.no_such_unit");
    assert_eq!(refused(&floor, "oos E1 E9"), "refused.no_such_unit", "no reason at all");
    let said = |line: &str| match done(&floor, line).remove(0) {
        Command::SetStatus { reason, destination, .. } => reason.or(destination),
        other => panic!("{other:?}"),
    };
    assert_eq!(said("oos E1 E9 hit it").as_deref(), Some("E9 hit it"));
    assert_eq!(said("os E1 2nd floor").as_deref(), Some("2nd floor"));
    assert_eq!(said("os E1 A1 motorway").as_deref(), Some("A1 motorway"), "no unit is called so");
    assert_eq!(said("tr M1 M25").as_deref(), Some("M25"), "a hospital may be called so");
    assert_eq!(floor.board.units[&UnitId::from("E1")].incident, Some(one));
}

#[test]
fn a_new_incident_reads_place_type_and_text() {
    let floor = floor(&[]);
    let open = |line: &str| match done(&floor, line).remove(0) {
        Command::OpenIncident(open) => open,
        other => panic!("{other:?}"),
    };
    let full = open("n 60.1699 24.9384; struct; smoke from 3rd floor; caller inside");
    let at = full.place.expect("coordinates").at;
    assert!((at.lat() - 60.1699).abs() < 1e-9 && (at.lon() - 24.9384).abs() < 1e-9);
    assert_eq!((full.type_code.as_str(), full.what.as_str()), ("STRUCT", "smoke from 3rd floor; caller inside"));
    let words = open("n Mannerheimintie 5; crash 2; two cars");
    assert_eq!((words.type_code.as_str(), words.priority), ("CRASH", Some(Priority::P2)));
    assert_eq!(words.what, "Mannerheimintie 5; two cars");
    assert_eq!(open("n something happened").type_code, "UNK");
    assert_eq!(refused(&floor, "n x; NOSUCH; y"), "refused.unknown_type");
    assert_eq!(refused(&floor, "n"), "preview.new_incident");
}

#[test]
fn digits_select_and_never_act() {
    let mut floor = floor(&["E1"]);
    let id = floor.open("STRUCT");
    assert_eq!(read(&floor.board, "1", None), Ok(Meaning::Show(format!("incident/{id}"))));
    assert_eq!(refused(&floor, "47"), "refused.no_such_incident");
}

#[test]
fn status_verbs_carry_their_reason() {
    let floor = floor(&["E1"]);
    let Command::SetStatus { status, reason, .. } = done(&floor, "oos E1 brakes gone").remove(0) else { panic!() };
    assert_eq!((status, reason.as_deref()), (UnitStatus::Oos, Some("brakes gone")));
    let Command::SetStatus { status, destination, .. } = done(&floor, "tr E1 Meilahti").remove(0) else { panic!() };
    assert_eq!((status, destination.as_deref()), (UnitStatus::Tr, Some("Meilahti")));
    let Command::SetStatus { status, .. } = done(&floor, "av E1").remove(0) else { panic!() };
    assert_eq!(status, UnitStatus::Aq);
}

#[test]
fn closing_names_the_incident_or_uses_the_selected_one() {
    let mut floor = floor(&[]);
    let id = floor.open("STRUCT");
    let closes = |line: &str, selected| match read(&floor.board, line, selected) {
        Ok(Meaning::Do(mut c)) => match c.remove(0) {
            Command::CloseIncident { incident, disposition } => (incident, disposition),
            other => panic!("{other:?}"),
        },
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(closes("cl 001 FALSE", None), (id, "FALSE".into()));
    assert_eq!(closes("cl @1 FALSE", None), (id, "FALSE".into()));
    assert_eq!(closes("cl DONE", Some(id)), (id, "DONE".into()));
    let other = floor.open("CRASH");
    let closes = |line: &str, selected| match read(&floor.board, line, selected) {
        Ok(Meaning::Do(mut c)) => match c.remove(0) {
            Command::CloseIncident { incident, disposition } => (incident, disposition),
            other => panic!("{other:?}"),
        },
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(closes("cl 2 DONE", Some(id)), (other, "DONE".into()));
    assert_eq!(refused(&floor, "cl 001"), "preview.disposition");
    let note = read(&floor.board, "note @1 water supply 41.15 bar", None);
    assert_eq!(note, Ok(Meaning::Do(vec![Command::AddNote { incident: id, text: "water supply 41.15 bar".into() }])));
}

#[test]
fn completion_offers_what_can_be_typed_next() {
    let mut floor = floor(&["E1", "E2", "L1"]);
    floor.open("STRUCT");
    let inserts = |line: &str| complete(&floor.board, line).into_iter().map(|c| c.insert).collect::<Vec<_>>();
    assert_eq!(inserts("d E"), ["E1", "E2"]);
    assert!(inserts("o").contains(&"os".to_owned()) && inserts("o").contains(&"oos".to_owned()));
    assert_eq!(inserts("cl 001 FA"), ["FALSE"]);
    assert_eq!(inserts("n x; STR"), ["STRUCT", "STROKE"]);
    assert!(inserts("d E1 @")[0].starts_with('@'));
}

#[test]
fn completion_of_a_number_stays_at_the_incident_it_means() {
    let mut floor = floor(&["E1"]);
    // The day stands in every number: a figure of it is in each of them.
    for kind in ["STRUCT", "MEDIC", "SMOKE", "CRASH"] {
        floor.open(kind);
    }
    let numbers: Vec<String> = floor.board.incidents.values().map(|i| i.number.clone()).collect();
    assert!(numbers.len() == 4, "{numbers:?}");
    for meant in numbers {
        let typed =
            meant.trim_start_matches(|c: char| !c.is_ascii_digit()).rsplit('-').next().unwrap().trim_start_matches('0');
        for line in [format!("d E1 @{typed}"), format!("dup {typed}")] {
            let offered = complete(&floor.board, &line);
            assert_eq!(offered[0].insert.trim_start_matches('@'), meant, "{line}");
        }
    }
}

#[test]
fn any_text_is_answered() {
    let mut floor = floor(&["E1"]);
    floor.open("STRUCT");
    for line in [
        "",
        " ",
        ";;;",
        "...",
        "d",
        "d .",
        "c214",
        "?d",
        "?",
        "n ;;;;",
        "ackn",
        "note",
        "cl",
        "@1",
        "d @",
        "\u{202e}d",
        "d E1-E99999999999 @1",
        "d E1-",
        "-",
        "cam @1",
    ] {
        let _answered = read(&floor.board, line, None);
        let _offered = complete(&floor.board, line);
    }
    let long = "x".repeat(MAX_LINE + 1);
    assert_eq!(refused(&floor, &long), "refused.too_long");
}

#[test]
fn acknowledging_takes_the_one_that_sounds_or_all_when_asked() {
    let mut floor = floor(&[]);
    floor.warn("storm", Severity::Severe);
    floor.warn("heat", Severity::Moderate);
    floor.warn("frost", Severity::Minor);
    let keys = |line: &str| {
        done(&floor, line)
            .into_iter()
            .map(|c| match c {
                Command::AcknowledgeWarning { key } => key.0,
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    assert!(matches!(keys("ackn").as_slice(), [one] if one.contains("storm")));
    assert!(matches!(keys("ackn heat").as_slice(), [one] if one.contains("heat")));
    assert_eq!((keys("ackn *").len(), keys("ack all").len()), (3, 3));
    assert_eq!(refused(&floor, "ackn flood"), "refused.nothing_to_acknowledge");
    floor.warn("gale", Severity::Extreme);
    assert_eq!(refused(&floor, "ackn"), "refused.ambiguous_warning");
}

#[test]
fn verbs_about_crews_are_read() {
    use crate::command::{CrewCommand, When};
    let mut floor = floor(&["E1", "E2", "3"]);
    let fire = floor.open("STRUCT");
    let crew = |floor: &Floor, line: &str| match done(floor, line).remove(0) {
        Command::Crew(command) => command,
        other => panic!("{other:?}"),
    };
    assert!(matches!(crew(&floor, "em E1 radio"), CrewCommand::RaiseEmergency { unit, .. } if unit.0 == "E1"));
    assert!(
        matches!(crew(&floor, "emc E1 crew is out"), CrewCommand::ClearEmergency { reason, .. } if reason == "crew is out")
    );
    assert_eq!(refused(&floor, "emc E1"), "preview.emergency_reason");
    assert_eq!(refused(&floor, "em E1 E2"), "preview.one_unit");
    // The last word is the minutes, also where a unit has that name.
    let welfare = crew(&floor, "t+ E1 3");
    assert!(matches!(&welfare, CrewCommand::SetWelfare { units, minutes: 3 } if units.len() == 1), "{welfare:?}");
    assert_eq!(refused(&floor, "t+ E1"), "preview.minutes");
    assert!(
        matches!(crew(&floor, "par @1 15"), CrewCommand::StartPar { incident, every_min: Some(15), .. } if incident == fire)
    );
    assert!(
        matches!(crew(&floor, "par @1 search done"), CrewCommand::CallPar { benchmark, .. } if benchmark == "search done")
    );
    assert!(matches!(crew(&floor, "par @1 end"), CrewCommand::EndPar { .. }));
    assert!(matches!(crew(&floor, "点名 E1 齐"), CrewCommand::AnswerPar { ok: true, .. }));
    assert_eq!(refused(&floor, "par E1"), "preview.par_answer");
    assert!(matches!(crew(&floor, "s E1 os"), CrewCommand::SetByCode { code, .. } if code == "os"));
    floor.board.status_codes = crate::status_codes::Preset::Fms;
    assert_eq!(refused(&floor, "s E1 3"), "refused.ambiguous_status_code");
    assert!(
        matches!(crew(&floor, "s E1 6 brakes"), CrewCommand::SetByCode { said: Some(said), .. } if said == "brakes")
    );
    assert!(
        matches!(crew(&floor, "swap E1 E2"), CrewCommand::Swap { out, by } if (out.0.as_str(), by.0.as_str()) == ("E1", "E2"))
    );
    assert_eq!(refused(&floor, "swap E1 E2 @1"), "refused.not_on_incident");
    assert_eq!(refused(&floor, "swap E1"), "preview.two_units");
    for typed in ["late 14:05 en E1 radio was down", "late 1405 ER E1 radio was down", "补 14：05 出 E1 radio was down"]
    {
        let CrewCommand::LateStatus(late) = crew(&floor, typed) else { panic!("{typed}") };
        assert_eq!((late.status, late.at, late.reason.as_str()), (UnitStatus::Er, When::Clock(845), "radio was down"));
    }
    let CrewCommand::LateStatus(late) = crew(&floor, "late 14:05 tr E1 Meilahti; radio was down") else { panic!() };
    assert_eq!((late.destination.as_deref(), late.reason.as_str()), (Some("Meilahti"), "radio was down"));
    for typed in ["late 25:05 en E1 x", "late", "late 14:05", "late 14:05 zz E1 x", "late 1:2:3 en E1 x"] {
        assert_eq!(refused(&floor, typed), "preview.late", "{typed}");
    }
    assert_eq!(refused(&floor, "late 14:05 tr E1 Meilahti"), "preview.late_destination");
}

#[test]
fn chinese_prose_is_kept_with_the_marks_it_was_typed_with() {
    let mut floor = floor(&["E1"]);
    floor.open("STRUCT");
    let said = "患者昏迷。血压90/60，3、4号楼（东）";
    match done(&floor, &format!("记 ＠１ {said}")).remove(0) {
        Command::AddNote { text, .. } => assert_eq!(text, said),
        other => panic!("{other:?}"),
    }
    match done(&floor, &format!("新　人民路5号（东门）；ｓｔｒｕｃｔ；{said}；{said}")).remove(0) {
        Command::OpenIncident(open) => {
            assert_eq!(open.what, format!("人民路5号（东门）; {said}；{said}"));
            assert_eq!(open.type_code, "STRUCT");
        }
        other => panic!("{other:?}"),
    }
    match done(&floor, "oos E1 爆胎，等待拖车。").remove(0) {
        Command::SetStatus { reason, .. } => assert_eq!(reason.as_deref(), Some("爆胎，等待拖车。")),
        other => panic!("{other:?}"),
    }
    // What is looked up is still read in either width.
    assert!(
        matches!(&done(&floor, "撤 Ｅ１ ＦＡＬＳＥ")[0], Command::ClearUnits { disposition: Some(d), .. } if d == "FALSE")
    );
}

#[test]
fn a_chinese_verb_needs_no_blank_before_what_it_is_about() {
    let mut floor = floor(&["E2", "消1"]);
    let id = floor.open("STRUCT");
    for line in ["派E2 @1", "派E2@1", "派消1 @1", "派 E2 @1"] {
        let read = read(&floor.board, line, None);
        match (line, read) {
            ("派E2@1", Err(_)) => {}
            (_, Ok(Meaning::Do(commands))) => {
                assert!(matches!(&commands[0], Command::AssignUnits { incident, .. } if *incident == id), "{line}");
            }
            (_, other) => panic!("{line}: {other:?}"),
        }
    }
    assert!(matches!(&done(&floor, "记@1 有烟")[0], Command::AddNote { text, .. } if text == "有烟"));
    assert!(matches!(&done(&floor, "上岗E2")[0], Command::Staff(_)), "the longest verb");
    // A street is not taken for the verb it begins with.
    assert_eq!(refused(&floor, "新华路5号; STRUCT; 有烟"), "refused.no_such_verb");
    let inserts: Vec<String> = complete(&floor.board, "派E2 @").into_iter().map(|c| c.insert).collect();
    assert_eq!(inserts.len(), 1, "{inserts:?}");
}

#[test]
fn a_printed_number_alone_shows_its_incident() {
    let mut floor = floor(&["E1"]);
    let id = floor.open("STRUCT");
    floor.board.incidents.get_mut(&id).expect("open").number = "J-001".into();
    for line in ["J-001", " j-001 "] {
        assert_eq!(read(&floor.board, line, None), Ok(Meaning::Show(format!("incident/{id}"))), "{line}");
    }
    for line in ["J-002", "J-001 smoke", "J-0"] {
        assert_eq!(refused(&floor, line), "refused.no_such_verb", "{line}");
    }
}
