//! Opens the window and keeps it shut to the outside: own origin only, no second window by the page, no download.
//! It must not know what the page shows.

use std::sync::Arc;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Url, WebviewWindow, WebviewWindowBuilder};

use crate::ready::Readiness;

/// Label of the operator's window; `capabilities/main.json` speaks of it.
pub const MAIN: &str = "main";

/// Why the window could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// `tauri.conf.json` has no window of this label.
    #[error("the configuration has no window \"{0}\"")]
    NotConfigured(&'static str),
    /// The platform refused (no display, no WebKit).
    #[error("the window could not be opened: {0}")]
    Platform(#[from] tauri::Error),
}

/// Opens the operator's window as `tauri.conf.json` describes it.
pub fn open_main(app: &AppHandle, readiness: Readiness) -> Result<(), WindowError> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(WindowError::NotConfigured(MAIN))?.clone();
    let readiness = Arc::new(readiness);
    let (on_load, on_title) = (Arc::clone(&readiness), Arc::clone(&readiness));
    WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(is_own_page)
        .on_new_window(|url, _| {
            tracing::warn!(%url, "the page asked for a new window: refused");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .on_page_load(move |_, load| {
            if load.event() == PageLoadEvent::Finished {
                on_load.page_loaded();
            }
        })
        .on_document_title_changed(move |window, title| {
            show_title(&window, &title);
            on_title.title_changed(&title);
        })
        .devtools(cfg!(debug_assertions))
        .build()?;
    readiness.window_opened();
    Ok(())
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
