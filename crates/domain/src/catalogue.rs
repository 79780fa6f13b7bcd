//! The codes in use: incident types, dispositions. Labels live in `messages/*.json` under `type.<code>` and
//! `disposition.<code>`. One international starter set; an agency maps its own codes onto it.

use crate::types::Priority;
use serde::{Deserialize, Serialize};

/// One incident type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncidentType {
    /// At most six letters.
    pub code: &'static str,
    /// Which service leads, and so the symbol on the map.
    pub service: Service,
    pub priority: Priority,
}

/// The service that leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    Fire,
    Ems,
    Police,
    Traffic,
    Utility,
}

impl Service {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fire => "fire",
            Self::Ems => "ems",
            Self::Police => "police",
            Self::Traffic => "traffic",
            Self::Utility => "utility",
        }
    }
}

const fn t(code: &'static str, service: Service, priority: Priority) -> IncidentType {
    IncidentType { code, service, priority }
}

/// All incident types. A call of unknown kind is `UNK`: low until verified, so that high means something.
pub const TYPES: &[IncidentType] = &[
    t("STRUCT", Service::Fire, Priority::E),
    t("VEHFIR", Service::Fire, Priority::P1),
    t("WILDF", Service::Fire, Priority::P1),
    t("ALARM", Service::Fire, Priority::P2),
    t("SMOKE", Service::Fire, Priority::P1),
    t("GAS", Service::Fire, Priority::P1),
    t("HAZMAT", Service::Fire, Priority::E),
    t("RESCUE", Service::Fire, Priority::E),
    t("WATER", Service::Fire, Priority::E),
    t("COLLAP", Service::Fire, Priority::E),
    t("CARDIA", Service::Ems, Priority::E),
    t("BREATH", Service::Ems, Priority::P1),
    t("UNCON", Service::Ems, Priority::E),
    t("TRAUMA", Service::Ems, Priority::P1),
    t("MEDIC", Service::Ems, Priority::P2),
    t("BIRTH", Service::Ems, Priority::P1),
    t("MCI", Service::Ems, Priority::E),
    t("ASSAUL", Service::Police, Priority::P1),
    t("ROBB", Service::Police, Priority::P1),
    t("BURG", Service::Police, Priority::P2),
    t("DISTUR", Service::Police, Priority::P3),
    t("MISSIN", Service::Police, Priority::P2),
    t("WEAPON", Service::Police, Priority::E),
    t("CROWD", Service::Police, Priority::P2),
    t("CRASH", Service::Traffic, Priority::P1),
    t("CRASHI", Service::Traffic, Priority::E),
    t("STALL", Service::Traffic, Priority::P3),
    t("OBSTR", Service::Traffic, Priority::P3),
    t("FLOOD", Service::Utility, Priority::P1),
    t("POWER", Service::Utility, Priority::P2),
    t("TREE", Service::Utility, Priority::P3),
    t("UNK", Service::Police, Priority::P3),
];

/// How an incident, or a unit's run, ended.
pub const DISPOSITIONS: &[&str] = &[
    "DONE", "REPORT", "FALSE", "GOA", "CANCEL", "DUP", "TRANSP", "TREATD", "REFUSE", "FIRECT", "ARREST", "REFER",
    "UNFND",
];

/// The disposition of a unit cleared without one.
pub const DEFAULT_DISPOSITION: &str = "DONE";

/// A type by its code, in any case.
pub fn incident_type(code: &str) -> Option<&'static IncidentType> {
    TYPES.iter().find(|t| t.code.eq_ignore_ascii_case(code))
}

/// A disposition by its code, in any case.
pub fn disposition(code: &str) -> Option<&'static str> {
    DISPOSITIONS.iter().copied().find(|d| d.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_unique() {
        for (at, kind) in TYPES.iter().enumerate() {
            assert!((2..=6).contains(&kind.code.len()), "{}", kind.code);
            assert!(TYPES[..at].iter().all(|other| other.code != kind.code), "{} twice", kind.code);
        }
    }
}
