//! JSON lines for one caller: `watchfloor rpc` on its own pipes, or a connection to the running console's Unix socket.
//!
//! Besides the calls of the wire a session knows `sign_on`, `take_seat`, `sign_off` and `subscribe`, which are about
//! itself. The socket is 0600 in a folder of 0700: whoever can open it is the folder's owner.

use crate::console::error;
use crate::floor::Floor;
use crate::threads;
use serde::Deserialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::{ApiError, Console, ErrorCode, Push, PushSink, SeatToken, rpc};

/// The ready account automation has in a drill unless it asks for another.
const DRILL_SEAT: &str = "dispatcher";

/// Callers served at once; more are told to come back.
const CALLERS: usize = 64;
/// Pushes that may wait for a caller to read.
const PUSHES: usize = 64;
/// Pause after a caller could not be taken.
const RETRY: Duration = Duration::from_millis(100);

/// Where a session's answers and pushes go, a line each.
pub type Out = Arc<Mutex<dyn Write + Send>>;

/// Calls about the session itself.
const OWN_CALLS: [&str; 6] = ["sign_on", "first_administrator", "take_seat", "sign_off", "lobby", "subscribe"];

/// What a line calls; the rest of a long line is passed over, not kept.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    call: Cow<'a, str>,
}

/// One caller.
pub struct Session {
    floor: Arc<Floor>,
    seat: Option<SeatToken>,
    owner: String,
    out: Out,
    /// Cleared to end the stream this session has.
    streaming: Option<Arc<AtomicBool>>,
}

impl Session {
    /// A session of the operating-system user `owner`. In a drill it has the dispatcher's seat from the start.
    pub fn new(floor: Arc<Floor>, owner: &str, out: Out) -> Self {
        let seat = floor.drill_seat(DRILL_SEAT);
        Self { floor, seat, owner: owner.to_owned(), out, streaming: None }
    }

    /// Sends answers and later pushes elsewhere from now on.
    pub fn redirect(&mut self, out: Out) {
        self.out = out;
    }

    /// Answers one line. `false` when nobody reads the answers any more.
    pub fn answer(&mut self, line: &str) -> bool {
        if line.trim().is_empty() {
            return true;
        }
        let own =
            serde_json::from_str::<Named>(line).ok().filter(|named| OWN_CALLS.contains(&&*named.call)).and_then(|_| {
                let Value::Object(mut request) = serde_json::from_str(line).ok()? else { return None };
                let call = request.get("call")?.as_str()?.to_owned();
                let outcome = self.own_call(&call, request.remove("args").unwrap_or(Value::Null))?;
                Some(framed(request.remove("id").unwrap_or(Value::Null), outcome))
            });
        let nobody = SeatToken(String::new());
        let text = own.unwrap_or_else(|| rpc::answer(&*self.floor, self.seat.as_ref().unwrap_or(&nobody), line));
        write_line(&self.out, &text)
    }

    fn own_call(&mut self, call: &str, args: Value) -> Option<Result<Value, ApiError>> {
        Some(match call {
            "sign_on" => read::<SignOn>(args).and_then(|credentials| {
                let (token, view) = self.floor.sign_on(credentials)?;
                self.take(token);
                Ok(json!(view))
            }),
            "first_administrator" => read::<CreateUser>(args).and_then(|user| {
                let (token, view) = self.floor.first_administrator(&user)?;
                self.take(token);
                Ok(json!(view))
            }),
            "take_seat" => self.take_seat(args.get("as").and_then(Value::as_str).unwrap_or_default()),
            "sign_off" => {
                if let Some(token) = self.seat.take() {
                    self.floor.sign_off(&token);
                }
                Ok(json!({}))
            }
            "lobby" => Ok(json!(self.floor.lobby())),
            "subscribe" => self.subscribe(),
            _ => return None,
        })
    }

    fn take(&mut self, token: SeatToken) {
        if let Some(before) = self.seat.replace(token) {
            self.floor.sign_off(&before);
        }
    }

    fn take_seat(&mut self, name: &str) -> Result<Value, ApiError> {
        let token = match name {
            "owner" => Some(self.floor.owner_seat(&self.owner)),
            user => self.floor.drill_seat(user),
        };
        let token = token.ok_or_else(|| error(ErrorCode::WrongPassword, "refused.wrong_password", "").field("as"))?;
        self.take(token);
        Ok(json!({}))
    }

    /// Starts the session's stream; one it had before ends.
    fn subscribe(&mut self) -> Result<Value, ApiError> {
        let none = SeatToken(String::new());
        self.end_stream();
        let (queue, lines) = sync_channel(PUSHES);
        let out = self.out.clone();
        let write = move || lines.into_iter().all(|line: String| write_line(&out, &line));
        let internal = |e: std::io::Error| error(ErrorCode::Internal, "refused.internal", &e.to_string());
        std::thread::Builder::new().name("pushes".into()).spawn(write).map_err(internal)?;
        let streaming = Arc::new(AtomicBool::new(true));
        let sink = LineSink { queue, streaming: streaming.clone() };
        self.floor.subscribe(self.seat.as_ref().unwrap_or(&none), Box::new(sink))?;
        self.streaming = Some(streaming);
        Ok(json!({}))
    }

    fn end_stream(&mut self) {
        if let Some(streaming) = self.streaming.take() {
            streaming.store(false, Ordering::Release);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.end_stream();
        if let Some(token) = self.seat.take() {
            self.floor.sign_off(&token);
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(args: Value) -> Result<T, ApiError> {
    serde_json::from_value(args)
        .map_err(|e| error(ErrorCode::BadArgument, "refused.bad_argument", &e.to_string()).field("args"))
}

fn framed(id: Value, outcome: Result<Value, ApiError>) -> String {
    match outcome {
        Ok(ok) => json!({"id": id, "ok": ok}),
        Err(error) => json!({"id": id, "error": error}),
    }
    .to_string()
}

fn write_line(out: &Out, text: &str) -> bool {
    let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
    out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).is_ok()
}

/// Pushes on their way to one caller. A thread writes them, so that a caller who does not read holds up nobody else.
struct LineSink {
    queue: SyncSender<String>,
    streaming: Arc<AtomicBool>,
}

impl PushSink for LineSink {
    fn push(&self, message: &Push) -> bool {
        if !self.streaming.load(Ordering::Acquire) {
            return false;
        }
        let Ok(text) = serde_json::to_string(&json!({"push": message})) else { return false };
        // Left out when too many wait: the caller sees the gap in the numbers and subscribes again.
        !matches!(self.queue.try_send(text), Err(TrySendError::Disconnected(_)))
    }
}

/// Reads lines until the end or a fault of the pipe. A line longer than the wire takes is answered and ends the session:
/// what follows it cannot be trusted to be a new line.
pub fn serve(session: &mut Session, input: impl Read) {
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = rpc::MAX_LINE as u64 + 1;
        match input.by_ref().take(limit).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let whole = line.len() <= rpc::MAX_LINE;
        if !session.answer(&String::from_utf8_lossy(&line)) || !whole {
            return;
        }
    }
}

/// The console's socket. Dropping it ends listening and removes the file.
pub struct SocketServer {
    path: PathBuf,
    closing: Arc<AtomicBool>,
}

/// Listens for other programs of the folder's owner.
pub fn listen(floor: &Arc<Floor>, path: &Path, owner: &str) -> Result<SocketServer, String> {
    let words = |e: std::io::Error| format!("{}: {e}", path.display());
    // The store is locked by this process: a socket that is still there is left over.
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(words(e)),
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(words)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(words)?;
    let closing = Arc::new(AtomicBool::new(false));
    let (owner, until) = (owner.to_owned(), closing.clone());
    threads::start(floor, "socket", move |floor| accept(&listener, floor, &owner, &until))?;
    Ok(SocketServer { path: path.to_owned(), closing })
}

fn accept(listener: &UnixListener, floor: &Weak<Floor>, owner: &str, closing: &AtomicBool) {
    let callers = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Some(floor) = floor.upgrade() else { return };
        if floor.is_stopping() || closing.load(Ordering::Acquire) {
            return;
        }
        match stream {
            Ok(stream) => attend(floor, owner, stream, &callers),
            // Too many open files, or a caller that left at once: the next one may be answered.
            Err(error) => {
                tracing::warn!(%error, "a caller could not be answered");
                std::thread::sleep(RETRY);
            }
        }
    }
}

/// One of the callers being served.
struct Caller(Arc<AtomicUsize>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn attend(floor: Arc<Floor>, owner: &str, stream: UnixStream, callers: &Arc<AtomicUsize>) {
    let others = callers.fetch_add(1, Ordering::AcqRel);
    let caller = Caller(callers.clone());
    if others >= CALLERS {
        let busy = framed(Value::Null, Err(error(ErrorCode::Busy, "refused.busy", "")));
        if !write_line(&(Arc::new(Mutex::new(stream)) as Out), &busy) {
            tracing::debug!("a caller left before it was turned away");
        }
        return;
    }
    let owner = owner.to_owned();
    let spawned = std::thread::Builder::new().name("rpc".into()).spawn(move || {
        let _caller = caller;
        converse(floor, &owner, &stream);
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "a caller was turned away");
    }
}

fn converse(floor: Arc<Floor>, owner: &str, stream: &UnixStream) {
    let Ok(out) = stream.try_clone() else { return };
    serve(&mut Session::new(floor, owner, Arc::new(Mutex::new(out))), stream);
    // The stream's thread may hold it a moment longer; the caller is told the end now.
    drop(stream.shutdown(Shutdown::Both));
}

impl Drop for SocketServer {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        // Wakes the listener so that it sees the end.
        drop(UnixStream::connect(&self.path));
        drop(std::fs::remove_file(&self.path));
    }
}
