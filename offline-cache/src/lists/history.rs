//! Questions to the search rows: past and present incidents. Knows no event.

use super::words;
use crate::failure::Doing;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use watchfloor_engine::ports::{HistoryFilter, LogError};

/// Rows a list may hold.
const MOST: u32 = 1_000;
/// Answers to a fragment of a number; more would not help a person choose.
const MOST_MATCHES: usize = 10;

/// Incidents that match, newest first, as the state their writer gave.
pub(crate) fn find(conn: &Connection, filter: &HistoryFilter) -> Result<Vec<String>, LogError> {
    let questions = words::questions(&filter.text);
    if questions.is_empty() && !filter.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let (mut wheres, mut args) = (vec!["1".to_owned()], Vec::new());
    let mut and = |clause: &str, value: Option<Value>| {
        args.extend(value);
        wheres.push(clause.replace('?', &format!("?{}", args.len())));
    };
    if let Some(from) = filter.from_ms {
        and("opened_ms >= ?", Some(Value::Integer(from)));
    }
    if let Some(to) = filter.to_ms {
        and("opened_ms < ?", Some(Value::Integer(to)));
    }
    match filter.closed {
        Some(true) => and("closed_ms IS NOT NULL", None),
        Some(false) => and("closed_ms IS NULL", None),
        None => {}
    }
    let open = if filter.personal { "" } else { " AND w.kind NOT IN ('caller','phone')" };
    let holds = format!(
        "id IN (SELECT w.incident FROM incident_text t JOIN incident_word w ON w.id=t.rowid
                WHERE t.incident_text MATCH ?{open})"
    );
    for question in questions {
        and(&holds, Some(Value::Text(question)));
    }
    let limit = filter.limit.min(MOST);
    let query = format!(
        "SELECT state_json FROM incident_entry WHERE {} ORDER BY opened_ms DESC, id DESC LIMIT {limit}",
        wheres.join(" AND ")
    );
    states(conn, &query, args)
}

/// One incident by id or number; else every one whose number or id holds the fragment, newest first, at most ten.
pub(crate) fn incident(conn: &Connection, wanted: &str) -> Result<Vec<String>, LogError> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let exact = [
        "SELECT state_json FROM incident_entry WHERE id=?1",
        "SELECT state_json FROM incident_entry WHERE number=?1 ORDER BY opened_ms DESC LIMIT 10",
    ];
    for query in exact {
        let found = states(conn, query, vec![Value::Text(wanted.to_owned())])?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let query = format!(
        "SELECT state_json FROM incident_entry WHERE instr(lower(number), lower(?1)) OR id LIKE ?2 ESCAPE '@'
         ORDER BY opened_ms DESC, id DESC LIMIT {MOST_MATCHES}"
    );
    let start = wanted.replace('@', "@@").replace('%', "@%").replace('_', "@_");
    states(conn, &query, vec![Value::Text(wanted.to_owned()), Value::Text(format!("{start}%"))])
}

/// Incidents whose place lies in a box, newest first.
pub(crate) fn within(conn: &Connection, bounds: [f64; 4], limit: u32) -> Result<Vec<String>, LogError> {
    let [west, south, east, north] = bounds;
    let query = format!(
        "SELECT state_json FROM incident_entry WHERE lat BETWEEN ?1 AND ?2 AND lon BETWEEN ?3 AND ?4
         ORDER BY opened_ms DESC, id DESC LIMIT {}",
        limit.min(MOST)
    );
    states(conn, &query, [south, north, west, east].map(Value::Real).to_vec())
}

fn states(conn: &Connection, query: &str, args: Vec<Value>) -> Result<Vec<String>, LogError> {
    let what = "searching incidents";
    let mut statement = conn.prepare_cached(query).doing(what)?;
    let rows = statement.query_map(params_from_iter(args), |row| row.get(0)).doing(what)?;
    rows.collect::<rusqlite::Result<_>>().doing(what)
}
