//! The seeded simulator behind a drill: units on real roads, calls, a colleague, exercise warnings, and the small HTTP
//! server those warnings are fetched from.
//!
//! [`Sim`] is pure: it reads the board, and returns [`Act`]s which a host carries out through the engine like anybody
//! else's commands. Only [`Publisher`] does I/O, on the loopback interface. Nothing here may know the engine, the store
//! or a window; a drill must never reach a live floor.

mod calls;
mod coding;
mod colleague;
mod crew;
mod drive;
pub mod exercise;
mod fate;
mod further;
mod http;
mod kind;
mod luck;
mod rng;
mod roads;
pub mod scene;
mod server;
mod sim;
mod stations;
mod tend;

pub use calls::Tongue;
pub use colleague::Pace;
pub use exercise::Notice;
pub use roads::Edge;
pub use server::{Publisher, ServerError};
pub use sim::{Act, Load, Setup, SetupError, Sim};
pub use stations::{Station, StationKind};
