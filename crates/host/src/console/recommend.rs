//! Whom to send: the board, positions and drive times put before the rule, its answer put into words and on the record.

use super::Seat;
use super::commands::{incident_id, units};
use super::refusal::{bad, error, failed, refused};
use super::roads::at_station;
use super::search::{line, straight, unread};
use crate::floor::Floor;
use crate::roads;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use watchfloor_api::command::{AssignUnits, Receipt};
use watchfloor_api::recommend::{RaiseAlarm, RecommendQuery, RecommendView};
use watchfloor_api::view::MessageLine;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::board::Unit;
use watchfloor_domain::ids::{ClosureId, IncidentId, UnitId};
use watchfloor_domain::recommend::cover::{Ground, Stand, coverage};
use watchfloor_domain::recommend::{Aboard, Ask, Candidate, Drive, Recommended, card_for, recommend};
use watchfloor_domain::types::{Fix, Priority, Recommendation, RecommendedUnit};
use watchfloor_domain::{Board, Command};
use watchfloor_engine::{Actor, Failure};
use watchfloor_geo::Wgs84;
use watchfloor_routing::{Placed, Profile, Snapped, World};

/// Answers kept, so that what was shown can be recorded when somebody acts on it.
const KEPT: usize = 256;
/// How long the line's preview holds for Enter, milliseconds.
const PREVIEW_MS: i64 = 30_000;

/// What was last shown to somebody.
#[derive(Default)]
pub(crate) struct Proposals(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    count: u64,
    shown: VecDeque<Arc<Shown>>,
    /// What `up` promised: by person and incident.
    up: VecDeque<((String, IncidentId), i64, Vec<Command>)>,
}

/// An answer with what it was made from.
pub(crate) struct Shown {
    pub id: String,
    pub incident: Option<IncidentId>,
    pub level_now: u32,
    pub basis: Recommendation,
    pub proposed: Recommended,
    pub call_signs: BTreeMap<UnitId, String>,
    pub notes: Vec<MessageLine>,
}

impl Proposals {
    fn keep(&self, make: impl FnOnce(String) -> Shown) -> Arc<Shown> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count += 1;
        let shown = Arc::new(make(format!("r{}", kept.count)));
        kept.shown.push_back(shown.clone());
        if kept.shown.len() > KEPT {
            kept.shown.pop_front();
        }
        shown
    }

    fn find(&self, id: &str) -> Option<Arc<Shown>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.shown.iter().find(|shown| shown.id == id).cloned()
    }
}

/// What is asked about.
struct About {
    incident: Option<IncidentId>,
    type_code: String,
    priority: Priority,
    at: Wgs84,
    level_now: u32,
    open: bool,
}

/// The answer, recorded when it is about an open incident.
pub(crate) fn answer(floor: &Floor, seat: &Seat, query: &RecommendQuery) -> Result<RecommendView, ApiError> {
    let about = about(floor, query)?;
    let shown = work_out(floor, &about, query.level.unwrap_or(about.level_now))?;
    if let Some(incident) = shown.incident.filter(|_| about.open) {
        floor.engine.run(&floor.actor(seat), vec![noted(&shown, incident, false)]).map_err(failed)?;
    }
    Ok(crate::views::recommended(&shown))
}

/// For the line: what `r @47` shows, one line for each need.
pub(super) fn in_words(floor: &Floor, incident: IncidentId) -> Vec<MessageLine> {
    let query =
        RecommendQuery { incident: Some(incident.to_string()), at: None, type_code: None, priority: None, level: None };
    let shown = about(floor, &query).and_then(|about| work_out(floor, &about, about.level_now));
    match shown {
        Ok(shown) => crate::views::recommended_lines(&shown),
        Err(why) => vec![MessageLine { key: why.key, params: why.params, text: why.message }],
    }
}

fn about(floor: &Floor, query: &RecommendQuery) -> Result<About, ApiError> {
    match (&query.incident, query.at) {
        (Some(name), None) => {
            let id = incident_id(floor, name)?;
            let board = floor.engine.board();
            let none = || error(ErrorCode::NotFound, "refused.no_such_incident", "").param("name", name);
            let incident = board.incidents.get(&id).ok_or_else(none)?;
            let at = incident.place.as_ref().map(|place| place.at);
            Ok(About {
                incident: Some(id),
                type_code: incident.type_code.clone(),
                priority: incident.priority,
                at: at.ok_or_else(|| error(ErrorCode::Refused, "refused.no_place", "").field("incident"))?,
                level_now: incident.level,
                open: incident.closed.is_none(),
            })
        }
        (None, Some([lon, lat])) => {
            let board = floor.engine.board();
            let code = query.type_code.as_deref().unwrap_or(&board.plan().unknown);
            let unknown =
                || error(ErrorCode::BadArgument, "refused.unknown_type", "").field("type_code").param("name", code);
            let kind = board.plan().typ(code.trim()).ok_or_else(unknown)?;
            let priority = match query.priority.as_deref() {
                Some(text) => Priority::from_code(text.trim()).ok_or_else(|| bad("priority", "E, 1, 2, 3 or 4"))?,
                None => kind.priority,
            };
            let at = Wgs84::new(lon, lat).map_err(|e| bad("at", e.to_string()))?;
            Ok(About { incident: None, type_code: kind.code.clone(), priority, at, level_now: 1, open: false })
        }
        _ => Err(bad("incident", "an incident, or a place in `at`")),
    }
}

/// Worked out, and kept so that what is shown can be recorded when somebody acts on it.
fn work_out(floor: &Floor, about: &About, level: u32) -> Result<Arc<Shown>, ApiError> {
    let shown = choose(floor, about, level)?;
    Ok(floor.proposals.keep(|id| Shown { id, ..shown }))
}

fn choose(floor: &Floor, about: &About, level: u32) -> Result<Shown, ApiError> {
    let profile = Profile { at: Some(roads::now(&*floor.engine.clock)), ..Profile::EMERGENCY };
    let world = floor.roads.world(floor, profile).map_err(|why| unread(&why))?;
    let now_ms = floor.engine.clock.now_ms();
    let board = floor.engine.board();
    let in_force = board.plan.clone();
    let plan = in_force.plan();
    let card = card_for(plan, &about.type_code, about.priority, about.at);
    let (stale_s, rest_s) = card.map_or((0, 0), |(card, _)| (card.stale_s, card.rest_s));
    let ended = if rest_s > 0 { runs_ended(&board) } else { BTreeMap::new() };
    let mut units: Vec<(Candidate, Option<Wgs84>)> = board
        .units
        .values()
        .map(|unit| (candidate(floor, &board, unit, about, (stale_s, now_ms)), unit.home))
        .collect();
    let out: BTreeMap<String, UnitId> =
        board.crews_out().into_iter().map(|(group, unit)| (group.to_owned(), unit.id.clone())).collect();
    let call_signs = board.units.values().map(|unit| (unit.id.clone(), unit.call_sign.clone())).collect();
    let missing: BTreeMap<UnitId, String> =
        board.people_missing().into_iter().map(|(unit, incident)| (unit.clone(), incident.number.clone())).collect();
    drop(board);
    for (candidate, _) in &mut units {
        candidate.missing_at = missing.get(&candidate.unit).cloned();
        candidate.run_ended_ms = ended.get(&candidate.unit).copied();
        let elsewhere = candidate.crew_group.as_ref().and_then(|group| out.get(group));
        candidate.crew_elsewhere = elsewhere.filter(|other| **other != candidate.unit).cloned();
    }
    let mut notes = Vec::new();
    match &world {
        Some(world) => notes.extend(drives(floor, world, about.at, &mut units)),
        None => notes.push(line("recommend.note.no_roads", BTreeMap::new())),
    }
    let candidates: Vec<Candidate> = units.iter().map(|(candidate, _)| candidate.clone()).collect();
    let ask = Ask { plan, type_code: &about.type_code, priority: about.priority, at: about.at, level, now_ms };
    let mut proposed = recommend(&ask, &candidates);
    if let Some(cover) = world.as_ref().and_then(|world| floor.roads.cover(world)) {
        let cell = |at: Option<Wgs84>| at.and_then(|at| cover.ground.cell(at));
        let stand = |(candidate, home): &'_ (Candidate, Option<Wgs84>)| {
            (cell(candidate.fix.as_ref().map(|fix| fix.at)), cell(*home))
        };
        let places: Vec<_> = units.iter().map(stand).collect();
        let stands: Vec<Stand<'_>> =
            (candidates.iter().zip(places)).map(|(candidate, (cell, home))| Stand { candidate, cell, home }).collect();
        let ground = Ground { road_m: cover.ground.road_m(), seconds: &cover.seconds };
        proposed.coverage = Some(coverage(plan, &proposed, &stands, ground));
    } else if world.is_some() {
        notes.push(line("recommend.note.coverage_later", BTreeMap::new()));
    }
    let basis = basis(world.as_ref(), about.at, &proposed, &candidates);
    let (incident, level_now) = (about.incident, about.level_now);
    Ok(Shown { id: String::new(), incident, level_now, basis, proposed, call_signs, notes })
}

/// When the last run of each unit ended, as far as the board goes back.
fn runs_ended(board: &Board) -> BTreeMap<UnitId, i64> {
    let mut ended = BTreeMap::new();
    for run in board.incidents.values().flat_map(|incident| &incident.runs) {
        if let Some(end) = &run.ended {
            let last = ended.entry(run.unit.clone()).or_insert(end.at_ms);
            *last = end.at_ms.max(*last);
        }
    }
    ended
}

/// A unit at its station stands there, when it sends nothing that is fresh.
fn candidate(floor: &Floor, board: &Board, unit: &Unit, about: &About, (stale_s, now_ms): (u32, i64)) -> Candidate {
    let sent = floor.engine.telemetry.fix(&unit.id);
    let fresh = |fix: &Fix| now_ms.saturating_sub(fix.time_ms) <= i64::from(stale_s) * 1_000;
    let home = at_station(unit);
    let from_station = home.is_some() && !sent.as_ref().is_some_and(fresh);
    let fix = if from_station { home } else { sent };
    Candidate {
        unit: unit.id.clone(),
        kind: unit.kind.clone(),
        station: unit.station.clone(),
        status: unit.status,
        since_ms: unit.since_ms,
        on: unit.incident.and_then(|id| board.incidents.get(&id)).map(|incident| incident.number.clone()),
        here: unit.incident.is_some() && unit.incident == about.incident,
        reason: unit.reason.clone(),
        straight_m: fix.as_ref().map(|fix| straight(fix.at, about.at)),
        drive: if fix.is_some() { Drive::NoRoads } else { Drive::NoPosition },
        fix,
        from_station,
        run_ended_ms: None,
        crew: unit.crew().map(|crew| Aboard {
            strength: crew.strength(),
            skills: crew.skills().into_iter().map(str::to_owned).collect(),
            since_ms: crew.since_ms,
        }),
        crew_group: unit.staff.crew_group.clone(),
        crew_elsewhere: None,
        agency: unit.staff.agency.clone(),
        emergency: unit.safety.emergency.is_some(),
        missing_at: None,
    }
}

/// Drive times of all units that are somewhere; a note when the place is far from every road.
fn drives(floor: &Floor, world: &World, to: Wgs84, units: &mut [(Candidate, Option<Wgs84>)]) -> Option<MessageLine> {
    let placed: Vec<(usize, Snapped)> = units
        .iter()
        .enumerate()
        .filter_map(|(at, (unit, _))| Some((at, floor.roads.placed(world, &unit.unit, unit.fix.as_ref()?.at))))
        .collect();
    let asked: Vec<Placed<'_>> =
        placed.iter().map(|(at, snapped)| Placed { id: &units[*at].0.unit.0, at: snapped }).collect();
    let times = match world.board(floor.roads.metric(world).as_deref(), to, &asked) {
        Ok(times) => times,
        Err(off_road) => {
            let limit = BTreeMap::from([("metres".to_owned(), off_road.limit_m.to_string())]);
            return Some(line("recommend.note.off_road", limit));
        }
    };
    let bounds = floor.engine.board().area.as_ref().map(|area| area.bounds);
    let off_map = |unit: &Candidate| {
        unit.fix.as_ref().zip(bounds).is_some_and(|(fix, [west, south, east, north])| {
            !((west..=east).contains(&fix.at.lon()) && (south..=north).contains(&fix.at.lat()))
        })
    };
    for (number, (at, _)) in placed.iter().enumerate() {
        units[*at].0.drive = match times.ms[number] {
            Some(ms) => Drive::Ms(ms),
            None if off_map(&units[*at].0) => Drive::OffMap,
            None if times.off_road.contains(&number) => Drive::OffRoad,
            None => Drive::NoWay,
        };
    }
    None
}

fn basis(world: Option<&World>, to: Wgs84, proposed: &Recommended, candidates: &[Candidate]) -> Recommendation {
    let find = |unit: &UnitId| candidates.iter().find(|c| c.unit == *unit);
    let mut sent: Vec<_> = proposed.sent().collect();
    sent.sort_by_key(|chosen| (chosen.eta_ms(), chosen.unit.clone()));
    let units = sent.into_iter().map(|chosen| RecommendedUnit {
        unit: chosen.unit.clone(),
        fix: find(&chosen.unit).and_then(|c| c.fix.clone()),
        drive_ms: chosen.drive_ms,
        metres: None,
        straight_rank: chosen.straight_rank.unwrap_or(0),
    });
    let closed = world.map(|world| world.closed());
    Recommendation {
        graph: world.map_or_else(String::new, |world| world.graph().hash().to_owned()),
        closures: closed.map_or_else(String::new, |closed| closed.hash().to_owned()),
        closed_by: closed.iter().flat_map(|c| c.ids()).filter_map(|id| id.parse().ok().map(ClosureId)).collect(),
        profile: "emergency".to_owned(),
        to,
        units: units.collect(),
    }
}

fn noted(shown: &Shown, incident: IncidentId, acted_on: bool) -> Command {
    Command::NoteRecommended {
        incident,
        recommendation: Box::new(shown.basis.clone()),
        proposed: Some(Box::new(shown.proposed.clone())),
        acted_on,
    }
}

/// What was shown, as a command that records it; or the remark that the console no longer holds it.
fn held(
    floor: &Floor,
    id: Option<&String>,
    incident: IncidentId,
) -> Result<(Option<Command>, Option<MessageLine>), ApiError> {
    let Some(id) = id else { return Ok((None, None)) };
    match floor.proposals.find(id) {
        Some(shown) if shown.incident == Some(incident) => Ok((Some(noted(&shown, incident, true)), None)),
        Some(_) => Err(bad("shown", "a recommendation for another incident")),
        None => Ok((None, Some(line("recommend.note.not_held", BTreeMap::new())))),
    }
}

/// Units sent, with the recommendation they were chosen from in the same step.
pub(super) fn assign(floor: &Floor, seat: &Seat, assign: &AssignUnits) -> Result<Receipt, ApiError> {
    let incident = incident_id(floor, &assign.incident)?;
    let (noted, remark) = held(floor, assign.shown.as_ref(), incident)?;
    let seen = super::seen::units(floor, "assign_units", assign.was.as_deref())?.map(Command::Expect);
    let send = Command::AssignUnits { incident, units: units(&assign.units)?, divert: assign.divert };
    let send = send.despite(assign.despite.clone());
    done(floor, seat, (seen.into_iter().chain(noted).chain([send]).collect(), None), remark)
}

/// Another level, and the units it adds, all or nothing.
pub(super) fn raise(floor: &Floor, seat: &Seat, raise: &RaiseAlarm) -> Result<Receipt, ApiError> {
    let incident = incident_id(floor, &raise.incident)?;
    let now = floor.engine.board().incidents.get(&incident).map_or(1, |i| i.level);
    let level = raise.level.unwrap_or(now.saturating_add(1));
    let (noted, remark) = held(floor, raise.shown.as_ref(), incident)?;
    let mut commands = vec![Command::RaiseAlarm { incident, level }];
    commands.extend(noted);
    if !raise.units.is_empty() {
        commands.push(Command::AssignUnits { incident, units: units(&raise.units)?, divert: false });
    }
    done(floor, seat, (commands, None), remark)
}

/// Carried out, as promised where something was.
fn done(
    floor: &Floor,
    seat: &Seat,
    (commands, shown): (Vec<Command>, Option<&str>),
    remark: Option<MessageLine>,
) -> Result<Receipt, ApiError> {
    let done = super::line::as_shown(floor, seat, commands, shown)?;
    let mut receipt = super::commands::receipt(floor, &done);
    receipt.lines.extend(remark);
    Ok(receipt)
}

/// The next level with what it adds.
fn upwards(floor: &Floor, incident: IncidentId) -> Result<Vec<Command>, ApiError> {
    let (level, place) = {
        let board = floor.engine.board();
        let incident = board.open_incident(incident).map_err(|r| refused(&r))?;
        (incident.level.saturating_add(1), incident.place.is_some())
    };
    let mut commands = vec![Command::RaiseAlarm { incident, level }];
    if place {
        let query = RecommendQuery {
            incident: Some(incident.to_string()),
            at: None,
            type_code: None,
            priority: None,
            level: Some(level),
        };
        let shown = choose(floor, &about(floor, &query)?, level)?;
        let units: Vec<UnitId> = shown.proposed.sent().map(|chosen| chosen.unit.clone()).collect();
        // Beyond the highest level the rule refuses; what it would have added is not worked out twice.
        if shown.proposed.level == level {
            commands.push(noted(&shown, incident, true));
            if !units.is_empty() {
                commands.push(Command::AssignUnits { incident, units, divert: false });
            }
        }
    }
    Ok(commands)
}

/// Sends what a recommendation chooses first and records it, or `instead` where none can be made: for a desk at which nobody
/// sits.
pub(crate) fn first_choice(floor: &Floor, actor: &Actor, incident: IncidentId, instead: Vec<UnitId>) {
    let query =
        RecommendQuery { incident: Some(incident.to_string()), at: None, type_code: None, priority: None, level: None };
    let shown = about(floor, &query).and_then(|about| choose(floor, &about, about.level_now)).ok();
    let sent = |shown: &Shown| shown.proposed.sent().map(|chosen| chosen.unit.clone()).collect::<Vec<UnitId>>();
    let chosen = shown.map(|shown| (sent(&shown), shown)).filter(|(units, _)| !units.is_empty());
    let (units, noted) = match chosen {
        Some((units, shown)) => (units, Some(noted(&shown, incident, true))),
        None => (instead, None),
    };
    if !units.is_empty() {
        let send = Command::AssignUnits { incident, units, divert: false };
        by_itself(floor, actor, noted.into_iter().chain([send]).collect());
    }
}

/// The next alarm level, with what it adds. Beyond the highest nothing happens.
pub(crate) fn next_level(floor: &Floor, actor: &Actor, incident: IncidentId) {
    if let Ok(commands) = upwards(floor, incident) {
        by_itself(floor, actor, commands);
    }
}

/// A refusal is normal where a person was quicker.
fn by_itself(floor: &Floor, actor: &Actor, commands: Vec<Command>) {
    match floor.engine.run(actor, commands) {
        Ok(_) | Err(Failure::Rejected(_)) => {}
        Err(failure) => tracing::warn!(%failure, "the drill could not act"),
    }
}

/// The next level with what it adds: what `up @47` would do.
pub(super) fn up(floor: &Floor, seat: &Seat, incident: IncidentId) -> Result<Vec<Command>, ApiError> {
    let commands = upwards(floor, incident)?;
    let mut kept = floor.proposals.0.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (floor.actor(seat).name, incident);
    kept.up.retain(|(other, ..)| *other != key);
    kept.up.push_back((key, floor.engine.clock.now_ms(), commands.clone()));
    if kept.up.len() > KEPT {
        kept.up.pop_front();
    }
    Ok(commands)
}

/// Enter on `up @47`: exactly what its preview said, if there was one just now.
pub(super) fn go_up(
    floor: &Floor,
    seat: &Seat,
    incident: IncidentId,
    shown: Option<&str>,
) -> Result<Receipt, ApiError> {
    super::commands::allowed(seat, "raise_alarm")?;
    super::commands::allowed(seat, "assign_units")?;
    let key = (floor.actor(seat).name, incident);
    let promised = {
        let mut kept = floor.proposals.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.up.iter().position(|(other, ..)| *other == key);
        at.and_then(|at| kept.up.remove(at))
    };
    let now_ms = floor.engine.clock.now_ms();
    let fresh = promised.filter(|(_, at_ms, _)| (0..=PREVIEW_MS).contains(&now_ms.saturating_sub(*at_ms)));
    let commands = match fresh {
        Some((_, _, commands)) => commands,
        None => up(floor, seat, incident)?,
    };
    done(floor, seat, (commands, shown), None)
}
