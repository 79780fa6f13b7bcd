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
