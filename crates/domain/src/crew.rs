//! What keeps crews safe: the emergency of a unit, welfare checks, roll calls, and requests over the radio. Values on the
//! board; the rules are in [`crate::decide`], the deadlines in [`crate::timer`].

use crate::ids::UnitId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a unit may leave a roll call unanswered before it stands as missing, milliseconds.
pub const ANSWER_WITHIN_MS: i64 = 60_000;
/// Customary pause between roll calls, minutes (NFPA 1561 and 1500 name none; 20 is common practice, `dispatch.md` 9).
pub const PAR_EVERY_MIN: u32 = 20;
/// Longest welfare check, and longest pause between roll calls, minutes.
pub const MOST_MINUTES: u32 = 240;

/// What stands about a unit beside its state. The state never says it, and no change of state ends an emergency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Safety {
    #[serde(default)]
    pub emergency: Option<Emergency>,
    #[serde(default)]
    pub welfare: Option<Welfare>,
    /// The crew asked for something over its radio (`dispatch.md` 6.1: requests raise a flag and keep the state).
    #[serde(default)]
    pub request: Option<Requested>,
    /// A state the crew's radio said, which the board cannot take: it is on a run, or nobody said where it is going. Ends with
    /// the next change of its state, or when somebody has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Requested>,
    /// The limit of the present state has passed and was logged.
    #[serde(default)]
    pub alerted: bool,
    /// Since when the limit runs, where that is not since the state began: the clock was set back in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_from_ms: Option<i64>,
    /// That alarm was put aside for a while.
    #[serde(default)]
    pub shelved: Option<crate::shelf::Shelved>,
    /// The unit on its way to take over this one's work.
    #[serde(default)]
    pub relief: Option<UnitId>,
}

/// Where an emergency was heard from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmergencySource {
    /// A person at a seat raised it.
    Operator,
    /// The crew's radio: its emergency key, or its status code.
    Radio,
    /// Another device of the crew.
    Device,
}

impl EmergencySource {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Radio => "radio",
            Self::Device => "device",
        }
    }

    /// Reads the word.
    pub fn from_word(text: &str) -> Option<Self> {
        [Self::Operator, Self::Radio, Self::Device].into_iter().find(|source| source.word() == text)
    }
}

/// A crew in danger. An overlay with its own start, acknowledgement and end; only a person ends it (`dispatch.md` 6.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Emergency {
    pub since_ms: i64,
    pub by: String,
    pub source: EmergencySource,
    /// Who heard it, and when: the tone ends, the emergency does not.
    pub acknowledged: Option<(String, i64)>,
}

/// A crew to be asked whether it is well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welfare {
    pub minutes: u32,
    pub armed_ms: i64,
    pub due_ms: i64,
    /// When it fired; somebody must set or end it.
    pub fired_ms: Option<i64>,
}

/// What a crew asks for without a change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// It wants to speak.
    Speak,
    /// It wants an answer: FMS 9, whose use varies.
    Answer,
    /// It says it is free, while the board has it on a run.
    Free,
    /// It says it transports, or has arrived with whom it carried; nobody said where.
    Transport,
    AtDestination,
}

impl Request {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Speak => "speak",
            Self::Answer => "answer",
            Self::Free => "free",
            Self::Transport => "transport",
            Self::AtDestination => "at_destination",
        }
    }

    /// Whether it tells a state that a person must enter, and is no wish to speak.
    pub fn is_state(self) -> bool {
        matches!(self, Self::Free | Self::Transport | Self::AtDestination)
    }
}

/// An open request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requested {
    pub what: Request,
    pub since_ms: i64,
}

/// The clock of an incident's roll calls (personnel accountability report).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Par {
    pub every_min: u32,
    /// What was called for: a stage of the work, in the commander's words. May be empty.
    pub benchmark: String,
    pub armed_ms: i64,
    pub due_ms: i64,
    /// Rolls called so far.
    pub rounds: u32,
    /// The last one.
    pub roll: Option<Roll>,
}

/// One roll call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roll {
    pub called_ms: i64,
    pub benchmark: String,
    /// Each unit on scene when it was called; `None` has not answered.
    pub units: BTreeMap<UnitId, Option<Answer>>,
}

/// What a unit answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// All its people are accounted for.
    pub ok: bool,
    pub at_ms: i64,
    pub by: String,
}

impl Roll {
    /// Whether every unit answered that all its people are there.
    pub fn complete(&self) -> bool {
        self.units.values().all(|answer| answer.as_ref().is_some_and(|a| a.ok))
    }
}
