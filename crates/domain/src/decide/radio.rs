//! The radio log: messages entered with the next number, late ones with a reason, corrected ones as a new version.

use super::incident::narrative;
use super::{Context, bounded, text, work};
use crate::board::Board;
use crate::event::Event;
use crate::ids::{IncidentId, SubjectId};
use crate::number::{self, LocalTime};
use crate::personal::Personal;
use crate::radio::event::{RadioCorrected, RadioLogged};
use crate::radio::{Direction, Draft, KEPT_MS, LATEST_MS, Order, Said, usual};
use crate::rejection::Rejection;
use crate::work::{Category, Entry, LogEntry};

/// Longest name of a talk group, and of who spoke, in characters.
const LONGEST_CHANNEL: usize = 40;
const LONGEST_NAME: usize = 200;
/// Older than this is late and needs a reason, milliseconds: hands were full.
const LATE_MS: i64 = 2 * 60_000;
/// How far ahead of this console's clock a message may be, milliseconds.
const AHEAD_MS: i64 = 60_000;

pub(super) fn decide(board: &Board, order: &Order, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let event = match order {
        Order::Enter { draft, reason } => entered(board, draft, reason, ctx)?,
        Order::Correct { message, draft, reason } => corrected(board, message, draft, (reason, ctx))?,
    };
    Ok(vec![event])
}

/// A note of an incident that was said on radio or telephone is a message of the log like any other.
pub(super) fn of_note(incident: IncidentId, words: &str, entry: &LogEntry, board: &Board) -> Draft {
    let unit = entry.from.as_deref().and_then(|from| board.find_unit(from.trim())).map(|unit| unit.id.clone());
    Draft {
        at_ms: None,
        direction: Direction::In,
        channel: String::new(),
        unit,
        incident: Some(incident),
        text: words.to_owned(),
        entry: entry.clone(),
    }
}

pub(super) fn entered(board: &Board, draft: &Draft, reason: &str, ctx: &Context) -> Result<Event, Rejection> {
    let at_ms = draft.at_ms.unwrap_or(ctx.now_ms);
    in_time(at_ms, ctx)?;
    let reason = bounded("reason", reason)?.trim();
    let late = at_ms < ctx.now_ms.saturating_sub(LATE_MS);
    if late && reason.is_empty() {
        return Err(Rejection::argument("reason", "refused.radio_late")
            .with("time", number::wall_clock(at_ms, ctx.zone_offset_min)));
    }
    // Numbers run in the order of writing, as in a book; when it was said stands beside it.
    let local = LocalTime::at(ctx.now_ms, ctx.zone_offset_min);
    let numbering = board.plan().log_numbering.as_ref().map_or_else(usual, |rule| rule.numbering());
    let period = number::period(numbering.reset, local);
    let count = board.radio.sequence.get(&period).map_or(1, |highest| highest.saturating_add(1));
    let said = said(board, draft, (at_ms, &period), ctx)?;
    let reason = late.then(|| reason.to_owned());
    Ok(RadioLogged { number: number::print(&numbering, local, count), period, count, said, reason }.into())
}

fn corrected(board: &Board, named: &str, draft: &Draft, (reason, ctx): (&str, &Context)) -> Result<Event, Rejection> {
    let unknown = |name: &str| {
        let kept = (KEPT_MS / 3_600_000).to_string();
        Rejection::not_found("entry", "refused.no_such_message", name).with("hours", kept)
    };
    let message = board.radio.find(named).ok_or_else(|| unknown(named.trim()))?;
    if message.struck.is_some() {
        return Err(Rejection::rule("refused.message_struck").with("name", &message.number));
    }
    let before = message.now().ok_or_else(|| unknown(&message.number))?;
    let at_ms = draft.at_ms.unwrap_or(before.said.at_ms);
    if draft.at_ms.is_some_and(|at_ms| at_ms != before.said.at_ms) {
        in_time(at_ms, ctx)?;
    }
    let was_about = before.said.incident;
    // What is closed stays as it is: its note cannot be struck behind its back.
    if let Some(id) = was_about {
        board.open_incident(id)?;
    }
    Ok(RadioCorrected {
        number: message.number.clone(),
        period: message.period.clone(),
        count: message.count,
        said: said(board, draft, (at_ms, &message.period), ctx)?,
        reason: text("reason", reason)?.to_owned(),
        was_about,
    }
    .into())
}

fn in_time(at_ms: i64, ctx: &Context) -> Result<(), Rejection> {
    if at_ms > ctx.now_ms.saturating_add(AHEAD_MS) {
        return Err(Rejection::argument("at_ms", "refused.in_the_future"));
    }
    if at_ms < ctx.now_ms.saturating_sub(LATEST_MS) {
        return Err(
            Rejection::argument("at_ms", "refused.radio_too_old").with("hours", (LATEST_MS / 3_600_000).to_string())
        );
    }
    Ok(())
}

fn said(board: &Board, draft: &Draft, (at_ms, period): (i64, &str), ctx: &Context) -> Result<Said, Rejection> {
    if !matches!(draft.entry.category, Category::Radio | Category::Phone) {
        return Err(Rejection::argument("category", "refused.radio_category"));
    }
    if let Some(incident) = draft.incident {
        board.open_incident(incident)?;
    }
    let unit = draft.unit.as_ref().map(|unit| board.unit(unit).map(|unit| unit.id.clone())).transpose()?;
    let words = text("text", &draft.text)?;
    let subject = subject(board, draft.incident, period);
    let short = |field: &str, words: &str, longest: usize| {
        let words = bounded(field, words)?.trim();
        if words.chars().count() > longest {
            return Err(Rejection::argument(field, "refused.too_long").with("limit", longest.to_string()));
        }
        Ok(words.to_owned())
    };
    let name = |field: &str, name: Option<&String>| {
        let name = short(field, name.map_or("", String::as_str), LONGEST_NAME)?;
        Ok::<_, Rejection>((!name.is_empty()).then(|| Personal::clear(subject.clone(), name)))
    };
    let channel = short("channel", &draft.channel, LONGEST_CHANNEL)?;
    if channel.chars().any(char::is_control) {
        return Err(Rejection::argument("channel", "refused.control_character"));
    }
    let entry = Entry {
        category: draft.entry.category,
        from: name("from", draft.entry.from.as_ref())?,
        to: name("to", draft.entry.to.as_ref())?,
        mentions: work::mentions(board, words, ctx),
        marked: draft.entry.marked,
    };
    let text = Personal::clear(subject.clone(), words);
    Ok(Said { at_ms, direction: draft.direction, channel, unit, incident: draft.incident, text, entry })
}

/// A message about an incident belongs to that incident's narrative, any other to its period's; after an erasure to a new
/// subject, since the key of the old one is gone for good.
fn subject(board: &Board, incident: Option<IncidentId>, period: &str) -> SubjectId {
    let Some(incident) = incident else {
        let named = |erasures: u32| match erasures {
            0 => SubjectId(format!("radio/{period}")),
            more => SubjectId(format!("radio/{period}/{more}")),
        };
        return (0..).map(named).find(|subject| !board.erased.contains(subject)).unwrap_or_else(|| named(0));
    };
    narrative(board, incident)
}
