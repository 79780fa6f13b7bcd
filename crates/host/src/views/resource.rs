//! Hospitals, shelters, stock and tow companies, as the wire shows them.

use super::tie::named;
use watchfloor_api::resource::{
    BedsView, HospitalRow, ResourcesView, ShelterRow, StockRow, TowCallView, TowListView, TowRow,
};
use watchfloor_domain::Board;
use watchfloor_domain::resource::{Hospital, Kept, TowCall};
use watchfloor_geo::Wgs84;

/// All of them.
pub fn resources(board: &Board) -> ResourcesView {
    let held = &board.resources;
    let degrees = |at: Option<Wgs84>| (at.map(Wgs84::lon), at.map(Wgs84::lat));
    let shelter = |kept: &Kept<watchfloor_domain::resource::Shelter>| {
        let (lon, lat) = degrees(kept.it.at);
        ShelterRow {
            id: kept.it.id.clone(),
            name: kept.it.name.clone(),
            lon,
            lat,
            capacity: kept.it.capacity,
            occupied: kept.it.occupied,
            open: kept.it.open,
            set_ms: kept.set_ms,
            set_by: kept.set_by.clone(),
        }
    };
    let stock = |kept: &Kept<watchfloor_domain::resource::Stock>| StockRow {
        id: kept.it.id.clone(),
        item: kept.it.item.clone(),
        unit: kept.it.unit.clone(),
        place: kept.it.place.clone(),
        amount: kept.it.amount,
        set_ms: kept.set_ms,
        set_by: kept.set_by.clone(),
    };
    let tow = |kept: &Kept<watchfloor_domain::resource::Tow>| TowRow {
        id: kept.it.id.clone(),
        name: kept.it.name.clone(),
        phone: kept.it.phone.clone(),
        area: kept.it.area.clone(),
        classes: kept.it.classes.iter().cloned().collect(),
    };
    let open = held.calls.iter().filter(|(id, _)| board.incidents.get(id).is_some_and(|i| i.closed.is_none()));
    let mut tow_calls: Vec<TowCallView> =
        open.flat_map(|(id, calls)| calls.iter().map(|call| tow_call(board, *id, call))).collect();
    tow_calls.sort_by_key(|call| std::cmp::Reverse(call.turn));
    ResourcesView {
        hospitals: held.hospitals.values().map(hospital).collect(),
        shelters: held.shelters.values().map(shelter).collect(),
        stock: held.stock.values().map(stock).collect(),
        tows: held.tows.values().map(tow).collect(),
        tow_lists: held.lists().into_iter().map(|(area, class)| list(board, area, class)).collect(),
        tow_calls,
    }
}

fn list(board: &Board, area: &str, class: &str) -> TowListView {
    let mut order: Vec<String> = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    while let Some(next) = board.resources.next_tow(area, class, &asked) {
        order.push(next.name.clone());
        asked.push(&next.id);
    }
    TowListView { area: area.to_owned(), class: class.to_owned(), order }
}

fn tow_call(board: &Board, id: watchfloor_domain::ids::IncidentId, call: &TowCall) -> TowCallView {
    let phone = board.resources.tows.get(&call.company).map(|kept| kept.it.phone.clone());
    TowCallView {
        incident: named(board, id),
        company: call.company.clone(),
        name: call.name.clone(),
        phone: phone.unwrap_or_default(),
        area: call.area.clone(),
        class: call.class.clone(),
        turn: call.turn,
        at_ms: call.at_ms,
        by: call.by.clone(),
        skipped_ms: call.skipped.as_ref().map(|(at_ms, ..)| *at_ms),
        skipped_by: call.skipped.as_ref().map(|(_, by, _)| by.clone()),
        skipped_reason: call.skipped.as_ref().map(|(.., reason)| reason.clone()),
    }
}

/// One hospital, without a way to it.
pub fn hospital(kept: &Kept<Hospital>) -> HospitalRow {
    let it = &kept.it;
    let free: Vec<u32> = it.beds.values().filter_map(|beds| beds.available).collect();
    HospitalRow {
        id: it.id.clone(),
        name: it.name.clone(),
        lon: it.at.map(Wgs84::lon),
        lat: it.at.map(Wgs84::lat),
        beds: it
            .beds
            .iter()
            .map(|(kind, beds)| BedsView { kind: kind.clone(), available: beds.available, total: beds.total })
            .collect(),
        free: (!free.is_empty()).then(|| free.into_iter().fold(0, u32::saturating_add)),
        traffic: it.traffic.word().to_owned(),
        reason: it.reason.clone(),
        as_of_ms: it.as_of_ms,
        source: it.source.clone(),
        set_ms: kept.set_ms,
        set_by: kept.set_by.clone(),
        seconds: None,
        metres: None,
    }
}
