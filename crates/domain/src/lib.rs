//! Commands, events, board; decide and evolve. Pure.
