//! Attachments: a file is judged, sealed and on disk before its incident hears of it. What is refused leaves nothing.

use super::commands::{allowed, incident_id, run};
use super::queries::{recalled, unread};
use super::refusal::{error, refused};
use super::{Seat, plan};
use crate::floor::Floor;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use watchfloor_api::attach::{AttachFile, AttachmentView, ExportAttachment, WithdrawnView};
use watchfloor_api::command::Receipt;
use watchfloor_api::{ApiError, ErrorCode, SeatToken};
use watchfloor_domain::attach::{Attachment, Kept, LARGEST, NewFile, judge, sized};
use watchfloor_domain::decide::attached_under;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::work::Order;
use watchfloor_domain::{Command, Rejection};
use watchfloor_engine::ports::{LogError, Vault};
use watchfloor_offline_cache::attachments;

/// What the shell of a window brings: the bytes themselves, for a page names no place on the disk.
pub struct Incoming {
    pub incident: String,
    pub name: String,
    pub note: String,
    pub bytes: Vec<u8>,
}

/// An attachment's content, for one seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// None when erased.
    pub name: Option<String>,
    /// The media type (IANA).
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl Floor {
    /// Attaches a file that a person gave at a window.
    ///
    /// # Errors
    /// The refusal, with the field.
    pub fn attach(&self, token: &SeatToken, file: Incoming) -> Result<Receipt, ApiError> {
        let seat = self.seats.get(token)?;
        take(self, &seat, &file.incident, (&file.name, &file.note), &file.bytes)
    }

    /// Reads an attachment's content.
    ///
    /// # Errors
    /// Not there, withdrawn, erased, or the file on disk was altered.
    pub fn attachment(&self, token: &SeatToken, incident: &str, number: u32) -> Result<Content, ApiError> {
        self.seats.get(token)?;
        content(self, incident, number)
    }
}

/// A file on this machine.
pub(super) fn attach(floor: &Floor, seat: &Seat, ask: &AttachFile) -> Result<Receipt, ApiError> {
    let path = Path::new(ask.file.trim());
    if !path.is_absolute() {
        return Err(error(ErrorCode::BadArgument, "refused.attachment_path", "").field("file"));
    }
    let name = crate::files::label(path);
    let bytes = read(path, &name)?;
    take(floor, seat, &ask.incident, (&name, &ask.note), &bytes)
}

/// A plain file within the limit, which is asked before anything is read and again while it is: files grow.
fn read(path: &Path, name: &str) -> Result<Vec<u8>, ApiError> {
    let why = |e: std::io::Error| {
        error(ErrorCode::BadArgument, "refused.file", "").field("file").param("why", format!("{}: {e}", path.display()))
    };
    // Asked of the name first: opening a pipe would wait for its writer.
    let meta = std::fs::metadata(path).map_err(why)?;
    if !meta.is_file() {
        return Err(refused(&Rejection::argument("file", "refused.attachment_no_file").with("name", name)));
    }
    sized(name, meta.len()).map_err(|r| refused(&r))?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(why)?;
    Ok(bytes)
}

fn take(
    floor: &Floor,
    seat: &Seat,
    incident: &str,
    (name, note): (&str, &str),
    bytes: &[u8],
) -> Result<Receipt, ApiError> {
    allowed(seat, "attach_file")?;
    let id = incident_id(floor, incident)?;
    let media = judge(name, bytes).map_err(|r| refused(&r))?;
    let note = Some(note.to_owned()).filter(|note| !note.trim().is_empty());
    let mut file = NewFile {
        name: name.to_owned(),
        media,
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
        kept: Kept { sha256: String::new(), len: 0 },
        note,
    };
    // What the incident would refuse is refused before a byte is written.
    let order = |file: &NewFile| Command::Work(Order::Attach { incident: id, file: Box::new(file.clone()) });
    floor.engine.preview(&floor.actor(seat), &[order(&file)]).map_err(|r| refused(&r))?;
    let subject = attached_under(&floor.engine.board(), id);
    let sealed = floor.engine.vault.seal_bytes(&subject, bytes).map_err(|e| not_saved(&e))?;
    file.kept = attachments::put(&floor.store_dir, &sealed).map_err(|e| not_saved(&e))?;
    run(floor, seat, vec![order(&file)]).inspect_err(|refusal| {
        // A console that was stopped in between cannot say whether it was saved: then the file stays.
        if !matches!(refusal.code, ErrorCode::Busy | ErrorCode::NotSaved | ErrorCode::Internal) {
            attachments::drop_unnamed(&floor.store_dir, &file.kept);
        }
    })
}

fn not_saved(why: &LogError) -> ApiError {
    error(ErrorCode::NotSaved, "refused.not_saved", &why.to_string())
}

fn held(floor: &Floor, id: IncidentId, number: u32) -> Result<Attachment, ApiError> {
    let old = recalled(floor, id)?;
    let board = floor.engine.board();
    let incident = board.incidents.get(&id).or(old.as_ref());
    let found = incident.and_then(|i| i.work.attachments.iter().find(|a| a.number == number));
    let none = || refused(&Rejection::not_found("attachment", "refused.no_such_attachment", number.to_string()));
    found.cloned().ok_or_else(none)
}

fn content(floor: &Floor, incident: &str, number: u32) -> Result<Content, ApiError> {
    let held = held(floor, incident_id(floor, incident)?, number)?;
    if held.withdrawn.is_some() {
        let number = number.to_string();
        return Err(refused(&Rejection::rule("refused.attachment_withdrawn").with("attachment", number)));
    }
    let sealed = attachments::get(&floor.store_dir, &held.kept).map_err(|e| unread(&e))?;
    let erased = || refused(&Rejection::rule("refused.attachment_erased").with("attachment", number.to_string()));
    let bytes = floor.engine.vault.open_bytes(held.name.subject(), &sealed).ok_or_else(erased)?;
    Ok(Content { name: floor.engine.vault.open(&held.name), media: held.media.mime(), bytes })
}

/// Writes an attachment's content to a new file. Nothing is overwritten.
pub(super) fn export(floor: &Floor, seat: &Seat, ask: &ExportAttachment) -> Result<Receipt, ApiError> {
    allowed(seat, "export_attachment")?;
    let path = Path::new(ask.file.trim());
    if !path.is_absolute() {
        return Err(error(ErrorCode::BadArgument, "refused.attachment_path", "").field("file"));
    }
    let content = content(floor, &ask.incident, ask.attachment)?;
    let written = File::create_new(path).and_then(|mut to| to.write_all(&content.bytes).and_then(|()| to.sync_all()));
    let why = |e: std::io::Error| {
        error(ErrorCode::BadArgument, "refused.file", "").field("file").param("why", format!("{}: {e}", path.display()))
    };
    written.map_err(why)?;
    Ok(plan::written_to("done.attachment_written", path))
}

/// Attachments of an incident as the wire shows them.
pub(crate) fn views(vault: &dyn Vault, held: &[Attachment]) -> Vec<AttachmentView> {
    let view = |a: &Attachment| {
        let name = vault.open(&a.name);
        AttachmentView {
            number: a.number,
            erased: name.is_none(),
            name,
            media: a.media.mime().to_owned(),
            size: a.size,
            sha256: a.sha256.clone(),
            note: a.note.as_ref().and_then(|note| vault.open(note)),
            at_ms: a.at_ms,
            by: a.by.clone(),
            withdrawn: a.withdrawn.as_ref().map(|w| WithdrawnView {
                at_ms: w.at_ms,
                by: w.by.clone(),
                reason: vault.open(&w.reason),
            }),
        }
    };
    held.iter().map(view).collect()
}
