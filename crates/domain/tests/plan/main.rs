//! The dispatch plan: what is refused and where, what callers' words mean, and the two starter sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops here, saying where")]

mod codes;
mod faults;
mod in_force;
mod recognising;
mod starters;
