//! Accounts, feeds, cameras, area, numbering, copies, consoles, erasure.

use super::{Context, text};
use crate::board::Board;
use crate::command::{BackupOutcome, Command, FeedFault};
use crate::event::{
    AreaActivated, BackupFailed, BackupPlaceSet, BackupVerified, CameraRegistered, ConsoleStarted, ConsoleStopped,
    DrillClockSet, Event, FeedAdded, FeedFaulted, FeedRemoved, FeedStateChanged, LayerAdded, LayerRemoved,
    NumberingSet, PasswordSet, SignOnRefused, SignedOff, SignedOn, SubjectErased, UserCreated, UserDisabled,
};
use crate::ids::{FeedId, SubjectId, UserId};
use crate::number;
use crate::personal::Personal;
use crate::rejection::Rejection;
use crate::types::{Area, Camera, MapLayer, Role};

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::RegisterCameras(cameras) => Ok(cameras.iter().filter_map(|c| registered(board, c)).collect()),
        Command::AddFeed { feed, url, allow, interval_s } => {
            let added =
                FeedAdded { feed: feed.clone(), url: url.clone(), allow: allow.clone(), interval_s: *interval_s };
            Ok(vec![feed_added(board, added)?])
        }
        Command::RemoveFeed { feed } => Ok(vec![feed_removed(board, feed)?]),
        Command::NoteFeedFault(fault) => Ok(feed_faulted(board, fault)),
        Command::NoteFeedState { feed, state, error } => Ok(feed_state(board, feed, state, error.as_ref())),
        Command::ActivateArea(area) => Ok(vec![area_activated(area)?]),
        Command::AddLayer(layer) => Ok(vec![layer_added(layer)?]),
        Command::RemoveLayer { sort, id } => {
            Ok(vec![LayerRemoved { sort: *sort, id: text("id", id)?.to_owned() }.into()])
        }
        Command::SetNumbering(numbering) => {
            if board.plan.set.is_some() && board.plan().numbering.is_some() {
                return Err(Rejection::rule("refused.in_plan").with("name", &board.plan().name));
            }
            number::check(&numbering.template).map_err(|key| Rejection::argument("template", key))?;
            Ok(vec![NumberingSet { numbering: numbering.clone() }.into()])
        }
        Command::SetBackupPlace { dir } => Ok(vec![BackupPlaceSet { dir: dir.clone() }.into()]),
        Command::EraseSubject { subject, reason } => Ok(vec![erased(subject, reason)?]),
        Command::SetDrillClock { console, paused, speed } => Ok(vec![drill_clock(console, *paused, *speed, ctx)?]),
        Command::CreateUser { .. }
        | Command::SetPassword { .. }
        | Command::DisableUser { .. }
        | Command::NoteSignOn { .. }
        | Command::NoteSignOff { .. }
        | Command::NoteSignOnRefused { .. } => users(board, command, ctx),
        Command::NoteStarted { console, version, sqlite, clean } => Ok(vec![
            ConsoleStarted {
                console: console.clone(),
                version: version.clone(),
                sqlite: sqlite.clone(),
                clean: *clean,
            }
            .into(),
        ]),
        Command::NoteStopped { console } => Ok(vec![ConsoleStopped { console: console.clone() }.into()]),
        Command::NoteBackup(outcome) => Ok(vec![backup(outcome)]),
        _ => Ok(Vec::new()),
    }
}

fn layer_added(layer: &MapLayer) -> Result<Event, Rejection> {
    text("id", &layer.id)?;
    let title = text("name", &layer.title)?.to_owned();
    text("file", &layer.source)?;
    Ok(LayerAdded { layer: MapLayer { title, ..layer.clone() } }.into())
}

/// JSON cannot hold a number that is none: such an event could be written and never read again.
fn area_activated(area: &Area) -> Result<Event, Rejection> {
    let [west, south, east, north] = area.bounds;
    let on_earth = -180.0 <= west && west <= east && east <= 180.0 && -90.0 <= south && south <= north && north <= 90.0;
    if !on_earth {
        return Err(Rejection::argument("bounds", "refused.area_bounds"));
    }
    Ok(AreaActivated { area: area.clone() }.into())
}

/// A camera described again in the same words changes nothing.
fn registered(board: &Board, camera: &Camera) -> Option<Event> {
    (board.cameras.get(&camera.id) != Some(camera))
        .then(|| CameraRegistered { camera: camera.id.clone(), details: camera.clone() }.into())
}

fn feed_added(board: &Board, feed: FeedAdded) -> Result<Event, Rejection> {
    text("id", &feed.feed.0)?;
    let id = feed.feed.0.as_str();
    if id.len() > 40 || !id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
        return Err(Rejection::argument("id", "refused.feed_id").with("name", id));
    }
    if text("url", &feed.url)?.len() > 2_000 {
        return Err(Rejection::argument("url", "refused.too_long").with("limit", "2000"));
    }
    if feed.interval_s < 10 || feed.interval_s > 86_400 {
        let (key, limit) =
            if feed.interval_s < 10 { ("refused.interval", "10") } else { ("refused.interval_long", "86400") };
        return Err(Rejection::argument("interval_s", key).with("limit", limit));
    }
    if board
        .feeds
        .get(&feed.feed)
        .is_some_and(|f| f.url == feed.url && f.allow == feed.allow && f.interval_s == feed.interval_s)
    {
        return Err(Rejection::rule("refused.same_feed").with("name", id));
    }
    Ok(feed.into())
}

fn feed_removed(board: &Board, feed: &FeedId) -> Result<Event, Rejection> {
    if !board.feeds.contains_key(feed) {
        return Err(Rejection::not_found("id", "refused.no_such_feed", &feed.0));
    }
    Ok(FeedRemoved { feed: feed.clone() }.into())
}

/// The same fault again and again is one fault: kept once.
fn feed_faulted(board: &Board, fault: &FeedFault) -> Vec<Event> {
    let is_same = |(code, why): &(String, String)| *code == fault.code && *why == fault.why;
    if board.feeds.get(&fault.feed).is_some_and(|feed| feed.known_faults.iter().any(is_same)) {
        return Vec::new();
    }
    let FeedFault { feed, url, code, why, raw } = fault.clone();
    vec![FeedFaulted { feed, url, code, why, raw }.into()]
}

fn feed_state(board: &Board, feed: &FeedId, state: &str, error: Option<&String>) -> Vec<Event> {
    match board.feeds.get(feed) {
        Some(held) if held.state != state => vec![
            FeedStateChanged {
                feed: feed.clone(),
                state: state.to_owned(),
                from: held.state.clone(),
                error: error.cloned(),
            }
            .into(),
        ],
        _ => Vec::new(),
    }
}

fn erased(subject: &SubjectId, reason: &str) -> Result<Event, Rejection> {
    let name = text("subject", &subject.0)?;
    if !name.contains('/') || name.len() > 120 {
        return Err(Rejection::argument("subject", "refused.subject").with("name", name));
    }
    Ok(SubjectErased { subject: SubjectId(name.to_owned()), reason: text("reason", reason)?.to_owned() }.into())
}

fn drill_clock(console: &str, paused: bool, speed: f64, ctx: &Context) -> Result<Event, Rejection> {
    if !ctx.drill {
        return Err(Rejection::rule("refused.not_a_drill"));
    }
    if !(1.0..=60.0).contains(&speed) {
        return Err(Rejection::argument("speed", "refused.drill_speed"));
    }
    Ok(DrillClockSet { console: console.to_owned(), paused, speed }.into())
}

fn backup(outcome: &BackupOutcome) -> Event {
    match outcome.clone() {
        BackupOutcome::Verified { console, path, gseq, sha256, ms } => {
            BackupVerified { console, path, gseq, sha256, ms }.into()
        }
        BackupOutcome::Failed { console, path, why } => BackupFailed { console, path, why }.into(),
    }
}

fn users(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let event = match command {
        Command::CreateUser { user, display_name, role, verifier } => {
            user_id(user)?;
            if board.users.contains_key(user) {
                return Err(Rejection::rule("refused.user_exists").with("name", &user.0));
            }
            let subject = SubjectId(format!("user/{user}"));
            let name = text("display_name", display_name)?;
            let display_name = Personal::clear(subject, name);
            UserCreated { user: user.clone(), display_name, role: *role, verifier: verifier.clone() }.into()
        }
        Command::SetPassword { user, verifier } => {
            known(board, user)?;
            // Everyone may change their own; another's only an administrator.
            if ctx.role.is_some_and(|role| role != Role::Administrator) && ctx.actor != user.0 {
                return Err(Rejection::rule("refused.others_password"));
            }
            PasswordSet { user: user.clone(), verifier: verifier.clone() }.into()
        }
        Command::DisableUser { user, reason } => disabled(board, user, reason)?,
        Command::NoteSignOn { user, seat } => {
            let role = board.users.get(user).map_or(Role::Administrator, |u| u.role);
            SignedOn { user: user.clone(), role, seat: seat.clone() }.into()
        }
        Command::NoteSignOff { user, seat } => SignedOff { user: user.clone(), seat: seat.clone() }.into(),
        Command::NoteSignOnRefused { user, why } => SignOnRefused { user: user.clone(), why: why.clone() }.into(),
        _ => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

fn user_id(user: &UserId) -> Result<(), Rejection> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    if user.0.is_empty() || user.0.len() > 32 || !user.0.bytes().all(plain) {
        return Err(Rejection::argument("user", "refused.user_id").with("name", &user.0));
    }
    Ok(())
}

fn known(board: &Board, user: &UserId) -> Result<(), Rejection> {
    if board.users.contains_key(user) {
        Ok(())
    } else {
        Err(Rejection::not_found("user", "refused.no_such_user", &user.0))
    }
}

/// The last administrator cannot be ended: nobody could make another.
fn disabled(board: &Board, user: &UserId, reason: &str) -> Result<Event, Rejection> {
    known(board, user)?;
    let another = board.users.iter().any(|(id, u)| id != user && u.role == Role::Administrator && !u.disabled);
    let is_administrator = board.users.get(user).is_some_and(|u| u.role == Role::Administrator);
    if is_administrator && !another {
        return Err(Rejection::rule("refused.last_administrator"));
    }
    Ok(UserDisabled { user: user.clone(), reason: text("reason", reason)?.to_owned() }.into())
}
