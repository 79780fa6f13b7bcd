//! What is taken in about an incident beside its head: when the telephone rang, what was asked and answered, what stood on
//! paper while the console was down; and what is known of places. State and asking; the rules are in [`crate::decide`].

pub mod card;
pub mod event;
mod fold;
pub mod path;
pub mod premise;
mod tell;

pub use card::{Card, CardRun};
pub use event::incident_of;
pub(crate) use fold::fold;
pub use premise::{Premise, PremiseKind, Premises};
pub(crate) use tell::tell;

use crate::ids::{IncidentId, PremiseId};
use crate::personal::Personal;
use crate::plan::Words;
use crate::types::Place;
use serde::{Deserialize, Serialize};

/// Most answers on one incident, replaced ones included.
pub const MOST_ANSWERS: usize = 200;
/// Longest answer in free words, in characters.
pub const LONGEST_ANSWER: usize = 300;

/// What an incident's head does not say of how it was taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intake {
    /// When the telephone rang and when it was answered, UTC milliseconds, where that is known.
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
    /// Every answer that was given, oldest first; of one question the newest holds.
    pub answers: Vec<Answered>,
    /// It was taken on paper and entered later.
    pub paper: Option<Paper>,
}

/// An incident that was taken on paper (`dispatch.md` 2.2): when it happened is kept apart from when it was entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// When the call came, UTC milliseconds, as the card says.
    pub received_ms: i64,
    /// The same on the wall clock, with the day where that is not the day of entry.
    pub clock: String,
    pub reason: String,
    /// When it was entered, UTC milliseconds; the board's own knowledge, not the card's.
    #[serde(default)]
    pub entered_ms: i64,
}

/// An answer to a question of a type's protocol, with the question as it read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    pub type_code: String,
    pub question: String,
    pub ask: Words,
    /// Of a closed answer its code and words; none for free words.
    pub code: Option<String>,
    pub label: Option<Words>,
    pub words: Option<Personal>,
    /// When it was given, UTC milliseconds.
    pub at_ms: i64,
    pub by: String,
}

impl Intake {
    /// The answers that hold, of one type's questions: the newest of each.
    pub fn holding<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Answered> {
        let of_type = move |it: &&Answered| it.type_code.eq_ignore_ascii_case(type_code);
        self.answers.iter().enumerate().filter_map(move |(at, it)| {
            let later = &self.answers[at + 1..];
            let replaced = later.iter().any(|l| l.question == it.question && l.type_code == it.type_code);
            Some(it).filter(of_type).filter(|_| !replaced)
        })
    }
}

/// An answer as a person gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Whose question it is; the incident's own type when empty.
    pub type_code: String,
    pub question: String,
    /// The code of a closed answer.
    pub code: Option<String>,
    /// An answer in free words.
    pub words: String,
    /// When it was given, UTC milliseconds; now when absent.
    pub at_ms: Option<i64>,
}

/// What is said of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PremiseInput {
    pub place: Place,
    /// How far around the point it holds, metres.
    pub radius_m: u32,
    pub kind: PremiseKind,
    pub text: String,
    /// Until when it holds, UTC milliseconds; until somebody ends it when absent.
    pub valid_until_ms: Option<i64>,
}

/// One thing asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Answers a question of an open incident, or answers it anew.
    Answer {
        incident: IncidentId,
        answer: Answer,
    },
    /// Enters what stood on paper.
    EnterCard(Box<Card>),
    /// Says something of a place; with an id, changes what was said.
    SetPremise {
        premise: Option<PremiseId>,
        details: PremiseInput,
    },
    EndPremise {
        premise: PremiseId,
        reason: String,
    },
    /// How often, and in which languages, the last-known board is put down on disk.
    SetPaperBoard {
        every_min: u32,
        languages: Languages,
    },
}

impl Ask {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer_question",
            Self::EnterCard(_) => "enter_card",
            Self::SetPremise { .. } => "set_premise",
            Self::EndPremise { .. } => "end_premise",
            Self::SetPaperBoard { .. } => "set_paper_board",
        }
    }
}

/// Which languages a sheet is made in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Languages {
    En,
    Zh,
    #[default]
    Both,
}

impl Languages {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
            Self::Both => "both",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::En, Self::Zh, Self::Both].into_iter().find(|l| l.word() == word)
    }
}

/// How the last-known board is put down on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperBoard {
    /// Minutes between two sheets, 1 to 60.
    pub every_min: u32,
    pub languages: Languages,
}

impl Default for PaperBoard {
    fn default() -> Self {
        Self { every_min: 5, languages: Languages::Both }
    }
}
