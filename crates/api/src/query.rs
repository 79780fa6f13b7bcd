//! Read verbs and what they answer.

use crate::catalogue::Catalogue;
use crate::command::{Line, Nothing, RowFault, wire};
use crate::intake::{CardSheet, PremisesQuery, PremisesView, SheetHtml, SheetOf};
use crate::kpi::{KpiQuery, KpiReport};
use crate::layer::{LayerFeatureOf, LayerFeatureView, LayerJobView, LayersView};
use crate::link::{AtPlaceQuery, AtPlaceView, DuplicateRow, DuplicatesQuery};
use crate::plan::{CheckPlan, PlanCheck, PlanText, PlanView, RecogniseIn, RecognisedView, StarterOf};
use crate::preference::PreferenceRow;
use crate::radio::{RadioLogOf, RadioLogView};
use crate::recommend::{RecommendQuery, RecommendView};
use crate::resource::{DetourOf, DetourView, HospitalRow, HospitalsFor, ResourcesView};
use crate::shelf::ShelfRow;
use crate::staff::RosterView;
use crate::view::{
    AliasRow, AreaImportView, AreaView, BoardView, CameraRow, ClosestView, FeedRow, IncidentDetail, IncidentRow,
    LinePreview, ReachView, RouteView, SearchView, Sight, StatusBar, TimelineRow, UnitRow, UserRow, WarningDetail,
    WarningRow, WhereaboutsView,
};
use crate::work::{ShiftSheet, ShiftSheetOf};
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
    /// The import under way, or how the last one ended.
    AreaImport "area_import" (Nothing) -> Option<AreaImportView>;
    /// Layers of the centre's own and base maps of others.
    Layers "layers" (Nothing) -> LayersView;
    /// The layer or base map being taken in, or how the last one ended.
    LayerJob "layer_job" (Nothing) -> Option<LayerJobView>;
    /// Rows of a layer's file that were left out, the first 1,000.
    LayerFaults "layer_faults" (ById) -> Vec<RowFault>;
    /// One feature of a layer with all its file says of it.
    LayerFeature "layer_feature" (LayerFeatureOf) -> LayerFeatureView;
    /// What a typed text may mean, best first: addresses, crossings, places, coordinates, units, incidents, cameras.
    Search "search" (SearchQuery) -> SearchView;
    /// What is at a place: address, crossing, road.
    Whereabouts "whereabouts" (At) -> WhereaboutsView;
    /// The way from one place to another, and how long it takes.
    Route "route" (RouteQuery) -> RouteView;
    /// The units that reach a place first.
    Closest "closest" (ClosestQuery) -> ClosestView;
    /// What units reach in given times.
    Reach "reach" (ReachQuery) -> ReachView;
    /// The agency's own names.
    Aliases "aliases" (Nothing) -> Vec<AliasRow>;
    /// Codes in use: incident types, priorities, dispositions, statuses.
    Catalogue "catalogue" (Nothing) -> Catalogue;
    /// What a typed line would do, before Enter.
    PreviewLine "preview_line" (Line) -> LinePreview;
    /// Alarms put aside, the first to come back first.
    Shelf "shelf" (Nothing) -> Vec<ShelfRow>;
    /// What one shift leaves to the next.
    ShiftSheet "shift_sheet" (ShiftSheetOf) -> ShiftSheet;
    /// Time metrics with definition, edition, percentiles, compliance and what was left out; and what went wrong.
    Kpi "kpi" (KpiQuery) -> KpiReport;
    /// Mode, seat, feeds, disk, sharing, newest verified copy.
    Status "status" (Nothing) -> StatusBar;
    /// The dispatch plan in force, with its text and the plans before it.
    Plan "plan" (Nothing) -> PlanView;
    /// What is wrong with a plan, all of it.
    CheckPlan "check_plan" (CheckPlan) -> PlanCheck;
    /// The text of a starter set.
    PlanStarter "plan_starter" (StarterOf) -> PlanText;
    /// The type and priority a caller's words mean; `null` when no rule fits.
    Recognise "recognise" (RecogniseIn) -> Option<RecognisedView>;
    /// Incidents that a call being typed may be about, most likely first.
    PossibleDuplicates "possible_duplicates" (DuplicatesQuery) -> Vec<DuplicateRow>;
    /// Earlier incidents at a place, and earlier calls of a number.
    AtPlace "at_place" (AtPlaceQuery) -> AtPlaceView;
    /// Whom to send to an incident, or to a call that is none yet, at an alarm level: with reasons, drive times, why nearer
    /// ones stay, what is missing and what is left behind.
    Recommend "recommend" (RecommendQuery) -> RecommendView;
    /// Habits of the person signed on: columns, filters, keys.
    Preferences "preferences" (Nothing) -> Vec<PreferenceRow>;
    /// Who should be on and who is; late ones first.
    Roster "roster" (Nothing) -> RosterView;
    /// What is known of a place, hazards first; or of all places.
    Premises "premises" (PremisesQuery) -> PremisesView;
    /// The blank card for calls on paper.
    PaperCard "paper_card" (SheetOf) -> CardSheet;
    /// The blank card as one HTML document.
    PaperCardHtml "paper_card_html" (SheetOf) -> SheetHtml;
    /// The last-known board as one HTML document: what is open and who is where, with the time.
    PaperBoardHtml "paper_board_html" (SheetOf) -> SheetHtml;
    /// Hospitals, shelters, stock, tow companies and whose turn it is.
    Resources "resources" (Nothing) -> ResourcesView;
    /// Hospitals with their beds, by road time from an incident or a place; those that turn ambulances away last.
    HospitalsFor "hospitals_for" (HospitalsFor) -> Vec<HospitalRow>;
    /// The way round the road at an incident; `null` when there is none, or the road can be passed.
    Detour "detour" (DetourOf) -> Option<DetourView>;
    /// Messages of radio and telephone, the last entered first, by time, talk group, unit, incident, words.
    RadioLog "radio_log" (RadioLogOf) -> RadioLogView;
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
wire! {
pub struct SearchQuery {
    /// As typed, at most 200 characters.
    pub text: String,
    /// `[lon, lat]` to prefer what is near, such as the middle of the map.
    #[serde(default)]
    pub near: Option<[f64; 2]>,
    /// At most 50; 10 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Only places, no units, incidents or cameras.
    #[serde(default)]
    pub places_only: bool,
}
}
wire! {
pub struct RouteQuery {
    pub from: [f64; 2],
    pub to: [f64; 2],
    /// `ordinary` or `emergency`; `emergency` when absent.
    #[serde(default)]
    pub profile: Option<String>,
}
}
wire! {
pub struct ClosestQuery {
    /// An incident by id, number or fragment; what is shown for it is recorded.
    #[serde(default)]
    pub incident: Option<String>,
    /// Else a place, `[lon, lat]`.
    #[serde(default)]
    pub at: Option<[f64; 2]>,
    /// How many, at most 200; 5 when absent.
    #[serde(default)]
    pub k: Option<u32>,
    /// Only units of this type.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub profile: Option<String>,
}
}
wire! {
pub struct ReachQuery {
    /// Places units leave from; where the available units are when absent.
    #[serde(default)]
    pub from: Option<Vec<[f64; 2]>>,
    /// Times in seconds, at most 6, each 30 to 3,600.
    pub seconds: Vec<u32>,
    #[serde(default)]
    pub profile: Option<String>,
}
}
