//! The rules of the floor: commands in, events out, and the board that events make.
//!
//! Pure: no clock, no I/O, no randomness. What a rule needs from outside comes in [`decide::Context`].
//! It must not know the wire, the store, or any protocol.

pub mod attach;
pub mod board;
pub mod catalogue;
pub mod command;
pub mod crew;
pub mod decide;
pub mod duplicate;
pub mod event;
pub mod evolve;
pub mod harm;
pub mod ics;
pub mod ids;
pub mod incidents;
pub mod intake;

pub mod leftover;
pub mod line;
pub mod link;
pub mod number;
pub mod personal;
pub mod plan;
pub mod radio;
pub mod recommend;
pub mod rejection;
pub mod resource;
pub mod shelf;
pub mod site;
pub mod staff;
pub mod status;
pub mod status_codes;
pub mod story;
#[doc(hidden)]
pub mod testing;
pub mod timer;
pub mod traffic;
pub mod types;
pub mod undo;
pub mod warning;
pub mod work;

pub use board::Board;
pub use command::Command;
pub use decide::{Context, decide};
pub use event::{Event, Recorded};
pub use evolve::evolve;
pub use rejection::Rejection;
