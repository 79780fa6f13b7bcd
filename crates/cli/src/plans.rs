//! The dispatch plan as a file: checked, put in force, printed.

use crate::args::{Place, PlanVerb};
use crate::client::Client;
use crate::outcome::{Outcome, read_file, refused, say};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use watchfloor_host::plan;

pub fn plan(place: &Place, verb: &PlanVerb) -> Outcome {
    match verb {
        PlanVerb::Check { file } => check(place, file),
        PlanVerb::Set { file } => {
            let text = text_of(file)?;
            told(place, file, &text)?;
            let receipt = Client::owner(place)?.call("set_plan", json!({"text": text}))?;
            say(if place.json { receipt.to_string() } else { lines(&receipt) });
            Ok(())
        }
        PlanVerb::Show => {
            let plan = Client::owner(place)?.call("plan", json!({}))?;
            if place.json {
                say(plan)
            } else {
                print(plan["text"].as_str().unwrap_or_default())
            }
            Ok(())
        }
        PlanVerb::Starter { name } => {
            let starter = plan::starter(name).map_err(|e| refused(e.message))?;
            if place.json {
                say(json!(starter))
            } else {
                print(&starter.text)
            }
            Ok(())
        }
    }
}

fn text_of(file: &Path) -> Outcome<String> {
    String::from_utf8(read_file(file)?).map_err(|_| refused(format!("{}: not UTF-8", file.display())))
}

fn check(place: &Place, file: &Path) -> Outcome {
    let text = text_of(file)?;
    if place.json {
        let check = plan::check(&text);
        say(json!(check));
        return if check.faults.is_empty() { Ok(()) } else { Err(not_in_force(file, check.faults.len())) };
    }
    let found = told(place, file, &text)?;
    say(format_args!(
        "{} {}: {} types, {} rules, {} cards, no fault",
        found.name, found.edition, found.types, found.rules, found.cards
    ));
    Ok(())
}

/// Each fault as `file:line:column`, as editors read it.
fn told(place: &Place, file: &Path, text: &str) -> Outcome<watchfloor_api::plan::PlanCheck> {
    let check = plan::check(text);
    if check.faults.is_empty() {
        return Ok(check);
    }
    if place.json {
        say(json!(check));
    }
    for fault in &check.faults {
        eprintln!("{}:{}:{}: {}: {}", file.display(), fault.line, fault.column, fault.field, fault.message.text);
    }
    Err(not_in_force(file, check.faults.len()))
}

fn not_in_force(file: &Path, count: usize) -> crate::outcome::Stop {
    refused(format!("{}: {count} faults; nothing was changed", file.display()))
}

fn lines(receipt: &Value) -> String {
    let texts = receipt["lines"].as_array().into_iter().flatten().filter_map(|line| line["text"].as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// The text as it is: a pipe into a file gives the same file back.
fn print(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
}
