//! How a place, a camera and an edge stand in a row, both ways. Knows columns, no query.

use super::AreaError;
use rusqlite::Row;
use watchfloor_area::{Crossing, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge, RoadUse, TurnRestriction};

/// Points of one edge at most.
const MOST_POINTS: usize = 100_000;

pub(super) const PLACE: &str = "kind,osm,name,names,reference,street,number,lon,lat,detail,importance";
pub(super) const CAMERA: &str =
    "osm,lon,lat,azimuth_deg,tilt_deg,hfov_deg,camera_type,height_m,mount,operator,zone,scope,name";
pub(super) const EDGE: &str = "from_node,to_node,way_id,class,name,length_m,speed_kmh,usage,conditional,points";
pub(super) const RESTRICTION: &str = "relation,only,from_way,via_nodes,via_ways,to_way,spares_emergency,conditional";
pub(super) const CROSSING: &str = "node,a,b,other_names,lon,lat,importance";

/// Why a row read back is not one: the column's name.
pub(super) type Bad = &'static str;

/// Refuses a coordinate that no place on Earth has.
pub(super) fn check_position(what: &str, lon: f64, lat: f64) -> Result<(), AreaError> {
    if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
        return Ok(());
    }
    Err(AreaError::Row(format!("{what}: position {lon}, {lat} is not on Earth")))
}

pub(super) fn osm(text: &str) -> Result<OsmId, Bad> {
    let id = text.get(1..).and_then(|digits| digits.parse().ok()).ok_or("osm")?;
    match text.as_bytes().first() {
        Some(b'n') => Ok(OsmId::Node(id)),
        Some(b'w') => Ok(OsmId::Way(id)),
        Some(b'r') => Ok(OsmId::Relation(id)),
        _ => Err("osm"),
    }
}

const CLASSES: [RoadClass; 12] = [
    RoadClass::Motorway,
    RoadClass::Trunk,
    RoadClass::Primary,
    RoadClass::Secondary,
    RoadClass::Tertiary,
    RoadClass::Unclassified,
    RoadClass::Residential,
    RoadClass::LivingStreet,
    RoadClass::Service,
    RoadClass::Busway,
    RoadClass::Pedestrian,
    RoadClass::Track,
];

/// The points of an edge: longitude and latitude as little-endian 64-bit floats, in turn.
pub(super) fn pack(edge: &RoadEdge) -> Result<Vec<u8>, AreaError> {
    let what = || format!("edge {} -> {} of way {}", edge.from_node, edge.to_node, edge.way_id);
    if !(2..=MOST_POINTS).contains(&edge.points.len()) {
        return Err(AreaError::Row(format!("{}: points: {} of them", what(), edge.points.len())));
    }
    for (field, value) in [("length_m", edge.length_m), ("speed_kmh", edge.speed_kmh)] {
        if !value.is_finite() || value < 0.0 {
            return Err(AreaError::Row(format!("{}: {field}: {value}", what())));
        }
    }
    for [lon, lat] in &edge.points {
        check_position(&what(), *lon, *lat)?;
    }
    Ok(edge.points.iter().flatten().flat_map(|value| value.to_le_bytes()).collect())
}

fn unpack(bytes: &[u8]) -> Result<Vec<[f64; 2]>, Bad> {
    if bytes.len() < 32 || !bytes.len().is_multiple_of(16) {
        return Err("points");
    }
    let number = |part: &[u8]| f64::from_le_bytes(part.try_into().expect("chunks of eight bytes"));
    Ok(bytes.chunks_exact(16).map(|pair| [number(&pair[..8]), number(&pair[8..])]).collect())
}

fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, column: Bad) -> Result<T, Bad> {
    row.get(column).map_err(|_| column)
}

fn text<'r>(row: &'r Row<'_>, column: Bad) -> Result<&'r str, Bad> {
    row.get_ref(column).ok().and_then(|value| value.as_str().ok()).ok_or(column)
}

pub(super) fn place(row: &Row<'_>) -> Result<Place, Bad> {
    let kind = text(row, "kind")?;
    Ok(Place {
        kind: PlaceKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or("kind")?,
        osm: osm(text(row, "osm")?)?,
        name: get(row, "name")?,
        names: serde_json::from_str(text(row, "names")?).map_err(|_| "names")?,
        reference: get(row, "reference")?,
        street: get(row, "street")?,
        number: get(row, "number")?,
        lon: get(row, "lon")?,
        lat: get(row, "lat")?,
        detail: get(row, "detail")?,
        importance: get(row, "importance")?,
    })
}

pub(super) fn camera(row: &Row<'_>) -> Result<OsmCamera, Bad> {
    Ok(OsmCamera {
        osm: osm(text(row, "osm")?)?,
        lon: get(row, "lon")?,
        lat: get(row, "lat")?,
        azimuth_deg: get(row, "azimuth_deg")?,
        tilt_deg: get(row, "tilt_deg")?,
        hfov_deg: get(row, "hfov_deg")?,
        camera_type: get(row, "camera_type")?,
        height_m: get(row, "height_m")?,
        mount: get(row, "mount")?,
        operator: get(row, "operator")?,
        zone: get(row, "zone")?,
        scope: get(row, "scope")?,
        name: get(row, "name")?,
    })
}

pub(super) fn edge(row: &Row<'_>) -> Result<RoadEdge, Bad> {
    let class = text(row, "class")?;
    let name: Option<String> = get(row, "name")?;
    let points = row.get_ref("points").ok().and_then(|value| value.as_blob().ok()).ok_or("points")?;
    Ok(RoadEdge {
        from_node: get(row, "from_node")?,
        to_node: get(row, "to_node")?,
        way_id: get(row, "way_id")?,
        class: CLASSES.into_iter().find(|known| known.as_str() == class).ok_or("class")?,
        name: name.map(Into::into),
        length_m: get(row, "length_m")?,
        speed_kmh: get(row, "speed_kmh")?,
        usage: RoadUse::from_bits(get(row, "usage")?),
        conditional: get::<Option<String>>(row, "conditional")?.map(Into::into),
        points: unpack(points)?,
    })
}

pub(super) fn restriction(row: &Row<'_>) -> Result<TurnRestriction, Bad> {
    let ids = |column| serde_json::from_str(text(row, column)?).map_err(|_| column);
    Ok(TurnRestriction {
        relation: get(row, "relation")?,
        only: get(row, "only")?,
        from_way: get(row, "from_way")?,
        via_nodes: ids("via_nodes")?,
        via_ways: ids("via_ways")?,
        to_way: get(row, "to_way")?,
        spares_emergency: get(row, "spares_emergency")?,
        conditional: get(row, "conditional")?,
    })
}

pub(super) fn crossing(row: &Row<'_>) -> Result<Crossing, Bad> {
    Ok(Crossing {
        node: get(row, "node")?,
        names: [text(row, "a")?.into(), text(row, "b")?.into()],
        other_names: serde_json::from_str(text(row, "other_names")?).map_err(|_| "other_names")?,
        lon: get(row, "lon")?,
        lat: get(row, "lat")?,
        importance: get(row, "importance")?,
    })
}
