//! The event log in SQLite: one writer, a few readers, bodies beside it. Knows rows and their chain, no rule of the
//! domain.

mod batch;
pub(crate) mod bodies;
mod history;
pub(crate) mod pool;
pub(crate) mod projections;
mod reader;
mod row;
pub(crate) mod schema;
mod store;
pub(crate) mod tail;
mod words;
mod writer;

pub use bodies::{BODY_LIMIT, INLINE_LIMIT};
pub use reader::Reader;
pub use store::{OpenOptions, Store};
pub use writer::Writer;
