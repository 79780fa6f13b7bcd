//! Refusals on their way to the wire.

use crate::words::{Language, say};
use std::collections::BTreeMap;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Rejection;
use watchfloor_domain::rejection::Kind;
use watchfloor_engine::Failure;

/// A rejection with its text.
pub(crate) fn refused(rejection: &Rejection) -> ApiError {
    let code = match rejection.kind {
        Kind::Rule => ErrorCode::Refused,
        Kind::Argument | Kind::Incomplete => ErrorCode::BadArgument,
        Kind::NotFound => ErrorCode::NotFound,
        Kind::Ambiguous => ErrorCode::Ambiguous,
        Kind::Forbidden => ErrorCode::Forbidden,
    };
    let params: BTreeMap<String, String> =
        rejection.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let message = say(Language::En, rejection.key, &params);
    ApiError { code, message, field: rejection.field.clone(), key: rejection.key.to_owned(), params }
}

/// Anything the engine did not do.
pub(crate) fn failed(failure: Failure) -> ApiError {
    match failure {
        Failure::Rejected(rejection) => refused(&rejection),
        Failure::NotSaved(why) => error(ErrorCode::NotSaved, "refused.not_saved", &why),
        Failure::Busy => error(ErrorCode::Busy, "refused.busy", ""),
        Failure::Stopped => error(ErrorCode::Busy, "refused.stopped", ""),
    }
}

/// A refusal with one reason in words.
pub(crate) fn error(code: ErrorCode, key: &str, why: &str) -> ApiError {
    let params = BTreeMap::from([("why".to_owned(), why.to_owned())]);
    ApiError { code, message: say(Language::En, key, &params), field: None, key: key.to_owned(), params }
}

/// A refusal about one thing, by its name.
pub(crate) fn named(code: ErrorCode, key: &str, name: &str) -> ApiError {
    let params = BTreeMap::from([("name".to_owned(), name.to_owned())]);
    ApiError { code, message: say(Language::En, key, &params), field: None, key: key.to_owned(), params }
}

/// An argument at fault, with the reason in words.
pub(crate) fn bad(field: &str, why: impl Into<String>) -> ApiError {
    error(ErrorCode::BadArgument, "refused.bad_argument", &why.into()).field(field)
}
