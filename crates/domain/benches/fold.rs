//! How fast a log becomes a board: a seeded year of a city's work, read from its stored JSON bytes and folded, as a
//! start without a snapshot does it. Prints figures and the share of each part; asserts nothing about absolute time.

use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;
use watchfloor_domain::event::{
    Cause, IncidentClosed, IncidentOpened, NoteAdded, Raw, UnitAdded, UnitAssigned, UnitReleased, UnitStatusSet,
    WarningAcknowledged, WarningReceived, WarningStateChanged,
};
use watchfloor_domain::ids::{IncidentId, SubjectId, UnitId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::status::UnitStatus::{Aq, Cl, Dp, Er, Os};
use watchfloor_domain::types::{Fix, Place, Priority};
use watchfloor_domain::warning::{AreaDigest, InfoDigest, Message};
use watchfloor_domain::{Board, Event, Recorded, evolve};
use watchfloor_geo::Wgs84;
use watchfloor_warning::chain::State;
use watchfloor_warning::model::{Certainty, Identity, MsgType, Scope, Severity, Status, Urgency};

const EVENTS: usize = 1_000_000;
const UNITS: usize = 200;
const START_MS: i64 = 1_795_349_600_000;

/// A row as a log keeps it.
struct Stored {
    happened_ms: i64,
    version: u64,
    typ: &'static str,
    schema_v: u32,
    body: Vec<u8>,
}

/// A year of work, from a seed.
struct City {
    seed: u64,
    now_ms: i64,
    incidents: u128,
    warnings: u64,
    rows: Vec<Stored>,
    versions: std::collections::HashMap<String, u64>,
}

impl City {
    fn new() -> Self {
        let rows = Vec::with_capacity(EVENTS);
        Self { seed: 7, now_ms: START_MS, incidents: 0, warnings: 0, rows, versions: std::collections::HashMap::new() }
    }

    /// SplitMix64.
    fn below(&mut self, bound: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn happened(&mut self, event: impl Into<Event>) {
        let event = event.into();
        self.now_ms += self.below(12_000) as i64;
        let version = self.versions.entry(event.stream().0).or_default();
        *version += 1;
        self.rows.push(Stored {
            happened_ms: self.now_ms,
            version: *version,
            typ: event.typ(),
            schema_v: event.schema_v(),
            body: event.encode(),
        });
    }

    fn at(&mut self) -> Wgs84 {
        let part = |n: u64| n as f64 / 1e7;
        let (lon, lat) = (part(self.below(2_000_000)), part(self.below(1_000_000)));
        Wgs84::new(24.8 + lon, 60.1 + lat).expect("a place in Helsinki")
    }

    fn units(&mut self) {
        for n in 0..UNITS {
            let home = Some(self.at());
            let (kind, station) = ("engine".to_owned(), format!("{}", n / 4));
            self.happened(UnitAdded {
                unit: unit(n),
                call_sign: format!("Unit {n}"),
                kind,
                station,
                home,
                agency: None,
                crew_group: None,
            });
        }
    }

    /// A call, two units through their run, notes, and the end: about a dozen events.
    fn incident(&mut self) {
        self.incidents += 1;
        let incident = IncidentId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.incidents));
        let place = Some(Place { at: self.at(), label: "Mannerheimintie 5".into() });
        self.happened(IncidentOpened {
            incident,
            number: format!("261122-{:06}", self.incidents),
            type_code: "MEDIC".into(),
            priority: Priority::P2,
            place,
            what: sealed(incident, 80),
            caller: None,
            period: "2026".into(),
            count: self.incidents as u32,
            ring_ms: None,
            answered_ms: None,
            paper: None,
        });
        let first = self.below(UNITS as u64) as usize;
        for n in [first, (first + 1) % UNITS] {
            let at = self.at();
            let fix = Some(Fix { at, time_ms: self.now_ms, accuracy_m: Some(8.5), source: "gnss".into() });
            self.happened(UnitAssigned { unit: unit(n), incident, from: Aq, diverted_from: None, fix });
            for (from, status) in [(Dp, Er), (Er, Os)] {
                self.happened(UnitStatusSet {
                    unit: unit(n),
                    status,
                    from,
                    incident: Some(incident),
                    reason: None,
                    destination: None,
                    fix: None,
                });
            }
            self.happened(NoteAdded { incident, text: sealed(incident, 120), entry: Default::default() });
        }
        for n in [first, (first + 1) % UNITS] {
            let disposition = Some("DONE".to_owned());
            self.happened(UnitReleased {
                unit: unit(n),
                incident,
                from: Os,
                status: Cl,
                disposition,
                reason: None,
                fix: None,
            });
        }
        self.happened(IncidentClosed { incident, disposition: "DONE".into() });
    }

    fn warning(&mut self) {
        self.warnings += 1;
        let message = message(self.warnings, self.now_ms);
        let key = message.key();
        self.happened(WarningReceived {
            key: key.clone(),
            source: "met".into(),
            url: None,
            message: Box::new(message),
            raw: Raw::Text("<alert>".repeat(200)),
            state: State::InForce,
            why: "warning.why.in_force".into(),
            by: None,
        });
        self.happened(WarningAcknowledged { key: key.clone() });
        let why = "warning.why.ended_by_policy".to_owned();
        self.happened(WarningStateChanged { key, state: State::Ended, from: State::InForce, why, by: None });
    }
}

fn unit(n: usize) -> UnitId {
    UnitId(format!("E{n}"))
}

fn sealed(incident: IncidentId, bytes: usize) -> Personal {
    let subject = SubjectId(format!("incident/{incident}"));
    Personal::Sealed { subject, nonce: "A".repeat(32), box_: "B".repeat(bytes * 4 / 3) }
}

fn message(n: u64, sent_ms: i64) -> Message {
    let ring = (0..40).map(|at| [24.9 + f64::from(at) * 0.001_37, 60.1 + f64::from(at % 7) * 0.002_11]).collect();
    let identity =
        Identity { sender: "met@example".into(), identifier: format!("urn:{n}"), sent_ms, sent_text: "now".into() };
    Message {
        identity,
        status: Status::Actual,
        msg_type: MsgType::Alert,
        scope: Scope::Public,
        references: Vec::new(),
        infos: vec![InfoDigest {
            language: "en-US".into(),
            event: "Gale".into(),
            urgency: Urgency::Expected,
            severity: Severity::Severe,
            certainty: Certainty::Likely,
            headline: "Gale warning for the coast".into(),
            sender_name: "The Institute".into(),
            effective_ms: sent_ms,
            onset_ms: None,
            expires_ms: Some(sent_ms + 7_200_000),
            ends_ms: None,
            areas: vec![AreaDigest { desc: "Coast".into(), rings: vec![ring] }],
        }],
        flags: Vec::new(),
        vertices: 40,
        content: "0".repeat(64),
    }
}

fn generated() -> Vec<Stored> {
    let mut city = City::new();
    city.units();
    while city.rows.len() < EVENTS {
        city.incident();
        if city.incidents.is_multiple_of(40) {
            city.warning();
        }
    }
    city.rows.truncate(EVENTS);
    city.rows
}

fn read(at: usize, row: &Stored) -> Recorded {
    Recorded {
        gseq: at as u64 + 1,
        version: row.version,
        id: Uuid::from_u128(at as u128),
        cmd: Uuid::from_u128(at as u128),
        happened_ms: row.happened_ms,
        recorded_ms: row.happened_ms,
        actor: "dora".into(),
        role: "dispatcher".into(),
        cause: Cause::Operator,
        event: Event::decode(row.typ, row.schema_v, &row.body).expect("what was encoded"),
    }
}

/// Time since a start: by the wall, and on the processor, which a busy machine leaves alone.
struct Watch(Instant, Option<Duration>);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), on_processor())
    }

    fn said(&self, what: &str) {
        let wall = self.0.elapsed();
        let own = on_processor().zip(self.1).map_or(wall, |(now, then)| now.saturating_sub(then));
        let rate = EVENTS as f64 / own.as_secs_f64();
        let (wall, own) = (wall.as_secs_f64(), own.as_secs_f64());
        println!("{what:<28} {own:>6.2} s on the processor  {wall:>6.2} s by the wall  {rate:>9.0} events/s");
    }
}

/// Processor time of this thread, where the system tells (Linux).
fn on_processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn main() {
    let rows = generated();
    let bytes: usize = rows.iter().map(|row| row.body.len()).sum();
    println!("{} events, {:.0} MB of bodies", rows.len(), bytes as f64 / 1e6);

    let watch = Watch::start();
    for row in &rows {
        black_box(serde_json::from_slice::<&serde_json::value::RawValue>(&row.body).expect("JSON"));
    }
    watch.said("floor: skip over the JSON");

    let watch = Watch::start();
    for (at, row) in rows.iter().enumerate() {
        black_box(read(at, row));
    }
    watch.said("decode");

    let mut board = Board::default();
    let watch = Watch::start();
    for (at, row) in rows.iter().enumerate() {
        evolve(&mut board, &read(at, row));
    }
    watch.said("decode and fold");

    let start = Instant::now();
    let snapshot = serde_json::to_vec(&board).expect("a board is JSON");
    let wrote = start.elapsed();
    let start = Instant::now();
    let again: Board = serde_json::from_slice(&snapshot).expect("its own snapshot");
    assert_eq!(again, board);
    println!(
        "snapshot: {:.1} MB, written in {:.0} ms, read in {:.0} ms; {} incidents, {} warnings, {} streams",
        snapshot.len() as f64 / 1e6,
        wrote.as_secs_f64() * 1e3,
        start.elapsed().as_secs_f64() * 1e3,
        board.incidents.len(),
        board.warnings.len(),
        board.versions.len(),
    );
}
