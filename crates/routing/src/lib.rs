//! Drive times on one area's roads: which unit reaches a place first, by which way, and what is in reach. Exact, with
//! closures, and with reasons. Pure: it must not know SQL, a clock, units' states or incidents.
