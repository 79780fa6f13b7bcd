//! A desk for tests: an engine over a log in memory. Must not know what is being tested.

pub mod log;
pub mod vault;

use log::{MemLists, MemLog, MemReader, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;
use vault::MemVault;
use watchfloor_domain::command::{NewUnit, OpenIncident, ReceiveWarning};
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::types::Role;
use watchfloor_domain::warning::{InfoDigest, Message};
use watchfloor_domain::{Command, Event};
use watchfloor_engine::ports::{Clock, Ids};
use watchfloor_engine::{Actor, Done, Engine, Failure, OpenError, Parts};
use watchfloor_warning::model::{Certainty, Identity, MsgType, Scope, Severity, Status, Urgency};

/// 2026-11-22T12:13:20Z.
pub const START_MS: i64 = 1_795_349_600_000;
pub const HOUR: i64 = 3_600_000;

/// A clock the test sets.
pub struct FakeClock(AtomicI64);

impl FakeClock {
    pub fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst).unsigned_abs()
    }

    fn zone_offset_min(&self, _at_ms: i64) -> i32 {
        0
    }
}

/// Identities that count.
struct Counted(AtomicU64);

impl Ids for Counted {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// What outlives an engine: the log, the keys, the clock.
#[derive(Clone)]
pub struct Desk {
    pub store: Arc<Store>,
    pub vault: Arc<MemVault>,
    pub clock: Arc<FakeClock>,
    ids: Arc<Counted>,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            store: Arc::default(),
            vault: Arc::default(),
            clock: Arc::new(FakeClock(AtomicI64::new(START_MS))),
            ids: Arc::new(Counted(AtomicU64::new(1))),
        }
    }

    /// Starts an engine on what is there.
    pub fn try_start(&self) -> Result<Engine, OpenError> {
        Engine::start(Parts {
            log: Box::new(MemLog(self.store.clone())),
            reader: Arc::new(MemReader(self.store.clone())),
            lists: (Box::new(MemLists(self.store.clone())), Arc::new(MemLists(self.store.clone()))),
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            drill: false,
        })
    }

    pub fn start(&self) -> Engine {
        self.try_start().unwrap()
    }

    /// A desk with units E1 to E3 and its engine.
    pub fn with_units() -> (Self, Engine) {
        let desk = Self::new();
        let engine = desk.start();
        engine.run(&Actor::rule("rule/test"), vec![Command::AddUnits(["E1", "E2", "E3"].map(unit).into())]).unwrap();
        (desk, engine)
    }
}

pub fn dora() -> Actor {
    Actor::person("dora", Role::Dispatcher)
}

/// Runs one command of a dispatcher.
pub fn run(engine: &Engine, command: Command) -> Result<Done, Failure> {
    engine.run(&dora(), vec![command])
}

pub fn unit(id: &str) -> NewUnit {
    NewUnit {
        unit: id.into(),
        call_sign: id.into(),
        kind: "engine".into(),
        station: "1".into(),
        home: None,
        agency: None,
        crew_group: None,
    }
}

pub fn call(what: &str) -> Command {
    Command::OpenIncident(OpenIncident {
        type_code: "STRUCT".into(),
        priority: None,
        place: None,
        what: what.into(),
        caller_name: Some("Maija Meikäläinen".into()),
        caller_phone: Some("0405551234".into()),
        ..OpenIncident::default()
    })
}

/// Opens an incident.
pub fn open(engine: &Engine, what: &str) -> IncidentId {
    match &run(engine, call(what)).unwrap().events[0].event {
        Event::IncidentOpened(e) => e.incident,
        other => panic!("opening opens: {other:?}"),
    }
}

/// The smallest event there is.
pub fn small() -> Command {
    Command::NoteStopped { console: "A".into() }
}

pub fn note(incident: IncidentId, text: &str) -> Command {
    Command::AddNote { incident, text: text.into() }
}

pub fn assign(incident: IncidentId, unit: &str) -> Command {
    Command::AssignUnits { incident, units: vec![UnitId::from(unit)], divert: false }
}

pub fn close(incident: IncidentId) -> Command {
    Command::CloseIncident { incident, disposition: "DONE".into() }
}

/// A severe warning sent at an instant, in force for two hours, ended an hour later.
pub fn warning(identifier: &str, sent_ms: i64) -> Command {
    let info = InfoDigest {
        language: "en-US".into(),
        event: "Gale".into(),
        urgency: Urgency::Expected,
        severity: Severity::Severe,
        certainty: Certainty::Likely,
        headline: String::new(),
        sender_name: String::new(),
        effective_ms: sent_ms,
        onset_ms: None,
        expires_ms: Some(sent_ms + 2 * HOUR),
        ends_ms: None,
        areas: Vec::new(),
    };
    let message = Message {
        identity: Identity { sender: "met".into(), identifier: identifier.into(), sent_ms, sent_text: String::new() },
        status: Status::Actual,
        msg_type: MsgType::Alert,
        scope: Scope::Public,
        references: Vec::new(),
        infos: vec![info],
        flags: Vec::new(),
        vertices: 0,
        content: identifier.into(),
    };
    let raw = Raw::Text("<alert/>".into());
    Command::ReceiveWarning(Box::new(ReceiveWarning { source: "feed".into(), url: None, message, raw }))
}

/// Waits until something holds; fails after five seconds, and says how long it took.
#[track_caller]
pub fn eventually(what: &str, holds: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(5), "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
    start.elapsed()
}
