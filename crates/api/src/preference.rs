//! Habits of a person at the desk: columns, filters, keys. They are the window's own words; the host only bounds and keeps
//! them, for the person signed on.

use crate::command::wire;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
/// Keeps a preference of the person signed on; it comes back at the next sign-on at this console. Not in the log.
pub struct SetPreference {
    /// What it is for, such as `board.pending`: 1 to 40 of `a-z`, `0-9`, `.`, `_`, `-`.
    pub name: String,
    /// A JSON object as text, at most 16 KiB; absent forgets the preference.
    #[serde(default)]
    pub value: Option<String>,
}
}
view! {
/// One preference of the person signed on.
pub struct PreferenceRow {
    pub name: String,
    /// The JSON object as it was set.
    pub value: String,
    /// UTC milliseconds.
    pub set_ms: i64,
}
}
