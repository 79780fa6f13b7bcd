//! The client and the runner against a real loopback server that misbehaves on request.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first broken assumption")]

mod guard;
mod runner;
mod server;
