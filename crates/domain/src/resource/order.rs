//! What people ask for about resources.

use super::{Hospital, Shelter, Sort, Stock, Tow};
use crate::ids::IncidentId;

/// One thing asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A report; one as of an earlier time than the one held is refused.
    SetHospital(Hospital),
    SetShelter(Shelter),
    SetStock(Stock),
    /// Takes when below zero, returns when above.
    MoveStock {
        id: String,
        amount: i64,
        incident: Option<IncidentId>,
        reason: String,
    },
    SetTow(Tow),
    Remove {
        sort: Sort,
        id: String,
        reason: String,
    },
    /// Without an area, the only one there is.
    CallTow {
        incident: IncidentId,
        area: Option<String>,
        class: String,
    },
    /// The company called last does not come: the next in turn is called.
    SkipTow {
        incident: IncidentId,
        reason: String,
    },
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::SetHospital(_) => "set_hospital",
            Self::SetShelter(_) => "set_shelter",
            Self::SetStock(_) => "set_stock",
            Self::MoveStock { .. } => "move_stock",
            Self::SetTow(_) => "set_tow",
            Self::Remove { .. } => "remove_resource",
            Self::CallTow { .. } => "call_tow",
            Self::SkipTow { .. } => "skip_tow",
        }
    }
}
