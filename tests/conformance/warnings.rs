//! Each document ends with an outcome and a reason, alone and together; none ends the program.

use crate::program::{Ran, run};
use crate::shared;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The two libraries, and how many documents each has at least.
const LIBRARIES: [(&str, usize); 2] = [("warnings/google-cap-library", 37), ("warnings/oasiscap", 14)];

fn documents(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("one JSON object per line")).collect()
}

/// Lines by the file they are about.
fn by_file(lines: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
    let mut out: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines {
        out.entry(line["file"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    out
}

#[test]
fn every_document_is_judged_with_a_reason() {
    for (name, least) in LIBRARIES {
        let Some(dir) = shared(name) else { return };
        let files = documents(&dir);
        assert!(files.len() >= least, "{name}: {}", files.len());
        let data = tempfile::tempdir().unwrap();
        let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        let mut args = vec!["warning", "check", "--json"];
        args.extend(names.iter().map(String::as_str));
        let ran = run(data.path(), &args);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let judged = by_file(lines(&ran));
        for file in &names {
            let lines = judged.get(file).unwrap_or_else(|| unreachable!("{file} has no outcome"));
            for line in lines {
                let outcome = line["outcome"].as_str().unwrap();
                let reason = line["reason"].as_str().is_some_and(|reason| !reason.is_empty());
                assert!(outcome == "accept" || reason, "{outcome} without a reason: {line}");
                assert!(
                    outcome == "reject" || line["identity"]["identifier"].is_string() || line["index"].is_null(),
                    "{line}"
                );
            }
        }
        let accepted = judged.values().flatten().filter(|line| line["outcome"] != "reject").count();
        println!("{name}: {} files, {} lines, {accepted} not rejected", files.len(), judged.values().flatten().count());
        assert!(accepted >= least / 3, "{name}: {accepted}");
    }
}

#[test]
fn every_document_is_taken_in_with_an_outcome() {
    for (name, _) in LIBRARIES {
        let Some(dir) = shared(name) else { return };
        let files = documents(&dir);
        let data = tempfile::tempdir().unwrap();
        let ran = run(data.path(), &["warning", "ingest", &dir.display().to_string(), "--json"]);
        let taken = by_file(lines(&ran));
        assert_eq!(taken.len(), files.len(), "{name}: each file has its line");
        for (file, lines) in &taken {
            let [line] = lines.as_slice() else { unreachable!("{file}: {lines:?}") };
            let reasons = line["reasons"].as_array().unwrap();
            match line["outcome"].as_str() {
                Some("accept") => assert!(reasons.is_empty(), "{line}"),
                Some("reject") => assert!(reasons.iter().all(|r| r.as_str().is_some_and(|r| !r.is_empty())), "{line}"),
                other => unreachable!("{other:?} in {line}"),
            }
        }
        let accepted = taken.values().flatten().filter(|line| line["outcome"] == "accept").count();
        println!("{name}: {} files, {accepted} accepted", files.len());
        let all = accepted == files.len();
        assert_eq!(ran.code, Some(if all { 0 } else { 1 }), "{}", ran.err);
        assert!(all || ran.err.contains("named above"), "what cannot be trusted is said at the end: {}", ran.err);
        let kept = run(data.path(), &["log", "export"]).done();
        let events = |typ: &str| kept.lines().filter(|line| line.contains(&format!("\"typ\":\"{typ}\""))).count();
        assert!(events("warning.received") > 0 && (all || events("feed.faulted") > 0), "refused ones are kept too");
        run(data.path(), &["log", "verify"]).done();
        // A second time brings nothing new: the same alerts are known.
        run(data.path(), &["warning", "ingest", &dir.display().to_string(), "--json"]);
        let again = run(data.path(), &["log", "export"]).done();
        assert_eq!(again.matches("\"typ\":\"warning.received\"").count(), events("warning.received"), "{name}");
    }
}
