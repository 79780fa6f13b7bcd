//! Write verbs: wire shapes become the domain's commands.

use super::refusal::{bad, error, refused};
use super::{
    Seat, attach, crew, ics, imports, intake, layers, line, plan, preferences, radio, recommend, resource, seen, shelf,
    staff, ties, work,
};
use crate::floor::Floor;
use crate::signing::LONGEST_PASSWORD;
use crate::{system, views, words};
use base64::Engine as _;
use watchfloor_api::command::{self as wire, Command as Wire, Receipt};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Event;
use watchfloor_domain::command::{NewUnit, OpenIncident};
use watchfloor_domain::ids::{ClosureId, FeedId, IncidentId, SubjectId, UnitId, UserId, WarningKey};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Alias, Closure, ClosureShape, Fix, LayerSort, Numbering, Place, Priority, Reset, Role};
use watchfloor_domain::{Board, Command};
use watchfloor_engine::ingest::Delivery;
use watchfloor_engine::{Done, accounts};
use watchfloor_geo::{Datum, Wgs84};

/// Seconds between polls when an administrator says nothing.
const FEED_INTERVAL_S: u32 = 60;
/// Shortest password of a drill account, so that a trainee may type one.
const SHORTEST_IN_DRILL: usize = 4;

/// Most units one command may name.
const MOST_UNITS: usize = 200;
/// Most fixes of one report.
const MOST_FIXES: usize = 10_000;
/// Longest name of a position's source, and of a unit in a refusal, in characters.
const LONGEST_WORD: usize = 40;
/// Most address ranges of one feed.
const MOST_RANGES: usize = 32;
/// Longest name of a document's source, in bytes: a path or a URL.
const LONGEST_SOURCE: usize = 2_000;

pub(crate) fn answer(floor: &Floor, seat: &Seat, command: Wire) -> Result<Receipt, ApiError> {
    // Before anything is read, hashed or made for it; the engine asks again.
    allowed(seat, command.call())?;
    let commands = match command {
        Wire::Line(typed) => return line::run(floor, seat, &typed),
        Wire::ReportPosition(report) => return position(floor, &report),
        Wire::ReportPositions(reports) => return positions(floor, &reports.fixes),
        Wire::ImportRoster(file) => return staff::import(floor, seat, &file.csv),
        Wire::ImportUnits(file) => return imports::units(floor, seat, &file.csv),
        Wire::ImportCameras(file) => return imports::cameras(floor, seat, &file),
        Wire::ImportAreaCameras(_) => return imports::area_cameras(floor, seat),
        Wire::ImportHospitals(file) => return resource::import(floor, seat, &file),
        Wire::IngestWarning(document) => return ingest(floor, seat, &document),
        Wire::ImportArea(ask) => return imports::area(floor, seat, ask),
        Wire::CancelAreaImport(_) => return imports::cancel(floor, seat),
        Wire::AddLayer(ask) => return layers::add_layer(floor, seat, &ask),
        Wire::RemoveLayer(layer) => return layers::remove(floor, seat, LayerSort::Own, &layer.id),
        Wire::AddBasemap(ask) => return layers::add_basemap(floor, seat, &ask),
        Wire::RemoveBasemap(map) => return layers::remove(floor, seat, LayerSort::Basemap, &map.id),
        Wire::CancelLayer(_) => return layers::cancel(floor, seat),
        Wire::SetPreference(ask) => return preferences::set(floor, seat, &ask),
        Wire::AttachFile(ask) => return attach::attach(floor, seat, &ask),
        Wire::ExportAttachment(ask) => return attach::export(floor, seat, &ask),
        Wire::ExportPlan(ask) => return plan::export(floor, &ask.file),
        Wire::BackupNow(copy) => return backup(floor, seat, copy.dir.as_deref()),
        Wire::AssignUnits(assign) => return recommend::assign(floor, seat, &assign),
        Wire::RaiseAlarm(raise) => return recommend::raise(floor, seat, &raise),
        other => match crew::read(floor, other)? {
            Ok(command) => vec![command],
            Err(other) => match intake::read(floor, other)? {
                Ok(command) => vec![command],
                Err(other) => match shelf::read(other)? {
                    Ok(command) => vec![command],
                    Err(other) => after_seen(floor, seat, other)?,
                },
            },
        },
    };
    let ended = commands.iter().find_map(|c| match c {
        Command::DisableUser { user, .. } | Command::SetPassword { user, .. } => Some(user.0.clone()),
        _ => None,
    });
    let erased = commands.iter().find_map(|c| match c {
        Command::EraseSubject { subject, .. } => Some(subject.0.clone()),
        _ => None,
    });
    let receipt = run(floor, seat, commands)?;
    if let Some(subject) = erased {
        floor.forget_in_copies(&subject);
        crate::paper::forget(floor);
        preferences::drop_ended(floor);
    }
    if let Some(user) = ended {
        floor.end_stale_seats(&user, seat);
        preferences::drop_ended(floor);
    }
    Ok(receipt)
}

/// Commands to the engine, and what became of them as a receipt.
pub(super) fn run(floor: &Floor, seat: &Seat, commands: Vec<Command>) -> Result<Receipt, ApiError> {
    run_as_shown(floor, seat, commands, None)
}

/// The same, refused when it would do something else than was shown.
pub(super) fn run_as_shown(
    floor: &Floor,
    seat: &Seat,
    mut commands: Vec<Command>,
    shown: Option<&str>,
) -> Result<Receipt, ApiError> {
    for command in &mut commands {
        allowed(seat, command.call())?;
        if let Command::Work(order) = command {
            order.sit(&seat.label);
        }
    }
    let done = line::as_shown(floor, seat, commands, shown)?;
    Ok(receipt(floor, &done))
}

/// The seat's role for calls that do not reach the engine as one command.
pub(super) fn allowed(seat: &Seat, call: &str) -> Result<(), ApiError> {
    if seat.may(call) {
        return Ok(());
    }
    let rejection = watchfloor_domain::Rejection::new(watchfloor_domain::rejection::Kind::Forbidden, "refused.role");
    Err(refused(&rejection.with("role", seat.role.word()).with("call", call)))
}

pub(super) fn receipt(floor: &Floor, done: &Done) -> Receipt {
    let opened = done.events.iter().find_map(|r| match &r.event {
        Event::IncidentOpened(e) => Some((e.incident.to_string(), e.number.clone())),
        _ => None,
    });
    let first = done.events.first().map(|r| r.event.stream().name().to_owned());
    let (id, number) = opened.map_or((first, None), |(id, number)| (Some(id), Some(number)));
    Receipt {
        seq: Some(done.seq),
        kept: views::KEPT.to_owned(),
        lines: done.sentences.iter().map(|s| words::line(&*floor.engine.vault, s)).collect(),
        id,
        number,
        refused_rows: Vec::new(),
        undo_until_ms: floor.engine.board().undo_until(done.seq),
    }
}

/// An incident by id, number or fragment: on the board, else in the history.
pub(crate) fn incident_id(floor: &Floor, text: &str) -> Result<IncidentId, ApiError> {
    let rejection = match floor.engine.board().find_incident(text) {
        Ok(incident) => return Ok(incident.id),
        Err(rejection) => rejection,
    };
    let lists = floor.engine.lists().map_err(|e| super::queries::unread(&e))?;
    let found = lists.incident(text).map_err(|e| super::queries::unread(&e))?;
    match found.as_slice() {
        [one] => serde_json::from_str::<watchfloor_domain::board::Incident>(one)
            .map(|incident| incident.id)
            .map_err(|e| error(ErrorCode::Internal, "refused.internal", &e.to_string())),
        _ => Err(refused(&rejection)),
    }
}

fn closure_id(text: &str) -> Result<ClosureId, ApiError> {
    text.trim()
        .parse()
        .map(ClosureId)
        .map_err(|_| refused(&watchfloor_domain::Rejection::not_found("id", "refused.no_such_closure", text)))
}

fn set_closure(closure: &wire::SetClosure) -> Result<Command, ApiError> {
    let at = |(index, [lon, lat]): (usize, &[f64; 2])| {
        Wgs84::new(*lon, *lat).map_err(|e| bad("points", format!("point {}: {e}", index + 1)))
    };
    let points = closure.points.iter().enumerate().map(at).collect::<Result<Vec<_>, _>>()?;
    let shape = match closure.shape.as_str() {
        "line" => ClosureShape::Line(points),
        "polygon" => ClosureShape::Polygon(points),
        _ => return Err(bad("shape", "line or polygon")),
    };
    let details = Closure {
        shape,
        reason: closure.reason.clone(),
        from_ms: closure.from_ms,
        until_ms: closure.until_ms,
        emergency_may_pass: closure.emergency_may_pass,
    };
    Ok(Command::SetClosure { closure: closure.id.as_deref().map(closure_id).transpose()?, details })
}

pub(super) fn place(input: &wire::PlaceInput) -> Result<Place, ApiError> {
    let at = Wgs84::new(input.lon, input.lat).map_err(|e| bad("place", e.to_string()))?;
    Ok(Place { at, label: input.label.trim().to_owned() })
}

pub(super) fn priority(text: &str) -> Result<Priority, ApiError> {
    Priority::from_code(text.trim()).ok_or_else(|| {
        error(ErrorCode::BadArgument, "refused.unknown_priority", "").field("priority").param("name", text)
    })
}

fn role(text: &str) -> Result<Role, ApiError> {
    Role::from_word(text.trim())
        .ok_or_else(|| error(ErrorCode::BadArgument, "refused.unknown_role", "").field("role").param("name", text))
}

pub(super) fn units(ids: &[String]) -> Result<Vec<UnitId>, ApiError> {
    if ids.len() > MOST_UNITS {
        return Err(bad("units", format!("at most {MOST_UNITS} units")));
    }
    Ok(ids.iter().map(|id| UnitId(id.trim().to_owned())).collect())
}

/// The command, after what its sender says to have seen: one request, so that all of it is done or nothing.
fn after_seen(floor: &Floor, seat: &Seat, command: Wire) -> Result<Vec<Command>, ApiError> {
    let seen = seen::read(floor, &command)?.map(Command::Expect);
    Ok(seen.into_iter().chain([to_domain(floor, seat, command)?]).collect())
}

fn to_domain(floor: &Floor, seat: &Seat, command: Wire) -> Result<Command, ApiError> {
    if let Some(order) = work::order(floor, &command)? {
        return Ok(Command::Work(order));
    }
    if let Some(order) = radio::order(floor, &command)? {
        return Ok(Command::Radio(order));
    }
    if let Some(order) = staff::order(floor, &command)? {
        return Ok(Command::Staff(order).despite(staff::despite(&command)));
    }
    if let Some(read) = resource::read(floor, seat, &command)? {
        return Ok(read);
    }
    if let Some(read) = ics::read(floor, &command)? {
        return Ok(read);
    }
    let incident = |text: &str| incident_id(floor, text);
    Ok(match command {
        Wire::OpenIncident(open) => opened(&open)?,
        Wire::SetPriority(set) => {
            Command::SetPriority { incident: incident(&set.incident)?, priority: priority(&set.priority)? }
        }
        Wire::SetIncidentType(set) => {
            Command::SetIncidentType { incident: incident(&set.incident)?, type_code: set.type_code }
        }
        Wire::MoveIncident(to) => Command::MoveIncident { incident: incident(&to.incident)?, place: place(&to.place)? },
        Wire::SetStatus(set) => Command::SetStatus {
            units: units(&set.units)?,
            status: status(&set.status)?,
            reason: set.reason,
            destination: set.destination,
        }
        .despite(set.despite),
        Wire::ClearUnits(clear) => {
            Command::ClearUnits { units: units(&clear.units)?, disposition: clear.disposition }.despite(clear.despite)
        }
        Wire::CloseIncident(close) => {
            let (incident, disposition) = (incident(&close.incident)?, close.disposition);
            if close.leaving {
                Command::CloseLeaving { incident, disposition }
            } else {
                Command::CloseIncident { incident, disposition }
            }
        }
        Wire::ReopenIncident(reopen) => {
            Command::ReopenIncident { incident: incident(&reopen.incident)?, reason: reopen.reason }
        }
        Wire::AcknowledgeWarning(ack) => Command::AcknowledgeWarning { key: WarningKey(ack.warning) },
        Wire::AddUnit(unit) => Command::AddUnits(vec![new_unit(&unit)?]),
        other @ (Wire::AttachCall(_)
        | Wire::DetachCall(_)
        | Wire::MergeIncidents(_)
        | Wire::SplitIncident(_)
        | Wire::LinkIncidents(_)
        | Wire::UnlinkIncidents(_)
        | Wire::Undo(_)) => ties::to_domain(floor, other)?,
        other => administration(floor, seat, other)?,
    })
}

fn opened(open: &wire::OpenIncident) -> Result<Command, ApiError> {
    let caller = open.caller.clone();
    Ok(Command::OpenIncident(OpenIncident {
        type_code: open.type_code.clone(),
        priority: open.priority.as_deref().map(priority).transpose()?,
        place: open.place.as_ref().map(place).transpose()?,
        what: open.what.clone(),
        caller_name: caller.as_ref().map(|c| c.name.clone()),
        caller_phone: caller.map(|c| c.phone),
        ring_ms: open.ring_ms,
        answered_ms: open.answered_ms,
        answers: intake::answers(&open.answers)?,
    }))
}

pub(super) fn status(text: &str) -> Result<UnitStatus, ApiError> {
    UnitStatus::from_code(text.trim())
        .ok_or_else(|| error(ErrorCode::BadArgument, "refused.unknown_status", "").field("status").param("name", text))
}

fn new_unit(unit: &wire::AddUnit) -> Result<NewUnit, ApiError> {
    let home = match (unit.lon, unit.lat) {
        (Some(lon), Some(lat)) => Some(Wgs84::new(lon, lat).map_err(|e| bad("lon", e.to_string()))?),
        (None, None) => None,
        _ => return Err(bad("lat", "lon and lat come together")),
    };
    Ok(NewUnit {
        unit: UnitId(unit.id.clone()),
        call_sign: unit.call_sign.clone(),
        kind: unit.kind.clone(),
        station: unit.station.clone(),
        home,
        agency: unit.agency.clone(),
        crew_group: unit.crew_group.clone(),
    })
}

fn administration(floor: &Floor, seat: &Seat, command: Wire) -> Result<Command, ApiError> {
    Ok(match command {
        Wire::AddFeed(feed) => {
            if feed.allow.len() > MOST_RANGES {
                return Err(bad("allow", format!("at most {MOST_RANGES} address ranges")));
            }
            let allow: Result<Vec<_>, _> = feed.allow.iter().map(|c| c.parse::<watchfloor_feeds::Cidr>()).collect();
            let allow = allow.map_err(|e| bad("allow", e.to_string()))?;
            watchfloor_feeds::check_url(&feed.url, &allow).map_err(|e| bad("url", e.to_string()))?;
            Command::AddFeed {
                feed: FeedId(feed.id),
                url: feed.url,
                allow: feed.allow,
                interval_s: feed.interval_s.unwrap_or(FEED_INTERVAL_S),
            }
        }
        Wire::RemoveFeed(feed) => Command::RemoveFeed { feed: FeedId(feed.id) },
        Wire::ActivateArea(area) => {
            allowed(seat, "activate_area")?;
            Command::ActivateArea(floor.area(&area.name)?)
        }
        Wire::SetClosure(closure) => set_closure(&closure)?,
        Wire::LiftClosure(lift) => Command::LiftClosure { closure: closure_id(&lift.id)?, reason: lift.reason },
        Wire::SetAlias(alias) => Command::SetAlias(Alias { place: place(&alias.place)?, text: alias.text }),
        Wire::RemoveAlias(alias) => Command::RemoveAlias { text: alias.text },
        Wire::CreateUser(user) => create_user(floor, &user)?,
        Wire::SetPassword(set) => {
            Command::SetPassword { verifier: verifier(floor, &set.password)?, user: UserId(set.user) }
        }
        Wire::DisableUser(end) => Command::DisableUser { user: UserId(end.user), reason: end.reason },
        Wire::SetNumbering(set) => Command::SetNumbering(Numbering {
            reset: Reset::from_word(&set.reset).ok_or_else(|| bad("reset", "one of never, yearly, monthly, daily"))?,
            template: set.template,
        }),
        Wire::SetBackupPlace(set) => Command::SetBackupPlace { dir: backup_dir(floor, &set.dir)? },
        Wire::EraseSubject(erase) => Command::EraseSubject { subject: SubjectId(erase.subject), reason: erase.reason },
        Wire::SetPlan(plan) => Command::SetPlan { text: plan.text },
        Wire::SetDrillClock(clock) => floor.drill_clock(clock.paused, clock.speed)?,
        // Answered before they come here, or by `to_domain`.
        Wire::Line(_)
        | Wire::ReportPosition(_)
        | Wire::ReportPositions(_)
        | Wire::ImportArea(_)
        | Wire::CancelAreaImport(_)
        | Wire::AddLayer(_)
        | Wire::RemoveLayer(_)
        | Wire::AddBasemap(_)
        | Wire::RemoveBasemap(_)
        | Wire::CancelLayer(_)
        | Wire::ImportUnits(_)
        | Wire::ImportCameras(_)
        | Wire::ImportAreaCameras(_)
        | Wire::IngestWarning(_)
        | Wire::BackupNow(_)
        | Wire::ExportPlan(_)
        | Wire::AttachFile(_)
        | Wire::ExportAttachment(_)
        | Wire::ShelveAlarm(_)
        | Wire::UnshelveAlarm(_)
        | Wire::OpenIncident(_)
        | Wire::AddNote(_)
        | Wire::SetPriority(_)
        | Wire::SetIncidentType(_)
        | Wire::MoveIncident(_)
        | Wire::AssignUnits(_)
        | Wire::SetStatus(_)
        | Wire::ClearUnits(_)
        | Wire::CloseIncident(_)
        | Wire::ReopenIncident(_)
        | Wire::AcknowledgeWarning(_)
        | Wire::RaiseAlarm(_)
        | Wire::AnswerQuestion(_)
        | Wire::EnterCard(_)
        | Wire::SetPremise(_)
        | Wire::EndPremise(_)
        | Wire::SetPaperBoard(_)
        | Wire::AddUnit(_)
        | Wire::AttachCall(_)
        | Wire::DetachCall(_)
        | Wire::MergeIncidents(_)
        | Wire::SplitIncident(_)
        | Wire::LinkIncidents(_)
        | Wire::UnlinkIncidents(_)
        | Wire::Undo(_)
        | Wire::RaiseEmergency(_)
        | Wire::AcknowledgeEmergency(_)
        | Wire::ClearEmergency(_)
        | Wire::SetWelfare(_)
        | Wire::StartPar(_)
        | Wire::CallPar(_)
        | Wire::AnswerPar(_)
        | Wire::EndPar(_)
        | Wire::SetStatusCode(_)
        | Wire::AnswerRequest(_)
        | Wire::SetStatusCodes(_)
        | Wire::SwapUnits(_)
        | Wire::RelieveUnit(_)
        | Wire::LateStatus(_)
        | Wire::ClaimIncident(_)
        | Wire::ReleaseIncident(_)
        | Wire::HandOver(_)
        | Wire::AcceptHandOver(_)
        | Wire::DeclineHandOver(_)
        | Wire::WithdrawHandOver(_)
        | Wire::ReadMentions(_)
        | Wire::StartProcedure(_)
        | Wire::DoStep(_)
        | Wire::UndoStep(_)
        | Wire::AddTask(_)
        | Wire::FinishTask(_)
        | Wire::SetLanes(_)
        | Wire::SetTrafficTime(_)
        | Wire::SetTrafficFlags(_)
        | Wire::WithdrawAttachment(_)
        | Wire::ApproveSign(_)
        | Wire::SetPreference(_)
        | Wire::LogOn(_)
        | Wire::LogOff(_)
        | Wire::ImportRoster(_)
        | Wire::StackIncident(_)
        | Wire::UnstackIncident(_)
        | Wire::TakePost(_)
        | Wire::LeavePost(_)
        | Wire::SetSector(_)
        | Wire::CloseSector(_)
        | Wire::SectorUnits(_)
        | Wire::AddObjective(_)
        | Wire::SetObjective(_)
        | Wire::MoveObjective(_)
        | Wire::CountCasualties(_)
        | Wire::DeclareMajor(_)
        | Wire::StandDown(_)
        | Wire::SetSite(_)
        | Wire::CloseSite(_)
        | Wire::SendToSite(_)
        | Wire::SetHospital(_)
        | Wire::ImportHospitals(_)
        | Wire::SetShelter(_)
        | Wire::SetStock(_)
        | Wire::MoveStock(_)
        | Wire::SetTow(_)
        | Wire::RemoveResource(_)
        | Wire::CallTow(_)
        | Wire::SkipTow(_)
        | Wire::LogRadio(_)
        | Wire::CorrectRadio(_) => {
            return Err(error(ErrorCode::Internal, "refused.internal", "a verb went to the wrong room"));
        }
    })
}

/// A new account as a command; its password is hashed here, where there is time.
pub(crate) fn create_user(floor: &Floor, user: &wire::CreateUser) -> Result<Command, ApiError> {
    Ok(Command::CreateUser {
        user: UserId(user.user.clone()),
        display_name: user.display_name.clone(),
        role: role(&user.role)?,
        verifier: verifier(floor, &user.password)?,
    })
}

fn verifier(floor: &Floor, password: &str) -> Result<String, ApiError> {
    let shortest = if floor.engine.is_drill() { SHORTEST_IN_DRILL } else { accounts::SHORTEST_PASSWORD };
    let length = password.chars().count();
    if length < shortest || password.len() > LONGEST_PASSWORD {
        return Err(error(ErrorCode::BadArgument, "refused.password_length", "")
            .field("password")
            .param("limit", shortest.to_string()));
    }
    let internal = |why: String| error(ErrorCode::Internal, "refused.internal", &why);
    accounts::verifier(password, &system::random::<16>().map_err(internal)?).map_err(internal)
}

/// The second place must be a folder that can be written, apart from the data folder.
fn backup_dir(floor: &Floor, dir: &str) -> Result<Option<String>, ApiError> {
    if dir.trim().is_empty() {
        return Ok(None);
    }
    let path = std::path::Path::new(dir.trim());
    if !path.is_absolute() {
        return Err(bad("dir", "an absolute path"));
    }
    std::fs::create_dir_all(path).map_err(|e| bad("dir", e.to_string()))?;
    let path = path.canonicalize().map_err(|e| bad("dir", e.to_string()))?;
    if path.starts_with(&floor.data) {
        return Err(bad("dir", "a place outside the data folder, best on another disk"));
    }
    Ok(Some(path.display().to_string()))
}

/// Telemetry: not in the log until it decides something.
fn position(floor: &Floor, report: &wire::ReportPosition) -> Result<Receipt, ApiError> {
    let (unit, fix) = fix(&floor.engine.board(), floor.engine.clock.now_ms(), report)?;
    floor.engine.telemetry.report(unit.clone(), fix);
    Ok(Receipt { id: Some(unit.0), ..telemetry(Vec::new()) })
}

/// Many at once, as one look at the board and the clock: the good ones are taken, the others are named.
fn positions(floor: &Floor, reports: &[wire::ReportPosition]) -> Result<Receipt, ApiError> {
    if reports.len() > MOST_FIXES {
        return Err(bad("fixes", format!("at most {MOST_FIXES}")));
    }
    let (board, now_ms) = (floor.engine.board(), floor.engine.clock.now_ms());
    let (mut good, mut faults) = (Vec::with_capacity(reports.len()), Vec::new());
    for (line, report) in (1_u32..).zip(reports) {
        match fix(&board, now_ms, report) {
            Ok(taken) => good.push(taken),
            Err(why) => faults.push(wire::RowFault {
                line,
                field: why.field.unwrap_or_default(),
                message: why.message,
                text: report.unit.chars().take(LONGEST_WORD).collect(),
            }),
        }
    }
    drop(board);
    floor.engine.telemetry.report_all(good);
    Ok(telemetry(faults))
}

fn telemetry(refused_rows: Vec<wire::RowFault>) -> Receipt {
    Receipt {
        seq: None,
        kept: "telemetry".into(),
        lines: Vec::new(),
        id: None,
        number: None,
        refused_rows,
        undo_until_ms: None,
    }
}

fn fix(board: &Board, now_ms: i64, report: &wire::ReportPosition) -> Result<(UnitId, Fix), ApiError> {
    let unit = board.unit(&UnitId(report.unit.clone())).map(|u| u.id.clone()).map_err(|r| refused(&r))?;
    let datum: Datum = match report.datum.as_deref() {
        Some(datum) => datum.parse().map_err(|_| bad("datum", "one of wgs84, cgcs2000, gcj02, bd09"))?,
        None => Datum::Wgs84,
    };
    let at = datum.to_wgs84(report.lon, report.lat).map_err(|e| bad("lon", e.to_string()))?;
    let time_ms = report.time_ms.unwrap_or(now_ms);
    if time_ms > now_ms + 300_000 {
        return Err(bad("time_ms", "more than five minutes in the future"));
    }
    let accuracy_m = report.accuracy_m.filter(|a| a.is_finite() && *a >= 0.0);
    let source: String = report.source.as_deref().unwrap_or("rpc").chars().take(LONGEST_WORD).collect();
    Ok((unit, Fix { at, time_ms, accuracy_m, source }))
}

fn ingest(floor: &Floor, seat: &Seat, document: &wire::IngestWarning) -> Result<Receipt, ApiError> {
    allowed(seat, "ingest_warning")?;
    if document.source.is_empty() || document.source.len() > LONGEST_SOURCE {
        return Err(bad("source", format!("1 to {LONGEST_SOURCE} bytes")));
    }
    let body = match (&document.text, &document.base64) {
        (Some(text), None) => text.clone().into_bytes(),
        (None, Some(text)) => {
            base64::engine::general_purpose::STANDARD.decode(text).map_err(|e| bad("base64", e.to_string()))?
        }
        _ => return Err(bad("text", "either text or base64")),
    };
    // In the name of the person, not of a feed: whoever brings a warning in by hand answers for it.
    let delivery = Delivery { source: &document.source, url: None, body: &body, charset: None };
    floor.ingest(&floor.actor(seat), &delivery)
}

/// A window writes only to the place an administrator set; another path is for the folder's owner.
fn backup(floor: &Floor, seat: &Seat, dir: Option<&str>) -> Result<Receipt, ApiError> {
    allowed(seat, "backup_now")?;
    if dir.is_some() && !seat.owner {
        return Err(bad("dir", "only the folder's owner names another place"));
    }
    let dir = dir.map(|dir| backup_dir(floor, dir)).transpose()?.flatten();
    floor.backup_now(&floor.actor(seat), dir.as_deref())
}
