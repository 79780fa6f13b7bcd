//! What windows are told: one snapshot, then patches. The first change after a pause goes at once; those that follow are
//! gathered, so that no window gets more than ten patches a second; an alarm never waits. Positions go on their own, four times a second at most, and only of
//! units that moved. A quiet floor sends nothing.

use crate::console::Seats;
use crate::floor::Floor;
use crate::{threads, views, words};
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use watchfloor_api::view::{PositionRow, StatusBar};
use watchfloor_api::{Patch, Positions, Push, PushSink, SeatToken, Snapshot};
use watchfloor_domain::board::Unit;
use watchfloor_domain::ids::{CameraId, FeedId, IncidentId, UnitId, WarningKey};
use watchfloor_domain::shelf::Alarm;
use watchfloor_domain::timer::TimerKey;
use watchfloor_domain::{Board, Event};
use watchfloor_engine::telemetry::Moved;
use watchfloor_engine::{Change, touched};

/// The name of this part.
const PART: &str = "publish";
/// Shortest pause between patches.
const PACE: Duration = Duration::from_millis(100);
/// How often positions are looked at.
const POSITIONS: Duration = Duration::from_millis(250);
/// How often the status bar is made anew.
const STATUS: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Windows {
    n: u64,
    /// Each lasts as long as its seat.
    sinks: Vec<(SeatToken, Box<dyn PushSink>)>,
}

impl Windows {
    fn tell(&mut self, seats: &Seats, message: &Push) {
        self.sinks.retain(|(seat, sink)| seats.holds(seat) && sink.push(message));
    }
}

/// The windows that listen.
#[derive(Default)]
pub(crate) struct Publisher {
    windows: Mutex<Windows>,
}

impl Publisher {
    /// Sends the whole floor, then patches. Nothing falls between: both happen under one lock.
    pub(crate) fn add(&self, floor: &Floor, seat: &SeatToken, sink: Box<dyn PushSink>) {
        let mut windows = self.windows();
        let snapshot = Push::Snapshot(Box::new(Snapshot { n: windows.n, board: floor.board_view() }));
        if sink.push(&snapshot) {
            windows.sinks.push((seat.clone(), sink));
        }
    }

    fn windows(&self) -> std::sync::MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what `make` gives for the number before it and its own. Nothing is made when nobody listens.
    fn send(&self, seats: &Seats, make: impl FnOnce(u64, u64) -> Push) {
        let mut windows = self.windows();
        if windows.sinks.is_empty() {
            return;
        }
        let message = make(windows.n, windows.n + 1);
        windows.n += 1;
        windows.tell(seats, &message);
    }

    /// A patch was lost: the next one shows the gap, and windows take the floor anew.
    fn skip(&self) {
        self.windows().n += 1;
    }

    /// Everything anew, for windows that missed something.
    fn resend(&self, floor: &Floor) {
        let mut windows = self.windows();
        windows.n += 1;
        let message = Push::Snapshot(Box::new(Snapshot { n: windows.n, board: floor.board_view() }));
        windows.tell(&floor.seats, &message);
    }
}

/// What changed since the last patch.
#[derive(Default)]
struct Touched {
    incidents: BTreeSet<IncidentId>,
    units: BTreeSet<UnitId>,
    warnings: BTreeSet<WarningKey>,
    cameras: BTreeSet<CameraId>,
    feeds: BTreeSet<FeedId>,
    area: bool,
    layers: bool,
    closures: bool,
    sites: bool,
    resources: bool,
    radio: bool,
    /// Something that every unit shows.
    all_units: bool,
    changes: Vec<Change>,
    at_once: bool,
}

impl Touched {
    fn take(&mut self, change: &Change) {
        let event = &change.recorded.event;
        self.crew(event);
        self.resources |= watchfloor_domain::resource::event::concerns(event);
        self.radio |= watchfloor_domain::radio::event::concerns(event);
        self.incidents.extend(touched(event));
        // Whatever happened to a unit, undo and transfer among it, its row is news.
        let stream = event.stream();
        self.units.extend((stream.kind() == "unit").then(|| UnitId(stream.name().to_owned())));
        match event {
            Event::UnitAdded(e) => drop(self.units.insert(e.unit.clone())),
            Event::UnitAssigned(e) => drop(self.units.insert(e.unit.clone())),
            Event::UnitStatusSet(e) => drop(self.units.insert(e.unit.clone())),
            Event::UnitReleased(e) => drop(self.units.insert(e.unit.clone())),
            Event::StatusCodesSet(_) => self.all_units = true,
            Event::UnitRunEntered(e) => drop(self.units.insert(e.unit.clone())),
            Event::WarningReceived(e) => {
                self.at_once = true;
                self.warnings.insert(e.key.clone());
                self.feeds.insert(FeedId(e.source.clone()));
            }
            Event::WarningStateChanged(e) => drop(self.warnings.insert(e.key.clone())),
            Event::WarningAcknowledged(e) => drop(self.warnings.insert(e.key.clone())),
            Event::WarningNotified(e) => drop(self.warnings.insert(e.key.clone())),
            Event::FeedAdded(e) => drop(self.feeds.insert(e.feed.clone())),
            Event::FeedRemoved(e) => drop(self.feeds.insert(e.feed.clone())),
            Event::FeedFaulted(e) => drop(self.feeds.insert(e.feed.clone())),
            Event::FeedStateChanged(e) => drop(self.feeds.insert(e.feed.clone())),
            Event::CameraRegistered(e) => drop(self.cameras.insert(e.camera.clone())),
            Event::AreaActivated(_) => self.area = true,
            Event::LayerAdded(_) | Event::LayerRemoved(_) => self.layers = true,
            Event::ClosureSet(_) | Event::ClosureLifted(_) => self.closures = true,
            Event::SiteSet(_) => self.sites = true,
            Event::SiteClosed(_) => (self.sites, self.all_units) = (true, true),
            Event::UnitSent(e) => drop(self.units.insert(e.unit.clone())),
            // A place of a closed incident is left over.
            Event::IncidentClosed(_) | Event::IncidentReopened(_) => self.sites = true,
            _ => {}
        }
        self.changes.push(change.clone());
    }

    /// Crews: what tells of danger goes at once.
    fn crew(&mut self, event: &Event) {
        let unit = match event {
            Event::EmergencyRaised(e) => &e.unit,
            Event::EmergencyAcknowledged(e) => &e.unit,
            Event::EmergencyCleared(e) => &e.unit,
            Event::RequestRaised(e) => &e.unit,
            Event::RequestAnswered(e) => &e.unit,
            Event::WelfareSet(e) => &e.unit,
            Event::WelfareEnded(e) => &e.unit,
            Event::ReliefSet(e) => &e.unit,
            Event::StatusBackdated(e) => &e.unit,
            Event::CrewLoggedOn(e) => &e.unit,
            Event::CrewLoggedOff(e) => &e.unit,
            Event::IncidentStacked(e) => &e.unit,
            Event::IncidentUnstacked(e) => &e.unit,
            Event::StackOffered(e) => &e.unit,
            Event::UnitTransferred(e) => &e.unit,
            Event::UnitUndone(e) => &e.unit,
            Event::UnitReleaseUndone(e) => &e.unit,
            Event::UnitAsideUndone(e) => &e.unit,
            Event::LateStatusUndone(e) => &e.unit,
            Event::TimerFired(e) => {
                self.at_once |= !matches!(e.key, TimerKey::Status { .. });
                self.units.extend(e.key.unit().cloned());
                return;
            }
            Event::TimerRearmed(e) => {
                self.units.extend(e.key.unit().cloned());
                return;
            }
            Event::AlarmShelved(e) => return self.alarm(&e.alarm, false),
            Event::AlarmReturned(e) => return self.alarm(&e.alarm, true),
            _ => return,
        };
        self.at_once |= matches!(event, Event::EmergencyRaised(_));
        self.units.insert(unit.clone());
    }

    /// An alarm went on the shelf, or came back: what sounds again goes at once.
    fn alarm(&mut self, alarm: &Alarm, sounds: bool) {
        self.at_once |= sounds;
        match alarm {
            Alarm::Warning { key } => drop(self.warnings.insert(key.clone())),
            Alarm::Limit { unit, .. } => drop(self.units.insert(unit.clone())),
        }
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.feeds.is_empty()
    }
}

/// Runs until the floor is gone.
pub(crate) fn start(floor: &Arc<Floor>) -> Result<(), String> {
    let changes = floor.engine.subscribe();
    threads::start(floor, PART, move |floor| {
        let now = Instant::now();
        Loop { floor: floor.clone(), changes, told: now, positions: 0, looked: now, feeds: 0, status: None }.run();
    })
}

struct Loop {
    floor: Weak<Floor>,
    changes: Receiver<Arc<Vec<Change>>>,
    /// When changes were last told.
    told: Instant,
    positions: u64,
    /// When positions were last looked at.
    looked: Instant,
    feeds: u64,
    status: Option<(Instant, StatusBar)>,
}

impl Loop {
    fn run(mut self) {
        loop {
            let mut touched = Touched::default();
            let lost = match self.changes.recv_timeout(POSITIONS.saturating_sub(self.looked.elapsed())) {
                Ok(group) => {
                    group.iter().for_each(|change| touched.take(change));
                    self.gather(&mut touched)
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            let Some(floor) = self.floor.upgrade() else { return };
            if lost {
                if floor.is_stopping() {
                    return;
                }
                // This thread fell behind and was let go: listen anew and send everything.
                self.changes = floor.engine.subscribe();
                threads::survive(&floor, PART, || floor.publisher.resend(&floor));
                continue;
            }
            let told = || {
                self.patch(&floor, touched);
                self.moved(&floor);
            };
            if !threads::survive(&floor, PART, told) {
                floor.publisher.skip();
            }
        }
    }

    /// Gathers what follows too soon after the last patch, unless an alarm came. True when the subscription ended.
    fn gather(&self, touched: &mut Touched) -> bool {
        let until = self.told + PACE;
        while !touched.at_once {
            let left = until.saturating_duration_since(Instant::now());
            match self.changes.recv_timeout(left) {
                Ok(group) => group.iter().for_each(|change| touched.take(change)),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
        false
    }

    fn patch(&mut self, floor: &Floor, mut touched: Touched) {
        let (seen, feeds) = floor.engine.telemetry.feeds_after(self.feeds);
        self.feeds = seen;
        touched.feeds.extend(feeds);
        if !touched.changes.is_empty() {
            self.told = Instant::now();
        }
        let status = self.new_status(floor, !touched.is_empty());
        if touched.is_empty() && status.is_none() {
            return;
        }
        floor.publisher.send(&floor.seats, |prev, n| Push::Patch(Box::new(make(floor, prev, n, &touched, status))));
    }

    /// Sends where units are that moved, when it is time to look: after the patch that may have told of the unit itself.
    fn moved(&mut self, floor: &Floor) {
        if self.looked.elapsed() < POSITIONS {
            return;
        }
        self.looked = Instant::now();
        let (seen, moved) = floor.engine.telemetry.moved_after(self.positions);
        self.positions = seen;
        if moved.is_empty() {
            return;
        }
        let row = |moved: Moved| PositionRow {
            unit: moved.unit.0,
            handle: moved.handle,
            position: views::position(&moved.fix),
        };
        floor.publisher.send(&floor.seats, |prev, n| {
            let now_ms = floor.engine.clock.now_ms();
            Push::Positions(Box::new(Positions { prev, n, now_ms, rows: moved.into_iter().map(row).collect() }))
        });
    }

    /// The status bar when it is due and says something new. Free disk space alone is news only by the hundred MB.
    fn new_status(&mut self, floor: &Floor, due_now: bool) -> Option<StatusBar> {
        let due = due_now || self.status.as_ref().is_none_or(|(at, _)| at.elapsed() >= STATUS);
        if !due {
            return None;
        }
        let status = floor.status();
        let told = |s: &StatusBar| StatusBar {
            disk_free_bytes: s.disk_free_bytes.map(|free| free / 100_000_000),
            drill: s.drill.clone().map(|d| watchfloor_api::view::DrillView { clock_ms: 0, ..d }),
            ..s.clone()
        };
        let news = self.status.as_ref().is_none_or(|(_, before)| told(before) != told(&status));
        self.status = Some((Instant::now(), status.clone()));
        news.then_some(status)
    }
}

fn make(floor: &Floor, prev: u64, n: u64, touched: &Touched, status: Option<StatusBar>) -> Patch {
    let area = touched.area.then(|| floor.active_area()).flatten();
    let layers = touched.layers.then(|| floor.layers_view());
    let engine = &floor.engine;
    let board = engine.board();
    let vault = &*engine.vault;
    let (mut incidents, mut gone_incidents) = (Vec::new(), Vec::new());
    // Where one leaves a stack or comes in, the others change their place; what an incident is part of tells of its parts.
    let stacked = touched.units.iter().filter_map(|id| board.units.get(id)).flat_map(|unit| &unit.staff.stack);
    let above = touched.incidents.iter().flat_map(|id| board.above(*id));
    let named = touched.incidents.iter().copied().chain(stacked.map(|held| held.incident));
    let ids: BTreeSet<IncidentId> = named.chain(above).collect();
    for id in &ids {
        match board.incidents.get(id) {
            Some(incident) => incidents.push(views::incident_row(&board, vault, incident)),
            None => gone_incidents.push(id.to_string()),
        }
    }
    let (mut feeds, mut gone_feeds) = (Vec::new(), Vec::new());
    for id in &touched.feeds {
        match board.feeds.get(id) {
            Some(feed) => feeds.push(views::feed_row(&board, &engine.telemetry, id, feed)),
            None => gone_feeds.push(id.0.clone()),
        }
    }
    let drill = engine.is_drill();
    let warning = |key| board.warnings.get(key).map(|w| views::warning_row(w, &engine.telemetry, drill));
    Patch {
        prev,
        n,
        seq: board.gseq,
        now_ms: engine.clock.now_ms(),
        incidents,
        gone_incidents,
        units: units(&board, floor, touched),
        warnings: touched.warnings.iter().filter_map(warning).collect(),
        cameras: touched.cameras.iter().filter_map(|id| board.cameras.get(id)).map(views::camera_row).collect(),
        feeds,
        gone_feeds,
        sites: (touched.sites || touched.closures).then(|| views::sites(&board)),
        resources: touched.resources,
        radio: touched.radio,
        closures: touched.closures.then(|| views::closures(&board, engine.clock.now_ms())),
        area,
        layers,
        status,
        log: touched.changes.iter().map(|c| words::line(vault, &c.sentence)).collect(),
        dropped: 0,
    }
}

fn units(board: &Board, floor: &Floor, touched: &Touched) -> Vec<watchfloor_api::view::UnitRow> {
    let row = |unit| views::unit_row(board, &floor.engine.telemetry, unit);
    if touched.all_units {
        return board.units.values().map(row).collect();
    }
    board.units.values().filter(|unit| is_news(board, touched, unit)).map(row).collect()
}

/// A unit changed, or a vehicle it shares its crew with did, or something that waits for it.
fn is_news(board: &Board, touched: &Touched, unit: &Unit) -> bool {
    let shares = || board.same_crew(unit).iter().any(|other| touched.units.contains(&other.id));
    touched.units.contains(&unit.id)
        || (unit.staff.crew_group.is_some() && shares())
        || unit.staff.stack.iter().any(|held| touched.incidents.contains(&held.incident))
}
