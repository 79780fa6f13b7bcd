//! What a centre knows of places: a gas store in the cellar, a gate that is locked, whom to ring. Bound to a point and a
//! radius; found by cells of a hundredth of a degree, so that a call's place is looked up at once among thousands.

use crate::ids::PremiseId;
use crate::personal::Personal;
use crate::types::Place;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_geo::{Wgs84, distance_m, metres_per_degree};

/// Smallest, usual and largest radius, metres: a door, a house, an industrial estate.
pub const LEAST_RADIUS_M: u32 = 5;
pub const USUAL_RADIUS_M: u32 = 40;
pub const MOST_RADIUS_M: u32 = 1_000;
/// Most facts about places on one floor.
pub const MOST_PREMISES: usize = 20_000;
/// Longest text of one, in characters.
pub const LONGEST_TEXT: usize = 1_000;

/// Cells of a degree.
const CELLS: f64 = 100.0;
/// Cells around the globe.
const AROUND: i32 = 36_000;
/// Beyond this many cells in a row, near a pole, every fact is looked at instead.
const MOST_CELLS: i32 = 64;

/// What kind of fact it is; hazards first, as crews need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PremiseKind {
    /// Can hurt a crew: gas, dogs, weapons, falling through.
    Hazard,
    /// How to get in and where to go.
    Access,
    /// Of a person who lives there: needs oxygen, cannot walk.
    Medical,
    /// Whom to ring: key holder, caretaker.
    Contact,
    Other,
}

impl PremiseKind {
    /// All kinds, most pressing first.
    pub const ALL: [Self; 5] = [Self::Hazard, Self::Access, Self::Medical, Self::Contact, Self::Other];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hazard => "hazard",
            Self::Access => "access",
            Self::Medical => "medical",
            Self::Contact => "contact",
            Self::Other => "other",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    /// Whether it speaks of a person, and so is read only by those who call back.
    pub fn is_of_a_person(self) -> bool {
        matches!(self, Self::Medical | Self::Contact)
    }
}

/// One fact about a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Premise {
    pub id: PremiseId,
    pub place: Place,
    pub radius_m: u32,
    pub kind: PremiseKind,
    pub text: Personal,
    pub valid_until_ms: Option<i64>,
    /// When it was said, or last changed, and by whom.
    pub set_ms: i64,
    pub set_by: String,
}

impl Premise {
    /// Whether its time is over.
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.valid_until_ms.is_some_and(|until| until <= now_ms)
    }
}

/// Every fact there is, and where to find them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<PremiseId, Premise>", into = "BTreeMap<PremiseId, Premise>")]
pub struct Premises {
    all: BTreeMap<PremiseId, Premise>,
    cells: BTreeMap<(i32, i32), BTreeSet<PremiseId>>,
}

impl From<BTreeMap<PremiseId, Premise>> for Premises {
    fn from(all: BTreeMap<PremiseId, Premise>) -> Self {
        let mut premises = Self::default();
        all.into_values().for_each(|premise| premises.put(premise));
        premises
    }
}

impl From<Premises> for BTreeMap<PremiseId, Premise> {
    fn from(premises: Premises) -> Self {
        premises.all
    }
}

impl Premises {
    /// One by its id.
    pub fn get(&self, id: PremiseId) -> Option<&Premise> {
        self.all.get(&id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Premise> {
        self.all.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Puts one down, in place of one of that id.
    pub(crate) fn put(&mut self, premise: Premise) {
        self.take(premise.id);
        self.cells.entry(cell(premise.place.at)).or_default().insert(premise.id);
        self.all.insert(premise.id, premise);
    }

    /// Takes one away.
    pub(crate) fn take(&mut self, id: PremiseId) {
        let Some(gone) = self.all.remove(&id) else { return };
        let cell = cell(gone.place.at);
        if let Some(there) = self.cells.get_mut(&cell) {
            there.remove(&id);
            if there.is_empty() {
                self.cells.remove(&cell);
            }
        }
    }

    /// What holds at a place: its point lies within the fact's radius. Most pressing first, then the nearest, then by id.
    pub fn near(&self, at: Wgs84, now_ms: i64) -> Vec<(&Premise, f64)> {
        let holds = |premise: &&Premise| !premise.is_over(now_ms);
        let reach = |premise: &'_ Premise| distance_m(at, premise.place.at);
        let mut found: Vec<(&Premise, f64)> = match around(at) {
            Some(cells) => {
                let ids = cells.filter_map(|cell| self.cells.get(&cell)).flatten();
                ids.filter_map(|id| self.all.get(id)).filter(holds).map(|p| (p, reach(p))).collect()
            }
            None => self.all.values().filter(holds).map(|p| (p, reach(p))).collect(),
        };
        found.retain(|(premise, metres)| *metres <= f64::from(premise.radius_m));
        found.sort_by(|(a, am), (b, bm)| a.kind.cmp(&b.kind).then(am.total_cmp(bm)).then(a.id.cmp(&b.id)));
        found
    }
}

fn cell(at: Wgs84) -> (i32, i32) {
    ((at.lat() * CELLS).floor() as i32, ((at.lon() * CELLS).floor() as i32).rem_euclid(AROUND))
}

/// The cells that may hold a fact whose radius reaches a place; none near a pole, where a row of cells is a short walk.
fn around(at: Wgs84) -> Option<impl Iterator<Item = (i32, i32)>> {
    // A hundredth more than the largest radius: degrees are not the same length everywhere in it.
    let reach_m = f64::from(MOST_RADIUS_M) * 1.01;
    let (east_m, north_m) = metres_per_degree(at.lat());
    let (east, north) = (reach_m / east_m, reach_m / north_m);
    let cells = |from: f64, to: f64| (from * CELLS).floor() as i32..=(to * CELLS).floor() as i32;
    if !east.is_finite() || 2.0 * east * CELLS > f64::from(MOST_CELLS) {
        return None;
    }
    let columns = cells(at.lon() - east, at.lon() + east);
    let rows = cells(at.lat() - north, at.lat() + north);
    Some(rows.flat_map(move |row| columns.clone().map(move |column| (row, column.rem_euclid(AROUND)))))
}

#[cfg(test)]
#[path = "premise_tests.rs"]
mod tests;
