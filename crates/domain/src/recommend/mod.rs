//! Whom to send, and why: run card, alarm level, units in the order of arrival, and for each nearer one not sent the reason
//! (`dispatch.md` 2.4 to 2.6 and 5.5). Pure: drive times and positions come in, a list comes out; same input, same list.
//! It must not know roads, screens or the log.

mod aid;
mod choose;
pub mod cover;
mod why;

use crate::board::Incident;
use crate::ids::UnitId;
use crate::plan::{Mode, Plan, RunCard, Words};
use crate::rejection::Rejection;
use crate::status::{Availability, UnitStatus};
use crate::types::{Fix, Priority};
use cover::Coverage;
use serde::{Deserialize, Serialize};
use watchfloor_geo::Wgs84;

/// Most units a card may ask for in one need; more is a slip of the pen.
pub const MOST_OF_NEED: u32 = 200;
/// From order to rolling where the plan does not know the kind of unit, seconds: out of a station, and on the road.
pub const TURNOUT_UNKNOWN_S: (u32, u32) = (80, 15);

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub plan: &'a Plan,
    pub type_code: &'a str,
    pub priority: Priority,
    pub at: Wgs84,
    /// From 1; more than the card has means its highest.
    pub level: u32,
    /// UTC milliseconds.
    pub now_ms: i64,
}

/// How a unit gets to the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drive {
    /// By road, milliseconds.
    Ms(i64),
    /// No way there on roads that are open.
    NoWay,
    /// Too far from any road.
    OffRoad,
    /// It stands outside the map: there are roads, and nobody here knows them.
    OffMap,
    /// Nobody knows where it is.
    NoPosition,
    /// There is no road graph: only straight lines can be compared.
    NoRoads,
}

/// A unit as it was when somebody asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub unit: UnitId,
    pub kind: String,
    pub station: String,
    pub status: UnitStatus,
    pub since_ms: i64,
    /// The number of the incident it is on, and whether it is this one.
    pub on: Option<String>,
    pub here: bool,
    /// Why it is out of service, as was said.
    pub reason: Option<String>,
    pub fix: Option<Fix>,
    /// The position is its station's: it stands there and sends none that is fresh.
    pub from_station: bool,
    pub drive: Drive,
    /// Metres by straight line.
    pub straight_m: Option<f64>,
    /// When its last run ended, as far as the board remembers.
    pub run_ended_ms: Option<i64>,
    /// The crew that is logged on; `None` when nobody said who rides it.
    #[serde(default)]
    pub crew: Option<Aboard>,
    /// Vehicles of the same group are staffed by one crew.
    #[serde(default)]
    pub crew_group: Option<String>,
    /// The vehicle its crew is out with.
    #[serde(default)]
    pub crew_elsewhere: Option<UnitId>,
    /// The agency it belongs to, when that is not the centre's own.
    #[serde(default)]
    pub agency: Option<String>,
    /// Its crew's emergency stands.
    #[serde(default)]
    pub emergency: bool,
    /// The number of the incident where people of it are missing.
    #[serde(default)]
    pub missing_at: Option<String>,
}

/// Who rides a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aboard {
    /// How many people.
    pub strength: u32,
    /// In lower case.
    pub skills: Vec<String>,
    pub since_ms: i64,
}

/// The whole answer, as it was shown; stored with the incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommended {
    /// Name and edition of the plan.
    pub plan: String,
    pub edition: String,
    /// `None`: no card of the plan is for such an incident.
    pub card: Option<CardUsed>,
    /// The alarm level asked for, and the highest the card has.
    pub level: u32,
    pub levels: u32,
    /// UTC milliseconds.
    pub at_ms: i64,
    pub needs: Vec<Filled>,
    /// Nearer and not sent, nearest first; and how many more there were.
    pub passed: Vec<Passed>,
    pub passed_more: u32,
    /// Whom straight lines alone would have sent: as many units, from those that could be sent.
    pub straight: Vec<UnitId>,
    /// The units named above, as they were. Those left out change nothing: the same answer follows from these.
    pub candidates: Vec<Candidate>,
    /// What is left behind; absent while it is being worked out.
    #[serde(default)]
    pub coverage: Option<Coverage>,
}

/// The card and why it is this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardUsed {
    pub id: String,
    pub label: Words,
    pub mode: Mode,
    pub stale_s: u32,
    /// It names the type; it is for this part of the city; it names the priority.
    pub names_type: bool,
    pub names_area: bool,
    pub names_priority: bool,
}

/// One need of the level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filled {
    pub can: String,
    pub count: u32,
    /// Those there already, then those to send in the order of arrival.
    pub units: Vec<Chosen>,
    pub missing: u32,
    /// Why, when some are missing.
    pub shortfall: Option<Shortfall>,
}

/// A unit for a need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    pub unit: UnitId,
    pub already_there: bool,
    pub reasons: Vec<Reason>,
    /// Turnout and drive in milliseconds; absent for units already there, and where only straight lines are known.
    pub turnout_ms: Option<i64>,
    pub drive_ms: Option<i64>,
    pub straight_m: Option<f64>,
    /// Its place among all that could be sent for this need by straight line, from 1.
    pub straight_rank: Option<u32>,
}

impl Chosen {
    /// From now to its arrival, milliseconds.
    pub fn eta_ms(&self) -> Option<i64> {
        Some(self.turnout_ms?.saturating_add(self.drive_ms?))
    }
}

/// Why a unit was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    AlreadyThere,
    /// Nobody who can do it is there sooner.
    FirstThere,
    /// The next soonest: its place among those who can do it, from 2.
    Next(u32),
    /// Stands in its station; the card looks there first.
    InStation,
    /// Nobody else who can do it could be sent.
    OnlyOneLeft,
    /// Comes from its rest, since nobody rested was left.
    RestCut,
    /// Its time is from its station, since it sends no fresh position.
    FromStation,
    /// Its crew has been on longer than the plan's limit, and nobody rested was left.
    ShortOfRest,
    /// The need asks for people or skills, and nobody said who rides it.
    CrewUnknown,
    /// Of another agency, since one's own cannot fill the need.
    MutualAid,
    /// Of another agency that the plan sends like one's own.
    AutomaticAid,
    /// It stands outside the map, so that nobody knows its time; nobody with a known time was left.
    OffMap,
}

/// Why units are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortfall {
    /// The centre has no units.
    NoUnits,
    /// No unit can do it.
    NoneCan,
    /// All that can do it are on runs, out of service or off duty.
    AllBusy,
    /// Some are free, but no road leads them there.
    NoWay,
    /// Some are free, but stand too far from any road.
    OffRoad,
    /// Some are free, but nobody knows where they are now.
    Stale,
    /// Too few are free: all that could be sent are.
    TooFew,
    /// The vehicles are there, with too few people or without the skill.
    ShortCrew,
    /// Those left belong to agencies that are asked at a higher level, or not at all.
    NotAsked,
    /// The crews of those that are free are in danger themselves.
    InDanger,
}

/// A unit that is nearer and not sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    pub unit: UnitId,
    pub why: WhyNot,
    pub eta_ms: Option<i64>,
    pub straight_m: Option<f64>,
}

/// Why a unit is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// Its crew is in emergency.
    Emergency,
    /// People of its crew are missing there.
    PeopleMissing {
        number: String,
    },
    Busy {
        number: String,
    },
    /// Not ready yet: clearing, or busy with something else.
    Clearing,
    OutOfService {
        reason: String,
    },
    OffDuty,
    /// Its crew is on another vehicle.
    NoCrew,
    WrongKind,
    NoPosition,
    Stale {
        age_s: i64,
        most_s: u32,
    },
    NoWay,
    OffRoad,
    /// It stands outside the map; those whose time is known go first.
    OffMap,
    Resting {
        until_ms: i64,
    },
    /// Sent for this need, where it does more.
    Taken {
        need: String,
    },
    /// The card sends from stations first.
    StationFirst,
    /// Nearer by straight line, later by road.
    Slower,
    /// No nearer than those sent for what it can do: by road too, or by straight line where there are no road times.
    Farther {
        roads: bool,
    },
    /// What it can do is there already.
    NeedMet,
    /// Its crew is out, or goes, with another vehicle.
    CrewElsewhere {
        unit: UnitId,
    },
    /// Fewer people aboard than the need asks for.
    ShortCrew {
        strength: u32,
        wanted: u32,
    },
    /// Nobody aboard can do this.
    LacksSkill {
        skill: String,
    },
    /// Those with a crew that is known go first.
    CrewUnknown,
    /// Its crew is short of rest; rested ones go first.
    ShortOfRest {
        worked_s: i64,
    },
    /// Of another agency, asked from this level on; never, when 0.
    NotAsked {
        agency: String,
        level: u32,
    },
    /// Of another agency: one's own go first.
    OwnFirst {
        agency: String,
    },
}

/// The card for an incident: one that names the type before one that does not, then one for this part of the city, then
/// one that names the priority; the first of equals.
pub fn card_for<'a>(plan: &'a Plan, type_code: &str, priority: Priority, at: Wgs84) -> Option<(&'a RunCard, CardUsed)> {
    let mut best: Option<((bool, bool, bool), &RunCard)> = None;
    for card in &plan.cards {
        let names_type = !card.types.is_empty();
        let fits = (!names_type || card.types.iter().any(|code| code.eq_ignore_ascii_case(type_code)))
            && (card.priorities.is_empty() || card.priorities.contains(&priority))
            && card.within.is_none_or(|[west, south, east, north]| {
                (west..=east).contains(&at.lon()) && (south..=north).contains(&at.lat())
            });
        let weight = (names_type, card.within.is_some(), !card.priorities.is_empty());
        if fits && best.is_none_or(|(held, _)| weight > held) {
            best = Some((weight, card));
        }
    }
    best.map(|((names_type, names_area, names_priority), card)| {
        let used = CardUsed {
            id: card.id.clone(),
            label: card.label.clone(),
            mode: card.mode,
            stale_s: card.stale_s,
            names_type,
            names_area,
            names_priority,
        };
        (card, used)
    })
}

/// How many alarm levels an incident has; 0 when no card is for it.
pub fn levels(plan: &Plan, type_code: &str, priority: Priority, at: Option<Wgs84>) -> u32 {
    // Without a place, no card for a part of the city fits.
    let nowhere = || Wgs84::new(180.0, -90.0).ok();
    let card = at.or_else(nowhere).and_then(|at| card_for(plan, type_code, priority, at));
    card.map_or(0, |(card, _)| u32::try_from(card.levels.len()).unwrap_or(u32::MAX))
}

/// Whether an incident may go to an alarm level: one its card has, other than the one it stands at.
pub fn may_stand_at(plan: &Plan, incident: &Incident, level: u32) -> Result<(), Rejection> {
    let at = incident.place.as_ref().map(|place| place.at);
    let most = levels(plan, &incident.type_code, incident.priority, at);
    if most == 0 {
        return Err(Rejection::rule("refused.no_card").with("name", &incident.type_code));
    }
    if level == 0 || level > most {
        return Err(Rejection::argument("level", "refused.no_such_level")
            .with("level", level.to_string())
            .with("most", most.to_string()));
    }
    if level == incident.level {
        let refused = Rejection::rule("refused.same_level").with("number", &incident.number);
        return Err(refused.with("level", level.to_string()));
    }
    Ok(())
}

/// Whether units of a kind can do something: they are called so, or the plan says it.
pub fn can(plan: &Plan, kind: &str, wanted: &str) -> bool {
    kind.eq_ignore_ascii_case(wanted)
        || plan.kind(kind).is_some_and(|kind| kind.can.iter().any(|can| can.eq_ignore_ascii_case(wanted)))
}

/// From the order to wheels rolling, by kind and state, milliseconds.
pub fn turnout_ms(plan: &Plan, kind: &str, status: UnitStatus) -> i64 {
    let known = plan.kind(kind).map(|kind| (kind.turnout_station_s, kind.turnout_mobile_s));
    let (station, mobile) = known.unwrap_or(TURNOUT_UNKNOWN_S);
    i64::from(if status == UnitStatus::Aq { station } else { mobile }) * 1_000
}

impl Candidate {
    /// From now to its arrival, milliseconds; `None` where there is no drive time.
    pub fn eta_ms(&self, plan: &Plan) -> Option<i64> {
        match self.drive {
            Drive::Ms(ms) => Some(turnout_ms(plan, &self.kind, self.status).saturating_add(ms)),
            _ => None,
        }
    }

    /// Why it cannot be sent at all, if so. Rest does not bar a unit; it comes last.
    fn barred(&self, stale_s: u32, now_ms: i64) -> Option<WhyNot> {
        // Whatever its state: of this a dispatcher is told first.
        if self.emergency {
            return Some(WhyNot::Emergency);
        }
        if let Some(number) = &self.missing_at {
            return Some(WhyNot::PeopleMissing { number: number.clone() });
        }
        match self.status.availability() {
            Availability::Committed => {
                return Some(WhyNot::Busy { number: self.on.clone().unwrap_or_default() });
            }
            Availability::Conditional => return Some(WhyNot::Clearing),
            Availability::Unavailable => {
                return Some(match self.status {
                    UnitStatus::Off => WhyNot::OffDuty,
                    UnitStatus::Xl => WhyNot::NoCrew,
                    _ => WhyNot::OutOfService { reason: self.reason.clone().unwrap_or_default() },
                });
            }
            Availability::Available => {}
        }
        if let Some(unit) = &self.crew_elsewhere {
            return Some(WhyNot::CrewElsewhere { unit: unit.clone() });
        }
        let Some(fix) = self.fix.as_ref().filter(|_| self.drive != Drive::NoPosition) else {
            return Some(WhyNot::NoPosition);
        };
        let age_s = now_ms.saturating_sub(fix.time_ms).max(0) / 1_000;
        if !self.from_station && age_s > i64::from(stale_s) {
            return Some(WhyNot::Stale { age_s, most_s: stale_s });
        }
        match self.drive {
            Drive::NoWay => Some(WhyNot::NoWay),
            Drive::OffRoad => Some(WhyNot::OffRoad),
            // Not barred: a way is likely, and a unit from over the border is better than none.
            Drive::Ms(_) | Drive::NoRoads | Drive::NoPosition | Drive::OffMap => None,
        }
    }

    /// Until when it rests after its last run.
    fn rests_until(&self, rest_s: u32, now_ms: i64) -> Option<i64> {
        let until = self.run_ended_ms?.saturating_add(i64::from(rest_s) * 1_000);
        (rest_s > 0 && until > now_ms).then_some(until)
    }
}

/// The recommendation for an incident at a level: what the level asks for, less what is there.
pub fn recommend(ask: &Ask<'_>, candidates: &[Candidate]) -> Recommended {
    let card = card_for(ask.plan, ask.type_code, ask.priority, ask.at);
    let levels = card.as_ref().map_or(0, |(card, _)| u32::try_from(card.levels.len()).unwrap_or(u32::MAX));
    let level = ask.level.clamp(1, levels.max(1));
    let mut answer = Recommended {
        plan: ask.plan.name.clone(),
        edition: ask.plan.edition.clone(),
        card: None,
        level,
        levels,
        at_ms: ask.now_ms,
        needs: Vec::new(),
        passed: Vec::new(),
        passed_more: 0,
        straight: Vec::new(),
        candidates: Vec::new(),
        coverage: None,
    };
    let Some((card, used)) = card else { return answer };
    answer.card = Some(used);
    let Some(wanted) = card.levels.get(level as usize - 1) else { return answer };
    let ask = &Ask { level, ..*ask };
    let field = choose::Field::new(ask, card, &wanted.send, candidates);
    let held = field.choose();
    answer.needs = why::needs(&field, &held);
    (answer.passed, answer.passed_more) = why::passed(&field, &held);
    answer.straight = field.by_straight_line(&held);
    let named: std::collections::BTreeSet<&UnitId> = answer
        .sent()
        .map(|chosen| &chosen.unit)
        .chain(answer.needs.iter().flat_map(|need| need.units.iter().map(|chosen| &chosen.unit)))
        .chain(answer.passed.iter().map(|passed| &passed.unit))
        .chain(&answer.straight)
        .collect();
    // With the other vehicles of their crews, whose place in the order counts, too.
    let crews: std::collections::BTreeSet<&String> =
        candidates.iter().filter(|c| named.contains(&c.unit)).filter_map(|c| c.crew_group.as_ref()).collect();
    let stays = |c: &&Candidate| named.contains(&c.unit) || c.crew_group.as_ref().is_some_and(|g| crews.contains(g));
    answer.candidates = candidates.iter().filter(stays).cloned().collect();
    answer.candidates.sort_by(|a, b| a.unit.cmp(&b.unit));
    answer
}

impl Recommended {
    /// The units to send, need by need.
    pub fn sent(&self) -> impl Iterator<Item = &Chosen> {
        self.needs.iter().flat_map(|need| &need.units).filter(|chosen| !chosen.already_there)
    }

    /// What was said, without what it rested on: small enough to keep for every incident on the board.
    #[must_use]
    pub fn without_inputs(&self) -> Self {
        Self { candidates: Vec::new(), passed: Vec::new(), ..self.clone() }
    }

    /// Whether it says the same as another, whatever the seconds: card, level, units and what is missing.
    pub fn says_as(&self, other: &Self) -> bool {
        let card = |r: &Self| r.card.as_ref().map(|card| card.id.clone());
        let needs = |r: &Self| {
            let units =
                |need: &Filled| need.units.iter().map(|c| (c.unit.clone(), c.already_there)).collect::<Vec<_>>();
            r.needs.iter().map(|need| (need.can.clone(), need.missing, units(need))).collect::<Vec<_>>()
        };
        (card(self), self.level, needs(self), &self.plan, &self.edition)
            == (card(other), other.level, needs(other), &other.plan, &other.edition)
    }
}

#[cfg(test)]
mod off_map_tests;
#[cfg(test)]
mod staffed_tests;
#[cfg(test)]
mod tests;
