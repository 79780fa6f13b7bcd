//! Why a document or an alert is refused. Knows nothing of what is done with what was refused.

use serde::{Deserialize, Serialize};

/// A refusal, with the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("line {line}: {reason}{}{text}", if .text.is_empty() { "" } else { ": " })]
pub struct Reject {
    /// The kind of refusal; its words are stable.
    pub reason: Reason,
    /// Line of the decoded document, from 1; 0 when it could not be decoded.
    pub line: u32,
    /// The offending text or the reader's own words, cut short.
    pub text: String,
}

/// Kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No bytes, or only blanks.
    #[error("the document is empty")]
    Empty,
    /// More bytes than [`crate::read::BODY_LIMIT`].
    #[error("the document is larger than 32 MiB")]
    TooLarge,
    /// Bytes that the encoding does not know.
    #[error("the bytes are not in the encoding they claim")]
    Encoding,
    /// No `<` at all.
    #[error("the document is not XML")]
    NotXml,
    /// A web page where a document should be.
    #[error("the document is a web page")]
    WebPage,
    /// JSON where XML should be.
    #[error("the document is JSON, which no reader here takes as an alert")]
    Json,
    /// Well-formed, but neither an alert nor a feed.
    #[error("no alert in it, and no known feed")]
    NoAlert,
    /// An internal DTD subset.
    #[error("the document defines its own entities (DTD)")]
    Dtd,
    /// More levels than [`crate::xml::DEPTH_LIMIT`].
    #[error("elements are nested too deeply")]
    TooDeep,
    /// Not well-formed.
    #[error("not well-formed XML")]
    Malformed,
    /// The document ends inside an element.
    #[error("the document ends in the middle")]
    Truncated,
    /// Text outside the root.
    #[error("text outside the root element")]
    Outside,
    /// A second root.
    #[error("a second root element")]
    TwoRoots,
    /// A character XML forbids.
    #[error("a character XML forbids")]
    ControlChar,
    /// `&` that begins no reference.
    #[error("an ampersand that begins no reference")]
    Ampersand,
    /// An entity nobody defined.
    #[error("an entity that is not defined")]
    Entity,
    /// No identifier.
    #[error("the identifier is missing")]
    NoIdentifier,
    /// No sender.
    #[error("the sender is missing")]
    NoSender,
    /// No time of sending.
    #[error("the time of sending is missing")]
    NoSent,
    /// A time of sending that is none.
    #[error("the time of sending is not a time")]
    BadSent,
    /// No status, or one on no list: real or exercise cannot be guessed.
    #[error("the status is missing or unknown")]
    BadStatus,
    /// No message type, or one on no list: a cancel must not become a new alert.
    #[error("the message type is missing or unknown")]
    BadMsgType,
    /// Two values where only one may be, and they differ.
    #[error("two different values where only one may be")]
    Contradiction,
}

impl Reject {
    pub(crate) fn new(reason: Reason, line: u32, text: &str) -> Reject {
        Reject {
            reason,
            line,
            text: crate::text::display(&text.chars().take(crate::flag::TEXT_LIMIT).collect::<String>()),
        }
    }
}
