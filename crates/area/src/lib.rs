//! One imported area: OpenStreetMap PBF in; vector tiles, places, cameras and directed road edges out.
//!
//! Pure computation over bytes: this crate must not know SQL, a window, a clock or a network.
//! What it computes leaves through one port, [`AreaSink`].
//!
//! The way through: `pbf` reads into `osm`; `collect` turns objects into features and places with the rules of
//! `classify` and `places`, areas being put together by `rings`, the sea by `coast`; `roads` gives edges; `tiles`
//! cuts and packs; `import` orders it all.

mod chain;
mod classify;
mod coast;
mod collect;
mod error;
mod feature;
mod geom;
mod import;
mod osm;
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

pub use error::{ImportError, PbfError};
pub use import::{ATTRIBUTION, ImportOptions, MAX_ZOOM, Phase, Progress, import};
pub use pbf::PbfSource;
pub use report::{FileReport, Report, Skipped};
pub use roads::{default_speed_kmh, largest_component};
pub use sink::{AreaSink, Crossing, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge, RoadUse, TurnRestriction};
