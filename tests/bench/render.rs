//! The map of the real console with a megacity on it: 50,000 units that all move each second, reported as a feed would
//! through the console's socket, and 100,000 past incidents. How many frames a second while the map is dragged, how long
//! from a patch's arrival in the page to its pixels, and how long keys of the display's keyboard wait for their handler,
//! which includes the time the window and the page are busy with frames. On a machine without a
//! graphics card this is software rendering, and the console is expected to say so.
//!
//! `./dev bench render` builds the binaries; `WATCHFLOOR_CONSOLE` and `WATCHFLOOR_BIN` name others.
//! `WATCHFLOOR_BENCH_UNITS` and `WATCHFLOOR_BENCH_PAST` set the counts, `WATCHFLOOR_BENCH_PICTURES` a folder for pictures.

mod figure;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, params};
use serde_json::Value;
use watchfloor_engine::ports::Clock as _;
use watchfloor_host::system::SystemClock;
use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::live::{Live, place};
use watchfloor_tests::page::Page;
use watchfloor_tests::process::wait_for;

const DAY_MS: i64 = 86_400_000;

/// A snapshot of 50,000 units takes a while to come into the page.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long a drag takes that finds the level, and the one that is judged: long enough for a percentile of its patches.
const DRAG_S: [u32; 3] = [12, 12, 25];

const FPS_GOAL: f64 = 10.0;
const PIXEL_GOAL_MS: f64 = 250.0;
const INPUT_GOAL_MS: f64 = 150.0;
const TILE_GOAL_MS: f64 = 2.0;

/// Watches the page from outside the program: when positions arrive, when the map takes them in, when
/// the renderer is through with what was asked of it.
const WATCH: &str = r"
    const w = window.benchWatch = { arrived: [], waiting: [], delays: [], ages: [], bytes: 0, draws: 0, instances: 0 };
    const readAsBefore = Response.prototype.arrayBuffer;
    Response.prototype.arrayBuffer = async function () {
      const body = await readAsBefore.call(this);
      const view = new DataView(body);
      if (body.byteLength < 40 || view.getUint32(0, true) !== 0x31504657) return body;
      // The console gave each fix the time at which it was reported: the oldest one's way is the longest.
      let reported = Infinity;
      for (let i = 0; i < view.getUint32(4, true); i += 1) {
        const at = 40 + 24 * i + 16;
        reported = Math.min(reported, view.getUint32(at, true) + view.getUint16(at + 4, true) * 2 ** 32);
      }
      w.bytes += body.byteLength;
      w.arrived.push({ at: performance.now(), reported });
      return body;
    };
    const GL = WebGL2RenderingContext.prototype;
    const { drawArrays, drawArraysInstanced } = GL;
    let updated = false;
    const map = document.querySelector('.floor-map');
    new MutationObserver(() => {
      w.instances = Number(map.dataset.units);
      updated = true;
      w.waiting.push(...w.arrived.splice(0));
    }).observe(map, { attributes: true, attributeFilter: ['data-update'] });
    const seen = function (gl) {
      w.draws += 1;
      if (!updated || w.waiting.length === 0) return;
      updated = false;
      const since = w.waiting.splice(0);
      // Until all that was asked of the renderer is drawn, without making the page wait for it.
      const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      const look = () => {
        if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return void setTimeout(look, 4);
        gl.deleteSync(fence);
        w.delays.push(...since.map((then) => performance.now() - then.at));
        w.ages.push(...since.map((then) => Date.now() - then.reported));
      };
      setTimeout(look, 0);
    };
    GL.drawArraysInstanced = function (...args) { drawArraysInstanced.apply(this, args); seen(this); };
    GL.drawArrays = function (...args) { drawArrays.apply(this, args); if (args[0] === this.POINTS) seen(this); };
    return true;";

/// Drags the map in a slow figure for some seconds, as a hand does, and gives what it saw.
const DRAG: &str = r"
    const canvas = document.querySelector('.maplibregl-canvas');
    const box = canvas.getBoundingClientRect();
    const [cx, cy] = [box.left + box.width / 2, box.top + box.height / 2];
    const send = (type, x, y, target = canvas) => target.dispatchEvent(new MouseEvent(type, {
      bubbles: true, cancelable: true, view: window, button: 0, buttons: type === 'mouseup' ? 0 : 1, clientX: x, clientY: y }));
    const w = window.benchWatch;
    w.delays = []; w.ages = []; w.bytes = 0; w.draws = 0;
    const frames = [];
    send('mousedown', cx, cy);
    const begun = performance.now(); let last = null, drawn = w.draws;
    await new Promise((done) => {
      const step = (at) => {
        const t = (performance.now() - begun) / 1000;
        // A frame in which the map was not drawn is none.
        if (w.draws !== drawn) {
          if (last !== null) frames.push(at - last);
          [last, drawn] = [at, w.draws];
        }
        if (t > SECONDS) return done();
        send('mousemove', cx + 160 * Math.sin(t * 1.1), cy + 90 * Math.sin(t * 1.7), window.document);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    send('mouseup', cx, cy, window.document);
    frames.sort((a, b) => a - b);
    const status = document.querySelector('[data-test=status-map]');
    return { frames, delays: w.delays, ages: w.ages, bytes: w.bytes, draws: w.draws, instances: w.instances,
      level: status?.dataset.level ?? '0', said: status?.innerText ?? '', pixels: [canvas.width, canvas.height] };";

/// Zooms by the wheel and searches while all moves; gives how long each handler of an input took, milliseconds.
const INPUT: &str = r"
    const canvas = document.querySelector('.maplibregl-canvas');
    const box = canvas.getBoundingClientRect();
    const field = document.querySelector('[data-test=search] input, input[data-test=search], [role=combobox]');
    const handled = [];
    const timed = (act) => { const begun = performance.now(); act(); handled.push(performance.now() - begun); };
    const rest = (ms) => new Promise((done) => setTimeout(done, ms));
    for (let n = 0; n < 96; n += 1) {
      timed(() => canvas.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, view: window,
        clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, deltaY: Math.floor(n / 6) % 2 ? 120 : -120 })));
      await rest(120);
    }
    if (field) {
      field.focus();
      for (const text of ['m', 'ma', 'man', 'mann', 'manner', 'mannerheim', 'mannerheimintie 1', '']) {
        timed(() => { field.value = text; field.dispatchEvent(new InputEvent('input', { bubbles: true })); });
        await rest(200);
      }
    }
    return { handled, typed: Boolean(field) };";

/// Notes how long after its press a key of the real keyboard reaches the page.
const HEAR: &str = r"
    const heard = window.benchHeard = [];
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Shift') heard.push(performance.now() - event.timeStamp);
    }, true);
    return true;";
/// A key is pressed this often: the window hands the page one key event at a time, so that a press must find the one
/// before it handled; out of step with any frame.
const PRESS_EVERY: Duration = Duration::from_millis(397);

/// Asks for tiles of the past as the map does, and gives what each took, milliseconds.
const TILES: &str = r"
    const times = []; let bytes = 0; let most = 0;
    const tile = (lon, lat, z) => { const n = 2 ** z; const s = Math.sin(lat * Math.PI / 180);
      return [z, Math.floor((lon + 180) / 360 * n), Math.floor((0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * n)]; };
    for (let round = 0; round < 30; round += 1) for (let z = 0; z <= 17; z += 1) {
      const [zz, x, y] = tile(24.92 + round * 0.0015, 60.16 + (round % 7) * 0.003, z);
      const begun = performance.now();
      const answer = await fetch(`tiles://localhost/history/all/${zz}/${x}/${y}`);
      const body = await answer.arrayBuffer();
      if (round > 0) times.push(performance.now() - begun);
      bytes += body.byteLength; most = Math.max(most, body.byteLength);
    }
    return { times, bytes, most };";

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let Some(programs) = Programs::find()? else { return Ok(()) };
    let (units, past) = (count("WATCHFLOOR_BENCH_UNITS", 50_000)?, count("WATCHFLOOR_BENCH_PAST", 100_000)?);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let live = Live::prepare(folder.path().join("data"), units)?;
    fill_past(&live, past)?;
    measure(&programs, &live, units, past)?;
    figure::say_load();
    Ok(())
}

fn count(variable: &str, usual: u32) -> Result<u32> {
    let Ok(text) = std::env::var(variable) else { return Ok(usual) };
    text.parse().with_context(|| format!("{variable}={text} is no count"))
}

/// Closed incidents of two years, put straight into the file of lists: what is measured is the way from there to the
/// map, and the log's own way into the lists has its bench.
fn fill_past(live: &Live, past: u32) -> Result<()> {
    let mut conn = Connection::open(live.folder.join("live/lists.sqlite"))?;
    let now = unix_ms();
    let change = conn.transaction()?;
    let gseq: i64 = change.query_row("SELECT gseq FROM reach", [], |row| row.get(0))?;
    for n in 0..past {
        let [lon, lat] = place(n.wrapping_mul(2_654_435_761) % 1_000_003, f64::from(n % 997));
        let id = uuid::Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 | u128::from(n));
        let opened = now - (i64::from(n) * 730 * DAY_MS) / i64::from(past.max(1)) - DAY_MS / 24;
        change
            .prepare_cached(
                "INSERT INTO incident_entry(id, number, type_code, priority, state, opened_ms, closed_ms, lon, lat,
                   disposition, state_json, gseq) VALUES(?1,?2,'ALARM','2','closed',?3,?4,?5,?6,'DONE','{}',?7)",
            )?
            .execute(params![id.to_string(), format!("26-{n:06}"), opened, opened + 1_800_000, lon, lat, gseq])?;
    }
    change.commit()?;
    Ok(())
}

fn unix_ms() -> i64 {
    SystemClock::default().now_ms()
}

fn measure(programs: &Programs, live: &Live, units: u32, past: u32) -> Result<()> {
    let console = Console::start(programs, &live.folder, &["--live"])?;
    let page = &console.page;
    live.sign_on(&console, PATIENCE)?;
    page.eval(WATCH, &[])?;
    page.eval(HEAR, &[])?;
    at_rest(page)?;
    // Without a window manager, keys go to the window under the pointer.
    console.desktop.command("xdotool").args(["mousemove", "500", "500"]).status().context("xdotool")?;
    let ((), heard) = pressing(&console, || {
        std::thread::sleep(Duration::from_secs(12));
        Ok(())
    })?;
    println!("a key to its handler, page at rest: {}", keys(&heard, false));
    page.eval(
        "const s = document.querySelector('[data-test=layer-past]'); s.value = 'all';
         s.dispatchEvent(new Event('change', { bubbles: true }));",
        &[],
    )?;
    at_rest(page)?;
    tiles(page, past)?;

    live.while_moving(units, |answered| moving(&console, answered, units))
}

/// Drags, wheel and a search while every unit moves.
fn moving(console: &Console, answered: &AtomicU64, units: u32) -> Result<()> {
    let page = &console.page;
    let all = u64::from(units);
    wait_for("every unit is drawn", PATIENCE, || {
        let drawn = page.eval("return window.benchWatch.instances;", &[])?.as_u64().unwrap_or(0);
        Ok((drawn >= all && answered.load(Ordering::Relaxed) > 0).then_some(()))
    })?;
    // The first drags are where the console finds out how fast it may draw, and says so.
    for (n, name) in ["first drag", "second drag", "third drag"].into_iter().enumerate() {
        let (begun, before) = (Instant::now(), answered.load(Ordering::Relaxed));
        let drag = DRAG.replace("SECONDS", &DRAG_S[n].to_string());
        let (seen, heard) = pressing(console, || page.eval_async(&drag))?;
        let rate = (answered.load(Ordering::Relaxed) - before) as f64 / begun.elapsed().as_secs_f64();
        told(name, &seen, rate, DRAG_S[n], n == 2);
        println!("  a key to its handler     {}", keys(&heard, n == 2));
    }
    let (seen, heard) = pressing(console, || page.eval_async(INPUT))?;
    let handled = times(&seen["handled"]);
    println!("  wheel{} while all moves", if seen["typed"] == true { " and typing" } else { ", no search box found," });
    println!("  handler of an input      p99 {:.0} ms of {}", ms(&handled, 99.0), handled.len());
    println!("  a key to its handler     {}", keys(&heard, true));
    if let Some(folder) = std::env::var_os("WATCHFLOOR_BENCH_PICTURES") {
        console.desktop.capture(&Path::new(&folder).join("render.png"))?;
    }
    Ok(())
}

/// Presses a key of the display's keyboard again and again while `act` goes on; gives what came of it, and how long each
/// press took to its handler.
fn pressing<T>(console: &Console, act: impl FnOnce() -> Result<T>) -> Result<(T, Vec<Duration>)> {
    console.page.eval("window.benchHeard.length = 0;", &[])?;
    let (stop, desktop) = (AtomicBool::new(false), &console.desktop);
    let done = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _ = desktop.command("xdotool").args(["key", "--delay", "0", "Shift_L"]).status();
                std::thread::sleep(PRESS_EVERY);
            }
        });
        let done = act();
        stop.store(true, Ordering::Relaxed);
        done
    })?;
    Ok((done, times(&console.page.eval("return window.benchHeard;", &[])?)))
}

/// `judged`: the longest is held against the goal.
fn keys(heard: &[Duration], judged: bool) -> String {
    let ms = |percent: f64| ms(heard, percent);
    let verdict = if judged { figure::against(ms(100.0), INPUT_GOAL_MS) } else { "not judged".to_owned() };
    let said = format!("p50 {:.0} ms  p99 {:.0} ms  longest {:.0} ms", ms(50.0), ms(99.0), ms(100.0));
    format!("{said} of {} ({verdict})", heard.len())
}

/// Waits for the map to have drawn everything in view, and a little longer for what that woke.
fn at_rest(page: &Page) -> Result<()> {
    std::thread::sleep(Duration::from_millis(500));
    page.wait_until(
        "[...document.querySelectorAll('[data-test=map][data-ready=true]')].some(map => map.checkVisibility())",
    )?;
    std::thread::sleep(Duration::from_secs(2));
    Ok(())
}

fn times(value: &Value) -> Vec<Duration> {
    let all = value.as_array().into_iter().flatten().filter_map(Value::as_f64);
    all.map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1_000.0)).collect()
}

/// A percentile in milliseconds; of nothing it is not a number, which meets no goal.
fn ms(all: &[Duration], percent: f64) -> f64 {
    if all.is_empty() { f64::NAN } else { figure::percentile(all, percent).as_secs_f64() * 1_000.0 }
}

/// `judged`: this drag is held against the goals; those before it only tell how the console came to its level.
fn told(name: &str, seen: &Value, rate: f64, drag_s: u32, judged: bool) {
    let (frames, delays) = (times(&seen["frames"]), times(&seen["delays"]));
    let fps = frames.len() as f64 / frames.iter().sum::<Duration>().as_secs_f64();
    println!(
        "  {name}: level {} {:?}, {} px, {} units drawn, {rate:.0} positions/s; frame p50 {:.0} ms p99 {:.0} ms",
        seen["level"].as_str().unwrap_or("?"),
        seen["said"].as_str().unwrap_or_default(),
        seen["pixels"],
        seen["instances"],
        ms(&frames, 50.0),
        ms(&frames, 99.0),
    );
    let verdict = |value: f64, goal: f64| if judged { figure::against(value, goal) } else { "not judged".to_owned() };
    println!("  frames a second          {fps:.1} ({})", verdict(1.0 / fps, 1.0 / FPS_GOAL));
    println!(
        "  patch to pixel           p50 {:.0} ms  p99 {:.0} ms of {} ({})",
        ms(&delays, 50.0),
        ms(&delays, 99.0),
        delays.len(),
        verdict(ms(&delays, 99.0), PIXEL_GOAL_MS),
    );
    let ages = times(&seen["ages"]);
    println!(
        "  report to pixel          p50 {:.0} ms  p99 {:.0} ms, gathered for up to 250 ms; {:.0} KB/s to the page",
        ms(&ages, 50.0),
        ms(&ages, 99.0),
        seen["bytes"].as_f64().unwrap_or(f64::NAN) / 1e3 / f64::from(drag_s),
    );
}

fn tiles(page: &Page, past: u32) -> Result<()> {
    let seen = page.eval_async(TILES)?;
    let took = times(&seen["times"]);
    println!(
        "tiles of {past} past incidents, scheme to page: p50 {:.2} ms  p99 {:.2} ms of {}, largest {} bytes ({})",
        ms(&took, 50.0),
        ms(&took, 99.0),
        took.len(),
        seen["most"],
        figure::against(ms(&took, 99.0), TILE_GOAL_MS),
    );
    Ok(())
}
