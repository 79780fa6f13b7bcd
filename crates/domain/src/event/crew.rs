//! Bodies of events about crews: emergencies, timers, roll calls, codes, what was entered late.

use crate::crew::{EmergencySource, Request};
use crate::ids::{IncidentId, StreamId, UnitId};
use crate::status::UnitStatus;
use crate::status_codes::Preset;
use crate::timer::TimerKey;
use crate::types::Fix;
use serde::{Deserialize, Serialize};

body! {
/// A crew is in danger. Its unit keeps its state.
EmergencyRaised { unit: UnitId, source: EmergencySource, incident: Option<IncidentId>, fix: Option<Fix>, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// Somebody heard it.
EmergencyAcknowledged { unit: UnitId, incident: Option<IncidentId>, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// A person ended it.
EmergencyCleared { unit: UnitId, reason: String, incident: Option<IncidentId>, } on |e| StreamId::new("unit", &e.unit) }
body! { RequestRaised { unit: UnitId, what: Request, } on |e| StreamId::new("unit", &e.unit) }
body! { RequestAnswered { unit: UnitId, what: Request, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// A welfare check was set, or extended: due `minutes` after this.
WelfareSet { unit: UnitId, minutes: u32, due_ms: i64, incident: Option<IncidentId>, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// The crew answered, or is no longer to be asked.
WelfareEnded { unit: UnitId, incident: Option<IncidentId>, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// Another unit is on its way to take over.
ReliefSet { unit: UnitId, by: UnitId, incident: IncidentId, } on |e| StreamId::new("unit", &e.unit) }
body! {
/// A step of a run that was not entered when it happened. The envelope's `happened_ms` is `at_ms`.
StatusBackdated {
    unit: UnitId,
    incident: IncidentId,
    status: UnitStatus,
    /// When it happened, UTC milliseconds.
    at_ms: i64,
    /// The same on the wall clock of the console it was entered at.
    clock: String,
    reason: String,
    destination: Option<String>,
} on |e| StreamId::new("unit", &e.unit) }
body! { ParStarted { incident: IncidentId, every_min: u32, benchmark: String, due_ms: i64, } on |e| StreamId::new("incident", e.incident) }
body! {
/// A person called the roll; the next is due as long after this as usual.
ParCalled { incident: IncidentId, benchmark: String, due_ms: i64, } on |e| StreamId::new("incident", e.incident) }
body! { ParAnswered { incident: IncidentId, unit: UnitId, ok: bool, } on |e| StreamId::new("incident", e.incident) }
body! { ParEnded { incident: IncidentId, } on |e| StreamId::new("incident", e.incident) }
body! {
/// A deadline passed. Once for each, also when nobody ran at its time.
TimerFired {
    key: TimerKey,
    /// When it was due, and how much later this is, milliseconds.
    due_ms: i64,
    late_ms: i64,
} on |e| e.key.stream() }
body! {
/// The clock was set back: the timer runs its full length from now.
TimerRearmed { key: TimerKey, due_ms: i64, from_ms: i64, } on |e| e.key.stream() }
body! {
/// Somebody went on although they were told what stands against it. The events it was for follow in the same decision.
SafetyOverridden { unit: UnitId, incident: Option<IncidentId>, harm: crate::harm::Harm, reason: String, } on |e| StreamId::new("unit", &e.unit) }
body! { StatusCodesSet { preset: Preset, } on |_e| StreamId::new("config", "status_codes") }

impl TimerKey {
    /// The stream of what the timer watches.
    fn stream(&self) -> StreamId {
        match self {
            Self::Status { unit, .. } | Self::Welfare { unit } => StreamId::new("unit", unit),
            Self::Par { incident } => StreamId::new("incident", incident),
        }
    }
}
