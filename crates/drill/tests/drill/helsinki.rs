//! The drill in the demo area, when it is there.
