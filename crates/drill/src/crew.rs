//! One crew: it reads its unit's state from the board, drives accordingly, and reports the steps a crew would report.
//! The board is the truth: whoever changed a state, the crew goes on from there and never argues. It must not know who
//! sends it, nor the engine.

use crate::drive::Drive;
use crate::kind::{self, Kind};
use crate::rng::Rng;
use crate::roads::{Roads, Spot};
use crate::sim::Act;
use crate::stations::{Station, StationKind};
use watchfloor_domain::Command;
use watchfloor_domain::board::{Board, Incident, Unit};
use watchfloor_domain::harm::missing_of;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_geo::{Wgs84, distance_m};

/// A parked unit says where it is this often, so that the age of its position stays known.
const PARKED_FIX_MS: i64 = 30_000;
/// A step the board did not take over by then is tried again, if it still makes sense.
const ASK_AGAIN_MS: i64 = 30_000;
/// Driving without hurry, against the road's ordinary speed.
const CRUISE: f64 = 0.9;
/// Accuracy a vehicle's receiver reports, metres.
const ACCURACY_M: f64 = 5.0;

/// What a crew sees around it in one tick.
pub(crate) struct World<'a> {
    pub roads: &'a Roads,
    pub stations: &'a [Station],
    pub board: &'a Board,
    /// The simulation's clock, ms: all waiting is measured on it.
    pub now_ms: i64,
    /// What to add for the drill clock, which may have leapt.
    pub shift_ms: i64,
    /// Length of the tick that ends now, ms.
    pub tick_ms: i64,
    /// Counts calls of `step`: within one, the board stands still.
    pub step: u64,
}

/// Where a crew is heading.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Aim {
    Home,
    Scene(Wgs84),
    Hospital(usize),
    Beat,
}

pub(crate) struct Crew {
    kind: Kind,
    rng: Rng,
    drive: Drive,
    home: Spot,
    seen: Option<(UnitStatus, Option<IncidentId>, i64)>,
    /// When the next thing is due, simulation clock ms.
    due_ms: i64,
    aim: Option<Aim>,
    /// The last command: in which step and when it was sent.
    asked: Option<(u64, i64)>,
    fix_ms: i64,
}

impl Crew {
    pub fn new(unit: &Unit, seed: u64, roads: &Roads) -> Self {
        let mut rng = Rng::named(seed, &unit.id.0);
        let home = unit.home.map_or_else(|| roads.random(&mut rng), |at| roads.nearest(at));
        Self {
            kind: Kind::from_word(&unit.kind),
            rng,
            drive: Drive::parked(home),
            home,
            seen: None,
            due_ms: i64::MAX,
            aim: None,
            asked: None,
            fix_ms: i64::MIN,
        }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn position(&self, roads: &Roads) -> Wgs84 {
        roads.position(self.drive.at())
    }

    /// Puts the crew on the road nearest to a point: where it was before a restart.
    pub fn put(&mut self, roads: &Roads, at: Wgs84) {
        self.drive = Drive::parked(roads.nearest(at));
        self.aim = None;
    }

    /// One tick: see, drive, report.
    pub fn tick(&mut self, world: &World, unit: &Unit, may_act: bool, out: &mut Vec<Act>) {
        let seen = Some((unit.status, unit.incident, unit.since_ms));
        if self.seen != seen {
            let before = self.seen.map(|(status, _, _)| status);
            self.seen = seen;
            self.asked = None;
            self.changed(world, unit, before);
        }
        self.steer(world, unit);
        let was_moving = self.drive.is_moving();
        self.drive.advance(world.roads, world.tick_ms, self.haste(unit.status));
        if may_act
            && self.may_ask(world)
            && let Some(command) = self.next_command(world, unit)
        {
            self.asked = Some((world.step, world.now_ms));
            out.push(Act::Do { actor: format!("drill/crew {}", unit.id), command });
        }
        self.report(world, &unit.id, was_moving, out);
    }

    fn may_ask(&self, world: &World) -> bool {
        self.asked.is_none_or(|(step, at)| step != world.step && world.now_ms - at >= ASK_AGAIN_MS)
    }

    fn haste(&self, status: UnitStatus) -> f64 {
        match status {
            UnitStatus::Er | UnitStatus::Os | UnitStatus::Wk | UnitStatus::Tr => self.kind.haste(),
            _ => CRUISE,
        }
    }

    fn report(&mut self, world: &World, unit: &UnitId, was_moving: bool, out: &mut Vec<Act>) {
        if !was_moving && world.now_ms.saturating_sub(self.fix_ms) < PARKED_FIX_MS {
            return;
        }
        self.fix_ms = world.now_ms;
        let at = self.drive.at();
        out.push(Act::Position {
            unit: unit.clone(),
            at: world.roads.position(at),
            time_ms: world.now_ms + world.shift_ms,
            accuracy_m: ACCURACY_M,
            heading: self.drive.is_moving().then(|| world.roads.heading(at)),
        });
    }

    /// The board shows another state: when will the crew be ready for the next one?
    fn changed(&mut self, world: &World, unit: &Unit, before: Option<UnitStatus>) {
        use UnitStatus::{Ad, Ak, Aq, Ar, Cl, Dp, Er, Os, Wk};
        let at_home = self.drive.at() == self.home;
        let wait = match unit.status {
            Dp => Some((10, 40)),
            // Who is on the road already needs no time to get dressed.
            Ak if self.kind.roams() && !at_home => Some((15, 30)),
            Ak => Some((60, 90)),
            Er if incident(world, unit).is_none_or(|i| i.place.is_none()) => Some((600, 720)),
            Os | Wk if matches!(before, Some(Os | Wk)) && self.due_ms != i64::MAX => return,
            Os | Wk => Some(kind::work_s(type_of(world, unit))),
            Ad => Some((480, 900)),
            Cl if self.kind.roams() => Some((30, 90)),
            Aq if self.kind.roams() => Some((20, 480)),
            Ar if self.kind.roams() => Some((5, 60)),
            _ => None,
        };
        self.due_ms = wait.map_or(i64::MAX, |range| world.now_ms + self.rng.seconds(range));
    }

    /// Drives where the state says a crew would drive.
    fn steer(&mut self, world: &World, unit: &Unit) {
        use UnitStatus::{Ad, Aq, Ar, Cl, Er, Os, Tr, Wk};
        let aim = match unit.status {
            Er | Os | Wk => incident(world, unit).and_then(|i| i.place.as_ref()).map(|p| Aim::Scene(p.at)),
            Tr | Ad => self.hospital(world),
            Ar if self.kind.roams() => return self.patrol(world),
            Cl if self.kind.roams() => None,
            Aq | Ar | Cl => Some(Aim::Home),
            _ => None,
        };
        if aim == self.aim {
            return;
        }
        self.aim = aim;
        match aim {
            None | Some(Aim::Beat) => self.drive.halt(),
            Some(Aim::Home) => self.drive.set_out(world.roads, self.home),
            Some(Aim::Scene(at)) => self.drive.set_out(world.roads, world.roads.nearest(at)),
            Some(Aim::Hospital(at)) => {
                self.drive.set_out(world.roads, world.roads.nearest(world.stations[at].at));
            }
        }
    }

    /// From one place of the beat to the next, with a stop at each.
    fn patrol(&mut self, world: &World) {
        if self.aim != Some(Aim::Beat) {
            self.aim = Some(Aim::Beat);
            self.drive.halt();
        }
        if !self.drive.is_moving() && world.now_ms >= self.due_ms {
            let spot = world.roads.random(&mut self.rng);
            self.drive.set_out(world.roads, spot);
            self.due_ms = i64::MAX;
        } else if !self.drive.is_moving() && self.due_ms == i64::MAX {
            self.due_ms = world.now_ms + self.rng.seconds((60, 240));
        }
    }

    /// The hospital it is bound for already, else the nearest.
    fn hospital(&self, world: &World) -> Option<Aim> {
        if let Some(Aim::Hospital(_)) = self.aim {
            return self.aim;
        }
        let here = self.position(world.roads);
        let hospitals = world.stations.iter().enumerate().filter(|(_, s)| s.kind == StationKind::Hospital);
        hospitals
            .min_by(|a, b| distance_m(here, a.1.at).total_cmp(&distance_m(here, b.1.at)))
            .map(|(at, _)| Aim::Hospital(at))
    }

    fn arrived(&self) -> bool {
        self.aim.is_some() && !self.drive.is_moving()
    }

    /// The step this crew reports now, if any.
    fn next_command(&mut self, world: &World, unit: &Unit) -> Option<Command> {
        use UnitStatus::{Ad, Ak, Aq, Ar, Cl, Dp, Er, Os, Tr, Wk};
        // In danger it waits for help; nobody frees it meanwhile.
        let missing = incident(world, unit).is_some_and(|i| missing_of(i).any(|id| *id == unit.id));
        if unit.safety.emergency.is_some() || missing {
            return None;
        }
        let due = world.now_ms >= self.due_ms;
        let to = |status| Some(set_status(&unit.id, status, None));
        match unit.status {
            Dp if due => to(Ak),
            Ak if due => to(Er),
            Er if self.arrived() => to(Os),
            // A call without a place, and nobody gave one: nothing found.
            Er if due && self.aim.is_none() => Some(clear(&unit.id, "UNFND")),
            Os | Wk if due && !self.drive.is_moving() => self.finish(world, unit),
            Tr if self.arrived() => to(Ad),
            Ad if due => Some(clear(&unit.id, "TRANSP")),
            Cl | Aq if due && self.kind.roams() => to(Ar),
            Cl | Ar if self.arrived() && self.aim == Some(Aim::Home) => to(Aq),
            _ => None,
        }
    }

    /// Work on scene is done: a patient to hospital, or clear.
    fn finish(&mut self, world: &World, unit: &Unit) -> Option<Command> {
        let type_code = type_of(world, unit);
        if self.kind == Kind::Ambulance
            && self.rng.chance(kind::transport_chance(type_code))
            && let Some(Aim::Hospital(at)) = self.hospital(world)
        {
            return Some(set_status(&unit.id, UnitStatus::Tr, Some(world.stations[at].name.clone())));
        }
        Some(clear(&unit.id, kind::disposition(self.kind, type_code, &mut self.rng)))
    }
}

fn incident<'a>(world: &World<'a>, unit: &Unit) -> Option<&'a Incident> {
    world.board.incidents.get(&unit.incident?)
}

/// The type of a unit's incident as the drill's tables call it; empty without one.
fn type_of<'a>(world: &World<'a>, unit: &Unit) -> &'a str {
    incident(world, unit).map_or("", |i| kind::usual(world.board.plan(), &i.type_code))
}

fn set_status(unit: &UnitId, status: UnitStatus, destination: Option<String>) -> Command {
    Command::SetStatus { units: vec![unit.clone()], status, reason: None, destination }
}

fn clear(unit: &UnitId, disposition: &str) -> Command {
    Command::ClearUnits { units: vec![unit.clone()], disposition: Some(disposition.to_owned()) }
}
