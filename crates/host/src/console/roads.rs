//! Drive times, routes and reach on the active area's roads, with the closures in force.

use super::Seat;
use super::refusal::error;
use crate::floor::Floor;
use watchfloor_api::query::{ClosestQuery, ReachQuery, RouteQuery};
use watchfloor_api::view::{ClosestView, ReachView, RouteView};
use watchfloor_api::{ApiError, ErrorCode};

pub(crate) fn route(_floor: &Floor, _query: &RouteQuery) -> Result<RouteView, ApiError> {
    Err(error(ErrorCode::Refused, "refused.no_area", ""))
}

pub(crate) fn closest(_floor: &Floor, _seat: &Seat, _query: &ClosestQuery) -> Result<ClosestView, ApiError> {
    Err(error(ErrorCode::Refused, "refused.no_area", ""))
}

pub(crate) fn reach(_floor: &Floor, _query: &ReachQuery) -> Result<ReachView, ApiError> {
    Err(error(ErrorCode::Refused, "refused.no_area", ""))
}
