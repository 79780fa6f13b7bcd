//! Positions put on roads.

use watchfloor_geo::Wgs84;

/// A position and the road beside it, for one graph and one kind of vehicle.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapped {
    pub(crate) at: Wgs84,
    pub(crate) heading_deg: Option<f64>,
}

impl Snapped {
    /// The position as it came.
    #[must_use]
    pub const fn at(&self) -> Wgs84 {
        self.at
    }
}
