//! Folds the radio log. A message about an incident is also a line of that incident's notes, and is corrected there.

use super::{KEPT_MS, MOST_KEPT, Message, RadioLog, Said, Version};
use crate::board::{Board, Note};
use crate::event::{Event, Recorded};
use crate::evolve::with_incident;
use crate::ids::IncidentId;

/// Folds an event of the radio log into a board. Total, like all folding; no other event changes anything.
pub fn fold(board: &mut Board, recorded: &Recorded) {
    let version = |said: &Said, reason: Option<&String>| Version {
        gseq: recorded.gseq,
        entered_ms: recorded.recorded_ms,
        by: recorded.actor.clone(),
        reason: reason.cloned(),
        said: said.clone(),
    };
    match &recorded.event {
        Event::RadioLogged(e) => {
            let highest = board.radio.sequence.entry(e.period.clone()).or_default();
            *highest = e.count.max(*highest);
            noted(board, recorded, &e.said);
            let held = &mut board.radio.messages;
            held.push_back(Message {
                number: e.number.clone(),
                period: e.period.clone(),
                count: e.count,
                versions: vec![version(&e.said, e.reason.as_ref())],
                struck: None,
            });
            while held.len() > MOST_KEPT {
                held.pop_front();
            }
        }
        Event::RadioCorrected(e) => {
            let Some(message) = find(&mut board.radio, &e.period, e.count) else { return };
            let former = message.versions.last().map(|held| held.gseq);
            message.versions.push(version(&e.said, Some(&e.reason)));
            strike(board, e.was_about, former, recorded);
            noted(board, recorded, &e.said);
        }
        Event::RadioStruck(e) => {
            let Some(message) = find(&mut board.radio, &e.period, e.count) else { return };
            message.struck = Some((recorded.actor.clone(), recorded.happened_ms));
            let former = message.versions.last().map(|held| held.gseq);
            strike(board, e.about, former, recorded);
        }
        _ => {}
    }
}

fn find<'a>(log: &'a mut RadioLog, period: &str, count: u32) -> Option<&'a mut Message> {
    log.messages.iter_mut().rev().find(|held| held.count == count && held.period == period)
}

/// The message as a line of its incident.
fn noted(board: &mut Board, recorded: &Recorded, said: &Said) {
    let Some(id) = said.incident else { return };
    crate::work::named(board, id, &said.entry);
    let (by, text, entry) = (recorded.actor.clone(), said.text.clone(), said.entry.clone());
    let note = Note { at_ms: said.at_ms, by, text, gseq: recorded.gseq, struck: None, entry };
    with_incident(board, id, |incident| incident.notes.push(note));
}

/// What no longer holds stays readable there, struck out.
fn strike(board: &mut Board, incident: Option<IncidentId>, gseq: Option<u64>, recorded: &Recorded) {
    let Some(id) = incident else { return };
    with_incident(board, id, |incident| {
        if let Some(note) = incident.notes.iter_mut().find(|note| Some(note.gseq) == gseq) {
            note.struck = Some((recorded.actor.clone(), recorded.happened_ms));
        }
    });
}

/// Lets go of what was entered too long ago to be corrected; the log has it.
pub(crate) fn let_go(board: &mut Board) {
    let before = board.at_ms - KEPT_MS;
    let old = |message: &Message| message.versions.first().is_none_or(|first| first.entered_ms < before);
    while board.radio.messages.front().is_some_and(old) {
        board.radio.messages.pop_front();
    }
}
