//! The closed list of verbs, answered. Every `match` here is exhaustive: a verb without an answer does not compile.

pub mod attach;
pub(crate) mod commands;
mod crew;
mod detour;
mod ics;
mod imports;
pub(crate) mod intake;
pub mod kpi;
mod layers;
mod line;
mod opening;
mod paper;
pub mod plan;
pub(crate) mod preferences;
pub(crate) mod queries;
mod radio;
mod recommend;
mod refusal;
mod resource;
mod roads;
mod search;
mod seats;
mod seen;
pub(crate) mod shelf;
mod shift;
mod shift_staff;
mod staff;
mod ties;
mod work;

pub(crate) use imports::known as known_camera;
pub(crate) use recommend::{Proposals, Shown, first_choice, next_level};
pub(crate) use refusal::{error, failed, refused};
pub(crate) use roads::route_view;
pub(crate) use search::rows as search_rows;
pub(crate) use seats::{Seat, Seats};
