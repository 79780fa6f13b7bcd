//! Who answers a verb: the running console through its socket, or an engine of our own.

use crate::args::Place;
use crate::outcome::{Outcome, Stop, refused};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};
use watchfloor_engine::ports::LogError;
use watchfloor_host::socket::Session;
use watchfloor_host::{Floor, HostError, Options};

/// The operating-system user, for the log.
pub fn owner() -> String {
    std::env::var("USER").ok().filter(|u| !u.is_empty()).unwrap_or_else(|| "owner".into())
}

/// The running console's socket, if there is one that answers.
pub fn running(place: &Place) -> Outcome<Option<UnixStream>> {
    let path = place.folder()?.socket(place.mode);
    Ok(UnixStream::connect(path).ok())
}

/// Opens a floor of our own. A folder that another console holds is refused with its process id.
pub fn open(place: &Place, options: Options) -> Outcome<Arc<Floor>> {
    let folder = place.folder()?;
    Floor::open(&folder, place.mode, options).map_err(|error| match error {
        HostError::Log(LogError::Locked { pid }) => {
            refused(format!("another console has this folder open (process {pid})"))
        }
        other => refused(format!("{}: {other}", folder.store(place.mode).display())),
    })
}

/// One caller with the owner's seat.
pub enum Client {
    Socket { to: UnixStream, from: BufReader<UnixStream> },
    Own { floor: Arc<Floor>, session: Box<Session>, out: Arc<Mutex<Vec<u8>>> },
}

impl Client {
    /// Reaches the running console, or opens the folder alone for this one verb.
    pub fn owner(place: &Place) -> Outcome<Self> {
        let mut client = match running(place)? {
            Some(to) => Self::Socket { from: BufReader::new(to.try_clone().map_err(refused)?), to },
            None => {
                let floor = open(place, Options { lively: false, ..Options::default() })?;
                let out = Arc::new(Mutex::new(Vec::new()));
                let session = Box::new(Session::new(floor.clone(), &owner(), out.clone()));
                Self::Own { floor, session, out }
            }
        };
        client.call("take_seat", json!({"as": "owner"}))?;
        Ok(client)
    }

    /// Makes one call; a refusal is an exit with its text and the field at fault.
    pub fn call(&mut self, call: &str, args: Value) -> Outcome<Value> {
        let request = json!({"id": 1, "call": call, "args": args}).to_string();
        let answer = match self {
            Self::Socket { to, from } => through(to, from, &request)?,
            Self::Own { session, out, .. } => {
                session.answer(&request);
                let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
                String::from_utf8_lossy(&std::mem::take(&mut *out)).into_owned()
            }
        };
        let mut answer: Value = serde_json::from_str(&answer).map_err(refused)?;
        match answer.get("error") {
            Some(error) => Err(refusal(error)),
            None => Ok(answer["ok"].take()),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Self::Own { floor, .. } = self {
            floor.stop();
        }
    }
}

fn through(to: &mut UnixStream, from: &mut BufReader<UnixStream>, request: &str) -> Outcome<String> {
    to.write_all(request.as_bytes()).and_then(|()| to.write_all(b"\n")).map_err(refused)?;
    let mut answer = String::new();
    match from.read_line(&mut answer) {
        Ok(0) => Err(refused("the console ended before it answered")),
        Ok(_) => Ok(answer),
        Err(error) => Err(refused(error)),
    }
}

fn refusal(error: &Value) -> Stop {
    let text = error["message"].as_str().unwrap_or("refused");
    match error["field"].as_str() {
        Some(field) => refused(format!("{text} ({field})")),
        None => refused(text),
    }
}
