//! Codes an operator chooses from. Labels are message keys (`type.STRUCT`, `disposition.FALSE`), never text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All codes in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Catalogue {
    pub types: Vec<TypeCode>,
    /// Most urgent first: `E`, `1`, `2`, `3`, `4`.
    pub priorities: Vec<String>,
    pub dispositions: Vec<String>,
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
}

/// One incident type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct TypeCode {
    pub code: String,
    /// `fire`, `ems`, `police`, `traffic` or `utility`: the symbol on the map.
    pub service: String,
    pub default_priority: String,
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
