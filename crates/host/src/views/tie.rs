//! Further calls, parts and relations of an incident.

use super::incident::caller;
use watchfloor_api::link::{CallView, IncidentRef, LinkView};
use watchfloor_api::view::PlaceView;
use watchfloor_domain::Board;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::link::Call;
use watchfloor_domain::types::Role;
use watchfloor_engine::ports::Vault;

/// An incident by its number, which is its identity once it left the board.
pub(super) fn named(board: &Board, id: IncidentId) -> IncidentRef {
    IncidentRef { id: id.to_string(), number: board.number_of(id) }
}

/// A further call; the caller is masked as that of the incident is.
pub(super) fn call(vault: &dyn Vault, call: &Call, role: Role) -> CallView {
    CallView {
        id: call.id.to_string(),
        at_ms: call.at_ms,
        by: call.by.clone(),
        caller: call.caller.as_ref().map(|known| caller(vault, known, role)),
        what: vault.open(&call.what),
        place: call.place.as_ref().map(|p| PlaceView { lon: p.at.lon(), lat: p.at.lat(), label: p.label.clone() }),
        ring_ms: call.ring_ms,
        answered_ms: call.answered_ms,
    }
}

/// What an incident is tied to.
pub(super) fn links(board: &Board, id: IncidentId) -> Vec<LinkView> {
    let view = |(other, kind): (IncidentId, &str)| {
        let other = board.incidents.get(&other)?;
        Some(LinkView {
            id: other.id.to_string(),
            number: other.number.clone(),
            type_code: other.type_code.clone(),
            state: other.state().word().to_owned(),
            kind: kind.to_owned(),
        })
    };
    board.links_of(id).filter_map(view).collect()
}
