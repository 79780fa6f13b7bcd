//! The plan a floor works by, with the text it came from. Read once; clones share it.

use super::read::read_kept;
use super::{Plan, Recogniser, read};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

/// Fire, emergency medical, police, traffic and utilities, in English terms; in force until a centre sets its own.
pub const INTERNATIONAL: &str = include_str!("international.toml");
/// 110, 119, 120, 122 and 12345 in one centre.
pub const CHINESE: &str = include_str!("chinese.toml");

/// The starter sets by name.
pub const STARTERS: &[(&str, &str)] = &[("international", INTERNATIONAL), ("chinese", CHINESE)];

/// A starter set's text by its name.
pub fn starter(name: &str) -> Option<&'static str> {
    STARTERS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// SHA-256 of a plan's text, hexadecimal.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A plan made ready for use.
#[derive(Debug)]
struct Ready {
    text: String,
    sha256: String,
    plan: Plan,
    recogniser: Recogniser,
}

impl Ready {
    fn new(text: &str, plan: Plan) -> Arc<Self> {
        Arc::new(Self { sha256: digest(text), text: text.to_owned(), recogniser: Recogniser::new(&plan), plan })
    }
}

/// Tests read both starter sets without a fault; one that could not be read would leave a floor without types, not without
/// a floor.
static DEFAULT: LazyLock<Arc<Ready>> =
    LazyLock::new(|| Ready::new(INTERNATIONAL, read(INTERNATIONAL).unwrap_or_default()));

/// The plan in force, and since when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Option<Kept>", into = "Option<Kept>")]
pub struct InForce {
    ready: Arc<Ready>,
    /// When (UTC milliseconds) and by whom it was set; `None` for the starter set of a floor that never had another.
    pub set: Option<(i64, String)>,
}

/// What a snapshot keeps of it; nothing while it is the starter set.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    at_ms: i64,
    by: String,
}

impl InForce {
    /// A plan of the log. One that a newer or older program accepted and this one cannot read leaves the starter set's rules
    /// in force, under the text as it is.
    pub fn new(text: &str, at_ms: i64, by: &str) -> Self {
        let plan = read_kept(text).unwrap_or_else(|| DEFAULT.plan.clone());
        Self { ready: Ready::new(text, plan), set: Some((at_ms, by.to_owned())) }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.ready.plan
    }

    /// The TOML text it was read from.
    pub fn text(&self) -> &str {
        &self.ready.text
    }

    /// SHA-256 of the text, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.ready.sha256
    }

    /// What reads callers' words by its rules.
    pub fn recogniser(&self) -> &Recogniser {
        &self.ready.recogniser
    }
}

impl Default for InForce {
    fn default() -> Self {
        Self { ready: DEFAULT.clone(), set: None }
    }
}

impl PartialEq for InForce {
    fn eq(&self, other: &Self) -> bool {
        self.ready.sha256 == other.ready.sha256 && self.set == other.set
    }
}

impl From<Option<Kept>> for InForce {
    fn from(kept: Option<Kept>) -> Self {
        kept.map_or_else(Self::default, |kept| Self::new(&kept.text, kept.at_ms, &kept.by))
    }
}

impl From<InForce> for Option<Kept> {
    fn from(plan: InForce) -> Self {
        let text = plan.ready.text.clone();
        plan.set.map(|(at_ms, by)| Kept { text, at_ms, by })
    }
}
