//! Layers of the centre's own: districts, stations, hydrants, hazardous sites, floor plans, from GeoJSON or CSV in a
//! declared datum. Must not know a store. A bad row is named and left out; the others go in.

mod csv_rows;
mod geojson;
mod shift;
mod thin;
mod tile;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use watchfloor_geo::Datum;

pub use shift::{Suspicion, suspect};
pub use thin::{ROUGH_ZOOM, Thinned, is_small, label_at, middle, rough, thinned};
pub use tile::{Drawn, MAX_OWN_ZOOM, own_tile, own_tile_box};

/// No file is larger: 256 MiB.
pub const MAX_OWN_BYTES: usize = 256 << 20;
/// No layer has more features.
pub const MAX_OWN_FEATURES: usize = 1_000_000;
/// No feature has more points.
const MAX_POINTS: usize = 200_000;
/// No feature has more properties; no key and no value is longer, in characters.
const MAX_PROPERTIES: usize = 64;
const MAX_KEY: usize = 100;
const MAX_VALUE: usize = 4_000;
/// Bad rows kept word for word; more are only counted.
const MAX_FAULTS: usize = 1_000;

/// How a layer's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnFormat {
    /// RFC 7946, also with the older `crs` member when that names WGS 84 or CGCS2000.
    GeoJson,
    /// A table with a header; longitude and latitude in two columns. UTF-8 or GB18030; comma, semicolon or tab.
    Csv,
}

/// A shape in WGS-84 degrees, longitude first. Each list has at least one member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnShape {
    /// Points.
    Points(Vec<[f64; 2]>),
    /// Lines of at least two points.
    Lines(Vec<Vec<[f64; 2]>>),
    /// Polygons: an outer ring, then its holes; rings are closed and have at least four points.
    Areas(Vec<Vec<Vec<[f64; 2]>>>),
}

impl OwnShape {
    /// `points`, `lines` or `areas`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Points(_) => "points",
            Self::Lines(_) => "lines",
            Self::Areas(_) => "areas",
        }
    }

    /// Every point.
    pub fn points(&self) -> Box<dyn Iterator<Item = [f64; 2]> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter().copied()),
            Self::Lines(lines) => Box::new(lines.iter().flatten().copied()),
            Self::Areas(areas) => Box::new(areas.iter().flatten().flatten().copied()),
        }
    }

    /// `[west, south, east, north]` in degrees.
    #[must_use]
    pub fn bounds(&self) -> [f64; 4] {
        self.points().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[w, s, e, n], [lon, lat]| {
            [w.min(lon), s.min(lat), e.max(lon), n.max(lat)]
        })
    }
}

/// One thing of a centre's own layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnFeature {
    /// Unique within the layer: the file's `id`, else `ref`, else `row-` and the row's number.
    pub id: String,
    /// What it is called; empty when the file does not say.
    pub name: String,
    /// What it is: the file's `kind`, else the layer's.
    pub kind: String,
    /// The floor it is on, as written (`-1`, `G`, `3F`), for pre-incident plans.
    pub floor: Option<String>,
    /// All other values of the row as text.
    pub properties: BTreeMap<String, String>,
    /// Where it is.
    pub shape: OwnShape,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Number of the feature or table row, from 1; the header of a table is not counted.
    pub row: u64,
    /// The field at fault.
    pub field: String,
    /// What is wrong with it, in English.
    pub why: String,
}

/// A file read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnRead {
    /// The good rows, in the order of the file.
    pub features: Vec<OwnFeature>,
    /// The first 1,000 bad ones.
    pub faults: Vec<RowFault>,
    /// All bad ones.
    pub faulty: u64,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// It is larger than [`MAX_OWN_BYTES`].
    #[error("the file has {0} bytes; at most {MAX_OWN_BYTES} are read")]
    TooLarge(usize),
    /// It holds more rows than [`MAX_OWN_FEATURES`].
    #[error("the file has more than {MAX_OWN_FEATURES} rows")]
    TooMany,
    /// It is not of the format.
    #[error("{0}")]
    Malformed(String),
    /// Its `crs` member names a datum that contradicts the declared one or that is not known here.
    #[error("crs: {0} is not the declared datum; declare the datum the file is in")]
    OtherDatum(String),
    /// A table without one of the columns for longitude and latitude.
    #[error("no column for {0}: it needs one called {1}")]
    NoColumn(&'static str, &'static str),
}

/// Reads a layer. `kind` stands for rows that name none; positions are converted from `datum` to WGS 84.
///
/// # Errors
/// [`OwnError`] when the file as a whole cannot be read; a bad row is in [`OwnRead::faults`].
pub fn read_own(bytes: &[u8], format: OwnFormat, datum: Datum, kind: &str) -> Result<OwnRead, OwnError> {
    if bytes.len() > MAX_OWN_BYTES {
        return Err(OwnError::TooLarge(bytes.len()));
    }
    let mut rows = Rows { read: OwnRead::default(), ids: BTreeSet::new(), kind, datum };
    match format {
        OwnFormat::GeoJson => geojson::read(bytes, &mut rows)?,
        OwnFormat::Csv => csv_rows::read(bytes, &mut rows)?,
    }
    Ok(rows.read)
}

/// What is wrong with a row: field and reason.
type Fault = (String, String);

fn fault(field: &str, why: impl Into<String>) -> Fault {
    (field.chars().take(MAX_KEY).collect(), why.into())
}

/// Takes rows in; the rules both formats share.
struct Rows<'a> {
    read: OwnRead,
    ids: BTreeSet<String>,
    kind: &'a str,
    datum: Datum,
}

impl Rows<'_> {
    /// Converts a position, or says which axis is wrong.
    fn position(&self, lon: f64, lat: f64) -> Result<[f64; 2], Fault> {
        let at = self.datum.to_wgs84(lon, lat).map_err(|error| fault("position", error.to_string()))?;
        Ok(at.lon_lat())
    }

    /// Keeps a row, or why it is none.
    fn add(&mut self, row: u64, found: Result<OwnFeature, Fault>) {
        let kept = found.and_then(|feature| {
            if !self.ids.insert(feature.id.clone()) {
                return Err(fault("id", format!("{:.80} is the id of an earlier row", feature.id)));
            }
            Ok(feature)
        });
        match kept {
            Ok(feature) => self.read.features.push(feature),
            Err((field, why)) => {
                self.read.faulty += 1;
                if self.read.faults.len() < MAX_FAULTS {
                    self.read.faults.push(RowFault { row, field, why });
                }
            }
        }
    }

    /// Puts values where they belong by their key, whatever its case.
    fn feature(
        &self,
        row: u64,
        id: Option<String>,
        values: impl Iterator<Item = (String, String)>,
        shape: OwnShape,
    ) -> Result<OwnFeature, Fault> {
        let points = shape.points().count();
        if points > MAX_POINTS {
            return Err(fault("geometry", format!("{points} points; at most {MAX_POINTS} are kept")));
        }
        let (mut given, mut reference, mut name, mut kind, mut floor) = (id, None, None, None, None);
        let mut properties = BTreeMap::new();
        for (key, value) in values.filter(|(_, value)| !value.is_empty()) {
            if key.chars().nth(MAX_KEY).is_some() {
                return Err(fault(&key, format!("its name is longer than {MAX_KEY} characters")));
            }
            if value.chars().nth(MAX_VALUE).is_some() {
                return Err(fault(&key, format!("longer than {MAX_VALUE} characters")));
            }
            let slot = match key.to_lowercase().as_str() {
                "id" | "fid" | "编号" => &mut given,
                "ref" => &mut reference,
                "name" | "title" | "名称" => &mut name,
                "kind" | "类型" => &mut kind,
                "floor" | "level" | "楼层" => &mut floor,
                _ => {
                    properties.insert(key, value);
                    continue;
                }
            };
            slot.get_or_insert(value);
        }
        if properties.len() > MAX_PROPERTIES {
            return Err(fault("properties", format!("{}; at most {MAX_PROPERTIES} are kept", properties.len())));
        }
        let id = given.or_else(|| reference.clone()).unwrap_or_else(|| format!("row-{row}"));
        if let Some(reference) = reference {
            properties.insert("ref".to_owned(), reference);
        }
        Ok(OwnFeature {
            id,
            name: name.unwrap_or_default(),
            kind: kind.unwrap_or_else(|| self.kind.to_owned()),
            floor,
            properties,
            shape,
        })
    }
}
