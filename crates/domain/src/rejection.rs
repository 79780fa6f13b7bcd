//! A refusal is a value that can be explained: a message key, its parameters, and the field at fault.

use std::collections::BTreeMap;

/// Which kind of refusal, where a caller acts differently on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule says no.
    Rule,
    /// An argument is out of bounds.
    Argument,
    /// What is named does not exist.
    NotFound,
    /// Several things match.
    Ambiguous,
    /// The role may not.
    Forbidden,
    /// The text does not say enough yet.
    Incomplete,
}

/// Why a command was refused. `key` is in `messages/*.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub kind: Kind,
    pub key: &'static str,
    pub params: BTreeMap<&'static str, String>,
    pub field: Option<String>,
}

impl Rejection {
    /// A refusal by a rule.
    pub fn rule(key: &'static str) -> Self {
        Self::new(Kind::Rule, key)
    }

    /// A refusal of an argument.
    pub fn argument(field: impl Into<String>, key: &'static str) -> Self {
        Self { field: Some(field.into()), ..Self::new(Kind::Argument, key) }
    }

    /// Something named that is not there.
    pub fn not_found(field: impl Into<String>, key: &'static str, name: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(Kind::NotFound, key) }.with("name", name)
    }

    /// A refusal of any kind.
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self { kind, key, params: BTreeMap::new(), field: None }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name, value.into());
        self
    }
}
