//! The event log in SQLite: one writer, a few readers, bodies beside it. Knows rows and their chain, no rule of the
//! domain.

mod ahead;
mod batch;
pub(crate) mod bodies;
pub(crate) mod pool;
mod reader;
mod row;
pub(crate) mod schema;
mod store;
pub(crate) mod tail;
mod writer;

pub use bodies::{BODY_LIMIT, INLINE_LIMIT};
pub use reader::Reader;
pub use store::{OpenOptions, Store};
pub use writer::Writer;
