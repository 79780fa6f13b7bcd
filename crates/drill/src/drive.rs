//! One vehicle on the roads: where it is, where it goes, and how far it gets. It moves only along lanes, in their
//! direction, from the end of one to the start of the next. It must not know why it drives.

use crate::roads::{Roads, Route, Spot};
use std::collections::VecDeque;

/// Fastest any vehicle drives, m/s (130 km/h), whatever the road and the hurry.
pub(crate) const TOP_SPEED_MPS: f64 = 130.0 / 3.6;

#[derive(Clone, Debug)]
pub(crate) struct Drive {
    at: Spot,
    ahead: VecDeque<usize>,
    stop_m: f64,
    moving: bool,
}

impl Drive {
    pub fn parked(at: Spot) -> Self {
        Self { at, ahead: VecDeque::new(), stop_m: at.offset_m, moving: false }
    }

    pub fn at(&self) -> Spot {
        self.at
    }

    pub fn is_moving(&self) -> bool {
        self.moving
    }

    /// Sets out for a spot, either side of the road.
    pub fn set_out(&mut self, roads: &Roads, goal: Spot) {
        if let Some(Route { ahead, stop_m }) = roads.route(self.at, &roads.both_sides(goal)) {
            (self.ahead, self.stop_m, self.moving) = (ahead, stop_m, true);
        }
    }

    /// Stops where it is.
    pub fn halt(&mut self) {
        *self = Self::parked(self.at);
    }

    /// Drives for `ms` at `haste` times the road's ordinary speed.
    pub fn advance(&mut self, roads: &Roads, ms: i64, haste: f64) {
        let mut left_s = ms as f64 / 1_000.0;
        while self.moving && left_s > 0.0 {
            let lane = &roads.lanes[self.at.lane];
            let speed = (lane.speed_mps * haste).min(TOP_SPEED_MPS);
            let last = self.ahead.is_empty();
            let end_m = if last { self.stop_m } else { lane.length_m() };
            let to_go = (end_m - self.at.offset_m).max(0.0);
            if speed * left_s < to_go {
                self.at.offset_m += speed * left_s;
                return;
            }
            left_s -= to_go / speed;
            match self.ahead.pop_front() {
                Some(next) => self.at = Spot { lane: next, offset_m: 0.0 },
                None => (self.at.offset_m, self.moving) = (end_m, false),
            }
        }
    }
}
