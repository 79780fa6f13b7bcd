//! The runner with several feeds on real connections.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use watchfloor_feeds::{
    Clock, Delivery, FeedHandle, FeedHealth, FeedRunner, FeedSpec, FeedState, Inbox, InboxRefused, Limits, Link,
    LinkReader, NoLinks, Origin,
};

use crate::server::{Reply, Request, Server};

/// Remembers everything; refuses while told to.
#[derive(Default)]
struct Mailbox {
    deliveries: Mutex<Vec<Delivery>>,
    healths: Mutex<Vec<FeedHealth>>,
    refusing: AtomicBool,
}

impl Inbox for Mailbox {
    fn deliver(&self, delivery: Delivery) -> Result<(), InboxRefused> {
        if self.refusing.load(Ordering::SeqCst) {
            return Err(InboxRefused("the disk is full".to_owned()));
        }
        self.deliveries.lock().unwrap().push(delivery);
        Ok(())
    }

    fn health(&self, health: FeedHealth) {
        self.healths.lock().unwrap().push(health);
    }
}

impl Mailbox {
    fn bodies(&self, feed: &str) -> Vec<String> {
        let all = self.deliveries.lock().unwrap();
        all.iter().filter(|d| d.feed_id == feed).map(|d| String::from_utf8_lossy(&d.body).into_owned()).collect()
    }

    fn last_health(&self, feed: &str) -> Option<FeedHealth> {
        self.healths.lock().unwrap().iter().rfind(|h| h.feed_id == feed).cloned()
    }
}

/// A clock that counts its calls.
#[derive(Default)]
struct Ticks(AtomicUsize);

impl Clock for Ticks {
    fn now_ms(&self) -> i64 {
        1_795_000_000_000 + self.0.fetch_add(1, Ordering::SeqCst) as i64
    }
}

/// One link per line that starts with "link ", with an optional stamp.
struct Lines;

impl LinkReader for Lines {
    fn links(&self, body: &[u8]) -> Vec<Link> {
        let text = String::from_utf8_lossy(body);
        assert!(!text.contains("reader-panics"), "as asked");
        text.lines()
            .filter_map(|l| l.strip_prefix("link "))
            .map(|l| {
                let (url, version) = l.split_once(' ').map_or((l, None), |(u, v)| (u, Some(v.to_owned())));
                Link { url: url.to_owned(), version }
            })
            .collect()
    }
}

fn feed(id: &str, url: String) -> FeedSpec {
    FeedSpec {
        id: id.to_owned(),
        url,
        allow: vec!["127.0.0.1/32".parse().unwrap()],
        period: Duration::from_millis(50),
        limits: Limits { total: Duration::from_millis(800), ..Limits::default() },
    }
}

fn start(feeds: Vec<FeedSpec>, links: Arc<dyn LinkReader>) -> (FeedHandle, Arc<Mailbox>) {
    let inbox = Arc::new(Mailbox::default());
    (FeedRunner::start(feeds, inbox.clone(), Arc::new(Ticks::default()), links).unwrap(), inbox)
}

#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_changed_body_is_delivered_once_and_unchanged_ones_are_not() {
    let version = Arc::new(AtomicUsize::new(1));
    let current = version.clone();
    let server = Server::start(move |r: &Request| {
        let etag = format!("\"{}\"", current.load(Ordering::SeqCst));
        match r.header("If-None-Match") {
            Some(known) if known == etag => Reply::status(304),
            _ => Reply::ok(format!("v{etag}")).with("ETag", etag).with("Content-Type", "text/html"),
        }
    });
    let (handle, inbox) = start(vec![feed("a", server.url("/"))], Arc::new(NoLinks));
    until("several polls", || server.requests().len() > 4);
    assert_eq!(inbox.bodies("a"), ["v\"1\""]);
    version.store(2, Ordering::SeqCst);
    until("the second version", || inbox.bodies("a").len() == 2);
    handle.stop();
    let delivery = inbox.deliveries.lock().unwrap()[1].clone();
    assert_eq!((delivery.etag.as_deref(), delivery.content_type.as_deref()), (Some("\"2\""), Some("text/html")));
    assert_eq!(delivery.origin, Origin::Feed);
    assert!(delivery.received_ms >= 1_795_000_000_000);
    let health = inbox.last_health("a").unwrap();
    assert_eq!((health.state, health.failures), (FeedState::Live, 0));
    assert!(health.last_success_ms >= health.last_change_ms && health.last_change_ms.is_some());
}

#[test]
fn without_validators_equal_bodies_are_recognised() {
    let server = Server::start(|_| Reply::ok("<html>sorry</html>"));
    let (handle, inbox) = start(vec![feed("a", server.url("/"))], Arc::new(NoLinks));
    until("several polls", || server.requests().len() > 4);
    handle.stop();
    assert_eq!(inbox.bodies("a"), ["<html>sorry</html>"], "delivered as it is, once");
}

#[test]
fn bad_feeds_never_delay_a_good_one() {
    let server = Server::start(|r| match r.path.as_str() {
        "/good" => Reply::ok("good"),
        "/slow" => Reply { drip: Duration::from_secs(5), ..Reply::ok("slow") },
        "/huge" => Reply::ok(vec![b'x'; 9_000_000]),
        _ => Reply::status(500),
    });
    let mut feeds: Vec<FeedSpec> = (0..12).map(|i| feed(&format!("bad{i}"), server.url("/err"))).collect();
    // Two on the same host: fewer than the host has slots.
    feeds.extend([feed("slow1", server.url("/slow")), feed("slow2", server.url("/slow"))]);
    feeds.push(feed("huge", server.url("/huge")));
    feeds.push(feed("dead", "http://127.0.0.1:9/".to_owned()));
    feeds.push(feed("wrong", "gopher://x/".to_owned()));
    feeds.push(feed("good", server.url("/good")));
    let begun = Instant::now();
    let (handle, inbox) = start(feeds, Arc::new(NoLinks));
    until("the good feed", || inbox.bodies("good").len() == 1);
    assert!(begun.elapsed() < Duration::from_millis(700), "{:?}", begun.elapsed());
    until("the slow feed's verdict", || inbox.last_health("slow1").is_some() && inbox.last_health("huge").is_some());
    let fault = |id: &str| inbox.last_health(id).unwrap().last_error.unwrap().code;
    assert_eq!((fault("slow1"), fault("huge"), fault("dead")), ("timeout", "body_too_large", "connect_failed"));
    assert_eq!((fault("wrong"), fault("bad3")), ("scheme_refused", "http_status"));
    assert_eq!(inbox.last_health("slow1").unwrap().state, FeedState::Never);
    assert!(server.count("/good") >= 3, "it kept its pace");
    handle.stop();
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_asks() {
    let server = Server::start(|_| Reply::status(429).with("Retry-After", "60"));
    let (handle, inbox) = start(vec![feed("a", server.url("/"))], Arc::new(NoLinks));
    until("the first answer", || inbox.last_health("a").is_some());
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(server.requests().len(), 1);
    let begun = Instant::now();
    handle.stop();
    assert!(begun.elapsed() < Duration::from_millis(500), "a pause does not hold up the stop");
}

#[test]
fn linked_alerts_are_fetched_once_and_again_when_restamped() {
    let stamp = Arc::new(AtomicUsize::new(1));
    let current = stamp.clone();
    let server = Server::start(move |r| match r.path.as_str() {
        "/index" => Reply::ok(format!(
            "link a\nlink /sub/b {}\nlink gone\nlink http://10.0.0.1/x\n",
            current.load(Ordering::SeqCst)
        )),
        "/gone" => Reply::status(404),
        path => Reply::ok(format!("alert {path}")),
    });
    let (handle, inbox) = start(vec![feed("i", server.url("/index"))], Arc::new(Lines));
    until("both alerts", || inbox.bodies("i").len() == 3);
    let linked = |b: &Mailbox| b.deliveries.lock().unwrap().iter().filter(|d| d.origin == Origin::Linked).count();
    assert_eq!(linked(&inbox), 2);
    stamp.store(2, Ordering::SeqCst);
    until("the restamped alert", || server.count("/sub/b") == 2);
    until("the refused link is given up", || inbox.last_health("i").is_some_and(|h| h.links_lost == 2));
    handle.stop();
    assert_eq!((server.count("/a"), server.count("/gone"), linked(&inbox)), (1, 1, 3));
    let health = inbox.last_health("i").unwrap();
    assert_eq!((health.failures, health.links_pending), (0, 0));
    let fault = health.last_error.unwrap();
    assert_eq!(fault.code, "address_refused");
    assert!(fault.text.starts_with("linked alert http://10.0.0.1/x: "), "{}", fault.text);
}

#[test]
fn two_hundred_links_a_poll_and_the_rest_the_next_time() {
    let server = Server::start(|r| match r.path.as_str() {
        "/index" => Reply::ok((0..250).map(|i| format!("link a{i}\n")).collect::<String>()),
        path => Reply::ok(path),
    });
    let (handle, inbox) = start(vec![feed("i", server.url("/index"))], Arc::new(Lines));
    until("all alerts", || inbox.bodies("i").len() == 251);
    handle.stop();
    let pending: Vec<usize> = inbox.healths.lock().unwrap().iter().map(|h| h.links_pending).take(4).collect();
    assert_eq!(pending, [250, 50, 50, 0]);
}

#[test]
fn what_the_inbox_refuses_comes_again() {
    let server = Server::start(|r| match r.path.as_str() {
        "/index" if r.header("If-None-Match").is_some() => Reply::status(304),
        "/index" => Reply::ok("link a").with("ETag", "\"1\""),
        path => Reply::ok(path),
    });
    let inbox = Arc::new(Mailbox::default());
    inbox.refusing.store(true, Ordering::SeqCst);
    let feeds = vec![feed("i", server.url("/index"))];
    let handle = FeedRunner::start(feeds, inbox.clone(), Arc::new(Ticks::default()), Arc::new(Lines)).unwrap();
    until("a refusal", || inbox.last_health("i").is_some_and(|h| h.failures > 0));
    assert_eq!(inbox.last_health("i").unwrap().last_error.unwrap().code, "not_taken");
    inbox.refusing.store(false, Ordering::SeqCst);
    until("both bodies", || inbox.bodies("i").len() == 2);
    handle.stop();
}

#[test]
fn a_failing_link_reader_does_not_cost_the_document() {
    let server = Server::start(|_| Reply::ok("reader-panics"));
    let (handle, inbox) = start(vec![feed("i", server.url("/"))], Arc::new(Lines));
    until("the document", || inbox.bodies("i").len() == 1);
    until("more polls", || server.requests().len() > 2);
    handle.stop();
    assert_eq!(inbox.last_health("i").unwrap().failures, 0);
}

#[test]
fn feeds_come_and_go_without_disturbing_the_others() {
    let server = Server::start(|r| Reply::ok(r.path.clone()));
    let (handle, inbox) = start(vec![feed("a", server.url("/a"))], Arc::new(NoLinks));
    until("a", || inbox.bodies("a").len() == 1);
    handle.set_feeds(vec![feed("a", server.url("/a")), feed("b", server.url("/b")), feed("b", server.url("/twin"))]);
    until("b", || inbox.bodies("b").len() == 1);
    assert_eq!(inbox.bodies("a").len(), 1, "a went on, it did not start anew");
    handle.set_feeds(vec![feed("b", server.url("/b2"))]);
    until("b at its new address", || inbox.bodies("b").len() == 2);
    let polled = server.count("/a");
    std::thread::sleep(Duration::from_millis(300));
    assert!(server.count("/a") <= polled + 1, "a is gone");
    assert_eq!(server.count("/twin"), 0);
    handle.stop();
    let polled = server.requests().len();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.requests().len(), polled, "nothing after the stop");
}

#[test]
fn a_silent_feed_ages_without_being_polled() {
    let broken = Arc::new(AtomicBool::new(false));
    let now_broken = broken.clone();
    let server = Server::start(move |_| match now_broken.load(Ordering::SeqCst) {
        true => Reply::status(503).with("Retry-After", "600"),
        false => Reply::ok("x"),
    });
    let (handle, inbox) = start(vec![feed("a", server.url("/"))], Arc::new(NoLinks));
    until("live", || inbox.last_health("a").is_some_and(|h| h.state == FeedState::Live));
    broken.store(true, Ordering::SeqCst);
    until("dead", || inbox.last_health("a").is_some_and(|h| h.state == FeedState::Dead));
    handle.stop();
}

#[test]
fn dozens_of_feeds_run_at_once() {
    let server = Server::start(|r| Reply::ok(r.path.clone()));
    let feeds = (0..60).map(|i| feed(&format!("f{i}"), server.url(&format!("/{i}")))).collect();
    let (handle, inbox) = start(feeds, Arc::new(NoLinks));
    until("every feed", || (0..60).all(|i| inbox.bodies(&format!("f{i}")) == [format!("/{i}")]));
    handle.stop();
    assert_eq!(inbox.deliveries.lock().unwrap().len(), 60);
    assert!(inbox.healths.lock().unwrap().iter().all(|h| h.failures == 0), "none got in another's way");
}
