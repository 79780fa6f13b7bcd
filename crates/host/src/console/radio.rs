//! The radio log: wire shapes become orders; what is asked for is read from the board, and what is older from the log.

use super::commands::incident_id;
use super::queries::{recalled, unread};
use super::refusal::bad;
use super::shift::first_since;
use crate::floor::Floor;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use watchfloor_api::ApiError;
use watchfloor_api::command::Command as Wire;
use watchfloor_api::link::IncidentRef;
use watchfloor_api::radio::{MessageInput, RadioLogOf, RadioLogView, RadioRow, RadioVersion};
use watchfloor_api::view::AckView;
use watchfloor_domain::Board;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::radio::event::concerns;
use watchfloor_domain::radio::{Direction, Draft, KEPT_MS, LATEST_MS, MOST_KEPT, Message, Order, Version, fold};
use watchfloor_domain::work::{Category, LogEntry};
use watchfloor_engine::ports::Vault;
use watchfloor_engine::record::Row;
use watchfloor_engine::recorded;

/// Longest span read from the log, ms, and most events read for it.
const LONGEST_MS: i64 = 7 * 24 * 3_600_000;
const MOST_READ: usize = 400_000;
/// How far before its time a message may have been entered, for clocks that were set, ms.
const SLACK_MS: i64 = 3_600_000;
const USUAL_ROWS: u32 = 500;
const MOST_ROWS: u32 = 2_000;
/// Most incidents looked up in the history for their numbers.
const MOST_NAMED: usize = 200;

/// The order of such a verb; none for other verbs.
pub(super) fn order(floor: &Floor, command: &Wire) -> Result<Option<Order>, ApiError> {
    Ok(Some(match command {
        Wire::LogRadio(log) => Order::Enter { draft: draft(floor, &log.message)?, reason: log.reason.clone() },
        Wire::CorrectRadio(to) => {
            Order::Correct { message: to.entry.clone(), draft: draft(floor, &to.message)?, reason: to.reason.clone() }
        }
        _ => return Ok(None),
    }))
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn draft(floor: &Floor, message: &MessageInput) -> Result<Draft, ApiError> {
    let category = match given(message.medium.as_ref()) {
        None => Category::Radio,
        Some(word) => Category::from_word(word).ok_or_else(|| bad("medium", "radio or phone"))?,
    };
    let direction = match given(message.direction.as_ref()) {
        None => Direction::In,
        Some(word) => Direction::from_word(word).ok_or_else(|| bad("direction", "in, out or heard"))?,
    };
    let (from, to) = (message.from.clone(), message.to.clone());
    Ok(Draft {
        at_ms: message.at_ms,
        direction,
        channel: message.channel.clone(),
        unit: given(message.unit.as_ref()).map(|unit| UnitId(unit.to_owned())),
        incident: given(message.incident.as_ref()).map(|name| incident_id(floor, name)).transpose()?,
        text: message.text.clone(),
        entry: LogEntry { category, from, to, marked: message.marked },
    })
}

/// The last entered first.
pub(super) fn log(floor: &Floor, of: &RadioLogOf) -> Result<RadioLogView, ApiError> {
    let now_ms = floor.engine.clock.now_ms();
    let (from_ms, to_ms) = (of.from_ms.unwrap_or(now_ms - KEPT_MS), of.to_ms.unwrap_or(i64::MAX));
    let incident = given(of.incident.as_ref()).map(|name| incident_id(floor, name)).transpose()?;
    let (messages, mut more) = messages(floor, (from_ms, to_ms, now_ms))?;
    let channels: BTreeSet<String> = messages.iter().filter_map(Message::now).map(|v| v.said.channel.clone()).collect();
    let unit = given(of.unit.as_ref()).map(|name| {
        let board = floor.engine.board();
        board.find_unit(name).map_or_else(|| UnitId(name.to_owned()), |unit| unit.id.clone())
    });
    let channel = given(of.channel.as_ref()).map(str::to_lowercase);
    let fits = |version: &Version| {
        let said = &version.said;
        (from_ms..to_ms).contains(&said.at_ms)
            && incident.is_none_or(|id| said.incident == Some(id))
            && unit.as_ref().is_none_or(|unit| said.unit.as_ref() == Some(unit))
            && channel.as_ref().is_none_or(|channel| said.channel.to_lowercase() == *channel)
    };
    let wanted = given(of.text.as_ref()).map(str::to_lowercase);
    let names = names(floor, &messages)?;
    let limit = of.limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS) as usize;
    let mut rows = Vec::new();
    for message in messages.iter().rev().filter(|message| message.now().is_some_and(fits)) {
        let Some(row) = row(&*floor.engine.vault, &names, message) else { continue };
        if wanted.as_ref().is_some_and(|words| !says(&row, words)) {
            continue;
        }
        if rows.len() == limit {
            more = true;
            break;
        }
        rows.push(row);
    }
    let channels = channels.into_iter().filter(|channel| !channel.is_empty()).collect();
    Ok(RadioLogView { messages: rows, channels, more })
}

/// Of the board, which has all of the last hours; what is older is folded from the log by the same rules.
fn messages(floor: &Floor, (from_ms, to_ms, now_ms): (i64, i64, i64)) -> Result<(Vec<Message>, bool), ApiError> {
    if from_ms >= now_ms - KEPT_MS {
        return Ok((floor.engine.board().radio.messages.iter().cloned().collect(), false));
    }
    if to_ms.min(now_ms).saturating_sub(from_ms) > LONGEST_MS {
        return Err(bad("from_ms", "at most 7 days at once"));
    }
    // What was entered late, and corrected after that.
    let last_ms = to_ms.min(now_ms).saturating_add(LATEST_MS + KEPT_MS);
    let (mut board, mut read, mut more) = (Board::default(), 0, false);
    let mut visit = |row: Row| {
        read += 1;
        if read > MOST_READ {
            more = true;
            return ControlFlow::Break(());
        }
        if row.recorded_ms > last_ms.saturating_add(SLACK_MS) {
            return ControlFlow::Break(());
        }
        if row.typ.starts_with("radio.")
            && let Ok(recorded) = recorded(&row)
            && concerns(&recorded.event)
        {
            fold(&mut board, &recorded);
        }
        ControlFlow::Continue(())
    };
    let start = first_since(&*floor.engine.reader, from_ms.saturating_sub(SLACK_MS)).map_err(|e| unread(&e))?;
    floor.engine.reader.scan(start, &mut visit).map_err(|e| unread(&e))?;
    more |= board.radio.messages.len() >= MOST_KEPT;
    Ok((board.radio.messages.into_iter().collect(), more))
}

/// Numbers of the incidents that messages are about, also of those that left the board.
fn names(floor: &Floor, messages: &[Message]) -> Result<BTreeMap<IncidentId, String>, ApiError> {
    let about: BTreeSet<IncidentId> =
        messages.iter().flat_map(|message| &message.versions).filter_map(|version| version.said.incident).collect();
    let mut named: BTreeMap<IncidentId, String> = {
        let board = floor.engine.board();
        about.iter().filter_map(|id| board.incidents.get(id).map(|i| (*id, i.number.clone()))).collect()
    };
    let gone: Vec<IncidentId> = about.into_iter().filter(|id| !named.contains_key(id)).take(MOST_NAMED).collect();
    for id in gone {
        if let Some(incident) = recalled(floor, id)? {
            named.insert(id, incident.number);
        }
    }
    Ok(named)
}

fn row(vault: &dyn Vault, names: &BTreeMap<IncidentId, String>, message: &Message) -> Option<RadioRow> {
    let mut versions = message.versions.iter().rev().map(|held| version(vault, names, held));
    Some(RadioRow {
        number: message.number.clone(),
        now: versions.next()?,
        before: versions.collect(),
        struck: message.struck.as_ref().map(|(by, at_ms)| AckView { by: by.clone(), at_ms: *at_ms }),
    })
}

fn version(vault: &dyn Vault, names: &BTreeMap<IncidentId, String>, held: &Version) -> RadioVersion {
    let said = &held.said;
    let about = |id: IncidentId| {
        let number = names.get(&id).cloned().unwrap_or_else(|| id.to_string());
        IncidentRef { id: id.to_string(), number }
    };
    RadioVersion {
        at_ms: said.at_ms,
        entered_ms: held.entered_ms,
        by: held.by.clone(),
        reason: held.reason.clone(),
        medium: said.entry.category.word().to_owned(),
        direction: said.direction.word().to_owned(),
        channel: said.channel.clone(),
        from: said.entry.from.as_ref().and_then(|name| vault.open(name)),
        to: said.entry.to.as_ref().and_then(|name| vault.open(name)),
        unit: said.unit.as_ref().map(|unit| unit.0.clone()),
        incident: said.incident.map(about),
        text: vault.open(&said.text),
        marked: said.entry.marked,
    }
}

fn says(row: &RadioRow, words: &str) -> bool {
    let has = |text: &String| text.to_lowercase().contains(words);
    let version = |held: &RadioVersion| [&held.text, &held.from, &held.to].into_iter().flatten().any(has);
    has(&row.number) || version(&row.now) || row.before.iter().any(version)
}
