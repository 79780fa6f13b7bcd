//! Read verbs.

use super::commands::incident_id;
use super::refusal::{bad, error, refused};
use super::{Seat, layers, line, plan, preferences, roads, search, shift, ties};
use crate::floor::Floor;
use crate::{views, words};
use watchfloor_api::query::{At, HistoryQuery, Query, Reply, TimelineOf};
use watchfloor_api::view::{IncidentDetail, IncidentRow, TimelineRow, UserRow, WarningDetail};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::board::Incident;
use watchfloor_domain::event::Event;
use watchfloor_domain::ids::{IncidentId, WarningKey};
use watchfloor_domain::story::tell;
use watchfloor_domain::{Board, evolve};
use watchfloor_engine::ports::{HistoryFilter, LogError};
use watchfloor_engine::record::Row;
use watchfloor_engine::recorded;
use watchfloor_geo::Wgs84;

/// Cameras listed on an incident.
const CAMERAS: usize = 12;

pub(crate) fn answer(floor: &Floor, seat: &Seat, query: Query) -> Result<Reply, ApiError> {
    Ok(match query {
        Query::Board(_) => Reply::Board(floor.board_view()),
        Query::Incident(by) => Reply::Incident(incident(floor, seat, &by.id)?),
        Query::Timeline(of) => Reply::Timeline(timeline(floor, &of)?),
        Query::History(query) => Reply::History(history(floor, seat, &query)?),
        Query::Warning(by) => Reply::Warning(warning(floor, &by.id)?),
        Query::Warnings(query) => Reply::Warnings(floor.warnings(query.all)),
        Query::Units(_) => Reply::Units(floor.units()),
        Query::Cameras(_) => Reply::Cameras(floor.engine.board().cameras.values().map(views::camera_row).collect()),
        Query::Seeing(at) => Reply::Seeing(seeing(floor, &at)?),
        Query::Feeds(_) => Reply::Feeds(floor.feeds()),
        Query::Users(_) => Reply::Users(users(floor, seat)?),
        Query::Areas(_) => Reply::Areas(floor.areas()),
        Query::AreaImport(_) => Reply::AreaImport(floor.importing.view()),
        Query::Layers(_) => Reply::Layers(floor.layers_view()),
        Query::LayerJob(_) => Reply::LayerJob(floor.adding.view()),
        Query::LayerFaults(by) => Reply::LayerFaults(layers::faults(floor, &by.id)?),
        Query::LayerFeature(of) => Reply::LayerFeature(layers::feature(floor, &of)?),
        Query::Search(query) => Reply::Search(search::search(floor, seat, &query)?),
        Query::Whereabouts(at) => Reply::Whereabouts(search::whereabouts(floor, &at)?),
        Query::Route(query) => Reply::Route(roads::route(floor, &query)?),
        Query::Closest(query) => Reply::Closest(roads::closest(floor, seat, &query)?),
        Query::Reach(query) => Reply::Reach(roads::reach(floor, &query)?),
        Query::Aliases(_) => Reply::Aliases(views::aliases(&floor.engine.board())),
        Query::Catalogue(_) => Reply::Catalogue(views::catalogue(&floor.engine.board())),
        Query::PreviewLine(typed) => Reply::PreviewLine(line::preview(floor, seat, &typed)),
        Query::Shelf(_) => Reply::Shelf(super::shelf::rows(&floor.engine.board())),
        Query::ShiftSheet(of) => Reply::ShiftSheet(shift::sheet(floor, &of)?),
        Query::Kpi(ask) => Reply::Kpi(super::kpi::of_floor(floor, &ask)?),
        Query::Status(_) => Reply::Status(floor.status()),
        Query::Plan(_) => Reply::Plan(plan::view(floor)?),
        Query::CheckPlan(ask) => Reply::CheckPlan(plan::check_on(floor, &ask.text)),
        Query::PlanStarter(ask) => Reply::PlanStarter(plan::starter(&ask.name)?),
        Query::Recognise(ask) => Reply::Recognise(plan::recognise(floor, &ask.text)?),
        Query::PossibleDuplicates(query) => Reply::PossibleDuplicates(ties::duplicates(floor, seat, &query)?),
        Query::AtPlace(query) => Reply::AtPlace(ties::at_place(floor, seat, &query)?),
        Query::Preferences(_) => Reply::Preferences(preferences::all(floor, seat)?),
        Query::Roster(_) => {
            let engine = &floor.engine;
            Reply::Roster(views::roster(&engine.board(), &*engine.vault, engine.clock.now_ms()))
        }
        Query::Premises(query) => Reply::Premises(super::intake::premises(floor, seat, &query)?),
        Query::PaperCard(of) => Reply::PaperCard(super::paper::card(floor, &of)?),
        Query::PaperCardHtml(of) => Reply::PaperCardHtml(super::paper::card_html(floor, &of)?),
        Query::PaperBoardHtml(of) => Reply::PaperBoardHtml(super::paper::board_html(floor, seat, &of)?),
        Query::Resources(_) => Reply::Resources(views::resources(&floor.engine.board())),
        Query::HospitalsFor(ask) => Reply::HospitalsFor(super::resource::hospitals(floor, &ask)?),
        Query::RadioLog(of) => Reply::RadioLog(super::radio::log(floor, &of)?),
        Query::Detour(of) => Reply::Detour(super::detour::detour(floor, &of.incident)?),
        Query::Recommend(query) => Reply::Recommend(super::recommend::answer(floor, seat, &query)?),
    })
}

pub(super) fn unread(why: &LogError) -> ApiError {
    error(ErrorCode::Internal, "refused.not_read", &why.to_string())
}

/// On the board, else from the history.
fn incident(floor: &Floor, seat: &Seat, text: &str) -> Result<IncidentDetail, ApiError> {
    let id = incident_id(floor, text)?;
    let old = recalled(floor, id)?;
    let board = floor.engine.board();
    let none = || error(ErrorCode::NotFound, "refused.no_such_incident", "").param("name", text);
    let found = board.incidents.get(&id).or(old.as_ref()).ok_or_else(none)?;
    let mut detail = views::detail(&board, &*floor.engine.vault, found, seat.role);
    if let Some(place) = &found.place {
        let (vault, now) = (&*floor.engine.vault, floor.engine.clock.now_ms());
        detail.intake.premises = views::premises_at(&board, vault, place.at, now, seat.role);
        detail.cameras = views::cameras_near(&board, place.at, CAMERAS);
        let over = |w: &&watchfloor_domain::board::Warning| w.is_active() && covers(w, place.at);
        let drill = floor.engine.is_drill();
        detail.warnings = board
            .warnings
            .values()
            .filter(over)
            .map(|w| views::warning_row(w, &floor.engine.telemetry, drill))
            .collect();
    }
    Ok(detail)
}

/// An incident that is no longer on the board, from the history. Read before the board is held: commits wait for that.
pub(super) fn recalled(floor: &Floor, id: IncidentId) -> Result<Option<Incident>, ApiError> {
    if floor.engine.board().incidents.contains_key(&id) {
        return Ok(None);
    }
    let texts = floor.engine.lists().and_then(|lists| lists.incident(&id.to_string())).map_err(|e| unread(&e))?;
    Ok(texts.first().and_then(|json| serde_json::from_str(json).ok()))
}

/// By the shapes kept for drawing, which stray from the sent ones by metres at most in most cases.
fn covers(warning: &watchfloor_domain::board::Warning, at: Wgs84) -> bool {
    let rings = warning.message.infos.iter().flat_map(|i| i.areas.iter().flat_map(|a| &a.rings));
    rings.into_iter().any(|ring| watchfloor_warning::geometry::ring_contains(ring, at.lon(), at.lat()))
}

fn timeline(floor: &Floor, of: &TimelineOf) -> Result<Vec<TimelineRow>, ApiError> {
    let limit = of.limit.unwrap_or(500).clamp(1, 2_000);
    let rows = match of.stream.strip_prefix("incident/") {
        Some(name) => floor.engine.story(incident_id(floor, name)?, limit),
        None if of.stream.contains('/') => floor.engine.reader.streams(std::slice::from_ref(&of.stream), limit),
        None => return Err(bad("stream", "kind/name, such as unit/E1")),
    };
    let mut board = names(floor);
    Ok(rows.map_err(|e| unread(&e))?.iter().map(|row| timeline_row(floor, &mut board, row)).collect())
}

/// A board that knows the names things have now, so that sentences about them can be told; events fold in as they pass.
fn names(floor: &Floor) -> Board {
    let now = floor.engine.board();
    Board { incidents: now.incidents.clone(), warnings: now.warnings.clone(), ..Board::default() }
}

fn timeline_row(floor: &Floor, board: &mut Board, row: &Row) -> TimelineRow {
    let sentence = match recorded(row) {
        Ok(recorded) => {
            let sentence = tell(board, &recorded.event);
            if matches!(recorded.event, Event::IncidentOpened(_)) {
                evolve(board, &recorded);
            }
            sentence
        }
        // Not dropped: an event this program cannot read is shown as one.
        Err(why) => watchfloor_domain::story::Sentence {
            key: "event.unreadable".into(),
            params: [("why".to_owned(), why.to_string())].into(),
            personal: Vec::new(),
        },
    };
    TimelineRow {
        seq: row.gseq,
        at_ms: row.happened_ms,
        recorded_ms: row.recorded_ms,
        stream: row.stream.clone(),
        typ: row.typ.clone(),
        cause: row.cause.clone(),
        actor: row.actor.clone(),
        role: row.role.clone(),
        mode: row.mode.clone(),
        line: words::line(&*floor.engine.vault, &sentence),
    }
}

fn history(floor: &Floor, seat: &Seat, query: &HistoryQuery) -> Result<Vec<IncidentRow>, ApiError> {
    if query.text.chars().count() > 200 {
        return Err(bad("text", "at most 200 characters"));
    }
    let filter = HistoryFilter {
        text: query.text.trim().to_owned(),
        from_ms: query.from_ms,
        to_ms: query.to_ms,
        closed: query.closed,
        personal: views::reads_callers(seat.role),
        limit: query.limit.unwrap_or(100).clamp(1, 500),
    };
    let found = floor.engine.lists().and_then(|lists| lists.history(&filter)).map_err(|e| unread(&e))?;
    let board = floor.engine.board();
    let row = |json: String| {
        let kept: Incident = serde_json::from_str(&json).ok()?;
        let newest = board.incidents.get(&kept.id).unwrap_or(&kept);
        Some(views::incident_row(&board, &*floor.engine.vault, newest))
    };
    Ok(found.into_iter().filter_map(row).collect())
}

fn warning(floor: &Floor, key: &str) -> Result<WarningDetail, ApiError> {
    let key = WarningKey(key.to_owned());
    let place = floor.engine.board().warning(&key).map(|w| w.gseq).map_err(|r| refused(&r))?;
    let row = floor.engine.reader.at(place).map_err(|e| unread(&e))?;
    let event = row.and_then(|row| recorded(&row).ok()).map(|r| r.event);
    let detail = match event {
        Some(Event::WarningReceived(e)) => {
            // Read before the board is held: a large document takes a while, and commits wait for the board.
            let text = views::warning_text(&e.message.identity, &e.raw);
            let board = floor.engine.board();
            views::warning_detail(&board, &floor.engine.telemetry, floor.engine.is_drill(), &key, text)
        }
        _ => None,
    };
    detail.ok_or_else(|| error(ErrorCode::Internal, "refused.not_read", &key.0))
}

fn seeing(floor: &Floor, at: &At) -> Result<Vec<watchfloor_api::view::Sight>, ApiError> {
    let place = Wgs84::new(at.lon, at.lat).map_err(|e| bad("lon", e.to_string()))?;
    let limit = at.limit.unwrap_or(20).clamp(1, 200) as usize;
    Ok(views::cameras_near(&floor.engine.board(), place, limit))
}

/// Accounts are for those who make them.
fn users(floor: &Floor, seat: &Seat) -> Result<Vec<UserRow>, ApiError> {
    super::commands::allowed(seat, "create_user")?;
    let board = floor.engine.board();
    let row = |(id, user): (&watchfloor_domain::ids::UserId, &watchfloor_domain::board::User)| UserRow {
        user: id.0.clone(),
        display_name: floor.engine.vault.open(&user.display_name),
        role: user.role.word().to_owned(),
        disabled: user.disabled,
        created_ms: user.created_ms,
    };
    Ok(board.users.iter().map(row).collect())
}
