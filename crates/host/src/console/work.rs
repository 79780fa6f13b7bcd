//! Working together: wire shapes become orders.

use super::commands::incident_id;
use super::refusal::bad;
use crate::floor::Floor;
use watchfloor_api::ApiError;
use watchfloor_api::command::Command as Wire;
use watchfloor_api::work::{AddNote, LaneInput};
use watchfloor_domain::command::When;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState, MOST_LANES, Mark};
use watchfloor_domain::work::{Category, LogEntry, Order};

fn user(name: &str) -> UserId {
    UserId(name.trim().to_lowercase())
}

/// The order of a verb of working together; none for other verbs. Where it is asked is filled in before it runs.
pub(super) fn order(floor: &Floor, command: &Wire) -> Result<Option<Order>, ApiError> {
    let incident = |text: &str| incident_id(floor, text);
    let seat = String::new();
    Ok(Some(match command {
        Wire::AddNote(note) => {
            Order::Log { incident: incident(&note.incident)?, text: note.text.clone(), entry: entry(note)? }
        }
        Wire::ReadMentions(of) => Order::ReadMentions { incident: incident(&of.incident)? },
        Wire::ClaimIncident(claim) => Order::Claim { incident: incident(&claim.incident)?, take: claim.take },
        Wire::ReleaseIncident(of) => Order::Release { incident: incident(&of.incident)? },
        Wire::HandOver(offer) => Order::HandOver {
            incident: incident(&offer.incident)?,
            to: user(&offer.to),
            note: offer.note.clone(),
            seat,
        },
        Wire::AcceptHandOver(of) => Order::Accept { incident: incident(&of.incident)?, seat },
        Wire::DeclineHandOver(no) => Order::Decline { incident: incident(&no.incident)?, reason: no.reason.clone() },
        Wire::WithdrawHandOver(of) => Order::Withdraw { incident: incident(&of.incident)? },
        Wire::StartProcedure(start) => {
            Order::StartProcedure { incident: incident(&start.incident)?, procedure: start.procedure.clone() }
        }
        Wire::DoStep(done) => Order::DoStep {
            incident: incident(&done.incident)?,
            procedure: done.procedure.clone(),
            step: done.step.clone(),
            answer: done.answer.clone(),
            note: done.note.clone(),
        },
        Wire::UndoStep(undo) => Order::UndoStep {
            incident: incident(&undo.incident)?,
            procedure: undo.procedure.clone(),
            step: undo.step.clone(),
            reason: undo.reason.clone(),
        },
        Wire::AddTask(task) => Order::AddTask {
            incident: incident(&task.incident)?,
            text: task.text.clone(),
            owner: task.owner.as_deref().filter(|name| !name.trim().is_empty()).map(user),
            due: task.due_ms.map(When::At),
        },
        Wire::FinishTask(task) => {
            Order::FinishTask { incident: incident(&task.incident)?, task: task.task, note: task.note.clone() }
        }
        Wire::WithdrawAttachment(no) => Order::WithdrawAttachment {
            incident: incident(&no.incident)?,
            attachment: no.attachment,
            reason: no.reason.clone(),
        },
        other => return road(floor, other),
    }))
}

fn road(floor: &Floor, command: &Wire) -> Result<Option<Order>, ApiError> {
    let incident = |text: &str| incident_id(floor, text);
    Ok(Some(match command {
        Wire::SetLanes(set) => Order::SetLanes {
            incident: incident(&set.incident)?,
            direction: set.direction.clone(),
            lanes: lanes(&set.lanes)?,
        },
        Wire::SetTrafficTime(set) => Order::SetTrafficTime {
            incident: incident(&set.incident)?,
            mark: Mark::from_word(&set.mark).ok_or_else(|| bad("mark", "one of t0, t2, t7"))?,
            at: set.at_ms.map(When::At),
            withdraw: set.withdraw,
        },
        Wire::SetTrafficFlags(set) => Order::SetTrafficFlags {
            incident: incident(&set.incident)?,
            secondary: set.secondary,
            responder_struck: set.responder_struck,
        },
        Wire::ApproveSign(sign) => {
            Order::ApproveSign { incident: incident(&sign.incident)?, lines: sign.lines.clone() }
        }
        _ => return Ok(None),
    }))
}

fn entry(note: &AddNote) -> Result<LogEntry, ApiError> {
    let category = match note.category.as_deref() {
        None => Category::default(),
        Some(word) => {
            Category::from_word(word).ok_or_else(|| bad("category", "one of radio, phone, scene, media, other"))?
        }
    };
    Ok(LogEntry { category, from: note.from.clone(), to: note.to.clone(), marked: note.marked })
}

pub(super) fn lanes(inputs: &[LaneInput]) -> Result<Vec<Lane>, ApiError> {
    if inputs.len() > MOST_LANES {
        return Err(bad("lanes", format!("at most {MOST_LANES} lanes")));
    }
    let lane = |input: &LaneInput| {
        let kind = LaneKind::from_word(&input.kind);
        let state = LaneState::from_word(&input.state);
        Ok(Lane {
            kind: kind
                .ok_or_else(|| bad("lanes", "kind is shoulder_left, mainline, exit, entrance or shoulder_right"))?,
            state: state.ok_or_else(|| bad("lanes", "state is free, blocked or affected"))?,
        })
    };
    inputs.iter().map(lane).collect()
}
