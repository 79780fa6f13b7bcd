//! Attachments of an incident. The file was judged and is on disk before it is asked for; here the incident is.

use super::incident::narrative;
use super::text;
use super::work::said;
use crate::attach::{Attachment, MOST, NewFile, named};
use crate::board::Board;
use crate::event::Event;
use crate::ids::{IncidentId, SubjectId};
use crate::personal::Personal;
use crate::rejection::Rejection;
use crate::work::event::{AttachmentWithdrawn, FileAttached};

/// Whose data an incident's attachments are: its file is sealed under the same key as its name.
pub fn attached_under(board: &Board, id: IncidentId) -> SubjectId {
    narrative(board, id)
}

pub(super) fn add(board: &Board, id: IncidentId, file: &NewFile) -> Result<Event, Rejection> {
    let held = &board.open_incident(id)?.work.attachments;
    named(&file.name)?;
    if held.len() >= MOST {
        return Err(Rejection::rule("refused.too_many_attachments").with("limit", MOST.to_string()));
    }
    let same = |a: &&Attachment| a.withdrawn.is_none() && a.sha256 == file.sha256;
    if let Some(same) = held.iter().find(same) {
        return Err(Rejection::rule("refused.attachment_same").with("attachment", same.number.to_string()));
    }
    let number = held.iter().map(|a| a.number).max().unwrap_or(0).saturating_add(1);
    let note = said(board, id, "note", file.note.as_deref().unwrap_or(""))?;
    Ok(FileAttached {
        incident: id,
        number,
        name: Personal::clear(narrative(board, id), file.name.trim()),
        media: file.media,
        size: file.size,
        sha256: file.sha256.clone(),
        kept: file.kept.clone(),
        note,
    }
    .into())
}

pub(super) fn withdraw(board: &Board, id: IncidentId, number: u32, reason: &str) -> Result<Event, Rejection> {
    let found = board.open_incident(id)?.work.attachments.iter().find(|a| a.number == number);
    let held =
        found.ok_or_else(|| Rejection::not_found("attachment", "refused.no_such_attachment", number.to_string()))?;
    if held.withdrawn.is_some() {
        return Err(Rejection::rule("refused.attachment_withdrawn").with("attachment", number.to_string()));
    }
    let reason = Personal::clear(narrative(board, id), text("reason", reason)?);
    Ok(AttachmentWithdrawn { incident: id, number, reason }.into())
}
