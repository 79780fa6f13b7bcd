//! What a refused call answers. Codes exist only where a caller branches on them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The call is not one of the closed list.
    UnknownCall,
    /// An argument is missing, of the wrong type, or out of bounds; `field` names it.
    BadArgument,
    /// Nobody is signed on at this seat.
    NoSeat,
    /// Wrong user or password.
    WrongPassword,
    /// Too many wrong passwords; wait.
    LockedOut,
    /// The seat's role may not do this.
    Forbidden,
    /// What the call names does not exist.
    NotFound,
    /// Several things match what the call names; `params.candidates` lists them.
    Ambiguous,
    /// A rule of the domain refuses; `message` is its key.
    Refused,
    /// Someone else changed it meanwhile; `params` say what.
    Conflict,
    /// The log could not be written (disk full, damaged file). Nothing was saved.
    NotSaved,
    /// The console is stopping or too busy.
    Busy,
    /// A fault of the program; the text is for the log, not for the operator.
    Internal,
}

/// A refusal: a stable code, a message key with parameters for the window, and English text for automation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ApiError {
    pub code: ErrorCode,
    /// English, complete, for logs and automation.
    pub message: String,
    /// The argument at fault, e.g. `units[1]`.
    pub field: Option<String>,
    /// Key into `messages/*.json`, e.g. `refused.unit_busy`.
    pub key: String,
    pub params: BTreeMap<String, String>,
}

impl ApiError {
    /// A refusal with a message key and no parameters yet.
    pub fn new(code: ErrorCode, key: &str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, key: key.to_owned(), params: BTreeMap::new() }
    }

    /// Names the argument at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds one parameter of the message.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{} ({field})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ApiError {}
