//! Events of the radio log, and their sentences. The numbers are what is scarce: one stream for each period.

use super::Said;
use crate::board::Board;
use crate::event::Event;
use crate::ids::{IncidentId, StreamId};
use crate::personal::Personal;
use crate::story::Sentence;
use serde::{Deserialize, Serialize};

/// A message was written down; with a reason when it was entered late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RadioLogged {
    pub number: String,
    pub period: String,
    pub count: u32,
    pub said: Said,
    pub reason: Option<String>,
}

/// A message reads otherwise from now on; what it said before stays in the log and on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RadioCorrected {
    pub number: String,
    pub period: String,
    pub count: u32,
    pub said: Said,
    pub reason: String,
    /// The incident it was about before.
    pub was_about: Option<IncidentId>,
}

/// A message was taken back by who entered it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RadioStruck {
    pub number: String,
    pub period: String,
    pub count: u32,
    pub about: Option<IncidentId>,
    /// The place of the event it undoes.
    pub undone: u64,
}

fn stream(period: &str) -> StreamId {
    StreamId::new("radio", if period.is_empty() { "all" } else { period })
}

impl RadioLogged {
    /// The stream the event belongs to.
    pub fn stream(&self) -> StreamId {
        stream(&self.period)
    }
}
impl RadioCorrected {
    /// The stream the event belongs to.
    pub fn stream(&self) -> StreamId {
        stream(&self.period)
    }
}
impl RadioStruck {
    /// The stream the event belongs to.
    pub fn stream(&self) -> StreamId {
        stream(&self.period)
    }
}

/// Whether an event changes the radio log.
pub fn concerns(event: &Event) -> bool {
    matches!(event, Event::RadioLogged(_) | Event::RadioCorrected(_) | Event::RadioStruck(_))
}

/// The incidents such an event says something about.
pub fn incidents_of(event: &Event) -> Vec<IncidentId> {
    let (now, before) = match event {
        Event::RadioLogged(e) => (e.said.incident, None),
        Event::RadioCorrected(e) => (e.said.incident, e.was_about.filter(|id| Some(*id) != e.said.incident)),
        Event::RadioStruck(e) => (e.about, None),
        _ => (None, None),
    };
    now.into_iter().chain(before).collect()
}

/// What a message of such an event says.
pub fn said(event: &Event) -> Option<&Said> {
    match event {
        Event::RadioLogged(e) => Some(&e.said),
        Event::RadioCorrected(e) => Some(&e.said),
        _ => None,
    }
}

/// The personal fields of such an event; none for others.
pub(crate) fn personal_mut(event: &mut Event) -> Option<Vec<&mut Personal>> {
    let said = match event {
        Event::RadioLogged(e) => &mut e.said,
        Event::RadioCorrected(e) => &mut e.said,
        Event::RadioStruck(_) => return Some(Vec::new()),
        _ => return None,
    };
    Some(std::iter::once(&mut said.text).chain(said.entry.from.iter_mut()).chain(said.entry.to.iter_mut()).collect())
}

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    let about = |s: Sentence, incident: Option<IncidentId>| match incident {
        Some(id) => s.with("number", board.number_of(id)).variant("incident"),
        None => s,
    };
    match event {
        Event::RadioLogged(e) => about(s.with("entry", &e.number).secret("text", &e.said.text), e.said.incident),
        Event::RadioCorrected(e) => {
            let s = s.with("entry", &e.number).with("reason", &e.reason).secret("text", &e.said.text);
            about(s, e.said.incident)
        }
        Event::RadioStruck(e) => s.with("entry", &e.number),
        _ => s,
    }
}
