//! Habits of the person at a seat: kept beside the log, never in it. Knows no board and no key: what a value means is the
//! window's affair.

use super::Seat;
use super::refusal::{bad, error};
use crate::floor::Floor;
use crate::{views, words};
use std::collections::BTreeMap;
use watchfloor_api::command::Receipt;
use watchfloor_api::preference::{PreferenceRow, SetPreference};
use watchfloor_api::view::MessageLine;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Board;
use watchfloor_engine::ports::LogError;
use watchfloor_offline_cache::preferences::{MOST, Preference};

/// Longest name, in bytes.
const LONGEST_NAME: usize = 40;
/// Longest value, in bytes: a view of a board is a few hundred.
const LONGEST_VALUE: usize = 16 << 10;

/// Keeps a preference, or forgets it when it has no value.
pub(super) fn set(floor: &Floor, seat: &Seat, ask: &SetPreference) -> Result<Receipt, ApiError> {
    let name = named(&ask.name)?;
    let key = match &ask.value {
        None => {
            floor.preferences.forget(&seat.user, name).map_err(|e| not_kept(&e))?;
            "done.preference_forgotten"
        }
        Some(value) => {
            object(value)?;
            let now = floor.engine.clock.now_ms();
            if !floor.preferences.set(&seat.user, name, value, now).map_err(|e| not_kept(&e))? {
                return Err(
                    error(ErrorCode::Refused, "refused.too_many_preferences", "").param("limit", MOST.to_string())
                );
            }
            "done.preference_kept"
        }
    };
    let params = BTreeMap::from([("name".to_owned(), name.to_owned())]);
    let text = words::say(words::Language::En, key, &params);
    Ok(Receipt {
        seq: None,
        kept: views::KEPT.to_owned(),
        lines: vec![MessageLine { key: key.to_owned(), params, text }],
        id: None,
        number: None,
        refused_rows: Vec::new(),
        undo_until_ms: None,
    })
}

/// Every preference of the person at the seat, by name.
pub(super) fn all(floor: &Floor, seat: &Seat) -> Result<Vec<PreferenceRow>, ApiError> {
    let row = |Preference { name, value, set_ms }| PreferenceRow { name, value, set_ms };
    let kept = floor.preferences.of(&seat.user).map_err(|e| super::queries::unread(&e))?;
    Ok(kept.into_iter().map(row).collect())
}

/// Drops the habits of accounts that have ended or were erased: now, and what a console that died in between left.
pub(crate) fn drop_ended(floor: &Floor) {
    for user in gone(&floor.engine.board()) {
        if let Err(error) = floor.preferences.forget_user(&user) {
            tracing::warn!(%error, "the preferences of an ended account could not be removed yet");
        }
    }
}

fn gone(board: &Board) -> Vec<String> {
    let ended = board.users.iter().filter(|(_, account)| account.disabled).map(|(user, _)| user.0.clone());
    let erased = board.erased.iter().filter_map(|subject| Some(subject.0.strip_prefix("user/")?.to_owned()));
    ended.chain(erased).collect()
}

fn named(name: &str) -> Result<&str, ApiError> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(plain) {
        return Err(bad("name", format!("1 to {LONGEST_NAME} of a-z, 0-9, \".\", \"_\", \"-\"")));
    }
    Ok(name)
}

/// A JSON object and not too long: all that is asked of it.
fn object(value: &str) -> Result<(), ApiError> {
    if value.len() > LONGEST_VALUE {
        return Err(bad("value", format!("at most {LONGEST_VALUE} bytes")));
    }
    match serde_json::from_str::<serde_json::Value>(value) {
        Ok(serde_json::Value::Object(_)) => Ok(()),
        Ok(_) => Err(bad("value", "a JSON object")),
        Err(error) => Err(bad("value", format!("a JSON object: {error}"))),
    }
}

fn not_kept(error: &LogError) -> ApiError {
    super::refusal::error(ErrorCode::NotSaved, "refused.not_saved", &error.to_string())
}
