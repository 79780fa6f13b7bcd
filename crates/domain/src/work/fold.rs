//! Folds events of working together into their incident.

use super::event::incident_of;
use super::{Offer, ProcedureRun, Received, StepTaken, Task, TaskDone, Work};
use crate::board::Board;
use crate::event::{Event, Recorded};

/// Total, like all folding: what the board does not hold changes nothing.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
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
        Event::MentionsRead(e) => {
            work.unread.remove(&e.user);
        }
        Event::LanesSet(_) | Event::TrafficTimeSet(_) | Event::TrafficFlagsSet(_) | Event::SignApproved(_) => {
            work.traffic.get_or_insert_default().fold(recorded);
        }
        _ => checklist(work, recorded),
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
