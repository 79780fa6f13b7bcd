//! Folds events of working together into their incident.

use super::event::{MentionsRead, incident_of};
use super::{Entry, Offer, ProcedureRun, Received, StepTaken, Task, TaskDone, Work};
use crate::attach::{Attachment, Withdrawn};
use crate::board::Board;
use crate::event::{Event, Recorded};
use crate::ids::IncidentId;

/// Marks an incident on the board for the people a note names.
pub(crate) fn named(board: &mut Board, incident: IncidentId, entry: &Entry) {
    if board.incidents.contains_key(&incident) && !entry.mentions.is_empty() {
        board.unread.entry(incident).or_default().extend(entry.mentions.iter().cloned());
    }
}

fn read(board: &mut Board, e: &MentionsRead) {
    if let Some(users) = board.unread.get_mut(&e.incident) {
        users.remove(&e.user);
        if users.is_empty() {
            board.unread.remove(&e.incident);
        }
    }
}

/// Total, like all folding: what the board does not hold changes nothing.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
    if let Event::MentionsRead(e) = &recorded.event {
        return read(board, e);
    }
    let Some(incident) = incident_of(&recorded.event).and_then(|id| board.incidents.get_mut(&id)) else { return };
    let (work, at_ms) = (&mut incident.work, recorded.happened_ms);
    match &recorded.event {
        Event::IncidentClaimed(e) => work.owner = Some(e.owner.clone()),
        Event::ClaimReleased(_) => work.owner = None,
        Event::HandOverOffered(e) => {
            work.offer = Some(Offer { from: e.from.clone(), to: e.to.clone(), at_ms, note: e.note.clone() });
        }
        Event::HandOverAccepted(e) => {
            work.offer = None;
            work.owner = Some(e.to.clone());
            work.received = Some(Received { from: e.from.clone(), to: e.to.clone(), seat: e.seat.clone(), at_ms });
        }
        Event::HandOverDeclined(_) | Event::HandOverWithdrawn(_) => work.offer = None,
        Event::LanesSet(_) | Event::TrafficTimeSet(_) | Event::TrafficFlagsSet(_) | Event::SignApproved(_) => {
            work.traffic.get_or_insert_default().fold(recorded);
        }
        Event::FileAttached(_) | Event::AttachmentWithdrawn(_) => attachments(work, recorded),
        _ => checklist(work, recorded),
    }
}

fn attachments(work: &mut Work, recorded: &Recorded) {
    let (at_ms, by) = (recorded.happened_ms, recorded.actor.clone());
    match &recorded.event {
        Event::FileAttached(e) => work.attachments.push(Attachment {
            number: e.number,
            name: e.name.clone(),
            media: e.media,
            size: e.size,
            sha256: e.sha256.clone(),
            kept: e.kept.clone(),
            note: e.note.clone(),
            at_ms,
            by,
            withdrawn: None,
        }),
        Event::AttachmentWithdrawn(e) => {
            if let Some(held) = work.attachments.iter_mut().find(|a| a.number == e.number) {
                held.withdrawn = Some(Withdrawn { at_ms, by, reason: e.reason.clone() });
            }
        }
        _ => {}
    }
}

fn checklist(work: &mut Work, recorded: &Recorded) {
    let (at_ms, by) = (recorded.happened_ms, recorded.actor.clone());
    match &recorded.event {
        Event::ProcedureStarted(e) => work.procedures.push(ProcedureRun {
            procedure: e.procedure.clone(),
            started_ms: at_ms,
            started_by: by,
            done: Vec::new(),
        }),
        Event::StepDone(e) => {
            if let Some(run) = work.procedures.iter_mut().find(|run| run.procedure.id == e.procedure) {
                run.done.retain(|taken| taken.step != e.step);
                let (step, answer, note) = (e.step.clone(), e.answer.clone(), e.note.clone());
                run.done.push(StepTaken { step, answer, note, at_ms, by });
            }
        }
        Event::StepUndone(e) => {
            if let Some(run) = work.procedures.iter_mut().find(|run| run.procedure.id == e.procedure) {
                run.done.retain(|taken| taken.step != e.step);
            }
        }
        Event::TaskAdded(e) => work.tasks.push(Task {
            number: e.task,
            text: e.text.clone(),
            owner: e.owner.clone(),
            due_ms: e.due_ms,
            added_ms: at_ms,
            added_by: by,
            done: None,
        }),
        Event::TaskFinished(e) => {
            if let Some(task) = work.tasks.iter_mut().find(|task| task.number == e.task) {
                task.done = Some(TaskDone { at_ms, by, note: e.note.clone() });
            }
        }
        _ => {}
    }
}
