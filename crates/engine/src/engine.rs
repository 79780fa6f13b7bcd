//! The handle that hosts hold: commands in, board out, changes as they are committed.

use crate::clerk::{Clerk, Work};
use crate::lists::Lists;
use crate::open::{OpenError, open_board, recall};
use crate::ports::{Clock, EventLog, Ids, ListReader, ListWriter, LogError, LogReader, Reach, Vault};
use crate::record::Row;
use crate::telemetry::Telemetry;
use crate::writer::{Job, Writer, foresee};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;
use uuid::Uuid;
use watchfloor_domain::board::Incident;
use watchfloor_domain::event::Cause;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::story::{Sentence, tell};
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command, Context, Event, Recorded, Rejection, decide, evolve};

/// Commands that may wait for the writer; more are refused, which the window shows.
const QUEUE: usize = 1_024;

/// Groups the clerk may lag behind; above it, it reads the log.
const WORKS: usize = 1_024;

/// Messages a subscriber may lag behind before it is dropped and has to take the board anew.
const LAG: usize = 4_096;

/// What a host wires together.
pub struct Parts {
    pub log: Box<dyn EventLog>,
    pub reader: Arc<dyn LogReader>,
    pub lists: (Box<dyn ListWriter>, Arc<dyn ListReader>),
    pub vault: Arc<dyn Vault>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub drill: bool,
}

/// Says whether what commands would do is what somebody agreed to.
pub type Agreed = Box<dyn FnOnce(&[Sentence]) -> Result<(), Rejection> + Send>;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// A user, `rule/…`, `feed/…` or `drill/…`.
    pub name: String,
    /// `None` for rules and feeds.
    pub role: Option<Role>,
    pub cause: Cause,
}

impl Actor {
    /// A person at a seat.
    pub fn person(name: impl Into<String>, role: Role) -> Self {
        Self { name: name.into(), role: Some(role), cause: Cause::Operator }
    }

    /// A rule or timer of this console.
    pub fn rule(name: impl Into<String>) -> Self {
        Self { name: name.into(), role: None, cause: Cause::Rule }
    }

    /// Something that came from outside.
    pub fn feed(name: impl Into<String>) -> Self {
        Self { name: name.into(), role: None, cause: Cause::Feed }
    }
}

/// What was committed for a command.
#[derive(Clone, Debug)]
pub struct Done {
    /// Global sequence after it.
    pub seq: u64,
    pub events: Vec<Recorded>,
    pub sentences: Vec<Sentence>,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("refused: {}", .0.key)]
    Rejected(Rejection),
    /// Nothing was saved.
    #[error("not saved: {0}")]
    NotSaved(String),
    #[error("too many commands are waiting for the disk")]
    Busy,
    #[error("the engine has stopped")]
    Stopped,
}

/// One committed event and its sentence.
#[derive(Clone, Debug)]
pub struct Change {
    pub recorded: Recorded,
    pub sentence: Sentence,
}

/// Shared between the handle and the writer.
pub(crate) struct Shared {
    pub(crate) board: RwLock<Board>,
    pub(crate) subscribers: Mutex<Vec<SyncSender<Arc<Vec<Change>>>>>,
    /// Why the last write failed; cleared by the next that succeeds.
    pub(crate) fault: Mutex<Option<String>>,
    pub(crate) dropped: AtomicBool,
}

/// The running engine.
pub struct Engine {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    clerk: Mutex<Option<JoinHandle<()>>>,
    lists: Lists,
    shared: Arc<Shared>,
    pub reader: Arc<dyn LogReader>,
    pub vault: Arc<dyn Vault>,
    pub clock: Arc<dyn Clock>,
    pub telemetry: Arc<Telemetry>,
    ids: Arc<dyn Ids>,
    drill: bool,
}

impl Engine {
    /// Folds the log into a board and starts the writer thread.
    pub fn start(parts: Parts) -> Result<Self, OpenError> {
        let board = open_board(&*parts.reader)?;
        // A console that died between an erasure and the end of its key does the second half now.
        board.erased.iter().try_for_each(|subject| parts.vault.destroy(subject))?;
        let shared = Arc::new(Shared {
            board: RwLock::new(board.clone()),
            subscribers: Mutex::new(Vec::new()),
            fault: Mutex::new(None),
            dropped: AtomicBool::new(false),
        });
        let telemetry = Arc::new(Telemetry::default());
        let remembered = board.units.values().filter_map(|unit| Some((unit.id.clone(), unit.fix.clone()?)));
        remembered.for_each(|(unit, fix)| telemetry.report(unit, fix));
        let lists = Lists::new(parts.lists.1);
        let mut next_calls = VecDeque::new();
        let first_calls = foresee(&mut next_calls, &*parts.ids);
        let (works, clerk) = start_clerk(
            Clerk {
                lists: parts.lists.0,
                reader: parts.reader.clone(),
                vault: parts.vault.clone(),
                made: lists.made(),
                reach: Reach::default(),
            },
            first_calls,
        )?;
        let next_hlc = board.at_ms.saturating_add(1) << 16;
        let (jobs, queue) = sync_channel(QUEUE);
        let writer = Writer {
            log: parts.log,
            reader: parts.reader.clone(),
            lists: lists.clone(),
            works,
            vault: parts.vault.clone(),
            clock: parts.clock.clone(),
            ids: parts.ids.clone(),
            telemetry: telemetry.clone(),
            shared: shared.clone(),
            working: board,
            drill: parts.drill,
            // Goes on after the last event, also when the clock was set back in between.
            hlc: next_hlc,
            since_snapshot: 0,
            next_calls,
        };
        let thread = spawn("engine", move || writer.run(&queue))?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            thread: Mutex::new(Some(thread)),
            clerk: Mutex::new(Some(clerk)),
            lists,
            shared,
            reader: parts.reader,
            vault: parts.vault,
            clock: parts.clock,
            telemetry,
            ids: parts.ids,
            drill: parts.drill,
        })
    }

    /// Carries out commands together or not at all; returns when they are on disk.
    pub fn run(&self, actor: &Actor, commands: Vec<Command>) -> Result<Done, Failure> {
        self.queue(actor, commands, None)
    }

    /// The same, when what they would do is agreed to. It is asked where nothing can come in between: what it hears is what
    /// is then done.
    ///
    /// # Errors
    /// [`Failure::Rejected`] with the rejection of `agreed`, or of a command.
    pub fn run_if(&self, actor: &Actor, commands: Vec<Command>, agreed: Agreed) -> Result<Done, Failure> {
        self.queue(actor, commands, Some(agreed))
    }

    fn queue(&self, actor: &Actor, commands: Vec<Command>, agreed: Option<Agreed>) -> Result<Done, Failure> {
        let (reply, answer) = sync_channel(1);
        let job = Job { actor: actor.clone(), commands, cmd: self.ids.uuid(), agreed, reply };
        let jobs = lock(&self.jobs).clone().ok_or(Failure::Stopped)?;
        jobs.try_send(job).map_err(|e| match e {
            TrySendError::Full(_) => Failure::Busy,
            TrySendError::Disconnected(_) => Failure::Stopped,
        })?;
        answer.recv().map_err(|_| Failure::Stopped)?
    }

    /// What commands would do, in words, without doing it.
    pub fn preview(&self, actor: &Actor, commands: &[Command]) -> Result<Vec<Sentence>, Rejection> {
        // Before the board is held: what a command brings back from the log may have to be waited for.
        let contexts: Vec<Context> = commands.iter().map(|command| self.context(actor, command)).collect();
        let board = self.board();
        foretold(&board, commands, &contexts)
    }

    /// The incident a command brings back from the log. Read without holding the board: a reader may have to wait for
    /// a connection, and commits wait for the board.
    fn recalled(&self, command: &Command) -> Option<Incident> {
        let Command::ReopenIncident { incident, .. } = command else { return None };
        let gseq = {
            let board = self.board();
            if board.incidents.contains_key(incident) {
                return None;
            }
            board.gseq
        };
        // What cannot be read back now is refused now as not found; the command itself says what is wrong with the log.
        recall(&*self.reader, &self.lists, *incident, gseq).ok().flatten().map(|(incident, _)| incident)
    }

    fn context(&self, actor: &Actor, command: &Command) -> Context {
        let recalled = self.recalled(command);
        let now_ms = self.clock.now_ms();
        Context {
            now_ms,
            zone_offset_min: self.clock.zone_offset_min(now_ms),
            actor: actor.name.clone(),
            role: actor.role,
            cause: actor.cause,
            drill: self.drill,
            fresh: self.ids.uuid(),
            call: IncidentId(self.ids.uuid()),
            fixes: std::collections::BTreeMap::new(),
            recalled,
        }
    }

    /// The lists, once they tell what is committed now. Never ask while holding the board.
    ///
    /// # Errors
    /// Why they are behind.
    pub fn lists(&self) -> Result<&dyn ListReader, LogError> {
        let gseq = self.board().gseq;
        self.lists.upto(gseq)
    }

    /// The lists as they are, for who would rather have an old answer than wait.
    pub fn lists_now(&self) -> &dyn ListReader {
        self.lists.now()
    }

    /// An incident's story: what happened to it and what was done for it, oldest first, at most `limit` (the newest).
    ///
    /// # Errors
    /// [`LogError`] of the log or the lists.
    pub fn story(&self, incident: IncidentId, limit: u32) -> Result<Vec<Row>, LogError> {
        let incident = incident.to_string();
        let linked = self.lists()?.story(&incident, limit)?;
        self.reader.story(&incident, &linked, limit)
    }

    /// The committed board. Hold it only as long as it takes to read.
    pub fn board(&self) -> RwLockReadGuard<'_, Board> {
        self.shared.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every commit from now on. A subscriber that falls too far behind is dropped: its channel ends.
    pub fn subscribe(&self) -> Receiver<Arc<Vec<Change>>> {
        let (sender, receiver) = sync_channel(LAG);
        lock(&self.shared.subscribers).push(sender);
        receiver
    }

    /// Why the last write failed, if the last one did, or that nothing can be written any more.
    pub fn fault(&self) -> Option<String> {
        let dead = lock(&self.thread).as_ref().is_some_and(JoinHandle::is_finished);
        if dead {
            return Some("the engine ended by a fault of the program; start the console again".to_owned());
        }
        lock(&self.shared.fault).clone().or_else(|| self.lists.fault())
    }

    /// Whether a subscriber was dropped since the last call.
    pub fn take_dropped(&self) -> bool {
        self.shared.dropped.swap(false, Ordering::Relaxed)
    }

    /// Whether this is the engine of a drill.
    pub fn is_drill(&self) -> bool {
        self.drill
    }

    /// Finishes what is queued, keeps a snapshot, and ends. Further commands are refused.
    pub fn stop(&self) {
        drop(lock(&self.jobs).take());
        self.lists.stop();
        for (name, thread) in [("engine", &self.thread), ("clerk", &self.clerk)] {
            if lock(thread).take().is_some_and(|thread| thread.join().is_err()) {
                tracing::error!(name, "a thread ended by a panic");
            }
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the clerk; keys of the first calls come after the lists, which others may wait for.
fn start_clerk(clerk: Clerk, calls: Vec<IncidentId>) -> Result<(SyncSender<Work>, JoinHandle<()>), OpenError> {
    let (works, queue) = sync_channel(WORKS);
    let thread = spawn("clerk", move || clerk.run(&queue, &calls))?;
    Ok((works, thread))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new().name(name.into()).spawn(work).map_err(|e| OpenError::Thread(e.to_string()))
}

/// A lock whose holder panicked still guards whole values here: each is replaced in one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What commands would do to a board, in words. One command alone is told on the board as it is; several each on what the
/// one before them makes.
///
/// # Errors
/// The first command's rejection.
pub(crate) fn foretold(board: &Board, commands: &[Command], contexts: &[Context]) -> Result<Vec<Sentence>, Rejection> {
    if let ([command], [ctx]) = (commands, contexts) {
        return Ok(decide(board, command, ctx)?.iter().map(|event| tell(board, event)).collect());
    }
    let mut board = board.clone();
    let mut sentences = Vec::new();
    for (command, ctx) in commands.iter().zip(contexts) {
        for event in decide(&board, command, ctx)? {
            sentences.push(tell(&board, &event));
            let recorded = foreseen(&board, event, ctx.now_ms);
            evolve(&mut board, &recorded);
        }
    }
    Ok(sentences)
}

fn foreseen(board: &Board, event: Event, now_ms: i64) -> Recorded {
    Recorded {
        gseq: board.gseq + 1,
        version: board.version(&event.stream()) + 1,
        id: Uuid::nil(),
        cmd: Uuid::nil(),
        happened_ms: now_ms,
        recorded_ms: now_ms,
        actor: String::new(),
        role: String::new(),
        cause: Cause::Rule,
        event,
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        Self::NotSaved(error.to_string())
    }
}
