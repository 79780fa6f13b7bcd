//! Events of resources, their folding and their sentences.

use super::{Hospital, Kept, Shelter, Sort, Stock, Tow, TowCall, list};
use crate::board::Board;
use crate::event::{Event, Recorded};
use crate::ids::{IncidentId, StreamId};
use crate::story::Sentence;
use serde::{Deserialize, Serialize};

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* } on |$this:ident| $stream:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }

        impl $name {
            /// The stream the event belongs to.
            pub fn stream(&self) -> StreamId {
                let $this = self;
                $stream
            }
        }
    )*};
}

bodies! {
    /// A hospital reported.
    HospitalSet { hospital: Hospital, } on |e| StreamId::new("hospital", &e.hospital.id);
    ShelterSet { shelter: Shelter, } on |e| StreamId::new("shelter", &e.shelter.id);
    /// Stock was entered, or counted anew.
    StockSet { stock: Stock, } on |e| StreamId::new("stock", &e.stock.id);
    /// Stock was taken (below zero) or came back; `left` is what there is after it.
    StockMoved { id: String, amount: i64, left: u32, incident: Option<IncidentId>, reason: String, } on |e| StreamId::new("stock", &e.id);
    TowSet { tow: Tow, } on |e| StreamId::new("tow", &e.tow.id);
    ResourceRemoved { sort: Sort, id: String, name: String, reason: String, } on |e| StreamId::new(e.sort.word(), &e.id);
    /// A company got its turn. All turns are one stream, since their order is what is scarce.
    TowCalled { incident: IncidentId, company: String, name: String, area: String, class: String, turn: u64, } on |_e| StreamId::new("tows", "turns");
    /// A company that had its turn does not come.
    TowSkipped { incident: IncidentId, company: String, name: String, turn: u64, reason: String, } on |_e| StreamId::new("tows", "turns");
}

/// The incident such an event says something about.
pub fn incident_of(event: &Event) -> Option<IncidentId> {
    match event {
        Event::StockMoved(e) => e.incident,
        Event::TowCalled(e) => Some(e.incident),
        Event::TowSkipped(e) => Some(e.incident),
        _ => None,
    }
}

/// Whether an event changes what is known of resources.
pub fn concerns(event: &Event) -> bool {
    matches!(
        event,
        Event::HospitalSet(_)
            | Event::ShelterSet(_)
            | Event::StockSet(_)
            | Event::StockMoved(_)
            | Event::TowSet(_)
            | Event::ResourceRemoved(_)
            | Event::TowCalled(_)
            | Event::TowSkipped(_)
    )
}

/// Total, like all folding.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
    let held = &mut board.resources;
    let (set_ms, by) = (recorded.happened_ms, || recorded.actor.clone());
    match &recorded.event {
        Event::HospitalSet(e) => {
            held.hospitals.insert(e.hospital.id.clone(), Kept { it: e.hospital.clone(), set_ms, set_by: by() });
        }
        Event::ShelterSet(e) => {
            held.shelters.insert(e.shelter.id.clone(), Kept { it: e.shelter.clone(), set_ms, set_by: by() });
        }
        Event::StockSet(e) => {
            held.stock.insert(e.stock.id.clone(), Kept { it: e.stock.clone(), set_ms, set_by: by() });
        }
        Event::StockMoved(e) => {
            if let Some(stock) = held.stock.get_mut(&e.id) {
                stock.it.amount = e.left;
                (stock.set_ms, stock.set_by) = (set_ms, by());
            }
        }
        Event::TowSet(e) => {
            held.tows.insert(e.tow.id.clone(), Kept { it: e.tow.clone(), set_ms, set_by: by() });
        }
        Event::ResourceRemoved(e) => match e.sort {
            Sort::Hospital => drop(held.hospitals.remove(&e.id)),
            Sort::Shelter => drop(held.shelters.remove(&e.id)),
            Sort::Stock => drop(held.stock.remove(&e.id)),
            // Its turns stay: who leaves the list and comes back does not jump the queue.
            Sort::Tow => drop(held.tows.remove(&e.id)),
        },
        Event::TowCalled(e) => {
            held.given = held.given.max(e.turn);
            held.turns.entry(list(&e.area, &e.class)).or_default().insert(e.company.clone(), e.turn);
            let (company, name, area, class) = (e.company.clone(), e.name.clone(), e.area.clone(), e.class.clone());
            let call = TowCall { company, name, area, class, turn: e.turn, at_ms: set_ms, by: by(), skipped: None };
            held.calls.entry(e.incident).or_default().push(call);
        }
        Event::TowSkipped(e) => {
            let calls = held.calls.entry(e.incident).or_default();
            if let Some(call) = calls.iter_mut().find(|call| call.turn == e.turn) {
                call.skipped = Some((set_ms, by(), e.reason.clone()));
            }
        }
        _ => {}
    }
}

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::HospitalSet(e) => {
            let free: u32 = e.hospital.beds.values().filter_map(|beds| beds.available).fold(0, u32::saturating_add);
            let s = s.with("name", &e.hospital.name).with("traffic", e.hospital.traffic.word());
            s.with("free", free.to_string()).with("source", &e.hospital.source)
        }
        Event::ShelterSet(e) => s
            .with("name", &e.shelter.name)
            .with("occupied", e.shelter.occupied.to_string())
            .with("capacity", e.shelter.capacity.to_string())
            .variant(if e.shelter.open { "open" } else { "closed" }),
        Event::StockSet(e) => s
            .with("item", &e.stock.item)
            .with("amount", e.stock.amount.to_string())
            .with("unit", &e.stock.unit)
            .with("place", &e.stock.place),
        Event::StockMoved(e) => {
            let known = board.resources.stock.get(&e.id).map(|kept| &kept.it);
            let s = s.with("item", known.map_or(e.id.as_str(), |stock| stock.item.as_str()));
            let s = s.with("unit", known.map_or("", |stock| stock.unit.as_str())).with("reason", &e.reason);
            let s = s.with("amount", e.amount.unsigned_abs().to_string()).with("left", e.left.to_string());
            let s = s.with("number", e.incident.map_or_else(String::new, |id| board.number_of(id)));
            s.variant(if e.amount < 0 { "taken" } else { "returned" })
        }
        Event::TowSet(e) => s.with("name", &e.tow.name).with("area", &e.tow.area),
        Event::ResourceRemoved(e) => s.with("sort", e.sort.word()).with("name", &e.name).with("reason", &e.reason),
        Event::TowCalled(e) => s
            .with("number", board.number_of(e.incident))
            .with("name", &e.name)
            .with("area", &e.area)
            .with("class", &e.class)
            .with("turn", e.turn.to_string()),
        Event::TowSkipped(e) => {
            s.with("number", board.number_of(e.incident)).with("name", &e.name).with("reason", &e.reason)
        }
        _ => s,
    }
}
