//! Who rides: crews logged on to their units, crews that are planned, vehicles that share a crew, and incidents that wait
//! for a busy unit. State only; the rules are in [`crate::decide`], the events in [`crate::event`].
//!
//! A unit's state is one thing and its crew another: a state that comes over the radio does not say who sits in the
//! vehicle. What follows from both is worked out here and never stored.

mod fold;
mod order;
mod roster;
mod tell;

pub(crate) use fold::{fold, let_go, run_ended};
pub use order::{MemberInput, Members, NewDuty, Order};
pub use roster::{Line, Standing, lines};
pub(crate) use tell::tell;

use crate::board::{Board, Unit};
use crate::ids::{IncidentId, UnitId};
use crate::personal::Personal;
use crate::status::UnitStatus;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A crew may log on so long before its planned time and still be the planned one, milliseconds.
pub const EARLY_MS: i64 = 2 * 3_600_000;
/// Most incidents that wait for one unit: more is a unit that should not be asked.
pub const MOST_STACKED: usize = 10;
/// Most people of a crew.
pub const MOST_MEMBERS: usize = 40;
/// Longest duty, milliseconds.
pub const LONGEST_DUTY_MS: i64 = 48 * 3_600_000;

/// One person of a crew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Nothing where only the number of people was told.
    pub name: Option<Personal>,
    /// As the centre says it: officer, driver, medic.
    pub role: String,
    /// In lower case; what run cards may ask for.
    pub skills: Vec<String>,
}

/// Who is in the vehicle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crew {
    /// Nobody said. Not the same as nobody there.
    #[default]
    Unknown,
    On(OnDuty),
    Off {
        since_ms: i64,
        by: String,
        reason: String,
    },
}

/// A crew that is logged on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnDuty {
    pub members: Vec<Member>,
    /// The vehicle they took, where it is not always the same.
    pub vehicle: Option<String>,
    pub since_ms: i64,
    /// Planned end, UTC milliseconds.
    pub until_ms: Option<i64>,
    pub by: String,
}

impl OnDuty {
    /// How many people.
    pub fn strength(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    /// Everything somebody of the crew can do, in order.
    pub fn skills(&self) -> BTreeSet<&str> {
        self.members.iter().flat_map(|member| member.skills.iter().map(String::as_str)).collect()
    }
}

/// A crew that is planned for a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// UTC milliseconds.
    pub from_ms: i64,
    pub to_ms: i64,
    pub members: Vec<Member>,
}

/// An incident that waits until a unit is free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stacked {
    pub incident: IncidentId,
    pub at_ms: i64,
    pub by: String,
    /// When it was offered, because the unit was freed.
    #[serde(default)]
    pub offered_ms: Option<i64>,
}

/// Why an incident no longer waits for a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unstacked {
    /// Somebody took it off.
    Asked,
    /// The unit was freed and goes there.
    Sent,
    /// Its crew went off duty.
    CrewOff,
    /// The unit is out of service or off duty.
    UnitOut,
}

impl Unstacked {
    /// The word in sentences.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Sent => "sent",
            Self::CrewOff => "crew_off",
            Self::UnitOut => "unit_out",
        }
    }
}

/// What a unit is beside its state: who rides it, whose it is, what waits for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Staff {
    pub crew: Crew,
    /// The agency it belongs to; the centre's own when absent.
    pub agency: Option<String>,
    /// Vehicles of the same group are staffed by one crew: when one goes, the others stay.
    pub crew_group: Option<String>,
    /// In the order in which they are to be done. Read it with [`Board::waiting`]: what was closed since is still in it.
    pub stack: Vec<Stacked>,
}

impl Unit {
    /// The crew that is logged on.
    pub fn crew(&self) -> Option<&OnDuty> {
        match &self.staff.crew {
            Crew::On(crew) => Some(crew),
            Crew::Unknown | Crew::Off { .. } => None,
        }
    }

    /// Its crew logged off and nobody has taken the vehicle out since. A state that was set later says that somebody did,
    /// not who: the crew is unknown then.
    pub fn is_logged_off(&self) -> bool {
        self.status == UnitStatus::Off && matches!(self.staff.crew, Crew::Off { .. })
    }
}

impl Board {
    /// All units that one crew staffs together with this one, itself among them, by id.
    pub fn same_crew<'a>(&'a self, unit: &'a Unit) -> Vec<&'a Unit> {
        match &unit.staff.crew_group {
            Some(group) => self.units.values().filter(|u| u.staff.crew_group.as_ref() == Some(group)).collect(),
            None => vec![unit],
        }
    }

    /// The vehicle that this one's crew is out with, when it is another.
    pub fn crew_elsewhere(&self, unit: &Unit) -> Option<&Unit> {
        let group = unit.staff.crew_group.as_ref()?;
        self.units.values().find(|other| {
            other.id != unit.id && other.incident.is_some() && other.staff.crew_group.as_ref() == Some(group)
        })
    }

    /// By group: the vehicle its crew is out with.
    pub fn crews_out(&self) -> BTreeMap<&str, &Unit> {
        let out = |unit: &&Unit| unit.incident.is_some();
        let of = |unit: &'_ Unit| unit.staff.crew_group.is_some();
        let mut crews = BTreeMap::new();
        for unit in self.units.values().filter(out).filter(|unit| of(unit)) {
            if let Some(group) = &unit.staff.crew_group {
                crews.entry(group.as_str()).or_insert(unit);
            }
        }
        crews
    }

    /// The incidents that wait for a unit, in order: those still open that it is not on already.
    pub fn waiting<'a>(&'a self, unit: &'a Unit) -> impl Iterator<Item = &'a Stacked> {
        let open = |id: &IncidentId| self.incidents.get(id).is_some_and(|incident| incident.closed.is_none());
        unit.staff.stack.iter().filter(move |held| unit.incident != Some(held.incident) && open(&held.incident))
    }

    /// The units an incident waits for, by id, each with its place there, from 1.
    pub fn waits_for(&self, incident: IncidentId) -> impl Iterator<Item = (&Unit, usize)> {
        let place = move |unit: &'_ Unit| self.waiting(unit).position(|held| held.incident == incident);
        self.units
            .values()
            .filter(|unit| !unit.staff.stack.is_empty())
            .filter_map(move |unit| place(unit).map(|at| (unit, at + 1)))
    }

    /// The crew planned for a unit now, or soon enough that it may log on already.
    pub fn planned_now(&self, unit: &UnitId, now_ms: i64) -> Option<&Duty> {
        let duties = self.roster.get(unit)?;
        let now = duties.iter().find(|duty| (duty.from_ms..duty.to_ms).contains(&now_ms));
        // At the change of shifts the crew that comes is meant, not the one that goes.
        let coming = duties.iter().find(|duty| (duty.from_ms.saturating_sub(EARLY_MS)..duty.from_ms).contains(&now_ms));
        let handed = |duty: &&Duty| {
            let crew = self.units.get(unit).and_then(Unit::crew);
            crew.is_some_and(|crew| crew.since_ms >= duty.from_ms.saturating_sub(EARLY_MS))
        };
        match (now, coming) {
            (Some(duty), Some(next)) if handed(&duty) => Some(next),
            (Some(duty), _) => Some(duty),
            (None, next) => next,
        }
    }
}
