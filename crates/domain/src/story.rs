//! Says in words what an event is: a message key and parameters, the same for preview, receipt and timeline, so that
//! what was promised, done and recorded read alike.

mod crew;

use crate::board::Board;
use crate::event::{Event, Was};
use crate::ids::IncidentId;
use crate::link::LinkKind;
use crate::personal::Personal;
use crate::shelf;
use crate::types::LayerSort;
use std::collections::BTreeMap;
use watchfloor_warning::chain::State;

/// A sentence without its language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sentence {
    pub key: String,
    pub params: BTreeMap<String, String>,
    /// Parameters that only a seat with the right may read.
    pub personal: Vec<(&'static str, Personal)>,
}

impl Sentence {
    fn of(event: &Event) -> Self {
        Self { key: format!("event.{}", event.typ()), ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn variant(mut self, suffix: &str) -> Self {
        self.key = format!("{}.{suffix}", self.key);
        self
    }

    pub(crate) fn secret(mut self, name: &'static str, value: &Personal) -> Self {
        self.personal.push((name, value.clone()));
        self
    }
}

/// The sentence of an event; `board` is the picture before it.
pub fn tell(board: &Board, event: &Event) -> Sentence {
    let s = Sentence::of(event);
    match event {
        Event::IncidentOpened(e) => opened(e, s)
            .with("number", &e.number)
            .with("type", &e.type_code)
            .with("priority", e.priority.code())
            .with("place", e.place.as_ref().map_or("", |p| p.label.as_str()))
            .secret("what", &e.what),
        Event::NoteAdded(e) => s.with("number", number(board, e.incident)).secret("text", &e.text),
        Event::PrioritySet(e) => {
            s.with("number", number(board, e.incident)).with("from", e.from.code()).with("priority", e.priority.code())
        }
        Event::TypeSet(e) => {
            s.with("number", number(board, e.incident)).with("from", &e.from).with("type", &e.type_code)
        }
        Event::IncidentMoved(e) => s.with("number", number(board, e.incident)).with("place", place(&e.place)),
        Event::IncidentClosed(e) => {
            let s = s.with("number", number(board, e.incident)).with("disposition", &e.disposition);
            let left = board.incidents.get(&e.incident).map(|held| board.leftover(held)).unwrap_or_default();
            if left.is_empty() {
                return s;
            }
            left.fields().into_iter().fold(s, |s, (name, value)| s.with(name, value)).variant("leaving")
        }
        Event::IncidentReopened(e) => s.with("number", number(board, e.incident)).with("reason", &e.reason),
        Event::UnitAdded(_) | Event::UnitAssigned(_) | Event::UnitStatusSet(_) | Event::UnitReleased(_) => {
            unit(board, event, s)
        }
        Event::WarningReceived(_)
        | Event::WarningStateChanged(_)
        | Event::WarningAcknowledged(_)
        | Event::WarningNotified(_) => warning(board, event, s),
        Event::FeedAdded(e) => s.with("feed", &e.feed.0).with("url", &e.url),
        Event::FeedRemoved(e) => s.with("feed", &e.feed.0),
        Event::FeedFaulted(e) => s.with("feed", &e.feed.0).with("why", &e.why),
        Event::FeedStateChanged(e) => s.with("feed", &e.feed.0).with("from", &e.from).with("state", &e.state),
        Event::CameraRegistered(e) => s.with("camera", &e.details.name),
        Event::AreaActivated(e) => s.with("area", &e.area.name),
        Event::LayerAdded(_) | Event::LayerRemoved(_) => layer(event, s),
        Event::CallAttached(_)
        | Event::CallDetached(_)
        | Event::IncidentMerged(_)
        | Event::IncidentSplit(_)
        | Event::IncidentLinked(_)
        | Event::IncidentUnlinked(_)
        | Event::NoteStruck(_)
        | Event::IncidentUndone(_)
        | Event::UnitTransferred(_)
        | Event::UnitReleaseUndone(_)
        | Event::UnitAsideUndone(_)
        | Event::LateStatusUndone(_)
        | Event::UnitUndone(_) => tied(board, event, s),
        other => office(board, other, s),
    }
}

/// From paper with the call's time and the reason; else, where both are known, how long the caller waited.
fn opened(e: &crate::event::IncidentOpened, s: Sentence) -> Sentence {
    match (&e.paper, e.ring_ms, e.answered_ms) {
        (Some(paper), ..) => s.with("time", &paper.clock).with("reason", &paper.reason).variant("paper"),
        (None, Some(ring), Some(answered)) => {
            s.with("ring_s", (answered.saturating_sub(ring) / 1_000).to_string()).variant("rang")
        }
        _ => s,
    }
}

fn unit(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::UnitAdded(e) => s.with("unit", &e.unit.0).with("type", &e.kind).with("station", &e.station),
        Event::UnitAssigned(e) => {
            let s = s.with("unit", &e.unit.0).with("number", number(board, e.incident)).with("from", e.from.code());
            match e.diverted_from {
                Some(left) => {
                    let s = s.with("left", number(board, left));
                    // What is abandoned: the last unit leaves nobody there.
                    let last = board.incidents.get(&left).is_some_and(|i| i.open_runs().all(|run| run.unit == e.unit));
                    s.variant(if last { "diverted_last" } else { "diverted" })
                }
                None => s,
            }
        }
        Event::UnitStatusSet(e) => {
            let s = s.with("unit", &e.unit.0).with("from", e.from.code()).with("status", e.status.code());
            match (&e.reason, &e.destination) {
                (Some(reason), _) => s.with("reason", reason).variant("reason"),
                (None, Some(destination)) => s.with("destination", destination).variant("destination"),
                (None, None) => s,
            }
        }
        Event::UnitReleased(e) => {
            let s = s.with("unit", &e.unit.0).with("number", number(board, e.incident)).with("status", e.status.code());
            match (&e.disposition, &e.reason) {
                (Some(disposition), _) => s.with("disposition", disposition),
                (None, Some(reason)) => s.with("reason", reason).variant("reason"),
                (None, None) => s.variant("plain"),
            }
        }
        _ => s,
    }
}

fn warning(board: &Board, event: &Event, s: Sentence) -> Sentence {
    let name = |key| board.warnings.get(key).and_then(|w| w.message.infos.first()).map(|i| i.event.clone());
    match event {
        Event::WarningReceived(e) => {
            let event = e.message.infos.first().map(|i| i.event.clone()).unwrap_or_default();
            let severity = format!("{:?}", e.message.severity());
            s.with("event", event)
                .with("severity", severity)
                .with("source", &e.source)
                .with("msg_type", format!("{:?}", e.message.msg_type))
                .with("status", format!("{:?}", e.message.status))
        }
        Event::WarningStateChanged(e) => s
            .with("event", name(&e.key).unwrap_or_else(|| e.key.0.clone()))
            .with("from", state_word(e.from))
            .with("state", state_word(e.state)),
        Event::WarningAcknowledged(e) => s.with("event", name(&e.key).unwrap_or_else(|| e.key.0.clone())),
        Event::WarningNotified(e) => {
            let s = s.with("event", name(&e.key).unwrap_or_else(|| e.key.0.clone()));
            match &e.failure {
                Some(failure) => s.with("failure", failure).variant("failed"),
                None => s,
            }
        }
        _ => s,
    }
}

fn office(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::UserCreated(e) => s.with("user", &e.user.0).with("role", e.role.word()),
        Event::PasswordSet(e) => s.with("user", &e.user.0),
        Event::UserDisabled(e) => s.with("user", &e.user.0).with("reason", &e.reason),
        Event::SignedOn(e) => s.with("user", &e.user.0).with("role", e.role.word()),
        Event::SignedOff(e) => s.with("user", &e.user.0),
        Event::SignOnRefused(e) => s.with("user", &e.user.0),
        Event::ClosureSet(e) => s.with("reason", &e.details.reason),
        Event::ClosureLifted(e) => {
            let what = board.closures.get(&e.closure).map_or_else(String::new, |c| c.details.reason.clone());
            s.with("closure", what).with("reason", &e.reason)
        }
        Event::AliasSet(e) => s.with("name", &e.alias.text).with("place", place(&e.alias.place)),
        Event::AliasRemoved(e) => s.with("name", &e.text),
        Event::AlarmRaised(e) => {
            let s = s.with("number", number(board, e.incident)).with("from", e.from.to_string());
            let s = s.with("level", e.level.to_string());
            if e.level < e.from { s.variant("lowered") } else { s }
        }
        Event::IncidentRecommended(e) if e.proposed.is_some() => proposed(board, e, s.variant("proposed")),
        Event::IncidentRecommended(e) => {
            let first = e.recommendation.units.first();
            let s = s.with("number", number(board, e.incident)).with("count", e.recommendation.units.len().to_string());
            match first {
                Some(first) => s.with("unit", &first.unit.0),
                None => s.variant("none"),
            }
        }
        Event::AlarmShelved(e) => s.with("about", shelf::about(board, &e.alarm)).with("reason", &e.reason),
        Event::AlarmReturned(e) => {
            let s = s.with("about", shelf::about(board, &e.alarm));
            if e.early { s.variant("early") } else { s }
        }
        Event::NumberingSet(e) => s.with("template", &e.numbering.template),
        Event::BackupPlaceSet(e) => match &e.dir {
            Some(dir) => s.with("dir", dir),
            None => s.variant("none"),
        },
        Event::SubjectErased(e) => s.with("subject", &e.subject.0).with("reason", &e.reason),
        Event::ConsoleStarted(e) => {
            let s = s.with("console", &e.console).with("version", &e.version);
            if e.clean { s } else { s.variant("unclean") }
        }
        Event::ConsoleStopped(e) => s.with("console", &e.console),
        Event::BackupVerified(e) => s.with("path", &e.path).with("seq", e.gseq.to_string()),
        Event::BackupFailed(e) => s.with("why", &e.why),
        Event::PlanSet(e) => {
            let s = s.with("name", &e.name).with("edition", &e.edition);
            let plan = crate::plan::read(&e.text).ok();
            let dropped = plan.map(|plan| board.types_dropped(&plan)).unwrap_or_default();
            if dropped.is_empty() {
                return s;
            }
            let types: Vec<String> =
                dropped.iter().map(|(code, open)| format!("{code} ({})", open.join(" "))).collect();
            s.with("types", types.join(", ")).variant("dropping")
        }
        Event::DrillClockSet(e) if e.paused => s.variant("paused"),
        Event::DrillClockSet(e) => s.with("speed", e.speed.to_string()),
        Event::RadioLogged(_) | Event::RadioCorrected(_) | Event::RadioStruck(_) => crate::radio::tell(board, event, s),
        other => crew::tell(board, other, s),
    }
}

fn tied(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::CallAttached(e) => s.with("number", number(board, e.incident)).secret("what", &e.what),
        Event::CallDetached(e) => {
            let s = s.with("number", number(board, e.incident));
            if e.into.is_some() { s.variant("opened") } else { s }
        }
        Event::IncidentMerged(e) => {
            let s = s.with("number", number(board, e.incident)).with("into", number(board, e.into));
            match e.tasks.len() {
                0 => s,
                tasks => s.with("tasks", tasks.to_string()).variant("tasks"),
            }
        }
        Event::IncidentSplit(e) => s.with("number", number(board, e.incident)).with("from", number(board, e.from)),
        Event::IncidentLinked(e) => {
            let s = s.with("number", number(board, e.incident)).with("other", number(board, e.other));
            if e.kind == LinkKind::Parent { s.variant("parent") } else { s }
        }
        Event::IncidentUnlinked(e) => s.with("number", number(board, e.incident)).with("other", number(board, e.other)),
        Event::NoteStruck(e) => {
            let s = s.with("number", number(board, e.incident));
            let note = board.incidents.get(&e.incident).and_then(|i| i.notes.iter().find(|note| note.gseq == e.note));
            match note {
                Some(note) => s.secret("text", &note.text),
                None => s.variant("plain"),
            }
        }
        Event::IncidentUndone(e) => {
            let s = s.with("number", number(board, e.incident));
            match &e.was {
                Was::Priority(priority) => s.with("priority", priority.code()).variant("priority"),
                Was::Type(code) => s.with("type", code).variant("type"),
                Was::Place(Some(at)) => s.with("place", place(at)).variant("place"),
                Was::Place(None) => s.variant("no_place"),
                Was::Open(_) => s.variant("open"),
                Was::Level(level) => s.with("level", level.to_string()).variant("level"),
            }
        }
        Event::UnitTransferred(e) => {
            let s = s.with("unit", &e.unit.0).with("left", number(board, e.from));
            s.with("number", number(board, e.to)).with("status", e.status.code())
        }
        Event::UnitReleaseUndone(e) => {
            let s = s.with("unit", &e.unit.0).with("number", number(board, e.incident));
            s.with("status", e.before.status.code())
        }
        Event::UnitAsideUndone(e) if e.stack.is_some() => s.with("unit", &e.unit.0).variant("stack"),
        Event::UnitAsideUndone(e) => s.with("unit", &e.unit.0),
        Event::LateStatusUndone(e) => {
            let s = s.with("unit", &e.unit.0).with("number", number(board, e.incident));
            s.with("status", e.status.code())
        }
        Event::UnitUndone(e) => {
            let s = s.with("unit", &e.unit.0).with("status", e.before.status.code());
            match (e.assignment, e.incident, e.back_to) {
                (true, Some(left), Some(back)) => {
                    s.with("number", number(board, left)).with("back", number(board, back)).variant("diverted")
                }
                (true, Some(left), None) => s.with("number", number(board, left)).variant("assignment"),
                _ => s,
            }
        }
        _ => s,
    }
}

fn proposed(board: &Board, e: &crate::event::IncidentRecommended, s: Sentence) -> Sentence {
    let Some(proposed) = &e.proposed else { return s };
    let units: Vec<&str> = proposed.sent().map(|chosen| chosen.unit.0.as_str()).collect();
    let missing: u32 = proposed.needs.iter().map(|need| need.missing).sum();
    let s = s.with("number", number(board, e.incident)).with("level", proposed.level.to_string());
    let s = s.with("units", if units.is_empty() { "–".to_owned() } else { units.join(" ") });
    if missing > 0 { s.with("missing", missing.to_string()).variant("short") } else { s }
}

fn layer(event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::LayerAdded(e) if e.layer.sort == LayerSort::Basemap => s.variant("basemap").with("name", &e.layer.title),
        Event::LayerAdded(e) => {
            let s = s.with("name", &e.layer.title).with("source", &e.layer.source).with("datum", &e.layer.datum);
            let s = s.with("count", e.layer.features.to_string()).with("faulty", e.layer.faulty.to_string());
            match e.layer.shifted_m {
                Some(metres) => s.variant("shifted").with("metres", metres.to_string()),
                None => s,
            }
        }
        Event::LayerRemoved(e) if e.sort == LayerSort::Basemap => s.variant("basemap").with("name", &e.id),
        Event::LayerRemoved(e) => s.with("name", &e.id),
        _ => s,
    }
}

fn number(board: &Board, id: IncidentId) -> String {
    board.incidents.get(&id).map_or_else(|| id.to_string(), |i| i.number.clone())
}

pub(crate) fn place(place: &crate::types::Place) -> String {
    if place.label.is_empty() { format!("{:.5}, {:.5}", place.at.lat(), place.at.lon()) } else { place.label.clone() }
}

/// The word of a warning's state on the wire.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::InForce => "in_force",
        State::Overdue => "overdue",
        State::Ended => "ended",
        State::Superseded => "superseded",
        State::Cancelled => "cancelled",
    }
}
