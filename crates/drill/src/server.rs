//! The drill's warning feed on the loopback interface: an Atom index and one CAP document for each warning, so that a
//! drill's warnings come in by the same way as real ones. It must not know the simulation or who fetches.

use crate::exercise::Notice;
use crate::http::{self, Answer, Fault, Request};
use sha2::{Digest, Sha256};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// Warnings kept in the index, newest first.
const MOST_ENTRIES: usize = 100;
/// Connections served at once; more are told to come back.
const MOST_CONNECTIONS: usize = 16;

/// Why the feed could not be offered.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No port on the loopback interface.
    #[error("the drill's warning feed cannot listen on the loopback interface: {0}")]
    Listen(#[source] std::io::Error),
    /// No thread to serve from.
    #[error("the drill's warning feed cannot start its thread: {0}")]
    Thread(#[source] std::io::Error),
}

/// A running feed; dropping it stops it.
pub struct Publisher {
    at: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    host: String,
    published: Mutex<Published>,
    stop: AtomicBool,
    connections: AtomicUsize,
}

#[derive(Default)]
struct Published {
    /// Newest first.
    entries: Vec<Entry>,
    index: Option<Arc<Document>>,
}

struct Entry {
    id: String,
    title: String,
    sent_ms: i64,
    document: Arc<Document>,
}

/// A body with its validators.
struct Document {
    media_type: &'static str,
    body: String,
    etag: String,
    modified: String,
}

impl Document {
    fn new(media_type: &'static str, body: String, at_ms: i64) -> Self {
        let digest = Sha256::digest(body.as_bytes());
        let etag = digest.iter().take(12).map(|b| format!("{b:02x}")).collect::<String>();
        let modified = calendar(at_ms, "%a, %d %b %Y %H:%M:%S GMT");
        Self { media_type, body, etag: format!("\"{etag}\""), modified }
    }
}

impl Publisher {
    /// Listens on a free port of 127.0.0.1 with a thread of its own.
    ///
    /// # Errors
    /// When no port or no thread is to be had.
    pub fn start() -> Result<Self, ServerError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(ServerError::Listen)?;
        let at = listener.local_addr().map_err(ServerError::Listen)?;
        let shared = Arc::new(Shared {
            host: at.to_string(),
            published: Mutex::default(),
            stop: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
        });
        shared.lock().rebuild(&shared.host);
        let serving = Arc::clone(&shared);
        let thread = Builder::new().name("drill-feed".into()).spawn(move || serve(&listener, &serving));
        Ok(Self { at, shared, thread: Some(thread.map_err(ServerError::Thread)?) })
    }

    /// The address of the index.
    pub fn url(&self) -> String {
        format!("http://{}/feed.atom", self.at)
    }

    /// Puts a warning on top of the index. The same identifier again replaces what was there.
    pub fn publish(&self, notice: &Notice) {
        let document = Arc::new(Document::new("application/cap+xml", notice.xml(), notice.sent_ms()));
        let entry = Entry {
            id: notice.id().to_owned(),
            title: notice.headline().to_owned(),
            sent_ms: notice.sent_ms(),
            document,
        };
        let mut published = self.shared.lock();
        published.entries.retain(|e| e.id != entry.id);
        published.entries.insert(0, entry);
        published.entries.truncate(MOST_ENTRIES);
        published.rebuild(&self.shared.host);
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        // Wakes the listener, which is blocked in `accept`; one that cannot be woken ends with the process.
        let woken = TcpStream::connect_timeout(&self.at, Duration::from_secs(1)).is_ok();
        if let (true, Some(thread)) = (woken, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// What is published is whole between any two statements, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, Published> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.method != "GET" {
            let mut answer = Answer::plain("405 Method Not Allowed");
            answer.headers.push(("Allow", "GET".to_owned()));
            return answer;
        }
        // A page in a browser that rebinds its name to this address sends its own name.
        if request.header("host") != Some(&self.host) {
            return Answer::plain("421 Misdirected Request");
        }
        match self.find(&request.path) {
            Some(document) => document_answer(&document, request),
            None => Answer::plain("404 Not Found"),
        }
    }

    fn find(&self, path: &str) -> Option<Arc<Document>> {
        let published = self.lock();
        if path == "/feed.atom" {
            return published.index.clone();
        }
        let id = path.strip_prefix("/cap/")?.strip_suffix(".xml")?;
        published.entries.iter().find(|e| e.id == id).map(|e| Arc::clone(&e.document))
    }
}

impl Published {
    fn rebuild(&mut self, host: &str) {
        let newest = self.entries.iter().map(|e| e.sent_ms).max().unwrap_or(0);
        self.index = Some(Arc::new(Document::new("application/atom+xml", self.atom(host, newest), newest)));
    }

    fn atom(&self, host: &str, newest_ms: i64) -> String {
        const STAMP: &str = "%Y-%m-%dT%H:%M:%SZ";
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
             <id>urn:watchfloor:drill:feed</id>\n<title>Watchfloor drill: exercise warnings</title>\n\
             <updated>{}</updated>\n<author><name>Watchfloor drill</name></author>\n\
             <link rel=\"self\" href=\"http://{host}/feed.atom\"/>\n",
            calendar(newest_ms, STAMP),
        );
        for entry in &self.entries {
            let (id, title, sent) = (escaped(&entry.id), escaped(&entry.title), calendar(entry.sent_ms, STAMP));
            xml.push_str(&format!(
                "<entry><id>urn:watchfloor:drill:{id}</id><title>{title}</title><updated>{sent}</updated>\
                 <link rel=\"alternate\" type=\"application/cap+xml\" href=\"http://{host}/cap/{id}.xml\"/></entry>\n",
            ));
        }
        xml.push_str("</feed>\n");
        xml
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A UTC instant in words; the epoch for one off the calendar.
fn calendar(ms: i64, format: &str) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH).strftime(format).to_string()
}

/// The document, or 304 when the client has it. `If-None-Match` counts before `If-Modified-Since` (RFC 9110 13.2.2).
fn document_answer(document: &Document, request: &Request) -> Answer {
    let known = match (request.header("if-none-match"), request.header("if-modified-since")) {
        (Some(tags), _) => {
            tags.split(',').any(|t| t.trim() == "*" || t.trim().trim_start_matches("W/") == document.etag)
        }
        (None, Some(date)) => date == document.modified,
        (None, None) => false,
    };
    let validators = [
        ("ETag", document.etag.clone()),
        ("Last-Modified", document.modified.clone()),
        ("Cache-Control", "no-cache".into()),
    ];
    if known {
        return Answer { status: "304 Not Modified", headers: validators.into(), body: Vec::new() };
    }
    let mut headers = Vec::from(validators);
    headers.push(("Content-Type", format!("{}; charset=utf-8", document.media_type)));
    Answer { status: "200 OK", headers, body: document.body.clone().into_bytes() }
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::Acquire) {
            return;
        }
        match stream {
            Ok(stream) => admit(stream, shared),
            // Out of descriptors, or a client gone before it was met: a moment, then on.
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn admit(mut stream: TcpStream, shared: &Arc<Shared>) {
    let slot = Slot::take(shared);
    if shared.connections.load(Ordering::Acquire) > MOST_CONNECTIONS {
        let _ = http::send(&mut stream, &Answer::plain("503 Service Unavailable"));
        return;
    }
    let started = Builder::new().name("drill-feed-client".into()).spawn(move || {
        converse(&mut stream, &slot.0);
    });
    if let Err(error) = started {
        tracing::warn!(%error, "the drill's warning feed cannot serve a client");
    }
}

/// A place among the connections; given back when dropped.
struct Slot(Arc<Shared>);

impl Slot {
    fn take(shared: &Arc<Shared>) -> Self {
        shared.connections.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(shared))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::AcqRel);
    }
}

fn converse(stream: &mut TcpStream, shared: &Shared) {
    let answer = match http::receive(stream) {
        Ok(request) => shared.answer(&request),
        Err(Fault::Malformed) => Answer::plain("400 Bad Request"),
        Err(Fault::TooLarge) => Answer::plain("431 Request Header Fields Too Large"),
        Err(Fault::Gone) => return,
    };
    if let Err(error) = http::send(stream, &answer) {
        tracing::debug!(%error, "a client of the drill's warning feed left early");
    }
}
