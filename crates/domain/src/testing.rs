//! A floor for tests of the rules: commands go in, events are placed and folded as the engine does it.

use crate::board::Board;
use crate::command::{Command, NewUnit, OpenIncident, ReceiveWarning};
use crate::decide::{Context, decide};
use crate::event::{Cause, Event, Raw, Recorded};
use crate::evolve::evolve;
use crate::ids::{IncidentId, UnitId};
use crate::rejection::Rejection;
use crate::types::{Fix, Role};
use crate::warning::{InfoDigest, Message};
use std::collections::BTreeMap;
use uuid::Uuid;
use watchfloor_warning::model::{Certainty, Identity, MsgType, Scope, Severity, Status, Urgency};

/// A board, the events that made it, and a clock that the test moves.
#[derive(Clone, Debug)]
pub struct Floor {
    pub board: Board,
    pub log: Vec<Recorded>,
    pub now_ms: i64,
    pub role: Option<Role>,
    pub drill: bool,
    fresh: u128,
}

/// A floor with units in quarters.
pub fn floor(units: &[&str]) -> Floor {
    let mut floor = Floor {
        board: Board::default(),
        log: Vec::new(),
        now_ms: 1_795_349_600_000,
        role: Some(Role::Dispatcher),
        drill: false,
        fresh: 1,
    };
    let new = |id: &&str| NewUnit {
        unit: UnitId::from(*id),
        call_sign: (*id).to_owned(),
        kind: "engine".into(),
        station: "1".into(),
        home: None,
        agency: None,
        crew_group: None,
    };
    let units: Vec<NewUnit> = units.iter().map(new).collect();
    let role = floor.role.take();
    if !units.is_empty() {
        floor.run(Command::AddUnits(units)).expect("units with good ids");
    }
    floor.role = role;
    floor
}

impl Floor {
    /// What decisions see now.
    pub fn context(&self) -> Context {
        Context {
            now_ms: self.now_ms,
            zone_offset_min: 0,
            actor: "test".into(),
            role: self.role,
            cause: Cause::Operator,
            drill: self.drill,
            fresh: Uuid::from_u128(self.fresh),
            call: IncidentId(Uuid::from_u128(self.fresh)),
            fixes: BTreeMap::<UnitId, Fix>::new(),
            recalled: None,
        }
    }

    /// Decides, places and folds one command.
    pub fn run(&mut self, command: Command) -> Result<Vec<Event>, Rejection> {
        self.fresh += 1;
        let events = decide(&self.board, &command, &self.context())?;
        for event in &events {
            let stream = event.stream();
            let recorded = Recorded {
                gseq: self.board.gseq + 1,
                version: self.board.version(&stream) + 1,
                id: Uuid::from_u128(u128::from(self.board.gseq) + (1 << 64)),
                cmd: Uuid::from_u128(self.fresh),
                happened_ms: event.happened_ms().unwrap_or(self.now_ms),
                recorded_ms: self.now_ms,
                actor: "test".into(),
                role: self.role.map_or("rule", Role::word).into(),
                cause: Cause::Operator,
                event: event.clone(),
            };
            evolve(&mut self.board, &recorded);
            self.log.push(recorded);
        }
        self.now_ms += 1_000;
        Ok(events)
    }

    /// Opens an incident of a type.
    pub fn open(&mut self, type_code: &str) -> IncidentId {
        let open = OpenIncident {
            type_code: type_code.into(),
            priority: None,
            place: None,
            what: "test call".into(),
            caller_name: None,
            caller_phone: Some("555".into()),
            ..OpenIncident::default()
        };
        let events = self.run(Command::OpenIncident(open)).expect("a good call");
        match &events[0] {
            Event::IncidentOpened(e) => e.incident,
            other => unreachable!("opening opens: {other:?}"),
        }
    }

    /// Receives an actual warning of an event and severity, in force for an hour.
    pub fn warn(&mut self, event: &str, severity: Severity) {
        let info = InfoDigest {
            language: "en-US".into(),
            event: event.into(),
            urgency: Urgency::Immediate,
            severity,
            certainty: Certainty::Observed,
            headline: event.into(),
            sender_name: String::new(),
            effective_ms: self.now_ms,
            onset_ms: None,
            expires_ms: Some(self.now_ms + 3_600_000),
            ends_ms: None,
            areas: Vec::new(),
        };
        let message = Message {
            identity: Identity::new("office@example.org", event, self.now_ms),
            status: Status::Actual,
            msg_type: MsgType::Alert,
            scope: Scope::Public,
            references: Vec::new(),
            infos: vec![info],
            flags: Vec::new(),
            vertices: 0,
            content: event.into(),
        };
        let receive = ReceiveWarning { source: "test".into(), url: None, message, raw: Raw::Text(event.into()) };
        let role = self.role.take();
        self.run(Command::ReceiveWarning(Box::new(receive))).expect("a warning is always taken");
        self.role = role;
    }
}
