//! Administrative verbs: areas, units, cameras, feeds, accounts.

use crate::args::{AreaVerb, CameraVerb, FeedVerb, Place, ResourceVerb, UnitVerb, UserVerb};
use crate::client::Client;
use crate::outcome::{Outcome, read_file, refused, say};
use serde_json::{Value, json};
use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use watchfloor_host::{Phase, Progress, import_area};

/// What became of a list: lines of the receipt, then each row that was not taken.
fn receipt(place: &Place, receipt: &Value) -> Outcome {
    let rows = receipt["refused_rows"].as_array().cloned().unwrap_or_default();
    if place.json {
        say(receipt);
    } else {
        let taken = receipt["lines"].as_array().map_or(0, Vec::len);
        say(format_args!("{taken} taken"));
        for row in &rows {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            eprintln!("line {}: {}: {}: {}", row["line"], text("field"), text("message"), text("text"));
        }
    }
    let refused_rows = rows.iter().filter(|row| row["line"].as_u64() != Some(0)).count();
    if refused_rows > 0 { Err(refused(format!("{refused_rows} rows were not taken; the others were"))) } else { Ok(()) }
}

fn text_of(path: &Path) -> Outcome<String> {
    String::from_utf8(read_file(path)?).map_err(|_| refused(format!("{}: not UTF-8", path.display())))
}

pub fn area(place: &Place, verb: &AreaVerb) -> Outcome {
    match verb {
        AreaVerb::Import { files, name, keep_active } => import(place, files, name, *keep_active),
        AreaVerb::Verify { name } => crate::areas::verify(place, name),
        AreaVerb::Export { name, file } => crate::areas::export(place, name, file),
        AreaVerb::Install { file, name } => crate::areas::install(place, file, name.as_deref()),
        AreaVerb::Remove { name } => crate::areas::remove(place, name),
        AreaVerb::Layer(verb) => crate::layers::layer(place, verb),
        AreaVerb::Basemap(verb) => crate::layers::basemap(place, verb),
        AreaVerb::Ask(question) => crate::roads::answer(place, question),
        AreaVerb::List => {
            let areas = Client::owner(place)?.call("areas", json!({}))?;
            list(place, &areas, |a| {
                let mark = if a["active"] == json!(true) { "*" } else { " " };
                format!(
                    "{mark} {} {} {}",
                    a["name"].as_str().unwrap_or_default(),
                    a["bounds"],
                    a["attribution"].as_str().unwrap_or_default()
                )
            });
            Ok(())
        }
    }
}

fn import(place: &Place, paths: &[PathBuf], name: &str, keep_active: bool) -> Outcome {
    let folder = place.folder()?;
    let mut files = Vec::new();
    for path in paths {
        let label = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        files.push((label, read_file(path)?));
    }
    let quiet = place.json;
    let last = Cell::new(None);
    let progress = |p: Progress| {
        let tenth = (p.phase, p.done * 10 / p.total.max(1));
        if !quiet && last.replace(Some(tenth)) != Some(tenth) {
            eprintln!("{}: {}/{}", phase(p.phase), p.done, p.total);
        }
        ControlFlow::Continue(())
    };
    let report = import_area(folder.root(), name, &files, &progress).map_err(refused)?;
    if !keep_active {
        Client::owner(place)?.call("activate_area", json!({"name": name}))?;
    }
    let report = serde_json::to_value(&report).map_err(refused)?;
    if place.json {
        say(&report);
    } else {
        say(serde_json::to_string_pretty(&report).map_err(refused)?);
    }
    Ok(())
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "reading",
        Phase::Building => "building",
        Phase::Tiles => "tiles",
        Phase::Rows => "rows",
    }
}

pub fn unit(place: &Place, verb: &UnitVerb) -> Outcome {
    let (call, file) = match verb {
        UnitVerb::Import { file } => ("import_units", file),
        UnitVerb::Roster { file: Some(file) } => ("import_roster", file),
        UnitVerb::Roster { file: None } => return roster(place),
    };
    let csv = text_of(file)?;
    receipt(place, &Client::owner(place)?.call(call, json!({"csv": csv}))?)
}

/// Who should be on and who is, those that are late first.
fn roster(place: &Place) -> Outcome {
    let answer = Client::owner(place)?.call("roster", json!({}))?;
    list(place, &answer["rows"], |row| {
        let names = |list: &str| {
            let people = row[list].as_array().into_iter().flatten();
            people.map(|person| person["name"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>().join(", ")
        };
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        format!("{} {} planned: {}; on: {}", text("standing"), text("unit"), names("planned"), names("on"))
    });
    Ok(())
}

pub fn camera(place: &Place, verb: &CameraVerb) -> Outcome {
    let answer = match verb {
        CameraVerb::Import { file, datum } => {
            let csv = text_of(file)?;
            Client::owner(place)?.call("import_cameras", json!({"csv": csv, "datum": datum}))?
        }
        CameraVerb::ImportArea => Client::owner(place)?.call("import_area_cameras", json!({}))?,
    };
    receipt(place, &answer)
}

/// Hospitals.
pub fn resource(place: &Place, verb: &ResourceVerb) -> Outcome {
    let mut client = Client::owner(place)?;
    match verb {
        ResourceVerb::Import { file } => {
            let source = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            receipt(place, &client.call("import_hospitals", json!({"xml": text_of(file)?, "source": source}))?)
        }
        ResourceVerb::List => {
            let all = client.call("resources", json!({}))?;
            list(place, &all["hospitals"], |h| {
                let text = |name: &str| h[name].as_str().unwrap_or_default().to_owned();
                format!(
                    "{} {} {} free {} as of {}",
                    text("id"),
                    text("name"),
                    text("traffic"),
                    h["free"],
                    h["as_of_ms"]
                )
            });
            Ok(())
        }
    }
}

pub fn feed(place: &Place, verb: &FeedVerb) -> Outcome {
    let mut client = Client::owner(place)?;
    let answer = match verb {
        FeedVerb::Add { id, url, allow, interval_s } => {
            client.call("add_feed", json!({"id": id, "url": url, "allow": allow, "interval_s": interval_s}))?
        }
        FeedVerb::Remove { id } => client.call("remove_feed", json!({"id": id}))?,
        FeedVerb::List => {
            let feeds = client.call("feeds", json!({}))?;
            list(place, &feeds, |f| {
                let text = |name: &str| f[name].as_str().unwrap_or_default().to_owned();
                format!("{} {} {} {}", text("id"), text("state"), text("url"), text("error"))
            });
            return Ok(());
        }
    };
    receipt(place, &answer)
}

pub fn user(place: &Place, verb: &UserVerb) -> Outcome {
    let mut client = Client::owner(place)?;
    let answer = match verb {
        UserVerb::Create { user, role, display_name, password_file } => {
            let password = text_of(password_file)?;
            let name = display_name.as_deref().unwrap_or(user);
            let password = password.trim_end_matches(['\r', '\n']);
            client
                .call("create_user", json!({"user": user, "display_name": name, "role": role, "password": password}))?
        }
        UserVerb::Disable { user, reason } => client.call("disable_user", json!({"user": user, "reason": reason}))?,
        UserVerb::List => {
            let users = client.call("users", json!({}))?;
            list(place, &users, |u| {
                let text = |name: &str| u[name].as_str().unwrap_or_default().to_owned();
                let ended = if u["disabled"] == json!(true) { "(ended)" } else { "" };
                format!("{} {} {} {ended}", text("user"), text("role"), text("display_name"))
            });
            return Ok(());
        }
    };
    receipt(place, &answer)
}

fn list(place: &Place, rows: &Value, line: impl Fn(&Value) -> String) {
    for row in rows.as_array().into_iter().flatten() {
        if place.json {
            say(row);
        } else {
            say(line(row));
        }
    }
}
