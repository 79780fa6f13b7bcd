//! Read verbs and what they answer.

use crate::catalogue::Catalogue;
use crate::command::{Line, Nothing, wire};
use crate::view::{
    AreaView, BoardView, CameraRow, FeedRow, IncidentDetail, IncidentRow, LinePreview, Sight, StatusBar, TimelineRow,
    UnitRow, UserRow, WarningDetail, WarningRow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Declares each query once: its name, arguments and reply, and the TypeScript map from name to both.
macro_rules! queries {
    ($($(#[$doc:meta])* $variant:ident $name:literal ($args:ty) -> $reply:ty;)*) => {
        /// The closed list of read verbs. On the wire: `{"call":"board","args":{}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
        #[serde(tag = "call", content = "args", rename_all = "snake_case")]
        pub enum Query { $($(#[$doc])* $variant($args),)* }

        /// The answer to the query of the same name.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Reply { $($variant($reply),)* }

        /// `name: { args, reply }` for each query, as TypeScript.
        pub(crate) fn typescript_map() -> String {
            let mut out = String::from("export interface Queries {\n");
            let cfg = crate::typescript::config();
            $(out.push_str(&format!("  {}: {{ args: {}; reply: {} }};\n", $name,
                <$args as TS>::inline(&cfg), <$reply as TS>::name(&cfg)));)*
            out.push_str("}\n");
            out
        }
    };
}

queries! {
    /// Everything on the floor now.
    Board "board" (Nothing) -> BoardView;
    /// One incident with notes, assignments and the cameras that look at it.
    Incident "incident" (ById) -> IncidentDetail;
    /// What happened on one stream (`incident/<id>`, `unit/<id>`, …), oldest first.
    Timeline "timeline" (TimelineOf) -> Vec<TimelineRow>;
    /// Past and present incidents: list and text search.
    History "history" (HistoryQuery) -> Vec<IncidentRow>;
    /// One warning with every language, area and its chain.
    Warning "warning" (ById) -> WarningDetail;
    /// Warnings, in force or all.
    Warnings "warnings" (WarningsQuery) -> Vec<WarningRow>;
    /// Units.
    Units "units" (Nothing) -> Vec<UnitRow>;
    /// Cameras.
    Cameras "cameras" (Nothing) -> Vec<CameraRow>;
    /// Cameras that look at a place, best first.
    Seeing "seeing" (At) -> Vec<Sight>;
    /// Feeds and their health.
    Feeds "feeds" (Nothing) -> Vec<FeedRow>;
    /// Local accounts.
    Users "users" (Nothing) -> Vec<UserRow>;
    /// Imported areas.
    Areas "areas" (Nothing) -> Vec<AreaView>;
    /// Codes in use: incident types, priorities, dispositions, statuses.
    Catalogue "catalogue" (Nothing) -> Catalogue;
    /// What a typed line would do, before Enter.
    PreviewLine "preview_line" (Line) -> LinePreview;
    /// Mode, seat, feeds, disk, sharing, newest verified copy.
    Status "status" (Nothing) -> StatusBar;
}

wire! {
/// Names one thing by its id, or an incident by number or unique fragment.
pub struct ById { pub id: String }
}
wire! {
pub struct TimelineOf {
    /// `incident/<id>`, `unit/<id>`, `warning/<key>`, `camera/<id>`, `user/<id>`, `feed/<id>`; an incident's timeline
    /// also holds what its units did for it.
    pub stream: String,
    /// At most 2,000; 500 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
wire! {
pub struct HistoryQuery {
    /// Words to find in number, type, place, narrative and notes; empty lists all.
    #[serde(default)]
    pub text: String,
    /// Opened at or after, UTC milliseconds.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Opened before, UTC milliseconds.
    #[serde(default)]
    pub to_ms: Option<i64>,
    /// Only closed ones when true, only open ones when false.
    #[serde(default)]
    pub closed: Option<bool>,
    /// At most 500; 100 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
wire! {
pub struct WarningsQuery { /** Also those ended, superseded and cancelled. */ #[serde(default)] pub all: bool }
}
wire! {
pub struct At { pub lon: f64, pub lat: f64, #[serde(default)] pub limit: Option<u32> }
}
