//! Who was on in a shift: people at seats and crews on their units, as the log tells it.

use std::collections::BTreeMap;
use watchfloor_api::staff::{SheetCrew, SheetPerson};
use watchfloor_domain::Board;
use watchfloor_domain::event::{Event, Recorded};
use watchfloor_domain::staff::Member;
use watchfloor_engine::ports::Vault;

/// Types of events that tell it.
pub(super) const TYPES: [&str; 5] =
    ["user.signed_on", "user.signed_off", "unit.crew_logged_on", "unit.crew_logged_off", "unit.staff_undone"];

/// A crew on a unit during the shift.
struct Seen {
    unit: String,
    /// Places in the log of the log-on that began it and of what ended it: either may be taken back.
    on_seq: Option<u64>,
    off_seq: Option<u64>,
    on_ms: Option<i64>,
    off_ms: Option<i64>,
    members: Option<Vec<Member>>,
    reason: Option<String>,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Staffed {
    /// By person: how many seats they sit at now, and the stretches in which they sat at one.
    seats: BTreeMap<String, i64>,
    people: Vec<SheetPerson>,
    crews: Vec<Seen>,
}

impl Staffed {
    pub(super) fn take(&mut self, recorded: &Recorded) {
        let at_ms = recorded.happened_ms;
        match &recorded.event {
            Event::SignedOn(e) => {
                let seats = self.seats.entry(e.user.0.clone()).or_insert(0);
                *seats += 1;
                if *seats == 1 {
                    self.people.push(SheetPerson { user: e.user.0.clone(), on_ms: Some(at_ms), off_ms: None });
                }
            }
            Event::SignedOff(e) => self.left(&e.user.0, at_ms),
            Event::CrewLoggedOn(e) => {
                self.crew_left(&e.unit.0, (recorded.gseq, at_ms), None);
                self.crews.push(Seen {
                    unit: e.unit.0.clone(),
                    on_seq: Some(recorded.gseq),
                    off_seq: None,
                    on_ms: Some(at_ms),
                    off_ms: None,
                    members: Some(e.members.clone()),
                    reason: None,
                });
            }
            Event::CrewLoggedOff(e) => self.logged_off(&e.unit.0, (recorded.gseq, at_ms), &e.reason),
            Event::StaffUndone(e) => self.taken_back(e.undone),
            _ => {}
        }
    }

    /// Somebody left a seat; who came before the shift has no beginning here.
    fn left(&mut self, user: &str, at_ms: i64) {
        let seats = self.seats.entry(user.to_owned()).or_insert(0);
        if *seats == 0 {
            self.people.push(SheetPerson { user: user.to_owned(), on_ms: None, off_ms: Some(at_ms) });
            return;
        }
        *seats -= 1;
        let open = self.people.iter_mut().rev().find(|row| row.user == user && row.off_ms.is_none());
        if let (0, Some(row)) = (*seats, open) {
            row.off_ms = Some(at_ms);
        }
    }

    /// Who came before the shift has no beginning here.
    fn logged_off(&mut self, unit: &str, (seq, at_ms): (u64, i64), reason: &String) {
        if !self.crew_left(unit, (seq, at_ms), Some(reason)) {
            let (unit, reason) = (unit.to_owned(), Some(reason.clone()));
            let (off_seq, off_ms) = (Some(seq), Some(at_ms));
            self.crews.push(Seen { unit, on_seq: None, off_seq, on_ms: None, off_ms, members: None, reason });
        }
    }

    /// A log-on or a log-off was a slip: who it brought was not there, and who it ended stayed.
    fn taken_back(&mut self, undone: u64) {
        self.crews.retain(|row| row.on_seq != Some(undone));
        for row in self.crews.iter_mut().filter(|row| row.off_seq == Some(undone)) {
            (row.off_seq, row.off_ms, row.reason) = (None, None, None);
        }
        // Who came before the shift and left by that slip is told from the board.
        self.crews.retain(|row| row.on_ms.is_some() || row.off_ms.is_some());
    }

    /// Ends the crew known to be on a unit; false when none is known.
    fn crew_left(&mut self, unit: &str, (seq, at_ms): (u64, i64), reason: Option<&String>) -> bool {
        match self.crews.iter_mut().rev().find(|row| row.unit == unit && row.off_ms.is_none()) {
            Some(row) => {
                (row.off_seq, row.off_ms, row.reason) = (Some(seq), Some(at_ms), reason.cloned());
                true
            }
            None => false,
        }
    }

    pub(super) fn people(&self) -> Vec<SheetPerson> {
        self.people.clone()
    }

    /// With those that logged on before the shift and are still on.
    pub(super) fn crews(&self, board: &Board, vault: &dyn Vault, from_ms: i64) -> Vec<SheetCrew> {
        let names =
            |members: &[Member]| members.iter().filter_map(|m| vault.open(m.name.as_ref()?)).collect::<Vec<_>>();
        let size = |members: &[Member]| u32::try_from(members.len()).unwrap_or(u32::MAX);
        let before = board.units.values().filter_map(|unit| {
            let crew = unit.crew().filter(|crew| crew.since_ms < from_ms && !unit.is_logged_off())?;
            Some(SheetCrew {
                unit: unit.id.0.clone(),
                on_ms: Some(crew.since_ms),
                off_ms: None,
                strength: Some(crew.strength()),
                names: names(&crew.members),
                reason: None,
            })
        });
        let seen = self.crews.iter().map(|row| SheetCrew {
            unit: row.unit.clone(),
            on_ms: row.on_ms,
            off_ms: row.off_ms,
            strength: row.members.as_deref().map(size),
            names: row.members.as_deref().map(names).unwrap_or_default(),
            reason: row.reason.clone(),
        });
        before.chain(seen).collect()
    }
}
