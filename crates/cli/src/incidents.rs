//! Pictures and documents of an incident: attached, listed, saved, withdrawn.

use crate::args::{IncidentVerb, Place};
use crate::client::Client;
use crate::outcome::{Outcome, refused, say};
use serde_json::{Value, json};
use std::path::Path;

pub fn incident(place: &Place, verb: &IncidentVerb) -> Outcome {
    let mut client = Client::owner(place)?;
    match verb {
        IncidentVerb::Attach { incident, file, note } => {
            let args = json!({"incident": incident, "file": whole(file)?, "note": note});
            told(place, &client.call("attach_file", args)?);
        }
        IncidentVerb::Attachments { incident } => {
            let detail = client.call("incident", json!({"id": incident}))?;
            detail["work"]["attachments"].as_array().into_iter().flatten().for_each(|row| listed(place, row));
        }
        IncidentVerb::Save { incident, attachment, file } => {
            let args = json!({"incident": incident, "attachment": attachment, "file": whole(file)?});
            told(place, &client.call("export_attachment", args)?);
        }
        IncidentVerb::Withdraw { incident, attachment, reason } => {
            let args = json!({"incident": incident, "attachment": attachment, "reason": reason});
            told(place, &client.call("withdraw_attachment", args)?);
        }
    }
    Ok(())
}

/// The console that answers may run in another folder.
fn whole(file: &Path) -> Outcome<String> {
    let path = std::path::absolute(file).map_err(|e| refused(format!("{}: {e}", file.display())))?;
    path.into_os_string().into_string().map_err(|path| refused(format!("{}: not UTF-8", path.display())))
}

fn told(place: &Place, receipt: &Value) {
    if place.json {
        return say(receipt);
    }
    receipt["lines"].as_array().into_iter().flatten().filter_map(|line| line["text"].as_str()).for_each(say);
}

fn listed(place: &Place, row: &Value) {
    if place.json {
        return say(row);
    }
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    let state = match (&row["withdrawn"], &row["erased"]) {
        (Value::Object(_), _) => "  withdrawn",
        (_, Value::Bool(true)) => "  erased",
        _ => "",
    };
    let (number, size) = (&row["number"], &row["size"]);
    say(format_args!("{number}  {}  {size} bytes  {}  {}{state}", text("media"), text("sha256"), text("name")));
}
