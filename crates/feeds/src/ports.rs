//! What a feed runner needs from its host, and what it hands over. It must not know who implements it.

use std::sync::Arc;

use crate::health::FeedHealth;

/// Why the receiving side could not take a body. The runner keeps nothing of it and fetches it again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InboxRefused(pub String);

/// How a body was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is the feed's own document.
    Feed,
    /// The feed's document links to it.
    Linked,
}

/// A body as received, not looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub feed_id: String,
    /// The address that finally answered.
    pub url: String,
    /// When it was received, UTC milliseconds since the epoch.
    pub received_ms: i64,
    pub origin: Origin,
    /// `Content-Type` as stated: a hint, often wrong.
    pub content_type: Option<String>,
    pub etag: Option<String>,
    /// `Last-Modified` as stated.
    pub last_modified: Option<String>,
    /// Decompressed bytes. May be anything, an HTML error page included.
    pub body: Vec<u8>,
}

/// Takes what feeds bring. Called on the feeds' own thread: hand over to a queue and return, because whatever waits
/// here delays every feed.
pub trait Inbox: Send + Sync {
    /// A new or changed body. An unchanged one is not delivered; the health's `last_success_ms` tells of it.
    fn deliver(&self, delivery: Delivery) -> Result<(), InboxRefused>;
    /// A feed's health after every poll, and when its state changes by the passing of time.
    fn health(&self, health: FeedHealth);
}

/// Wall clock for stamps. Pauses and ages use the runtime's monotonic clock.
pub trait Clock: Send + Sync {
    /// UTC milliseconds since the epoch.
    fn now_ms(&self) -> i64;
}

/// A link of an index feed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Absolute, or relative to the index.
    pub url: String,
    /// The entry's own stamp (`updated`, `pubDate`), when it has one: a new stamp makes a known link be fetched again.
    pub version: Option<String>,
}

impl Link {
    /// A link without a stamp: fetched once.
    pub fn once(url: impl Into<String>) -> Self {
        Link { url: url.into(), version: None }
    }
}

/// Finds the alerts an index links to. Runs beside the feeds' thread, may take its time, and must not panic.
pub trait LinkReader: Send + Sync {
    /// Links in document order; empty when the body is no index.
    fn links(&self, body: &[u8]) -> Vec<Link>;
}

/// For feeds that are never indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLinks;

impl LinkReader for NoLinks {
    fn links(&self, _body: &[u8]) -> Vec<Link> {
        Vec::new()
    }
}

/// The three ports together.
#[derive(Clone)]
pub struct Ports {
    pub inbox: Arc<dyn Inbox>,
    pub clock: Arc<dyn Clock>,
    pub links: Arc<dyn LinkReader>,
}
