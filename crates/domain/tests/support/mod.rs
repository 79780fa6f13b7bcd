//! A floor for tests: commands are decided, placed and folded as the engine does it; every identity is foreseeable.
//! Must not know which rule is being tested.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod warn;

use std::collections::BTreeMap;
use uuid::Uuid;
use watchfloor_domain::board::Incident;
use watchfloor_domain::command::{NewUnit, OpenIncident};
use watchfloor_domain::event::Cause;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::story::tell;
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command, Context, Event, Recorded, Rejection, decide, evolve};

/// 2026-11-22T12:13:20Z.
pub const START_MS: i64 = 1_795_349_600_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;

/// How a world folds and decides; tests replace them to prove that a checker sees a broken one.
#[derive(Clone, Copy)]
pub struct Rules {
    pub decide: fn(&Board, &Command, &Context) -> Result<Vec<Event>, Rejection>,
    pub evolve: fn(&mut Board, &Recorded),
}

/// The rules as they are.
pub const GENUINE: Rules = Rules { decide, evolve };

/// A board, the events that made it, and everything a decision sees from outside.
pub struct World {
    pub board: Board,
    pub log: Vec<Recorded>,
    pub now_ms: i64,
    pub role: Option<Role>,
    pub actor: String,
    pub drill: bool,
    pub zone_offset_min: i32,
    pub recalled: Option<Incident>,
    pub rules: Rules,
    opened: u128,
    /// Requests so far.
    asked: u128,
}

impl World {
    /// A floor with units in quarters, a dispatcher at the seat.
    pub fn new(units: &[&str]) -> Self {
        Self::with(units, GENUINE)
    }

    /// A floor whose rules are these.
    pub fn with(units: &[&str], rules: Rules) -> Self {
        let mut world = Self {
            board: Board::default(),
            log: Vec::new(),
            now_ms: START_MS,
            role: None,
            actor: "dora".into(),
            drill: false,
            zone_offset_min: 0,
            recalled: None,
            rules,
            opened: 0,
            asked: 0,
        };
        if !units.is_empty() {
            world.run(&Command::AddUnits(units.iter().map(|id| new_unit(id)).collect())).unwrap();
        }
        world.role = Some(Role::Dispatcher);
        world
    }

    pub fn context(&self) -> Context {
        Context {
            now_ms: self.now_ms,
            zone_offset_min: self.zone_offset_min,
            actor: self.actor.clone(),
            role: self.role,
            cause: Cause::Operator,
            drill: self.drill,
            fresh: Uuid::from_u128(0x1_0000 + self.log.len() as u128),
            call: IncidentId(Uuid::from_u128(self.opened + 1)),
            fixes: BTreeMap::new(),
            recalled: self.recalled.clone(),
        }
    }

    /// What a command would do.
    pub fn preview(&self, command: &Command) -> Result<Vec<Event>, Rejection> {
        (self.rules.decide)(&self.board, command, &self.context())
    }

    /// Decides, places and folds.
    pub fn run(&mut self, command: &Command) -> Result<Vec<Event>, Rejection> {
        let events = self.preview(command)?;
        self.asked += 1;
        for event in &events {
            self.place(event.clone());
        }
        Ok(events)
    }

    /// Several commands of one request.
    pub fn together(&mut self, commands: &[Command]) -> Result<(), Rejection> {
        let before = self.asked;
        for command in commands {
            self.asked = before;
            self.run(command)?;
        }
        Ok(())
    }

    /// Places and folds one event.
    pub fn place(&mut self, event: Event) {
        self.opened += u128::from(matches!(event, Event::IncidentOpened(_)));
        let recorded = Recorded {
            gseq: self.board.gseq + 1,
            version: self.board.version(&event.stream()) + 1,
            id: Uuid::from_u128((1 << 64) + self.log.len() as u128),
            cmd: Uuid::from_u128(self.asked),
            happened_ms: event.happened_ms().unwrap_or(self.now_ms),
            recorded_ms: self.now_ms,
            actor: self.actor.clone(),
            role: self.role.map_or("rule", Role::word).into(),
            cause: Cause::Operator,
            event,
        };
        (self.rules.evolve)(&mut self.board, &recorded);
        self.log.push(recorded);
    }

    /// Runs a command as the system does, without a role.
    pub fn system(&mut self, command: &Command) -> Result<Vec<Event>, Rejection> {
        let role = self.role.take();
        let done = self.run(command);
        self.role = role;
        done
    }

    /// The n-th incident opened, from 1.
    pub fn incident(&self, n: u128) -> &Incident {
        &self.board.incidents[&inc(n)]
    }

    pub fn status(&self, unit: &str) -> UnitStatus {
        self.board.units[&UnitId::from(unit)].status
    }
}

/// Identity of the n-th incident opened in a world, from 1.
pub fn inc(n: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(n))
}

pub fn new_unit(id: &str) -> NewUnit {
    NewUnit {
        unit: UnitId::from(id),
        call_sign: id.to_owned(),
        kind: "engine".into(),
        station: "1".into(),
        home: None,
        agency: None,
        crew_group: None,
    }
}

pub fn ids(units: &[&str]) -> Vec<UnitId> {
    units.iter().map(|id| UnitId::from(*id)).collect()
}

pub fn open(type_code: &str) -> Command {
    Command::OpenIncident(OpenIncident {
        type_code: type_code.into(),
        priority: None,
        place: None,
        what: "smoke".into(),
        caller_name: None,
        caller_phone: None,
        ..OpenIncident::default()
    })
}

pub fn assign(n: u128, units: &[&str]) -> Command {
    Command::AssignUnits { incident: inc(n), units: ids(units), divert: false }
}

pub fn divert(n: u128, units: &[&str]) -> Command {
    Command::AssignUnits { incident: inc(n), units: ids(units), divert: true }
}

pub fn status(unit: &str, status: UnitStatus) -> Command {
    Command::SetStatus { units: ids(&[unit]), status, reason: None, destination: None }
}

pub fn status_why(unit: &str, status: UnitStatus, reason: &str) -> Command {
    Command::SetStatus { units: ids(&[unit]), status, reason: Some(reason.into()), destination: None }
}

pub fn clear(units: &[&str], disposition: Option<&str>) -> Command {
    Command::ClearUnits { units: ids(units), disposition: disposition.map(str::to_owned) }
}

pub fn close(n: u128, disposition: &str) -> Command {
    Command::CloseIncident { incident: inc(n), disposition: disposition.into() }
}

pub fn reopen(n: u128, reason: &str) -> Command {
    Command::ReopenIncident { incident: inc(n), reason: reason.into() }
}

pub fn note(n: u128, text: &str) -> Command {
    Command::AddNote { incident: inc(n), text: text.into() }
}

/// One step of what is given.
pub enum Step {
    /// A person or the system did it, and it was allowed.
    Did(Command),
    /// The system did it, whoever sits at the seat.
    System(Command),
    /// Time passed (or was set back), ms.
    Wait(i64),
    /// Another person sits down.
    Seat(Option<Role>, &'static str),
    Drill,
}

pub fn did(command: Command) -> Step {
    Step::Did(command)
}

pub fn system(command: Command) -> Step {
    Step::System(command)
}

pub fn minutes(n: i64) -> Step {
    Step::Wait(n * MINUTE)
}

pub fn seat(role: Role) -> Step {
    Step::Seat(Some(role), "dora")
}

/// Nobody at the seat: the system itself asks.
pub fn nobody() -> Step {
    Step::Seat(None, "rule")
}

/// Plays what is given on a floor with units E1 to E3.
pub fn given(steps: Vec<Step>) -> World {
    let mut world = World::new(&["E1", "E2", "E3"]);
    for step in steps {
        match step {
            Step::Did(command) => drop(world.run(&command).unwrap_or_else(|r| panic!("given {command:?}: {r:?}"))),
            Step::System(command) => drop(world.system(&command).unwrap_or_else(|r| panic!("{command:?}: {r:?}"))),
            Step::Wait(ms) => world.now_ms += ms,
            Step::Seat(role, actor) => (world.role, world.actor) = (role, actor.to_owned()),
            Step::Drill => world.drill = true,
        }
    }
    world
}

/// Plays `steps`, tries `when`, and compares what comes of it: one sentence per event (`type param=value …`), or the
/// refusal (`key field=… param=value …`). Gives the world after it, for a closer look.
#[track_caller]
pub fn check(steps: Vec<Step>, when: Command, then: &[&str]) -> World {
    let mut world = given(steps);
    let before = world.board.clone();
    let got = match world.preview(&when) {
        Ok(events) => {
            let told = events.iter().map(|event| words(&world.board, event)).collect();
            assert_eq!(world.run(&when).as_ref(), Ok(&events), "a preview says what is then done");
            told
        }
        Err(rejection) => {
            assert_eq!(world.board, before, "a refusal changes nothing");
            vec![refusal(&rejection)]
        }
    };
    assert_eq!(got, then);
    world
}

/// An event in one line.
pub fn words(board: &Board, event: &Event) -> String {
    let sentence = tell(board, event);
    let key = sentence.key.strip_prefix("event.").expect("sentences of events").to_owned();
    sentence.params.iter().fold(key, |line, (name, value)| format!("{line} {name}={value}"))
}

/// A refusal in one line.
pub fn refusal(rejection: &Rejection) -> String {
    let field = rejection.field.as_ref().map_or_else(String::new, |f| format!(" field={f}"));
    let start = format!("{}{field}", rejection.key);
    rejection.params.iter().fold(start, |line, (name, value)| format!("{line} {name}={value}"))
}
