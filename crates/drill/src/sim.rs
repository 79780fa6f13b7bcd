//! The simulation: crews, callers, a colleague and warnings, stepped by the drill clock. Pure and seeded: the same
//! set-up, boards and times give the same acts. It must not know a clock, the engine, or how acts are carried out.

use crate::calls::{Calls, Tongue};
use crate::coding::coded;
use crate::colleague::{Colleague, Desk, Pace, UnderWay};
use crate::crew::{Crew, World};
use crate::exercise::{Notice, Schedule};
use crate::fate::{Fates, Scene};
use crate::luck::Lucks;
use crate::roads::{Edge, Roads};
use crate::stations::{self, Station};
use crate::tend::Tend;
use std::collections::BTreeMap;
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::types::Place;
use watchfloor_domain::{Board, Command};
use watchfloor_geo::{Bounds, Wgs84};

/// Longest stretch simulated at once, ms. A longer step is divided.
const TICK_MS: i64 = 5_000;
/// Longest stretch made up for in one step, ms. After a longer pause (a laptop asleep) the drill goes on from where it
/// was; nothing leaps.
const CATCH_UP_MS: i64 = 600_000;

/// What a drill is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The seed of everything that happens by chance.
    pub seed: u64,
    /// Roads; only the largest part in which every place can be reached from every other is used.
    pub edges: Vec<Edge>,
    /// The area, for warnings.
    pub bounds: Bounds,
    /// Stations and hospitals; what is missing is put at large junctions.
    pub stations: Vec<Station>,
    /// Addresses and landmarks people call from; may be empty.
    pub spots: Vec<Place>,
    /// What callers speak.
    pub callers: Tongue,
    /// The languages of warnings, in this order.
    pub warnings: Vec<Tongue>,
    /// How much happens, and who works.
    pub load: Load,
}

/// How much happens in a drill, and who sits at its own desk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Calls of a day; a trainee alone has some three hundred.
    pub calls_per_day: f64,
    /// After so many nobody calls any more; without end when absent.
    pub most_calls: Option<u32>,
    /// How many times the forty units.
    pub fleets: usize,
    pub pace: Pace,
}

impl Default for Load {
    fn default() -> Self {
        Self { calls_per_day: 288.0, most_calls: None, fleets: 1, pace: Pace::Colleague }
    }
}

/// A set-up no drill can be run on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// No road on which a unit could go anywhere and come back.
    #[error("the area has no connected drivable road")]
    NoRoads,
}

/// Something that happens in the drill; the caller carries it out, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A unit's receiver reports its position.
    Position {
        unit: UnitId,
        /// On a road, WGS-84.
        at: Wgs84,
        /// Drill clock, UTC ms.
        time_ms: i64,
        accuracy_m: f64,
        /// Degrees clockwise from true north while it moves.
        heading: Option<f64>,
    },
    /// Somebody gives a command. A refusal is normal where a person was quicker; it needs no answer.
    Do {
        /// `drill/caller`, `drill/colleague`, `drill/dispatcher` or `drill/crew <unit>`.
        actor: String,
        command: Command,
    },
    /// The recommendation's first choice is sent, and what was recommended recorded; `instead` where there is none.
    Send { actor: String, incident: IncidentId, instead: Vec<UnitId> },
    /// The next alarm level, with the units it adds.
    Raise { actor: String, incident: IncidentId },
    /// A warning is issued, to be fetched like any other.
    Publish(Box<Notice>),
}

/// One running drill.
pub struct Sim {
    seed: u64,
    roads: Roads,
    stations: Vec<Station>,
    crews: BTreeMap<UnitId, Crew>,
    /// Last known positions of units whose crew has not come on duty yet.
    last_known: BTreeMap<UnitId, Wgs84>,
    calls: Calls,
    colleague: Colleague,
    fates: Fates,
    lucks: Lucks,
    tend: Tend,
    fleets: usize,
    pace: Pace,
    schedule: Schedule,
    /// The simulation's own clock: what was simulated so far, and the drill clock of the last step.
    own_ms: i64,
    clock_ms: i64,
    step: u64,
}

impl Sim {
    /// Prepares a drill that starts at `now_ms` of the drill clock (UTC ms).
    ///
    /// # Errors
    /// [`SetupError::NoRoads`] when the edges hold no two places connected both ways.
    pub fn new(setup: Setup, now_ms: i64) -> Result<Self, SetupError> {
        let roads = Roads::new(&setup.edges)?;
        let stations = stations::completed(setup.stations, &roads);
        Ok(Self {
            seed: setup.seed,
            stations,
            crews: BTreeMap::new(),
            last_known: BTreeMap::new(),
            calls: Calls::new(setup.seed, setup.callers, (setup.spots, setup.load), now_ms),
            colleague: Colleague::new(setup.load.pace),
            fates: Fates::new(setup.seed, setup.callers),
            lucks: Lucks::new(setup.seed, setup.callers),
            tend: Tend::new(setup.seed, setup.callers, setup.load.pace),
            fleets: setup.load.fleets.max(1),
            pace: setup.load.pace,
            schedule: Schedule::new(setup.seed, setup.bounds, setup.warnings, now_ms),
            roads,
            own_ms: now_ms,
            clock_ms: now_ms,
            step: 0,
        })
    }

    /// The units of the drill, forty for each fleet, to be added before the first step. Units added later by anybody get a
    /// crew too.
    pub fn fleet(&self) -> Vec<NewUnit> {
        stations::fleet(&self.stations, &self.roads, self.fleets)
    }

    /// Nobody calls any more, nothing begins again, and the desk has closed everything.
    pub fn is_over(&self, board: &Board) -> bool {
        let done = self.calls.are_over() && !self.fates.is_waiting();
        done && board.incidents.values().all(|incident| incident.closed.is_some())
    }

    /// Stations and hospitals as used.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// Where a unit was last seen, after a restart; without this it starts at its station.
    pub fn put_unit(&mut self, unit: &UnitId, at: Wgs84) {
        match self.crews.get_mut(unit) {
            Some(crew) => crew.put(&self.roads, at),
            None => {
                self.last_known.insert(unit.clone(), at);
            }
        }
    }

    /// What happens up to `now_ms` of the drill clock (UTC ms), given the board as it stands. A clock set back makes
    /// nothing happen until it moves on.
    pub fn step(&mut self, now_ms: i64, board: &Board) -> Vec<Act> {
        self.step += 1;
        self.enrol(board);
        let gap_ms = now_ms.saturating_sub(self.clock_ms).clamp(0, CATCH_UP_MS);
        self.clock_ms = now_ms;
        let shift_ms = now_ms.saturating_sub(self.own_ms + gap_ms);
        let ticks = ((gap_ms + TICK_MS - 1) / TICK_MS).max(1);
        let mut pass = Pass { board, shift_ms, tick_ms: 0, under_way: UnderWay::default(), acts: Vec::new() };
        let (from_ms, mut done_ms) = (self.own_ms, 0);
        for tick in 1..=ticks {
            let until_ms = gap_ms * tick / ticks;
            pass.tick_ms = until_ms - done_ms;
            done_ms = until_ms;
            self.own_ms = from_ms + done_ms;
            self.tick(&mut pass);
        }
        let coded = |act| match act {
            Act::Do { actor, command } => Act::Do { actor, command: coded(board, command) },
            other => other,
        };
        pass.acts.into_iter().map(coded).collect()
    }

    fn tick(&mut self, pass: &mut Pass<'_>) {
        let (now_ms, step, board) = (self.own_ms, self.step, pass.board);
        self.calls.tick(&self.roads, (now_ms, pass.shift_ms), &mut pass.acts);
        let desk = Desk { board, roads: &self.roads, crews: &self.crews, now_ms, step };
        let (shift_ms, tick_ms) = (pass.shift_ms, pass.tick_ms);
        self.colleague.tick(&desk, &self.fates.wants, &mut pass.under_way, &mut pass.acts);
        let scene = Scene { board, now_ms, shift_ms, desk: self.pace.actor() };
        self.fates.tick(&scene, &pass.under_way.closing, &mut pass.acts);
        self.tend.tick(&desk, &mut self.fates.wants, &mut pass.under_way, &mut pass.acts);
        self.lucks.tick(board, now_ms, &mut pass.under_way.units, &mut pass.acts);
        let world = World { roads: &self.roads, stations: &self.stations, board, now_ms, shift_ms, tick_ms, step };
        for (id, crew) in &mut self.crews {
            if let Some(unit) = board.units.get(id) {
                // A unit just sent says nothing until the board shows where to.
                crew.tick(&world, unit, !pass.under_way.units.contains(id), &mut pass.acts);
            }
        }
        let notices = self.schedule.due(now_ms, shift_ms).into_iter();
        pass.acts.extend(notices.map(|n| Act::Publish(Box::new(n))));
    }

    /// Every unit on the board has a crew.
    fn enrol(&mut self, board: &Board) {
        for (id, unit) in &board.units {
            if !self.crews.contains_key(id) {
                let mut crew = Crew::new(unit, self.seed, &self.roads);
                if let Some(at) = self.last_known.remove(id) {
                    crew.put(&self.roads, at);
                }
                self.crews.insert(id.clone(), crew);
            }
        }
    }
}

/// One call of `step`, tick by tick.
struct Pass<'a> {
    board: &'a Board,
    /// From the simulation's own clock to the drill clock, ms.
    shift_ms: i64,
    /// Length of the present tick, ms.
    tick_ms: i64,
    under_way: UnderWay,
    acts: Vec<Act>,
}
