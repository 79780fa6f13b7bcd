//! What is left behind: the share of the city's roads that a free unit still reaches in time, before and after the units
//! are sent, and which move would give most of it back. Times come in as a table between cells of the city.

use super::{Candidate, Recommended, can, turnout_ms};
use crate::ids::UnitId;
use crate::plan::Plan;
use crate::status::Availability;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From order to arrival, seconds: first unit and full alarm (NFPA 1710: 240 s and 480 s of travel; turnout is counted in
/// here, so that a unit out of its station is not made to look as quick as one on the road).
pub const WITHIN_S: [u32; 2] = [240, 480];
/// A move that gives back less than this is not worth an empty station elsewhere, thousandths of the roads.
const LEAST_GAIN: u32 = 10;
/// No way, in a table of times.
pub const NEVER_S: u16 = u16::MAX;

/// Cells of a city and the drive times between them.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Metres of road in each cell.
    pub road_m: &'a [u32],
    /// Seconds from cell to cell, row by row of the cell driven from; [`NEVER_S`] without a way.
    pub seconds: &'a [u16],
}

/// A unit and its station on the ground; `None` for a place nobody knows.
#[derive(Clone, Copy, Debug)]
pub struct Stand<'a> {
    pub candidate: &'a Candidate,
    pub cell: Option<usize>,
    pub home: Option<usize>,
}

/// What is left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// How many cells the city was cut into.
    pub cells: u32,
    pub of: Vec<Covered>,
    pub move_up: Option<MoveUp>,
}

/// Thousandths of the roads that a free unit reaches within [`WITHIN_S`], before the units are sent and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    pub can: String,
    pub before: [u32; 2],
    pub after: [u32; 2],
}

/// A free unit that would give back most by standing where another left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveUp {
    pub unit: UnitId,
    pub station: String,
    pub can: String,
    /// Its drive there.
    pub drive_s: u32,
    /// What is covered then.
    pub then: [u32; 2],
}

impl Ground<'_> {
    fn row(&self, cell: usize) -> &[u16] {
        let width = self.road_m.len();
        self.seconds.get(cell * width..(cell + 1) * width).unwrap_or(&[])
    }

    fn share(&self, reached_s: &[u32]) -> [u32; 2] {
        let all: u64 = self.road_m.iter().map(|m| u64::from(*m)).sum();
        WITHIN_S.map(|within| {
            let reached = self.road_m.iter().zip(reached_s).filter(|(_, s)| **s <= within);
            let reached: u64 = reached.map(|(m, _)| u64::from(*m)).sum();
            u32::try_from(reached * 1_000 / all.max(1)).unwrap_or(0)
        })
    }
}

/// Free units of one sort, with their cell and turnout.
struct Free<'a> {
    stand: &'a Stand<'a>,
    cell: usize,
    turnout_s: u32,
}

/// What each capability the answer asks for covers, before and after.
pub fn coverage(plan: &Plan, answer: &Recommended, stands: &[Stand<'_>], ground: Ground<'_>) -> Coverage {
    let sent: BTreeSet<&UnitId> = answer.sent().map(|chosen| &chosen.unit).collect();
    let mut asked: Vec<&str> = Vec::new();
    for need in answer.needs.iter().filter(|need| need.units.iter().any(|chosen| !chosen.already_there)) {
        if !asked.contains(&need.can.as_str()) {
            asked.push(&need.can);
        }
    }
    let mut out =
        Coverage { cells: u32::try_from(ground.road_m.len()).unwrap_or(u32::MAX), of: Vec::new(), move_up: None };
    let mut best: Option<([u32; 2], MoveUp)> = None;
    for wanted in asked {
        let free = free(plan, wanted, stands);
        let before = ground.share(&soonest(&ground, &free.iter().collect::<Vec<_>>()).first);
        // The crew of a vehicle that goes staffs no other.
        let gone = |f: &Free<'_>| {
            let group = &f.stand.candidate.crew_group;
            let of = |s: &Stand<'_>| sent.contains(&s.candidate.unit) && s.candidate.crew_group == *group;
            sent.contains(&f.stand.candidate.unit) || (group.is_some() && stands.iter().any(of))
        };
        let mut left: Vec<&Free<'_>> = free.iter().filter(|f| !gone(f)).collect();
        left.sort_by(|a, b| a.stand.candidate.unit.cmp(&b.stand.candidate.unit));
        let covered = Covered { can: wanted.to_owned(), before, after: [0; 2] };
        let remaining = soonest(&ground, &left);
        let covered = Covered { after: ground.share(&remaining.first), ..covered };
        let emptied = emptied(&free, &left, &sent);
        let after = covered.after;
        out.of.push(covered);
        for (gain, found) in moves(&ground, wanted, (&left, &remaining), &emptied, after) {
            let better = best.as_ref().is_none_or(|(held, by)| (gain, &by.unit) > (*held, &found.unit));
            if better {
                best = Some((gain, found));
            }
        }
    }
    out.move_up = best.map(|(_, found)| found);
    out
}

fn free<'a>(plan: &Plan, wanted: &str, stands: &'a [Stand<'a>]) -> Vec<Free<'a>> {
    let available = |s: &&Stand<'_>| {
        let c = s.candidate;
        let ours = c.crew_elsewhere.is_none() && c.agency.is_none();
        c.status.availability() == Availability::Available && !c.here && ours && can(plan, &c.kind, wanted)
    };
    let free = |stand: &'a Stand<'a>| {
        let turnout = turnout_ms(plan, &stand.candidate.kind, stand.candidate.status);
        Some(Free { stand, cell: stand.cell?, turnout_s: u32::try_from(turnout / 1_000).unwrap_or(0) })
    };
    stands.iter().filter(available).filter_map(free).collect()
}

/// Seconds until the first of some units is in each cell, which unit that is, and until the second.
struct Soonest {
    first: Vec<u32>,
    by: Vec<usize>,
    second: Vec<u32>,
}

fn soonest(ground: &Ground<'_>, units: &[&Free<'_>]) -> Soonest {
    let cells = ground.road_m.len();
    let mut out = Soonest { first: vec![u32::MAX; cells], by: vec![usize::MAX; cells], second: vec![u32::MAX; cells] };
    for (number, unit) in units.iter().enumerate() {
        for (cell, drive) in ground.row(unit.cell).iter().enumerate().filter(|(_, drive)| **drive != NEVER_S) {
            let at_s = unit.turnout_s + u32::from(*drive);
            if at_s < out.first[cell] {
                out.second[cell] = out.first[cell];
                (out.first[cell], out.by[cell]) = (at_s, number);
            } else {
                out.second[cell] = out.second[cell].min(at_s);
            }
        }
    }
    out
}

/// Stations that are left without such a unit, with their cell.
fn emptied<'a>(free: &[Free<'a>], left: &[&Free<'_>], sent: &BTreeSet<&UnitId>) -> Vec<(&'a str, usize)> {
    let mut emptied: Vec<(&str, usize)> = Vec::new();
    for unit in free.iter().filter(|f| sent.contains(&f.stand.candidate.unit)) {
        let station = unit.stand.candidate.station.as_str();
        let Some(home) = unit.stand.home.filter(|_| !station.is_empty()) else { continue };
        let stays = left.iter().any(|f| f.stand.home == Some(home) && f.cell == home);
        if !stays && !emptied.iter().any(|(known, _)| *known == station) {
            emptied.push((station, home));
        }
    }
    emptied
}

/// Every worthwhile move of a unit that is left to a station that is emptied, with what it gives back.
fn moves(
    ground: &Ground<'_>,
    wanted: &str,
    (left, remaining): (&[&Free<'_>], &Soonest),
    emptied: &[(&str, usize)],
    after: [u32; 2],
) -> Vec<([u32; 2], MoveUp)> {
    let mut found = Vec::new();
    for (number, mover) in left.iter().enumerate() {
        for (station, home) in emptied {
            let drive = ground.row(mover.cell).get(*home).copied().unwrap_or(NEVER_S);
            if drive == NEVER_S || *home == mover.cell {
                continue;
            }
            let reached: Vec<u32> = (ground.row(*home).iter().enumerate())
                .map(|(cell, there)| {
                    let others =
                        if remaining.by[cell] == number { remaining.second[cell] } else { remaining.first[cell] };
                    if *there == NEVER_S { others } else { others.min(mover.turnout_s + u32::from(*there)) }
                })
                .collect();
            let then = ground.share(&reached);
            let gain = [then[0].saturating_sub(after[0]), then[1].saturating_sub(after[1])];
            // What the quick band loses is not made good by the slow one, nor the other way round.
            if then[0] >= after[0] && then[1] >= after[1] && gain[0] + gain[1] >= LEAST_GAIN {
                let (unit, station) = (mover.stand.candidate.unit.clone(), (*station).to_owned());
                let drive_s = u32::from(drive);
                found.push((gain, MoveUp { unit, station, can: wanted.to_owned(), drive_s, then }));
            }
        }
    }
    found
}
