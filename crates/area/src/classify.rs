//! What a tagged object looks like on the map: tags in, [`Look`]s out. Knows the OSM tagging scheme only.

use crate::feature::{Attrs, Layer, Look, Value};
use crate::osm::Tags;
use crate::roads;
use crate::sink::{PlaceKind, RoadClass};
use crate::text;

/// Whether a closed way with these tags encloses an area rather than being a line that returns.
pub(crate) fn is_area(tags: Tags<'_>) -> bool {
    match tags.get("area") {
        Some("yes") => return true,
        Some("no") => return false,
        _ => {}
    }
    if tags.get("highway").is_some() || tags.get("barrier").is_some() && tags.get("building").is_none() {
        return false;
    }
    let keys =
        ["building", "landuse", "leisure", "amenity", "natural", "tourism", "water", "place", "shop", "military"];
    keys.iter().any(|k| tags.get(k).is_some())
        || matches!(tags.get("waterway"), Some("riverbank" | "dock" | "basin"))
        || matches!(tags.get("man_made"), Some("pier" | "bridge" | "surveillance" | "works"))
        || matches!(tags.get("aeroway"), Some("apron" | "aerodrome" | "terminal" | "helipad"))
        || matches!(tags.get("railway"), Some("station"))
}

/// The look of an area; `None` when it is not drawn.
pub(crate) fn area(tags: Tags<'_>) -> Option<Look> {
    if tags.get("building").is_some_and(|b| b != "no") {
        let height = tags.get("height").and_then(text::length_m);
        let levels =
            tags.get("building:levels").and_then(|l| l.parse::<f64>().ok()).filter(|l| (0.0..=300.0).contains(l));
        let height = height.or_else(|| levels.map(|l| l * 3.2));
        let attrs = height.map(|h| ("height", Value::Int(h.round() as i64))).into_iter().collect();
        return Some(Look { layer: Layer::Building, order: 0, min_zoom: 13, attrs });
    }
    if let Some(class) = water(tags) {
        return Some(fill(Layer::Water, 4, class, 0));
    }
    let (class, order) = ground(tags)?;
    Some(fill(Layer::Landuse, 8, class, order))
}

fn fill(layer: Layer, min_zoom: u8, class: &'static str, order: i32) -> Look {
    Look { layer, order, min_zoom, attrs: vec![("class", Value::Word(class))] }
}

/// The class of a sheet of water; a `river` carries its name along its line, not on each sheet it is mapped in.
pub(crate) fn water(tags: Tags<'_>) -> Option<&'static str> {
    if tags.has("natural", "water") {
        let flowing = matches!(tags.get("water"), Some("river" | "canal" | "stream" | "lock"));
        let flowing = flowing || tags.has("waterway", "riverbank");
        return Some(if flowing { "river" } else { "lake" });
    }
    match (tags.get("waterway"), tags.get("landuse"), tags.get("leisure")) {
        (Some("riverbank"), ..) => Some("river"),
        (Some("dock" | "basin"), ..) | (_, Some("reservoir" | "basin"), _) => Some("lake"),
        (_, _, Some("swimming_pool")) => Some("pool"),
        _ => None,
    }
}

/// Class and order of ground cover: large uses first, what lies on them later.
fn ground(tags: Tags<'_>) -> Option<(&'static str, i32)> {
    let landuse = match tags.get("landuse") {
        Some("residential") => Some(("residential", 0)),
        Some("commercial" | "retail") => Some(("commercial", 1)),
        Some("industrial" | "port" | "depot") => Some(("industrial", 1)),
        Some("railway") => Some(("railway", 1)),
        Some("military") => Some(("military", 1)),
        Some("construction" | "brownfield" | "landfill" | "quarry") => Some(("bare", 1)),
        Some("farmland" | "farmyard" | "vineyard" | "orchard" | "allotments") => Some(("farmland", 2)),
        Some("meadow") => Some(("meadow", 2)),
        Some("forest") => Some(("wood", 3)),
        Some("grass" | "recreation_ground" | "village_green" | "flowerbed" | "greenfield") => Some(("grass", 4)),
        Some("cemetery") => Some(("cemetery", 4)),
        _ => None,
    };
    let natural = || match tags.get("natural") {
        Some("wood") => Some(("wood", 3)),
        Some("grassland" | "heath" | "scrub" | "fell") => Some(("meadow", 3)),
        Some("wetland") => Some(("wetland", 3)),
        Some("beach" | "sand" | "shingle") => Some(("sand", 4)),
        Some("bare_rock" | "scree" | "rock") => Some(("rock", 3)),
        Some("glacier") => Some(("ice", 3)),
        _ => None,
    };
    let other = || match (tags.get("leisure"), tags.get("amenity")) {
        (Some("park" | "garden" | "dog_park" | "nature_reserve"), _) => Some(("park", 4)),
        (Some("golf_course" | "common"), _) => Some(("grass", 4)),
        (Some("pitch" | "track" | "playground" | "stadium" | "sports_centre"), _) => Some(("pitch", 5)),
        (Some("marina"), _) => None,
        (_, Some("hospital")) => Some(("hospital", 2)),
        (_, Some("school" | "college" | "university" | "kindergarten")) => Some(("school", 2)),
        (_, Some("grave_yard")) => Some(("cemetery", 4)),
        (_, Some("parking")) => Some(("parking", 4)),
        _ => None,
    };
    let made = || match (tags.get("man_made"), tags.get("aeroway"), tags.get("highway")) {
        (Some("pier"), ..) => Some(("pier", 6)),
        (_, Some("apron" | "aerodrome"), _) => Some(("airfield", 1)),
        (_, _, Some("pedestrian" | "footway" | "service")) if tags.has("area", "yes") => Some(("pedestrian", 5)),
        _ => None,
    };
    landuse.or_else(natural).or_else(other).or_else(made)
}

/// The look of a line: road, rail, waterway. `None` when it is not drawn.
pub(crate) fn line(tags: Tags<'_>) -> Option<Look> {
    if let Some(highway) = tags.get("highway") {
        return road(tags, highway);
    }
    if let Some(railway) = tags.get("railway") {
        return rail(tags, railway);
    }
    if let Some(waterway) = tags.get("waterway") {
        let (class, min_zoom) = match waterway {
            "river" => ("river", 8),
            "canal" => ("canal", 10),
            "stream" | "drain" | "ditch" => ("stream", 13),
            _ => return None,
        };
        if tags.has("tunnel", "yes") || tags.has("tunnel", "culvert") {
            return None;
        }
        let mut attrs = vec![("class", Value::Word(class))];
        push_names(&mut attrs, tags);
        return Some(Look { layer: Layer::Waterway, order: 0, min_zoom, attrs });
    }
    if tags.has("route", "ferry") {
        let mut attrs = vec![("class", Value::Word("ferry"))];
        push_names(&mut attrs, tags);
        return Some(Look { layer: Layer::Road, order: -20, min_zoom: 9, attrs });
    }
    if tags.has("man_made", "pier") {
        return Some(Look {
            layer: Layer::Road,
            order: -10,
            min_zoom: 13,
            attrs: vec![("class", Value::Word("pier"))],
        });
    }
    match tags.get("aeroway") {
        Some("runway") => Some(airfield("runway", 10)),
        Some("taxiway") => Some(airfield("taxiway", 12)),
        _ => None,
    }
}

fn airfield(class: &'static str, min_zoom: u8) -> Look {
    Look { layer: Layer::Road, order: -10, min_zoom, attrs: vec![("class", Value::Word(class))] }
}

/// The class of a drivable `highway` value and whether it is a link; `None` for paths and everything else.
pub(crate) fn drivable(highway: &str) -> Option<(RoadClass, bool)> {
    let (base, link) = highway.strip_suffix("_link").map_or((highway, false), |base| (base, true));
    let class = match base {
        "motorway" => RoadClass::Motorway,
        "trunk" => RoadClass::Trunk,
        "primary" => RoadClass::Primary,
        "secondary" => RoadClass::Secondary,
        "tertiary" => RoadClass::Tertiary,
        _ if link => return None,
        "unclassified" => RoadClass::Unclassified,
        "residential" | "road" => RoadClass::Residential,
        "living_street" => RoadClass::LivingStreet,
        "service" => RoadClass::Service,
        _ => return None,
    };
    Some((class, link))
}

fn road(tags: Tags<'_>, highway: &str) -> Option<Look> {
    if tags.has("area", "yes") {
        return None;
    }
    let (class, link) = drivable(highway).map_or((None, false), |(c, link)| (Some(c), link));
    let (word, min_zoom, rank) = match class {
        Some(RoadClass::Motorway) => ("motorway", 5, 9),
        Some(RoadClass::Trunk) => ("trunk", 6, 8),
        Some(RoadClass::Primary) => ("primary", 8, 7),
        Some(RoadClass::Secondary) => ("secondary", 9, 6),
        Some(RoadClass::Tertiary) => ("tertiary", 11, 5),
        Some(RoadClass::Unclassified) => ("unclassified", 12, 4),
        Some(RoadClass::Residential) => ("residential", 12, 4),
        Some(RoadClass::LivingStreet) => ("living_street", 12, 3),
        Some(RoadClass::Service) => ("service", 13, 2),
        Some(RoadClass::Busway) => ("busway", 13, 2),
        Some(RoadClass::Pedestrian) => ("pedestrian", 13, 3),
        Some(RoadClass::Track) => ("track", 13, 1),
        None => match highway {
            "pedestrian" => ("pedestrian", 13, 3),
            "track" => ("track", 13, 1),
            "cycleway" | "bridleway" => ("cycleway", 13, 1),
            "footway" | "path" | "corridor" => ("path", 14, 0),
            "steps" => ("steps", 14, 0),
            "bus_guideway" | "busway" => ("service", 13, 2),
            _ => return None,
        },
    };
    let layer = tags.get("layer").and_then(|l| l.parse::<i64>().ok()).unwrap_or(0).clamp(-5, 5);
    let mut attrs = vec![("class", Value::Word(word))];
    if link {
        attrs.push(("link", Value::Bool(true)));
    }
    push_names(&mut attrs, tags);
    // Of several numbers (`A 1;E 5`) the map shows the first, which is the road's own.
    if let Some(reference) = tags.get("ref").and_then(|r| r.split(';').next()) {
        attrs.push(("ref", text::clean(reference.trim()).as_str().into()));
    }
    if oneway(tags, class) != Oneway::No {
        attrs.push(("oneway", Value::Bool(true)));
    }
    // A street ordinary traffic may not enter: private, closed, or for buses only. Paths and squares say so by class.
    if class.is_some() && !roads::open_to_all(tags) {
        attrs.push(("closed", Value::Bool(true)));
    }
    push_structure(&mut attrs, tags);
    if layer != 0 {
        attrs.push(("layer", Value::Int(layer)));
    }
    let order = i32::try_from(layer).unwrap_or(0) * 20 + rank * 2 - i32::from(link);
    Some(Look { layer: Layer::Road, order, min_zoom: if link { min_zoom.max(9) } else { min_zoom }, attrs })
}

/// Which way a road may be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oneway {
    No,
    Forward,
    Backward,
}

/// The direction rule of a way: `oneway`, else implied by roundabouts, motorways and their links.
pub(crate) fn oneway(tags: Tags<'_>, class: Option<RoadClass>) -> Oneway {
    match tags.get("oneway") {
        Some("yes" | "true" | "1") => return Oneway::Forward,
        Some("-1" | "reverse") => return Oneway::Backward,
        Some("no" | "false" | "0") => return Oneway::No,
        _ => {}
    }
    let implied = matches!(tags.get("junction"), Some("roundabout" | "circular")) || class == Some(RoadClass::Motorway);
    if implied { Oneway::Forward } else { Oneway::No }
}

fn rail(tags: Tags<'_>, railway: &str) -> Option<Look> {
    let (class, min_zoom, order) = match railway {
        "rail" => ("rail", 9, 3),
        "narrow_gauge" | "monorail" | "funicular" | "preserved" => ("narrow", 11, 2),
        "light_rail" | "subway" => ("subway", 11, 1),
        "tram" => ("tram", 12, 0),
        _ => return None,
    };
    let side = tags.get("service").is_some();
    let mut attrs = vec![("class", Value::Word(class))];
    if side {
        attrs.push(("service", Value::Bool(true)));
    }
    push_structure(&mut attrs, tags);
    Some(Look { layer: Layer::Rail, order, min_zoom: if side { 13 } else { min_zoom }, attrs })
}

fn push_structure(attrs: &mut Attrs, tags: Tags<'_>) {
    for key in ["bridge", "tunnel"] {
        if tags.get(key).is_some_and(|v| v != "no") {
            attrs.push((key, Value::Bool(true)));
        }
    }
}

/// Adds `name`, `name:en`, `name:zh` where they say something. Of Chinese names the simplified one is shown, else what
/// there is; `name:zh` itself may be either, or both at once.
pub(crate) fn push_names(attrs: &mut Attrs, tags: Tags<'_>) {
    let Some(name) = tags.get("name").or_else(|| tags.get("name:en")) else { return };
    let name = text::clean(name);
    let chinese = ["name:zh-Hans", "name:zh", "name:zh-Hant"].iter().find_map(|k| tags.get(k));
    for (key, other) in [("name:en", tags.get("name:en")), ("name:zh", chinese)] {
        if let Some(other) = other.map(text::clean).filter(|o| *o != name) {
            attrs.push((key, other.as_str().into()));
        }
    }
    attrs.push(("name", name.as_str().into()));
}

/// The point a dispatcher needs to see: class on the map, first zoom.
pub(crate) fn safety(kind: PlaceKind) -> Option<u8> {
    match kind {
        PlaceKind::Hospital | PlaceKind::Fire | PlaceKind::Police | PlaceKind::Ambulance => Some(12),
        PlaceKind::Clinic | PlaceKind::School | PlaceKind::Shelter => Some(13),
        PlaceKind::Hydrant | PlaceKind::Aed => Some(14),
        PlaceKind::Settlement | PlaceKind::Street | PlaceKind::Address | PlaceKind::Landmark | PlaceKind::Milestone => {
            None
        }
    }
}

/// A settlement's class, rank (1 is largest) and first zoom.
pub(crate) fn settlement(place: &str) -> Option<(&'static str, i64, u8)> {
    Some(match place {
        "country" => ("country", 0, 2),
        "state" | "province" => ("state", 1, 4),
        "city" => ("city", 1, 4),
        "town" | "borough" => ("town", 2, 7),
        "village" => ("village", 3, 9),
        "suburb" | "quarter" => ("suburb", 4, 10),
        "island" => ("island", 4, 10),
        "hamlet" => ("hamlet", 5, 12),
        "neighbourhood" => ("neighbourhood", 5, 12),
        "islet" => ("islet", 6, 13),
        "isolated_dwelling" | "farm" | "locality" => ("locality", 6, 13),
        "square" => ("square", 6, 14),
        "city_block" | "plot" => ("city_block", 7, 14),
        _ => return None,
    })
}
