//! Roads as the agency knows them: closures, and its own names for places.

use super::{Context, text};
use crate::board::Board;
use crate::command::Command;
use crate::event::{AliasRemoved, AliasSet, ClosureLifted, ClosureSet, Event};
use crate::ids::ClosureId;
use crate::rejection::Rejection;
use crate::types::{Alias, Closure, ClosureShape};

/// Most points of one closure.
const MOST_POINTS: usize = 1_000;
/// Most closures that have not been lifted.
const MOST_CLOSURES: usize = 5_000;
/// Most names of the agency's own.
const MOST_ALIASES: usize = 100_000;

pub(super) fn decide(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let event = match command {
        Command::SetClosure { closure, details } => closed(board, *closure, details, ctx)?,
        Command::LiftClosure { closure, reason } => lifted(board, *closure, reason)?,
        Command::SetAlias(alias) => alias_set(board, alias)?,
        Command::RemoveAlias { text } => alias_removed(board, text)?,
        _ => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

pub(super) fn closed(
    board: &Board,
    id: Option<ClosureId>,
    details: &Closure,
    ctx: &Context,
) -> Result<Event, Rejection> {
    text("reason", &details.reason)?;
    let (count, least) = match &details.shape {
        ClosureShape::Line(points) => (points.len(), 2),
        ClosureShape::Polygon(points) => (points.len(), 3),
    };
    if count < least {
        return Err(Rejection::argument("points", "refused.closure_points").with("least", least.to_string()));
    }
    if count > MOST_POINTS {
        return Err(Rejection::argument("points", "refused.closure_large").with("most", MOST_POINTS.to_string()));
    }
    if let (Some(from), Some(until)) = (details.from_ms, details.until_ms)
        && until <= from
    {
        return Err(Rejection::argument("until_ms", "refused.closure_window"));
    }
    if details.until_ms.is_some_and(|until| until <= ctx.now_ms) {
        return Err(Rejection::argument("until_ms", "refused.closure_over"));
    }
    match id {
        Some(id) if !board.closures.contains_key(&id) => {
            return Err(Rejection::not_found("id", "refused.no_such_closure", id.to_string()));
        }
        None if board.closures.len() >= MOST_CLOSURES => {
            return Err(Rejection::rule("refused.closures_full").with("most", MOST_CLOSURES.to_string()));
        }
        _ => {}
    }
    let details = Closure { reason: details.reason.trim().to_owned(), ..details.clone() };
    Ok(ClosureSet { closure: id.unwrap_or(ClosureId(ctx.fresh)), details }.into())
}

fn lifted(board: &Board, closure: ClosureId, reason: &str) -> Result<Event, Rejection> {
    if !board.closures.contains_key(&closure) {
        return Err(Rejection::not_found("id", "refused.no_such_closure", closure.to_string()));
    }
    Ok(ClosureLifted { closure, reason: text("reason", reason)?.to_owned() }.into())
}

fn alias_set(board: &Board, alias: &Alias) -> Result<Event, Rejection> {
    let name = text("text", &alias.text)?;
    if name.chars().count() > 200 {
        return Err(Rejection::argument("text", "refused.too_long").with("limit", "200"));
    }
    let place = crate::types::Place { label: alias.place.label.trim().to_owned(), ..alias.place.clone() };
    let alias = Alias { text: name.to_owned(), place };
    if board.aliases.get(&alias.text) == Some(&alias.place) {
        return Err(Rejection::rule("refused.same_alias").with("name", alias.text));
    }
    if board.aliases.len() >= MOST_ALIASES {
        return Err(Rejection::rule("refused.aliases_full").with("most", MOST_ALIASES.to_string()));
    }
    Ok(AliasSet { alias }.into())
}

fn alias_removed(board: &Board, name: &str) -> Result<Event, Rejection> {
    let name = text("text", name)?;
    if !board.aliases.contains_key(name) {
        return Err(Rejection::not_found("text", "refused.no_such_alias", name));
    }
    Ok(AliasRemoved { text: name.to_owned() }.into())
}
