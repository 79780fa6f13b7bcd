//! The store on real files. One binary; each subject is a module.

mod areas;
mod backup;
mod common;
mod disk;
mod images;
mod kill;
mod log;
mod model;
mod verify;
