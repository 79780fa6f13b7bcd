//! One line per alert: the judgement of `watchfloor warning check`. Knows no files beyond their names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::flag::FlagCode;
use crate::model::{Alert, Identity, MsgType, Status};
use crate::read::{Document, Found, Hints, Kind, Outcome, read};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The name of the file.
    pub file: String,
    /// Place among the file's alerts, from 0; none when it holds none.
    pub index: Option<usize>,
    /// The judgement.
    pub outcome: Outcome,
    /// Identity, where it could be read.
    pub identity: Option<CheckIdentity>,
    /// CAP's status.
    pub status: Option<Status>,
    /// CAP's message type.
    pub msg_type: Option<MsgType>,
    /// Codes of what was noticed, each once.
    pub flags: Vec<FlagCode>,
    /// Why it is not simply accepted.
    pub reason: Option<String>,
    /// Areas over all infos.
    pub areas: usize,
    /// Polygon points as sent, closing points included.
    pub vertices: usize,
}

/// The identity as a line shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIdentity {
    /// Sender.
    pub sender: String,
    /// Identifier.
    pub identifier: String,
    /// Time of sending, as written.
    pub sent: String,
}

/// The alerts seen before, for telling a repeat from a conflict.
#[derive(Debug, Default)]
pub struct Seen(BTreeMap<Identity, Vec<String>>);

impl Seen {
    /// Remembers an alert. True when another content was seen under its identity.
    pub fn conflicts(&mut self, alert: &Alert) -> bool {
        let contents = self.0.entry(alert.identity.clone()).or_default();
        let canonical = crate::write::canonical(alert);
        if !contents.contains(&canonical) {
            contents.push(canonical);
        }
        contents.len() > 1
    }
}

/// Judges a body on its own.
pub fn check(file: &str, bytes: &[u8]) -> Vec<Check> {
    lines(file, &read(bytes, &Hints::default()))
}

/// Judges a body among those seen before: an alert whose identity was seen with another content is flagged.
pub fn check_among(file: &str, bytes: &[u8], seen: &mut Seen) -> Vec<Check> {
    let document = read(bytes, &Hints::default());
    let mut lines = lines(file, &document);
    for (line, found) in lines.iter_mut().zip(&document.found) {
        if found.alert.as_ref().is_some_and(|alert| seen.conflicts(alert)) {
            line.flags.push(FlagCode::IdentityConflict);
            line.outcome = Outcome::Warn;
            line.reason.get_or_insert_with(|| "another content was received under this identity".to_owned());
        }
    }
    lines
}

/// The lines of a document that was read.
pub fn lines(file: &str, document: &Document<'_>) -> Vec<Check> {
    let mut out: Vec<Check> = document.found.iter().map(|found| line(file, found)).collect();
    if out.is_empty() || (document.fault.is_some() && document.kind != Kind::Cap) {
        out.push(without_alert(file, document));
    }
    out
}

fn line(file: &str, found: &Found) -> Check {
    let reason = match (&found.reason, found.flags.first()) {
        (Some(reject), _) => Some(reject.to_string()),
        (None, Some(flag)) => Some(format!("line {}: {} at {}", flag.line, flag.code.word(), flag.field)),
        (None, None) => None,
    };
    Check {
        file: file.to_owned(),
        index: Some(found.index),
        outcome: found.outcome,
        identity: found.identity.as_ref().map(|identity| CheckIdentity {
            sender: identity.sender.clone(),
            identifier: identity.identifier.clone(),
            sent: identity.sent_text.clone(),
        }),
        status: found.alert.as_ref().map(|alert| alert.status),
        msg_type: found.alert.as_ref().map(|alert| alert.msg_type),
        flags: distinct(found.flags.iter().map(|flag| flag.code)),
        reason,
        areas: found.alert.as_ref().map_or(0, Alert::area_count),
        vertices: found.vertices,
    }
}

/// The line of a document without an alert, or of the damaged rest of an envelope.
fn without_alert(file: &str, document: &Document<'_>) -> Check {
    let (outcome, reason) = match &document.fault {
        Some(fault) => (Outcome::Reject, fault.to_string()),
        None => (Outcome::Warn, format!("no alert in it; links to alerts: {}", document.links.len())),
    };
    Check {
        file: file.to_owned(),
        index: None,
        outcome,
        identity: None,
        status: None,
        msg_type: None,
        flags: distinct(document.flags.iter().map(|flag| flag.code)),
        reason: Some(reason),
        areas: 0,
        vertices: 0,
    }
}

fn distinct(codes: impl Iterator<Item = FlagCode>) -> Vec<FlagCode> {
    let mut out = Vec::new();
    codes.for_each(|code| {
        if !out.contains(&code) {
            out.push(code)
        }
    });
    out
}
