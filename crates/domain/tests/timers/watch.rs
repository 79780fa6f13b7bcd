//! Works out from the log alone which deadlines there are. Knows what the events say, not what the board keeps.

use crate::support::{MINUTE, World};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::event::TimerFired;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus::{self, Ad, Ak, Bm, Cl, Dp, Er, Os, Sg, Tr, Wk};
use watchfloor_domain::timer::{SET_BACK_MS, TimerKey};
use watchfloor_domain::{Event, Recorded};

/// Seconds after which a state of an engine is too old, as the starter set has it.
fn alert_s(status: UnitStatus) -> Option<i64> {
    Some(match status {
        Dp | Ak => 120,
        Er => 900,
        Sg | Os => 2_400,
        Tr => 2_700,
        Wk | Ad | Cl => 1_800,
        Bm => 3_600,
        _ => return None,
    })
}

#[derive(Clone, Debug)]
struct Armed {
    at_ms: i64,
    due_ms: i64,
    fired: bool,
}

#[derive(Default)]
pub struct Watch {
    seen: usize,
    armed: BTreeMap<TimerKey, Armed>,
    every: BTreeMap<TimerKey, i64>,
    emergencies: BTreeSet<UnitId>,
}

impl Watch {
    /// Takes in what the log got since the last time.
    pub fn follow(&mut self, world: &World) -> Result<(), String> {
        for recorded in &world.log[self.seen..] {
            self.event(recorded)?;
        }
        self.seen = world.log.len();
        let stand: BTreeSet<UnitId> =
            world.board.units.values().filter(|u| u.safety.emergency.is_some()).map(|u| u.id.clone()).collect();
        if stand == self.emergencies {
            Ok(())
        } else {
            Err(format!("emergency: {stand:?} stand, the log says {:?}", self.emergencies))
        }
    }

    /// After the engine has looked, nothing that is due waits.
    pub fn nothing_missed(&self, world: &World) -> Result<(), String> {
        let now = world.now_ms;
        if let Some((key, armed)) = self.armed.iter().find(|(_, armed)| !armed.fired && armed.due_ms <= now) {
            return Err(format!("missed: {key:?} {armed:?} at {now}"));
        }
        // Armed by a clock that has gone back since, it would be silent for as long as that was.
        match self.armed.iter().find(|(_, armed)| !armed.fired && armed.at_ms > now + SET_BACK_MS) {
            Some((key, armed)) => Err(format!("silent: {key:?} {armed:?} at {now}")),
            None => Ok(()),
        }
    }

    fn arm(&mut self, key: TimerKey, at_ms: i64, due_ms: i64) {
        self.armed.insert(key, Armed { at_ms, due_ms, fired: false });
    }

    fn state(&mut self, unit: &UnitId, status: UnitStatus, now: i64) {
        self.armed.retain(|key, _| !matches!(key, TimerKey::Status { unit: of, .. } if of == unit));
        if let Some(seconds) = alert_s(status) {
            self.arm(TimerKey::Status { unit: unit.clone(), status }, now, now + seconds * 1_000);
        }
        if matches!(status, UnitStatus::Aq | UnitStatus::Off) {
            self.armed.remove(&TimerKey::Welfare { unit: unit.clone() });
        }
    }

    fn event(&mut self, recorded: &Recorded) -> Result<(), String> {
        let now = recorded.recorded_ms;
        match &recorded.event {
            Event::UnitAssigned(e) => self.state(&e.unit, Dp, now),
            Event::UnitStatusSet(e) => self.state(&e.unit, e.status, now),
            Event::UnitReleased(e) => self.state(&e.unit, e.status, now),
            Event::WelfareSet(e) => {
                self.arm(TimerKey::Welfare { unit: e.unit.clone() }, now, now + i64::from(e.minutes) * MINUTE);
            }
            Event::WelfareEnded(e) => drop(self.armed.remove(&TimerKey::Welfare { unit: e.unit.clone() })),
            Event::ParStarted(e) => {
                let key = TimerKey::Par { incident: e.incident };
                self.every.insert(key.clone(), i64::from(e.every_min) * MINUTE);
                self.arm(key.clone(), now, now + self.every[&key]);
            }
            Event::ParCalled(e) => {
                let key = TimerKey::Par { incident: e.incident };
                self.arm(key.clone(), now, now + self.every[&key]);
            }
            Event::ParEnded(e) => drop(self.armed.remove(&TimerKey::Par { incident: e.incident })),
            Event::IncidentClosed(e) => drop(self.armed.remove(&TimerKey::Par { incident: e.incident })),
            Event::TimerFired(e) => self.fired(e, now)?,
            Event::TimerRearmed(e) => {
                let armed = self.armed.get(&e.key).ok_or_else(|| format!("unasked: {e:?}"))?;
                if armed.at_ms <= now || armed.fired {
                    return Err(format!("rearmed for nothing: {e:?}"));
                }
                let length = armed.due_ms - armed.at_ms;
                self.arm(e.key.clone(), now, now + length);
            }
            Event::EmergencyRaised(e) => drop(self.emergencies.insert(e.unit.clone())),
            Event::EmergencyCleared(e) => drop(self.emergencies.remove(&e.unit)),
            _ => {}
        }
        Ok(())
    }

    fn fired(&mut self, e: &TimerFired, now: i64) -> Result<(), String> {
        let armed = self.armed.get_mut(&e.key).ok_or_else(|| format!("unasked: {e:?}"))?;
        if armed.fired {
            return Err(format!("twice: {e:?}"));
        }
        if (e.due_ms, e.late_ms) != (armed.due_ms, now - armed.due_ms) || e.late_ms < 0 {
            return Err(format!("time: {e:?} for {armed:?} at {now}"));
        }
        armed.fired = true;
        if let TimerKey::Par { .. } = e.key {
            let every = self.every[&e.key];
            self.arm(e.key.clone(), now, now + every);
        }
        Ok(())
    }
}
