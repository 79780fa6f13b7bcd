//! What people ask for when they work together.

use super::Category;
use crate::attach::NewFile;
use crate::command::When;
use crate::ids::{IncidentId, UserId};
use crate::traffic::{Lane, Mark};

/// One thing asked for about one incident.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A note with its category, and who spoke to whom.
    Log {
        incident: IncidentId,
        text: String,
        entry: LogEntry,
    },
    /// The person has read the notes that name them.
    ReadMentions {
        incident: IncidentId,
    },
    /// `take`: from another owner, who cannot be asked.
    Claim {
        incident: IncidentId,
        take: bool,
    },
    Release {
        incident: IncidentId,
    },
    HandOver {
        incident: IncidentId,
        to: UserId,
        note: String,
        seat: String,
    },
    Accept {
        incident: IncidentId,
        seat: String,
    },
    Decline {
        incident: IncidentId,
        reason: String,
    },
    Withdraw {
        incident: IncidentId,
    },
    StartProcedure {
        incident: IncidentId,
        procedure: String,
    },
    DoStep {
        incident: IncidentId,
        procedure: String,
        step: String,
        answer: Option<String>,
        note: Option<String>,
    },
    UndoStep {
        incident: IncidentId,
        procedure: String,
        step: String,
        reason: String,
    },
    AddTask {
        incident: IncidentId,
        text: String,
        owner: Option<UserId>,
        due: Option<When>,
    },
    FinishTask {
        incident: IncidentId,
        task: u32,
        note: Option<String>,
    },
    /// Lanes from left to right as one drives.
    SetLanes {
        incident: IncidentId,
        direction: String,
        lanes: Vec<Lane>,
    },
    /// Now when `at` is absent; `withdraw` takes the time away again.
    SetTrafficTime {
        incident: IncidentId,
        mark: Mark,
        at: Option<When>,
        withdraw: bool,
    },
    /// A flag that is absent stays as it is.
    SetTrafficFlags {
        incident: IncidentId,
        secondary: Option<bool>,
        responder_struck: Option<bool>,
    },
    ApproveSign {
        incident: IncidentId,
        lines: Vec<String>,
    },
    /// A picture or document that was judged and is on disk.
    Attach {
        incident: IncidentId,
        file: Box<NewFile>,
    },
    WithdrawAttachment {
        incident: IncidentId,
        attachment: u32,
        reason: String,
    },
}

/// What a note is beside its text, as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogEntry {
    pub category: Category,
    pub from: Option<String>,
    pub to: Option<String>,
    pub marked: bool,
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Log { .. } => "add_note",
            Self::ReadMentions { .. } => "read_mentions",
            Self::Claim { .. } => "claim_incident",
            Self::Release { .. } => "release_incident",
            Self::HandOver { .. } => "hand_over",
            Self::Accept { .. } => "accept_hand_over",
            Self::Decline { .. } => "decline_hand_over",
            Self::Withdraw { .. } => "withdraw_hand_over",
            Self::StartProcedure { .. } => "start_procedure",
            Self::DoStep { .. } => "do_step",
            Self::UndoStep { .. } => "undo_step",
            Self::AddTask { .. } => "add_task",
            Self::FinishTask { .. } => "finish_task",
            Self::SetLanes { .. } => "set_lanes",
            Self::SetTrafficTime { .. } => "set_traffic_time",
            Self::SetTrafficFlags { .. } => "set_traffic_flags",
            Self::ApproveSign { .. } => "approve_sign",
            Self::Attach { .. } => "attach_file",
            Self::WithdrawAttachment { .. } => "withdraw_attachment",
        }
    }

    /// Names the seat where it is asked, for what is receipted by it.
    pub fn sit(&mut self, label: &str) {
        if let Self::HandOver { seat, .. } | Self::Accept { seat, .. } = self {
            label.clone_into(seat);
        }
    }
}
