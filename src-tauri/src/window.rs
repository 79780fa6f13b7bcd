//! Opens the window and keeps it shut to the outside: own origin only, no second window by the page, no download.
//! It must not know what the page shows.

use std::sync::Arc;

use tauri::utils::config::WindowConfig;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::ready::Readiness;

/// Label of the operator's window; `capabilities/main.json` speaks of it.
pub const MAIN: &str = "main";

/// Label of the display on the wall; `capabilities/wall.json` speaks of it.
pub const WALL: &str = "wall";

/// Why the window could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// `tauri.conf.json` has no window of this label.
    #[error("the configuration has no window \"{0}\"")]
    NotConfigured(&'static str),
    /// The page asked for a desk that does not exist.
    #[error("no such desk; the desks are {}", .0.join(", "))]
    NoSuchDesk([&'static str; 6]),
    /// The platform refused (no display, no WebKit).
    #[error("the window could not be opened: {0}")]
    Platform(#[from] tauri::Error),
}

/// The desks that may have a window of their own; the page reads which one from its address.
const DESKS: [&str; 6] = ["watch", "dispatch", "warnings", "cameras", "review", "settings"];

/// Opens the operator's window as `tauri.conf.json` describes it.
pub fn open_main(app: &AppHandle) -> Result<(), WindowError> {
    let readiness = Arc::clone(&app.state::<Arc<Readiness>>());
    let on_load = Arc::clone(&readiness);
    guarded(app, &config(app)?)?
        .on_page_load(move |_, load| {
            if load.event() == PageLoadEvent::Finished {
                on_load.page_loaded();
            }
        })
        .build()?;
    readiness.window_opened();
    Ok(())
}

/// Opens a window that shows one desk only, or brings it to the front. It is a seat of its own.
pub fn open_desk(app: &AppHandle, desk: &str) -> Result<(), WindowError> {
    let desk = DESKS.into_iter().find(|name| *name == desk);
    let desk = desk.ok_or(WindowError::NoSuchDesk(DESKS))?;
    let label = format!("desk-{desk}");
    if let Some(window) = app.get_webview_window(&label) {
        return Ok(window.set_focus()?);
    }
    let mut config = config(app)?;
    config.label = label;
    config.url = WebviewUrl::App(format!("index.html#/{desk}?solo").into());
    guarded(app, &config)?.build()?;
    Ok(())
}

/// Opens the display on the wall, or closes it when it is open. On a second screen it takes all of it; on the only one it
/// is a window like others, which the desktop can move and close.
pub fn toggle_wall(app: &AppHandle) -> Result<(), WindowError> {
    if let Some(window) = app.get_webview_window(WALL) {
        return Ok(window.close()?);
    }
    let mut config = config(app)?;
    config.label = WALL.to_owned();
    config.url = WebviewUrl::App("index.html#/wall".into());
    let window = guarded(app, &config)?.build()?;
    let main = app.get_webview_window(MAIN).and_then(|main| main.current_monitor().ok().flatten());
    let here = main.map(|monitor| *monitor.position());
    let other = window.available_monitors()?.into_iter().find(|monitor| Some(*monitor.position()) != here);
    if let Some(monitor) = other.filter(|_| here.is_some()) {
        window.set_position(*monitor.position())?;
        window.set_fullscreen(true)?;
    }
    Ok(())
}

/// A wall alone is no console: it closes with the last window that somebody works at.
pub fn close_lonely_wall(app: &AppHandle) {
    let windows = app.webview_windows();
    let Some(wall) = windows.get(WALL).filter(|_| windows.len() == 1) else { return };
    if let Err(error) = wall.close() {
        tracing::warn!(%error, "the wall could not be closed");
    }
}

fn config(app: &AppHandle) -> Result<WindowConfig, WindowError> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    config.cloned().ok_or(WindowError::NotConfigured(MAIN))
}

/// A window that is shut to the outside.
fn guarded<'a>(
    app: &'a AppHandle,
    config: &WindowConfig,
) -> Result<WebviewWindowBuilder<'a, Wry, AppHandle>, WindowError> {
    let builder = WebviewWindowBuilder::from_config(app, config)?;
    Ok(builder
        .on_navigation(is_own_page)
        .on_new_window(|url, _| {
            tracing::warn!(%url, "the page asked for a new window: refused");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .on_document_title_changed(|window, title| show_title(&window, &title))
        .devtools(cfg!(debug_assertions)))
}

/// The task bar says what the page's title says (mode, alarms waiting).
fn show_title(window: &WebviewWindow, title: &str) {
    if let Err(error) = window.set_title(title) {
        tracing::debug!(%error, "the window title could not be set");
    }
}

/// True for the pages inside this binary, and for nothing else.
fn is_own_page(url: &Url) -> bool {
    let own = url.scheme() == "tauri" && url.host_str() == Some("localhost") && url.port().is_none();
    if !own {
        tracing::warn!(%url, "navigation refused");
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_inside_the_binary_are_navigated_to() {
        for own in ["tauri://localhost", "tauri://localhost/index.html#/dispatch"] {
            assert!(is_own_page(&own.parse().unwrap()), "{own}");
        }
        for foreign in [
            "https://example.org/",
            "http://localhost/",
            "tauri://localhost.example.org/",
            "tauri://localhost:8080/",
            "tiles://localhost/demo/1/0/0",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!is_own_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
