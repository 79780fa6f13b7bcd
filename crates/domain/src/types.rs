//! Values shared by commands, events and the board.

use crate::ids::CameraId;
use crate::personal::Personal;
use serde::{Deserialize, Serialize};
use watchfloor_geo::Wgs84;

/// Urgency of an incident; `E` before `1` before `4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    E,
    #[serde(rename = "1")]
    P1,
    #[serde(rename = "2")]
    P2,
    #[serde(rename = "3")]
    P3,
    #[serde(rename = "4")]
    P4,
}

impl Priority {
    /// Most urgent first.
    pub const ALL: [Self; 5] = [Self::E, Self::P1, Self::P2, Self::P3, Self::P4];

    /// The sign on the board.
    pub fn code(self) -> &'static str {
        match self {
            Self::E => "E",
            Self::P1 => "1",
            Self::P2 => "2",
            Self::P3 => "3",
            Self::P4 => "4",
        }
    }

    /// Reads the sign.
    pub fn from_code(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code().eq_ignore_ascii_case(text))
    }
}

/// What a person at a seat may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Watches the city: warnings, cameras, notes.
    Operator,
    /// Takes calls and assigns units; all an operator may.
    Dispatcher,
    /// Reviews and reopens; all a dispatcher may.
    Supervisor,
    /// Accounts, feeds, areas, backups, numbering; no dispatch.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Dispatcher, Self::Supervisor, Self::Administrator];

    /// The word stored in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Dispatcher => "dispatcher",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    pub fn from_word(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == text)
    }
}

/// A place and the words for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub at: Wgs84,
    pub label: String,
}

/// Who called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caller {
    pub name: Option<Personal>,
    pub phone: Option<Personal>,
}

/// A position that decided something, copied from telemetry into the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    pub at: Wgs84,
    /// When the fix was taken.
    pub time_ms: i64,
    pub accuracy_m: Option<f64>,
    pub source: String,
}

/// A registered camera. Unknown angles stay unknown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    pub id: CameraId,
    pub name: String,
    pub at: Wgs84,
    /// The datum the source declared, in its word.
    pub datum: String,
    pub azimuth_deg: Option<f64>,
    pub tilt_deg: Option<f64>,
    pub hfov_deg: Option<f64>,
    pub vfov_deg: Option<f64>,
    pub range_m: Option<f64>,
    pub height_m: Option<f64>,
    pub width_px: Option<u32>,
    pub rtsp_url: Option<String>,
    pub snapshot_url: Option<String>,
    pub gb_id: Option<String>,
    /// How it may move, as far as its source said.
    pub kind: CameraKind,
    /// `osm` or `csv`.
    pub source: String,
}

/// How a camera may move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraKind {
    Fixed,
    Dome,
    Panning,
    #[default]
    Unknown,
}

/// The imported area on the floor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub name: String,
    /// west, south, east, north.
    pub bounds: [f64; 4],
    pub sha256: String,
}

/// How incident numbers are made (`dispatch.md` 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbering {
    pub template: String,
    pub reset: Reset,
}

/// When the sequence starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reset {
    Never,
    Yearly,
    Monthly,
    Daily,
}

impl Reset {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Yearly => "yearly",
            Self::Monthly => "monthly",
            Self::Daily => "daily",
        }
    }

    /// Reads the word.
    pub fn from_word(text: &str) -> Option<Self> {
        Some(match text {
            "never" => Self::Never,
            "yearly" => Self::Yearly,
            "monthly" => Self::Monthly,
            "daily" => Self::Daily,
            _ => return None,
        })
    }
}

impl Default for Numbering {
    fn default() -> Self {
        Self { template: "{YY}{MM}{DD}-{NNN}".into(), reset: Reset::Daily }
    }
}

/// Roads that are closed to traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closure {
    /// A line across or along roads, or the ring of an area (first point not repeated).
    pub shape: ClosureShape,
    /// Why, as road users and crews are told.
    pub reason: String,
    /// In force from, UTC milliseconds; at once when absent.
    pub from_ms: Option<i64>,
    /// In force before, UTC milliseconds; until it is lifted when absent.
    pub until_ms: Option<i64>,
    /// Emergency vehicles may pass.
    pub emergency_may_pass: bool,
}

/// Where roads are closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureShape {
    /// Closes what it crosses or lies on; at least two points.
    Line(Vec<Wgs84>),
    /// Closes what it touches; at least three points.
    Polygon(Vec<Wgs84>),
}

impl Closure {
    /// Whether it is in force at an instant.
    pub fn in_force(&self, now_ms: i64) -> bool {
        self.from_ms.is_none_or(|from| from <= now_ms) && self.until_ms.is_none_or(|until| now_ms < until)
    }
}

impl ClosureShape {
    /// Its points in order.
    pub fn points(&self) -> &[Wgs84] {
        match self {
            Self::Line(points) | Self::Polygon(points) => points,
        }
    }
}

/// The agency's own name for a place; wins over the map's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// As people say it.
    pub text: String,
    pub place: Place,
}

/// What is laid over or under the floor's map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerSort {
    /// Things of the centre's own: hydrants, districts, plans.
    Own,
    /// A base map that others made.
    Basemap,
}

/// A layer of the map as it was added. Its content is a file of the data folder; the log says what it was and who took
/// it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapLayer {
    pub sort: LayerSort,
    pub id: String,
    /// What operators call it.
    pub title: String,
    /// Name of the file it came from, and its SHA-256 in hex; empty for base maps, which are too large to be read whole.
    pub source: String,
    pub sha256: String,
    /// The datum the file was declared to be in.
    pub datum: String,
    /// Things taken in, and rows of the file left out.
    pub features: u64,
    pub faulty: u64,
    /// Metres by which it looked shifted against the streets, when it was added nevertheless.
    pub shifted_m: Option<u32>,
}

/// Drive times a recommendation rested on, so that it can be made again and judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Hash of the road graph and its speed table.
    pub graph: String,
    /// Hash of the closures in force, and which they were.
    pub closures: String,
    pub closed_by: Vec<crate::ids::ClosureId>,
    /// `ordinary` or `emergency`.
    pub profile: String,
    pub to: Wgs84,
    /// Best first.
    pub units: Vec<RecommendedUnit>,
}

/// One unit of a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecommendedUnit {
    pub unit: crate::ids::UnitId,
    /// Where it was, and when that was known.
    pub fix: Option<Fix>,
    /// Drive time in milliseconds; `None` when it cannot get there.
    pub drive_ms: Option<i64>,
    pub metres: Option<f64>,
    /// Its place in the order by straight line, from 1.
    pub straight_rank: u32,
}
