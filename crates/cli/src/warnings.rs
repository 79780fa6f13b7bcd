//! `warning check` judges; `warning ingest` takes in.

use crate::args::{Place, WarningVerb};
use crate::client::Client;
use crate::outcome::{Outcome, misused, read_file, refused, say};
use base64::Engine as _;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use watchfloor_feeds::{Cidr, ClientFactory, Limits, Outcome as Answer, Validators, WARNING_BODY_BYTES};
use watchfloor_warning::{Check, check};

/// Deepest folder looked into.
const DEPTH: usize = 8;

pub fn warning(place: &Place, verb: &WarningVerb) -> Outcome {
    match verb {
        WarningVerb::Check { files } => judge(place, files),
        WarningVerb::Ingest { sources, allow } => ingest(place, sources, allow),
    }
}

fn judge(place: &Place, files: &[PathBuf]) -> Outcome {
    for path in files {
        let bytes = read_file(path)?;
        for line in check(&path.display().to_string(), &bytes) {
            if place.json {
                say(serde_json::to_string(&line).map_err(refused)?);
            } else {
                say(words(&line));
            }
        }
    }
    Ok(())
}

fn words(line: &Check) -> String {
    let line = serde_json::to_value(line).unwrap_or_default();
    let text = |pointer: &str| line.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
    let flags: Vec<&str> = line["flags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    format!(
        "{} {}: {} {} {} {}",
        text("/outcome"),
        text("/file"),
        text("/identity/identifier"),
        text("/msg_type"),
        flags.join(","),
        text("/reason")
    )
}

fn ingest(place: &Place, sources: &[String], allow: &[String]) -> Outcome {
    let mut client = Client::owner(place)?;
    let mut refused_any = false;
    for source in sources {
        for (name, body) in bodies(source, allow)? {
            let answer = take_in(&mut client, &name, &body)?;
            let reasons: Vec<&str> =
                answer["refused_rows"].as_array().into_iter().flatten().filter_map(|r| r["message"].as_str()).collect();
            refused_any |= !reasons.is_empty();
            report(place, &name, &answer, &reasons);
        }
    }
    if refused_any {
        Err(refused("not everything could be trusted; what was refused is kept and named above"))
    } else {
        Ok(())
    }
}

fn take_in(client: &mut Client, name: &str, body: &[u8]) -> Outcome<Value> {
    let args = match std::str::from_utf8(body) {
        Ok(text) => json!({"source": name, "text": text}),
        Err(_) => json!({"source": name, "base64": base64::engine::general_purpose::STANDARD.encode(body)}),
    };
    client.call("ingest_warning", args)
}

fn report(place: &Place, name: &str, answer: &Value, reasons: &[&str]) {
    let new = answer["lines"].as_array().map_or(0, Vec::len);
    let outcome = if reasons.is_empty() { "accept" } else { "reject" };
    if place.json {
        say(json!({"file": name, "outcome": outcome, "key": answer["id"], "events": new, "reasons": reasons}));
    } else {
        let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        say(format_args!("{outcome} {name} ({new} events){reasons}"));
    }
}

/// A URL, a folder's files in order, or one file.
fn bodies(source: &str, allow: &[String]) -> Outcome<Vec<(String, Vec<u8>)>> {
    if source.starts_with("http://") || source.starts_with("https://") {
        return Ok(vec![(source.to_owned(), fetch(source, allow)?)]);
    }
    let mut files = Vec::new();
    collect(Path::new(source), DEPTH, &mut files)?;
    files.sort();
    files.into_iter().map(|path| Ok((path.display().to_string(), read_file(&path)?))).collect()
}

fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Outcome {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    if depth == 0 {
        return Err(refused(format!("{}: folders are nested too deeply", path.display())));
    }
    for entry in std::fs::read_dir(path).map_err(|e| refused(format!("{}: {e}", path.display())))? {
        collect(&entry.map_err(refused)?.path(), depth - 1, files)?;
    }
    Ok(())
}

/// Fetches once, under the same guard as a polled feed.
fn fetch(url: &str, allow: &[String]) -> Outcome<Vec<u8>> {
    let allow = allow.iter().map(|cidr| cidr.parse()).collect::<Result<Vec<Cidr>, _>>().map_err(misused)?;
    let limits = Limits { body_bytes: WARNING_BODY_BYTES, ..Limits::default() };
    let client = ClientFactory::new().and_then(|factory| factory.client(&allow, limits)).map_err(refused)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(refused)?;
    let fetched = runtime.block_on(client.fetch(url, &Validators::default())).map_err(refused)?;
    match fetched.outcome {
        Answer::Page(page) => Ok(page.body),
        Answer::NoContent | Answer::NotModified => Err(refused(format!("{url}: nothing there"))),
    }
}
