//! The one thread that decides and appends. Whatever is queued is tried in order against a working board, appended in
//! one transaction, and published only when that is on disk. If the append fails, nothing of the group was answered and
//! the working board goes back to the published one.

use crate::clerk::Work;
use crate::engine::{Actor, Agreed, Change, Done, Failure, Shared, foretold, lock};
use crate::lists::Lists;
use crate::open::{SNAPSHOT, fold, recall};
use crate::ports::{Clock, EventLog, Ids, LogError, LogReader, Projection, Reach, Vault};
use crate::projection::{projections, touched};
use crate::record::NewEvent;
use crate::telemetry::Telemetry;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use uuid::Uuid;
use watchfloor_domain::board::Incident;
use watchfloor_domain::decide::next_due;
use watchfloor_domain::event::Cause;
use watchfloor_domain::ids::{IncidentId, StreamId, UnitId};
use watchfloor_domain::story::{Sentence, tell};
use watchfloor_domain::{Board, Command, Context, Event, Recorded, decide, evolve};

/// Most jobs in one transaction.
const GROUP: usize = 256;
/// Events after which a snapshot is kept.
const SNAPSHOT_EVERY: u64 = 5_000;
/// Calls foreseen at a time. So many may come at once before one has to wait for its own keys.
const AHEAD: usize = 64;
/// Longest sleep, so that a clock set forward is noticed.
const LONGEST_SLEEP_MS: i64 = 1_000;

/// Where the answer to a request goes.
pub(crate) type Reply = SyncSender<Result<Done, Failure>>;

/// One request to the writer.
pub(crate) struct Job {
    pub(crate) actor: Actor,
    pub(crate) commands: Vec<Command>,
    pub(crate) cmd: Uuid,
    /// Asked before anything is done.
    pub(crate) agreed: Option<Agreed>,
    pub(crate) reply: Reply,
}

pub(crate) struct Writer {
    pub(crate) log: Box<dyn EventLog>,
    pub(crate) reader: Arc<dyn LogReader>,
    pub(crate) lists: Lists,
    /// To the clerk. What does not fit in is made from the log.
    pub(crate) works: SyncSender<Work>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) telemetry: Arc<Telemetry>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) working: Board,
    pub(crate) drill: bool,
    pub(crate) hlc: i64,
    pub(crate) since_snapshot: u64,
    /// Incidents of the next calls: their keys are made ahead, so that a call waits for one sync and not for two.
    pub(crate) next_calls: VecDeque<IncidentId>,
}

/// Events of one group on their way to the log.
#[derive(Default)]
struct Group {
    rows: Vec<NewEvent>,
    projections: Vec<Projection>,
    changes: Vec<Change>,
    /// Reply and the range of its events, or why there are none. A refusal waits for the append as well: it may rest
    /// on what an earlier job of the group did, and until that is on disk it has not happened.
    answers: Vec<(Reply, Result<std::ops::Range<usize>, Failure>)>,
}

/// The role as the log keeps it. A person without one is the folder's owner, who administers from the command line.
fn role_word(actor: &Actor) -> &'static str {
    match (actor.role, actor.cause) {
        (Some(role), _) => role.word(),
        (None, Cause::Operator) => "owner",
        (None, cause) => cause.word(),
    }
}

/// Fills up the incidents of the next calls when they run low; answers the new ones.
pub(crate) fn foresee(calls: &mut VecDeque<IncidentId>, ids: &dyn Ids) -> Vec<IncidentId> {
    if calls.len() > AHEAD / 4 {
        return Vec::new();
    }
    let new: Vec<IncidentId> = (0..AHEAD).map(|_| IncidentId(ids.uuid())).collect();
    calls.extend(&new);
    new
}

impl Writer {
    pub(crate) fn run(mut self, queue: &Receiver<Job>) {
        loop {
            match queue.recv_timeout(self.sleep()) {
                Ok(first) => {
                    let more = queue.try_iter().take(GROUP - 1);
                    let jobs: Vec<Job> = std::iter::once(first).chain(more).collect();
                    self.group(jobs);
                    self.log.settle();
                }
                Err(RecvTimeoutError::Timeout) => self.log.idle(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.tick();
            if self.since_snapshot >= SNAPSHOT_EVERY {
                self.snapshot();
            }
        }
        if self.since_snapshot > 0 {
            self.snapshot();
        }
        self.log.idle();
    }

    /// Until the next instant at which time alone changes something.
    fn sleep(&self) -> Duration {
        let now = self.clock.now_ms();
        let due = next_due(&self.working, now).map_or(LONGEST_SLEEP_MS, |at| at - now);
        Duration::from_millis(due.clamp(1, LONGEST_SLEEP_MS).unsigned_abs())
    }

    /// Whatever time has made due happens. A clock set back finds states to take back: they change again.
    fn tick(&mut self) {
        let (reply, _answer) = std::sync::mpsc::sync_channel(1);
        let actor = Actor::rule("rule/clock");
        let ctx = self.context(&actor, &Command::Tick);
        if decide(&self.working, &Command::Tick, &ctx).is_ok_and(|events| !events.is_empty()) {
            self.group(vec![Job { actor, commands: vec![Command::Tick], cmd: self.ids.uuid(), agreed: None, reply }]);
        }
    }

    fn group(&mut self, jobs: Vec<Job>) {
        let mut group = Group::default();
        for mut job in jobs {
            let start = group.rows.len();
            let agreed = job.agreed.take().map_or(Ok(()), |agreed| self.agreed(&job, agreed));
            let outcome = agreed.and_then(|()| self.job(&job, &mut group)).map(|()| start..group.rows.len());
            group.answers.push((job.reply, outcome));
        }
        match self.append(&group) {
            Ok(()) => self.publish(group),
            Err(error) => self.give_up(group, &error),
        }
    }

    /// Whether what the job would do now is agreed to.
    fn agreed(&self, job: &Job, agreed: Agreed) -> Result<(), Failure> {
        let context = |command| -> Result<Context, LogError> {
            let recalled = self.recalled(command)?.map(|(incident, _)| incident);
            Ok(Context { recalled, ..self.context(&job.actor, command) })
        };
        let contexts = job.commands.iter().map(context).collect::<Result<Vec<_>, _>>()?;
        let now = foretold(&self.working, &job.commands, &contexts).map_err(Failure::Rejected)?;
        agreed(&now).map_err(Failure::Rejected)
    }

    /// Tries a job's commands on the working board. All or none: with several that act, a copy takes the risk.
    fn job(&mut self, job: &Job, group: &mut Group) -> Result<(), Failure> {
        let marks = (group.rows.len(), group.projections.len(), group.changes.len());
        // What is only expected changes nothing, and the last command does all of its own or nothing.
        let acts_first = job.commands.iter().rev().skip(1).any(|command| !matches!(command, Command::Expect(_)));
        let before = acts_first.then(|| self.working.clone());
        for command in &job.commands {
            if let Err(failure) = self.command(job, command, group) {
                if let Some(before) = before {
                    self.working = before;
                }
                group.rows.truncate(marks.0);
                group.projections.truncate(marks.1);
                group.changes.truncate(marks.2);
                return Err(failure);
            }
        }
        Ok(())
    }

    fn command(&mut self, job: &Job, command: &Command, group: &mut Group) -> Result<(), Failure> {
        let mut ctx = self.context(&job.actor, command);
        let recalled = self.recalled(command)?;
        ctx.recalled = recalled.as_ref().map(|(incident, _)| incident.clone());
        let events = decide(&self.working, command, &ctx).map_err(Failure::Rejected)?;
        if events.iter().any(|event| matches!(event, Event::IncidentOpened(_))) {
            self.next_calls.pop_front();
        }
        let sealed = events.into_iter().map(|event| self.seal(event)).collect::<Result<Vec<_>, LogError>>()?;
        if let Some((incident, version)) = recalled {
            self.working.versions.insert(StreamId::new("incident", incident.id), version);
        }
        for (clear, event) in sealed {
            self.stage(job, &clear, event, group, ctx.now_ms);
        }
        Ok(())
    }

    /// The incident that a command reopens although it left the board. An earlier command of the same group cannot have
    /// opened or closed it, so what is on disk is enough.
    fn recalled(&self, command: &Command) -> Result<Option<(Incident, u64)>, LogError> {
        match command {
            Command::ReopenIncident { incident, .. } if !self.working.incidents.contains_key(incident) => {
                let committed = self.shared.board.read().unwrap_or_else(PoisonError::into_inner).gseq;
                recall(&*self.reader, &self.lists, *incident, committed)
            }
            _ => Ok(None),
        }
    }

    /// The event with its personal fields sealed, and as it was, for the words to search by.
    fn seal(&self, clear: Event) -> Result<(Event, Event), LogError> {
        let mut event = clear.clone();
        let personal = event.personal_mut();
        self.vault.prepare(&personal.iter().map(|p| p.subject()).collect::<Vec<_>>())?;
        for personal in personal {
            *personal = self.vault.seal(personal)?;
        }
        Ok((clear, event))
    }

    fn stage(&mut self, job: &Job, clear: &Event, event: Event, group: &mut Group, now_ms: i64) {
        let stream = event.stream();
        let expected = self.working.version(&stream);
        let role = role_word(&job.actor);
        let recorded = Recorded {
            gseq: self.working.gseq + 1,
            version: expected + 1,
            id: self.ids.uuid(),
            cmd: job.cmd,
            happened_ms: event.happened_ms().unwrap_or(now_ms),
            recorded_ms: now_ms,
            actor: job.actor.name.clone(),
            role: role.to_owned(),
            cause: job.actor.cause,
            event,
        };
        let sentence = tell(&self.working, &recorded.event);
        evolve(&mut self.working, &recorded);
        group.projections.extend(projections(&self.working, clear, &recorded));
        group.rows.push(self.row(&recorded, job.cmd, expected, &stream));
        group.changes.push(Change { recorded, sentence });
    }

    fn row(&mut self, recorded: &Recorded, cmd: Uuid, expected: u64, stream: &StreamId) -> NewEvent {
        self.hlc = (self.hlc + 1).max(recorded.recorded_ms << 16);
        NewEvent {
            id: recorded.id,
            stream: stream.0.clone(),
            expected,
            cmd,
            hlc: self.hlc,
            happened_ms: recorded.happened_ms,
            recorded_ms: recorded.recorded_ms,
            actor: recorded.actor.clone(),
            role: recorded.role.clone(),
            mode: if self.drill { "drill" } else { "live" },
            cause: recorded.cause.word(),
            typ: recorded.event.typ().to_owned(),
            schema_v: recorded.event.schema_v(),
            body: recorded.event.encode(),
        }
    }

    fn append(&mut self, group: &Group) -> Result<(), LogError> {
        if group.rows.is_empty() {
            return Ok(());
        }
        let places = self.log.append(&group.rows)?;
        let foreseen = group.changes.iter().map(|c| (c.recorded.gseq, c.recorded.version));
        if foreseen.eq(places.iter().map(|p| (p.gseq, p.version))) {
            Ok(())
        } else {
            Err(LogError::Other("the log placed events otherwise than foreseen".into()))
        }
    }

    fn publish(&mut self, group: Group) {
        self.since_snapshot += group.changes.len() as u64;
        {
            let mut board = self.shared.board.write().unwrap_or_else(PoisonError::into_inner);
            group.changes.iter().for_each(|change| evolve(&mut board, &change.recorded));
            // Both boards tell the same now: what was said of an incident is in memory once.
            for id in group.changes.iter().flat_map(|change| touched(&change.recorded.event)) {
                if let Some(incident) = board.incidents.shared(&id) {
                    self.working.incidents.insert(id, incident);
                }
            }
        }
        if !group.rows.is_empty() {
            *lock(&self.shared.fault) = None;
            self.destroy_erased(&group.changes);
        }
        for (reply, outcome) in group.answers {
            let done = outcome.map(|range| {
                let changes = &group.changes[range];
                Done {
                    seq: changes.last().map_or(self.working.gseq, |c| c.recorded.gseq),
                    events: changes.iter().map(|c| c.recorded.clone()).collect(),
                    sentences: changes.iter().map(|c| c.sentence.clone()).collect::<Vec<Sentence>>(),
                }
            });
            // A caller that no longer listens is not an error: what it asked for is done or refused all the same.
            drop(reply.send(done));
        }
        self.leave_to_clerk(&group.changes, group.projections);
        self.tell_subscribers(group.changes);
    }

    fn leave_to_clerk(&mut self, changes: &[Change], rows: Vec<Projection>) {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
        let work = Work {
            after: first.recorded.gseq - 1,
            reach: Reach { gseq: last.recorded.gseq, id: last.recorded.id },
            rows,
            next_calls: foresee(&mut self.next_calls, &*self.ids),
        };
        // A clerk that is far behind finds the rest in the log.
        drop(self.works.try_send(work));
    }

    fn tell_subscribers(&self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let changes = Arc::new(changes);
        lock(&self.shared.subscribers).retain(|subscriber| {
            let kept = subscriber.try_send(changes.clone()).is_ok();
            if !kept {
                self.shared.dropped.store(true, Ordering::Relaxed);
            }
            kept
        });
    }

    /// The event is on disk; now the key goes. Should this console die in between, the next start does it.
    fn destroy_erased(&self, changes: &[Change]) {
        for change in changes {
            if let Event::SubjectErased(e) = &change.recorded.event
                && let Err(error) = self.vault.destroy(&e.subject)
            {
                *lock(&self.shared.fault) = Some(error.to_string());
            }
        }
    }

    /// Nothing was saved: say so to everyone, and think again from what is on disk.
    fn give_up(&mut self, group: Group, error: &LogError) {
        tracing::error!(%error, "a group of events was not saved");
        let text = error.to_string();
        *lock(&self.shared.fault) = Some(text.clone());
        self.working = self.shared.board.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Ok(board) = fold(&*self.reader, self.working.clone(), u64::MAX)
            && board.gseq != self.working.gseq
        {
            self.working = board.clone();
            *self.shared.board.write().unwrap_or_else(PoisonError::into_inner) = board;
        }
        for (reply, _) in group.answers {
            drop(reply.send(Err(Failure::NotSaved(text.clone()))));
        }
    }

    fn snapshot(&mut self) {
        let Ok(state) = serde_json::to_vec(&self.working) else { return };
        // Also when it fails: tried again after as many events, not after each command while the disk is full.
        self.since_snapshot = 0;
        if let Err(error) = self.log.save_snapshot(self.working.gseq, SNAPSHOT, &state) {
            tracing::warn!(%error, "no snapshot was kept; the next start takes longer");
        }
    }

    fn context(&self, actor: &Actor, command: &Command) -> Context {
        let now_ms = self.clock.now_ms();
        Context {
            now_ms,
            zone_offset_min: self.clock.zone_offset_min(now_ms),
            actor: actor.name.clone(),
            role: actor.role,
            cause: actor.cause,
            drill: self.drill,
            fresh: self.ids.uuid(),
            call: self.next_calls.front().copied().unwrap_or_else(|| IncidentId(self.ids.uuid())),
            fixes: self.fixes(command),
            recalled: None,
        }
    }

    /// Where the units of a command are, so that the event can hold what it was decided on.
    fn fixes(&self, command: &Command) -> BTreeMap<UnitId, watchfloor_domain::types::Fix> {
        let units: Vec<&UnitId> = match command {
            Command::Despite { command, .. } => return self.fixes(command),
            Command::AssignUnits { units, .. }
            | Command::SetStatus { units, .. }
            | Command::ClearUnits { units, .. } => units.iter().collect(),
            Command::Crew(command) => command.placed(),
            Command::Staff(order) => order.placed(),
            _ => Vec::new(),
        };
        let known = units.into_iter().filter_map(|id| self.working.find_unit(&id.0)).map(|unit| unit.id.clone());
        known.filter_map(|id| self.telemetry.fix(&id).map(|fix| (id, fix))).collect()
    }
}
