//! Tables of points, as spreadsheets write them.

use std::borrow::Cow;

use super::{Fault, MAX_OWN_FEATURES, OwnError, OwnFeature, OwnShape, Rows, fault};

const LON: [&str; 6] = ["lon", "lng", "long", "longitude", "经度", "x"];
const LAT: [&str; 4] = ["lat", "latitude", "纬度", "y"];

pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), OwnError> {
    let text = text(bytes)?;
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|d| header.bytes().filter(|b| b == d).count());
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let malformed = |error: csv::Error| OwnError::Malformed(format!("no table: {error}"));
    let names: Vec<String> = table.headers().map_err(malformed)?.iter().map(str::to_owned).collect();
    let column = |known: &[&str]| names.iter().position(|name| known.contains(&name.to_lowercase().as_str()));
    let lon = column(&LON).ok_or(OwnError::NoColumn("longitude", "lon"))?;
    let lat = column(&LAT).ok_or(OwnError::NoColumn("latitude", "lat"))?;
    for (row, record) in (1..).zip(table.records()) {
        if row > MAX_OWN_FEATURES as u64 {
            return Err(OwnError::TooMany);
        }
        let found = record
            .map_err(|error| fault("row", error.to_string()))
            .and_then(|record| feature(row, &record, &names, (lon, lat), rows));
        rows.add(row, found);
    }
    Ok(())
}

/// UTF-8, else GB18030, which spreadsheets in China write without saying so.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, OwnError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match encoding_rs::GB18030.decode(bytes) {
        (text, _, false) => Ok(text),
        _ => Err(OwnError::Malformed("neither UTF-8 nor GB18030".to_owned())),
    }
}

fn feature(
    row: u64,
    record: &csv::StringRecord,
    names: &[String],
    (lon, lat): (usize, usize),
    rows: &Rows<'_>,
) -> Result<OwnFeature, Fault> {
    if record.len() != names.len() {
        return Err(fault("row", format!("{} values for {} columns", record.len(), names.len())));
    }
    let degrees = |column: usize| {
        let text = record.get(column).unwrap_or_default();
        // A comma can only be the decimal one here: between columns it would have parted them.
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
        number.ok_or_else(|| fault(&names[column], format!("{text:.40?} is no number of degrees")))
    };
    let at = rows.position(degrees(lon)?, degrees(lat)?)?;
    let values = names.iter().zip(record).enumerate().filter(|(column, _)| *column != lon && *column != lat);
    let values = values.map(|(_, (name, value))| (name.clone(), value.to_owned()));
    rows.feature(row, None, values, OwnShape::Points(vec![at]))
}
