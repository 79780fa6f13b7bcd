//! The one search box: places of the active area, the agency's names, coordinates, units, incidents, cameras.

use super::Seat;
use super::refusal::error;
use crate::floor::Floor;
use watchfloor_api::query::{At, SearchQuery};
use watchfloor_api::view::{SearchView, WhereaboutsView};
use watchfloor_api::{ApiError, ErrorCode};

pub(crate) fn search(_floor: &Floor, _seat: &Seat, _query: &SearchQuery) -> Result<SearchView, ApiError> {
    Err(error(ErrorCode::Refused, "refused.no_area", ""))
}

pub(crate) fn whereabouts(_floor: &Floor, _at: &At) -> Result<WhereaboutsView, ApiError> {
    Err(error(ErrorCode::Refused, "refused.no_area", ""))
}
