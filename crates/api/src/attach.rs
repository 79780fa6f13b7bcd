//! Pictures and documents of an incident.

use crate::command::wire;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct AttachFile {
    pub incident: String,
    /// Path of a PNG, JPEG, WebP, GIF or PDF file of at most 25 MiB on the console's machine.
    pub file: String,
    /// What it shows, at most 8 KiB.
    #[serde(default)]
    pub note: String,
}
}
wire! {
pub struct WithdrawAttachment { pub incident: String, /** Its number within the incident. */ pub attachment: u32, pub reason: String }
}
wire! {
pub struct ExportAttachment {
    pub incident: String,
    /// Its number within the incident.
    pub attachment: u32,
    /// Path of a new file on the console's machine; nothing is overwritten.
    pub file: String,
}
}

view! {
pub struct AttachmentView {
    /// Within the incident, from 1.
    pub number: u32,
    /// None when erased.
    pub name: Option<String>,
    /// The key of its content was destroyed: it cannot be opened any more.
    pub erased: bool,
    /// `image/png`, `image/jpeg`, `image/webp`, `image/gif` or `application/pdf`, by its bytes.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes as they came, hexadecimal.
    pub sha256: String,
    pub note: Option<String>,
    pub at_ms: i64,
    pub by: String,
    pub withdrawn: Option<WithdrawnView>,
}
}
view! {
pub struct WithdrawnView { pub at_ms: i64, pub by: String, /** None when erased. */ pub reason: Option<String> }
}
