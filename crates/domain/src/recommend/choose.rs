//! Which units, for which need: as many needs as can be filled, by the units that are there first.
//!
//! Sets of units that can all be given a need of their own are the independent sets of a transversal matroid (Edmonds and
//! Fulkerson 1965). Taking units in the order of arrival and keeping each that still fits therefore gives the most units
//! possible, and among all choices of that size the one whose first, second, third … arrival is each the earliest.
//!
//! Vehicles that one crew staffs count as one: what is chosen is the crew, for whatever one of its vehicles can do, in the
//! place of the first of them; it takes the vehicle that its need asks for. So the choice stays one of a matroid.

use super::aid::{Agency, Standing, agency, asks_crew, lacks, tired_s};
use super::{Ask, Candidate, Drive, MOST_OF_NEED, WhyNot, can};
use crate::ids::UnitId;
use crate::plan::{Mode, Need, RunCard};
use crate::status::UnitStatus;
use std::collections::BTreeMap;

/// Needs and candidates, with what is known of each.
pub(super) struct Field<'a> {
    pub ask: &'a Ask<'a>,
    pub card: &'a RunCard,
    pub needs: &'a [Need],
    pub of: Vec<Known<'a>>,
    /// Candidates that may be chosen, first choice first; of vehicles with one crew the first.
    order: Vec<usize>,
    /// The vehicles of each candidate's crew that may be chosen, itself among them, in order.
    mates: Vec<Vec<usize>>,
}

/// A candidate in the light of what is asked.
pub(super) struct Known<'a> {
    pub unit: &'a Candidate,
    pub barred: Option<WhyNot>,
    pub rests_until: Option<i64>,
    pub eta_ms: Option<i64>,
    /// By need: whether such a vehicle can do it; and whether it can with the people aboard.
    pub can: Vec<bool>,
    pub serves: Vec<bool>,
    pub agency: Agency,
    pub standing: Standing,
    /// How long its crew has been on, seconds, when that is too long.
    pub tired_s: Option<i64>,
}

/// Candidates by need, in the order of the card's needs.
pub(super) type Held = Vec<Vec<usize>>;

impl<'a> Field<'a> {
    pub(super) fn new(ask: &'a Ask<'a>, card: &'a RunCard, needs: &'a [Need], candidates: &'a [Candidate]) -> Self {
        let known = |unit: &'a Candidate| {
            let can: Vec<bool> = needs.iter().map(|need| can(ask.plan, &unit.kind, &need.can)).collect();
            let fits = |need: &Need| lacks(unit.crew.as_ref(), need).is_none();
            let serves: Vec<bool> = needs.iter().zip(&can).map(|(need, can)| *can && fits(need)).collect();
            let asked = needs.iter().zip(&can).any(|(need, can)| *can && asks_crew(need));
            let agency = agency(ask, ask.level, unit);
            let tired_s = tired_s(ask, unit);
            let standing = Standing {
                asked: agency == Agency::Asked,
                tired: tired_s.is_some(),
                unknown: unit.crew.is_none() && asked,
            };
            let barred = unit.barred(card.stale_s, ask.now_ms).or(match agency {
                Agency::NotYet(level) => {
                    Some(WhyNot::NotAsked { agency: unit.agency.clone().unwrap_or_default(), level })
                }
                _ => None,
            });
            Known {
                unit,
                barred: barred.filter(|_| !unit.here),
                rests_until: unit.rests_until(card.rest_s, ask.now_ms),
                eta_ms: unit.eta_ms(ask.plan),
                can,
                serves,
                agency,
                standing,
                tired_s,
            }
        };
        let of: Vec<Known<'a>> = candidates.iter().map(known).collect();
        let mates = vec![Vec::new(); of.len()];
        let mut field = Self { ask, card, needs, of, order: Vec::new(), mates };
        field.order = field.in_order();
        field.pair();
        field
    }

    /// Puts the vehicles of one crew behind the first of them.
    fn pair(&mut self) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut order = Vec::with_capacity(self.order.len());
        for at in &self.order {
            let leader = match self.of[*at].unit.crew_group.as_deref() {
                Some(group) => *first.entry(group).or_insert(*at),
                None => *at,
            };
            self.mates[leader].push(*at);
            if leader == *at {
                order.push(*at);
            }
        }
        self.order = order;
    }

    /// Whether a crew can fill a need with one of its vehicles.
    fn fills(&self, at: usize, need: usize) -> bool {
        self.mates[at].iter().any(|vehicle| self.of[*vehicle].serves[need])
    }

    /// The vehicle a crew takes for a need: one that is called as the need is, else the first that can do it.
    fn vehicle(&self, at: usize, need: usize) -> usize {
        let able = self.mates[at].iter().copied().filter(|vehicle| self.of[*vehicle].serves[need]);
        able.min_by_key(|vehicle| !self.named(*vehicle, need)).unwrap_or(at)
    }

    fn named(&self, at: usize, need: usize) -> bool {
        self.needs[need].can.eq_ignore_ascii_case(&self.of[at].unit.kind)
    }

    pub(super) fn count(&self, need: usize) -> usize {
        self.needs[need].count.min(MOST_OF_NEED) as usize
    }

    /// Whether it could be sent, or is there.
    pub(super) fn free(&self, at: usize) -> bool {
        self.of[at].barred.is_none()
    }

    /// How soon, comparable: by road, else by straight line, which says nothing of time but is all there is. From outside
    /// the map: after all whose time is known, among themselves by straight line.
    pub(super) fn soon(&self, at: usize) -> i64 {
        let straight = || self.of[at].unit.straight_m.map_or(i64::MAX / 4, |m| (m * 1_000.0) as i64);
        match (self.of[at].eta_ms, self.of[at].unit.drive) {
            (Some(ms), _) => ms,
            (None, Drive::NoRoads) => straight(),
            (None, Drive::OffMap) => (i64::MAX / 2).saturating_add(straight()),
            (None, _) => i64::MAX,
        }
    }

    pub(super) fn off_map(&self, at: usize) -> bool {
        self.of[at].unit.drive == Drive::OffMap
    }

    fn in_quarters(&self, at: usize) -> bool {
        self.of[at].unit.status == UnitStatus::Aq
    }

    /// Those there, last those from outside the map; then as [`Standing`] says, then those rested after their last run; in station mode those in quarters, station by station; then by arrival. Of equals
    /// the one that can do less, so that more is left; then by name.
    fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.of.len()).filter(|at| self.free(*at) && self.of[*at].serves.contains(&true)).collect();
        let mut stations: BTreeMap<&str, i64> = BTreeMap::new();
        if self.card.mode == Mode::Station {
            for at in order.iter().filter(|at| self.in_quarters(**at) && !self.of[**at].unit.here) {
                let first = stations.entry(&self.of[*at].unit.station).or_insert(i64::MAX);
                *first = self.soon(*at).min(*first);
            }
        }
        order.sort_by_cached_key(|at| {
            let known = &self.of[*at];
            let station = stations.get(known.unit.station.as_str()).filter(|_| self.in_quarters(*at));
            let breadth = self.ask.plan.kind(&known.unit.kind).map_or(0, |kind| kind.can.len());
            let by_station = (station.copied().unwrap_or(i64::MAX), station.map(|_| known.unit.station.clone()));
            let rest = (known.standing.asked, known.standing.tired, known.rests_until, known.standing.unknown);
            (!known.unit.here, self.off_map(*at), rest, by_station, self.soon(*at), breadth, known.unit.unit.clone())
        });
        order
    }

    /// The units, each with its need.
    pub(super) fn choose(&self) -> Held {
        let mut seats = Seats::new(self, self.room());
        let chosen: Vec<usize> = self.order.iter().copied().filter(|at| seats.fit(*at)).collect();
        let held = self.settle(&chosen);
        let take = |(need, crews): (usize, Vec<usize>)| crews.into_iter().map(|at| self.vehicle(at, need)).collect();
        held.into_iter().enumerate().map(take).collect()
    }

    fn room(&self) -> Vec<usize> {
        (0..self.needs.len()).map(|need| self.count(need)).collect()
    }

    /// Who does what, among those chosen: in their order each gets the need that is called as its kind is, else the first it
    /// can do, as long as all others still get one. So a ladder that can pump is no pump while a pump is among them.
    fn settle(&self, chosen: &[usize]) -> Held {
        let mut fixed: Held = vec![Vec::new(); self.needs.len()];
        for (done, at) in chosen.iter().enumerate() {
            let own = |need: &usize| self.mates[*at].iter().any(|vehicle| self.named(*vehicle, *need));
            let mut wishes: Vec<usize> = (0..self.needs.len()).filter(|need| self.fills(*at, *need)).collect();
            wishes.sort_by_key(|need| (!own(need), *need));
            for need in wishes {
                if fixed[need].len() >= self.count(need) {
                    continue;
                }
                fixed[need].push(*at);
                if self.rest_fits(&fixed, &chosen[done + 1..]) {
                    break;
                }
                fixed[need].pop();
            }
        }
        fixed
    }

    /// Whether the others still find room beside those who have their need for good.
    fn rest_fits(&self, fixed: &Held, others: &[usize]) -> bool {
        let room = self.room().iter().zip(fixed).map(|(room, fixed)| room - fixed.len()).collect();
        let mut seats = Seats::new(self, room);
        others.iter().all(|at| seats.fit(*at))
    }

    /// Whom straight lines alone would send, as many as are sent.
    pub(super) fn by_straight_line(&self, held: &Held) -> Vec<UnitId> {
        let sent = held.iter().flatten().filter(|at| !self.of[**at].unit.here).count();
        let mut order: Vec<usize> = self.order.iter().copied().filter(|at| !self.of[*at].unit.here).collect();
        order.sort_by(|a, b| self.nearer(*a, *b));
        let mut seats = Seats::new(self, self.room());
        for at in held.iter().flatten().filter(|at| self.of[**at].unit.here) {
            seats.fit(*at);
        }
        let fitting: Vec<usize> = order.into_iter().filter(|at| seats.fit(*at)).take(sent).collect();
        let need = |at: usize| seats.held.iter().position(|held| held.contains(&at)).unwrap_or(0);
        fitting.into_iter().map(|at| self.of[self.vehicle(at, need(at))].unit.unit.clone()).collect()
    }

    /// The order by straight line; of equals by name.
    pub(super) fn nearer(&self, a: usize, b: usize) -> std::cmp::Ordering {
        let metres = |at: usize| self.of[at].unit.straight_m.unwrap_or(f64::MAX);
        metres(a).total_cmp(&metres(b)).then_with(|| self.of[a].unit.unit.cmp(&self.of[b].unit.unit))
    }

    /// All that could be sent for a need, soonest first.
    pub(super) fn pool(&self, need: usize) -> Vec<usize> {
        let mut pool: Vec<usize> =
            self.order.iter().copied().filter(|at| self.fills(*at, need) && !self.of[*at].unit.here).collect();
        pool.iter_mut().for_each(|at| *at = self.vehicle(*at, need));
        pool.sort_by_key(|at| (self.soon(*at), &self.of[*at].unit.unit));
        pool
    }
}

/// Units seated at needs, moved about as others come.
struct Seats<'a> {
    field: &'a Field<'a>,
    room: Vec<usize>,
    held: Held,
}

impl<'a> Seats<'a> {
    fn new(field: &'a Field<'a>, room: Vec<usize>) -> Self {
        Self { field, held: vec![Vec::new(); room.len()], room }
    }

    /// Gives a unit a need, moving others to other needs where that makes room; `false` when there is none.
    fn fit(&mut self, at: usize) -> bool {
        let mut tried = vec![false; self.room.len()];
        self.seat(at, &mut tried)
    }

    fn seat(&mut self, at: usize, tried: &mut [bool]) -> bool {
        for need in 0..self.room.len() {
            if tried[need] || !self.field.fills(at, need) {
                continue;
            }
            tried[need] = true;
            if self.held[need].len() < self.room[need] {
                self.held[need].push(at);
                return true;
            }
            for place in 0..self.held[need].len() {
                if self.seat(self.held[need][place], tried) {
                    self.held[need][place] = at;
                    return true;
                }
            }
        }
        false
    }
}
