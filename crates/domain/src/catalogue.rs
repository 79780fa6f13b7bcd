//! The services of a centre. What each calls its incidents is in the dispatch plan.

use serde::{Deserialize, Serialize};

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
