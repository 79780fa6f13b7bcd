//! What people say stays theirs: sealed before it is stored, gone for good when erased.

use crate::support::{Desk, note, open, run};
use watchfloor_domain::Command;
use watchfloor_domain::ids::{IncidentId, SubjectId, UserId};
use watchfloor_domain::types::Role;
use watchfloor_engine::{Actor, Engine};

fn erase(engine: &Engine, subject: String) {
    let erase = Command::EraseSubject { subject: SubjectId(subject), reason: "asked".into() };
    engine.run(&Actor::person("anna", Role::Administrator), vec![erase]).unwrap();
}

fn notes(engine: &Engine, incident: IncidentId) -> Vec<Option<String>> {
    engine.board().incidents[&incident].notes.iter().map(|n| engine.vault.open(&n.text)).collect()
}

#[test]
fn no_stored_byte_holds_a_personal_text_in_clear() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "grandmother fell on the stairs");
    run(&engine, note(incident, "her daughter Aino is with her")).unwrap();
    let created = Command::CreateUser {
        user: UserId::from("olli"),
        display_name: "Olli Operaattori".into(),
        role: Role::Operator,
        verifier: "$argon2id$".into(),
    };
    engine.run(&Actor::rule("owner"), vec![created]).unwrap();
    let close = Command::CloseIncident { incident, disposition: "DONE".into() };
    let reopen = Command::ReopenIncident { incident, reason: "called again".into() };
    engine.run(&crate::support::dora(), vec![close, reopen]).unwrap();
    engine.stop();
    let kept = desk.store.kept();
    let mut stored: Vec<Vec<u8>> = kept.rows.iter().map(|row| row.body.clone()).collect();
    stored.extend(kept.snapshots.values().map(|(_, bytes)| bytes.clone()));
    stored.extend(kept.entries.values().map(|entry| entry.state_json.clone().into_bytes()));
    stored.extend(kept.rows.iter().map(|row| format!("{} {}", row.stream, row.actor).into_bytes()));
    for secret in ["grandmother", "Aino", "Maija", "0405551234", "Operaattori"] {
        let clear = |bytes: &Vec<u8>| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!stored.iter().any(clear), "{secret} is on the disk");
    }
    // Control: the search sees what is not sealed.
    assert!(stored.iter().any(|bytes| String::from_utf8_lossy(bytes).contains("called again")));
    assert_eq!(notes(&engine, incident), [Some("her daughter Aino is with her".into())]);
}

#[test]
fn an_erased_subject_is_gone_from_keys_and_search_and_stays_gone() {
    let (desk, engine) = Desk::with_units();
    let (one, two) = (open(&engine, "smoke"), open(&engine, "flood"));
    run(&engine, note(one, "first")).unwrap();
    run(&engine, note(two, "other")).unwrap();
    let has = |text: &str| {
        engine.lists().unwrap();
        desk.store.kept().texts.iter().any(|(_, _, words)| words.split_whitespace().next() == Some(text))
    };
    assert!(has("first") && has("smoke") && has("0405551234"));
    erase(&engine, format!("incident/{one}"));
    assert!(!has("first") && !has("smoke"), "the narrative cannot be found");
    assert!(has("0405551234") && has("other"), "the caller is another subject, and so is another incident");
    assert_eq!(notes(&engine, one), [None]);
    assert_eq!(notes(&engine, two), [Some("other".into())]);
    erase(&engine, format!("caller/{one}"));
    let caller = engine.board().incidents[&one].caller.clone().unwrap();
    assert_eq!(caller.name.and_then(|name| engine.vault.open(&name)), None);
    engine.stop();
    drop(engine);
    let engine = desk.start();
    assert_eq!(notes(&engine, one), [None]);
}

#[test]
fn what_is_written_after_an_erasure_outlives_the_next_start() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    erase(&engine, format!("incident/{incident}"));
    run(&engine, note(incident, "after")).unwrap();
    assert_eq!(notes(&engine, incident), [Some("after".into())]);
    engine.stop();
    drop(engine);
    assert_eq!(notes(&desk.start(), incident), [Some("after".into())]);
    // The clerk had filed it before the engine stopped.
    assert!(desk.store.kept().texts.iter().any(|(_, _, words)| words == "after"));
}

#[test]
fn a_key_that_outlived_its_erasure_is_destroyed_at_the_next_start() {
    let (desk, engine) = Desk::with_units();
    let incident = open(&engine, "smoke");
    run(&engine, note(incident, "text")).unwrap();
    // The console dies between the event and the end of the key: the event is in the log, the key still there.
    let sealed = engine.board().incidents[&incident].notes[0].text.clone();
    let keys = desk.vault.clone();
    erase(&engine, format!("incident/{incident}"));
    engine.stop();
    drop(engine);
    let clear = watchfloor_domain::personal::Personal::clear(sealed.subject().clone(), "text");
    let again = watchfloor_engine::ports::Vault::seal(&*keys, &clear).unwrap();
    assert_eq!(watchfloor_engine::ports::Vault::open(&*keys, &again), Some("text".into()));
    let engine = desk.start();
    assert_eq!(engine.vault.open(&again), None);
}
