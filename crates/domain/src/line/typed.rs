//! Prose as it was typed. Words of a line are found in its folded form, so that a Chinese input method need not be switched
//! off; what people said is kept with the marks they wrote.

use super::VERBS;
use crate::board::Board;
use crate::command::{Command, CrewCommand, OpenIncident};
use crate::intake::Ask;
use crate::{ics, resource, site, staff, work};

/// The part of a typed line that reads `text` when folded; the last one, as prose stands at the end. Folding changes
/// characters one for one.
pub(super) fn as_typed(line: &str, folded: &str, text: &str) -> String {
    let Some(at) = folded.rfind(text).filter(|_| line != folded) else { return text.to_owned() };
    let before = folded[..at].chars().count();
    line.chars().skip(before).take(text.chars().count()).collect()
}

/// Chinese is written without spaces: `派E2 @3`. A Chinese verb before a number, a letter, a sign of the grammar or the
/// name of a unit is that verb; before other writing (新华路) it may be the beginning of another word, and is none.
pub(super) fn glued_verb<'w>(board: &Board, word: &'w str) -> Option<(&'static str, &'w str)> {
    let chinese = VERBS.iter().flat_map(|(name, others)| others.iter().map(move |other| (*name, *other)));
    let fits = chinese.filter(|(_, other)| !other.is_ascii()).filter_map(|(name, other)| {
        let rest = word.strip_prefix(other)?;
        let sure = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '*'));
        (sure || board.find_unit(rest).is_some()).then(|| (name, &word[..other.len()]))
    });
    fits.max_by_key(|(_, typed)| typed.len())
}

/// Gives a command's prose back as it was typed.
pub(super) fn restore(command: &mut Command, line: &str, folded: &str) {
    for text in prose(command) {
        *text = as_typed(line, folded, text);
    }
}

/// What of a command is told and not looked up. The words of a new incident are restored where they are read.
fn prose(command: &mut Command) -> Vec<&mut String> {
    match command {
        Command::Despite { command, reason } => prose(command).into_iter().chain([reason]).collect(),
        Command::OpenIncident(OpenIncident { .. }) => Vec::new(),
        Command::AddNote { text, .. } | Command::ReopenIncident { reason: text, .. } => vec![text],
        Command::SetStatus { reason, destination, .. } => reason.iter_mut().chain(destination).collect(),
        Command::Crew(command) => match command {
            CrewCommand::ClearEmergency { reason, .. } => vec![reason],
            CrewCommand::SetByCode { said, .. } => said.iter_mut().collect(),
            CrewCommand::LateStatus(late) => std::iter::once(&mut late.reason).chain(&mut late.destination).collect(),
            CrewCommand::StartPar { benchmark, .. } | CrewCommand::CallPar { benchmark, .. } => vec![benchmark],
            _ => Vec::new(),
        },
        Command::LiftClosure { reason, .. } => vec![reason],
        Command::Work(order) => match order {
            work::Order::Log { text, .. }
            | work::Order::HandOver { note: text, .. }
            | work::Order::Decline { reason: text, .. }
            | work::Order::UndoStep { reason: text, .. }
            | work::Order::AddTask { text, .. }
            | work::Order::SetLanes { direction: text, .. }
            | work::Order::WithdrawAttachment { reason: text, .. } => vec![text],
            work::Order::DoStep { note, .. } | work::Order::FinishTask { note, .. } => note.iter_mut().collect(),
            work::Order::ApproveSign { lines, .. } => lines.iter_mut().collect(),
            _ => Vec::new(),
        },
        Command::Staff(order) => match order {
            staff::Order::LogOff { reason, .. } => vec![reason],
            staff::Order::Unstack { reason, .. } => reason.iter_mut().collect(),
            _ => Vec::new(),
        },
        Command::Ics(order) => match order {
            ics::Order::TakePost { note, .. } => note.iter_mut().collect(),
            ics::Order::SetObjective { reason, .. } => reason.iter_mut().collect(),
            ics::Order::LeavePost { reason: text, .. }
            | ics::Order::AddObjective { text, .. }
            | ics::Order::DeclareMajor { reason: text, .. }
            | ics::Order::StandDown { reason: text, .. } => vec![text],
            _ => Vec::new(),
        },
        Command::Site(site::Order::Close { reason, .. } | site::Order::Set { reason, .. }) => vec![reason],
        Command::Resource(resource::Order::MoveStock { reason, .. } | resource::Order::SkipTow { reason, .. }) => {
            vec![reason]
        }
        Command::Intake(Ask::SetPremise { details, .. }) => vec![&mut details.text],
        Command::Intake(Ask::EndPremise { reason, .. }) => vec![reason],
        _ => Vec::new(),
    }
}
