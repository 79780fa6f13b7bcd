//! SQLite: event log, snapshots, projections, areas, backups.
