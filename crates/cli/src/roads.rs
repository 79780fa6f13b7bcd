//! Questions to an imported area: places, ways, closest units. They read the area's file and the log, and write nothing.

use crate::args::{AreaQuestion, Place};
use crate::outcome::{Outcome, misused, read_file, refused, say};
use serde_json::json;
use std::path::Path;
use watchfloor_host::questions::{AreaFloor, UnitAt, closures_of_geojson, units_of_csv};

/// `lon,lat` in degrees, WGS-84.
pub fn lon_lat(text: &str) -> Result<[f64; 2], String> {
    let (lon, lat) = text.split_once(',').ok_or("lon,lat in degrees, such as 24.94,60.17")?;
    let number = |part: &str| part.trim().parse::<f64>().map_err(|_| format!("{part:?} is not a number"));
    Ok([number(lon)?, number(lat)?])
}

pub fn answer(place: &Place, question: &AreaQuestion) -> Outcome {
    let open = |area: Option<&str>| AreaFloor::open(&place.root, &place.store_to_read(), area).map_err(refused);
    match question {
        AreaQuestion::Search { text, near, limit, area } => {
            let found = open(area.as_deref())?.search(&text.join(" "), *near, *limit).map_err(refused)?;
            for row in &found.rows {
                let why: Vec<&str> = row.why.iter().map(|line| line.text.as_str()).collect();
                if place.json {
                    say(json!({"label": row.label, "kind": row.kind, "lon": row.lon, "lat": row.lat,
                        "score": row.score, "why": why, "classes": row.classes, "detail": row.detail}));
                } else {
                    let detail = row.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                    say(format_args!(
                        "{}{detail}  {:.6},{:.6}  {}  {}",
                        row.label,
                        row.lon,
                        row.lat,
                        row.kind,
                        why.join("; ")
                    ));
                }
            }
            if found.rows.is_empty() { Err(refused("nothing was found")) } else { Ok(()) }
        }
        AreaQuestion::Route { from, to, profile, area } => {
            let route = open(area.as_deref())?.route(*from, *to, profile).map_err(refused)?;
            if place.json {
                say(json!({"seconds": route.seconds, "metres": route.metres, "geometry": route.geometry,
                    "graph": route.graph, "closures": route.closures, "profile": route.profile,
                    "notes": route.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>()}));
            } else {
                say(format_args!("{:.0} s, {:.0} m", route.seconds, route.metres));
                route.notes.iter().for_each(|note| say(&note.text));
            }
            Ok(())
        }
        AreaQuestion::Closest { units, to, k, close, profile, area } => {
            closest(place, Closest { units, to: *to, k: *k, close: close.as_deref(), profile, area: area.as_deref() })
        }
    }
}

struct Closest<'a> {
    units: &'a Path,
    to: [f64; 2],
    k: usize,
    close: Option<&'a Path>,
    profile: &'a str,
    area: Option<&'a str>,
}

fn closest(place: &Place, ask: Closest<'_>) -> Outcome {
    if ask.k == 0 {
        return Err(misused("-k counts from 1"));
    }
    let (units, faults) = units_of_csv(&read_file(ask.units)?).map_err(refused)?;
    for fault in &faults {
        eprintln!("{}: {fault}", ask.units.display());
    }
    let closures = match ask.close {
        Some(path) => {
            closures_of_geojson(&read_file(path)?).map_err(|e| refused(format!("{}: {e}", path.display())))?
        }
        None => Vec::new(),
    };
    let floor = AreaFloor::open(&place.root, &place.store_to_read(), ask.area).map_err(refused)?;
    let answer = floor.closest(&units, ask.to, ask.k, &closures, ask.profile).map_err(refused)?;
    for row in &answer.rows {
        if place.json {
            say(json!({"id": row.id, "seconds": row.seconds, "metres": row.metres,
                "straight_line_rank": row.straight_rank, "agency": row.agency, "shares_crew": row.shares_crew}));
        } else {
            let agency = row.agency.iter().map(|agency| format!("  of {agency}"));
            let shares =
                (!row.shares_crew.is_empty()).then(|| format!("  one crew with {}", row.shares_crew.join(" ")));
            let more: String = agency.chain(shares).collect();
            say(format_args!(
                "{}  {:.0} s  {:.0} m  straight line {}{more}",
                row.id, row.seconds, row.metres, row.straight_rank
            ));
        }
    }
    let name = |index: &usize| units.get(*index).map_or("?", |unit: &UnitAt| unit.id.as_str());
    for index in &answer.unreachable {
        eprintln!("{}: cannot get there by road", name(index));
    }
    for index in &answer.off_road {
        eprintln!("{}: too far from any road", name(index));
    }
    for (index, other) in &answer.crew_elsewhere {
        eprintln!("{}: its crew is out with {other}", name(index));
    }
    if answer.rows.is_empty() {
        return Err(refused("no unit can get there"));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(refused(format!("{} rows were not taken; the others were", faults.len())))
    }
}
