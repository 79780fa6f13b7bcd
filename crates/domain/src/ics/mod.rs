//! Command of an incident in the terms of the incident command system (NIMS, third edition 2017, "Command and general
//! staff"): who holds which post, sectors with their units, objectives, casualties, and whether it is a major incident.
//! State only; the rules are in [`crate::decide`], the events in [`event`].

pub mod event;
mod fold;
mod order;
mod tell;

pub use event::incident_of;
pub(crate) use fold::{before, fold};
pub use order::Order;
pub(crate) use tell::tell;

use crate::board::{Board, Incident, IncidentState};
use crate::ids::{IncidentId, UnitId};
use crate::personal::Personal;
use crate::traffic::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// A post of command or general staff. `AreaCommand` stands above several incidents, `Command` leads on scene.
    Post {
        AreaCommand "area_command",
        Command "command",
        Safety "safety",
        Liaison "liaison",
        Information "information",
        Operations "operations",
        Planning "planning",
        Logistics "logistics",
        Finance "finance",
    }
}
words! {
    /// What a part of the operation is: of the ground (sector, division) or of the task (group).
    SectorKind { Sector "sector", Division "division", Group "group", }
}
words! {
    /// What became of an objective.
    ObjectiveState { Open "open", Met "met", Dropped "dropped", }
}

/// Calls about command and places that a dispatcher may make.
#[rustfmt::skip]
pub(crate) const CALLS: &[&str] = &[
    "take_post", "leave_post", "set_sector", "close_sector", "sector_units", "add_objective", "set_objective",
    "move_objective", "count_casualties", "declare_major", "stand_down", "set_site", "close_site",
    "send_to_site",
];

/// Everything of an incident that is about its command.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ics {
    /// Posts that somebody holds.
    pub posts: BTreeMap<Post, Held>,
    /// By number; closed ones stay, so that a number means one sector for ever.
    pub sectors: Vec<Sector>,
    /// In the order of their weight, as the commander set it.
    pub objectives: Vec<Objective>,
    pub casualties: Option<Casualties>,
    pub major: Option<Major>,
}

/// Who holds a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The officer of a unit, whoever that is today.
    Unit(UnitId),
    Person(Personal),
}

/// A post that is held: by whom, since when, taken over from whom and with what words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    pub holder: Holder,
    /// UTC milliseconds.
    pub since_ms: i64,
    /// Who entered it.
    pub by: String,
    pub from: Option<Holder>,
    pub note: Option<Personal>,
}

/// Units, each with the sector it is in.
pub type InSectors = Vec<(UnitId, Option<u32>)>;

/// A part of the operation. Which units are in it stands on their runs, so that one is in one sector at most and leaves it
/// with the incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sector {
    /// Counted from 1 within the incident.
    pub number: u32,
    pub kind: SectorKind,
    pub name: String,
    pub supervisor: Option<Held>,
    pub since_ms: i64,
    pub closed_ms: Option<i64>,
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// Counted from 1 within the incident.
    pub number: u32,
    pub text: Personal,
    pub added_ms: i64,
    pub added_by: String,
    pub state: ObjectiveState,
    /// Since when it is in this state, and who said so.
    pub state_ms: i64,
    pub state_by: String,
    pub reason: Option<Personal>,
}

/// People hurt, as last counted, by the four classes of field triage (START: red, yellow, green, black).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    pub immediate: u32,
    pub delayed: u32,
    pub minor: u32,
    pub deceased: u32,
}

impl Triage {
    /// Everybody counted, each figure at most [`MOST_CASUALTIES`].
    pub fn total(self) -> u32 {
        [self.immediate, self.delayed, self.minor, self.deceased].into_iter().fold(0, u32::saturating_add)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            immediate: self.immediate.saturating_add(other.immediate),
            delayed: self.delayed.saturating_add(other.delayed),
            minor: self.minor.saturating_add(other.minor),
            deceased: self.deceased.saturating_add(other.deceased),
        }
    }
}

/// A count of people hurt, who gave it and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Casualties {
    pub count: Triage,
    pub at_ms: i64,
    pub by: String,
}

/// Declared a major incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Major {
    pub since_ms: i64,
    pub by: String,
    pub reason: String,
    /// When, by whom and why it was stood down.
    pub ended: Option<(i64, String, String)>,
}

/// Most people one figure may count.
pub const MOST_CASUALTIES: u32 = 1_000_000;

impl Ics {
    /// A sector that is not closed, by its number.
    pub fn sector(&self, number: u32) -> Option<&Sector> {
        self.open_sectors().find(|sector| sector.number == number)
    }

    /// Sectors that are not closed.
    pub fn open_sectors(&self) -> impl Iterator<Item = &Sector> {
        self.sectors.iter().filter(|sector| sector.closed_ms.is_none())
    }

    /// Declared and not stood down.
    pub fn is_major(&self) -> bool {
        self.major.as_ref().is_some_and(|major| major.ended.is_none())
    }
}

/// What an incident and all below it come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Incidents below it, and how many of them are open.
    pub incidents: u32,
    pub open: u32,
    pub units: u32,
    pub tasks: u32,
    pub casualties: Triage,
    /// Incidents nobody counted casualties on: the sum may be short by theirs.
    pub uncounted: u32,
}

impl Board {
    /// The incidents right below one, by number.
    pub fn children_of(&self, id: IncidentId) -> Vec<&Incident> {
        let below = self.links_of(id).filter(|(_, kind)| *kind == "child");
        let mut found: Vec<&Incident> = below.filter_map(|(other, _)| self.incidents.get(&other)).collect();
        found.sort_by(|a, b| a.number.cmp(&b.number).then(a.id.cmp(&b.id)));
        found
    }

    /// Numbers of the incidents right below one that are still open.
    pub fn open_children(&self, id: IncidentId) -> Vec<&str> {
        let open = |child: &&Incident| child.state() != IncidentState::Closed;
        self.children_of(id).into_iter().filter(open).map(|child| child.number.as_str()).collect()
    }

    /// Units, open tasks and casualties of an incident and all below it. Ends, since no link makes a circle and none is
    /// counted twice: an incident has one parent at most.
    pub fn sum_of(&self, id: IncidentId) -> Sum {
        let mut sum = Sum::default();
        let mut todo = vec![id];
        while let Some(at) = todo.pop() {
            let Some(incident) = self.incidents.get(&at) else { continue };
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            if at != id {
                sum.incidents += 1;
                sum.open += u32::from(incident.closed.is_none());
            }
            sum.units = sum.units.saturating_add(count(incident.open_runs().count()));
            if incident.closed.is_none() {
                sum.tasks = sum.tasks.saturating_add(count(incident.work.open_tasks().count()));
            }
            match &incident.ics.casualties {
                Some(counted) => sum.casualties = sum.casualties.plus(counted.count),
                None => sum.uncounted += 1,
            }
            todo.extend(self.children_of(at).iter().map(|child| child.id));
        }
        sum
    }
}
