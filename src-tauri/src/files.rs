//! Attachments on their way through the shell: bytes of a chosen or dropped file in, bytes to show or save out. The page
//! names no place on the disk, and a window gets what its seat may have. It must not know what is in a file.

use std::path::PathBuf;

use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{WebviewWindow, async_runtime};
use watchfloor_api::{ApiError, ErrorCode, Receipt};
use watchfloor_host::attach::{Content, Incoming};

use crate::commands::{Shared, decoded, off_thread};
use crate::door::Door;
use crate::save;

/// Attaches a file to an incident. The file is the request's body; incident, name and note come as headers, percent-encoded.
#[tauri::command]
pub async fn attach_file(
    window: WebviewWindow,
    door: Shared<'_, Door>,
    request: Request<'_>,
) -> Result<Receipt, ApiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(decoded);
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(ApiError::new(ErrorCode::BadArgument, "refused.bad_argument", "bytes are wanted").field("file"));
    };
    let file = Incoming {
        incident: header("incident").unwrap_or_default(),
        name: header("name").unwrap_or_default(),
        note: header("note").unwrap_or_default(),
        bytes: bytes.clone(),
    };
    off_thread(&door, move |door| door.attach(window.label(), file)).await
}

/// An attachment's bytes, for a picture to be shown.
#[tauri::command]
pub async fn attachment(
    window: WebviewWindow,
    door: Shared<'_, Door>,
    incident: String,
    number: u32,
) -> Result<Response, ApiError> {
    let content = off_thread(&door, move |door| door.attachment(window.label(), &incident, number)).await?;
    Ok(Response::new(content.bytes))
}

/// Saves an attachment where the person says; the answer is the file, or nothing when they thought better of it.
#[tauri::command]
pub async fn save_attachment(
    window: WebviewWindow,
    door: Shared<'_, Door>,
    incident: String,
    number: u32,
    title: String,
) -> Result<Option<PathBuf>, ApiError> {
    let label = window.label().to_owned();
    let content = off_thread(&door, move |door| door.attachment(&label, &incident, number)).await?;
    let saved = async_runtime::spawn_blocking(move || write(&window, &title, number, &content)).await;
    saved.unwrap_or_else(|error| Err(ApiError::new(ErrorCode::Internal, "refused.internal", error.to_string())))
}

fn write(window: &WebviewWindow, title: &str, number: u32, content: &Content) -> Result<Option<PathBuf>, ApiError> {
    let extension = match content.media {
        "image/jpeg" => "jpg",
        media => media.rsplit('/').next().unwrap_or("bin"),
    };
    let name = content.name.clone().unwrap_or_else(|| format!("{number}.{extension}"));
    save::save(window, title, &name, extension, &content.bytes).map_err(|error| {
        let why = error.to_string();
        ApiError::new(ErrorCode::NotSaved, "refused.file", &why).param("why", why)
    })
}
