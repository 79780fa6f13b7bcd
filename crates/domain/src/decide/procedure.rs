//! Checklists at work: started, ticked step by step, taken back with a reason.

use super::text;
use super::work::said;
use crate::board::{Board, Incident};
use crate::event::Event;
use crate::ids::IncidentId;
use crate::plan::procedure::{Procedure, starters};
use crate::rejection::Rejection;
use crate::work::ProcedureRun;
use crate::work::event::{ProcedureStarted, StepDone, StepUndone};

/// Most procedures of one incident.
const MOST_RUNNING: usize = 20;

/// The procedures in force: those of the plan, or the starters where it has none.
pub fn procedures(board: &Board) -> &[Procedure] {
    let own = &board.plan().procedures;
    if own.is_empty() { starters() } else { own }
}

pub(super) fn start(board: &Board, id: IncidentId, name: &str) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let none = || Rejection::not_found("procedure", "refused.no_such_procedure", name);
    let procedure = procedures(board).iter().find(|p| p.id == name.trim()).ok_or_else(none)?;
    if incident.work.procedure(&procedure.id).is_some() {
        return Err(Rejection::rule("refused.procedure_started").with("name", &procedure.id));
    }
    if incident.work.procedures.len() >= MOST_RUNNING {
        return Err(Rejection::rule("refused.too_many_procedures").with("limit", MOST_RUNNING.to_string()));
    }
    Ok(ProcedureStarted { incident: id, procedure: procedure.clone() }.into())
}

pub(super) fn take(
    board: &Board,
    id: IncidentId,
    name: &str,
    step: &str,
    (answer, note): (Option<&str>, Option<&str>),
) -> Result<Event, Rejection> {
    let run = running(board.open_incident(id)?, name)?;
    let answer = on_the_way(run, step, answer)?;
    let (procedure, step) = (run.procedure.id.clone(), step.trim().to_owned());
    let note = said(board, id, "note", note.unwrap_or(""))?;
    Ok(StepDone { incident: id, procedure, step, answer, note }.into())
}

pub(super) fn undo(board: &Board, id: IncidentId, name: &str, step: &str, reason: &str) -> Result<Event, Rejection> {
    let run = running(board.open_incident(id)?, name)?;
    let not_done = || Rejection::rule("refused.step_not_done").with("name", step.trim());
    let step = run.taken(step.trim()).ok_or_else(not_done)?.step.clone();
    let reason = text("reason", reason)?.to_owned();
    Ok(StepUndone { incident: id, procedure: run.procedure.id.clone(), step, reason }.into())
}

fn running<'a>(incident: &'a Incident, name: &str) -> Result<&'a ProcedureRun, Rejection> {
    let none = || Rejection::not_found("procedure", "refused.procedure_not_started", name);
    incident.work.procedure(name.trim()).ok_or_else(none)
}

/// The answer of a step that can be done now. Steps up to the next question can be done in any order, as people do.
fn on_the_way(run: &ProcedureRun, id: &str, answer: Option<&str>) -> Result<Option<String>, Rejection> {
    let id = id.trim();
    if run.taken(id).is_some() {
        return Err(Rejection::rule("refused.step_done").with("name", id));
    }
    let way = run.way();
    let step = way.iter().find(|step| step.id == id);
    let step = step.ok_or_else(|| Rejection::argument("step", "refused.step_not_on_the_way").with("name", id))?;
    let answer = answer.map(str::trim).filter(|answer| !answer.is_empty());
    match (answer, step.answers.as_slice()) {
        (None, []) => Ok(None),
        (None, _) => Err(Rejection::argument("answer", "refused.answer_needed").with("name", id)),
        (Some(answer), answers) => match answers.iter().find(|a| a.code.eq_ignore_ascii_case(answer)) {
            Some(branch) => Ok(Some(branch.code.clone())),
            None => Err(Rejection::argument("answer", "refused.no_such_answer").with("name", answer)),
        },
    }
}
