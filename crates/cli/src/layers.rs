//! Layers of the centre's own and base maps of others, by the verbs of the wire: the running console takes them in, or an
//! engine of our own.

use crate::args::{BasemapVerb, LayerVerb, Place};
use crate::client::Client;
use crate::outcome::{Outcome, refused, say};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// How often it is asked how far it is.
const POLL: Duration = Duration::from_millis(50);

pub fn layer(place: &Place, verb: &LayerVerb) -> Outcome {
    match verb {
        LayerVerb::Add { file, id, name, kind, datum, replace } => {
            let mut client = Client::owner(place)?;
            // A warning on the command line is read, not answered: it is told and the layer is added.
            let ask = json!({"id": id, "name": name, "kind": kind, "datum": datum, "file": absolute(file)?,
                "replace": replace, "accept_shift": true});
            let job = done(&mut client, "add_layer", ask)?;
            let rows = match job["layer"]["faulty"].as_u64() {
                Some(1..) => client.call("layer_faults", json!({"id": id}))?,
                _ => json!([]),
            };
            told(place, &job, &rows)
        }
        LayerVerb::List => {
            let all = Client::owner(place)?.call("layers", json!({}))?;
            list(place, &all["layers"], |row| {
                format!(
                    "{} {:?} {} {} {}: {} taken, {} left out{}",
                    text(row, "id"),
                    text(row, "name"),
                    text(row, "kind"),
                    text(row, "datum"),
                    text(row, "source"),
                    row["features"],
                    row["faulty"],
                    unusable(row)
                )
            })
        }
        LayerVerb::Remove { id } => removed(place, "remove_layer", id),
    }
}

pub fn basemap(place: &Place, verb: &BasemapVerb) -> Outcome {
    match verb {
        BasemapVerb::Add { file, id, name, replace } => {
            let mut client = Client::owner(place)?;
            let ask = json!({"id": id, "name": name.as_deref().unwrap_or_default(), "file": absolute(file)?,
                "replace": replace});
            let job = done(&mut client, "add_basemap", ask)?;
            told(place, &job, &json!([]))
        }
        BasemapVerb::List => {
            let all = Client::owner(place)?.call("layers", json!({}))?;
            list(place, &all["basemaps"], |row| {
                let zooms = format!("zooms {} to {}", row["min_zoom"], row["max_zoom"]);
                let attribution = text(row, "attribution");
                format!(
                    "{} {:?} {} {zooms}, {} bytes {attribution}{}",
                    text(row, "id"),
                    text(row, "name"),
                    text(row, "format"),
                    row["bytes"],
                    unusable(row)
                )
            })
        }
        BasemapVerb::Remove { id } => removed(place, "remove_basemap", id),
    }
}

/// The console that takes the file in may have been started in another folder.
fn absolute(file: &Path) -> Outcome<String> {
    let path = std::path::absolute(file).map_err(refused)?;
    path.to_str().map(str::to_owned).ok_or_else(|| refused(format!("{}: not UTF-8", path.display())))
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn unusable(row: &Value) -> String {
    row["fault"].as_str().map(|why| format!("; cannot be drawn: {why}")).unwrap_or_default()
}

fn list(place: &Place, rows: &Value, line: impl Fn(&Value) -> String) -> Outcome {
    for row in rows.as_array().into_iter().flatten() {
        if place.json { say(row) } else { say(line(row)) }
    }
    Ok(())
}

fn removed(place: &Place, call: &str, id: &str) -> Outcome {
    let receipt = Client::owner(place)?.call(call, json!({"id": id}))?;
    if place.json {
        say(receipt)
    } else {
        say(format_args!("{id} removed"))
    }
    Ok(())
}

/// Begins it and waits for its end.
fn done(client: &mut Client, call: &str, ask: Value) -> Outcome<Value> {
    client.call(call, ask)?;
    loop {
        let job = client.call("layer_job", json!({}))?;
        match text(&job, "state") {
            "running" => std::thread::sleep(POLL),
            "done" => return Ok(job),
            "failed" => {
                let rows = &job["refused_rows"];
                said_rows(rows);
                return Err(refused(job["error"]["text"].as_str().unwrap_or("it failed")));
            }
            other => return Err(refused(format!("it was not taken in: {other}"))),
        }
    }
}

/// What was taken in, what was left out, and what looks wrong.
fn told(place: &Place, job: &Value, rows: &Value) -> Outcome {
    if place.json {
        let mut job = job.clone();
        job["refused_rows"] = rows.clone();
        say(&job);
    } else if job["sort"] == "layer" {
        say(format_args!("{} taken, {} left out", job["layer"]["features"], job["layer"]["faulty"]));
    } else {
        let row = &job["basemap"];
        say(format_args!(
            "{} taken: {}, zooms {} to {}",
            text(row, "name"),
            text(row, "format"),
            row["min_zoom"],
            row["max_zoom"]
        ));
    }
    said_rows(rows);
    warned(job);
    match job["layer"]["faulty"].as_u64().unwrap_or_default() {
        0 => Ok(()),
        faulty => Err(refused(format!("{faulty} rows were not taken; the others were"))),
    }
}

fn said_rows(rows: &Value) {
    for row in rows.as_array().into_iter().flatten() {
        eprintln!("row {}: {}: {}", row["line"], text(row, "field"), text(row, "message"));
    }
}

fn warned(job: &Value) {
    let area = job["compared_with"].as_str();
    if let (Some(shift), Some(area)) = (job["layer"]["shift"].as_object(), area) {
        let number = |name: &str| shift.get(name).and_then(Value::as_f64).unwrap_or_default();
        let looks = shift.get("looks_like").and_then(Value::as_str);
        let looks = looks.map_or("no datum known here".to_owned(), |datum| format!("{datum} data"));
        eprintln!(
            "warning: it looks like {looks}, declared {}: {:.0} % of its points lie on streets of {area}, {:.0} % would if all were moved {:.0} m ({:+.0} m east, {:+.0} m north)",
            text(&job["layer"], "datum"),
            number("share_now") * 100.0,
            number("share_moved") * 100.0,
            number("offset_m"),
            number("east_m"),
            number("north_m"),
        );
    }
    if let (Some(outside @ 1..), Some(area)) = (job["outside"].as_u64(), area) {
        eprintln!("warning: {outside} of {} lie outside area {area}", job["layer"]["features"]);
    }
    if job["sort"] == "layer" && area.is_none() {
        eprintln!("note: there is no area on the floor, so it was not compared with any streets");
    }
}
