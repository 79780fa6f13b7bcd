//! The window host: it opens the window and hands the page's requests to the host behind the door.
//! It must not know any rule of the domain, nor SQL, nor the network.

pub mod commands;
pub mod door;
pub mod files;
pub mod notify;
pub mod opening;
pub mod options;
pub mod ready;
pub mod save;
pub mod tiles;
pub mod window;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tauri::{AppHandle, Manager as _, WindowEvent};
use watchfloor_host::Mode;

use crate::door::{Door, Host};
use crate::ready::Readiness;
use crate::tiles::TileServer;

/// Why the console ended badly, in words for the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The operating system gave no thread.
    #[error("no thread could be started: {0}")]
    Thread(#[from] std::io::Error),
    /// The window system refused.
    #[error("the window could not be opened: {0}")]
    Window(#[from] tauri::Error),
    /// The data folder could not be opened; the window said so until it was closed.
    #[error("{0}")]
    NotOpen(String),
}

/// Runs the console over a data folder until its windows are closed. The answer is the mode a person left for, if so.
///
/// `wall` opens the display on the wall as well. `open` opens the folder. It runs beside the window's own start; requests of the page wait for it, and a refusal
/// is what the page shows.
///
/// # Errors
/// See [`ConsoleError`].
pub fn run(
    data: PathBuf,
    readiness: Readiness,
    wall: bool,
    open: impl FnOnce(&Path) -> Result<Arc<dyn Host>, String> + Send + 'static,
) -> Result<Option<Mode>, ConsoleError> {
    let door = Arc::new(Door::default());
    let opening = Arc::clone(&door);
    thread::Builder::new().name("open".into()).spawn(move || {
        let outcome = open(&data);
        if let Err(reason) = &outcome {
            tracing::error!(%reason, data = %data.display(), "the data folder could not be opened");
        }
        opening.opened(outcome);
    })?;
    let tiles = TileServer::start(door.clone())?;
    let leaving = Arc::clone(&door);
    let leave_for = Arc::new(LeaveFor::default());
    let app = tauri::Builder::default()
        .manage(Arc::clone(&door))
        .manage(Arc::new(readiness))
        .manage(Arc::clone(&leave_for))
        .register_asynchronous_uri_scheme_protocol(tiles::SCHEME, move |_, request, responder| {
            tiles.answer(request.uri(), move |response| responder.respond(response));
        })
        .invoke_handler(tauri::generate_handler![
            commands::command,
            commands::query,
            commands::subscribe,
            commands::sign_on,
            commands::sign_off,
            commands::host_info,
            commands::window_ready,
            commands::open_window,
            commands::create_first_administrator,
            commands::leave_for,
            commands::save_picture,
            files::attach_file,
            files::attachment,
            files::save_attachment,
            commands::sit_at_wall,
        ])
        .on_window_event(move |window, event| {
            if matches!(event, WindowEvent::Destroyed) {
                leave(&leaving, window.label());
                window::close_lonely_wall(window.app_handle());
            }
        })
        .setup(move |app| {
            window::open_main(app.handle())?;
            if wall {
                window::toggle_wall(app.handle())?;
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    end_on_signal(app.handle())?;
    // Not `run`: that ends the process on the spot, without a last word in the log.
    app.run_return(|_, _| {});
    let failure = door.failure();
    door.close();
    let next = leave_for.lock().unwrap_or_else(PoisonError::into_inner).take();
    failure.map_or(Ok(next), |reason| if next.is_some() { Ok(next) } else { Err(ConsoleError::NotOpen(reason)) })
}

/// The end of the session, or of the service, closes the console as closing its windows does. A second signal does not
/// wait for that.
fn end_on_signal(app: &AppHandle) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let app = app.clone();
    let attend = move || {
        for (seen, signal) in signals.forever().enumerate() {
            tracing::info!(signal, "asked to end");
            if seen == 0 {
                app.exit(0);
            } else if let Err(error) = emulate_default_handler(signal) {
                tracing::error!(%error, "the signal could not be obeyed");
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(attend).map(drop)
}

/// The mode a person asked to leave for; read once the windows are closed.
pub type LeaveFor = Mutex<Option<Mode>>;

/// A closed window is an empty seat.
fn leave(door: &Door, window: &str) {
    if let Err(error) = door.sign_off(window) {
        tracing::warn!(%error, window, "the seat of a closed window could not be signed off");
    }
}
