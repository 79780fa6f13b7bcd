//! The time metrics of dispatching, and what went wrong, as figures with everything that belongs beside them.

use crate::command::wire;
use crate::plan::Label;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
pub struct KpiQuery {
    /// Incidents opened at or after, UTC milliseconds; from the beginning of the log when absent.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Opened before, UTC milliseconds; until now when absent.
    #[serde(default)]
    pub to_ms: Option<i64>,
    /// Only this family of standards (`nfpa`, `nena`, `fhwa`, `police`, `china-110` …), or one standard by its id.
    #[serde(default)]
    pub standard: Option<String>,
    /// Another threshold set, as TOML text; the built-in one when absent.
    #[serde(default)]
    pub set: Option<String>,
}
}
view! {
/// Figures of a span, from the log. All durations are milliseconds.
pub struct KpiReport {
    /// The threshold set the figures are held against, and its edition.
    pub set_name: String,
    pub set_edition: String,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    /// When the newest event that was read had been entered; `null` of an empty log.
    pub read_to_ms: Option<i64>,
    pub events: u32,
    /// Events of a newer program, which could not be read.
    pub unreadable: u32,
    /// The log is longer than is read at once: the newest part is missing.
    pub more: bool,
    /// Incidents opened in the span.
    pub incidents: u32,
    pub figures: Vec<KpiFigure>,
    /// Incidents of which something was said of the road, and of these: secondary ones, responders struck.
    pub traffic_incidents: u32,
    pub secondary: u32,
    pub responders_struck: u32,
    /// What went wrong, by kind.
    pub fault_counts: Vec<KpiFaultCount>,
    /// In the order of the log; of each kind the first 200.
    pub faults: Vec<KpiFault>,
}
}
view! {
/// One metric over all services.
pub struct KpiFigure {
    pub metric: String,
    pub label: Label,
    pub start: Label,
    pub end: Label,
    /// What is counted.
    pub each: Label,
    pub note: Option<Label>,
    pub cases: KpiCases,
    pub standards: Vec<KpiStandard>,
}
}
view! {
/// Cases of a figure. `total` = `measured.n` + `back_dated.n` + all of `excluded`.
pub struct KpiCases {
    pub total: u32,
    pub measured: KpiSpread,
    /// Cases with a stamp that was entered late.
    pub back_dated: KpiSpread,
    pub excluded: Vec<KpiExcluded>,
}
}
view! {
/// Percentiles by nearest rank; `null` each when there are fewer than 20 measurements.
pub struct KpiSpread {
    pub n: u32,
    pub p50: Option<KpiPercentile>,
    pub p90: Option<KpiPercentile>,
    pub p95: Option<KpiPercentile>,
}
}
view! {
/// A percentile with its 95 % interval by order statistics.
pub struct KpiPercentile {
    pub ms: i64,
    pub low_ms: i64,
    pub high_ms: i64,
    /// The interval was cut off at the outermost measurement.
    pub clipped: bool,
}
}
view! {
/// Cases left out for one reason.
pub struct KpiExcluded { pub reason: String, pub count: u32 }
}
view! {
/// What one standard says of a metric.
pub struct KpiStandard {
    pub id: String,
    pub family: String,
    pub source: String,
    pub edition: String,
    /// `read`, `to_verify`, `benchmark` or `ours`.
    pub mark: String,
    /// Only of these services, and kinds of unit; all when empty.
    pub services: Vec<String>,
    pub kinds: Vec<String>,
    pub cases: KpiCases,
    pub targets: Vec<KpiTarget>,
}
}
view! {
/// A limit, and how many kept it, with Wilson's 95 % interval. Shares are 0 to 1.
pub struct KpiTarget {
    pub within_s: u32,
    /// The share that must keep it, where the standard names one.
    pub wanted: Option<f64>,
    pub met: u32,
    pub n: u32,
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// `null` where no share is named, or there are too few to say.
    pub kept: Option<bool>,
}
}
view! {
pub struct KpiFaultCount { pub kind: String, pub count: u32 }
}
view! {
/// One thing that went wrong, with the place in the log it began at.
pub struct KpiFault {
    pub kind: String,
    pub seq: u64,
    pub at_ms: i64,
    /// How long until somebody answered; `null` when nobody did, or nothing was to be answered.
    pub after_ms: Option<i64>,
    /// The incident's number, and the unit.
    pub incident: Option<String>,
    pub unit: Option<String>,
}
}
