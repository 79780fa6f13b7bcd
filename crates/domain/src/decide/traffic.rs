//! What is said of the road: lanes, times only people know, flags, messages for the signs.

use super::Context;
use crate::board::Board;
use crate::event::Event;
use crate::ids::IncidentId;
use crate::rejection::Rejection;
use crate::traffic::{Lane, LaneKind, MOST_LANES, Mark, SIGN_COLUMNS, SIGN_LINES, columns, suggest};
use crate::work::event::{LanesSet, SignApproved, TrafficFlagsSet, TrafficTimeSet};

/// Longest name of a direction, in characters.
const LONGEST_DIRECTION: usize = 40;

/// A flag that is not named stays as it is: two people who set one each take nothing from each other.
pub(super) fn flags_set(
    board: &Board,
    id: IncidentId,
    secondary: Option<bool>,
    struck: Option<bool>,
) -> Result<Event, Rejection> {
    let traffic = board.open_incident(id)?.work.traffic.as_ref();
    let is = traffic.map_or((false, false), |t| (t.secondary, t.responder_struck));
    let (secondary, responder_struck) = (secondary.unwrap_or(is.0), struck.unwrap_or(is.1));
    if is == (secondary, responder_struck) {
        return Err(Rejection::rule("refused.same_flags"));
    }
    Ok(TrafficFlagsSet { incident: id, secondary, responder_struck }.into())
}

pub(super) fn sign_approved(board: &Board, id: IncidentId, lines: &[String]) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let suggestion = suggest(incident).ok_or_else(|| Rejection::rule("refused.no_sign"))?;
    Ok(SignApproved { incident: id, suggestion, lines: sign_lines(lines)? }.into())
}

pub(super) fn lanes_set(board: &Board, id: IncidentId, direction: &str, lanes: &[Lane]) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let direction = direction.trim();
    if direction.is_empty() {
        return Err(Rejection::argument("direction", "refused.empty"));
    }
    if direction.chars().count() > LONGEST_DIRECTION {
        return Err(Rejection::argument("direction", "refused.too_long").with("limit", LONGEST_DIRECTION.to_string()));
    }
    if lanes.len() > MOST_LANES {
        return Err(Rejection::argument("lanes", "refused.too_many_lanes").with("limit", MOST_LANES.to_string()));
    }
    let count = |kind| lanes.iter().filter(|lane| lane.kind == kind).count();
    let (left, right) = (count(LaneKind::ShoulderLeft), count(LaneKind::ShoulderRight));
    let outside = |at: usize, kind| lanes.get(at).is_some_and(|lane| lane.kind == kind);
    let at_the_edge = (left == 0 || outside(0, LaneKind::ShoulderLeft))
        && (right == 0 || outside(lanes.len() - 1, LaneKind::ShoulderRight));
    if count(LaneKind::Mainline) == 0 || left > 1 || right > 1 || !at_the_edge {
        return Err(Rejection::argument("lanes", "refused.no_such_road"));
    }
    let traffic = incident.work.traffic.as_ref();
    if traffic.is_some_and(|t| t.lanes == lanes && t.direction == direction) {
        return Err(Rejection::rule("refused.same_lanes"));
    }
    Ok(LanesSet { incident: id, direction: direction.to_owned(), lanes: lanes.to_vec() }.into())
}

/// Nothing is entered for the future; what happened precedes the first call, and what followed follows it.
pub(super) fn time_set(
    board: &Board,
    id: IncidentId,
    mark: Mark,
    at_ms: Option<i64>,
    ctx: &Context,
) -> Result<Event, Rejection> {
    let incident = board.open_incident(id)?;
    let entered = incident.work.traffic.as_ref().and_then(|t| t.entered(mark));
    if entered == at_ms {
        return Err(Rejection::rule("refused.same_time").with("mark", mark.word()));
    }
    let fits = |at: i64| match mark {
        Mark::Occurred => at >= 0 && at <= incident.opened_ms,
        Mark::Verified | Mark::Normal => at >= incident.opened_ms,
    };
    if at_ms.is_some_and(|at| !fits(at) || at > ctx.now_ms) {
        return Err(Rejection::argument("at_ms", "refused.time_out_of_order").with("mark", mark.word()));
    }
    Ok(TrafficTimeSet { incident: id, mark, at_ms }.into())
}

fn sign_lines(lines: &[String]) -> Result<Vec<String>, Rejection> {
    let lines: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(Rejection::argument("lines", "refused.empty"));
    }
    let too_long = |line: &String| columns(line) > SIGN_COLUMNS || line.chars().any(char::is_control);
    if lines.len() > SIGN_LINES || lines.iter().any(too_long) {
        return Err(Rejection::argument("lines", "refused.sign_too_long")
            .with("lines", SIGN_LINES.to_string())
            .with("limit", SIGN_COLUMNS.to_string()));
    }
    Ok(lines)
}
