//! One running floor: the engine of one store and everything that stands around it.

use crate::clock::DrillClock;
use crate::console::{self, Proposals, Seat, Seats, commands, error, failed, queries, refused};
use crate::drill::{self, Drill};
use crate::folder::{DataFolder, Mode};
use crate::history_tiles::{HistoryTiles, PastRange};
use crate::importing::Importing;
use crate::layers::{Adding, Shelf};
use crate::notices::{self, Notifier};
use crate::publish::{self, Publisher};
use crate::roads::Roads;
use crate::system::{SystemClock, SystemIds};
use crate::words::Language;
use crate::{HostError, areas, backups, feeding, roads, views};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use watchfloor_api::command::{Receipt, SignOn};
use watchfloor_api::view::{
    AreaView, BoardView, DrillAccount, FeedRow, LobbyView, SeatView, StatusBar, UnitRow, WarningRow,
};
use watchfloor_api::{ApiError, Command as Wire, Console, ErrorCode, PushSink, Query, Reply, SeatToken};
use watchfloor_domain::Command;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::types::{Area, Camera};
use watchfloor_engine::accounts::Accounts;
use watchfloor_engine::ingest::{Delivery, ingest};
use watchfloor_engine::ports::Clock;
use watchfloor_engine::{Actor, Engine, Failure, Parts, open_board};
use watchfloor_feeds::FeedHandle;
use watchfloor_offline_cache::areas::{Area as AreaFile, AreaName, Areas};
use watchfloor_offline_cache::{self as store, Store};

/// How a host wants its floor.
#[derive(Clone)]
pub struct Options {
    /// Polls feeds and runs the drill. Off for single administrative verbs.
    pub lively: bool,
    /// Where desktop notifications go; without one the window's banner is the only channel, and that is said.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// Language of desktop notifications.
    pub language: Language,
    /// In a drill: the ready account that need not be asked for.
    pub auto_seat: Option<String>,
    /// In a drill: another seed than the usual one.
    pub seed: Option<u64>,
    /// In a drill: how much happens, and who works.
    pub load: watchfloor_drill::Load,
    /// In a drill: how fast it goes from the beginning; what it had before when absent.
    pub speed: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lively: true,
            notifier: None,
            language: Language::En,
            auto_seat: None,
            seed: None,
            load: watchfloor_drill::Load::default(),
            speed: None,
        }
    }
}

/// The running floor of one store.
pub struct Floor {
    pub(crate) engine: Arc<Engine>,
    pub(crate) seats: Seats,
    pub(crate) publisher: Publisher,
    /// The whole data folder, not only this store.
    pub(crate) data: PathBuf,
    /// This store's folder.
    pub(crate) store_dir: PathBuf,
    pub(crate) console_id: String,
    pub(crate) accounts: Accounts,
    /// Held while the first administrator is made: there is one first.
    pub(crate) first: Mutex<()>,
    /// Held while a copy is made: two at one place would clear each other away.
    pub(crate) copying: Mutex<()>,
    /// Parts of the console that failed by a fault of the program; shown until it is started again.
    faults: Mutex<BTreeSet<&'static str>>,
    open_areas: Mutex<HashMap<String, AreaFile>>,
    pub(crate) roads: Arc<Roads>,
    /// Habits of persons.
    pub(crate) preferences: store::Preferences,
    /// Recommendations lately shown.
    pub(crate) proposals: Proposals,
    pub(crate) importing: Arc<Importing>,
    pub(crate) adding: Arc<Adding>,
    pub(crate) shelf: Shelf,
    history_tiles: HistoryTiles,
    /// What calls and incidents say, for comparing; in memory only.
    pub(crate) heard: crate::heard::Heard,
    pub(crate) paper: crate::paper::Kept,
    feeds: Mutex<Option<FeedHandle>>,
    drill: Option<Drill>,
    notifications: Mutex<String>,
    zone: String,
    auto_seat: Option<DrillAccount>,
    /// What was wrong with the log when it was opened; shown until somebody has looked and started again.
    damage: Option<String>,
    stopping: AtomicBool,
}

/// The program's version, shown and logged.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Floor {
    /// Opens a store and starts everything around it.
    pub fn open(folder: &DataFolder, mode: Mode, options: Options) -> Result<Arc<Self>, HostError> {
        let console_id = folder.console_id().map_err(HostError::System)?;
        let store_dir = folder.store(mode);
        let store_mode = if mode == Mode::Drill { store::Mode::Drill } else { store::Mode::Live };
        let opened = Store::open(&store_dir, &console_id, store_mode)?;
        let clean = !opened.unclean_stop;
        let damage = opened.damage.clone();
        let live_clock = SystemClock::default();
        let zone = live_clock.zone_name();
        let (clock, drill_clock) = clocks(mode, &opened.reader, live_clock)?;
        let engine = Arc::new(Engine::start(Parts {
            log: Box::new(opened.writer),
            reader: Arc::new(opened.reader),
            lists: (Box::new(opened.lists_writer), Arc::new(opened.lists)),
            vault: Arc::new(opened.vault),
            clock,
            ids: Arc::new(SystemIds),
            drill: mode == Mode::Drill,
        })?);
        let prepared = match drill_clock.filter(|_| options.lively) {
            Some(clock) => {
                Some(drill::prepare(&engine, folder.root(), &console_id, clock, &options).map_err(HostError::Drill)?)
            }
            None => None,
        };
        let (drill, sim) = prepared.unzip();
        let auto_seat = options.auto_seat.as_ref().filter(|_| mode == Mode::Drill);
        let auto_seat = auto_seat.and_then(|user| drill::ready_accounts().into_iter().find(|a| a.user == *user));
        let floor = Arc::new(Self {
            engine,
            seats: Seats::default(),
            publisher: Publisher::default(),
            data: folder.root().to_owned(),
            store_dir,
            console_id,
            accounts: Accounts::default(),
            first: Mutex::default(),
            copying: Mutex::default(),
            faults: Mutex::default(),
            open_areas: Mutex::new(HashMap::new()),
            roads: Arc::default(),
            preferences: opened.preferences,
            proposals: Proposals::default(),
            importing: Arc::default(),
            adding: Arc::default(),
            shelf: Shelf::default(),
            history_tiles: HistoryTiles::default(),
            heard: crate::heard::Heard::default(),
            paper: crate::paper::Kept::default(),
            feeds: Mutex::new(None),
            drill,
            notifications: Mutex::new(if options.notifier.is_some() { "ok" } else { "no notifier" }.to_owned()),
            zone,
            auto_seat,
            damage,
            stopping: AtomicBool::new(false),
        });
        console::preferences::drop_ended(&floor);
        floor.begin(clean, options, sim)?;
        Ok(floor)
    }

    fn begin(
        self: &Arc<Self>,
        clean: bool,
        options: Options,
        sim: Option<watchfloor_drill::Sim>,
    ) -> Result<(), HostError> {
        let started = Command::NoteStarted {
            console: self.console_id.clone(),
            version: VERSION.to_owned(),
            sqlite: store::sqlite_version().to_owned(),
            clean,
        };
        self.engine.run(&Actor::rule("rule/start"), vec![started]).map_err(|e| HostError::System(e.to_string()))?;
        if !options.lively {
            return Ok(());
        }
        publish::start(self).map_err(HostError::System)?;
        if let Some(notifier) = options.notifier {
            notices::start(self, notifier, options.language).map_err(HostError::System)?;
        }
        *lock(&self.feeds) = Some(feeding::start(self).map_err(HostError::System)?);
        backups::start(self).map_err(HostError::System)?;
        crate::paper::start(self).map_err(HostError::System)?;
        roads::start(self).map_err(HostError::System)?;
        if let Some(sim) = sim {
            drill::start(self, sim).map_err(HostError::System)?;
        }
        Ok(())
    }

    /// Says goodbye in the log and ends. What is queued is finished first.
    pub fn stop(&self) {
        if self.stopping.swap(true, Ordering::SeqCst) {
            return;
        }
        drop(lock(&self.feeds).take());
        let stopped = Command::NoteStopped { console: self.console_id.clone() };
        if let Err(error) = self.engine.run(&Actor::rule("rule/stop"), vec![stopped]) {
            tracing::warn!(%error, "the stop was not logged");
        }
        self.engine.stop();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Who acts, for the log. The folder's owner acts beside the roles.
    pub(crate) fn actor(&self, seat: &Seat) -> Actor {
        if seat.owner { Actor { role: None, ..seat.actor() } } else { seat.actor() }
    }

    /// Reads a body and saves what is in it: warnings, and faults for what cannot be trusted. An error means that
    /// something of it is not saved; taking the same body in again is safe.
    pub(crate) fn ingest(&self, actor: &Actor, delivery: &Delivery<'_>) -> Result<Receipt, ApiError> {
        let mut read = ingest(delivery);
        let now = self.engine.clock.now_ms();
        read.keys.iter().for_each(|key| self.engine.telemetry.warning_seen(key, now));
        let mut receipt = Receipt {
            seq: None,
            kept: views::KEPT.to_owned(),
            lines: Vec::new(),
            id: read.keys.first().cloned(),
            number: None,
            refused_rows: Vec::new(),
            undo_until_ms: None,
        };
        // Each alert on its own: one that is refused does not hold back the others.
        for command in std::mem::take(&mut read.commands) {
            match self.engine.run(actor, vec![command]) {
                Ok(done) => {
                    receipt.seq = Some(done.seq);
                    receipt.lines.extend(done.sentences.iter().map(|s| crate::words::line(&*self.engine.vault, s)));
                }
                Err(Failure::Rejected(why)) => read.refused.push(refused(&why).message),
                Err(failure) => return Err(failed(failure)),
            }
        }
        receipt.refused_rows = read
            .refused
            .into_iter()
            .map(|why| watchfloor_api::command::RowFault {
                line: 0,
                field: "document".into(),
                message: why,
                text: String::new(),
            })
            .collect();
        Ok(receipt)
    }

    /// A tile of an area, gzip-packed, for the window's own scheme. Called from many threads.
    pub fn tile(&self, area: &str, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, String> {
        self.area_file(area).and_then(|file| file.tile(z, x, y).map_err(|e| e.to_string()))
    }

    /// A tile of past incidents, plain, for the window's own scheme. Called from many threads.
    pub fn past_tile(&self, range: PastRange, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, String> {
        let lists = self.engine.lists_now();
        self.history_tiles.tile(lists, range, self.engine.clock.now_ms(), [u32::from(z), x, y])
    }

    /// Areas stay open: opening one checks the whole file.
    pub(crate) fn area_file(&self, name: &str) -> Result<AreaFile, String> {
        if let Some(file) = lock(&self.open_areas).get(name) {
            return Ok(file.clone());
        }
        let parsed: AreaName = name.parse().map_err(|e: store::areas::AreaError| e.to_string())?;
        let file = Areas::new(&self.data).open(&parsed).map_err(|e| e.to_string())?;
        lock(&self.open_areas).insert(name.to_owned(), file.clone());
        Ok(file)
    }

    pub(crate) fn area(&self, name: &str) -> Result<Area, ApiError> {
        let not_found =
            |why: String| error(ErrorCode::NotFound, "refused.no_such_area", &why).field("name").param("name", name);
        // Imported again under the same name: what was open is the old file.
        lock(&self.open_areas).remove(name);
        let file = self.area_file(name).map_err(not_found)?;
        let info = file.info().map_err(|e| not_found(e.to_string()))?;
        Ok(areas::fact(file.name(), &info))
    }

    pub(crate) fn area_cameras(&self) -> Result<Vec<Camera>, ApiError> {
        let name = self.engine.board().area.as_ref().map(|a| a.name.clone());
        let name = name.ok_or_else(|| error(ErrorCode::Refused, "refused.no_area", ""))?;
        let read = self.area_file(&name).and_then(|file| file.cameras().map_err(|e| e.to_string()));
        read.map(|rows| areas::cameras(&rows)).map_err(|e| error(ErrorCode::Internal, "refused.not_read", &e))
    }

    pub(crate) fn areas(&self) -> Vec<AreaView> {
        let listed = Areas::new(&self.data).list().unwrap_or_default();
        let active = self.engine.board().area.as_ref().map(|a| a.name.clone());
        let view = |(name, info): (AreaName, Result<store::areas::AreaInfo, _>)| match info {
            Ok(info) => Some(areas::view(&self.data, name.as_str(), &info, active.as_deref() == Some(name.as_str()))),
            Err(error) => {
                tracing::warn!(area = %name, %error, "an area cannot be used");
                None
            }
        };
        listed.into_iter().filter_map(view).collect()
    }

    pub(crate) fn active_area(&self) -> Option<AreaView> {
        let name = self.engine.board().area.as_ref().map(|a| a.name.clone())?;
        let info = self.area_file(&name).ok()?.info().ok()?;
        Some(areas::view(&self.data, &name, &info, true))
    }

    pub(crate) fn drill_clock(&self, paused: Option<bool>, speed: Option<f64>) -> Result<Command, ApiError> {
        let Some(drill) = &self.drill else { return Err(error(ErrorCode::Refused, "refused.not_a_drill", "")) };
        let (was_paused, was_speed) = drill.clock.pace();
        let (paused, speed) = (paused.unwrap_or(was_paused), speed.unwrap_or(was_speed));
        Ok(Command::SetDrillClock { console: self.console_id.clone(), paused, speed })
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.drill.as_ref().is_some_and(|d| d.clock.pace().0)
    }

    /// A drill with an end has come to it: nobody calls any more, and everything is closed.
    pub fn drill_is_over(&self) -> bool {
        self.drill.as_ref().is_some_and(Drill::is_over)
    }

    /// How often the drill steps in real time: some five seconds of its own.
    pub(crate) fn drill_pause(&self) -> std::time::Duration {
        self.drill.as_ref().map_or(drill::LONGEST_STEP, Drill::pause)
    }

    pub(crate) fn end_drill(&self) {
        if let Some(drill) = &self.drill {
            drill.end();
        }
    }

    pub(crate) fn publish_exercise(&self, notice: &watchfloor_drill::Notice) {
        if let Some(drill) = &self.drill {
            drill.publish(notice);
        }
    }

    pub(crate) fn note_notifications(&self, failure: Option<&str>) {
        failure.unwrap_or("ok").clone_into(&mut lock(&self.notifications));
    }

    pub(crate) fn status(&self) -> StatusBar {
        let notifications = lock(&self.notifications).clone();
        let status = views::status_bar(&self.engine, VERSION, &notifications, self.drill.as_ref().map(Drill::view));
        let fault = status.log_fault.clone().or_else(|| self.failed_parts()).or_else(|| self.damage.clone());
        StatusBar { log_fault: fault, paper_board: self.paper_board_mark(), ..status }
    }

    pub(crate) fn units(&self) -> Vec<UnitRow> {
        let board = self.engine.board();
        board.units.values().map(|unit| views::unit_row(&board, &self.engine.telemetry, unit)).collect()
    }

    pub(crate) fn feeds(&self) -> Vec<FeedRow> {
        let board = self.engine.board();
        board.feeds.iter().map(|(id, feed)| views::feed_row(&board, &self.engine.telemetry, id, feed)).collect()
    }

    pub(crate) fn warnings(&self, all: bool) -> Vec<WarningRow> {
        let drill = self.engine.is_drill();
        let board = self.engine.board();
        let wanted = board.warnings.values().filter(|w| all || w.is_active());
        wanted.map(|w| views::warning_row(w, &self.engine.telemetry, drill)).collect()
    }

    pub(crate) fn board_view(&self) -> BoardView {
        let (area, layers) = (self.active_area(), self.layers_view());
        let status = self.status();
        let (units, feeds, warnings) = (self.units(), self.feeds(), self.warnings(true));
        let board = self.engine.board();
        BoardView {
            seq: board.gseq,
            now_ms: self.engine.clock.now_ms(),
            incidents: board.incidents.values().map(|i| views::incident_row(&board, &*self.engine.vault, i)).collect(),
            units,
            warnings,
            cameras: board.cameras.values().map(views::camera_row).collect(),
            feeds,
            closures: views::closures(&board, self.engine.clock.now_ms()),
            sites: views::sites(&board),
            area,
            layers,
            status,
        }
    }

    /// Polls a feed as if for the first time: what it brought could not be kept.
    pub(crate) fn poll_anew(&self, feed: &str) {
        if let Some(feeds) = &*lock(&self.feeds) {
            let specs = feeding::specs(self);
            feeds.set_feeds(specs.iter().filter(|spec| spec.id != feed).cloned().collect());
            feeds.set_feeds(specs);
        }
    }

    /// A part of the console failed by a fault of the program.
    pub(crate) fn note_fault(&self, part: &'static str) {
        tracing::error!(part, "a part of the console failed");
        lock(&self.faults).insert(part);
    }

    /// What is wrong with this console's own parts, in words.
    fn failed_parts(&self) -> Option<String> {
        let faults = lock(&self.faults);
        let parts: Vec<&str> = faults.iter().copied().collect();
        (!parts.is_empty()).then(|| format!("a part of this console failed ({}); start it again", parts.join(", ")))
    }

    /// After a command that outside parts must follow: feeds polled, the drill's pace.
    fn follow(&self, what: Followed) {
        match what {
            Followed::Feeds => {
                // Read while the runner is held: of two changes at once, the later one stands.
                if let Some(feeds) = &*lock(&self.feeds) {
                    feeds.set_feeds(feeding::specs(self));
                }
            }
            Followed::DrillClock => {
                if let (Some(drill), Some((paused, speed))) = (&self.drill, self.engine.board().drill) {
                    drill.clock.set(paused, speed);
                }
            }
            Followed::Nothing => {}
        }
    }
}

enum Followed {
    Feeds,
    DrillClock,
    Nothing,
}

impl Followed {
    fn of(command: &Wire) -> Self {
        match command {
            Wire::AddFeed(_) | Wire::RemoveFeed(_) => Self::Feeds,
            Wire::SetDrillClock(_) => Self::DrillClock,
            _ => Self::Nothing,
        }
    }
}

impl Console for Floor {
    fn sign_on(&self, credentials: SignOn) -> Result<(SeatToken, SeatView), ApiError> {
        self.sit_down(&credentials)
    }

    fn sign_off(&self, token: &SeatToken) {
        let Some(seat) = self.seats.remove(token).filter(|seat| seat.label != crate::signing::WALL) else { return };
        let note = Command::NoteSignOff { user: UserId(seat.user.clone()), seat: seat.label.clone() };
        if let Err(error) = self.engine.run(&seat.actor(), vec![note])
            && !matches!(error, Failure::Stopped)
        {
            tracing::warn!(%error, "a sign-off was not logged");
        }
    }

    fn command(&self, token: &SeatToken, command: Wire) -> Result<Receipt, ApiError> {
        let seat = self.seats.get(token)?;
        let followed = Followed::of(&command);
        let receipt = commands::answer(self, &seat, command)?;
        self.follow(followed);
        Ok(receipt)
    }

    fn query(&self, token: &SeatToken, query: Query) -> Result<Reply, ApiError> {
        queries::answer(self, &self.seats.get(token)?, query)
    }

    fn lobby(&self) -> LobbyView {
        let drill = self.engine.is_drill();
        LobbyView {
            version: VERSION.to_owned(),
            mode: if drill { Mode::Drill } else { Mode::Live }.word().to_owned(),
            drill_accounts: if drill { drill::ready_accounts() } else { Vec::new() },
            auto_seat: self.auto_seat.clone(),
            needs_first_administrator: !drill && self.engine.board().users.is_empty(),
            zone: self.zone.clone(),
            data_dir: self.data.display().to_string(),
        }
    }

    fn subscribe(&self, token: &SeatToken, sink: Box<dyn PushSink>) -> Result<(), ApiError> {
        self.seats.get(token)?;
        self.publisher.add(self, token, sink);
        Ok(())
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.stop();
    }
}

type Clocks = (Arc<dyn Clock>, Option<Arc<DrillClock>>);

/// The clock everything on the floor lives by. A drill's goes on from where its log ended.
fn clocks(mode: Mode, reader: &store::Reader, live: SystemClock) -> Result<Clocks, HostError> {
    if mode == Mode::Live {
        return Ok((Arc::new(live), None));
    }
    let board = open_board(reader)?;
    let clock = Arc::new(DrillClock::from(board.at_ms));
    if let Some((paused, speed)) = board.drill {
        clock.set(paused, speed);
    }
    Ok((clock.clone(), Some(clock)))
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
