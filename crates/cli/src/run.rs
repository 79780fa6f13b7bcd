//! `run`: engine and feeds without a window. `rpc`: JSON lines on standard input and output.

use crate::args::{Place, RpcArgs, RunArgs};
use crate::client::{open, owner, running};
use crate::outcome::{Outcome, misused, read_file, refused, say};
use serde_json::{Value, json};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::{BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use watchfloor_host::socket::{Session, listen, serve};
use watchfloor_host::words::Language;
use watchfloor_host::{Floor, Load, Mode, Options, Pace, again};

/// Runs until a signal.
pub fn run(place: &Place, args: &RunArgs) -> Outcome {
    again::with([again::FEW_HEAPS]);
    let mut signals = Signals::new([SIGTERM, SIGINT]).map_err(refused)?;
    if place.mode == Mode::Live && (args.dispatcher || args.incidents.is_some() || args.speed.is_some()) {
        return Err(misused("--dispatcher, --incidents and --speed are of a drill: give --drill"));
    }
    let pace = if args.dispatcher { Pace::Dispatcher } else { Pace::Colleague };
    let load =
        Load { calls_per_day: args.calls_per_day, most_calls: args.incidents, fleets: args.fleets as usize, pace };
    let language = if args.language == "zh" { Language::Zh } else { Language::En };
    let floor = open(place, Options { seed: args.seed, load, speed: args.speed, language, ..Options::default() })?;
    let server = listen(&floor, &place.folder()?.socket(place.mode), &owner()).map_err(refused)?;
    if place.json {
        say(json!({"running": place.root, "mode": place.mode.word(), "pid": std::process::id()}));
    } else {
        say(format_args!("running: {} ({})", place.root.display(), place.mode.word()));
    }
    let (watched, ended) = (floor.clone(), signals.handle());
    // A drill with an end ends the run; the thread ends with the process.
    std::thread::spawn(move || {
        while !watched.drill_is_over() {
            std::thread::sleep(Duration::from_millis(100));
        }
        ended.close();
    });
    signals.forever().next();
    drop(server);
    floor.stop();
    if floor.drill_is_over() {
        say(if place.json { json!({"drill": "over"}).to_string() } else { "the drill is over".to_owned() });
    }
    Ok(())
}

/// Answers lines. A running console answers through its socket; else an engine of our own does, feeds included.
pub fn rpc(place: &Place, args: &RpcArgs) -> Outcome {
    let credentials = match (&args.seat, &args.password_file) {
        (Some(user), Some(file)) => {
            let password = String::from_utf8(read_file(file)?).map_err(refused)?;
            Some(json!({"user": user, "password": password.trim_end_matches(['\r', '\n'])}))
        }
        (None, None) => None,
        _ => return Err(misused("--seat and --password-file come together")),
    };
    match running(place)? {
        Some(stream) => through_socket(stream, credentials),
        None => own_engine(place, credentials),
    }
}

fn own_engine(place: &Place, credentials: Option<Value>) -> Outcome {
    let floor = open(place, Options::default())?;
    let server = listen(&floor, &place.folder()?.socket(place.mode), &owner()).map_err(refused)?;
    let outcome = lines(&floor, credentials);
    drop(server);
    floor.stop();
    outcome
}

fn lines(floor: &Arc<Floor>, credentials: Option<Value>) -> Outcome {
    if let Some(credentials) = credentials {
        // Asked aside first, so that a wrong password ends with exit code 1 before any line is read.
        let quiet = Arc::new(Mutex::new(Vec::new()));
        let mut session = Session::new(floor.clone(), &owner(), quiet.clone());
        session.answer(&json!({"id": 0, "call": "sign_on", "args": credentials}).to_string());
        let answer = quiet.lock().map(|bytes| bytes.clone()).unwrap_or_default();
        signed_on(&String::from_utf8_lossy(&answer))?;
        session.redirect(Arc::new(Mutex::new(std::io::stdout())));
        serve(&mut session, std::io::stdin());
        return Ok(());
    }
    let mut session = Session::new(floor.clone(), &owner(), Arc::new(Mutex::new(std::io::stdout())));
    serve(&mut session, std::io::stdin());
    Ok(())
}

fn signed_on(answer: &str) -> Outcome {
    let answer: Value = serde_json::from_str(answer).map_err(refused)?;
    match answer.pointer("/error/message").and_then(Value::as_str) {
        Some(why) => Err(refused(why)),
        None => Ok(()),
    }
}

/// Copies lines there and answers back. Ends when the console has answered all, or is gone.
fn through_socket(stream: UnixStream, credentials: Option<Value>) -> Outcome {
    let mut answers = BufReader::new(stream.try_clone().map_err(refused)?);
    let mut to = stream;
    if let Some(credentials) = credentials {
        let request = json!({"id": 0, "call": "sign_on", "args": credentials});
        writeln!(to, "{request}").map_err(refused)?;
        let mut answer = String::new();
        answers.read_line(&mut answer).map_err(refused)?;
        signed_on(&answer)?;
    }
    let asked = Arc::new(AtomicBool::new(false));
    let all_asked = asked.clone();
    // Not waited for: while nobody types, it would hold up the news that the console is gone.
    std::thread::spawn(move || {
        let copied = std::io::copy(&mut std::io::stdin().lock(), &mut to);
        all_asked.store(copied.is_ok(), Ordering::Release);
        drop(to.shutdown(Shutdown::Write));
    });
    match std::io::copy(&mut answers, &mut std::io::stdout()) {
        Ok(_) if asked.load(Ordering::Acquire) => Ok(()),
        Ok(_) => Err(refused("the console ended before the last line was asked")),
        // A reader that has seen enough is no fault.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(refused(error)),
    }
}
