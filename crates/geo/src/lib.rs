//! Typed coordinates that cannot be mixed up: datums, distances, bearings, boxes, view cones, and the
//! coordinates people type.
//!
//! Pure: no I/O, no clock. It must not know what the points mean (camera, unit, incident).
//!
//! Everything computed or stored is [`Wgs84`]; [`Gcj02`] and [`Bd09`] exist only at the edge and cannot be
//! serialised.

mod bounds;
mod cells;
mod coded;
mod datum;
mod format;
mod measure;
mod point;
mod tokens;
mod typed;
mod utm;

pub use bounds::Bounds;
pub use coded::split_plus_code;
pub use datum::{Bd09, Datum, Gcj02, in_shift_region};
pub use format::{CoordinateForm, format_as};
pub use measure::{
    EARTH_RADIUS_M, NearestOnSegment, angular_difference_deg, bearing_deg, between, cone_ring, destination, distance_m,
    metres_per_degree, nearest_on_segment, normalise_bearing_deg,
};
pub use point::{GeoError, Wgs84};
pub use typed::{Form, MAX_TYPED_CHARS, Order, Why, parse_coordinates, parse_coordinates_near};
