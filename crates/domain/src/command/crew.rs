//! Commands about crews: emergencies, timers, roll calls, local codes, changes of who does a run.

use crate::crew::EmergencySource;
use crate::ids::{IncidentId, UnitId};
use crate::status::UnitStatus;
use crate::status_codes::Preset;

/// What someone wants for a crew.
#[derive(Clone, Debug, PartialEq)]
pub enum CrewCommand {
    RaiseEmergency {
        unit: UnitId,
        source: EmergencySource,
    },
    AcknowledgeEmergency {
        unit: UnitId,
    },
    ClearEmergency {
        unit: UnitId,
        reason: String,
    },
    /// Asks the crew in so many minutes; 0 ends the check.
    SetWelfare {
        units: Vec<UnitId>,
        minutes: u32,
    },
    StartPar {
        incident: IncidentId,
        /// Minutes; the usual pause when absent.
        every_min: Option<u32>,
        benchmark: String,
    },
    /// Calls the roll now; starts the clock when none runs.
    CallPar {
        incident: IncidentId,
        benchmark: String,
    },
    AnswerPar {
        units: Vec<UnitId>,
        ok: bool,
    },
    EndPar {
        incident: IncidentId,
    },
    /// A code of the set in force, as crews press or say it.
    SetByCode {
        units: Vec<UnitId>,
        code: String,
        /// Reason or destination, as the state needs.
        said: Option<String>,
    },
    AnswerRequest {
        units: Vec<UnitId>,
    },
    SetStatusCodes {
        preset: Preset,
    },
    /// One unit takes over the run of another, which is freed at once.
    Swap {
        out: UnitId,
        by: UnitId,
    },
    /// One unit goes to take over from another, which stays until a person clears it.
    Relieve {
        out: UnitId,
        by: UnitId,
    },
    /// A step that was not entered when it happened.
    LateStatus(LateStatus),
}

/// A step of a run, entered after it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct LateStatus {
    pub unit: UnitId,
    /// The unit's present incident when absent.
    pub incident: Option<IncidentId>,
    pub status: UnitStatus,
    pub at: When,
    pub reason: String,
    pub destination: Option<String>,
}

/// An instant as somebody gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// UTC milliseconds.
    At(i64),
    /// The last time the clock on the wall showed this, minutes after midnight.
    Clock(u32),
    /// So many minutes from now.
    In(u32),
}

impl CrewCommand {
    /// The wire's name of the call.
    pub fn call(&self) -> &'static str {
        match self {
            Self::RaiseEmergency { .. } => "raise_emergency",
            Self::AcknowledgeEmergency { .. } => "acknowledge_emergency",
            Self::ClearEmergency { .. } => "clear_emergency",
            Self::SetWelfare { .. } => "set_welfare",
            Self::StartPar { .. } => "start_par",
            Self::CallPar { .. } => "call_par",
            Self::AnswerPar { .. } => "answer_par",
            Self::EndPar { .. } => "end_par",
            Self::SetByCode { .. } => "set_status_code",
            Self::AnswerRequest { .. } => "answer_request",
            Self::SetStatusCodes { .. } => "set_status_codes",
            Self::Swap { .. } => "swap_units",
            Self::Relieve { .. } => "relieve_unit",
            Self::LateStatus(_) => "late_status",
        }
    }

    /// The units whose position the command's events hold.
    pub fn placed(&self) -> Vec<&UnitId> {
        match self {
            Self::RaiseEmergency { unit, .. } => vec![unit],
            Self::SetByCode { units, .. } => units.iter().collect(),
            Self::Swap { out, by } | Self::Relieve { out, by } => vec![out, by],
            _ => Vec::new(),
        }
    }
}
