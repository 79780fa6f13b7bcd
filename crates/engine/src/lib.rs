//! The single writer and its ports. Commands are tried one after another, appended in groups, and only then seen by
//! anyone. Knows no UI, no SQL and no protocol.

pub mod accounts;
mod clerk;
mod engine;
pub mod ingest;
mod lists;
mod open;
pub mod ports;
mod projection;
pub mod record;
pub mod telemetry;
mod writer;

pub use engine::{Actor, Agreed, Change, Done, Engine, Failure, Parts};
pub use lists::Lists;
pub use open::{OpenError, fold, open_board, recorded, recorded_lean};
pub use projection::touched;
