//! What a caller said and who the caller is: sealed in the log, found by search, gone everywhere after erasure.

use crate::support::floor::copy_dir;
use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const NAME: &str = "Väinö Erkkilä-Södergran";
const PHONE: &str = "+358 50 111 2233";
const WHAT: &str = "My neighbour Toini collapsed";
const NOTE: &str = "Door code is quixotic Zw4711";
const WORDS: [&str; 6] = ["Södergran", PHONE, "Toini", "quixotic", "Erkkilä", "Zw4711"];

/// The places below a folder that hold one of the words in clear. The reserve of disk space is never written to.
fn found_in(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(found_in(&path));
            continue;
        }
        if path.ends_with("ballast") {
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        let holds = |word: &&&str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
        found.extend(WORDS.iter().filter(holds).map(|word| format!("{word} in {}", path.display())));
    }
    found
}

fn opened(floor: &Floor) -> (Rpc, String) {
    let mut anna = floor.seat("anna");
    let call = json!({"type_code": "UNCON", "what": WHAT, "caller": {"name": NAME, "phone": PHONE}});
    let id = anna.ok("open_incident", &call)["id"].as_str().unwrap().to_owned();
    anna.ok("add_note", &json!({"incident": id, "text": NOTE}));
    (anna, id)
}

fn hits(rpc: &mut Rpc, text: &str) -> usize {
    rpc.ok("history", &json!({"text": text})).as_array().unwrap().len()
}

#[test]
fn the_log_holds_no_personal_text_in_clear() {
    let floor = Floor::live();
    let (anna, _) = opened(&floor);
    anna.end().done();
    let exported = run(&floor.data(), &["log", "export", "--json"]).done();
    assert!(WORDS.iter().all(|word| !exported.contains(word)), "the export is sealed");
    assert!(exported.contains("sealed"));
    // Search needs words in clear; they stand in a file of their own that erasure empties and that no copy holds. Beside
    // it no file of the store but the keys' holds any.
    let bare = Floor::empty();
    copy_dir(&floor.store(), &bare.store());
    assert!(!found_in(&bare.store()).is_empty(), "control: what is looked for can be seen");
    for name in ["lists.sqlite", "lists.sqlite-wal"] {
        let _ = std::fs::remove_file(bare.store().join(name));
    }
    assert_eq!(found_in(&bare.store()), Vec::<String>::new());
}

#[test]
fn an_erased_subject_is_gone_from_answers_search_files_and_copies() {
    let floor = Floor::live();
    let copies = floor.beside("copies");
    let (mut anna, id) = opened(&floor);
    for (word, why) in [("quixotic", "a note"), ("toini", "the narrative"), ("sodergran", "the caller, accents folded")]
    {
        assert_eq!(hits(&mut anna, word), 1, "{why}");
    }
    let shown = |rpc: &mut Rpc, id: &str| rpc.ok("incident", &json!({"id": id}));
    assert_eq!(shown(&mut anna, &id)["caller"]["name"], NAME);
    anna.ok("add_note", &json!({"incident": id, "text": "ambulance called"}));
    anna.end().done();
    run(&floor.data(), &["backup", "create", &copies.display().to_string()]).done();

    let mut chief = floor.seat("chief");
    for subject in [format!("caller/{id}"), format!("incident/{id}")] {
        chief.ok("erase_subject", &json!({"subject": subject, "reason": "asked for by the person"}));
    }
    let after = shown(&mut chief, &id);
    assert_eq!(after["caller"]["erased"], true, "{after}");
    let note = &after["notes"][0];
    assert_eq!((&note["by"], &note["text"], &note["erased"]), (&json!("anna"), &json!(null), &json!(true)), "{note}");
    assert!(WORDS.iter().all(|word| !after.to_string().contains(word)), "{after}");
    let story = chief.ok("timeline", &json!({"stream": format!("incident/{id}")}));
    assert_eq!(story.as_array().map(Vec::len), Some(3), "the events stay: {story}");
    assert!(WORDS.iter().all(|word| !story.to_string().contains(word)), "{story}");
    for word in ["quixotic", "toini", "sodergran"] {
        assert_eq!(hits(&mut chief, word), 0, "{word}");
    }
    assert_eq!(chief.ok("history", &json!({}))[0]["what"], Value::from(""), "an erased narrative is empty");
    chief.end().done();
    floor.verify();
    assert_eq!(found_in(&floor.store()), Vec::<String>::new(), "not even in free pages or the write-ahead log");
}
