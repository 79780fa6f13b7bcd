//! The store on real files. One binary; each subject is a module.

mod areas;
mod backup;
mod common;
mod log;
mod verify;
