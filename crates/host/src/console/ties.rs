//! Further calls, possible duplicates, incidents that are one or related, and what is known of a place.

use super::Seat;
use super::commands::{allowed, incident_id, place};
use super::intake::asked_place;
use super::queries::unread;
use super::refusal::{bad, error, refused};
use crate::floor::Floor;
use crate::views;
use std::collections::BTreeMap;
use watchfloor_api::command::Command as Wire;
use watchfloor_api::link::{AtPlaceQuery, AtPlaceView, AttachCall, DuplicateRow, DuplicatesQuery, EarlierRow};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::board::Incident;
use watchfloor_domain::command::AttachedCall;
use watchfloor_domain::duplicate::{self, Likeness, Typed};
use watchfloor_domain::ids::{CallId, IncidentId};
use watchfloor_domain::link::LinkKind;
use watchfloor_domain::{Board, Command, Rejection};
use watchfloor_engine::ports::HistoryFilter;
use watchfloor_geo::{Bounds, distance_m};

/// Longest text compared, in bytes; what a call may hold.
const LONGEST_TEXT: usize = 8 * 1024;
/// At the address: as far as a large building or a wrong door.
const AT_PLACE_M: f64 = 60.0;

pub(super) fn to_domain(floor: &Floor, command: Wire) -> Result<Command, ApiError> {
    let incident = |text: &str| incident_id(floor, text);
    Ok(match command {
        Wire::AttachCall(attach) => {
            Command::AttachCall { incident: incident(&attach.incident)?, call: attached(attach)? }
        }
        Wire::DetachCall(detach) => Command::DetachCall {
            incident: incident(&detach.incident)?,
            call: call_id(&detach.call)?,
            as_incident: detach.as_incident,
        },
        Wire::MergeIncidents(merge) => Command::MergeIncidents {
            incident: incident(&merge.incident)?,
            into: incident(&merge.into)?,
            move_units: merge.move_units,
        },
        Wire::SplitIncident(split) => Command::SplitIncident { incident: incident(&split.incident)? },
        Wire::LinkIncidents(link) => {
            let (one, other) = (incident(&link.incident)?, incident(&link.other)?);
            let (incident, other, kind) = match link.kind.as_deref().unwrap_or("related") {
                "related" => (one, other, LinkKind::Related),
                "parent" => (one, other, LinkKind::Parent),
                "child" => (other, one, LinkKind::Parent),
                _ => return Err(bad("kind", "one of related, parent, child")),
            };
            Command::LinkIncidents { incident, other, kind }
        }
        Wire::UnlinkIncidents(unlink) => {
            Command::UnlinkIncidents { incident: incident(&unlink.incident)?, other: incident(&unlink.other)? }
        }
        Wire::Undo(undo) => Command::Undo { event: undo.seq },
        _ => return Err(error(ErrorCode::Internal, "refused.internal", "a verb went to the wrong room")),
    })
}

fn attached(attach: AttachCall) -> Result<AttachedCall, ApiError> {
    let (caller_name, caller_phone) = attach.caller.map(|c| (c.name, c.phone)).unzip();
    Ok(AttachedCall {
        place: attach.place.as_ref().map(place).transpose()?,
        what: attach.what,
        caller_name,
        caller_phone,
        ring_ms: attach.ring_ms,
        answered_ms: attach.answered_ms,
    })
}

fn call_id(text: &str) -> Result<CallId, ApiError> {
    let unknown = |_| refused(&Rejection::not_found("call", "refused.no_such_call", text));
    text.trim().parse().map(CallId).map_err(unknown)
}

/// For those who take calls: whoever may not read callers must not learn from it either that a number called before.
pub(super) fn duplicates(floor: &Floor, seat: &Seat, query: &DuplicatesQuery) -> Result<Vec<DuplicateRow>, ApiError> {
    allowed(seat, "open_incident")?;
    if query.text.len() > LONGEST_TEXT {
        return Err(bad("text", format!("at most {LONGEST_TEXT} bytes")));
    }
    let label = query.place.as_ref().map_or("", |place| place.label.as_str());
    let typed = Typed {
        at: query.place.as_ref().map(place).transpose()?.map(|place| place.at),
        type_code: query.type_code.clone().unwrap_or_default(),
        words: duplicate::words(&format!("{} {label}", query.text)),
        phone: query.phone.as_deref().and_then(duplicate::phone),
        now_ms: floor.engine.clock.now_ms(),
    };
    let most = query.limit.unwrap_or(5).clamp(1, 20) as usize;
    let kept = floor.heard.read(&floor.engine);
    let board = floor.engine.board();
    let found = duplicate::possible(&board, &kept.contents, &typed, most);
    Ok(found.into_iter().filter_map(|like| row(floor, &board, like)).collect())
}

fn row(floor: &Floor, board: &Board, like: Likeness) -> Option<DuplicateRow> {
    let incident = views::incident_row(board, &*floor.engine.vault, board.incidents.get(&like.incident)?);
    Some(DuplicateRow {
        open: incident.closed_ms.is_none(),
        id: incident.id,
        number: incident.number,
        type_code: incident.type_code,
        priority: incident.priority,
        state: incident.state,
        place: incident.place,
        what: incident.what,
        calls: incident.calls,
        score: like.score,
        metres: like.metres,
        minutes: like.minutes,
        types: like.types.word().to_owned(),
        same_phone: like.same_phone,
        words: like.words,
    })
}

/// What the lists hold, and what the board knows better.
pub(super) fn at_place(floor: &Floor, seat: &Seat, query: &AtPlaceQuery) -> Result<AtPlaceView, ApiError> {
    let at = asked_place(query.lon, query.lat)?;
    for (field, text) in [("label", &query.label), ("phone", &query.phone)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
            return Err(bad(field, "at most 200 characters"));
        }
    }
    let limit = query.limit.unwrap_or(10).clamp(1, 100);
    let except = query.except.as_deref().map(|text| incident_id(floor, text)).transpose()?;
    let label = query.label.as_deref().map(str::trim).filter(|label| !label.is_empty());
    let phone = query.phone.as_deref().filter(|_| views::reads_callers(seat.role));
    let lists = floor.engine.lists().map_err(|e| unread(&e))?;
    // More than asked for: those at the edge of the box and the one left out fall away.
    let bounds = at.and_then(|at| Bounds::of([at])).map(|b| b.grown_m(AT_PLACE_M).edges());
    let within = |bounds| lists.within(bounds, limit.saturating_mul(2) + 1).map_err(|e| unread(&e));
    let mut near = bounds.map(within).transpose()?.unwrap_or_default();
    let by_words = |text: &str, personal: bool| {
        let filter = HistoryFilter { text: text.to_owned(), personal, limit: 50, ..HistoryFilter::default() };
        lists.history(&filter).map_err(|e| unread(&e))
    };
    if let Some(label) = label {
        near.extend(by_words(label, false)?);
    }
    // However it was written: by its last digits, and, for lists made before those were kept, as it is typed.
    let mut called = phone.map(|phone| by_words(phone, true)).transpose()?.unwrap_or_default();
    if let Some(word) = phone.and_then(duplicate::phone_word) {
        called.extend(by_words(&word, true)?);
    }

    let wanted_phone = phone.and_then(duplicate::phone);
    let kept = floor.heard.read(&floor.engine);
    let board = floor.engine.board();
    let newest = |json: &String| {
        let old: Incident = serde_json::from_str(json).ok()?;
        Some(board.incidents.get(&old.id).cloned().unwrap_or(old)).filter(|incident| Some(incident.id) != except)
    };
    let show = |incident: &Incident| views::incident_row(&board, &*floor.engine.vault, incident);
    let mut earlier: BTreeMap<IncidentId, (Incident, Option<f64>)> = BTreeMap::new();
    for incident in near.iter().filter_map(newest) {
        let metres = incident.place.as_ref().zip(at).map(|(place, at)| distance_m(at, place.at));
        let same_words = incident.place.as_ref().zip(label).is_some_and(|(p, l)| p.label.eq_ignore_ascii_case(l));
        if same_words || metres.is_some_and(|metres| metres <= AT_PLACE_M) {
            earlier.insert(incident.id, (incident, metres));
        }
    }
    let mut callers: BTreeMap<IncidentId, Incident> = BTreeMap::new();
    if let Some(wanted) = wanted_phone {
        let on_board =
            board.incidents.values().filter(|i| kept.contents.get(&i.id).is_some_and(|c| c.has_phone(wanted)));
        callers.extend(on_board.filter(|i| Some(i.id) != except).map(|i| (i.id, i.clone())));
        for incident in called.iter().filter_map(newest) {
            let phones = incident.caller.iter().chain(incident.calls.iter().filter_map(|call| call.caller.as_ref()));
            let said = phones.filter_map(|caller| floor.engine.vault.open(caller.phone.as_ref()?)).collect::<Vec<_>>();
            if said.iter().any(|text| duplicate::phone(text) == Some(wanted)) {
                callers.insert(incident.id, incident);
            }
        }
    }
    let mut incidents: Vec<(Incident, Option<f64>)> = earlier.into_values().collect();
    incidents.sort_by_key(|(incident, _)| std::cmp::Reverse((incident.opened_ms, incident.id)));
    let mut caller: Vec<Incident> = callers.into_values().collect();
    caller.sort_by_key(|incident| std::cmp::Reverse((incident.opened_ms, incident.id)));
    let most = limit as usize;
    Ok(AtPlaceView {
        incidents: incidents
            .iter()
            .take(most)
            .map(|(i, metres)| EarlierRow { row: show(i), metres: *metres })
            .collect(),
        caller: caller.iter().take(most).map(show).collect(),
        premises: at.map_or_else(Vec::new, |at| {
            let now = floor.engine.clock.now_ms();
            views::premises_at(&board, &*floor.engine.vault, at, now, seat.role)
        }),
    })
}
