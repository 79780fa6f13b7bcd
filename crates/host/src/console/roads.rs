//! Drive times, routes and reach on the active area's roads, with the closures in force.

use super::Seat;
use super::commands::incident_id;
use super::refusal::{bad, error};
use super::search::{line, straight, unread};
use crate::floor::Floor;
use crate::roads;
use std::collections::BTreeMap;
use watchfloor_api::query::{ClosestQuery, ReachQuery, RouteQuery};
use watchfloor_api::view::{ClosestView, EtaRow, MessageLine, PassedOver, ReachBand, ReachView, RouteView};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::board::Unit;
use watchfloor_domain::ids::{ClosureId, IncidentId};
use watchfloor_domain::status::{Availability, UnitStatus};
use watchfloor_domain::types::{Fix, Recommendation, RecommendedUnit};
use watchfloor_domain::{Board, Command};
use watchfloor_geo::Wgs84;
use watchfloor_routing::{Closest, Eta, Kind, NoRoute, Placed, Route, Snapped, World};

/// Units listed when the caller does not say, and at most.
const UNITS: (u32, u32) = (5, 200);
/// Units passed over that are named.
const MOST_PASSED: usize = 20;
/// A position older than this may be wrong; the unit is listed and marked (milliseconds).
const STALE_MS: i64 = 120_000;
/// Times of one question, and their range in seconds.
const MOST_TIMES: usize = 6;
const TIMES_S: std::ops::RangeInclusive<u32> = 30..=3_600;
/// Places one question may start from.
const MOST_STARTS: usize = 500;
/// What stands beside a unit that cannot move to the front of the list.
const HOME: &str = "station";

pub(crate) fn route(floor: &Floor, query: &RouteQuery) -> Result<RouteView, ApiError> {
    let (from, to) = (place("from", query.from)?, place("to", query.to)?);
    let world = world(floor, query.profile.as_deref())?;
    let way = world.route(from, to).map_err(|why| no_route(&why))?;
    Ok(route_view(&world, way))
}

/// A way as windows and automation get it.
pub(crate) fn route_view(world: &World, way: Route) -> RouteView {
    let emergency = world.profile().kind == Kind::Emergency;
    let gate = |key: &str, count: usize| {
        let count = (count > 0 && emergency).then(|| BTreeMap::from([("count".to_owned(), count.to_string())]));
        count.map(|count| line(key, count))
    };
    let open = gate("route.note.gates", way.gates - way.locked_gates);
    let locked = gate("route.note.locked_gates", way.locked_gates);
    RouteView {
        seconds: seconds(way.ms),
        metres: way.metres,
        geometry: way.geometry.into_iter().map(Wgs84::lon_lat).collect(),
        graph: world.graph().hash().to_owned(),
        closures: world.closed().ids().to_vec(),
        profile: world.profile().kind.as_str().to_owned(),
        notes: locked.into_iter().chain(open).collect(),
    }
}

fn no_route(why: &NoRoute) -> ApiError {
    let (field, key) = match why {
        NoRoute::FromOffRoad(_) => (Some("from"), "refused.off_road"),
        NoRoute::ToOffRoad(_) => (Some("to"), "refused.off_road"),
        NoRoute::Unreachable { closures } if closures.is_empty() => (None, "refused.unreachable"),
        NoRoute::Unreachable { .. } => (None, "refused.unreachable_closed"),
    };
    let refusal = error(ErrorCode::Refused, key, &why.to_string());
    match field {
        Some(field) => refusal.field(field),
        None => refusal,
    }
}

fn place(field: &str, [lon, lat]: [f64; 2]) -> Result<Wgs84, ApiError> {
    Wgs84::new(lon, lat).map_err(|e| bad(field, e.to_string()))
}

fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

fn world(floor: &Floor, profile: Option<&str>) -> Result<World, ApiError> {
    let profile = roads::profile(profile, Some(roads::now(&*floor.engine.clock)))
        .ok_or_else(|| bad("profile", "ordinary or emergency"))?;
    let world = floor.roads.world(floor, profile).map_err(|why| unread(&why))?;
    world.ok_or_else(|| error(ErrorCode::Refused, "refused.no_area", ""))
}

/// A unit as the question finds it.
struct Asked {
    unit: Unit,
    /// What its crew and its agency have to do with sending it.
    staffed: Staffed,
    /// The newest position; at its station when it stands there and sends none.
    fix: Option<Fix>,
    straight_m: Option<f64>,
}

impl Asked {
    fn in_service(&self) -> bool {
        self.unit.status.availability() == Availability::Available
    }

    /// In service, and its crew is not out with another vehicle.
    fn available(&self) -> bool {
        self.in_service() && self.staffed.crew_elsewhere.is_none()
    }
}

/// What the crew of a unit has to do with others, by their call signs.
struct Staffed {
    /// The vehicle its crew is out with.
    crew_elsewhere: Option<String>,
    /// Vehicles the same crew could take instead: one of them goes.
    shares: Vec<String>,
}

impl Staffed {
    fn of(board: &Board, unit: &Unit) -> Self {
        let others = board.same_crew(unit).into_iter().filter(|other| other.id != unit.id);
        Self {
            crew_elsewhere: board.crew_elsewhere(unit).map(|other| other.call_sign.clone()),
            shares: others.map(|other| other.call_sign.clone()).collect(),
        }
    }
}

pub(crate) fn closest(floor: &Floor, seat: &Seat, query: &ClosestQuery) -> Result<ClosestView, ApiError> {
    let (incident, to) = target(floor, query)?;
    let k = query.k.unwrap_or(UNITS.0).clamp(1, UNITS.1) as usize;
    let world = world(floor, query.profile.as_deref())?;
    let now_ms = floor.engine.clock.now_ms();
    let mut view = ClosestView {
        rows: Vec::new(),
        passed_over: Vec::new(),
        graph: world.graph().hash().to_owned(),
        closure_set: world.closed().hash().to_owned(),
        closures: world.closed().ids().to_vec(),
        profile: world.profile().kind.as_str().to_owned(),
        at_ms: now_ms,
        notes: Vec::new(),
    };
    let asked = units(floor, to, query.kind.as_deref());
    let placed: Vec<&Asked> = asked.iter().filter(|a| a.fix.is_some()).collect();
    let on_roads: Vec<Snapped> = placed
        .iter()
        .filter_map(|a| a.fix.as_ref().map(|fix| floor.roads.placed(&world, &a.unit.id, fix.at)))
        .collect();
    let units = placed.iter().zip(&on_roads).map(|(a, at)| Placed { id: &a.unit.id.0, at });
    let eligible = placed.iter().filter(|a| a.available()).count();
    let metric = world.hierarchy_pays(eligible, k).then(|| floor.roads.metric(&world)).flatten();
    let units: Vec<Placed<'_>> = units.collect();
    let found = match world.closest_by(metric.as_deref(), to, &units, &|index| placed[index].available(), k) {
        Ok(found) => found,
        Err(off_road) => {
            let limit = BTreeMap::from([("metres".to_owned(), off_road.limit_m.to_string())]);
            view.notes.push(line("closest.note.off_road", limit));
            Closest::default()
        }
    };
    view.rows = found.best.iter().map(|eta| eta_row(placed[eta.index], eta, now_ms)).collect();
    view.passed_over = passed_over(&asked, &placed, &found);
    if let Some(incident) = incident {
        record(floor, seat, incident, recommendation(&world, to, &placed, &found))?;
    }
    Ok(view)
}

/// The incident, if one was named, and the place.
fn target(floor: &Floor, query: &ClosestQuery) -> Result<(Option<IncidentId>, Wgs84), ApiError> {
    match (&query.incident, query.at) {
        (Some(name), None) => {
            let id = incident_id(floor, name)?;
            let at = floor.engine.board().incidents.get(&id).and_then(|i| i.place.as_ref().map(|p| p.at));
            let at = at.ok_or_else(|| error(ErrorCode::Refused, "refused.no_place", "").field("incident"))?;
            Ok((Some(id), at))
        }
        (None, Some(at)) => Ok((None, place("at", at)?)),
        _ => Err(bad("incident", "an incident, or a place in `at`")),
    }
}

fn units(floor: &Floor, to: Wgs84, kind: Option<&str>) -> Vec<Asked> {
    let board = floor.engine.board();
    let wanted = |unit: &&Unit| kind.is_none_or(|kind| unit.kind.eq_ignore_ascii_case(kind));
    let asked = board.units.values().filter(wanted).map(|unit| {
        let fix = floor.engine.telemetry.fix(&unit.id).or_else(|| at_station(unit));
        let straight_m = fix.as_ref().map(|fix| straight(fix.at, to));
        Asked { staffed: Staffed::of(&board, unit), unit: unit.clone(), fix, straight_m }
    });
    asked.collect()
}

/// A unit that sends no position and is at its quarters stands where its station is.
pub(super) fn at_station(unit: &Unit) -> Option<Fix> {
    let home = unit.home.filter(|_| unit.status == UnitStatus::Aq)?;
    Some(Fix { at: home, time_ms: unit.since_ms, accuracy_m: None, source: HOME.to_owned() })
}

fn eta_row(asked: &Asked, eta: &Eta, now_ms: i64) -> EtaRow {
    let fix_at_ms = asked.fix.as_ref().map_or(now_ms, |fix| fix.time_ms);
    let mut why = Vec::new();
    let from_station = asked.fix.as_ref().is_some_and(|fix| fix.source == HOME);
    if from_station {
        why.push(line("closest.why.at_station", BTreeMap::new()));
    } else if now_ms - fix_at_ms > STALE_MS {
        let age = BTreeMap::from([("seconds".to_owned(), ((now_ms - fix_at_ms) / 1_000).to_string())]);
        why.push(line("closest.why.stale", age));
    }
    let staffed = &asked.staffed;
    if !staffed.shares.is_empty() {
        why.push(line("closest.why.shares_crew", BTreeMap::from([("units".to_owned(), staffed.shares.join(" "))])));
    }
    if let Some(agency) = &asked.unit.staff.agency {
        why.push(line("closest.why.agency", BTreeMap::from([("agency".to_owned(), agency.clone())])));
    }
    EtaRow {
        unit: asked.unit.id.0.clone(),
        call_sign: asked.unit.call_sign.clone(),
        status: asked.unit.status.code().to_owned(),
        seconds: seconds(eta.ms),
        metres: eta.metres,
        straight_rank: eta.straight_rank,
        straight_metres: eta.straight_m,
        fix_at_ms,
        why,
    }
}

/// Units that are nearer than the last one listed, or would have been listed, with why they are not.
fn passed_over(asked: &[Asked], placed: &[&Asked], found: &Closest) -> Vec<PassedOver> {
    let farthest = found.best.iter().map(|eta| eta.straight_m).fold(0.0, f64::max);
    let listed = |id: &str| found.best.iter().any(|eta| placed[eta.index].unit.id.0 == id);
    let among = |list: &[usize], id: &str| list.iter().any(|index| placed[*index].unit.id.0 == id);
    let mut out: Vec<PassedOver> = Vec::new();
    for a in asked.iter().filter(|a| !listed(&a.unit.id.0)) {
        let id = a.unit.id.0.as_str();
        let status = BTreeMap::from([("status".to_owned(), a.unit.status.code().to_owned())]);
        let why: MessageLine = if !a.in_service() {
            line("closest.why.not_available", status)
        } else if let Some(other) = &a.staffed.crew_elsewhere {
            line("closest.why.crew_elsewhere", BTreeMap::from([("unit".to_owned(), other.clone())]))
        } else if a.fix.is_none() {
            line("closest.why.no_position", BTreeMap::new())
        } else if among(&found.unreachable, id) {
            line("closest.why.unreachable", BTreeMap::new())
        } else if among(&found.off_road, id) {
            line("closest.why.off_road", BTreeMap::new())
        } else if a.straight_m.is_some_and(|m| m < farthest) {
            line("closest.why.slower", BTreeMap::new())
        } else {
            continue;
        };
        // A busy unit that is farther than those listed changes nothing.
        let matters = a.available() || a.straight_m.is_none_or(|m| m < farthest || found.best.is_empty());
        if matters {
            let straight_metres = a.straight_m.unwrap_or(f64::MAX).min(40_075_000.0);
            out.push(PassedOver { unit: id.to_owned(), call_sign: a.unit.call_sign.clone(), straight_metres, why });
        }
    }
    out.sort_by(|a, b| a.straight_metres.total_cmp(&b.straight_metres).then_with(|| a.unit.cmp(&b.unit)));
    out.truncate(MOST_PASSED);
    out
}

fn recommendation(world: &World, to: Wgs84, placed: &[&Asked], found: &Closest) -> Recommendation {
    let unit = |eta: &Eta| RecommendedUnit {
        unit: placed[eta.index].unit.id.clone(),
        fix: placed[eta.index].fix.clone(),
        drive_ms: Some(eta.ms),
        metres: Some(eta.metres),
        straight_rank: eta.straight_rank,
    };
    Recommendation {
        graph: world.graph().hash().to_owned(),
        closures: world.closed().hash().to_owned(),
        closed_by: world.closed().ids().iter().filter_map(|id| id.parse().ok().map(ClosureId)).collect(),
        profile: world.profile().kind.as_str().to_owned(),
        to,
        units: found.best.iter().map(unit).collect(),
    }
}

/// What was shown is a fact. A closed incident is only looked at, so nothing is recorded for it.
fn record(floor: &Floor, seat: &Seat, incident: IncidentId, shown: Recommendation) -> Result<(), ApiError> {
    if floor.engine.board().incidents.get(&incident).is_none_or(|i| i.closed.is_some()) {
        return Ok(());
    }
    let command =
        Command::NoteRecommended { incident, recommendation: Box::new(shown), proposed: None, acted_on: false };
    floor.engine.run(&floor.actor(seat), vec![command]).map(drop).map_err(super::failed)
}

pub(crate) fn reach(floor: &Floor, query: &ReachQuery) -> Result<ReachView, ApiError> {
    let times = &query.seconds;
    if times.is_empty() || times.len() > MOST_TIMES || times.iter().any(|s| !TIMES_S.contains(s)) {
        return Err(bad("seconds", format!("one to {MOST_TIMES} times of 30 to 3,600")));
    }
    let places = match &query.from {
        Some(from) if from.len() > MOST_STARTS => return Err(bad("from", format!("at most {MOST_STARTS} places"))),
        Some(from) => Some(from.iter().map(|at| place("from", *at)).collect::<Result<Vec<_>, _>>()?),
        None => None,
    };
    let world = world(floor, query.profile.as_deref())?;
    let starts = match places {
        Some(places) => places.into_iter().map(|at| world.snap(at, None)).collect(),
        None => available(floor, &world),
    };
    let reached = world.reach_snapped(&starts, times);
    let mut notes = Vec::new();
    if !reached.off_road.is_empty() {
        let count = BTreeMap::from([("count".to_owned(), reached.off_road.len().to_string())]);
        notes.push(line("reach.note.off_road", count));
    }
    if starts.is_empty() {
        notes.push(line("reach.note.nobody", BTreeMap::new()));
    }
    let ring = |ring: Vec<Wgs84>| ring.into_iter().map(Wgs84::lon_lat).collect();
    let polygon = |rings: Vec<Vec<Wgs84>>| rings.into_iter().map(ring).collect();
    let band = |band: watchfloor_routing::Band| ReachBand {
        seconds: band.seconds,
        polygons: band.polygons.into_iter().map(polygon).collect(),
    };
    Ok(ReachView {
        bands: reached.bands.into_iter().map(band).collect(),
        graph: world.graph().hash().to_owned(),
        closures: world.closed().ids().to_vec(),
        profile: world.profile().kind.as_str().to_owned(),
        notes,
    })
}

/// Where the available units are.
fn available(floor: &Floor, world: &World) -> Vec<Snapped> {
    let board = floor.engine.board();
    let free = board.units.values().filter(|unit| unit.status.availability() == Availability::Available);
    let at = free.filter_map(|unit| {
        let fix = floor.engine.telemetry.fix(&unit.id).or_else(|| at_station(unit))?;
        Some(floor.roads.placed(world, &unit.id, fix.at))
    });
    at.take(MOST_STARTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_routing::{Profile, WeekMinute};

    #[test]
    fn profiles_have_words() {
        assert_eq!(roads::profile(None, None), Some(Profile::EMERGENCY));
        let at = WeekMinute::new(0, 180);
        assert_eq!(roads::profile(Some("ordinary"), at), Some(Profile { at, ..Profile::ORDINARY }));
        assert_eq!(roads::profile(Some("bicycle"), None), None);
    }
}
