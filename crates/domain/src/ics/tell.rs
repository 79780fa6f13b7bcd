//! The sentences of command.

use super::event::incident_of;
use super::{Holder, ObjectiveState, Triage};
use crate::board::Board;
use crate::event::Event;
use crate::ids::IncidentId;
use crate::story::Sentence;

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    let Some(id) = incident_of(event) else { return crate::site::tell(board, event, s) };
    let s = s.with("number", board.number_of(id));
    match event {
        Event::PostTaken(e) => {
            let s = held(s.with("post", e.post.word()), "holder", &e.holder);
            let s = match &e.note {
                Some(note) => s.secret("note", note),
                None => s.with("note", ""),
            };
            match &e.from {
                Some(from) => held(s, "from", from).variant("relieved"),
                None => s,
            }
        }
        Event::PostLeft(e) => held(s.with("post", e.post.word()), "holder", &e.holder).secret("reason", &e.reason),
        Event::SectorSet(e) => {
            let s = s.with("kind", e.kind.word()).with("sector", e.sector.to_string()).with("name", &e.name);
            match &e.supervisor {
                Some(supervisor) => held(s, "supervisor", supervisor).variant("supervisor"),
                None => s,
            }
        }
        Event::SectorClosed(e) => s.with("sector", e.sector.to_string()).with("name", &e.name),
        Event::UnitsSectored(e) => {
            let units: Vec<&str> = e.units.iter().map(|unit| unit.0.as_str()).collect();
            let s = s.with("units", units.join(" "));
            match e.sector {
                Some(sector) => s.with("sector", sector.to_string()).with("name", &e.name),
                None => s.variant("out"),
            }
        }
        Event::ObjectiveAdded(e) => s.with("objective", e.objective.to_string()).secret("text", &e.text),
        Event::ObjectiveStateSet(e) => {
            let s = objective(board, id, e.objective, s);
            match (e.state, &e.reason) {
                (ObjectiveState::Open, _) => s.variant("open"),
                (ObjectiveState::Met, _) => s.variant("met"),
                (ObjectiveState::Dropped, Some(reason)) => s.secret("reason", reason).variant("dropped"),
                (ObjectiveState::Dropped, None) => s.with("reason", "").variant("dropped"),
            }
        }
        Event::ObjectivesOrdered(e) => {
            s.with("order", e.order.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))
        }
        Event::CasualtiesCounted(e) => {
            let figures = [
                ("immediate", e.count.immediate),
                ("delayed", e.count.delayed),
                ("minor", e.count.minor),
                ("deceased", e.count.deceased),
            ];
            let s = figures.into_iter().fold(s, |s, (name, figure)| s.with(name, figure.to_string()));
            match board.incidents.get(&id).and_then(|held| held.ics.casualties.as_ref()).map(|counted| counted.count) {
                Some(Triage { immediate, delayed, minor, deceased }) => {
                    s.with("from", format!("{immediate} {delayed} {minor} {deceased}")).variant("again")
                }
                None => s,
            }
        }
        Event::MajorDeclared(e) => s.with("reason", &e.reason),
        Event::MajorStoodDown(e) => s.with("reason", &e.reason),
        _ => s,
    }
}

fn held(s: Sentence, name: &'static str, holder: &Holder) -> Sentence {
    match holder {
        Holder::Unit(unit) => s.with(name, &unit.0),
        Holder::Person(person) => s.secret(name, person),
    }
}

fn objective(board: &Board, id: IncidentId, number: u32, s: Sentence) -> Sentence {
    let s = s.with("objective", number.to_string());
    let found = board.incidents.get(&id).and_then(|i| i.ics.objectives.iter().find(|it| it.number == number));
    match found {
        Some(found) => s.secret("text", &found.text),
        None => s.with("text", ""),
    }
}
