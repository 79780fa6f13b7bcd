//! Runs the pollers of all feeds on one thread of their own. It must not know what feeds bring.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::client::{ClientFactory, Limits};
use crate::error::FetchError;
use crate::health::FeedFault;
use crate::net::Cidr;
use crate::poll::{Card, Hosts, Memory, Poller, SharedCard};
use crate::ports::{Clock, Inbox, LinkReader, Ports};

/// How often states are aged without a poll.
const AGEING: Duration = Duration::from_millis(500);
/// Name look-ups that hang in the operating system are not waited for longer when stopping.
const STOP_PATIENCE: Duration = Duration::from_secs(1);

/// One feed as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSpec {
    /// Unique among the feeds.
    pub id: String,
    pub url: String,
    /// Inside ranges the feed may reach.
    pub allow: Vec<Cidr>,
    /// Pause between good polls.
    pub period: Duration,
    /// Limits of each fetch.
    pub limits: Limits,
}

/// Why no runner was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The thread or its runtime could not be made.
    #[error("the feed thread could not be started: {0}")]
    Thread(#[from] io::Error),
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Client(#[from] FetchError),
}

/// Starts runners.
#[derive(Debug, Clone, Copy)]
pub struct FeedRunner;

/// A running set of feeds; dropping it stops them.
pub struct FeedHandle {
    commands: UnboundedSender<Command>,
    thread: Option<JoinHandle<()>>,
}

enum Command {
    SetFeeds(Vec<FeedSpec>),
    Stop,
}

impl FeedRunner {
    /// Starts polling at once, on a thread of its own.
    pub fn start(
        feeds: Vec<FeedSpec>,
        inbox: Arc<dyn Inbox>,
        clock: Arc<dyn Clock>,
        links: Arc<dyn LinkReader>,
    ) -> Result<FeedHandle, StartError> {
        Self::start_through(ClientFactory::new()?, feeds, Ports { inbox, clock, links })
    }

    /// As [`FeedRunner::start`], through a client factory of the caller's.
    pub fn start_through(factory: ClientFactory, feeds: Vec<FeedSpec>, ports: Ports) -> Result<FeedHandle, StartError> {
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(32).build()?;
        let (commands, received) = unbounded_channel();
        let mut fleet = Fleet { factory, ports, hosts: Arc::default(), running: HashMap::new() };
        let thread = std::thread::Builder::new().name("feeds".to_owned()).spawn(move || {
            runtime.block_on(async {
                fleet.set(feeds);
                fleet.attend(received).await;
            });
            runtime.shutdown_timeout(STOP_PATIENCE);
        })?;
        Ok(FeedHandle { commands, thread: Some(thread) })
    }
}

impl FeedHandle {
    /// Makes these the feeds. Unchanged ones go on undisturbed, changed ones start anew, missing ones end.
    pub fn set_feeds(&self, feeds: Vec<FeedSpec>) {
        self.send(Command::SetFeeds(feeds));
    }

    /// Ends every feed, cancelling what is in flight, and waits for the thread.
    pub fn stop(self) {
        drop(self);
    }

    fn send(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::error!("the feed thread has ended");
        }
    }
}

impl Drop for FeedHandle {
    fn drop(&mut self) {
        self.send(Command::Stop);
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the feed thread panicked");
        }
    }
}

struct Running {
    spec: FeedSpec,
    card: SharedCard,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// All feeds, on the feeds' thread.
struct Fleet {
    factory: ClientFactory,
    ports: Ports,
    hosts: Arc<Hosts>,
    running: HashMap<String, Running>,
}

impl Fleet {
    /// Obeys commands and ages states until told to stop.
    async fn attend(&mut self, mut commands: UnboundedReceiver<Command>) {
        let mut tick = interval(AGEING);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
              command = commands.recv() => match command {
                Some(Command::SetFeeds(feeds)) => self.set(feeds),
                Some(Command::Stop) | None => return self.set(Vec::new()),
              },
              _ = tick.tick() => self.age(),
            }
        }
    }

    fn set(&mut self, feeds: Vec<FeedSpec>) {
        let mut before = std::mem::take(&mut self.running);
        for spec in feeds {
            if self.running.contains_key(&spec.id) {
                tracing::warn!(feed = spec.id, "a second feed of the same id is not run");
                continue;
            }
            let kept = before.remove(&spec.id).filter(|old| old.spec == spec);
            if let Some(running) = kept.or_else(|| self.launch(spec)) {
                self.running.insert(running.spec.id.clone(), running);
            }
        }
    }

    /// Starts one poller; `None`, with the fault on its card, when its client cannot be made.
    fn launch(&self, spec: FeedSpec) -> Option<Running> {
        let mut card = Card::new(&spec);
        let client = match self.factory.client(&spec.allow, spec.limits) {
            Ok(client) => client,
            Err(error) => {
                let (at_ms, text) = (self.ports.clock.now_ms(), error.to_string());
                card.health.last_error = Some(FeedFault { at_ms, code: error.code(), text });
                card.health.failures = 1;
                self.ports.inbox.health(card.health);
                return None;
            }
        };
        let card: SharedCard = Arc::new(Mutex::new(card));
        let poller = Poller {
            spec: spec.clone(),
            client,
            ports: self.ports.clone(),
            hosts: self.hosts.clone(),
            card: card.clone(),
            memory: Memory::default(),
        };
        Some(Running { spec, card, task: tokio::spawn(poller.run()).abort_handle() })
    }

    /// Tells the inbox of states that changed by the passing of time, and starts again what ended by itself: a poller
    /// never returns, so it must have failed in a port.
    fn age(&mut self) {
        let mut ended = Vec::new();
        for running in self.running.values() {
            if running.task.is_finished() {
                ended.push(running.spec.clone());
                continue;
            }
            let mut card = running.card.lock().unwrap_or_else(PoisonError::into_inner);
            if card.age() {
                self.ports.inbox.health(card.health.clone());
            }
        }
        for spec in ended {
            tracing::error!(feed = spec.id, "the poller ended by itself; starting it again");
            self.running.remove(&spec.id);
            if let Some(running) = self.launch(spec) {
                self.running.insert(running.spec.id.clone(), running);
            }
        }
    }
}
