//! What an incident would leave behind if it were closed now: things that go on, or wait, and that nobody looks at any more
//! once it is off the board; and what a new plan would leave without a type. `dispatch.md` 4.2: what is abandoned is said
//! before it is accepted.

use crate::board::{Board, Incident};
use crate::ids::UserId;
use crate::plan::Plan;
use crate::rejection::Rejection;
use crate::traffic::LaneState;
use std::collections::BTreeMap;

/// What is not finished at an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leftover {
    /// Numbers of tasks not yet done.
    pub tasks: Vec<u32>,
    /// How many lanes are blocked, shoulders included.
    pub lanes: usize,
    /// Names of cordons that keep roads closed, also for drive times, until somebody gives them up.
    pub cordons: Vec<String>,
    /// Who was asked to take it over and has not answered.
    pub offered_to: Option<UserId>,
}

impl Leftover {
    /// Nothing is left.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As fields of a refusal or a sentence, by their names; what there is none of reads `0`.
    pub fn fields(&self) -> [(&'static str, String); 4] {
        let tasks: Vec<String> = self.tasks.iter().map(u32::to_string).collect();
        let named = |names: Vec<String>| if names.is_empty() { "0".to_owned() } else { names.join(", ") };
        [
            ("tasks", named(tasks)),
            ("lanes", self.lanes.to_string()),
            ("cordons", named(self.cordons.clone())),
            ("asked", named(self.offered_to.iter().map(|user| user.0.clone()).collect())),
        ]
    }

    pub(crate) fn told(&self, rejection: Rejection) -> Rejection {
        self.fields().into_iter().fold(rejection, |rejection, (name, value)| rejection.with(name, value))
    }
}

impl Board {
    /// Types of open incidents that the plan in force has and another has not, each with the numbers of the incidents: they
    /// keep their code, and nobody can be recommended for them.
    pub fn types_dropped(&self, by: &Plan) -> BTreeMap<&str, Vec<&str>> {
        let mut dropped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for incident in self.incidents.values().filter(|incident| incident.closed.is_none()) {
            let code = incident.type_code.as_str();
            if self.plan().typ(code).is_some() && by.typ(code).is_none() {
                dropped.entry(code).or_default().push(&incident.number);
            }
        }
        dropped
    }

    /// What an incident would leave behind.
    pub fn leftover(&self, incident: &Incident) -> Leftover {
        let lanes = incident.work.traffic.iter().flat_map(|traffic| &traffic.lanes);
        let cordons = self.sites.iter().filter(|(id, site)| {
            site.details.incident == Some(incident.id) && self.closures.contains_key(&id.closure())
        });
        Leftover {
            tasks: incident.work.open_tasks().map(|task| task.number).collect(),
            lanes: lanes.filter(|lane| lane.state == LaneState::Blocked).count(),
            cordons: cordons.map(|(_, site)| site.details.name.clone()).collect(),
            offered_to: incident.work.offer.as_ref().map(|offer| offer.to.clone()),
        }
    }
}
