//! A drill on this floor: ready accounts, the demo area, forty units, and the simulation that drives them.

use crate::clock::DrillClock;
use crate::console::{first_choice, next_level};
use crate::floor::{Floor, Options};
use crate::words::Language;
use crate::{areas, system, threads};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use watchfloor_api::view::{DrillAccount, DrillView};
use watchfloor_domain::Command;
use watchfloor_domain::ids::{FeedId, UserId};
use watchfloor_domain::types::Role;
use watchfloor_drill::scene::{PLACE_KINDS, Rows, setup};
use watchfloor_drill::{Act, Publisher, Sim, Tongue};
use watchfloor_engine::{Actor, Engine, Failure, accounts};
use watchfloor_geo::Bounds;
use watchfloor_offline_cache::areas::{Area, AreaName, Areas};

/// Central Helsinki, © OpenStreetMap contributors, ODbL 1.0 (see NOTICE).
const DEMO_PBF: &[u8] = include_bytes!("../../../assets/area/helsinki.osm.pbf");
/// The demo area's name.
pub(crate) const DEMO_AREA: &str = "helsinki";
/// The feed the exercise warnings come by.
const FEED: &str = "drill-exercise";
/// Seconds between polls of it: the shortest the rules allow.
const FEED_INTERVAL_S: u32 = 10;
/// How often the simulation steps, in real time: five seconds of its own, within these bounds.
pub(crate) const LONGEST_STEP: Duration = Duration::from_millis(250);
const SHORTEST_STEP: Duration = Duration::from_millis(10);
const STEP_S: f64 = 5.0;
/// The fastest a person may set; a drill that runs by itself may be started faster.
const FASTEST_BY_HAND: f64 = 60.0;
/// The seed of the drill everybody gets; another is an option of the host.
pub(crate) const SEED: u64 = 20_261_122;

/// User, password, role. Known to everybody: nothing in a drill is secret.
const ACCOUNTS: [(&str, &str, Role); 4] = [
    ("operator", "drill-operator", Role::Operator),
    ("dispatcher", "drill-dispatcher", Role::Dispatcher),
    ("supervisor", "drill-supervisor", Role::Supervisor),
    ("admin", "drill-admin", Role::Administrator),
];

/// The ready accounts, for the sign-on screen.
pub(crate) fn ready_accounts() -> Vec<DrillAccount> {
    let account = |(user, password, role): (&str, &str, Role)| DrillAccount {
        user: user.to_owned(),
        password: password.to_owned(),
        role: role.word().to_owned(),
    };
    ACCOUNTS.into_iter().map(account).collect()
}

/// A running drill.
pub(crate) struct Drill {
    pub(crate) clock: Arc<DrillClock>,
    pub(crate) seed: u64,
    publisher: Publisher,
    over: AtomicBool,
}

impl Drill {
    pub(crate) fn view(&self) -> DrillView {
        let (paused, speed) = self.clock.pace();
        let clock_ms = watchfloor_engine::ports::Clock::now_ms(&*self.clock);
        DrillView { paused, speed, clock_ms, seed: self.seed }
    }
}

/// Makes a first start ready and goes on where the last one stopped.
pub(crate) fn prepare(
    engine: &Engine,
    root: &Path,
    console: &str,
    clock: Arc<DrillClock>,
    options: &Options,
) -> Result<(Drill, Sim), String> {
    let seed = options.seed.unwrap_or(SEED);
    let rule = Actor::rule("rule/drill");
    let area = demo_area(root)?;
    let run = |commands: Vec<Command>| match engine.run(&rule, commands) {
        Ok(_) | Err(Failure::Rejected(_)) => Ok(()),
        Err(failure) => Err(failure.to_string()),
    };
    if engine.board().users.is_empty() {
        run(account_commands()?)?;
    }
    if engine.board().area.is_none() {
        let info = area.info().map_err(|e| e.to_string())?;
        run(vec![Command::ActivateArea(areas::fact(area.name(), &info))])?;
        let cameras = area.cameras().map_err(|e| e.to_string())?;
        run(vec![Command::RegisterCameras(areas::cameras(&cameras))])?;
    }
    let sim = simulation(engine, &area, seed, options)?;
    if engine.board().units.is_empty() {
        run(vec![Command::AddUnits(sim.fleet())])?;
    }
    let publisher = Publisher::start().map_err(|e| e.to_string())?;
    run(vec![Command::AddFeed {
        feed: FeedId::from(FEED),
        url: publisher.url(),
        allow: vec!["127.0.0.1/32".into()],
        interval_s: FEED_INTERVAL_S,
    }])?;
    if let Some(speed) = options.speed {
        if speed <= FASTEST_BY_HAND {
            run(vec![Command::SetDrillClock { console: console.to_owned(), paused: false, speed }])?;
        }
        clock.set(false, speed);
    }
    Ok((Drill { clock, seed, publisher, over: AtomicBool::new(false) }, sim))
}

fn account_commands() -> Result<Vec<Command>, String> {
    let command = |(user, password, role): (&str, &str, Role)| {
        Ok(Command::CreateUser {
            user: UserId::from(user),
            display_name: user.to_owned(),
            role,
            verifier: accounts::verifier(password, &system::random::<16>()?)?,
        })
    };
    ACCOUNTS.into_iter().map(command).collect()
}

/// The demo area; imported on the first start.
fn demo_area(root: &Path) -> Result<Area, String> {
    let name: AreaName = DEMO_AREA.parse().map_err(|e: watchfloor_offline_cache::areas::AreaError| e.to_string())?;
    let areas = Areas::new(root);
    if let Ok(area) = areas.open(&name) {
        return Ok(area);
    }
    let files = [("helsinki.osm.pbf".to_owned(), DEMO_PBF.to_vec())];
    areas::import_area(root, DEMO_AREA, &files, &|_| ControlFlow::Continue(())).map_err(|e| e.to_string())?;
    areas.open(&name).map_err(|e| e.to_string())
}

fn simulation(engine: &Engine, area: &Area, seed: u64, options: &Options) -> Result<Sim, String> {
    let words = |e: watchfloor_offline_cache::areas::AreaError| e.to_string();
    let info = area.info().map_err(words)?;
    let [west, south, east, north] = areas::bounds(&info);
    let bounds = Bounds::new(west, south, east, north).map_err(|e| e.to_string())?;
    let edges = area.edges().map_err(words)?;
    let mut places = Vec::new();
    for kind in PLACE_KINDS {
        places.extend(area.places(kind).map_err(words)?);
    }
    let callers = match options.language {
        Language::En => Tongue::En,
        Language::Zh => Tongue::Zh,
    };
    let rows = Rows { seed, bounds, edges: &edges, places: &places, callers, load: options.load };
    let mut sim = Sim::new(setup(&rows), engine.clock.now_ms()).map_err(|e| e.to_string())?;
    for unit in engine.board().units.values() {
        if let Some(fix) = &unit.fix {
            sim.put_unit(&unit.id, fix.at);
        }
    }
    Ok(sim)
}

/// Steps the simulation until the floor is gone.
pub(crate) fn start(floor: &Arc<Floor>, sim: Sim) -> Result<(), String> {
    threads::start(floor, "drill", move |floor| drive(floor, sim))
}

fn drive(floor: &Weak<Floor>, mut sim: Sim) {
    loop {
        let Some(floor) = floor.upgrade() else { return };
        if floor.is_stopping() {
            return;
        }
        if !floor.is_paused() {
            step(&floor, &mut sim);
            if sim.is_over(&floor.engine.board()) {
                floor.end_drill();
            }
        }
        let pause = floor.drill_pause();
        drop(floor);
        std::thread::sleep(pause);
    }
}

fn step(floor: &Floor, sim: &mut Sim) {
    let now_ms = floor.engine.clock.now_ms();
    let acts = sim.step(now_ms, &floor.engine.board());
    for act in acts {
        match act {
            Act::Position { unit, at, time_ms, accuracy_m, .. } => floor.engine.telemetry.report(
                unit,
                watchfloor_domain::types::Fix { at, time_ms, accuracy_m: Some(accuracy_m), source: "drill".into() },
            ),
            // A person at the console was quicker: the crew goes on from the board.
            Act::Do { actor, command } => match floor.engine.run(&Actor::rule(actor), vec![command]) {
                Ok(_) | Err(Failure::Rejected(_)) => {}
                Err(failure) => tracing::warn!(%failure, "the drill could not act"),
            },
            Act::Send { actor, incident, instead } => {
                first_choice(floor, &Actor::rule(actor), incident, instead);
            }
            Act::Raise { actor, incident } => next_level(floor, &Actor::rule(actor), incident),
            Act::Publish(notice) => floor.publish_exercise(&notice),
        }
    }
}

impl Drill {
    /// Whether it has come to its end.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Until the next step, in real time.
    pub(crate) fn pause(&self) -> Duration {
        let (_, speed) = self.clock.pace();
        Duration::from_secs_f64(STEP_S / speed.max(1.0)).clamp(SHORTEST_STEP, LONGEST_STEP)
    }

    /// Puts a warning where the feed is polled.
    pub(crate) fn publish(&self, notice: &watchfloor_drill::Notice) {
        self.publisher.publish(notice);
    }
}
