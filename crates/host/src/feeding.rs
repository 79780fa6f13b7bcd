//! Feeds to the engine: bodies become warnings or faults on a thread of their own, health becomes telemetry, and a
//! change of health becomes a fact.

use crate::floor::Floor;
use crate::threads;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use watchfloor_domain::Command;
use watchfloor_domain::ids::FeedId;
use watchfloor_engine::Actor;
use watchfloor_engine::ingest::Delivery as Body;
use watchfloor_engine::telemetry::FeedHealth as Health;
use watchfloor_feeds::{
    Clock, Delivery, FeedHandle, FeedHealth, FeedRunner, FeedSpec, FeedState, Inbox, InboxRefused, Limits, Link,
    LinkReader, WARNING_BODY_BYTES,
};
use watchfloor_warning::{Hints, read};

/// The name of this part.
const PART: &str = "ingest";
/// Pause before a feed whose body was not saved is asked again.
const PAUSE: Duration = Duration::from_secs(5);
/// Bodies that may wait to be read; the runner fetches again what was not taken.
const WAITING: usize = 64;

enum Message {
    Body(Delivery),
    Health(FeedHealth),
}

struct Queue(SyncSender<Message>);

impl Inbox for Queue {
    fn deliver(&self, delivery: Delivery) -> Result<(), InboxRefused> {
        self.0.try_send(Message::Body(delivery)).map_err(|e| match e {
            TrySendError::Full(_) => InboxRefused("too many bodies are waiting".into()),
            TrySendError::Disconnected(_) => InboxRefused("the console is stopping".into()),
        })
    }

    fn health(&self, health: FeedHealth) {
        // Health comes again with the next poll; a lost one is late, not wrong.
        drop(self.0.try_send(Message::Health(health)));
    }
}

/// Indexes are read by the warning crate; an index whose alerts are inside is no list of links.
struct Links;

impl LinkReader for Links {
    fn links(&self, body: &[u8]) -> Vec<Link> {
        let document = read(body, &Hints::default());
        if !document.found.is_empty() {
            return Vec::new();
        }
        let link = |l: watchfloor_warning::Link| Link { url: l.href, version: l.updated_ms.map(|ms| ms.to_string()) };
        document.links.into_iter().map(link).collect()
    }
}

struct StampClock(Arc<dyn watchfloor_engine::ports::Clock>);

impl Clock for StampClock {
    fn now_ms(&self) -> i64 {
        self.0.now_ms()
    }
}

/// Starts polling what the board lists.
pub(crate) fn start(floor: &Arc<Floor>) -> Result<FeedHandle, String> {
    let (sender, receiver) = sync_channel(WAITING);
    threads::start(floor, PART, move |floor| attend(&receiver, floor))?;
    let clock = Arc::new(StampClock(floor.engine.clock.clone()));
    FeedRunner::start(specs(floor), Arc::new(Queue(sender)), clock, Arc::new(Links)).map_err(|e| e.to_string())
}

/// The feeds of the board, as the runner wants them. An address range that no longer parses stops its feed, loudly.
pub(crate) fn specs(floor: &Floor) -> Vec<FeedSpec> {
    let board = floor.engine.board();
    let spec = |(id, feed): (&FeedId, &watchfloor_domain::board::Feed)| {
        let allow = feed.allow.iter().map(|cidr| cidr.parse()).collect::<Result<_, _>>();
        match allow {
            Ok(allow) => Some(FeedSpec {
                id: id.0.clone(),
                url: feed.url.clone(),
                allow,
                period: Duration::from_secs(u64::from(feed.interval_s)),
                limits: Limits { body_bytes: WARNING_BODY_BYTES, ..Limits::default() },
            }),
            Err(error) => {
                tracing::error!(feed = %id, %error, "the feed is not polled");
                None
            }
        }
    };
    board.feeds.iter().filter_map(spec).collect()
}

fn attend(messages: &Receiver<Message>, floor: &Weak<Floor>) {
    for message in messages {
        let Some(floor) = floor.upgrade() else { break };
        threads::survive(&floor, PART, || match message {
            Message::Body(delivery) => body(&floor, &delivery),
            Message::Health(health) => health_changed(&floor, &health),
        });
    }
}

/// What cannot be saved now (a full disk, a busy writer) must not be lost: its server would say "not modified" from now
/// on. So the feed is asked anew, after a pause in which other bodies wait too.
fn body(floor: &Floor, delivery: &Delivery) {
    let charset = delivery.content_type.as_deref().and_then(charset);
    let (source, url) = (delivery.feed_id.as_str(), Some(delivery.url.as_str()));
    let actor = Actor::feed(format!("feed/{source}"));
    let Err(error) = floor.ingest(&actor, &Body { source, url, body: &delivery.body, charset }) else { return };
    tracing::error!(feed = source, %error, "a body was not saved; the feed is asked again");
    let until = Instant::now() + PAUSE;
    while Instant::now() < until && !floor.is_stopping() {
        std::thread::sleep(Duration::from_millis(100));
    }
    if !floor.is_stopping() {
        floor.poll_anew(source);
    }
}

fn charset(content_type: &str) -> Option<&str> {
    let parameter = content_type.split(';').find_map(|part| part.trim().strip_prefix("charset="));
    parameter.map(|charset| charset.trim_matches('"'))
}

fn health_changed(floor: &Floor, health: &FeedHealth) {
    let feed = FeedId(health.feed_id.clone());
    // Before the first good poll nothing is known: unknown is the word for it everywhere.
    let state = if health.state == FeedState::Never { "unknown" } else { health.state.name() }.to_owned();
    let failing = health.failures > 0;
    let error = health.last_error.as_ref().filter(|_| failing).map(|e| (e.code.to_owned(), e.text.clone()));
    let text = error.as_ref().map(|(_, text)| text.clone());
    floor.engine.telemetry.feed(
        feed.clone(),
        Health {
            state: state.clone(),
            last_success_ms: health.last_success_ms,
            last_change_ms: health.last_change_ms,
            error,
        },
    );
    let logged = floor.engine.board().feeds.get(&feed).map(|f| f.state.clone());
    // Late and back again is the rhythm of polling; what a person must know is live, stale, dead.
    let worth_a_fact = matches!(state.as_str(), "live" | "stale" | "dead");
    if worth_a_fact && logged.is_some_and(|logged| logged != state) {
        let actor = Actor::feed(format!("feed/{feed}"));
        if let Err(error) = floor.engine.run(&actor, vec![Command::NoteFeedState { feed, state, error: text }]) {
            tracing::warn!(%error, "a feed's state was not saved");
        }
    }
}
