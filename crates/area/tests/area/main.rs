//! The import by what it gives: traps of real extracts set on purpose, the demo area, and conformance on real data.

#![expect(clippy::panic, reason = "helpers of tests fail the test by panicking")]

mod own;
mod support;

mod bad_input;
mod conformance;
mod finds;
mod look;
mod roads;
mod traps;
mod turns;
