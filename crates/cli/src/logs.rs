//! The event log and copies of it.

use crate::args::{BackupVerb, LogVerb, Place};
use crate::client::Client;
use crate::outcome::{Outcome, refused, say};
use serde_json::json;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use watchfloor_engine::ports::LogReader;
use watchfloor_engine::record::Row;
use watchfloor_host::{DataFolder, copies};
use watchfloor_offline_cache::{Store, verify};

pub fn log(place: &Place, verb: &LogVerb) -> Outcome {
    match verb {
        LogVerb::Verify { from, to } => prove(place, *from, *to),
        LogVerb::Export => export(place),
    }
}

fn prove(place: &Place, from: Option<u64>, to: Option<u64>) -> Outcome {
    let range = (from.is_some() || to.is_some()).then(|| from.unwrap_or(1)..=to.unwrap_or(u64::MAX));
    let verdict = verify::verify(&place.store_to_read(), range).map_err(refused)?;
    let first_bad = verdict.first_bad.as_ref().map(ToString::to_string);
    if place.json {
        say(json!({"ok": verdict.ok, "events": verdict.events, "first_bad": first_bad, "vouch": verdict.vouch}));
    } else if verdict.ok {
        say(format_args!("ok: {} events. {}", verdict.events, verdict.vouch));
    }
    match first_bad {
        Some(bad) => Err(refused(format!("the log was changed; first bad event: {bad}"))),
        None => Ok(()),
    }
}

/// Every event as one JSON object, under the column names of the log. `body` is the stored text, byte for byte as
/// hashed, so that the chain can be computed again from the export alone.
fn export(place: &Place) -> Outcome {
    let (reader, _) = Store::open_read_only(&place.store_to_read()).map_err(refused)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut failed = None;
    let scanned = reader.scan(0, &mut |row| match writeln!(out, "{}", exported(&row)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    });
    scanned.map_err(refused)?;
    match failed.map_or(Ok(()), Err).and_then(|()| out.flush()) {
        // A reader that has seen enough is no fault.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(refused(error)),
        _ => Ok(()),
    }
}

fn exported(row: &Row) -> serde_json::Value {
    json!({
        "lseq": row.lseq, "id": row.id.to_string(), "origin": row.origin, "oseq": row.oseq, "stream": row.stream,
        "expected": row.expected, "cmd": row.cmd.to_string(), "hlc": row.hlc, "happened_ms": row.happened_ms,
        "recorded_ms": row.recorded_ms, "actor": row.actor, "role": row.role, "mode": row.mode, "cause": row.cause,
        "typ": row.typ, "schema_v": row.schema_v, "body": String::from_utf8_lossy(&row.stored_body),
        "prev": hex::encode(row.prev), "hash": hex::encode(row.hash), "gseq": row.gseq, "epoch": row.epoch,
        "version": row.version, "prev_version": row.version.checked_sub(1).filter(|v| *v > 0),
    })
}

pub fn backup(place: &Place, verb: &BackupVerb) -> Outcome {
    match verb {
        BackupVerb::Create { dir } => create(place, dir),
        BackupVerb::Verify { dir } => {
            let copy = copies::newest(dir).map_err(refused)?;
            let checked = copies::verify(&copy).map_err(refused)?;
            report(place, &checked);
            Ok(())
        }
        BackupVerb::Restore { dir } => {
            let copy = copies::newest(dir).map_err(refused)?;
            // Which store it is of is known by proving it: a copy that is not sound leaves no folder behind.
            let mode = copies::mode(&copy).map_err(refused)?;
            let folder = DataFolder::open(&place.root).map_err(refused)?;
            let checked = copies::restore(&copy, &folder.store(mode)).map_err(refused)?;
            report(place, &checked);
            Ok(())
        }
    }
}

/// The running console makes the copy when there is one, so that the fact is in its log.
fn create(place: &Place, dir: &Path) -> Outcome {
    std::fs::create_dir_all(dir).map_err(|e| refused(format!("{}: {e}", dir.display())))?;
    let dir = dir.canonicalize().map_err(refused)?;
    let mut client = Client::owner(place)?;
    let answer = client.call("backup_now", json!({"dir": dir}))?;
    say(if place.json { answer.to_string() } else { answer["lines"][0]["text"].as_str().unwrap_or("done").to_owned() });
    Ok(())
}

fn report(place: &Place, checked: &copies::Checked) {
    if place.json {
        say(json!({"copy": checked.path, "gseq": checked.gseq, "sha256": checked.sha256}));
    } else {
        say(format_args!("ok: {} is sound up to event {}", checked.path.display(), checked.gseq));
    }
}
