//! The Tauri commands: each takes its arguments apart, hands them to the door off the main thread, and nothing else.
//! It must not know what any verb means.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::ipc::{Channel, InvokeBody, InvokeResponseBody, Request};
use tauri::{AppHandle, State, WebviewWindow, async_runtime};
use watchfloor_api::view::{LobbyView, SeatView};
use watchfloor_api::{ApiError, ErrorCode, Push, Receipt, Reply, positions};
use watchfloor_host::Mode;

use crate::LeaveFor;
use crate::door::{Deliver, Door};
use crate::ready::Readiness;
use crate::save::{self, SaveError};
use crate::window;

pub(crate) type Shared<'a, T> = State<'a, Arc<T>>;

/// Carries out a write verb.
#[tauri::command]
pub async fn command(window: WebviewWindow, door: Shared<'_, Door>, command: Value) -> Result<Receipt, ApiError> {
    let command = read("command", command)?;
    off_thread(&door, move |door| door.command(window.label(), command)).await
}

/// Answers a read verb.
#[tauri::command]
pub async fn query(window: WebviewWindow, door: Shared<'_, Door>, query: Value) -> Result<Reply, ApiError> {
    let query = read("query", query)?;
    off_thread(&door, move |door| door.query(window.label(), query)).await
}

/// Starts the window's stream on `channel`.
#[tauri::command]
pub async fn subscribe(
    window: WebviewWindow,
    door: Shared<'_, Door>,
    channel: Channel<InvokeResponseBody>,
) -> Result<(), ApiError> {
    off_thread(&door, move |door| door.subscribe(window.label(), deliver_to(channel))).await
}

/// Signs a person on at this window.
#[tauri::command]
pub async fn sign_on(window: WebviewWindow, door: Shared<'_, Door>, credentials: Value) -> Result<SeatView, ApiError> {
    let credentials = read("credentials", credentials)?;
    off_thread(&door, move |door| door.sign_on(window.label(), credentials)).await
}

/// Signs the person at this window off.
#[tauri::command]
pub async fn sign_off(window: WebviewWindow, door: Shared<'_, Door>) -> Result<(), ApiError> {
    off_thread(&door, move |door| door.sign_off(window.label())).await
}

/// Gives a display on the wall a seat that can change nothing, beside whoever is signed on.
#[tauri::command]
pub async fn sit_at_wall(window: WebviewWindow, door: Shared<'_, Door>) -> Result<SeatView, ApiError> {
    off_thread(&door, move |door| door.sit_at_wall(window.label())).await
}

/// What may be known before anyone signs on.
#[tauri::command]
pub async fn host_info(door: Shared<'_, Door>) -> Result<LobbyView, ApiError> {
    off_thread(&door, |door| door.lobby()).await
}

/// Creates the first administrator of a live store and signs them on at this window.
#[tauri::command]
pub async fn create_first_administrator(
    window: WebviewWindow,
    door: Shared<'_, Door>,
    user: Value,
) -> Result<SeatView, ApiError> {
    let user = read("user", user)?;
    off_thread(&door, move |door| door.first_administrator(window.label(), &user)).await
}

/// The page can be worked at; `map_ms` is the time since its navigation began.
#[tauri::command]
pub async fn window_ready(readiness: Shared<'_, Readiness>, map_ms: u64) -> Result<(), ApiError> {
    readiness.page_ready(map_ms);
    Ok(())
}

/// Opens one desk in a window of its own, or brings it to the front; opens or closes the display on the wall.
#[tauri::command]
pub async fn open_window(app: AppHandle, desk: String) -> Result<(), ApiError> {
    let opened = if desk == window::WALL { window::toggle_wall(&app) } else { window::open_desk(&app, &desk) };
    opened.map_err(|error| {
        let code = if matches!(error, window::WindowError::NoSuchDesk(_)) {
            ErrorCode::BadArgument
        } else {
            ErrorCode::Internal
        };
        ApiError::new(code, "refused.no_window", error.to_string()).field("desk")
    })
}

/// Closes this console and starts it again on the other store: from a drill to live, or back.
#[tauri::command]
pub async fn leave_for(app: AppHandle, leaving: Shared<'_, LeaveFor>, mode: String) -> Result<(), ApiError> {
    let mode = [Mode::Live, Mode::Drill].into_iter().find(|known| known.word() == mode).ok_or_else(|| {
        ApiError::new(ErrorCode::BadArgument, "refused.bad_argument", "one of live, drill")
            .field("mode")
            .param("why", mode)
    })?;
    *leaving.lock().unwrap_or_else(PoisonError::into_inner) = Some(mode);
    app.exit(0);
    Ok(())
}

/// Saves a picture the page drew, where the person says; the answer is the file, or nothing when they thought better of
/// it. The picture is the request's body; name and title come as headers, percent-encoded.
#[tauri::command]
pub async fn save_picture(window: WebviewWindow, request: Request<'_>) -> Result<Option<PathBuf>, ApiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(decoded);
    let (title, name) = (header("title").unwrap_or_default(), header("name").unwrap_or_default());
    let InvokeBody::Raw(png) = request.body() else {
        return Err(not_saved(&SaveError::NotAPicture));
    };
    let png = png.clone();
    let done = async_runtime::spawn_blocking(move || save::save_picture(&window, &title, &name, &png)).await;
    match done {
        Ok(saved) => saved.map_err(|error| not_saved(&error)),
        Err(error) => Err(ApiError::new(ErrorCode::Internal, "refused.internal", error.to_string())),
    }
}

fn not_saved(error: &SaveError) -> ApiError {
    let code = if matches!(error, SaveError::NotAPicture) { ErrorCode::BadArgument } else { ErrorCode::NotSaved };
    ApiError::new(code, "refused.picture", error.to_string()).param("why", error.to_string())
}

/// A header's text: it holds ASCII only, so the page writes the rest as `%` and two hexadecimal digits per byte.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs a request where it may block; the main thread draws.
pub(crate) async fn off_thread<T: Send + 'static>(
    door: &Shared<'_, Door>,
    request: impl FnOnce(&Door) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let door = Arc::clone(door);
    let done = async_runtime::spawn_blocking(move || request(&door)).await;
    done.unwrap_or_else(|error| Err(ApiError::new(ErrorCode::Internal, "refused.internal", error.to_string())))
}

/// Reads an argument of the page; what does not fit is refused like any other bad argument.
fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value).map_err(|error| {
        let text = error.to_string();
        ApiError::new(ErrorCode::BadArgument, "refused.bad_argument", &text).field(name).param("why", text)
    })
}

/// Positions cross as bytes, everything else as JSON.
fn deliver_to(channel: Channel<InvokeResponseBody>) -> Deliver {
    Box::new(move |message: &Push| {
        let body = match message {
            Push::Positions(moved) => Ok(InvokeResponseBody::Raw(positions::frame(moved))),
            other => serde_json::to_string(other).map(InvokeResponseBody::Json),
        };
        match body {
            Ok(body) => channel.send(body).is_ok(),
            Err(error) => {
                tracing::error!(%error, "a pushed message could not be written");
                false
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_api::Command;

    #[test]
    fn what_is_no_verb_is_a_bad_argument_not_a_fault() {
        let refused = read::<Command>("command", serde_json::json!({ "call": "launch", "args": {} })).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::BadArgument, Some("command")));
        assert!(refused.message.contains("launch"), "{}", refused.message);
    }

    #[test]
    fn a_header_says_what_the_page_wrote() {
        for (sent, means) in
            [("a%20b.png", "a b.png"), ("%E6%A1%A5", "桥"), ("100%", "100%"), ("%zz%4", "%zz%4"), ("%ff", "\u{fffd}")]
        {
            assert_eq!(decoded(sent), means);
        }
    }
}
