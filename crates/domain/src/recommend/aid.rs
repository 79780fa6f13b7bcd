//! What people aboard and agencies have to do with who is sent: pure parts of the rule.

use super::{Aboard, Ask, Candidate, WhyNot};
use crate::plan::Need;

/// Where a unit stands in the order, before how soon it is there. Smaller goes first:
/// one's own and those sent like one's own, before those asked for help; crews within the plan's limit, before those that
/// have been on longer; crews that are known, before unknown ones where a need asks about the crew. Nobody is left out by
/// it: who stands last is still sent when nobody before can do it, and the reason says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    pub asked: bool,
    pub tired: bool,
    pub unknown: bool,
}

/// What the plan says of a unit's agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agency {
    Own,
    /// Sent like one's own.
    AsOwn,
    /// For what one's own cannot fill.
    Asked,
    /// From this level on; never, when 0.
    NotYet(u32),
}

/// Of the rules that name the agency, for such an incident here, the one that asks soonest; of these one that sends it as
/// one's own.
pub(super) fn agency(ask: &Ask<'_>, level: u32, unit: &Candidate) -> Agency {
    let Some(name) = unit.agency.as_deref().filter(|name| !name.is_empty()) else { return Agency::Own };
    let rules = ask.plan.aid.iter().filter(|aid| {
        aid.agency.eq_ignore_ascii_case(name)
            && (aid.types.is_empty() || aid.types.iter().any(|code| code.eq_ignore_ascii_case(ask.type_code)))
            && aid.within.is_none_or(|[west, south, east, north]| {
                (west..=east).contains(&ask.at.lon()) && (south..=north).contains(&ask.at.lat())
            })
    });
    let mut lowest = 0;
    let mut found = None;
    for rule in rules {
        if rule.from_level <= level {
            found = Some(found.unwrap_or(false) || rule.as_own);
        } else if lowest == 0 || rule.from_level < lowest {
            lowest = rule.from_level;
        }
    }
    match found {
        Some(true) => Agency::AsOwn,
        Some(false) => Agency::Asked,
        None => Agency::NotYet(lowest),
    }
}

/// What a crew lacks for a need; nothing when it is not known.
pub(super) fn lacks(crew: Option<&Aboard>, need: &Need) -> Option<WhyNot> {
    let crew = crew?;
    if crew.strength < need.crew {
        return Some(WhyNot::ShortCrew { strength: crew.strength, wanted: need.crew });
    }
    let missing = need.skills.iter().find(|skill| !crew.skills.iter().any(|has| has.eq_ignore_ascii_case(skill)))?;
    Some(WhyNot::LacksSkill { skill: missing.clone() })
}

/// Whether a need asks who is aboard.
pub(super) fn asks_crew(need: &Need) -> bool {
    need.crew > 0 || !need.skills.is_empty()
}

/// How long the crew has been on, seconds, when that is longer than the plan's limit.
pub(super) fn tired_s(ask: &Ask<'_>, unit: &Candidate) -> Option<i64> {
    let limit = i64::from(ask.plan.crews.worked_s);
    let worked = ask.now_ms.saturating_sub(unit.crew.as_ref()?.since_ms) / 1_000;
    (limit > 0 && worked > limit).then_some(worked)
}
