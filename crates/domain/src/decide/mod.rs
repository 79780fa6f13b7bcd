//! Commands become events, or a refusal that can be explained. One room per subject.

mod admin;
mod alarm;
mod attach;
mod crew;
mod harm;
mod ics;
mod incident;
mod intake;
mod link;
mod plan;
mod procedure;
mod radio;
mod resource;
mod road;
mod seen;
mod site;
mod staff;
mod traffic;
mod undo;
mod unit;
mod warning;
mod work;

use crate::board::{Board, Incident};
use crate::command::{Command, may};
use crate::event::{Cause, Event};
use crate::ids::{IncidentId, UnitId};
use crate::rejection::{Kind, Rejection};
use crate::shelf;
use crate::timer;
use crate::types::{Fix, Role};
pub use attach::attached_under;
pub use intake::questions;
pub use link::{MOST_CALLS, MOST_LINKS};
pub use procedure::procedures;
pub use site::named as named_site;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest operator text in one field, in bytes (`security-and-feeds.md` 7).
pub const MAX_FIELD: usize = 8 * 1024;

/// What a decision needs from outside the board.
#[derive(Clone, Debug)]
pub struct Context {
    /// UTC milliseconds.
    pub now_ms: i64,
    /// Minutes east of UTC, for printed numbers.
    pub zone_offset_min: i32,
    /// Who asks: a user, a rule, or a feed.
    pub actor: String,
    /// `None` for rules and feeds, which ask for nothing a role could forbid.
    pub role: Option<Role>,
    pub cause: Cause,
    pub drill: bool,
    /// A fresh identity for what the command makes.
    pub fresh: Uuid,
    /// The identity the next call's incident gets. Chosen ahead, so that its subjects' keys are on disk before it comes.
    pub call: IncidentId,
    /// Latest known positions of the units the command names.
    pub fixes: BTreeMap<UnitId, Fix>,
    /// An incident that left the board long ago, read from the log because the command names it.
    pub recalled: Option<Incident>,
}

/// Tries a command against a board. Pure: preview is this without append.
pub fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Despite { command, reason } => decided(board, command, ctx, Some(reason)),
        command => decided(board, command, ctx, None),
    }
}

/// `despite`: why a person goes on although they were told what stands against it.
fn decided(board: &Board, command: &Command, ctx: &Context, despite: Option<&str>) -> Result<Vec<Event>, Rejection> {
    if let Some(role) = ctx.role {
        let call = command.call();
        if call != "internal" && !may(role, call) {
            return Err(Rejection::new(Kind::Forbidden, "refused.role").with("role", role.word()).with("call", call));
        }
    }
    match command {
        Command::Expect(seen) => seen::unchanged(board, seen),
        Command::OpenIncident(_)
        | Command::AddNote { .. }
        | Command::SetPriority { .. }
        | Command::SetIncidentType { .. }
        | Command::MoveIncident { .. }
        | Command::ReopenIncident { .. } => incident::decide(board, command, ctx),
        Command::CloseIncident { .. } | Command::CloseLeaving { .. } => {
            Ok(staff::follow(board, incident::decide(board, command, ctx)?, ctx))
        }
        Command::MergeIncidents { .. } => Ok(staff::follow(board, link::decide(board, command, ctx)?, ctx)),
        Command::AssignUnits { .. } | Command::SetStatus { .. } | Command::ClearUnits { .. } | Command::AddUnits(_) => {
            let events = unit::decide(board, command, ctx)?;
            staff::one_vehicle_each(board, &events)?;
            Ok(staff::follow(board, harm::weighed(board, events, despite, ctx)?, ctx))
        }
        Command::ReceiveWarning(_) | Command::AcknowledgeWarning { .. } | Command::NoteNotified { .. } => {
            warning::decide(board, command, ctx)
        }
        Command::Tick => {
            let mut due = warning::decide(board, command, ctx)?;
            due.extend(timer::due(board, ctx.now_ms));
            due.extend(shelf::due(board, ctx.now_ms));
            Ok(due)
        }
        Command::Crew(command) => {
            let events = crew::decide(board, command, ctx)?;
            Ok(staff::follow(board, harm::weighed(board, events, despite, ctx)?, ctx))
        }
        Command::Staff(order) => {
            let events = staff::decide(board, order, ctx)?;
            Ok(staff::follow(board, harm::weighed(board, events, despite, ctx)?, ctx))
        }
        Command::SetClosure { .. }
        | Command::LiftClosure { .. }
        | Command::SetAlias(_)
        | Command::RemoveAlias { .. } => road::decide(board, command, ctx),
        Command::NoteRecommended { .. } | Command::RaiseAlarm { .. } => alarm::decide(board, command),
        Command::SetPlan { text } => plan::set(board, text),
        Command::AttachCall { .. }
        | Command::DetachCall { .. }
        | Command::SplitIncident { .. }
        | Command::LinkIncidents { .. }
        | Command::UnlinkIncidents { .. } => link::decide(board, command, ctx),
        Command::Undo { event } => undo::decide(board, *event, ctx),
        Command::Work(order) => work::decide(board, order, ctx),
        Command::Shelf(asked) => shelf::decide(board, asked, ctx.now_ms, ctx.drill),
        Command::Intake(ask) => intake::decide(board, ask, ctx),
        Command::Ics(order) => ics::decide(board, order),
        Command::Site(order) => site::decide(board, order, ctx),
        Command::Resource(order) => resource::decide(board, order, ctx),
        Command::Radio(order) => radio::decide(board, order, ctx),
        _ => admin::decide(board, command, ctx),
    }
}

/// The next instant at which time alone changes something.
pub fn next_due(board: &Board, now_ms: i64) -> Option<i64> {
    warning::next_due(board, now_ms).into_iter().chain(timer::next_due(board)).chain(shelf::next_due(board)).min()
}

/// Operator text of one field: bounded, trimmed, not empty.
pub(crate) fn text<'a>(field: &str, text: &'a str) -> Result<&'a str, Rejection> {
    let text = bounded(field, text)?.trim();
    if text.is_empty() { Err(Rejection::argument(field, "refused.empty")) } else { Ok(text) }
}

/// Operator text of one field that may be empty.
fn bounded<'a>(field: &str, text: &'a str) -> Result<&'a str, Rejection> {
    if text.len() > MAX_FIELD {
        return Err(Rejection::argument(field, "refused.too_long").with("limit", MAX_FIELD.to_string()));
    }
    shown(field, text)?;
    Ok(text)
}

/// Text that reads as it is stored: no control characters beside a new line and a tab, and none that turn the direction of
/// what follows them (Unicode TR 36, 3.2), with which a line of the log could be made to look like another.
fn shown(field: &str, text: &str) -> Result<(), Rejection> {
    let hidden = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.chars().find(hidden) {
        Some(_) => Err(Rejection::argument(field, "refused.control_character")),
        None => Ok(()),
    }
}
