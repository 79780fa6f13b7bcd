//! Pictures and documents of an incident: judged by their bytes, sealed, proved with the log, in every copy, gone with
//! their key. What is refused leaves nothing behind.

use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use watchfloor_domain::attach::samples::samples;

fn opened(rpc: &mut Rpc) -> String {
    let call = json!({"type_code": "STRUCT", "what": "Smoke from the roof"});
    rpc.ok("open_incident", &call)["id"].as_str().unwrap().to_owned()
}

fn list(rpc: &mut Rpc, id: &str) -> Vec<Value> {
    rpc.ok("incident", &json!({"id": id}))["work"]["attachments"].as_array().unwrap().clone()
}

fn bodies(store: &Path) -> Vec<PathBuf> {
    let mut names: Vec<_> = fs::read_dir(store.join("bodies")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

fn holds(dir: &Path, mark: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path.is_dir() {
        true => holds(&path, mark),
        false => fs::read(&path).unwrap_or_default().windows(mark.len()).any(|part| part == mark),
    })
}

#[test]
fn every_type_is_taken_kept_sealed_and_given_back_as_it_came() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = opened(&mut anna);
    let samples = samples();
    for (_, name, bytes) in &samples {
        let file = floor.file(name, bytes);
        let receipt = anna.ok("attach_file", &json!({"incident": id, "file": file, "note": "from the crew"}));
        assert_eq!(receipt["lines"][0]["key"], "event.incident.attached");
    }
    let held = list(&mut anna, &id);
    assert_eq!(held.len(), samples.len());
    for (at, (row, (media, name, bytes))) in held.iter().zip(&samples).enumerate() {
        assert_eq!((&row["number"], &row["name"]), (&json!(at + 1), &json!(name)));
        assert_eq!((&row["media"], &row["size"]), (&json!(media.mime()), &json!(bytes.len())));
        assert_eq!((&row["note"], &row["by"]), (&json!("from the crew"), &json!("anna")));
        let back = floor.beside(&format!("back-{at}"));
        let export = json!({"incident": id, "attachment": at + 1, "file": back.display().to_string()});
        anna.ok("export_attachment", &export);
        assert_eq!(&fs::read(&back).unwrap(), bytes, "{name}");
        anna.refused("export_attachment", &export, "bad_argument");
    }
    let same = floor.file("again.png", &samples[0].2);
    let refused = anna.refused("attach_file", &json!({"incident": id, "file": same}), "refused");
    assert_eq!((&refused["key"], &refused["params"]["attachment"]), (&json!("refused.attachment_same"), &json!("1")));
    anna.end().done();
    assert!(holds(floor.beside("").as_path(), b"/MediaBox"), "control: what is looked for can be seen");
    assert!(!holds(&floor.store(), b"/MediaBox"), "the store holds no file in clear");
    floor.verify();

    let said = run(&floor.data(), &["incident", "attachments", "1", "--json"]).done();
    assert_eq!(said.lines().count(), samples.len());
    let again = floor.file("more.gif", [&samples[3].2[..], &[0]].concat());
    let text = run(&floor.data(), &["incident", "attach", "1", &again, "--note", "seen twice"]).done();
    assert!(text.contains("attachment 8, more.gif (GIF, 1 KiB)"), "{text}");
    run(&floor.data(), &["incident", "withdraw", "1", "8", "--reason", "another incident"]).done();
    let mut anna = floor.seat("anna");
    let last = list(&mut anna, &id).pop().unwrap();
    assert_eq!(last["withdrawn"]["reason"], "another incident");
    let args = json!({"incident": id, "attachment": 8, "file": floor.beside("no").display().to_string()});
    assert_eq!(anna.refused("export_attachment", &args, "refused")["key"], "refused.attachment_withdrawn");
    let twice = json!({"incident": id, "attachment": 8, "reason": "again"});
    assert_eq!(anna.refused("withdraw_attachment", &twice, "refused")["key"], "refused.attachment_withdrawn");
    anna.ok("close_incident", &json!({"incident": id, "disposition": "DONE"}));
    let args = json!({"incident": id, "file": again});
    assert_eq!(anna.refused("attach_file", &args, "refused")["key"], "refused.incident_closed");
    anna.end().done();
}

#[test]
fn what_is_refused_says_why_and_leaves_nothing() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = opened(&mut anna);
    let samples = samples();
    let (png, jpeg) = (&samples[0].2, &samples[1].2);
    anna.ok("attach_file", &json!({"incident": id, "file": floor.file("good.png", png)}));
    let (before, events) = (bodies(&floor.store()), anna.ok("board", &json!({}))["seq"].clone());
    let huge = floor.file("huge.jpg", jpeg);
    fs::File::options().write(true).open(&huge).unwrap().set_len(100 << 20).unwrap();
    fs::create_dir(floor.beside("folder.png")).unwrap();
    let pipe = floor.beside("pipe.png").display().to_string();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let beside = |name: &str| floor.beside(name).display().to_string();
    let cases = [
        (huge, "refused.attachment_large"),
        (floor.file("empty.png", b""), "refused.attachment_empty"),
        (floor.file("false.png", jpeg), "refused.attachment_false"),
        (floor.file("program.png", b"MZ\x90\0\x03"), "refused.attachment_type"),
        (floor.file("cut.jpg", &jpeg[..200]), "refused.attachment_damaged"),
        (floor.file("two.png", [png.as_slice(), b"<html>"].concat()), "refused.attachment_second"),
        (beside("folder.png"), "refused.attachment_no_file"),
        (pipe, "refused.attachment_no_file"),
        (beside("vanished.png"), "refused.file"),
        ("vanished.png".to_owned(), "refused.attachment_path"),
    ];
    for (file, key) in cases {
        let refused = anna.refused("attach_file", &json!({"incident": id, "file": file}), "bad_argument");
        assert_eq!((&refused["key"], &refused["field"]), (&json!(key), &json!("file")), "{file}: {refused}");
    }
    anna.refused("attach_file", &json!({"incident": "nowhere", "file": floor.file("x.png", png)}), "not_found");
    let none = json!({"incident": id, "attachment": 9, "file": beside("none")});
    anna.refused("export_attachment", &none, "not_found");
    assert_eq!((bodies(&floor.store()), anna.ok("board", &json!({}))["seq"].clone()), (before, events));
    assert_eq!(list(&mut anna, &id).len(), 1);
    anna.end().done();
    floor.verify();
}

#[test]
fn a_changed_byte_is_named_copies_hold_the_files_and_erasure_ends_them() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let id = opened(&mut anna);
    let pdf = samples().pop().unwrap().2;
    anna.ok("attach_file", &json!({"incident": id, "file": floor.file("permit.pdf", &pdf)}));
    anna.end().done();
    let place = floor.beside("copies").display().to_string();
    run(&floor.data(), &["backup", "create", &place]).done();
    run(&floor.data(), &["backup", "verify", &place]).done();

    let harmed = floor.copy();
    let file = bodies(&harmed.store()).remove(0);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    run(&harmed.data(), &["log", "verify"]).ends(1, &["attachment", &name, "altered"]);
    let mut ben = harmed.seat("anna");
    let args = json!({"incident": id, "attachment": 1, "file": harmed.beside("x.pdf").display().to_string()});
    assert_eq!(ben.refused("export_attachment", &args, "internal")["key"], "refused.not_read");
    assert_eq!(list(&mut ben, &id)[0]["name"], "permit.pdf", "the incident itself is still read");
    ben.end().done();
    fs::remove_file(&file).unwrap();
    run(&harmed.data(), &["log", "verify"]).ends(1, &["attachment", &name]);

    let new = Floor::empty();
    run(&new.data(), &["backup", "restore", &place]).done();
    let back = new.beside("permit.pdf").display().to_string();
    run(&new.data(), &["incident", "save", "1", "1", &back]).done();
    assert_eq!(fs::read(&back).unwrap(), pdf, "the copy holds the file");
    let copied = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let in_copy = copied.join("bodies").join(&name);
    let mut bytes = fs::read(&in_copy).unwrap();
    bytes[middle] ^= 1;
    fs::write(&in_copy, &bytes).unwrap();
    run(&floor.data(), &["backup", "verify", &place]).ends(1, &[&name, "altered"]);

    let mut chief = floor.seat("chief");
    chief.ok("erase_subject", &json!({"subject": format!("incident/{id}"), "reason": "asked for"}));
    chief.end().done();
    let mut anna = floor.seat("anna");
    let row = list(&mut anna, &id).remove(0);
    assert_eq!((&row["erased"], &row["name"]), (&json!(true), &Value::Null));
    let args = json!({"incident": id, "attachment": 1, "file": floor.beside("gone.pdf").display().to_string()});
    assert_eq!(anna.refused("export_attachment", &args, "refused")["key"], "refused.attachment_erased");
    anna.end().done();
    floor.verify();
}
