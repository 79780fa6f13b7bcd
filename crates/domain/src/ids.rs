//! Names of things. Each is its own type, so that a unit cannot be passed where an incident is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

text_id! {
    /// A unit's id as dispatchers type it, e.g. `E1`. Compared without case by [`crate::board::Board::find_unit`].
    UnitId,
    /// A local account, e.g. `anna`.
    UserId,
    /// A camera, e.g. `osm-node-123` or the id of a CSV row.
    CameraId,
    /// A polled warning feed.
    FeedId,
    /// Whose personal data a sealed field is, e.g. `caller/<uuid>`.
    SubjectId,
    /// One message of a warning source: `<sender>,<identifier>,<sent in UTC ms>`.
    WarningKey,
}

/// Identity of an incident for ever; the printed number is only a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub Uuid);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl IncidentId {
    /// The subject of the caller's name and number.
    pub fn caller(self) -> SubjectId {
        SubjectId(format!("caller/{self}"))
    }

    /// The subject of notes and narrative.
    pub fn narrative(self) -> SubjectId {
        SubjectId(format!("incident/{self}"))
    }

    /// The subjects a new call needs keys of.
    pub fn subjects(self) -> [SubjectId; 2] {
        [self.caller(), self.narrative()]
    }
}

/// Identity of a further call about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub Uuid);

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl CallId {
    /// The subject of the caller and of what was said: one person spoke, one key.
    pub fn subject(self) -> SubjectId {
        SubjectId(format!("call/{self}"))
    }
}

/// Identity of something known of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PremiseId(pub Uuid);

impl fmt::Display for PremiseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Identity of a road closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClosureId(pub Uuid);

impl fmt::Display for ClosureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The stream an event belongs to, `kind/name`. Every event is in exactly one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamId(pub String);

impl StreamId {
    /// `kind/name`; the kind holds no slash.
    pub fn new(kind: &str, name: impl fmt::Display) -> Self {
        Self(format!("{kind}/{name}"))
    }

    /// The part before the first slash.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(kind, _)| kind)
    }

    /// The part after the first slash.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
