//! Personal fields. The domain never reads them: it carries them from a command into an event, where they are sealed
//! under a key of the data subject before anything is stored. Destroying that key is erasure; the log stays valid.

use crate::ids::SubjectId;
use serde::{Deserialize, Serialize};

/// One personal text of one data subject.
///
/// `Clear` exists only between a command and the append; boards, events and snapshots hold `Sealed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// Not sealed yet.
    Clear { subject: SubjectId, text: String },
    /// XChaCha20-Poly1305 under the subject's key: 24-byte nonce and ciphertext, base64.
    Sealed { subject: SubjectId, nonce: String, box_: String },
}

impl Personal {
    /// A text to be sealed for a subject.
    pub fn clear(subject: SubjectId, text: impl Into<String>) -> Self {
        Self::Clear { subject, text: text.into() }
    }

    /// Whose data it is.
    pub fn subject(&self) -> &SubjectId {
        match self {
            Self::Clear { subject, .. } | Self::Sealed { subject, .. } => subject,
        }
    }
}
