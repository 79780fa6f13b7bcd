//! Codes an operator chooses from. Types, dispositions and kinds of unit have the labels of the plan in force; all else has
//! message keys.

use crate::plan::{Label, QuestionView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All codes in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Catalogue {
    pub types: Vec<TypeCode>,
    /// Most urgent first: `E`, `1`, `2`, `3`, `4`.
    pub priorities: Vec<String>,
    pub dispositions: Vec<DispositionCode>,
    pub kinds: Vec<KindCode>,
    pub statuses: Vec<StatusCode>,
    pub roles: Vec<String>,
    /// The set of local status codes: `canonical`, `fms`, `nemsis`, `chinese` or `uk`.
    pub status_codes: String,
    /// Codes of that set as they are typed, in its order; empty for `canonical`.
    pub local_codes: Vec<String>,
    /// How incident numbers are made now.
    pub numbering_template: String,
    /// `never`, `yearly`, `monthly` or `daily`.
    pub numbering_reset: String,
    /// The type of a call of unknown kind, and the disposition of a unit cleared without one.
    pub unknown_type: String,
    pub default_disposition: String,
}

/// One disposition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct DispositionCode {
    pub code: String,
    pub label: Label,
}

/// One kind of unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct KindCode {
    pub kind: String,
    pub label: Label,
}

/// One incident type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct TypeCode {
    pub code: String,
    /// `fire`, `ems`, `police`, `traffic` or `utility`: the symbol on the map.
    pub service: String,
    pub default_priority: String,
    pub label: Label,
    /// What the call taker asks.
    pub questions: Vec<QuestionView>,
}

/// One unit status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct StatusCode {
    pub code: String,
    /// `available`, `conditional`, `committed` or `unavailable`.
    pub availability: String,
    /// The next logical status, offered by the status key.
    pub next: Option<String>,
}
