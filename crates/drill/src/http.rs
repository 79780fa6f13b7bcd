//! As much of HTTP/1.1 as a feed needs: one GET a connection, bounded and timed. It must not know what is served.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longest request head, bytes.
const MOST_BYTES: usize = 8 * 1024;
/// A request must be complete within this time, and an answer taken.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request head.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not HTTP/1.x.
    Malformed,
    TooLarge,
    /// Too slow, or gone.
    Gone,
}

/// An answer.
pub(crate) struct Answer {
    pub status: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn plain(status: &'static str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: format!("{status}\n").into_bytes() }
    }
}

impl Request {
    /// The first value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// From the bytes of a head, without its last empty line.
    pub fn parse(head: &[u8]) -> Result<Self, Fault> {
        let text = std::str::from_utf8(head).map_err(|_| Fault::Malformed)?;
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Fault::Malformed);
        };
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
            return Err(Fault::Malformed);
        }
        let pair = |line: &str| line.split_once(':').map(|(key, value)| (key.to_owned(), value.trim().to_owned()));
        let headers = lines.filter(|l| !l.is_empty()).map(pair).collect::<Option<Vec<_>>>().ok_or(Fault::Malformed)?;
        let path = target.split('?').next().unwrap_or_default().to_owned();
        Ok(Self { method: method.to_owned(), path, headers })
    }
}

/// Reads one request head.
pub(crate) fn receive(stream: &mut TcpStream) -> Result<Request, Fault> {
    let deadline = Instant::now() + PATIENCE;
    let mut head = Vec::new();
    let mut piece = [0_u8; 1024];
    loop {
        if let Some(end) = head.windows(4).position(|w| w == b"\r\n\r\n") {
            return Request::parse(&head[..end]);
        }
        if head.len() > MOST_BYTES {
            return Err(Fault::TooLarge);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return Err(Fault::Gone);
        }
        match stream.read(&mut piece) {
            Ok(0) => return Err(Fault::Gone),
            Ok(count) => head.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Fault::Gone),
        }
    }
}

/// Sends an answer; the connection is closed after it.
pub(crate) fn send(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // A 304 has no body, and a length there would be that of the body it stands for (RFC 9110 8.6).
    if !answer.status.starts_with("304") {
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
    }
    head.push_str("Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&answer.body)?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_and_what_is_none_is_refused() {
        let request = Request::parse(b"GET /feed.atom?x=1 HTTP/1.1\r\nHost: a\r\nif-none-match: \"q\"").unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/feed.atom"));
        assert_eq!((request.header("HOST"), request.header("If-None-Match")), (Some("a"), Some("\"q\"")));
        for bad in [
            &b""[..],
            b"GET /",
            b"GET  / HTTP/1.1",
            b"GET http://x/ HTTP/1.1",
            b"GET / HTTP/2",
            b"\xff / HTTP/1.1",
            b"GET / HTTP/1.1\r\nnonsense",
        ] {
            assert_eq!(Request::parse(bad), Err(Fault::Malformed), "{bad:?}");
        }
    }
}
