//! What an import did, for the operator and the log. Counts and reasons; no clock: the caller times it.

use std::collections::BTreeMap;

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
    /// Ways of a drivable class.
    pub drivable_ways: usize,
    /// Ways and relations drawn as buildings.
    pub buildings: usize,
    /// Objects with a house number; lists give more rows than objects.
    pub addresses: usize,
    /// Search rows by kind.
    pub places: BTreeMap<String, usize>,
    /// Surveillance cameras.
    pub cameras: usize,
    /// Cameras whose direction is known.
    pub cameras_with_direction: usize,
    /// Directed road edges.
    pub edges: usize,
    /// Turn restrictions seen; they are counted, not yet part of the edges.
    pub turn_restrictions: usize,
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
}
