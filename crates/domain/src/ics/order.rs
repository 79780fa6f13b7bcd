//! What people ask for about command.

use super::{ObjectiveState, Post, SectorKind, Triage};
use crate::ids::{IncidentId, UnitId};

/// One thing asked for about the command of one incident. A holder is a unit's call sign, else a person's name.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    TakePost {
        incident: IncidentId,
        post: Post,
        holder: String,
        note: Option<String>,
    },
    LeavePost {
        incident: IncidentId,
        post: Post,
        reason: String,
    },
    /// Without a number, a new sector. `supervisor`: nobody when empty, as before when absent.
    SetSector {
        incident: IncidentId,
        sector: Option<u32>,
        kind: SectorKind,
        name: String,
        supervisor: Option<String>,
    },
    CloseSector {
        incident: IncidentId,
        sector: u32,
    },
    /// Without a sector, out of the one they are in.
    SectorUnits {
        incident: IncidentId,
        sector: Option<u32>,
        units: Vec<UnitId>,
    },
    /// Units into the sector of a name, which is made when there is none.
    NamedSector {
        incident: IncidentId,
        name: String,
        units: Vec<UnitId>,
    },
    AddObjective {
        incident: IncidentId,
        text: String,
    },
    SetObjective {
        incident: IncidentId,
        objective: u32,
        state: ObjectiveState,
        reason: Option<String>,
    },
    /// Moves an objective to a place in the order, counted from 1.
    MoveObjective {
        incident: IncidentId,
        objective: u32,
        place: u32,
    },
    CountCasualties {
        incident: IncidentId,
        count: Triage,
    },
    /// Groups these incidents under it at once.
    DeclareMajor {
        incident: IncidentId,
        reason: String,
        parts: Vec<IncidentId>,
    },
    StandDown {
        incident: IncidentId,
        reason: String,
    },
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::TakePost { .. } => "take_post",
            Self::LeavePost { .. } => "leave_post",
            Self::SetSector { .. } => "set_sector",
            Self::CloseSector { .. } => "close_sector",
            Self::SectorUnits { .. } | Self::NamedSector { .. } => "sector_units",
            Self::AddObjective { .. } => "add_objective",
            Self::SetObjective { .. } => "set_objective",
            Self::MoveObjective { .. } => "move_objective",
            Self::CountCasualties { .. } => "count_casualties",
            Self::DeclareMajor { .. } => "declare_major",
            Self::StandDown { .. } => "stand_down",
        }
    }
}
