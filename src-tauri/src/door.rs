//! The page's requests on their way to the host, and the host's messages on their way back.
//!
//! One seat per window; its token stays here, so the page can neither show nor lend it. It must not know what any
//! verb means, nor who may use it: the engine decides that, by role.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::view::{LobbyView, SeatView};
use watchfloor_api::{ApiError, Command, Console, ErrorCode, Push, PushSink, Query, Receipt, Reply, SeatToken};

use crate::tiles::{TileKey, TileSource};
use watchfloor_host::attach::{Content, Incoming};

/// How long a request waits for the store to open; a large log is folded in the meantime.
const OPENING: Duration = Duration::from_secs(30);

/// What stands behind the window once its data folder is open.
pub trait Host: Console + TileSource {
    /// Creates the first administrator of a live store and signs them on; refused once there is any account.
    ///
    /// # Errors
    /// The refusal, for the page.
    fn first_administrator(&self, user: &CreateUser) -> Result<(SeatToken, SeatView), ApiError>;

    /// Attaches a file that a person gave at a window.
    ///
    /// # Errors
    /// The refusal, for the page.
    fn attach(&self, seat: &SeatToken, file: Incoming) -> Result<Receipt, ApiError>;

    /// Reads an attachment of an incident.
    ///
    /// # Errors
    /// The refusal, for the page.
    fn attachment(&self, seat: &SeatToken, incident: &str, number: u32) -> Result<Content, ApiError>;

    /// A seat for a display on the wall, beside a person's: it sees what they see on boards and may do nothing that needs
    /// a role.
    ///
    /// # Errors
    /// The refusal, for the page.
    fn wall_seat(&self, beside: &SeatToken) -> Result<(SeatToken, SeatView), ApiError>;

    /// Stops in good order, whoever else still holds the host. May be asked twice.
    fn stop(&self);
}

/// Hands one pushed message to a page; `false` when the page is gone.
pub type Deliver = Box<dyn Fn(&Push) -> bool + Send>;

enum State {
    Opening,
    Open(Arc<dyn Host>),
    Failed(String),
    Closed,
}

/// The door. It stands before the host does: the window comes up while the store opens.
pub struct Door {
    state: Mutex<State>,
    changed: Condvar,
    windows: Mutex<HashMap<String, Seat>>,
    patience: Duration,
}

#[derive(Default)]
struct Seat {
    token: Option<SeatToken>,
    /// Cleared to end the stream that this window had before.
    streaming: Option<Arc<AtomicBool>>,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            state: Mutex::new(State::Opening),
            changed: Condvar::new(),
            windows: Mutex::default(),
            patience: OPENING,
        }
    }
}

impl Door {
    /// Says what came of opening the data folder. Requests that wait go on. A host that comes too late is stopped.
    pub fn opened(&self, outcome: Result<Arc<dyn Host>, String>) {
        let mut state = lock(&self.state);
        if matches!(*state, State::Closed) {
            drop(state);
            if let Ok(host) = outcome {
                host.stop();
            }
            return;
        }
        *state = match outcome {
            Ok(host) => State::Open(host),
            Err(reason) => State::Failed(reason),
        };
        drop(state);
        self.changed.notify_all();
    }

    /// Stops the host, also while a request is still with it; what is asked from now on is refused.
    pub fn close(&self) {
        let before = std::mem::replace(&mut *lock(&self.state), State::Closed);
        self.changed.notify_all();
        if let State::Open(host) = before {
            host.stop();
        }
    }

    /// Why there is no host, if opening failed.
    pub fn failure(&self) -> Option<String> {
        match &*lock(&self.state) {
            State::Failed(reason) => Some(reason.clone()),
            State::Opening | State::Open(_) | State::Closed => None,
        }
    }

    /// Signs a person on at a window; whoever sat there before is signed off.
    pub fn sign_on(&self, window: &str, credentials: SignOn) -> Result<SeatView, ApiError> {
        let host = self.host()?;
        let seated = host.sign_on(credentials)?;
        Ok(self.seat(&*host, window, seated))
    }

    /// Creates the first administrator of a live store and signs them on at a window.
    pub fn first_administrator(&self, window: &str, user: &CreateUser) -> Result<SeatView, ApiError> {
        let host = self.host()?;
        let seated = host.first_administrator(user)?;
        Ok(self.seat(&*host, window, seated))
    }

    /// Gives a display on the wall a seat beside the first window at which somebody is signed on.
    pub fn sit_at_wall(&self, window: &str) -> Result<SeatView, ApiError> {
        let host = self.host()?;
        let beside = {
            let windows = lock(&self.windows);
            let others = windows.iter().filter(|(label, seat)| *label != window && seat.token.is_some());
            others.min_by_key(|(label, _)| label.as_str()).and_then(|(_, seat)| seat.token.clone())
        };
        let beside = beside.ok_or_else(|| nobody("nobody is signed on at this console"))?;
        let seated = host.wall_seat(&beside)?;
        Ok(self.seat(&*host, window, seated))
    }

    fn seat(&self, host: &dyn Host, window: &str, (token, view): (SeatToken, SeatView)) -> SeatView {
        let before = {
            let mut windows = lock(&self.windows);
            let seat = windows.entry(window.to_owned()).or_default();
            seat.end_stream();
            seat.token.replace(token)
        };
        // A sign-off waits for the disk; other windows do not wait for it.
        if let Some(before) = before {
            host.sign_off(&before);
        }
        view
    }

    /// Signs the window's person off and ends its stream. Nobody there: nothing happens.
    pub fn sign_off(&self, window: &str) -> Result<(), ApiError> {
        let Some(mut seat) = lock(&self.windows).remove(window) else { return Ok(()) };
        seat.end_stream();
        if let Some(token) = seat.token {
            self.host()?.sign_off(&token);
        }
        Ok(())
    }

    /// Carries out one write verb for the window's seat.
    pub fn command(&self, window: &str, command: Command) -> Result<Receipt, ApiError> {
        self.host()?.command(&self.token(window)?, command)
    }

    /// Answers one read verb for the window's seat.
    pub fn query(&self, window: &str, query: Query) -> Result<Reply, ApiError> {
        self.host()?.query(&self.token(window)?, query)
    }

    /// Attaches a file for the window's seat.
    pub fn attach(&self, window: &str, file: Incoming) -> Result<Receipt, ApiError> {
        self.host()?.attach(&self.token(window)?, file)
    }

    /// Reads an attachment for the window's seat.
    pub fn attachment(&self, window: &str, incident: &str, number: u32) -> Result<Content, ApiError> {
        self.host()?.attachment(&self.token(window)?, incident, number)
    }

    /// What a window may know before anyone signs on.
    pub fn lobby(&self) -> Result<LobbyView, ApiError> {
        Ok(self.host()?.lobby())
    }

    /// Starts the window's stream; a stream it had before ends.
    pub fn subscribe(&self, window: &str, deliver: Deliver) -> Result<(), ApiError> {
        let host = self.host()?;
        let token = self.token(window)?;
        let streaming = Arc::new(AtomicBool::new(true));
        let seat_stream = Arc::clone(&streaming);
        {
            let mut windows = lock(&self.windows);
            let seat = windows.entry(window.to_owned()).or_default();
            seat.end_stream();
            seat.streaming = Some(seat_stream);
        }
        host.subscribe(&token, Box::new(Sink { streaming, deliver }))
    }

    fn token(&self, window: &str) -> Result<SeatToken, ApiError> {
        let token = lock(&self.windows).get(window).and_then(|seat| seat.token.clone());
        token.ok_or_else(|| nobody("nobody is signed on at this window"))
    }

    fn host(&self) -> Result<Arc<dyn Host>, ApiError> {
        let opening = |state: &mut State| matches!(state, State::Opening);
        let waited = self.changed.wait_timeout_while(lock(&self.state), self.patience, opening);
        match &*waited.unwrap_or_else(PoisonError::into_inner).0 {
            State::Open(host) => Ok(Arc::clone(host)),
            State::Opening => {
                Err(ApiError::new(ErrorCode::Busy, "refused.opening", "the data folder is still opening"))
            }
            State::Closed => Err(ApiError::new(ErrorCode::Busy, "refused.stopped", "the console is closing")),
            State::Failed(reason) => {
                let error = ApiError::new(ErrorCode::Internal, "refused.not_open", reason.as_str());
                Err(error.param("reason", reason.as_str()))
            }
        }
    }
}

impl TileSource for Door {
    fn tile(&self, key: &TileKey) -> Result<Option<Vec<u8>>, String> {
        self.host().map_err(|error| error.message)?.tile(key)
    }
}

impl Seat {
    fn end_stream(&mut self) {
        if let Some(streaming) = self.streaming.take() {
            streaming.store(false, Ordering::Release);
        }
    }
}

struct Sink {
    streaming: Arc<AtomicBool>,
    deliver: Deliver,
}

impl PushSink for Sink {
    fn push(&self, message: &Push) -> bool {
        self.streaming.load(Ordering::Acquire) && (self.deliver)(message)
    }
}

fn nobody(message: &str) -> ApiError {
    ApiError::new(ErrorCode::NoSeat, "refused.no_seat", message)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
