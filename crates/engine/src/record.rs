//! One row of the log, column for column, and the hash that chains it (`resilience.md` 4.4 and 8.1).

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256.
pub type Hash = [u8; 32];

/// The hash before a console's first event.
pub const GENESIS: Hash = [0; 32];

/// What the engine gives the log to append. The log adds `lseq`, `oseq`, `prev`, `hash`, and places it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// UUIDv7.
    pub id: Uuid,
    pub stream: String,
    /// Version of the stream its author saw; inside the hash, never changed.
    pub expected: u64,
    /// Command id: a retry of the same command appends nothing.
    pub cmd: Uuid,
    /// Hybrid logical clock: milliseconds << 16 | counter.
    pub hlc: i64,
    pub happened_ms: i64,
    pub recorded_ms: i64,
    pub actor: String,
    pub role: String,
    /// `live` or `drill`.
    pub mode: &'static str,
    pub cause: &'static str,
    pub typ: String,
    pub schema_v: u32,
    /// Stored and hashed byte for byte. Over 64 KiB the log stores a reference to a file named by its SHA-256 instead.
    pub body: Vec<u8>,
}

/// One stored and placed event.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub lseq: u64,
    pub id: Uuid,
    pub origin: String,
    pub oseq: u64,
    pub stream: String,
    pub expected: u64,
    pub cmd: Uuid,
    pub hlc: i64,
    pub happened_ms: i64,
    pub recorded_ms: i64,
    pub actor: String,
    pub role: String,
    pub mode: String,
    pub cause: String,
    pub typ: String,
    pub schema_v: u32,
    /// The body as stored (for a large body, the reference); this is what the hash covers.
    pub stored_body: Vec<u8>,
    /// The body itself.
    pub body: Vec<u8>,
    pub prev: Hash,
    pub hash: Hash,
    pub gseq: u64,
    pub epoch: u64,
    pub version: u64,
}

/// The columns the hash covers: every column of `event` except `lseq`, `prev` and `hash`, in table order.
#[derive(Clone, Copy, Debug)]
pub struct Hashed<'a> {
    pub id: &'a [u8; 16],
    pub origin: &'a str,
    pub oseq: u64,
    pub stream: &'a str,
    pub expected: u64,
    pub cmd: &'a [u8; 16],
    pub hlc: i64,
    pub happened_ms: i64,
    pub recorded_ms: i64,
    pub actor: &'a str,
    pub role: &'a str,
    pub mode: &'a str,
    pub cause: &'a str,
    pub typ: &'a str,
    pub schema_v: u32,
    pub body: &'a [u8],
}

impl Hashed<'_> {
    /// `SHA-256("wf-ev1" ‖ prev ‖ fields)`, each field with its length as eight little-endian bytes before it;
    /// numbers are eight little-endian bytes.
    pub fn hash(&self, prev: &Hash) -> Hash {
        let mut sha = Sha256::new();
        sha.update(b"wf-ev1");
        sha.update(prev);
        let mut field = |bytes: &[u8]| {
            sha.update((bytes.len() as u64).to_le_bytes());
            sha.update(bytes);
        };
        field(self.id);
        field(self.origin.as_bytes());
        field(&self.oseq.to_le_bytes());
        field(self.stream.as_bytes());
        field(&self.expected.to_le_bytes());
        field(self.cmd);
        field(&self.hlc.to_le_bytes());
        field(&self.happened_ms.to_le_bytes());
        field(&self.recorded_ms.to_le_bytes());
        field(self.actor.as_bytes());
        field(self.role.as_bytes());
        field(self.mode.as_bytes());
        field(self.cause.as_bytes());
        field(self.typ.as_bytes());
        field(&u64::from(self.schema_v).to_le_bytes());
        field(self.body);
        sha.finalize().into()
    }
}

/// SHA-256 of bytes, lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
