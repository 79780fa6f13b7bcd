//! Sentences about crews and stacks.

use super::Unstacked;
use crate::board::Board;
use crate::event::Event;
use crate::story::Sentence;

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::CrewLoggedOn(e) => {
            let s = s.with("unit", &e.unit.0).with("count", e.members.len().to_string());
            let relieved = board.units.get(&e.unit).is_some_and(|unit| unit.crew().is_some());
            if relieved { s.variant("relieved") } else { s }
        }
        Event::CrewLoggedOff(e) => {
            let s = s.with("unit", &e.unit.0).with("reason", &e.reason);
            match e.incident {
                Some(left) => s.with("number", board.number_of(left)).variant("left"),
                None => s,
            }
        }
        Event::CrewPlanned(e) => s.with("unit", &e.unit.0).with("count", e.members.len().to_string()),
        Event::IncidentStacked(e) => {
            s.with("unit", &e.unit.0).with("number", board.number_of(e.incident)).with("place", e.place.to_string())
        }
        Event::IncidentUnstacked(e) => {
            let s = s.with("unit", &e.unit.0).with("number", board.number_of(e.incident));
            match (e.why, &e.reason) {
                (Unstacked::Asked, Some(reason)) => s.with("reason", reason).variant("reason"),
                (why, _) => s.variant(why.word()),
            }
        }
        Event::StaffUndone(e) => {
            let s = s.with("unit", &e.unit.0).with("status", e.before.status.code());
            match e.back_to {
                Some(back) => s.with("number", board.number_of(back)).variant("back"),
                None => s,
            }
        }
        Event::StackOffered(e) => s.with("unit", &e.unit.0).with("number", board.number_of(e.incident)),
        _ => s,
    }
}
