//! The binary `watchfloor-console`: options, log, and the window.
//! It must not know anything else.

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use watchfloor_console::options::Options;
use watchfloor_console::ready::Readiness;

fn main() -> ExitCode {
    let readiness = Readiness::from_env();
    let options = Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match watchfloor_console::run(&options, readiness) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watchfloor-console: {error}");
            ExitCode::FAILURE
        }
    }
}
