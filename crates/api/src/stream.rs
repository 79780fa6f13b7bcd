//! What is pushed to a window: one snapshot, then patches.

use crate::layer::LayersView;
use crate::view::{
    AreaView, BoardView, CameraRow, ClosureRow, FeedRow, IncidentRow, MessageLine, PositionRow, StatusBar, UnitRow,
    WarningRow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One pushed message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Push {
    /// The whole floor; replaces everything held.
    Snapshot(Box<Snapshot>),
    /// What changed since the last message. `prev` must equal the `n` held, else subscribe again.
    Patch(Box<Patch>),
    /// Units that moved since the last message; numbered like a patch. A window gets it as bytes, see
    /// [`crate::positions`].
    Positions(Box<Positions>),
}

/// The whole floor, and the number the next patch continues from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Snapshot {
    pub n: u64,
    pub board: BoardView,
}

/// Rows replaced whole, by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Patch {
    pub prev: u64,
    pub n: u64,
    pub seq: u64,
    pub now_ms: i64,
    pub incidents: Vec<IncidentRow>,
    /// Ids of incidents that left the board (closed more than 4 h ago).
    pub gone_incidents: Vec<String>,
    pub units: Vec<UnitRow>,
    pub warnings: Vec<WarningRow>,
    pub cameras: Vec<CameraRow>,
    pub feeds: Vec<FeedRow>,
    pub gone_feeds: Vec<String>,
    /// All closures, when any of them changed.
    pub closures: Option<Vec<ClosureRow>>,
    /// All places of operations, when any of them changed.
    pub sites: Option<Vec<crate::ics::SiteRow>>,
    /// Hospitals, shelters, stock or tows changed: ask `resources` anew.
    pub resources: bool,
    /// Messages came into the radio log, or changed there: ask `radio_log` anew.
    pub radio: bool,
    pub area: Option<AreaView>,
    /// All layers and base maps, when any of them changed.
    pub layers: Option<LayersView>,
    pub status: Option<StatusBar>,
    /// What just happened, in words, newest last.
    pub log: Vec<MessageLine>,
    /// Messages this window did not get because it was slow.
    pub dropped: u32,
}

/// Latest positions of units that moved, a unit once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Positions {
    pub prev: u64,
    pub n: u64,
    pub now_ms: i64,
    pub rows: Vec<PositionRow>,
}
