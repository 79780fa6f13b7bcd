//! What callers said, as far as comparing calls needs it: word hashes and numbers, read once per incident and kept in
//! memory only. Erasing a person empties it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use watchfloor_domain::board::Incident;
use watchfloor_domain::duplicate::Content;
use watchfloor_domain::ids::{CallId, IncidentId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::types::{Caller, Place};
use watchfloor_engine::Engine;

#[derive(Default)]
pub(crate) struct Heard {
    kept: Mutex<Kept>,
}

#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) contents: BTreeMap<IncidentId, Content>,
    /// Up to where the log was read; while nothing new is in it, nothing is looked for.
    gseq: u64,
    /// How many further calls, and which came last, when the content was read.
    stamps: BTreeMap<IncidentId, Stamp>,
    erased: usize,
}

type Stamp = (usize, Option<CallId>, String);

fn stamp(incident: &Incident) -> Stamp {
    let label = incident.place.as_ref().map_or_else(String::new, |place| place.label.clone());
    (incident.calls.len(), incident.calls.last().map(|call| call.id), label)
}

/// The sealed texts of an incident, cloned so that they are opened while nobody waits for the board.
struct Sealed {
    id: IncidentId,
    stamp: Stamp,
    texts: Vec<Personal>,
    phones: Vec<Personal>,
    labels: Vec<String>,
}

impl Sealed {
    fn of(incident: &Incident) -> Self {
        let callers: Vec<&Caller> =
            incident.caller.iter().chain(incident.calls.iter().filter_map(|call| call.caller.as_ref())).collect();
        let places: Vec<&Place> =
            incident.place.iter().chain(incident.calls.iter().filter_map(|call| call.place.as_ref())).collect();
        Self {
            id: incident.id,
            stamp: stamp(incident),
            texts: std::iter::once(&incident.what)
                .chain(incident.calls.iter().map(|call| &call.what))
                .cloned()
                .collect(),
            phones: callers.iter().filter_map(|caller| caller.phone.clone()).collect(),
            labels: places.iter().map(|place| place.label.clone()).collect(),
        }
    }
}

impl Heard {
    /// What is known now; reads what is new.
    pub(crate) fn read(&self, engine: &Engine) -> MutexGuard<'_, Kept> {
        let mut kept = crate::floor::lock(&self.kept);
        let new: Vec<Sealed> = {
            let board = engine.board();
            if kept.gseq == board.gseq {
                return kept;
            }
            kept.gseq = board.gseq;
            if kept.erased != board.erased.len() {
                *kept = Kept { erased: board.erased.len(), gseq: board.gseq, ..Kept::default() };
            }
            if kept.contents.len() > 2 * board.incidents.len() + 64 {
                kept.contents.retain(|id, _| board.incidents.contains_key(id));
                kept.stamps.retain(|id, _| board.incidents.contains_key(id));
            }
            let mut stamps = kept.stamps.iter().peekable();
            let changed = |incident: &&Incident| {
                while stamps.next_if(|(id, _)| **id < incident.id).is_some() {}
                let read = stamps.next_if(|(id, _)| **id == incident.id);
                read.is_none_or(|(_, (calls, last, label))| {
                    *calls != incident.calls.len()
                        || *last != incident.calls.last().map(|call| call.id)
                        || *label != incident.place.as_ref().map_or("", |place| place.label.as_str())
                })
            };
            board.incidents.values().filter(changed).map(Sealed::of).collect()
        };
        for sealed in new {
            let open = |texts: &[Personal]| texts.iter().filter_map(|p| engine.vault.open(p)).collect::<Vec<String>>();
            let (mut texts, phones) = (open(&sealed.texts), open(&sealed.phones));
            texts.extend(sealed.labels);
            let content = Content::of(texts.iter().map(String::as_str), phones.iter().map(String::as_str));
            kept.contents.insert(sealed.id, content);
            kept.stamps.insert(sealed.id, sealed.stamp);
        }
        kept
    }
}
