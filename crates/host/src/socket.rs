//! JSON lines for one caller: `watchfloor rpc` on its own pipes, or a connection to the running console's Unix socket.
//!
//! Besides the calls of the wire a session knows `sign_on`, `take_seat`, `sign_off` and `subscribe`, which are about
//! itself. The socket is 0600 in a folder of 0700: whoever can open it is the folder's owner.

use crate::console::error;
use crate::floor::Floor;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::{ApiError, Console, ErrorCode, Push, PushSink, SeatToken, rpc};

/// The ready account automation has in a drill unless it asks for another.
const DRILL_SEAT: &str = "dispatcher";

/// Where a session's answers and pushes go, a line each.
pub type Out = Arc<Mutex<dyn Write + Send>>;

/// One caller.
pub struct Session {
    floor: Arc<Floor>,
    seat: Option<SeatToken>,
    owner: String,
    out: Out,
}

impl Session {
    /// A session of the operating-system user `owner`. In a drill it has the dispatcher's seat from the start.
    pub fn new(floor: Arc<Floor>, owner: &str, out: Out) -> Self {
        let seat = floor.drill_seat(DRILL_SEAT);
        Self { floor, seat, owner: owner.to_owned(), out }
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
        let own = serde_json::from_str::<Value>(line).ok().and_then(|request| {
            let call = request.get("call")?.as_str()?.to_owned();
            let outcome = self.own_call(&call, request.get("args").cloned().unwrap_or(Value::Null))?;
            Some(framed(request.get("id").cloned().unwrap_or(Value::Null), outcome))
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

    fn subscribe(&self) -> Result<Value, ApiError> {
        let none = SeatToken(String::new());
        let sink = LineSink { out: self.out.clone() };
        self.floor.subscribe(self.seat.as_ref().unwrap_or(&none), Box::new(sink))?;
        Ok(json!({}))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
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

struct LineSink {
    out: Out,
}

impl PushSink for LineSink {
    fn push(&self, message: &Push) -> bool {
        serde_json::to_string(&json!({"push": message})).is_ok_and(|text| write_line(&self.out, &text))
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
    let (weak, owner) = (Arc::downgrade(floor), owner.to_owned());
    let accept = move || accept(&listener, &weak, &owner);
    std::thread::Builder::new().name("socket".into()).spawn(accept).map_err(words)?;
    Ok(SocketServer { path: path.to_owned() })
}

fn accept(listener: &UnixListener, floor: &Weak<Floor>, owner: &str) {
    for stream in listener.incoming() {
        let (Some(floor), Ok(stream)) = (floor.upgrade(), stream) else { return };
        if floor.is_stopping() {
            return;
        }
        let owner = owner.to_owned();
        let spawned = std::thread::Builder::new().name("rpc".into()).spawn(move || attend(floor, &owner, stream));
        if let Err(error) = spawned {
            tracing::error!(%error, "a caller was turned away");
        }
    }
}

fn attend(floor: Arc<Floor>, owner: &str, stream: UnixStream) {
    let Ok(out) = stream.try_clone() else { return };
    let mut session = Session::new(floor, owner, Arc::new(Mutex::new(out)));
    serve(&mut session, stream);
}

impl Drop for SocketServer {
    fn drop(&mut self) {
        // Wakes the listener so that it sees the end.
        drop(UnixStream::connect(&self.path));
        drop(std::fs::remove_file(&self.path));
    }
}
