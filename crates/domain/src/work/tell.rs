//! The sentences of working together.

use super::event::incident_of;
use crate::board::Board;
use crate::event::Event;
use crate::story::Sentence;

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    let Some(id) = incident_of(event) else { return crate::ics::tell(board, event, s) };
    let s = s.with("number", board.incidents.get(&id).map_or_else(|| id.to_string(), |i| i.number.clone()));
    match event {
        Event::IncidentClaimed(e) => {
            let s = s.with("owner", &e.owner.0);
            match &e.from {
                Some(from) => s.with("from", &from.0).variant("taken"),
                None => s,
            }
        }
        Event::ClaimReleased(e) => s.with("owner", &e.owner.0),
        Event::HandOverOffered(e) => {
            let s = s.with("from", &e.from.0).with("to", &e.to.0);
            match &e.note {
                Some(note) => s.secret("note", note).variant("note"),
                None => s,
            }
        }
        Event::HandOverAccepted(e) => s.with("from", &e.from.0).with("to", &e.to.0).with("seat", &e.seat),
        Event::HandOverDeclined(e) => s.with("from", &e.from.0).with("to", &e.to.0).secret("reason", &e.reason),
        Event::HandOverWithdrawn(e) => s.with("from", &e.from.0).with("to", &e.to.0),
        Event::MentionsRead(e) => s.with("user", &e.user.0),
        Event::ProcedureStarted(e) => s.with("procedure", &e.procedure.id),
        Event::StepDone(e) => {
            let s = s.with("procedure", &e.procedure).with("step", &e.step);
            match &e.answer {
                Some(answer) => s.with("answer", answer).variant("answer"),
                None => s,
            }
        }
        Event::StepUndone(e) => s.with("procedure", &e.procedure).with("step", &e.step).with("reason", &e.reason),
        Event::TaskAdded(e) => {
            let s = s.with("task", e.task.to_string()).secret("text", &e.text);
            match &e.owner {
                Some(owner) => s.with("owner", &owner.0).variant("owner"),
                None => s,
            }
        }
        Event::TaskFinished(e) => s.with("task", e.task.to_string()),
        Event::LanesSet(e) => s.with("lanes", crate::traffic::letters(&e.lanes)).with("direction", &e.direction),
        Event::TrafficTimeSet(e) => {
            let s = s.with("mark", e.mark.word());
            if e.at_ms.is_some() { s } else { s.variant("withdrawn") }
        }
        Event::TrafficFlagsSet(e) => {
            let yes = |flag: bool| if flag { "+" } else { "–" };
            s.with("secondary", yes(e.secondary)).with("struck", yes(e.responder_struck))
        }
        Event::SignApproved(e) => s.with("lines", e.lines.join(" / ")),
        Event::FileAttached(e) => {
            let s = s.with("attachment", e.number.to_string()).with("media", e.media.word());
            s.with("kb", e.size.div_ceil(1_024).to_string()).secret("name", &e.name)
        }
        Event::AttachmentWithdrawn(e) => s.with("attachment", e.number.to_string()).secret("reason", &e.reason),
        _ => s,
    }
}
