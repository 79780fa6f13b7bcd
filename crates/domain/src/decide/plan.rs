//! The dispatch plan: put in force only when it has no fault.

use crate::board::Board;
use crate::event::{Event, PlanSet};
use crate::plan::in_force::digest;
use crate::plan::{Fault, read};
use crate::rejection::Rejection;

/// Open incidents keep their type's code when the new plan no longer has it: the log says what was decided, not what it
/// would be called today.
pub(super) fn set(board: &Board, text: &str) -> Result<Vec<Event>, Rejection> {
    let plan = read(text).map_err(|faults| refused(&faults))?;
    let sha256 = digest(text);
    if board.plan.set.is_some() && board.plan.sha256() == sha256 {
        return Err(Rejection::rule("refused.same_plan").with("name", plan.name));
    }
    Ok(vec![PlanSet { name: plan.name, edition: plan.edition, sha256, text: text.to_owned() }.into()])
}

/// Refused with the first fault, its line and its reason; `check_plan` tells all of them.
fn refused(faults: &[Fault]) -> Rejection {
    let Some(first) = faults.first() else { return Rejection::argument("text", "refused.plan_empty") };
    let field = format!("line {}, {}", first.line, first.field);
    first
        .params
        .iter()
        .fold(Rejection::argument(field, first.key), |refusal, (name, value)| refusal.with(name, value.clone()))
}
