//! Canonical unit states and which change to which (`dispatch.md` 6.1 and 6.3).

use serde::{Deserialize, Serialize};

/// A unit's state. Every local code maps to exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum UnitStatus {
    /// Off duty.
    Off,
    /// Available in quarters.
    Aq,
    /// Available, mobile.
    Ar,
    /// Dispatched.
    Dp,
    /// Acknowledged.
    Ak,
    /// En route.
    Er,
    /// Staged.
    Sg,
    /// On scene.
    Os,
    /// At patient, working.
    Wk,
    /// Transporting.
    Tr,
    /// At destination.
    Ad,
    /// Clearing, returning.
    Cl,
    /// Busy, miscellaneous.
    Bm,
    /// Out of service.
    Oos,
    /// Locked because its crew staffs another vehicle.
    Xl,
}

/// What a state means for recommendation. Derived from the state, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Available,
    Conditional,
    Committed,
    Unavailable,
}

/// How a change of state is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The usual order, forwards or skipping; skipped states get no time.
    Allow,
    /// Against the usual order; needs a reason, which is stored.
    NeedsReason,
    /// Never: the state cannot be reached this way. The text is a message key.
    Refuse(&'static str),
}

impl UnitStatus {
    /// All states in the order of the table.
    pub const ALL: [Self; 15] = [
        Self::Off,
        Self::Aq,
        Self::Ar,
        Self::Dp,
        Self::Ak,
        Self::Er,
        Self::Sg,
        Self::Os,
        Self::Wk,
        Self::Tr,
        Self::Ad,
        Self::Cl,
        Self::Bm,
        Self::Oos,
        Self::Xl,
    ];

    /// The letters on the board.
    pub fn code(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Aq => "AQ",
            Self::Ar => "AR",
            Self::Dp => "DP",
            Self::Ak => "AK",
            Self::Er => "ER",
            Self::Sg => "SG",
            Self::Os => "OS",
            Self::Wk => "WK",
            Self::Tr => "TR",
            Self::Ad => "AD",
            Self::Cl => "CL",
            Self::Bm => "BM",
            Self::Oos => "OOS",
            Self::Xl => "XL",
        }
    }

    /// Reads the letters in any case.
    pub fn from_code(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code().eq_ignore_ascii_case(text))
    }

    /// What the state means for recommendation.
    pub fn availability(self) -> Availability {
        match self {
            Self::Aq | Self::Ar => Availability::Available,
            Self::Cl | Self::Bm => Availability::Conditional,
            Self::Dp | Self::Ak | Self::Er | Self::Sg | Self::Os | Self::Wk | Self::Tr | Self::Ad => {
                Availability::Committed
            }
            Self::Off | Self::Oos | Self::Xl => Availability::Unavailable,
        }
    }

    /// Whether the state is a step of a run on an incident.
    pub fn is_step(self) -> bool {
        self.availability() == Availability::Committed
    }

    /// Whether people are carried somewhere, or were: such a state needs its destination (`dispatch.md` 6.3 rule 5).
    pub fn is_transport(self) -> bool {
        matches!(self, Self::Tr | Self::Ad)
    }

    /// Position in the run, for "forwards" and "back"; `None` outside a run.
    pub(crate) fn rank(self) -> Option<u8> {
        Some(match self {
            Self::Dp => 0,
            Self::Ak => 1,
            Self::Er => 2,
            Self::Sg => 3,
            Self::Os => 4,
            Self::Wk => 5,
            Self::Tr => 6,
            Self::Ad => 7,
            _ => return None,
        })
    }

    /// The next logical state, offered by the status key. None where a person must say what follows.
    pub fn next(self) -> Option<Self> {
        Some(match self {
            Self::Dp | Self::Ak => Self::Er,
            Self::Er | Self::Sg => Self::Os,
            Self::Os | Self::Wk | Self::Ad => Self::Cl,
            Self::Tr => Self::Ad,
            Self::Cl | Self::Ar | Self::Bm => Self::Aq,
            Self::Oos | Self::Off => Self::Aq,
            Self::Aq | Self::Xl => return None,
        })
    }

    /// Answers a change of state for a unit with or without an incident.
    ///
    /// A unit on an incident leaves it by being cleared or diverted, never by a status; steps of a run need an
    /// incident; going back in a run needs a reason. Source: `dispatch.md` 6.3 rules 1, 2 and 5.
    pub fn change_to(self, to: Self, has_incident: bool) -> Transition {
        if self == to {
            return Transition::Refuse("refused.same_status");
        }
        match (self.rank(), to.rank()) {
            _ if to == Self::Dp => Transition::Refuse("refused.status_by_dispatch"),
            (_, Some(_)) if !has_incident => Transition::Refuse("refused.no_incident"),
            (Some(from), Some(to)) if to > from => Transition::Allow,
            (Some(_), Some(_)) => Transition::NeedsReason,
            (Some(_), None) if to == Self::Oos => Transition::NeedsReason,
            (Some(_), None) => Transition::Refuse("refused.clear_first"),
            (None, _) if to == Self::Oos => Transition::NeedsReason,
            // Off duty one comes back ready; into any other state there is nothing to come from, so somebody says why.
            (None, _) if self == Self::Off && to.availability() != Availability::Available => Transition::NeedsReason,
            (None, _) => Transition::Allow,
        }
    }
}
