//! The seeded simulator behind a drill.
