//! Search rows from tagged objects: what a place is, how it is called, how important it is. Knows no geometry
//! beyond one point, and no index.

use std::collections::BTreeMap;

use crate::osm::Tags;
use crate::sink::{OsmCamera, OsmId, Place, PlaceKind};
use crate::text;

/// Where an object stands for searching: its identity and its label point in degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub osm: OsmId,
    pub at: [f64; 2],
}

/// What an object is to a dispatcher, addresses and streets apart.
pub(crate) fn kind(tags: Tags<'_>) -> Option<PlaceKind> {
    match tags.get("amenity") {
        Some("hospital") => return Some(PlaceKind::Hospital),
        Some("clinic" | "doctors") => return Some(PlaceKind::Clinic),
        Some("fire_station") => return Some(PlaceKind::Fire),
        Some("police") => return Some(PlaceKind::Police),
        Some("school" | "kindergarten" | "college" | "university") => return Some(PlaceKind::School),
        Some("fire_hydrant") => return Some(PlaceKind::Hydrant),
        Some("shelter") if !tags.has("shelter_type", "public_transport") => return Some(PlaceKind::Shelter),
        _ => {}
    }
    match tags.get("emergency") {
        Some("ambulance_station") => return Some(PlaceKind::Ambulance),
        Some("fire_hydrant" | "suction_point" | "fire_water_pond" | "water_tank") => return Some(PlaceKind::Hydrant),
        Some("defibrillator") => return Some(PlaceKind::Aed),
        Some("assembly_point" | "disaster_help_point") => return Some(PlaceKind::Shelter),
        _ => {}
    }
    if tags.has("healthcare", "hospital") {
        return Some(PlaceKind::Hospital);
    }
    if tags.has("social_facility", "shelter") {
        return Some(PlaceKind::Shelter);
    }
    let settled = tags.get("place").is_some_and(|p| crate::classify::settlement(p).is_some());
    if settled && tags.get("boundary").is_none() && tags.get("name").is_some() {
        return Some(PlaceKind::Settlement);
    }
    (tags.get("name").is_some() && landmark_class(tags).is_some()).then_some(PlaceKind::Landmark)
}

/// The value that makes a named object worth finding, such as `hotel` or `station`.
fn landmark_class(tags: Tags<'_>) -> Option<&str> {
    const KEYS: [&str; 13] = [
        "amenity", "shop", "tourism", "leisure", "historic", "aeroway", "man_made", "office", "natural", "landuse",
        "craft", "building", "military",
    ];
    let station = tags.get("railway").filter(|r| matches!(*r, "station" | "halt" | "tram_stop" | "subway_entrance"));
    let transit = tags.get("public_transport").filter(|p| *p == "station");
    let dull = ["no", "tree", "coastline", "surveillance", "shelter"];
    station.or(transit).or_else(|| KEYS.iter().find_map(|k| tags.get(k)).filter(|v| !dull.contains(v)))
}

/// The class and rank (1 is most important) of a landmark's label on the map; `None` keeps it to the search.
pub(crate) fn map_label(tags: Tags<'_>) -> Option<(&'static str, i64)> {
    tags.get("name")?;
    if matches!(tags.get("railway"), Some("station" | "halt")) || tags.has("public_transport", "station") {
        return Some(("station", 1));
    }
    if tags.has("aeroway", "aerodrome") || tags.has("aeroway", "terminal") {
        return Some(("station", 1));
    }
    if tags.has("amenity", "fountain") {
        return Some(("landmark", 5));
    }
    match (tags.get("natural"), tags.get("leisure"), tags.get("amenity"), tags.get("tourism")) {
        (Some("water" | "bay" | "strait"), ..) => Some(("water", 2)),
        (Some("peak"), ..) => Some(("peak", 3)),
        (_, Some("park" | "garden" | "nature_reserve" | "stadium"), ..) => Some(("park", 3)),
        (
            _,
            _,
            Some("townhall" | "courthouse" | "theatre" | "marketplace" | "library" | "bus_station" | "embassy"),
            _,
        )
        | (_, _, _, Some("museum" | "attraction" | "zoo")) => Some(("landmark", 4)),
        (_, _, Some("place_of_worship" | "community_centre" | "parking" | "fuel"), _) | (_, _, _, Some("hotel")) => {
            Some(("landmark", 5))
        }
        _ if tags.has("landuse", "cemetery") => Some(("park", 4)),
        _ => None,
    }
}

/// Names in other languages, by OSM language code; names of the two sides of a street as `left` and `right`; other names
/// it goes by as `alt`, `short`, `official`, `old` and `loc`.
pub(crate) fn names(tags: Tags<'_>) -> BTreeMap<String, String> {
    const OTHER: [&str; 5] = ["alt", "short", "official", "old", "loc"];
    let mut names = BTreeMap::new();
    for (key, value) in tags.iter().take(400) {
        let language = key.strip_prefix("name:").filter(|l| is_language(l));
        let other = key.strip_suffix("_name").filter(|k| OTHER.contains(k));
        if let Some(language) = language.or(other).filter(|_| !value.trim().is_empty()) {
            names.insert(language.to_owned(), text::clean(value.trim()));
        }
    }
    names
}

/// `de`, `zh-Hans`, `zh_pinyin`: two or three letters first; not `etymology` or `prefix`, which are no names.
fn is_language(code: &str) -> bool {
    let first = code.split(['-', '_']).next().unwrap_or(code);
    let plain = first.len() == 2 || first.len() == 3;
    let letters = first.bytes().all(|b| b.is_ascii_lowercase());
    matches!(code, "left" | "right") || (plain && letters && code.len() <= 12)
}

/// All rows of one object: the place it is, and each house number it carries.
pub(crate) fn rows(spot: Spot, tags: Tags<'_>) -> Vec<Place> {
    let mut rows = addresses(spot, tags);
    if let Some(kind) = kind(tags) {
        rows.push(Place {
            kind,
            osm: spot.osm,
            name: tags.get("name").map(text::clean).unwrap_or_default(),
            names: names(tags),
            reference: tags.get("ref").map(text::clean),
            street: tags.get("addr:street").or_else(|| tags.get("addr:place")).map(text::clean),
            number: tags.get("addr:housenumber").map(text::clean),
            lon: spot.at[0],
            lat: spot.at[1],
            detail: detail(kind, tags),
            importance: importance(kind, tags),
        });
    }
    rows
}

fn addresses(spot: Spot, tags: Tags<'_>) -> Vec<Place> {
    let Some(numbers) = tags.get("addr:housenumber") else { return Vec::new() };
    let street = tags.get("addr:street").or_else(|| tags.get("addr:place")).map(text::clean);
    let row = |number: String| Place {
        kind: PlaceKind::Address,
        osm: spot.osm,
        name: street.as_ref().map_or_else(|| number.clone(), |s| format!("{s} {number}")),
        names: BTreeMap::new(),
        reference: None,
        street: street.clone(),
        number: Some(number),
        lon: spot.at[0],
        lat: spot.at[1],
        detail: tags.get("addr:city").map(text::clean),
        importance: 150,
    };
    text::house_numbers(numbers).into_iter().map(row).collect()
}

fn detail(kind: PlaceKind, tags: Tags<'_>) -> Option<String> {
    let words: Vec<String> = match kind {
        PlaceKind::Hydrant => hydrant_words(tags),
        PlaceKind::Aed => ["defibrillator:location", "location", "level", "opening_hours"]
            .iter()
            .filter_map(|k| tags.get(k).map(text::clean))
            .collect(),
        PlaceKind::Hospital => tags.has("emergency", "yes").then(|| "emergency".to_owned()).into_iter().collect(),
        PlaceKind::Settlement => tags.get("place").map(text::clean).into_iter().collect(),
        PlaceKind::School | PlaceKind::Clinic => tags.get("amenity").map(text::clean).into_iter().collect(),
        PlaceKind::Landmark => landmark_class(tags).map(text::clean).into_iter().collect(),
        _ => Vec::new(),
    };
    (!words.is_empty()).then(|| words.join(", "))
}

fn hydrant_words(tags: Tags<'_>) -> Vec<String> {
    let either = |keys: [&str; 2]| keys.iter().find_map(|k| tags.get(k)).map(text::clean);
    let mut words: Vec<String> = [
        tags.get("emergency").filter(|e| *e != "fire_hydrant").map(text::clean),
        either(["fire_hydrant:type", "fire_hydrant"]),
        either(["fire_hydrant:position", "location"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(diameter) = either(["fire_hydrant:diameter", "diameter"]) {
        let bare = diameter.chars().all(|c| c.is_ascii_digit());
        words.push(if bare { format!("{diameter} mm") } else { diameter });
    }
    words
}

fn importance(kind: PlaceKind, tags: Tags<'_>) -> u16 {
    match kind {
        PlaceKind::Settlement => match tags.get("place").and_then(crate::classify::settlement) {
            Some((_, rank, _)) => 1000 - u16::try_from(rank).unwrap_or(7).min(7) * 60,
            None => 600,
        },
        PlaceKind::Hospital => 620,
        PlaceKind::Fire | PlaceKind::Police => 600,
        PlaceKind::Ambulance => 590,
        PlaceKind::School => 450,
        PlaceKind::Clinic => 400,
        PlaceKind::Shelter => 350,
        PlaceKind::Street => 500,
        PlaceKind::Landmark => match map_label(tags) {
            Some((_, rank)) => 480 - u16::try_from(rank).unwrap_or(5).min(5) * 30,
            None => 250,
        },
        PlaceKind::Aed => 200,
        PlaceKind::Address => 150,
        PlaceKind::Hydrant => 100,
        PlaceKind::Milestone => 120,
    }
}

/// The camera an object is, if it is one (`man_made=surveillance`; a guard is a person, not a camera).
pub(crate) fn camera(spot: Spot, tags: Tags<'_>) -> Option<OsmCamera> {
    let guard = tags.has("surveillance:type", "guard");
    if !tags.has("man_made", "surveillance") || guard {
        return None;
    }
    let word = |key: &str| tags.get(key).map(|v| text::clean(v).to_lowercase());
    let direction = ["camera:direction", "direction"].iter().find_map(|k| tags.get(k)).and_then(text::direction);
    let tilt = tags.get("camera:angle").and_then(|a| a.trim_end_matches('°').trim().parse::<f64>().ok());
    Some(OsmCamera {
        osm: spot.osm,
        lon: spot.at[0],
        lat: spot.at[1],
        azimuth_deg: direction.map(|d| d.azimuth_deg),
        hfov_deg: direction.and_then(|d| d.span_deg),
        tilt_deg: tilt.map(f64::abs).filter(|t| (0.0..=90.0).contains(t)),
        camera_type: word("camera:type"),
        height_m: tags.get("height").and_then(text::length_m),
        mount: word("camera:mount"),
        operator: tags.get("operator").map(text::clean),
        zone: word("surveillance:zone"),
        scope: word("surveillance"),
        name: tags.get("name").or_else(|| tags.get("ref")).map(text::clean),
    })
}
