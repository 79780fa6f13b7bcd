//! GeoJSON features, one by one: a bad feature does not take the file with it.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use watchfloor_geo::Datum;

use super::{Fault, MAX_OWN_FEATURES, OwnError, OwnFeature, OwnShape, Rows, fault};

#[derive(Deserialize)]
struct Document<'a> {
    r#type: String,
    #[serde(borrow, default)]
    features: Option<Vec<&'a RawValue>>,
    #[serde(default)]
    crs: Option<Value>,
}

#[derive(Deserialize)]
struct Feature {
    r#type: String,
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    properties: Option<serde_json::Map<String, Value>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    #[serde(default)]
    coordinates: Value,
}

pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), OwnError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| OwnError::Malformed(format!("not UTF-8 at byte {}", error.valid_up_to())))?
        .trim_start_matches('\u{feff}');
    let document: Document<'_> =
        serde_json::from_str(text).map_err(|error| OwnError::Malformed(format!("no GeoJSON: {error}")))?;
    if let Some(crs) = &document.crs {
        check_crs(crs, rows.datum)?;
    }
    let whole: &RawValue;
    let features = match (document.r#type.as_str(), document.features) {
        ("FeatureCollection", Some(features)) => features,
        ("Feature", _) => {
            whole = serde_json::from_str(text).map_err(|error| OwnError::Malformed(format!("no GeoJSON: {error}")))?;
            vec![whole]
        }
        (other, _) => return Err(OwnError::Malformed(format!("type: {other:.40} is no collection of features"))),
    };
    if features.len() > MAX_OWN_FEATURES {
        return Err(OwnError::TooMany);
    }
    for (row, raw) in (1..).zip(features) {
        let found = feature(row, raw, rows);
        rows.add(row, found);
    }
    Ok(())
}

/// The `crs` member of older files must not contradict what was declared.
fn check_crs(crs: &Value, datum: Datum) -> Result<(), OwnError> {
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
    let code = name.rsplit(':').next().unwrap_or_default();
    let plain = matches!(code, "CRS84" | "4326" | "4490");
    let shifted = matches!(datum, Datum::Gcj02 | Datum::Bd09);
    // No register has a code for the shifted datums, so tools write WGS 84 for them.
    if plain || (shifted && name.is_empty()) || crs.is_null() {
        return Ok(());
    }
    Err(OwnError::OtherDatum(name.chars().take(80).collect()))
}

fn feature(row: u64, raw: &RawValue, rows: &Rows<'_>) -> Result<OwnFeature, Fault> {
    let feature: Feature = serde_json::from_str(raw.get()).map_err(|error| fault("feature", error.to_string()))?;
    if feature.r#type != "Feature" {
        return Err(fault("type", format!("{:.40} is no feature", feature.r#type)));
    }
    let geometry = feature.geometry.ok_or_else(|| fault("geometry", "it has none"))?;
    let shape = shape(&geometry, rows)?;
    let id = feature.id.as_ref().and_then(text);
    let values = feature.properties.unwrap_or_default();
    let values = values.into_iter().filter_map(|(key, value)| Some((key, text(&value)?)));
    rows.feature(row, id, values, shape)
}

/// A value as text; nothing for null.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()),
        other => Some(other.to_string()),
    }
}

fn shape(geometry: &Geometry, rows: &Rows<'_>) -> Result<OwnShape, Fault> {
    let at = &geometry.coordinates;
    let point = |value: &Value| position(value, rows);
    let line = |value: &Value| {
        let line = list(value)?.iter().map(point).collect::<Result<Vec<_>, _>>()?;
        if line.len() < 2 {
            return Err(fault("geometry", "a line of fewer than two points"));
        }
        Ok(line)
    };
    let polygon = |value: &Value| {
        let rings = list(value)?
            .iter()
            .map(|ring| {
                let ring = list(ring)?.iter().map(point).collect::<Result<Vec<_>, _>>()?;
                if ring.len() < 4 || ring.first() != ring.last() {
                    return Err(fault("geometry", "a ring that is not closed or has fewer than four points"));
                }
                Ok(ring)
            })
            .collect::<Result<Vec<_>, _>>()?;
        if rings.is_empty() { Err(fault("geometry", "a polygon without a ring")) } else { Ok(rings) }
    };
    let shape = match geometry.r#type.as_str() {
        "Point" => OwnShape::Points(vec![point(at)?]),
        "MultiPoint" => OwnShape::Points(some(list(at)?.iter().map(point).collect::<Result<_, _>>()?)?),
        "LineString" => OwnShape::Lines(vec![line(at)?]),
        "MultiLineString" => OwnShape::Lines(some(list(at)?.iter().map(line).collect::<Result<_, _>>()?)?),
        "Polygon" => OwnShape::Areas(vec![polygon(at)?]),
        "MultiPolygon" => OwnShape::Areas(some(list(at)?.iter().map(polygon).collect::<Result<_, _>>()?)?),
        other => return Err(fault("geometry", format!("{other:.40} is not drawn"))),
    };
    Ok(shape)
}

fn list(value: &Value) -> Result<&Vec<Value>, Fault> {
    value.as_array().ok_or_else(|| fault("geometry", "coordinates are no list"))
}

fn some<T>(members: Vec<T>) -> Result<Vec<T>, Fault> {
    if members.is_empty() { Err(fault("geometry", "it is empty")) } else { Ok(members) }
}

/// `[lon, lat]`, with a height that is passed over.
fn position(value: &Value, rows: &Rows<'_>) -> Result<[f64; 2], Fault> {
    match list(value)?.as_slice() {
        [lon, lat, ..] => match (lon.as_f64(), lat.as_f64()) {
            (Some(lon), Some(lat)) => rows.position(lon, lat),
            _ => Err(fault("geometry", "a position is no pair of numbers")),
        },
        _ => Err(fault("geometry", "a position has fewer than two numbers")),
    }
}
