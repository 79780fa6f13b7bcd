//! Brings an installed area to the state of a newer import: only what differs, in one transaction. Knows tables by
//! their keys; what the rows mean matters only for the counts.

use super::contents::{self, Table};
use super::{AreaError, AreaName};
use crate::failure::Doing;
use crate::sqlite::{self, Purpose};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use watchfloor_engine::ports::LogError;

/// Rows of one sort that an update brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// In the newer import only.
    pub added: u64,
    /// In both, with other contents.
    pub changed: u64,
    /// In the older one only.
    pub removed: u64,
}

/// What an update changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// By sort: `tiles`, `place`, `camera`, `road_edge`, `restriction`, `crossing`. Objects are told apart by what they
    /// are, not by their place in the file.
    pub sorts: BTreeMap<&'static str, Change>,
    /// Rows written in all tables, search indexes included.
    pub rows_written: u64,
    /// Rows deleted from all tables.
    pub rows_deleted: u64,
    /// Rows of all tables that stayed as they were.
    pub rows_kept: u64,
}

/// The sorts that are counted, each with what makes two of its rows the same thing.
const SORTS: [(&str, &str); 6] = [
    ("tiles", "zoom_level,tile_column,tile_row"),
    ("place", "kind,osm,coalesce(number,'')"),
    ("camera", "osm"),
    ("road_edge", "way_id,from_node,to_node"),
    ("restriction", "relation,from_way,to_way"),
    ("crossing", "node,a,b"),
];

/// Makes the area at `path` hold exactly what the import at `fresh` holds. Who reads meanwhile sees all of the old or
/// all of the new; a process killed in between leaves the old ([`super::guard::recover`]). The caller has the turn.
///
/// # Errors
/// [`AreaError::Unusable`] when the result is not what the newer import holds: nothing was changed then.
pub(super) fn apply(path: &Path, fresh: &Path, name: &AreaName) -> Result<Changes, AreaError> {
    let mut conn = sqlite::open(path, Purpose::WriteClosed)?;
    let what = "updating an area";
    // The search indexes keep their rows in tables of their own, which are brought up to date like all others.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).doing(what)?;
    // Until the commit nothing is written to the file, so that readers wait only for that.
    conn.execute_batch("PRAGMA cache_spill=0; PRAGMA secure_delete=0").doing(what)?;
    conn.execute("ATTACH ?1 AS fresh", [fresh.to_string_lossy()]).doing(what)?;
    let wanted = contents::recorded_in(&conn, "fresh")?;
    let change = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).doing(what)?;
    let mut changes = Changes::default();
    for (table, key) in SORTS {
        changes.sorts.insert(table, count(&change, table, key)?);
    }
    for table in contents::tables(&change)? {
        bring(&change, &table, &mut changes)?;
    }
    let verdict: String = change.query_row("PRAGMA main.integrity_check(1)", [], |row| row.get(0)).doing(what)?;
    let held = contents::sum_up(&change)?;
    if verdict != "ok" || wanted.as_ref().is_none_or(|wanted| *wanted != held) {
        let why = format!("the update did not give what the newer import holds ({verdict}); the area stays as it was");
        return Err(AreaError::Unusable { name: name.clone(), why });
    }
    change.commit().doing(what)?;
    conn.close().map_err(|(_, error)| error).doing(what)?;
    Ok(changes)
}

/// Deletes the rows that are gone, writes those that are new or other.
fn bring(conn: &Connection, table: &Table, changes: &mut Changes) -> Result<(), LogError> {
    let what = format!("updating table {}", table.name);
    let name = &table.name;
    let pairs = |columns: &[String], by: &str| -> String {
        columns.iter().map(|column| format!("m.{column} {by} f.{column}")).collect::<Vec<_>>().join(" AND ")
    };
    let by_key = pairs(&table.key, "=");
    let gone = format!("DELETE FROM main.{name} AS m WHERE NOT EXISTS(SELECT 1 FROM fresh.{name} f WHERE {by_key})");
    changes.rows_deleted += conn.execute(&gone, []).doing(&what)? as u64;
    let mut columns = table.columns.clone();
    if table.key == ["rowid"] {
        columns.insert(0, "rowid".to_owned());
    }
    let other = format!(
        "INSERT OR REPLACE INTO main.{name}({}) SELECT {} FROM fresh.{name} f
         WHERE NOT EXISTS(SELECT 1 FROM main.{name} m WHERE {by_key} AND {})",
        columns.join(","),
        columns.iter().map(|column| format!("f.{column}")).collect::<Vec<_>>().join(","),
        pairs(&table.columns, "IS")
    );
    let written = conn.execute(&other, []).doing(&what)? as u64;
    let all = number(conn, &what, &format!("SELECT count(*) FROM main.{name}"))?;
    changes.rows_written += written;
    changes.rows_kept += all.saturating_sub(written);
    Ok(())
}

/// How many rows of a sort differ, told apart by what they are: their number in the file says nothing.
fn count(conn: &Connection, table: &str, key: &str) -> Result<Change, LogError> {
    let what = format!("comparing {table}");
    let number = |query: &str| number(conn, &what, query);
    if table == "tiles" {
        let same = |from: &str, other: &str| {
            format!(
                "SELECT count(*) FROM {from}.tiles a WHERE NOT EXISTS(SELECT 1 FROM {other}.tiles b
                 WHERE a.zoom_level=b.zoom_level AND a.tile_column=b.tile_column AND a.tile_row=b.tile_row)"
            )
        };
        let changed = "SELECT count(*) FROM fresh.tiles a JOIN main.tiles b USING(zoom_level,tile_column,tile_row)
                       WHERE a.tile_data IS NOT b.tile_data";
        return Ok(Change {
            added: number(&same("fresh", "main"))?,
            changed: number(changed)?,
            removed: number(&same("main", "fresh"))?,
        });
    }
    let mut statement = conn
        .prepare("SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(?1) WHERE name<>'id'")
        .doing(&what)?;
    let columns: String = statement.query_row([table], |row| row.get(0)).doing(&what)?;
    let only = |from: &str, other: &str| {
        format!("SELECT {columns} FROM {from}.{table} EXCEPT SELECT {columns} FROM {other}.{table}")
    };
    let (new, old) = (only("fresh", "main"), only("main", "fresh"));
    let came = number(&format!("SELECT count(*) FROM ({new})"))?;
    let went = number(&format!("SELECT count(*) FROM ({old})"))?;
    let changed =
        number(&format!("SELECT count(*) FROM ({new}) WHERE ({key}) IN (SELECT {key} FROM ({old}))"))?.min(went);
    Ok(Change { added: came - changed, changed, removed: went - changed })
}

fn number(conn: &Connection, what: &str, query: &str) -> Result<u64, LogError> {
    conn.query_row(query, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).doing(what)
}
