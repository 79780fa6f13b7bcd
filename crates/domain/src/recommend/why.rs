//! The reasons: for each unit sent, for each nearer one that is not, and for what is missing.

use super::aid::{Agency, asks_crew, lacks};
use super::choose::{Field, Held};
use super::{Chosen, Drive, Filled, Passed, Reason, Shortfall, WhyNot, turnout_ms};
use crate::plan::Mode;
use crate::status::UnitStatus;

/// Units passed over that are named; the rest are counted.
const MOST_PASSED: usize = 40;

/// Each need with its units and their reasons.
pub(super) fn needs(field: &Field<'_>, held: &Held) -> Vec<Filled> {
    let filled = |(need, units): (usize, &Vec<usize>)| {
        let pool = field.pool(need);
        let mut straight = pool.clone();
        straight.sort_by(|a, b| field.nearer(*a, *b));
        let mut units = units.clone();
        units.sort_by_key(|at| (!field.of[*at].unit.here, field.soon(*at), &field.of[*at].unit.unit));
        let count = field.count(need);
        let missing = count.saturating_sub(units.len());
        Filled {
            can: field.needs[need].can.clone(),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            units: units.iter().map(|at| chosen(field, (*at, need), &pool, &straight)).collect(),
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
            shortfall: (missing > 0).then(|| shortfall(field, need)),
        }
    };
    held.iter().enumerate().map(filled).collect()
}

fn chosen(field: &Field<'_>, (at, need): (usize, usize), pool: &[usize], straight: &[usize]) -> Chosen {
    let known = &field.of[at];
    let unit = known.unit.unit.clone();
    if known.unit.here {
        let reasons = vec![Reason::AlreadyThere];
        return Chosen {
            unit,
            already_there: true,
            reasons,
            turnout_ms: None,
            drive_ms: None,
            straight_m: None,
            straight_rank: None,
        };
    }
    let place = |list: &[usize]| list.iter().position(|other| *other == at).and_then(|p| u32::try_from(p + 1).ok());
    let mut reasons = Vec::new();
    match place(pool).filter(|_| !field.off_map(at)) {
        Some(1) => reasons.push(Reason::FirstThere),
        Some(rank) => reasons.push(Reason::Next(rank)),
        None => {}
    }
    if field.off_map(at) {
        reasons.push(Reason::OffMap);
    }
    if field.card.mode == Mode::Station && known.unit.status == UnitStatus::Aq {
        reasons.push(Reason::InStation);
    }
    if pool.len() == 1 {
        reasons.push(Reason::OnlyOneLeft);
    }
    if known.rests_until.is_some() {
        reasons.push(Reason::RestCut);
    }
    if known.unit.from_station {
        reasons.push(Reason::FromStation);
    }
    if known.tired_s.is_some() {
        reasons.push(Reason::ShortOfRest);
    }
    if known.unit.crew.is_none() && asks_crew(&field.needs[need]) {
        reasons.push(Reason::CrewUnknown);
    }
    match known.agency {
        Agency::Asked => reasons.push(Reason::MutualAid),
        Agency::AsOwn => reasons.push(Reason::AutomaticAid),
        Agency::Own | Agency::NotYet(_) => {}
    }
    let drive_ms = if let Drive::Ms(ms) = known.unit.drive { Some(ms) } else { None };
    Chosen {
        unit,
        already_there: false,
        reasons,
        turnout_ms: drive_ms.map(|_| turnout_ms(field.ask.plan, &known.unit.kind, known.unit.status)),
        drive_ms,
        straight_m: known.unit.straight_m,
        straight_rank: place(straight),
    }
}

/// What keeps those who could do it, the most hopeful first: what a dispatcher can still change.
fn shortfall(field: &Field<'_>, need: usize) -> Shortfall {
    if field.of.is_empty() {
        return Shortfall::NoUnits;
    }
    let able = || field.of.iter().filter(|known| known.can[need]);
    // Those there are counted already.
    let others = || able().filter(|known| !known.unit.here && known.serves[need]);
    let bars = |wanted: fn(&WhyNot) -> bool| others().any(|known| known.barred.as_ref().is_some_and(wanted));
    if able().next().is_none() {
        Shortfall::NoneCan
    } else if others().any(|known| known.barred.is_none()) {
        Shortfall::TooFew
    } else if able().any(|known| !known.unit.here && known.barred.is_none() && !known.serves[need]) {
        Shortfall::ShortCrew
    } else if bars(|why| matches!(why, WhyNot::Stale { .. } | WhyNot::NoPosition)) {
        Shortfall::Stale
    } else if bars(|why| matches!(why, WhyNot::NoWay)) {
        Shortfall::NoWay
    } else if bars(|why| matches!(why, WhyNot::OffRoad)) {
        Shortfall::OffRoad
    } else if bars(|why| matches!(why, WhyNot::NotAsked { .. })) {
        Shortfall::NotAsked
    } else if bars(|why| matches!(why, WhyNot::Emergency | WhyNot::PeopleMissing { .. })) {
        Shortfall::InDanger
    } else {
        Shortfall::AllBusy
    }
}

/// Units that are nearer than the last one sent, by road or by straight line, and every one that could do what is missing.
pub(super) fn passed(field: &Field<'_>, held: &Held) -> (Vec<Passed>, u32) {
    let sent: Vec<usize> = held.iter().flatten().copied().filter(|at| !field.of[*at].unit.here).collect();
    let latest = sent.iter().filter_map(|at| field.of[*at].eta_ms).max();
    let farthest = sent.iter().filter_map(|at| field.of[*at].unit.straight_m).reduce(f64::max);
    let short = |need: usize| held[need].len() < field.count(need);
    let mut out: Vec<usize> = Vec::new();
    for (at, known) in field.of.iter().enumerate() {
        let sooner = known.eta_ms.zip(latest).is_some_and(|(eta, latest)| eta < latest);
        let nearer = known.unit.straight_m.zip(farthest).is_some_and(|(m, farthest)| m < farthest);
        let wanted = known.can.iter().enumerate().any(|(need, can)| *can && short(need));
        // One of another kind that is no nearer, or busy besides, says nothing.
        let able = known.can.contains(&true);
        let worth = wanted || ((sooner || nearer) && (able || known.barred.is_none()));
        if worth && !known.unit.here && !sent.contains(&at) {
            out.push(at);
        }
    }
    out.extend(sent.iter().copied().filter(|at| taken(field, held, *at).is_some()));
    // Those who could have done it first: of them a dispatcher wants to know.
    out.sort_by(|a, b| {
        let able = |at: &usize| !field.of[*at].serves.contains(&true);
        able(a).cmp(&able(b)).then_with(|| field.nearer(*a, *b))
    });
    let more = u32::try_from(out.len().saturating_sub(MOST_PASSED)).unwrap_or(u32::MAX);
    out.truncate(MOST_PASSED);
    let row = |at: usize| Passed {
        unit: field.of[at].unit.unit.clone(),
        why: why_not(field, held, at),
        eta_ms: field.of[at].eta_ms,
        straight_m: field.of[at].unit.straight_m,
    };
    (out.into_iter().map(row).collect(), more)
}

/// The need a unit was sent for, when it would have been sooner than the last unit of another need it can do.
fn taken<'a>(field: &'a Field<'_>, held: &Held, at: usize) -> Option<&'a str> {
    let own = held.iter().position(|units| units.contains(&at))?;
    let later = |need: usize| {
        let last = held[need].iter().filter(|other| !field.of[**other].unit.here).map(|other| field.soon(*other)).max();
        need != own && field.of[at].serves[need] && last.is_some_and(|last| field.soon(at) < last)
    };
    (0..held.len()).any(later).then(|| field.needs[own].can.as_str())
}

fn why_not(field: &Field<'_>, held: &Held, at: usize) -> WhyNot {
    let known = &field.of[at];
    if let Some(barred) = &known.barred {
        return barred.clone();
    }
    if let Some(need) = taken(field, held, at) {
        return WhyNot::Taken { need: need.to_owned() };
    }
    if !known.can.contains(&true) {
        return WhyNot::WrongKind;
    }
    // One crew goes with one vehicle.
    let same = |other: &&usize| {
        let group = &known.unit.crew_group;
        **other != at && group.is_some() && field.of[**other].unit.crew_group == *group
    };
    if let Some(other) = held.iter().flatten().find(same) {
        return WhyNot::CrewElsewhere { unit: field.of[*other].unit.unit.clone() };
    }
    if !known.serves.contains(&true) {
        let needs = field.needs.iter().zip(&known.can).filter(|(_, can)| **can);
        let lacking = needs.filter_map(|(need, _)| lacks(known.unit.crew.as_ref(), need)).next();
        return lacking.unwrap_or(WhyNot::WrongKind);
    }
    if field.off_map(at) {
        return WhyNot::OffMap;
    }
    if let Some(until_ms) = known.rests_until {
        return WhyNot::Resting { until_ms };
    }
    let sent = |need: &usize| held[*need].iter().any(|other| !field.of[*other].unit.here);
    let mut able = (0..held.len()).filter(|need| known.serves[*need]);
    if !able.clone().any(|need| sent(&need)) {
        return WhyNot::NeedMet;
    }
    // Later in the order for what it is, though sooner there.
    let before = |other: &usize| field.of[*other].standing < known.standing && !field.of[*other].unit.here;
    if held.iter().flatten().any(before) {
        if known.standing.asked {
            return WhyNot::OwnFirst { agency: known.unit.agency.clone().unwrap_or_default() };
        }
        if let Some(worked_s) = known.tired_s {
            return WhyNot::ShortOfRest { worked_s };
        }
        if known.standing.unknown {
            return WhyNot::CrewUnknown;
        }
    }
    let nearer_than_sent = able.clone().any(|need| {
        let new = held[need].iter().filter(|other| !field.of[**other].unit.here);
        let last = new.filter_map(|other| field.of[*other].unit.straight_m).reduce(f64::max);
        known.unit.straight_m.zip(last).is_some_and(|(metres, last)| metres < last)
    });
    let sooner_than_sent = able.any(|need| {
        let new = held[need].iter().filter(|other| !field.of[**other].unit.here);
        new.map(|other| field.soon(*other)).max().is_some_and(|last| field.soon(at) < last)
    });
    if sooner_than_sent && field.card.mode == Mode::Station {
        return WhyNot::StationFirst;
    }
    let roads = known.unit.drive != Drive::NoRoads;
    if roads && nearer_than_sent { WhyNot::Slower } else { WhyNot::Farther { roads } }
}
