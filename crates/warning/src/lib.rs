//! CAP and feed documents in, typed alerts with flags out; update and cancel chains. Pure.

pub mod chain;
pub mod flag;
mod lifecycle;
pub mod model;
pub mod text;
mod union;
mod words;
