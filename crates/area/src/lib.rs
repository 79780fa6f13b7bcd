//! One imported area: OpenStreetMap PBF in; vector tiles, places, cameras and directed road edges out.
//!
//! Pure computation over bytes: this crate must not know SQL, a window, a clock or a network.
//! What it computes leaves through one port, [`AreaSink`].
//!
//! The way through: `pbf` reads into `osm`; `extent` says where each file is drawn; `collect` turns objects into
//! features and places with the rules of `classify` and `places`, areas being put together by `rings`, the sea by
//! `coast`; `streets`, `crossings`, `numbers` and `milestones` add what is searched for; `roads` gives edges, `turns`
//! the turns forbidden between them; `tiles` cuts and packs; `import` orders it all, `write` hands it out.

mod chain;
mod classify;
mod coast;
mod collect;
mod crossings;
mod error;
mod extent;
mod feature;
mod geom;
mod import;
mod milestones;
mod numbers;
mod osm;
pub mod own;
mod pbf;
mod places;
mod report;
mod rim;
mod rings;
mod roads;
pub mod sink;
mod streets;
mod text;
mod tiles;
mod turns;
mod write;

pub use error::{ImportError, PbfError};
pub use import::{ImportOptions, MAX_ZOOM, Phase, Progress, import, preview, road_rows};
pub use pbf::PbfSource;
pub use report::{Change, FileReport, Preview, Report, Skipped, changes, counts};
pub use roads::{default_speed_kmh, largest_component};
pub use sink::{AreaSink, Crossing, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge, RoadUse, TurnRestriction};
pub use write::ATTRIBUTION;
