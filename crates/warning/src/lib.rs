//! Warnings from outside, read: CAP 1.0, 1.1 and 1.2 in any envelope, Atom and RSS indexes, update and cancel chains,
//! and CAP 1.2 written. Pure: bytes and instants in, values out; no clock, no network, no store, no user interface.
//!
//! The way of a document: `decode` (bytes to characters) -> `xml` (characters to elements) -> `read` (which kind, which
//! alerts) -> `cap` (one alert, with flags) -> `check` (one line each). `chain` and its `lifecycle` work on what was
//! read, whatever format it came in. A native format joins as a module beside `cap`, called from `read`.
//!
//! Rules kept throughout: an alert is refused only where a guess would be unsafe, everything else costs a flag; no
//! recursion on input depth; every list has a limit; text from outside stays text.

mod cap;
pub mod chain;
pub mod check;
mod decode;
pub mod draw;
pub mod episode;
pub mod fault;
pub mod feed;
pub mod flag;
pub mod geodesy;
pub mod geometry;
pub mod have;
mod lifecycle;
mod lines;
pub mod model;
mod notes;
pub mod read;
mod reference;
mod shape;
pub mod text;
mod time;
mod union;
mod words;
pub mod write;
mod xml;

pub use check::{Check, Seen, check, check_among};
pub use feed::Link;
pub use model::{Alert, Flag, FlagCode, Identity};
pub use read::{Document, Found, Hints, Kind, Outcome, read};
