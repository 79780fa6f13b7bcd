//! The lossy lane: the latest value per source, its age always known. Nothing here is a fact until a rule copies it into
//! an event.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use watchfloor_domain::ids::{FeedId, UnitId};
use watchfloor_domain::types::Fix;

/// How a feed does, by the poller's word.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedHealth {
    /// `unknown`, `live`, `late`, `stale`, `dead`.
    pub state: String,
    pub last_success_ms: Option<i64>,
    pub last_change_ms: Option<i64>,
    pub error: Option<(String, String)>,
}

/// A unit that moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub unit: UnitId,
    /// See [`Telemetry::handle`].
    pub handle: u32,
    pub fix: Fix,
}

struct Latest {
    unit: UnitId,
    /// The counter when the fix came.
    changed: u64,
    fix: Option<Fix>,
}

/// Units in the order in which they were first asked about: a list that fifty thousand of them are looked through in
/// quickly, and a number for each that is shorter than its name.
#[derive(Default)]
struct Units {
    handles: HashMap<UnitId, u32>,
    latest: Vec<Latest>,
}

impl Units {
    fn slot(&mut self, unit: &UnitId) -> (u32, &mut Latest) {
        let handle = match self.handles.get(unit) {
            Some(handle) => *handle,
            None => {
                // As many units as a u32 counts are more than any memory holds.
                let handle = u32::try_from(self.latest.len()).unwrap_or(u32::MAX);
                self.handles.insert(unit.clone(), handle);
                self.latest.push(Latest { unit: unit.clone(), changed: 0, fix: None });
                handle
            }
        };
        (handle, &mut self.latest[handle as usize])
    }
}

#[derive(Default)]
struct State {
    /// Counts changes; a reader that saw `n` asks for what came after.
    counter: u64,
    units: Units,
    feeds: BTreeMap<FeedId, (u64, FeedHealth)>,
    /// When a poll last listed a warning, by its key.
    seen: BTreeMap<String, i64>,
}

/// All telemetry of this console.
#[derive(Default)]
pub struct Telemetry {
    state: Mutex<State>,
}

impl Telemetry {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a fix. One older than what is held is not the latest and is left out.
    pub fn report(&self, unit: UnitId, fix: Fix) {
        self.report_all([(unit, fix)]);
    }

    /// Takes fixes of many units at once: a reader sees all of them or none.
    pub fn report_all(&self, fixes: impl IntoIterator<Item = (UnitId, Fix)>) {
        let mut state = self.state();
        state.counter += 1;
        let counter = state.counter;
        for (unit, fix) in fixes {
            let (_, latest) = state.units.slot(&unit);
            if latest.fix.as_ref().is_none_or(|held| held.time_ms <= fix.time_ms) {
                latest.changed = counter;
                latest.fix = Some(fix);
            }
        }
    }

    /// The unit's number on this console: given when it is first asked for, the same until the program ends, from 0 and
    /// without gaps.
    pub fn handle(&self, unit: &UnitId) -> u32 {
        self.state().units.slot(unit).0
    }

    /// Where a unit was last.
    pub fn fix(&self, unit: &UnitId) -> Option<Fix> {
        let state = self.state();
        let handle = state.units.handles.get(unit)?;
        state.units.latest.get(*handle as usize)?.fix.clone()
    }

    /// Units whose position changed after `seen`, by handle, and the counter to ask with next.
    pub fn moved_after(&self, seen: u64) -> (u64, Vec<Moved>) {
        let state = self.state();
        let changed = (0_u32..).zip(&state.units.latest).filter(|(_, latest)| latest.changed > seen);
        let moved = changed
            .filter_map(|(handle, latest)| Some(Moved { unit: latest.unit.clone(), handle, fix: latest.fix.clone()? }));
        (state.counter, moved.collect())
    }

    /// Takes a feed's health.
    pub fn feed(&self, feed: FeedId, health: FeedHealth) {
        let mut state = self.state();
        state.counter += 1;
        let counter = state.counter;
        state.feeds.insert(feed, (counter, health));
    }

    /// How a feed does.
    pub fn feed_health(&self, feed: &FeedId) -> Option<FeedHealth> {
        self.state().feeds.get(feed).map(|(_, health)| health.clone())
    }

    /// Feeds whose health changed after `seen`.
    pub fn feeds_after(&self, seen: u64) -> (u64, Vec<FeedId>) {
        let state = self.state();
        let list = state.feeds.iter().filter(|(_, (at, _))| *at > seen).map(|(id, _)| id.clone()).collect();
        (state.counter, list)
    }

    /// Notes that a source still lists a warning.
    pub fn warning_seen(&self, key: &str, at_ms: i64) {
        self.state().seen.insert(key.to_owned(), at_ms);
    }

    /// When a source last listed a warning, if since this start.
    pub fn warning_last_seen(&self, key: &str) -> Option<i64> {
        self.state().seen.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use watchfloor_geo::Wgs84;

    fn fix(time_ms: i64) -> Fix {
        Fix { at: Wgs84::new(24.9, 60.1).unwrap(), time_ms, accuracy_m: None, source: "gnss".into() }
    }

    fn unit(n: u8) -> UnitId {
        UnitId(format!("U{n}"))
    }

    #[test]
    fn an_older_fix_is_left_out_and_a_newer_one_is_told_once() {
        let telemetry = Telemetry::default();
        telemetry.report(unit(1), fix(1_000));
        telemetry.report(unit(1), fix(999));
        assert_eq!(telemetry.fix(&unit(1)).map(|fix| fix.time_ms), Some(1_000));
        let (seen, moved) = telemetry.moved_after(0);
        assert_eq!(moved, [Moved { unit: unit(1), handle: 0, fix: fix(1_000) }]);
        assert_eq!(telemetry.moved_after(seen).1, []);
        telemetry.report(unit(1), fix(1_001));
        assert_eq!(telemetry.moved_after(seen).1.len(), 1);
    }

    proptest! {
        /// Whatever comes in whatever order, the newest fix of each unit is held, and readers who look at any moments see
        /// each unit's newest one last.
        #[test]
        fn the_newest_fix_of_each_unit_stands(reports in prop::collection::vec((0_u8..9, 0_i64..50, any::<bool>()), 0..200)) {
            let telemetry = Telemetry::default();
            let mut newest: BTreeMap<UnitId, i64> = BTreeMap::new();
            let (mut seen, mut told) = (0, BTreeMap::new());
            for (n, time_ms, look) in reports {
                telemetry.report_all([(unit(n), fix(time_ms))]);
                let held = newest.entry(unit(n)).or_insert(time_ms);
                *held = time_ms.max(*held);
                if look {
                    let (next, moved) = telemetry.moved_after(seen);
                    seen = next;
                    told.extend(moved.into_iter().map(|m| (m.unit, m.fix.time_ms)));
                }
            }
            told.extend(telemetry.moved_after(seen).1.into_iter().map(|m| (m.unit, m.fix.time_ms)));
            prop_assert_eq!(told, newest);
        }

        /// A handle is one unit's for good, and handles have no gaps.
        #[test]
        fn handles_stay(asked in prop::collection::vec(0_u8..40, 1..100)) {
            let telemetry = Telemetry::default();
            let mut given: BTreeMap<u8, u32> = BTreeMap::new();
            for n in asked {
                let handle = telemetry.handle(&unit(n));
                prop_assert_eq!(*given.entry(n).or_insert(handle), handle);
            }
            let mut all: Vec<u32> = given.into_values().collect();
            all.sort_unstable();
            prop_assert_eq!(all.clone(), (0..all.len() as u32).collect::<Vec<_>>());
        }
    }
}
