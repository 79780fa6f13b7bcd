//! Working together, as the wire shows it.

use watchfloor_api::work::{
    AnswerView, ApprovedSignView, LaneView, OfferView, OfferedProcedure, ProcedureStepView, ProcedureView,
    ReceivedView, SignView, StepDoneView, TaskView, TrafficView, WordsView, WorkMark, WorkView,
};
use watchfloor_domain::Board;
use watchfloor_domain::board::Incident;
use watchfloor_domain::command::may;
use watchfloor_domain::decide::procedures;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::plan::Words;
use watchfloor_domain::plan::procedure::Step;
use watchfloor_domain::traffic::{Clock, impact, suggest};
use watchfloor_domain::work::{ProcedureRun, StepTaken, Task};
use watchfloor_engine::ports::Vault;

/// What a row shows.
pub fn work_mark(board: &Board, vault: &dyn Vault, incident: &Incident) -> WorkMark {
    let work = &incident.work;
    WorkMark {
        owner: work.owner.as_ref().map(|user| user.0.clone()),
        offer: work.offer.as_ref().map(|offer| OfferView {
            from: offer.from.0.clone(),
            to: offer.to.0.clone(),
            at_ms: offer.at_ms,
            note: opened(vault, offer.note.as_ref()),
        }),
        unread: board.unread.get(&incident.id).into_iter().flatten().map(|user| user.0.clone()).collect(),
        tasks_open: u32::try_from(work.open_tasks().count()).unwrap_or(u32::MAX),
        next_due_ms: work.next_due_ms(),
        impact: work.traffic.as_ref().and_then(|t| impact(&t.lanes)).map(|impact| impact.word().to_owned()),
    }
}

/// One incident in full.
pub fn work_view(board: &Board, vault: &dyn Vault, incident: &Incident) -> WorkView {
    let work = &incident.work;
    let mut offered: Vec<OfferedProcedure> = procedures(board)
        .iter()
        .filter(|p| work.procedure(&p.id).is_none())
        .map(|p| OfferedProcedure { id: p.id.clone(), label: words(&p.label), fits: p.is_for(&incident.type_code) })
        .collect();
    offered.sort_by_key(|p| !p.fits);
    let colleagues = board.users.iter().filter(|(_, user)| !user.disabled && may(user.role, "accept_hand_over"));
    WorkView {
        received: work.received.as_ref().map(|r| ReceivedView {
            from: r.from.0.clone(),
            to: r.to.0.clone(),
            from_name: person(board, vault, &r.from),
            to_name: person(board, vault, &r.to),
            at_ms: r.at_ms,
        }),
        procedures: work.procedures.iter().map(|run| procedure(vault, run)).collect(),
        offered,
        tasks: work.tasks.iter().map(|one| task(vault, one)).collect(),
        traffic: traffic(incident),
        colleagues: colleagues.map(|(user, _)| user.0.clone()).collect(),
        attachments: crate::console::attach::views(vault, &work.attachments),
    }
}

fn opened(vault: &dyn Vault, text: Option<&Personal>) -> Option<String> {
    text.and_then(|text| vault.open(text))
}

fn words(words: &Words) -> WordsView {
    WordsView { en: words.en.clone(), zh: words.zh.clone() }
}

fn procedure(vault: &dyn Vault, run: &ProcedureRun) -> ProcedureView {
    let way = run.way();
    let beside = run.procedure.steps.iter().filter(|step| !way.contains(step) && run.taken(&step.id).is_some());
    let on_the_way = way.iter().map(|step| step_view(vault, run, step, true));
    ProcedureView {
        id: run.procedure.id.clone(),
        label: words(&run.procedure.label),
        started_ms: run.started_ms,
        started_by: run.started_by.clone(),
        finished: run.is_finished(),
        steps: on_the_way.chain(beside.map(|step| step_view(vault, run, step, false))).collect(),
    }
}

fn step_view(vault: &dyn Vault, run: &ProcedureRun, step: &Step, on_the_way: bool) -> ProcedureStepView {
    let done = |taken: &StepTaken| StepDoneView {
        at_ms: taken.at_ms,
        by: taken.by.clone(),
        answer: taken.answer.clone(),
        note: opened(vault, taken.note.as_ref()),
    };
    ProcedureStepView {
        id: step.id.clone(),
        say: words(&step.say),
        answers: step.answers.iter().map(|a| AnswerView { code: a.code.clone(), label: words(&a.label) }).collect(),
        on_the_way,
        done: run.taken(&step.id).map(done),
    }
}

fn task(vault: &dyn Vault, task: &Task) -> TaskView {
    TaskView {
        number: task.number,
        text: vault.open(&task.text),
        owner: task.owner.as_ref().map(|user| user.0.clone()),
        due_ms: task.due_ms,
        added_ms: task.added_ms,
        added_by: task.added_by.clone(),
        done_ms: task.done.as_ref().map(|done| done.at_ms),
        done_by: task.done.as_ref().map(|done| done.by.clone()),
        done_note: opened(vault, task.done.as_ref().and_then(|done| done.note.as_ref())),
    }
}

fn traffic(incident: &Incident) -> TrafficView {
    let clock = Clock::of(incident);
    let held = incident.work.traffic.clone().unwrap_or_default();
    TrafficView {
        impact: impact(&held.lanes).map(|impact| impact.word().to_owned()),
        direction: held.direction,
        lanes: held
            .lanes
            .iter()
            .map(|lane| LaneView { kind: lane.kind.word().to_owned(), state: lane.state.word().to_owned() })
            .collect(),
        clock: clock.0.to_vec(),
        detection_ms: clock.detection(),
        verification_ms: clock.verification(),
        response_ms: clock.response(),
        roadway_clearance_ms: clock.roadway_clearance(),
        incident_clearance_ms: clock.incident_clearance(),
        recovery_ms: clock.recovery(),
        secondary: held.secondary,
        responder_struck: held.responder_struck,
        suggestion: suggest(incident).map(|s| SignView {
            descriptor: s.descriptor,
            locator: s.locator,
            advice: s.advice.word().to_owned(),
            impact: s.impact.word().to_owned(),
            reach: s.reach.word().to_owned(),
        }),
        signs: held
            .signs
            .into_iter()
            .map(|sign| ApprovedSignView { lines: sign.lines, at_ms: sign.at_ms, by: sign.by })
            .collect(),
    }
}

/// A person as people are named, with the account where that is another word.
fn person(board: &Board, vault: &dyn Vault, user: &UserId) -> String {
    match board.users.get(user).and_then(|known| vault.open(&known.display_name)) {
        Some(name) if !name.trim().is_empty() && name.trim() != user.0 => format!("{} ({user})", name.trim()),
        _ => user.0.clone(),
    }
}
