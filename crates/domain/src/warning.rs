//! What the floor knows of a warning message, and the rules of its life: who must hear of it, and when it ends.
//! Parsing is `watchfloor-warning`'s; this holds only what decisions and lists need. The rest is read from the raw bytes.

use crate::ids::WarningKey;
use serde::{Deserialize, Serialize};
use watchfloor_warning::chain::{EndPolicy, Head, Times};
use watchfloor_warning::model::{Certainty, Identity, MsgType, Reference, Scope, Severity, Status, Urgency};

/// How long a message without an end of its own stays up: an hour past `expires`, a day when it has none.
/// Shown with the warning, so that nobody takes it for the source's word.
pub const END_POLICY: EndPolicy =
    EndPolicy { expires_means_end: false, grace_ms: 3_600_000, no_expires_ms: 24 * 3_600_000 };

/// One message, reduced to what lists, alarms and the map need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub identity: Identity,
    pub status: Status,
    pub msg_type: MsgType,
    pub scope: Scope,
    pub references: Vec<Reference>,
    pub infos: Vec<InfoDigest>,
    /// Stable codes of what is wrong with it as sent.
    pub flags: Vec<String>,
    /// Vertices as sent, before simplification for drawing.
    pub vertices: u32,
    /// SHA-256 of the bytes, hex: the same identity with other content is a conflict, not a duplicate.
    pub content: String,
}

/// One `info` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InfoDigest {
    /// `en-US` when the message names none (CAP 1.2).
    pub language: String,
    pub event: String,
    pub urgency: Urgency,
    pub severity: Severity,
    pub certainty: Certainty,
    pub headline: String,
    pub sender_name: String,
    pub effective_ms: i64,
    pub onset_ms: Option<i64>,
    pub expires_ms: Option<i64>,
    pub ends_ms: Option<i64>,
    pub areas: Vec<AreaDigest>,
}

/// One `area`: its words and its shape, simplified for drawing only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaDigest {
    pub desc: String,
    /// Closed rings, lon/lat; circles as rings.
    pub rings: Vec<Vec<[f64; 2]>>,
}

impl Message {
    /// The key the floor knows it by.
    pub fn key(&self) -> WarningKey {
        key(&self.identity)
    }

    /// What chains need.
    pub fn head(&self) -> Head {
        Head {
            identity: self.identity.clone(),
            msg_type: self.msg_type,
            status: self.status,
            references: self.references.clone(),
        }
    }

    /// Highest severity of its blocks; `Unknown` without any.
    pub fn severity(&self) -> Severity {
        self.infos.iter().map(|i| i.severity).max().unwrap_or(Severity::Unknown)
    }

    /// The span of its validity: the earliest start, the latest expiry and end of its blocks. An end counts only when
    /// every block with an expiry later than it agrees, so that no part is ended early.
    pub fn times(&self) -> Times {
        let effective_ms = self.infos.iter().map(|i| i.effective_ms).min().unwrap_or(self.identity.sent_ms);
        let expires_ms = latest(self.infos.iter().map(|i| i.expires_ms));
        let ends_ms = latest(self.infos.iter().map(|i| i.ends_ms));
        Times { effective_ms, expires_ms, ends_ms }
    }

    /// Whether anything of it can be drawn.
    pub fn placed(&self) -> bool {
        self.infos.iter().any(|i| i.areas.iter().any(|a| !a.rings.is_empty()))
    }

    /// Whether people must be told: a hazard message (CAP 3.6), for real, or an exercise on a floor in drill.
    /// `System`, `Test` and `Draft` never are; an exercise never is on a live floor.
    pub fn routes(&self, drill: bool) -> bool {
        let status = match self.status {
            Status::Actual => true,
            Status::Exercise => drill,
            Status::System | Status::Test | Status::Draft => false,
        };
        status && matches!(self.msg_type, MsgType::Alert | MsgType::Update | MsgType::Cancel)
    }

    /// Whether it sounds until somebody acknowledges it.
    pub fn sounds(&self, drill: bool) -> bool {
        self.routes(drill) && self.msg_type != MsgType::Cancel && self.severity() >= Severity::Severe
    }
}

/// The end of a whole is the latest end of its parts; a part without one leaves the whole without one.
fn latest(parts: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    parts.collect::<Option<Vec<i64>>>().and_then(|all| all.into_iter().max())
}

/// `<sender>,<identifier>,<sent in UTC ms>`: CAP's own triple, with the instant compared as an instant.
pub fn key(identity: &Identity) -> WarningKey {
    WarningKey(format!("{},{},{}", identity.sender, identity.identifier, identity.sent_ms))
}
