//! Completions of the verbs of the desk and of the road: what there is at the incident the line names.

use super::complete::{Candidate, MOST, incidents, people};
use super::words::Words;
use crate::board::{Board, Incident};
use crate::decide::procedures;
use crate::work::ProcedureRun;

/// As many letters of an id's end as a line needs to name it among a night's.
const END_LETTERS: usize = 6;

/// Completions of one of these verbs; `None` when it is another's.
pub(super) fn desk(board: &Board, verb: &str, mut words: Words<'_>, last: &str) -> Option<Vec<Candidate>> {
    const OF_ONE: &[&str] = &[
        "claim", "unclaim", "unho", "seen", "dec", "sop", "step", "task", "done", "unatt", "mv", "sep", "lane", "tt",
        "flag", "sign",
    ];
    if verb == "lift" {
        return Some(match words.next() {
            Some(word) if word != last => Vec::new(),
            _ => fitting(last, board.closures.iter().map(|(id, it)| (end(id), it.details.reason.clone()))),
        });
    }
    if !OF_ONE.contains(&verb) {
        return None;
    }
    let typed = words.clone();
    let named = words.next().and_then(|word| word.strip_prefix('@'));
    // The word being typed is the last, and the incident is named before it.
    let incident = named.and_then(|name| board.find_incident(name).ok()).filter(|_| !last.starts_with('@'));
    let Some(incident) = incident else {
        let first = typed.rest().split_whitespace().count() < 2;
        return Some(match (last.strip_prefix('@'), verb) {
            (Some(number), _) if first => incidents(board, number),
            (Some(name), "task") => people(board, name, "@"),
            _ => Vec::new(),
        });
    };
    let before = words.rest().split_whitespace().count() - usize::from(!last.is_empty());
    Some(of(board, incident, verb, (before, words.rest()), last))
}

/// What stands for the word after `before` others behind the incident.
fn of(board: &Board, incident: &Incident, verb: &str, said: (usize, &str), last: &str) -> Vec<Candidate> {
    let (before, rest) = said;
    let fixed = |words: &[(&str, &str)]| {
        fitting(last, words.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())))
    };
    match (verb, before) {
        ("tt", 0) => fixed(&[("t0", "traffic.t0"), ("t2", "traffic.t2"), ("t7", "traffic.t7")]),
        ("flag", 0) => fixed(&[("secondary", "traffic.secondary"), ("struck", "traffic.struck")]),
        ("done", 0) => {
            fitting(last, incident.work.open_tasks().map(|it| (it.number.to_string(), "task.finish".into())))
        }
        ("unatt", 0) => {
            let there = incident.work.attachments.iter().filter(|it| it.withdrawn.is_none());
            fitting(last, there.map(|it| (it.number.to_string(), "attach.withdraw".into())))
        }
        ("sep", 0) => fitting(last, incident.calls.iter().map(|call| (end(&call.id), "tie.as_incident".into()))),
        ("sop", 0) => {
            let fits = procedures(board).iter().filter(|it| it.is_for(&incident.type_code));
            fitting(last, fits.map(|it| (it.id.clone(), it.label.en.clone())))
        }
        ("step", 0) => {
            let runs = incident.work.procedures.iter().filter(|run| !run.is_finished());
            fitting(last, runs.map(|run| (run.procedure.id.clone(), run.procedure.label.en.clone())))
        }
        ("step", 1) => {
            let named = rest.split_whitespace().next().unwrap_or("");
            let run = incident.work.procedures.iter().find(|run| run.procedure.id == named);
            run.map(|run| steps(run, last)).unwrap_or_default()
        }
        ("task", _) if last.starts_with('@') => people(board, &last[1..], "@"),
        _ => Vec::new(),
    }
}

fn steps(run: &ProcedureRun, last: &str) -> Vec<Candidate> {
    let waiting = run.procedure.steps.iter().filter(|step| !run.done.iter().any(|done| done.step == step.id));
    fitting(last, waiting.map(|step| (step.id.clone(), step.say.en.clone())))
}

fn end(id: &impl ToString) -> String {
    let id = id.to_string();
    id.get(id.len().saturating_sub(END_LETTERS)..).unwrap_or(&id).to_owned()
}

fn fitting(last: &str, all: impl Iterator<Item = (String, String)>) -> Vec<Candidate> {
    let last = last.to_lowercase();
    let fits = all.filter(|(insert, _)| insert.starts_with(&last));
    fits.map(|(insert, label)| Candidate { insert, label }).take(MOST).collect()
}
