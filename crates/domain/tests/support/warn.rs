//! Warning messages for tests: all of one sender, short to write.

use super::{HOUR, START_MS};
use watchfloor_domain::Command;
use watchfloor_domain::command::ReceiveWarning;
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::WarningKey;
use watchfloor_domain::warning::{InfoDigest, Message, key};
use watchfloor_warning::model::{Certainty, Identity, MsgType, Reference, Scope, Severity, Status, Urgency};

/// A message of `met`, sent `minute` minutes after the start, severe, in force for two hours.
pub fn message(identifier: &str, minute: i64, msg_type: MsgType, references: &[&Message]) -> Message {
    let sent_ms = START_MS + minute * super::MINUTE;
    let identity = Identity { sender: "met".into(), identifier: identifier.into(), sent_ms, sent_text: String::new() };
    let references = references.iter().map(|m| reference(&m.identity)).collect();
    Message {
        content: format!("{identifier}@{minute}"),
        identity,
        status: Status::Actual,
        msg_type,
        scope: Scope::Public,
        references,
        infos: vec![info(sent_ms)],
        flags: Vec::new(),
        vertices: 0,
    }
}

pub fn alert(identifier: &str, minute: i64) -> Message {
    message(identifier, minute, MsgType::Alert, &[])
}

pub fn info(sent_ms: i64) -> InfoDigest {
    InfoDigest {
        language: "en-US".into(),
        event: "Gale".into(),
        urgency: Urgency::Expected,
        severity: Severity::Severe,
        certainty: Certainty::Likely,
        headline: String::new(),
        sender_name: String::new(),
        effective_ms: sent_ms,
        onset_ms: None,
        expires_ms: Some(sent_ms + 2 * HOUR),
        ends_ms: None,
        areas: Vec::new(),
    }
}

pub fn reference(identity: &Identity) -> Reference {
    Reference {
        sender: Some(identity.sender.clone()),
        identifier: identity.identifier.clone(),
        sent_ms: Some(identity.sent_ms),
        text: String::new(),
    }
}

pub fn receive(message: &Message) -> Command {
    Command::ReceiveWarning(Box::new(ReceiveWarning {
        source: "feed".into(),
        url: None,
        message: message.clone(),
        raw: Raw::Text("<alert/>".into()),
    }))
}

pub fn acknowledge(message: &Message) -> Command {
    Command::AcknowledgeWarning { key: key_of(message) }
}

pub fn key_of(message: &Message) -> WarningKey {
    key(&message.identity)
}
