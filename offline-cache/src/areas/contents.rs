//! What an area file holds, as one number: the same import gives the same digest, whatever way it came into the file.

use crate::failure::Doing;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use watchfloor_engine::ports::LogError;

/// The line of metadata that holds [`Contents`]; the one row the digest leaves out.
const KEY: &str = "contents";

/// Rows and digest of an area file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// SHA-256, lower-case hex, over every row of every table in the order of its key, search indexes included.
    pub digest: String,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
}

/// A table with its columns, and those that are its key (`rowid` when it declares none).
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub key: Vec<String>,
}

/// Every table that holds rows, those of the search indexes included, by name.
pub(super) fn tables(conn: &Connection) -> Result<Vec<Table>, LogError> {
    let what = "reading an area's tables";
    let mut names = conn
        .prepare(
            "SELECT name FROM main.sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'
             AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name",
        )
        .doing(what)?;
    let names: Vec<String> = names.query_map([], |row| row.get(0)).and_then(Iterator::collect).doing(what)?;
    names.into_iter().map(|name| table(conn, name)).collect()
}

fn table(conn: &Connection, name: String) -> Result<Table, LogError> {
    let what = "reading an area's columns";
    let mut statement = conn.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid").doing(what)?;
    let columns: Vec<(String, u32)> =
        statement.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).doing(what)?;
    let mut key: Vec<(u32, String)> =
        columns.iter().filter(|(_, pk)| *pk > 0).map(|(name, pk)| (*pk, quoted(name))).collect();
    key.sort();
    let key = if key.is_empty() { vec!["rowid".to_owned()] } else { key.into_iter().map(|(_, name)| name).collect() };
    Ok(Table { name: quoted(&name), columns: columns.iter().map(|(name, _)| quoted(name)).collect(), key })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Reads everything and sums it up.
pub(super) fn sum_up(conn: &Connection) -> Result<Contents, LogError> {
    let what = "summing up an area";
    let mut sha = Sha256::new();
    let mut rows = BTreeMap::new();
    for table in tables(conn)? {
        let except = if table.name == "\"metadata\"" { format!("WHERE name<>'{KEY}'") } else { String::new() };
        let query = format!(
            "SELECT {} FROM main.{} {except} ORDER BY {}",
            table.columns.join(","),
            table.name,
            table.key.join(",")
        );
        let mut statement = conn.prepare(&query).doing(what)?;
        let mut found = statement.query([]).doing(what)?;
        let mut count = 0_u64;
        bytes(&mut sha, b't', table.name.as_bytes());
        while let Some(row) = found.next().doing(what)? {
            count += 1;
            for column in 0..table.columns.len() {
                match row.get_ref(column).doing(what)? {
                    ValueRef::Null => sha.update(b"n"),
                    ValueRef::Integer(number) => bytes(&mut sha, b'i', &number.to_le_bytes()),
                    ValueRef::Real(number) => bytes(&mut sha, b'r', &number.to_bits().to_le_bytes()),
                    ValueRef::Text(text) => bytes(&mut sha, b's', text),
                    ValueRef::Blob(blob) => bytes(&mut sha, b'b', blob),
                }
            }
        }
        rows.insert(table.name.trim_matches('"').to_owned(), count);
    }
    Ok(Contents { digest: hex::encode(sha.finalize()), rows })
}

/// A value with its sort and length before it, so that no two rows read alike.
fn bytes(sha: &mut Sha256, sort: u8, value: &[u8]) {
    sha.update([sort]);
    sha.update((value.len() as u64).to_le_bytes());
    sha.update(value);
}

/// Sums up a finished import and notes it in the file itself.
pub(super) fn record(conn: &Connection) -> Result<(), LogError> {
    let contents = sum_up(conn)?;
    let text = serde_json::to_string(&contents).map_err(|error| LogError::Other(error.to_string()))?;
    let what = "noting what an area holds";
    conn.execute("INSERT INTO metadata(name, value) VALUES(?1, ?2)", [KEY, &text]).map(drop).doing(what)
}

/// What the file says it holds; `None` when it does not say, or not in a form that can be read.
pub(super) fn recorded(conn: &Connection) -> Result<Option<Contents>, LogError> {
    recorded_in(conn, "main")
}

/// [`recorded`] of an attached file.
pub(super) fn recorded_in(conn: &Connection, attached: &str) -> Result<Option<Contents>, LogError> {
    let query = format!("SELECT value FROM {attached}.metadata WHERE name=?1");
    let text: Option<String> =
        conn.query_row(&query, [KEY], |row| row.get(0)).optional().doing("reading what an area should hold")?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}
