//! Wires store, engine, feeds, drill and copies in one data folder, and answers the wire for both hosts.
//!
//! Holds no rule of the domain and no SQL; it maps, starts and stops.

pub mod again;
mod areas;
mod backups;
mod clock;
mod console;
pub mod copies;
mod drill;
mod feeding;
mod files;
mod floor;
mod folder;
mod heard;
pub mod history_tiles;
mod importing;
mod layers;
mod notices;
mod paper;
mod publish;
pub mod questions;
mod roads;
mod signing;
pub mod socket;
pub mod system;
mod threads;
mod views;
pub mod words;

pub use areas::{ImportError, import_area};
pub use console::{attach, kpi, plan};
pub use floor::{Floor, Options};
pub use folder::{DataFolder, Mode};
pub use notices::{Notice, Notifier};
pub use watchfloor_area::{Phase, Progress, Report};
pub use watchfloor_drill::{Load, Pace};

/// Why a floor could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(transparent)]
    Log(#[from] watchfloor_engine::ports::LogError),
    #[error(transparent)]
    Open(#[from] watchfloor_engine::OpenError),
    #[error("the drill could not be set up: {0}")]
    Drill(String),
    #[error("{0}")]
    System(String),
}
