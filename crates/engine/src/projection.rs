//! What a committed event adds to the history list and to search. Texts are taken before sealing; the list itself
//! holds none.

use crate::ports::{IncidentEntry, Projection};
use std::borrow::Cow;
use watchfloor_domain::board::Incident;
use watchfloor_domain::ids::{IncidentId, StreamId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::{Board, Event, Recorded, duplicate};

/// Projections of one event: `board` is the picture after it, `clear` the event before its texts were sealed.
pub(crate) fn projections(board: &Board, clear: &Event, recorded: &Recorded) -> Vec<Projection> {
    let mut out = Vec::new();
    let text = |incident: &IncidentId, kind, subject: Option<String>, text: &str| Projection::Text {
        incident: incident.to_string(),
        gseq: recorded.gseq,
        kind,
        at_ms: recorded.happened_ms,
        subject,
        text: text.to_owned(),
    };
    match clear {
        Event::IncidentOpened(e) => {
            let place = e.place.as_ref().map_or("", |p| p.label.as_str());
            out.push(text(&e.incident, "head", None, &format!("{} {} {place}", e.number, e.type_code)));
            let caller = e.caller.iter().flat_map(|c| [("caller", &c.name), ("phone", &c.phone)]);
            let personal = caller.filter_map(|(kind, p)| p.as_ref().map(|p| (kind, p))).chain([("what", &e.what)]);
            for (kind, personal) in personal {
                let said = clear_text(personal);
                out.extend(said.map(|(subject, words)| text(&e.incident, kind, Some(subject), &findable(kind, words))));
            }
        }
        Event::NoteAdded(e) => {
            out.extend(clear_text(&e.text).map(|(subject, words)| text(&e.incident, "note", Some(subject), words)));
        }
        Event::RadioLogged(_) | Event::RadioCorrected(_) => {
            let said = watchfloor_domain::radio::event::said(clear);
            let about = said.and_then(|said| said.incident.zip(clear_text(&said.text)));
            out.extend(about.map(|(incident, (subject, words))| text(&incident, "note", Some(subject), words)));
        }
        Event::CallAttached(e) => {
            let caller = e.caller.iter().flat_map(|c| [("caller", &c.name), ("phone", &c.phone)]);
            let personal = caller.filter_map(|(kind, p)| p.as_ref().map(|p| (kind, p))).chain([("what", &e.what)]);
            for (kind, personal) in personal {
                let said = clear_text(personal);
                out.extend(said.map(|(subject, words)| text(&e.incident, kind, Some(subject), &findable(kind, words))));
            }
            out.extend(e.place.as_ref().map(|place| text(&e.incident, "place", None, &place.label)));
        }
        Event::IncidentAnswered(e) => {
            let said = e.words.as_ref().and_then(clear_text);
            out.extend(said.map(|(subject, words)| text(&e.incident, "answer", Some(subject), words)));
        }
        Event::IncidentMoved(e) => out.push(text(&e.incident, "place", None, &e.place.label)),
        Event::TypeSet(e) => out.push(text(&e.incident, "type", None, &e.type_code)),
        Event::IncidentClosed(e) => out.push(text(&e.incident, "disposition", None, &e.disposition)),
        Event::IncidentClosedLate(e) => out.push(text(&e.incident, "disposition", None, &e.disposition)),
        Event::IncidentReopened(e) => out.push(text(&e.incident, "reopened", None, &e.reason)),
        Event::SubjectErased(e) => out.push(Projection::DropSubject(e.subject.0.clone())),
        _ => {}
    }
    for incident in touched(clear) {
        if recorded.event.stream() != StreamId::new("incident", incident) {
            out.push(Projection::Story { incident: incident.to_string(), gseq: recorded.gseq });
        }
        if describes(clear) {
            out.extend(board.incidents.get(&incident).map(|i| Projection::Incident(entry(i))));
        }
    }
    out
}

/// Whether an event changes what the history list shows of an incident. Runs and notes do not: while an incident is on
/// the board the board tells them, and closing, after which they cannot change, writes the whole.
fn describes(event: &Event) -> bool {
    matches!(
        event,
        Event::IncidentOpened(_)
            | Event::PrioritySet(_)
            | Event::TypeSet(_)
            | Event::IncidentMoved(_)
            | Event::IncidentClosed(_)
            | Event::IncidentReopened(_)
            | Event::IncidentMerged(_)
            | Event::IncidentSplit(_)
            | Event::IncidentUndone(_)
            | Event::IncidentClosedLate(_)
    )
}

/// The incidents an event says something about.
pub fn touched(event: &Event) -> Vec<IncidentId> {
    match event {
        Event::IncidentOpened(e) => vec![e.incident],
        Event::NoteAdded(e) => vec![e.incident],
        Event::PrioritySet(e) => vec![e.incident],
        Event::TypeSet(e) => vec![e.incident],
        Event::IncidentMoved(e) => vec![e.incident],
        Event::IncidentClosed(e) => vec![e.incident],
        Event::IncidentReopened(e) => vec![e.incident],
        Event::UnitAssigned(e) => std::iter::once(e.incident).chain(e.diverted_from).collect(),
        Event::UnitStatusSet(e) => e.incident.into_iter().collect(),
        Event::UnitReleased(e) => vec![e.incident],
        Event::CallAttached(e) => vec![e.incident],
        Event::CallDetached(e) => vec![e.incident],
        Event::IncidentMerged(e) => vec![e.incident, e.into],
        Event::IncidentSplit(e) => vec![e.incident, e.from],
        Event::IncidentLinked(e) => vec![e.incident, e.other],
        Event::IncidentUnlinked(e) => vec![e.incident, e.other],
        Event::NoteStruck(e) => vec![e.incident],
        Event::IncidentUndone(e) => vec![e.incident],
        Event::UnitTransferred(e) => vec![e.from, e.to],
        Event::UnitReleaseUndone(e) => vec![e.incident],
        Event::UnitAsideUndone(e) => e.incident.into_iter().collect(),
        Event::LateStatusUndone(e) => vec![e.incident],
        Event::UnitUndone(e) => e.incident.into_iter().chain(e.back_to).collect(),
        Event::EmergencyRaised(e) => e.incident.into_iter().collect(),
        Event::EmergencyAcknowledged(e) => e.incident.into_iter().collect(),
        Event::EmergencyCleared(e) => e.incident.into_iter().collect(),
        Event::WelfareSet(e) => e.incident.into_iter().collect(),
        Event::WelfareEnded(e) => e.incident.into_iter().collect(),
        Event::ReliefSet(e) => vec![e.incident],
        Event::StatusBackdated(e) => vec![e.incident],
        Event::ParStarted(e) => vec![e.incident],
        Event::ParCalled(e) => vec![e.incident],
        Event::ParAnswered(e) => vec![e.incident],
        Event::ParEnded(e) => vec![e.incident],
        Event::TimerFired(e) => e.key.incident().into_iter().collect(),
        Event::TimerRearmed(e) => e.key.incident().into_iter().collect(),
        Event::SafetyOverridden(e) => e.incident.into_iter().collect(),
        Event::CrewLoggedOff(e) => e.incident.into_iter().collect(),
        Event::IncidentStacked(e) => vec![e.incident],
        Event::IncidentUnstacked(e) => vec![e.incident],
        Event::StackOffered(e) => vec![e.incident],
        Event::StaffUndone(e) => e
            .stack
            .iter()
            .map(|held| held.incident)
            .chain(e.back_to)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect(),
        Event::SiteSet(e) => e.details.incident.into_iter().collect(),
        Event::SiteClosed(e) => e.incident.into_iter().collect(),
        Event::UnitSent(e) => vec![e.incident],
        Event::RadioLogged(_) | Event::RadioCorrected(_) | Event::RadioStruck(_) => {
            watchfloor_domain::radio::event::incidents_of(event)
        }
        other => watchfloor_domain::intake::incident_of(other)
            .or_else(|| watchfloor_domain::work::incident_of(other))
            .or_else(|| watchfloor_domain::resource::event::incident_of(other))
            .or_else(|| watchfloor_domain::ics::incident_of(other))
            .into_iter()
            .collect(),
    }
}

/// A telephone number is also found however else it is written.
fn findable<'a>(kind: &str, words: &'a str) -> Cow<'a, str> {
    match duplicate::phone_word(words).filter(|_| kind == "phone") {
        Some(word) => format!("{words} {word}").into(),
        None => words.into(),
    }
}

fn clear_text(personal: &Personal) -> Option<(String, &str)> {
    match personal {
        Personal::Clear { subject, text } if !text.is_empty() => Some((subject.0.clone(), text)),
        _ => None,
    }
}

fn entry(incident: &Incident) -> IncidentEntry {
    IncidentEntry {
        id: incident.id.to_string(),
        number: incident.number.clone(),
        type_code: incident.type_code.clone(),
        priority: incident.priority.code().to_owned(),
        state: incident.state().word().to_owned(),
        opened_ms: incident.opened_ms,
        closed_ms: incident.closed.as_ref().map(|c| c.at_ms),
        lon: incident.place.as_ref().map(|p| p.at.lon()),
        lat: incident.place.as_ref().map(|p| p.at.lat()),
        disposition: incident.closed.as_ref().map(|c| c.disposition.clone()),
        state_json: serde_json::to_string(incident).expect("an incident holds only strings, numbers and lists"),
    }
}
