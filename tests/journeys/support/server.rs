//! A warning source over real loopback HTTP: one page per path, each changeable while the server runs.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::spawn;

type Pages = HashMap<String, (&'static str, Vec<u8>)>;

/// The server; it listens until the test's process ends.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    pages: Arc<Mutex<Pages>>,
}

impl Server {
    /// Listens on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("the loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let server = Self { address, pages: Arc::default() };
        let serving = server.clone();
        spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is no fault of the server.
                drop(serving.answer(stream));
            }
        });
        server
    }

    /// Puts a page under a path; every request for it gets status 200.
    pub fn put(&self, path: &str, content_type: &'static str, body: impl Into<Vec<u8>>) -> String {
        self.pages().insert(path.to_owned(), (content_type, body.into()));
        format!("http://{}{path}", self.address)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut head = BufReader::new(stream.try_clone()?).lines();
        let request = head.next().unwrap_or_else(|| Ok(String::new()))?;
        for line in head {
            if line?.is_empty() {
                break;
            }
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let (status, (kind, body)) = match self.pages().get(path) {
            Some(page) => ("200 OK", page.clone()),
            None => ("404 Not Found", ("text/plain", b"nothing here".to_vec())),
        };
        let length = body.len();
        let mut out = stream;
        write!(
            out,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        out.write_all(&body)
    }
}
