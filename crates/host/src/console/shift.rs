//! What one shift leaves to the next, read from the log: by when things were entered, so that what was caught up late is
//! on the sheet of the shift that entered it.

use super::queries::{recalled, unread};
use super::refusal::bad;
use super::shift_staff::{self, Staffed};
use crate::floor::Floor;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use watchfloor_api::ApiError;
use watchfloor_api::work::{SheetIncident, SheetLine, SheetNote, SheetUnit, SheetWarning, ShiftSheet, ShiftSheetOf};
use watchfloor_domain::board::Incident;
use watchfloor_domain::event::{Event, Recorded};
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::incidents::Incidents;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::story::tell;
use watchfloor_domain::work::Category;
use watchfloor_domain::{Board, work};
use watchfloor_engine::ports::{LogError, LogReader};
use watchfloor_engine::record::Row;
use watchfloor_engine::recorded;

/// Longest shift, ms.
const LONGEST_MS: i64 = 48 * 3_600_000;
/// How far before the shift reading begins, for a clock that was set back, ms.
const SLACK_MS: i64 = 3_600_000;
/// Most events read for one sheet.
const MOST_READ: usize = 200_000;
/// Most lines of one list.
const MOST_LINES: usize = 500;

/// A note or a message of the radio log that the next shift is to read.
struct Marked {
    at_ms: i64,
    by: String,
    incident: Option<IncidentId>,
    /// Of a message, its own number.
    number: String,
    category: Category,
    text: Personal,
}

#[derive(Default)]
struct Found {
    opened: Vec<IncidentId>,
    closed: Vec<IncidentId>,
    /// Of incidents that something became of after the shift: whether they were open at its end.
    open_then: BTreeMap<IncidentId, bool>,
    hand_overs: Vec<Recorded>,
    notes: Vec<Marked>,
    units: Vec<SheetUnit>,
    staffed: Staffed,
    read: usize,
    more: bool,
}

pub(super) fn sheet(floor: &Floor, of: &ShiftSheetOf) -> Result<ShiftSheet, ApiError> {
    let (from_ms, to_ms) = (of.from_ms, of.to_ms);
    if to_ms <= from_ms || to_ms.saturating_sub(from_ms) > LONGEST_MS {
        return Err(bad("to_ms", "after from_ms, and at most 48 hours later"));
    }
    let mut found = Found::default();
    let start = first_since(&*floor.engine.reader, from_ms.saturating_sub(SLACK_MS)).map_err(|e| unread(&e))?;
    let mut visit = |row: Row| found.take(&row, from_ms, to_ms);
    floor.engine.reader.scan(start, &mut visit).map_err(|e| unread(&e))?;
    let named = named(floor, &found)?;
    Ok(written(floor, of, found, &named))
}

/// The place in the log after which everything entered since `from_ms` stands.
pub(super) fn first_since(reader: &dyn LogReader, from_ms: i64) -> Result<u64, LogError> {
    let (mut low, mut high) = (0, reader.head()?);
    while low < high {
        let middle = low + (high - low) / 2;
        if reader.at(middle + 1)?.is_none_or(|row| row.recorded_ms < from_ms) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

impl Found {
    fn take(&mut self, row: &Row, from_ms: i64, to_ms: i64) -> ControlFlow<()> {
        self.read += 1;
        if self.read > MOST_READ {
            self.more = true;
            return ControlFlow::Break(());
        }
        let told = matches!(
            row.typ.as_str(),
            "incident.opened"
                | "incident.closed"
                | "incident.reopened"
                | "incident.note_added"
                | "radio.logged"
                | "incident.hand_over_accepted"
                | "incident.hand_over_declined"
                | "unit.status_set"
                | "unit.released"
                | "unit.assigned"
        ) || shift_staff::TYPES.contains(&row.typ.as_str());
        if row.recorded_ms < from_ms || !told {
            return ControlFlow::Continue(());
        }
        let Ok(event) = recorded(row) else { return ControlFlow::Continue(()) };
        if row.recorded_ms >= to_ms {
            self.after(&event.event)
        } else {
            self.within(event)
        }
        ControlFlow::Continue(())
    }

    fn within(&mut self, recorded: Recorded) {
        self.staffed.take(&recorded);
        match &recorded.event {
            Event::IncidentOpened(e) => self.opened.push(e.incident),
            Event::IncidentClosed(e) => self.closed.push(e.incident),
            Event::IncidentReopened(e) => self.closed.retain(|id| *id != e.incident),
            Event::NoteAdded(e) if e.entry.marked => self.notes.push(Marked {
                at_ms: recorded.happened_ms,
                by: recorded.actor.clone(),
                incident: Some(e.incident),
                number: String::new(),
                category: e.entry.category,
                text: e.text.clone(),
            }),
            Event::RadioLogged(e) if e.said.entry.marked => self.notes.push(Marked {
                at_ms: e.said.at_ms,
                by: recorded.actor.clone(),
                incident: e.said.incident,
                number: e.number.clone(),
                category: e.said.entry.category,
                text: e.said.text.clone(),
            }),
            Event::HandOverAccepted(_) | Event::HandOverDeclined(_) => self.hand_overs.push(recorded),
            Event::UnitStatusSet(e) => self.unit(&e.unit.0, [e.from, e.status], e.reason.as_ref(), &recorded),
            Event::UnitReleased(e) => self.unit(&e.unit.0, [e.from, e.status], e.reason.as_ref(), &recorded),
            Event::UnitAssigned(e) => self.unit(&e.unit.0, [e.from, UnitStatus::Dp], None, &recorded),
            // Out of service by mistake, and on its incident again.
            Event::UnitReleaseUndone(e) => {
                self.units.retain(|row| !(row.unit == e.unit.0 && row.back_ms.is_none()));
            }
            Event::CrewLoggedOff(e) => self.unit(&e.unit.0, [e.from, UnitStatus::Off], None, &recorded),
            _ => {}
        }
    }

    fn unit(&mut self, unit: &str, [from, to]: [UnitStatus; 2], reason: Option<&String>, recorded: &Recorded) {
        let out = |status| status == UnitStatus::Oos;
        if out(from) && !out(to) {
            let held = self.units.iter_mut().rev().find(|row| row.unit == unit && row.back_ms.is_none());
            match held {
                Some(row) => row.back_ms = Some(recorded.happened_ms),
                None => self.units.push(SheetUnit { back_ms: Some(recorded.happened_ms), ..since_before(unit) }),
            }
        } else if out(to) && !out(from) {
            self.units.push(SheetUnit {
                unit: unit.to_owned(),
                since_ms: Some(recorded.happened_ms),
                by: Some(recorded.actor.clone()),
                reason: reason.cloned(),
                back_ms: None,
            });
        }
    }

    /// What came after the shift tells how things stood at its end.
    fn after(&mut self, event: &Event) {
        match event {
            Event::IncidentOpened(e) => drop(self.open_then.entry(e.incident).or_insert(false)),
            Event::IncidentReopened(e) => drop(self.open_then.entry(e.incident).or_insert(false)),
            Event::IncidentClosed(e) => drop(self.open_then.entry(e.incident).or_insert(true)),
            _ => {}
        }
    }
}

fn since_before(unit: &str) -> SheetUnit {
    SheetUnit { unit: unit.to_owned(), since_ms: None, by: None, reason: None, back_ms: None }
}

/// The incidents the sheet speaks of: those on the board, and those that left it, from the history.
fn named(floor: &Floor, found: &Found) -> Result<Incidents, ApiError> {
    let mut named = floor.engine.board().incidents.clone();
    let handed = found.hand_overs.iter().filter_map(|r| work::incident_of(&r.event));
    let then = found.open_then.iter().filter(|(_, open)| **open).map(|(id, _)| *id);
    let noted = found.notes.iter().filter_map(|note| note.incident);
    let wanted: BTreeSet<IncidentId> =
        found.opened.iter().chain(&found.closed).copied().chain(handed).chain(then).chain(noted).collect();
    for id in wanted {
        if !named.contains_key(&id)
            && let Some(incident) = recalled(floor, id)?
        {
            named.insert(id, incident);
        }
    }
    Ok(named)
}

fn written(floor: &Floor, of: &ShiftSheetOf, found: Found, named: &Incidents) -> ShiftSheet {
    let vault = &*floor.engine.vault;
    let rows = |ids: &[IncidentId]| ids.iter().filter_map(|id| named.get(id)).map(incident).collect::<Vec<_>>();
    let was_open =
        |i: &&Incident| found.open_then.get(&i.id).copied().unwrap_or(i.closed.is_none() && i.opened_ms < of.to_ms);
    let open: Vec<SheetIncident> = named.values().filter(was_open).map(incident).collect();
    let names = Board { incidents: named.clone(), ..Board::default() };
    let hand_overs = found.hand_overs.iter().map(|recorded| SheetLine {
        at_ms: recorded.happened_ms,
        by: recorded.actor.clone(),
        line: words::line(vault, &tell(&names, &recorded.event)),
    });
    let number = |note: &Marked| match note.incident {
        Some(id) => named.get(&id).map_or_else(|| id.to_string(), |i| i.number.clone()),
        None => note.number.clone(),
    };
    let notes = found.notes.iter().map(|note| SheetNote {
        number: number(note),
        at_ms: note.at_ms,
        by: note.by.clone(),
        category: note.category.word().to_owned(),
        text: vault.open(&note.text),
    });
    let board = floor.engine.board();
    let held = board.units.values().filter(|unit| unit.status == UnitStatus::Oos && unit.since_ms < of.from_ms);
    let before = held.map(|unit| SheetUnit {
        since_ms: Some(unit.since_ms),
        by: Some(unit.by.clone()),
        reason: unit.reason.clone(),
        ..since_before(&unit.id.0)
    });
    let warnings = board.warnings.iter().filter(|(_, w)| w.is_active() && w.acknowledged.is_none());
    let mut sheet = ShiftSheet {
        from_ms: of.from_ms,
        to_ms: of.to_ms,
        made_ms: floor.engine.clock.now_ms(),
        opened: rows(&found.opened),
        closed: rows(&found.closed),
        open,
        hand_overs: hand_overs.collect(),
        shelved: super::shelf::rows(&board),
        out_of_service: before.chain(found.units).collect(),
        warnings: warnings
            .map(|(key, warning)| SheetWarning {
                key: key.0.clone(),
                severity: format!("{:?}", warning.message.severity()),
                event: warning.message.infos.iter().map(|i| (i.language.clone(), i.event.clone())).collect(),
                first_seen_ms: warning.first_seen_ms,
            })
            .collect(),
        notes: notes.collect(),
        people: found.staffed.people(),
        crews: found.staffed.crews(&board, vault, of.from_ms),
        more: found.more,
    };
    sheet.more |= cut(&mut sheet.opened) | cut(&mut sheet.closed) | cut(&mut sheet.open) | cut(&mut sheet.hand_overs);
    sheet.more |= cut(&mut sheet.out_of_service) | cut(&mut sheet.warnings) | cut(&mut sheet.notes);
    sheet.more |= cut(&mut sheet.people) | cut(&mut sheet.crews);
    sheet
}

/// Keeps as many lines as a sheet takes; true when some were left out.
fn cut<T>(lines: &mut Vec<T>) -> bool {
    let more = lines.len() > MOST_LINES;
    lines.truncate(MOST_LINES);
    more
}

fn incident(incident: &Incident) -> SheetIncident {
    SheetIncident {
        id: incident.id.to_string(),
        number: incident.number.clone(),
        type_code: incident.type_code.clone(),
        priority: incident.priority.code().to_owned(),
        place: incident.place.as_ref().map(|place| place.label.clone()).unwrap_or_default(),
        opened_ms: incident.opened_ms,
        closed_ms: incident.closed.as_ref().map(|closed| closed.at_ms),
        disposition: incident.closed.as_ref().map(|closed| closed.disposition.clone()),
        owner: incident.work.owner.as_ref().map(|user| user.0.clone()),
    }
}
