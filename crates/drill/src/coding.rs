//! The drill speaks in the codes of the international starter set; a centre may have set a plan with others. What is said
//! is put into the codes of the plan in force, so that nothing of the drill is refused.

use watchfloor_domain::plan::InForce;
use watchfloor_domain::{Board, Command};

/// The command in the codes of the board's plan.
pub(crate) fn coded(board: &Board, mut command: Command) -> Command {
    match &mut command {
        Command::OpenIncident(open) if board.plan().typ(&open.type_code).is_none() => {
            let meant = board.plan.recogniser().recognise(&open.what);
            open.type_code = meant.map_or_else(|| board.plan().unknown.clone(), |found| found.typ);
        }
        Command::ClearUnits { disposition: Some(code), .. } | Command::CloseIncident { disposition: code, .. } => {
            *code = disposition(board, code);
        }
        _ => {}
    }
    command
}

/// The plan's disposition that others read as the same (APCO ANS 1.111.2); the usual one where there is none.
fn disposition(board: &Board, code: &str) -> String {
    let plan = board.plan();
    if plan.disposition(code).is_some() {
        return code.to_owned();
    }
    let set = InForce::default();
    let common = set.plan().disposition(code).and_then(|d| d.common.as_ref());
    let same = common.and_then(|common| plan.dispositions.iter().find(|d| d.common.as_ref() == Some(common)));
    same.map_or_else(|| plan.cleared.clone(), |d| d.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_domain::ids::IncidentId;
    use watchfloor_domain::plan::in_force::CHINESE;

    #[test]
    fn a_centre_with_codes_of_its_own_hears_its_own() {
        let board = Board { plan: InForce::new(CHINESE, 0, "chief"), ..Board::default() };
        let close = |code: &str| match coded(
            &board,
            Command::CloseIncident { incident: IncidentId(uuid::Uuid::nil()), disposition: code.into() },
        ) {
            Command::CloseIncident { disposition, .. } => disposition,
            other => unreachable!("{other:?}"),
        };
        assert_eq!([close("DUP"), close("TRANSP"), close("REFUSE"), close("WB")], ["CFBJ", "ZSSY", "CZWB", "WB"]);
    }
}
