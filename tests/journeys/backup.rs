//! Copies made in the middle of a shift: proved, restored to the same board, refused when one byte differs.

use crate::script::{lines, picture, prepared, say};
use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text.trim()).expect("one JSON object")
}

/// Every file below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_copy_made_on_the_way_restores_to_the_same_board() {
    let (floor, _server, mut names) = prepared();
    let (place, lines) = (floor.beside("copies"), lines());
    let place_text = place.display().to_string();
    let mut anna = floor.seat("anna");
    let (before, after) = lines.split_at(14);
    for line in before {
        say(&mut anna, line, &mut names);
    }
    // Through the running console's socket, so that its log tells of the copy.
    run(&floor.data(), &["backup", "create", &place_text]).done();
    let want = picture(&anna.ok("board", &json!({})), &names);
    for line in after {
        say(&mut anna, line, &mut names);
    }
    anna.end().done();
    assert_eq!(floor.events().iter().filter(|e| e["typ"] == "console.backup_verified").count(), 1);

    let proved = json_of(&run(&floor.data(), &["backup", "verify", &place_text, "--json"]).done());
    let new = Floor::empty();
    let restored = json_of(&run(&new.data(), &["backup", "restore", &place_text, "--json"]).done());
    assert_eq!(restored["gseq"], proved["gseq"], "{restored} {proved}");
    let had = proved["gseq"].as_u64().unwrap() as usize;
    assert_eq!(new.events(), floor.events()[..had], "the restored log is a prefix of the original, hash for hash");
    new.verify();
    let mut anna = new.seat("anna");
    assert_eq!(picture(&anna.ok("board", &json!({})), &names), want);
    let mut later = names.clone();
    for line in after {
        say(&mut anna, line, &mut later);
    }
    anna.end().done();
    new.verify();
    run(&new.data(), &["backup", "restore", &place_text]).ends(1, &["not empty"]);
}

#[test]
fn a_copy_with_one_byte_changed_is_refused_by_name() {
    let floor = Floor::live();
    let place = floor.beside("copies");
    let place_text = place.display().to_string();
    run(&floor.data(), &["backup", "verify", &place_text]).ends(1, &[&place_text]);
    run(&floor.data(), &["backup", "create", &place_text]).done();
    run(&floor.data(), &["backup", "verify", &place_text]).ends(0, &["ok"]);
    let data: Vec<PathBuf> =
        files(&place).into_iter().filter(|p| p.extension().is_some_and(|e| e == "sqlite")).collect();
    assert_eq!(data.len(), 2, "the log and its keys: {data:?}");
    for path in data {
        let whole = fs::read(&path).unwrap();
        for at in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 0x20;
            fs::write(&path, changed).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            run(&floor.data(), &["backup", "verify", &place_text]).ends(1, &[&name, "altered"]);
        }
        let new = Floor::empty();
        run(&new.data(), &["backup", "restore", &place_text]).ends(1, &["not sound"]);
        assert!(!new.store().join("log.sqlite").exists(), "nothing half-made stays");
        fs::write(&path, whole).unwrap();
    }
    run(&floor.data(), &["backup", "verify", &place_text]).done();
}

#[test]
fn a_drill_is_restored_as_a_drill() {
    let floor = Floor::empty();
    let place_text = floor.beside("copies").display().to_string();
    run(&floor.data(), &["--drill", "unit", "import", &floor.units_csv()]).done();
    run(&floor.data(), &["--drill", "backup", "create", &place_text]).done();
    let new = Floor::empty();
    run(&new.data(), &["backup", "restore", &place_text]).done();
    assert!(new.data().join("drill/log.sqlite").is_file() && !new.store().join("log.sqlite").exists());
    run(&new.data(), &["--drill", "log", "verify"]).done();
    let mut rpc = Rpc::start(&new.data(), &["--drill"]);
    assert_eq!(rpc.ok("lobby", &json!({}))["mode"], "drill");
    rpc.end().done();
}
