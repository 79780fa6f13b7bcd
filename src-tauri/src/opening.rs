//! Opens the data folder behind the window: the floor of the last mode, its socket, and the desktop's notifications.
//! It must not know any verb.

use std::path::Path;
use std::sync::Arc;

use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::view::{LobbyView, SeatView};
use watchfloor_api::{ApiError, Command, Console, PushSink, Query, Receipt, Reply, SeatToken};
use watchfloor_host::attach::{Content, Incoming};
use watchfloor_host::socket::{self, SocketServer};
use watchfloor_host::words::Language;
use watchfloor_host::{DataFolder, Floor, Load, Mode, Options as FloorOptions, Pace};

use crate::door::Host;
use crate::notify::{Notice, Notifier, Urgency};
use crate::options::Options;
use crate::tiles::{TileKey, TileSet, TileSource};

/// A running floor and the socket it answers on. Dropping it stops both.
pub struct OpenFloor {
    floor: Arc<Floor>,
    _socket: SocketServer,
}

/// Opens `data` and starts the floor that the options, or else the last use, ask for.
///
/// # Errors
/// A sentence that names the folder and what is wrong with it.
pub fn open(data: &Path, options: &Options) -> Result<Arc<dyn Host>, String> {
    let folder = DataFolder::open(data)?;
    let mode = match (options.live, options.drill) {
        (true, _) => Mode::Live,
        (_, true) => Mode::Drill,
        _ => folder.last_mode(),
    };
    let notifier = Notifier::start().map_err(|error| error.to_string())?;
    let floor_options = FloorOptions {
        notifier: Some(Arc::new(DesktopNotices(notifier))),
        language: language(),
        auto_seat: options.seat.clone(),
        load: Load {
            calls_per_day: options.calls_per_day,
            fleets: options.fleets as usize,
            pace: if options.dispatcher { Pace::Dispatcher } else { Pace::Colleague },
            ..Load::default()
        },
        speed: options.speed.map(f64::from),
        ..FloorOptions::default()
    };
    let floor = Floor::open(&folder, mode, floor_options).map_err(|error| error.to_string())?;
    let owner = std::env::var("USER").unwrap_or_else(|_| "owner".to_owned());
    let socket = socket::listen(&floor, &folder.socket(mode), &owner)?;
    folder.remember_mode(mode)?;
    Ok(Arc::new(OpenFloor { floor, _socket: socket }))
}

/// The language of the person's session, in the order that POSIX gives its variables.
fn language() -> Language {
    let named = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(named);
    Language::of_locale(&locale.unwrap_or_default())
}

impl Drop for OpenFloor {
    fn drop(&mut self) {
        self.floor.stop();
    }
}

impl Host for OpenFloor {
    fn first_administrator(&self, user: &CreateUser) -> Result<(SeatToken, SeatView), ApiError> {
        self.floor.first_administrator(user)
    }

    fn attach(&self, seat: &SeatToken, file: Incoming) -> Result<Receipt, ApiError> {
        self.floor.attach(seat, file)
    }

    fn attachment(&self, seat: &SeatToken, incident: &str, number: u32) -> Result<Content, ApiError> {
        self.floor.attachment(seat, incident, number)
    }

    fn wall_seat(&self, beside: &SeatToken) -> Result<(SeatToken, SeatView), ApiError> {
        self.floor.wall_seat(beside)
    }

    fn stop(&self) {
        self.floor.stop();
    }
}

impl TileSource for OpenFloor {
    fn tile(&self, key: &TileKey) -> Result<Option<Vec<u8>>, String> {
        match &key.set {
            TileSet::Area(area) => self.floor.tile(area, key.z, key.x, key.y),
            TileSet::Past(range) => self.floor.past_tile(*range, key.z, key.x, key.y),
            TileSet::Layer(id) => self.floor.layer_tile(id, key.z, key.x, key.y),
            TileSet::Basemap(id) => self.floor.basemap_tile(id, key.z, key.x, key.y),
        }
    }
}

impl Console for OpenFloor {
    fn sign_on(&self, credentials: SignOn) -> Result<(SeatToken, SeatView), ApiError> {
        self.floor.sign_on(credentials)
    }
    fn sign_off(&self, seat: &SeatToken) {
        self.floor.sign_off(seat);
    }
    fn command(&self, seat: &SeatToken, command: Command) -> Result<Receipt, ApiError> {
        self.floor.command(seat, command)
    }
    fn query(&self, seat: &SeatToken, query: Query) -> Result<Reply, ApiError> {
        self.floor.query(seat, query)
    }
    fn lobby(&self) -> LobbyView {
        self.floor.lobby()
    }
    fn subscribe(&self, seat: &SeatToken, sink: Box<dyn PushSink>) -> Result<(), ApiError> {
        self.floor.subscribe(seat, sink)
    }
}

struct DesktopNotices(Notifier);

impl watchfloor_host::Notifier for DesktopNotices {
    fn notify(&self, notice: &watchfloor_host::Notice) -> Result<(), String> {
        let urgency = if notice.critical { Urgency::Critical } else { Urgency::Normal };
        let notice = Notice { title: notice.title.clone(), body: notice.body.clone(), urgency };
        self.0.show(notice).map_err(|error| error.to_string())
    }
}
