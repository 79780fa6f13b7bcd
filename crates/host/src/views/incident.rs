//! Incidents.

use super::tie;
use watchfloor_api::view::{
    AckView, AssignmentView, CallerView, IncidentDetail, IncidentRow, PlaceView, StepView, UnitOnIncident,
};
use watchfloor_api::work::NoteView;
use watchfloor_domain::Board;
use watchfloor_domain::board::{Incident, Run};
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::types::{Caller, Role};
use watchfloor_engine::ports::Vault;

/// What is said of a single-console floor: on this disk, shared with nobody.
pub const KEPT: &str = "saved_here";

/// One incident as a row.
pub fn incident_row(board: &Board, vault: &dyn Vault, incident: &Incident) -> IncidentRow {
    let stream = watchfloor_domain::ids::StreamId::new("incident", incident.id);
    IncidentRow {
        id: incident.id.to_string(),
        number: incident.number.clone(),
        type_code: incident.type_code.clone(),
        priority: incident.priority.code().to_owned(),
        state: incident.state().word().to_owned(),
        state_since_ms: incident.state_since_ms,
        opened_ms: incident.opened_ms,
        place: incident.place.as_ref().map(|p| PlaceView { lon: p.at.lon(), lat: p.at.lat(), label: p.label.clone() }),
        what: vault.open(&incident.what).unwrap_or_default(),
        units: incident.open_runs().map(|run| on_incident(board, run)).collect(),
        notes: u32::try_from(incident.notes.len()).unwrap_or(u32::MAX),
        closed_ms: incident.closed.as_ref().map(|c| c.at_ms),
        disposition: incident.closed.as_ref().map(|c| c.disposition.clone()),
        reopened: incident.reopened,
        calls: u32::try_from(incident.calls.len()).unwrap_or(u32::MAX),
        merged_into: incident.merged.as_ref().map(|merged| tie::named(board, merged.into)),
        kept: KEPT.to_owned(),
        version: board.version(&stream),
        par: super::crew::par(board, incident),
        work: super::work_mark(board, vault, incident),
        command: Box::new(super::command_mark(board, vault, incident)),
        level: incident.level,
        stacked_on: super::staff::stacked_on(board, incident),
        paper: super::intake::paper(incident),
    }
}

fn call_sign(board: &Board, unit: &UnitId) -> String {
    board.units.get(unit).map_or_else(|| unit.0.clone(), |u| u.call_sign.clone())
}

fn on_incident(board: &Board, run: &Run) -> UnitOnIncident {
    let last = run.steps.last();
    UnitOnIncident {
        unit: run.unit.0.clone(),
        call_sign: call_sign(board, &run.unit),
        status: last.map_or("DP", |s| s.status.code()).to_owned(),
        since_ms: last.map_or(run.assigned_ms, |s| s.at_ms),
    }
}

/// One incident with everything but cameras and warnings, which the caller adds.
pub fn detail(board: &Board, vault: &dyn Vault, incident: &Incident, role: Role) -> IncidentDetail {
    let note = |text: &Personal| vault.open(text);
    IncidentDetail {
        row: incident_row(board, vault, incident),
        caller: incident.caller.as_ref().map(|known| caller(vault, known, role)),
        notes: incident
            .notes
            .iter()
            .map(|n| {
                let text = note(&n.text);
                let struck = n.struck.as_ref().map(|(by, at_ms)| AckView { by: by.clone(), at_ms: *at_ms });
                NoteView {
                    at_ms: n.at_ms,
                    by: n.by.clone(),
                    erased: text.is_none(),
                    text,
                    category: n.entry.category.word().to_owned(),
                    struck,
                    from: n.entry.from.as_ref().and_then(note),
                    to: n.entry.to.as_ref().and_then(note),
                    mentions: n.entry.mentions.iter().map(|user| user.0.clone()).collect(),
                    marked: n.entry.marked,
                }
            })
            .collect(),
        assignments: incident.runs.iter().map(|run| assignment(board, run)).collect(),
        cameras: Vec::new(),
        warnings: Vec::new(),
        calls: incident.calls.iter().map(|call| tie::call(vault, call, role)).collect(),
        parts: board.parts_of(incident.id).iter().map(|part| tie::named(board, part.id)).collect(),
        links: tie::links(board, incident.id),
        work: Box::new(super::work_view(board, vault, incident)),
        intake: Box::new(super::intake::intake(board, vault, incident)),
        command: Box::new(super::command_view(board, vault, incident)),
    }
}

fn assignment(board: &Board, run: &Run) -> AssignmentView {
    let step = |s: &watchfloor_domain::board::Step| StepView {
        status: s.status.code().to_owned(),
        at_ms: s.at_ms,
        by: s.by.clone(),
        backdated: s.backdated,
        reason: s.reason.clone(),
    };
    let diverted = run.ended.as_ref().and_then(|end| end.diverted_to).map(|id| {
        let number = board.incidents.get(&id).map_or_else(|| id.to_string(), |i| i.number.clone());
        format!("diverted {number}")
    });
    AssignmentView {
        unit: run.unit.0.clone(),
        call_sign: call_sign(board, &run.unit),
        assigned_ms: run.assigned_ms,
        steps: run.steps.iter().map(step).collect(),
        cleared_ms: run.ended.as_ref().map(|end| end.at_ms),
        disposition: run.ended.as_ref().and_then(|end| end.disposition.clone()),
        ended_by: run.ended.as_ref().map(|_| diverted.unwrap_or_else(|| "cleared".into())),
    }
}

/// Whether a role calls back, and so reads and searches callers in the clear.
pub fn reads_callers(role: Role) -> bool {
    matches!(role, Role::Dispatcher | Role::Supervisor)
}

/// The caller, masked for roles that do not call back: family name only, first three and last four digits.
pub fn caller(vault: &dyn Vault, caller: &Caller, role: Role) -> CallerView {
    let clear = reads_callers(role);
    let open = |p: Option<&Personal>| p.map(|p| vault.open(p));
    let (name, phone) = (open(caller.name.as_ref()), open(caller.phone.as_ref()));
    let erased = [&name, &phone].iter().any(|field| matches!(field, Some(None)));
    let subject = caller.name.as_ref().or(caller.phone.as_ref()).map(|p| p.subject().0.clone());
    let (name, phone) = (name.flatten(), phone.flatten());
    CallerView {
        subject: subject.unwrap_or_default(),
        name: if clear { name } else { name.map(|n| mask_name(&n)) },
        phone: if clear { phone } else { phone.map(|p| mask_phone(&p)) },
        masked: !clear,
        erased,
    }
}

fn mask_name(name: &str) -> String {
    match name.split_whitespace().last() {
        // A Chinese name has no blank: its first character is the family name.
        Some(word) if word == name.trim() => format!("{}…", name.trim().chars().next().unwrap_or('…')),
        Some(family) => format!("… {family}"),
        None => "…".into(),
    }
}

fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 9 {
        return "…".into();
    }
    let text = |part: &[char]| part.iter().collect::<String>();
    format!("{}…{}", text(&digits[..3]), text(&digits[digits.len() - 4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_leave_too_little_to_call_back() {
        assert_eq!(mask_phone("+358 50 555 0123"), "358…0123");
        assert_eq!(mask_phone("5550123"), "…");
        assert_eq!(mask_name("Anna Maria Virtanen"), "… Virtanen");
        assert_eq!(mask_name("王小明"), "王…");
    }
}
