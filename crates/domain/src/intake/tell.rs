//! The sentences of intake.

use super::event::PaperStep;
use crate::board::Board;
use crate::event::Event;
use crate::story::Sentence;

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    let number = |id| board.number_of(id);
    match event {
        Event::IncidentAnswered(e) => {
            let s = s.with("number", number(e.incident)).with("ask_en", &e.ask.en).with("ask_zh", &e.ask.zh);
            match (&e.label, &e.words) {
                (Some(label), _) => s.with("answer_en", &label.en).with("answer_zh", &label.zh),
                (None, Some(words)) => s.secret("answer", words).variant("words"),
                (None, None) => s.with("answer_en", "–").with("answer_zh", "–"),
            }
        }
        Event::UnitRunEntered(e) => {
            let steps: Vec<String> = e.steps.iter().chain(&e.cleared).map(stamp).collect();
            let s = s.with("unit", &e.unit.0).with("number", number(e.incident)).with("reason", &e.reason);
            let s = s.with("steps", steps.join(", "));
            if e.cleared.is_none() { s.variant("out") } else { s }
        }
        Event::IncidentClosedLate(e) => {
            let s = s.with("number", number(e.incident)).with("disposition", &e.disposition);
            s.with("time", &e.clock).with("reason", &e.reason)
        }
        Event::PremiseSet(e) => {
            let s = s.with("place", crate::story::place(&e.place)).secret("text", &e.text);
            s.variant(e.kind.word())
        }
        Event::PremiseEnded(e) => {
            let premise = board.premises.get(e.premise);
            let place = premise.map_or_else(|| e.premise.to_string(), |p| crate::story::place(&p.place));
            s.with("place", place).with("reason", &e.reason)
        }
        Event::PaperBoardSet(e) => s.with("minutes", e.every_min.to_string()).with("languages", e.languages.word()),
        _ => s,
    }
}

fn stamp(step: &PaperStep) -> String {
    format!("{} {}", step.status.code(), step.clock)
}
