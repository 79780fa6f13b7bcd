//! The metrics: what each measures from where to where, in both languages, and why something is left out of one.

use serde::Deserialize;
use std::sync::LazyLock;
use watchfloor_domain::plan::Words;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them, in the order they are shown in.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// One metric; [`definitions`] says what it measures.
    Metric {
        CallAnswer "call_answer",
        CallTransfer "call_transfer",
        Prioritisation "prioritisation",
        CallProcessing "call_processing",
        VehicleOut "vehicle_out",
        Turnout "turnout",
        TravelFirst "travel_first",
        TravelSecond "travel_second",
        TravelFull "travel_full",
        AlsArrival "als_arrival",
        DispatchToArrival "dispatch_to_arrival",
        VolunteerResponse "volunteer_response",
        AlarmToAreaEdge "alarm_to_area_edge",
        Queue "queue",
        Response "response",
        OnScene "on_scene",
        UnitConsumed "unit_consumed",
        TotalConsumed "total_consumed",
        Detection "detection",
        Verification "verification",
        TrafficResponse "traffic_response",
        RoadwayClearance "roadway_clearance",
        IncidentClearance "incident_clearance",
        Recovery "recovery",
    }
}

words! {
    /// Why a call, incident or run is not in a figure. Each is in exactly one of: measured, back-dated, one reason.
    Reason {
        /// Not one of the priorities the set calls an emergency.
        NotEmergency "not_emergency",
        /// It went on as another incident, or was closed as a duplicate call.
        Duplicate "duplicate",
        /// Counted when it left the board, and opened again later.
        CountedBefore "counted_before",
        /// The unit came with another incident; its times are there.
        Moved "moved",
        /// Fewer units than the metric is about.
        OneUnit "one_unit",
        /// The condition of the metric was not given: no first responder in time.
        Condition "condition",
        /// Place and type came in one entry: there are no two stamps.
        OneEntry "one_entry",
        /// How many people stand at the scene is not known.
        CrewUnknown "crew_unknown",
        /// No stamp of this kind is kept.
        NotRecorded "not_recorded",
        /// Cancelled before the end point.
        Cancelled "cancelled",
        /// Not at its end point when the log was read.
        Open "open",
        /// No stamp of the start.
        NoStart "no_start",
        /// No stamp of the end.
        NoEnd "no_end",
        /// The end stands before the start.
        Negative "negative",
    }
}

/// What a metric measures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub metric: Metric,
    pub label: Words,
    pub start: Words,
    pub end: Words,
    /// What is counted: each call, incident or run.
    pub each: Words,
    /// Only emergency incidents are eligible.
    #[serde(default)]
    pub emergency: bool,
    /// What a reader has to know beside it.
    #[serde(default)]
    pub note: Option<Words>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    metrics: Vec<Definition>,
}

/// The definitions, in order. Part of the program: what is computed cannot be edited, what it is held against can.
pub fn definitions() -> &'static [Definition] {
    static ALL: LazyLock<Vec<Definition>> = LazyLock::new(|| {
        let file: Result<File, _> = toml::from_str(include_str!("../data/metrics.toml"));
        // A test reads the file; without it a figure has no words, and the figures stay right.
        file.map(|file| file.metrics).unwrap_or_default()
    });
    &ALL
}

impl Metric {
    /// What it measures.
    pub fn definition(self) -> Option<&'static Definition> {
        definitions().iter().find(|d| d.metric == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_defined_once_in_order_and_in_both_languages() {
        let defined: Vec<Metric> = definitions().iter().map(|d| d.metric).collect();
        assert_eq!(defined, Metric::ALL);
        for d in definitions() {
            for words in [&d.label, &d.start, &d.end, &d.each].into_iter().chain(&d.note) {
                assert!(!words.en.is_empty() && words.zh.chars().any(|c| c > '\u{2e80}'), "{:?}", d.metric);
            }
        }
    }
}
