//! Layers of the centre's own and base maps of others: what is asked of them and what is said of them.

use crate::command::{RowFault, wire};
use crate::view::{MessageLine, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

wire! {
pub struct AddLayer {
    /// 1 to 40 of a-z, 0-9 and -.
    pub id: String,
    /// What operators call it.
    pub name: String,
    /// `districts`, `stations`, `hydrants`, `hazards`, `plans` or `other`; chooses the sign.
    pub kind: String,
    /// Of the file: `wgs84`, `cgcs2000`, `gcj02` or `bd09`.
    pub datum: String,
    /// Path of a GeoJSON or CSV file on the console's machine.
    pub file: String,
    /// Takes the place of a layer of that id.
    #[serde(default)]
    pub replace: bool,
    /// Only read and compare.
    #[serde(default)]
    pub preview: bool,
    /// Adds it although it looks shifted against the streets.
    #[serde(default)]
    pub accept_shift: bool,
}
}
wire! {
pub struct RemoveLayer { pub id: String }
}
wire! {
pub struct AddBasemap {
    /// 1 to 40 of a-z, 0-9 and -.
    pub id: String,
    /// What operators call it; what it calls itself when empty.
    #[serde(default)]
    pub name: String,
    /// Path of an MBTiles or PMTiles file on the console's machine.
    pub file: String,
    #[serde(default)]
    pub replace: bool,
    #[serde(default)]
    pub preview: bool,
}
}
wire! {
pub struct RemoveBasemap { pub id: String }
}
wire! {
/// One feature of a layer, by the layer's id and its own.
pub struct LayerFeatureOf { pub layer: String, pub feature: String }
}
view! {
#[derive(Default)]
pub struct LayersView { pub layers: Vec<LayerRow>, pub basemaps: Vec<BasemapRow> }
}
view! {
pub struct LayerRow {
    pub id: String,
    pub name: String,
    /// `districts`, `stations`, `hydrants`, `hazards`, `plans` or `other`.
    pub kind: String,
    /// The datum the file was declared to be in; on the map it is WGS 84.
    pub datum: String,
    /// Name of the file.
    pub source: String,
    pub features: u64,
    /// Rows of the file that were left out.
    pub faulty: u64,
    /// `[west, south, east, north]` in degrees; `null` when it is empty.
    pub bounds: Option<[f64; 4]>,
    /// Floors that features are on, in the order of the file.
    pub floors: Vec<String>,
    /// Which of `points`, `lines`, `areas` it holds.
    pub shapes: Vec<String>,
    pub added_ms: i64,
    /// That it looked shifted, and was added nevertheless.
    pub shift: Option<ShiftView>,
    /// Why it cannot be drawn; `null` when it can.
    pub fault: Option<String>,
}
}
view! {
/// Points that lie off the streets, and would lie on them if all were moved alike.
pub struct ShiftView {
    /// The datum they seem to be in: `gcj02` or `bd09`; `null` when the offset is of no datum known here.
    pub looks_like: Option<String>,
    /// How far they would have to be moved, metres; east and north of it.
    pub offset_m: f64,
    pub east_m: f64,
    pub north_m: f64,
    /// Share of the points on a street as declared, and if moved, 0 to 1.
    pub share_now: f64,
    pub share_moved: f64,
}
}
view! {
pub struct BasemapRow {
    pub id: String,
    pub name: String,
    /// Who must be named on the map.
    pub attribution: String,
    /// `vector`, `png`, `jpeg`, `webp` or `avif`.
    pub format: String,
    pub min_zoom: u8,
    pub max_zoom: u8,
    pub bounds: [f64; 4],
    pub bytes: u64,
    /// Names of the layers of a vector map.
    pub vector_layers: Vec<String>,
    pub added_ms: i64,
    /// Why it cannot be drawn; `null` when it can.
    pub fault: Option<String>,
}
}
view! {
/// A layer or base map being taken in, or how the last one ended.
pub struct LayerJobView {
    /// `layer` or `basemap`.
    pub sort: String,
    pub id: String,
    pub name: String,
    pub preview: bool,
    /// `running`, `done`, `failed`, `cancelled`, or `unconfirmed`: it looks shifted and nobody said that it shall be
    /// added nevertheless.
    pub state: String,
    /// `reading`, `comparing`, `writing`, `copying`.
    pub phase: String,
    /// Bytes copied of a base map.
    pub done: u64,
    pub total: u64,
    pub error: Option<MessageLine>,
    /// What it is, as far as it is known.
    pub layer: Option<LayerRow>,
    pub basemap: Option<BasemapRow>,
    /// The area whose streets it was compared with; `null` when there is none on the floor.
    pub compared_with: Option<String>,
    /// Features that lie wholly outside that area.
    pub outside: u64,
    /// Fields that features have beside name, kind and floor, and how many have them.
    pub fields: BTreeMap<String, u64>,
    /// Something of that id is there already.
    pub replaces: bool,
    /// The first rows that were left out.
    pub refused_rows: Vec<RowFault>,
    pub started_ms: i64,
    pub ended_ms: Option<i64>,
}
}
view! {
/// One feature of a layer with all that its file says of it.
pub struct LayerFeatureView {
    pub layer: String,
    pub layer_name: String,
    /// The layer's kind, and the feature's own word when its file has one.
    pub layer_kind: String,
    pub kind: String,
    pub id: String,
    pub name: String,
    pub floor: Option<String>,
    /// `points`, `lines` or `areas`.
    pub shape: String,
    /// The middle of its bounds.
    pub lon: f64,
    pub lat: f64,
    pub bounds: [f64; 4],
    pub properties: BTreeMap<String, String>,
    pub source: String,
    pub datum: String,
    pub added_ms: i64,
}
}
