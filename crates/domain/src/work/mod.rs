//! What people do together about one incident: who owns it, who was asked to take it, what is to be done and by when.
//! State only; the rules are in [`crate::decide`], the events in [`event`].

pub mod event;
mod fold;
mod order;
mod tell;

pub use event::incident_of;
pub(crate) use fold::{fold, named};
pub use order::{LogEntry, Order};
pub(crate) use tell::tell;

use crate::attach::Attachment;
use crate::ids::UserId;
use crate::personal::Personal;
use crate::plan::procedure::{END, Procedure, Step};
use crate::traffic::Traffic;
use serde::{Deserialize, Serialize};

/// Everything of an incident that is about working together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// Who answers for it; nobody until claimed.
    pub owner: Option<UserId>,
    /// A hand-over that waits for its answer.
    pub offer: Option<Offer>,
    /// The newest hand-over that was received.
    pub received: Option<Received>,
    pub procedures: Vec<ProcedureRun>,
    pub tasks: Vec<Task>,
    /// Lanes, flags and entered times; nothing until somebody said something of the road.
    pub traffic: Option<Traffic>,
    /// Pictures and documents, by number; withdrawn ones stay.
    pub attachments: Vec<Attachment>,
}

/// A hand-over that was offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    pub from: UserId,
    pub to: UserId,
    pub at_ms: i64,
    pub note: Option<Personal>,
}

/// The receipt of a hand-over: who took it from whom, at which seat, when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    pub from: UserId,
    pub to: UserId,
    pub seat: String,
    pub at_ms: i64,
}

/// What kind of line of the log a note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Radio,
    Phone,
    Scene,
    Media,
    #[default]
    Other,
}

impl Category {
    /// All categories, as they are offered.
    pub const ALL: [Self; 5] = [Self::Radio, Self::Phone, Self::Scene, Self::Media, Self::Other];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Radio => "radio",
            Self::Phone => "phone",
            Self::Scene => "scene",
            Self::Media => "media",
            Self::Other => "other",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.word() == word)
    }
}

/// What a note is beside its text. Notes from before this was kept have the default of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub category: Category,
    /// Who spoke and who was spoken to, of a radio or telephone message.
    pub from: Option<Personal>,
    pub to: Option<Personal>,
    /// People the text names with `@`.
    pub mentions: Vec<UserId>,
    /// Goes onto the sheet for the next shift.
    pub marked: bool,
}

/// Something somebody is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Counted from 1 within the incident.
    pub number: u32,
    pub text: Personal,
    pub owner: Option<UserId>,
    /// UTC milliseconds.
    pub due_ms: Option<i64>,
    pub added_ms: i64,
    pub added_by: String,
    pub done: Option<TaskDone>,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskDone {
    pub at_ms: i64,
    pub by: String,
    pub note: Option<Personal>,
}

/// A procedure at work on an incident, as it read when it was started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcedureRun {
    pub procedure: Procedure,
    pub started_ms: i64,
    pub started_by: String,
    /// In the order in which they were done.
    pub done: Vec<StepTaken>,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepTaken {
    pub step: String,
    pub answer: Option<String>,
    pub note: Option<Personal>,
    pub at_ms: i64,
    pub by: String,
}

impl ProcedureRun {
    /// The record of a step, if it was done.
    pub fn taken(&self, step: &str) -> Option<&StepTaken> {
        self.done.iter().find(|taken| taken.step == step)
    }

    /// The steps on the way that the answers given so far lead, in order; a question that waits for its answer is the
    /// last. Always ends: a way only leads forwards.
    pub fn way(&self) -> Vec<&Step> {
        let steps = &self.procedure.steps;
        let (mut way, mut at) = (Vec::new(), 0);
        while let Some(step) = steps.get(at) {
            way.push(step);
            let branch = match (step.answers.is_empty(), self.taken(&step.id)) {
                (true, _) => None,
                (false, None) => break,
                (false, Some(taken)) => step.answers.iter().find(|a| Some(&a.code) == taken.answer.as_ref()),
            };
            at = match branch.and_then(|b| b.then.as_deref()) {
                None => at + 1,
                Some(END) => break,
                Some(id) => match steps.iter().position(|s| s.id == id) {
                    Some(next) if next > at => next,
                    _ => break,
                },
            };
        }
        way
    }

    /// Everything on the way was done.
    pub fn is_finished(&self) -> bool {
        self.way().iter().all(|step| self.taken(&step.id).is_some())
    }
}

impl Work {
    /// Tasks not yet done.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.done.is_none())
    }

    /// The number the next task gets.
    pub fn next_task(&self) -> u32 {
        self.tasks.iter().map(|task| task.number).max().unwrap_or(0).saturating_add(1)
    }

    /// When the first task not yet done is due, UTC milliseconds.
    pub fn next_due_ms(&self) -> Option<i64> {
        self.open_tasks().filter_map(|task| task.due_ms).min()
    }

    /// A procedure at work, by its id.
    pub fn procedure(&self, id: &str) -> Option<&ProcedureRun> {
        self.procedures.iter().find(|run| run.procedure.id == id)
    }
}
