//! Warnings: received, replaced, cancelled, ended, acknowledged. The state of a message is a function of the set of
//! messages and the time, never of the order they came in; events record each change of it.

use super::Context;
use crate::board::{Board, Warning};
use crate::command::{Command, ReceiveWarning};
use crate::event::{Event, WarningAcknowledged, WarningNotified, WarningReceived, WarningStateChanged};
use crate::ids::WarningKey;
use crate::rejection::Rejection;
use crate::warning::{END_POLICY, key};
use watchfloor_warning::chain::{Head, Standing, State, Times, next_change, resolve, state};

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::ReceiveWarning(receive) => Ok(received(board, receive, ctx)),
        Command::AcknowledgeWarning { key } => acknowledged(board, key),
        Command::NoteNotified { key, failure } => {
            board.warning(key)?;
            Ok(vec![WarningNotified { key: key.clone(), failure: failure.clone() }.into()])
        }
        Command::Tick => Ok(due(board, ctx.now_ms)),
        _ => Ok(Vec::new()),
    }
}

/// A message already received with the same content changes nothing: polling repeats itself.
fn received(board: &Board, receive: &ReceiveWarning, ctx: &Context) -> Vec<Event> {
    let message = &receive.message;
    let id = message.key();
    let held = board.warnings.get(&id);
    if held.is_some_and(|w| w.message.content == message.content || w.before.contains(&message.content)) {
        return Vec::new();
    }
    let mut message = message.clone();
    if held.is_some() {
        message.flags.push("identity-conflict".into());
    }
    // Only messages of the same sender can act on each other (`warnings.md` 3.5 rule 2).
    let kin: Vec<(&WarningKey, &Warning)> = board
        .warnings
        .iter()
        .filter(|(other, w)| **other != id && w.message.identity.sender == message.identity.sender)
        .collect();
    let mut heads: Vec<Head> = kin.iter().map(|(_, w)| w.message.head()).collect();
    heads.push(message.head());
    let standings = resolve(&heads).standings;
    let (own, others) = standings.split_last().expect("one standing per head, and one head was pushed");
    let stand = stand(own, &message.times(), ctx.now_ms);
    let mut events = vec![
        WarningReceived {
            key: id,
            source: receive.source.clone(),
            url: receive.url.clone(),
            message: Box::new(message),
            raw: receive.raw.clone(),
            state: stand.state,
            why: stand.why,
            by: stand.by,
        }
        .into(),
    ];
    for ((other, warning), standing) in kin.into_iter().zip(others) {
        events.extend(change(other, warning, standing, ctx.now_ms));
    }
    events
}

struct Stand {
    state: State,
    why: String,
    by: Option<WarningKey>,
}

fn stand(standing: &Standing, times: &Times, now_ms: i64) -> Stand {
    let state = state(standing, times, &END_POLICY, now_ms);
    let by = match standing {
        Standing::Live => None,
        Standing::Superseded { by } | Standing::Cancelled { by } => Some(key(by)),
    };
    Stand { state, why: why(state, times).to_owned(), by }
}

/// The reason shown with a state, as a message key.
fn why(state: State, times: &Times) -> &'static str {
    match state {
        State::Pending => "warning.why.not_yet_effective",
        State::InForce if times.ends_ms.is_none() && times.expires_ms.is_none() => "warning.why.no_end_given",
        State::InForce => "warning.why.in_force",
        State::Overdue if times.ends_ms.is_some() => "warning.why.message_expired_hazard_continues",
        State::Overdue => "warning.why.message_expired_no_end_given",
        State::Ended if times.ends_ms.is_some() => "warning.why.hazard_end_passed",
        State::Ended => "warning.why.ended_by_policy",
        State::Superseded => "warning.why.superseded",
        State::Cancelled => "warning.why.cancelled",
    }
}

fn change(key: &WarningKey, warning: &Warning, standing: &Standing, now_ms: i64) -> Option<Event> {
    let stand = stand(standing, &warning.message.times(), now_ms);
    let changed = stand.state != warning.state || stand.by != warning.by;
    changed.then(|| {
        WarningStateChanged { key: key.clone(), state: stand.state, from: warning.state, why: stand.why, by: stand.by }
            .into()
    })
}

/// What has become of live messages by time alone.
fn due(board: &Board, now_ms: i64) -> Vec<Event> {
    let live = board.warnings.iter().filter(|(_, w)| is_live(w));
    live.filter_map(|(key, w)| change(key, w, &Standing::Live, now_ms)).collect()
}

/// Only messages that nothing replaced or cancelled change with time; an ended one does so again if the clock is set back.
fn is_live(warning: &Warning) -> bool {
    !matches!(warning.state, State::Superseded | State::Cancelled)
}

/// The next instant at which time alone changes a warning.
pub(super) fn next_due(board: &Board, now_ms: i64) -> Option<i64> {
    let next = |w: &Warning| next_change(&Standing::Live, &w.message.times(), &END_POLICY, now_ms);
    board.warnings.values().filter(|w| is_live(w)).filter_map(next).min()
}

fn acknowledged(board: &Board, key: &WarningKey) -> Result<Vec<Event>, Rejection> {
    let warning = board.warning(key)?;
    match &warning.acknowledged {
        Some((by, _)) => Err(Rejection::rule("refused.already_acknowledged").with("by", by)),
        None => Ok(vec![WarningAcknowledged { key: key.clone() }.into()]),
    }
}
