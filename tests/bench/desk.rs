//! The dispatch desk of a bad night: 2,000 open incidents, 5,000 units that all move, and somebody types. How long from
//! a key of the real keyboard until its letter can be seen: the second frame after it.
//!
//! `./dev bench desk` builds the binaries; `WATCHFLOOR_CONSOLE` and `WATCHFLOOR_BIN` name others.
//! `WATCHFLOOR_BENCH_PICTURES` names a folder for a picture.

mod figure;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use watchfloor_engine::ports::Clock as _;
use watchfloor_host::system::SystemClock;
use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::live::{Live, Talk, place};
use watchfloor_tests::page::key;
use watchfloor_tests::process::wait_for;

const INCIDENTS: u32 = 2_000;
const UNITS: u32 = 5_000;
const GOAL_MS: f64 = 80.0;
/// From an action to every window.
const ACTION_MS: f64 = 100.0;
const ACTIONS: u32 = 150;
const BETWEEN: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(120);
/// A quick typist: ten keys a second.
const KEY_MS: &str = "100";
const SENTENCE: &str =
    "Smoke from the roof, corner of Mannerheimintie and Kaivokatu, people at the windows, caller on the third floor";

/// Notes for each letter how long it took to its second frame, and to its handler.
const WATCH: &str = r"
    const seen = window.benchSeen = { handler: [], frame: [] };
    window.addEventListener('keydown', (event) => {
      seen.handler.push(performance.now() - event.timeStamp);
      requestAnimationFrame(() => requestAnimationFrame(() => seen.frame.push(performance.now() - event.timeStamp)));
    }, true);
    return true;";

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let Some(programs) = Programs::find()? else { return Ok(()) };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let live = Live::prepare(folder.path().join("data"), UNITS)?;
    let types = ["STRUCT", "MEDIC", "CRASH", "ALARM", "DISTUR"];
    let call = |n: u32| {
        let [lon, lat] = place(n, 17.0);
        let at = json!({"lon": lon, "lat": lat, "label": format!("Street {n}")});
        let args = json!({"type_code": types[n as usize % types.len()], "place": at, "what": format!("Call {n}")});
        json!({"id": n, "call": "open_incident", "args": args})
    };
    live.as_dispatcher(&(0..INCIDENTS).map(call).collect::<Vec<_>>())?;
    let console = Console::start(&programs, &live.folder, &["--live"])?;
    live.sign_on(&console, PATIENCE)?;
    console.page.eval(WATCH, &[])?;
    // Without a window manager, keys go to the window under the pointer.
    console.desktop.command("xdotool").args(["mousemove", "700", "500"]).status().context("xdotool")?;
    live.while_moving(UNITS, |answered| {
        wait_for("units move", PATIENCE, || Ok((answered.load(Ordering::Relaxed) > u64::from(UNITS)).then_some(())))?;
        console.page.keys(&format!("{}2", key::CONTROL))?;
        type_into(&console, "call intake", "\u{E032}", "[data-test=intake-what]")?;
        type_into(&console, "command line", "\u{E03A}", "[data-test=commandline]")?;
        type_into(&console, "search box", &format!("{}k", key::CONTROL), "[data-test=search]")?;
        act(&console, &live)
    })?;
    if let Some(folder) = std::env::var_os("WATCHFLOOR_BENCH_PICTURES") {
        console.desktop.capture(&Path::new(&folder).join("desk.png"))?;
    }
    figure::say_load();
    Ok(())
}

/// Opens a field by its key, types a sentence into it, and says how long each letter took.
fn type_into(console: &Console, name: &str, open: &str, css: &str) -> Result<()> {
    let page = &console.page;
    page.keys(open)?;
    page.wait_until(&format!("document.activeElement?.matches({})", Value::from(css)))?;
    std::thread::sleep(Duration::from_secs(2));
    page.eval("window.benchSeen.handler.length = window.benchSeen.frame.length = 0;", &[])?;
    let typed = console.desktop.command("xdotool").args(["type", "--delay", KEY_MS, SENTENCE]).status()?;
    ensure!(typed.success(), "xdotool type failed");
    std::thread::sleep(Duration::from_secs(1));
    let seen = page.eval("return window.benchSeen;", &[])?;
    let text = page.eval("return document.activeElement.value;", &[])?;
    ensure!(text.as_str() == Some(SENTENCE), "{name} holds {text}");
    let raw =
        |what: &str| -> Vec<f64> { seen[what].as_array().into_iter().flatten().filter_map(Value::as_f64).collect() };
    // The display server's clock and the page's are apart by some milliseconds: the promptest key was handled at once.
    let apart = raw("handler").into_iter().fold(f64::INFINITY, f64::min);
    let ms = |what: &str, percent: f64| {
        let all: Vec<Duration> = raw(what).iter().map(|ms| Duration::from_secs_f64((ms - apart) / 1e3)).collect();
        ensure!(all.len() >= SENTENCE.len(), "{} of {} letters were seen", all.len(), SENTENCE.len());
        Ok(figure::percentile(&all, percent).as_secs_f64() * 1e3)
    };
    println!(
        "{name:<13} (clocks apart by {apart:.0} ms) key to second frame p50 {:.0} ms  p99 {:.0} ms  longest {:.0} ms ({})   to its handler p99 {:.0} ms",
        ms("frame", 50.0)?,
        ms("frame", 99.0)?,
        ms("frame", 100.0)?,
        figure::against(ms("frame", 99.0)?, GOAL_MS),
        ms("handler", 99.0)?,
    );
    Ok(())
}

/// Notes when the priority at the head of the incident's panel changes, by the clock of the machine, which the bench reads too.
const SEE: &str = r"
    const seen = window.benchChanges = [];
    const head = () => document.querySelector('[data-test=incident-panel] > header')?.firstElementChild?.textContent?.trim();
    let held = head();
    new MutationObserver(() => {
      const now = head();
      if (now !== held) {
        held = now;
        seen.push(Date.now());
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return held;";

/// A colleague's command, from its sending at the socket until the window of somebody who looks at that incident has it.
fn act(console: &Console, live: &Live) -> Result<()> {
    let page = &console.page;
    page.keys(&format!("{}{}2", key::ESCAPE, key::CONTROL))?;
    page.wait_css("[data-test=incident-row]")?;
    page.click("[data-test=incident-row]")?;
    page.wait_css("[data-test=incident-panel]")?;
    let incident = page.eval("return document.querySelector('[data-test=incident-panel]').dataset.id;", &[])?;
    let mut held = page.eval(SEE, &[])?;
    let mut talk = Talk::with(&live.folder)?;
    let clock = SystemClock::default();
    let mut sent = Vec::new();
    for _ in 0..ACTIONS {
        held = if held == "2" { "3".into() } else { "2".into() };
        sent.push(clock.now_ms());
        talk.ask("set_priority", &json!({"incident": incident, "priority": held}))?;
        std::thread::sleep(BETWEEN);
    }
    std::thread::sleep(Duration::from_secs(1));
    let seen = page.eval("return window.benchChanges;", &[])?;
    let seen: Vec<i64> = seen.as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
    ensure!(seen.len() == sent.len(), "{} of {} changes were seen", seen.len(), sent.len());
    let late = |(seen, sent): (&i64, &i64)| Duration::from_millis(u64::try_from(seen - sent).unwrap_or(0));
    let times: Vec<Duration> = seen.iter().zip(&sent).map(late).collect();
    let ms = |percent| figure::percentile(&times, percent).as_secs_f64() * 1e3;
    println!(
        "a colleague's command, until this window has it ({ACTIONS})  p50 {:.0} ms  p99 {:.0} ms  longest {:.0} ms   p99 {}",
        ms(50.0),
        ms(99.0),
        ms(100.0),
        figure::against(ms(99.0), ACTION_MS)
    );
    Ok(())
}
