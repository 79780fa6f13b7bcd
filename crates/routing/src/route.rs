//! One way from a place to a place.

use std::sync::Arc;

use watchfloor_geo::Wgs84;

/// A way, from the road at one place to the road at another.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Drive time of the model in milliseconds.
    pub ms: i64,
    /// Length on roads, metres.
    pub metres: f64,
    /// From start to end, beginning and ending on the road beside the two places.
    pub geometry: Vec<Wgs84>,
    /// Streets in the order they are driven, neighbours of one name joined.
    pub streets: Vec<Street>,
    /// Ids of closures the fastest way without any closure would run into; empty when they cost nothing.
    pub avoided: Vec<String>,
    /// Straight from the start to its road, metres.
    pub from_road_m: f64,
    /// Straight from the road to the end, metres.
    pub to_road_m: f64,
}

/// A stretch of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    /// `None` where roads have no name.
    pub name: Option<Arc<str>>,
    /// How far it is driven, metres.
    pub metres: f64,
}
