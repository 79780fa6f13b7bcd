//! Events of working together. All belong to the stream of their incident.

use crate::attach::{Kept, Media};
use crate::event::Event;
use crate::ids::{IncidentId, StreamId, UserId};
use crate::personal::Personal;
use crate::plan::procedure::Procedure;
use crate::traffic::{Lane, Mark, Suggestion};
use serde::{Deserialize, Serialize};

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $name { pub incident: IncidentId, $($(#[$fdoc])* pub $field: $ty,)* }

            impl $name {
                /// The stream the event belongs to.
                pub fn stream(&self) -> StreamId {
                    StreamId::new("incident", self.incident)
                }
            }
        )*

        /// The incident of an event of this kind.
        pub fn incident_of(event: &Event) -> Option<IncidentId> {
            match event { $(Event::$name(e) => Some(e.incident),)* _ => None }
        }
    };
}

pub(crate) use bodies;

bodies! {
    /// Somebody answers for it from now on; `from` is whom it was taken from without being asked.
    IncidentClaimed { owner: UserId, from: Option<UserId>, }
    ClaimReleased { owner: UserId, }
    /// `seat` is where it was offered.
    HandOverOffered { from: UserId, to: UserId, note: Option<Personal>, seat: String, }
    /// The receipt: `to` has it, taken at `seat`.
    HandOverAccepted { from: UserId, to: UserId, seat: String, }
    HandOverDeclined { from: UserId, to: UserId, reason: Personal, }
    HandOverWithdrawn { from: UserId, to: UserId, }
    MentionsRead { user: UserId, }
    /// Carries the procedure as it reads, so that what was asked of people can be read for ever.
    ProcedureStarted { procedure: Procedure, }
    StepDone { procedure: String, step: String, answer: Option<String>, note: Option<Personal>, }
    StepUndone { procedure: String, step: String, reason: String, }
    TaskAdded { task: u32, text: Personal, owner: Option<UserId>, due_ms: Option<i64>, }
    TaskFinished { task: u32, note: Option<Personal>, }
    /// All lanes of one direction, from left to right as one drives.
    LanesSet { direction: String, lanes: Vec<Lane>, }
    /// `at_ms` is UTC milliseconds; none when the time was withdrawn.
    TrafficTimeSet { mark: Mark, at_ms: Option<i64>, }
    TrafficFlagsSet { secondary: bool, responder_struck: bool, }
    /// What a person approved for the signs, and what was suggested to them with its grounds.
    SignApproved { suggestion: Suggestion, lines: Vec<String>, }
    /// A picture or document. `sha256` is of the bytes as they came, `size` their count; `kept` is the sealed file in the store.
    FileAttached { number: u32, name: Personal, media: Media, size: u64, sha256: String, kept: Kept, note: Option<Personal>, }
    AttachmentWithdrawn { number: u32, reason: Personal, }
}

/// The personal fields of these events.
pub(crate) fn personal_mut(event: &mut Event) -> Vec<&mut Personal> {
    match event {
        Event::HandOverOffered(e) => e.note.iter_mut().collect(),
        Event::HandOverDeclined(e) => vec![&mut e.reason],
        Event::StepDone(e) => e.note.iter_mut().collect(),
        Event::TaskAdded(e) => vec![&mut e.text],
        Event::TaskFinished(e) => e.note.iter_mut().collect(),
        Event::FileAttached(e) => std::iter::once(&mut e.name).chain(e.note.iter_mut()).collect(),
        Event::AttachmentWithdrawn(e) => vec![&mut e.reason],
        other => crate::ics::event::personal_mut(other),
    }
}
