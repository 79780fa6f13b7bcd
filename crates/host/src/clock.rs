//! The drill's clock: real time, stretched or stopped. Everything in a drill lives by it, so that ages and timers run
//! as fast as the drill does.

use crate::system::SystemClock;
use std::sync::{Mutex, PoisonError};
use watchfloor_engine::ports::Clock;

#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Drill time at `since`.
    base_ms: i64,
    /// Real monotonic milliseconds.
    since: u64,
    paused: bool,
    speed: f64,
}

/// A clock that can be paused and sped up, and never goes back.
pub(crate) struct DrillClock {
    real: SystemClock,
    stretch: Mutex<Stretch>,
}

impl DrillClock {
    /// Starts at now, or where the drill's log ended if that is later.
    pub(crate) fn from(at_least_ms: i64) -> Self {
        let real = SystemClock::default();
        let base_ms = Clock::now_ms(&real).max(at_least_ms + 1);
        let since = real.monotonic_ms();
        Self { real, stretch: Mutex::new(Stretch { base_ms, since, paused: false, speed: 1.0 }) }
    }

    fn at(stretch: &Stretch, real_ms: u64) -> i64 {
        if stretch.paused {
            return stretch.base_ms;
        }
        let elapsed = real_ms.saturating_sub(stretch.since) as f64 * stretch.speed;
        stretch.base_ms + elapsed as i64
    }

    /// Changes pace from now on.
    pub(crate) fn set(&self, paused: bool, speed: f64) {
        let mut stretch = self.stretch.lock().unwrap_or_else(PoisonError::into_inner);
        let since = self.real.monotonic_ms();
        *stretch = Stretch { base_ms: Self::at(&stretch, since), since, paused, speed };
    }

    /// Paused, and speed.
    pub(crate) fn pace(&self) -> (bool, f64) {
        let stretch = self.stretch.lock().unwrap_or_else(PoisonError::into_inner);
        (stretch.paused, stretch.speed)
    }
}

impl Clock for DrillClock {
    fn now_ms(&self) -> i64 {
        let stretch = *self.stretch.lock().unwrap_or_else(PoisonError::into_inner);
        Self::at(&stretch, self.real.monotonic_ms())
    }

    fn monotonic_ms(&self) -> u64 {
        self.real.monotonic_ms()
    }

    fn zone_offset_min(&self, at_ms: i64) -> i32 {
        self.real.zone_offset_min(at_ms)
    }
}
