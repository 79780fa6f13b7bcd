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

    /// One directed road edge that some vehicle may use; see [`RoadUse`] for which.
    fn edge(&mut self, edge: &RoadEdge) -> Result<(), Self::Error>;

    /// One turn restriction whose ways are in the area.
    fn restriction(&mut self, restriction: &TurnRestriction) -> Result<(), Self::Error>;

    /// One place where two named streets meet, most important first.
    fn crossing(&mut self, crossing: &Crossing) -> Result<(), Self::Error>;

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
    /// `highway=milestone` or `railway=milestone`: `reference` is the road, `number` the kilometre.
    Milestone,
}

impl PlaceKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 14] = [
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
        Self::Milestone,
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
            Self::Milestone => "milestone",
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
    /// Names in other languages by OSM language code: `en`, `zh`, `zh-Hans`, `zh-Hant`, and others as found; the names of
    /// a street's sides as `left` and `right`; other names as `alt`, `short`, `official`, `old` and `loc`.
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
    /// `busway`, or a way only buses may use.
    Busway,
    /// `pedestrian`: emergency vehicles at walking pace.
    Pedestrian,
    /// `track`: field and forest ways; emergency vehicles, and ordinary ones where a tag lets them.
    Track,
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
            Self::Busway => "busway",
            Self::Pedestrian => "pedestrian",
            Self::Track => "track",
        }
    }
}

/// Who may use an edge, and what stands in the way. Stored as bits; their order is part of the file's format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoadUse {
    /// Ordinary motor traffic may drive it in this direction.
    pub ordinary: bool,
    /// Ordinary traffic only to reach something on it (`access=destination`, `customers`, `delivery`).
    pub destination: bool,
    /// Emergency vehicles may use it without the agency's special leave: everything ordinary, private and restricted
    /// ways, bus lanes and busways, pedestrian streets. False for `access=no` without `emergency=yes`.
    pub emergency: bool,
    /// Against a one-way: only where the agency allows contraflow.
    pub contraflow: bool,
    /// A bus or taxi lane runs along it in this direction.
    pub bus_lane: bool,
    /// A gate, lift gate or chain at its start that a crew can open: passing it enters one such edge.
    pub gate: bool,
    /// Something on it stops every vehicle. An import does not set it: it ends the road on both sides of a bollard, block
    /// or wall instead (see [`RoadEdge::from_node`]), so that both can be driven up to it.
    pub barrier: bool,
    /// `junction=roundabout` or `circular`.
    pub roundabout: bool,
    pub tunnel: bool,
    pub bridge: bool,
    /// A link or slip road.
    pub link: bool,
    /// The speed is tagged, not the class's default.
    pub speed_tagged: bool,
    /// The gate at its start is private or closed (`access=private`, `no` and the like): ordinary traffic passes it only
    /// to or from what lies behind, and a crew needs a key. Never without `gate`.
    pub locked: bool,
}

impl RoadUse {
    /// As stored.
    #[must_use]
    pub const fn bits(self) -> u16 {
        let flags = [
            self.ordinary,
            self.destination,
            self.emergency,
            self.contraflow,
            self.bus_lane,
            self.gate,
            self.barrier,
            self.roundabout,
            self.tunnel,
            self.bridge,
            self.link,
            self.speed_tagged,
            self.locked,
        ];
        let (mut bits, mut at) = (0, 0);
        while at < flags.len() {
            bits |= (flags[at] as u16) << at;
            at += 1;
        }
        bits
    }

    /// From what is stored; unknown bits are passed over.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        const fn bit(bits: u16, at: u16) -> bool {
            bits >> at & 1 == 1
        }
        Self {
            ordinary: bit(bits, 0),
            destination: bit(bits, 1),
            emergency: bit(bits, 2),
            contraflow: bit(bits, 3),
            bus_lane: bit(bits, 4),
            gate: bit(bits, 5),
            barrier: bit(bits, 6),
            roundabout: bit(bits, 7),
            tunnel: bit(bits, 8),
            bridge: bit(bits, 9),
            link: bit(bits, 10),
            speed_tagged: bit(bits, 11),
            locked: bit(bits, 12),
        }
    }
}

/// A turn that is forbidden, or the only one allowed (`type=restriction`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnRestriction {
    /// The relation.
    pub relation: i64,
    /// `only_*` when true, `no_*` when false.
    pub only: bool,
    /// OSM way it begins on.
    pub from_way: i64,
    /// Nodes or ways between, in order as given; exactly one of the two is not empty.
    pub via_nodes: Vec<i64>,
    pub via_ways: Vec<i64>,
    /// OSM way it ends on.
    pub to_way: i64,
    /// `except=emergency` or `psv`, or `restriction:*` for a class that an emergency vehicle is not.
    pub spares_emergency: bool,
    /// The condition as tagged (`no_left_turn @ (07:00-09:00)`): who routes over it reads when it holds.
    pub conditional: Option<String>,
}

/// Where two streets of different names meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// OSM node.
    pub node: i64,
    /// The two local names, in alphabetical order of the names.
    pub names: [Arc<str>; 2],
    /// The same two streets in other languages, by language, where both are known or one stands for itself.
    pub other_names: BTreeMap<String, [String; 2]>,
    pub lon: f64,
    pub lat: f64,
    /// Rank without a query, 0..=1000, from the classes of both streets.
    pub importance: u16,
}

/// A piece of road between two junctions, in the direction it may be driven. A two-way road gives two edges; so does a
/// one-way, the one against it with [`RoadUse::contraflow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadEdge {
    /// OSM node where it starts; negative, and shared with no other road, where a barrier that stops every vehicle ends
    /// the road.
    pub from_node: i64,
    /// OSM node where it ends, or negative likewise.
    pub to_node: i64,
    /// OSM way it is part of.
    pub way_id: i64,
    /// Its class.
    pub class: RoadClass,
    /// The street's local name, else its `ref`.
    pub name: Option<Arc<str>>,
    /// Length along the points in metres, on the ellipsoid.
    pub length_m: f64,
    /// Ordinary driving speed in km/h: `maxspeed` where tagged, else the default of the class (of a track, of its grade).
    pub speed_kmh: f64,
    /// Who may use it.
    pub usage: RoadUse,
    /// A condition as tagged (`access:conditional`, `maxspeed:conditional`): kept, and not applied.
    pub conditional: Option<Arc<str>>,
    /// At least two `[lon, lat]` points, from start to end.
    pub points: Vec<[f64; 2]>,
}
