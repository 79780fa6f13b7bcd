//! Events of intake: answers, what stood on paper, what is known of places.

use super::{Languages, PremiseKind};
use crate::event::Event;
use crate::ids::{IncidentId, PremiseId, StreamId, UnitId};
use crate::personal::Personal;
use crate::plan::Words;
use crate::status::UnitStatus;
use crate::types::Place;
use serde::{Deserialize, Serialize};

/// A question of the incident's protocol was answered; of an earlier answer this one takes the place. Carries the question
/// as it read, so that what was asked of the caller can be read for ever. The envelope's `happened_ms` is `at_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentAnswered {
    pub incident: IncidentId,
    pub type_code: String,
    pub question: String,
    pub ask: Words,
    pub code: Option<String>,
    pub label: Option<Words>,
    pub words: Option<Personal>,
    /// When the caller said it, UTC milliseconds.
    pub at_ms: i64,
}

/// A run that stood on paper, whole: its steps and, when the unit was cleared, its end. A unit that was not cleared is on
/// the incident from now on. The envelope's `happened_ms` is that of the first step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitRunEntered {
    pub unit: UnitId,
    pub incident: IncidentId,
    /// In the order of their times; steps the card does not have are not here.
    pub steps: Vec<PaperStep>,
    pub cleared: Option<PaperStep>,
    pub destination: Option<String>,
    pub reason: String,
}

/// A step with its time as the card says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperStep {
    pub status: UnitStatus,
    /// UTC milliseconds.
    pub at_ms: i64,
    /// The same on the wall clock, with the day where that is not the day of entry.
    pub clock: String,
}

/// An incident that stood on paper had been closed. The envelope's `happened_ms` is `at_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentClosedLate {
    pub incident: IncidentId,
    pub disposition: String,
    pub at_ms: i64,
    pub clock: String,
    pub reason: String,
}

/// Something is known of a place from now on, or what was known reads differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremiseSet {
    pub premise: PremiseId,
    pub place: Place,
    pub radius_m: u32,
    pub kind: PremiseKind,
    pub text: Personal,
    pub valid_until_ms: Option<i64>,
}

/// It no longer holds. The log keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremiseEnded {
    pub premise: PremiseId,
    pub reason: String,
}

/// How the last-known board is put down on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperBoardSet {
    pub every_min: u32,
    pub languages: Languages,
}

macro_rules! streams {
    ($($name:ident |$e:ident| $stream:expr;)*) => {$(
        impl $name {
            /// The stream the event belongs to.
            pub fn stream(&self) -> StreamId {
                let $e = self;
                $stream
            }
        }
    )*};
}

streams! {
    IncidentAnswered |e| StreamId::new("incident", e.incident);
    UnitRunEntered |e| StreamId::new("unit", &e.unit);
    IncidentClosedLate |e| StreamId::new("incident", e.incident);
    PremiseSet |e| StreamId::new("premise", e.premise);
    PremiseEnded |e| StreamId::new("premise", e.premise);
    PaperBoardSet |_e| StreamId::new("config", "paper_board");
}

/// The incident of an event of this kind.
pub fn incident_of(event: &Event) -> Option<IncidentId> {
    match event {
        Event::IncidentAnswered(e) => Some(e.incident),
        Event::UnitRunEntered(e) => Some(e.incident),
        Event::IncidentClosedLate(e) => Some(e.incident),
        _ => None,
    }
}

/// When it happened, where that is not when it was recorded.
pub(crate) fn happened_ms(event: &Event) -> Option<i64> {
    match event {
        Event::IncidentOpened(e) => e.paper.as_ref().map(|paper| paper.received_ms),
        Event::IncidentAnswered(e) => Some(e.at_ms),
        Event::UnitRunEntered(e) => e.steps.iter().chain(&e.cleared).next().map(|step| step.at_ms),
        Event::IncidentClosedLate(e) => Some(e.at_ms),
        _ => None,
    }
}

/// The personal fields of these events.
pub(crate) fn personal_mut(event: &mut Event) -> Vec<&mut Personal> {
    match event {
        Event::IncidentAnswered(e) => e.words.iter_mut().collect(),
        Event::PremiseSet(e) => vec![&mut e.text],
        _ => Vec::new(),
    }
}
