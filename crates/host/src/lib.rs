//! Wires store, engine, feeds and drill in one data folder.
