//! The poller of one feed: conditional requests, change detection, linked alerts, health, pace.
//! It must not know other feeds, except through the shared slots per host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use crate::client::{FeedClient, Fetched, Outcome, Page, Validators};
use crate::error::FetchError;
use crate::health::{FeedFault, FeedHealth, FeedState};
use crate::links::{LinkQueue, PendingLink};
use crate::pace::pause;
use crate::ports::{Delivery, Link, Origin, Ports};
use crate::runner::FeedSpec;

/// Requests to one host at a time, over all feeds.
const PER_HOST: usize = 4;
/// Linked alerts of one feed fetched side by side.
const LINKS_ABREAST: usize = 4;
/// Time for the linked alerts of one poll; what is left waits for the next, so that the index itself is not late.
const LINK_ROUND: Duration = Duration::from_secs(60);
/// Hosts remembered before idle ones are forgotten.
const MAX_HOSTS: usize = 256;

/// Slots per host.
#[derive(Default)]
pub(crate) struct Hosts(Mutex<HashMap<String, Arc<Semaphore>>>);

impl Hosts {
    /// Waits for a slot at the host of `url`. `None` for an address without host: the fetch will say so.
    async fn slot(&self, url: &str) -> Option<OwnedSemaphorePermit> {
        let host = Url::parse(url).ok()?.host_str()?.to_owned();
        let slots = {
            let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if hosts.len() >= MAX_HOSTS {
                hosts.retain(|_, slots| Arc::strong_count(slots) > 1);
            }
            hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(PER_HOST))).clone()
        };
        slots.acquire_owned().await.ok()
    }
}

/// The health of one feed, written by its poller and aged by the runner.
pub(crate) struct Card {
    pub health: FeedHealth,
    pub last_success: Option<Instant>,
    pub period: Duration,
}

impl Card {
    pub fn new(spec: &FeedSpec) -> Self {
        Card { health: FeedHealth::new(&spec.id, spec.period), last_success: None, period: spec.period }
    }

    /// Brings the state up to date; true when it changed.
    pub fn age(&mut self) -> bool {
        let state = FeedState::of(self.last_success.map(|at| at.elapsed()), self.period);
        std::mem::replace(&mut self.health.state, state) != state
    }
}

pub(crate) type SharedCard = Arc<Mutex<Card>>;

/// Everything one feed needs between polls.
pub(crate) struct Poller {
    pub spec: FeedSpec,
    pub client: FeedClient,
    pub ports: Ports,
    pub hosts: Arc<Hosts>,
    pub card: SharedCard,
    pub memory: Memory,
}

/// What is remembered from the last good answer.
#[derive(Default)]
pub(crate) struct Memory {
    validators: Validators,
    digest: Option<[u8; 32]>,
    queue: LinkQueue,
}

impl Poller {
    /// Polls until dropped. One poll ends before the next begins.
    pub async fn run(mut self) {
        loop {
            let wait = self.poll().await;
            sleep(wait).await;
        }
    }

    /// One poll; the pause until the next.
    async fn poll(&mut self) -> Duration {
        let result = self.read_feed().await;
        let retry_after = result.as_ref().err().and_then(FetchError::retry_after);
        let failures = self.note(result);
        self.publish();
        if self.memory.queue.waiting() > 0 {
            self.fetch_links().await;
            self.publish();
        }
        pause(self.spec.period, failures, retry_after, fastrand::f64())
    }

    /// Fetches the feed's document and delivers it when it changed. True when it did.
    async fn read_feed(&mut self) -> Result<bool, FetchError> {
        let slot = self.hosts.slot(&self.spec.url).await;
        let Fetched { outcome, moved_to } = self.client.fetch(&self.spec.url, &self.memory.validators).await?;
        drop(slot);
        self.with_card(|card| card.health.moved_to = moved_to);
        let Outcome::Page(mut page) = outcome else { return Ok(false) };
        let digest: [u8; 32] = Sha256::digest(&page.body).into();
        let validators = page.validators.clone();
        if self.memory.digest == Some(digest) {
            self.memory.validators = validators;
            return Ok(false);
        }
        let links = self.links_of(&mut page.body).await;
        let url = page.url.clone();
        self.deliver(page, Origin::Feed)?;
        // Remembered only after it was taken: otherwise the next poll would call it unchanged and it would be lost.
        if self.memory.queue.offer(&url, &links) {
            self.memory.validators = validators;
            self.memory.digest = Some(digest);
        } else {
            self.memory.validators = Validators::default();
            self.memory.digest = None;
        }
        Ok(true)
    }

    /// The links in a body, read beside this thread: a large index takes long enough to delay other feeds.
    async fn links_of(&self, body: &mut Vec<u8>) -> Vec<Link> {
        let reader = self.ports.links.clone();
        let shared = Arc::new(std::mem::take(body));
        let lent = shared.clone();
        let links = tokio::task::spawn_blocking(move || reader.links(&lent)).await;
        *body = Arc::unwrap_or_clone(shared);
        links.unwrap_or_else(|_| {
            tracing::error!(feed = self.spec.id, "the link reader failed; the document itself is delivered");
            Vec::new()
        })
    }

    /// Fetches waiting links side by side, until done or the round's time is over.
    async fn fetch_links(&mut self) {
        let deadline = Instant::now() + LINK_ROUND;
        let mut waiting = self.memory.queue.take_round().into_iter();
        // Taken out of the queue and in flight: whatever has not answered by the deadline goes back.
        let mut in_flight: Vec<PendingLink> = Vec::new();
        let mut fetches = JoinSet::new();
        loop {
            while fetches.len() < LINKS_ABREAST
                && let Some(link) = waiting.next()
            {
                in_flight.push(link.clone());
                fetches.spawn(fetch_link(self.client.clone(), self.hosts.clone(), link));
            }
            match timeout_at(deadline, fetches.join_next()).await {
                Ok(Some(Ok((link, result)))) => {
                    if let Some(at) = in_flight.iter().position(|l| *l == link) {
                        in_flight.swap_remove(at);
                    }
                    self.settle(link, result);
                }
                // A fetch that was torn down: it goes back below with the others.
                Ok(Some(Err(_))) => {}
                Ok(None) | Err(_) => break,
            }
        }
        drop(fetches);
        for link in in_flight {
            self.memory.queue.retry(link, false);
        }
        for link in waiting.rev() {
            self.memory.queue.put_back(link);
        }
    }

    fn settle(&mut self, link: PendingLink, result: Result<Fetched, FetchError>) {
        let delivered = match result {
            Ok(Fetched { outcome: Outcome::Page(page), .. }) => self.deliver(page, Origin::Linked),
            Ok(_) => Ok(()),
            Err(e) => Err(e),
        };
        let Err(error) = delivered else { return };
        let now_ms = self.ports.clock.now_ms();
        let text = format!("linked alert {}: {error}", link.url).chars().take(400).collect();
        self.with_card(|card| card.health.last_error = Some(FeedFault { at_ms: now_ms, code: error.code(), text }));
        match error {
            FetchError::NotTaken(_) => self.memory.queue.put_back(link),
            error => self.memory.queue.retry(link, error.is_final()),
        }
    }

    fn deliver(&self, page: Page, origin: Origin) -> Result<(), FetchError> {
        let Page { url, content_type, validators, body } = page;
        let delivery = Delivery {
            feed_id: self.spec.id.clone(),
            url,
            received_ms: self.ports.clock.now_ms(),
            origin,
            content_type,
            etag: validators.etag,
            last_modified: validators.last_modified,
            body,
        };
        self.ports.inbox.deliver(delivery).map_err(|refused| FetchError::NotTaken(refused.0))
    }

    /// Writes the outcome on the card; the number of failures in a row.
    fn note(&mut self, result: Result<bool, FetchError>) -> u32 {
        let now_ms = self.ports.clock.now_ms();
        self.with_card(|card| {
            match result {
                Ok(changed) => {
                    card.last_success = Some(Instant::now());
                    card.health.last_success_ms = Some(now_ms);
                    card.health.failures = 0;
                    if changed {
                        card.health.last_change_ms = Some(now_ms);
                    }
                }
                Err(error) => {
                    card.health.failures = card.health.failures.saturating_add(1);
                    let text = error.to_string();
                    card.health.last_error = Some(FeedFault { at_ms: now_ms, code: error.code(), text });
                }
            }
            card.health.failures
        })
    }

    fn publish(&mut self) {
        let (waiting, lost) = (self.memory.queue.waiting(), self.memory.queue.lost());
        let health = self.with_card(|card| {
            card.health.links_pending = waiting;
            card.health.links_lost = lost;
            card.age();
            card.health.clone()
        });
        self.ports.inbox.health(health);
    }

    fn with_card<T>(&self, change: impl FnOnce(&mut Card) -> T) -> T {
        change(&mut self.card.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn fetch_link(
    client: FeedClient,
    hosts: Arc<Hosts>,
    link: PendingLink,
) -> (PendingLink, Result<Fetched, FetchError>) {
    let _slot = hosts.slot(&link.url).await;
    let result = client.fetch(&link.url, &Validators::default()).await;
    (link, result)
}
