//! The board as the wire shows it. No rule is decided here; what a state means comes from the domain.

mod crew;
mod ics;
mod incident;
mod intake;
mod place;
mod recommend;
mod resource;
mod road;
mod staff;
mod status;
mod tie;
mod unit;
mod warning;
mod work;

pub use ics::{command_mark, command_view, site_of, sites};
pub use incident::{KEPT, detail, incident_row, reads_callers};
pub use intake::{premise, premises_at};
pub use place::{camera_row, cameras_near};
pub use recommend::{recommended, recommended_lines};
pub use resource::{hospital, resources};
pub use road::{aliases, closures};
pub use staff::roster;
pub use status::{catalogue, feed_row, status_bar};
pub use unit::{position, unit_row};
pub use warning::{warning_detail, warning_row, warning_text};
pub use work::{work_mark, work_view};
