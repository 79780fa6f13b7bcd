//! The store on real files. One binary; each subject is a module.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops here, saying where")]

mod area_export;
mod area_update;
mod areas;
mod backup;
mod basemaps;
mod common;
mod disk;
mod images;
mod kill;
mod layers;
mod lists;
mod log;
mod made;
mod model;
mod verify;
