//! The binary `watchfloor-console`: options, log, and the window.
//! It must not know anything else.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use watchfloor_console::opening;
use watchfloor_console::options::Options;
use watchfloor_console::ready::Readiness;

fn main() -> ExitCode {
    let readiness = Readiness::from_env();
    let options = Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let ended = options.data_dir().map_err(|error| error.to_string());
    let open = move |data: &Path| opening::open(data, &options);
    match ended.and_then(|data| watchfloor_console::run(data, readiness, open).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watchfloor-console: {error}");
            ExitCode::FAILURE
        }
    }
}
