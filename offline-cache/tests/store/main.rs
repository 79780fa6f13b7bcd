//! The store on real files. One binary; each subject is a module.

mod common;
mod log;
