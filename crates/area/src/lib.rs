//! One imported area: OpenStreetMap PBF in; vector tiles, places, cameras and directed road edges out.
//!
//! Pure computation over bytes: this crate must not know SQL, a window, a clock or a network.
//! What it computes leaves through one port, [`AreaSink`].

pub mod sink;

pub use sink::{AreaSink, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge};
