//! What is reached within a time.

use watchfloor_geo::Wgs84;

/// What is reached from some places.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// One per time, in the order asked.
    pub bands: Vec<Band>,
    /// Starts too far from any road, by their place in the list.
    pub off_road: Vec<usize>,
}

/// What is reached within one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The time.
    pub seconds: u32,
    /// Parts of roads that are reached, in the direction driven.
    pub lines: Vec<Vec<Wgs84>>,
    /// The land around those roads. Of each polygon the first ring is its outside, counter-clockwise, the others its
    /// holes, clockwise; a ring's first point is also its last.
    pub polygons: Vec<Vec<Vec<Wgs84>>>,
}
