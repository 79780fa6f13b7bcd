//! The lossy lane: latest value per source, its age always known, and a short ring for a look back. Nothing here is a
//! fact until a rule copies it into an event.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use watchfloor_domain::ids::{FeedId, UnitId};
use watchfloor_domain::types::Fix;

/// Fixes kept per unit.
const RING: usize = 120;

/// How a feed does, by the poller's word.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedHealth {
    /// `unknown`, `live`, `late`, `stale`, `dead`.
    pub state: String,
    pub last_success_ms: Option<i64>,
    pub last_change_ms: Option<i64>,
    pub error: Option<(String, String)>,
}

#[derive(Default)]
struct State {
    /// Counts changes; a reader that saw `n` asks for what came after.
    counter: u64,
    fixes: BTreeMap<UnitId, (u64, VecDeque<Fix>)>,
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
        let mut state = self.state();
        state.counter += 1;
        let counter = state.counter;
        let (changed, ring) = state.fixes.entry(unit).or_default();
        if ring.back().is_some_and(|latest| latest.time_ms > fix.time_ms) {
            return;
        }
        *changed = counter;
        if ring.len() == RING {
            ring.pop_front();
        }
        ring.push_back(fix);
    }

    /// Where a unit was last.
    pub fn fix(&self, unit: &UnitId) -> Option<Fix> {
        self.state().fixes.get(unit).and_then(|(_, ring)| ring.back().cloned())
    }

    /// Units whose position changed after `seen`, and the counter to ask with next.
    pub fn fixes_after(&self, seen: u64) -> (u64, Vec<(UnitId, Fix)>) {
        let state = self.state();
        let changed = state.fixes.iter().filter(|(_, (at, _))| *at > seen);
        let list = changed.filter_map(|(id, (_, ring))| ring.back().map(|fix| (id.clone(), fix.clone()))).collect();
        (state.counter, list)
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
