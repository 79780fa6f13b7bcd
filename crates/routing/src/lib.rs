//! Drive times on one area's roads: which unit reaches a place first, by which way, and what is in reach. Exact, with
//! closures, and with reasons. Pure: it must not know SQL, a clock, units' states or incidents.
//!
//! The way through: [`RoadGraph`] is built once per area; `turns` reads its restrictions, `network` unfolds them into
//! states for one kind of vehicle; [`Closed`] says which edges are closed now; a [`World`] is all three and answers.
//! [`Metric`] answers for a whole fleet at once and is made in the background.
//!
//! Times are whole milliseconds of the model of [`SPEED_TABLE_VERSION`], lengths metres, positions WGS-84.

mod closed;
mod contour;
mod error;
mod gates;
mod graph;
mod grid;
mod ground;
mod hierarchy;
mod hours;
mod islands;
mod labels;
mod network;
mod plane;
mod reach;
mod route;
mod search;
mod snap;
mod table;
mod turns;
mod unfold;
mod world;

pub use closed::{Closed, ClosureIn, Shape};
pub use error::{GraphError, NoRoute, OffRoad, WorldError};
pub use graph::{Restrictions, RoadGraph};
pub use ground::Ground;
pub use hierarchy::{Hierarchy, Metric};
pub use hours::WeekMinute;
pub use reach::{Band, Reach};
pub use route::{Route, Street};
pub use snap::{SNAP_LIMIT_M, Snapped, Standing};
pub use table::{
    GATE_MS, Kind, LOCKED_GATE_MS, Profile, SPEED_TABLE_VERSION, TURN_AROUND_MS, U_TURN_MS, drive_ms, gate_ms,
    hour_percent, percent_of_class,
};
pub use world::{Board, Candidate, Closest, Eta, Placed, World};
