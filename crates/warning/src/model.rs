//! One alert, as sent: every info, area, shape, code and resource, in one model for CAP 1.0, 1.1 and 1.2. Knows
//! nothing of XML, of feeds or of what the console does with an alert. Instants are milliseconds since the Unix epoch,
//! UTC; coordinates are WGS-84 degrees, longitude first (CAP itself writes latitude first).

use serde::{Deserialize, Serialize};

pub use crate::flag::{Flag, FlagCode};
pub use crate::words::{Category, Certainty, MsgType, ResponseType, Scope, Severity, Status, Urgency, Version};

/// What makes a message this message: sender, identifier and the instant of sending (CAP 1.2 §3.2.1).
/// Comparison ignores how the instant was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The sender's name for itself.
    pub sender: String,
    /// The sender's name for the message.
    pub identifier: String,
    /// When it was sent, UTC ms.
    pub sent_ms: i64,
    /// The time as written.
    pub sent_text: String,
}

impl Identity {
    fn key(&self) -> (&str, &str, i64) {
        (&self.sender, &self.identifier, self.sent_ms)
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Identity {}

impl std::hash::Hash for Identity {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Identity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Identity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// One entry of `references`: a message named by this one, complete or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// Sender, when the entry has one.
    pub sender: Option<String>,
    /// Identifier.
    pub identifier: String,
    /// Instant of sending, UTC ms, when the entry has a readable one.
    pub sent_ms: Option<i64>,
    /// The entry as written.
    pub text: String,
}

/// An instant with the way it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Time {
    /// UTC ms.
    pub ms: i64,
    /// As written, blanks collapsed.
    pub text: String,
    /// Offset from UTC in minutes as written; none when it was absent.
    pub offset_min: Option<i32>,
}

/// One CAP message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Sender, identifier, sent.
    pub identity: Identity,
    /// The version its namespace names.
    pub version: Version,
    /// Handling.
    pub status: Status,
    /// Nature.
    pub msg_type: MsgType,
    /// Audience; `Private` when it cannot be read.
    pub scope: Scope,
    /// The particular source within the sender.
    pub source: Option<String>,
    /// The rule that limits a `Restricted` message.
    pub restriction: Option<String>,
    /// Recipients of a `Private` message.
    pub addresses: Vec<String>,
    /// Special handling codes; profiles announce themselves here.
    pub codes: Vec<String>,
    /// Purpose or significance of the message.
    pub note: Option<String>,
    /// Messages named by this one.
    pub references: Vec<Reference>,
    /// Names of incidents this message belongs to.
    pub incidents: Vec<String>,
    /// Information blocks: translations, or different hazards, times and areas.
    pub infos: Vec<Info>,
    /// Elements CAP does not know, as (path, text).
    pub extra: Vec<(String, String)>,
}

/// One information block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Language tag as sent; CAP's default is `en-US`.
    pub language: Option<String>,
    /// Kinds of event.
    pub categories: Vec<Category>,
    /// The event, in words.
    pub event: String,
    /// What to do.
    pub response_types: Vec<ResponseType>,
    /// How soon.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// Intended audience.
    pub audience: Option<String>,
    /// System-specific codes as (name, value).
    pub event_codes: Vec<(String, String)>,
    /// When the information takes effect; `sent` when absent.
    pub effective: Option<Time>,
    /// When the hazard begins.
    pub onset: Option<Time>,
    /// When the message needs a newer one. Not the end of the hazard.
    pub expires: Option<Time>,
    /// When the hazard ends, where the source says so (`eventEndingTime`).
    pub ends: Option<Time>,
    /// Name of the sender for people.
    pub sender_name: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Description, as sent.
    pub description: Option<String>,
    /// Recommended action, as sent.
    pub instruction: Option<String>,
    /// A link to more; never opened by itself.
    pub web: Option<String>,
    /// Contact for follow-up.
    pub contact: Option<String>,
    /// System-specific values as (name, value).
    pub parameters: Vec<(String, String)>,
    /// Attached or linked files.
    pub resources: Vec<Resource>,
    /// Areas; their union is meant.
    pub areas: Vec<Area>,
    /// Elements CAP does not know, as (path, text).
    pub extra: Vec<(String, String)>,
}

/// A file that goes with an info block. Never fetched or opened by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What it is, for people.
    pub description: String,
    /// MIME type.
    pub mime_type: Option<String>,
    /// Size in bytes as declared.
    pub size: Option<u64>,
    /// Link, or a file name when the content is embedded.
    pub uri: Option<String>,
    /// Embedded content, base64 without blanks.
    pub deref_uri: Option<String>,
    /// SHA-1 as declared, hexadecimal; not verified here.
    pub digest: Option<String>,
    /// False when embedded content is broken or there is nothing to open.
    pub usable: bool,
}

/// One area of an info block: the union of its shapes and codes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The area in words.
    pub desc: String,
    /// Closed rings; a ring over the anti-meridian is stored as sent.
    pub polygons: Vec<Ring>,
    /// Circles; radius 0 is a point.
    pub circles: Vec<Circle>,
    /// Geographic codes as (name of the list, code).
    pub geocodes: Vec<(String, String)>,
    /// Lower limit, feet above mean sea level.
    pub altitude_ft: Option<f64>,
    /// Upper limit, feet above mean sea level.
    pub ceiling_ft: Option<f64>,
    /// Elements CAP does not know, as (path, text).
    pub extra: Vec<(String, String)>,
}

/// A closed ring of `[longitude, latitude]`, WGS-84 degrees; the last point repeats the first.
pub type Ring = Vec<[f64; 2]>;

/// A circle on the ground.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Circle {
    /// Centre, degrees WGS-84.
    pub lon: f64,
    /// Centre, degrees WGS-84.
    pub lat: f64,
    /// Radius in kilometres; 0 is a point.
    pub radius_km: f64,
}

impl Identity {
    /// An identity for a message of one's own, the time written as CAP wants it.
    pub fn new(sender: &str, identifier: &str, sent_ms: i64) -> Identity {
        let sent_ms = sent_ms.div_euclid(1_000) * 1_000;
        let sent_text = crate::time::cap_text(sent_ms);
        Identity { sender: sender.to_owned(), identifier: identifier.to_owned(), sent_ms, sent_text }
    }
}

impl Reference {
    /// A whole reference to a message.
    pub fn to(identity: &Identity) -> Reference {
        let Identity { sender, identifier, sent_ms, sent_text } = identity;
        let text = format!("{sender},{identifier},{sent_text}");
        Reference { sender: Some(sender.clone()), identifier: identifier.clone(), sent_ms: Some(*sent_ms), text }
    }
}

impl Time {
    /// An instant written as CAP wants it, in UTC; milliseconds are cut off.
    pub fn utc(ms: i64) -> Time {
        let ms = ms.div_euclid(1_000) * 1_000;
        Time { ms, text: crate::time::cap_text(ms), offset_min: Some(0) }
    }
}

impl Alert {
    /// The highest severity over its infos; `Unknown` when it has none.
    pub fn severity(&self) -> Severity {
        self.infos.iter().map(|info| info.severity).max().unwrap_or(Severity::Unknown)
    }

    /// The part of the message a chain is resolved from.
    pub fn head(&self) -> crate::chain::Head {
        crate::chain::Head {
            identity: self.identity.clone(),
            msg_type: self.msg_type,
            status: self.status,
            references: self.references.clone(),
        }
    }

    /// The instants of each info, for its state; a message without info takes effect when it was sent.
    pub fn times(&self) -> Vec<crate::chain::Times> {
        let sent = self.identity.sent_ms;
        if self.infos.is_empty() {
            return vec![crate::chain::Times { effective_ms: sent, expires_ms: None, ends_ms: None }];
        }
        self.infos.iter().map(|info| info.times(sent)).collect()
    }

    /// Whether the message may be handed on: never when its scope is limited (CAP 1.2 §3.2.1).
    pub fn forwardable(&self) -> bool {
        self.scope == Scope::Public
    }

    /// How many areas it has over all infos.
    pub fn area_count(&self) -> usize {
        self.infos.iter().map(|info| info.areas.len()).sum()
    }
}

impl Info {
    /// The language tag, CAP's default `en-US` when absent.
    pub fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en-US")
    }

    /// The instants of this block; `effective` is the time of sending when absent (CAP 1.2 §3.2.2).
    pub fn times(&self, sent_ms: i64) -> crate::chain::Times {
        crate::chain::Times {
            effective_ms: self.effective.as_ref().map_or(sent_ms, |time| time.ms),
            expires_ms: self.expires.as_ref().map(|time| time.ms),
            ends_ms: self.ends.as_ref().map(|time| time.ms),
        }
    }

    /// The first value of a parameter, by name whatever its case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Resource {
    /// The link that may be offered to a person: http(s) only, never followed by itself.
    pub fn link(&self) -> Option<&str> {
        self.uri.as_deref().filter(|uri| crate::text::is_web_link(uri))
    }
}
