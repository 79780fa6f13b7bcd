//! What the journeys share: the real binary, callers of it, a data folder, a warning source.

pub mod cap;
pub mod floor;
pub mod program;
pub mod rpc;
pub mod server;

pub use floor::Floor;
pub use program::run;
pub use rpc::Rpc;
pub use server::Server;
