//! The port an import writes to, and the rows it writes.
//!
//! The crate computes rows; whoever implements [`AreaSink`] owns where they live. Nothing here may know SQL, files
//! or a network. All coordinates are WGS-84 degrees, longitude first; no row carries a time.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where one import goes: a new, empty area that becomes visible only after [`AreaSink::finish`].
///
/// An import that fails or is cancelled never calls `finish`: dropping the sink must leave nothing behind.
/// Rows of one sort arrive in one deterministic order, so the same files give the same bytes.
pub trait AreaSink {
    /// What the store can fail with.
    type Error;

    /// One vector tile at XYZ (not TMS) address `z/x/y`; `mvt_gz` is a gzip-packed Mapbox Vector Tile 2.1.
    /// Tiles without content are not written. Each address comes at most once.
    fn tile(&mut self, z: u8, x: u32, y: u32, mvt_gz: &[u8]) -> Result<(), Self::Error>;

    /// One searchable place, most important first within the import (see [`Place::importance`]).
    fn place(&mut self, place: &Place) -> Result<(), Self::Error>;

    /// One surveillance camera known to OpenStreetMap.
    fn camera(&mut self, camera: &OsmCamera) -> Result<(), Self::Error>;

    /// One directed, drivable road edge.
    fn edge(&mut self, edge: &RoadEdge) -> Result<(), Self::Error>;

    /// One line of metadata; keys are unique. Always sent: `name`, `format` (`pbf`), `bounds`
    /// (`west,south,east,north`), `center` (`lon,lat,zoom`), `minzoom`, `maxzoom`, `attribution`, `datum` (`WGS-84`),
    /// `importer` (crate name and version), `sources` (JSON: file name, SHA-256, bytes, timestamp),
    /// `counts` (JSON) and `json` (the MBTiles `vector_layers` object).
    fn meta(&mut self, key: &str, value: &str) -> Result<(), Self::Error>;

    /// All rows were written: make the area visible, durably, or fail and leave no trace.
    fn finish(&mut self) -> Result<(), Self::Error>;
}

/// The identity of an OpenStreetMap object; prints as `n123`, `w123` or `r123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum OsmId {
    /// A single point.
    Node(i64),
    /// A line or a simple area.
    Way(i64),
    /// A collection, such as an area with holes.
    Relation(i64),
}

impl fmt::Display for OsmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => write!(f, "n{id}"),
            Self::Way(id) => write!(f, "w{id}"),
            Self::Relation(id) => write!(f, "r{id}"),
        }
    }
}

/// What a [`Place`] is to a dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// City, town, village, suburb, neighbourhood, island, square.
    Settlement,
    /// `amenity=hospital`.
    Hospital,
    /// `amenity=clinic` or `amenity=doctors`.
    Clinic,
    /// `amenity=fire_station`.
    Fire,
    /// `amenity=police`.
    Police,
    /// `emergency=ambulance_station`.
    Ambulance,
    /// School, kindergarten, college or university.
    School,
    /// A place to gather or shelter people: `emergency=assembly_point`, `amenity=shelter` (bus stops excepted),
    /// `social_facility=shelter`.
    Shelter,
    /// `emergency=fire_hydrant` and suction points.
    Hydrant,
    /// `emergency=defibrillator`.
    Aed,
    /// A street by name: one row per connected piece of street.
    Street,
    /// A house number on a street or in a named place.
    Address,
    /// Any other named thing people report from: station, hotel, shop, park, bridge.
    Landmark,
}

impl PlaceKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::Settlement,
        Self::Hospital,
        Self::Clinic,
        Self::Fire,
        Self::Police,
        Self::Ambulance,
        Self::School,
        Self::Shelter,
        Self::Hydrant,
        Self::Aed,
        Self::Street,
        Self::Address,
        Self::Landmark,
    ];

    /// The stable name used in tiles, tables and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settlement => "settlement",
            Self::Hospital => "hospital",
            Self::Clinic => "clinic",
            Self::Fire => "fire",
            Self::Police => "police",
            Self::Ambulance => "ambulance",
            Self::School => "school",
            Self::Shelter => "shelter",
            Self::Hydrant => "hydrant",
            Self::Aed => "aed",
            Self::Street => "street",
            Self::Address => "address",
            Self::Landmark => "landmark",
        }
    }
}

/// A place an operator can search for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// The OpenStreetMap object it comes from. Several addresses may share one object (`12;14`).
    pub osm: OsmId,
    /// The local name; empty when it has none (a hydrant). For an address: street (or place) and number.
    pub name: String,
    /// Names in other languages by OSM language code: `en`, `zh`, `zh-Hans`, `zh-Hant`, and others as found.
    pub names: BTreeMap<String, String>,
    /// `ref`, such as a hydrant's or AED's number.
    pub reference: Option<String>,
    /// `addr:street`, or `addr:place` where there is no street.
    pub street: Option<String>,
    /// The house number, one per row: lists are split, ranges (`12-16`) kept whole and also as their two ends.
    pub number: Option<String>,
    /// Degrees east, WGS-84.
    pub lon: f64,
    /// Degrees north, WGS-84.
    pub lat: f64,
    /// What the tags add in words, such as `underground, 100 mm` for a hydrant, or `town` for a settlement.
    pub detail: Option<String>,
    /// Rank without a query, 0..=1000, higher is more important: computed from kind and class only.
    pub importance: u16,
}

/// A surveillance camera as OpenStreetMap knows it. What the tags do not say is `None`, never a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OsmCamera {
    /// The object it comes from.
    pub osm: OsmId,
    /// Degrees east, WGS-84.
    pub lon: f64,
    /// Degrees north, WGS-84.
    pub lat: f64,
    /// Where it looks: degrees clockwise from true north, `0.0..360.0`, or unknown.
    pub azimuth_deg: Option<f64>,
    /// Horizontal angle of view in degrees, `0.0..=360.0`. From a range of directions (`90-180`), if given.
    pub hfov_deg: Option<f64>,
    /// `camera:angle`: tilt below the horizon in degrees, `0.0..=90.0`.
    pub tilt_deg: Option<f64>,
    /// `camera:type`, lower case: `fixed`, `dome`, `panning`, or as tagged.
    pub camera_type: Option<String>,
    /// Height above ground in metres.
    pub height_m: Option<f64>,
    /// `camera:mount`: `pole`, `wall`, `ceiling`, or as tagged.
    pub mount: Option<String>,
    /// Who runs it.
    pub operator: Option<String>,
    /// `surveillance:zone`: `traffic`, `town`, `building`, or as tagged.
    pub zone: Option<String>,
    /// `surveillance`: `public`, `outdoor`, `indoor`, or as tagged.
    pub scope: Option<String>,
    /// `name`, else `ref`.
    pub name: Option<String>,
}

/// The class of a drivable road, from the value of `highway`; links belong to the class they serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// `motorway`.
    Motorway,
    /// `trunk`.
    Trunk,
    /// `primary`.
    Primary,
    /// `secondary`.
    Secondary,
    /// `tertiary`.
    Tertiary,
    /// `unclassified`.
    Unclassified,
    /// `residential` and `road`.
    Residential,
    /// `living_street`.
    LivingStreet,
    /// `service`.
    Service,
}

impl RoadClass {
    /// The stable name used in tiles, tables and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Unclassified => "unclassified",
            Self::Residential => "residential",
            Self::LivingStreet => "living_street",
            Self::Service => "service",
        }
    }
}

/// A piece of road between two junctions, in the direction it may be driven. A two-way road gives two edges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadEdge {
    /// OSM node where it starts.
    pub from_node: i64,
    /// OSM node where it ends.
    pub to_node: i64,
    /// OSM way it is part of.
    pub way_id: i64,
    /// Its class.
    pub class: RoadClass,
    /// The street's local name, else its `ref`.
    pub name: Option<Arc<str>>,
    /// Length along the points in metres (great circle).
    pub length_m: f64,
    /// Ordinary driving speed in km/h: `maxspeed` where tagged, else the default of the class.
    pub speed_kmh: f64,
    /// At least two `[lon, lat]` points, from start to end.
    pub points: Vec<[f64; 2]>,
}
