//! Reads one area file from end to end and says everything that is wrong with it.

use super::contents::{self, Contents};
use super::varint::varint;
use super::{Area, AreaError, AreaName, rows};
use crate::failure::Doing;
use crate::sqlite;
use flate2::read::GzDecoder;
use rusqlite::{Connection, Row};
use serde::Serialize;
use std::io::Read;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// Tiles whose contents are read, evenly spread.
const SAMPLE: u64 = 500;
/// No tile unpacks to more.
const UNPACKED_LIMIT: u64 = 64 << 20;
/// Faults that are listed; more are of no use to anybody.
const MOST_FAULTS: usize = 20;
/// Metadata without which the map cannot be shown.
const NEEDED: [&str; 6] = ["name", "bounds", "minzoom", "maxzoom", "attribution", "datum"];

/// What reading a whole area file gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Rows and digest as read.
    pub contents: Contents,
    /// Tiles unpacked and read.
    pub tiles_read: u64,
    /// What is wrong, at most 20 lines; empty when the area is whole.
    pub faults: Vec<String>,
}

/// Checks the pages and search indexes, the digest and row counts against what the import noted, that every row can be
/// read, and that tiles spread over the whole file are tiles.
///
/// # Errors
/// [`AreaError::Unusable`] when it cannot be opened as an area at all.
pub(super) fn verify(path: &Path, name: &AreaName) -> Result<Verified, AreaError> {
    let area = Area::open(path, name)?;
    area.with(|conn| {
        let mut faults = pages(conn)?;
        let held = contents::sum_up(conn)?;
        match contents::recorded(conn)? {
            None => faults.push("metadata: it does not say what it holds".to_owned()),
            Some(noted) => faults.extend(differences(&noted, &held)),
        }
        for key in NEEDED {
            if !sqlite::exists(conn, "SELECT 1 FROM metadata WHERE name=?1", key)? {
                faults.push(format!("metadata: {key} is missing"));
            }
        }
        all_readable(conn, &mut faults)?;
        let tiles_read = tiles(conn, held.rows.get("tiles").copied().unwrap_or(0), &mut faults)?;
        faults.truncate(MOST_FAULTS);
        Ok(Verified { contents: held, tiles_read, faults })
    })
}

fn pages(conn: &Connection) -> Result<Vec<String>, LogError> {
    let what = "checking an area";
    let mut statement = conn.prepare("PRAGMA integrity_check(20)").doing(what)?;
    let lines: Vec<String> = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).doing(what)?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

fn differences(noted: &Contents, held: &Contents) -> Vec<String> {
    let tables = noted.rows.keys().chain(held.rows.keys()).collect::<std::collections::BTreeSet<_>>();
    let mut out: Vec<String> = tables
        .into_iter()
        .filter(|table| noted.rows.get(*table) != held.rows.get(*table))
        .map(|table| {
            let rows = |contents: &Contents| contents.rows.get(table).copied().unwrap_or(0);
            format!("table {table}: {} rows, {} when it was imported", rows(held), rows(noted))
        })
        .collect();
    if noted.digest != held.digest {
        out.push(format!("digest: {} now, {} when it was imported", held.digest, noted.digest));
    }
    out
}

/// Every row decodes; one fault per table is enough.
fn all_readable(conn: &Connection, faults: &mut Vec<String>) -> Result<(), LogError> {
    fn each<T>(
        conn: &Connection,
        table: &str,
        read: impl Fn(&Row<'_>) -> Result<T, rows::Bad>,
        faults: &mut Vec<String>,
    ) -> Result<(), LogError> {
        let what = "reading an area's rows";
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY id")).doing(what)?;
        let mut found = statement.query([]).doing(what)?;
        while let Some(row) = found.next().doing(what)? {
            if let Err(column) = read(row) {
                let id: i64 = row.get("id").unwrap_or_default();
                faults.push(format!("table {table}: row {id}: column {column} cannot be read"));
                return Ok(());
            }
        }
        Ok(())
    }
    each(conn, "place", rows::place, faults)?;
    each(conn, "camera", rows::camera, faults)?;
    each(conn, "road_edge", rows::edge, faults)?;
    each(conn, "restriction", rows::restriction, faults)?;
    each(conn, "crossing", rows::crossing, faults)
}

fn tiles(conn: &Connection, count: u64, faults: &mut Vec<String>) -> Result<u64, LogError> {
    let what = "reading an area's tiles";
    let step = count.div_ceil(SAMPLE).max(1);
    let mut statement = conn
        .prepare(
            "SELECT zoom_level, tile_column, tile_row, tile_data FROM
             (SELECT *, row_number() OVER (ORDER BY zoom_level, tile_column, tile_row) - 1 AS number FROM tiles)
             WHERE number % ?1 = 0",
        )
        .doing(what)?;
    let mut found = statement.query([step as i64]).doing(what)?;
    let mut read = 0;
    while let Some(row) = found.next().doing(what)? {
        let (z, x, y): (u8, u32, u32) = (row.get(0).doing(what)?, row.get(1).doing(what)?, row.get(2).doing(what)?);
        let tile = row.get_ref(3).doing(what)?.as_blob().map_err(|error| LogError::Damaged(error.to_string()))?;
        if let Err(why) = read_tile(tile) {
            let side = 1_u32.checked_shl(z.into()).unwrap_or(0);
            faults.push(format!("tile {z}/{x}/{}: {why}", side.saturating_sub(1).saturating_sub(y)));
        }
        read += 1;
    }
    Ok(read)
}

/// Unpacks a tile and walks through its layers and features.
fn read_tile(packed: &[u8]) -> Result<(), String> {
    let mut bytes = Vec::new();
    let unpacked = GzDecoder::new(packed).take(UNPACKED_LIMIT + 1).read_to_end(&mut bytes);
    unpacked.map_err(|error| format!("it cannot be unpacked: {error}"))?;
    if bytes.len() as u64 > UNPACKED_LIMIT {
        return Err(format!("it unpacks to over {UNPACKED_LIMIT} bytes"));
    }
    const LAYER: u64 = 3;
    const FEATURE: u64 = 2;
    const NAME: u64 = 1;
    let mut layers = 0;
    for (field, layer) in messages(&bytes)? {
        if field != LAYER {
            continue;
        }
        layers += 1;
        let mut named = false;
        for (field, part) in messages(layer)? {
            match field {
                NAME => named = std::str::from_utf8(part).is_ok(),
                FEATURE => drop(messages(part)?),
                _ => {}
            }
        }
        if !named {
            return Err("a layer has no name".to_owned());
        }
    }
    if layers == 0 { Err("it has no layer".to_owned()) } else { Ok(()) }
}

/// The length-delimited fields of a protobuf message; the others are stepped over.
fn messages(bytes: &[u8]) -> Result<Vec<(u64, &[u8])>, String> {
    let cut = || "it is no vector tile".to_owned();
    let mut out = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let tag = varint(&mut rest).ok_or_else(cut)?;
        let skip = match tag & 7 {
            0 => varint(&mut rest).map(|_| 0),
            1 => Some(8),
            2 => varint(&mut rest),
            5 => Some(4),
            _ => None,
        };
        let length = skip.and_then(|length| usize::try_from(length).ok()).ok_or_else(cut)?;
        let (part, after) = rest.split_at_checked(length).ok_or_else(cut)?;
        if tag & 7 == 2 {
            out.push((tag >> 3, part));
        }
        rest = after;
    }
    Ok(out)
}
