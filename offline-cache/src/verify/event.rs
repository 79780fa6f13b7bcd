//! Proves one row of `event`: its types, its link to the console's event before it, its hash, its body.

use super::Bad;
use super::raw::Raw;
use crate::log::bodies::{self, Bodies};
use std::collections::HashMap;
use watchfloor_engine::ports::LogError;
use watchfloor_engine::record::{GENESIS, Hash, Hashed};

/// Every column of `event`, in table order.
pub(super) const COLUMNS: &[&str] = &[
    "lseq",
    "id",
    "origin",
    "oseq",
    "stream",
    "expected",
    "cmd",
    "hlc",
    "happened_ms",
    "recorded_ms",
    "actor",
    "role",
    "mode",
    "cause",
    "typ",
    "schema_v",
    "body",
    "prev",
    "hash",
];

/// What the place of an event must agree with.
#[derive(Default)]
pub(super) struct Seen {
    pub lseq: u64,
    pub id: Vec<u8>,
    pub stream: String,
    pub expected: u64,
}

/// Each console's chain so far: its last counter and hash.
pub(super) type Chains = HashMap<String, (u64, Hash)>;

/// Proves the row that must be `lseq`, and extends its console's chain.
pub(super) fn prove(raw: &mut Raw<'_, '_>, lseq: u64, chains: &mut Chains, bodies: &Bodies) -> Result<Seen, Bad> {
    raw.note_id(1);
    let found = raw.count(0)?;
    raw.lseq = Some(found);
    if found != lseq {
        return Err(raw.bad("lseq", format!("{found} stands where {lseq} must be: events are missing or moved")));
    }
    let hashed = Hashed {
        id: raw.bytes(1)?,
        origin: raw.text(2)?,
        oseq: raw.count(3)?,
        stream: raw.text(4)?,
        expected: raw.count(5)?,
        cmd: raw.bytes(6)?,
        hlc: raw.number(7)?,
        happened_ms: raw.number(8)?,
        recorded_ms: raw.number(9)?,
        actor: raw.text(10)?,
        role: raw.text(11)?,
        mode: raw.text(12)?,
        cause: raw.text(13)?,
        typ: raw.text(14)?,
        schema_v: u32::try_from(raw.count(15)?).map_err(|_| raw.bad("schema_v", "is out of range"))?,
        body: raw.blob(16)?,
    };
    let (prev, hash): (&Hash, &Hash) = (raw.bytes(17)?, raw.bytes(18)?);
    if hashed.hash(prev) != *hash {
        return Err(raw.bad("hash", "a column was changed: the hash is not that of this row"));
    }
    let (last, link) = chains.get(hashed.origin).copied().unwrap_or((0, GENESIS));
    if hashed.oseq != last + 1 {
        let why = format!("{} follows {last} of console {}: events are missing or moved", hashed.oseq, hashed.origin);
        return Err(raw.bad("oseq", why));
    }
    if *prev != link {
        return Err(raw.bad("prev", "does not name the hash of the console's event before"));
    }
    body(raw, hashed.body, bodies)?;
    attachment(raw, hashed.typ, hashed.body, bodies)?;
    let seen = Seen { lseq, id: hashed.id.to_vec(), stream: hashed.stream.to_owned(), expected: hashed.expected };
    match chains.get_mut(hashed.origin) {
        Some(chain) => *chain = (hashed.oseq, *hash),
        None => drop(chains.insert(hashed.origin.to_owned(), (hashed.oseq, *hash))),
    }
    Ok(seen)
}

fn body(raw: &Raw<'_, '_>, stored: &[u8], bodies: &Bodies) -> Result<(), Bad> {
    if serde_json::from_slice::<serde::de::IgnoredAny>(stored).is_err() {
        return Err(raw.bad("body", "is not JSON"));
    }
    let Some(reference) = bodies::reference(stored) else { return Ok(()) };
    reference.and_then(|file| bodies.get(&file)).map(drop).map_err(|error| match error {
        LogError::Damaged(why) => raw.bad("body file", why),
        other => raw.bad("body file", other.to_string()),
    })
}

/// The file an attachment's event names is there and is the same.
fn attachment(raw: &Raw<'_, '_>, typ: &str, stored: &[u8], bodies: &Bodies) -> Result<(), Bad> {
    let Some(reference) = bodies::beside(typ, stored) else { return Ok(()) };
    reference.and_then(|file| bodies.get(&file)).map(drop).map_err(|error| match error {
        LogError::Damaged(why) => raw.bad("attachment", why),
        other => raw.bad("attachment", other.to_string()),
    })
}
