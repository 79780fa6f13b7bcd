//! Alarms put aside for a while.

use crate::command::wire;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct ShelveAlarm {
    /// `warning/KEY`, or `unit/ID` for a unit too long in its state.
    pub alarm: String,
    /// 1 to 480; 60 at most for a warning of extreme severity.
    pub minutes: u32,
    pub reason: String,
}
}
wire! {
pub struct UnshelveAlarm { /** As it was shelved. */ pub alarm: String }
}

view! {
/// An alarm that was put aside, and when it comes back.
pub struct ShelvedView { pub at_ms: i64, pub by: String, pub until_ms: i64, pub reason: String }
}
view! {
/// A line of the shelf.
pub struct ShelfRow {
    /// `warning/KEY` or `unit/ID`.
    pub alarm: String,
    /// The warning's event, or the unit's call sign.
    pub about: String,
    pub shelved: ShelvedView,
}
}
