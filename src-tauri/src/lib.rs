//! The window host: it opens the window and hands the page's requests to the host behind the door.
//! It must not know any rule of the domain, nor SQL, nor the network.

pub mod notify;
pub mod options;
pub mod ready;
pub mod tiles;
pub mod window;

use std::sync::Arc;

use crate::options::{NoDataDir, Options};
use crate::ready::Readiness;
use crate::tiles::{NoTiles, TileServer};
use crate::window::WindowError;

/// Why the console could not be started, in words for the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// See [`NoDataDir`].
    #[error(transparent)]
    Data(#[from] NoDataDir),
    /// The operating system gave no thread for the tile server.
    #[error("the tile server could not be started: {0}")]
    Tiles(#[from] std::io::Error),
    /// The window system refused.
    #[error("the window could not be opened: {0}")]
    Window(#[from] tauri::Error),
}

/// Runs the console until its window is closed.
///
/// # Errors
/// See [`StartError`].
pub fn run(options: &Options, readiness: Readiness) -> Result<(), StartError> {
    let data = options.data_dir()?;
    tracing::info!(data = %data.display(), "starting");
    let tiles = TileServer::start(Arc::new(NoTiles))?;
    tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(tiles::SCHEME, move |_, request, responder| {
            tiles.answer(request.uri(), move |response| responder.respond(response));
        })
        .setup(move |app| window::open_main(app.handle(), readiness).map_err(WindowError::into))
        .run(tauri::generate_context!())?;
    Ok(())
}
