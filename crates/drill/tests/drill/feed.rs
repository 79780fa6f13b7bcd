//! The warning feed over a real socket.

use crate::support::{START_MS, drill};
use std::io::{Read, Write};
use std::net::TcpStream;
use watchfloor_drill::{Act, Notice, Publisher};
use watchfloor_warning::{Hints, Outcome, read};

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        let found = self.head.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }
}

fn host(publisher: &Publisher) -> String {
    publisher.url().strip_prefix("http://").unwrap().strip_suffix("/feed.atom").unwrap().to_owned()
}

fn raw(host: &str, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

fn get(host: &str, path: &str, extra: &str) -> Reply {
    raw(host, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n").as_bytes())
}

fn notices() -> Vec<Notice> {
    let (mut sim, floor) = drill(31);
    let acts = (0..240).flat_map(|minute| sim.step(START_MS + minute * 60_000, &floor.board)).collect::<Vec<_>>();
    acts.into_iter().filter_map(|a| if let Act::Publish(n) = a { Some(*n) } else { None }).collect()
}

#[test]
fn the_index_links_every_warning_and_each_reads_back_accepted() {
    let publisher = Publisher::start().unwrap();
    let host = host(&publisher);
    assert!(host.starts_with("127.0.0.1:"));
    let empty = get(&host, "/feed.atom", "");
    assert_eq!((empty.status, empty.header("Content-Type")), (200, "application/atom+xml; charset=utf-8"));
    let notices = notices();
    assert!(notices.len() >= 8, "{}", notices.len());
    notices.iter().for_each(|n| publisher.publish(n));
    let index = get(&host, "/feed.atom", "");
    assert_eq!(index.header("Content-Length"), index.body.len().to_string());
    let links = read(index.body.as_bytes(), &Hints::default()).links;
    assert_eq!(links.len(), notices.len(), "{}", index.body);
    for link in links {
        let path = link.href.strip_prefix(&format!("http://{host}")).expect("an absolute link to this server");
        let reply = get(&host, path, "");
        assert_eq!((reply.status, reply.header("Content-Type")), (200, "application/cap+xml; charset=utf-8"));
        let document = read(reply.body.as_bytes(), &Hints::default());
        assert_eq!(document.found.len(), 1);
        assert_eq!(document.found[0].outcome, Outcome::Accept, "{:?}", document.found[0].flags);
    }
}

#[test]
fn what_has_not_changed_is_304_until_it_changes() {
    let publisher = Publisher::start().unwrap();
    let host = host(&publisher);
    let notices = notices();
    publisher.publish(&notices[0]);
    let first = get(&host, "/feed.atom", "");
    let (tag, date) = (first.header("ETag").to_owned(), first.header("Last-Modified").to_owned());
    let by_tag = get(&host, "/feed.atom", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((by_tag.status, by_tag.body.as_str(), by_tag.header("ETag")), (304, "", tag.as_str()));
    assert_eq!(get(&host, "/feed.atom", &format!("If-Modified-Since: {date}\r\n")).status, 304);
    publisher.publish(&notices[1]);
    let changed = get(&host, "/feed.atom", &format!("If-None-Match: {tag}\r\nIf-Modified-Since: {date}\r\n"));
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("ETag"), tag);
}

#[test]
fn wrong_use_is_told_and_does_not_stop_the_server() {
    let publisher = Publisher::start().unwrap();
    let host = host(&publisher);
    let status = |request: String| raw(&host, request.as_bytes()).status;
    assert_eq!(status(format!("POST /feed.atom HTTP/1.1\r\nHost: {host}\r\n\r\n")), 405);
    assert_eq!(status(format!("GET /../etc/passwd HTTP/1.1\r\nHost: {host}\r\n\r\n")), 404);
    assert_eq!(status("GET /feed.atom HTTP/1.1\r\nHost: evil.example\r\n\r\n".into()), 421);
    assert_eq!(status("rubbish\r\n\r\n".into()), 400);
    assert_eq!(status(format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(8_200))), 431);
    let _silent: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(&host).unwrap()).collect();
    assert_eq!(get(&host, "/feed.atom", "").status, 200, "silent clients do not block others");
}

#[test]
fn dropping_it_frees_the_port() {
    let publisher = Publisher::start().unwrap();
    let host = host(&publisher);
    drop(publisher);
    assert!(TcpStream::connect(&host).is_err());
}
