//! Sentences about crews.

use super::{Sentence, number};
use crate::board::Board;
use crate::event::Event;
use crate::harm::Harm;
use crate::timer::TimerKey;

/// Lateness that nobody notices is not told, milliseconds.
const NOTICED_MS: i64 = 1_000;

pub(super) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::EmergencyRaised(e) => s.with("unit", &e.unit.0).variant(e.source.word()),
        Event::EmergencyAcknowledged(e) => s.with("unit", &e.unit.0),
        Event::EmergencyCleared(e) => s.with("unit", &e.unit.0).with("reason", &e.reason),
        Event::RequestRaised(e) => s.with("unit", &e.unit.0).variant(e.what.word()),
        Event::RequestAnswered(e) => s.with("unit", &e.unit.0),
        Event::WelfareSet(e) => s.with("unit", &e.unit.0).with("minutes", e.minutes.to_string()),
        Event::WelfareEnded(e) => s.with("unit", &e.unit.0),
        Event::ReliefSet(e) => s.with("unit", &e.unit.0).with("by", &e.by.0).with("number", number(board, e.incident)),
        Event::StatusBackdated(e) => {
            let s = s.with("unit", &e.unit.0).with("status", e.status.code()).with("reason", &e.reason);
            s.with("number", number(board, e.incident)).with("time", &e.clock)
        }
        Event::ParStarted(e) => {
            let s = s.with("number", number(board, e.incident)).with("minutes", e.every_min.to_string());
            benchmark(s, &e.benchmark)
        }
        Event::ParCalled(e) => benchmark(s.with("number", number(board, e.incident)), &e.benchmark),
        Event::ParAnswered(e) => {
            let s = s.with("unit", &e.unit.0).with("number", number(board, e.incident));
            if e.ok { s } else { s.variant("missing") }
        }
        Event::ParEnded(e) => s.with("number", number(board, e.incident)),
        Event::TimerFired(e) => {
            let s = watched(board, &e.key, s);
            match e.late_ms > NOTICED_MS {
                true => s.with("late_s", (e.late_ms / 1_000).to_string()).variant("late"),
                false => s,
            }
        }
        Event::TimerRearmed(e) => watched(board, &e.key, s),
        Event::SafetyOverridden(e) => {
            let s = s.with("unit", &e.unit.0).variant(e.harm.word());
            let s = match &e.harm {
                Harm::PeopleMissing { incident } => s.with("number", number(board, *incident)),
                Harm::Patient { destination } => s.with("destination", destination.as_deref().unwrap_or("–")),
                Harm::Emergency | Harm::Unanswered => s,
            };
            if e.reason.is_empty() { s } else { s.with("reason", &e.reason).variant("reason") }
        }
        Event::StatusCodesSet(e) => s.with("preset", e.preset.word()),
        other => {
            crate::work::tell(board, other, crate::intake::tell(board, other, crate::staff::tell(board, other, s)))
        }
    }
}

fn benchmark(s: Sentence, benchmark: &str) -> Sentence {
    if benchmark.is_empty() { s } else { s.with("benchmark", benchmark).variant("benchmark") }
}

fn watched(board: &Board, key: &TimerKey, s: Sentence) -> Sentence {
    match key {
        TimerKey::Status { unit, status } => s.with("unit", &unit.0).with("status", status.code()).variant("status"),
        TimerKey::Welfare { unit } => s.with("unit", &unit.0).variant("welfare"),
        TimerKey::Par { incident } => s.with("number", number(board, *incident)).variant("par"),
    }
}
