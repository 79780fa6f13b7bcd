//! What the city has beside its crews: hospitals with beds, shelters, stock, and tow companies that are called in turn.
//! State only; the rules are in [`crate::decide`], the events in [`event`].

pub mod event;
mod order;

pub(crate) use event::{fold, tell};
pub use order::Order;
pub use watchfloor_warning::have::{Beds, Traffic};

use crate::ids::IncidentId;
use crate::traffic::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_geo::Wgs84;

words! {
    /// A sort of resource.
    Sort { Hospital "hospital", Shelter "shelter", Stock "stock", Tow "tow", }
}

/// Calls about resources that a dispatcher may make.
#[rustfmt::skip]
pub(crate) const CALLS: &[&str] = &[
    "set_hospital", "import_hospitals", "set_shelter", "move_stock", "call_tow", "skip_tow",
];

/// All resources, each by its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resources {
    pub hospitals: BTreeMap<String, Kept<Hospital>>,
    pub shelters: BTreeMap<String, Kept<Shelter>>,
    pub stock: BTreeMap<String, Kept<Stock>>,
    pub tows: BTreeMap<String, Kept<Tow>>,
    /// The turn last given, for each list (area, class) and company: who was never called has none.
    pub turns: BTreeMap<String, BTreeMap<String, u64>>,
    /// Turns given so far.
    pub given: u64,
    /// Tows called for incidents, oldest first.
    pub calls: BTreeMap<IncidentId, Vec<TowCall>>,
}

/// A record with who entered it and when, UTC milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept<T> {
    pub it: T,
    pub set_ms: i64,
    pub set_by: String,
}

/// A hospital as it reported itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hospital {
    pub id: String,
    pub name: String,
    pub at: Option<Wgs84>,
    /// By kind, in the words of EDXL-HAVE (`BedType`).
    pub beds: BTreeMap<String, Beds>,
    /// Whether it takes ambulances (`EMSTrafficStatus`), and why not.
    pub traffic: Traffic,
    pub reason: String,
    /// As of when these figures hold, UTC milliseconds, and who says so.
    pub as_of_ms: i64,
    pub source: String,
}

/// A place where people are sheltered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shelter {
    pub id: String,
    pub name: String,
    pub at: Option<Wgs84>,
    pub capacity: u32,
    pub occupied: u32,
    pub open: bool,
}

/// An amount of something at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stock {
    pub id: String,
    pub item: String,
    /// What is counted: pieces, litres, pallets.
    pub unit: String,
    pub place: String,
    pub amount: u32,
}

/// A tow company on the centre's lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tow {
    pub id: String,
    pub name: String,
    pub phone: String,
    pub area: String,
    /// What it can tow, e.g. `light`, `heavy`.
    pub classes: BTreeSet<String>,
}

/// A tow that was called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TowCall {
    pub company: String,
    pub name: String,
    pub area: String,
    pub class: String,
    pub turn: u64,
    pub at_ms: i64,
    pub by: String,
    /// When, by whom and why it was passed over after all.
    pub skipped: Option<(i64, String, String)>,
}

/// The name of a list of turns.
pub(crate) fn list(area: &str, class: &str) -> String {
    format!("{area}/{class}")
}

impl Resources {
    /// Who is called next on a list: who was called the longest time ago, or never; of several that never were, by id.
    /// So every company has its turn before one has a second. `except` have been asked for this tow already.
    pub fn next_tow(&self, area: &str, class: &str, except: &[&str]) -> Option<&Tow> {
        let turns = self.turns.get(&list(area, class));
        let turn = |tow: &Tow| turns.and_then(|turns| turns.get(&tow.id)).copied();
        let on_list =
            self.tows.values().map(|kept| &kept.it).filter(|tow| tow.area == area && tow.classes.contains(class));
        on_list.filter(|tow| !except.contains(&tow.id.as_str())).min_by_key(|tow| (turn(tow), &tow.id))
    }

    /// All lists there are: area and class.
    pub fn lists(&self) -> BTreeSet<(&str, &str)> {
        let tows = self.tows.values().map(|kept| &kept.it);
        tows.flat_map(|tow| tow.classes.iter().map(|class| (tow.area.as_str(), class.as_str()))).collect()
    }
}
