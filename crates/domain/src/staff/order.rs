//! What people ask for about crews and what waits.

use crate::ids::{IncidentId, UnitId};

/// One thing asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A crew takes its unit; in the place of one that is on, where there is one.
    LogOn {
        unit: UnitId,
        members: Members,
        vehicle: Option<String>,
        /// UTC milliseconds.
        until_ms: Option<i64>,
    },
    /// The crew leaves; `leave` accepts that its run ends with that.
    LogOff {
        unit: UnitId,
        reason: String,
        leave: bool,
    },
    /// Crews to come. A duty takes the place of those of its unit that it overlaps.
    Plan(Vec<NewDuty>),
    /// An incident waits for a busy unit; `place` is where in the order, from 1, last when absent.
    Stack {
        unit: UnitId,
        incident: IncidentId,
        place: Option<u32>,
    },
    Unstack {
        unit: UnitId,
        incident: IncidentId,
        reason: Option<String>,
    },
}

/// Who logs on.
#[derive(Clone, Debug, PartialEq)]
pub enum Members {
    /// As the roster has it.
    Planned,
    Named(Vec<MemberInput>),
}

/// A person as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberInput {
    /// Empty where only the number of people was told.
    pub name: String,
    pub role: String,
    pub skills: Vec<String>,
}

/// A planned crew as a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDuty {
    pub unit: UnitId,
    /// UTC milliseconds.
    pub from_ms: i64,
    pub to_ms: i64,
    pub members: Vec<MemberInput>,
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::LogOn { .. } => "log_on",
            Self::LogOff { .. } => "log_off",
            Self::Plan(_) => "import_roster",
            Self::Stack { .. } => "stack_incident",
            Self::Unstack { .. } => "unstack_incident",
        }
    }

    /// The units whose position the events hold.
    pub fn placed(&self) -> Vec<&UnitId> {
        match self {
            Self::LogOff { unit, .. } => vec![unit],
            _ => Vec::new(),
        }
    }
}
