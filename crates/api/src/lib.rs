//! The wire: closed list of commands, queries and streams, and their shapes.
