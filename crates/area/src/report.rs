//! What an import did or would do, for the operator and the log. Counts and reasons; no clock: the caller times it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// One input file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its name as given.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Nodes read.
    pub nodes: usize,
    /// Ways read.
    pub ways: usize,
    /// Relations read.
    pub relations: usize,
    /// Objects without a version, so that only the order of the files decides between copies.
    pub without_version: usize,
    /// Places where node ids go down instead of up.
    pub order_breaks: usize,
    /// The newest object, or the replication time of the header: milliseconds since the Unix epoch, UTC.
    pub newest_ms: Option<i64>,
    /// The header's box, `[west, south, east, north]` in degrees; absent from some files.
    pub header_box: Option<[f64; 4]>,
}

/// Objects that were left out or cut, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// A stable key for messages: `clipped_way`, `bad_coordinates`, ...
    pub reason: String,
    /// How many.
    pub count: usize,
    /// The same in English, for logs.
    pub text: String,
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Each file, in the order given.
    pub files: Vec<FileReport>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// The area's box, `[west, south, east, north]` in degrees.
    pub bounds: [f64; 4],
    /// Ways of a class ordinary traffic drives on, whatever their access.
    pub drivable_ways: usize,
    /// Ways and relations drawn as buildings.
    pub buildings: usize,
    /// Objects with a house number; lists give more rows than objects.
    pub addresses: usize,
    /// Rows of house numbers made between those on the map.
    pub interpolated: usize,
    /// Search rows by kind.
    pub places: BTreeMap<String, usize>,
    /// Surveillance cameras.
    pub cameras: usize,
    /// Cameras whose direction is known.
    pub cameras_with_direction: usize,
    /// Directed road edges, those for emergency vehicles and against one-ways included.
    pub edges: usize,
    /// Of these, edges for ordinary traffic.
    pub ordinary_edges: usize,
    /// Turn restrictions seen.
    pub turn_restrictions: usize,
    /// Turn restrictions kept; one may give several rows.
    pub restrictions_kept: usize,
    /// Places where two named streets meet.
    pub crossings: usize,
    /// Gates on roads that a crew can open.
    pub gates: usize,
    /// Bollards, blocks and walls on roads that stop every vehicle.
    pub barriers: usize,
    /// Roads and turns with a condition kept as text.
    pub conditions: usize,
    /// Tiles by zoom.
    pub tiles: BTreeMap<u8, usize>,
    /// Bytes of all packed tiles.
    pub tile_bytes: u64,
    /// Sea areas built from the coastline.
    pub sea_polygons: usize,
    /// How long it took in milliseconds, when the caller measured it.
    pub duration_ms: Option<u64>,
}

impl Report {
    pub(crate) fn skip(&mut self, count: usize, reason: &str, text: &str) {
        if count > 0 {
            self.skipped.push(Skipped { reason: reason.into(), count, text: text.into() });
        }
    }

    /// The counts of what an area holds, as its metadata line `counts` keeps them: a JSON object, by kind and zoom one
    /// level deeper.
    #[must_use]
    pub fn counts_json(&self) -> serde_json::Value {
        serde_json::json!({
            "drivable_ways": self.drivable_ways, "buildings": self.buildings, "addresses": self.addresses,
            "interpolated": self.interpolated, "places": self.places, "cameras": self.cameras, "edges": self.edges,
            "ordinary_edges": self.ordinary_edges, "restrictions": self.restrictions_kept,
            "crossings": self.crossings, "gates": self.gates, "barriers": self.barriers,
            "conditions": self.conditions, "sea": self.sea_polygons, "tiles": self.tiles,
        })
    }

    /// The same flat: `cameras`, `places.hospital`, `tiles.14`.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        flat(&self.counts_json())
    }
}

/// The counts of an installed area, flat, from its metadata line `counts`; what is not a number is passed over, and so
/// is text that is not JSON.
#[must_use]
pub fn counts(json: &str) -> BTreeMap<String, u64> {
    serde_json::from_str(json).map(|value| flat(&value)).unwrap_or_default()
}

fn flat(value: &serde_json::Value) -> BTreeMap<String, u64> {
    let mut out = BTreeMap::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        out.extend(value.as_u64().map(|count| (key.clone(), count)));
        let below = value.as_object().into_iter().flatten();
        out.extend(below.filter_map(|(name, count)| Some((format!("{key}.{name}"), count.as_u64()?))));
    }
    out
}

/// One count before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which count: `cameras`, `places.hospital`.
    pub what: String,
    /// In the installed area; absent when whatever made that area did not count it.
    pub old: Option<u64>,
    /// In the new one.
    pub new: u64,
}

/// The counts that differ between an installed area and a new one, by name. Tiles are left out: they say how a map is
/// cut, not what is on it.
#[must_use]
pub fn changes(old: &BTreeMap<String, u64>, new: &BTreeMap<String, u64>) -> Vec<Change> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    // A kind of place that was not met has no line of its own: it is none, not unknown.
    let before = |name: &String| old.get(name).copied().or_else(|| name.contains('.').then_some(0));
    let after = |name: &String| new.get(name).copied().unwrap_or(0);
    let both = names.into_iter().map(|name| Change { what: name.clone(), old: before(name), new: after(name) });
    both.filter(|c| c.old != Some(c.new) && !c.what.starts_with("tiles.")).collect()
}

/// What an import would give, without making it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The area's box, `[west, south, east, north]` in degrees.
    pub bounds: [f64; 4],
    /// Each file, in the order given.
    pub files: Vec<FileReport>,
    /// What would be left out, and why.
    pub skipped: Vec<Skipped>,
    /// The counts, flat, as [`Report::counts`] gives them; no tiles.
    pub counts: BTreeMap<String, u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_back_from_an_areas_metadata() {
        let places = BTreeMap::from([("hospital".to_owned(), 7)]);
        let report = Report { cameras: 3, places, tiles: BTreeMap::from([(14, 9)]), ..Report::default() };
        let read = counts(&report.counts_json().to_string());
        assert_eq!(read, report.counts());
        assert_eq!((read["cameras"], read["places.hospital"], read["tiles.14"]), (3, 7, 9));
        assert!(counts("not json").is_empty() && counts("[1]").is_empty());
    }

    #[test]
    fn changes_name_what_differs_and_pass_over_tiles() {
        let old = BTreeMap::from([("cameras".into(), 3), ("edges".into(), 9), ("tiles.14".into(), 1)]);
        let new = [("cameras", 3), ("crossings", 4), ("edges", 8), ("places.aed", 2)].map(|(k, n)| (k.to_owned(), n));
        let change = |what: &str, old, new| Change { what: what.into(), old, new };
        assert_eq!(
            changes(&old, &BTreeMap::from(new)),
            [change("crossings", None, 4), change("edges", Some(9), 8), change("places.aed", Some(0), 2)]
        );
        assert!(changes(&old, &old).is_empty());
    }
}
