//! `watchfloor`: the same api as the window, headless. Administration, automation, tests.
//!
//! Exit codes: 0 done, 1 refused with a reason, 2 wrong use.

mod areas;
mod args;
mod client;
mod incidents;
mod layers;
mod logs;
mod outcome;
mod paper;
mod plans;
mod reports;
mod roads;
mod run;
mod verbs;
mod warnings;

use args::{Cli, Verb};
use clap::Parser;
use outcome::Outcome;
use std::process::ExitCode;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WATCHFLOOR_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let cli = Cli::parse();
    match dispatch(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("watchfloor: {}", stop.text);
            ExitCode::from(stop.code)
        }
    }
}

fn dispatch(cli: &Cli) -> Outcome {
    let place = cli.place()?;
    match &cli.verb {
        Verb::Run(args) => run::run(&place, args),
        Verb::Rpc(args) => run::rpc(&place, args),
        Verb::Warning(verb) => warnings::warning(&place, verb),
        Verb::Area(verb) => verbs::area(&place, verb),
        Verb::Unit(verb) => verbs::unit(&place, verb),
        Verb::Camera(verb) => verbs::camera(&place, verb),
        Verb::Resource(verb) => verbs::resource(&place, verb),
        Verb::Feed(verb) => verbs::feed(&place, verb),
        Verb::User(verb) => verbs::user(&place, verb),
        Verb::Incident(verb) => incidents::incident(&place, verb),
        Verb::Plan(verb) => plans::plan(&place, verb),
        Verb::Report(verb) => reports::report(&place, verb),
        Verb::Paper(verb) => paper::paper(&place, verb),
        Verb::Log(verb) => logs::log(&place, verb),
        Verb::Backup(verb) => logs::backup(&place, verb),
    }
}
