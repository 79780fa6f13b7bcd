//! Serves map tiles to the page: `tiles://localhost/{area}/{z}/{x}/{y}`, and with one part more, so that an area may have
//! any of these names, past incidents as `history/{range}`, layers of the centre's own as `layer/{id}`, base maps of
//! others as `basemap/{id}`.
//!
//! It must not know where tiles are kept, nor what is in them. It runs off the main thread: a few threads read,
//! a bounded queue waits, and when that is full the page is told to come back (503) instead of piling up.

use std::borrow::Cow;
use std::io::Read as _;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use flate2::bufread::GzDecoder;
use tauri::http::{Response, StatusCode, Uri, header};
use watchfloor_host::history_tiles::PastRange;

/// The scheme, as the content security policy names it.
pub const SCHEME: &str = "tiles";

/// Reading a tile is short and mostly waiting for a page of SQLite; two threads keep one slow disk read
/// from holding up the rest.
const THREADS: usize = 2;

/// A screen at 1440x900 asks for about 30 tiles at once; four screens may wait.
const WAITING: usize = 128;

/// A tile larger than this after decompression is refused: nothing the importer writes comes near it.
const MAX_TILE_BYTES: u64 = 8 * 1024 * 1024;

/// MapLibre asks for no deeper level; Web Mercator tile numbers then fit in 24 bits.
const MAX_ZOOM: u8 = 24;

const MAX_AREA_ID: usize = 64;

/// What a tile is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileSet {
    /// An area by its id, `[a-z0-9_-]`, 1 to 64 characters.
    Area(String),
    /// Past incidents.
    Past(PastRange),
    /// A layer of the centre's own, by its id as an area's.
    Layer(String),
    /// A base map of others, by its id as an area's. Its tiles may be pictures.
    Basemap(String),
}

/// One tile's address: what it is of and a place in the Web Mercator pyramid, y counted from the north.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileKey {
    /// What it is of.
    pub set: TileSet,
    /// Zoom level, 0 to 24.
    pub z: u8,
    /// Column from the west, below 2^z.
    pub x: u32,
    /// Row from the north, below 2^z.
    pub y: u32,
}

/// Where tiles come from. Called from several threads at once.
pub trait TileSource: Send + Sync + 'static {
    /// The tile as stored (vector tile, plain or gzip; a picture), `None` when the area has none there or is unknown.
    ///
    /// # Errors
    /// A sentence for the log when the store could not be read; the page gets a plain 500.
    fn tile(&self, key: &TileKey) -> Result<Option<Vec<u8>>, String>;
}

/// What the page gets.
pub type TileResponse = Response<Cow<'static, [u8]>>;

type Reply = Box<dyn FnOnce(TileResponse) + Send>;

struct Job {
    key: TileKey,
    reply: Reply,
}

/// The threads that answer the scheme. They end when the server is dropped.
pub struct TileServer {
    jobs: SyncSender<Job>,
}

impl TileServer {
    /// Starts the threads over one source.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn start(source: Arc<dyn TileSource>) -> std::io::Result<Self> {
        let (jobs, waiting) = sync_channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..THREADS {
            let (waiting, source) = (Arc::clone(&waiting), Arc::clone(&source));
            thread::Builder::new().name(format!("tiles-{number}")).spawn(move || serve(&waiting, &*source))?;
        }
        Ok(Self { jobs })
    }

    /// Answers one request, now when it is refused, else from one of the threads.
    pub fn answer(&self, uri: &Uri, reply: impl FnOnce(TileResponse) + Send + 'static) {
        let Some(key) = parse(uri) else { return reply(plain(StatusCode::BAD_REQUEST)) };
        match self.jobs.try_send(Job { key, reply: Box::new(reply) }) {
            Ok(()) => {}
            Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) => {
                (job.reply)(plain(StatusCode::SERVICE_UNAVAILABLE));
            }
        }
    }
}

fn serve(waiting: &Mutex<Receiver<Job>>, source: &dyn TileSource) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { key, reply }) = job else { return };
        reply(respond(&key, source));
    }
}

fn respond(key: &TileKey, source: &dyn TileSource) -> TileResponse {
    match source.tile(key).and_then(|found| found.map(unpack).transpose()) {
        Ok(Some(bytes)) => with_body(bytes),
        Ok(None) => plain(StatusCode::NO_CONTENT),
        Err(error) => {
            tracing::error!(?key, %error, "tile could not be read");
            plain(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Gunzips here, because WebKit does not undo `Content-Encoding` on custom schemes.
fn unpack(stored: Vec<u8>) -> Result<Vec<u8>, String> {
    if !stored.starts_with(&[0x1f, 0x8b]) {
        return Ok(stored);
    }
    let mut bytes = Vec::with_capacity(stored.len().saturating_mul(3));
    let read = GzDecoder::new(stored.as_slice()).take(MAX_TILE_BYTES + 1).read_to_end(&mut bytes);
    match read {
        Err(error) => Err(format!("gzip: {error}")),
        Ok(_) if bytes.len() as u64 > MAX_TILE_BYTES => Err(format!("larger than {MAX_TILE_BYTES} bytes")),
        Ok(_) => Ok(bytes),
    }
}

/// `None` for anything but the two forms of an address, with numbers inside the pyramid.
fn parse(uri: &Uri) -> Option<TileKey> {
    if uri.host() != Some("localhost") || uri.query().is_some() {
        return None;
    }
    let parts: Vec<&str> = uri.path().strip_prefix('/')?.splitn(6, '/').collect();
    let (set, place) = match *parts {
        [area, z, x, y] if is_area_id(area) => (TileSet::Area(area.to_owned()), [z, x, y]),
        ["history", range, z, x, y] => (TileSet::Past(PastRange::named(range)?), [z, x, y]),
        ["layer", id, z, x, y] if is_area_id(id) => (TileSet::Layer(id.to_owned()), [z, x, y]),
        ["basemap", id, z, x, y] if is_area_id(id) => (TileSet::Basemap(id.to_owned()), [z, x, y]),
        _ => return None,
    };
    let z: u8 = number(place[0])?.try_into().ok()?;
    let (x, y) = (number(place[1])?, number(place[2])?);
    (z <= MAX_ZOOM && x >> z == 0 && y >> z == 0).then_some(TileKey { set, z, x, y })
}

fn is_area_id(id: &str) -> bool {
    (1..=MAX_AREA_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_')
}

/// Digits only: `parse::<u32>` alone would take a leading plus.
fn number(text: &str) -> Option<u32> {
    (text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn plain(status: StatusCode) -> TileResponse {
    answer(status, Cow::Borrowed(&[]))
}

fn with_body(bytes: Vec<u8>) -> TileResponse {
    answer(StatusCode::OK, Cow::Owned(bytes))
}

/// What a tile is, by its first bytes: a picture of a base map, else a vector tile.
fn media_type(tile: &[u8]) -> &'static str {
    match tile {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => "image/avif",
        _ => "application/vnd.mapbox-vector-tile",
    }
}

fn answer(status: StatusCode, body: Cow<'static, [u8]>) -> TileResponse {
    let media_type = media_type(&body);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    // The page is `tauri://localhost`, so a tile is another origin to it and to MapLibre's worker.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("tauri://localhost"));
    response
}

#[cfg(test)]
#[path = "tiles_tests.rs"]
mod tests;
