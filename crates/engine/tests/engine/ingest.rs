//! Documents of real sources, and damaged ones: each ends in commands, each with a reason for what is refused.

use crate::support::Desk;
use std::path::{Path, PathBuf};
use watchfloor_domain::Command;
use watchfloor_engine::Actor;
use watchfloor_engine::ingest::{Delivery, ingest};

/// Every file of a folder of shared test data, or a plain word that it is not there.
fn documents(folder: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/warnings").join(folder);
    let Ok(listing) = std::fs::read_dir(&path) else {
        println!("skipped: ../shared/data/warnings/{folder} is absent");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn delivery(body: &[u8]) -> Delivery<'_> {
    Delivery { source: "met", url: None, body, charset: None }
}

#[test]
fn every_document_ends_in_commands_that_the_engine_takes() {
    let desk = Desk::new();
    let engine = desk.start();
    let (mut warnings, mut faults, mut silent) = (0, 0, Vec::new());
    let files: Vec<PathBuf> = ["google-cap-library", "oasiscap"].into_iter().flat_map(documents).collect();
    for file in &files {
        let got = ingest(&delivery(&std::fs::read(file).unwrap()));
        assert_eq!(got.commands.len(), got.keys.len() + got.refused.len(), "{}: each has an outcome", file.display());
        assert!(got.refused.iter().all(|why| !why.trim().is_empty()), "{}", file.display());
        if got.commands.is_empty() {
            silent.push(file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        for command in got.commands {
            match &command {
                Command::ReceiveWarning(_) => warnings += 1,
                Command::NoteFeedFault(_) => faults += 1,
                other => panic!("{}: {other:?}", file.display()),
            }
            engine.run(&Actor::feed("feed/met"), vec![command]).unwrap();
        }
    }
    if files.is_empty() {
        return;
    }
    println!("{} files: {warnings} warnings, {faults} faults, {} indexes or empty feeds", files.len(), silent.len());
    assert!(warnings >= 20 && faults >= 3, "{warnings} warnings, {faults} faults");
    assert!(silent.iter().all(|name| name.ends_with(".atom") || name.ends_with(".rss")), "{silent:?}");
    let held = engine.board().clone();
    assert!(!held.warnings.is_empty());
    engine.stop();
    drop(engine);
    desk.store.kept().snapshots.clear();
    let again = desk.start();
    // The clock may have ended some in between; nothing else differs.
    assert_eq!(again.board().warnings.keys().collect::<Vec<_>>(), held.warnings.keys().collect::<Vec<_>>());
}

#[test]
fn documents_cut_short_anywhere_do_not_stop_the_reader() {
    for file in documents("oasiscap").iter().take(4) {
        let whole = std::fs::read(file).unwrap();
        for cut in (0..whole.len()).step_by(61) {
            let got = ingest(&delivery(&whole[..cut]));
            assert!(!got.refused.is_empty() || !got.keys.is_empty(), "{} cut at {cut}", file.display());
        }
        let mut bent = whole.clone();
        for at in (0..whole.len()).step_by(37) {
            bent[at] ^= 0x55;
            let got = ingest(&delivery(&bent));
            assert_eq!(got.commands.len(), got.keys.len() + got.refused.len());
        }
    }
}
