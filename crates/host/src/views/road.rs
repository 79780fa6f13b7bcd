//! Closures and the agency's own names.

use watchfloor_api::view::{AliasRow, ClosureRow};
use watchfloor_domain::Board;
use watchfloor_domain::board::RoadClosure;
use watchfloor_domain::ids::ClosureId;
use watchfloor_domain::types::ClosureShape;
use watchfloor_geo::Wgs84;

/// Every closure that was not lifted.
pub fn closures(board: &Board, now_ms: i64) -> Vec<ClosureRow> {
    board.closures.iter().map(|(id, closure)| closure_row(id, closure, now_ms)).collect()
}

fn closure_row(id: &ClosureId, closure: &RoadClosure, now_ms: i64) -> ClosureRow {
    let details = &closure.details;
    ClosureRow {
        id: id.to_string(),
        shape: match details.shape {
            ClosureShape::Line(_) => "line",
            ClosureShape::Polygon(_) => "polygon",
        }
        .to_owned(),
        points: details.shape.points().iter().copied().map(Wgs84::lon_lat).collect(),
        reason: details.reason.clone(),
        from_ms: details.from_ms,
        until_ms: details.until_ms,
        emergency_may_pass: details.emergency_may_pass,
        set_ms: closure.set_ms,
        set_by: closure.set_by.clone(),
        in_force: details.in_force(now_ms),
    }
}

/// The agency's own names, by text.
pub fn aliases(board: &Board) -> Vec<AliasRow> {
    let row = |(text, place): (&String, &watchfloor_domain::types::Place)| AliasRow {
        text: text.clone(),
        label: place.label.clone(),
        lon: place.at.lon(),
        lat: place.at.lat(),
    };
    board.aliases.iter().map(row).collect()
}
