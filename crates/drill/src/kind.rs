//! What sorts of vehicle there are, what each is sent to, how long they work there and how it ends. Tables only; it must
//! not know the board or the roads.

use crate::rng::Rng;
use watchfloor_domain::catalogue::Service;
use watchfloor_domain::plan::{InForce, Plan};

/// A sort of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Engine,
    Ladder,
    Ambulance,
    Patrol,
    Traffic,
    Utility,
}

impl Kind {
    /// The word in unit lists, also the letter and name call signs are made of.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Engine => ("engine", "E", "Engine"),
            Self::Ladder => ("ladder", "L", "Ladder"),
            Self::Ambulance => ("ambulance", "A", "Ambulance"),
            Self::Patrol => ("patrol", "P", "Patrol"),
            Self::Traffic => ("traffic", "T", "Traffic"),
            Self::Utility => ("utility", "U", "Utility"),
        }
    }

    /// From the agency's own word; what is not known drives like an engine.
    pub fn from_word(word: &str) -> Self {
        let word = word.to_lowercase();
        let has = |any: &[&str]| any.iter().any(|w| word.contains(w));
        match () {
            () if has(&["ladder", "aerial", "云梯"]) => Self::Ladder,
            () if has(&["ambul", "medic", "als", "bls", "ems", "救护"]) => Self::Ambulance,
            () if has(&["traffic", "交警"]) => Self::Traffic,
            () if has(&["patrol", "police", "squad", "警"]) => Self::Patrol,
            () if has(&["utility", "power", "water", "抢修"]) => Self::Utility,
            () => Self::Engine,
        }
    }

    /// How much faster than ordinary traffic it answers a call.
    pub fn haste(self) -> f64 {
        match self {
            Self::Engine => 1.1,
            Self::Ladder | Self::Utility => 1.0,
            Self::Ambulance | Self::Traffic => 1.2,
            Self::Patrol => 1.3,
        }
    }

    /// Whether it spends its shift on the road instead of in quarters.
    pub fn roams(self) -> bool {
        matches!(self, Self::Patrol | Self::Traffic)
    }

    /// What else can do the job when there is none of this kind left.
    pub fn instead(self) -> Option<Self> {
        match self {
            Self::Ladder | Self::Utility => Some(Self::Engine),
            Self::Traffic => Some(Self::Patrol),
            _ => None,
        }
    }
}

/// What a colleague sends to an incident of a type.
pub(crate) fn response(type_code: &str) -> &'static [(Kind, usize)] {
    use Kind::{Ambulance as A, Engine as E, Ladder as L, Patrol as P, Traffic as T, Utility as U};
    match type_code {
        "STRUCT" => &[(E, 2), (L, 1), (A, 1), (P, 1)],
        "VEHFIR" => &[(E, 1), (P, 1)],
        "WILDF" => &[(E, 2)],
        "ALARM" | "SMOKE" => &[(E, 1)],
        "GAS" | "FLOOD" => &[(E, 1), (U, 1)],
        "HAZMAT" => &[(E, 2), (A, 1), (P, 1)],
        "RESCUE" => &[(E, 1), (L, 1), (A, 1)],
        "WATER" | "CARDIA" => &[(E, 1), (A, 1)],
        "COLLAP" => &[(E, 2), (L, 1), (A, 2), (P, 1), (U, 1)],
        "MCI" => &[(A, 4), (E, 2), (P, 2)],
        "BREATH" | "UNCON" | "TRAUMA" | "MEDIC" | "BIRTH" => &[(A, 1)],
        "ASSAUL" => &[(P, 1), (A, 1)],
        "ROBB" | "CROWD" => &[(P, 2)],
        "WEAPON" => &[(P, 3)],
        "CRASH" => &[(P, 1), (A, 1)],
        "CRASHI" => &[(A, 2), (E, 1), (T, 1)],
        "STALL" | "OBSTR" => &[(T, 1)],
        "POWER" | "TREE" => &[(U, 1)],
        _ => &[(P, 1)],
    }
}

/// The type as these tables call it: a centre's own code stands for the usual incident of its service.
pub(crate) fn usual<'a>(plan: &Plan, type_code: &'a str) -> &'a str {
    const OWN: &[&str] = &[
        "STRUCT", "VEHFIR", "WILDF", "ALARM", "SMOKE", "GAS", "FLOOD", "HAZMAT", "RESCUE", "WATER", "CARDIA", "COLLAP",
        "MCI", "BREATH", "UNCON", "TRAUMA", "MEDIC", "BIRTH", "ASSAUL", "ROBB", "CROWD", "WEAPON", "CRASH", "CRASHI",
        "STALL", "OBSTR", "POWER", "TREE", "BURG", "DISTUR", "MISSIN", "UNK",
    ];
    let service = plan.typ(type_code).map(|t| t.service);
    if OWN.contains(&type_code) && service.is_none_or(|s| s == self::service(type_code)) {
        return type_code;
    }
    match service {
        Some(Service::Fire) => "SMOKE",
        Some(Service::Ems) => "MEDIC",
        Some(Service::Traffic) => "CRASH",
        Some(Service::Utility) => "POWER",
        Some(Service::Police) | None => "UNK",
    }
}

fn service(type_code: &str) -> Service {
    InForce::default().plan().typ(type_code).map_or(Service::Police, |t| t.service)
}

/// Shortest and longest work on scene, seconds.
pub(crate) fn work_s(type_code: &str) -> (u32, u32) {
    match service(type_code) {
        Service::Fire => (720, 1_500),
        Service::Ems => (480, 1_080),
        Service::Police | Service::Traffic => (300, 1_200),
        Service::Utility => (600, 1_500),
    }
}

/// How likely an ambulance takes somebody to a hospital.
pub(crate) fn transport_chance(type_code: &str) -> f64 {
    match (type_code, service(type_code)) {
        ("CARDIA" | "UNCON" | "BIRTH" | "MCI", _) => 0.9,
        (_, Service::Ems) => 0.6,
        ("CRASHI", _) => 0.8,
        ("CRASH" | "ASSAUL", _) => 0.5,
        _ => 0.1,
    }
}

/// How most work ends.
pub(crate) const DONE: &str = "DONE";

/// A plausible end of one unit's work.
pub(crate) fn disposition(kind: Kind, type_code: &str, rng: &mut Rng) -> &'static str {
    let choices: &[&str] = match (kind, type_code) {
        (Kind::Ambulance, _) => &["TREATD", "TREATD", "REFUSE"],
        (Kind::Engine | Kind::Ladder, "STRUCT" | "VEHFIR" | "WILDF") => &["FIRECT"],
        (_, "ALARM") => &["FALSE", "FALSE", "DONE"],
        (_, "SMOKE") => &["FIRECT", "FALSE"],
        (Kind::Patrol | Kind::Traffic, "ASSAUL" | "ROBB" | "WEAPON" | "BURG") => &["REPORT", "ARREST", "GOA"],
        (Kind::Patrol | Kind::Traffic, "DISTUR" | "UNK" | "MISSIN") => &["DONE", "GOA", "UNFND", "REPORT"],
        (Kind::Patrol | Kind::Traffic, "CRASH" | "CRASHI") => &["REPORT"],
        (Kind::Utility, _) => &["DONE", "DONE", "REFER"],
        _ => &["DONE", "DONE", "REPORT"],
    };
    rng.pick(choices).copied().unwrap_or(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Kind; 6] = [Kind::Engine, Kind::Ladder, Kind::Ambulance, Kind::Patrol, Kind::Traffic, Kind::Utility];

    #[test]
    fn every_type_gets_units_and_a_known_end() {
        let mut rng = Rng::named(1, "x");
        let set = InForce::default();
        for kind in &set.plan().types {
            assert!(!response(usual(set.plan(), &kind.code)).is_empty(), "{}", kind.code);
            let (low, high) = work_s(&kind.code);
            assert!(300 <= low && low < high && high <= 1_500, "{}", kind.code);
            for vehicle in ALL {
                for _ in 0..8 {
                    let end = disposition(vehicle, usual(set.plan(), &kind.code), &mut rng);
                    assert!(set.plan().disposition(end).is_some(), "{}", kind.code);
                }
            }
        }
    }

    #[test]
    fn kinds_are_read_from_their_own_words_and_agencies_words() {
        for kind in ALL {
            assert_eq!(Kind::from_word(kind.words().0), kind);
        }
        assert_eq!(Kind::from_word("ALS Ambulance"), Kind::Ambulance);
        assert_eq!(Kind::from_word("Police car"), Kind::Patrol);
        assert_eq!(Kind::from_word("?"), Kind::Engine);
    }
}
