//! Typed coordinates, datums, distances, bearings and view cones. Pure.
