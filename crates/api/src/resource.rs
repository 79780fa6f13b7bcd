//! Hospitals, shelters, stock, tow companies in turn, and the way round a closed road.

use crate::command::wire;
use crate::link::IncidentRef;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

wire! {
/// Beds of one kind; what nobody said is absent.
pub struct BedsInput { #[serde(default)] pub available: Option<u32>, #[serde(default)] pub total: Option<u32> }
}
wire! {
/// What a hospital told on the telephone.
pub struct SetHospital {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    /// By kind, in the words of EDXL-HAVE: `AdultICU`, `Burn`, `MedicalSurgical`, …
    #[serde(default)]
    pub beds: BTreeMap<String, BedsInput>,
    /// `normal`, `advisory`, `closed` or `unknown`.
    #[serde(default)]
    pub traffic: Option<String>,
    #[serde(default)]
    pub reason: String,
    /// As of when, UTC milliseconds; now when absent.
    #[serde(default)]
    pub as_of_ms: Option<i64>,
}
}
wire! {
/// An EDXL-HAVE 1.0 or 2.0 document, at most 8 MiB. Good reports are kept, bad ones are named.
pub struct ImportHospitals { pub xml: String, /** Where it comes from: a file name. */ pub source: String }
}
wire! {
pub struct SetShelter {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    pub capacity: u32,
    pub occupied: u32,
    pub open: bool,
}
}
wire! {
pub struct SetStock { pub id: String, pub item: String, pub unit: String, pub place: String, pub amount: u32 }
}
wire! {
pub struct MoveStock {
    pub id: String,
    /// Taken when below zero, returned when above.
    pub amount: i64,
    #[serde(default)]
    pub incident: Option<String>,
    pub reason: String,
}
}
wire! {
pub struct SetTow { pub id: String, pub name: String, pub phone: String, pub area: String, /** e.g. `light`, `heavy`. */ pub classes: Vec<String> }
}
wire! {
pub struct RemoveResource { /** `hospital`, `shelter`, `stock` or `tow`. */ pub sort: String, pub id: String, pub reason: String }
}
wire! {
pub struct CallTow {
    pub incident: String,
    /// The list of this area; the only one when absent.
    #[serde(default)]
    pub area: Option<String>,
    pub class: String,
}
}
wire! {
pub struct SkipTow { pub incident: String, pub reason: String }
}
wire! {
/// Hospitals as seen from an incident, or from a place `[lon, lat]`; one of the two.
pub struct HospitalsFor {
    #[serde(default)]
    pub incident: Option<String>,
    #[serde(default)]
    pub at: Option<[f64; 2]>,
}
}
wire! {
pub struct DetourOf { /** An incident by id, number or fragment. */ pub incident: String }
}

view! {
pub struct BedsView { pub kind: String, pub available: Option<u32>, pub total: Option<u32> }
}
view! {
/// A hospital. The age of its figures is `now - as_of_ms`.
pub struct HospitalRow {
    pub id: String,
    pub name: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub beds: Vec<BedsView>,
    /// Free beds of all kinds that say so; `null` when none does.
    pub free: Option<u32>,
    /// `normal`, `advisory`, `closed` or `unknown`.
    pub traffic: String,
    pub reason: String,
    pub as_of_ms: i64,
    pub source: String,
    pub set_ms: i64,
    pub set_by: String,
    /// By road from the place asked about; `null` when nobody asked, and where there is no way.
    pub seconds: Option<f64>,
    pub metres: Option<f64>,
}
}
view! {
pub struct ShelterRow {
    pub id: String,
    pub name: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub capacity: u32,
    pub occupied: u32,
    pub open: bool,
    pub set_ms: i64,
    pub set_by: String,
}
}
view! {
pub struct StockRow { pub id: String, pub item: String, pub unit: String, pub place: String, pub amount: u32, pub set_ms: i64, pub set_by: String }
}
view! {
pub struct TowRow { pub id: String, pub name: String, pub phone: String, pub area: String, pub classes: Vec<String> }
}
view! {
/// A list of tow companies, and in which order they are called.
pub struct TowListView { pub area: String, pub class: String, /** Names, the next first. */ pub order: Vec<String> }
}
view! {
pub struct TowCallView {
    pub incident: IncidentRef,
    pub company: String,
    pub name: String,
    pub phone: String,
    pub area: String,
    pub class: String,
    pub turn: u64,
    pub at_ms: i64,
    pub by: String,
    pub skipped_ms: Option<i64>,
    pub skipped_by: Option<String>,
    pub skipped_reason: Option<String>,
}
}
view! {
/// All resources.
pub struct ResourcesView {
    pub hospitals: Vec<HospitalRow>,
    pub shelters: Vec<ShelterRow>,
    pub stock: Vec<StockRow>,
    pub tows: Vec<TowRow>,
    pub tow_lists: Vec<TowListView>,
    /// Of open incidents, newest first.
    pub tow_calls: Vec<TowCallView>,
}
}
view! {
/// The way round: from before the blocked road to behind it.
pub struct DetourView {
    /// The way round, and how much longer it is than the road when it is open.
    pub seconds: f64,
    pub metres: f64,
    pub added_seconds: f64,
    pub added_metres: f64,
    /// Names of the streets it leads along, in order.
    pub streets: Vec<String>,
    /// The street that is blocked.
    pub blocked: String,
    pub geometry: Vec<[f64; 2]>,
}
}
