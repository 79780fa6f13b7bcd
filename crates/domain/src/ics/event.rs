//! Events of command. All belong to the stream of their incident.

use super::{Holder, Ics, InSectors, ObjectiveState, Post, SectorKind, Triage};
use crate::event::Event;
use crate::ids::{IncidentId, StreamId, UnitId};
use crate::personal::Personal;
use crate::work::event::bodies;
use serde::{Deserialize, Serialize};

bodies! {
    /// A post is held from now on; `from` is who was relieved, `note` what was handed over.
    PostTaken { post: Post, holder: Holder, from: Option<Holder>, note: Option<Personal>, }
    /// A post is held by nobody.
    PostLeft { post: Post, holder: Holder, reason: Personal, }
    /// A sector was made, or changed.
    SectorSet { sector: u32, kind: SectorKind, name: String, supervisor: Option<Holder>, }
    SectorClosed { sector: u32, name: String, }
    /// Units went into a sector, or out of theirs.
    UnitsSectored { units: Vec<UnitId>, sector: Option<u32>, name: String, }
    ObjectiveAdded { objective: u32, text: Personal, }
    /// Met, dropped with a reason, or open again.
    ObjectiveStateSet { objective: u32, state: ObjectiveState, reason: Option<Personal>, }
    /// All objectives by number, the weightiest first.
    ObjectivesOrdered { order: Vec<u32>, }
    CasualtiesCounted { count: Triage, }
    MajorDeclared { reason: String, }
    MajorStoodDown { reason: String, }
    /// Takes back the event at `undone`: command as it was before, and the sectors of the units it moved.
    CommandUndone { undone: u64, was: Box<Ics>, sectors: InSectors, }
}

fn name(holder: &mut Holder) -> Option<&mut Personal> {
    match holder {
        Holder::Person(name) => Some(name),
        Holder::Unit(_) => None,
    }
}

/// The personal fields of these events. What [`CommandUndone`] restores was sealed when it was first entered.
pub(crate) fn personal_mut(event: &mut Event) -> Vec<&mut Personal> {
    match event {
        Event::PostTaken(e) => {
            // Who is relieved was sealed when they took the post.
            name(&mut e.holder).into_iter().chain(e.note.iter_mut()).collect()
        }
        Event::PostLeft(e) => vec![&mut e.reason],
        Event::SectorSet(e) => e.supervisor.as_mut().and_then(name).into_iter().collect(),
        Event::ObjectiveAdded(e) => vec![&mut e.text],
        Event::ObjectiveStateSet(e) => e.reason.iter_mut().collect(),
        _ => Vec::new(),
    }
}
