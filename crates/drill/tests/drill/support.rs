//! A floor of the real domain to run a drill on, and a small town.

use std::collections::BTreeMap;
use uuid::Uuid;
use watchfloor_domain::event::Cause;
use watchfloor_domain::ids::StreamId;
use watchfloor_domain::{Board, Command, Context, Recorded, Rejection, decide, evolve};
use watchfloor_drill::{Act, Edge, Load, Setup, Sim, Tongue};
use watchfloor_geo::{Bounds, Wgs84};

pub const START_MS: i64 = 1_795_000_000_000;

#[derive(Default)]
pub struct Floor {
    pub board: Board,
    pub refused: Vec<(String, Command, Rejection)>,
    /// How often each event happened.
    pub told: BTreeMap<&'static str, usize>,
    fresh: u128,
}

impl Floor {
    pub fn with_fleet(sim: &Sim) -> Self {
        let mut floor = Self::default();
        floor.apply("drill", Command::AddUnits(sim.fleet()), START_MS);
        floor
    }

    /// Decides and folds; keeps refusals.
    pub fn apply(&mut self, actor: &str, command: Command, now_ms: i64) {
        self.fresh += 1;
        let ctx = Context {
            now_ms,
            zone_offset_min: 120,
            actor: actor.to_owned(),
            role: None,
            cause: Cause::Rule,
            drill: true,
            fresh: Uuid::from_u128(self.fresh),
            call: watchfloor_domain::ids::IncidentId(Uuid::from_u128(self.fresh)),
            fixes: BTreeMap::new(),
            recalled: None,
        };
        let events = match decide(&self.board, &command, &ctx) {
            Ok(events) => events,
            Err(rejection) => return self.refused.push((actor.to_owned(), command, rejection)),
        };
        for event in events {
            let stream: StreamId = event.stream();
            let recorded = Recorded {
                gseq: self.board.gseq + 1,
                version: self.board.version(&stream) + 1,
                id: Uuid::from_u128(self.fresh),
                cmd: Uuid::from_u128(self.fresh),
                happened_ms: now_ms,
                recorded_ms: now_ms,
                actor: actor.to_owned(),
                role: "rule".into(),
                cause: Cause::Rule,
                event,
            };
            *self.told.entry(recorded.event.typ()).or_default() += 1;
            evolve(&mut self.board, &recorded);
        }
    }

    /// One step of the drill, carried out.
    pub fn step(&mut self, sim: &mut Sim, now_ms: i64) -> Vec<Act> {
        let acts = sim.step(now_ms, &self.board);
        for act in &acts {
            match act {
                Act::Do { actor, command } => self.apply(actor, command.clone(), now_ms),
                // Here nobody recommends: who is nearest goes, and no further units with a higher level.
                Act::Send { actor, incident, instead } if !instead.is_empty() => {
                    let send = Command::AssignUnits { incident: *incident, units: instead.clone(), divert: false };
                    self.apply(actor, send, now_ms);
                }
                Act::Raise { actor, incident } => {
                    let level = self.board.incidents.get(incident).map_or(2, |i| i.level + 1);
                    let raise = Command::RaiseAlarm { incident: *incident, level };
                    self.apply(actor, raise, now_ms);
                    // No card has another level: a refusal that the desk takes as it is.
                    self.refused.retain(|(_, command, _)| !matches!(command, Command::RaiseAlarm { .. }));
                }
                _ => {}
            }
        }
        acts
    }

    pub fn open_incidents(&self) -> usize {
        self.board.incidents.values().filter(|i| i.closed.is_none()).count()
    }
}

fn at(x: i64, y: i64) -> Wgs84 {
    Wgs84::new(24.90 + x as f64 * 0.003, 60.14 + y as f64 * 0.0015).unwrap()
}

fn edge(from: (i64, i64), to: (i64, i64)) -> Edge {
    let points = vec![at(from.0, from.1), at(to.0, to.1)];
    let speed_kmh = if from.0 % 5 == 0 && to.0 % 5 == 0 { 60.0 } else { 40.0 };
    let name = Some(format!("Street {}", from.1).into());
    Edge { from: from.0 * 1_000 + from.1, to: to.0 * 1_000 + to.1, points, speed_kmh, name }
}

/// A town of 25 by 25 junctions, about 4 by 4 km: west-east streets one-way by turns.
pub fn town(seed: u64) -> Setup {
    const SIZE: i64 = 25;
    let mut edges = Vec::new();
    for a in 0..SIZE {
        for b in 0..SIZE - 1 {
            edges.push(if a % 2 == 0 { edge((b, a), (b + 1, a)) } else { edge((b + 1, a), (b, a)) });
            edges.extend([edge((a, b), (a, b + 1)), edge((a, b + 1), (a, b))]);
        }
    }
    Setup {
        seed,
        edges,
        bounds: Bounds::of([at(0, 0), at(SIZE - 1, SIZE - 1)]).unwrap(),
        stations: Vec::new(),
        spots: Vec::new(),
        callers: Tongue::En,
        warnings: vec![Tongue::En, Tongue::Zh],
        load: Load::default(),
    }
}

pub fn drill(seed: u64) -> (Sim, Floor) {
    let sim = Sim::new(town(seed), START_MS).unwrap();
    let floor = Floor::with_fleet(&sim);
    (sim, floor)
}
