//! Sheets as files: the blank card and the last-known board.

use crate::args::{PaperArgs, PaperVerb, Place};
use crate::client::Client;
use crate::outcome::{Outcome, refused, say};
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

pub fn paper(place: &Place, verb: &PaperVerb) -> Outcome {
    match verb {
        PaperVerb::Cards(args) => sheet(place, "paper_card_html", args),
        PaperVerb::Board(args) => sheet(place, "paper_board_html", args),
    }
}

fn sheet(place: &Place, call: &str, args: &PaperArgs) -> Outcome {
    let answer = Client::owner(place)?.call(call, json!({"lang": args.lang}))?;
    put(&args.out, answer["html"].as_str().unwrap_or_default().as_bytes())?;
    match place.json {
        true => say(json!({"written": args.out, "lang": args.lang})),
        false => say(args.out.display()),
    }
    Ok(())
}

/// Whole or not at all, and for its owner alone: the board names people's places and numbers.
fn put(out: &Path, bytes: &[u8]) -> Outcome {
    let name = out.file_name().ok_or_else(|| refused(format!("{}: not a file name", out.display())))?;
    let part = out.with_file_name(format!(".{}.part", name.to_string_lossy()));
    let write = || {
        drop(fs::remove_file(&part));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, out)
    };
    write().map_err(|error| {
        drop(fs::remove_file(&part));
        refused(format!("{}: {error}", out.display()))
    })
}
