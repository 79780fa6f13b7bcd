//! What the guarded client refuses, on real connections.

use std::collections::VecDeque;
use std::io::Write;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use watchfloor_feeds::{Cidr, ClientFactory, FetchError, Fetched, Limits, Lookup, LookupResult, Outcome, Validators};

use crate::server::{Reply, Server};

const LIMITS: Limits = Limits { total: Duration::from_millis(1500), body_bytes: 200_000, ratio: 100 };

fn allow(ranges: &[&str]) -> Vec<Cidr> {
    ranges.iter().map(|r| r.parse().unwrap()).collect()
}

/// A name server that answers from a list, one entry per look-up; the last one stays.
struct Scripted(Mutex<VecDeque<Vec<IpAddr>>>);

impl Scripted {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|a| a.iter().map(|ip| ip.parse().unwrap()).collect()).collect();
        Arc::new(Scripted(Mutex::new(answers)))
    }
}

impl Lookup for Scripted {
    fn lookup(&self, _host: String) -> LookupResult {
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { answer.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn fetch(url: &str, ranges: &[&str]) -> Result<Fetched, FetchError> {
    let client = ClientFactory::new().unwrap().client(&allow(ranges), LIMITS).unwrap();
    runtime().block_on(client.fetch(url, &Validators::default()))
}

fn code(result: Result<Fetched, FetchError>) -> &'static str {
    result.map_or_else(|e| e.code(), |_| "ok")
}

fn body(fetched: Fetched) -> Vec<u8> {
    let Outcome::Page(page) = fetched.outcome else { panic!("no page: {:?}", fetched.outcome) };
    page.body
}

const LOOPBACK: &[&str] = &["127.0.0.1/32"];

#[test]
fn loopback_only_where_it_is_named() {
    let server = Server::start(|_| Reply::ok("<alert/>"));
    assert_eq!(body(fetch(&server.url("/"), LOOPBACK).unwrap()), b"<alert/>");
    let port = server.port;
    for host in ["127.0.0.1", "2130706433", "0177.1", "0x7f000001", "[::ffff:127.0.0.1]", "localhost"] {
        let at = format!("http://{host}:{port}/");
        assert_eq!(code(fetch(&at, &[])), "scheme_refused", "{host}");
        assert_eq!(code(fetch(&at, &["10.0.0.0/8"])), "address_refused", "{host}");
        let tls = format!("https://{host}/");
        assert_eq!(code(fetch(&tls, &[])), "address_refused", "{host}");
    }
    assert_eq!(server.requests().len(), 1, "nothing refused reached the server");
    assert_eq!(code(fetch(&format!("http://2130706433:{port}/"), LOOPBACK)), "ok");
}

#[test]
fn redirects_are_checked_again_and_counted() {
    let inner = Server::start(|_| Reply::ok("secret"));
    let (port, chain) = (inner.port, Arc::new(Mutex::new(0)));
    let server = Server::start(move |r| match r.path.as_str() {
        "/to-other-loopback" => Reply::redirect(format!("http://127.0.0.2:{port}/")),
        "/to-mapped" => Reply::redirect(format!("http://[::ffff:127.0.0.3]:{port}/")),
        "/to-metadata" => Reply::redirect("http://169.254.169.254/latest/meta-data"),
        "/to-file" => Reply::redirect("file:///etc/passwd"),
        "/to-secret" => Reply::redirect("https://u:p@alerts.example/"),
        "/nowhere" => Reply::status(302),
        "/one" => Reply::redirect("/two"),
        "/two" => Reply::redirect("three"),
        "/three" => Reply::redirect("/end"),
        "/moved" => Reply::status(301).with("Location", "/moved-2"),
        "/moved-2" => Reply::status(308).with("Location", "/end"),
        "/zero" => Reply::redirect("/one"),
        "/loop" => {
            *chain.lock().unwrap() += 1;
            Reply::redirect("/loop")
        }
        _ => Reply::ok("end"),
    });
    let at = |path: &str| fetch(&server.url(path), LOOPBACK);
    for path in ["/to-other-loopback", "/to-mapped", "/to-metadata"] {
        assert_eq!(code(at(path)), "address_refused", "{path}");
    }
    assert_eq!(code(at("/to-file")), "scheme_refused");
    assert_eq!(code(at("/to-secret")), "url_credentials");
    assert_eq!(code(at("/nowhere")), "redirect_invalid");
    assert_eq!(at("/one").unwrap().moved_to, None);
    assert_eq!(code(at("/zero")), "too_many_redirects", "four are one too many");
    assert_eq!(code(at("/loop")), "too_many_redirects");
    assert_eq!(server.count("/loop"), 4);
    assert_eq!(at("/moved").unwrap().moved_to, Some(server.url("/end")));
    assert_eq!(inner.requests().len(), 0);
}

#[test]
fn a_name_that_changes_its_address_is_caught_at_connect_time() {
    let server = Server::start(|_| Reply::ok("x"));
    let names = Scripted::new(&[&["127.0.0.1"], &["127.0.0.2"], &["10.0.0.1", "127.0.0.1"]]);
    let client = ClientFactory::with(names, &[]).unwrap().client(&allow(LOOPBACK), LIMITS).unwrap();
    let url = format!("http://feed.example:{}/", server.port);
    runtime().block_on(async {
        let none = Validators::default();
        assert_eq!(code(client.fetch(&url, &none).await), "ok");
        let refused = client.fetch(&url, &none).await.unwrap_err();
        assert_eq!(refused.code(), "address_refused");
        assert_eq!(refused.to_string(), "feed.example is refused: 127.0.0.2 is a loopback address");
        assert_eq!(
            code(client.fetch(&url, &none).await),
            "ok",
            "the refused address is left out, the named one is used"
        );
    });
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_public_name_that_points_inside_is_refused() {
    for inside in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "64:ff9b::7f00:1",
        "fd00:ec2::254",
    ] {
        let names = Scripted::new(&[&[inside]]);
        let client = ClientFactory::with(names, &[]).unwrap().client(&[], LIMITS).unwrap();
        let result = runtime().block_on(client.fetch("https://alerts.example/", &Validators::default()));
        assert_eq!(code(result), "address_refused", "{inside}");
    }
    let silent = ClientFactory::with(Scripted::new(&[]), &[]).unwrap().client(&[], LIMITS).unwrap();
    let result = runtime().block_on(silent.fetch("https://alerts.example/", &Validators::default()));
    assert_eq!(code(result), "dns_failed");
}

#[test]
fn slow_large_and_packed_bodies_are_cut() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (bomb, text) = (gzip(&vec![b' '; 150_000]), gzip(b"<alert/>"));
    let server = Server::start(move |r| match r.path.as_str() {
        "/slow" => Reply { drip: Duration::from_millis(300), ..Reply::ok(vec![b'a'; 100_000]) },
        "/at-limit" => Reply::ok(vec![b'a'; 200_000]),
        "/above" => Reply::ok(vec![b'a'; 200_001]),
        "/bomb" => Reply::ok(bomb.clone()).with("Content-Encoding", "gzip"),
        "/packed" => Reply::ok(text.clone()).with("Content-Encoding", "gzip"),
        "/not-packed" => Reply::ok("plain").with("Content-Encoding", "gzip"),
        _ => Reply::ok("x").with("Content-Encoding", "br"),
    });
    let at = |path: &str| fetch(&server.url(path), LOOPBACK);
    let begun = Instant::now();
    assert_eq!(code(at("/slow")), "timeout");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert_eq!(body(at("/at-limit").unwrap()).len(), 200_000);
    assert_eq!(code(at("/above")), "body_too_large");
    assert_eq!(code(at("/bomb")), "ratio_too_high");
    assert_eq!(body(at("/packed").unwrap()), b"<alert/>");
    assert_eq!(code(at("/not-packed")), "body_broken");
    assert_eq!(code(at("/brotli")), "encoding_unknown");
}

#[test]
fn answers_are_told_apart() {
    let server = Server::start(|r| match r.path.as_str() {
        "/none" => Reply::status(204),
        "/same" if r.header("If-None-Match") == Some("\"7\"") => Reply::status(304),
        "/same" => Reply::ok("7").with("ETag", "\"7\"").with("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
        "/unasked-304" => Reply::status(304),
        "/busy" => Reply::status(429).with("Retry-After", "7"),
        "/down" => Reply::status(503)
            .with("Date", "Sun, 22 Nov 2026 10:00:00 GMT")
            .with("Retry-After", "Sun, 22 Nov 2026 10:02:00 GMT"),
        _ => Reply::status(404),
    });
    let client = ClientFactory::new().unwrap().client(&allow(LOOPBACK), LIMITS).unwrap();
    let get = |path: &str, known: &Validators| runtime().block_on(client.fetch(&server.url(path), known));
    let none = Validators::default();
    assert_eq!(get("/none", &none).unwrap().outcome, Outcome::NoContent);
    let Outcome::Page(page) = get("/same", &none).unwrap().outcome else { panic!("a page") };
    assert_eq!(page.validators.etag.as_deref(), Some("\"7\""));
    assert_eq!(get("/same", &page.validators).unwrap().outcome, Outcome::NotModified);
    let last = server.requests().pop().unwrap();
    assert_eq!(last.header("If-Modified-Since"), Some("Sun, 22 Nov 2026 10:00:00 GMT"));
    assert_eq!(code(get("/unasked-304", &none)), "http_status");
    assert_eq!(get("/busy", &none).unwrap_err().retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(get("/down", &none).unwrap_err().retry_after(), Some(Duration::from_secs(120)));
    assert_eq!(get("/gone", &none).unwrap_err().to_string(), "the server answered 404");
}

#[test]
fn no_connection_and_no_tls_are_named() {
    let plain = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let tls_to_plain = format!("https://127.0.0.1:{}/", plain.local_addr().unwrap().port());
    std::thread::spawn(move || plain.accept().unwrap().0.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    let result = fetch(&tls_to_plain, LOOPBACK);
    assert_eq!(code(result.clone()), "tls_failed", "{result:?}");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(code(fetch(&format!("http://127.0.0.1:{free}/"), LOOPBACK)), "connect_failed");
}

/// A TLS server for one name, and its own authority.
fn tls_server(name: &str) -> (u16, Vec<u8>) {
    let signed = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate = signed.cert.der().clone();
    let key = rustls::pki_types::PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut tls = rustls::StreamOwned::new(connection, stream);
            let mut request = [0; 4096];
            // A client that refuses the certificate ends the connection here.
            if std::io::Read::read(&mut tls, &mut request).is_ok() {
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecure");
                tls.conn.send_close_notify();
                let _ = tls.flush();
            }
        }
    });
    (port, certificate.to_vec())
}

#[test]
fn certificates_are_checked_for_trust_and_name() {
    let (port, authority) = tls_server("alerts.example");
    let names = || Scripted::new(&[&["127.0.0.1"]]);
    let trusting = ClientFactory::with(names(), &[authority]).unwrap().client(&allow(LOOPBACK), LIMITS).unwrap();
    let plain = ClientFactory::with(names(), &[]).unwrap().client(&allow(LOOPBACK), LIMITS).unwrap();
    let get = |client: &watchfloor_feeds::FeedClient, host: &str| {
        runtime().block_on(client.fetch(&format!("https://{host}:{port}/"), &Validators::default()))
    };
    assert_eq!(body(get(&trusting, "alerts.example").unwrap()), b"secure");
    assert_eq!(code(get(&trusting, "other.example")), "tls_failed", "the name is checked");
    assert_eq!(code(get(&plain, "alerts.example")), "tls_failed", "an unknown authority is refused");
}
