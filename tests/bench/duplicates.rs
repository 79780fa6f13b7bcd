//! Calls that may be about the same, looked for among ten thousand recent ones as a person types: from the question at the
//! host's socket to its answer, the reading of sealed texts included.
//!
//! `./dev bench duplicates` builds the binary; `WATCHFLOOR_BIN` names another.

mod figure;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use watchfloor_tests::live::{Live, Talk, place};

const CALLS: u32 = 10_000;
const QUESTIONS: u32 = 3_000;
const GOAL_MS: f64 = 5.0;
const PATIENCE: Duration = Duration::from_secs(60);
const TYPES: [&str; 6] = ["STRUCT", "MEDIC", "CRASH", "ALARM", "DISTUR", "SMOKE"];
const WHO: [&str; 8] = ["a man", "two women", "a child", "an old lady", "a driver", "people", "a cyclist", "someone"];
const WHAT: [&str; 8] =
    ["shouts", "fell", "is bleeding", "smells gas", "sees smoke", "hit a tram", "broke a window", "cannot breathe"];
const WHERE: [&str; 8] =
    ["at the corner", "third floor", "by the harbour", "in the yard", "on the bridge", "stairs", "roof", "shop"];

fn text(n: u32) -> String {
    let pick = |words: &[&'static str; 8], salt: u32| words[(n.wrapping_mul(0x9e37_79b1) >> salt) as usize % 8];
    format!("{} {} {}, house {}", pick(&WHO, 3), pick(&WHAT, 9), pick(&WHERE, 17), n % 400)
}

fn at(n: u32, seconds: f64) -> Value {
    let [lon, lat] = place(n, seconds);
    json!({"lon": lon, "lat": lat, "label": format!("Street {}", n % 700)})
}

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let live = Live::prepare(folder.path().join("data"), 20)?;
    let call = |n: u32| {
        let phone = format!("+35850{:07}", n * 313 % 10_000_000);
        let args = json!({"type_code": TYPES[n as usize % TYPES.len()], "place": at(n, 0.0), "what": text(n), "caller": {"name": "Caller", "phone": phone}});
        json!({"id": n, "call": "open_incident", "args": args})
    };
    live.as_dispatcher(&(0..CALLS).map(call).collect::<Vec<_>>())?;
    let _host = live.serve(PATIENCE)?;
    let mut talk = Talk::with(&live.folder)?;
    let begun = Instant::now();
    talk.ask("possible_duplicates", &json!({"text": "smoke"}))?;
    println!("the first question, which opens {CALLS} sealed texts: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    let (mut times, mut found, mut known) = (Vec::new(), 0_usize, 0_u32);
    for n in 0..QUESTIONS {
        // A second caller of an earlier event, in the stages of typing: words only, then the place, then the number.
        let of = n * 3 % CALLS;
        let mut question = json!({"text": text(of)});
        if n % 3 > 0 {
            question["place"] = at(of, 0.5);
            question["type_code"] = TYPES[of as usize % TYPES.len()].into();
        }
        if n % 3 > 1 {
            question["phone"] = format!("050{:07}", of * 313 % 10_000_000).into();
        }
        let begun = Instant::now();
        let rows = talk.ask("possible_duplicates", &question)?;
        times.push(begun.elapsed());
        let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
        found += rows.len();
        known += u32::from(rows.first().is_some_and(|row| row["what"] == text(of)));
    }
    // What finds nothing is quick and proves nothing.
    ensure!(known > QUESTIONS / 3, "{known} of {QUESTIONS} events were named first");
    let ms = |percent| figure::percentile(&times, percent).as_secs_f64() * 1e3;
    println!(
        "possible duplicates among {CALLS} open calls ({QUESTIONS} questions, {found} rows, {known} named first)  p50 {:.2} ms  p99 {:.2} ms  longest {:.2} ms   p99 {}",
        ms(50.0),
        ms(99.0),
        ms(100.0),
        figure::against(ms(99.0), GOAL_MS)
    );
    figure::say_load();
    Ok(())
}
