//! The single writer and its ports. Knows no UI, no SQL and no protocol.

pub mod ports;
pub mod record;
